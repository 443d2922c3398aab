"""The registry, which joins the specifications of all sources.

A registry is filled with specifications, then sealed; from then on it only answers: by endpoint id, operationId,
method and path, level, error id and schema name.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from .arrangement import Arrangement, tell_apart
from .errors import AmbiguousNameError, GptprotoError, UnknownNameError, nearest
from .model import (
    Endpoint,
    ErrorEntry,
    Level,
    Operation,
    Schema,
    SecurityScheme,
    Service,
    Source,
)
from .names import make_title, unused
from .resolver import Resolver
from .unique_names import make_level_unique, make_names_unique
from .versions import EndpointVersion, VersionIndex, label_levels

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from .specification import Specification
    from .versions import ApiVersion


class SpecRegistry:
    """The union of all specifications, with look-up by every name that an author may write."""

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
        self._added: list[tuple[Specification, str, tuple[str, str] | None]] = []
        """The arguments of each call of :meth:`add`; :meth:`rebuild` starts from these."""
        self._level_of_source: dict[str, str] = {}
        """:attr:`Specification.level` of the sources that have one, by the source's name."""
        self._groupings: dict[str, Literal["", "large", "path"]] = {}
        """:attr:`Specification.grouping` by the source's name."""
        self._arrangement = Arrangement()
        self._level_titles: dict[str, str] = {}
        """Titles of levels in lists, where their own are those of other levels, too."""
        self._operations_by_id: dict[str, list[Operation]] = {}
        """Operations by their original id; several sources may use the same one."""
        self._endpoints_below: dict[str, list[Endpoint]] = {}
        self._plain_endpoints: dict[tuple[str, str], Endpoint] = {}
        """Endpoints that offer an operation unchanged (``is_plain``), by the operation's service and id."""
        self._version_of_schema: dict[str, ApiVersion] = {}
        """The version that a shared schema belongs to, for those of older versions."""
        self._versions = VersionIndex()
        self.versions: dict[str, list[ApiVersion]] = self._versions.by_api
        """The versions of each API that has any, newest first, by the name of the API."""

    def add(self, specification: Specification, *, path: str = "", version: tuple[str, str] | None = None) -> None:
        """Add everything that a source describes.

        Nothing is lost where an earlier source uses the same names: the operation, error or security scheme is then
        registered as ``<source>:<name>``, and the endpoint below a level with the source's name. A level that both
        sources have is registered once, as the earlier source describes it.

        :param path: the file or folder that it was loaded from.
        :param version: if it is a version of an API, the names of the API and of the version; the newest version of an
            API is added first.
        """
        if self._sealed:
            msg = "the registry is sealed: sources are added before the first page is read"
            raise GptprotoError(msg)
        self._added.append((specification, path, version))
        source = specification.name
        if source in self.services:
            source = unused(source or "source", self.services)
        specification = make_level_unique(specification, {*self.levels, *self._level_of_source.values()})
        renamed = make_names_unique(specification, source, self)
        self.services[source] = renamed.service
        levels = dict(renamed.levels)
        if renamed.level in self._level_of_source.values():  # a level of several sources has the title of none of them
            levels.pop(renamed.level, None)
            self.levels.pop(renamed.level, None)
        self._groupings[source] = renamed.grouping
        if renamed.level:
            self._level_of_source[source] = renamed.level
        for operation in renamed.operations.values():
            self._operations_by_id.setdefault(operation.id, []).append(operation)
        self._note_plain(e for e in renamed.endpoints.values() if e.is_plain)
        endpoints = renamed.endpoints
        if not endpoints:  # without a catalogue, each operation becomes an endpoint
            ids = {operation.id: _put_below(renamed.level, operation.id) for operation in renamed.operations.values()}
            offered = (replace(_offer(o, ids[o.id]), source=Source(file=path)) for o in renamed.operations.values())
            endpoints = {endpoint.id: endpoint for endpoint in offered}
            self._note_plain(endpoints.values())
        added: dict[str, Endpoint] = {}
        own_level = _put_below(renamed.level, source)
        for endpoint in endpoints.values():
            unique, name = endpoint, endpoint.id.removeprefix(f"{renamed.level}/")
            if endpoint.id in self.endpoints:
                unique = replace(endpoint, id=unused(_put_below(own_level, name), self.endpoints))
                if source:
                    levels.setdefault(own_level, Level(id=own_level, title=renamed.service.title or source))
            self.endpoints[unique.id] = added[name] = unique
            key = endpoint.operation.service, endpoint.operation.id
            if unique is not endpoint and self._plain_endpoints.get(key) is endpoint:
                self._plain_endpoints[key] = unique
        for name in ("schemes", "schemas", "errors", "operations"):
            getattr(self, name).update(getattr(renamed, name))
        if version is not None and not (described := self._versions.add(*version, source, added)).is_newest:
            self._version_of_schema.update(dict.fromkeys(renamed.schemas, described))
            levels = label_levels(levels, renamed.level, version[1])
        self.levels = levels | self.levels

    def _note_plain(self, endpoints: Iterable[Endpoint]) -> None:
        """Record endpoints that offer an operation unchanged."""
        self._plain_endpoints.update({(e.operation.service, e.operation.id): e for e in endpoints})

    def arrange(self, arrangement: Arrangement) -> None:
        """List endpoints in groups, and change titles that would read the same in one list.

        Titles of pages stay as they are: an endpoint gets another short title, and a level one in lists.
        """
        self._arrangement = arrangement
        self.levels = {**self.levels, **arrangement.levels}
        self._endpoints_below = {}
        listed = [(endpoint, self.get_levels(endpoint)) for endpoint in self]
        short_titles, self._level_titles = tell_apart(listed, self.get_level_title)
        for name, short_title in short_titles.items():
            endpoint = self.endpoints[name]
            self.endpoints[name] = changed = replace(endpoint, short_title=short_title)
            key = endpoint.operation.service, endpoint.operation.id
            if self._plain_endpoints.get(key) is endpoint:
                self._plain_endpoints[key] = changed
        self._endpoints_below = {}

    def seal(self) -> None:
        """Refuse further sources; from here on the registry is only read."""
        self._sealed = True

    def __iter__(self) -> Iterator[Endpoint]:
        return iter(self.endpoints.values())

    def __len__(self) -> int:
        return len(self.endpoints)

    def get(self, name: str) -> Endpoint:
        """Return the endpoint with this id, operationId or ``METHOD /path``; the last two may follow ``<source>:``.

        Where several versions of an API have the operation, a name without a source means the newest of them.

        :raises UnknownNameError: when there is none; the error holds the nearest names.
        :raises AmbiguousNameError: when the name matches several operations.
        """
        name = name.strip()
        if name in self.endpoints:
            return self.endpoints[name]
        matches = self._find_operations(name)
        newest = self.drop_older(operation.service for operation in matches)
        matches = [operation for operation in matches if operation.service in newest]
        if len(matches) == 1:
            return self._as_endpoint(matches[0])
        if matches:
            raise AmbiguousNameError(name, [self._get_unambiguous_name(operation) for operation in matches])
        names = [*self.endpoints, *self.operations, *(f"{o.method} {o.path}" for o in self.operations.values())]
        raise UnknownNameError(name, kind="endpoint", nearest=nearest(name, names))

    def _find_operations(self, name: str) -> list[Operation]:
        """Return the operations that an operationId or ``METHOD /path`` matches, or either after ``<source>:``."""
        if name in self._operations_by_id:
            return self._operations_by_id[name]
        source, _, operation_id = name.partition(":")
        if matches := [o for o in self._operations_by_id.get(operation_id, ()) if o.service == source]:
            return matches
        is_of_source = source in self.services and bool(operation_id)
        method, _, path = (operation_id if is_of_source else name).partition(" ")
        request = (method.upper(), path.strip())
        found = [o for o in self.operations.values() if (o.method, o.path) == request] if path else []
        return [o for o in found if o.service == source] if is_of_source else found

    def _get_unambiguous_name(self, operation: Operation) -> str:
        """Return a name that matches this operation and no other."""
        if len(self._operations_by_id[operation.id]) == 1:
            return operation.id
        endpoint = self._plain_endpoints.get((operation.service, operation.id))
        return endpoint.id if endpoint else f"{operation.service}:{operation.id}"

    def get_service(self, operation: Operation) -> Service:
        """Return the API that an operation belongs to."""
        return self.services[operation.service]

    def get_services(self, level: str = "") -> list[Service]:
        """Return the services that a level's page describes.

        :param level: the level of their sources; ``""`` stands for the sources without a level.
        """
        return [service for name, service in self.services.items() if self.get_level(name) == level]

    def get_newest_services(self) -> list[Service]:
        """Return all services without those of older versions."""
        newest = self.drop_older(self.services)
        return [service for name, service in self.services.items() if name in newest]

    def get_level(self, source: str) -> str:
        """Return the level that all endpoints of a source are below; empty where there is no such level."""
        return self._level_of_source.get(source, "")

    def get_version(self, described: Operation | str) -> ApiVersion | None:
        """Return the version that an operation belongs to, or that the source of this name describes.

        :return: ``None`` if the API has no versions.
        """
        return self._versions.get(described if isinstance(described, str) else described.service)

    def drop_older(self, sources: Iterable[str]) -> set[str]:
        """Return names of sources without those of an API of which a newer version is among them, too."""
        return self._versions.drop_older(sources)

    def find_older_version(self, name: str) -> ApiVersion | None:
        """Return the version that an endpoint or a level belongs to, if its API has a newer one.

        :param name: the id. The level that holds all of an older version belongs to that, too.
        """
        for source, level in self._level_of_source.items():
            version = self.get_version(source)
            if version and not version.is_newest and (name == level or name.startswith(f"{level}/")):
                return version
        return None

    def find_older_version_of_schema(self, name: str) -> ApiVersion | None:
        """Return the version that a shared schema belongs to, if its API has a newer one."""
        return self._version_of_schema.get(name)

    def get_endpoint_versions(self, endpoint: Endpoint) -> list[EndpointVersion]:
        """Return an endpoint in each version of its API, newest first, its own version included.

        :return: an empty list if the API has no versions.
        """
        own = self.get_version(endpoint.operation)
        if own is None:
            return []
        if (family := self._versions.find_family(own, endpoint)) is not None:
            return [*family]
        # An operation that the catalogue offers under other ids, or not at all.
        operations = {o.service: o for o in self._operations_by_id.get(endpoint.operation.id, ())}
        found = {source: self._as_endpoint(operation) for source, operation in operations.items()}
        found[own.source] = endpoint
        return [EndpointVersion(version, found.get(version.source)) for version in self.versions[own.api]]

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
        """Return a new sealed registry of the same sources, each changed by a function."""
        registry = SpecRegistry()
        for specification, path, version in self._added:
            registry.add(change(specification), path=path, version=version)
        registry.arrange(self._arrangement)
        registry.seal()
        return registry

    @property
    def groups(self) -> Mapping[str, Level]:
        """The levels that no source has, by id: groups that endpoints are listed in."""
        return self._arrangement.levels

    def get_grouping(self, endpoint: Endpoint) -> Literal["", "large", "path"]:
        """Return how the source of an endpoint may be grouped (:attr:`Specification.grouping`)."""
        return self._groupings.get(endpoint.operation.service, "")

    def is_level_of_source(self, level: str) -> bool:
        """Return whether a level contains all that a source describes; ``""`` is that of sources without one."""
        return not level or level in self._level_of_source.values()

    def get_levels(self, endpoint: Endpoint) -> list[str]:
        """Return the ids of the levels that list an endpoint, outermost first.

        These are the levels of its id (:func:`levels_of`), or lead to the group that it is in.
        """
        parent = self._arrangement.parents.get(endpoint.id)
        return levels_of(endpoint.id) if parent is None else [*levels_of(parent), parent]

    def get_list_title(self, level: str) -> str:
        """Return the title of a level in lists, where no other entry has the same."""
        return self._level_titles.get(level) or self.get_level_title(level)

    def get_level_title(self, level: str) -> str:
        """Return the title of a level of endpoint ids, derived from its slug where the catalogue has none."""
        if level in self.levels:
            return self.levels[level].title
        slug = level.rpartition("/")[2]
        return make_title(slug) or slug

    def get_below(self, level: str) -> list[Endpoint]:
        """Return the endpoints below a level, in the order of the catalogue; all endpoints are below ``""``."""
        if not self._endpoints_below:
            for endpoint in self:
                for level_above in ("", *self.get_levels(endpoint)):
                    self._endpoints_below.setdefault(level_above, []).append(endpoint)
        return self._endpoints_below.get(level, [])

    def has_level(self, level: str) -> bool:
        """Return whether a level has endpoints below it, or text."""
        return bool(self.get_below(level) or self.get_text_levels(level)) or level in self.get_text_levels()

    def get_text_levels(self, level: str = "") -> list[str]:
        """Return the levels below a level that have a description and no endpoints: chapters of text.

        Models and formats are none: they exist for their endpoints, and are gone with them.
        """
        prefix = f"{level}/" if level else ""
        return [
            name
            for name, described in self.levels.items()
            if described.description
            and described.kind in ("", "provider")
            and name.startswith(prefix)
            and not self.get_below(name)
        ]

    def insert_levels(self, levels: Iterable[str], others: Iterable[str]) -> list[str]:
        """Return levels with others inserted, each before the first one that comes later in the source."""
        order = {name: position for position, name in enumerate(self.levels)}
        merged = [*levels]
        for other in others:
            if other not in merged:
                later = (i for i, name in enumerate(merged) if order.get(name, -1) > order.get(other, -1))
                merged.insert(next(later, len(merged)), other)
        return merged

    def _as_endpoint(self, operation: Operation) -> Endpoint:
        endpoint = self._plain_endpoints.get((operation.service, operation.id))
        return _offer(operation, self._get_unambiguous_name(operation)) if endpoint is None else endpoint


def _put_below(level: str, name: str) -> str:
    return f"{level}/{name}" if level and name else level or name


def _offer(operation: Operation, name: str) -> Endpoint:
    """Return an endpoint with this id that offers an operation unchanged."""
    title = operation.summary or f"{operation.method} {operation.path}"
    return Endpoint(id=name, title=title, short_title=title, operation=operation, description=operation.description)


def levels_of(endpoint_id: str) -> list[str]:
    """Return the ids of the levels above an endpoint, outermost first."""
    parts = endpoint_id.split("/")
    return ["/".join(parts[:count]) for count in range(1, len(parts))]
