"""JSON as people leave it in request bodies, read for what it means.

Comments, commas too many, quotes of a shell, text in single quotes, placeholders without quotes, and closing braces
that were cut off: what can mean one thing only is taken for that. Published parsers of JSON5 drop the comments, which
describe fields here, and take no placeholders.
"""

from __future__ import annotations

import json
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
"""Where a value stands, whichever item of an array it is in: names, and :data:`ITEM`."""
ITEM: Final = "[]"

_BLANK: Final = re.compile(r"[\s\ufeff]*")
_COMMENT: Final = re.compile(r"//(?P<line>[^\r\n]*)|#(?P<hash>[^\r\n]*)|/\*(?P<block>.*?)(?:\*/|\Z)", re.DOTALL)
_CODE: Final = re.compile(r"""["'\[\]{}]|[\w-]+\s*:.*,\s*\Z|.*[{\[]\s*\Z""", re.DOTALL)
"""A comment that is a part of the body, taken out of it."""
_NUMBER: Final = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.+-])", re.ASCII)
_WORD: Final = re.compile(r"[A-Za-z_$][\w$-]*")
_PLACEHOLDER: Final = re.compile(r"(?:\{\{[^{}]*\}\}|<[A-Za-z_][\w .-]*>|\$\{\w+\}|\$\w+)(?:\{\{[^{}]*\}\}|[\w.+-])*")
_TEMPLATE: Final = re.compile(r"\{\{[^{}]*\}\}")
_WORDS: Final[Mapping[str, Json]] = {
    "true": True, "True": True, "false": False, "False": False, "null": None, "None": None,
}  # fmt: skip
_ESCAPES: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_SHELL_QUOTE: Final = r"'\''"
"""How a shell's text in single quotes holds a single quote."""
_CODE_POINT: Final = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}")
_CURL: Final = re.compile(r"\$?\s*curl\s|-d\b|--(?:data|json)\b")
_QUOTED: Final = re.compile(r"""(?:'[^']*'|"(?:[^"\\]|\\.)*"|\\.)+(?=\s|\Z)""", re.DOTALL)
_CURL_DATA: Final = re.compile(r"\s(?:-d|--data(?:-raw|-binary|-ascii)?|--json)(?:\s+|=)(?=\S)")
_LEFT_OVER: Final = re.compile(r"""[\s'"\\;,)\]}]*""")
"""What may stand behind the end: the rest of a command, or a bracket too many."""


class RecoveryError(GptprotoError, ValueError):
    """Text of which no JSON value can be made out.

    :param line: where it stops making sense, in the text; from 1.
    """

    def __init__(self, reason: str, text: str, offset: int) -> None:
        self.reason = reason
        self.line = text.count("\n", 0, offset) + 1
        self.column = offset - (text.rfind("\n", 0, offset) + 1) + 1
        super().__init__(f"line {self.line}, column {self.column}: {reason}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovered:
    """A value, and what its text said besides."""

    value: Json
    comments: Mapping[ShapePath, str] = field(default_factory=dict)
    """By the member that they stand before or behind; those of the whole under ``()``."""
    bare: frozenset[ShapePath] = frozenset()
    """Where placeholders stood without quotes: what is filled in decides the type. They are strings in the value."""


def recover(text: str) -> Recovered:
    """Return the value that a text means.

    :raises RecoveryError: when it means none, or more than one thing.
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
        bare = text.rstrip().rstrip("'\"\\;").rstrip()
        if bare == text.rstrip():
            raise
        try:
            return _Parser(bare).parse()
        except RecoveryError:
            pass
        raise


def is_deeper(value: Json, limit: int) -> bool:
    """Return whether a value is nested deeper than so many levels, without nesting itself."""
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > limit:
            return True
        inner = [part for part in level if isinstance(part, (dict, list))]
        level = [item for part in inner for item in (part.values() if isinstance(part, dict) else part)]
    return False


def _unwrap(text: str) -> str:
    """Return the data of a cURL command, or the text without the shell's quote before it."""
    bare = text.lstrip("\ufeff \t\r\n")
    data = _CURL_DATA.search(f" {bare}") if _CURL.match(bare) else None
    if data is None:
        return re.sub(r"\A\$?'(?=\s*[\[{])", "", bare)
    rest = f" {bare}"[data.end() :].lstrip("$")
    word = _QUOTED.match(rest)
    return shlex.split(word[0])[0] if word else rest.lstrip("'\"")  # no end: all that follows is meant


class _Parser:
    """Reads one value, with all that stands around it."""

    def __init__(self, text: str) -> None:
        self._text, self._at = text, 0
        self._comments: dict[ShapePath, list[str]] = {}
        self._bare: set[ShapePath] = set()
        self._waiting: list[str] = []
        """Comments before the next member."""
        self._behind: ShapePath | None = None
        """The member that a comment on the same line belongs to."""
        self._end = 0

    def parse(self) -> Recovered:
        self._skip()
        self._take_comments(())
        value = self._value(())
        self._skip()
        if not _LEFT_OVER.fullmatch(self._text, self._at):
            self._fail("something follows the end of the value")
        comments = {path: _join("\n".join(dict.fromkeys(lines))) for path, lines in self._comments.items()}
        return Recovered(value=value, comments=comments, bare=frozenset(self._bare))

    def _fail(self, reason: str) -> NoReturn:
        raise RecoveryError(reason, self._text, self._at)

    @property
    def _next(self) -> str:
        return self._text[self._at : self._at + 1]

    # -- comments -----------------------------------------------------------------------------------------------------

    def _skip(self) -> None:
        """Go on to what is no white space and no comment."""
        while True:
            blank = _BLANK.match(self._text, self._at)
            self._at = blank.end() if blank else self._at
            comment = _COMMENT.match(self._text, self._at)
            if comment is None:
                return
            same_line = self._behind is not None and "\n" not in self._text[self._end : comment.start()]
            words = _clean(comment[comment.lastgroup or 0] or "")
            if words and same_line and self._behind is not None:
                self._comments.setdefault(self._behind, []).append(words)
            elif words:
                self._waiting.append(words)
            self._at = comment.end()

    def _take_comments(self, path: ShapePath) -> None:
        """Give the comments that wait to a member."""
        if self._waiting:
            self._comments.setdefault(path, []).extend(self._waiting)
            self._waiting = []

    def _done(self, path: ShapePath) -> None:
        self._behind, self._end = path, self._at

    # -- values -------------------------------------------------------------------------------------------------------

    def _value(self, path: ShapePath) -> Json:
        if len(path) > MAX_DEPTH:
            self._fail(f"is nested more than {MAX_DEPTH} levels deep")
        text, at = self._text, self._at
        if placeholder := _PLACEHOLDER.match(text, at):
            self._at = placeholder.end()
            self._bare.add(path)
            return re.sub(r"\$\{?(\w+)\}?", r"<\1>", placeholder[0])
        if self._next == "{":
            return self._object(path)
        if self._next == "[":
            return self._array(path)
        if self._next in ('"', "'"):
            return self._string()
        if number := _NUMBER.match(text, at):
            self._at = number.end()
            if len(number[0]) > MAX_DIGITS:
                self._fail("a number has too many digits")
            try:
                value = parse_json(number[0])
            except ValueError:
                self._fail("a number is too large")
            return value
        if (word := _WORD.match(text, at)) and word[0] in _WORDS:
            self._at = word.end()
            return _WORDS[word[0]]
        reason = f"expected a value, found {text[at : at + 20]!r}" if self._next else "the text ends too early"
        raise RecoveryError(reason, text, at)

    def _object(self, path: ShapePath) -> Json:
        self._at += 1
        self._done(path)
        made: dict[str, Json] = {}
        while self._goes_on("}"):
            if template := _TEMPLATE.match(self._text, self._at):  # members that a program puts there
                self._at = template.end()
                continue
            key = self._key()
            inner = (*path, key)
            self._take_comments(inner)
            self._behind = inner
            self._skip()
            if self._next != ":":
                self._fail(f"expected ':' behind the name {key!r}")
            self._at += 1
            self._skip()
            made[key] = self._value(inner)
            self._done(inner)
        self._done(path)
        return made

    def _array(self, path: ShapePath) -> Json:
        self._at += 1
        inner = (*path, ITEM)
        made: list[Json] = []
        self._behind = None
        while self._goes_on("]"):
            made.append(self._value(inner))
            self._behind = None
        return made

    def _goes_on(self, closing: str) -> bool:
        """Return whether another member comes, else go behind the closing bracket; the text's end closes all."""
        while True:
            self._skip()
            if self._next == ",":
                self._at += 1
            elif self._text.startswith("...", self._at):
                self._at += 3
            else:
                break
        if self._next not in ("", closing):
            return True
        self._at += len(self._next)
        self._waiting = []
        return False

    def _key(self) -> str:
        if self._next in ('"', "'"):
            return self._string()
        word = _WORD.match(self._text, self._at)
        if word is None:
            self._fail(f"expected a name in quotes, found {self._text[self._at : self._at + 20]!r}")
        self._at = word.end()
        return word[0]

    def _string(self) -> str:
        """Return a text in quotes, with the shell's quoting and JSON's escapes undone."""
        text, quote = self._text, self._next
        if quote == '"':
            try:
                value, self._at = scanstring(text, self._at + 1, False)  # line ends may stand in it
            except ValueError:
                pass
            else:
                return str(value)
        made: list[str] = []
        at = self._at + 1
        while text[at : at + 1] != quote or text.startswith(_SHELL_QUOTE, at):
            if at >= len(text):
                self._fail("a text in quotes has no end")
            if text.startswith(_SHELL_QUOTE, at):
                made.append("'")
                at += len(_SHELL_QUOTE)
            elif text[at] == "\\":
                part, at = _unescape(text, at)
                made.append(part)
            else:
                made.append(text[at])
                at += 1
        self._at = at + 1
        return "".join(made)


def _unescape(text: str, at: int) -> tuple[str, int]:
    """Return what a backslash and what follows mean, and where that ends; a backslash that means nothing stays."""
    following = text[at + 1 : at + 2]
    if following in _ESCAPES:
        return _ESCAPES[following], at + 2
    if following in ('"', "'", "\\", "/"):
        return following, at + 2
    if following in ("\n", "\r"):
        return "", at + 2
    if code := _CODE_POINT.match(text, at):
        return str(json.loads(f'"{code[0]}"')), code.end()
    return "\\", at + 1


def _clean(comment: str) -> str:
    """Return the words of a comment, or nothing where it is a line of signs or a part of the body."""
    lines = [line.strip().strip("*").strip() for line in comment.strip("/").splitlines()]
    words = "\n".join(line for line in lines if re.search(r"\w", line))
    return "" if _CODE.match(words) else words


def _join(lines: str) -> str:
    """Return the lines of comments as paragraphs: a line that does not begin in lower case says something new."""
    return re.sub(r"\n(?=[^a-z])", "\n\n", lines)
