"""pydantic's findings about a part of a file, in words that the file's author can act on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, TypeAdapter, ValidationError

from ..errors import SpecError, did_you_mean, nearest
from ..schemas import show
from . import native_format

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

    from .document import Document

KNOWN_KEYS: Final = frozenset(
    field.alias
    for part in vars(native_format).values()
    if isinstance(part, type) and issubclass(part, BaseModel)
    for field in part.model_fields.values()
    if field.alias
)

_PATTERNS: Final[Mapping[str, str]] = {
    r"^[a-z0-9]+(-[a-z0-9]+)*$": "lower-case words joined by hyphens, such as gpt-4o-image",
    r"^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*$": (
        "lower-case words joined by hyphens, parts joined by '/', such as official-format/text-to-image"
    ),
    r"^/\S*$": "a path that starts with '/'",
    r"^(/([^/~]|~[01])*)+$": "a JSON Pointer such as /choices/0/delta/content",
    r"^https?://[^\s/]+(/\S*)?$": "an address such as https://api.example.com",
    r"^([1-5]\d\d|[1-5]XX|default)$": "a status such as 200, 4XX or default",
    r"^[A-Za-z][\w.-]*$": "a name of letters, digits, '_', '.' and '-'",
    r"^[A-Za-z_][A-Za-z0-9_]*$": "the name of an environment variable",
}
_KINDS: Final = {
    "string_type": "text",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}


def validate(adapter: TypeAdapter[Any], data: object, document: Document, path: tuple[str | int, ...]) -> Any:
    """Return the part as a model, or the list of its :class:`.SpecError` when it is not one."""
    try:
        return adapter.validate_python(data)
    except ValidationError as error:
        found: dict[tuple[str | int, ...], SpecError] = {}
        for detail in error.errors(include_url=False):
            place, name = _place(detail["loc"], data)
            if place not in found:  # one word about one place: pydantic says more where a part may be of several kinds
                source = document.source(*path, *place)
                reason, hint = _words(detail, name)
                found[place] = SpecError(source, reason, hint)
        return list(found.values())


def _place(loc: tuple[str | int, ...], data: object) -> tuple[tuple[str | int, ...], str]:
    """Return the path that pydantic means, without its tags, and the last name in it."""
    place: list[str | int] = []
    for part in loc:
        if (isinstance(data, dict) and part in data) or (
            isinstance(data, list) and isinstance(part, int) and part < len(data)
        ):
            data = data[part]
        else:
            continue
        place.append(part)
    return tuple(place), str(loc[-1])


def _words(detail: ErrorDetails, name: str) -> tuple[str, str]:
    kind, context, value = detail["type"], detail.get("ctx", {}), detail["input"]
    if kind == "extra_forbidden":
        close = nearest(name, KNOWN_KEYS)
        return f"unknown key {name!r}{did_you_mean(close)}", "" if close else "remove it, or let it start with 'x-'"
    if kind == "missing":
        return f"{name!r} is missing", f"add it: {name}: ..."
    if kind in _KINDS:
        return f"expected {_KINDS[kind]}, found {_describe(value)}", _quoting_hint(kind, value)
    if kind == "literal_error":
        return f"{show(value)} is not one of {context['expected'].replace(' or ', ', ')}", ""
    if kind == "string_pattern_mismatch":
        expected = _PATTERNS.get(context["pattern"], f"text that matches {context['pattern']}")
        return f"expected {expected}, found {show(value)}", ""
    if kind in ("too_short", "string_too_short"):
        return "is empty", "give at least one"
    said = re.sub(r"^Input should be", "should be", detail["msg"])
    return f"{said}, found {_describe(value)}", ""


def _describe(value: object) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return "nothing" if value is None else show(value)  # type: ignore[arg-type]  # a scalar of a parsed file is JSON


def _quoting_hint(kind: str, value: object) -> str:
    if kind == "string_type" and isinstance(value, (int, float)):
        return f'write it in quotes: "{show(value)}"'
    return ""
