"""The values that a sample sends, and that a response holds: taken from examples, else made from the schema."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

from ..errors import GptprotoError
from ..models import MISSING, Json, Missing, Schema

if TYPE_CHECKING:
    from collections.abc import Callable

Resolve: TypeAlias = "Callable[[Schema], Schema]"
"""Returns a schema with its ``$ref`` and ``allOf`` followed."""

NOTHING: Final = Schema()
"""One for all, since resolvers remember every schema that they were asked for."""
MAX_DEPTH: Final = 8
ANY_STRING: Final = "string"
STRINGS: Final = {
    "date": "2025-01-31",
    "date-time": "2025-01-31T12:00:00Z",
    "email": "user@example.com",
    "uri": "https://example.com",
    "url": "https://example.com",
    "uuid": "123e4567-e89b-12d3-a456-426614174000",
}


MAX_ANSWER: Final = 150
"""Values in a made response, after which optional properties are left out."""
ANSWER_DEPTH: Final = 3
"""How deep a made response shows optional properties."""


class RequestError(GptprotoError, ValueError):
    """No request can be made from what the specification says."""


def make_value(schema: Schema, resolve: Resolve) -> Json | Missing:
    """Return a value to send that fits the schema, or ``MISSING`` where it says too little or turns in a circle.

    Of objects it has the properties that are required or have an example, and that are not read-only.
    """
    return _make(schema, _Walk(resolve))


def make_answer(schema: Schema, resolve: Resolve) -> Json | Missing:
    """Return a value that the service may send: of objects all properties that are not write-only, up to a size."""
    return _make(schema, _Walk(resolve, answers=True))


@dataclass(slots=True)
class _Walk:
    """What holds for all parts of a value."""

    resolve: Resolve
    answers: bool = False
    """Whether the service sends the value."""
    made: int = 0

    def shows(self, name: str, known: Schema, holder: Schema, depth: int) -> bool:
        """Return whether an object's property is made."""
        if known.write_only if self.answers else known.read_only:
            return False
        if name in holder.required or known.examples:
            return True
        return self.answers and depth < ANSWER_DEPTH and self.made < MAX_ANSWER


def _make(schema: Schema, walk: _Walk, seen: frozenset[str] = frozenset(), depth: int = 0) -> Json | Missing:
    """Return a part of the value.

    :param seen: references followed on the way down.
    """
    resolve, walk.made = walk.resolve, walk.made + 1
    names = {part.ref for part in (schema, *schema.all_of) if part.ref}
    if names & seen or depth > MAX_DEPTH:
        return MISSING
    seen |= names
    schema = resolve(schema)
    if schema.const is not MISSING:
        return schema.const
    for value in (*schema.examples[:1], schema.default, *schema.enum[:1]):
        if value is not MISSING and value is not None:
            return value
    if schema.properties or "object" in schema.types:
        return _make_object(schema, walk, seen, depth)
    for choice in (*schema.one_of, *schema.any_of):
        if (value := _make(choice, walk, seen, depth + 1)) is not MISSING:
            return value
    return _make_plain(schema, walk, seen, depth)


def _make_object(schema: Schema, walk: _Walk, seen: frozenset[str], depth: int) -> Json:
    """Return the properties that are to be shown, with those of the first choice."""
    made: dict[str, Json] = {}
    for name, part in schema.properties.items():
        if not walk.shows(name, walk.resolve(part), schema, depth):
            continue
        value = _make(part, walk, seen, depth + 1)
        if value is not MISSING:
            made[name] = value
    for choice in (*schema.one_of[:1], *schema.any_of[:1]):
        value = _make(choice, walk, seen, depth + 1)
        if isinstance(value, dict):
            made = value | made
    return made


def _make_plain(schema: Schema, walk: _Walk, seen: frozenset[str], depth: int) -> Json | Missing:
    match next((name for name in schema.types if name != "null"), ""):
        case "array":
            item = _make(schema.items or NOTHING, walk, seen, depth + 1)
            return [] if item is MISSING else [item]
        case "boolean":
            return False
        case "integer":
            return math.ceil(_number(schema))
        case "number":
            return _number(schema)
        case "string":
            return STRINGS.get(schema.format, ANY_STRING)
    return None if schema.types else MISSING


def _number(schema: Schema) -> float:
    """Return 1, or the nearest number that the limits allow."""
    low = schema.minimum if schema.minimum is not None else schema.exclusive_minimum
    high = schema.maximum if schema.maximum is not None else schema.exclusive_maximum
    number = max(1, low) if low is not None else 1
    if number == schema.exclusive_minimum:
        number += 1
    return min(number, high) if high is not None else number
