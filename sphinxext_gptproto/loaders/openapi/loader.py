"""OpenAPI 3.0, 3.1 and 3.2 files, and Swagger 2.0 by :mod:`.swagger2`, to a specification.

Every operation and webhook becomes an endpoint whose id is made of its tag and its operationId, so that tags are the
levels that index pages are made for (``x-tagGroups`` and OpenAPI 3.2's ``parent`` make levels above them). A fault in
an operation costs that operation; what can be read without it costs a warning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from ...spec.errors import SpecError, UnreadableSourceError
from ...spec.json_path import pointer
from ...spec.model import HTTP_METHODS, Endpoint, Level, Operation, Source
from ...spec.names import make_id, unused
from ...spec.registry import Specification
from ...spec.resolver import Resolver
from ..checks import find_notes
from ..files.raw_file import BrokenReferenceError, References, read_raw
from .gptproto_extension import EXTENSION, SAME_PATH, Extension
from .operations import PartReader
from .schemas import SchemaReader
from .servers import make_servers
from .service import make_security, make_service, read_schemes
from .streaming import find_streaming
from .swagger2 import upgrade
from .vendor_examples import add_documented, get_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from ...spec.errors import Severity
    from ...spec.json_path import JsonPath
    from ...spec.model import Json, SecurityRequirement, SecurityScheme, Server, Service
    from ..files.raw_file import RawFile
    from ..files.text_file import TextFile

_VERSION_KEYS: Final = ("openapi", "swagger")
_VERSIONS: Final = ("3.0", "3.1", "3.2")
_WEBHOOKS: Final = "webhooks"
_MAX_TITLE: Final = 100
"""Length from which a summary is a text, and no title."""
_MARKUP: Final = re.compile(r"`+|\*\*|\[([^\[\]]*)\]\([^()\s]*\)|<(https?://[^<>\s]*)>")
"""What means something in CommonMark, but not in a title: links keep their words."""


def detect(file: TextFile) -> bool:
    """Return whether a file is one of OpenAPI or Swagger."""
    return file.has_key(*_VERSION_KEYS)


def load(
    files: Sequence[Path], *, namespace: str = "", prefix: str = "", notes: bool = False
) -> tuple[Specification, list[SpecError]]:
    """Load an OpenAPI or Swagger file; see :class:`.formats.Loader`."""
    (path,) = files
    file, faults = read_raw(path)
    specification, more = load_file(file, namespace=namespace, prefix=prefix, notes=notes)
    return specification, [*faults, *more]


def load_file(
    file: RawFile, *, namespace: str = "", prefix: str = "", notes: bool = False
) -> tuple[Specification, list[SpecError]]:
    """Load an OpenAPI or Swagger file that is read already."""
    value = file.value
    if not isinstance(value, dict) or value.keys().isdisjoint(_VERSION_KEYS):
        reason = "is no OpenAPI file: it is no mapping with the key 'openapi' or 'swagger'"
        raise UnreadableSourceError(file.source(), reason)
    version = str(value.get("openapi") or value.get("swagger") or "")
    if "swagger" in value and version.startswith("2"):
        file.value = value = upgrade(value)
    elif not version.startswith(_VERSIONS):
        reason = f"is of version {version!r}; OpenAPI 3.0, 3.1 and 3.2 and Swagger 2.0 are read"
        raise UnreadableSourceError(file.source("openapi" if "openapi" in value else "swagger"), reason)
    loader = _Loader(file, value, namespace, prefix, notes=notes)
    specification = loader.load()
    if notes:
        loader.add_notes(specification)
    level = prefix if prefix in specification.levels else ""
    return replace(specification, level=level), loader.faults


@dataclass(frozen=True, slots=True)
class _Found:
    """An operation, before it has an id."""

    operation: Operation
    file: RawFile
    path: JsonPath
    tag: str
    value: dict[str, Json]
    """As it stands in the file."""


class _Loader:
    def __init__(self, file: RawFile, data: dict[str, Json], namespace: str, prefix: str, *, notes: bool) -> None:
        self._file, self._data = file, data
        self._namespace, self._prefix = namespace, prefix
        self._wants_notes = notes
        self._noted: dict[tuple[str, str], SpecError] = {}
        self._places: dict[str, tuple[RawFile, JsonPath]] = {}
        """Of operations, by id."""
        self._references = References(file)
        self._schemas = SchemaReader(self._references, self.note, namespace)
        self._parts = PartReader(self._references, self._schemas, self.note)
        self._servers: tuple[Server, ...] = ()
        self._security: tuple[SecurityRequirement, ...] = ()
        self._own_faults: list[SpecError] = []

    @property
    def faults(self) -> list[SpecError]:
        """All that was found, in the order of the file."""
        found = [*self._references.faults, *self._noted.values(), *self._own_faults]
        return sorted(found, key=lambda fault: (fault.source.file, fault.source.line, fault.source.column))

    def note(self, file: RawFile, path: JsonPath, reason: str, hint: str, *, severity: Severity = "error") -> None:
        """Record a fault, once for each place."""
        if severity != "note" or self._wants_notes:
            self._add(SpecError(file.source(*path), reason, hint, severity=severity))

    def _add(self, fault: SpecError) -> None:
        self._noted.setdefault((fault.source.file, fault.source.pointer), fault)

    def add_notes(self, specification: Specification) -> None:
        """Record what is legal and worth a look."""

        def locate(section: str, name: str, path: JsonPath) -> Source:
            file, start = self._schemas.places[name] if section == "schemas" else self._places[name]
            return self._parts.locate(file, start, path, specification.operations.get(name))

        for fault in find_notes(specification, locate):
            self._add(fault)

    def load(self) -> Specification:
        """Return all that the file describes."""
        schemes = read_schemes(self._data, self._parts, self._namespace)
        service = make_service(self._data, self._file, self._namespace, self.note)
        self._servers, self._security = service.servers, service.security
        if EXTENSION in self._data:
            return self._load_catalogue(service, schemes)
        found = [*self._operations(), *self._webhooks()]
        resolve = Resolver(self._schemas.schemas)
        found = [replace(item, operation=_complete(item, resolve)) for item in found]
        levels = self._make_levels(found, service)
        places = {tag: (number, level) for number, (tag, level) in enumerate(levels.items())}
        found.sort(key=lambda item: places[item.tag][0])  # stable: within a tag as in the file
        operations: dict[str, Operation] = {}
        endpoints: dict[str, Endpoint] = {}
        for item in found:
            endpoint = self._make_endpoint(item, places[item.tag][1], operations, endpoints)
            operations[endpoint.operation.id] = endpoint.operation
            endpoints[endpoint.id] = endpoint
        return Specification(
            service=service,
            schemes=schemes,
            schemas=self._schemas.schemas,
            operations=operations,
            endpoints=endpoints,
            levels=self._levels,
        )

    def _load_catalogue(self, service: Service, schemes: dict[str, SecurityScheme]) -> Specification:
        """Return what a file describes that has a catalogue of its own: see :mod:`.gptproto_extension`."""
        extension = Extension(self._data[EXTENSION], self._file)
        self._servers = ()  # as in native files, where operations have only servers of their own
        self._read_all_schemas()
        found = [*self._operations(), *self._webhooks()]
        operations: dict[str, Operation] = {}
        for operation, path in extension.complete((item.operation, item.path) for item in found):
            operations[operation.id] = operation
            self._places[operation.id] = self._file, path
        extension.read_catalogue(operations, Resolver(self._schemas.schemas))
        self._own_faults = extension.faults
        return Specification(
            service=service,
            schemes=schemes,
            schemas=self._schemas.schemas,
            errors=extension.errors,
            operations=operations,
            endpoints=extension.endpoints,
            levels=extension.levels,
        )

    def _read_all_schemas(self) -> None:
        """Read the shared schemas that nothing refers to, too."""
        components = self._data.get("components")
        schemas = components.get("schemas") if isinstance(components, dict) else None
        for name in schemas if isinstance(schemas, dict) else ():
            path = ("components", "schemas", name)
            token = name.replace("~", "~0").replace("/", "~1")
            self._schemas.read({"$ref": f"#/components/schemas/{quote(token)}"}, self._file, path)

    # -- operations ---------------------------------------------------------------------------------------------------

    def _operations(self) -> Iterator[_Found]:
        paths = self._data.get("paths")
        if paths is None and ("webhooks" in self._data or "components" in self._data):
            return
        if not isinstance(paths, dict):
            self.note(self._file, ("paths",), "expected a mapping of paths", "write each as '/path: ...'")
            return
        for path, item in paths.items():
            if path.startswith("x-"):
                continue
            if not path.startswith("/"):
                self.note(self._file, ("paths", path), f"the path {path!r} must start with '/'", "write it so")
                path = f"/{path}"
                where: JsonPath = ("paths", path[1:])
            else:
                where = ("paths", path)
            yield from self._path_item(path, item, where)

    def _webhooks(self) -> Iterator[_Found]:
        webhooks = self._data.get("webhooks", self._data.get("x-webhooks"))
        key = "webhooks" if "webhooks" in self._data else "x-webhooks"
        for name, item in webhooks.items() if isinstance(webhooks, dict) else ():
            for found in self._path_item(str(name), item, (key, name)):
                operation = replace(found.operation, is_webhook=True, servers=(), security=({},))
                yield replace(found, operation=operation, tag=found.tag or _WEBHOOKS)

    def _path_item(self, path: str, item: Json, where: JsonPath) -> Iterator[_Found]:
        file = self._file
        try:
            item, file, where = self._parts.follow(item, file, where)
        except BrokenReferenceError as error:
            self.note(self._file, (*where, "$ref"), f"{error.reason}; {path} is left out", error.hint)
            return
        if not isinstance(item, dict):
            self.note(file, where, f"expected a mapping of methods; {path} is left out", "write 'get: ...' and so on")
            return
        shared = self._parts.parameters(item.get("parameters"), file, (*where, "parameters"))
        servers = make_servers(item.get("servers"), file, (*where, "servers"), self.note) or self._servers
        for method, value, at in _list_operations(item, where):
            if not isinstance(value, dict):
                words = f"expected an operation; {method.upper()} {path} is left out"
                self.note(file, at, words, "write a mapping with 'responses'")
                continue
            operation = self._parts.operation(method.upper(), path, value, file, at, shared)
            security = make_security(value.get("security"), self._namespace)
            own = make_servers(value.get("servers"), file, (*at, "servers"), self.note)
            operation = replace(
                operation,
                security=self._security if security is None else security,
                servers=own or servers,
                description=operation.description or self._parts.text(item, "description", file, where),
                summary=operation.summary or self._parts.text(item, "summary", file, where),
            )
            yield _Found(operation, file, at, operation.tags[0] if operation.tags else "", value)

    # -- names --------------------------------------------------------------------------------------------------------

    def _make_endpoint(
        self, item: _Found, level: str, operations: dict[str, Operation], endpoints: dict[str, Endpoint]
    ) -> Endpoint:
        operation = item.operation
        request = f"{operation.method} {operation.path}"
        name = unused(operation.operation_id or request, operations)
        if operation.operation_id and name != operation.operation_id:
            words = f"the operationId {operation.operation_id!r} is given more than once; this one is {name!r}"
            self.note(self._file, (*item.path, "operationId"), words, "rename one of them")
        slug = make_id(operation.operation_id or request.replace("{", " by ").replace("}", ""))
        identifier = unused(f"{level}/{slug}".lstrip("/"), endpoints.keys() | self._levels.keys())
        title, description = _name(item)
        self._places[name] = item.file, item.path
        return Endpoint(
            id=identifier,
            title=title,
            short_title=title,
            operation=replace(operation, id=name),
            description=description,
            is_plain=True,
            source=Source(file=str(self._file.path), pointer=pointer(item.path)),
        )

    def _make_levels(self, found: list[_Found], service: Service) -> dict[str, str]:
        """Return the level of each tag that has operations, in the order of display; fill :attr:`_levels`."""
        self._levels: dict[str, Level] = {}
        tags = self._data.get("tags")
        known = {str(tag.get("name")): tag for tag in (tags if isinstance(tags, list) else ()) if isinstance(tag, dict)}
        used = dict.fromkeys(item.tag for item in found)
        above = self._groups(known)
        grouped = [tag for tag in above if tag in used]
        order = dict.fromkeys([*grouped, *(tag for tag in known if tag in used), *used])
        if self._prefix:
            title = service.title or self._prefix
            self._levels[self._prefix] = Level(id=self._prefix, title=title, description=service.description)
        levels: dict[str, str] = {}
        for tag in order:
            if not tag:
                levels[tag] = self._prefix
                continue
            level = self._prefix
            for group in above.get(tag, ()):
                level = self._level(level, group, known.get(group, {}))
            levels[tag] = self._level(level, tag, known.get(tag, {}))
        return levels

    def _level(self, above: str, tag: str, given: dict[str, Json]) -> str:
        """Return the level of a tag below another, and describe it."""
        name = "Webhooks" if tag == _WEBHOOKS and not given else tag
        title = given.get("x-displayName") or given.get("summary") or name
        description = given.get("description")
        words = description if isinstance(description, str) else ""
        docs = given.get("externalDocs")
        if isinstance(docs, dict) and isinstance(docs.get("url"), str):
            words = f"{words}\n\n[{docs.get('description') or docs['url']}]({docs['url']})".strip()
        start = f"{above}/{make_id(tag)}".lstrip("/")
        same = [level for level in self._levels.values() if level.id == start and level.title == title]
        identifier = start if same else unused(start, self._levels)
        self._levels[identifier] = Level(id=identifier, title=str(title), description=words)
        return identifier

    def _groups(self, tags: dict[str, dict[str, Json]]) -> dict[str, tuple[str, ...]]:
        """Return the groups above each tag that has some, outermost first."""
        above: dict[str, tuple[str, ...]] = {}
        groups = self._data.get("x-tagGroups")
        for group in groups if isinstance(groups, list) else ():
            listed = group.get("tags") if isinstance(group, dict) else None
            if isinstance(group, dict) and isinstance(listed, list):
                for tag in listed:
                    above.setdefault(str(tag), (str(group.get("name", "")),))
        for name, tag in tags.items():  # OpenAPI 3.2
            parents: list[str] = []
            parent = tag.get("parent")
            while isinstance(parent, str) and parent not in (*parents, name):
                parents.insert(0, parent)
                parent = tags.get(parent, {}).get("parent")
            if parents:
                above.setdefault(name, tuple(parents))
        return above


def _name(item: _Found) -> tuple[str, str]:
    """Return an operation's title and description: a summary that is no title begins the description."""
    operation = item.operation
    summary = operation.summary.strip()
    plain = _MARKUP.sub(lambda match: match[1] or match[2] or "", summary)
    title = get_name(item.value) or (plain if len(plain) <= _MAX_TITLE and "\n" not in plain else "")
    if not title and operation.operation_id:
        title = make_id(operation.operation_id).replace("-", " ").capitalize() if summary else operation.operation_id
    title = title or f"{operation.method} {operation.path}"
    known = title == plain or operation.description.startswith(summary)
    return title, operation.description if known else f"{summary}\n\n{operation.description}".strip()


def _complete(item: _Found, resolve: Resolver) -> Operation:
    """Return an operation with what follows from schemas that were not read when it was."""
    operation = add_documented(item.operation, item.value, resolve)
    streaming = None if operation.is_webhook else find_streaming(operation, resolve)
    return replace(operation, streaming=streaming) if streaming else operation


def _list_operations(item: dict[str, Json], where: JsonPath) -> Iterator[tuple[str, Json, JsonPath]]:
    """Yield method, operation and path of all that a path item holds."""
    for key, value in item.items():
        if key in HTTP_METHODS:
            yield key, value, (*where, key)
    more = item.get("additionalOperations")
    for key, value in more.items() if isinstance(more, dict) else ():
        yield key, value, (*where, "additionalOperations", key)
    same = item.get(SAME_PATH)
    for number, value in enumerate(same if isinstance(same, list) else ()):
        method = value.get("method") if isinstance(value, dict) else None
        yield str(method or ""), value if method else None, (*where, SAME_PATH, number)
