"""Write the catalogue entry of an endpoint, by comparing its operation with the operation that it is bound to.

:mod:`..loaders.catalogue.overrides` binds an operation by an entry. This is the inverse: it finds an entry from the
result, and has each entry bound again to check that the result is the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ..loaders import native_format as form
from ..loaders.catalogue.catalogue import make_binding
from ..loaders.catalogue.overrides import BindingError, bind, drop
from ..spec.errors import GptprotoError
from ..spec.model import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..spec.model import Example, Json, MediaType, Missing, Operation, Parameter, Response, Schema
    from ..spec.resolver import Resolver

    Entry = dict[str, Any]

_OVERRIDABLE_KEYWORDS: Final = (
    ("default", "default"),
    ("enum", "enum"),
    ("x-enum-descriptions", "enum_descriptions"),
    ("minimum", "minimum"),
    ("maximum", "maximum"),
    ("maxLength", "max_length"),
    ("minItems", "min_items"),
    ("maxItems", "max_items"),
)
_FIELDS_FROM_MODEL: Final = frozenset({"default", "enum", "enum_descriptions", "examples"})
"""Fields of the schema of ``model`` that binding sets from the model's name."""


class NoEntryError(GptprotoError):
    """An endpoint differs from its operation in something that a catalogue entry cannot express."""


def make_entry(
    operation: Operation, bound: Operation, resolve: Resolver, *, model: str = "", entry_model: str = ""
) -> Entry:
    """Return the entry that binds an operation for an endpoint, without title and description.

    :param operation: the shared operation.
    :param bound: the operation of the endpoint, which the entry must result in.
    :param model: the value that the endpoint's requests send as ``model``.
    :param entry_model: the same value if the entry must state it, because its model in the catalogue has another one.
    :raises NoEntryError: when there is no such entry.
    """
    comparison = _Comparison(operation, bound, resolve, model)
    example, request, response = comparison.compare_examples()
    examples = {"example": example, "request": request, "response": response}
    entry: Entry = {"operation": operation.id}
    entry |= {key: part for key, part in examples.items() if part}
    entry |= {"parameters": comparison.overrides} if comparison.overrides else {}
    entry |= {"omit": list(comparison.omitted)} if comparison.omitted else {}
    if bound.errors != operation.errors:
        entry["errors"] = list(bound.errors)
    if entry_model:
        entry["model"] = entry_model
    if bound.deprecated and not operation.deprecated:
        entry["deprecated"] = True
    try:
        _check_entry(entry, operation, bound, resolve, model)
    except NoEntryError:
        base_entry = {"operation": entry.pop("operation"), "allExamples": True}
        entry = base_entry | {key: part for key, part in entry.items() if key not in examples}
        _check_entry(entry, operation, bound, resolve, model)
    return entry


def _check_entry(entry: Entry, operation: Operation, bound: Operation, resolve: Resolver, model: str) -> None:
    """Bind an operation by an entry and compare the result.

    :raises NoEntryError: when the result differs.
    """
    part = form.EndpointPart.model_validate({**entry, "model": model})
    try:
        rebound = bind(operation, make_binding(part, None), resolve)
    except BindingError as error:
        raise NoEntryError(error.reason) from error
    if rebound != bound:
        msg = f"differs from {operation.id!r} in something that a catalogue entry cannot express"
        raise NoEntryError(msg)


class _Comparison:
    """Finds what a bound operation omits of its operation, and what it overrides."""

    def __init__(self, operation: Operation, bound: Operation, resolve: Resolver, model: str) -> None:
        self._operation, self._bound, self._resolve, self._model = operation, bound, resolve, model
        self.omitted: dict[str, None] = {}
        self.overrides: dict[str, Entry] = {}
        bound_parameters = {(parameter.location, parameter.name): parameter for parameter in bound.parameters}
        for parameter in operation.parameters:
            bound_parameter = bound_parameters.get((parameter.location, parameter.name))
            if bound_parameter is None:
                self.omitted[parameter.name] = None
            elif bound_parameter != parameter:
                self._compare_parameters(parameter, bound_parameter)
        for media, bound_media in _pair_request_media(operation, bound):
            if media.schema is not None and bound_media.schema is not None:
                self._compare_schemas(media.schema, bound_media.schema, "", frozenset())

    # -- parameters ---------------------------------------------------------------------------------------------------

    def _compare_parameters(self, parameter: Parameter, bound: Parameter) -> None:
        is_model = bool(self._model) and parameter.name == "model"
        changes = self._list_schema_changes(self._resolve(parameter.schema), bound.schema, is_model=is_model)
        if bound.description != parameter.description:
            changes["description"] = bound.description
        if bound.example is not MISSING and not is_model and not _are_identical(bound.example, parameter.example):
            changes["example"] = bound.example
        if bound.required != parameter.required:
            changes["required"] = bound.required
        if bound.deprecated and not parameter.deprecated:
            changes["deprecated"] = True
        if changes:
            self.overrides[parameter.name] = changes

    def _compare_schemas(self, schema: Schema, bound: Schema, prefix: str, seen: frozenset[str | int]) -> None:
        """Compare the properties of two schemas, of their items and of their variants.

        :param prefix: the path of the schemas in the body, with a dot at its end unless it is empty.
        :param seen: the schemas that are being compared, since shared schemas may contain themselves.
        """
        identity = schema.ref or id(schema)
        if schema == bound or identity in seen:
            return
        resolved, bound_resolved = self._resolve(schema), self._resolve(bound)
        for name, child in resolved.properties.items():
            path = prefix + name
            if name not in bound_resolved.properties:
                self.omitted[path] = None
                continue
            self._compare_fields(
                path,
                child,
                bound_resolved.properties[name],
                was_required=name in resolved.required,
                is_required=name in bound_resolved.required,
            )
        for nested, bound_nested in _pair_nested_schemas(resolved, bound_resolved):
            self._compare_schemas(nested, bound_nested, prefix, seen | {identity})

    def _compare_fields(
        self, path: str, schema: Schema, bound: Schema, *, was_required: bool, is_required: bool
    ) -> None:
        resolved, bound_resolved = self._resolve(schema), self._resolve(bound)
        is_model = bool(self._model) and path == "model"
        changes: Entry = {}
        if resolved != bound_resolved:
            if bound_resolved.description != resolved.description:
                changes["description"] = bound_resolved.description
            changes |= self._list_schema_changes(resolved, bound_resolved, is_model=is_model)
            if (
                bound_resolved.examples
                and not is_model
                and not _are_identical(list(bound_resolved.examples), list(resolved.examples))
            ):
                changes["example"] = bound_resolved.examples[0]
            if bound_resolved.deprecated and not resolved.deprecated:
                changes["deprecated"] = True
        if was_required != is_required:
            changes["required"] = is_required
        if changes:
            self.overrides[path] = changes
        self._compare_schemas(schema, bound, f"{path}.", frozenset())

    @staticmethod
    def _list_schema_changes(schema: Schema, bound: Schema, *, is_model: bool) -> Entry:
        changes: Entry = {}
        for key, field in _OVERRIDABLE_KEYWORDS:
            value = getattr(bound, field)
            if (
                (is_model and field in _FIELDS_FROM_MODEL)
                or _are_identical(value, getattr(schema, field))
                or value is MISSING
            ):
                continue
            changes[key] = list(value) if isinstance(value, tuple) else value
        return changes

    # -- examples -----------------------------------------------------------------------------------------------------

    def compare_examples(self) -> tuple[str, Entry, Entry]:
        """Return the name of the example, and the fields that the request and the response override in it."""
        name = self._choose_example()
        request = self._make_request_overlay(name)
        response: Entry = {}
        for response_model, bound_response in zip(self._operation.responses, self._bound.responses, strict=False):
            if bound_response.is_success:
                response |= self._make_response_overlay(response_model, bound_response, name)
        return name, request, response

    def _choose_example(self) -> str:
        """Return the name that selects the bound operation's example in each body; the first example needs no name."""
        pairs = [*_pair_request_media(self._operation, self._bound), *self._pair_response_media()]
        choices = [
            (media.examples, bound_media.examples[0].name)
            for media, bound_media in pairs
            if media.examples and bound_media.examples
        ]
        names = dict.fromkeys(example.name for examples, _ in choices for example in examples)
        for name in ("", *names):
            if all(_get_example(examples, name).name == expected for examples, expected in choices):
                return name
        return ""

    def _pair_response_media(self) -> Iterator[tuple[MediaType, MediaType]]:
        for response, bound_response in zip(self._operation.responses, self._bound.responses, strict=False):
            bound_media = {media.type: media for media in bound_response.content}
            yield from ((media, bound_media[media.type]) for media in response.content if media.type in bound_media)

    def _make_request_overlay(self, name: str) -> Entry:
        for media, bound_media in _pair_request_media(self._operation, self._bound):
            value = bound_media.examples[0].value if bound_media.examples else None
            if not isinstance(value, dict):
                continue
            base: Json = _get_example(media.examples, name).value if media.examples else {}
            for path in self.omitted:
                base = drop(base, path.split("."))
            overlay = _make_overlay(base if isinstance(base, dict) else {}, value, self._model)
            if overlay:
                return overlay
        return {}

    def _make_response_overlay(self, response: Response, bound_response: Response, name: str) -> Entry:
        bound_media = {media.type: media for media in bound_response.content}
        for media in response.content:
            bound_examples = bound_media[media.type].examples if media.type in bound_media else ()
            if media.examples and bound_examples and isinstance(bound_examples[0].value, dict):
                base = _get_example(media.examples, name).value
                overlay = _make_overlay(base if isinstance(base, dict) else {}, bound_examples[0].value, self._model)
                if overlay:
                    return overlay
        return {}


def _make_overlay(base: Mapping[str, Json], value: Mapping[str, Json], model: str) -> Entry:
    return {
        key: part
        for key, part in value.items()
        if not (key in base and _are_identical(part, base[key])) and not (model and key == "model" and part == model)
    }


def _pair_request_media(operation: Operation, bound: Operation) -> Iterable[tuple[MediaType, MediaType]]:
    return zip(operation.body.content if operation.body else (), bound.body.content if bound.body else (), strict=False)


def _pair_nested_schemas(schema: Schema, bound: Schema) -> Iterator[tuple[Schema, Schema]]:
    if schema.items is not None and bound.items is not None:
        yield schema.items, bound.items
    yield from zip(schema.one_of, bound.one_of, strict=False)
    yield from zip(schema.any_of, bound.any_of, strict=False)


def _get_example(examples: tuple[Example, ...], name: str) -> Example:
    return next((example for example in examples if example.name == name), examples[0])


def _are_identical(one: Any, other: Json | Missing | Any) -> bool:
    """Return whether two values are equal and of one type; ``True`` and 1 are not."""
    return one == other and type(one) is type(other)
