"""Write the tree of a page as text: a blank line between blocks, and children indented under their element.

A block that is used in several places, on one page or several (:class:`.tree.Shared`), is written once for each
indentation that matters. Its text differs between places only in the ids of elements, which begin with the id of the
place. So the text is stored in parts, and the id is inserted between them wherever the block is placed. A text in parts
cannot be confused by what a specification says, as a template with placeholders could be.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import yaml

from . import escape
from .escape import Place
from .line import attribute, inline, tag
from .tree import (
    Anchor,
    Element,
    Fence,
    FootnoteDefinition,
    Heading,
    Item,
    List,
    MathBlock,
    MdxPage,
    Node,
    Paragraph,
    Placed,
    Quote,
    Raw,
    RelativeId,
    Row,
    Shared,
    Table,
    Text,
    ThematicBreak,
    is_inline,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import TypeAlias

    Parts: TypeAlias = tuple[str, ...]
    """A text, split where the id of a place has to be inserted. A text without such ids is one part."""

_FAST_DUMPER: Final[Any] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
COMPACT: Final = frozenset(
    {"Tabs", "Columns", "CardGroup", "Steps", "AccordionGroup", "Tree", "table", "thead", "tbody", "tr", "ul", "ol"},
)
"""Elements whose children are elements rather than prose: there is no blank line between these."""
JOINED: Final = frozenset({"td", "th", "li"})
"""Elements whose content Markdown reads as one paragraph with that of adjacent elements."""
MARKED: Final = 4
"""Columns that are counted for the content of a list item or a quotation. Headings there get an :class:`.Anchor`
instead of ``{#id}``, which Mintlify does not read at this column or beyond."""


MDX: Final = Place()
MARKDOWN: Final = Place(mdx=False)


def render(document: MdxPage) -> str:
    """Return the text of a page."""
    parts = [front_matter(document.front_matter), blocks(document.children)]
    return "\n\n".join(part for part in parts if part) + "\n"


def front_matter(values: Mapping[str, object]) -> str:
    """Return the YAML front matter of a page, with every string in quotes."""
    if not values:
        return ""
    lines = []
    for key, value in values.items():
        style = None
        if isinstance(value, str):
            value = escape.collapse(value).strip()
            if value.isascii() and "'" not in value:
                lines.append(f"{key}: '{value}'")  # the same as PyYAML's, but much faster
                continue
            style = '"' if "'" in value else "'"
        elif isinstance(value, list):
            style = "'"
        fast = isinstance(value, str) and value.isascii()  # libyaml writes emoji as escapes
        dumper = _FAST_DUMPER if fast else yaml.SafeDumper
        dumped = yaml.dump(
            value, Dumper=dumper, default_style=style, default_flow_style=True, allow_unicode=True, width=10**9
        )
        lines.append(f"{key}: {dumped.removesuffix('...' + chr(10)).strip()}")
    return "\n".join(["---", *lines, "---"])


# ---------------------------------------------------------------------------------------------------------- blocks


def blocks(nodes: Iterable[Node], column: int = 0, separator: str = "\n\n", place: Place = MDX) -> str:
    """Return blocks with a blank line between them.

    :param column: the number of columns that the blocks will be indented by.
    :param separator: what to write between the blocks.
    :param place: :data:`MDX` or :data:`MARKDOWN`. Blocks of Markdown must not be elements, nor fences with titles.
    """
    return _get_only_part(_blocks(nodes, column, separator, place))


def _blocks(nodes: Iterable[Node], column: int, separator: str, place: Place = MDX) -> Parts:
    """Return the parts of blocks.

    Blocks of one part are joined with the last part of the block before them and with the first of the block after.
    """
    finished: list[str] = []
    texts: list[str] = []
    previous: Node | None = None
    other_marker = False
    for node in _paragraphs(nodes):
        # Markdown merges two lists in a row, unless their markers differ
        other_marker = _are_similar_lists(previous, node) and not other_marker
        first, *others = _parts(node, column, place, other_marker=other_marker)
        if first or others:
            texts.append(first)
            previous = node
        if others:
            finished += [separator.join(texts), *others[:-1]]
            texts = [others[-1]]
    return (*finished, separator.join(texts))


def _parts(node: Node, column: int, place: Place, *, other_marker: bool) -> Parts:
    """Return the parts of one block."""
    match node:
        case Placed():
            return _placed(node, column)
        case Element():
            return _element(node, column)
        case Shared():
            return _shared(node, column)
    return (block(node, column, other_marker=other_marker, place=place),)


def _get_only_part(parts: Parts) -> str:
    """Return the text of blocks that have no relative ids.

    :raises ValueError: if there is a relative id, but no shared block to insert the id of, or in a list or a quotation,
        which are always written as one part.
    """
    if len(parts) > 1:
        message = f"relative ids are allowed only in shared blocks, not in lists and quotations: {parts[0][-60:]!r}"
        raise ValueError(message)
    return parts[0]


def _paragraphs(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield the nodes, with each run of inline nodes as a paragraph."""
    run: list[Node] = []
    for node in nodes:
        if is_inline(node):
            run.append(node)
            continue
        if run:
            yield Paragraph(tuple(run))
            run = []
        yield node
    if run:
        yield Paragraph(tuple(run))


def _are_similar_lists(first: Node | None, second: Node) -> bool:
    """Return whether two nodes are lists, both ordered or both not."""
    return isinstance(first, List) and isinstance(second, List) and (first.start is None) == (second.start is None)


def block(node: Node, column: int = 0, *, other_marker: bool = False, place: Place = MDX) -> str:
    """Return one block, without indentation of its own. The parameters are those of :func:`blocks`."""
    match node:
        case Paragraph():
            return _paragraph(node, column, place)
        case Heading():
            return _heading(node, column, place)
        case Anchor():
            return f"<span {escape.attribute('id', node.id)} />"
        case Fence():
            return escape.fence(node.code, language=node.language, title=node.title, meta=node.meta)
        case List():
            return _list(node, column, place, other_marker=other_marker)
        case Item():
            return _item("- ", node, column, place)
        case Quote():
            return _indent(blocks(node.children, column + MARKED, place=place), "> ", blank=">")
        case Table():
            return _table(node, place)
        case ThematicBreak():
            return "---"
        case MathBlock():
            return _math_block(node.tex)
        case FootnoteDefinition():
            label = f"[^{node.label}]: "
            return label + _indent(blocks(node.children, column + MARKED, place=place), "    ").removeprefix("    ")
        case Raw():
            return node.source.strip("\n")
        case Element() | Shared() | Placed():
            return _get_only_part(_parts(node, column, place, other_marker=False))
    message = f"not a block: {node!r}"
    raise TypeError(message)


def _shared(node: Shared, column: int) -> Parts:
    """Return the parts of a shared block, and store them with it."""
    column = min(column, MARKED)  # from there on a block is written in the same way at any column
    if column not in node.texts:
        node.texts[column] = _blocks(node.children, column, "\n\n")
    return node.texts[column]


def _placed(node: Placed, column: int) -> Parts:
    """Return a shared block with its ids, or, if it is in another shared block itself, with their suffixes only."""
    parts = _shared(node.block, column)
    if isinstance(node.id, str):
        return (node.id.join(parts),)
    suffix = node.id.suffix
    return (parts[0], *(suffix + part for part in parts[1:]))


def _paragraph(node: Paragraph, column: int, place: Place) -> str:
    if not place.mdx:
        text = inline(node.children, place, lines=True).strip(" ")
        return "\n".join(escape.line_start(line, edge=False) for line in text.split("\n"))
    # an element at the start of a line would end the paragraph
    text = inline(node.children, lines=True).strip(" ").replace("\\\n<", "<br /><")
    if text.startswith("<") and text.endswith(">"):
        # MDX reads a line of elements only as blocks: spaces between them are lost, and Mintlify has no block <em>
        content = [child for child in node.children if not (isinstance(child, Text) and not child.value.strip())]
        if len(content) > 1 or not isinstance(content[0], Raw | Element):
            return f"<p>{text}</p>"
    return "\n".join(escape.line_start(line, edge=column == 0) for line in text.split("\n"))


def _heading(node: Heading, column: int, place: Place) -> str:
    text = inline(node.children, replace(place, heading=True)).strip()
    level = min(max(node.level, 1), 6)
    if not text:
        return ""
    if node.id and level <= 4 and column < MARKED:
        return f"{'#' * level} {escape.line_start(text)} {{#{node.id}}}"
    closing = re.sub(r"(^| )(#+)$", r"\1\\\2", text)  # trailing number signs are not displayed
    heading = f"{'#' * level} {closing}"
    return f"{block(Anchor(node.id))}\n\n{heading}" if node.id else heading


def _list(node: List, column: int, place: Place, *, other_marker: bool) -> str:
    items = [child if isinstance(child, Item) else Item((child,)) for child in node.children]
    lines = []
    for number, item in enumerate(items, node.start or 0):
        marker = ("* " if other_marker else "- ") if node.start is None else f"{number}{')' if other_marker else '.'} "
        lines.append(_item(marker, item, column, place, tight=_tight(items)))
    return ("\n" if _tight(items) else "\n\n").join(lines)


def _tight(items: list[Item]) -> bool:
    """Return whether a list is tight: every item is a paragraph, or a paragraph and tight lists."""
    for item in items:
        lines = 0
        for child in _paragraphs(item.children):
            if isinstance(child, List):
                if child.start not in (None, 1):  # after a line of text, another number would not begin a list
                    return False
                if not _tight([item for item in child.children if isinstance(item, Item)]):
                    return False
            elif isinstance(child, Paragraph):
                lines += 1
            else:
                return False
        if lines > 1:
            return False
    return True


def _item(marker: str, node: Item, column: int, place: Place, *, tight: bool = False) -> str:
    text = blocks(node.children, column + MARKED, "\n" if tight else "\n\n", place)
    if re.match(r"\[[ xX]\](?= |$)", text):
        text = "\\" + text
    if not text:
        return marker.rstrip()
    indented = _indent(text, " " * len(marker))
    # Mintlify searches line by line for headings, and recognises a fence only at the start of a line
    return (
        f"{marker.rstrip()}\n{indented}"
        if text.startswith("```")
        else marker + indented.removeprefix(" " * len(marker))
    )


def _table(node: Table, place: Place) -> str:
    rules = {"": "---", "left": ":--", "center": ":-:", "right": "--:"}
    width = max(len(node.head.cells), *(len(row.cells) for row in node.rows)) if node.rows else len(node.head.cells)
    alignments = [*node.alignments, *[""] * width][:width]
    lines = [
        _row(node.head, width, place),
        "| " + " | ".join(rules[alignment] for alignment in alignments) + " |",
        *(_row(row, width, place) for row in node.rows),
    ]
    return "\n".join(lines)


def _row(row: Row, width: int, place: Place) -> str:
    cells = [inline(cell, replace(place, cell=True)).strip() for cell in row.cells]
    return "|" + "|".join(f" {cell} " if cell else " " for cell in [*cells, *[""] * (width - len(cells))]) + "|"


def _math_block(tex: str) -> str:
    lines = [line.rstrip() for line in escape.clean(tex).splitlines() if line.strip()]
    dollars = "$" * max(2, 1 + max((len(run) for run in re.findall(r"\$+", tex)), default=0))
    return "\n".join([dollars, *lines, dollars])


def _element(node: Element, column: int) -> Parts:
    *before, opening = _opening(node)
    if node.inline or (node.name in {"td", "th", "li", "p"} and all(map(is_inline, node.children))):
        line = inline(node.children, joined=node.name in JOINED)
        return (*before, f"{opening}>{line}</{node.name}>" if node.children else f"{opening} />")
    separator = "\n" if node.name in COMPACT and all(isinstance(child, Element) for child in node.children) else "\n\n"
    first, *others = _blocks(node.children, column + 2, separator)
    if not first and not others:
        return (*before, f"{opening} />")
    # parts after the first begin within a tag, not at the start of a line
    body = [f"{opening}>\n{_indent(first, '  ')}", *(_indent(part, "  ").removeprefix("  ") for part in others)]
    return (*before, *body[:-1], f"{body[-1]}\n</{node.name}>")


def _opening(node: Element) -> Parts:
    """Return the parts of an element's opening tag, without the closing bracket."""
    if RelativeId not in map(type, node.attributes.values()):
        return (f"<{tag(node)}",)
    parts = [f"<{node.name}"]
    for name, value in node.attributes.items():
        if isinstance(value, RelativeId):
            start, rest = f'{name}="', attribute(node, name, value.suffix)
            parts[-1] += f" {start}"
            parts.append(rest.removeprefix(start))
        else:
            parts[-1] += f" {attribute(node, name, value)}"
    return tuple(parts)


def _indent(text: str, prefix: str, blank: str = "") -> str:
    """Return a text with a prefix before each line, and with ``blank`` for empty lines."""
    if not text or text[0] == "\n" or text[-1] == "\n":
        return "\n".join(prefix + line if line else blank for line in text.split("\n"))
    indented = prefix + text.replace("\n", f"\n{prefix}")
    for _time in range(
        2 if "\n\n" in text else 0
    ):  # matches overlap: of empty lines in a row one pass finds every second
        indented = indented.replace(f"\n{prefix}\n", f"\n{blank}\n")
    return indented
