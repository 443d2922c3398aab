"""Tables in GFM, whose cells are one line each: a table with other cells becomes a list with an item for each row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...mdx.tree import (
    Break,
    CodeSpan,
    Fence,
    Item,
    List,
    Math,
    MathBlock,
    Paragraph,
    Quote,
    Row,
    Strong,
    Table,
    Text,
    is_inline,
    plain,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ...mdx.tree import Alignment, Node


def plain_table(
    rows: Sequence[Sequence[tuple[Node, ...]]], *, heads: int, alignments: tuple[Alignment, ...] = ()
) -> tuple[Node, ...]:
    """Return a table, or a list where GFM has no such table.

    :param rows: their cells; each is a line or a sequence of blocks.
    :param heads: how many of the first rows are heads, which GFM allows one of.
    """
    if not rows:
        return ()
    lines = [[as_line(cell) for cell in row] for row in rows]
    head = _merge([[cell or () for cell in row] for row in lines[:heads]])
    if all(cell is not None for row in lines for cell in row):
        body = tuple(Row(tuple(cell or () for cell in row)) for row in lines[heads:])
        return (Table(Row(tuple(head)), body, alignments),)
    return (List(tuple(Item(tuple(_make_record(head, row))) for row in rows[heads:])),)


def _merge(rows: Sequence[Sequence[tuple[Node, ...]]]) -> list[tuple[Node, ...]]:
    """Return several heads as one, with their cells as ``above / below``."""
    width = max(map(len, rows), default=0)
    merged: list[tuple[Node, ...]] = []
    for column in range(width):
        cells = [row[column] for row in rows if column < len(row) and row[column]]
        distinct = [cell for row, cell in enumerate(cells) if cell not in cells[:row]]
        merged.append(tuple(node for row, cell in enumerate(distinct) for node in ((Text(" / "),) * bool(row) + cell)))
    return merged


def _make_record(head: Sequence[tuple[Node, ...]], row: Sequence[tuple[Node, ...]]) -> Iterable[Node]:
    """Yield a row as blocks, each cell under the title of its column."""
    for column, cell in enumerate(row):
        title = head[column] if column < len(head) else ()
        lead: tuple[Node, ...] = (Strong((*title, Text(":"))),) if title and plain(title).strip() else ()
        if cell and (all(map(is_inline, cell)) or isinstance(cell[0], Paragraph)):
            first, *rest = (Paragraph(cell),) if is_inline(cell[0]) else cell
            line = first.children if isinstance(first, Paragraph) else ()
            yield Paragraph((*lead, Text(" "), *line) if lead else line)
            yield from rest
        elif cell:
            if lead:
                yield Paragraph(lead)
            yield from cell


def as_line(blocks: Iterable[Node], mark: str = "") -> tuple[Node, ...] | None:
    """Return blocks of a cell as one line, with line breaks between them; ``None`` where one has to be a block.

    :param mark: text before the first paragraph, for items of a list.
    """
    line: list[Node] = []
    for block in blocks:
        if is_inline(block):
            line.append(block)
            continue
        inlines: tuple[Node, ...] | None
        match block:
            case Paragraph():
                inlines = (Text(mark), *block.children) if mark else block.children
            case Fence() if "\n" not in block.code:
                inlines = (CodeSpan(block.code),)
            case MathBlock():
                inlines = (Math(" ".join(block.tex.split())),)
            case Quote():
                inlines = as_line(block.children)
            case List():
                inlines = _list_as_line(block, mark)
            case _:
                inlines = None
        if inlines is None:
            return None
        if line and inlines and not isinstance(line[-1], Break):
            line.append(Break())
        line += inlines
    return tuple(line)


def _list_as_line(block: List, mark: str) -> tuple[Node, ...] | None:
    line: list[Node] = []
    for number, item in enumerate(block.children, block.start or 0):
        item_mark = f"{mark}• " if block.start is None else f"{mark}{number}. "
        children = item.children if isinstance(item, Item) else (item,)
        if children and is_inline(children[0]):
            children = (Paragraph(children),)
        first = as_line(children[:1], item_mark)
        rest = as_line(children[1:])
        if first is None or rest is None:
            return None
        line += ([Break()] if line else []) + [*first] + ([Break(), *rest] if rest else [])
    return tuple(line)
