"""Validate a part of a file with pydantic, and turn its errors into messages for the file's author."""

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
    "a name that is safe in a file path, such as createImage or images/create",
    (
        "rename it, since its page is named after it; it must not start or end with '/', have an empty part, '.' or "
        "'..' between slashes, or contain backslashes or control characters"
    ),
)
"""The expected form of an operation's name, and a hint, for names that would lead out of the folder of the pages."""
REMOVE_OR_PREFIX: Final = "remove it, or prefix it with 'x-'"
SLUG_PATH: Final = "lower-case words joined by hyphens, parts joined by '/', such as official-format/text-to-image"
_PATTERNS: Final[Mapping[str, str]] = {
    f"^{form.SLUG}$": "lower-case words joined by hyphens, such as gpt-4o-image",
    f"^{form.SLUG}(/{form.SLUG})*$": SLUG_PATH,
    r"^/\S*$": "a path that starts with '/'",
    r"^(/([^/~]|~[01])*)+$": "a JSON Pointer such as /choices/0/delta/content",
    r"^(https?://[^\s/]+(/\S*)?|\{\S+|\.{0,2}/\S*)$": "a URL such as https://api.example.com",
    r"^([1-5]\d\d|[1-5]XX|default)$": "a status such as 200, 4XX or default",
    r"^[A-Za-z0-9._-]+$": "a name of letters, digits, '_', '.' and '-'",
    r"^\S+$": "a name without spaces, such as createImage",
    r"^[A-Za-z_][A-Za-z0-9_]*$": "the name of an environment variable, such as API_KEY",
}
"""What each pattern of :mod:`.native_format` means; a pattern that is not listed is shown itself."""
_LIMITS: Final = {
    "greater_than": "more than",
    "greater_than_equal": "at least",
    "less_than_equal": "at most",
}
_BOOLEANS: Final = {"yes": "true", "on": "true", "true": "true", "no": "false", "off": "false", "false": "false"}
"""The booleans of YAML 1.1, which are text in YAML 1.2, and quoted booleans; with what the author meant."""
_EXPECTED_TYPES: Final = {
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
    """Validate a part of a file.

    :param path: path of the part in the file.
    :return: the part as ``model``, or its faults. At a place where the text itself has a fault, that one is returned,
        which the caller has already reported.
    """
    try:
        return model.model_validate(data)
    except ValidationError as error:
        fault_by_path: dict[JsonPath, SpecError] = {}
        for detail in error.errors(include_url=False):
            value_path, name = _split_location(detail["loc"], data)
            key = (*value_path, name) if detail["type"] == "missing" else value_path
            if key not in fault_by_path:  # of a union, pydantic reports the errors of each member: the first will do
                source = document.source(*path, *value_path)
                reason, hint = _explain(detail, name, model)
                fault_by_path[key] = document.fault_at(source) or SpecError(source, reason, hint)
        return list(fault_by_path.values())


def _split_location(loc: JsonPath, data: object) -> tuple[JsonPath, str]:
    """Convert pydantic's location of an error to a path in the data.

    Locations also contain tags of unions and names of types, which are not keys of the data; they are dropped.

    :return: the path, and the last name of the location, which is the key itself if that is missing in the data.
    """
    path: list[str | int] = []
    for part in loc:
        if (isinstance(data, dict) and part in data) or (
            isinstance(data, list) and isinstance(part, int) and part < len(data)
        ):
            data = data[part]  # type: ignore[index]  # checked by the condition
        else:
            continue
        path.append(part)
    return tuple(path), str(loc[-1]) if loc else ""


def _get_allowed_keys(model: type[BaseModel], loc: JsonPath) -> list[str]:
    """Return the keys that are allowed in the mapping at pydantic's location ``loc``.

    The model is walked by its annotations. A segment that leads nowhere is skipped: it is the tag of a union.
    """
    annotations = _get_union_members(model)
    for segment in loc:
        children: list[Any] = []
        for annotation in annotations:
            if get_origin(annotation) is dict or (get_origin(annotation) is list and isinstance(segment, int)):
                children += _get_union_members(get_args(annotation)[-1])
            elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
                fields = [field for field in annotation.model_fields.values() if field.alias == segment]
                children += [member for field in fields for member in _get_union_members(field.annotation)]
        annotations = children or annotations
    parts = [item for item in annotations if isinstance(item, type) and issubclass(item, BaseModel)]
    return [field.alias for part in parts for field in part.model_fields.values() if field.alias]


def _get_union_members(annotation: Any) -> list[Any]:
    """Return the members of a union, nested ones included, without ``Annotated``; for other types, the type."""
    if get_origin(annotation) is Annotated:
        return _get_union_members(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return [kind for member in get_args(annotation) for kind in _get_union_members(member)]
    return [annotation]


def _explain(detail: ErrorDetails, name: str, model: type[BaseModel]) -> tuple[str, str]:
    """Return reason and hint for one of pydantic's errors."""
    error_type, context, value = detail["type"], detail.get("ctx", {}), detail["input"]
    if name == "<<":
        return "merge keys are not supported", "write out the keys, or move the part to 'components' and use '$ref'"
    if error_type in ("int_type", "int_from_float") and name == "int":  # one member of the union of int and float
        error_type = "float_type"
    if error_type == "extra_forbidden":
        suggestion = nearest(name, _get_allowed_keys(model, detail["loc"][:-1]))
        return f"unknown key {name!r}{did_you_mean(suggestion)}", "" if suggestion else REMOVE_OR_PREFIX
    if error_type == "missing":
        return f"{name!r} is missing", f"add it: {name}: ..."
    if error_type in _EXPECTED_TYPES:
        return f"expected {_EXPECTED_TYPES[error_type]}, found {_describe(value)}", _quoting_hint(error_type, value)
    if error_type == "literal_error":
        expected = context["expected"].replace(" or ", ", ")
        suggestion = nearest(value, re.findall(r"'([^']*)'", expected)) if isinstance(value, str) else ()
        return f"expected one of {expected}, found {_describe(value)}{did_you_mean(suggestion[:1])}", ""
    if error_type == "string_pattern_mismatch":
        expected = _PATTERNS.get(context["pattern"], f"text that matches {context['pattern']}")
        return f"expected {expected}, found {excerpt(value)}", ""
    if error_type == "too_short":
        return "is empty", "add at least one entry, or remove it"
    if error_type == "string_too_short":
        return "is empty", f"write the text: {name}: ..."
    if error_type in _LIMITS:
        limit = f"{_LIMITS[error_type]} {next(iter(context.values()))}"
        return f"expected a number that is {limit}, found {_describe(value)}", ""
    message = re.sub(r"^Input should be", "should be", detail["msg"])
    return f"{message}, found {_describe(value)}", ""


def _describe(value: object) -> str:
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    return "nothing" if value is None else excerpt(value)  # type: ignore[arg-type]  # a scalar of a parsed file is JSON


def _quoting_hint(error_type: str, value: object) -> str:
    """Return a hint for values that only need quotes, brackets or another spelling, else an empty string."""
    if error_type == "string_type" and isinstance(value, (int, float)):
        return f'write it in quotes: "{excerpt(value)}"'
    if error_type == "bool_type" and isinstance(value, str) and value.lower() in _BOOLEANS:
        return f"write {_BOOLEANS[value.lower()]}"
    if error_type == "list_type" and isinstance(value, str):
        return f"write [{value}]"
    return ""
