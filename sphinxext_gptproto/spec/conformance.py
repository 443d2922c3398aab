"""Validate values against schemas (JSON Schema 2020-12, Validation), with the path and reason of each violation."""

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
    """Validate a value against a schema; yield the path in the value and the reason of each violation."""
    schema = resolve(schema)
    json_type = type_of(value)
    if value is None and (schema.nullable or "null" in schema.types):  # also where an enum does not list it
        return
    if schema.types and json_type not in schema.types and not (json_type == "integer" and "number" in schema.types):
        yield (), f"{excerpt(value)} is not of type {' or '.join(schema.types)}"
        return
    if schema.enum and not any(equal(value, allowed) for allowed in schema.enum):
        yield (), f"{excerpt(value)} is not one of {', '.join(map(excerpt, schema.enum))}"
    if schema.const is not MISSING and not equal(value, schema.const):
        yield (), f"{excerpt(value)} is not {excerpt(schema.const)}"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        yield from _number_violations(schema, value)
    elif isinstance(value, str):
        yield from _string_violations(schema, value)
    elif isinstance(value, list):
        yield from _array_violations(schema, value, resolve)
    elif isinstance(value, dict):
        yield from _object_violations(schema, value, resolve)
    for variants in (schema.one_of, schema.any_of):
        failures = [list(find_violations(variant, value, resolve)) for variant in variants]
        if failures and all(failures):
            yield _nearest_violation(failures, [resolve(variant).types for variant in variants], value)


def _nearest_violation(
    failures: list[list[tuple[JsonPath, str]]], types: list[tuple[JsonType, ...]], value: Json
) -> tuple[JsonPath, str]:
    """Choose one violation to report for a value that no variant of ``oneOf`` or ``anyOf`` allows.

    It is the one deepest in the value, since the variant it belongs to was most likely meant. If no variant allows the
    value's type, the reason names the types that they allow.

    :param failures: at least one violation for each variant.
    :param types: the types that each variant allows; empty for all.
    """
    json_type = type_of(value)
    type_names = dict.fromkeys(name for names in types for name in names)
    is_allowed = json_type in type_names or (json_type == "integer" and "number" in type_names)
    if all(types) and not is_allowed:
        return (), f"{excerpt(value)} is not of type {' or '.join(type_names)}"
    candidates = [
        violations for violations, names in zip(failures, types, strict=True) if not names or json_type in names
    ]
    return max(candidates or failures, key=lambda violations: len(violations[0][0]))[0]


def _number_violations(schema: Schema, value: float) -> Iterator[tuple[JsonPath, str]]:
    if schema.minimum is not None and value < schema.minimum:
        yield (), f"{excerpt(value)} is less than the minimum {excerpt(schema.minimum)}"
    if schema.maximum is not None and value > schema.maximum:
        yield (), f"{excerpt(value)} is more than the maximum {excerpt(schema.maximum)}"
    if schema.exclusive_minimum is not None and value <= schema.exclusive_minimum:
        yield (), f"{excerpt(value)} is not more than {excerpt(schema.exclusive_minimum)}"
    if schema.exclusive_maximum is not None and value >= schema.exclusive_maximum:
        yield (), f"{excerpt(value)} is not less than {excerpt(schema.exclusive_maximum)}"
    if schema.multiple_of is not None:
        quotient = value / schema.multiple_of
        if not math.isclose(quotient, round(quotient), rel_tol=1e-9):
            yield (), f"{excerpt(value)} is not a multiple of {excerpt(schema.multiple_of)}"


def _string_violations(schema: Schema, value: str) -> Iterator[tuple[JsonPath, str]]:
    if schema.min_length is not None and len(value) < schema.min_length:
        yield (), f"{excerpt(value)} is shorter than {schema.min_length} characters"
    if schema.max_length is not None and len(value) > schema.max_length:
        yield (), f"the text has {len(value)} characters, more than {schema.max_length}"
    if schema.pattern and (pattern := compile_pattern(schema.pattern)) and not pattern.search(value):
        yield (), f"{excerpt(value)} does not match the pattern {schema.pattern}"


def _array_violations(
    schema: Schema, value: list[Json], resolve: Callable[[Schema], Schema]
) -> Iterator[tuple[JsonPath, str]]:
    if schema.min_items is not None and len(value) < schema.min_items:
        yield (), f"the array has {len(value)} items, fewer than {schema.min_items}"
    if schema.max_items is not None and len(value) > schema.max_items:
        yield (), f"the array has {len(value)} items, more than {schema.max_items}"
    if schema.unique_items and (duplicate := find_duplicate(value)) is not MISSING:
        yield (), f"the items of the array must be unique, but {excerpt(duplicate)} is repeated"
    for index, item in enumerate(value):
        item_schema = schema.prefix_items[index] if index < len(schema.prefix_items) else schema.items
        if item_schema is not None:
            for path, reason in find_violations(item_schema, item, resolve):
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
    """Return the schema of a field in a resolved object schema, or ``None`` where the schema does not describe it."""
    if name in schema.properties:
        return schema.properties[name]
    for pattern, child in schema.pattern_properties.items():
        if (expression := compile_pattern(pattern)) and expression.search(name):
            return child
    return schema.additional_properties


def compile_pattern(pattern: str) -> re.Pattern[str] | None:
    """Compile a regular expression of ECMA-262, or return ``None`` where Python does not support it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # "possible nested set", which ECMA-262 does not have
            return re.compile(_NAMED_GROUP.sub("(?P<", pattern))
    except (re.error, OverflowError, RecursionError):
        return None


def is_pattern(pattern: str) -> bool:
    """Return whether a pattern is a valid regular expression, as far as Python can tell.

    ``\\p{...}`` is valid in ECMA-262 but unknown to Python, so it is replaced before the check.
    """
    return compile_pattern(_CHARACTER_PROPERTY.sub(r"\\w", pattern)) is not None


def equal(one: Json, other: Json) -> bool:
    """Return whether two values are equal in JSON, where ``true`` differs from 1, and 1.0 does not."""
    return _key(one) == _key(other)


def find_duplicate(values: Sequence[Json]) -> Json | Missing:
    """Return the first value that equals an earlier one, or ``MISSING``."""
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


def excerpt(value: Json) -> str:
    """Return a value as JSON for a message, cut at 60 characters."""
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else text[:57] + "..."
