"""Whether the parts of an operation agree with one another: what no check of single keys can tell."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ..errors import did_you_mean, nearest
from ..models import MISSING
from ..schemas import compiled, misfits, show

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..models import ErrorEntry, Json, MediaType, Operation, Schema, SecurityScheme
    from ..schemas import Resolver

    Path_ = tuple[str | int, ...]
    Finding = tuple[Path_, str, str]
    """Path from the operation, reason, hint."""

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_MEDIA_TYPE: Final = re.compile(r"[\w.+*-]+/[\w.+*-]+\Z")
_BOUNDS: Final = (("minimum", "maximum"), ("min_length", "max_length"), ("min_items", "max_items"))


def check_operation(
    operation: Operation,
    schemes: Mapping[str, SecurityScheme],
    errors: Mapping[str, ErrorEntry],
    resolve: Resolver,
) -> Iterator[Finding]:
    """Yield what is wrong with an operation as a whole."""
    yield from _check_path(operation)
    for index, parameter in enumerate(operation.parameters):
        path = ("parameters", index)
        yield from check_schema(parameter.schema, (*path, "schema"), resolve)
        if parameter.example is not MISSING:
            for at, reason in misfits(parameter.schema, parameter.example, resolve):
                yield (*path, "example", *at), f"the example does not fit its own schema: {reason}", ""
    for name in operation.errors:
        if name not in errors:
            yield ("errors",), f"unknown error {name!r}{did_you_mean(nearest(name, errors))}", ""
    for index, requirement in enumerate(operation.security):
        for name in requirement:
            if name not in schemes:
                close = did_you_mean(nearest(name, schemes))
                yield ("security", index, name), f"unknown security scheme {name!r}{close}", ""
    if operation.body:
        for media in operation.body.content:
            yield from _check_media(media, ("requestBody", "content", media.type), resolve)
    for response in operation.responses:
        for media in response.content:
            yield from _check_media(media, ("responses", response.status, "content", media.type), resolve)


def _check_path(operation: Operation) -> Iterator[Finding]:
    placeholders = _PLACEHOLDER.findall(operation.path)
    if operation.path.count("{") != len(placeholders) or operation.path.count("}") != len(placeholders):
        yield ("path",), f"the braces of {operation.path!r} do not match", "write a placeholder as {name}"
        return
    seen = set()
    for index, parameter in enumerate(operation.parameters):
        path = ("parameters", index)
        key = (parameter.location, parameter.name)
        if key in seen:
            yield path, f"the {parameter.location} parameter {parameter.name!r} is given twice", "remove one"
        seen.add(key)
        if parameter.location != "path":
            continue
        if parameter.name not in placeholders:
            reason = f"the path {operation.path!r} has no placeholder for {parameter.name!r}"
            yield path, reason, f"add {{{parameter.name}}} to the path, or change 'in'"
        elif not parameter.required:
            yield path, f"the path parameter {parameter.name!r} must be required", "add 'required: true'"
    for name in placeholders:
        if ("path", name) not in seen:
            reason = f"the placeholder {{{name}}} has no parameter"
            yield ("path",), reason, f"add a parameter with 'name: {name}' and 'in: path'"


def _check_media(media: MediaType, path: Path_, resolve: Resolver) -> Iterator[Finding]:
    if not _MEDIA_TYPE.match(media.type):
        yield path, f"expected a media type such as application/json, found {media.type!r}", ""
    if media.schema is None:
        return
    yield from check_schema(media.schema, (*path, "schema"), resolve)
    if media.type == "text/event-stream":  # the schema is that of one event's data, the example is the whole stream
        return
    for example in media.examples:
        at = (*path, "examples", example.name, "value")
        for inside, reason in misfits(media.schema, example.value, resolve):
            yield (*at, *inside), f"the example does not fit its schema: {reason}", ""
        for inside, reason in undescribed(media.schema, example.value, resolve):
            yield (*at, *inside), reason, "describe it under 'properties', or remove it"


def check_schema(schema: Schema, path: Path_, resolve: Resolver, *, partial: bool = False) -> Iterator[Finding]:
    """Yield what is wrong with a schema itself; shared schemas that it refers to are checked once, apart.

    :param partial: whether it is a member of ``allOf``, which may require what another member describes.
    """
    if schema.default is not MISSING:
        for at, reason in misfits(schema, schema.default, resolve):
            yield (*path, "default", *at), f"the default does not fit its own schema: {reason}", ""
    for index, example in enumerate(schema.examples):
        for at, reason in misfits(schema, example, resolve):
            yield (*path, "examples", index, *at), f"the example does not fit its own schema: {reason}", ""
    for low, high in _BOUNDS:
        least, most = getattr(schema, low), getattr(schema, high)
        if least is not None and most is not None and least > most:
            yield path, f"the minimum {show(least)} is more than the maximum {show(most)}", "swap them"
    if schema.pattern and compiled(schema.pattern) is None:
        yield (*path, "pattern"), f"{schema.pattern!r} is not a regular expression", ""
    for value in schema.enum:
        if schema.enum.count(value) > 1:
            yield (*path, "enum"), f"{show(value)} stands in the enum twice", "remove one"
            break
    allowed = [v if isinstance(v, str) else show(v) for v in schema.enum]
    for value in schema.enum_descriptions:
        if value not in allowed:
            reason = f"describes {value!r}, which is no value of the enum{did_you_mean(nearest(value, allowed))}"
            yield (*path, "x-enum-descriptions", value), reason, ""
    properties = resolve(schema).properties
    for name in sorted(schema.required - properties.keys()) if properties and not partial else ():
        close = did_you_mean(nearest(name, properties))
        yield (*path, "required"), f"{name!r} is required, but there is no such property{close}", ""
    for name, child in schema.properties.items():
        yield from check_schema(child, (*path, "properties", name), resolve)
    if schema.items is not None:
        yield from check_schema(schema.items, (*path, "items"), resolve)
    if schema.additional_properties is not None:
        yield from check_schema(schema.additional_properties, (*path, "additionalProperties"), resolve)
    for key, members in (("allOf", schema.all_of), ("oneOf", schema.one_of), ("anyOf", schema.any_of)):
        for index, member in enumerate(members):
            yield from check_schema(member, (*path, key, index), resolve, partial=key == "allOf")


def check_request(operation: Operation, resolve: Resolver) -> Iterator[tuple[Path_, str]]:
    """Yield where the example request of a bound operation does not fit its own schema."""
    for media in operation.body.content if operation.body else ():
        if media.schema is not None and media.examples:
            yield from misfits(media.schema, media.examples[0].value, resolve)
            yield from undescribed(media.schema, media.examples[0].value, resolve)


def undescribed(schema: Schema, value: Json, resolve: Resolver) -> Iterator[tuple[Path_, str]]:
    """Yield the fields of a value that its schema, which describes others, says nothing about."""
    schema = resolve(schema)
    if isinstance(value, list) and schema.items is not None:
        for index, item in enumerate(value):
            for path, reason in undescribed(schema.items, item, resolve):
                yield (index, *path), reason
    if not isinstance(value, dict) or schema.one_of or schema.any_of:
        return
    for name, child in value.items():
        if name in schema.properties:
            for path, reason in undescribed(schema.properties[name], child, resolve):
                yield (name, *path), reason
        elif schema.properties and schema.additional_properties is None:
            yield (name,), f"the schema does not describe {name!r}{did_you_mean(nearest(name, schema.properties))}"
