"""The typed tree of an MDX page: Markdown and JSX as frozen values with plain text.

Only :class:`Raw` contains source. Every other string is the text that readers see, and :mod:`.syntax` escapes it. So
every tree can be written as a valid page, and no text in it can run as code.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

# ------------------------------------------------------------------------------------------------------ attributes


@dataclass(frozen=True, slots=True)
class Json:
    """The value of an attribute that is written as a JSON literal in braces: ``default={["a"]}``."""

    value: object


@dataclass(frozen=True, slots=True)
class RelativeId:
    """An id within a :class:`Shared` block: the id of the place (:class:`Placed`), followed by a suffix."""

    suffix: str = ""


AttributeValue: TypeAlias = "str | bool | int | float | Json | RelativeId | None"
"""``None`` is a name without a value (``required``); ``True`` is ``{true}``; a string is always in quotes."""

# ---------------------------------------------------------------------------------------------------------- inline


@dataclass(frozen=True, slots=True)
class Text:
    """Prose, as readers see it."""

    value: str


@dataclass(frozen=True, slots=True)
class CodeSpan:
    """Code within a line."""

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
    """``![alt](url)``; an image with other attributes is an ``img`` :class:`Element`."""

    url: str
    alt: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """A line break within a paragraph."""


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
    """MDX that is written unchanged."""

    source: str
    inline: bool = False


# ----------------------------------------------------------------------------------------------------------- block


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of inline nodes."""

    children: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """``## children {#id}``; without an id Mintlify derives one from the text."""

    level: int
    children: tuple[Node, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class Anchor:
    """An id that links can lead to, before the block that follows."""

    id: str


@dataclass(frozen=True, slots=True)
class Fence:
    """A code block. ``meta`` has options of Mintlify as source: ``lines highlight={1-2}``."""

    code: str
    language: str = ""
    title: str = ""
    meta: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a list."""

    children: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class List:
    """A list of :class:`Item`, ordered if it has a start."""

    children: tuple[Node, ...] = ()
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """``> children``"""

    children: tuple[Node, ...] = ()


Alignment: TypeAlias = Literal["", "left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table; each cell is a tuple of inline nodes."""

    cells: tuple[tuple[Node, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A GFM table. A table with blocks in its cells, or cells that span others, is a ``table`` :class:`Element`."""

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
    """A JSX element. A block contains blocks, an inline element contains inline nodes."""

    name: str
    attributes: Mapping[str, AttributeValue] = field(default_factory=dict)
    children: tuple[Node, ...] = ()
    inline: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """Blocks that are used in several places, and whose text is written once."""

    children: tuple[Node, ...]
    texts: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """The text by column, in parts between which :mod:`.syntax` inserts the id of the place; empty until written."""


@dataclass(frozen=True, slots=True)
class Placed:
    """A shared block in one of the places where it is used."""

    block: Shared
    id: str | RelativeId
    """The id of the place, with which all ids in the block begin."""


@dataclass(frozen=True, slots=True)
class MdxPage:
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
"""Nodes that :meth:`.translator.MdxTranslator.open` accepts: those with children."""

INLINE = (Text, CodeSpan, Emphasis, Strong, Strike, Link, Image, Break, Math, FootnoteReference)


def is_inline(node: Node) -> bool:
    """Return whether a node is part of a line rather than a block."""
    return isinstance(node, INLINE) or (isinstance(node, Raw | Element) and node.inline)


def plain(nodes: tuple[Node, ...]) -> str:
    """Return the text of inline nodes, for titles and attributes."""
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
