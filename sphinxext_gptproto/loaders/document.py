"""YAML or JSON text to plain values, with the line and column of every one of them.

YAML is read by the core schema of YAML 1.2 (section 10.3): only ``true`` and ``false`` are booleans, dates stay strings,
and keys keep their spelling (a status written ``200:`` is the key ``"200"``). Nothing is ever constructed but JSON values.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

from ..errors import SpecError, UnreadableSourceError
from ..models import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..models import Json

MAX_BYTES: Final = 64 * 1024 * 1024
MAX_DEPTH: Final = 100
MAX_VALUES: Final = 5_000_000
"""Limits on one file, so that a hostile one fails with a word instead of eating the machine."""

_INTEGER: Final = re.compile(r"[-+]?[0-9]+\Z")
_OCTAL_OR_HEX: Final = re.compile(r"0o[0-7]+\Z|0x[0-9a-fA-F]+\Z")
_FLOAT: Final = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})
_BOOLEANS: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_STRING_TAG: Final = "tag:yaml.org,2002:str"
_PLAIN_TAGS: Final = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("null", "bool", "int", "float", "timestamp", "merge", "value")
)

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Document:
    """A file's value, and where each part of it stands."""

    file: str
    value: Json
    faults: tuple[SpecError, ...] = ()
    """Faults of the text that cost a part only, such as a key written twice."""
    _places: Mapping[tuple[str | int, ...], tuple[int, int]] = field(default_factory=dict)

    def source(self, *path: str | int) -> Source:
        """Return the place of the value at ``path``, or of the nearest parent that has one."""
        shorter = path
        while shorter and shorter not in self._places:
            shorter = shorter[:-1]
        line, column = self._places.get(shorter, (0, 0))
        return Source(file=self.file, line=line, column=column, pointer=pointer(path))


def pointer(path: tuple[str | int, ...]) -> str:
    """Return a path in the data as people read it: ``$.paths['/a b'].get.parameters[0]``."""
    text = "$"
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif re.fullmatch(r"[\w-]+", part):
            text += f".{part}"
        else:
            text += f"[{part!r}]"
    return text


def read_document(path: Path) -> Document:
    """Read a YAML or JSON file.

    :raises UnreadableSourceError: when there is no such file, it is too large, or it is not UTF-8 or not YAML.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableSourceError(Source(file=str(path)), f"cannot be read: {error.strerror}") from error
    if len(data) > MAX_BYTES:
        reason = f"is larger than {MAX_BYTES // 1024**2} MiB, the limit for one file"
        raise UnreadableSourceError(Source(file=str(path)), reason)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UnreadableSourceError(Source(file=str(path), line=line), "is not UTF-8 text; save it as UTF-8") from error
    return parse_document(text, file=str(path))


def parse_document(text: str, *, file: str) -> Document:
    """Parse YAML or JSON text; see :func:`read_document`."""
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Source(file=file, line=mark.line + 1, column=mark.column + 1) if mark else Source(file=file)
        said = " ".join(part for part in (error.context, error.problem) if part)
        raise UnreadableSourceError(place, f"is not valid YAML: {said}") from error
    except yaml.YAMLError as error:
        raise UnreadableSourceError(Source(file=file), f"is not valid YAML: {error}") from error
    if node is None:
        raise UnreadableSourceError(Source(file=file), "is empty")
    builder = _Builder(file)
    value = builder.build(node, ())
    return Document(file, value, tuple(builder.faults), builder.places)


class _Builder:
    """Turns YAML nodes into values, noting places and faults on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.places: dict[tuple[str | int, ...], tuple[int, int]] = {}
        self.faults: list[SpecError] = []

    def build(self, node: yaml.Node, path: tuple[str | int, ...]) -> Json:
        place = (node.start_mark.line + 1, node.start_mark.column + 1)
        self.places[path] = place
        if len(path) > MAX_DEPTH:
            reason = f"is nested more than {MAX_DEPTH} levels deep"
            raise UnreadableSourceError(Source(file=self.file, line=place[0], column=place[1]), reason)
        if len(self.places) > MAX_VALUES:  # aliases of aliases ("billion laughs") end here
            raise UnreadableSourceError(Source(file=self.file), f"holds more than {MAX_VALUES:,} values")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.build(child, (*path, index)) for index, child in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)  # the third and last kind of node
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: tuple[str | int, ...]) -> dict[str, Json]:
        result: dict[str, Json] = {}
        for key_node, value_node in node.value:
            mark = key_node.start_mark
            if not isinstance(key_node, yaml.ScalarNode):
                self._fault(mark, path, "a key must be text", "write the key as a plain word or in quotes")
                continue
            key = str(key_node.value)
            if key in result:
                first = self.places[(*path, key)][0]
                self._fault(mark, (*path, key), f"the key {key!r} stands twice (first on line {first})", "remove one")
                continue
            result[key] = self.build(value_node, (*path, key))
            self.places[(*path, key)] = (mark.line + 1, mark.column + 1)
        return result

    def _scalar(self, node: yaml.ScalarNode, path: tuple[str | int, ...]) -> Json:
        text = str(node.value)
        if node.style not in (None, "") or node.tag == _STRING_TAG:
            return text
        if node.tag not in _PLAIN_TAGS:
            self._fault(node.start_mark, path, f"the tag {node.tag!r} is not supported", "write plain YAML values")
            return text
        if text in _NULL:
            return None
        if text in _BOOLEANS:
            return _BOOLEANS[text]
        if _INTEGER.match(text):
            return int(text)
        if _OCTAL_OR_HEX.match(text):
            return int(text, 0)
        return float(text) if _FLOAT.match(text) else text

    def _fault(self, mark: yaml.Mark, path: tuple[str | int, ...], reason: str, hint: str) -> None:
        place = Source(file=self.file, line=mark.line + 1, column=mark.column + 1, pointer=pointer(path))
        self.faults.append(SpecError(place, reason, hint))
