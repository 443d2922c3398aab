"""Count the fields of an expanded schema and find the shared schemas that it references.

Pages need both before they expand a schema: the count decides which shared schemas get pages of their own, and the
references decide where a recursive schema ends. Results are remembered in :attr:`.resolver.Resolver.memo`. Nothing here
imports Sphinx.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .labels import MAX_DEPTH

if TYPE_CHECKING:
    from ..spec.model import Schema
    from ..spec.resolver import Resolver


@dataclass(slots=True)
class _FieldCount:
    """The number of fields in a schema, as far as they were counted."""

    count: int = 0
    limit: int = -1
    """Counting stopped as soon as the count was greater than this."""

    def answers(self, limit: int) -> bool:
        """Return whether it is known if the schema has more fields than a limit.

        It is if counting came to its end, or stopped at the same or a greater limit.
        """
        return self.count <= self.limit or self.limit >= limit


def exceeds(schema: Schema, limit: int, resolve: Resolver, *, max_shared: int = 0) -> bool:
    """Return whether an expanded schema has more fields than a limit, nested ones included.

    :param max_shared: shared schemas nested in it that have more fields are not expanded; 0 to expand all.
    """
    if not max_shared:
        return _count(schema, limit, frozenset(), resolve) > limit
    parents = frozenset(get_references(schema, resolve))
    return _count_nested(get_element(schema, resolve), limit, parents, resolve, max_shared) > limit


# How fields are counted. An expanded schema of a large specification may have millions of fields, since a shared schema
# counts wherever it is referenced. Three rules keep the time short:
#
# - Counting stops as soon as the limit is exceeded: the exact number beyond it is of no interest.
# - A reference to an enclosing schema counts as nothing, as on the page, where it is a link. Recursion ends there.
# - A count is remembered with the schema, so that a schema which is referenced many times is counted once. This is
#   correct only where the schema leads back to none of the enclosing ones: where it does, the count depends on them.


def _count(schema: Schema, limit: int, parents: frozenset[str], resolve: Resolver, max_shared: int = 0) -> int:
    """Return the number of fields in a schema, or any number greater than the limit if there are more.

    :param parents: names of the enclosing schemas, which are not expanded again.
    :param max_shared: as of :func:`exceeds`.
    """
    references = get_references(schema, resolve)
    if not parents.isdisjoint(references) or (max_shared and references and exceeds(schema, max_shared, resolve)):
        return 0
    is_independent = parents.isdisjoint(get_reachable(schema, resolve))
    counted = resolve.memo.get("count", schema, max_shared, _FieldCount) if is_independent else _FieldCount()
    if not counted.answers(limit):
        element, parents = get_element(schema, resolve), parents.union(references)
        counted.count, counted.limit = _count_nested(element, limit, parents, resolve, max_shared), limit
    return counted.count


def _count_nested(schema: Schema, limit: int, parents: frozenset[str], resolve: Resolver, max_shared: int = 0) -> int:
    """Return the number of a schema's direct fields and of all fields nested in these and in its variants."""
    fields = [*schema.properties.values(), *schema.pattern_properties.values(), *schema.prefix_items]
    fields += [schema.additional_properties] if schema.additional_properties is not None else []
    count = len(fields)
    for part in (*fields, *schema.one_of, *schema.any_of):
        if count > limit:
            break
        count += _count(part, limit - count, parents, resolve, max_shared)
    return count


def get_element(schema: Schema, resolve: Resolver) -> Schema:
    """Return the resolved schema of an array's innermost items, or of the schema itself if it is not an array."""
    element = resolve(schema)
    for _ in range(MAX_DEPTH):  # an array may be its own item
        if element.items is None or element.properties:
            break
        element = resolve(element.items)
    return element


def get_reachable(schema: Schema, resolve: Resolver) -> frozenset[str]:
    """Return the names of all shared schemas that a schema references, directly or through others."""
    return resolve.memo.get("reachable", schema, None, lambda: _find_reachable(schema, resolve))


def _find_reachable(schema: Schema, resolve: Resolver) -> frozenset[str]:
    """Follow references, and use the result of a referenced schema where there is one already."""
    reachable: set[str] = set()
    pending = list(_get_direct_references(schema, resolve))
    while pending:
        name = pending.pop()
        if name in reachable:
            continue
        reachable.add(name)
        target = resolve.get(name)
        if resolve.memo.has("reachable", target, None):
            reachable |= get_reachable(target, resolve)
        else:
            pending += _get_direct_references(target, resolve)
    return frozenset(reachable)


def _get_direct_references(schema: Schema, resolve: Resolver) -> frozenset[str]:
    """Return the names in the ``$ref`` of a schema and of its subschemas, without following them."""
    return resolve.memo.get("refs", schema, None, lambda: _find_direct_references(schema, resolve))


def _find_direct_references(schema: Schema, resolve: Resolver) -> frozenset[str]:
    subschemas = [*schema.properties.values(), *schema.pattern_properties.values(), *schema.prefix_items]
    subschemas += [*schema.all_of, *schema.one_of, *schema.any_of]
    subschemas += [part for part in (schema.items, schema.additional_properties) if part is not None]
    reference = frozenset({schema.ref} if schema.ref else ())
    return reference.union(*(_get_direct_references(part, resolve) for part in subschemas))


def get_references(schema: Schema, resolve: Resolver) -> list[str]:
    """Return the names of the shared schemas that a schema itself, a member of its ``allOf`` or its items refer to."""
    names = [schema.ref] if schema.ref else []
    names += [member.ref for member in schema.all_of if member.ref]
    resolved = resolve(schema)
    if resolved.items is not None:
        names += [resolved.items.ref] if resolved.items.ref else []
    return names
