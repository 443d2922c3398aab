"""All endpoints that exist, by name: filled from specifications, then sealed and only read."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, fields, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from .errors import AmbiguousNameError, DuplicateNameError, GptprotoError, UnknownNameError, nearest
from .models import (
    Endpoint,
    ErrorEntry,
    Level,
    Operation,
    Parameter,
    Response,
    Schema,
    SecurityScheme,
    Service,
    Source,
)
from .schemas import Resolver

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

_ABSENT: Final = Schema()
_STORES: Final = ("schemes", "schemas", "errors", "operations", "endpoints", "levels")
_NEVER_SHOWN: Final = ("source", "is_plain")
"""Fields that say nothing about a page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Specification:
    """What one source holds: the value that loaders make."""

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
        self.service = Service()
        self.schemes: dict[str, SecurityScheme] = {}
        self.schemas: dict[str, Schema] = {}
        self.errors: dict[str, ErrorEntry] = {}
        self.operations: dict[str, Operation] = {}
        self.endpoints: dict[str, Endpoint] = {}
        self.levels: dict[str, Level] = {}
        self.resolve = Resolver(self.schemas)
        self._sealed = False
        self._digests: dict[int, tuple[str, set[str], object]] = {}
        self._below: dict[str, list[Endpoint]] = {}
        self._offered: dict[str, Endpoint] = {}
        """Endpoints that are their operation and no more, by its id."""

    def add(self, specification: Specification, *, path: str = "") -> None:
        """Take over what a source holds; the first source that describes a service names it.

        :param path: the file or folder that it was loaded from.
        :raises DuplicateNameError: when a name is taken already; nothing of the specification is added then.
        """
        if self._sealed:
            msg = "the registry is sealed: sources are added before the first page is read"
            raise GptprotoError(msg)
        for name in _STORES:
            taken = getattr(self, name).keys() & getattr(specification, name).keys()
            if taken:
                raise DuplicateNameError(min(taken), kind=name.removesuffix("s"))
        for name in _STORES:
            getattr(self, name).update(getattr(specification, name))
        self._offered.update({e.operation.id: e for e in specification.endpoints.values() if e.is_plain})
        if not specification.endpoints:  # without a catalogue, each operation is offered as it is
            unbound = {name: self._unbound(o) for name, o in specification.operations.items()}
            self.endpoints.update({name: replace(e, source=Source(file=path)) for name, e in unbound.items()})
        if self.service == Service():
            self.service = specification.service

    def seal(self) -> None:
        """End the collection; from here on the registry only answers."""
        self._sealed = True

    def __iter__(self) -> Iterator[Endpoint]:
        return iter(self.endpoints.values())

    def __len__(self) -> int:
        return len(self.endpoints)

    def get(self, name: str) -> Endpoint:
        """Return the endpoint with this id, operationId or ``METHOD /path``.

        :raises UnknownNameError: with the nearest names.
        :raises AmbiguousNameError: when ``METHOD /path`` fits several operations.
        """
        name = name.strip()
        if name in self.endpoints:
            return self.endpoints[name]
        if name in self.operations:
            return self._unbound(self.operations[name])
        method, _, path = name.partition(" ")
        if path.strip().startswith("/"):
            fitting = [o for o in self.operations.values() if (o.method, o.path) == (method.upper(), path.strip())]
            if len(fitting) == 1:
                return self._unbound(fitting[0])
            if fitting:
                raise AmbiguousNameError(name, [operation.id for operation in fitting])
        known = [*self.endpoints, *self.operations, *(f"{o.method} {o.path}" for o in self.operations.values())]
        raise UnknownNameError(name, kind="endpoint", nearest=nearest(name, known))

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
        """Return a sealed registry of what a function makes of all that this one holds."""
        held = {name: getattr(self, name) for name in ("service", *_STORES)}
        made = SpecRegistry()
        made.add(change(Specification(**held)))
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
        return self._digest([endpoint, self.service, self.schemes, errors, titles])

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
        known = self._digests.get(id(part))
        if known is None:
            text, refs = self._dump(_get_facts(part))
            if isinstance(part, Schema):
                refs.update(name for name in (part.ref, *part.discriminator_values.values()) if name)
            known = self._digests[id(part)] = hashlib.sha256(text.encode()).hexdigest(), refs, part
        return known[0], known[1]

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
        if operation.id in self._offered:
            return self._offered[operation.id]
        title = operation.summary or f"{operation.method} {operation.path}"
        return Endpoint(
            id=operation.id, title=title, short_title=title, operation=operation, description=operation.description
        )


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


def levels_of(endpoint_id: str) -> list[str]:
    """Return the ids of the levels above an endpoint, outermost first."""
    parts = endpoint_id.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]
