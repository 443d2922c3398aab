"""Load OpenAPI 3.0, 3.1 and 3.2 files, and Swagger 2.0 files by way of :mod:`.swagger2`, as a specification.

Every operation and webhook becomes an endpoint, with an id of its tag and its operationId. So tags become levels of the
catalogue, each with an index page; ``x-tagGroups`` and OpenAPI 3.2's ``parent`` become levels above them. An operation
that cannot be read is skipped with a fault; other parts with a fault are skipped or corrected alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from ...spec.errors import SpecError, UnreadableSourceError
from ...spec.json_path import pointer
from ...spec.model import HTTP_METHODS, Endpoint, Level, Operation, Source
from ...spec.names import make_id, make_title, unused
from ...spec.resolver import Resolver
from ...spec.specification import LeftOut, Specification
from ..checks import find_notes
from ..files.raw_file import References, read_raw
from .dereferencing import DereferencedFile, has_broken
from .fault_log import FaultLog
from .generated_ids import choose_names, make_operation_id
from .gptproto_extension import EXTENSION, SAME_PATH, Extension
from .internal import may_have_internal, remove_internal
from .links import LinkReader
from .object_lookup import ObjectLookup
from .operations import OperationReader
from .schemas import SchemaReader
from .servers import make_servers
from .service import drop_authorization, list_scheme_names, make_security, make_service, read_schemes
from .streaming import find_streaming
from .swagger2 import upgrade
from .swagger2_places import restore_path
from .vendor_examples import add_vendor_examples, get_name

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from ...spec.json_path import JsonPath
    from ...spec.model import Json, SecurityRequirement, SecurityScheme, Server, Service
    from ..files.raw_file import RawFile
    from ..files.text_file import TextFile

_VERSION_KEYS: Final = ("openapi", "swagger")
_VERSIONS: Final = ("3.0", "3.1", "3.2")
_WEBHOOKS: Final = "webhooks"
_LABEL_KINDS: Final = ("badge", "audience")
"""Kinds of tags that label operations. Tags of other kinds, and of none, are for navigation."""
_MAX_TITLE_LENGTH: Final = 100
"""A longer summary is a description, not a title."""
_MARKUP: Final = re.compile(r"`+|\*\*|\[([^\[\]]*)\]\([^()\s]*\)|<(https?://[^<>\s]*)>")
"""CommonMark that is removed from titles; of a link, its text remains."""


def detect(file: TextFile) -> bool:
    """Return whether a file is an OpenAPI or Swagger file."""
    return file.has_key(*_VERSION_KEYS)


def load(
    files: Sequence[Path], *, namespace: str = "", prefix: str = "", notes: bool = False, marks: Collection[str] = ()
) -> tuple[Specification, list[SpecError]]:
    """Load an OpenAPI or Swagger file; see :class:`.formats.Loader`."""
    (path,) = files
    file, faults = read_raw(path)
    marks = marks if may_have_internal(path, marks) else ()
    specification, loader_faults = load_file(file, namespace=namespace, prefix=prefix, notes=notes, marks=marks)
    return specification, [*faults, *loader_faults]


def load_file(
    file: RawFile, *, namespace: str = "", prefix: str = "", notes: bool = False, marks: Collection[str] = ()
) -> tuple[Specification, list[SpecError]]:
    """Load an OpenAPI or Swagger file whose text has been parsed; see :func:`load`."""
    value = file.value
    if not isinstance(value, dict) or value.keys().isdisjoint(_VERSION_KEYS):
        reason = "is not an OpenAPI file: expected a mapping with the key 'openapi' or 'swagger'"
        raise UnreadableSourceError(file.source(), reason)
    references = References(file)
    left_out = remove_internal(references, marks) if marks else LeftOut()
    version = str(value.get("openapi") or value.get("swagger") or "")
    is_swagger = "swagger" in value and version.startswith("2")
    if not is_swagger and not version.startswith(_VERSIONS):
        reason = f"has the version {version!r}; supported are OpenAPI 3.0, 3.1 and 3.2, and Swagger 2.0"
        raise UnreadableSourceError(file.source("openapi" if "openapi" in value else "swagger"), reason)
    dereferenced = DereferencedFile(references)
    if is_swagger:
        original = dereferenced.value
        dereferenced.replace(upgrade(original), lambda path: restore_path(path, original))
    log = FaultLog(dereferenced, version, wants_notes=notes)
    loader = _Loader(dereferenced, references, namespace, prefix, log)
    specification = loader.load()
    log.check_objects(references, loader.scheme_names)
    if notes:
        loader.add_notes(specification)
    is_exported = EXTENSION in dereferenced.value
    level = prefix if not is_exported and prefix in specification.levels else ""
    specification = replace(
        specification,
        level=level,
        left_out=left_out,
        grouping="" if is_exported else "path",
        missing_targets=loader.find_missing_targets(),
    )
    return specification, loader.faults


@dataclass(frozen=True, slots=True)
class _ParsedOperation:
    """An operation that has no id yet, with its place."""

    operation: Operation
    path: JsonPath
    """The path in the dereferenced file."""
    tag: str
    fields: dict[str, Json]
    """The Operation Object."""


class _Loader:
    """Loads one description.

    :param dereferenced: the file, as OpenAPI 3.
    :param log: records the faults.
    """

    def __init__(
        self, dereferenced: DereferencedFile, references: References, namespace: str, prefix: str, log: FaultLog
    ) -> None:
        self._file, self._data = dereferenced.file, dereferenced.value
        self._dereferenced, self._references = dereferenced, references
        self._namespace, self._prefix = namespace, prefix
        self.scheme_names = list_scheme_names(self._data)
        self._log, self.report = log, log.report
        self._paths: dict[str, JsonPath] = {}
        """The path of each operation, by its id."""
        self._schemas = SchemaReader(references, self.report, namespace)
        self._objects = ObjectLookup(dereferenced, self.report)
        self._links = LinkReader(dereferenced, self.report)
        self._operations = OperationReader(self._objects, self._schemas, self._links, self.report)
        self._tags = dict(_list_tags(self._data.get("tags")))
        self._servers: tuple[Server, ...] = ()
        self._security: tuple[SecurityRequirement, ...] = ()
        self._extension_faults: list[SpecError] = []

    @property
    def faults(self) -> list[SpecError]:
        """All faults, in the order of their places."""
        faults = [*self._references.faults, *self._log.faults, *self._extension_faults]
        return sorted(faults, key=lambda fault: (fault.source.file, fault.source.line, fault.source.column))

    def find_missing_targets(self) -> tuple[tuple[str, SpecError], ...]:
        """Return the operationIds in links that the description does not have, each with its fault."""
        return self._links.find_missing(self._operations.operation_ids)

    def add_notes(self, specification: Specification) -> None:
        """Record a note for each thing that is legal and may still be a mistake."""

        def locate(section: str, name: str, path: JsonPath) -> Source:
            file, start = self._schemas.places[name] if section == "schemas" else (self._file, self._paths[name])
            return self._objects.locate(file, start, path, specification.operations.get(name))

        for fault in find_notes(specification, locate):
            self._log.add(fault)

    def load(self) -> Specification:
        """Return the specification that the file describes."""
        self._schemes = schemes = read_schemes(self._data, self._objects, self._namespace)
        service = make_service(self._data, self._file, self._namespace, self.report)
        self._servers, self._security = service.servers, service.security
        if EXTENSION in self._data:
            return self._load_catalogue(service, schemes)
        parsed_operations = [*self._read_paths(), *self._read_webhooks()]
        resolve = Resolver(self._schemas.schemas)
        parsed_operations = [replace(item, operation=_add_derived(item, resolve)) for item in parsed_operations]
        levels = self._make_levels(parsed_operations, service)
        order = {tag: position for position, tag in enumerate(levels)}
        parsed_operations.sort(key=lambda item: order[item.tag])  # stable: within a tag as in the file
        operations: dict[str, Operation] = {}
        endpoints: dict[str, Endpoint] = {}
        names = choose_names([(levels[item.tag], item.operation) for item in parsed_operations])
        for item, name in zip(parsed_operations, names, strict=True):
            endpoint = self._make_endpoint(item, name, levels[item.tag], operations, endpoints)
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
        """Return the specification of a file with our extension, which says which endpoints and levels there are.

        See :mod:`.gptproto_extension`.
        """
        extension = Extension(self._data[EXTENSION], self._file, self._dereferenced.find_place)
        self._servers = ()  # as in native files, whose operations do not repeat the servers of the service
        self._read_all_schemas()
        parsed_operations = [*self._read_paths(), *self._read_webhooks()]
        operations: dict[str, Operation] = {}
        for operation, path in extension.complete((i.operation, i.fields, i.path) for i in parsed_operations):
            operations[operation.id] = operation
            self._paths[operation.id] = path
        extension.read_catalogue(operations, Resolver(self._schemas.schemas))
        self._extension_faults = extension.faults
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
        """Read all shared schemas, also those that nothing refers to."""
        components = self._data.get("components")
        schemas = components.get("schemas") if isinstance(components, dict) else None
        for name in schemas if isinstance(schemas, dict) else ():
            path = ("components", "schemas", name)
            token = name.replace("~", "~0").replace("/", "~1")
            self._schemas.read({"$ref": f"#/components/schemas/{quote(token)}"}, self._file, path)

    # -- operations ---------------------------------------------------------------------------------------------------

    def _read_paths(self) -> Iterator[_ParsedOperation]:
        paths = self._data.get("paths")
        if paths is None and ("webhooks" in self._data or "components" in self._data):
            return
        if not isinstance(paths, dict):
            self.report(self._file, ("paths",), "expected a mapping of paths", "write each as '/path: ...'")
            return
        for path, path_item in paths.items():
            if path.startswith("x-"):
                continue
            if not path.startswith("/"):
                reason, hint = f"the path {path!r} must start with '/'", f"write '/{path}'"
                self.report(self._file, ("paths", path), reason, hint)
                path = f"/{path}"
                json_path: JsonPath = ("paths", path[1:])
            else:
                json_path = ("paths", path)
            yield from self._read_path_item(path, path_item, json_path)

    def _read_webhooks(self) -> Iterator[_ParsedOperation]:
        webhooks = self._data.get("webhooks", self._data.get("x-webhooks"))
        key = "webhooks" if "webhooks" in self._data else "x-webhooks"
        for name, path_item in webhooks.items() if isinstance(webhooks, dict) else ():
            for item in self._read_path_item(str(name), path_item, (key, name)):
                operation = replace(item.operation, is_webhook=True, servers=(), security=({},))
                yield replace(item, operation=operation, tag=item.tag or _WEBHOOKS)

    def _read_path_item(self, path: str, path_item: Json, json_path: JsonPath) -> Iterator[_ParsedOperation]:
        file = self._file
        if not isinstance(path_item, dict):
            reason = f"expected a mapping of methods; {path} is skipped"
            self.report(file, json_path, reason, "write each method as a key, such as 'get: ...'")
            return
        parameters_path = (*json_path, "parameters")
        shared_parameters = self._operations.read_parameters(path_item.get("parameters"), file, parameters_path)
        is_incomplete = has_broken(path_item.get("parameters"))
        servers = make_servers(path_item.get("servers"), file, (*json_path, "servers"), self.report) or self._servers
        for method, fields, operation_path in _list_operations(path_item, json_path):
            if not isinstance(fields, dict):
                reason = f"expected an operation; {method.upper()} {path} is skipped"
                self.report(file, operation_path, reason, "write a mapping with 'responses'")
                continue
            operation = self._operations.read_operation(
                method.upper(), path, fields, file, operation_path, shared_parameters, is_incomplete=is_incomplete
            )
            security = make_security(fields.get("security"), self._namespace, self.scheme_names)
            security = self._security if security is None else security
            operation_servers = make_servers(fields.get("servers"), file, (*operation_path, "servers"), self.report)
            operation = replace(
                operation,
                security=security,
                parameters=drop_authorization(
                    operation.parameters, security, self._schemes, file, operation_path, self.report
                ),
                servers=operation_servers or servers,
                description=operation.description or self._objects.read_text(path_item, "description", file, json_path),
                summary=operation.summary or self._objects.read_text(path_item, "summary", file, json_path),
            )
            levels, labels = self._split_tags(operation.tags)
            names = [str(self._tags[tag].get("summary") or tag) for tag in labels]
            operation = replace(operation, tags=(*levels, *labels), badges=(*operation.badges, *names))
            yield _ParsedOperation(operation, operation_path, levels[0] if levels else "", fields)

    def _split_tags(self, tags: tuple[str, ...]) -> tuple[list[str], list[str]]:
        """Return the tags for navigation, and those that label operations (OpenAPI 3.2's ``kind``)."""
        labels = [tag for tag in tags if self._is_label(tag)]
        return [tag for tag in tags if tag not in labels], labels

    def _is_label(self, tag: str) -> bool:
        return self._tags.get(tag, {}).get("kind") in _LABEL_KINDS

    # -- names --------------------------------------------------------------------------------------------------------

    def _make_endpoint(
        self,
        item: _ParsedOperation,
        name: str,
        level: str,
        operations: dict[str, Operation],
        endpoints: dict[str, Endpoint],
    ) -> Endpoint:
        operation = item.operation
        key = unused(operation.operation_id or f"{operation.method} {operation.path}", operations)
        if operation.operation_id and key != operation.operation_id:
            reason = f"duplicate operationId {operation.operation_id!r}; this operation gets the id {key!r}"
            self.report(self._file, (*item.path, "operationId"), reason, "rename one of them")
        identifier = unused(f"{level}/{make_operation_id(operation, name)}".lstrip("/"), endpoints)
        title, description = _make_title(item, name)
        self._paths[key] = item.path
        return Endpoint(
            id=identifier,
            title=title,
            short_title=title,
            operation=replace(operation, id=key),
            description=description,
            is_plain=True,
            source=Source(file=str(self._file.path), pointer=pointer(item.path)),
        )

    def _make_levels(self, parsed_operations: list[_ParsedOperation], service: Service) -> dict[str, str]:
        """Return the id of the level of each tag with operations or text, in order of display; fill :attr:`_levels`.

        Tags with parents come first, in the order of ``x-tagGroups``, then those under ``tags``, then all others.
        """
        self._levels: dict[str, Level] = {}
        tag_objects = self._tags
        used_tags = dict.fromkeys(item.tag for item in parsed_operations)
        parents = self._find_parents(tag_objects)
        all_parents = {*chain.from_iterable(parents.values())}
        texts = {tag for tag, fields in tag_objects.items() if fields.get("description") and not self._is_label(tag)}
        texts -= all_parents
        shown_tags = used_tags.keys() | texts
        tags_with_parents = [tag for tag in parents if tag in shown_tags]
        order = dict.fromkeys([*tags_with_parents, *(tag for tag in tag_objects if tag in shown_tags), *used_tags])
        if self._prefix:
            title = service.title or self._prefix
            self._levels[self._prefix] = Level(id=self._prefix, title=title, description=service.introduction)
        levels: dict[str, str] = {}
        for tag in order:
            if not tag:
                levels[tag] = self._prefix
                continue
            level = self._prefix
            for parent in parents.get(tag, ()):
                level = self._make_level(level, parent, tag_objects.get(parent, {}))
            levels[tag] = self._make_level(level, tag, tag_objects.get(tag, {}))
        return levels

    def _make_level(self, parent: str, tag: str, fields: dict[str, Json]) -> str:
        """Add the level of a tag below a parent, and return its id; a parent of several tags is added once."""
        default_title = "Webhooks" if tag == _WEBHOOKS and not fields else tag
        title = fields.get("x-displayName") or fields.get("summary") or default_title
        description = fields.get("description")
        text = description if isinstance(description, str) else ""
        docs = fields.get("externalDocs")
        if isinstance(docs, dict) and isinstance(docs.get("url"), str):
            text = f"{text}\n\n[{docs.get('description') or docs['url']}]({docs['url']})".strip()
        candidate = f"{parent}/{make_id(tag)}".lstrip("/")
        same_levels = [level for level in self._levels.values() if level.id == candidate and level.title == title]
        identifier = candidate if same_levels else unused(candidate, self._levels)
        self._levels[identifier] = Level(id=identifier, title=str(title), description=text)
        return identifier

    def _find_parents(self, tags: dict[str, dict[str, Json]]) -> dict[str, tuple[str, ...]]:
        """Return the parents of each tag that has any, outermost first: its ``x-tagGroups`` or ``parent`` tags."""
        parents_by_tag: dict[str, tuple[str, ...]] = {}
        groups = self._data.get("x-tagGroups")
        for group in groups if isinstance(groups, list) else ():
            members = group.get("tags") if isinstance(group, dict) else None
            if isinstance(group, dict) and isinstance(members, list):
                for tag in members:
                    parents_by_tag.setdefault(str(tag), (str(group.get("name", "")),))
        for name, tag in tags.items():  # OpenAPI 3.2
            parents: list[str] = []
            parent = tag.get("parent")
            while isinstance(parent, str) and parent not in (*parents, name):
                parents.insert(0, parent)
                parent = tags.get(parent, {}).get("parent")
            if parents:
                parents_by_tag.setdefault(name, tuple(parents))
        return parents_by_tag


def _list_tags(tags: Json) -> Iterator[tuple[str, dict[str, Json]]]:
    """Yield the name and the fields of each Tag Object; one that is written as text has no other field."""
    for tag in tags if isinstance(tags, list) else ():
        if isinstance(tag, dict):
            yield str(tag.get("name")), tag
        elif isinstance(tag, str):
            yield tag, {"name": tag}


def _make_title(item: _ParsedOperation, name: str) -> tuple[str, str]:
    """Return the title and the description of an operation.

    A summary that is not used as the title goes before the description, unless the description begins with it.

    :param name: the operation's, from :func:`.choose_names`; it is the title where no summary is.
    """
    operation = item.operation
    summary = operation.summary.strip()
    plain = _MARKUP.sub(lambda match: match[1] or match[2] or "", summary)
    title = get_name(item.fields) or (plain if len(plain) <= _MAX_TITLE_LENGTH and "\n" not in plain else "")
    title = title or make_title(name) or f"{operation.method} {operation.path}"
    is_repeated = title == plain or operation.description.startswith(summary)
    return title, operation.description if is_repeated else f"{summary}\n\n{operation.description}".strip()


def _add_derived(item: _ParsedOperation, resolve: Resolver) -> Operation:
    """Return an operation with its vendor's examples and its streaming, which need all schemas to be read."""
    operation = add_vendor_examples(item.operation, item.fields, resolve)
    streaming = None if operation.is_webhook else find_streaming(operation, resolve)
    return replace(operation, streaming=streaming) if streaming else operation


def _list_operations(path_item: dict[str, Json], path: JsonPath) -> Iterator[tuple[str, Json, JsonPath]]:
    """Yield method, value and path of each operation of a path item.

    Methods are in three places: OpenAPI's fixed fields, the ``additionalOperations`` of OpenAPI 3.2, and our extension.
    """
    for key, value in path_item.items():
        if key in HTTP_METHODS:
            yield key, value, (*path, key)
    additional = path_item.get("additionalOperations")
    for key, value in additional.items() if isinstance(additional, dict) else ():
        yield key, value, (*path, "additionalOperations", key)
    same_path = path_item.get(SAME_PATH)
    for index, value in enumerate(same_path if isinstance(same_path, list) else ()):
        method = value.get("method") if isinstance(value, dict) else None
        yield str(method or ""), value if method else None, (*path, SAME_PATH, index)
