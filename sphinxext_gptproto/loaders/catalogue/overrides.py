"""Apply an endpoint's entry in the catalogue to its operation: overrides of parameters, one example, one model."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from ...spec.errors import GptprotoError, did_you_mean, nearest
from ...spec.model import MISSING, Example, MediaType, Missing, Operation, Parameter, RequestBody, Response, Schema
from ..checks import check_schema

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from ...spec.json_path import JsonPath
    from ...spec.model import Json
    from ...spec.resolver import Resolver


class BindingError(GptprotoError):
    """A binding names a part that the operation does not have, or a value that the operation does not allow.

    :param path: path of the fault in the endpoint's entry.
    """

    def __init__(self, path: JsonPath, reason: str, hint: str = "") -> None:
        self.path, self.reason, self.hint = path, reason, hint
        super().__init__(reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """The changes that an endpoint makes to its operation. Empty values change nothing."""

    example: str = ""
    """Name of the example to show; by default the first."""
    keeps_examples: bool = False
    """Whether to keep all examples of the operation unchanged."""
    request: Mapping[str, Json] = field(default_factory=dict)
    response: Mapping[str, Json] = field(default_factory=dict)
    overrides: Mapping[str, Override] = field(default_factory=dict)
    omit: tuple[str, ...] = ()
    model: str = ""
    errors: tuple[str, ...] | None = None
    deprecated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """The changes that an endpoint makes to one parameter or body field."""

    schema: Mapping[str, Any] = field(default_factory=dict)
    """New values of fields of :class:`.Schema`, by name."""
    description: str = ""
    example: Json | Missing = MISSING
    required: bool | None = None
    deprecated: bool = False


def bind(operation: Operation, binding: Binding, resolve: Resolver) -> Operation:
    """Return the operation as the endpoint offers it.

    :raises BindingError: when the binding names an example or a parameter that the operation does not have.
    """
    parameters = list(operation.parameters)  # two parameters of the same name may have different locations
    body = operation.body
    for index, name in enumerate(binding.omit):
        remaining = [parameter for parameter in parameters if parameter.name != name]
        if len(remaining) < len(parameters):
            parameters = remaining
        else:
            new_body = _change_body(body, name, _remove_property, resolve)
            if new_body is None:
                raise _unknown_parameter(("omit", index), name, operation, resolve)
            body = new_body
    for name, override in binding.overrides.items():
        path = ("parameters", name)
        if any(parameter.name == name for parameter in parameters):
            parameters = [
                _override_parameter(parameter, override, resolve, path) if parameter.name == name else parameter
                for parameter in parameters
            ]
        else:
            new_body = _change_body(body, name, partial(_override_property, override, resolve, path), resolve)
            if new_body is None:
                raise _unknown_parameter(path, name, operation, resolve)
            body = new_body
    if binding.model:
        parameters = [
            replace(parameter, schema=replace(parameter.schema, default=binding.model), example=binding.model)
            if parameter.name == "model"
            else parameter
            for parameter in parameters
        ]
        body = _change_body(body, "model", partial(_set_default, binding.model, resolve), resolve) or body
    responses = operation.responses
    if binding.keeps_examples:
        if key := next((key for key in ("example", "request", "response") if getattr(binding, key)), ""):
            reason = "has no effect with 'allExamples', which shows all examples unchanged"
            raise BindingError((key,), reason, "remove one of the two")
    else:
        body = _bind_request(body, binding, resolve)
        streams = _is_streamed(operation, body)
        responses = tuple(_bind_response(r, binding, resolve, streams=streams) for r in operation.responses)
    if binding.response and not any(_has_object_example(response) for response in operation.responses):
        raise BindingError(("response",), "the operation has no example of a JSON response to change", "remove it")
    return replace(
        operation,
        parameters=tuple(parameters),
        body=body,
        responses=responses,
        errors=operation.errors if binding.errors is None else binding.errors,
        deprecated=operation.deprecated or binding.deprecated,
    )


def _unknown_parameter(path: JsonPath, name: str, operation: Operation, resolve: Resolver) -> BindingError:
    """Return an error for a parameter or body field that the operation does not have, with similar names."""
    depth = name.count(".") + 1
    names = {parameter.name for parameter in operation.parameters}
    for media in operation.body.content if operation.body else ():
        if media.schema is not None:
            names.update(_dotted_names(media.schema, depth, resolve))
    suggestion = did_you_mean(nearest(name, sorted(names)))
    hint = "" if suggestion else "use the name of a parameter or body field, or a path such as 'messages.content'"
    return BindingError(path, f"the operation has no parameter {name!r}{suggestion}", hint)


# -- properties of a body ---------------------------------------------------------------------------------------------


def _change_body(
    body: RequestBody | None, name: str, change: Callable[[Schema, str], Schema], resolve: Resolver
) -> RequestBody | None:
    """Change every object schema that has a property, in each media type.

    :param name: path of the property, such as ``messages.content``.
    :param change: takes the object schema and the last name of the path, and returns the changed object schema.
    :return: the changed body, or ``None`` where no schema has the property.
    """
    content, has_property = [], False
    for media in body.content if body else ():
        schema = _change_schema(media.schema, name.split("."), change, resolve) if media.schema else None
        has_property = has_property or schema is not None
        content.append(media if schema is None else replace(media, schema=schema))
    return replace(body, content=tuple(content)) if body and has_property else None


def _change_schema(
    schema: Schema,
    names: Sequence[str],
    change: Callable[[Schema, str], Schema],
    resolve: Resolver,
    parents: frozenset[str | int] = frozenset(),
) -> Schema | None:
    """Change every object schema that has a property: the schema itself, its items, and its variants.

    :param names: path of the property.
    :param parents: identities of the schemas passed since the last property, since a schema may be a variant of itself.
    :return: the changed schema, or ``None`` where no schema has the property.
    """
    if _identity(schema) in parents:
        return None
    change_member = partial(
        _change_schema, names=names, change=change, resolve=resolve, parents=parents | {_identity(schema)}
    )
    resolved = resolve(schema)
    changes: dict[str, Any] = {}
    head, *rest = names
    if head in resolved.properties and not rest:
        resolved = changed = change(resolved, head)
        changes["properties"] = changed.properties
    elif head in resolved.properties:
        child = _change_schema(resolved.properties[head], rest, change, resolve)
        if child is not None:
            changes["properties"] = {**resolved.properties, head: child}
    if resolved.items is not None and (items := change_member(resolved.items)) is not None:
        changes["items"] = items
    for key in ("one_of", "any_of"):
        members = getattr(resolved, key)
        changed_members = [change_member(member) for member in members]
        if any(changed_members):
            changes[key] = tuple(
                member if changed is None else _keep_name(member, changed)
                for member, changed in zip(members, changed_members, strict=True)
            )
    return replace(resolved, **changes) if changes else None


def _identity(schema: Schema) -> str | int:
    """Return a key for a schema: two references to the same name are different objects, but the same schema."""
    return schema.ref or id(schema)


def _keep_name(reference: Schema, changed: Schema) -> Schema:
    """Give a changed variant the name of the schema that it was a reference to: pages use it as the variant's title."""
    return replace(changed, title=changed.title or reference.ref.rpartition("/")[2].rpartition(":")[2])


def _find_objects(schema: Schema, resolve: Resolver, parents: frozenset[str | int] = frozenset()) -> Iterator[Schema]:
    """Yield the resolved schemas in which :func:`_change_schema` looks for a property."""
    if _identity(schema) in parents:
        return
    resolved = resolve(schema)
    yield resolved
    for member in (*([resolved.items] if resolved.items else ()), *resolved.one_of, *resolved.any_of):
        yield from _find_objects(member, resolve, parents | {_identity(schema)})


def _dotted_names(schema: Schema, depth: int, resolve: Resolver) -> Iterator[str]:
    """Yield the paths of all properties, such as ``messages.content``, down to a depth."""
    for object_schema in _find_objects(schema, resolve):
        for name, child in object_schema.properties.items():
            yield name
            if depth > 1:
                yield from (f"{name}.{nested_name}" for nested_name in _dotted_names(child, depth - 1, resolve))


def _remove_property(schema: Schema, name: str) -> Schema:
    properties = {other: child for other, child in schema.properties.items() if other != name}
    return replace(schema, properties=properties, required=schema.required - {name})


def _override_property(override: Override, resolve: Resolver, path: JsonPath, schema: Schema, name: str) -> Schema:
    """Apply an override to a property of an object schema.

    :param path: path of the override in the endpoint's entry, for errors.
    """
    child = _override_schema(resolve(schema.properties[name]), override)
    _check_override(child, override, resolve, path)
    required = schema.required
    if override.required is not None:
        required = required | {name} if override.required else required - {name}
    return replace(schema, properties={**schema.properties, name: child}, required=required)


def _set_default(value: str, resolve: Resolver, schema: Schema, name: str) -> Schema:
    """Make a model's name the default of the property ``model``; the names of other models are removed from it."""
    field_schema = replace(resolve(schema.properties[name]), default=value, examples=(), enum=(), enum_descriptions={})
    return replace(schema, properties={**schema.properties, name: field_schema})


def _check_override(schema: Schema, override: Override, resolve: Resolver, path: JsonPath) -> None:
    """Refuse an override whose values violate the schema, or that excludes the operation's default.

    :param schema: the schema with the override applied. Nested schemas are not checked, since they did not change.
    """
    shallow = replace(schema, properties={}, required=frozenset(), items=None, additional_properties=None)
    for finding_path, reason, hint in check_schema(replace(shallow, one_of=(), any_of=()), (), resolve):
        key, *rest = finding_path
        if key == "default" and key not in override.schema:
            reason = f"the operation's default does not fit the override: {reason.partition(': ')[2]}"
            raise BindingError(path, reason, "override 'default' too")
        if key == "examples":
            if override.example is MISSING:
                continue  # an example of the operation, which is not shown if the request example has a value
            key, rest = "example", rest[1:]
        raise BindingError((*path, key, *rest), reason, hint)


def _override_schema(schema: Schema, override: Override) -> Schema:
    changes = dict(override.schema)
    if override.description:
        changes["description"] = override.description
    if override.example is not MISSING:
        changes["examples"] = (override.example,)
    if override.deprecated:
        changes["deprecated"] = True
    return replace(schema, **changes)


def _override_parameter(parameter: Parameter, override: Override, resolve: Resolver, path: JsonPath) -> Parameter:
    schema = replace(resolve(parameter.schema), **override.schema)
    examples = () if override.example is MISSING else (override.example,)
    _check_override(replace(schema, examples=examples), override, resolve, path)
    return replace(
        parameter,
        schema=schema,
        description=override.description or parameter.description,
        example=parameter.example if override.example is MISSING else override.example,
        required=parameter.required if override.required is None else override.required,
        deprecated=parameter.deprecated or override.deprecated,
    )


# -- examples ---------------------------------------------------------------------------------------------------------


def _property_names(media: MediaType, resolve: Resolver) -> set[str]:
    return set(_dotted_names(media.schema, 1, resolve)) if media.schema else set()


def _bind_request(body: RequestBody | None, binding: Binding, resolve: Resolver) -> RequestBody | None:
    """Reduce each media type of a request body to one example, with the binding's values and model in it."""
    if body is None:
        if binding.request:
            raise BindingError(("request",), "the operation has no request body", "remove it")
        return None
    example_names = {example.name for media in body.content for example in media.examples}
    if binding.example and binding.example not in example_names:
        reason = f"the operation has no example {binding.example!r}"
        raise _unknown_name(("example",), reason, binding.example, example_names)
    field_names = set().union(*(_property_names(media, resolve) for media in body.content))
    for name in binding.request if field_names else ():
        if name not in field_names:
            raise _unknown_name(("request", name), f"the request body has no field {name!r}", name, field_names)
    return replace(body, content=tuple(_bind_media(media, binding, resolve) for media in body.content))


def _unknown_name(path: JsonPath, reason: str, name: str, choices: Collection[str]) -> BindingError:
    """Return an error that suggests similar names, or lists some that exist."""
    if suggestion := did_you_mean(nearest(name, choices)):
        return BindingError(path, f"{reason}{suggestion}")
    listed = sorted(choices)
    hint = f"available: {', '.join(listed[:6])}{', ...' if len(listed) > 6 else ''}" if listed else "remove it"
    return BindingError(path, reason, hint)


def _bind_media(media: MediaType, binding: Binding, resolve: Resolver) -> MediaType:
    chosen = _choose_example(media.examples, binding.example)
    if chosen is None and not binding.request:
        return media
    value = chosen.value if chosen else {}
    if isinstance(value, dict):
        names = _property_names(media, resolve)
        value = {**value, **{name: part for name, part in binding.request.items() if not names or name in names}}
        if binding.model and "model" in names:
            value = {"model": "", **value} | {"model": binding.model}
    elif binding.request:
        raise BindingError(("request",), "the example is not an object, so it has no fields to change", "remove it")
    for name in binding.omit:
        value = drop(value, name.split("."))
    example = replace(chosen, value=value) if chosen else Example(name=binding.example or "example", value=value)
    return replace(media, examples=(example,))


def drop(value: Json, names: Sequence[str]) -> Json:
    """Remove the field at a path from a value, in every item of arrays on the path."""
    if isinstance(value, list):
        return [drop(item, names) for item in value]
    if not isinstance(value, dict) or names[0] not in value:
        return value
    head, *rest = names
    if rest:
        return {**value, head: drop(value[head], rest)}
    return {name: part for name, part in value.items() if name != head}


def _has_object_example(response: Response) -> bool:
    return response.is_success and any(
        isinstance(example.value, dict) for media in response.content for example in media.examples
    )


def _bind_response(response: Response, binding: Binding, resolve: Resolver, *, streams: bool) -> Response:
    """Reduce each media type of a response to one example, with the binding's values and model in it.

    :param streams: whether the example request asks for a stream: event streams then come first, otherwise last.
    """
    content = []
    for media in response.content:
        chosen = _choose_example(media.examples, binding.example)
        if chosen is None:
            content.append(media)
            continue
        value = chosen.value
        has_model = bool(binding.model and "model" in _property_names(media, resolve))
        if isinstance(value, dict) and response.is_success:
            value = {**value, **binding.response}
            if has_model and "model" in value:
                value["model"] = binding.model
        elif isinstance(value, str) and media.type == "text/event-stream" and has_model:
            value = _set_model_in_events(value, binding.model)
        content.append(replace(media, examples=(replace(chosen, value=value),)))
    content.sort(key=lambda media: (media.type == "text/event-stream") != streams)
    return replace(response, content=tuple(content))


def _choose_example(examples: tuple[Example, ...], name: str) -> Example | None:
    """Return the example of this name, else the first one."""
    return next((example for example in examples if example.name == name), examples[0] if examples else None)


def _is_streamed(operation: Operation, body: RequestBody | None) -> bool:
    """Return whether the response to the first example request is a stream of server-sent events."""
    if operation.streaming is None:
        return False
    value = body.content[0].examples[0].value if body and body.content[0].examples else None
    return operation.streaming.always or (isinstance(value, dict) and value.get(operation.streaming.when) is True)


def _set_model_in_events(text: str, model: str) -> str:
    """Replace ``model`` in the data of each server-sent event that has it."""
    lines = []
    for line in text.split("\n"):
        head, colon, data = line.partition("data: ")
        if colon and not head and data.startswith("{"):
            with contextlib.suppress(ValueError):  # an example may be truncated
                event = json.loads(data)
                if "model" in event:
                    data = json.dumps({**event, "model": model}, ensure_ascii=False)
        lines.append(head + colon + data)
    return "\n".join(lines)
