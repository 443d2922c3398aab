"""Follow references between schemas and merge ``allOf``."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any, Final

from .memo import IdentityMemo
from .model import Schema

if TYPE_CHECKING:
    from collections.abc import Mapping


_FIELDS: Final = tuple(field.name for field in fields(Schema))
_ABSENT: Final = Schema()


class Resolver:
    """Follows references and merges ``allOf``, each schema once.

    A resolved schema has neither. The schemas inside it (properties, items, variants) are not resolved, so one that
    refers to itself costs nothing.
    """

    def __init__(self, schemas: Mapping[str, Schema]) -> None:
        self._schemas = schemas
        self._named: dict[str, tuple[Schema, Schema]] = {}
        self.memo = IdentityMemo()
        """What this and other modules made of schemas, and of what holds them."""

    def __call__(self, schema: Schema) -> Schema:
        """Return ``schema`` with what it refers to merged in. A name that does not exist counts as ``{}``."""
        return self.memo.get("resolved", schema, None, lambda: self._resolve(schema, frozenset()))

    def get(self, name: str) -> Schema:
        """Return a shared schema. A name that does not exist counts as ``{}``."""
        return self._schemas.get(name, _ABSENT)

    def _resolve(self, schema: Schema, chain: frozenset[str]) -> Schema:
        if not schema.ref and not schema.all_of:
            return schema
        base = _ABSENT
        if schema.ref and schema.ref not in chain:
            base = self._resolve_name(schema.ref, chain | {schema.ref})
        for member in schema.all_of:
            base = merge(base, self._resolve(member, chain))
        return merge(base, replace(schema, ref="", all_of=()))

    def _resolve_name(self, name: str, chain: frozenset[str]) -> Schema:
        """Resolve a shared schema once, else names that name two others each would double the work at every step."""
        target = self._schemas.get(name, _ABSENT)
        known = self._named.get(name)
        if known is None or known[0] is not target:  # sources may still be added
            known = self._named[name] = (target, self._resolve(target, chain))
        return known[1]


def merge(base: Schema, over: Schema) -> Schema:
    """Return one schema that demands what both do; where they name one keyword, ``over`` wins."""
    if base is _ABSENT or base == _ABSENT:
        return over
    changed: dict[str, Any] = {
        name: value for name in _FIELDS if (value := getattr(over, name)) != getattr(_ABSENT, name)
    }
    if base.properties and over.properties:
        properties = dict(base.properties)
        for name, schema in over.properties.items():
            properties[name] = Schema(all_of=(properties[name], schema)) if name in properties else schema
        changed["properties"] = properties
    if base.items is not None and over.items is not None and base.items != over.items:
        changed["items"] = Schema(all_of=(base.items, over.items))
    changed["required"] = base.required | over.required
    return replace(base, **changed)
