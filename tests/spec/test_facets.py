"""What endpoints can be chosen by is the same for one endpoint as for many."""

from __future__ import annotations

import pytest

from sphinxext_gptproto.reference.directives.catalog import Choices
from sphinxext_gptproto.spec.model import Endpoint, Operation
from sphinxext_gptproto.spec.registry import SpecRegistry
from sphinxext_gptproto.spec.selectors import Selection
from sphinxext_gptproto.spec.specification import Specification


def registry_of(*tags):
    operations = {
        f"o{n}": Operation(id=f"o{n}", method="GET", path=f"/{n}", tags=endpoint_tags)
        for n, endpoint_tags in enumerate(tags)
    }
    endpoints = {name: Endpoint(id=name, title=name, short_title=name, operation=o) for name, o in operations.items()}
    registry = SpecRegistry()
    registry.add(Specification(operations=operations, endpoints=endpoints))
    registry.seal()
    return registry


@pytest.mark.parametrize("tags", [(("Chat", "chat"), ("CHAT",)), (("Chat",), ("chat", "Chat")), (("Chat",), ("chat",))])
def test_tags_that_differ_in_case_are_one(tags):
    registry = registry_of(*tags)
    choices = Choices.of(registry.endpoints.values(), registry)
    assert choices.titles["tag"] == {"chat": "Chat"}
    assert choices.counts["tag"] == {"chat": 2}
    assert {facets["tag"] for facets in choices.chosen.values()} == {(("chat", "Chat"),)}
    assert len(Selection(tags=("chat",)).select(registry)) == 2


def test_tags_with_one_slug_are_two():
    registry = registry_of(("Read only", "read-only"), ("read-only",))
    choices = Choices.of(registry.endpoints.values(), registry)
    assert choices.counts["tag"] == {"read-only": 1, "read-only-2": 2}
    assert list(choices.titles["tag"].values()) == ["Read only", "read-only"]
