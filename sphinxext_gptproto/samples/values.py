"""Generate values for samples and responses: from examples and defaults if there are any, else from the schema."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final, TypeAlias

from ..spec.errors import GptprotoError
from ..spec.model import MISSING, Json, Missing, Schema

if TYPE_CHECKING:
    from collections.abc import Callable

Resolve: TypeAlias = "Callable[[Schema], Schema]"
"""Returns a schema with its ``$ref`` followed and its ``allOf`` merged."""

NOTHING: Final = Schema()
"""The schema without keywords. It is one object because resolvers remember every schema that they are asked for."""
MAX_DEPTH: Final = 8
"""Levels of nested values that are generated."""
ANY_STRING: Final = "string"
STRINGS: Final = {
    "date": "2025-01-31",
    "date-time": "2025-01-31T12:00:00Z",
    "email": "user@example.com",
    "uri": "https://example.com",
    "url": "https://example.com",
    "uuid": "123e4567-e89b-12d3-a456-426614174000",
}
"""Strings by ``format``; others are :data:`ANY_STRING`."""

MAX_RESPONSE_VALUES: Final = 150
"""Values in a generated response after which optional properties are omitted."""
MAX_RESPONSE_DEPTH: Final = 3
"""Levels of a generated response that have optional properties."""
_FIRST_WITH_EXPONENT: Final = 1e16
"""The first whole number that Python writes with an exponent."""


class RequestError(GptprotoError, ValueError):
    """The specification does not say enough to build a request, or the request cannot be sent by samples."""


def make_value(schema: Schema, resolve: Resolve) -> Json | Missing:
    """Return a value to send that fits the schema, or ``MISSING`` if the schema has no type or is recursive.

    Objects have the properties that are required or have an example, except read-only ones.
    """
    return _make(schema, _Generation(resolve))


def make_response_value(schema: Schema, resolve: Resolve) -> Json | Missing:
    """Return a value that the service may send: objects have all properties but write-only ones, up to a size."""
    return _make(schema, _Generation(resolve, is_response=True))


@dataclass(slots=True)
class _Generation:
    """The state that all parts of one value share while it is generated."""

    resolve: Resolve
    is_response: bool = False
    """Whether the service sends the value."""
    count: int = 0
    """Number of values so far, scalars as well as objects and arrays."""

    def includes(self, name: str, property_schema: Schema, parent: Schema, depth: int) -> bool:
        """Return whether an object has a property.

        :param property_schema: the resolved schema of the property.
        :param parent: the schema of the object.
        """
        if property_schema.write_only if self.is_response else property_schema.read_only:
            return False
        if name in parent.required or property_schema.examples:
            return True
        return self.is_response and depth < MAX_RESPONSE_DEPTH and self.count < MAX_RESPONSE_VALUES


def _make(schema: Schema, state: _Generation, parents: frozenset[str] = frozenset(), depth: int = 0) -> Json | Missing:
    """Return a value or a part of it.

    :param parents: names of the enclosing schemas: a recursive reference ends there.
    """
    resolve, state.count = state.resolve, state.count + 1
    names = {part.ref for part in (schema, *schema.all_of) if part.ref}
    if names & parents or depth > MAX_DEPTH:
        return MISSING
    parents |= names
    schema = resolve(schema)
    if schema.const is not MISSING:
        return schema.const
    for value in (*schema.examples[:1], schema.default, *schema.enum[:1]):
        if value is not MISSING and value is not None:
            return value
    if schema.properties or "object" in schema.types:
        return _make_object(schema, state, parents, depth)
    for branch in (*schema.one_of, *schema.any_of):
        if (value := _make(branch, state, parents, depth + 1)) is not MISSING:
            return value
    return _make_array_or_scalar(schema, state, parents, depth)


def _make_object(schema: Schema, state: _Generation, parents: frozenset[str], depth: int) -> Json:
    """Return an object with its properties and those of the first branches of ``oneOf`` and ``anyOf``."""
    result: dict[str, Json] = {}
    for name, part in schema.properties.items():
        if not state.includes(name, state.resolve(part), schema, depth):
            continue
        value = _make(part, state, parents, depth + 1)
        if value is not MISSING:
            result[name] = value
    for branch in (*schema.one_of[:1], *schema.any_of[:1]):
        value = _make(branch, state, parents, depth + 1)
        if isinstance(value, dict):
            result = value | result
    return result


def _make_array_or_scalar(schema: Schema, state: _Generation, parents: frozenset[str], depth: int) -> Json | Missing:
    match next((name for name in schema.types if name != "null"), ""):
        case "array":
            item = _make(schema.items or NOTHING, state, parents, depth + 1)
            return [] if item is MISSING else [item]
        case "boolean":
            return False
        case "integer":
            return _number(schema, is_integer=True)
        case "number":
            return _number(schema)
        case "string":
            return STRINGS.get(schema.format, ANY_STRING)
    return None if schema.types else MISSING


# How a number is chosen. The candidates are 1 and the limits, each limit with its neighbours at a distance of 1; with
# multipleOf, the multiples next to these. Candidates are sorted by their distance from 1, those below 1 last, and the
# middle between the limits is the last of all. The first candidate within the limits is the result; if there is none,
# the first candidate. Fractions are exact, so that multiples of 0.1 are recognised.


def _number(schema: Schema, *, is_integer: bool = False) -> float:
    """Return 1, or a number near it that the limits and ``multipleOf`` allow, or any number if they allow none."""
    low = max(filter(None, (_limit(schema.minimum), _limit(schema.exclusive_minimum, open_by=1))), default=None)
    high = min(filter(None, (_limit(schema.maximum), _limit(schema.exclusive_maximum, open_by=-1))), default=None)
    bounds = [limit[0] for limit in (low, high) if limit is not None]
    candidates = [Fraction(1), *(bound + offset for bound in bounds for offset in (-1, 0, 1))]
    step = abs(_exact(schema.multiple_of) or Fraction(0))
    if is_integer:
        step = Fraction(step.numerator or 1)  # the least multiple that is an integer
    if step > 0:
        multiples = [number // step for number in candidates]
        candidates = [step * (multiple + offset) for multiple in multiples for offset in (-1, 0, 1)]
    candidates.sort(key=lambda number: (number < 1, abs(number - 1)))
    if low is not None and high is not None and step <= 0:
        candidates.append((low[0] + high[0]) / 2)
    allowed = (n for n in candidates if (low is None or low <= (n, 0)) and (high is None or (n, 0) <= high))
    number = next(allowed, candidates[0])
    return int(number) if is_integer else _plain(number)


def _limit(value: float | None, *, open_by: int = 0) -> tuple[Fraction, int] | None:
    """Return a limit that can be compared with ``(number, 0)``.

    :param open_by: 1 or -1 for an exclusive limit, which is greater or less than its number by an infinitesimal.
    """
    number = _exact(value)
    return None if number is None else (number, open_by)


def _exact(value: float | None) -> Fraction | None:
    """Return the number that a float's shortest decimal notation means: 0.1 is a tenth, unlike the float itself."""
    if value is None or isinstance(value, int):
        return value if value is None else Fraction(value)
    return Fraction(repr(value)) if math.isfinite(value) else None


def _plain(number: Fraction) -> float:
    """Return a number as an integer if it is one, unless it is so large that people write it with an exponent."""
    try:
        value = float(number)
    except OverflowError:
        return int(number)
    return int(number) if number.denominator == 1 and abs(value) < _FIRST_WITH_EXPONENT else value
