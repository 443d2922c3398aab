"""Values, types and limits of schemas as text, the same for every output format. Nothing here imports Sphinx."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from ..spec.conformance import type_of
from ..spec.model import MISSING, Schema
from .i18n import gettext as _
from .i18n import ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ..spec.model import Json
    from ..spec.resolver import Resolver

MAX_DEPTH: Final = 8
"""Levels of nested arrays that are followed, since an array may be its own item."""


def show_value(value: Json) -> str:
    """Return a value as JSON on one line."""
    return json.dumps(value, ensure_ascii=False)


def show_block(value: Json) -> str:
    """Return a value as indented JSON."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def status_title(status: str) -> str:
    """Return the title of a status, such as ``200 - OK``."""
    try:
        return f"{status} - {HTTPStatus(int(status)).phrase}"
    except ValueError:
        return _("Any other status") if status == "default" else status


def type_label(schema: Schema, resolve: Resolver) -> str:
    """Return the type of a schema as it is displayed, such as ``(string | object)[]``."""
    return " | ".join(_list_types(schema, resolve, MAX_DEPTH)) or "any"


def _list_types(
    schema: Schema, resolve: Resolver, depth: int, parents: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Return the types that a value may have.

    :param parents: names of the enclosing schemas, whose types are not repeated.
    """
    parents |= _get_references(schema)
    schema = resolve(schema)
    if schema.is_file:
        return ("file",)
    labels = [
        _label_array(schema.items, resolve, depth, parents) if kind == "array" else str(kind)
        for kind in schema.types or _guess_types(schema)
    ]
    for variant in (*schema.one_of, *schema.any_of) if not labels and depth else ():
        if not _get_references(variant) & parents:
            labels += _list_types(variant, resolve, depth - 1, parents) or ("any",)
    if schema.nullable and labels:
        labels.append("null")
    return tuple(dict.fromkeys(labels))


def _label_array(items: Schema | None, resolve: Resolver, depth: int, parents: frozenset[str]) -> str:
    """Return the type of an array; of item types that are unions of arrays themselves only ``array`` is shown."""
    if items is None or not depth or _get_references(items) & parents:
        return "array"
    item_types = _list_types(items, resolve, depth - 1, parents) or ("any",)
    if len(item_types) == 1:
        return f"{item_types[0]}[]"
    return f"({' | '.join(dict.fromkeys('array' if '(' in label else label for label in item_types))})[]"


def _get_references(schema: Schema) -> frozenset[str]:
    return frozenset(part.ref for part in (schema, *schema.all_of) if part.ref)


def _guess_types(schema: Schema) -> tuple[str, ...]:
    if schema.properties or schema.pattern_properties or schema.additional_properties not in (None, Schema()):
        return ("object",)
    if schema.items is not None or schema.prefix_items:
        return ("array",)
    values = schema.enum or (() if schema.const is MISSING else (schema.const,))
    return tuple(dict.fromkeys(type_of(value) for value in values))


def key_of(value: Json) -> str:
    """Return a value as a key of ``enum_descriptions``: a string as it is, anything else as JSON."""
    return value if isinstance(value, str) else show_value(value)


def limits_of(schema: Schema) -> Iterator[str]:
    """Yield the limits that a schema's validation keywords set, in words."""
    low, high = schema.minimum, schema.maximum
    if low is not None and high is not None:
        yield _("{low} to {high}").format(low=_number(low), high=_number(high))
    elif low is not None:
        yield _("at least {low}").format(low=_number(low))
    elif high is not None:
        yield _("at most {high}").format(high=_number(high))
    if schema.exclusive_minimum is not None:
        yield _("more than {low}").format(low=_number(schema.exclusive_minimum))
    if schema.exclusive_maximum is not None:
        yield _("less than {high}").format(high=_number(schema.exclusive_maximum))
    if schema.multiple_of is not None:
        yield _("a multiple of {number}").format(number=_number(schema.multiple_of))
    yield from _describe_count(schema.min_length, schema.max_length, _count_characters)
    yield from _describe_count(schema.min_items, schema.max_items, _count_items)
    yield from _describe_count(schema.min_properties, schema.max_properties, _count_fields)
    if schema.unique_items:
        yield _("no item twice")
    if schema.pattern:
        yield _("matching `{pattern}`").format(pattern=schema.pattern)


def _count_characters(count: str, number: int) -> str:
    return ngettext("{count} character", "{count} characters", number).format(count=count)


def _count_items(count: str, number: int) -> str:
    return ngettext("{count} item", "{count} items", number).format(count=count)


def _count_fields(count: str, number: int) -> str:
    return ngettext("{count} field", "{count} fields", number).format(count=count)


def _describe_count(low: int | None, high: int | None, count: Callable[[str, int], str]) -> Iterator[str]:
    """Yield the least and the greatest number of characters, items or properties, in words.

    :param count: adds the noun to a number or a range, in the plural form for the number.
    """
    if low is not None and high is not None:
        yield count(str(low) if low == high else _("{low} to {high}").format(low=low, high=high), high)
    elif low is not None:
        yield _("at least {low}").format(low=count(str(low), low))
    elif high is not None:
        yield _("at most {high}").format(high=count(str(high), high))


def _number(value: float) -> str:
    return f"{int(value)}" if float(value).is_integer() else f"{value:g}"
