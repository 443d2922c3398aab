"""Load Postman collections 2.0 and 2.1 as a specification.

Folders become levels of the catalogue, and each request becomes an endpoint below them. Types are inferred from
examples and marked so: a collection has the values that were sent once, not those that are allowed. A request that
cannot be read is skipped with a fault.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from ...spec.errors import SpecError, UnreadableSourceError
from ...spec.json_path import pointer
from ...spec.model import Endpoint, Level, Service, Source
from ...spec.names import make_id, make_request_id, unused
from ...spec.registry import levels_of
from ...spec.specification import LeftOut, Specification
from ..checks import find_notes
from ..files.internal import InternalParts, mention_marks
from ..files.raw_file import read_raw
from ..files.tolerant_json import is_deeper
from .request import RequestReader
from .secrets import mask_keys
from .tables import read_description
from .variables import MAX_LENGTH, Variables

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from ...spec.errors import Severity
    from ...spec.json_path import JsonPath
    from ...spec.model import Json, Operation, SecurityRequirement
    from ..files.raw_file import RawFile
    from ..files.text_file import TextFile

MAX_DEPTH: Final = 50
"""How deep folders may be nested."""
MAX_LEVELS: Final = 200
"""How deep the values of the file may be nested."""


def detect(file: TextFile) -> bool:
    """Return whether a file is a collection; all collections are JSON."""
    return _find_collection(file.json_object) is not None


def _find_collection(value: Json) -> tuple[dict[str, Any], JsonPath] | None:
    """Return the collection in a file with its path, or ``None``; Postman's API has it under the key ``collection``."""
    if not isinstance(value, dict):
        return None
    if isinstance(collection := value.get("collection"), dict) and "info" in collection:
        return collection, ("collection",)
    info = value.get("info")
    if isinstance(info, dict) and ("item" in value or "items" in value or "_postman_id" in info):
        return value, ()
    return None


def load(
    files: Sequence[Path], *, namespace: str = "", prefix: str = "", notes: bool = False, marks: Collection[str] = ()
) -> tuple[Specification, list[SpecError]]:
    """Load a collection; see :class:`.formats.Loader`."""
    (path,) = files
    file, faults = read_raw(path)
    if is_deeper(file.value, MAX_LEVELS):
        reason = f"is nested more than {MAX_LEVELS} levels deep; put its folders side by side"
        raise UnreadableSourceError(file.source(), reason)
    collection = _find_collection(file.value)
    if collection is None:
        reason = "is not a Postman collection: expected an object with the keys 'info' and 'item'"
        raise UnreadableSourceError(file.source(), reason)
    left_out = LeftOut()
    if mention_marks(files, marks):
        parts: InternalParts[RawFile] = InternalParts(marks, lambda file: file.value, lambda _reference, _file: None)
        left_out, [(_, kept)] = parts.remove([file])
        file.note_kept(kept)
    loader = _Loader(file, *collection, namespace, prefix, notes=notes)
    specification = loader.load()
    if notes:
        loader.add_notes(specification)
    level = prefix if prefix in specification.levels else ""
    return replace(specification, level=level, left_out=left_out, grouping="large"), [*faults, *loader.faults]


@dataclass(frozen=True, slots=True)
class _Scope:
    """What requests and folders inherit from the folder that they are in."""

    level: str
    folders: tuple[str, ...]
    """Names of the folder and those around it, outermost first."""
    variables: Variables
    security: tuple[SecurityRequirement, ...]


class _Loader:
    """Loads one collection.

    :param root: the path of the collection in the file.
    """

    def __init__(
        self, file: RawFile, data: dict[str, Any], root: JsonPath, namespace: str, prefix: str, *, notes: bool
    ) -> None:
        self._file, self._root = file, root
        self._prefix = prefix
        self._wants_notes = notes
        self._reported: dict[tuple[str, str], SpecError] = {}
        self._places: dict[str, JsonPath] = {}
        """Path of each request, by the id of its operation."""
        self._data = mask_keys(data, root, self.report)
        self._requests = RequestReader(namespace, self.report)
        self._levels: dict[str, Level] = {}
        self._endpoints: dict[str, Endpoint] = {}

    @property
    def faults(self) -> list[SpecError]:
        """All faults, in the order of the file."""
        return sorted(self._reported.values(), key=lambda fault: (fault.source.line, fault.source.column))

    def report(self, path: JsonPath, reason: str, hint: str, *, severity: Severity = "error") -> None:
        """Record a fault, once for each place and reason."""
        if severity != "note" or self._wants_notes:
            self._add_fault(SpecError(self._file.source(*path), reason, hint, severity=severity))

    def _add_fault(self, fault: SpecError) -> None:
        self._reported.setdefault((fault.source.pointer, fault.reason), fault)

    def add_notes(self, specification: Specification) -> None:
        """Record a note for each thing that is legal and may still be a mistake, at the request that has it."""
        for fault in find_notes(specification, lambda _section, name, _path: self._file.source(*self._places[name])):
            self._add_fault(fault)

    def _report_long_variable(self, name: str) -> None:
        """Record a fault for a variable that makes a text too long: at the variable, or else at all of them."""
        variables = self._data.get("variable")
        rows = variables if isinstance(variables, list) else []
        indexes = [index for index, row in enumerate(rows) if isinstance(row, dict) and row.get("key") == name]
        reason = f"the variable {name!r} grows to more than {MAX_LENGTH} characters with the variables in its value"
        self.report((*self._root, "variable", *indexes[-1:]), f"{reason}; it is not filled in", "shorten its value")

    def load(self) -> Specification:
        """Return the specification that the collection describes."""
        info = self._data.get("info")
        info = info if isinstance(info, dict) else {}
        title = _get_name(info.get("name")) or self._prefix
        description = read_description(info.get("description"))
        variables = Variables(report_long=self._report_long_variable).within(self._data.get("variable"))
        security = self._requests.auth.read(self._data.get("auth"), (*self._root, "auth"), variables) or ()
        if self._prefix:
            self._levels[self._prefix] = Level(id=self._prefix, title=title, description=description)
        self._read_folder(self._data, self._root, _Scope(self._prefix, (), variables, security))
        used_levels = {level for name in self._endpoints for level in levels_of(name)}
        servers = [server for endpoint in self._endpoints.values() for server in endpoint.operation.servers]
        by_address = {server.url: server for server in servers}
        addresses = Counter(server.url for server in servers).most_common()
        return Specification(
            service=Service(
                title=title,
                description=description,
                servers=tuple(by_address[url] for url, _ in addresses),
                security=security,
                version=_read_version(info.get("version")),
                key_variable=_get_name(self._data.get("x-key-variable")) or "API_KEY",
            ),
            schemes=self._requests.auth.schemes,
            operations={endpoint.operation.id: endpoint.operation for endpoint in self._endpoints.values()},
            endpoints=self._endpoints,
            levels={name: level for name, level in self._levels.items() if name in used_levels},
        )

    def _read_folder(self, folder: Mapping[str, Json], path: JsonPath, scope: _Scope) -> None:
        """Read the requests and folders in a folder, or in the collection itself."""
        key = "item" if "item" in folder else "items"
        items = folder.get(key)
        if not isinstance(items, list):
            self.report((*path, key), f"expected a list of requests and folders, found {items!r:.40}", "")
            return
        for index, item in enumerate(items):
            item_path = (*path, key, index)
            if not isinstance(item, dict):
                self.report(item_path, f"expected a request or a folder, found {item!r:.40}; it is skipped", "")
            elif "request" not in item and ("item" in item or "items" in item):
                if len(scope.folders) >= MAX_DEPTH:
                    reason = f"the folder is nested in {MAX_DEPTH} others and is skipped"
                    self.report(item_path, reason, "move it to a folder further up")
                    continue
                self._read_folder(item, item_path, self._enter_folder(item, item_path, scope))
            else:
                self._read_request(item, item_path, scope)

    def _enter_folder(self, folder: Mapping[str, Json], path: JsonPath, scope: _Scope) -> _Scope:
        """Add the level of a folder, and return what its items inherit."""
        title = _get_name(folder.get("name")) or "Unnamed"
        variables = scope.variables.within(folder.get("variable"))
        security = self._requests.auth.read(folder.get("auth"), (*path, "auth"), variables)
        level = unused(f"{scope.level}/{make_id(title)}".lstrip("/"), self._levels)
        description = read_description(folder.get("description"))
        self._levels[level] = Level(id=level, title=title, description=description)
        return _Scope(level, (*scope.folders, title), variables, scope.security if security is None else security)

    def _read_request(self, item: Mapping[str, Json], path: JsonPath, scope: _Scope) -> None:
        full_name = " / ".join((*scope.folders, _get_name(item.get("name")) or "Unnamed"))
        variables = scope.variables.within(item.get("variable"))
        operation = self._requests.read(item, path, full_name, variables, scope.security)
        if operation is not None:
            self._add_endpoint(operation, path, scope.level)

    def _add_endpoint(self, operation: Operation, path: JsonPath, level: str) -> None:
        method, address = operation.method, operation.path
        title = operation.summary or f"{method} {address}"
        slug = make_id(operation.summary) if operation.summary else make_request_id(method, address)
        name = unused(f"{level}/{slug}".lstrip("/"), self._endpoints)
        self._places[name] = path
        self._endpoints[name] = Endpoint(
            id=name,
            title=title,
            short_title=title,
            operation=replace(operation, id=name),
            description=operation.description,
            is_plain=True,
            source=Source(file=str(self._file.path), pointer=pointer(path)),
        )


def _get_name(name: Json) -> str:
    """Return a name on one line."""
    return " ".join(name.split()) if isinstance(name, str) else ""


def _read_version(value: Json) -> str:
    """Return the text of a version, which may be an object with three numbers."""
    if isinstance(value, dict):
        return ".".join(str(value[part]) for part in ("major", "minor", "patch") if part in value)
    return str(value or "")
