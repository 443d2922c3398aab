"""What OpenAPI has no words for and native files have, under ``x-gptproto``: the catalogue, the errors, streaming.

The words are those of native files. Other readers of OpenAPI pass over them.
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
    from collections.abc import Iterable, Iterator

    from ...spec.json_path import JsonPath
    from ...spec.model import Endpoint, ErrorEntry, Json, Level, Operation
    from ...spec.resolver import Resolver
    from ..files.raw_file import RawFile

EXTENSION: Final = "x-gptproto"
SAME_PATH: Final = "x-gptproto-operations"
"""Operations of a path item under a method that another one has, too."""
_KEYS: Final = ("operationIds", "errors", "formats", "levels", "endpoints", "catalogue")
_OF_OPERATIONS: Final = ("id", "errors", "streaming")
_NAME: Final = re.compile(form.OPERATION_NAME)
_ERROR: Final = form.ErrorPart
_LEVEL: Final = form.LevelPart
_STREAMING: Final = form.StreamingPart


class Extension:
    """Reads the extension of one file.

    :param value: what stands under the key at the top of the file.
    """

    def __init__(self, value: Json, file: RawFile) -> None:
        self._file = file
        self.faults: list[SpecError] = []
        self._data = self._known(value, (EXTENSION,), _KEYS)
        self.errors: dict[str, ErrorEntry] = {
            name: make_error(name, part) for name, part in self._parts("errors", _ERROR)
        }
        self.endpoints: dict[str, Endpoint] = {}
        self.levels: dict[str, Level] = {}

    def complete(self, found: Iterable[tuple[Operation, JsonPath]]) -> Iterator[tuple[Operation, JsonPath]]:
        """Yield operations with their names as ids, and with what the extension says of them.

        :param found: each with its path in the file.
        """
        names = set()
        names_pages = not any(self._data.get(key) for key in ("catalogue", "endpoints"))
        for operation, path in found:
            own = self._known(self._at((*path, EXTENSION)), (*path, EXTENSION), _OF_OPERATIONS)
            given = str(own.get("id") or operation.operation_id)
            if given and names_pages and not _NAME.fullmatch(given.replace(" ", "-")):
                expected, hint = NOT_A_PATH
                self._fault(path, f"expected {expected}, found {given!r}", hint)
                continue
            name = given or f"{operation.method} {operation.path}"
            if name in names:
                self._fault(path, f"the operation {name!r} is given more than once", "rename one of them")
                continue
            names.add(name)
            completed = replace(
                operation,
                id=name,
                operation_id=operation.operation_id if self._data.get("operationIds") is True else "",
                errors=self._error_ids(operation, own, path),
                streaming=self._streaming(own, path),
            )
            yield completed, path

    def read_catalogue(self, operations: dict[str, Operation], resolve: Resolver) -> None:
        """Read which endpoints and levels there are."""
        catalogue = Catalogue(operations, self.errors, (), resolve)
        given = self._data.get("catalogue")
        for index, entry in enumerate(given if isinstance(given, list) else ()):
            if isinstance(entry, dict):
                catalogue.read_provider(self._file, (EXTENSION, "catalogue", index), entry)
            else:
                self._fault((EXTENSION, "catalogue", index), "expected a mapping", "start with '- provider: ...'")
        catalogue.read_levels_and_endpoints(self._file, (EXTENSION,), self._data)
        self.faults += catalogue.faults
        self.endpoints = catalogue.get_endpoints()
        self.levels = catalogue.get_levels(dict(self._parts("formats", _LEVEL)))

    # -- parts --------------------------------------------------------------------------------------------------------

    def _error_ids(self, operation: Operation, own: dict[str, Any], path: JsonPath) -> tuple[str, ...]:
        given = own.get("errors")
        if not isinstance(given, list):
            return () if operation.is_webhook else tuple(self.errors)
        for index, name in enumerate(given):
            if name not in self.errors:
                self._fault((*path, EXTENSION, "errors", index), *unknown_error(str(name), self.errors))
        return tuple(name for name in given if name in self.errors)

    def _streaming(self, own: dict[str, Any], path: JsonPath) -> Streaming | None:
        if "streaming" not in own:
            return None
        part = self._validate(_STREAMING, own["streaming"], (*path, EXTENSION, "streaming"))
        return None if part is None else Streaming(text=part.text, always=part.always, when=part.when)

    def _parts(self, key: str, model: type[PartT]) -> Iterator[tuple[str, PartT]]:
        given = self._data.get(key)
        for name, value in given.items() if isinstance(given, dict) else ():
            part = self._validate(model, value, (EXTENSION, key, name))
            if part is not None:
                yield name, part

    def _validate(self, model: type[PartT], value: Json, path: JsonPath) -> PartT | None:
        part = validate(model, value, self._file, path)
        if isinstance(part, list):
            self.faults += part
            return None
        return part

    def _known(self, value: Json, path: JsonPath, keys: tuple[str, ...]) -> dict[str, Any]:
        """Return an object; note the keys in it that mean nothing."""
        if value is not None and not isinstance(value, dict):
            self._fault(path, "expected a mapping", f"write {', '.join(keys)} in it")
        given = value if isinstance(value, dict) else {}
        for key in given:
            if key not in keys:
                self._fault((*path, key), f"unknown key {key!r}{did_you_mean(nearest(key, keys))}", "")
        return given

    def _at(self, path: JsonPath) -> Json:
        value: Any = self._file.value
        for key in path:
            if not (isinstance(value, dict) and key in value) and not isinstance(value, list):
                return None  # it stands in another file, which says nothing of the catalogue
            value = value[key]  # type: ignore[index]
        found: Json = value
        return found

    def _fault(self, path: JsonPath, reason: str, hint: str) -> None:
        self.faults.append(SpecError(self._file.source(*path), reason, hint))
