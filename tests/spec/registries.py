"""A registry of one native file, for tests."""

from __future__ import annotations

from pathlib import Path

from sphinxext_gptproto.spec.registry import SpecRegistry

CHAT = Path(__file__).parents[1] / "loaders" / "native" / "good" / "chat.yaml"
ID = "acme/gpt-41/official-format/text-to-text"


def registry_of(*specifications):
    registry = SpecRegistry()
    for specification in specifications:
        registry.add(specification)
    registry.seal()
    return registry
