"""Write JSON values as YAML for people to edit: block style, folded text, short lines, comments.

PyYAML cannot write comments, and its lines may exceed their width by a word; ruamel.yaml has inherited the latter. So
the layout is done here, and PyYAML only tells which texts need quotes.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

import yaml

from ..loaders.files.yaml_json import CoreLoader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..spec.model import Json

    Key = str | int
    Container = dict[str, Json] | list[Json]

WIDTH: Final = 120
_FLOW_WIDTH: Final = 88
"""Mappings and lists in one line are narrower, since they are harder to read than text."""
_FLOW_DEPTH: Final = 2
_INDENT: Final = "  "
_MAX_KEY: Final = 1_000
"""YAML 1.2, section 7.4: a key of more than 1,024 characters must be written with a question mark."""
_INDICATORS: Final = frozenset("-?:,[]{}#&*!|>'\"%@`=")
_UNSAFE: Final = re.compile(r": |:\Z| #|[\t\n\r]|\A | \Z")
_UNSAFE_IN_FLOW: Final = re.compile(r"[?,\[\]{}]|:(?=[,\[\]{}\"'])")
_UNPRINTABLE: Final = re.compile(
    r"[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""Characters that are not printable by YAML 1.2, section 5.1, and besides them the byte order mark and the characters
that some parsers take for line breaks."""
_SPACE: Final = re.compile(r"(?<=[^ \t]) (?=[^ \t])")


class Notes:
    """Comments for the text of a value, and anchors and aliases for its repeated parts.

    A place is the identity of an object or array with a key or index in it, not a path, so that it stays valid when
    that object or array moves.
    """

    def __init__(self) -> None:
        self._comments: dict[tuple[int, Key], str] = {}
        self._names: dict[tuple[int, Key], str] = {}
        self._containers: list[Container] = []

    def comment(self, container: Container, key: Key, text: str) -> None:
        """Write a comment above a key or an item."""
        self._comments[self._place(container, key)] = text

    def anchor(self, container: Container, key: Key, name: str) -> None:
        """Write an anchor before a value."""
        self._names[self._place(container, key)] = f"&{name}"

    def alias(self, container: Container, key: Key, name: str) -> None:
        """Write an alias in place of a value; the value with the anchor must come before it."""
        self._names[self._place(container, key)] = f"*{name}"

    def get_comment(self, container: Container, key: Key) -> str:
        return self._comments.get((id(container), key), "")

    def get_name(self, container: Container, key: Key) -> str:
        return self._names.get((id(container), key), "")

    def find_noted(self, value: Json) -> set[int]:
        """Return the identities of the objects and arrays that have a note, or contain one that has."""
        places = {place for place, _ in (*self._comments, *self._names)}
        noted: set[int] = set()

        def search(value: Json) -> bool:
            if not isinstance(value, (dict, list)):
                return False
            are_noted = [search(part) for part in (value.values() if isinstance(value, dict) else value)]
            if id(value) in places or any(are_noted):
                noted.add(id(value))
            return id(value) in noted

        if places:
            search(value)
        return noted

    def _place(self, container: Container, key: Key) -> tuple[int, Key]:
        self._containers.append(container)  # keep it alive: its identity could be reused for another object
        return id(container), key


def dump(value: Container, notes: Notes | None = None) -> str:
    """Return a value as YAML text."""
    notes = notes or Notes()
    return "\n".join(_Writer(notes, notes.find_noted(value)).block(value, "")) + "\n"


class _Writer:
    def __init__(self, notes: Notes, noted: set[int]) -> None:
        self._notes, self._noted = notes, noted

    def block(self, value: Container, indent: str) -> Iterator[str]:
        """Yield the lines of a mapping or sequence in block style; an empty one is ``{}`` or ``[]``."""
        if not value:
            yield indent + _flow(value)
        elif isinstance(value, dict):
            for key, part in value.items():
                yield from self._comment(value, key, indent)
                name = self._notes.get_name(value, key)
                yield from self._entry(key, part, indent, name)
        else:
            for index, part in enumerate(value):
                yield from self._comment(value, index, indent)
                yield from self._item(part, indent, self._notes.get_name(value, index))

    def _entry(self, key: str, value: Json, indent: str, name: str) -> Iterator[str]:
        head = f"{indent}{_scalar(key)}:"
        if len(head) > _MAX_KEY:
            yield f"{indent}? {_quote(key)}"
            head = f"{indent}:"
        yield from self._head_and_value(head, value, indent, name)

    def _item(self, value: Json, indent: str, name: str) -> Iterator[str]:
        head = f"{indent}-"
        if name or not isinstance(value, (dict, list)) or self._inline(value, len(head) + 1) is not None:
            yield from self._head_and_value(head, value, indent, name)
            return
        first, *rest = self.block(value, indent + _INDENT)
        if first.lstrip().startswith("#"):
            yield head
            yield first
        else:
            yield f"{head} {first[len(head) + 1 :]}"
        yield from rest

    def _head_and_value(self, head: str, value: Json, indent: str, name: str) -> Iterator[str]:
        """Yield the lines of a key or a dash with its value."""
        head = f"{head} {name}" if name else head
        inline = self._inline(value, len(head) + 1)
        if name.startswith("*"):
            yield head
        elif inline is not None:
            yield f"{head} {inline}"
        elif isinstance(value, str):
            yield from _write_long_text(head, value, indent + _INDENT)
        elif isinstance(value, list) and all(map(_is_short_scalar, value)) and id(value) not in self._noted:
            yield from _wrapped_list(head, value, indent + _INDENT)
        elif isinstance(value, (dict, list)):
            yield head
            yield from self.block(value, indent + _INDENT)
        else:
            yield f"{head} {_scalar(value)}"

    def _inline(self, value: Json, column: int) -> str | None:
        """Return a value in one line, or ``None`` when it does not fit or is easier to read in several lines."""
        if isinstance(value, (dict, list)):
            if not value:
                return _flow(value)
            if not _is_shallow(value, _FLOW_DEPTH) or id(value) in self._noted:
                return None
            text = _flow(value)
            is_scalar_list = isinstance(value, list) and all(map(_is_short_scalar, value))
            return text if column + len(text) <= (WIDTH if is_scalar_list else _FLOW_WIDTH) else None
        if isinstance(value, str) and "\n" in value and not _UNPRINTABLE.search(value):
            return None
        text = _scalar(value)
        return text if column + len(text) <= WIDTH else None

    def _comment(self, container: Container, key: Key, indent: str) -> Iterator[str]:
        for part in self._notes.get_comment(container, key).splitlines():
            yield from (f"{indent}# {line}".rstrip() for line in _wrap(part, WIDTH - len(indent) - 2))


# -- scalars ----------------------------------------------------------------------------------------------------------


def _scalar(value: Json, *, in_flow: bool = False) -> str:
    """Return a scalar in one line, in quotes if it needs them."""
    if not isinstance(value, str):
        text = json.dumps(value)
        if isinstance(value, float) and "e" in text and "." not in text:
            text = text.replace("e", ".0e")  # YAML 1.1 would read ``1e5`` as text
        return text
    if _UNPRINTABLE.search(value) or "\n" in value or "\t" in value:
        return _quote(value)
    if _is_plain(value, in_flow=in_flow):
        return value
    return (
        _quote(value)
        if "'" in value and '"' not in value and "\\" not in value
        else "'" + value.replace("'", "''") + "'"
    )


def _is_plain(text: str, *, in_flow: bool) -> bool:
    """Return whether parsers of YAML 1.1 and of 1.2 read a text without quotes as that text."""
    if not text or text[0] in _INDICATORS or _UNSAFE.search(text) or (in_flow and _UNSAFE_IN_FLOW.search(text)):
        return False
    if text.startswith(("---", "...")):
        return False
    resolvers = [yaml.SafeLoader.yaml_implicit_resolvers, CoreLoader.yaml_implicit_resolvers]
    return not any(
        pattern.match(text) for resolver in resolvers for key in (text[0], None) for _, pattern in resolver.get(key, ())
    )


def _quote(text: str) -> str:
    """Return a text in double quotes. YAML has JSON's escapes, but requires them for more characters."""
    return _UNPRINTABLE.sub(_escape, json.dumps(text, ensure_ascii=False))


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


# -- texts of several lines -------------------------------------------------------------------------------------------


def _write_long_text(head: str, text: str, indent: str) -> Iterator[str]:
    """Yield the lines of a text that does not fit behind its key.

    It is a literal block (``|``) if its lines are short enough, else a folded one (``>``), else in double quotes.
    """
    body = text.rstrip("\n")
    ending = {0: "-", 1: ""}.get(len(text) - len(body))
    lines = body.split("\n")
    room = max(WIDTH - len(indent), 40)
    can_be_block = bool(
        ending is not None and body and body[0] not in " \t\n" and not _UNPRINTABLE.search(body)
    ) and not any(line.startswith("\t") or (line and not line.strip()) for line in lines)
    if can_be_block and all(len(line) <= room for line in lines):
        yield f"{head} |{ending}"
        yield from (indent + line if line else "" for line in lines)
    elif (
        can_be_block
        and (len(lines) > 1 or any(len(part) <= room for part in _SPACE.split(body)[:2]))
        and _SPACE.search(body)
    ):
        yield f"{head} >{ending}"
        yield from (indent + line if line else "" for line in _fold(lines, room))
    else:
        yield from _write_quoted(head, _quote(text), indent)


def _fold(lines: list[str], room: int) -> Iterator[str]:
    """Yield the lines of a folded block (YAML 1.2, section 8.1.3).

    A single line break is read as a space, so each line break of the text is written as an empty line. Next to a line
    that begins with a space it is not: such lines are never folded, and the breaks around them are read as they are.
    """
    previous = " "
    for line in lines:
        is_verbatim = line.startswith(" ")
        if line and not is_verbatim and not previous.startswith(" "):
            yield ""
        yield from [line] if is_verbatim or not line else _wrap(line, room)
        previous = line or previous


def _wrap(text: str, room: int) -> Iterator[str]:
    """Yield the lines of a text that is broken at single spaces."""
    line = ""
    for word in _SPACE.split(text):
        if line and len(line) + 1 + len(word) > room:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _write_quoted(head: str, quoted: str, indent: str) -> Iterator[str]:
    """Yield a text in double quotes over several lines; a backslash at the end of a line joins it with the next."""
    room = max(WIDTH - len(indent) - 1, 40)
    tokens = re.findall(r"\\(?:u[0-9a-f]{4}|U[0-9a-f]{8}|.)|.", quoted[1:-1])
    line, start = '"', f"{head} "
    space = WIDTH - len(start) - 2
    for token in tokens:
        if len(line) + len(token) > space and token != " ":
            yield f"{start}{line}\\"
            line, start, space = "", indent, room - 1
        line += token
    yield f'{start}{line}"'


# -- flow -------------------------------------------------------------------------------------------------------------


def _is_short_scalar(value: Json) -> bool:
    return not isinstance(value, (dict, list)) and not (isinstance(value, str) and (len(value) > 60 or "\n" in value))


def _is_shallow(value: Json, depth: int) -> bool:
    """Return whether a value is not nested deeper than ``depth``, and has no text of several lines."""
    if isinstance(value, (dict, list)):
        parts = value.values() if isinstance(value, dict) else value
        return not value or (depth > 0 and all(_is_shallow(part, depth - 1) for part in parts))
    return not (isinstance(value, str) and "\n" in value)


def _flow(value: Json) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key, in_flow=True)}: {_flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value, in_flow=True)


def _wrapped_list(head: str, value: list[Json], indent: str) -> Iterator[str]:
    """Yield a list of short scalars in flow style, with as many of them in a line as fit."""
    yield head
    line = f"{indent}["
    for number, part in enumerate(value):
        text = _flow(part) + ("," if number < len(value) - 1 else "]")
        if len(line) + len(text) + 1 > WIDTH and line.strip() != "[":
            yield line
            line = f"{indent} {text}"
        else:
            line += text if line.endswith("[") else f" {text}"
    yield line
