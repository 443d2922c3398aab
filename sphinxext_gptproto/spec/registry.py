"""All endpoints that exist, by name: filled from specifications, then sealed and only read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from .errors import AmbiguousNameError, GptprotoError, UnknownNameError, nearest
from .memo import IdentityMemo
from .model import (
    Endpoint,
    ErrorEntry,
    Level,
    Operation,
    Parameter,
    Response,
    Schema,
    SecurityRequirement,
    SecurityScheme,
    Service,
    Source,
)
from .names import unused
from .resolver import Resolver
from .stored import stored

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_ABSENT: Final = Schema()
_STORES: Final = ("schemes", "schemas", "errors", "operations", "endpoints", "levels")
"""Fields of a specification that hold values by name."""
_NEVER_SHOWN: Final = ("source", "is_plain")
"""Fields that say nothing about a page."""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Specification:
    """What one source holds: the value that loaders make."""

    name: str = ""
    """A short name of the source, where there are several; no two sources of a project have the same."""
    level: str = ""
    """The level that all its endpoints are below, where it has one of its own."""
    service: Service = field(default_factory=Service)
    schemes: Mapping[str, SecurityScheme] = field(default_factory=dict)
    schemas: Mapping[str, Schema] = field(default_factory=dict)
    errors: Mapping[str, ErrorEntry] = field(default_factory=dict)
    operations: Mapping[str, Operation] = field(default_factory=dict)
    endpoints: Mapping[str, Endpoint] = field(default_factory=dict)
    levels: Mapping[str, Level] = field(default_factory=dict)


class SpecRegistry:
    """The sealed union of specifications, with look-up by every name that a writer may use."""

    def __init__(self) -> None:
        self.services: dict[str, Service] = {}
        """The APIs, by the names of their sources; :attr:`.model.Operation.service` is one of these."""
        self.schemes: dict[str, SecurityScheme] = {}
        self.schemas: dict[str, Schema] = {}
        self.errors: dict[str, ErrorEntry] = {}
        self.operations: dict[str, Operation] = {}
        """By id, or ``<source>:<id>`` where an earlier source has an operation of that id."""
        self.endpoints: dict[str, Endpoint] = {}
        self.levels: dict[str, Level] = {}
        self.resolve = Resolver(self.schemas)
        self._sealed = False
        self._added: list[tuple[Specification, str]] = []
        """What was taken over, as it was given."""
        self._tops: dict[str, str] = {}
        """The level of each source that has one of its own, by the source's name."""
        self._same_id: dict[str, list[Operation]] = {}
        """The operations of each id, which several sources may use."""
        self._below: dict[str, list[Endpoint]] = {}
        self._offered: dict[tuple[str, str], Endpoint] = {}
        """Endpoints that are their operation and no more, by its service and id."""

    def add(self, specification: Specification, *, path: str = "") -> None:
        """Take over what a source holds.

        Nothing of it is lost where an earlier source has the same names: an operation, an error or a security scheme
        is then kept as ``<source>:<name>``, and an endpoint below a level with the source's name. A level that both
        have is one, as the earlier source describes it.

        :param path: the file or folder that it was loaded from.
        """
        if self._sealed:
            msg = "the registry is sealed: sources are added before the first page is read"
            raise GptprotoError(msg)
        self._added.append((specification, path))
        source = specification.name
        if source in self.services:
            source = unused(source or "source", self.services)
        specification = self._make_top_unique(specification)
        held = self._make_names_unique(specification, source)
        self.services[source] = held.service
        if held.level:
            self._tops[source] = held.level
        for operation in held.operations.values():
            self._same_id.setdefault(operation.id, []).append(operation)
        self._offered.update({(e.operation.service, e.operation.id): e for e in held.endpoints.values() if e.is_plain})
        endpoints = held.endpoints
        if not endpoints:  # without a catalogue, each operation is offered as it is
            unbound = (replace(_offer(o, o.id), source=Source(file=path)) for o in held.operations.values())
            endpoints = {endpoint.id: endpoint for endpoint in unbound}
            self._offered.update({(e.operation.service, e.operation.id): e for e in endpoints.values()})
        levels = dict(held.levels)
        for endpoint in endpoints.values():
            own = endpoint
            if endpoint.id in self.endpoints:
                own = replace(endpoint, id=unused(f"{source}/{endpoint.id}".lstrip("/"), self.endpoints))
                if source:
                    levels.setdefault(source, Level(id=source, title=held.service.title or source))
            self.endpoints[own.id] = own
            if own is not endpoint and self._offered.get((own.operation.service, own.operation.id)) is endpoint:
                self._offered[own.operation.service, own.operation.id] = own
        for name in ("schemes", "schemas", "errors", "operations"):
            getattr(self, name).update(getattr(held, name))
        self.levels = levels | self.levels

    def _make_top_unique(self, specification: Specification) -> Specification:
        """Return a specification whose own level is not one that an earlier source describes."""
        top = specification.level
        if not top or top not in self.levels:
            return specification
        own = unused(top, self.levels)

        def move(name: str) -> str:
            return own + name.removeprefix(top) if name == top or name.startswith(f"{top}/") else name

        return replace(
            specification,
            level=own,
            endpoints={move(name): replace(e, id=move(name)) for name, e in specification.endpoints.items()},
            levels={move(name): replace(level, id=move(name)) for name, level in specification.levels.items()},
        )

    def _make_names_unique(self, specification: Specification, source: str) -> Specification:
        """Return a specification none of whose operations, errors and schemes have a name that is taken.

        :param source: the name of the source, which its operations get as their service.
        """

        def find_taken(name: str) -> dict[str, str]:
            """Return the new names of what is called like something else."""
            known: Mapping[str, Any] = getattr(self, name)
            given: Mapping[str, Any] = getattr(specification, name)
            taken = known.keys() | given.keys()
            return {
                key: unused(f"{source}:{key}", taken) for key, value in given.items() if known.get(key, value) != value
            }

        schemes, errors = find_taken("schemes"), find_taken("errors")
        done = IdentityMemo()

        def change(operation: Operation) -> Operation:
            def make() -> Operation:
                return replace(
                    operation,
                    service=source,
                    errors=tuple(errors.get(name, name) for name in operation.errors),
                    security=_rename_schemes(operation.security, schemes),
                )

            return done.get("operation", operation, None, make)

        if not source and not schemes and not errors:
            return specification
        taken = self.operations.keys() | specification.operations.keys()
        return replace(
            specification,
            service=replace(specification.service, security=_rename_schemes(specification.service.security, schemes)),
            schemes={
                schemes.get(name, name): replace(scheme, id=schemes.get(name, name))
                for name, scheme in specification.schemes.items()
            },
            errors={
                errors.get(name, name): replace(error, id=errors.get(name, name))
                for name, error in specification.errors.items()
            },
            operations={
                unused(f"{source}:{name}", taken) if name in self.operations else name: change(operation)
                for name, operation in specification.operations.items()
            },
            endpoints={
                name: replace(endpoint, operation=change(endpoint.operation))
                for name, endpoint in specification.endpoints.items()
            },
        )

    def seal(self) -> None:
        """End the collection; from here on the registry only answers."""
        self._sealed = True

    def __iter__(self) -> Iterator[Endpoint]:
        return iter(self.endpoints.values())

    def __len__(self) -> int:
        return len(self.endpoints)

    def get(self, name: str) -> Endpoint:
        """Return the endpoint with this id, operationId, ``<source>:<operationId>`` or ``METHOD /path``.

        :raises UnknownNameError: with the nearest names.
        :raises AmbiguousNameError: when the name fits several operations.
        """
        name = name.strip()
        if name in self.endpoints:
            return self.endpoints[name]
        fitting = self._find_operations(name)
        if len(fitting) == 1:
            return self._unbound(fitting[0])
        if fitting:
            raise AmbiguousNameError(name, [self._get_own_name(operation) for operation in fitting])
        known = [*self.endpoints, *self.operations, *(f"{o.method} {o.path}" for o in self.operations.values())]
        raise UnknownNameError(name, kind="endpoint", nearest=nearest(name, known))

    def _find_operations(self, name: str) -> list[Operation]:
        """Return the operations that an operationId, ``<source>:<operationId>`` or ``METHOD /path`` fits."""
        if name in self._same_id:
            return self._same_id[name]
        source, _, own = name.partition(":")
        if fitting := [operation for operation in self._same_id.get(own, ()) if operation.service == source]:
            return fitting
        method, _, path = name.partition(" ")
        request = (method.upper(), path.strip())
        return [o for o in self.operations.values() if (o.method, o.path) == request] if path else []

    def _get_own_name(self, operation: Operation) -> str:
        """Return a name that fits an operation and no other."""
        if len(self._same_id[operation.id]) == 1:
            return operation.id
        offered = self._offered.get((operation.service, operation.id))
        return offered.id if offered else f"{operation.service}:{operation.id}"

    def get_service(self, operation: Operation) -> Service:
        """Return the API that an operation belongs to."""
        return self.services[operation.service]

    def get_services(self, level: str = "") -> list[Service]:
        """Return the APIs that a level's page is about: those of this level, or for ``""`` those that have none."""
        return [service for name, service in self.services.items() if self._tops.get(name, "") == level]

    def get_error(self, name: str) -> ErrorEntry:
        """Return the entry of the error catalogue with this id.

        :raises UnknownNameError: with the nearest ids.
        """
        if name not in self.errors:
            raise UnknownNameError(name, kind="error", nearest=nearest(name, self.errors))
        return self.errors[name]

    def get_schema(self, name: str) -> Schema | None:
        """Return a shared schema by its name."""
        return self.schemas.get(name)

    def rebuild(self, change: Callable[[Specification], Specification]) -> SpecRegistry:
        """Return a sealed registry of what a function makes of each source that this one holds."""
        made = SpecRegistry()
        for specification, path in self._added:
            made.add(change(specification), path=path)
        made.seal()
        return made

    def get_level_title(self, level: str) -> str:
        """Return the title of a level of endpoint ids; one that the catalogue does not name is made from its slug."""
        if level in self.levels:
            return self.levels[level].title
        return level.rpartition("/")[2].replace("-", " ").capitalize()

    def get_below(self, level: str) -> list[Endpoint]:
        """Return the endpoints below a level, in the order of the catalogue; those of the level ``""`` are all."""
        if not self._below:
            for endpoint in self:
                for above in ("", *levels_of(endpoint.id)):
                    self._below.setdefault(above, []).append(endpoint)
        return self._below.get(level, [])

    def digest_schema(self, schema: Schema) -> str:
        """Return a hash of all that a shared schema's page can show."""
        return self._digest([schema])

    def digest(self, endpoint: Endpoint) -> str:
        """Return a hash of all that the endpoint's page can show; equal facts give equal digests in every run."""
        errors = [self.errors[name] for name in endpoint.operation.errors if name in self.errors]
        titles = [self.get_level_title(level) for level in levels_of(endpoint.id)]
        named = {name for need in endpoint.operation.security for name in need}
        schemes = {name: scheme for name, scheme in self.schemes.items() if name in named}
        return self._digest([endpoint, self.get_service(endpoint.operation), schemes, errors, titles])

    def _digest(self, values: Sequence[Any]) -> str:
        text, refs = self._dump(values)
        parts = [text]
        seen: set[str] = set()
        while refs - seen:  # schemas by name, each once: they may refer to one another in circles
            for name in sorted(refs - seen):
                seen.add(name)
                digest, more = self._digest_parts(self.schemas.get(name, _ABSENT))
                parts += [name, digest]
                refs |= more
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def _digest_parts(self, part: Schema | Parameter | Response) -> tuple[str, set[str]]:
        """Return the hash of a part with what is nested in it, and the names of the schemas that it refers to."""

        def make() -> tuple[str, set[str]]:
            text, refs = self._dump(_get_facts(part))
            if isinstance(part, Schema):
                refs.update(name for name in (part.ref, *part.discriminator_values.values()) if name)
            return hashlib.sha256(text.encode()).hexdigest(), refs

        return self.resolve.memo.get("digest", part, None, make)

    def _dump(self, value: Any) -> tuple[str, set[str]]:
        """Return models as JSON without places in files, schemas as hashes; and the names that the schemas refer to."""
        refs: set[str] = set()

        def convert(value: Any) -> Any:
            if isinstance(value, (Schema, Parameter, Response)):  # which many share
                digest, more = self._digest_parts(value)
                refs.update(more)
                return digest
            return sorted(value) if isinstance(value, frozenset) else _get_facts(value)

        return json.dumps(value, default=convert), refs

    def _unbound(self, operation: Operation) -> Endpoint:
        offered = self._offered.get((operation.service, operation.id))
        return _offer(operation, self._get_own_name(operation)) if offered is None else offered


def _offer(operation: Operation, name: str) -> Endpoint:
    """Return an operation as an endpoint of this name."""
    title = operation.summary or f"{operation.method} {operation.path}"
    return Endpoint(id=name, title=title, short_title=title, operation=operation, description=operation.description)


@cache
def _get_defaults(model: type) -> tuple[tuple[str, Any], ...]:
    return tuple((f.name, f.default) for f in fields(model) if f.name not in _NEVER_SHOWN)


def _get_facts(value: Any) -> dict[str, Any]:
    """Return the fields of a model that say anything, without the place in a file."""
    model: Any = type(value)
    return {
        name: part for name, default in _get_defaults(model) if not _is_default(part := getattr(value, name), default)
    }


def _is_default(value: object, default: object) -> bool:
    """Return whether a field holds its default: equal texts and sets are the same, but ``0`` and ``False`` are not."""
    return value is default or (isinstance(value, (str, frozenset, tuple)) and value == default)


def _rename_schemes(
    security: tuple[SecurityRequirement, ...], names: Mapping[str, str]
) -> tuple[SecurityRequirement, ...]:
    if not names:
        return security
    return tuple({names.get(name, name): scopes for name, scopes in need.items()} for need in security)


def join(specifications: Sequence[Specification]) -> Specification:
    """Return one specification of several, whose service is the first that is described.

    Operations of the others name their servers themselves.
    """
    if len(specifications) == 1:
        return specifications[0]
    registry = SpecRegistry()
    for specification in specifications:
        registry.add(specification)
    service = next((service for service in registry.services.values() if service != Service()), Service())

    names = {(operation.service, operation.id): name for name, operation in registry.operations.items()}

    def complete(operation: Operation) -> Operation:
        name = names[operation.service, operation.id]
        servers = operation.servers or registry.get_service(operation).servers
        return replace(operation, id=name, service="", servers=() if servers == service.servers else servers)

    return Specification(
        service=service,
        schemes=registry.schemes,
        schemas=registry.schemas,
        errors=registry.errors,
        operations={name: complete(operation) for name, operation in registry.operations.items()},
        endpoints={name: replace(e, operation=complete(e.operation)) for name, e in registry.endpoints.items()},
        levels=registry.levels,
    )


def levels_of(endpoint_id: str) -> list[str]:
    """Return the ids of the levels above an endpoint, outermost first."""
    parts = endpoint_id.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]
