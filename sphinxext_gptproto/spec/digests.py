"""Hash what the page of an endpoint or a schema can show, so that a later build can tell whether it has changed.

A digest covers the endpoint or schema and every shared schema that can be reached from it. It is the same in every run
and on every machine; where in a file a value was written does not count.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from .links import find_linked_endpoint
from .model import Parameter, Response, Schema
from .registry import levels_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .model import Endpoint
    from .registry import SpecRegistry

_EMPTY_SCHEMA: Final = Schema()
_NOT_ON_PAGES: Final = ("source", "is_plain")
"""Fields of models that no page shows."""


def digest_endpoint(registry: SpecRegistry, endpoint: Endpoint) -> str:
    """Return a hash of everything that an endpoint's page can show."""
    operation = endpoint.operation
    errors = [registry.errors[name] for name in operation.errors if name in registry.errors]
    titles = [registry.get_level_title(level) for level in levels_of(endpoint.id)]
    scheme_names = {name for requirement in operation.security for name in requirement}
    schemes = {name: scheme for name, scheme in registry.schemes.items() if name in scheme_names}
    linked = [
        target.id if (target := find_linked_endpoint(registry, link, operation.service)) else ""
        for response in operation.responses
        for link in response.links
    ]
    return _digest(registry, [endpoint, registry.get_service(operation), schemes, errors, titles, linked])


def digest_schema(registry: SpecRegistry, schema: Schema) -> str:
    """Return a hash of everything that a shared schema's page can show."""
    return _digest(registry, [schema])


def _digest(registry: SpecRegistry, values: Sequence[Any]) -> str:
    """Return a hash of values and of the shared schemas that they reach.

    A reference is hashed as its name, and the schema of that name once for all: schemas may refer to one another in
    cycles, so a hash that contained those of the referenced schemas could not be computed.
    """
    text, refs = _dump(registry, values)
    parts = [text]
    seen: set[str] = set()
    while refs - seen:
        for name in sorted(refs - seen):
            seen.add(name)
            digest, nested_refs = _digest_part(registry, registry.schemas.get(name, _EMPTY_SCHEMA))
            parts += [name, digest]
            refs |= nested_refs
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _digest_part(registry: SpecRegistry, part: Schema | Parameter | Response) -> tuple[str, set[str]]:
    """Return the hash of a part with all that is nested in it, and the names of the schemas that it refers to."""

    def compute() -> tuple[str, set[str]]:
        text, refs = _dump(registry, _get_changed_fields(part))
        if isinstance(part, Schema):
            refs.update(name for name in (part.ref, *part.discriminator_values.values()) if name)
        return hashlib.sha256(text.encode()).hexdigest(), refs

    return registry.resolve.memo.get("digest", part, None, compute)


def _dump(registry: SpecRegistry, value: Any) -> tuple[str, set[str]]:
    """Return models as JSON, and the names of the schemas that they refer to.

    Schemas, parameters and responses become their hashes, since many endpoints share them: each is dumped once.
    """
    refs: set[str] = set()

    def convert(value: Any) -> Any:
        if isinstance(value, (Schema, Parameter, Response)):
            digest, nested_refs = _digest_part(registry, value)
            refs.update(nested_refs)
            return digest
        return sorted(value) if isinstance(value, frozenset) else _get_changed_fields(value)

    return json.dumps(value, default=convert), refs


@cache
def _get_defaults(model: type) -> tuple[tuple[str, Any], ...]:
    return tuple((f.name, f.default) for f in fields(model) if f.name not in _NOT_ON_PAGES)


def _get_changed_fields(value: Any) -> dict[str, Any]:
    """Return the fields of a model that do not hold their default and that pages can show."""
    model: Any = type(value)
    return {
        name: part for name, default in _get_defaults(model) if not _is_default(part := getattr(value, name), default)
    }


def _is_default(value: object, default: object) -> bool:
    """Return whether a field holds its default; ``==`` alone would take ``0`` for ``False``."""
    return value is default or (isinstance(value, (str, frozenset, tuple)) and value == default)
