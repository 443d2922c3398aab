"""JSON values as source text, laid out as the formatters of the day do: on one line where it fits, else broken."""

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
    """Source text that stands in a literal as it is."""

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
    """Inside the braces of an object on one line."""
    comma: str = ""
    """After the last item of a broken list."""


def quoted(text: str, *, wide: bool = False) -> str:
    """Return a string as JSON writes it, with everything escaped that is not seen or turns the line around.

    :param wide: write what needs more than 16 bits as ``\\U0001f9ff`` (Python, Go), not as two halves (JSON).
    """
    shown = json.dumps(text, ensure_ascii=False)
    if shown.isprintable():
        return shown
    return "".join(c if c.isprintable() else _escape(c, wide=wide) for c in shown)


def pretty_quoted(text: str, *, wide: bool = False) -> str:
    """Return a string in the quotes that need less escaping (Python, JavaScript)."""
    shown = quoted(text, wide=wide)
    if '"' not in text or "'" in text:
        return shown
    # A quote inside always stands behind a backslash of its own.
    return "'" + shown[1:-1].replace('\\"', '"') + "'"


def _escape(character: str, *, wide: bool) -> str:
    code = ord(character)
    if code > 0xFFFF:
        return f"\\U{code:08x}" if wide else json.dumps(character)[1:-1]
    return f"\\u{code:04x}"


def layout(value: Value, style: Style, *, indent: str = "", lead: int = 0, is_broken: bool = False) -> str:
    """Return a value as source text.

    :param indent: what stands before the line that the text begins on.
    :param lead: columns taken on that line besides.
    :param is_broken: break the outermost object or array whatever its length.
    """
    if value is None or isinstance(value, bool | int | float | str):
        return str(value) if isinstance(value, Code) else style.scalar(value)
    one_line = _join(value, style)
    if not value or (not is_broken and "\n" not in one_line and len(indent) + lead + len(one_line) < WIDTH):
        return one_line
    inner = indent + style.indent
    if isinstance(value, Mapping):
        keys = {name: f"{style.key(name)}: " for name in value}
        items = [key + layout(value[name], style, indent=inner, lead=len(key)) for name, key in keys.items()]
    else:
        items = [layout(item, style, indent=inner) for item in value]
    opening, closing = one_line[0], one_line[-1]
    body = ",\n".join(inner + item for item in items)
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
    """Return a value as JSON that people like to read.

    :param base: what stands before the line that the text begins on.
    """
    style = Style(indent=indent, scalar=_json_scalar, key=quoted)
    return layout(value, style, indent=base, is_broken=True)


def _json_scalar(value: Scalar) -> str:
    return quoted(value) if isinstance(value, str) else json.dumps(value)
