"""Merge parameters, bodies and responses of several requests that were inferred from examples into those of one."""

from __future__ import annotations

from dataclasses import fields, replace
from functools import reduce
from typing import TYPE_CHECKING, Final

from ..spec.errors import GptprotoError
from ..spec.model import MISSING, MediaType, Parameter, RequestBody, Response, Schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ..spec.model import JsonType

_INFERRED_FIELDS: Final = frozenset({"types", "format", "description", "examples", "properties", "items", "required"})
"""Fields of a schema that inference sets; two schemas that differ in any other field contradict each other."""
_OTHER_FIELDS: Final = tuple(field.name for field in fields(Schema) if field.name not in _INFERRED_FIELDS)


class ContradictionError(GptprotoError):
    """Two descriptions that cannot be merged."""


def merge_schemas(one: Schema, other: Schema) -> Schema:
    """Return a schema that allows the values of both schemas.

    :raises ContradictionError: when they differ in a field that inference does not set.
    """
    if one == other:
        return one
    for name in _OTHER_FIELDS:
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
    """Return the types of both schemas, ``null`` last, or none when one of them allows any type."""
    if not one.types or not other.types:
        return ()
    types = dict.fromkeys((*one.types, *other.types))
    if "number" in types:
        types.pop("integer", None)
    return tuple(sorted(types, key=lambda name: name == "null"))


def merge_parameters(lists: Sequence[tuple[Parameter, ...]]) -> tuple[Parameter, ...]:
    """Return the parameters of several operations; one is required if all operations that have it require it."""
    by_place: dict[tuple[str, str], list[Parameter]] = {}
    for parameters in lists:
        for parameter in parameters:
            by_place.setdefault((parameter.location, parameter.name), []).append(parameter)
    return tuple(_merge_parameter(parameters) for parameters in by_place.values())


def _merge_parameter(parameters: list[Parameter]) -> Parameter:
    first = parameters[0]
    if (
        len(
            {
                (parameter.style, parameter.explode, parameter.content_type, parameter.deprecated)
                for parameter in parameters
            }
        )
        > 1
    ):
        msg = f"the {first.location} parameter {first.name!r} is serialized in different ways"
        raise ContradictionError(msg)
    return replace(
        first,
        required=all(parameter.required for parameter in parameters),
        description=next((parameter.description for parameter in parameters if parameter.description), ""),
        schema=reduce(merge_schemas, (parameter.schema for parameter in parameters)),
        example=MISSING if any(parameter.example is MISSING for parameter in parameters) else first.example,
        inferred=any(parameter.inferred for parameter in parameters),
    )


def merge_bodies(bodies: Sequence[RequestBody | None]) -> RequestBody | None:
    """Return the merged body of several operations, without examples; all must have the same media types."""
    present = [body for body in bodies if body is not None]
    if not present:
        return None
    content = [_merge_media(list(media_types)) for media_types in zip(*(body.content for body in present), strict=True)]
    description = next((body.description for body in present if body.description), "")
    return replace(present[0], content=tuple(content), description=description)


def _merge_media(media_types: list[MediaType]) -> MediaType:
    schemas = [media.schema for media in media_types if media.schema is not None]
    encoding: dict[str, str] = {}
    for media in media_types:
        encoding = {**media.encoding, **encoding}
    schema = reduce(merge_schemas, schemas) if schemas else None
    return replace(
        media_types[0],
        schema=schema,
        examples=(),
        encoding=encoding,
        inferred=any(media.inferred for media in media_types),
    )


def merge_responses(lists: Iterable[tuple[Response, ...]]) -> tuple[Response, ...]:
    """Return the responses of several operations, one for each status, without examples."""
    by_status: dict[str, list[Response]] = {}
    for responses in lists:
        for response in responses:
            by_status.setdefault(response.status, []).append(response)
    return tuple(_merge_response(responses) for responses in by_status.values())


def _merge_response(responses: list[Response]) -> Response:
    by_type: dict[str, list[MediaType]] = {}
    for response in responses:
        for media in response.content:
            by_type.setdefault(media.type, []).append(media)
    return replace(
        responses[0],
        description=next((response.description for response in responses if response.description), ""),
        headers=merge_parameters([response.headers for response in responses]),
        content=tuple(map(_merge_media, by_type.values())),
        links=next((response.links for response in responses if response.links), ()),
    )


def body_names(schema: Schema, resolve: Callable[[Schema], Schema], prefix: str = "") -> Iterator[str]:
    """Yield the dotted paths of all fields of a body, parents first; fields of items have the path of their array.

    There is no guard against recursion: schemas that were inferred from examples cannot contain themselves.

    :param prefix: the path of the schema in the body, with a dot at its end unless it is empty.
    """
    resolved = resolve(schema)
    for name, child in resolved.properties.items():
        yield prefix + name
        yield from body_names(child, resolve, f"{prefix}{name}.")
    if resolved.items is not None:
        yield from body_names(resolved.items, resolve, prefix)
