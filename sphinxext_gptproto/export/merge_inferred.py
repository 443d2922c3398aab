"""One description of several that were inferred from examples: what any of them knows, the result knows."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import reduce
from typing import TYPE_CHECKING, Final

from ..spec.errors import GptprotoError
from ..spec.model import MISSING, MediaType, Parameter, RequestBody, Response, Schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ..spec.model import JsonType

_MERGED: Final = frozenset({"types", "format", "description", "examples", "properties", "items", "required"})
"""Fields of a schema that inference fills; two schemas that differ in another one contradict each other."""
_REST: Final = tuple(field.name for field in fields(Schema) if field.name not in _MERGED)


class ContradictionError(GptprotoError):
    """Two descriptions that do not fit into one."""


def merge_schemas(one: Schema, other: Schema) -> Schema:
    """Return a schema that fits what either of two fits.

    :raises ContradictionError: when they say more than inference does, and not the same.
    """
    if one == other:
        return one
    for name in _REST:
        if getattr(one, name) != getattr(other, name):
            msg = f"the schemas differ in {name.replace('_', ' ')}"
            raise ContradictionError(msg)
    properties = dict(one.properties)
    for name, schema in other.properties.items():
        properties[name] = merge_schemas(properties[name], schema) if name in properties else schema
    items = one.items or other.items
    if one.items is not None and other.items is not None:
        items = merge_schemas(one.items, other.items)
    return replace(
        one,
        types=_merge_types(one, other),
        format=one.format if one.format == other.format else "",
        description=one.description or other.description,
        examples=one.examples or other.examples,
        properties=properties,
        required=one.required & other.required,
        items=items,
    )


def _merge_types(one: Schema, other: Schema) -> tuple[JsonType, ...]:
    """Return the types of both, ``null`` last; nothing where one may be of any type."""
    if not one.types or not other.types:
        return ()
    found = dict.fromkeys((*one.types, *other.types))
    if "number" in found:
        found.pop("integer", None)
    return tuple(sorted(found, key=lambda name: name == "null"))


def merge_parameters(lists: Sequence[tuple[Parameter, ...]]) -> tuple[Parameter, ...]:
    """Return the parameters that any of several operations has."""
    by_place: dict[tuple[str, str], list[Parameter]] = {}
    for parameters in lists:
        for parameter in parameters:
            by_place.setdefault((parameter.location, parameter.name), []).append(parameter)
    return tuple(_merge_parameter(found) for found in by_place.values())


def _merge_parameter(found: list[Parameter]) -> Parameter:
    first = found[0]
    if len({(p.style, p.explode, p.content_type, p.deprecated) for p in found}) > 1:
        msg = f"the {first.location} parameter {first.name!r} is written in several ways"
        raise ContradictionError(msg)
    return replace(
        first,
        required=all(parameter.required for parameter in found),
        description=next((p.description for p in found if p.description), ""),
        schema=reduce(merge_schemas, (parameter.schema for parameter in found)),
        example=MISSING if any(parameter.example is MISSING for parameter in found) else first.example,
        inferred=any(parameter.inferred for parameter in found),
    )


def merge_bodies(bodies: Sequence[RequestBody | None]) -> RequestBody | None:
    """Return the body of operations that all have one of the same media types, or none; examples are left out."""
    found = [body for body in bodies if body is not None]
    if not found:
        return None
    content = [_merge_media(list(each)) for each in zip(*(body.content for body in found), strict=True)]
    description = next((body.description for body in found if body.description), "")
    return replace(found[0], content=tuple(content), description=description)


def _merge_media(found: list[MediaType]) -> MediaType:
    schemas = [media.schema for media in found if media.schema is not None]
    encoding: dict[str, str] = {}
    for media in found:
        encoding = {**media.encoding, **encoding}
    schema = reduce(merge_schemas, schemas) if schemas else None
    return replace(found[0], schema=schema, examples=(), encoding=encoding, inferred=any(m.inferred for m in found))


def merge_responses(lists: Iterable[tuple[Response, ...]]) -> tuple[Response, ...]:
    """Return the responses that any of several operations has, by status; examples are left out."""
    by_status: dict[str, list[Response]] = {}
    for responses in lists:
        for response in responses:
            by_status.setdefault(response.status, []).append(response)
    return tuple(_merge_response(found) for found in by_status.values())


def _merge_response(found: list[Response]) -> Response:
    by_type: dict[str, list[MediaType]] = {}
    for response in found:
        for media in response.content:
            by_type.setdefault(media.type, []).append(media)
    return replace(
        found[0],
        description=next((response.description for response in found if response.description), ""),
        headers=merge_parameters([response.headers for response in found]),
        content=tuple(map(_merge_media, by_type.values())),
        links=next((response.links for response in found if response.links), ()),
    )


def body_names(schema: Schema, resolve: Callable[[Schema], Schema], above: str = "") -> Iterator[str]:
    """Yield the paths of all fields of a body, those of items without a step of their own; outer ones come first.

    Schemas of examples are trees: none holds itself.
    """
    whole = resolve(schema)
    for name, child in whole.properties.items():
        yield above + name
        yield from body_names(child, resolve, f"{above}{name}.")
    if whole.items is not None:
        yield from body_names(whole.items, resolve, above)
