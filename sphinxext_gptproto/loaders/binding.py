"""An operation bound to an endpoint of the catalogue: one example, one model, its own defaults and words."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from ..errors import GptprotoError, did_you_mean, nearest
from ..models import MISSING, Example, MediaType, Missing, Operation, Parameter, RequestBody, Response, Schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ..models import Json

    Resolve = Callable[[Schema], Schema]


class BindingError(GptprotoError):
    """A binding names something that the operation does not have.

    :param path: keys from the endpoint's entry down to what is wrong.
    """

    def __init__(self, path: tuple[str | int, ...], reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """What an endpoint says differently of its operation. Empty values change nothing."""

    example: str = ""
    request: Mapping[str, Json] = field(default_factory=dict)
    response: Mapping[str, Json] = field(default_factory=dict)
    overrides: Mapping[str, Override] = field(default_factory=dict)
    omit: tuple[str, ...] = ()
    model: str = ""
    errors: tuple[str, ...] | None = None
    deprecated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What an endpoint says differently of one parameter."""

    schema: Mapping[str, Any] = field(default_factory=dict)
    """Fields of :class:`.Schema` to replace."""
    description: str = ""
    example: Json | Missing = MISSING
    required: bool | None = None
    deprecated: bool = False


def bind(operation: Operation, binding: Binding, resolve: Resolve) -> Operation:
    """Return the operation as the endpoint offers it.

    :raises BindingError: when the binding names an example or a parameter that the operation does not have.
    """
    parameters = {parameter.name: parameter for parameter in operation.parameters}
    body = operation.body
    for index, name in enumerate(binding.omit):
        if parameters.pop(name, None) is None:
            body = _map_schema(body, resolve, partial(_without, name=name, resolve=resolve, path=("omit", index)))
    for name, override in binding.overrides.items():
        if name in parameters:
            parameters[name] = _override_parameter(parameters[name], override)
        else:
            path = ("parameters", name)
            change = partial(_override_at, names=name.split("."), override=override, resolve=resolve, path=path)
            body = _map_schema(body, resolve, change)
        if body is None and name not in parameters:
            raise BindingError(("parameters", name), _unknown(name, parameters))
    if binding.model:
        if "model" in parameters:
            parameters["model"] = _override_parameter(
                parameters["model"], Override(schema={"default": binding.model}, example=binding.model)
            )
        body = _map_schema(body, resolve, lambda s: _with_default(s, "model", binding.model, resolve))
    body = _bind_request(body, binding, resolve)
    streams = _streams(operation, body)
    return replace(
        operation,
        parameters=tuple(parameters.values()),
        body=body,
        responses=tuple(_bind_response(r, binding, resolve, streams=streams) for r in operation.responses),
        errors=operation.errors if binding.errors is None else binding.errors,
        deprecated=operation.deprecated or binding.deprecated,
    )


def _unknown(name: str, known: Iterable[str]) -> str:
    return f"the operation has no parameter {name!r}{did_you_mean(nearest(name, known))}"


def _map_schema(body: RequestBody | None, resolve: Resolve, change: Callable[[Schema], Schema]) -> RequestBody | None:
    """Return the body with each media type's resolved schema changed."""
    if body is None:
        return None
    content = tuple(m if m.schema is None else replace(m, schema=change(resolve(m.schema))) for m in body.content)
    return replace(body, content=content)


def _without(schema: Schema, name: str, resolve: Resolve, path: tuple[str | int, ...]) -> Schema:
    head, _, rest = name.partition(".")
    if head not in schema.properties:
        raise BindingError(path, _unknown(name, schema.properties))
    properties = dict(schema.properties)
    if rest:
        properties[head] = _inside(properties[head], resolve, lambda s: _without(s, rest, resolve, path))
        return replace(schema, properties=properties)
    del properties[head]
    return replace(schema, properties=properties, required=schema.required - {head})


def _override_at(
    schema: Schema, names: list[str], override: Override, resolve: Resolve, path: tuple[str | int, ...]
) -> Schema:
    head, *rest = names
    if head not in schema.properties:
        raise BindingError(path, _unknown(head, schema.properties))
    child = schema.properties[head]
    if rest:
        child = _inside(child, resolve, lambda s: _override_at(s, rest, override, resolve, path))
    else:
        child = _override_schema(resolve(child), override)
    required = schema.required
    if not rest and override.required is not None:
        required = required | {head} if override.required else required - {head}
    return replace(schema, properties={**schema.properties, head: child}, required=required)


def _inside(schema: Schema, resolve: Resolve, change: Callable[[Schema], Schema]) -> Schema:
    """Change an object, or the objects of an array."""
    schema = resolve(schema)
    if schema.items is not None and not schema.properties:
        return replace(schema, items=_inside(schema.items, resolve, change))
    return change(schema)


def _override_schema(schema: Schema, override: Override) -> Schema:
    changes = dict(override.schema)
    if override.description:
        changes["description"] = override.description
    if override.example is not MISSING:
        changes["examples"] = (override.example,)
    if override.deprecated:
        changes["deprecated"] = True
    return replace(schema, **changes)


def _override_parameter(parameter: Parameter, override: Override) -> Parameter:
    return replace(
        parameter,
        schema=replace(parameter.schema, **override.schema),
        description=override.description or parameter.description,
        example=parameter.example if override.example is MISSING else override.example,
        required=parameter.required if override.required is None else override.required,
        deprecated=parameter.deprecated or override.deprecated,
    )


def _with_default(schema: Schema, name: str, value: str, resolve: Resolve) -> Schema:
    if name not in schema.properties:
        return schema
    field_schema = replace(resolve(schema.properties[name]), default=value, examples=(), enum=())
    return replace(schema, properties={**schema.properties, name: field_schema})


def _bind_request(body: RequestBody | None, binding: Binding, resolve: Resolve) -> RequestBody | None:
    if body is None:
        if binding.request:
            raise BindingError(("request",), "the operation takes no body")
        return None
    known = {example.name for media in body.content for example in media.examples}
    if binding.example and binding.example not in known:
        hint = did_you_mean(nearest(binding.example, known))
        raise BindingError(("example",), f"the operation has no example {binding.example!r}{hint}")
    return replace(body, content=tuple(_bind_media(media, binding, resolve) for media in body.content))


def _bind_media(media: MediaType, binding: Binding, resolve: Resolve) -> MediaType:
    chosen = _choose(media.examples, binding.example)
    if chosen is None and not binding.request:
        return media
    value = chosen.value if chosen else {}
    if isinstance(value, dict):
        properties = resolve(media.schema).properties if media.schema else {}
        for name in binding.request:
            if properties and name not in properties:
                raise BindingError(("request", name), _unknown(name, properties))
        value = {k: v for k, v in {**value, **binding.request}.items() if k not in binding.omit}
        if binding.model and "model" in properties:
            value = {"model": binding.model, **value, "model": binding.model}
    example = replace(chosen, value=value) if chosen else Example(name=binding.example or "example", value=value)
    return replace(media, examples=(example,))


def _bind_response(response: Response, binding: Binding, resolve: Resolve, *, streams: bool) -> Response:
    content = []
    for media in response.content:
        chosen = _choose(media.examples, binding.example)
        if chosen is None:
            content.append(media)
            continue
        value = chosen.value
        has_model = bool(media.schema and "model" in resolve(media.schema).properties and binding.model)
        if isinstance(value, dict) and response.is_success:
            value = {**value, **binding.response}
            if has_model and "model" in value:
                value["model"] = binding.model
        elif isinstance(value, str) and media.type == "text/event-stream" and has_model:
            value = _name_model_in_events(value, binding.model)
        content.append(replace(media, examples=(replace(chosen, value=value),)))
    content.sort(key=lambda media: (media.type == "text/event-stream") != streams)
    return replace(response, content=tuple(content))


def _choose(examples: tuple[Example, ...], name: str) -> Example | None:
    return next((example for example in examples if example.name == name), examples[0] if examples else None)


def _streams(operation: Operation, body: RequestBody | None) -> bool:
    if operation.streaming is None:
        return False
    value = body.content[0].examples[0].value if body and body.content[0].examples else None
    return operation.streaming.always or (isinstance(value, dict) and value.get(operation.streaming.when) is True)


def _name_model_in_events(text: str, model: str) -> str:
    """Return server-sent events in which each JSON object that names a model names this one."""
    lines = []
    for line in text.split("\n"):
        head, colon, data = line.partition("data: ")
        if colon and not head and data.startswith("{"):
            event = json.loads(data)
            if "model" in event:
                event["model"] = model
                data = json.dumps(event, ensure_ascii=False)
        lines.append(head + colon + data)
    return "\n".join(lines)
