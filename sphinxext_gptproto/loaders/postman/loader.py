"""Postman collections 2.0 and 2.1 to a specification.

Folders are levels, and each request becomes an endpoint under them. Types are those of the examples, and marked as
inferred: a collection says what was sent once, not what may be. A fault in a request costs that request.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from ...spec.errors import SpecError, UnreadableSourceError
from ...spec.json_path import pointer
from ...spec.model import Endpoint, Level, Service, Source
from ...spec.names import make_id, unused
from ...spec.registry import Specification, levels_of
from ..checks import find_notes
from ..files.raw_file import read_raw
from ..files.tolerant_json import is_deeper
from .request import RequestReader
from .secrets import mask_keys
from .tables import read_description
from .variables import MAX_LENGTH, Variables

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from ...spec.errors import Severity
    from ...spec.json_path import JsonPath
    from ...spec.model import Json, Operation, SecurityRequirement
    from ..files.raw_file import RawFile
    from ..files.text_file import TextFile

MAX_DEPTH: Final = 50
"""Folders in folders."""
MAX_LEVELS: Final = 200
"""Values in values, in the whole file."""


def detect(file: TextFile) -> bool:
    """Return whether a file is a collection, which is always JSON."""
    return _find_collection(file.json_object) is not None


def _find_collection(value: Json) -> tuple[dict[str, Any], JsonPath] | None:
    """Return the collection in a file, and where it stands: Postman's own API wraps it up."""
    if not isinstance(value, dict):
        return None
    if isinstance(inner := value.get("collection"), dict) and "info" in inner:
        return inner, ("collection",)
    info = value.get("info")
    if isinstance(info, dict) and ("item" in value or "items" in value or "_postman_id" in info):
        return value, ()
    return None


def load(
    files: Sequence[Path], *, namespace: str = "", prefix: str = "", notes: bool = False
) -> tuple[Specification, list[SpecError]]:
    """Load a collection; see :class:`.formats.Loader`."""
    (path,) = files
    file, faults = read_raw(path)
    if is_deeper(file.value, MAX_LEVELS):
        reason = f"is nested more than {MAX_LEVELS} levels deep; put its folders side by side"
        raise UnreadableSourceError(file.source(), reason)
    found = _find_collection(file.value)
    if found is None:
        reason = "is no Postman collection: it has no 'info' with an 'item' beside it"
        raise UnreadableSourceError(file.source(), reason)
    loader = _Loader(file, *found, namespace, prefix, notes=notes)
    specification = loader.load()
    if notes:
        loader.add_notes(specification)
    level = prefix if prefix in specification.levels else ""
    return replace(specification, level=level), [*faults, *loader.faults]


@dataclass(frozen=True, slots=True)
class _Scope:
    """What a folder hands down to what is in it."""

    level: str
    trail: tuple[str, ...]
    variables: Variables
    security: tuple[SecurityRequirement, ...]


class _Loader:
    def __init__(
        self, file: RawFile, data: dict[str, Any], root: JsonPath, namespace: str, prefix: str, *, notes: bool
    ) -> None:
        self._file, self._root = file, root
        self._prefix = prefix
        self._wants_notes = notes
        self._noted: dict[tuple[str, str], SpecError] = {}
        self._places: dict[str, JsonPath] = {}
        """Of requests, by the id of their operation."""
        self._data = mask_keys(data, root, self.note)
        self._requests = RequestReader(namespace, self.note)
        self._levels: dict[str, Level] = {}
        self._endpoints: dict[str, Endpoint] = {}

    @property
    def faults(self) -> list[SpecError]:
        """All that was found, in the order of the file."""
        return sorted(self._noted.values(), key=lambda fault: (fault.source.line, fault.source.column))

    def note(self, path: JsonPath, reason: str, hint: str, *, severity: Severity = "error") -> None:
        """Record a fault, once for each place and reason."""
        if severity != "note" or self._wants_notes:
            self._add_fault(SpecError(self._file.source(*path), reason, hint, severity=severity))

    def _add_fault(self, fault: SpecError) -> None:
        self._noted.setdefault((fault.source.pointer, fault.reason), fault)

    def add_notes(self, specification: Specification) -> None:
        """Record what is legal and worth a look: collections have no shared schemas, and know only their requests."""
        for fault in find_notes(specification, lambda _section, name, _path: self._file.source(*self._places[name])):
            self._add_fault(fault)

    def _note_long(self, name: str) -> None:
        """Record a variable that makes a text too long, where the collection has it or else where its variables are."""
        listed = self._data.get("variable")
        rows = listed if isinstance(listed, list) else []
        places = [number for number, row in enumerate(rows) if isinstance(row, dict) and row.get("key") == name]
        reason = f"the variable {name!r} grows to more than {MAX_LENGTH} characters with those that it names"
        self.note((*self._root, "variable", *places[-1:]), f"{reason}; it is not filled in", "shorten its value")

    def load(self) -> Specification:
        """Return all that the file describes."""
        info = self._data.get("info")
        info = info if isinstance(info, dict) else {}
        title = _text(info.get("name")) or self._prefix
        description = read_description(info.get("description"))
        variables = Variables(note_long=self._note_long).within(self._data.get("variable"))
        security = self._requests.auth.read(self._data.get("auth"), (*self._root, "auth"), variables) or ()
        if self._prefix:
            self._levels[self._prefix] = Level(id=self._prefix, title=title, description=description)
        self._folder(self._data, self._root, _Scope(self._prefix, (), variables, security))
        used = {level for name in self._endpoints for level in levels_of(name)}
        servers = [server for endpoint in self._endpoints.values() for server in endpoint.operation.servers]
        by_address = {server.url: server for server in servers}
        often = Counter(server.url for server in servers).most_common()
        return Specification(
            service=Service(
                title=title,
                description=description,
                servers=tuple(by_address[url] for url, _ in often),
                security=security,
                version=_version(info.get("version")),
                key_variable=_text(self._data.get("x-key-variable")) or "API_KEY",
            ),
            schemes=self._requests.auth.schemes,
            operations={e.operation.id: e.operation for e in self._endpoints.values()},
            endpoints=self._endpoints,
            levels={name: level for name, level in self._levels.items() if name in used},
        )

    def _folder(self, folder: Mapping[str, Json], path: JsonPath, scope: _Scope) -> None:
        """Load what is in a folder, or in the collection itself."""
        key = "item" if "item" in folder else "items"
        items = folder.get(key)
        if not isinstance(items, list):
            self.note((*path, key), f"expected a list of requests and folders, found {items!r:.40}", "")
            return
        for number, item in enumerate(items):
            where = (*path, key, number)
            if not isinstance(item, dict):
                self.note(where, f"expected a request or a folder, found {item!r:.40}; it is left out", "")
            elif "request" not in item and ("item" in item or "items" in item):
                if len(scope.trail) >= MAX_DEPTH:
                    self.note(where, f"stands in more than {MAX_DEPTH} folders; it is left out", "")
                    continue
                self._folder(item, where, self._enter(item, where, scope))
            else:
                self._request(item, where, scope)

    def _enter(self, folder: Mapping[str, Json], path: JsonPath, scope: _Scope) -> _Scope:
        """Return what a folder hands down, and describe its level."""
        title = _text(folder.get("name")) or "Unnamed"
        variables = scope.variables.within(folder.get("variable"))
        own = self._requests.auth.read(folder.get("auth"), (*path, "auth"), variables)
        level = unused(f"{scope.level}/{make_id(title, split=False)}".lstrip("/"), self._levels)
        description = read_description(folder.get("description"))
        self._levels[level] = Level(id=level, title=title, description=description)
        return _Scope(level, (*scope.trail, title), variables, scope.security if own is None else own)

    def _request(self, item: Mapping[str, Json], path: JsonPath, scope: _Scope) -> None:
        trail = " / ".join((*scope.trail, _text(item.get("name")) or "Unnamed"))
        variables = scope.variables.within(item.get("variable"))
        operation = self._requests.read(item, path, trail, variables, scope.security)
        if operation is not None:
            self._add(operation, path, scope.level)

    def _add(self, operation: Operation, path: JsonPath, level: str) -> None:
        request = f"{operation.method} {operation.path}"
        title = operation.summary or request
        slug = make_id(operation.summary or request.replace("{", " by ").replace("}", ""), split=False)
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


def _text(value: Json) -> str:
    """Return a name on one line."""
    return " ".join(value.split()) if isinstance(value, str) else ""


def _version(value: Json) -> str:
    """Return a version, which is a text or an object of three numbers."""
    if isinstance(value, dict):
        return ".".join(str(value[part]) for part in ("major", "minor", "patch") if part in value)
    return str(value or "")
