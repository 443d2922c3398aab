"""What an endpoint says differently of its operation, found by comparing the two: a catalogue entry for each.

:mod:`.overrides` makes a bound operation of an operation and an entry. This goes back, and asks it to prove
each answer.
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

_SCHEMA_FACTS: Final = (
    ("default", "default"),
    ("enum", "enum"),
    ("x-enum-descriptions", "enum_descriptions"),
    ("minimum", "minimum"),
    ("maximum", "maximum"),
    ("maxLength", "max_length"),
    ("minItems", "min_items"),
    ("maxItems", "max_items"),
)
_OF_THE_MODEL: Final = frozenset({"default", "enum", "enum_descriptions", "examples"})
"""Facts of the parameter ``model`` that come from the model's name."""


class NoEntryError(GptprotoError):
    """An endpoint differs from its operation in something that no entry can say."""


def make_entry(
    operation: Operation, bound: Operation, resolve: Resolver, *, model: str = "", own_model: str = ""
) -> Entry:
    """Return the entry that binds an operation to what an endpoint offers, without its words.

    :param model: what the endpoint's requests send as ``model``.
    :param own_model: that, where the entry's surroundings do not say it.
    :raises NoEntryError: when there is none.
    """
    compared = _Comparison(operation, bound, resolve, model)
    example, request, response = compared.examples()
    chosen = {"example": example, "request": request, "response": response}
    entry: Entry = {"operation": operation.id}
    entry |= {key: part for key, part in chosen.items() if part}
    entry |= {"parameters": compared.overrides} if compared.overrides else {}
    entry |= {"omit": list(compared.omitted)} if compared.omitted else {}
    if bound.errors != operation.errors:
        entry["errors"] = list(bound.errors)
    if own_model:
        entry["model"] = own_model
    if bound.deprecated and not operation.deprecated:
        entry["deprecated"] = True
    try:
        _prove(entry, operation, bound, resolve, model)
    except NoEntryError:
        head = {"operation": entry.pop("operation"), "allExamples": True}
        entry = head | {key: part for key, part in entry.items() if key not in chosen}
        _prove(entry, operation, bound, resolve, model)
    return entry


def _prove(entry: Entry, operation: Operation, bound: Operation, resolve: Resolver, model: str) -> None:
    part = form.EndpointPart.model_validate({**entry, "model": model})
    try:
        made = bind(operation, make_binding(part, None), resolve)
    except BindingError as error:
        raise NoEntryError(error.reason) from error
    if made != bound:
        msg = f"differs from {operation.id!r} in more than an entry of the catalogue can say"
        raise NoEntryError(msg)


class _Comparison:
    """Finds the differences of an operation and its bound form."""

    def __init__(self, operation: Operation, bound: Operation, resolve: Resolver, model: str) -> None:
        self._operation, self._bound, self._resolve, self._model = operation, bound, resolve, model
        self.omitted: dict[str, None] = {}
        self.overrides: dict[str, Entry] = {}
        parameters = {(parameter.location, parameter.name): parameter for parameter in bound.parameters}
        for parameter in operation.parameters:
            own = parameters.get((parameter.location, parameter.name))
            if own is None:
                self.omitted[parameter.name] = None
            elif own != parameter:
                self._compare_parameters(parameter, own)
        for one, other in _pairs(operation, bound):
            if one.schema is not None and other.schema is not None:
                self._compare_schemas(one.schema, other.schema, "", frozenset())

    # -- parameters ---------------------------------------------------------------------------------------------------

    def _compare_parameters(self, one: Parameter, other: Parameter) -> None:
        is_model = bool(self._model) and one.name == "model"
        changes = self._schema_changes(self._resolve(one.schema), other.schema, is_model=is_model)
        if other.description != one.description:
            changes["description"] = other.description
        if other.example is not MISSING and not is_model and not _same(other.example, one.example):
            changes["example"] = other.example
        if other.required != one.required:
            changes["required"] = other.required
        if other.deprecated and not one.deprecated:
            changes["deprecated"] = True
        if changes:
            self.overrides[one.name] = changes

    def _compare_schemas(self, one: Schema, other: Schema, above: str, seen: frozenset[str | int]) -> None:
        """Compare the fields of two objects, of their items and of their variants.

        :param above: the path of the objects, with a dot at its end.
        """
        identity = one.ref or id(one)
        if one == other or identity in seen:
            return
        whole, changed = self._resolve(one), self._resolve(other)
        for name, child in whole.properties.items():
            path = above + name
            if name not in changed.properties:
                self.omitted[path] = None
                continue
            self._compare_fields(
                path, child, changed.properties[name], was=name in whole.required, now=name in changed.required
            )
        for inner, changed_inner in _inner_pairs(whole, changed):
            self._compare_schemas(inner, changed_inner, above, seen | {identity})

    def _compare_fields(self, path: str, one: Schema, other: Schema, *, was: bool, now: bool) -> None:
        whole, changed = self._resolve(one), self._resolve(other)
        is_model = bool(self._model) and path == "model"
        changes: Entry = {}
        if whole != changed:
            if changed.description != whole.description:
                changes["description"] = changed.description
            changes |= self._schema_changes(whole, changed, is_model=is_model)
            if changed.examples and not is_model and not _same(list(changed.examples), list(whole.examples)):
                changes["example"] = changed.examples[0]
            if changed.deprecated and not whole.deprecated:
                changes["deprecated"] = True
        if was != now:
            changes["required"] = now
        if changes:
            self.overrides[path] = changes
        self._compare_schemas(one, other, f"{path}.", frozenset())

    @staticmethod
    def _schema_changes(one: Schema, other: Schema, *, is_model: bool) -> Entry:
        changes: Entry = {}
        for key, field in _SCHEMA_FACTS:
            value = getattr(other, field)
            if (is_model and field in _OF_THE_MODEL) or _same(value, getattr(one, field)) or value is MISSING:
                continue
            changes[key] = list(value) if isinstance(value, tuple) else value
        return changes

    # -- examples -----------------------------------------------------------------------------------------------------

    def examples(self) -> tuple[str, Entry, Entry]:
        """Return the name of the example, and what is laid over that of the request and that of the answer."""
        name = self._choose_example()
        request = self._request_overlay(name)
        response: Entry = {}
        for one, other in zip(self._operation.responses, self._bound.responses, strict=False):
            if other.is_success:
                response |= self._response_overlay(one, other, name)
        return name, request, response

    def _choose_example(self) -> str:
        """Return the name that leads to the example of the bound operation everywhere; the first needs none."""
        pairs = [*_pairs(self._operation, self._bound), *self._response_pairs()]
        chosen = [(one.examples, other.examples[0].name) for one, other in pairs if one.examples and other.examples]
        names = dict.fromkeys(example.name for examples, _ in chosen for example in examples)
        for name in ("", *names):
            if all(_choose(examples, name).name == wanted for examples, wanted in chosen):
                return name
        return ""

    def _response_pairs(self) -> Iterator[tuple[MediaType, MediaType]]:
        for one, other in zip(self._operation.responses, self._bound.responses, strict=False):
            bound = {media.type: media for media in other.content}
            yield from ((media, bound[media.type]) for media in one.content if media.type in bound)

    def _request_overlay(self, name: str) -> Entry:
        for one, other in _pairs(self._operation, self._bound):
            value = other.examples[0].value if other.examples else None
            if not isinstance(value, dict):
                continue
            base: Json = _choose(one.examples, name).value if one.examples else {}
            for path in self.omitted:
                base = drop(base, path.split("."))
            overlay = _overlay(base if isinstance(base, dict) else {}, value, self._model)
            if overlay:
                return overlay
        return {}

    def _response_overlay(self, one: Response, other: Response, name: str) -> Entry:
        bound = {media.type: media for media in other.content}
        for media in one.content:
            shown = bound[media.type].examples if media.type in bound else ()
            if media.examples and shown and isinstance(shown[0].value, dict):
                base = _choose(media.examples, name).value
                overlay = _overlay(base if isinstance(base, dict) else {}, shown[0].value, self._model)
                if overlay:
                    return overlay
        return {}


def _overlay(base: Mapping[str, Json], value: Mapping[str, Json], model: str) -> Entry:
    return {
        key: part
        for key, part in value.items()
        if not (key in base and _same(part, base[key])) and not (model and key == "model" and part == model)
    }


def _pairs(operation: Operation, bound: Operation) -> Iterable[tuple[MediaType, MediaType]]:
    return zip(operation.body.content if operation.body else (), bound.body.content if bound.body else (), strict=False)


def _inner_pairs(one: Schema, other: Schema) -> Iterator[tuple[Schema, Schema]]:
    if one.items is not None and other.items is not None:
        yield one.items, other.items
    yield from zip(one.one_of, other.one_of, strict=False)
    yield from zip(one.any_of, other.any_of, strict=False)


def _choose(examples: tuple[Example, ...], name: str) -> Example:
    return next((example for example in examples if example.name == name), examples[0])


def _same(one: Any, other: Json | Missing | Any) -> bool:
    """Return whether two values are equal and of one kind: ``True`` is not 1."""
    return one == other and type(one) is type(other)
