"""How far schemas reach: which shared ones they lead to, and how many fields they come to once written out.

Sphinx-free. What was found is remembered in :attr:`.resolver.Resolver.memo`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .labels import MAX_DEPTH

if TYPE_CHECKING:
    from ..spec.model import Schema
    from ..spec.resolver import Resolver


@dataclass(slots=True)
class _Counted:
    """The number of fields in a schema, as far as it was counted."""

    count: int = 0
    limit: int = -1
    """Counting stopped once there were more than that."""

    def answers(self, limit: int) -> bool:
        """Return whether nothing further can be learned: the number is exact, or too many then as now."""
        return self.count <= self.limit or self.limit >= limit


def exceeds(schema: Schema, limit: int, resolve: Resolver) -> bool:
    """Return whether a schema has more fields than that, nested ones included, once it is written out."""
    return _count(schema, limit, frozenset(), resolve) > limit


def _count(schema: Schema, limit: int, above: frozenset[str], resolve: Resolver) -> int:
    """Return the number of fields in a schema, or more than the limit where there are more.

    :param above: names of the schemas that hold it, in which it would not be written out again.
    """
    names = names_of(schema, resolve)
    if not above.isdisjoint(names):
        return 0
    alone = above.isdisjoint(reachable(schema, resolve))
    counted = resolve.memo.get("count", schema, None, _Counted) if alone else _Counted()
    if not counted.answers(limit):
        counted.count = _count_inside(inner_of(schema, resolve), limit, above.union(names), resolve)
        counted.limit = limit
    return counted.count


def _count_inside(whole: Schema, limit: int, above: frozenset[str], resolve: Resolver) -> int:
    parts = [*whole.properties.values(), *whole.pattern_properties.values(), *whole.prefix_items]
    parts += [whole.additional_properties] if whole.additional_properties is not None else []
    count = len(parts)
    for part in (*parts, *whole.one_of, *whole.any_of):
        if count > limit:
            break
        count += _count(part, limit - count, above, resolve)
    return count


def inner_of(schema: Schema, resolve: Resolver) -> Schema:
    """Return the schema of what an array of arrays holds in the end, or the schema itself."""
    whole = resolve(schema)
    for _ in range(MAX_DEPTH):  # an array may hold itself
        if whole.items is None or whole.properties:
            break
        whole = resolve(whole.items)
    return whole


def reachable(schema: Schema, resolve: Resolver) -> frozenset[str]:
    """Return the names of all shared schemas that what is nested in a schema may refer to, its own too."""
    return resolve.memo.get("reachable", schema, None, lambda: _find_reachable(schema, resolve))


def _find_reachable(schema: Schema, resolve: Resolver) -> frozenset[str]:
    found: set[str] = set()
    todo = list(_refs_in(schema, resolve))
    while todo:
        name = todo.pop()
        if name in found:
            continue
        found.add(name)
        target = resolve.get(name)
        if resolve.memo.has("reachable", target, None):
            found |= reachable(target, resolve)
        else:
            todo += _refs_in(target, resolve)
    return frozenset(found)


def _refs_in(schema: Schema, resolve: Resolver) -> frozenset[str]:
    """Return the names that a schema refers to, without what those refer to."""
    return resolve.memo.get("refs", schema, None, lambda: _find_refs(schema, resolve))


def _find_refs(schema: Schema, resolve: Resolver) -> frozenset[str]:
    parts = [*schema.properties.values(), *schema.pattern_properties.values(), *schema.prefix_items]
    parts += [*schema.all_of, *schema.one_of, *schema.any_of]
    parts += [part for part in (schema.items, schema.additional_properties) if part is not None]
    own = frozenset({schema.ref} if schema.ref else ())
    return own.union(*(_refs_in(part, resolve) for part in parts))


def names_of(schema: Schema, resolve: Resolver) -> list[str]:
    """Return the names of the schemas that this one, or its items, refer to."""
    names = [schema.ref] if schema.ref else []
    names += [member.ref for member in schema.all_of if member.ref]
    whole = resolve(schema)
    if whole.items is not None:
        names += [whole.items.ref] if whole.items.ref else []
    return names
