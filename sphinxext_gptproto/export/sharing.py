"""Find requests that call the same operation, as collections of examples have many, and describe each operation once.

The result has the endpoints of the source, each bound to an operation that it may share. Every binding is checked: the
bound operation must have the parameters, the fields and the example of the endpoint's request, otherwise the endpoint
keeps an operation of its own.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from ..loaders.catalogue.catalogue import mark_plain
from ..loaders.catalogue.overrides import Binding, BindingError, Override, bind
from ..spec.model import MISSING, Endpoint, Operation
from ..spec.names import unused
from ..spec.registry import levels_of
from ..spec.resolver import Resolver
from .examples import Examples, media_of
from .merge_inferred import ContradictionError, body_names, merge_bodies, merge_parameters, merge_responses
from .names import make_operation_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..spec.model import Parameter
    from ..spec.specification import Specification

_OVERLAP: Final = 0.5
"""Two bodies must have this part of the smaller one's fields in common."""


@dataclass(slots=True)
class Sharing:
    """Which of the requests with the same method and path share an operation, and which do not."""

    shared: dict[str, list[str]] = field(default_factory=dict)
    """Ids of endpoints, by the operation that they share."""
    unshared: dict[str, str] = field(default_factory=dict)
    """By the id of an endpoint that has an operation of its own: the reason, as a sentence."""


def share(specification: Specification) -> tuple[Specification, Sharing]:
    """Return a specification whose requests share operations; one that does not come from requests is not changed."""
    groups: dict[Any, list[Endpoint]] = defaultdict(list)
    for endpoint in specification.endpoints.values():
        groups[endpoint.operation.method, endpoint.operation.path].append(endpoint)
    are_requests = all(
        e.is_plain and e.operation.id == e.id and not e.operation.operation_id for e in specification.endpoints.values()
    )
    if not specification.endpoints or not are_requests:
        return specification, Sharing()
    return _Sharer(specification).share(groups.values())


class _Sharer:
    """Shares the operations of one specification."""

    def __init__(self, specification: Specification) -> None:
        self._specification = specification
        self._resolve = Resolver(specification.schemas)
        self._report = Sharing()
        self._operations: dict[str, Operation] = {}
        self._bound: dict[str, Endpoint] = {}
        self._models = _find_models(specification)

    def share(self, groups: Iterable[list[Endpoint]]) -> tuple[Specification, Sharing]:
        for group in groups:
            clusters = list(self._cluster(group))
            for number, (reason, members) in enumerate(clusters):
                self._share_cluster(members, reason if number else "")
        endpoints = {name: self._bound[name] for name in self._specification.endpoints}
        endpoints = mark_plain(endpoints, self._operations)
        specification = replace(self._specification, operations=self._operations, endpoints=endpoints)
        return specification, self._report

    def _cluster(self, group: list[Endpoint]) -> Iterator[tuple[str, list[Endpoint]]]:
        """Yield the endpoints of one method and path that may share an operation, each time with the reason why they
        cannot share that of the endpoints before."""
        clusters: list[tuple[str, list[Endpoint]]] = []
        for endpoint in group:
            reason = ""
            for _, members in clusters:
                reason = _explain_difference(members[0].operation, endpoint.operation)
                if not reason:
                    members.append(endpoint)
                    break
            else:
                clusters.append((reason, [endpoint]))
        yield from clusters

    def _share_cluster(self, members: list[Endpoint], reason: str) -> None:
        """Merge the operations of endpoints, and bind each endpoint to the result."""
        if len(members) == 1:
            self._keep_operation(members[0], reason)
            return
        try:
            operation = self._merge(members)
        except ContradictionError as error:
            for endpoint in members:
                self._keep_operation(endpoint, str(error))
            return
        examples = Examples()
        bindings = [(endpoint, self._make_binding(operation, endpoint, examples)) for endpoint in members]
        operation = examples.complete(operation)
        unbound = []
        for endpoint, binding in bindings:
            reason_unbound = self._bind(operation, endpoint, binding)
            if reason_unbound:
                unbound.append((endpoint, reason_unbound))
        bound = [endpoint.id for endpoint in members if endpoint.id in self._bound]
        if bound:
            self._operations[operation.id] = operation
            self._report.shared[operation.id] = bound
        for endpoint, reason_unbound in unbound:
            self._keep_operation(endpoint, reason_unbound)

    def _keep_operation(self, endpoint: Endpoint, reason: str) -> None:
        """Give an endpoint an operation of its own."""
        name = unused(make_operation_name(endpoint.operation), self._operations)
        operation = replace(endpoint.operation, id=name)
        if has_several_examples(operation) or self._bind(operation, endpoint, self._make_model_binding(endpoint)):
            self._bound[endpoint.id] = replace(endpoint, operation=operation)
        self._operations[name] = operation
        if reason:
            self._report.unshared[endpoint.id] = reason

    def _make_model_binding(self, endpoint: Endpoint) -> Binding:
        level = "/".join(endpoint.id.split("/")[:2])
        return Binding(model=_sent_model(endpoint.operation) or self._models.get(level, ""))

    def _merge(self, members: list[Endpoint]) -> Operation:
        operations = [endpoint.operation for endpoint in members]
        descriptions = {operation.description for operation in operations}
        return replace(
            operations[0],
            id=unused(make_operation_name(operations[0]), self._operations),
            summary=Counter(operation.summary for operation in operations).most_common(1)[0][0],
            description=descriptions.pop() if len(descriptions) == 1 else "",
            parameters=merge_parameters([operation.parameters for operation in operations]),
            body=merge_bodies([operation.body for operation in operations]),
            responses=merge_responses(operation.responses for operation in operations),
        )

    # -- bindings -----------------------------------------------------------------------------------------------------

    def _make_binding(self, operation: Operation, endpoint: Endpoint, examples: Examples) -> Binding:
        source_operation = endpoint.operation
        source_parameters = {(p.location, p.name): p for p in source_operation.parameters}
        omit = [p.name for p in operation.parameters if (p.location, p.name) not in source_parameters]
        overrides = {
            p.name: override
            for p in operation.parameters
            if (p.location, p.name) in source_parameters
            and (override := _override(p, source_parameters[p.location, p.name]))
        }
        omit += self._list_omitted_fields(operation, source_operation)
        overrides |= {
            name: o for name, o in self._list_described_fields(operation, source_operation) if name not in overrides
        }
        model = self._make_model_binding(endpoint).model
        name, request = examples.add(endpoint, tuple(omit), model)
        response = examples.add_responses(endpoint, name, model)
        return Binding(
            example=name, request=request, response=response, overrides=overrides, omit=tuple(omit), model=model
        )

    def _list_omitted_fields(self, operation: Operation, source_operation: Operation) -> list[str]:
        """Return the paths of the fields that the endpoint's body lacks; children of such fields are not listed."""
        source_names = set(self._list_field_names(source_operation))
        missing = [name for name in dict.fromkeys(self._list_field_names(operation)) if name not in source_names]
        missing_names = set(missing)
        return [name for name in missing if not any(parent in missing_names for parent in _list_parents(name))]

    def _list_described_fields(
        self, operation: Operation, source_operation: Operation
    ) -> Iterator[tuple[str, Override]]:
        """Yield the paths of fields that the endpoint's request describes differently, with that description."""
        source_texts = dict(self._list_descriptions(source_operation))
        for name, text in self._list_descriptions(operation):
            if source_texts.get(name) and source_texts[name] != text:
                yield name, Override(description=source_texts[name])

    def _list_field_names(self, operation: Operation) -> Iterator[str]:
        for media in operation.body.content if operation.body else ():
            if media.schema is not None:
                yield from body_names(media.schema, self._resolve)

    def _list_descriptions(self, operation: Operation) -> Iterator[tuple[str, str]]:
        for media in operation.body.content if operation.body else ():
            remaining = [("", media.schema)] if media.schema else []
            while remaining:
                prefix, schema = remaining.pop()
                remaining += [(prefix, schema.items)] if schema.items else []
                for name, child in schema.properties.items():
                    yield prefix + name, child.description
                    remaining.append((f"{prefix}{name}.", child))

    def _bind(self, operation: Operation, endpoint: Endpoint, binding: Binding) -> str:
        """Bind an endpoint to an operation, or return the reason why that is not possible."""
        try:
            bound = bind(operation, binding, self._resolve)
        except BindingError as error:
            return error.reason
        source_operation = endpoint.operation
        if {(p.location, p.name) for p in bound.parameters} != {
            (p.location, p.name) for p in source_operation.parameters
        }:
            return "one of its parameters has the same name as a field in the bodies of the others"
        if set(self._list_field_names(bound)) != set(self._list_field_names(source_operation)):
            return "its fields are not a part of the fields of the others"
        if _sent_values(bound) != _sent_values(source_operation):
            return "its example cannot be expressed by a catalogue entry"
        self._bound[endpoint.id] = self._name_in_catalogue(replace(endpoint, operation=bound, model=binding.model))
        return ""

    def _name_in_catalogue(self, endpoint: Endpoint) -> Endpoint:
        """Return an endpoint with the title and the description that loading gives it, if it is below a model."""
        level_ids = levels_of(endpoint.id)
        if len(level_ids) < 2 or level_ids[1] not in self._models:
            return endpoint
        level = self._specification.levels[level_ids[1]]
        description = endpoint.description
        if level.description:
            description = f"{description}\n\n{level.description}"
        return replace(endpoint, title=f"{level.title}: {endpoint.short_title}", description=description)


# -- facts of operations ----------------------------------------------------------------------------------------------


def _explain_difference(one: Operation, other: Operation) -> str:
    """Return why two operations with the same method and path cannot be one, or an empty text when they can."""
    for reason, get_value in (
        ("it requires different credentials", lambda o: o.security),
        ("it has different servers", lambda o: o.servers),
        ("either it or the others are deprecated", lambda o: o.deprecated),
        ("it has different code samples", lambda o: o.code_samples),
        ("its body has a different media type", lambda o: [media.type for media in media_of(o)]),
    ):
        if get_value(one) != get_value(other):
            return reason
    if has_several_examples(one) or has_several_examples(other):
        return "it or the others have several examples"
    names, other_names = (_top_names(operation) - {"model"} for operation in (one, other))
    if names and other_names and len(names & other_names) < _OVERLAP * min(len(names), len(other_names)):
        return f"its body has different fields from the body of {one.summary or one.id!r}"
    return ""


def has_several_examples(operation: Operation) -> bool:
    """Return whether any body of an operation has more than one example."""
    content = (*media_of(operation), *(media for response in operation.responses for media in response.content))
    return any(len(media.examples) > 1 for media in content)


def _top_names(operation: Operation) -> set[str]:
    return {name for media in media_of(operation) if media.schema for name in media.schema.properties}


def _override(shared: Parameter, parameter: Parameter) -> Override | None:
    """Return what an endpoint overrides in a shared parameter, or ``None``."""
    changes: dict[str, Any] = {}
    if parameter.description and parameter.description != shared.description:
        changes["description"] = parameter.description
    if parameter.example is not MISSING and parameter.example != shared.example:
        changes["example"] = parameter.example
    if parameter.required != shared.required:
        changes["required"] = parameter.required
    return Override(**changes) if changes else None


def _sent_model(operation: Operation) -> str:
    for media in media_of(operation):
        value = media.examples[0].value if media.examples else None
        if isinstance(value, dict) and isinstance(value.get("model"), str):
            return str(value["model"])
    return ""


def _sent_values(operation: Operation) -> list[tuple[str, str]]:
    """Return the JSON that the operation's samples send in the body, by media type; the order of fields is ignored."""
    return [(m.type, json.dumps(m.examples[0].value, sort_keys=True)) for m in media_of(operation) if m.examples]


def _find_models(specification: Specification) -> Mapping[str, str]:
    """Return the ids of the second levels whose requests send ``model``, with the value that most of them send."""
    model_counts: dict[str, Counter[str]] = defaultdict(Counter)
    for name, endpoint in specification.endpoints.items():
        level_ids = levels_of(name)
        model = _sent_model(endpoint.operation)
        if len(level_ids) > 1 and model and specification.levels.get(level_ids[1]):
            model_counts[level_ids[1]][model] += 1
    return {level: names.most_common(1)[0][0] for level, names in model_counts.items()}


def _list_parents(name: str) -> Iterator[str]:
    """Yield the paths of the parents of a field, outermost first."""
    parts = name.split(".")
    yield from (".".join(parts[:count]) for count in range(1, len(parts)))
