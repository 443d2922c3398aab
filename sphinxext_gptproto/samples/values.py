"""The values that a sample sends, and that a response holds: taken from examples, else made from the schema."""

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


_LONG: Final = 1e16
"""From here on Python writes floats with an exponent."""


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
            return _number(schema, whole=True)
        case "number":
            return _number(schema)
        case "string":
            return STRINGS.get(schema.format, ANY_STRING)
    return None if schema.types else MISSING


def _number(schema: Schema, *, whole: bool = False) -> float:
    """Return 1, or a number near it that the limits allow, rather a greater one; any where they allow none."""
    low = max(filter(None, (_limit(schema.minimum), _limit(schema.exclusive_minimum, open_by=1))), default=None)
    high = min(filter(None, (_limit(schema.maximum), _limit(schema.exclusive_maximum, open_by=-1))), default=None)
    bounds = [limit[0] for limit in (low, high) if limit is not None]
    near = [Fraction(1), *(bound + offset for bound in bounds for offset in (-1, 0, 1))]
    step = abs(_exact(schema.multiple_of) or Fraction(0))
    if whole:
        step = Fraction(step.numerator or 1)  # the least of the multiples that is whole
    if step > 0:
        multiples = [number // step for number in near]
        near = [step * (multiple + offset) for multiple in multiples for offset in (-1, 0, 1)]
    near.sort(key=lambda number: (number < 1, abs(number - 1)))
    if low is not None and high is not None and step <= 0:
        near.append((low[0] + high[0]) / 2)
    fitting = (n for n in near if (low is None or low <= (n, 0)) and (high is None or (n, 0) <= high))
    number = next(fitting, near[0])
    return int(number) if whole else _plain(number)


def _limit(value: float | None, *, open_by: int = 0) -> tuple[Fraction, int] | None:
    """Return a limit that can be compared with ``(number, 0)``: an open one lies a little beside its number."""
    number = _exact(value)
    return None if number is None else (number, open_by)


def _exact(value: float | None) -> Fraction | None:
    """Return a number as it is written: 0.1 is a tenth, other than the float nearest to it."""
    if value is None or isinstance(value, int):
        return value if value is None else Fraction(value)
    return Fraction(repr(value)) if math.isfinite(value) else None


def _plain(number: Fraction) -> float:
    """Return a number as an integer where it is one, unless people write it with an exponent."""
    try:
        value = float(number)
    except OverflowError:
        return int(number)
    return int(number) if number.denominator == 1 and abs(value) < _LONG else value
