"""The tree to text: one blank line between blocks, children indented under their element, nothing escaped in vain."""

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
    Document,
    Element,
    Fence,
    FootnoteDefinition,
    Heading,
    Item,
    List,
    MathBlock,
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
    """A text in parts, with an id still to be put between any two of them; most texts are one part."""

_FAST_DUMPER: Final[Any] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
COMPACT: Final = frozenset(
    {"Tabs", "Columns", "CardGroup", "Steps", "AccordionGroup", "Tree", "table", "thead", "tbody", "tr", "ul", "ol"},
)
"""Elements that hold parts rather than prose: no blank line between their children."""
JOINED: Final = frozenset({"td", "th", "li"})
"""Elements whose lines are one paragraph with their neighbours'."""
MARKED: Final = 4
"""How far right blocks count as standing behind a list's or quotation's mark, where no line is a heading's alone."""


MDX: Final = Place()
MARKDOWN: Final = Place(mdx=False)


def render(document: Document) -> str:
    """Return the text of a page."""
    parts = [front_matter(document.front_matter), blocks(document.children)]
    return "\n\n".join(part for part in parts if part) + "\n"


def front_matter(values: Mapping[str, object]) -> str:
    """Return the YAML block at a page's top, every string quoted."""
    if not values:
        return ""
    lines = []
    for key, value in values.items():
        style = None
        if isinstance(value, str):
            value = escape.collapse(value).strip()
            if value.isascii() and "'" not in value:
                lines.append(f"{key}: '{value}'")  # which is what YAML would make of it
                continue
            style = '"' if "'" in value else "'"
        elif isinstance(value, list):
            style = "'"
        fast = isinstance(value, str) and value.isascii()  # libyaml would write emoji as escapes
        dumper = _FAST_DUMPER if fast else yaml.SafeDumper
        dumped = yaml.dump(
            value, Dumper=dumper, default_style=style, default_flow_style=True, allow_unicode=True, width=10**9
        )
        lines.append(f"{key}: {dumped.removesuffix('...' + chr(10)).strip()}")
    return "\n".join(["---", *lines, "---"])


# ---------------------------------------------------------------------------------------------------------- blocks


def blocks(nodes: Iterable[Node], column: int = 0, separator: str = "\n\n", place: Place = MDX) -> str:
    """Return blocks, one blank line apart.

    :param column: How far right of the page's edge they will stand.
    :param place: Of :data:`MARKDOWN` blocks none may be an element, and no fence has a title.
    """
    return _whole(_blocks(nodes, column, separator, place))


def _blocks(nodes: Iterable[Node], column: int, separator: str, place: Place = MDX) -> Parts:
    """Return blocks as :func:`blocks` does, which may have places for ids."""
    finished: list[str] = []
    texts: list[str] = []
    before: Node | None = None
    other = False
    for node in _paragraphs(nodes):
        # two lists in a row are one list, unless their markers differ
        other = _same_kind(before, node) and not other
        first, *more = _parts(node, column, place, other_marker=other)
        if first or more:
            texts.append(first)
            before = node
        if more:
            finished += [separator.join(texts), *more[:-1]]
            texts = [more[-1]]
    return (*finished, separator.join(texts))


def _parts(node: Node, column: int, place: Place, *, other_marker: bool) -> Parts:
    """Return one block, with places for the ids that it has where the shared block around it is placed."""
    match node:
        case Placed():
            return _placed(node, column)
        case Element():
            return _element(node, column)
        case Shared():
            return _shared(node, column)
    return (block(node, column, other_marker=other_marker, place=place),)


def _whole(parts: Parts) -> str:
    """Return a text that has no places for ids."""
    if len(parts) > 1:
        message = f"an id is relative, but in no shared block, or in a list or quotation: {parts[0][-60:]!r}"
        raise ValueError(message)
    return parts[0]


def _paragraphs(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield the nodes with runs of inline ones as paragraphs."""
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


def _same_kind(before: Node | None, node: Node) -> bool:
    return isinstance(before, List) and isinstance(node, List) and (before.start is None) == (node.start is None)


def block(node: Node, column: int = 0, *, other_marker: bool = False, place: Place = MDX) -> str:
    """Return one block, its first line at the left edge."""
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
            return _whole(_parts(node, column, place, other_marker=False))
    message = f"not a block: {node!r}"
    raise TypeError(message)


def _shared(node: Shared, column: int) -> Parts:
    column = min(column, MARKED)  # farther right all columns are alike
    if column not in node.texts:
        node.texts[column] = _blocks(node.children, column, "\n\n")
    return node.texts[column]


def _placed(node: Placed, column: int) -> Parts:
    parts = _shared(node.block, column)
    if isinstance(node.id, str):
        return (node.id.join(parts),)
    suffix = node.id.suffix
    return (parts[0], *(suffix + part for part in parts[1:]))


def _paragraph(node: Paragraph, column: int, place: Place) -> str:
    if not place.mdx:
        text = inline(node.children, place, lines=True).strip(" ")
        return "\n".join(escape.line_start(line, edge=False) for line in text.split("\n"))
    # an element at a line's start would end the paragraph
    text = inline(node.children, lines=True).strip(" ").replace("\\\n<", "<br /><")
    if text.startswith("<") and text.endswith(">"):
        # MDX takes a line of elements for blocks: the blanks between them go, and Mintlify knows no <em> as a block
        shown = [child for child in node.children if not (isinstance(child, Text) and not child.value.strip())]
        if len(shown) > 1 or not isinstance(shown[0], Raw | Element):
            return f"<p>{text}</p>"
    return "\n".join(escape.line_start(line, edge=column == 0) for line in text.split("\n"))


def _heading(node: Heading, column: int, place: Place) -> str:
    text = inline(node.children, replace(place, heading=True)).strip()
    level = min(max(node.level, 1), 6)
    if not text:
        return ""
    if node.id and level <= 4 and column < MARKED:
        return f"{'#' * level} {escape.line_start(text)} {{#{node.id}}}"
    closing = re.sub(r"(^| )(#+)$", r"\1\\\2", text)  # a heading's last signs are not shown
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
    """Return whether every item is a line, or a line and lists of lines."""
    for item in items:
        lines = 0
        for child in _paragraphs(item.children):
            if isinstance(child, List):
                if child.start not in (None, 1):  # right below a line it would be more of it
                    return False
                if not _tight([inner for inner in child.children if isinstance(inner, Item)]):
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
    # Mintlify looks for headings line by line, and sees a fence only where it starts its line
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
    first, *more = _blocks(node.children, column + 2, separator)
    if not first and not more:
        return (*before, f"{opening} />")
    # an id stands within a tag, so that what follows it starts no line
    body = [f"{opening}>\n{_indent(first, '  ')}", *(_indent(part, "  ").removeprefix("  ") for part in more)]
    return (*before, *body[:-1], f"{body[-1]}\n</{node.name}>")


def _opening(node: Element) -> Parts:
    """Return an element's first tag without its closing bracket, with places for ids."""
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
    if not text or text[0] == "\n" or text[-1] == "\n":
        return "\n".join(prefix + line if line else blank for line in text.split("\n"))
    indented = prefix + text.replace("\n", f"\n{prefix}")
    for _time in range(2 if "\n\n" in text else 0):  # of empty lines in a row, every second one is met each time
        indented = indented.replace(f"\n{prefix}\n", f"\n{blank}\n")
    return indented
