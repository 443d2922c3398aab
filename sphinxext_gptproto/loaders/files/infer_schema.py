"""Infer a schema from example values, for bodies and parameters that a source describes by examples only."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from ...spec.model import Json, JsonType, Schema
from .tolerant_json import ITEM

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from .tolerant_json import ShapePath

_FORMATS: Final = {
    "date-time": re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)"),
    "uuid": re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"),
    "email": re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)*\.[A-Za-z]{2,}", re.ASCII),
    "uri": re.compile(r"https?://[\w-]+(\.[\w-]+)*(:\d+)?([/?#][^\s<>\"{}|\\^`]*)?"),
}
_INTEGER: Final = re.compile(r"-?(0|[1-9]\d{0,14})", re.ASCII)
_DECIMAL: Final = re.compile(r"-?(0|[1-9]\d{0,9})\.\d{1,6}", re.ASCII)


def infer(
    values: Sequence[Json],
    *,
    comments: Mapping[ShapePath, str] = MappingProxyType({}),
    unknown: Collection[ShapePath] = (),
    path: ShapePath = (),
) -> Schema:
    """Return a schema that all values match, with the union of their properties.

    ``format`` is set only where every string has it. Nothing is marked as required.

    :param comments: descriptions of properties, by their paths.
    :param unknown: paths of placeholders such as ``{{size}}``, which say nothing about the type.
    :param path: path of the values in the body.
    """
    typed_values = [value for value in values if not (path in unknown and isinstance(value, str))]
    objects = [value for value in typed_values if isinstance(value, dict)]
    items = [item for value in typed_values if isinstance(value, list) for item in value]
    values_by_property: dict[str, list[Json]] = {}
    for value in objects:
        for name, part in value.items():
            values_by_property.setdefault(name, []).append(part)
    return Schema(
        types=_types(typed_values),
        format=_format(typed_values),
        description=comments.get(path, "") if path else "",
        properties={
            name: infer(parts, comments=comments, unknown=unknown, path=(*path, name))
            for name, parts in values_by_property.items()
        },
        items=infer(items, comments=comments, unknown=unknown, path=(*path, ITEM)) if items else None,
    )


def read_text(text: str) -> Json:
    """Convert a text to a number or boolean if that is certain; otherwise return the text.

    Only numbers that are written as Python would write them are converted: ``007`` and ``1.50`` stay text.
    """
    if _INTEGER.fullmatch(text) and text != "-0":
        return int(text)
    if _DECIMAL.fullmatch(text) and str(float(text)) == text:
        return float(text)
    return {"true": True, "false": False}.get(text, text)


def _types(values: Iterable[Json]) -> tuple[JsonType, ...]:
    """Return the JSON types of values, ``null`` last; integers among other numbers count as ``number``."""
    names = dict.fromkeys(map(_type, values))
    if "number" in names:
        names.pop("integer", None)
    return tuple(sorted(names, key=lambda name: name == "null"))


def _type(value: Json) -> JsonType:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def _format(values: Iterable[Json]) -> str:
    """Return the format that all strings among the values have, or an empty string."""
    texts = [value for value in values if isinstance(value, str)]
    for name, pattern in _FORMATS.items() if texts else ():
        if all(pattern.fullmatch(text) for text in texts):
            return name
    return ""
