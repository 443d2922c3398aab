"""The operations that Link Objects lead to, by ``operationId`` or by ``operationRef``."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urlsplit

from ...spec.errors import SpecError
from ...spec.model import HTTP_METHODS
from ..checks import missing_target
from ..files.raw_file import BrokenReferenceError, References

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ...spec.json_path import JsonPath
    from .dereferencing import DereferencedFile
    from .schemas import ReportFault

_SECTIONS: Final = ("paths", "webhooks", "x-webhooks")


class LinkReader:
    """Finds the targets of the links of one source.

    :param report: records a fault.
    """

    def __init__(self, dereferenced: DereferencedFile, report: ReportFault) -> None:
        self._dereferenced = dereferenced
        self._report = report
        self._paths: dict[str, JsonPath] = {}
        """The path of the first link by each operationId."""

    def read_target(self, name: str, reference: str, path: JsonPath) -> tuple[str, str]:
        """Return the operation that a link calls, and the address of its description if that is on another host.

        The operation is an operationId, or method and path such as ``GET /songs``.

        :param name: the link's ``operationId``.
        :param reference: its ``operationRef``.
        :param path: the path of the link in the dereferenced file.
        """
        if name:
            self._paths.setdefault(name, (*path, "operationId"))
        if name or not reference:
            return name, ""
        address, _, fragment = reference.partition("#")
        is_remote = bool(urlsplit(address).scheme) or address.startswith("//")
        local_reference, request = reference, _get_request(fragment)
        if is_remote and address.rpartition("/")[2] == self._dereferenced.file.path.name:
            local_reference = f"#{fragment}"  # the address at which this file is published
        try:
            file, target_path, target = self._references.follow(local_reference, self._dereferenced.find_place(path)[0])
        except BrokenReferenceError as error:
            if not is_remote:
                self._report_broken(path, error.reason, error.hint)
            return request or reference, reference if is_remote else ""
        by_request = self._own_names.get(request) if file is self._dereferenced.file else None
        own_name = by_request or self._own_names.get((file.path, target_path))
        if own_name is None and not (request and isinstance(target, dict)):
            hint = "end the reference with a path and a method, such as '#/paths/~1songs/get'"
            self._report_broken(path, f"{reference!r} does not lead to an operation", hint)
        return own_name or request or reference, ""

    def _report_broken(self, path: JsonPath, reason: str, hint: str) -> None:
        reason = f"the link leads nowhere: {reason}"
        self._report(self._dereferenced.file, (*path, "operationRef"), reason, hint, severity="warning")

    def find_missing(self, names: set[str]) -> tuple[tuple[str, SpecError], ...]:
        """Return the operationIds in links that no operation of the source has, each with its fault.

        They may be those of another source, which only the caller knows.

        :param names: the operationIds of the source.
        """
        missing = []
        for name, path in self._paths.items():
            if name not in names:
                file, place = self._dereferenced.find_place(path)
                fault = SpecError(file.source(*place), *missing_target(name, names), severity="warning")
                missing.append((name, fault))
        return tuple(missing)

    @cached_property
    def _references(self) -> References:
        """References that only links follow: the file of another API is not checked as a part of this one."""
        return References(self._dereferenced.file)

    @cached_property
    def _own_names(self) -> dict[str | tuple[Path, JsonPath], str]:
        """The operationId of each operation of the source, or its method and path, by these and by its place."""
        names: dict[str | tuple[Path, JsonPath], str] = {}
        for path in self._list_paths():
            file, place = self._dereferenced.find_place(path)
            fields, request = self._dereferenced.get(path), _make_request(path)
            name = fields.get("operationId") if isinstance(fields, dict) else None
            for key in (request, (file.path, place)):
                names.setdefault(key, name if name and isinstance(name, str) else request)
        return names

    def _list_paths(self) -> Iterator[JsonPath]:
        """Yield the path of each operation in the dereferenced file."""
        for section in _SECTIONS:
            items = self._dereferenced.get((section,))
            for name, item in items.items() if isinstance(items, dict) else ():
                fields = item if isinstance(item, dict) else {}
                yield from ((section, name, key) for key in fields if key in HTTP_METHODS)
                additional = fields.get("additionalOperations")
                for key in additional if isinstance(additional, dict) else ():
                    yield section, name, "additionalOperations", key


def _get_request(fragment: str) -> str:
    """Return method and path of the operation at a fragment such as ``/paths/~1songs/get``, or nothing."""
    tokens = tuple(token.replace("~1", "/").replace("~0", "~") for token in unquote(fragment).split("/")[1:])
    match tokens:
        case (section, _path, method) if section in _SECTIONS and method in HTTP_METHODS:
            return _make_request(tokens)
        case (section, _path, "additionalOperations", _method) if section in _SECTIONS:
            return _make_request(tokens)
    return ""


def _make_request(path: JsonPath) -> str:
    section, name, *_, method = map(str, path)
    name = name if section != "paths" or name.startswith("/") else f"/{name}"
    return f"{method.upper()} {name}"
