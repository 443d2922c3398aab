"""Rules for tables: GFM if every cell is one line, else HTML elements.

table(title? tgroup(colspec* thead(row*)? tbody(row(entry*)*)))
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from docutils import nodes

from ..tree import Anchor, Break, Element, Paragraph, Row, Strong, Table, Text, is_inline
from .images import numbered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..rules import Handler, PageWriter
    from ..tree import AttributeValue, Node, Parent

WRAPPED: Final[Mapping[type, Parent]] = {}
PASSED: Final[frozenset[type]] = frozenset({nodes.tgroup, nodes.tbody, nodes.thead, nodes.row, nodes.entry})
DROPPED: Final[frozenset[type | str]] = frozenset({nodes.colspec})


def handle_table(translator: PageWriter, node: nodes.table) -> None:
    """Add a table after its caption."""
    for child in node.children:
        if isinstance(child, nodes.title):
            caption = numbered(translator, node, "table", translator.inlines(*child.children))
            translator.add(*translator.anchors(child), Paragraph((Strong(caption),)))
    translator.add(*translator.anchors(node))
    for group in node.findall(nodes.tgroup, descend=True):
        if group.parent is node:
            translator.add(_gfm_table(translator, group) or _html_table(translator, group))


def _rows(group: nodes.tgroup, kind: type[nodes.Element]) -> list[nodes.Element]:
    parts = [part for part in group.children if isinstance(part, kind)]
    return [row for part in parts for row in part.children if isinstance(row, nodes.Element)]


def _stubs(group: nodes.tgroup) -> list[bool]:
    return [bool(column.get("stub")) for column in group.children if isinstance(column, nodes.colspec)]


def _gfm_table(translator: PageWriter, group: nodes.tgroup) -> Table | None:
    """Return a GFM table, or ``None`` if cells contain blocks or span others, or the head has several rows."""
    head, body = _rows(group, nodes.thead), _rows(group, nodes.tbody)
    entries = [entry for row in (*head, *body) for entry in row.children if isinstance(entry, nodes.Element)]
    if len(head) > 1 or any(entry.get("morerows") or entry.get("morecols") for entry in entries):
        return None
    lines: list[tuple[tuple[Node, ...], ...]] = []
    stubs = _stubs(group)
    for row in (*head, *body):
        cells = []
        for index, entry in enumerate(row.children):
            cell = _cell(translator.blocks(*entry.children))
            if cell is None:
                return None
            is_stub = row not in head and index < len(stubs) and stubs[index]
            cells.append((Strong(cell),) if is_stub and cell else cell)
        lines.append(tuple(cells))
    first = Row(lines.pop(0)) if head else Row(())
    return Table(first, tuple(map(Row, lines)))


def _cell(blocks: tuple[Node, ...]) -> tuple[Node, ...] | None:
    """Return the content of a cell as inline nodes, with breaks between paragraphs; ``None`` if it has other blocks."""
    line: list[Node] = []
    for block in blocks:
        if line and not isinstance(block, Anchor) and not is_inline(block):
            line.append(Break())
        if isinstance(block, Paragraph):
            line += block.children
        elif isinstance(block, Anchor):
            line.append(Element("span", {"id": block.id}, inline=True))
        elif is_inline(block):
            line.append(block)
        else:
            return None
    return tuple(line)


def _html_table(translator: PageWriter, group: nodes.tgroup) -> Element:
    parts = []
    for name, kind in (("thead", nodes.thead), ("tbody", nodes.tbody)):
        if rows := _rows(group, kind):
            parts.append(Element(name, {}, tuple(_html_row(translator, row, group, kind) for row in rows)))
    return Element("table", {}, tuple(parts))


def _html_row(translator: PageWriter, row: nodes.Element, group: nodes.tgroup, kind: type[nodes.Element]) -> Element:
    cells = []
    stubs = _stubs(group)
    for index, entry in enumerate(child for child in row.children if isinstance(child, nodes.Element)):
        attributes: dict[str, AttributeValue] = {}
        for name, more in (("rowSpan", "morerows"), ("colSpan", "morecols")):
            if entry.get(more):
                attributes[name] = int(entry[more]) + 1
        blocks = translator.blocks(*entry.children)
        content = blocks[0].children if len(blocks) == 1 and isinstance(blocks[0], Paragraph) else blocks
        is_head = kind is nodes.thead or (index < len(stubs) and stubs[index])
        cells.append(Element("th" if is_head else "td", attributes, content or (Text(""),)))
    return Element("tr", {}, tuple(cells))


HANDLERS: Final[Mapping[type | str, Handler]] = {nodes.table: handle_table}
