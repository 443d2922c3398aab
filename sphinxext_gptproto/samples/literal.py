"""Write JSON values as source code, laid out as Black and Prettier do: on one line, or one item a line if too long."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ..spec.model import Json

WIDTH: Final = 80


class Code(str):
    """Source code that becomes part of a literal unchanged, such as an expression."""

    __slots__ = ()


Scalar: TypeAlias = bool | int | float | str | None
Value: TypeAlias = "Scalar | Mapping[str, Value] | Sequence[Value]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How a language writes nested values."""

    indent: str
    scalar: Callable[[Scalar], str]
    key: Callable[[str], str]
    padding: str = ""
    """Between the braces and the content of an object on one line."""
    comma: str = ""
    """After the last item if there is one item a line."""


def quoted(text: str, *, wide: bool = False) -> str:
    """Return a string literal of JSON, with invisible characters and those that change the text direction as escapes.

    :param wide: escape characters beyond U+FFFF as ``\\U0001f9ff`` (Python, Go), not as a surrogate pair (JSON).
    """
    literal = json.dumps(text, ensure_ascii=False)
    if literal.isprintable():
        return literal
    return "".join(c if c.isprintable() else _escape(c, wide=wide) for c in literal)


def pretty_quoted(text: str, *, wide: bool = False) -> str:
    """Return a string literal in single quotes if that needs less escaping, else in double quotes."""
    literal = quoted(text, wide=wide)
    if '"' not in text or "'" in text:
        return literal
    # Each quotation mark has exactly one backslash that belongs to it, so this replaces no others.
    return "'" + literal[1:-1].replace('\\"', '"') + "'"


def _escape(character: str, *, wide: bool) -> str:
    code = ord(character)
    if code > 0xFFFF:
        return f"\\U{code:08x}" if wide else json.dumps(character)[1:-1]
    return f"\\u{code:04x}"


def layout(value: Value, style: Style, *, indent: str = "", lead: int = 0, is_broken: bool = False) -> str:
    """Return a value as source code.

    :param indent: the indentation of the line that the value begins on.
    :param lead: number of characters on that line between the indentation and the value.
    :param is_broken: whether the outermost object or array has one item a line even if it would fit on one.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return str(value) if isinstance(value, Code) else style.scalar(value)
    one_line = _join(value, style)
    if not value or (not is_broken and "\n" not in one_line and len(indent) + lead + len(one_line) < WIDTH):
        return one_line
    item_indent = indent + style.indent
    if isinstance(value, Mapping):
        keys = {name: f"{style.key(name)}: " for name in value}
        items = [key + layout(value[name], style, indent=item_indent, lead=len(key)) for name, key in keys.items()]
    else:
        items = [layout(item, style, indent=item_indent) for item in value]
    opening, closing = one_line[0], one_line[-1]
    body = ",\n".join(item_indent + item for item in items)
    return f"{opening}\n{body}{style.comma}\n{indent}{closing}"


def _join(value: Value, style: Style) -> str:
    """Return a value on one line."""
    if value is None or isinstance(value, bool | int | float | str):
        return layout(value, style)
    if not isinstance(value, Mapping):
        return f"[{', '.join(_join(item, style) for item in value)}]"
    items = ", ".join(f"{style.key(name)}: {_join(item, style)}" for name, item in value.items())
    return f"{{{style.padding}{items}{style.padding}}}" if items else "{}"


def json_text(value: Json, *, indent: str = "  ", base: str = "") -> str:
    """Return a value as indented JSON.

    :param base: the indentation of the line that the text begins on.
    """
    style = Style(indent=indent, scalar=_json_scalar, key=quoted)
    return layout(value, style, indent=base, is_broken=True)


def _json_scalar(value: Scalar) -> str:
    return quoted(value) if isinstance(value, str) else json.dumps(value)
