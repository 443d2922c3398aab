"""CommonMark descriptions to docutils nodes: with tables and strikethrough, without any way to inject markup.

Raw HTML is shown as the text it is, except for ``<br>``, which breaks the line. Headings become rubrics, so that they
do not disturb the page's own. Links keep what markdown-it considers safe (no ``javascript:`` and the like).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from docutils import nodes
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PARSER: Final = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_BREAK: Final = re.compile(r"<br\s*/?>", re.IGNORECASE)
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)

_MAX_COLUMN: Final = 60
_SPECIAL: Final = re.compile(r"[\\*`|]|_(?!\w)")
"""What would be markup in reStructuredText."""
_MARKS: Final = {"em": "*{}*", "strong": "**{}**", "code_inline": "``{}``", "link": "`{} <{target}>`__"}
"""Inline markup as reStructuredText has it; none nests there."""

_INLINE: Final[dict[str, type[nodes.TextElement]]] = {"em": nodes.emphasis, "strong": nodes.strong, "s": nodes.inline}
_BLOCKS: Final[dict[str, type[nodes.Element]]] = {
    "paragraph": nodes.paragraph,
    "bullet_list": nodes.bullet_list,
    "list_item": nodes.list_item,
    "blockquote": nodes.block_quote,
}


def parse_blocks(text: str, *, source: str = "", line: int = 0) -> list[nodes.Element]:
    """Return the blocks of a description; each carries the place, so that it is found by gettext.

    :param source: file that the nodes are said to come from.
    """
    blocks = list(_blocks(_tree(text).children))
    for block in blocks:
        for node in block.findall(nodes.Element):
            node.source, node.line = source or None, line or None
    return blocks


def parse_inline(text: str) -> list[nodes.Node]:
    """Return the inline nodes of a description of one paragraph; block marks count as text."""
    tree = SyntaxTreeNode(_PARSER.parseInline(text))
    return list(_inlines(tree.children))


def summarize(text: str, *, limit: int = 300) -> str:
    """Return the first sentence of each paragraph of a description, as plain text, as long as they fit the limit.

    For front matter and meta descriptions: the first paragraph says what the endpoint does, the next what the model is.
    """
    summary = ""
    for block in parse_blocks(text):
        if isinstance(block, nodes.paragraph):
            plain = " ".join(block.astext().split())
            found = re.match(r"(.+?[.!?])(?=\s+[A-Z\d\"'(]|$)", plain)
            sentence = found[1] if found else plain
            if summary and len(summary) + len(sentence) > limit:
                break
            summary = f"{summary} {sentence}".strip()
    return summary


@lru_cache(maxsize=4096)
def _tree(text: str) -> SyntaxTreeNode:
    return SyntaxTreeNode(_PARSER.parse(text))


def _blocks(children: Iterable[SyntaxTreeNode]) -> Iterator[nodes.Element]:
    for child in children:
        if child.type in _BLOCKS:
            yield _fill(_BLOCKS[child.type](), child)
        elif child.type == "ordered_list":
            listing = nodes.enumerated_list(enumtype="arabic", prefix="", suffix=".")
            if child.attrs.get("start"):
                listing["start"] = child.attrs["start"]
            yield _fill(listing, child)
        elif child.type == "heading":
            yield nodes.rubric(_source(child.children), "", *_inlines(child.children))
        elif child.type in ("fence", "code_block"):
            language = child.info.split()[0] if child.info.strip() else "text"
            code = child.content.removesuffix("\n")
            yield nodes.literal_block(code, code, language=language, force=True)
        elif child.type == "html_block":
            text = _COMMENT.sub("", child.content).strip()
            if text:
                yield nodes.paragraph("", "", *_html(text))
        elif child.type == "hr":
            yield nodes.paragraph("", "")
        elif child.type == "table":
            yield _table(child)
        else:
            yield nodes.paragraph("", "", *_inlines([child]))


def _fill(element: nodes.Element, tree: SyntaxTreeNode) -> nodes.Element:
    if isinstance(element, nodes.TextElement):
        element.rawsource = _source(tree.children)
        element += list(_inlines(tree.children))
    else:
        element += list(_blocks(tree.children))
    return element


def _inlines(children: Iterable[SyntaxTreeNode]) -> Iterator[nodes.Node]:
    for child in children:
        if child.type == "inline":
            yield from _inlines(child.children)
        elif child.type == "text":
            yield nodes.Text(child.content)
        elif child.type in ("softbreak", "hardbreak"):
            yield nodes.Text("\n")
        elif child.type == "code_inline":
            yield nodes.literal(child.content, child.content)
        elif child.type in _INLINE:
            yield _INLINE[child.type]("", "", *_inlines(child.children))
        elif child.type == "link":
            target = str(child.attrs.get("href", ""))
            yield nodes.reference("", "", *_inlines(child.children), refuri=target)
        elif child.type == "image":
            alternative = child.content or str(child.attrs.get("src", ""))
            yield nodes.reference("", alternative, refuri=str(child.attrs.get("src", "")))
        elif child.type == "html_inline":
            yield from _html(child.content)
        else:
            yield nodes.Text(child.content)


def _source(children: Iterable[SyntaxTreeNode]) -> str:
    """Return a line as reStructuredText: what gettext shows translators, and reads from them."""
    parts = []
    for child in children:
        words = _source(child.children) or child.content
        if child.type == "inline":
            parts.append(words)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type in _MARKS and words.strip() == words != "":
            parts.append(_MARKS[child.type].format(words, target=child.attrs.get("href", "")))
        else:
            parts.append(_SPECIAL.sub(r"\\\g<0>", words))
    return "".join(parts)


def _html(text: str) -> Iterator[nodes.Node]:
    if _BREAK.fullmatch(text):
        yield nodes.Text("\n")
    elif not _COMMENT.fullmatch(text):
        yield nodes.Text(text)


def _table(tree: SyntaxTreeNode) -> nodes.table:
    rows = [row for part in tree.children for row in part.children]
    columns = max(len(row.children) for row in rows)
    group = nodes.tgroup(cols=columns)
    group += [nodes.colspec(colwidth=1) for _ in range(columns)]
    for part in tree.children:
        holder: nodes.Element = nodes.thead() if part.type == "thead" else nodes.tbody()
        for row in part.children:
            cells = nodes.row()
            for cell in row.children:
                cells += nodes.entry("", nodes.paragraph(_source(cell.children), "", *_inlines(cell.children)))
            holder += cells
        group += holder
    for number, column in enumerate(group.findall(nodes.colspec)):  # as wide as the text, for formats of plain text
        found = [row[number].astext() for row in group.findall(nodes.row) if number < len(row.children)]
        column["colwidth"] = min(_MAX_COLUMN, max(map(len, found), default=1) + 4)
    return nodes.table("", group)
