"""The docutils nodes for elements of HTML, and what docutils demands of them once their content is complete.

HTML allows tables with rows of any length and line breaks anywhere; docutils has columns and line blocks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from docutils import nodes

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_MAX_WIDTH: Final = 60
"""Characters of a column: a wider text is broken into several lines."""
_PADDING: Final = 4
"""Characters that are added to the width of a column's text."""
_START: Final = re.compile(r"\s*([0-9]{1,9})(?![0-9])", re.ASCII)
"""The attribute ``start`` of a list, as HTML reads it, of as many digits as CommonMark allows."""

INLINE: Final[dict[str, type[nodes.TextElement]]] = {
    **dict.fromkeys(("em", "i", "cite", "var", "dfn"), nodes.emphasis),
    **dict.fromkeys(("strong", "b"), nodes.strong),
    **dict.fromkeys(("code", "tt", "kbd", "samp"), nodes.literal),
    "sup": nodes.superscript,
    "sub": nodes.subscript,
    **dict.fromkeys(("s", "del", "strike"), nodes.inline),
}
BLOCKS: Final[dict[str, type[nodes.Element]]] = {
    "ul": nodes.bullet_list,
    "ol": nodes.enumerated_list,
    "li": nodes.list_item,
    "blockquote": nodes.block_quote,
    "dl": nodes.definition_list,
    "details": nodes.container,
}
"""Tags with an element of docutils for all that is in them; others have one that depends on where they are."""
HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6", "summary", "caption", "figcaption")


def make_block(tag: str, attributes: dict[str, str | None]) -> nodes.Element:
    """Return an empty element for a block: headings are rubrics, which the page's table of contents does not list."""
    if tag == "table":
        return nodes.table()
    if tag == "pre":
        return nodes.literal_block(language="text", force=True)
    if tag in HEADINGS:
        return nodes.rubric("")
    element = BLOCKS[tag]()
    if isinstance(element, nodes.enumerated_list):
        element.attributes.update(enumtype="arabic", prefix="", suffix=".")
        if start := _START.match(attributes.get("start") or ""):
            element["start"] = int(start[1])
    elif isinstance(element, nodes.bullet_list):
        element["bullet"] = "*"
    return element


class LineBreak(nodes.Text):
    """A line break (``<br>``), until the paragraph that it is in is complete."""


def break_lines(paragraph: nodes.paragraph) -> None:
    """Replace a paragraph by a line block, unless its only line breaks are at its beginning or end."""
    lines: list[list[nodes.Node]] = [[]]
    for child in paragraph.children:
        if isinstance(child, LineBreak):
            lines.append([])
        else:
            lines[-1].append(child)
    filled = [line for line in lines if "".join(child.astext() for child in line).strip()]
    if len(filled) < 2:
        paragraph.children = [child for line in filled for child in line]
        return
    block = nodes.line_block()
    for children in filled:
        if isinstance(children[0], nodes.Text):
            children[0] = nodes.Text(children[0].lstrip())
        line = nodes.line("", "", *children)
        line.indent = 0  # type: ignore[assignment]  # docutils nests lines by it
        line.rawsource = line.astext()
        block += line
    paragraph.replace_self(block)


def has_content(element: nodes.Element) -> bool:
    """Return whether an element shows anything. Code of spaces only counts, as a block of that height."""
    return bool(element.astext().strip()) or isinstance(element, nodes.literal_block)


def make_table(rows: Sequence[nodes.Element], columns: int) -> nodes.table:
    """Return a table of rows, in the groups that docutils demands; short rows get empty cells.

    A first row of ``th`` cells alone is the head.
    """
    heads = [row for row in rows[:1] if all(entry["header"] for entry in row.children)]  # type: ignore[index]
    heads = heads if len(rows) > 1 else []  # docutils demands a body
    group = nodes.tgroup(cols=columns)
    for kind, members in ((nodes.thead, heads), (nodes.tbody, rows[len(heads) :])):
        if members:
            for row in members:
                row.extend(nodes.entry() for _ in range(columns - len(row.children)))
                for entry in row.children:
                    assert isinstance(entry, nodes.entry)
                    entry.attributes.pop("header", None)
                    if not entry.children:
                        entry.append(nodes.paragraph())
            group += kind("", *members)
    add_columns(group, rows)
    return nodes.table("", group)


def add_columns(group: nodes.tgroup, rows: Iterable[nodes.Element]) -> None:
    """Add the widths of a table's columns, which are those of their text: formats of plain text need them."""
    widths = [1] * group["cols"]
    for row in rows:
        for number, entry in enumerate(row.children):
            widths[number] = max(widths[number], min(_MAX_WIDTH - _PADDING, len(entry.astext())))
    group[:0] = [nodes.colspec(colwidth=width + _PADDING) for width in widths]


def unwrap_row(row: nodes.Element) -> list[nodes.Element]:
    """Return the content of a row without its table: one line if each cell is a line, else the blocks of its cells."""
    cells = [entry.children for entry in row.children if isinstance(entry, nodes.entry) and has_content(entry)]
    if not all(len(cell) == 1 and type(cell[0]) is nodes.paragraph for cell in cells):
        return [block for cell in cells for block in cell if isinstance(block, nodes.Element)]
    line = nodes.paragraph("")
    for number, (paragraph,) in enumerate(cells):
        line += [nodes.Text(" | ")] if number else []
        line += paragraph.children
    line.rawsource = line.astext()
    return [line] if line.children else []
