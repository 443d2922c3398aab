"""The typed tree of an MDX page: Markdown and JSX as frozen values that hold plain text, never source text.

Only :class:`Raw` holds source. Every other string is what the reader should see; :mod:`.syntax` writes it so that
it is seen. A tree that exists can therefore be written, and what is written can not run.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

# ------------------------------------------------------------------------------------------------------ attributes


@dataclass(frozen=True, slots=True)
class Json:
    """An attribute value written as an expression that holds a JSON literal: ``default={["a"]}``."""

    value: object


@dataclass(frozen=True, slots=True)
class RelativeId:
    """An id within a :class:`Shared` block: the one that the block has where it is placed, and what follows it."""

    suffix: str = ""


AttributeValue: TypeAlias = "str | bool | int | float | Json | RelativeId | None"
"""``None`` is a bare flag (``required``); ``True`` is ``{true}``; a string is always quoted."""

# ---------------------------------------------------------------------------------------------------------- inline


@dataclass(frozen=True, slots=True)
class Text:
    """Prose, as the reader sees it."""

    value: str


@dataclass(frozen=True, slots=True)
class CodeSpan:
    """Code inside a line."""

    value: str


@dataclass(frozen=True, slots=True)
class Emphasis:
    """``*children*``"""

    children: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Strong:
    """``**children**``"""

    children: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Strike:
    """``~~children~~``"""

    children: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """``[children](url "title")``"""

    url: str
    children: tuple[Node, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class Image:
    """``![alt](url)``; anything beyond that is an ``img`` :class:`Element`."""

    url: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """A line that ends here, within its paragraph."""


@dataclass(frozen=True, slots=True)
class Math:
    """``$tex$``"""

    tex: str


@dataclass(frozen=True, slots=True)
class FootnoteReference:
    """``[^label]``"""

    label: str


@dataclass(frozen=True, slots=True)
class Raw:
    """Trusted MDX, written as it is."""

    source: str
    inline: bool = False


# ----------------------------------------------------------------------------------------------------------- block


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of inline nodes."""

    children: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """``## children {#id}``; without an id Mintlify makes one from the words."""

    level: int
    children: tuple[Node, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class Anchor:
    """An address within the page, before the block that follows."""

    id: str


@dataclass(frozen=True, slots=True)
class Fence:
    """A code block. ``meta`` holds Mintlify's options as they are written: ``lines highlight={1-2}``."""

    code: str
    language: str = ""
    title: str = ""
    meta: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A list's item."""

    children: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class List:
    """A list of :class:`Item`; ordered when it has a start."""

    children: tuple[Node, ...] = ()
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """``> children``"""

    children: tuple[Node, ...] = ()


Alignment: TypeAlias = Literal["", "left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Row:
    """Cells of a table, each a tuple of inline nodes."""

    cells: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A GFM table: inline cells only. What has blocks or spans in its cells is a ``table`` :class:`Element`."""

    head: Row
    rows: tuple[Row, ...]
    alignments: tuple[Alignment, ...] = ()


@dataclass(frozen=True, slots=True)
class ThematicBreak:
    """``---``"""


@dataclass(frozen=True, slots=True)
class MathBlock:
    """``$$`` on lines of their own."""

    tex: str


@dataclass(frozen=True, slots=True)
class FootnoteDefinition:
    """``[^label]: children``"""

    label: str
    children: tuple[Node, ...] = ()


# ------------------------------------------------------------------------------------------------- both, and the page


@dataclass(frozen=True, slots=True)
class Element:
    """A JSX element. A block holds blocks, an inline element holds inline nodes."""

    name: str
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)
    children: tuple[Node, ...] = ()
    inline: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """A block that stands in several places, and is written once. It is what its children are."""

    children: tuple[Node, ...]
    texts: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """Its text by column, once it was written there, in parts: the id of each place goes between any two of them."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A shared block in one of its places."""

    block: Shared
    id: str | RelativeId
    """What the ids in the block begin with there."""


@dataclass(frozen=True, slots=True)
class Document:
    """A page."""

    front_matter: Mapping[str, object]
    children: tuple[Node, ...] = ()


Node: TypeAlias = (
    "Text | CodeSpan | Emphasis | Strong | Strike | Link | Image | Break | Math | FootnoteReference | Raw"
    " | Paragraph | Heading | Anchor | Fence | Item | List | Quote | Table | ThematicBreak | MathBlock"
    " | FootnoteDefinition | Element | Shared | Placed"
)
Parent: TypeAlias = (
    "Emphasis | Strong | Strike | Link | Paragraph | Heading | Item | List | Quote | FootnoteDefinition | Element"
)
"""What :meth:`.translator.MdxTranslator.open` takes: nodes that gather children."""

INLINE = (Text, CodeSpan, Emphasis, Strong, Strike, Link, Image, Break, Math, FootnoteReference)


def is_inline(node: Node) -> bool:
    """Return whether a node stands inside a line."""
    return isinstance(node, INLINE) or (isinstance(node, Raw | Element) and node.inline)


def plain(nodes: tuple[Node, ...]) -> str:
    """Return the words of inline nodes, for titles and attributes."""
    parts = []
    for node in nodes:
        match node:
            case Text() | CodeSpan():
                parts.append(node.value)
            case Math():
                parts.append(node.tex)
            case Image():
                parts.append(node.alt)
            case Break():
                parts.append(" ")
            case Emphasis() | Strong() | Strike() | Link() | Paragraph() | Element():
                parts.append(plain(node.children))
    return "".join(parts)
