"""Requests that repeat an operation, found and described once: what Postman collections are full of.

The result has the endpoints of the source, each bound to an operation that it may share. Every binding is checked: the
endpoint must have the parameters, the fields and the example that its request has, or it keeps an operation of its own.
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
    from ..spec.registry import Specification

_OVERLAP: Final = 0.5
"""Part of the fields of the smaller body that two bodies must have in common."""


@dataclass(slots=True)
class Sharing:
    """What became of requests that have a method and a path in common."""

    shared: dict[str, list[str]] = field(default_factory=dict)
    """Endpoints by the operation that they share."""
    apart: dict[str, str] = field(default_factory=dict)
    """Why an endpoint has an operation of its own, by its id."""


def share(specification: Specification) -> tuple[Specification, Sharing]:
    """Return the specification with its operations shared; without repeated requests it stays as it is."""
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
        """Yield the endpoints of one method and path that go together, and why they differ from the first ones."""
        clusters: list[tuple[str, list[Endpoint]]] = []
        for endpoint in group:
            reason = ""
            for _, members in clusters:
                reason = _why_apart(members[0].operation, endpoint.operation)
                if not reason:
                    members.append(endpoint)
                    break
            else:
                clusters.append((reason, [endpoint]))
        yield from clusters

    def _share_cluster(self, members: list[Endpoint], reason: str) -> None:
        """Describe what endpoints have in common once, and bind them to it."""
        if len(members) == 1:
            self._keep(members[0], reason)
            return
        try:
            operation = self._merge(members)
        except ContradictionError as error:
            for endpoint in members:
                self._keep(endpoint, str(error))
            return
        examples = Examples()
        made = [(endpoint, self._binding(operation, endpoint, examples)) for endpoint in members]
        operation = examples.complete(operation)
        failed = []
        for endpoint, binding in made:
            why = self._bind(operation, endpoint, binding)
            if why:
                failed.append((endpoint, why))
        bound = [endpoint.id for endpoint in members if endpoint.id in self._bound]
        if bound:
            self._operations[operation.id] = operation
        if bound:
            self._report.shared[operation.id] = bound
        for endpoint, why in failed:
            self._keep(endpoint, why)

    def _keep(self, endpoint: Endpoint, reason: str) -> None:
        """Give an endpoint an operation of its own."""
        name = unused(make_operation_name(endpoint.operation), self._operations)
        operation = replace(endpoint.operation, id=name)
        if has_several_examples(operation) or self._bind(operation, endpoint, self._model_binding(endpoint)):
            self._bound[endpoint.id] = replace(endpoint, operation=operation)
        self._operations[name] = operation
        if reason:
            self._report.apart[endpoint.id] = reason

    def _model_binding(self, endpoint: Endpoint) -> Binding:
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

    def _binding(self, operation: Operation, endpoint: Endpoint, examples: Examples) -> Binding:
        own = endpoint.operation
        places = {(p.location, p.name): p for p in own.parameters}
        omit = [p.name for p in operation.parameters if (p.location, p.name) not in places]
        overrides = {
            p.name: override
            for p in operation.parameters
            if (p.location, p.name) in places and (override := _override(p, places[p.location, p.name]))
        }
        omit += self._omitted_fields(operation, own)
        overrides |= {name: o for name, o in self._described_fields(operation, own) if name not in overrides}
        model = self._model_binding(endpoint).model
        name, request = examples.add(endpoint, tuple(omit), model)
        response = examples.add_responses(endpoint, name, model)
        return Binding(
            example=name, request=request, response=response, overrides=overrides, omit=tuple(omit), model=model
        )

    def _omitted_fields(self, operation: Operation, own: Operation) -> list[str]:
        """Return the fields that the endpoint's body lacks, without those inside of others that it lacks."""
        names = set(self._names(own))
        missing = [name for name in dict.fromkeys(self._names(operation)) if name not in names]
        gone = set(missing)
        return [name for name in missing if not any(above in gone for above in _above(name))]

    def _described_fields(self, operation: Operation, own: Operation) -> Iterator[tuple[str, Override]]:
        """Yield the fields that the endpoint's request describes in words of its own."""
        words = dict(self._descriptions(own))
        for name, text in self._descriptions(operation):
            if words.get(name) and words[name] != text:
                yield name, Override(description=words[name])

    def _names(self, operation: Operation) -> Iterator[str]:
        for media in operation.body.content if operation.body else ():
            if media.schema is not None:
                yield from body_names(media.schema, self._resolve)

    def _descriptions(self, operation: Operation) -> Iterator[tuple[str, str]]:
        for media in operation.body.content if operation.body else ():
            todo = [("", media.schema)] if media.schema else []
            while todo:
                above, schema = todo.pop()
                todo += [(above, schema.items)] if schema.items else []
                for name, child in schema.properties.items():
                    yield above + name, child.description
                    todo.append((f"{above}{name}.", child))

    def _bind(self, operation: Operation, endpoint: Endpoint, binding: Binding) -> str:
        """Bind an endpoint, or return why it cannot be."""
        try:
            bound = bind(operation, binding, self._resolve)
        except BindingError as error:
            return error.reason
        own = endpoint.operation
        if {(p.location, p.name) for p in bound.parameters} != {(p.location, p.name) for p in own.parameters}:
            return "a field of the others' bodies is called like one of its parameters"
        if set(self._names(bound)) != set(self._names(own)):
            return "its fields are not those of the others without some"
        if _sent_values(bound) != _sent_values(own):
            return "its example is not one that an entry of the catalogue can give"
        self._bound[endpoint.id] = self._named(replace(endpoint, operation=bound, model=binding.model))
        return ""

    def _named(self, endpoint: Endpoint) -> Endpoint:
        """Return an endpoint with the title and the description that it has in a catalogue, below a model."""
        above = levels_of(endpoint.id)
        if len(above) < 2 or above[1] not in self._models:
            return endpoint
        level = self._specification.levels[above[1]]
        description = endpoint.description
        if level.description:
            description = f"{description}\n\n{level.description}"
        return replace(endpoint, title=f"{level.title}: {endpoint.short_title}", description=description)


# -- facts of operations ----------------------------------------------------------------------------------------------


def _why_apart(one: Operation, other: Operation) -> str:
    """Return why two operations of the same method and path are not one, or nothing."""
    for words, key in (
        ("it asks for other credentials", lambda o: o.security),
        ("it has other servers", lambda o: o.servers),
        ("it is deprecated, or the others are", lambda o: o.deprecated),
        ("it has samples of its own", lambda o: o.code_samples),
        ("its body is of another media type", lambda o: [media.type for media in media_of(o)]),
    ):
        if key(one) != key(other):
            return words
    if has_several_examples(one) or has_several_examples(other):
        return "it has several examples, or the others have"
    mine, theirs = (_top_names(operation) - {"model"} for operation in (one, other))
    if mine and theirs and len(mine & theirs) < _OVERLAP * min(len(mine), len(theirs)):
        return f"its body has other fields than that of {one.summary or one.id!r}"
    return ""


def has_several_examples(operation: Operation) -> bool:
    """Return whether any body of an operation has more than one example."""
    content = (*media_of(operation), *(media for response in operation.responses for media in response.content))
    return any(len(media.examples) > 1 for media in content)


def _top_names(operation: Operation) -> set[str]:
    return {name for media in media_of(operation) if media.schema for name in media.schema.properties}


def _override(shared: Parameter, own: Parameter) -> Override | None:
    """Return what an endpoint says differently of a parameter, if anything."""
    changes: dict[str, Any] = {}
    if own.description and own.description != shared.description:
        changes["description"] = own.description
    if own.example is not MISSING and own.example != shared.example:
        changes["example"] = own.example
    if own.required != shared.required:
        changes["required"] = own.required
    return Override(**changes) if changes else None


def _sent_model(operation: Operation) -> str:
    for media in media_of(operation):
        value = media.examples[0].value if media.examples else None
        if isinstance(value, dict) and isinstance(value.get("model"), str):
            return str(value["model"])
    return ""


def _sent_values(operation: Operation) -> list[tuple[str, str]]:
    """Return what the operation's samples send in the body, by media type; the order of fields means nothing."""
    return [(m.type, json.dumps(m.examples[0].value, sort_keys=True)) for m in media_of(operation) if m.examples]


def _find_models(specification: Specification) -> Mapping[str, str]:
    """Return the second levels whose requests send a model's name, with the name that most of them send."""
    sent: dict[str, Counter[str]] = defaultdict(Counter)
    for name, endpoint in specification.endpoints.items():
        above = levels_of(name)
        model = _sent_model(endpoint.operation)
        if len(above) > 1 and model and specification.levels.get(above[1]):
            sent[above[1]][model] += 1
    return {level: names.most_common(1)[0][0] for level, names in sent.items()}


def _above(name: str) -> Iterator[str]:
    """Yield the paths that a dotted path goes through."""
    parts = name.split(".")
    yield from (".".join(parts[:count]) for count in range(1, len(parts)))
