"""Parse JSON with the errors that are common in request bodies written by hand.

Accepted are comments, superfluous commas, shell quoting, single quotes, placeholders without quotes, and missing
closing brackets, as long as the text has only one possible meaning. Published JSON5 parsers are of no use here: they
discard comments, which describe the fields, and reject placeholders.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from json.decoder import scanstring  # type: ignore[attr-defined]  # public, but not in the stubs
from typing import TYPE_CHECKING, Final, NoReturn, TypeAlias

from ...spec.errors import GptprotoError
from .yaml_json import MAX_DEPTH, MAX_DIGITS, parse_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...spec.model import Json

ShapePath: TypeAlias = "tuple[str, ...]"
"""Path of a value that is the same for all items of an array: property names, and :data:`ITEM` for any item."""
ITEM: Final = "[]"

_BLANK: Final = re.compile(r"[\s\ufeff]*")
_COMMENT: Final = re.compile(r"//(?P<line>[^\r\n]*)|#(?P<hash>[^\r\n]*)|/\*(?P<block>.*?)(?:\*/|\Z)", re.DOTALL)
_CODE: Final = re.compile(r"""["'\[\]{}]|[\w-]+\s*:.*,\s*\Z|.*[{\[]\s*\Z""", re.DOTALL)
"""Matches a comment that is a disabled part of the body and not a description."""
_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])", re.ASCII)
_WORD: Final = re.compile(r"[A-Za-z_$][\w$-]*")
_PLACEHOLDER: Final = re.compile(r"(?:\{\{[^{}]*\}\}|<[A-Za-z_][\w .-]*>|\$\{\w+\}|\$\w+)(?:\{\{[^{}]*\}\}|[\w.+-])*")
_TEMPLATE: Final = re.compile(r"\{\{[^{}]*\}\}")
_LITERALS: Final[Mapping[str, Json]] = {
    "true": True, "True": True, "false": False, "False": False, "null": None, "None": None,
}  # fmt: skip
_ESCAPES: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_SHELL_QUOTE: Final = r"'\''"
"""A single quote inside a shell string in single quotes."""
_CODE_POINT: Final = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}")
_CURL: Final = re.compile(r"\$?\s*curl\s|-d\b|--(?:data|json)\b")
_QUOTED: Final = re.compile(r"""(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.)+(?=\s|\Z)""", re.DOTALL)
_CURL_DATA: Final = re.compile(r"\s(?:-d|--data(?:-raw|-binary|-ascii)?|--json)(?:\s+|=)(?=\S)")
_LEFT_OVER: Final = re.compile(r"""[\s'"\\;,)\]}]*""")
"""Text that is ignored after the value: the rest of a shell command, or superfluous brackets."""


class RecoveryError(GptprotoError, ValueError):
    """Text that cannot be understood as JSON.

    :ivar line: line of the error in the text, counted from 1; ``column`` likewise.
    """

    def __init__(self, reason: str, text: str, offset: int) -> None:
        self.reason = reason
        self.line = text.count("\n", 0, offset) + 1
        self.column = offset - (text.rfind("\n", 0, offset) + 1) + 1
        super().__init__(f"line {self.line}, column {self.column}: {reason}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """A value, with the comments and placeholders of its text."""

    value: Json
    comments: Mapping[ShapePath, str] = field(default_factory=dict)
    """Comments by the path of the member before or after which they are written; ``()`` for the whole value."""
    bare: frozenset[ShapePath] = frozenset()
    """Paths of placeholders without quotes, which may be replaced by a value of any type. In ``value``, they are
    strings."""


def recover(text: str) -> Recovered:
    """Parse text as JSON, tolerating common errors.

    :raises RecoveryError: when the text cannot be understood, or is ambiguous.
    """
    try:
        value = parse_json(text)
    except (ValueError, RecursionError):
        return _recover(_unwrap(text))
    if is_deeper(value, MAX_DEPTH):
        reason = f"is nested more than {MAX_DEPTH} levels deep"
        raise RecoveryError(reason, text, 0)
    return Recovered(value=value)


def _recover(text: str) -> Recovered:
    try:
        return _Parser(text).parse()
    except RecoveryError:
        trimmed = text.rstrip().rstrip("'\"\\;").rstrip()
        if trimmed == text.rstrip():
            raise
        try:
            return _Parser(trimmed).parse()
        except RecoveryError:
            pass
        raise


def is_deeper(value: Json, limit: int) -> bool:
    """Return whether a value is nested deeper than a number of levels; the check itself does not recurse."""
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > limit:
            return True
        containers = [part for part in level if isinstance(part, (dict, list))]
        level = [item for part in containers for item in (part.values() if isinstance(part, dict) else part)]
    return False


def _unwrap(text: str) -> str:
    """Return the body in a cURL command, or the text without a shell quote at its beginning."""
    command = text.lstrip("\ufeff \t\r\n")
    data = _CURL_DATA.search(f" {command}") if _CURL.match(command) else None
    if data is None:
        return re.sub(r"\A\$?'(?=\s*[\[{])", "", command)
    rest = f" {command}"[data.end() :].lstrip("$")
    argument = _QUOTED.match(rest)
    if argument is None:  # a quote that is not closed: the rest is the body
        return rest.lstrip("'\"")
    return shlex.split(argument[0])[0]


class _Parser:
    """Recursive-descent parser of one value and the comments around it."""

    def __init__(self, text: str) -> None:
        self._text, self._offset = text, 0
        self._comments: dict[ShapePath, list[str]] = {}
        self._placeholders: set[ShapePath] = set()
        self._pending_comments: list[str] = []
        """Comments that describe the next member."""
        self._member_before: ShapePath | None = None
        """The member that a comment behind it on the same line describes."""
        self._end_offset = 0

    def parse(self) -> Recovered:
        self._skip_blank()
        self._assign_comments(())
        value = self._value(())
        self._skip_blank()
        if not _LEFT_OVER.fullmatch(self._text, self._offset):
            self._fail("unexpected text after the end of the value")
        comments = {path: _join_paragraphs("\n".join(dict.fromkeys(lines))) for path, lines in self._comments.items()}
        return Recovered(value=value, comments=comments, bare=frozenset(self._placeholders))

    def _fail(self, reason: str) -> NoReturn:
        raise RecoveryError(reason, self._text, self._offset)

    @property
    def _next(self) -> str:
        return self._text[self._offset : self._offset + 1]

    # -- comments -----------------------------------------------------------------------------------------------------

    def _skip_blank(self) -> None:
        """Skip white space and comments; assign each comment to the member before it, or keep it for the next."""
        while True:
            blank = _BLANK.match(self._text, self._offset)
            self._offset = blank.end() if blank else self._offset
            comment = _COMMENT.match(self._text, self._offset)
            if comment is None:
                return
            same_line = self._member_before is not None and "\n" not in self._text[self._end_offset : comment.start()]
            description = _clean_comment(comment[comment.lastgroup or 0] or "")
            if description and same_line and self._member_before is not None:
                self._comments.setdefault(self._member_before, []).append(description)
            elif description:
                self._pending_comments.append(description)
            self._offset = comment.end()

    def _assign_comments(self, path: ShapePath) -> None:
        """Assign the pending comments to a member."""
        if self._pending_comments:
            self._comments.setdefault(path, []).extend(self._pending_comments)
            self._pending_comments = []

    def _end_member(self, path: ShapePath) -> None:
        self._member_before, self._end_offset = path, self._offset

    # -- values -------------------------------------------------------------------------------------------------------

    def _value(self, path: ShapePath) -> Json:
        if len(path) > MAX_DEPTH:
            self._fail(f"is nested more than {MAX_DEPTH} levels deep")
        text, offset = self._text, self._offset
        if placeholder := _PLACEHOLDER.match(text, offset):
            self._offset = placeholder.end()
            self._placeholders.add(path)
            return re.sub(r"\$\{?(\w+)\}?", r"<\1>", placeholder[0])
        if self._next == "{":
            return self._object(path)
        if self._next == "[":
            return self._array(path)
        if self._next in ('"', "'"):
            return self._string()
        if number := _NUMBER.match(text, offset):
            self._offset = number.end()
            if len(number[0]) > MAX_DIGITS:
                self._fail("a number has too many digits")
            try:
                value = parse_json(number[0])
            except ValueError:
                self._fail("a number is too large")
            return value
        if (word := _WORD.match(text, offset)) and word[0] in _LITERALS:
            self._offset = word.end()
            return _LITERALS[word[0]]
        reason = f"expected a value, found {text[offset : offset + 20]!r}" if self._next else "unexpected end of text"
        raise RecoveryError(reason, text, offset)

    def _object(self, path: ShapePath) -> Json:
        self._offset += 1
        self._end_member(path)
        members: dict[str, Json] = {}
        while self._has_next("}"):
            if template := _TEMPLATE.match(self._text, self._offset):  # a placeholder for further members
                self._offset = template.end()
                continue
            key = self._key()
            member_path = (*path, key)
            self._assign_comments(member_path)
            self._member_before = member_path
            self._skip_blank()
            if self._next != ":":
                self._fail(f"expected ':' after the name {key!r}")
            self._offset += 1
            self._skip_blank()
            members[key] = self._value(member_path)
            self._end_member(member_path)
        self._end_member(path)
        return members

    def _array(self, path: ShapePath) -> Json:
        self._offset += 1
        item_path = (*path, ITEM)
        items: list[Json] = []
        self._member_before = None
        while self._has_next("]"):
            items.append(self._value(item_path))
            self._member_before = None
        return items

    def _has_next(self, closing: str) -> bool:
        """Return whether another member follows; if not, skip the closing bracket, which the end of text implies."""
        while True:
            self._skip_blank()
            if self._next == ",":
                self._offset += 1
            elif self._text.startswith("...", self._offset):
                self._offset += 3
            else:
                break
        if self._next not in ("", closing):
            return True
        self._offset += len(self._next)
        self._pending_comments = []
        return False

    def _key(self) -> str:
        if self._next in ('"', "'"):
            return self._string()
        word = _WORD.match(self._text, self._offset)
        if word is None:
            self._fail(f"expected a name in quotes, found {self._text[self._offset : self._offset + 20]!r}")
        self._offset = word.end()
        return word[0]

    def _string(self) -> str:
        """Parse a string in single or double quotes, with JSON's escapes and a shell's."""
        text, quote = self._text, self._next
        if quote == '"':
            try:
                value, self._offset = scanstring(text, self._offset + 1, False)  # False: line breaks are allowed
            except ValueError:
                pass
            else:
                return str(value)
        parts: list[str] = []
        offset = self._offset + 1
        while text[offset : offset + 1] != quote or text.startswith(_SHELL_QUOTE, offset):
            if offset >= len(text):
                self._fail("a string is not closed")
            if text.startswith(_SHELL_QUOTE, offset):
                parts.append("'")
                offset += len(_SHELL_QUOTE)
            elif text[offset] == "\\":
                part, offset = _unescape(text, offset)
                parts.append(part)
            else:
                parts.append(text[offset])
                offset += 1
        self._offset = offset + 1
        return "".join(parts)


def _unescape(text: str, offset: int) -> tuple[str, int]:
    """Decode the escape sequence at an offset; return its text and the offset behind it.

    A backslash that begins no known sequence is kept.
    """
    character = text[offset + 1 : offset + 2]
    if character in _ESCAPES:
        return _ESCAPES[character], offset + 2
    if character in ('"', "'", "\\", "/"):
        return character, offset + 2
    if character in ("\n", "\r"):
        return "", offset + 2
    if code := _CODE_POINT.match(text, offset):
        return str(parse_json(f'"{code[0]}"')), code.end()
    return "\\", offset + 1


def _clean_comment(comment: str) -> str:
    """Return the text of a comment, or an empty string for a line of punctuation or a disabled part of the body."""
    lines = [line.strip().strip("*").strip() for line in comment.strip("/").splitlines()]
    description = "\n".join(line for line in lines if re.search(r"\w", line))
    return "" if _CODE.match(description) else description


def _join_paragraphs(lines: str) -> str:
    """Join the lines of comments; a line that does not begin in lower case starts a new paragraph."""
    return re.sub(r"\n(?=[^a-z])", "\n\n", lines)
