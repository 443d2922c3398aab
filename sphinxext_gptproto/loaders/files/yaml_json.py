"""YAML or JSON text to plain values, with the line and column of every one of them.

YAML is read by the core schema of YAML 1.2 (section 10.3): only ``true`` and ``false`` are booleans, dates stay
strings, and keys keep their spelling (a status written ``200:`` is the key ``"200"``). Nothing is ever constructed but
JSON values.
"""

from __future__ import annotations

import contextlib
import json
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NoReturn, Protocol

import yaml

from ...spec.errors import SpecError, UnreadableSourceError
from ...spec.json_path import pointer
from ...spec.model import Source

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ...spec.json_path import JsonPath
    from ...spec.model import Json

SUFFIXES: Final = (".yaml", ".yml", ".json")
MAX_BYTES: Final = 64 * 1024 * 1024
MAX_DEPTH: Final = 100
MAX_REPEATED: Final = 500_000
"""Limits on one file, so that a hostile one fails with a word instead of eating the machine. The last is on the values
that aliases repeat."""
MAX_DIGITS: Final = 300
"""More would not fit a float, and Python refuses to read 4,301."""

_LIBYAML_DEPTH: Final = "exceeded maximum nesting depth"
"""What the newer releases of libyaml say; the limit is theirs, and they look ahead of what they tell us of."""
_TAG: Final = "tag:yaml.org,2002:"
CoreLoader: Final[Any] = type(
    "CoreLoader", (getattr(yaml, "CSafeLoader", yaml.SafeLoader),), {"yaml_implicit_resolvers": {}}
)
for _name, _pattern, _first in (
    ("null", r"(~|null|Null|NULL|)\Z", ["~", "n", "N", ""]),
    ("bool", r"(true|True|TRUE|false|False|FALSE)\Z", list("tTfF")),
    ("int", r"([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\Z", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z", list("-+.0123456789")),
    ("float", r"([-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN))\Z", list("-+.")),
):
    CoreLoader.add_implicit_resolver(_TAG + _name, re.compile(_pattern), _first)
_SURROGATES: Final = re.compile(r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")


@dataclass(frozen=True, slots=True)
class Document:
    """A file's value, and where each part of it stands."""

    file: str
    value: Json
    faults: tuple[SpecError, ...] = ()
    """Faults of the text that cost a part only, such as a key written twice."""
    _places: Mapping[JsonPath, tuple[int, int]] = field(default_factory=dict)

    def source(self, *path: str | int) -> Source:
        """Return the place of the value at ``path``, or of the nearest parent that has one."""
        shorter = path
        while shorter and shorter not in self._places:
            shorter = shorter[:-1]
        line, column = self._places.get(shorter, (0, 0))
        return Source(file=self.file, line=line, column=column, pointer=pointer(path))

    def fault_at(self, source: Source) -> SpecError | None:
        """Return the fault of the text at a place: what was read there says no more, so that it gets no second one."""
        return next((fault for fault in self.faults if fault.source.pointer == source.pointer), None)


class Places(Protocol):
    """Where the parts of a file stand."""

    @property
    def faults(self) -> tuple[SpecError, ...]:
        """Faults of the text that cost a part only."""

    def source(self, *path: str | int) -> Source:
        """Return the place of the value at ``path``, or of the nearest parent that has one."""

    def fault_at(self, source: Source) -> SpecError | None:
        """Return the fault of the text at a place."""


def read_document(path: Path) -> Document:
    """Read a YAML or JSON file.

    :raises UnreadableSourceError: when there is no such file, it is too large, or it is not UTF-8 or not YAML.
    """
    return parse_document(decode(path), file=str(path))


def decode(path: Path) -> str:
    """Return the text of a file.

    :raises UnreadableSourceError: when there is no such file, it is too large, or it is not UTF-8.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableSourceError(Source(file=str(path)), f"cannot be read: {error.strerror}") from error
    if len(data) > MAX_BYTES:
        reason = f"is larger than {MAX_BYTES // 1024**2} MiB, the limit for one file"
        raise UnreadableSourceError(Source(file=str(path)), reason)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        place = Source(file=str(path), line=line, column=column)
        raise UnreadableSourceError(
            place, f"is not UTF-8 text: found the byte 0x{data[error.start]:02X}; save it as UTF-8"
        ) from error


def parse_document(text: str, *, file: str) -> Document:
    """Parse YAML or JSON text; see :func:`read_document`."""
    if text.lstrip().startswith(("{", "[")):  # JSON writes characters beyond U+FFFF in two halves, YAML does not
        text = _SURROGATES.sub(_join_surrogates, text)
    try:
        if _may_be_deep(text):
            _check_depth(text, file)
        node = yaml.compose(text, Loader=CoreLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if error.problem == _LIBYAML_DEPTH:
            raise _too_deep(mark, file) from error
        place = _at(mark, file) if mark else Source(file=file)
        said = ", ".join(part for part in (error.context, error.problem) if part)
        raise UnreadableSourceError(place, f"is not valid YAML: {said}; {_syntax_hint(error, text)}") from error
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        place = Source(file=file, line=before.count("\n") + 1, column=len(before) - before.rfind("\n"))
        reason = f"is not valid YAML: the character U+{ord(text[error.position]):04X} is not allowed; remove it"
        raise UnreadableSourceError(place, reason) from error
    if node is None:
        raise UnreadableSourceError(Source(file=file), "is empty; a registry file starts with 'gptproto: 1'")
    _check_size(node, file)
    builder = _Builder(file)
    value = builder.build(node, ())
    return Document(file, value, tuple(builder.faults), builder.places)


def _at(mark: yaml.Mark, file: str, path: JsonPath = ()) -> Source:
    return Source(file=file, line=mark.line + 1, column=mark.column + 1, pointer=pointer(path))


def _join_surrogates(match: re.Match[str]) -> str:
    high, low = int(match[2], 16), int(match[3], 16)
    return match[1] + chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _syntax_hint(error: yaml.MarkedYAMLError, text: str) -> str:
    mark = error.problem_mark
    line = text.split("\n")[mark.line] if mark and mark.line < text.count("\n") + 1 else ""
    if mark and line[mark.column : mark.column + 1] == "\t":
        return "indent with spaces, not tabs"
    if "alias" in str(error.problem):
        return "write its anchor, '&name', before it"
    if "another document" in str(error.problem):
        return "make a file of each"
    return "look for wrong indentation, or a bracket or quote that is not closed, here and just before"


def _may_be_deep(text: str) -> bool:
    """Tell whether a text might be nested so deep that parsing it overflows the C stack, at low cost.

    A block of YAML is at most twice as deep as its widest line is wide.
    """
    return text.count("[") + text.count("{") + 2 * max(map(len, text.split("\n"))) > 5_000


def _check_depth(text: str, file: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=CoreLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _too_deep(event.start_mark, file)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _too_deep(mark: Any, file: str) -> UnreadableSourceError:
    reason = f"is nested more than {MAX_DEPTH} levels deep here; give inner parts a name and refer to it with '$ref'"
    return UnreadableSourceError(_at(mark, file) if mark else Source(file=file), reason)


def _check_size(root: yaml.Node, file: str) -> None:
    """Refuse what grows without measure when its aliases are followed ("billion laughs"), without following them."""
    sizes: dict[int, int] = {}
    above: set[int] = set()

    def measure(node: yaml.Node) -> int:
        if id(node) in above:
            raise UnreadableSourceError(_at(node.start_mark, file), "holds itself through an alias; remove the alias")
        if id(node) not in sizes:
            if len(above) >= MAX_DEPTH and not isinstance(node, yaml.ScalarNode):
                raise _too_deep(node.start_mark, file)
            above.add(id(node))
            size = 1
            if isinstance(node, yaml.MappingNode):
                size += sum(measure(value) for _, value in node.value)
            elif isinstance(node, yaml.SequenceNode):
                size += sum(map(measure, node.value))
            above.remove(id(node))
            sizes[id(node)] = size
            if size > len(sizes) + MAX_REPEATED:
                reason = f"is too large: aliases repeat more than {MAX_REPEATED:,} values; use '$ref' instead"
                raise UnreadableSourceError(_at(node.start_mark, file), reason)
        return sizes[id(node)]

    measure(root)


def parse_json(text: str) -> Json:
    """Parse JSON, and nothing else.

    :raises ValueError: when it is none, or holds a number that is too large for a float.
    """
    value: Json = json.loads(text, parse_constant=_refuse, parse_float=_finite, parse_int=_integer)
    return value


def _refuse(text: str) -> NoReturn:
    msg = f"{text:.40} is not a number that JSON can hold"
    raise ValueError(msg)


def _finite(text: str) -> float:
    value = float(text)
    return value if len(text) <= MAX_DIGITS and math.isfinite(value) else _refuse(text)


def _integer(text: str, base: int = 10) -> int:
    value = int(text, base) if len(text) <= MAX_DIGITS else _refuse(text)
    return value if math.isfinite(value) else _refuse(text)


class _Builder:
    """Turns YAML nodes into values, noting places and faults on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.places: dict[JsonPath, tuple[int, int]] = {}
        self.faults: list[SpecError] = []

    def build(self, node: yaml.Node, path: JsonPath) -> Json:
        self.places[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
        if len(path) >= MAX_DEPTH and not isinstance(node, yaml.ScalarNode):
            raise _too_deep(node.start_mark, self.file)
        if isinstance(node, yaml.MappingNode):
            self._check_tag(node, path, "map")
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            self._check_tag(node, path, "seq")
            return [self.build(child, (*path, index)) for index, child in enumerate(node.value)]
        return self._scalar(node, path)

    def _mapping(self, node: yaml.MappingNode, path: JsonPath) -> dict[str, Json]:
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

    def _scalar(self, node: yaml.Node, path: JsonPath) -> Json:
        text = str(node.value)
        kind = str(node.tag).removeprefix(_TAG)
        if kind == "null" and text in ("", "~", "null", "Null", "NULL"):
            return None
        if kind == "bool" and text.lower() in ("true", "false"):
            return text.lower() == "true"
        if kind in ("int", "float"):
            return self._number(node, text, path)
        self._check_tag(node, path, "str")
        return text

    def _number(self, node: yaml.Node, text: str, path: JsonPath) -> Json:
        with contextlib.suppress(ValueError, OverflowError):  # a tag on what is no number, or too many digits
            if node.tag.endswith("float"):
                return _finite(text)
            return _integer(text, 0 if text[1:2] in ("o", "x") else 10)
        shown = text if len(text) <= 40 else text[:37] + "..."
        self._fault(node.start_mark, path, f"{shown} is not a number that JSON can hold", "write it in quotes")
        return text

    def _check_tag(self, node: yaml.Node, path: JsonPath, expected: str) -> None:
        if node.tag != _TAG + expected:
            shown = "!!" + node.tag.removeprefix(_TAG) if node.tag.startswith(_TAG) else node.tag
            self._fault(node.start_mark, path, f"the tag {shown!r} is not supported", "remove it")

    def _fault(self, mark: yaml.Mark, path: JsonPath, reason: str, hint: str) -> None:
        self.faults.append(SpecError(_at(mark, self.file, path), reason, hint))
