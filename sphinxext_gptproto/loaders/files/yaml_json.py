"""Parse YAML or JSON to plain values, with the line and column of each value.

YAML is read by the core schema of YAML 1.2 (section 10.3): only ``true`` and ``false`` are booleans, dates are strings,
and keys keep their spelling (a status written ``200:`` is the key ``"200"``). Only JSON values are ever constructed.
Merge keys (``<<: *name``), which YAML 1.2 no longer has, are read only where a caller asks for them.
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
from .places import restore_indexes
from .surrogates import join_surrogates, replace_surrogates

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ...spec.json_path import JsonPath
    from ...spec.model import Json

SUFFIXES: Final = (".yaml", ".yml", ".json")
MAX_BYTES: Final = 64 * 1024 * 1024
MAX_DEPTH: Final = 100
MAX_REPEATED: Final = 500_000
"""Limits of one file, so that a hostile one fails with a message and does not exhaust the machine's memory.
``MAX_REPEATED`` limits the number of values that aliases repeat."""
MAX_DIGITS: Final = 300
"""Longest number. A float has at most 309 digits before the point, and Python by default refuses integers of more than
4,300 digits."""

_BINARY: Final = (
    (b"PK\x03\x04", "a ZIP archive", "unpack it, and name a file or folder of it"),
    (b"\x1f\x8b", "a gzip archive", "unpack it, and name a file or folder of it"),
    (b"%PDF-", "a PDF file", "name the description that it was made from"),
    (b"\xff\xfe", "UTF-16 text", "save it as UTF-8"),
    (b"\xfe\xff", "UTF-16 text", "save it as UTF-8"),
)
"""First bytes of files that are not UTF-8, with what they are and what to do."""

_LIBYAML_DEPTH: Final = "exceeded maximum nesting depth"
"""Error of newer releases of libyaml, whose scanner has a limit of its own and may reach it before ours."""
_TAG: Final = "tag:yaml.org,2002:"
_MERGE: Final = "<<"
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
_LONG_KEY: Final = re.compile(r"""("[^"]{1023,}"|'[^']{1023,}'|[^\s"'][^"':]{1023,})\s*\Z""")
_MAX_SEARCHED: Final = 8_000
"""How many characters before an error are searched for a key that is too long."""


@dataclass(frozen=True, slots=True)
class Document:
    """The value of a file, with the place of each part."""

    file: str
    value: Json
    faults: tuple[SpecError, ...] = ()
    """Faults of the text that affect a part of the file only, such as a duplicate key."""
    _places: Mapping[JsonPath, tuple[int, int]] = field(default_factory=dict)
    kept: Mapping[JsonPath, list[int]] = field(default_factory=dict)
    """Indexes in the file of the items that remain in lists which internal parts were removed from; see
    :mod:`.internal`."""

    def source(self, *path: str | int) -> Source:
        """Return the place of the value at ``path``, or of the nearest parent that has one."""
        prefix = path = restore_indexes(path, self.kept)
        while prefix and prefix not in self._places:
            prefix = prefix[:-1]
        line, column = self._places.get(prefix, (0, 0))
        return Source(file=self.file, line=line, column=column, pointer=pointer(path))

    def fault_at(self, source: Source) -> SpecError | None:
        """Return the fault of the text at a place, or ``None``.

        The value read at such a place is unreliable, so callers report this fault and no second one.
        """
        return next((fault for fault in self.faults if fault.source.pointer == source.pointer), None)


class Places(Protocol):
    """Looks up the places of values in a file; :class:`Document` and :class:`.RawFile` do."""

    @property
    def faults(self) -> tuple[SpecError, ...]:
        """Faults of the text that affect a part of the file only."""

    def source(self, *path: str | int) -> Source:
        """Return the place of the value at ``path``, or of the nearest parent that has one."""

    def fault_at(self, source: Source) -> SpecError | None:
        """Return the fault of the text at a place, or ``None``; see :meth:`Document.fault_at`."""


def read_document(path: Path) -> Document:
    """Read a YAML or JSON file.

    :raises UnreadableSourceError: when there is no such file, or it is too large, not UTF-8, or not YAML.
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
        for signature, title, hint in _BINARY:
            if data.startswith(signature):
                raise UnreadableSourceError(Source(file=str(path)), f"is {title}; {hint}") from error
        line = data[: error.start].count(b"\n") + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        source = Source(file=str(path), line=line, column=column)
        raise UnreadableSourceError(
            source, f"is not UTF-8 text: found the byte 0x{data[error.start]:02X}; save it as UTF-8"
        ) from error


def parse_document(text: str, *, file: str, merges: bool = False) -> Document:
    """Parse YAML or JSON text; see :func:`read_document`.

    :param merges: whether the key ``<<`` merges mappings, as in YAML 1.1.
    """
    faults: list[SpecError] = []
    if text.lstrip().startswith(("{", "[")):  # JSON escapes characters beyond U+FFFF as surrogate pairs, YAML does not
        text, faults = replace_surrogates(text, file)
        text = join_surrogates(text)
    try:
        if _may_be_deep(text):
            _check_depth(text, file)
        node = yaml.compose(text, Loader=CoreLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        if error.problem == _LIBYAML_DEPTH:
            raise _too_deep(mark, file) from error
        source = _source_at(mark, file) if mark else Source(file=file)
        problem = ", ".join(part for part in (error.context, error.problem) if part)
        raise UnreadableSourceError(source, f"is not valid YAML: {problem}; {_syntax_hint(error, text)}") from error
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        source = Source(file=file, line=before.count("\n") + 1, column=len(before) - before.rfind("\n"))
        reason = f"is not valid YAML: the character U+{ord(text[error.position]):04X} is not allowed; remove it"
        raise UnreadableSourceError(source, reason) from error
    if node is None:
        raise UnreadableSourceError(Source(file=file), "is empty; a registry file starts with 'gptproto: 1'")
    _check_size(node, file)
    builder = _Builder(file, merges=merges)
    value = builder.build(node, ())
    return Document(file, value, (*faults, *builder.faults), builder.places)


def _source_at(mark: yaml.Mark, file: str, path: JsonPath = ()) -> Source:
    return Source(file=file, line=mark.line + 1, column=mark.column + 1, pointer=pointer(path))


def _syntax_hint(error: yaml.MarkedYAMLError, text: str) -> str:
    mark = error.problem_mark
    line = text.split("\n")[mark.line] if mark and mark.line < text.count("\n") + 1 else ""
    if mark and line[mark.column : mark.column + 1] == "\t":
        return "indent with spaces, not tabs"
    if "alias" in str(error.problem):
        return "define the anchor, '&name', before the alias"
    if "Unicode character escape" in str(error.problem):
        return "write the character itself"
    if mark and _LONG_KEY.search(line[max(0, mark.column - _MAX_SEARCHED) : mark.column]):
        return "shorten the key before it: YAML reads keys of at most 1,024 characters"
    if "another document" in str(error.problem):
        return "put each document into a file of its own"
    return "check the indentation, and look for a bracket or quote that is not closed, here and just before"


def _may_be_deep(text: str) -> bool:
    """Return whether a text might be nested so deep that ``yaml.compose`` overflows the C stack.

    This is a cheap upper bound. Flow collections need a bracket for each level. Block collections are indented by at
    least one column for each mapping, in which a sequence may add another level at the same column: two levels for
    each column of the longest line.
    """
    return text.count("[") + text.count("{") + 2 * max(map(len, text.split("\n"))) > 5_000


def _check_depth(text: str, file: str) -> None:
    """Refuse text that is nested too deep, by its events alone: these are produced without recursion."""
    depth = 0
    for event in yaml.parse(text, Loader=CoreLoader):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise _too_deep(event.start_mark, file)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _too_deep(mark: Any, file: str) -> UnreadableSourceError:
    reason = f"is nested more than {MAX_DEPTH} levels deep here; move inner parts to 'components' and use '$ref'"
    return UnreadableSourceError(_source_at(mark, file) if mark else Source(file=file), reason)


def _check_size(root: yaml.Node, file: str) -> None:
    """Refuse aliases that repeat too many values ("billion laughs"), without expanding them.

    The size of each node is computed once, aliases included, so nested aliases cost no more than one visit each. In a
    file without aliases no size exceeds the number of nodes that were visited.
    """
    sizes: dict[int, int] = {}
    ancestors: set[int] = set()

    def measure(node: yaml.Node) -> int:
        if id(node) in ancestors:
            raise UnreadableSourceError(
                _source_at(node.start_mark, file), "contains itself through an alias; remove the alias"
            )
        if id(node) not in sizes:
            if len(ancestors) >= MAX_DEPTH and not isinstance(node, yaml.ScalarNode):
                raise _too_deep(node.start_mark, file)
            ancestors.add(id(node))
            size = 1
            if isinstance(node, yaml.MappingNode):
                size += sum(measure(value) for _, value in node.value)
            elif isinstance(node, yaml.SequenceNode):
                size += sum(map(measure, node.value))
            ancestors.remove(id(node))
            sizes[id(node)] = size
            if size > len(sizes) + MAX_REPEATED:
                reason = f"is too large: aliases repeat more than {MAX_REPEATED:,} values; use '$ref' instead"
                raise UnreadableSourceError(_source_at(node.start_mark, file), reason)
        return sizes[id(node)]

    measure(root)


def parse_json(text: str) -> Json:
    """Parse JSON strictly, without the ``NaN``, ``Infinity`` and unpaired surrogates that Python would accept.

    :raises ValueError: when it is not JSON, or contains a number that is too large for a float.
    """
    text, _ = replace_surrogates(text)
    value: Json = json.loads(text, parse_constant=_refuse_number, parse_float=_parse_float, parse_int=_parse_int)
    return value


def _refuse_number(text: str) -> NoReturn:
    msg = f"{text:.40} cannot be represented as a number in JSON"
    raise ValueError(msg)


def _parse_float(text: str) -> float:
    value = float(text)
    return value if len(text) <= MAX_DIGITS and math.isfinite(value) else _refuse_number(text)


def _parse_int(text: str, base: int = 10) -> int:
    value = int(text, base) if len(text) <= MAX_DIGITS else _refuse_number(text)
    return value if math.isfinite(value) else _refuse_number(text)


class _Builder:
    """Converts YAML nodes to JSON values and records their places and faults."""

    def __init__(self, file: str, *, merges: bool) -> None:
        self.file, self._merges = file, merges
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
        merged: set[str] = set()
        for key_node, value_node in node.value:
            mark = key_node.start_mark
            if not isinstance(key_node, yaml.ScalarNode):
                self._fault(mark, path, "expected text as key, found a list or mapping", "quote the key")
                continue
            key = str(key_node.value)
            if self._merges and key == _MERGE and not key_node.style:
                merged.update(self._merge(value_node, path, result))
                continue
            if key in merged:  # a mapping's own keys override those merged into it
                merged.remove(key)
            elif key in result:
                first = self.places[(*path, key)][0]
                self._fault(
                    mark, (*path, key), f"duplicate key {key!r}, first defined on line {first}", "remove one of them"
                )
                continue
            result[key] = self.build(value_node, (*path, key))
            self.places[(*path, key)] = (mark.line + 1, mark.column + 1)
        return result

    def _merge(self, node: yaml.Node, path: JsonPath, result: dict[str, Json]) -> list[str]:
        """Add the members of a mapping, or of several, that a mapping does not have yet; return their keys."""
        keys: list[str] = []
        for mapping in node.value if isinstance(node, yaml.SequenceNode) else [node]:
            if not isinstance(mapping, yaml.MappingNode):
                hint = "write '<<: *name', with the anchor of a mapping"
                self._fault(mapping.start_mark, path, "expected a mapping to merge", hint)
                continue
            places = self.places
            self.places = {}
            members, places_of_members = self._mapping(mapping, path), self.places
            self.places = places
            for key, value in members.items():
                if key not in result:
                    result[key] = value
                    keys.append(key)
                    depth = len(path)
                    self.places |= {
                        p: place for p, place in places_of_members.items() if p[depth : depth + 1] == (key,)
                    }
        return keys

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
        with contextlib.suppress(ValueError, OverflowError):  # a number tag on other text, or too many digits
            if node.tag.endswith("float"):
                return _parse_float(text)
            return _parse_int(text, 0 if text[1:2] in ("o", "x") else 10)
        excerpt = text if len(text) <= 40 else text[:37] + "..."
        self._fault(node.start_mark, path, f"{excerpt} cannot be represented as a number in JSON", "write it in quotes")
        return text

    def _check_tag(self, node: yaml.Node, path: JsonPath, expected: str) -> None:
        if node.tag != _TAG + expected:
            tag = "!!" + node.tag.removeprefix(_TAG) if node.tag.startswith(_TAG) else node.tag
            self._fault(node.start_mark, path, f"the tag {tag!r} is not supported", "remove it")

    def _fault(self, mark: yaml.Mark, path: JsonPath, reason: str, hint: str) -> None:
        self.faults.append(SpecError(_source_at(mark, self.file, path), reason, hint))
