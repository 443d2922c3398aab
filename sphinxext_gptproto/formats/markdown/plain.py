"""The tree of an MDX page to a tree without components, as CommonMark and GFM have it.

Boxes become quotations, tabs and cards titled blocks, steps a numbered list, and a table that GFM cannot express a list
of its rows. Only ``sub``, ``sup`` and addresses stay HTML, since Markdown has nothing for them.
"""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape as escape_html
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from ...mdx.tree import (
    Anchor,
    Break,
    CodeSpan,
    Element,
    Emphasis,
    Fence,
    FootnoteDefinition,
    Heading,
    Image,
    Item,
    Link,
    List,
    Paragraph,
    Placed,
    Quote,
    Raw,
    Shared,
    Strike,
    Strong,
    Table,
    Text,
    ThematicBreak,
    is_inline,
    plain,
)
from .tables import plain_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ...mdx.tree import Node

    Wants = Callable[[str], bool]

PARENTS: Final = (Paragraph, Emphasis, Strong, Strike, Item, List, Quote, FootnoteDefinition)
BOXES: Final = frozenset({"Note", "Warning", "Info", "Tip", "Check", "Danger", "Callout"})
FRAMES: Final = frozenset({"video", "iframe", "source"})


def plain_nodes(children: Iterable[Node], wants: Wants) -> tuple[Node, ...]:
    """Return the nodes without components. Addresses before a paragraph become part of it.

    :param wants: returns whether anything could link to an id of the page.
    """
    result: list[Node] = []
    for child in children:
        for node in _plain(child, wants):
            previous = result[-1] if result else None
            if isinstance(node, Paragraph) and previous is not None and _is_address(previous):
                result[-1] = Paragraph((*previous.children, *node.children))
            else:
                result.append(node)
    return tuple(result)


def _is_address(node: Node) -> TypeGuard[Paragraph]:
    return isinstance(node, Paragraph) and all(isinstance(child, Raw) for child in node.children)


def make_address(identifier: str) -> Raw:
    """Return an anchor that links can lead to."""
    return Raw(f'<a id="{escape_html(identifier)}"></a>', inline=True)


def _plain(node: Node, wants: Wants) -> tuple[Node, ...]:
    match node:
        case Anchor():
            return (Paragraph((make_address(node.id),)),) if wants(node.id) else ()
        case Heading():
            return _heading(node, wants)
        case Fence():
            code = Fence(node.code, node.language)
            return (make_title(node.title), code) if node.title else (code,)
        case Link():
            content = plain_nodes(node.children, wants)
            if len(content) == 1 and isinstance(content[0], Image) and content[0].url == node.url:
                return content  # the link is for browsers, to see the image in full size
            return (Link(node.url, content, node.title),)
        case Table():
            rows = [[plain_nodes(cell, wants) for cell in row.cells] for row in (node.head, *node.rows)]
            return plain_table(rows, heads=1, alignments=node.alignments)
        case Shared():
            return plain_nodes(node.children, wants)
        case Placed():
            return plain_nodes(node.block.children, wants)
        case Element():
            return _element(node, wants)
        case _ if isinstance(node, PARENTS):
            return (replace(node, children=plain_nodes(node.children, wants)),)
    return (node,)


def make_title(title: str) -> Paragraph:
    """Return a title that does not count as a heading."""
    return Paragraph((Strong((Text(title),)),))


def _heading(node: Heading, wants: Wants) -> tuple[Node, ...]:
    """Return a heading, after its address unless sites that show Markdown make the same one of its text."""
    heading = Heading(node.level, plain_nodes(node.children, wants))
    slug = re.sub(r"[^\w\- ]", "", plain(node.children).lower()).strip().replace(" ", "-")
    if not node.id or node.id == slug or not wants(node.id):
        return (heading,)
    return (Paragraph((make_address(node.id),)), heading)


# -- elements ---------------------------------------------------------------------------------------------------------


def _element(node: Element, wants: Wants) -> tuple[Node, ...]:
    if node.name == "table":
        return _table(node, wants)
    make = INLINE.get(node.name) if node.inline else BLOCKS.get(node.name)
    children = plain_nodes(node.children, wants)
    if make is not None:
        result: tuple[Node, ...] = make(node, children)
        return result
    if node.name in BOXES:
        return (Quote(children),)
    identifier = node.attributes.get("id")
    if isinstance(identifier, str) and wants(identifier):
        anchor = make_address(identifier)
        children = (anchor if node.inline else Paragraph((anchor,)), *children)
    if node.name in FRAMES:
        return (*_frame(node), *children)
    title = node.attributes.get("title") or node.attributes.get("name") or node.attributes.get("label")
    return (make_title(str(title)), *children) if title and not node.inline else children


def _card(node: Element, children: tuple[Node, ...]) -> tuple[Node, ...]:
    title, link, image = (str(node.attributes.get(name) or "") for name in ("title", "href", "img"))
    lead: Node = Strong((Text(title),))
    if link:
        lead = Link(link, (lead if title else Text(link),))
    pictures: tuple[Node, ...] = (Paragraph((Image(image),)),) if image else ()
    return (*pictures, Paragraph((lead,)), *children) if title or link else (*pictures, *children)


def _steps(node: Element, children: tuple[Node, ...]) -> tuple[Node, ...]:
    """Return a numbered list; the title of a step that had none is its number, which the list has, too."""
    items: list[Node] = []
    for number, step in enumerate(node.children, 1):
        title = str(step.attributes.get("title") or "") if isinstance(step, Element) else ""
        body = plain_nodes(getattr(step, "children", ()), lambda _: True)
        items.append(Item((make_title(title), *body) if title and title != str(number) else body))
    return (List(tuple(items), 1),)


def _tab(node: Element, children: tuple[Node, ...]) -> tuple[Node, ...]:
    """Return a tab's or a folded block's content under its title."""
    return (
        (make_title(str(node.attributes.get("title") or "")), *children) if node.attributes.get("title") else children
    )


def _picture(node: Element, children: tuple[Node, ...]) -> tuple[Node, ...]:
    """Return a figure with its caption below."""
    caption = str(node.attributes.get("caption") or "")
    return (*children, Paragraph((Emphasis((Text(caption),)),))) if caption else children


def _items(node: Element, children: tuple[Node, ...]) -> tuple[Node, ...]:
    start = node.attributes.get("start")
    items = [child if isinstance(child, Item) else Item((child,)) for child in children]
    return (List(tuple(items), start if isinstance(start, int) else 1),)


def _paragraph(node: Element, children: tuple[Node, ...]) -> tuple[Node, ...]:
    return (Paragraph(children),) if all(map(is_inline, children)) else children


def _frame(node: Element) -> tuple[Node, ...]:
    source = str(node.attributes.get("src") or "")
    return (Paragraph((Link(source, (Text(str(node.attributes.get("title") or source)),)),)),) if source else ()


def _image(node: Element, children: tuple[Node, ...]) -> tuple[Node, ...]:
    return (Image(str(node.attributes.get("src") or ""), str(node.attributes.get("alt") or "")),)


def _link(node: Element, children: tuple[Node, ...]) -> tuple[Node, ...]:
    return (Link(str(node.attributes.get("href") or ""), children),)


def _tip(node: Element, children: tuple[Node, ...]) -> tuple[Node, ...]:
    return (*children, Text(f" ({node.attributes.get('tip')})"))


def _as_html(node: Element, children: tuple[Node, ...]) -> tuple[Node, ...]:
    return (Element(node.name, {}, children, inline=True),)


def _key(node: Element, children: tuple[Node, ...]) -> tuple[Node, ...]:
    return (CodeSpan(plain(children)),)


BLOCKS: Final[Mapping[str, Any]] = {
    "Card": _card,
    "Steps": _steps,
    "Tab": _tab,
    "Accordion": _tab,
    "Expandable": _tab,
    "Frame": _picture,
    "ol": _items,
    "li": lambda _node, children: (Item(children),),
    "p": _paragraph,
    "hr": lambda _node, _children: (ThematicBreak(),),
}
INLINE: Final[Mapping[str, Any]] = {
    "img": _image,
    "a": _link,
    "Tooltip": _tip,
    "kbd": _key,
    "sub": _as_html,
    "sup": _as_html,
    "br": lambda _node, _children: (Break(),),
}


def _table(node: Element, wants: Wants) -> tuple[Node, ...]:
    """Return a table of elements as one of Markdown.

    A cell that spans rows is repeated in each of them; one that spans columns has empty cells beside it, or, in a head,
    is repeated. Repetitions in rows below wait in ``pending``, by row and column.
    """
    rows: list[list[tuple[Node, ...]]] = []
    heads = 0
    pending: dict[tuple[int, int], tuple[Node, ...]] = {}
    for element in _rows(node):
        is_head = all(isinstance(cell, Element) and cell.name == "th" for cell in element.children)
        row: list[tuple[Node, ...]] = []
        for cell in element.children:
            if not isinstance(cell, Element):
                continue
            while (len(rows), len(row)) in pending:
                row.append(pending.pop((len(rows), len(row))))
            content = plain_nodes(cell.children, wants)
            start = len(row)
            width, height = (_span(cell, name) for name in ("colSpan", "rowSpan"))
            row += [content, *[content if is_head else ()] * (width - 1)]
            for below in range(1, height):
                for column in range(width):
                    pending[len(rows) + below, start + column] = row[start + column]
        while (len(rows), len(row)) in pending:
            row.append(pending.pop((len(rows), len(row))))
        heads += is_head and heads == len(rows)
        rows.append(row)
    return plain_table(rows, heads=heads)


def _rows(node: Element) -> Iterable[Element]:
    """Yield the rows of a table, also those in its head and body."""
    for child in node.children:
        if isinstance(child, Element):
            if child.name == "tr":
                yield child
            else:
                yield from _rows(child)


def _span(cell: Element, name: str) -> int:
    """Return how many columns or rows a cell spans; at most 100, whatever a page says."""
    value = str(cell.attributes.get(name) or cell.attributes.get(name.lower()) or "1")
    return max(1, min(int(value), 100)) if value.isdecimal() else 1
