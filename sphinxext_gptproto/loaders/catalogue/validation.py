"""pydantic's findings about a part of a file, in words that the file's author can act on."""

from __future__ import annotations

import re
from types import UnionType
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from ...spec.conformance import excerpt
from ...spec.errors import SpecError, did_you_mean, nearest
from .. import native_format as form

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

    from ...spec.json_path import JsonPath
    from ..files.yaml_json import Places

PartT = TypeVar("PartT", bound=BaseModel)

NOT_A_PATH: Final = (
    "a name that is not a path, such as createImage or images/create",
    (
        "rename it, since its page is named after it: no '/' at its start or end, nothing empty, '.' or '..' between "
        "slashes, no backslash and no control character"
    ),
)
"""What is expected of an operation's name, and what to do where it is a path."""
_PATTERNS: Final[Mapping[str, str]] = {
    f"^{form.SLUG}$": "lower-case words joined by hyphens, such as gpt-4o-image",
    f"^{form.SLUG}(/{form.SLUG})*$": (
        "lower-case words joined by hyphens, parts joined by '/', such as official-format/text-to-image"
    ),
    r"^/\S*$": "a path that starts with '/'",
    r"^(/([^/~]|~[01])*)+$": "a JSON Pointer such as /choices/0/delta/content",
    r"^(https?://[^\s/]+(/\S*)?|\{\S+)$": "an address such as https://api.example.com",
    r"^([1-5]\d\d|[1-5]XX|default)$": "a status such as 200, 4XX or default",
    r"^[A-Za-z0-9._-]+$": "a name of letters, digits, '_', '.' and '-'",
    r"^\S+$": "a name without spaces, such as createImage",
    r"^[A-Za-z_][A-Za-z0-9_]*$": "the name of an environment variable, such as API_KEY",
}
_LIMITS: Final = {
    "greater_than": "more than",
    "greater_than_equal": "at least",
    "less_than_equal": "at most",
}
_FLAGS: Final = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false"}
"""What YAML 1.1 took for true and false, and text that looks like it."""
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


def validate(model: type[PartT], data: object, document: Places, path: JsonPath) -> PartT | list[SpecError]:
    """Return the part as a model, or its faults when it is not one; a fault that the document has is that one."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        found: dict[JsonPath, SpecError] = {}
        for detail in error.errors(include_url=False):
            place, name = _place(detail["loc"], data)
            key = (*place, name) if detail["type"] == "missing" else place
            if key not in found:  # one word about one place: pydantic says more where a part may be of several kinds
                source = document.source(*path, *place)
                reason, hint = _words(detail, name, model)
                found[key] = document.fault_at(source) or SpecError(source, reason, hint)
        return list(found.values())


def _place(loc: JsonPath, data: object) -> tuple[JsonPath, str]:
    """Return the path that pydantic means, without its tags, and the last name in it."""
    place: list[str | int] = []
    for part in loc:
        if (isinstance(data, dict) and part in data) or (
            isinstance(data, list) and isinstance(part, int) and part < len(data)
        ):
            data = data[part]  # type: ignore[index]  # the condition says so
        else:
            continue
        place.append(part)
    return tuple(place), str(loc[-1]) if loc else ""


def _known_keys(model: type[BaseModel], loc: JsonPath) -> list[str]:
    """Return the keys that the part at a place may have."""
    kinds = _kinds_in(model)
    for step in loc:
        inside: list[Any] = []
        for kind in kinds:
            if get_origin(kind) is dict or (get_origin(kind) is list and isinstance(step, int)):
                inside += _kinds_in(get_args(kind)[-1])
            elif isinstance(kind, type) and issubclass(kind, BaseModel):
                inside += [k for f in kind.model_fields.values() if f.alias == step for k in _kinds_in(f.annotation)]
        kinds = inside or kinds  # a step may be the tag of a union, which is no place in the data
    parts = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)]
    return [field.alias for part in parts for field in part.model_fields.values() if field.alias]


def _kinds_in(annotation: Any) -> list[Any]:
    """Return the members of a union, without their annotations."""
    if get_origin(annotation) is Annotated:
        return _kinds_in(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return [kind for member in get_args(annotation) for kind in _kinds_in(member)]
    return [annotation]


def _words(detail: ErrorDetails, name: str, model: type[BaseModel]) -> tuple[str, str]:
    kind, context, value = detail["type"], detail.get("ctx", {}), detail["input"]
    if name == "<<":
        return "merge keys are not supported", "write the keys out, or give the part a name and refer to it with '$ref'"
    if kind in ("int_type", "int_from_float") and name == "int":  # one member of the union of int and float
        kind = "float_type"
    if kind == "extra_forbidden":
        close = nearest(name, _known_keys(model, detail["loc"][:-1]))
        return f"unknown key {name!r}{did_you_mean(close)}", "" if close else "remove it, or let it start with 'x-'"
    if kind == "missing":
        return f"{name!r} is missing", f"add it: {name}: ..."
    if kind in _KINDS:
        return f"expected {_KINDS[kind]}, found {_describe(value)}", _quoting_hint(kind, value)
    if kind == "literal_error":
        expected = context["expected"].replace(" or ", ", ")
        close = nearest(value, re.findall(r"'([^']*)'", expected)) if isinstance(value, str) else ()
        return f"expected one of {expected}, found {_describe(value)}{did_you_mean(close[:1])}", ""
    if kind == "string_pattern_mismatch":
        expected = _PATTERNS.get(context["pattern"], f"text that matches {context['pattern']}")
        return f"expected {expected}, found {excerpt(value)}", ""
    if kind == "too_short":
        return "is empty", "give at least one entry, or remove it"
    if kind == "string_too_short":
        return "is empty", f"write the text: {name}: ..."
    if kind in _LIMITS:
        return f"expected a number that is {_LIMITS[kind]} {next(iter(context.values()))}, found {_describe(value)}", ""
    said = re.sub(r"^Input should be", "should be", detail["msg"])
    return f"{said}, found {_describe(value)}", ""


def _describe(value: object) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return "nothing" if value is None else excerpt(value)  # type: ignore[arg-type]  # a scalar of a parsed file is JSON


def _quoting_hint(kind: str, value: object) -> str:
    if kind == "string_type" and isinstance(value, (int, float)):
        return f'write it in quotes: "{excerpt(value)}"'
    if kind == "bool_type" and isinstance(value, str) and value.lower() in _FLAGS:
        return f"write {_FLAGS[value.lower()]}"
    if kind == "list_type" and isinstance(value, str):
        return f"write [{value}]"
    return ""
