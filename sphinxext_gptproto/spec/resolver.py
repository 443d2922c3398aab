"""Follow references between schemas and merge ``allOf``."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final

from .memo import IdentityMemo
from .model import Schema

if TYPE_CHECKING:
    from collections.abc import Mapping


_FIELDS: Final = tuple(field.name for field in fields(Schema))
_EMPTY_SCHEMA: Final = Schema()


class Resolver:
    """Follows references and merges ``allOf``, once for each schema.

    A resolved schema has neither ``$ref`` nor ``allOf``. The schemas nested in it (properties, items, variants) are
    not resolved until they are asked for, so a schema that refers to itself is no problem.
    """

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self._schemas = schemas
        self._resolved_by_name: dict[str, tuple[Schema, Schema]] = {}
        self.memo = IdentityMemo()
        """Values that this and later modules derive from schemas, and from models that contain schemas."""

    def __call__(self, schema: Schema) -> Schema:
        """Return a schema with the schemas that it refers to merged in; an unknown reference counts as ``{}``."""
        return self.memo.get("resolved", schema, None, lambda: self._resolve(schema, frozenset()))

    def get(self, name: str) -> Schema:
        """Return a shared schema, or an empty one where there is none of this name."""
        return self._schemas.get(name, _EMPTY_SCHEMA)

    def _resolve(self, schema: Schema, parents: frozenset[str]) -> Schema:
        if not schema.ref and not schema.all_of:
            return schema
        base = _EMPTY_SCHEMA
        if schema.ref and schema.ref not in parents:
            base = self._resolve_name(schema.ref, parents | {schema.ref})
        for member in schema.all_of:
            base = merge(base, self._resolve(member, parents))
        return merge(base, replace(schema, ref="", all_of=()))

    def _resolve_name(self, name: str, parents: frozenset[str]) -> Schema:
        """Resolve a shared schema, once.

        Without this cache, schemas that refer to two others each, which do so in turn, would double the work at every
        step. The cache checks the target's identity, since sources may still be added to the registry.
        """
        target = self._schemas.get(name, _EMPTY_SCHEMA)
        cached = self._resolved_by_name.get(name)
        if cached is None or cached[0] is not target:
            cached = self._resolved_by_name[name] = (target, self._resolve(target, parents))
        return cached[1]


def merge(base: Schema, override: Schema) -> Schema:
    """Merge two schemas; a keyword of ``override`` replaces the same keyword of ``base``.

    ``required`` is the union of both. Where both describe the same property, or the items, the result is an ``allOf``
    of the two descriptions.
    """
    if base is _EMPTY_SCHEMA or base == _EMPTY_SCHEMA:
        return override
    changes: dict[str, Any] = {
        name: value for name in _FIELDS if (value := getattr(override, name)) != getattr(_EMPTY_SCHEMA, name)
    }
    if base.properties and override.properties:
        properties = dict(base.properties)
        for name, schema in override.properties.items():
            properties[name] = Schema(all_of=(properties[name], schema)) if name in properties else schema
        changes["properties"] = properties
    if base.items is not None and override.items is not None and base.items != override.items:
        changes["items"] = Schema(all_of=(base.items, override.items))
    changes["required"] = base.required | override.required
    return replace(base, **changes)
