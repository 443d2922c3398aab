"""Whether the parts of an operation agree with one another, and schemas with their values, in the model of any format.

What no check of single keys can tell. In native files it is an error, which costs the part that has it, so that their
loader asks before it goes on. Files of other formats come from others and are legal with most of it:
:func:`find_notes` says what is worth a look in them, and builds do not ask.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from pydantic.alias_generators import to_camel

from ..spec.conformance import excerpt, find_duplicate, find_violations, is_pattern, schema_of_field
from ..spec.errors import SpecError, did_you_mean, nearest
from ..spec.model import MISSING
from ..spec.resolver import Resolver

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from ..spec.json_path import JsonPath
    from ..spec.model import ErrorEntry, Example, Json, MediaType, Operation, Parameter, Schema, SecurityScheme, Source
    from ..spec.registry import Specification

    Finding = tuple[JsonPath, str, str]
    """Path from the operation, reason, hint."""
    Locate = Callable[[str, str, JsonPath], Source]
    """Returns the place of a path in what stands under ``schemas`` or ``operations`` by a name, as near as is known."""
    Resolve = Callable[[Schema], Schema]

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_MEDIA_TYPE: Final = re.compile(r'[\w.+*-]+/[\w.+*-]+( *; *[\w.-]+=("[^"]*"|[\w.+/-]+))*\Z')
"""RFC 9110, section 8.3.1: parameters such as ``charset`` may follow."""
_BOUNDS: Final = (
    ("minimum", "maximum"),
    ("min_length", "max_length"),
    ("min_items", "max_items"),
    ("min_properties", "max_properties"),
)


def find_notes(specification: Specification, locate: Locate) -> Iterator[SpecError]:
    """Yield what is worth a look in a file that is legal as it is, and would be an error in a native one."""
    resolve = Resolver(specification.schemas)
    for name, schema in specification.schemas.items():
        with suppress(RecursionError):  # a variant of itself, which is legal
            for path, reason, hint in check_schema(schema, (), resolve):
                yield SpecError(locate("schemas", name, path), reason, hint, severity="note")
    for name, operation in specification.operations.items():
        with suppress(RecursionError):
            found = check_operation(
                operation, specification.schemes, specification.errors, resolve, allows_undescribed=True
            )
            for path, reason, hint in found:
                yield SpecError(locate("operations", name, path), reason, hint, severity="note")


def check_operation(
    operation: Operation,
    schemes: Mapping[str, SecurityScheme],
    errors: Mapping[str, ErrorEntry],
    resolve: Resolver,
    *,
    allows_undescribed: bool = False,
) -> Iterator[Finding]:
    """Yield what is wrong with an operation as a whole.

    :param allows_undescribed: whether examples may have fields that their schema does not describe.
    """
    path: JsonPath
    yield from _check_path(operation)
    for index, parameter in enumerate(operation.parameters):
        path = ("parameters", index)
        yield from check_schema(parameter.schema, (*path, "schema"), resolve)
        if parameter.example is not MISSING:
            for at, reason in find_violations(parameter.schema, parameter.example, resolve):
                yield (*path, "example", *at), f"the example does not fit its schema: {reason}", ""
    for index, name in enumerate(operation.errors):
        if name not in errors:
            yield ("errors", index), *unknown_error(name, errors)
    for index, requirement in enumerate(operation.security):
        for name in requirement:
            if name not in schemes:
                yield ("security", index, name), *unknown_scheme(name, schemes)
    if operation.body:
        for media in operation.body.content:
            path = ("requestBody", "content", media.type)
            yield from _check_media(media, path, resolve, "read_only", allows_undescribed=allows_undescribed)
    for response in operation.responses:
        for header in response.headers:
            yield from check_schema(
                header.schema, ("responses", response.status, "headers", header.name, "schema"), resolve
            )
        for media in response.content:
            path = ("responses", response.status, "content", media.type)
            yield from _check_media(media, path, resolve, "write_only", allows_undescribed=allows_undescribed)


def unknown_error(name: str, errors: Collection[str]) -> tuple[str, str]:
    """Return reason and hint."""
    close = did_you_mean(nearest(name, errors))
    return f"unknown error {name!r}{close}", "" if close else "describe it under the top key 'errors', or remove it"


def unknown_scheme(name: str, schemes: Collection[str]) -> tuple[str, str]:
    """Return reason and hint."""
    close = did_you_mean(nearest(name, schemes))
    return f"unknown security scheme {name!r}{close}", "" if close else "describe it under components.securitySchemes"


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
            yield path, *repeated_parameter(parameter)
        seen.add(key)
        if parameter.location != "path":
            continue
        if parameter.name not in (*placeholders, *map(_bare, placeholders)):
            reason = f"the path {operation.path!r} has no placeholder for {parameter.name!r}"
            yield path, reason, f"add {{{parameter.name}}} to the path, or change 'in'"
        elif not parameter.required:
            yield path, f"the path parameter {parameter.name!r} must be required", "add 'required: true'"
    for name in placeholders:
        if ("path", name) not in seen and ("path", _bare(name)) not in seen:
            reason = f"the placeholder {{{name}}} has no parameter"
            yield ("path",), reason, f"add a parameter with 'name: {name}' and 'in: path'"


def repeated_parameter(parameter: Parameter) -> tuple[str, str]:
    """Return reason and hint."""
    return f"the {parameter.location} parameter {parameter.name!r} is given twice", "remove one"


def _bare(placeholder: str) -> str:
    """Return the parameter's name in a placeholder such as ``name=**`` or ``path*``."""
    return placeholder.partition("=")[0].rstrip("*+")


def _check_media(
    media: MediaType, path: JsonPath, resolve: Resolver, elsewhere: str, *, allows_undescribed: bool
) -> Iterator[Finding]:
    """Yield what is wrong with a body.

    :param elsewhere: the mark of properties that only bodies of the other direction have.
    """
    if not _MEDIA_TYPE.match(media.type):
        yield path, f"expected a media type such as application/json, found {media.type!r}", ""
    if media.schema is None:
        return
    yield from check_schema(media.schema, (*path, "schema"), resolve)
    if media.type == "text/event-stream":  # the schema is that of one event's data, the example is the whole stream
        return
    for example in checked_examples(media):
        at = (*path, "examples", example.name, "value")
        for inside, reason in find_violations(media.schema, example.value, _without_required(elsewhere, resolve)):
            yield (*at, *inside), f"the example does not fit its schema: {reason}", ""
        for inside, reason in () if allows_undescribed else undescribed(media.schema, example.value, resolve):
            yield (*at, *inside), reason, "describe it under 'properties', or remove it"


def _without_required(elsewhere: str, resolve: Resolve) -> Resolve:
    """Return a resolver of schemas that require no property of the other direction (OpenAPI, Schema Object)."""

    def resolve_here(schema: Schema) -> Schema:
        schema = resolve(schema)
        absent = [name for name in schema.required if getattr(resolve(schema.properties.get(name, schema)), elsewhere)]
        return replace(schema, required=schema.required.difference(absent)) if absent else schema

    return resolve_here


def check_schema(schema: Schema, path: JsonPath, resolve: Resolver, *, partial: bool = False) -> Iterator[Finding]:
    """Yield what is wrong with a schema itself; shared schemas that it refers to are checked once, apart.

    :param partial: whether it is a member of ``allOf``, which may require what another member describes.
    """
    if schema.default is not MISSING:
        for at, reason in find_violations(schema, schema.default, resolve):
            yield (*path, "default", *at), f"the default does not fit its own schema: {reason}", ""
    for index, example in enumerate(schema.examples):
        for at, reason in find_violations(schema, example, resolve):
            yield (*path, "examples", index, *at), f"the example does not fit its own schema: {reason}", ""
    for low, high in _BOUNDS:
        least, most = getattr(schema, low), getattr(schema, high)
        if least is not None and most is not None and least > most:
            low, high = to_camel(low), to_camel(high)
            yield (*path, low), f"{low} {excerpt(least)} is more than {high} {excerpt(most)}", "swap them"
    if schema.pattern and not is_pattern(schema.pattern):
        yield (
            (*path, "pattern"),
            f"{schema.pattern!r} is not a regular expression",
            "look for brackets that do not match",
        )
    if (twice := find_duplicate(schema.enum)) is not MISSING:
        yield (*path, "enum"), f"{excerpt(twice)} stands in the enum twice", "remove one"
    allowed = [v if isinstance(v, str) else excerpt(v) for v in schema.enum]
    for value in schema.enum_descriptions:
        if value not in allowed:
            close = did_you_mean(nearest(value, allowed))
            reason = f"describes {value!r}, which is no value of the enum{close}"
            yield (
                (*path, "x-enum-descriptions", value),
                reason,
                "" if close else "add it to the enum, or remove it here",
            )
    properties = resolve(schema).properties
    for name in sorted(schema.required - properties.keys()) if properties and not partial else ():
        close = did_you_mean(nearest(name, properties))
        reason = f"{name!r} is required, but there is no such property{close}"
        yield (*path, "required"), reason, "" if close else "describe it under 'properties', or remove it here"
    for name, child in schema.properties.items():
        yield from check_schema(child, (*path, "properties", name), resolve)
    for pattern, child in schema.pattern_properties.items():
        at = (*path, "patternProperties", pattern)
        if not is_pattern(pattern):
            yield at, f"{pattern!r} is not a regular expression", "look for brackets that do not match"
        yield from check_schema(child, at, resolve)
    if schema.items is not None:
        yield from check_schema(schema.items, (*path, "items"), resolve)
    for index, child in enumerate(schema.prefix_items):
        yield from check_schema(child, (*path, "prefixItems", index), resolve)
    if schema.additional_properties is not None:
        yield from check_schema(schema.additional_properties, (*path, "additionalProperties"), resolve)
    for key, members in (("allOf", schema.all_of), ("oneOf", schema.one_of), ("anyOf", schema.any_of)):
        for index, member in enumerate(members):
            yield from check_schema(member, (*path, key, index), resolve, partial=key == "allOf")


def find_circle(name: str, schemas: Mapping[str, Schema]) -> list[str]:
    """Return the names that a shared schema is made of itself by, through ``$ref`` and ``allOf`` alone, or nothing."""
    trail: dict[str, str] = {}
    todo = [(name, schemas[name])]
    while todo:
        holder, schema = todo.pop()
        todo += [(holder, member) for member in schema.all_of]
        if schema.ref == name:
            circle = [holder]
            while circle[-1] != name:
                circle.append(trail[circle[-1]])
            return circle[::-1]
        if schema.ref in schemas and schema.ref not in trail:
            trail[schema.ref] = holder
            todo.append((schema.ref, schemas[schema.ref]))
    return []


def check_examples(content: Iterable[MediaType], resolve: Resolver) -> Iterator[tuple[JsonPath, str]]:
    """Yield where the examples of a bound operation do not fit its schemas, by their path in the example."""
    for media in content:
        if media.schema is not None and media.type != "text/event-stream":
            for example in checked_examples(media):
                yield from find_violations(media.schema, example.value, resolve)
                yield from undescribed(media.schema, example.value, resolve)


def checked_examples(media: MediaType) -> Iterator[Example]:
    """Yield the examples that must fit the schema: an inferred one is only what others of them look like."""
    if not media.inferred:
        yield from (example for example in media.examples if not example.serialized)


def undescribed(schema: Schema, value: Json, resolve: Resolver) -> Iterator[tuple[JsonPath, str]]:
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
        elif schema.properties and schema_of_field(schema, name) is None:
            yield (name,), f"the schema does not describe {name!r}{did_you_mean(nearest(name, schema.properties))}"
