"""Parse a file of any format fast, and look up the line of a value only when a message needs it.

References between files (``$ref``) are followed here: JSON Pointers (RFC 6901), ``$anchor`` and ``$id``, and relative
paths of other files. Nothing is fetched from the network or read from outside of the first file's folder.
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
from .places import restore_indexes
from .secrets import mask_secrets, may_hold_secret
from .surrogates import replace_surrogates
from .yaml_json import SUFFIXES, Document, decode, parse_document, parse_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ...spec.json_path import JsonPath
    from ...spec.model import Json


_MAX_ON_THE_WAY: Final = 100
"""How many references may be followed on the way to a target, so that a hostile file does not exhaust the stack."""
_BLANK: Final = re.compile(r"[ \t\n\r]*")


class BrokenReferenceError(GptprotoError):
    """A ``$ref`` whose target does not exist or is not read.

    :param target: names the missing target; equal for all references to it, however they are written.
    """

    def __init__(self, reason: str, hint: str = "", *, target: str = "") -> None:
        self.reason, self.hint = reason, hint
        self.target = target or reason
        super().__init__(reason)


class CircularReferenceError(BrokenReferenceError):
    """A ``$ref`` that leads back to itself."""

    def __init__(self, reference: str, *, target: str) -> None:
        hint = "write the object itself in place of one of the references"
        super().__init__(f"the reference {reference!r} is circular", hint, target=target)


class RawFile:
    """The value of a file; lines and columns of its parts are determined on demand."""

    def __init__(self, path: Path, text: str, value: Json, document: Document | None) -> None:
        self.path, self.value = path, value
        self._text, self._document = text, document
        self._places: JsonPlaces | None = None
        self._anchors: dict[str, JsonPath] | None = None
        self._kept: Mapping[JsonPath, list[int]] = {}

    def note_kept(self, kept: Mapping[JsonPath, list[int]]) -> None:
        """Note which items remain in the lists of :attr:`value` that internal parts were removed from.

        :param kept: their indexes in the file, by the path of the list; see :mod:`.internal`.
        """
        self._kept, self._anchors = kept, None

    def find_index(self, path: JsonPath, index: int) -> int:
        """Return the index in :attr:`value` of a list's item by its index in the file; -1 if it was removed."""
        kept = self._kept.get(path)
        return index if kept is None else kept.index(index) if index in kept else -1

    @property
    def faults(self) -> tuple[SpecError, ...]:
        """Faults of the YAML text, such as duplicate keys, that affect a part of the file only."""
        return self._document.faults if self._document else ()

    def get(self, path: JsonPath) -> Json:
        """Return the value at a path, or ``None`` where there is none."""
        try:
            return _get(self.value, path)
        except (KeyError, IndexError, TypeError):
            return None

    def source(self, *path: str | int) -> Source:
        """Return the place of the value at ``path``, or of the nearest parent that has one."""
        path = restore_indexes(path, self._kept)
        if self._document is not None:
            return self._document.source(*path)
        if self._places is None:
            self._places = JsonPlaces(self._text)
        line, column = self._places.find(path)
        return Source(file=str(self.path), line=line, column=column, pointer=pointer(path))

    def fault_at(self, source: Source) -> SpecError | None:
        """Return the fault of the text at a place, or ``None``; see :meth:`.Document.fault_at`."""
        return self._document.fault_at(source) if self._document is not None else None

    def get_anchors(self) -> dict[str, JsonPath]:
        """Return the paths of all named schemas: those with ``$anchor`` as ``#name``, those with ``$id`` by that."""
        if self._anchors is None:
            self._anchors = {}
            stack: list[tuple[Json, JsonPath]] = [(self.value, ())]
            while stack:
                value, path = stack.pop()
                if isinstance(value, dict):
                    for key, prefix in (("$anchor", "#"), ("$dynamicAnchor", "#"), ("$id", "")):
                        if isinstance(name := value.get(key), str):
                            self._anchors.setdefault(prefix + name, path)
                    stack += [(part, (*path, key)) for key, part in value.items()]
                elif isinstance(value, list):
                    stack += [(part, (*path, index)) for index, part in enumerate(value)]
        return self._anchors


def read_raw(path: Path) -> tuple[RawFile, list[SpecError]]:
    """Read a YAML or JSON file and mask what looks like a live API key in it.

    :return: the file, and its faults, among them one for each masked key.
    :raises UnreadableSourceError: when it cannot be read, is too large, or is neither YAML nor JSON.
    """
    text = decode(path)
    document: Document | None = None
    value: Any = None
    faults: list[SpecError] = []
    if text.lstrip()[:1] in ("{", "["):
        text, faults = replace_surrogates(text, str(path))
        # What json refuses goes to the YAML parser, which accepts some of it and reports the place of an error.
        with contextlib.suppress(ValueError, RecursionError):
            value = parse_json(text)
    if value is None:
        document = parse_document(text, file=str(path), merges=True)
        value = document.value
    file = RawFile(path, text, value, document)
    faults += file.faults
    if not may_hold_secret(text):
        return file, faults
    value, masked = mask_secrets(value, file.source)
    return RawFile(path, text, value, document), [*faults, *masked]


def read_text(path: Path) -> tuple[RawFile, list[SpecError]]:
    """Read a file whose whole value is its text, such as Markdown; see :func:`read_raw`."""
    text = decode(path)
    file = RawFile(path, text, text, None)
    file.value, faults = mask_secrets(text, file.source)
    return file, faults


class JsonPlaces:
    """Finds the line and column of a value in valid JSON text.

    ``json`` reports no places, and a parser in Python that does would be many times slower. So the text is parsed by
    ``json`` first, and only when a place is needed, this class walks down one path: the value of each member before the
    one that it looks for is skipped by ``json``'s own decoder.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._decode = json.JSONDecoder().raw_decode
        self._members: dict[int, dict[str | int, tuple[int, int]]] = {}

    def find(self, path: JsonPath) -> tuple[int, int]:
        """Return line and column of a value, or of its nearest parent that exists; for a member, those of its key."""
        offset = value = self._skip_blank(0)
        for key in path:
            members = self._get_members(value)
            if key not in members:
                break
            offset, value = members[key]
        return self._text.count("\n", 0, offset) + 1, offset - self._text.rfind("\n", 0, offset)

    def _get_members(self, start: int) -> dict[str | int, tuple[int, int]]:
        """Find the members of the object or array at an offset; return for each the offsets of its key and value."""
        if start in self._members:
            return self._members[start]
        members: dict[str | int, tuple[int, int]] = {}
        text, opening = self._text, self._text[start]
        offset = self._skip_blank(start + 1)
        while opening in "{[" and text[offset] not in "}]":
            key: str | int = len(members)
            value_offset = offset
            if opening == "{":
                key, end = scanstring(text, offset + 1)
                value_offset = self._skip_blank(self._skip_blank(end) + 1)
            members.setdefault(key, (offset, value_offset))
            _, end = self._decode(text, value_offset)
            offset = self._skip_blank(end)
            offset = self._skip_blank(offset + 1) if text[offset] == "," else offset
        self._members[start] = members
        return members

    def _skip_blank(self, offset: int) -> int:
        match = _BLANK.match(self._text, offset)
        return match.end() if match else offset


class References:
    """Follows ``$ref`` inside a root file, and into the files in its folder and below."""

    def __init__(self, file: RawFile) -> None:
        self.root = file
        self.faults: list[SpecError] = []
        """The faults of further files, added when these are read, and one for each target that does not exist."""
        self._folder = file.path.parent.resolve()
        self._files: dict[Path, RawFile] = {file.path.resolve(): file}
        self._texts: dict[Path, RawFile] = {}
        self._unreadable: dict[tuple[Path, bool], UnreadableSourceError] = {}
        """By path, and whether it was read as text."""
        self._reported: set[str] = set()

    @property
    def files(self) -> list[Path]:
        """The files read so far."""
        return [*self._files, *self._texts]

    def report(self, error: BrokenReferenceError, file: RawFile, path: JsonPath, skipped: str = "") -> None:
        """Record a broken reference, unless another reference to the same target is recorded already.

        :param path: the path of the object with the reference.
        :param skipped: what is skipped because of it.
        """
        if error.target not in self._reported:
            self._reported.add(error.target)
            reason = f"{error.reason}; {skipped} is skipped" if skipped else error.reason
            self.faults.append(SpecError(file.source(*path, "$ref"), reason, error.hint))

    def follow(self, reference: str, file: RawFile, *, as_text: bool = False) -> tuple[RawFile, JsonPath, Json]:
        """Return the target of a reference: its file, its path in that file, and its value.

        References on the way to the target are followed: ``#/components/schemas/Pet`` also exists if ``schemas`` is
        itself a reference to a file with ``Pet``.

        :param file: the file that contains the reference.
        :param as_text: whether a file that is not YAML or JSON by its name, such as ``intro.md``, may be the target.
        :raises BrokenReferenceError: when the target does not exist, or is in a file that may not be read.
        """
        return self._follow(reference, file, as_text, ())

    def _follow(
        self, reference: str, file: RawFile, as_text: bool, followed: tuple[tuple[Path, str], ...]
    ) -> tuple[RawFile, JsonPath, Json]:
        address, _, fragment = reference.partition("#")
        target = self._open(address, file, as_text=as_text and not fragment) if address else file
        fragment = unquote(fragment)
        if fragment and not fragment.startswith("/"):
            anchor_path = target.get_anchors().get(f"#{fragment}")
            if anchor_path is None:
                suggestion = did_you_mean(nearest(fragment, [n[1:] for n in target.get_anchors() if n.startswith("#")]))
                msg = f"{reference!r}: there is no $anchor {fragment!r}{suggestion}"
                raise BrokenReferenceError(msg, target=f"{target.path}#{fragment}")
            return target, anchor_path, _get(target.value, anchor_path)
        missing = f"{target.path}#{fragment}"
        path: JsonPath = ()
        value = target.value
        for token in fragment.split("/")[1:]:
            key = token.replace("~1", "/").replace("~0", "~")
            while isinstance(value, dict) and key not in value and isinstance(further := value.get("$ref"), str):
                if (target.path, further) in followed or len(followed) >= _MAX_ON_THE_WAY:
                    raise CircularReferenceError(further, target=min(f"{path}#{text}" for path, text in followed))
                followed = (*followed, (target.path, further))
                target, path, value = self._follow(further, target, as_text=False, followed=followed)
            index = target.find_index(path, int(key)) if isinstance(value, list) and key.isdigit() else -1
            if isinstance(value, list) and 0 <= index < len(value):
                path, value = (*path, index), value[index]
            elif isinstance(value, dict) and key in value:
                path, value = (*path, key), value[key]
            else:
                keys = value if isinstance(value, dict) else ()
                suggestion = did_you_mean(nearest(key, keys))
                hint = "" if suggestion else f"add {key!r} there, or fix the reference"
                msg = f"{reference!r} does not exist: there is no {key!r}{suggestion}"
                raise BrokenReferenceError(msg, hint, target=missing)
        return target, path, value

    def _open(self, address: str, file: RawFile, *, as_text: bool) -> RawFile:
        """Return the file that the part of a reference before ``#`` names, reading it the first time.

        A file's own ``$self`` (OpenAPI 3.2) or ``$id`` is compared first: such a URI need not be fetched.
        """
        for other in self._files.values():
            root = other.value if isinstance(other.value, dict) else {}
            base_uri = root.get("$self") or root.get("$id")
            if isinstance(base_uri, str) and urljoin(base_uri, address) == base_uri:
                return other
        if urlsplit(address).scheme or address.startswith("//"):
            hint = "download the file to this folder and refer to it by its name: nothing is fetched from the network"
            msg = f"{address!r} is on another host"
            raise BrokenReferenceError(msg, hint)
        path = (file.path.parent / unquote(address)).resolve()
        if not path.is_relative_to(self._folder):
            reason = f"{address!r} is outside of {self._folder}"
            hint = "copy it into this folder: files elsewhere are not read"
            raise BrokenReferenceError(reason, hint, target=str(path))
        is_text = as_text and path.suffix.lower() not in SUFFIXES
        files, read = (self._texts, read_text) if is_text else (self._files, read_raw)
        if path not in files and (path, is_text) not in self._unreadable:
            try:
                files[path], faults = read(path)
            except UnreadableSourceError as error:
                self._unreadable[path, is_text] = error
            else:
                self.faults += faults
        if (path, is_text) in self._unreadable:
            unreadable = self._unreadable[path, is_text]
            line = f", line {unreadable.source.line}," if unreadable.source.line else ""
            msg = f"{address!r}{line} {unreadable.reason}"
            raise BrokenReferenceError(msg, target=str(path))
        return files[path]


def _get(value: Any, path: JsonPath) -> Json:
    for key in path:
        value = value[key]
    result: Json = value
    return result
