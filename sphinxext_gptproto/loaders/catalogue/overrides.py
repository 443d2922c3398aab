"""An operation bound to an endpoint of the catalogue: one example, one model, its own defaults and words."""

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
    """A binding names something that the operation does not have, or a value that it does not allow.

    :param path: keys from the endpoint's entry down to what is wrong.
    """

    def __init__(self, path: JsonPath, reason: str, hint: str = "") -> None:
        self.path, self.reason, self.hint = path, reason, hint
        super().__init__(reason)


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """What an endpoint says differently of its operation. Empty values change nothing."""

    example: str = ""
    keeps_examples: bool = False
    """Whether all examples of the operation stay, untouched."""
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


def bind(operation: Operation, binding: Binding, resolve: Resolver) -> Operation:
    """Return the operation as the endpoint offers it.

    :raises BindingError: when the binding names an example or a parameter that the operation does not have.
    """
    parameters = list(operation.parameters)  # two of one name may stand in different places
    body = operation.body
    for index, name in enumerate(binding.omit):
        kept = [parameter for parameter in parameters if parameter.name != name]
        if len(kept) < len(parameters):
            parameters = kept
        else:
            changed = _change_body(body, name, _without, resolve)
            if changed is None:
                raise _unknown(("omit", index), name, operation, resolve)
            body = changed
    for name, override in binding.overrides.items():
        path = ("parameters", name)
        if any(parameter.name == name for parameter in parameters):
            parameters = [
                _override_parameter(parameter, override, resolve, path) if parameter.name == name else parameter
                for parameter in parameters
            ]
        else:
            changed = _change_body(body, name, partial(_overridden, override, resolve, path), resolve)
            if changed is None:
                raise _unknown(path, name, operation, resolve)
            body = changed
    if binding.model:
        parameters = [
            replace(parameter, schema=replace(parameter.schema, default=binding.model), example=binding.model)
            if parameter.name == "model"
            else parameter
            for parameter in parameters
        ]
        body = _change_body(body, "model", partial(_with_default, binding.model, resolve), resolve) or body
    responses = operation.responses
    if binding.keeps_examples:
        if key := next((key for key in ("example", "request", "response") if getattr(binding, key)), ""):
            raise BindingError((key,), "all examples are shown as they are", "remove it, or 'allExamples'")
    else:
        body = _bind_request(body, binding, resolve)
        streams = _streams(operation, body)
        responses = tuple(_bind_response(r, binding, resolve, streams=streams) for r in operation.responses)
    if binding.response and not any(_has_object_example(response) for response in operation.responses):
        raise BindingError(("response",), "the operation has no example of a JSON response to lay it over", "remove it")
    return replace(
        operation,
        parameters=tuple(parameters),
        body=body,
        responses=responses,
        errors=operation.errors if binding.errors is None else binding.errors,
        deprecated=operation.deprecated or binding.deprecated,
    )


def _unknown(path: JsonPath, name: str, operation: Operation, resolve: Resolver) -> BindingError:
    depth = name.count(".") + 1
    known = {parameter.name for parameter in operation.parameters}
    for media in operation.body.content if operation.body else ():
        if media.schema is not None:
            known.update(_dotted_names(media.schema, depth, resolve))
    close = did_you_mean(nearest(name, sorted(known)))
    hint = "" if close else "name one of its parameters or body fields, a nested one as 'outer.inner'"
    return BindingError(path, f"the operation has no parameter {name!r}{close}", hint)


# -- the objects of a body --------------------------------------------------------------------------------------------


def _change_body(
    body: RequestBody | None, name: str, change: Callable[[Schema, str], Schema], resolve: Resolver
) -> RequestBody | None:
    """Change the objects that hold a property, in each media type, or return ``None`` where none does.

    :param name: path of the property, such as ``messages.content``.
    :param change: takes the object and the property's own name.
    """
    content, found = [], False
    for media in body.content if body else ():
        schema = _change(media.schema, name.split("."), change, resolve) if media.schema else None
        found = found or schema is not None
        content.append(media if schema is None else replace(media, schema=schema))
    return replace(body, content=tuple(content)) if body and found else None


def _change(
    schema: Schema,
    names: Sequence[str],
    change: Callable[[Schema, str], Schema],
    resolve: Resolver,
    above: frozenset[str | int] = frozenset(),
) -> Schema | None:
    """Change the objects that hold a property: the schema itself, its items, and every member of a choice.

    :param above: schemas that lead here with no name in between, since one may hold itself.
    """
    if _identity(schema) in above:
        return None
    change_member = partial(_change, names=names, change=change, resolve=resolve, above=above | {_identity(schema)})
    whole = resolve(schema)
    changes: dict[str, Any] = {}
    head, *rest = names
    if head in whole.properties and not rest:
        whole = changed = change(whole, head)
        changes["properties"] = changed.properties
    elif head in whole.properties:
        child = _change(whole.properties[head], rest, change, resolve)
        if child is not None:
            changes["properties"] = {**whole.properties, head: child}
    if whole.items is not None and (items := change_member(whole.items)) is not None:
        changes["items"] = items
    for key in ("one_of", "any_of"):
        members = getattr(whole, key)
        changed_members = [change_member(member) for member in members]
        if any(changed_members):
            changes[key] = tuple(
                member if changed is None else _keep_name(member, changed)
                for member, changed in zip(members, changed_members, strict=True)
            )
    return replace(whole, **changes) if changes else None


def _identity(schema: Schema) -> str | int:
    return schema.ref or id(schema)


def _keep_name(reference: Schema, changed: Schema) -> Schema:
    """Return what a reference led to under its name: the pages call a variant by it."""
    return replace(changed, title=changed.title or reference.ref.rpartition("/")[2].rpartition(":")[2])


def _objects(schema: Schema, resolve: Resolver, above: frozenset[str | int] = frozenset()) -> Iterator[Schema]:
    """Yield what :func:`_change` would look for a property in."""
    if _identity(schema) in above:
        return
    whole = resolve(schema)
    yield whole
    for member in (*([whole.items] if whole.items else ()), *whole.one_of, *whole.any_of):
        yield from _objects(member, resolve, above | {_identity(schema)})


def _dotted_names(schema: Schema, depth: int, resolve: Resolver) -> Iterator[str]:
    for whole in _objects(schema, resolve):
        for name, child in whole.properties.items():
            yield name
            if depth > 1:
                yield from (f"{name}.{inner}" for inner in _dotted_names(child, depth - 1, resolve))


def _without(schema: Schema, name: str) -> Schema:
    properties = {other: child for other, child in schema.properties.items() if other != name}
    return replace(schema, properties=properties, required=schema.required - {name})


def _overridden(override: Override, resolve: Resolver, path: JsonPath, schema: Schema, name: str) -> Schema:
    child = _override_schema(resolve(schema.properties[name]), override)
    _check_override(child, override, resolve, path)
    required = schema.required
    if override.required is not None:
        required = required | {name} if override.required else required - {name}
    return replace(schema, properties={**schema.properties, name: child}, required=required)


def _with_default(value: str, resolve: Resolver, schema: Schema, name: str) -> Schema:
    field_schema = replace(resolve(schema.properties[name]), default=value, examples=(), enum=(), enum_descriptions={})
    return replace(schema, properties={**schema.properties, name: field_schema})


def _check_override(schema: Schema, override: Override, resolve: Resolver, path: JsonPath) -> None:
    """Refuse an override whose values do not fit, or that leaves the operation's default outside its limits."""
    shallow = replace(schema, properties={}, required=frozenset(), items=None, additional_properties=None)
    for at, reason, hint in check_schema(replace(shallow, one_of=(), any_of=()), (), resolve):
        key, *inside = at
        if key == "default" and key not in override.schema:
            reason = f"the operation's default does not fit the override: {reason.partition(': ')[2]}"
            raise BindingError(path, reason, "override 'default' too")
        if key == "examples":
            if override.example is MISSING:
                continue  # the operation's own, which is not shown where the request has a value
            key, inside = "example", inside[1:]
        raise BindingError((*path, key, *inside), reason, hint)


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
    if body is None:
        if binding.request:
            raise BindingError(("request",), "the operation takes no body", "remove it")
        return None
    known = {example.name for media in body.content for example in media.examples}
    if binding.example and binding.example not in known:
        hint = did_you_mean(nearest(binding.example, known))
        raise BindingError(
            ("example",), f"the operation has no example {binding.example!r}{hint}", _one_of(known, hint)
        )
    names = set().union(*(_property_names(media, resolve) for media in body.content))
    for name in binding.request if names else ():
        if name not in names:
            hint = did_you_mean(nearest(name, names))
            raise BindingError(("request", name), f"the request body has no field {name!r}{hint}", _one_of(names, hint))
    return replace(body, content=tuple(_bind_media(media, binding, resolve) for media in body.content))


def _one_of(names: Collection[str], close: str) -> str:
    if close or not names:
        return "" if close else "remove it"
    shown = sorted(names)
    return f"there are {', '.join(shown[:6])}{', ...' if len(shown) > 6 else ''}"


def _bind_media(media: MediaType, binding: Binding, resolve: Resolver) -> MediaType:
    chosen = _choose(media.examples, binding.example)
    if chosen is None and not binding.request:
        return media
    value = chosen.value if chosen else {}
    if isinstance(value, dict):
        names = _property_names(media, resolve)
        value = {**value, **{name: part for name, part in binding.request.items() if not names or name in names}}
        if binding.model and "model" in names:
            value = {"model": "", **value} | {"model": binding.model}
    elif binding.request:
        raise BindingError(("request",), "the example is no object, so that nothing can be laid over it", "remove it")
    for name in binding.omit:
        value = drop(value, name.split("."))
    example = replace(chosen, value=value) if chosen else Example(name=binding.example or "example", value=value)
    return replace(media, examples=(example,))


def drop(value: Json, names: Sequence[str]) -> Json:
    """Return a value without the fields at a path, in every item of an array on the way."""
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
    content = []
    for media in response.content:
        chosen = _choose(media.examples, binding.example)
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
            with contextlib.suppress(ValueError):  # an example may be cut
                event = json.loads(data)
                if "model" in event:
                    data = json.dumps({**event, "model": model}, ensure_ascii=False)
        lines.append(head + colon + data)
    return "\n".join(lines)
