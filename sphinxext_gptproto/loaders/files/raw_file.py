"""Files as they are, before anybody knows what they describe: parsed fast, with lines looked up when one is asked for.

References between files (``$ref``) are followed here: JSON Pointers (RFC 6901), ``$anchor`` and ``$id``, and files
beside the first one. Nothing is fetched, and nothing is read from outside the first file's folder.
"""

from __future__ import annotations

import contextlib
import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]  # public, but not in the stubs
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urljoin, urlsplit

from ...spec.errors import GptprotoError, SpecError, UnreadableSourceError, did_you_mean, nearest
from ...spec.json_path import pointer
from ...spec.model import Source
from .secrets import mask_secrets, may_hold_secret
from .yaml_json import Document, decode, parse_document, parse_json

if TYPE_CHECKING:
    from pathlib import Path

    from ...spec.json_path import JsonPath
    from ...spec.model import Json


_BLANK: Final = re.compile(r"[ \t\n\r]*")


class BrokenReferenceError(GptprotoError):
    """A ``$ref`` that leads nowhere."""

    def __init__(self, reason: str, hint: str = "") -> None:
        self.reason, self.hint = reason, hint
        super().__init__(reason)


class RawFile:
    """A file's value, and where its parts stand; that is found out when a fault asks."""

    def __init__(self, path: Path, text: str, value: Json, document: Document | None) -> None:
        self.path, self.value = path, value
        self._text, self._document = text, document
        self._places: JsonPlaces | None = None
        self._anchors: dict[str, JsonPath] | None = None

    @property
    def faults(self) -> tuple[SpecError, ...]:
        """Faults of the text that cost a part only."""
        return self._document.faults if self._document else ()

    def get(self, path: JsonPath) -> Json:
        """Return the value at a path, or nothing where there is none."""
        try:
            return _get(self.value, path)
        except (KeyError, IndexError, TypeError):
            return None

    def source(self, *path: str | int) -> Source:
        """Return the place of the value at ``path``, or of the nearest parent that has one."""
        if self._document is not None:
            return self._document.source(*path)
        if self._places is None:
            self._places = JsonPlaces(self._text)
        line, column = self._places.find(path)
        return Source(file=str(self.path), line=line, column=column, pointer=pointer(path))

    def fault_at(self, source: Source) -> SpecError | None:
        """Return the fault of the text at a place."""
        return self._document.fault_at(source) if self._document is not None else None

    def get_anchors(self) -> dict[str, JsonPath]:
        """Return the paths of values that have a name: ``$anchor`` as ``#name``, ``$id`` as it is."""
        if self._anchors is None:
            self._anchors = {}
            todo: list[tuple[Json, JsonPath]] = [(self.value, ())]
            while todo:
                value, path = todo.pop()
                if isinstance(value, dict):
                    for key, mark in (("$anchor", "#"), ("$dynamicAnchor", "#"), ("$id", "")):
                        if isinstance(name := value.get(key), str):
                            self._anchors.setdefault(mark + name, path)
                    todo += [(part, (*path, key)) for key, part in value.items()]
                elif isinstance(value, list):
                    todo += [(part, (*path, index)) for index, part in enumerate(value)]
        return self._anchors


def read_raw(path: Path) -> tuple[RawFile, list[SpecError]]:
    """Read a YAML or JSON file; what looks like a live key in it is masked, with a fault for each.

    :raises UnreadableSourceError: when it cannot be read, is too large, or is neither YAML nor JSON.
    """
    text = decode(path)
    document: Document | None = None
    value: Any = None
    if text.lstrip()[:1] in ("{", "["):
        with contextlib.suppress(ValueError, RecursionError):  # then YAML's parser reads it, or says what is wrong
            value = parse_json(text)
    if value is None:
        document = parse_document(text, file=str(path))
        value = document.value
    file = RawFile(path, text, value, document)
    if not may_hold_secret(text):
        return file, list(file.faults)
    value, faults = mask_secrets(value, file.source)
    return RawFile(path, text, value, document), [*file.faults, *faults]


class JsonPlaces:
    """Where the parts of a JSON text stand that Python could parse: what lies before them is skipped, not looked at."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._skip = json.JSONDecoder().raw_decode
        self._members: dict[int, dict[str | int, tuple[int, int]]] = {}

    def find(self, path: JsonPath) -> tuple[int, int]:
        """Return line and column of a value, or of the nearest parent there is; a member has those of its key."""
        at = value = self._blank(0)
        for key in path:
            members = self._get_members(value)
            if key not in members:
                break
            at, value = members[key]
        return self._text.count("\n", 0, at) + 1, at - self._text.rfind("\n", 0, at)

    def _get_members(self, start: int) -> dict[str | int, tuple[int, int]]:
        """Return where the members of the object or array at an offset start, and their values."""
        if start in self._members:
            return self._members[start]
        members: dict[str | int, tuple[int, int]] = {}
        text, opening = self._text, self._text[start]
        at = self._blank(start + 1)
        while opening in "{[" and text[at] not in "}]":
            key: str | int = len(members)
            value = at
            if opening == "{":
                key, end = scanstring(text, at + 1)
                value = self._blank(self._blank(end) + 1)
            members.setdefault(key, (at, value))
            _, end = self._skip(text, value)
            at = self._blank(end)
            at = self._blank(at + 1) if text[at] == "," else at
        self._members[start] = members
        return members

    def _blank(self, at: int) -> int:
        match = _BLANK.match(self._text, at)
        return match.end() if match else at


class References:
    """Follows ``$ref`` from a first file into it and the files beside it."""

    def __init__(self, file: RawFile) -> None:
        self.root = file
        self.faults: list[SpecError] = []
        """Of further files, as they are read."""
        self._folder = file.path.parent.resolve()
        self._files: dict[Path, RawFile] = {file.path.resolve(): file}

    @property
    def files(self) -> list[Path]:
        """The files read so far."""
        return list(self._files)

    def follow(self, reference: str, file: RawFile) -> tuple[RawFile, JsonPath, Json]:
        """Return where a reference leads: file, path in it, and the value there.

        :param file: the file that holds the reference.
        :raises BrokenReferenceError: when it leads nowhere, or somewhere that is not read.
        """
        address, _, fragment = reference.partition("#")
        target = self._open(address, file) if address else file
        fragment = unquote(fragment)
        if fragment and not fragment.startswith("/"):
            found = target.get_anchors().get(f"#{fragment}")
            if found is None:
                close = did_you_mean(nearest(fragment, [n[1:] for n in target.get_anchors() if n.startswith("#")]))
                msg = f"{reference!r}: there is no $anchor {fragment!r}{close}"
                raise BrokenReferenceError(msg)
            return target, found, _get(target.value, found)
        path: JsonPath = ()
        value = target.value
        for token in fragment.split("/")[1:]:
            key = token.replace("~1", "/").replace("~0", "~")
            if isinstance(value, list) and key.isdigit() and int(key) < len(value):
                path, value = (*path, int(key)), value[int(key)]
            elif isinstance(value, dict) and key in value:
                path, value = (*path, key), value[key]
            else:
                known = value if isinstance(value, dict) else ()
                close = did_you_mean(nearest(key, known))
                hint = "" if close else f"add {key!r} there, or mend the reference"
                msg = f"{reference!r} does not exist: nothing is called {key!r}{close}"
                raise BrokenReferenceError(msg, hint)
        return target, path, value

    def _open(self, address: str, file: RawFile) -> RawFile:
        for known in self._files.values():
            own = known.value.get("$self") or known.value.get("$id") if isinstance(known.value, dict) else None
            if isinstance(own, str) and urljoin(own, address) == own:
                return known
        if urlsplit(address).scheme or address.startswith("//"):
            hint = "save it beside this file and refer to it by its name: nothing is fetched from the network"
            msg = f"{address!r} is on another host"
            raise BrokenReferenceError(msg, hint)
        path = (file.path.parent / unquote(address)).resolve()
        if not path.is_relative_to(self._folder):
            reason = f"{address!r} is outside of {self._folder}"
            raise BrokenReferenceError(reason, "nothing is read from elsewhere: copy it into this folder")
        if path not in self._files:
            try:
                self._files[path], faults = read_raw(path)
            except UnreadableSourceError as error:
                msg = f"{address!r} {error.reason}"
                raise BrokenReferenceError(msg) from error
            self.faults += faults
        return self._files[path]


def _get(value: Any, path: JsonPath) -> Json:
    for key in path:
        value = value[key]
    result: Json = value
    return result
