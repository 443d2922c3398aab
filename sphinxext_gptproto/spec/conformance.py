"""Whether a value is what a schema allows, and where it is not (JSON Schema, validation)."""

from __future__ import annotations

import json
import math
import re
import warnings
from typing import TYPE_CHECKING, Final

from .model import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from .json_path import JsonPath
    from .model import Json, JsonType, Missing, Schema

_NAMED_GROUP: Final = re.compile(r"\(\?<(?![=!])")
_CHARACTER_PROPERTY: Final = re.compile(r"\\[pP]\{[^{}]*\}")


def type_of(value: Json) -> JsonType:
    """Return the JSON type of a value; a float without fraction is an integer (JSON Schema, section 4.2.3)."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return "integer"
    if isinstance(value, float):
        return "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"


def find_violations(schema: Schema, value: Json, resolve: Callable[[Schema], Schema]) -> Iterator[tuple[JsonPath, str]]:
    """Yield where and why ``value`` is not what ``schema`` allows, as (path in the value, reason)."""
    schema = resolve(schema)
    kind = type_of(value)
    if value is None and (schema.nullable or "null" in schema.types):  # also where an enum does not list it
        return
    if schema.types and kind not in schema.types and not (kind == "integer" and "number" in schema.types):
        yield (), f"{show(value)} is not of type {' or '.join(schema.types)}"
        return
    if schema.enum and not any(equal(value, allowed) for allowed in schema.enum):
        yield (), f"{show(value)} is not one of {', '.join(show(allowed) for allowed in schema.enum)}"
    if schema.const is not MISSING and not equal(value, schema.const):
        yield (), f"{show(value)} is not {show(schema.const)}"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        yield from _number_violations(schema, value)
    elif isinstance(value, str):
        yield from _string_violations(schema, value)
    elif isinstance(value, list):
        yield from _array_violations(schema, value, resolve)
    elif isinstance(value, dict):
        yield from _object_violations(schema, value, resolve)
    for variants in (schema.one_of, schema.any_of):
        tries = [list(find_violations(variant, value, resolve)) for variant in variants]
        if tries and all(tries):
            yield _nearest_violation(tries, [resolve(variant).types for variant in variants], value)


def _nearest_violation(
    tries: list[list[tuple[JsonPath, str]]], types: list[tuple[JsonType, ...]], value: Json
) -> tuple[JsonPath, str]:
    """Return why the variant that goes furthest with a value does not take it."""
    kind = type_of(value)
    if all(types) and not any(kind in allowed or (kind == "integer" and "number" in allowed) for allowed in types):
        allowed = dict.fromkeys(name for names in types for name in names)
        return (), f"{show(value)} is not of type {' or '.join(allowed)}"
    of_the_kind = [found for found, names in zip(tries, types, strict=True) if not names or kind in names]
    return max(of_the_kind or tries, key=lambda found: len(found[0][0]))[0]


def _number_violations(schema: Schema, value: float) -> Iterator[tuple[JsonPath, str]]:
    if schema.minimum is not None and value < schema.minimum:
        yield (), f"{show(value)} is less than the minimum {show(schema.minimum)}"
    if schema.maximum is not None and value > schema.maximum:
        yield (), f"{show(value)} is more than the maximum {show(schema.maximum)}"
    if schema.exclusive_minimum is not None and value <= schema.exclusive_minimum:
        yield (), f"{show(value)} is not more than {show(schema.exclusive_minimum)}"
    if schema.exclusive_maximum is not None and value >= schema.exclusive_maximum:
        yield (), f"{show(value)} is not less than {show(schema.exclusive_maximum)}"
    if schema.multiple_of is not None:
        quotient = value / schema.multiple_of
        if not math.isclose(quotient, round(quotient), rel_tol=1e-9):
            yield (), f"{show(value)} is not a multiple of {show(schema.multiple_of)}"


def _string_violations(schema: Schema, value: str) -> Iterator[tuple[JsonPath, str]]:
    if schema.min_length is not None and len(value) < schema.min_length:
        yield (), f"{show(value)} is shorter than {schema.min_length} characters"
    if schema.max_length is not None and len(value) > schema.max_length:
        yield (), f"the text has {len(value)} characters, more than {schema.max_length}"
    if schema.pattern and (pattern := compiled(schema.pattern)) and not pattern.search(value):
        yield (), f"{show(value)} does not match the pattern {schema.pattern}"


def _array_violations(
    schema: Schema, value: list[Json], resolve: Callable[[Schema], Schema]
) -> Iterator[tuple[JsonPath, str]]:
    if schema.min_items is not None and len(value) < schema.min_items:
        yield (), f"the array has {len(value)} items, fewer than {schema.min_items}"
    if schema.max_items is not None and len(value) > schema.max_items:
        yield (), f"the array has {len(value)} items, more than {schema.max_items}"
    if schema.unique_items and (twice := repeated(value)) is not MISSING:
        yield (), f"the array holds {show(twice)} twice"
    for index, item in enumerate(value):
        own = schema.prefix_items[index] if index < len(schema.prefix_items) else schema.items
        if own is not None:
            for path, reason in find_violations(own, item, resolve):
                yield (index, *path), reason


def _object_violations(
    schema: Schema, value: dict[str, Json], resolve: Callable[[Schema], Schema]
) -> Iterator[tuple[JsonPath, str]]:
    for name in sorted(schema.required - value.keys()):
        yield (), f"the required field {name!r} is missing"
    if schema.min_properties is not None and len(value) < schema.min_properties:
        yield (), f"the object has {len(value)} fields, fewer than {schema.min_properties}"
    if schema.max_properties is not None and len(value) > schema.max_properties:
        yield (), f"the object has {len(value)} fields, more than {schema.max_properties}"
    for name, child in value.items():
        child_schema = schema_of_field(schema, name)
        if child_schema is not None:
            for path, reason in find_violations(child_schema, child, resolve):
                yield (name, *path), reason


def schema_of_field(schema: Schema, name: str) -> Schema | None:
    """Return what a resolved schema says of the field under a name, or ``None`` where it says nothing."""
    if name in schema.properties:
        return schema.properties[name]
    for pattern, child in schema.pattern_properties.items():
        if (expression := compiled(pattern)) and expression.search(name):
            return child
    return schema.additional_properties


def compiled(pattern: str) -> re.Pattern[str] | None:
    """Return the compiled pattern, or ``None`` where Python cannot read this ECMA-262 pattern."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # "possible nested set": ECMA-262 has none
            return re.compile(_NAMED_GROUP.sub("(?P<", pattern))
    except (re.error, OverflowError, RecursionError):
        return None


def is_pattern(pattern: str) -> bool:
    """Tell whether a pattern is a regular expression, as far as Python can tell; it has no ``\\p{...}``."""
    return compiled(_CHARACTER_PROPERTY.sub(r"\\w", pattern)) is not None


def equal(one: Json, other: Json) -> bool:
    """Tell whether two values are the same in JSON, where ``true`` is not 1, and 1.0 is."""
    return _key(one) == _key(other)


def repeated(values: Sequence[Json]) -> Json | Missing:
    """Return the first value that stands a second time, or ``MISSING``."""
    seen = set()
    for value in values:
        if (key := _key(value)) in seen:
            return value
        seen.add(key)
    return MISSING


def _key(value: Json) -> Hashable:
    if isinstance(value, list):
        return list, tuple(map(_key, value))
    if isinstance(value, dict):
        return dict, frozenset((name, _key(part)) for name, part in value.items())
    return (bool, value) if isinstance(value, bool) else value


def show(value: Json) -> str:
    """Return a value as JSON, cut to what fits into a message."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."
