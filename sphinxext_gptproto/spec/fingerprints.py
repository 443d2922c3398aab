"""Tell whether the part of the registry that a page shows has changed: one digest function for each kind of part.

The domain stores the uses of each page, and Sphinx reads a page again when a digest is no longer the same.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from .digests import digest_endpoint, digest_schema
from .errors import AmbiguousNameError, UnknownNameError
from .selectors import Selection
from .stored import stored

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .registry import SpecRegistry


@stored
@dataclass(frozen=True, slots=True)
class Use:
    """A part of the registry that a page shows, with its digest at the time of reading."""

    kind: str
    """A key of :data:`DIGESTS`."""
    name: str
    """As written on the page; there need not be such a part."""
    digest: str


def _digest_endpoint(registry: SpecRegistry, name: str) -> str:
    try:
        endpoint = registry.get(name)
        digests = [digest_endpoint(registry, endpoint)]
        for item in registry.get_endpoint_versions(endpoint):
            other = item.endpoint
            digests += [item.version.label, digest_endpoint(registry, other) if other else ""]
        return digests[0] if len(digests) == 1 else _hash(digests)
    except (UnknownNameError, AmbiguousNameError) as error:
        return str(error)


def _digest_error(registry: SpecRegistry, name: str) -> str:
    return _hash(registry.errors.get(name))


def _digest_errors(registry: SpecRegistry, name: str) -> str:
    return _hash(list(registry.errors.values()))


def _digest_level(registry: SpecRegistry, name: str) -> str:
    """Return a hash of what a level's index shows: titles and descriptions of levels, and titles and requests below."""
    endpoints = registry.get_below(name)
    entries = [(e.id, e.short_title, e.operation.method, e.operation.path, e.operation.deprecated) for e in endpoints]
    levels_with_endpoints = [level for endpoint in endpoints for level in registry.get_levels(endpoint)]
    levels = dict.fromkeys([name, *levels_with_endpoints, *registry.get_text_levels(name)])
    level_texts = [(registry.get_list_title(level), registry.levels.get(level)) for level in levels if level]
    return _hash(
        (entries, level_texts, registry.get_services(name), registry.versions, _digest_versions(registry, name))
    )


def _digest_versions(registry: SpecRegistry, level: str) -> list[str]:
    """Return digests of all that decides what changed in a version whose level this is, since the version before."""
    sources: set[str] = set()
    for versions in registry.versions.values():
        for version, previous in pairwise(versions):
            if registry.get_level(version.source) == level:
                sources |= {version.source, previous.source}
    return [digest_endpoint(registry, endpoint) for endpoint in registry if endpoint.operation.service in sources]


def _hash(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()


def _digest_schema(registry: SpecRegistry, name: str) -> str:
    schema = registry.get_schema(name)
    return digest_schema(registry, schema) if schema else ""


def _digest_catalog(registry: SpecRegistry, name: str) -> str:
    """Return a hash of what a catalogue shows of the selected endpoints."""
    entries = []
    for endpoint in Selection.from_name(name).select(registry):
        level_titles = [
            (registry.get_list_title(name), registry.levels[name].kind if name in registry.levels else "")
            for name in registry.get_levels(endpoint)
        ]
        names = (endpoint.id, endpoint.title, endpoint.short_title, endpoint.model, level_titles)
        operation = endpoint.operation
        entries.append((names, operation.method, operation.path, operation.tags, operation.deprecated))
    return _hash(entries)


def _digest_descriptions(registry: SpecRegistry, name: str) -> str:
    return _hash([endpoint.description for endpoint in Selection.from_name(name).select(registry)])


def _digest_selection(registry: SpecRegistry, name: str) -> str:
    """Return a hash of which endpoints are selected; what the page shows of each of them is a use of its own."""
    return _hash([endpoint.id for endpoint in Selection.from_name(name).select(registry)])


def _digest_changes(registry: SpecRegistry, name: str) -> str:
    """Return a hash of all that a list of changes can show: the versions of all APIs, and their endpoints."""
    sources = {version.source for versions in registry.versions.values() for version in versions}
    return _hash(
        (registry.versions, [digest_endpoint(registry, e) for e in registry if e.operation.service in sources], name)
    )


DIGESTS: Final[Mapping[str, Callable[[SpecRegistry, str], str]]] = {
    "catalog": _digest_catalog,
    "changes": _digest_changes,
    "descriptions": _digest_descriptions,
    "endpoint": _digest_endpoint,
    "error": _digest_error,
    "errors": _digest_errors,
    "level": _digest_level,
    "schema": _digest_schema,
    "selection": _digest_selection,
}
"""The digest functions by kind of part: each takes the registry and the part's name."""
