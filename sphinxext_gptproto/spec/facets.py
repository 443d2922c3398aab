"""What an endpoint can be chosen by: provider, model, format and task, method, tags, and groups of other sources.

Sphinx-free. A catalogue has providers, models and formats; sources without one, such as OpenAPI files, have tags, and
levels that are groups.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .names import make_id
from .registry import levels_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .model import Endpoint
    from .registry import SpecRegistry

    Facets = Mapping[str, tuple[tuple[str, str], ...]]

FACETS: Final = ("provider", "group", "model", "format", "task", "method", "tag")
"""In the order of display."""


def get_facets(endpoint: Endpoint, registry: SpecRegistry) -> Facets:
    """Return what an endpoint is, by facet: slugs with titles; only of tags there can be several."""
    operation, levels = endpoint.operation, levels_of(endpoint.id)
    kinds = {registry.levels[level].kind: level for level in levels if level in registry.levels}
    below = [level for level in levels if "model" in kinds and level.startswith(kinds["model"] + "/")]
    if below:  # a format without words of its own is still what follows a model
        kinds.setdefault("format", below[0])
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for kind in ("provider", "model", "format"):
        if level := kinds.get(kind):
            found[kind] = ((level.rpartition("/")[2], registry.get_level_title(level)),)
    tags: dict[str, str] = {}
    for tag in operation.tags:
        tags.setdefault(tag.casefold(), tag)  # selectors mind no case either
    slugs = [make_id(tag) for tag in tags.values()]
    if "provider" in found:
        found["task"] = ((endpoint.id.rpartition("/")[2], endpoint.short_title),)
    elif levels and levels[0] not in slugs:
        found["group"] = ((levels[0], registry.get_level_title(levels[0])),)
    if "model" not in found and endpoint.model:
        found["model"] = ((make_id(endpoint.model), endpoint.model),)
    found["method"] = ((operation.method.lower(), operation.method),)
    found["tag"] = tuple(zip(slugs, tags.values(), strict=True))
    return found
