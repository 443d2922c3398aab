"""The facets that readers and authors filter endpoints by: provider, group, model, format, task, version, method
and tag.

A catalogue has providers, models and formats. Sources without a catalogue, such as OpenAPI files, have tags, and their
first level is a group.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from .names import make_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .model import Endpoint
    from .registry import SpecRegistry

    Facets = Mapping[str, tuple[tuple[str, str], ...]]

FACETS: Final = ("provider", "group", "model", "format", "task", "version", "method", "tag")
"""In the order of display."""


def get_facets(endpoint: Endpoint, registry: SpecRegistry) -> Facets:
    """Return the values of an endpoint by facet, each as slug and title; only ``tag`` can have several."""
    operation, levels = endpoint.operation, registry.get_levels(endpoint)
    level_by_kind = {registry.levels[level].kind: level for level in levels if level in registry.levels}
    model_level = level_by_kind.get("model")
    levels_below_model = [level for level in levels if model_level and level.startswith(f"{model_level}/")]
    if levels_below_model:  # the level below a model is its format, even where the file does not describe that format
        level_by_kind.setdefault("format", levels_below_model[0])
    facets: dict[str, tuple[tuple[str, str], ...]] = {}
    for kind in ("provider", "model", "format"):
        if level := level_by_kind.get(kind):
            facets[kind] = ((level.rpartition("/")[2], registry.get_level_title(level)),)
    tags: dict[str, str] = {}
    for tag in operation.tags:
        tags.setdefault(tag.casefold(), tag)  # selectors ignore case, too
    slugs = [make_id(tag) for tag in tags.values()]
    if "provider" in facets:
        facets["task"] = ((endpoint.id.rpartition("/")[2], endpoint.short_title),)
    elif levels and levels[0] not in slugs and not registry.find_older_version(levels[0]):
        facets["group"] = ((levels[0], registry.get_level_title(levels[0])),)
    if "model" not in facets and endpoint.model:
        facets["model"] = ((make_id(endpoint.model), endpoint.model),)
    if version := registry.get_version(operation):
        facets["version"] = ((make_id(version.label), version.label),)
    facets["method"] = ((operation.method.lower(), operation.method),)
    facets["tag"] = tuple(zip(slugs, tags.values(), strict=True))
    return facets
