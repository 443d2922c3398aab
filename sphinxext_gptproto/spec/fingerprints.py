"""What pages show of the registry, and how to tell whether that part is what it was: one digest for each kind of part.

Sphinx-free. The domain keeps the uses of each page, so that a page is read again when what it shows has changed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from .errors import AmbiguousNameError, UnknownNameError
from .registry import levels_of
from .selectors import Selection
from .stored import stored

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .registry import SpecRegistry


@stored
@dataclass(frozen=True, slots=True)
class Use:
    """A page shows a part of the registry as it was when it had this digest."""

    kind: str
    """One of :data:`DIGESTS`."""
    name: str
    """As the page names it, whether there is such a part or not."""
    digest: str


def _digest_endpoint(registry: SpecRegistry, name: str) -> str:
    try:
        return registry.digest(registry.get(name))
    except (UnknownNameError, AmbiguousNameError) as error:
        return str(error)


def _digest_error(registry: SpecRegistry, name: str) -> str:
    return _hash(registry.errors.get(name))


def _digest_errors(registry: SpecRegistry, name: str) -> str:
    return _hash(list(registry.errors.values()))


def _digest_level(registry: SpecRegistry, name: str) -> str:
    """Return a hash of what an index of the level shows: descriptions, titles and requests of all that is below."""
    below = registry.get_below(name)
    listed = [(e.id, e.short_title, e.operation.method, e.operation.path) for e in below]
    levels = dict.fromkeys([name, *(level for e in below for level in levels_of(e.id))])
    shown = [(registry.get_level_title(level), registry.levels.get(level)) for level in levels if level]
    return _hash((listed, shown, registry.get_services(name)))


def _hash(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()


def _digest_schema(registry: SpecRegistry, name: str) -> str:
    found = registry.get_schema(name)
    return registry.digest_schema(found) if found else ""


def _digest_catalog(registry: SpecRegistry, name: str) -> str:
    """Return a hash of what a catalogue shows of the endpoints that are meant."""
    listed = []
    for endpoint in Selection.from_name(name).select(registry):
        levels = [
            (registry.get_level_title(name), registry.levels[name].kind if name in registry.levels else "")
            for name in levels_of(endpoint.id)
        ]
        names = (endpoint.id, endpoint.title, endpoint.short_title, endpoint.model, levels)
        operation = endpoint.operation
        listed.append((names, operation.method, operation.path, operation.tags, operation.deprecated))
    return _hash(listed)


def _digest_descriptions(registry: SpecRegistry, name: str) -> str:
    return _hash([endpoint.description for endpoint in Selection.from_name(name).select(registry)])


def _digest_selection(registry: SpecRegistry, name: str) -> str:
    """Return a hash of which endpoints are meant; what each of them shows is another use."""
    return _hash([endpoint.id for endpoint in Selection.from_name(name).select(registry)])


DIGESTS: Final[Mapping[str, Callable[[SpecRegistry, str], str]]] = {
    "catalog": _digest_catalog,
    "descriptions": _digest_descriptions,
    "endpoint": _digest_endpoint,
    "error": _digest_error,
    "errors": _digest_errors,
    "level": _digest_level,
    "schema": _digest_schema,
    "selection": _digest_selection,
}
"""How to tell whether a part of the registry is what it was, by kind: one error, the catalogue of them, a level."""
