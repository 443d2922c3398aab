"""JSON values as YAML that people edit: block style, folded text, short lines, comments.

PyYAML reads what is written here, but writes no comments, and lets lines grow past their limit by a word; ruamel.yaml
inherits the second. So PyYAML is asked which words need quotes, and the layout is made here.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

import yaml

from ..loaders.document import CoreLoader

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..models import Json

    Path = tuple[str | int, ...]

WIDTH: Final = 120
_FLOW_WIDTH: Final = 88
"""Mappings in one line are harder to read than text is."""
_FLOW_DEPTH: Final = 2
_STEP: Final = "  "
_MAX_KEY: Final = 1_000
"""YAML 1.2, section 7.4: beyond 1,024 characters a key needs a question mark."""
_INDICATORS: Final = frozenset("-?:,[]{}#&*!|>'\"%@`=")
_UNSAFE: Final = re.compile(r": |:\Z| #|[\t\n\r]|\A | \Z")
_UNSAFE_IN_FLOW: Final = re.compile(r"[?,\[\]{}]|:(?=[,\[\]{}\"'])")
_UNPRINTABLE: Final = re.compile(
    r"[^\t\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
"""YAML 1.2, section 5.1, without what some readers take for the end of a line, and without the byte order mark."""
_SPACE: Final = re.compile(r"(?<=[^ \t]) (?=[^ \t])")


def dump(value: Json, comments: Mapping[Path, str] | None = None) -> str:
    """Return a value as YAML text.

    :param comments: words to put above keys and items, by path.
    """
    return "\n".join(_Writer(comments or {}).block(value, "", ())) + "\n"


class _Writer:
    def __init__(self, comments: Mapping[Path, str]) -> None:
        self._comments = comments
        self._commented = {path[:depth] for path in comments for depth in range(len(path))}

    def block(self, value: Json, indent: str, path: Path) -> Iterator[str]:
        """Yield the lines of a value that starts on a line of its own."""
        if isinstance(value, dict) and value:
            for key, part in value.items():
                yield from self._comment(indent, (*path, key))
                yield from self._entry(key, part, indent, (*path, key))
        elif isinstance(value, list) and value:
            for index, part in enumerate(value):
                yield from self._comment(indent, (*path, index))
                yield from self._item(part, indent, (*path, index))
        else:
            yield indent + (self._inline(value, len(indent), path) or _double(str(value)))

    def _entry(self, key: str, value: Json, indent: str, path: Path) -> Iterator[str]:
        head = f"{indent}{_scalar(key)}:"
        if len(head) > _MAX_KEY:
            yield f"{indent}? {_double(key)}"
            head = f"{indent}:"
        yield from self._after(head, value, indent, path)

    def _item(self, value: Json, indent: str, path: Path) -> Iterator[str]:
        if self._inline(value, len(indent) + 2, path) is None and isinstance(value, (dict, list)) and value:
            first, *rest = self.block(value, indent + _STEP, path)
            if not first.lstrip().startswith("#"):
                yield f"{indent}- {first[len(indent) + 2 :]}"
                yield from rest
                return
            yield f"{indent}-"
            yield first
            yield from rest
            return
        yield from self._after(f"{indent}-", value, indent, path)

    def _after(self, head: str, value: Json, indent: str, path: Path) -> Iterator[str]:
        """Yield a key or a dash with what follows it."""
        inline = self._inline(value, len(head) + 1, path)
        if inline is not None:
            yield f"{head} {inline}"
        elif isinstance(value, str):
            yield from _text(head, value, indent + _STEP)
        elif isinstance(value, list) and all(map(_is_word, value)):
            yield from _wrapped_list(head, value, indent + _STEP)
        else:
            yield head
            yield from self.block(value, indent + _STEP, path)

    def _inline(self, value: Json, column: int, path: Path) -> str | None:
        """Return a value in one line, or nothing if it deserves several."""
        if isinstance(value, (dict, list)):
            if not value:
                return _flow(value)
            if path in self._commented or not _is_shallow(value, _FLOW_DEPTH):
                return None
            text = _flow(value)
            words_only = isinstance(value, list) and all(map(_is_word, value))
            return text if column + len(text) <= (WIDTH if words_only else _FLOW_WIDTH) else None
        if isinstance(value, str) and "\n" in value and not _UNPRINTABLE.search(value):
            return None
        text = _scalar(value)
        return text if column + len(text) <= WIDTH else None

    def _comment(self, indent: str, path: Path) -> Iterator[str]:
        if path in self._comments:
            for line in _wrap(self._comments[path], WIDTH - len(indent) - 2):
                yield f"{indent}# {line}".rstrip()


# -- scalars ----------------------------------------------------------------------------------------------------------


def _scalar(value: Json, *, in_flow: bool = False) -> str:
    """Return a scalar in one line, with quotes where it needs some."""
    if not isinstance(value, str):
        text = json.dumps(value)
        if isinstance(value, float) and "e" in text and "." not in text:
            text = text.replace("e", ".0e")  # YAML 1.1 reads text without the point
        return text
    if _UNPRINTABLE.search(value) or "\n" in value or "\t" in value:
        return _double(value)
    if _is_plain(value, in_flow=in_flow):
        return value
    return (
        _double(value)
        if "'" in value and '"' not in value and "\\" not in value
        else "'" + value.replace("'", "''") + "'"
    )


def _is_plain(text: str, *, in_flow: bool) -> bool:
    """Return whether a text needs no quotes, in the eyes of readers of YAML 1.1 and of 1.2."""
    if not text or text[0] in _INDICATORS or _UNSAFE.search(text) or (in_flow and _UNSAFE_IN_FLOW.search(text)):
        return False
    if text.startswith(("---", "...")):
        return False
    resolvers = [yaml.SafeLoader.yaml_implicit_resolvers, CoreLoader.yaml_implicit_resolvers]
    return not any(
        pattern.match(text) for known in resolvers for key in (text[0], None) for _, pattern in known.get(key, ())
    )


def _double(text: str) -> str:
    """Return a text in double quotes: YAML knows JSON's escapes, but allows fewer characters without one."""
    return _UNPRINTABLE.sub(_escape, json.dumps(text, ensure_ascii=False))


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


# -- texts of several lines -------------------------------------------------------------------------------------------


def _text(head: str, text: str, indent: str) -> Iterator[str]:
    """Yield a text that does not fit behind its key."""
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
        yield from (indent + line if line else "" for line in _folded(lines, room))
    else:
        yield from _broken(head, _double(text), indent)


def _folded(lines: list[str], room: int) -> Iterator[str]:
    """Yield the lines of a folded text: a break between two of its own lines takes an empty one (YAML 1.2, 8.1.3)."""
    before = ""
    for number, line in enumerate(lines):
        if number and line and before and not line.startswith(" ") and not before.startswith(" "):
            yield ""
        elif number and line and not before and _needs_break(lines, number):
            yield ""
        yield from _wrap(line, room) if line and not line.startswith(" ") else [line]
        before = line


def _needs_break(lines: list[str], number: int) -> bool:
    """Return whether the empty lines before this one stand between two folded ones, and so count one less."""
    above = next((line for line in reversed(lines[:number]) if line), "")
    return bool(above) and not above.startswith(" ") and not lines[number].startswith(" ")


def _wrap(text: str, room: int) -> Iterator[str]:
    """Yield lines that are broken where single spaces stand."""
    line = ""
    for word in _SPACE.split(text):
        if line and len(line) + 1 + len(word) > room:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _broken(head: str, quoted: str, indent: str) -> Iterator[str]:
    """Yield a text in double quotes over several lines, each but the last ended by a backslash."""
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


def _is_word(value: Json) -> bool:
    return not isinstance(value, (dict, list)) and not (isinstance(value, str) and (len(value) > 60 or "\n" in value))


def _is_shallow(value: Json, depth: int) -> bool:
    """Return whether a value is nested no deeper, and holds no text of several lines."""
    if isinstance(value, (dict, list)):
        inside = value.values() if isinstance(value, dict) else value
        return not value or (depth > 0 and all(_is_shallow(part, depth - 1) for part in inside))
    return not (isinstance(value, str) and "\n" in value)


def _flow(value: Json) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_scalar(key, in_flow=True)}: {_flow(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    return _scalar(value, in_flow=True)


def _wrapped_list(head: str, value: list[Json], indent: str) -> Iterator[str]:
    """Yield a list of words over as few lines as they need."""
    yield head
    line = f"{indent}["
    for number, part in enumerate(value):
        word = _flow(part) + ("," if number < len(value) - 1 else "]")
        if len(line) + len(word) + 1 > WIDTH and line.strip() != "[":
            yield line
            line = f"{indent} {word}"
        else:
            line += word if line.endswith("[") else f" {word}"
    yield line
