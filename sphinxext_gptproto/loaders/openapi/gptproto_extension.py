"""The extension ``x-gptproto`` of OpenAPI files: what native files describe and OpenAPI cannot, which is the catalogue,
the errors and streaming.

Its keys are those of native files. Other tools ignore it, as the specification asks of them for keys with ``x-``.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from ...spec.errors import SpecError, did_you_mean, nearest
from ...spec.model import Streaming
from .. import native_format as form
from ..catalogue.catalogue import Catalogue
from ..catalogue.validation import NOT_A_PATH, PartT, validate
from ..checks import unknown_error
from ..native.service import make_error

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ...spec.json_path import JsonPath
    from ...spec.model import Endpoint, ErrorEntry, Json, Level, Operation
    from ...spec.resolver import Resolver
    from ..files.raw_file import RawFile

EXTENSION: Final = "x-gptproto"
SAME_PATH: Final = "x-gptproto-operations"
"""Key of a path item: a list of further operations whose method the path item has already."""
_TOP_KEYS: Final = ("operationIds", "errors", "formats", "levels", "endpoints", "catalogue")
_OPERATION_KEYS: Final = ("id", "errors", "streaming")
_OPERATION_NAME: Final = re.compile(form.OPERATION_NAME)
_ERROR_MODEL: Final = form.ErrorPart
_LEVEL_MODEL: Final = form.LevelPart
_STREAMING_MODEL: Final = form.StreamingPart


class Extension:
    """Reads the extension of one file.

    :param value: the value of the key :data:`EXTENSION` at the top level of the file.
    :param find_place: returns the place of what is at a path, which may be in another file.
    """

    def __init__(self, value: Json, file: RawFile, find_place: Callable[[JsonPath], tuple[RawFile, JsonPath]]) -> None:
        self._file, self._find_place = file, find_place
        self.faults: list[SpecError] = []
        self._extension = self._check_keys(value, (EXTENSION,), _TOP_KEYS)
        self.errors: dict[str, ErrorEntry] = {
            name: make_error(name, part) for name, part in self._read_parts("errors", _ERROR_MODEL)
        }
        self.endpoints: dict[str, Endpoint] = {}
        self.levels: dict[str, Level] = {}

    def complete(
        self, operations: Iterable[tuple[Operation, Mapping[str, Json], JsonPath]]
    ) -> Iterator[tuple[Operation, JsonPath]]:
        """Yield operations with their names as ids, and with the errors and the streaming of their extension.

        An operation whose name is not valid, or a duplicate, is skipped with a fault.

        :param operations: each with its Operation Object and the path of that.
        """
        names = set()
        # Without a catalogue, pages are called after operations, so their names must be usable in a path.
        names_pages = not any(self._extension.get(key) for key in ("catalogue", "endpoints"))
        for operation, fields, path in operations:
            extension = self._check_keys(fields.get(EXTENSION), (*path, EXTENSION), _OPERATION_KEYS)
            name = str(extension.get("id") or operation.operation_id)
            if name and names_pages and not _OPERATION_NAME.fullmatch(name.replace(" ", "-")):
                expected, hint = NOT_A_PATH
                self._report(path, f"expected {expected}, found {name!r}", hint)
                continue
            name = name or f"{operation.method} {operation.path}"
            if name in names:
                self._report(path, f"duplicate operation {name!r}", "rename one of them")
                continue
            names.add(name)
            completed = replace(
                operation,
                id=name,
                operation_id=operation.operation_id if self._extension.get("operationIds") is True else "",
                errors=self._read_errors(operation, extension, path),
                streaming=self._read_streaming(extension, path),
            )
            yield completed, path

    def read_catalogue(self, operations: dict[str, Operation], resolve: Resolver) -> None:
        """Read the endpoints and levels that the catalogue describes."""
        catalogue = Catalogue(operations, self.errors, (), resolve)
        entries = self._extension.get("catalogue")
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            if isinstance(entry, dict):
                catalogue.read_provider(self._file, (EXTENSION, "catalogue", index), entry)
            else:
                self._report((EXTENSION, "catalogue", index), "expected a mapping", "start with '- provider: ...'")
        catalogue.read_levels_and_endpoints(self._file, (EXTENSION,), self._extension)
        self.faults += catalogue.faults
        self.endpoints = catalogue.get_endpoints()
        self.levels = catalogue.get_levels(dict(self._read_parts("formats", _LEVEL_MODEL)))

    # -- parts --------------------------------------------------------------------------------------------------------

    def _read_errors(self, operation: Operation, extension: dict[str, Any], path: JsonPath) -> tuple[str, ...]:
        names = extension.get("errors")
        if not isinstance(names, list):
            return () if operation.is_webhook else tuple(self.errors)
        for index, name in enumerate(names):
            if name not in self.errors:
                self._report((*path, EXTENSION, "errors", index), *unknown_error(str(name), self.errors))
        return tuple(name for name in names if name in self.errors)

    def _read_streaming(self, extension: dict[str, Any], path: JsonPath) -> Streaming | None:
        if "streaming" not in extension:
            return None
        part = self._validate(_STREAMING_MODEL, extension["streaming"], (*path, EXTENSION, "streaming"))
        return None if part is None else Streaming(text=part.text, always=part.always, when=part.when)

    def _read_parts(self, key: str, model: type[PartT]) -> Iterator[tuple[str, PartT]]:
        values = self._extension.get(key)
        for name, value in values.items() if isinstance(values, dict) else ():
            part = self._validate(model, value, (EXTENSION, key, name))
            if part is not None:
                yield name, part

    def _validate(self, model: type[PartT], value: Json, path: JsonPath) -> PartT | None:
        part = validate(model, value, *self._find_place(path))
        if isinstance(part, list):
            self.faults += part
            return None
        return part

    def _check_keys(self, value: Json, path: JsonPath, keys: tuple[str, ...]) -> dict[str, Any]:
        """Return the fields of an object, or none when it is absent, and report unknown keys."""
        if value is not None and not isinstance(value, dict):
            self._report(path, "expected a mapping", f"write it with any of the keys {', '.join(keys)}")
        fields = value if isinstance(value, dict) else {}
        for key in fields:
            if key not in keys:
                self._report((*path, key), f"unknown key {key!r}{did_you_mean(nearest(key, keys))}", "")
        return fields

    def _report(self, path: JsonPath, reason: str, hint: str) -> None:
        file, target_path = self._find_place(path)
        self.faults.append(SpecError(file.source(*target_path), reason, hint))
