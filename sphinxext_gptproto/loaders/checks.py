"""Check the consistency of operations and schemas on the model, for files of every format.

These are faults that validating each key cannot find, such as a path parameter without a placeholder or an example that
its schema does not allow. In native files they are errors: the loader skips the faulty part. Files of other formats
are valid with most of them, and often not written by the author of the documentation; there they are notes, see
:func:`find_notes`, which only ``gptproto-docs check`` reports.
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
    from ..spec.specification import Specification

    Finding = tuple[JsonPath, str, str]
    """Path from the operation, reason, hint."""
    Locate = Callable[[str, str, JsonPath], Source]
    """Takes ``schemas`` or ``operations``, a name and a path in that entry; returns the nearest place that is known."""
    Resolve = Callable[[Schema], Schema]

_PLACEHOLDER: Final = re.compile(r"\{([^{}]*)\}")
_MEDIA_TYPE: Final = re.compile(r'[\w.+*-]+/[\w.+*-]+( *; *[\w.-]+=("[^"]*"|[\w.+/-]+))*\Z')
"""A media type with parameters such as ``charset`` (RFC 9110, section 8.3.1)."""
_LIMITS: Final = (
    ("minimum", "maximum"),
    ("min_length", "max_length"),
    ("min_items", "max_items"),
    ("min_properties", "max_properties"),
)


def find_notes(specification: Specification, locate: Locate) -> Iterator[SpecError]:
    """Yield a note for everything that is valid in this format but would be an error in a native file."""
    resolve = Resolver(specification.schemas)
    for name, schema in specification.schemas.items():
        with suppress(RecursionError):  # a schema may be a variant of itself, which is valid
            for path, reason, hint in check_schema(schema, (), resolve):
                yield SpecError(locate("schemas", name, path), reason, hint, severity="note")
    for name, operation in specification.operations.items():
        with suppress(RecursionError):
            findings = check_operation(
                operation, specification.schemes, specification.errors, resolve, allows_undescribed=True
            )
            for path, reason, hint in findings:
                yield SpecError(locate("operations", name, path), reason, hint, severity="note")


def check_operation(
    operation: Operation,
    schemes: Mapping[str, SecurityScheme],
    errors: Mapping[str, ErrorEntry],
    resolve: Resolver,
    *,
    allows_undescribed: bool = False,
) -> Iterator[Finding]:
    """Yield the faults of an operation: path, parameters, errors, security, bodies and examples.

    :param allows_undescribed: whether examples may have fields that their schema does not describe.
    """
    path: JsonPath
    yield from _check_path(operation)
    for index, parameter in enumerate(operation.parameters):
        path = ("parameters", index)
        yield from check_schema(parameter.schema, (*path, "schema"), resolve)
        if parameter.example is not MISSING:
            for violation_path, reason in find_violations(parameter.schema, parameter.example, resolve):
                yield (*path, "example", *violation_path), f"the example does not fit its schema: {reason}", ""
    for index, name in enumerate(operation.errors):
        if name not in errors:
            yield ("errors", index), *unknown_error(name, errors)
    for index, requirement in enumerate(operation.security):
        for name in requirement:
            if name not in schemes:
                yield ("security", index, name), *unknown_scheme(name, schemes)
    yield from _check_streaming(operation, resolve)
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
    """Return reason and hint for an error id that the error catalogue does not define."""
    suggestion = did_you_mean(nearest(name, errors))
    hint = "" if suggestion else "define it under the top-level key 'errors', or remove it"
    return f"unknown error {name!r}{suggestion}", hint


def unknown_scheme(name: str, schemes: Collection[str]) -> tuple[str, str]:
    """Return reason and hint for a security scheme that is not defined."""
    suggestion = did_you_mean(nearest(name, schemes))
    hint = "" if suggestion else "define it under components.securitySchemes"
    return f"unknown security scheme {name!r}{suggestion}", hint


def missing_target(name: str, names: Collection[str]) -> tuple[str, str]:
    """Return reason and hint for a link of a response to an operationId that no operation has."""
    suggestion = did_you_mean(nearest(name, names))
    hint = "" if suggestion else "name the operationId of an operation"
    return f"the link leads nowhere: no operation has the operationId {name!r}{suggestion}", hint


def _check_path(operation: Operation) -> Iterator[Finding]:
    placeholders = _PLACEHOLDER.findall(operation.path)
    if operation.path.count("{") != len(placeholders) or operation.path.count("}") != len(placeholders):
        yield ("path",), f"the braces of {operation.path!r} are unbalanced", "write placeholders as {name}"
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
        if parameter.name not in (*placeholders, *map(_parameter_name, placeholders)):
            reason = f"the path {operation.path!r} has no placeholder for {parameter.name!r}"
            yield path, reason, f"add {{{parameter.name}}} to the path, or change 'in'"
        elif not parameter.required:
            yield path, f"the path parameter {parameter.name!r} must be required", "add 'required: true'"
    for name in placeholders:
        if ("path", name) not in seen and ("path", _parameter_name(name)) not in seen:
            reason = f"the placeholder {{{name}}} has no parameter"
            yield ("path",), reason, f"add a parameter with 'name: {name}' and 'in: path'"


def repeated_parameter(parameter: Parameter) -> tuple[str, str]:
    """Return reason and hint for a second parameter with the same name and location."""
    return f"duplicate {parameter.location} parameter {parameter.name!r}", "remove one of them"


def _check_streaming(operation: Operation, resolve: Resolver) -> Iterator[Finding]:
    """Check that the field of the body that asks for a stream exists."""
    streaming = operation.streaming
    if streaming is None or streaming.always:
        return
    schemas = [media.schema for media in operation.body.content if media.schema] if operation.body else []
    names: set[str] = set()
    for schema in map(resolve, schemas):
        if schema.one_of or schema.any_of or schema.additional_properties is not None:
            return  # a variant may have it
        names |= schema.properties.keys()
    if streaming.when not in names:
        suggestion = did_you_mean(nearest(streaming.when, names))
        reason = f"the body has no field {streaming.when!r} that could ask for a stream{suggestion}"
        yield ("streaming", "when"), reason, "" if suggestion else "name a field of the body, or write 'always: true'"


def _parameter_name(placeholder: str) -> str:
    """Return the parameter's name in a placeholder such as ``name=**``, ``path*`` or ``path+``."""
    return placeholder.partition("=")[0].rstrip("*+")


def _check_media(
    media: MediaType, path: JsonPath, resolve: Resolver, direction_flag: str, *, allows_undescribed: bool
) -> Iterator[Finding]:
    """Yield the faults of a request or response body.

    :param direction_flag: the attribute of schemas, ``read_only`` or ``write_only``, that marks properties which only
        bodies of the other direction have.
    """
    if not _MEDIA_TYPE.match(media.type):
        yield path, f"expected a media type such as application/json, found {media.type!r}", ""
    if media.schema is None:
        return
    yield from check_schema(media.schema, (*path, "schema"), resolve)
    if media.type == "text/event-stream":  # its schema describes one event's data, its example is the whole stream
        return
    resolve_body = _relax_required(direction_flag, resolve)
    for example in get_checked_examples(media):
        value_path = (*path, "examples", example.name, "value")
        for violation_path, reason in find_violations(media.schema, example.value, resolve_body):
            yield (*value_path, *violation_path), f"the example does not fit its schema: {reason}", ""
        if allows_undescribed:
            continue
        for field_path, reason in find_undescribed_fields(media.schema, example.value, resolve):
            yield (*value_path, *field_path), reason, "describe it under 'properties', or remove it"


def _relax_required(direction_flag: str, resolve: Resolve) -> Resolve:
    """Wrap a resolver so that properties of the other direction are not required.

    ``required`` applies to a ``readOnly`` property in responses only, and to a ``writeOnly`` one in requests only
    (OpenAPI 3.0, Schema Object).
    """

    def resolve_relaxed(schema: Schema) -> Schema:
        schema = resolve(schema)
        properties = schema.properties
        optional = [name for name in schema.required if getattr(resolve(properties.get(name, schema)), direction_flag)]
        return replace(schema, required=schema.required.difference(optional)) if optional else schema

    return resolve_relaxed


def check_schema(schema: Schema, path: JsonPath, resolve: Resolver, *, partial: bool = False) -> Iterator[Finding]:
    """Yield the faults of a schema and the schemas nested in it.

    Shared schemas that it refers to are not followed: they are checked on their own, once.

    :param partial: whether it is a member of ``allOf``, which may require a property that another member describes.
    """
    if schema.default is not MISSING:
        for value_path, reason in find_violations(schema, schema.default, resolve):
            yield (*path, "default", *value_path), f"the default does not fit its own schema: {reason}", ""
    for index, example in enumerate(schema.examples):
        for value_path, reason in find_violations(schema, example, resolve):
            yield (*path, "examples", index, *value_path), f"the example does not fit its own schema: {reason}", ""
    for low, high in _LIMITS:
        least, most = getattr(schema, low), getattr(schema, high)
        if least is not None and most is not None and least > most:
            low, high = to_camel(low), to_camel(high)
            yield (*path, low), f"{low} {excerpt(least)} is more than {high} {excerpt(most)}", "swap them"
    if schema.pattern and not is_pattern(schema.pattern):
        yield (
            (*path, "pattern"),
            f"{schema.pattern!r} is not a valid regular expression",
            "look for unbalanced brackets",
        )
    if (duplicate := find_duplicate(schema.enum)) is not MISSING:
        yield (*path, "enum"), f"duplicate enum value {excerpt(duplicate)}", "remove one of them"
    allowed = [v if isinstance(v, str) else excerpt(v) for v in schema.enum]
    for value in schema.enum_descriptions:
        if value not in allowed:
            suggestion = did_you_mean(nearest(value, allowed))
            reason = f"describes {value!r}, which is not one of the enum's values{suggestion}"
            yield (
                (*path, "x-enum-descriptions", value),
                reason,
                "" if suggestion else "add it to the enum, or remove it here",
            )
    properties = resolve(schema).properties
    for name in sorted(schema.required - properties.keys()) if properties and not partial else ():
        suggestion = did_you_mean(nearest(name, properties))
        # export/set_aside.py recognises this fault by the beginning of its reason, and takes the name from it.
        reason = f"{name!r} is required, but there is no such property{suggestion}"
        yield (*path, "required"), reason, "" if suggestion else "describe it under 'properties', or remove it here"
    for name, child in schema.properties.items():
        yield from check_schema(child, (*path, "properties", name), resolve)
    for pattern, child in schema.pattern_properties.items():
        child_path = (*path, "patternProperties", pattern)
        if not is_pattern(pattern):
            yield child_path, f"{pattern!r} is not a valid regular expression", "look for unbalanced brackets"
        yield from check_schema(child, child_path, resolve)
    if schema.items is not None:
        yield from check_schema(schema.items, (*path, "items"), resolve)
    for index, child in enumerate(schema.prefix_items):
        yield from check_schema(child, (*path, "prefixItems", index), resolve)
    if schema.additional_properties is not None:
        yield from check_schema(schema.additional_properties, (*path, "additionalProperties"), resolve)
    for key, members in (("allOf", schema.all_of), ("oneOf", schema.one_of), ("anyOf", schema.any_of)):
        for index, member in enumerate(members):
            yield from check_schema(member, (*path, key, index), resolve, partial=key == "allOf")


def find_cycle(name: str, schemas: Mapping[str, Schema]) -> list[str]:
    """Find a cycle of ``$ref`` and ``allOf`` alone from a shared schema back to itself.

    Such a schema has no definition. A cycle through ``properties`` or ``items`` is fine: it describes a tree.

    :return: the names on the cycle, beginning with ``name``; empty if there is none.
    """
    referrers: dict[str, str] = {}
    stack = [(name, schemas[name])]
    while stack:
        referrer, schema = stack.pop()
        stack += [(referrer, member) for member in schema.all_of]
        if schema.ref == name:
            cycle = [referrer]
            while cycle[-1] != name:
                cycle.append(referrers[cycle[-1]])
            return cycle[::-1]
        if schema.ref in schemas and schema.ref not in referrers:
            referrers[schema.ref] = referrer
            stack.append((schema.ref, schemas[schema.ref]))
    return []


def check_examples(content: Iterable[MediaType], resolve: Resolver) -> Iterator[tuple[JsonPath, str]]:
    """Yield where examples of an endpoint violate its schemas: the path in the example, and the reason."""
    for media in content:
        if media.schema is not None and media.type != "text/event-stream":
            for example in get_checked_examples(media):
                yield from find_violations(media.schema, example.value, resolve)
                yield from find_undescribed_fields(media.schema, example.value, resolve)


def get_checked_examples(media: MediaType) -> Iterator[Example]:
    """Yield the examples that have to match the schema: none if it was inferred from them, and no serialized text."""
    if not media.inferred:
        yield from (example for example in media.examples if not example.serialized)


def find_undescribed_fields(schema: Schema, value: Json, resolve: Resolver) -> Iterator[tuple[JsonPath, str]]:
    """Yield the fields of a value that its schema does not describe, although it describes others.

    Values with variants are not checked, since it is not known which variant they are.
    """
    schema = resolve(schema)
    if isinstance(value, list) and schema.items is not None:
        for index, item in enumerate(value):
            for path, reason in find_undescribed_fields(schema.items, item, resolve):
                yield (index, *path), reason
    if not isinstance(value, dict) or schema.one_of or schema.any_of:
        return
    for name, child in value.items():
        if name in schema.properties:
            for path, reason in find_undescribed_fields(schema.properties[name], child, resolve):
                yield (name, *path), reason
        elif schema.properties and schema_of_field(schema, name) is None:
            yield (name,), f"the schema does not describe {name!r}{did_you_mean(nearest(name, schema.properties))}"
