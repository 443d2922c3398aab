"""HTML in descriptions to docutils nodes: text and its structure are kept, and nothing can run.

Real descriptions are CommonMark with HTML in it, or HTML alone, often with tags that are not closed, or closed in the
wrong order. The tags of prose become docutils nodes (:mod:`.html_nodes`); tags that HTML does not define, such as
``<driver name>``, are text that the author did not escape, and are shown as they are.
"""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

from docutils import nodes

from .html_nodes import (
    BLOCKS,
    HEADINGS,
    INLINE,
    LineBreak,
    break_lines,
    has_content,
    make_block,
    make_table,
    unwrap_row,
)
from .lexers import find_lexer

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_DEPTH: Final = 40
"""Levels of nested elements; the tags of deeper ones are ignored. Sphinx pickles and walks pages recursively, and
Python's recursion limit allows some 190 levels for a whole page."""
MAX_NESTING: Final = 10
"""Levels of nested quotations, list items and definitions; deeper ones are not indented further. Formats of plain text
indent each level, and Sphinx stops with an error where no space is left in a line."""
MAX_EMPTY_CELLS: Final = 0x10000
"""Cells that may be added to a table to make its rows equally long; markdown-it has the same limit."""
_LEADING_ZEROS: Final = re.compile(r"&#0+(?=[0-9])")
_HUGE_CHARACTER: Final = re.compile(r"&#[0-9]{8,};?")
"""Python refuses to read numbers of thousands of digits."""

TRANSPARENT: Final = (
    *("span", "font", "u", "ins", "small", "big", "abbr", "acronym", "center", "nobr", "mark", "q", "time", "label"),
    *("thead", "tbody", "tfoot", "colgroup", "html", "body", "picture"),
)
"""Tags that are ignored; their content is shown."""
PARAGRAPHS: Final = ("p", "div", "section", "article", "header", "footer", "main", "figure", "address", "aside", "nav")
"""Tags of which only the end of a paragraph is kept, before and after them."""
DROPPED: Final = ("script", "style", "head", "title", "template", "noscript", "svg", "iframe", "object", "math")
"""Tags that are ignored together with their content."""
VOID: Final = ("br", "hr", "img", "wbr", "col", "source", "input", "meta", "link")
"""Tags without content."""
KNOWN: Final = frozenset(
    {*INLINE, *BLOCKS, *HEADINGS, *TRANSPARENT, *PARAGRAPHS, *DROPPED, *VOID, "a", "pre", "table", "tr", "td", "th"}
    | {"dt", "dd"}
)


_INDENTED: Final = ("ul", "ol", "dl", "blockquote")
_TABLE_PARTS: Final = ("table", "tr", "td", "th", "caption")
_NEVER_EMPTY: Final = (
    *(nodes.paragraph, nodes.rubric, nodes.inline, nodes.emphasis, nodes.strong, nodes.literal),
    *(nodes.bullet_list, nodes.enumerated_list, nodes.definition_list, nodes.block_quote, nodes.container),
)
"""Elements that are removed where they are empty."""


def parse_html(html: str, link: Callable[[str, list[nodes.Node]], list[nodes.Node]]) -> list[nodes.Element]:
    """Return the blocks of an HTML text.

    :param link: returns a link, by its address and its content, or the content alone where the address is not safe.
    """
    builder = _Builder(link)
    builder.feed(_HUGE_CHARACTER.sub("\ufffd", _LEADING_ZEROS.sub("&#", html)))
    builder.close()
    return builder.finish()


class _Builder(HTMLParser):
    """Builds nodes from tags, as HTML's own algorithm does: with a stack of open elements, and no error for any input.

    The stack has each open element with the tag that closes it. A tag that opens a block first closes what cannot
    contain it: text is never beside blocks, a cell is only in a row, an item only in a list. Tags that would nest too
    deep, or repeat what is open, open nothing; they are noted in ``_ignored``, so that their end tags close nothing.
    Inside of a tag of ``DROPPED`` only its end tag counts.
    """

    def __init__(self, link: Callable[[str, list[nodes.Node]], list[nodes.Node]]) -> None:
        super().__init__(convert_charrefs=True)
        self._link = link
        self._root = nodes.container()
        self._stack: list[tuple[str, nodes.Element]] = [("", self._root)]
        self._addresses: list[str] = []
        """Addresses of the open links."""
        self._dropped: list[str] = []
        """Open tags of those that are ignored with their content."""
        self._hidden: list[str] = []
        """Text in such a tag, for the case that it is never closed."""
        self._ignored: list[tuple[str, int]] = []
        """Open tags without an element, and how many elements were open when each was ignored."""
        self._ignored_count: Counter[str] = Counter()
        """How many of each tag are in ``_ignored``."""

    def finish(self) -> list[nodes.Element]:
        """Close what is still open, and return the blocks."""
        if self._dropped and self._dropped[0] not in ("script", "style"):  # "the <title> of a page", in prose
            self._dropped, hidden = [], "".join(self._hidden)
            self._text(hidden)
        while len(self._stack) > 1:
            self._pop()
        return [child for child in self._root.children if isinstance(child, nodes.Element) and has_content(child)]

    # -- events -------------------------------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag in DROPPED:
            self._dropped.append(tag)
        if self._dropped:
            return
        if tag not in KNOWN:
            self._text(self.get_starttag_text() or "")
        elif tag == "br":
            self._inline().append(LineBreak("\n"))
        elif tag == "img":
            text = attributes.get("alt") or attributes.get("src") or ""
            self._inline().extend(self._link(attributes.get("src") or "", [nodes.Text(text)]))
        elif tag in VOID:
            self._close_line() if tag == "hr" else None
        elif tag in PARAGRAPHS:
            self._close_line()
        elif tag == "code" and isinstance(self._top(), nodes.literal_block):
            language = (attributes.get("class") or "").partition("language-")[2].partition(" ")[0]
            self._top()["language"] = find_lexer(language)
        elif tag not in TRANSPARENT:
            self._start(tag, attributes)

    def _start(self, tag: str, attributes: dict[str, str | None]) -> None:
        """Open an element, or ignore its tag where it would change nothing or nest too deep."""
        is_inline = tag in INLINE or tag == "a"
        if not is_inline:
            self._close_line()
        elif tag == "a" and any(name == "a" for name, _element in self._stack):
            self._close("a")  # links do not nest
        if len(self._stack) >= MAX_DEPTH or self._is_too_deep(tag) or self._is_redundant(tag):
            self._ignored.append((tag, len(self._stack)))
            self._ignored_count[tag] += 1
        elif tag == "a":
            self._inline()
            self._addresses.append(attributes.get("href") or "")
            self._push(tag, nodes.inline(""))
        elif is_inline:
            self._inline()
            self._push(tag, INLINE[tag](""))
        else:
            self._start_block(tag, attributes)

    def _is_too_deep(self, tag: str) -> bool:
        """Return whether the content of an element would be indented too far.

        Items are not asked about: further items may follow in a list that is open.
        """
        indented = (nodes.block_quote, nodes.list_item, nodes.definition)
        return tag in _INDENTED and sum(isinstance(element, indented) for _tag, element in self._stack) >= MAX_NESTING

    def _is_redundant(self, tag: str) -> bool:
        """Return whether an open element already has the same effect. A term counts as a heading."""
        if tag in HEADINGS:
            return isinstance(self._top(), nodes.term)
        kind = INLINE.get(tag)
        lines = (nodes.emphasis, nodes.strong, nodes.literal)
        return kind in lines and any(type(element) is kind for _tag, element in self._stack)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID or tag not in KNOWN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in DROPPED and tag in self._dropped:
            del self._dropped[self._dropped.index(tag) :]
            self._hidden.clear()
            return
        if self._dropped or tag in VOID or tag in TRANSPARENT or tag in DROPPED:
            return
        if tag not in KNOWN:
            self._text(f"</{tag}>")
        elif tag in PARAGRAPHS:
            self._close_line()
        elif self._ignored_count[tag]:
            while self._pop_ignored() != tag:
                pass
            if tag not in INLINE and tag != "a":
                self._close_line()
        else:
            self._close(tag)

    def _pop_ignored(self) -> str:
        """Return the last tag that was ignored, and count it as closed."""
        tag, _depth = self._ignored.pop()
        self._ignored_count[tag] -= 1
        return tag

    def _close(self, tag: str) -> None:
        """Close the innermost open element of a tag, unless it is outside of the cell or the table that is open."""
        for position in range(len(self._stack) - 1, 0, -1):
            name, element = self._stack[position]
            if name == tag:
                self._pop_to(position)
                return
            if isinstance(element, nodes.table if tag in _TABLE_PARTS else nodes.entry):
                return

    def handle_data(self, data: str) -> None:
        if not self._dropped:
            self._text(data)
        elif self._dropped[0] not in ("script", "style"):
            self._hidden.append(data)

    def parse_bogus_comment(self, i: int, report: bool = True) -> int:
        """Show what HTML takes for a comment though it does not begin like one, such as ``<! words >``."""
        end = super().parse_bogus_comment(i, False)
        if end != -1 and not self._dropped:
            self._text(self.rawdata[i:end])
        return end

    def unknown_decl(self, data: str) -> None:
        """Show the text of a CDATA section of XML."""
        if data.startswith("CDATA[") and not self._dropped:
            self._text(data.removeprefix("CDATA["))

    def parse_html_declaration(self, i: int) -> int:
        """Skip a declaration; one that Python's parser rejects is a comment up to ``>``, as in HTML's specification."""
        try:
            return super().parse_html_declaration(i)
        except AssertionError:
            return self.parse_bogus_comment(i)

    # -- the tree -----------------------------------------------------------------------------------------------------

    def _top(self) -> nodes.Element:
        return self._stack[-1][1]

    def _push(self, tag: str, element: nodes.Element) -> None:
        self._top().append(element)
        self._stack.append((tag, element))

    def _pop_to(self, position: int) -> None:
        """Close the open elements from a position of the stack on."""
        while len(self._stack) > position:
            self._pop()

    def _pop(self) -> None:
        """Close the innermost open element, and finish it as docutils demands."""
        tag, element = self._stack.pop()
        while self._ignored and self._ignored[-1][1] > len(self._stack):  # what was ignored in the element
            self._pop_ignored()
        parent = element.parent
        assert parent is not None
        if isinstance(element, _NEVER_EMPTY) and not has_content(element):
            if tag == "a":
                self._addresses.pop()
            del parent[-1]
        elif tag == "a":
            parent[-1:] = self._link(self._addresses.pop(), list(element.children))
        elif isinstance(element, nodes.literal_block):
            text = element.astext().strip("\n")
            element.rawsource = text
            element[:] = [nodes.Text(text)]
        elif isinstance(element, nodes.table):
            parent[-1:] = self._finish_table(element)
        elif isinstance(element, nodes.paragraph) and any(isinstance(child, LineBreak) for child in element.children):
            break_lines(element)
        elif isinstance(element, nodes.TextElement) and not isinstance(element, (nodes.literal, nodes.inline)):
            if isinstance(element, nodes.term) and element.children and element[-1].astext() == " ":
                del element[-1]
            element.rawsource = element.astext()

    def _finish_table(self, table: nodes.table) -> list[nodes.Element]:
        """Return a table with its captions.

        Of a table in a cell, which few formats can show, and of one with very uneven rows, return the content of its
        cells instead.
        """
        captions: list[nodes.Element] = [child for child in table.children if isinstance(child, nodes.rubric)]
        rows = [row for row in table.children if isinstance(row, nodes.row) and row.children]
        is_nested = any(isinstance(element, nodes.entry) for _tag, element in self._stack)
        columns = max((len(row.children) for row in rows), default=1)
        empty = columns * len(rows) - sum(len(row.children) for row in rows)
        if is_nested or empty > MAX_EMPTY_CELLS:
            return [*captions, *(block for row in rows for block in unwrap_row(row))]
        return [*captions, make_table(rows, columns)] if rows else captions

    def _text(self, text: str) -> None:
        """Add text; spaces between blocks are ignored."""
        if not text.strip() and not isinstance(self._top(), nodes.TextElement):
            return
        self._inline().append(nodes.Text(text))

    def _inline(self) -> nodes.Element:
        """Return the element that text is to be added to: the open one if it takes text, or a new paragraph."""
        if not isinstance(self._top(), nodes.TextElement):
            self._open_block()
            self._push("p", nodes.paragraph(""))
        return self._top()

    def _close_line(self) -> None:
        """Close the open paragraph and what is in it. A term stays open: blocks in it become text, after a space."""
        while isinstance(self._top(), nodes.TextElement) and not isinstance(self._top(), nodes.term):
            self._pop()
        top = self._top()
        if isinstance(top, nodes.term) and top.children and top[-1].astext() != " ":
            top.append(nodes.Text(" "))

    def _open_block(self, tag: str = "") -> None:
        """Make sure that the open element takes blocks: lists and tables take only their parts, a term only text."""
        self._close_line()
        if isinstance(self._top(), nodes.term):
            self._pop()
        top = self._top()
        if isinstance(top, (nodes.bullet_list, nodes.enumerated_list)):
            if tag in ("ul", "ol") and top.children:  # a list directly in a list belongs to the item before it
                self._stack.append(("li", top[-1]))  # type: ignore[arg-type]
            else:
                self._push("li", nodes.list_item())
        elif isinstance(top, (nodes.table, nodes.row)):
            self._start_cell("td")
        elif isinstance(top, nodes.definition_list):
            self._start_definition("dd")

    def _start_block(self, tag: str, attributes: dict[str, str | None]) -> None:
        if tag == "li":
            self._start_item()
        elif tag == "tr":
            self._start_row()
        elif tag in ("td", "th"):
            self._start_cell(tag)
        elif tag in ("dt", "dd"):
            self._start_definition(tag)
        elif tag == "caption" and isinstance(self._top(), nodes.table):
            self._push(tag, nodes.rubric(""))
        else:
            self._open_block(tag)
            self._push(tag, make_block(tag, attributes))

    def _start_item(self) -> None:
        if isinstance(self._top(), nodes.term):
            self._pop()
        lists = (nodes.bullet_list, nodes.enumerated_list)
        if not isinstance(self._top(), lists):
            self._close("li")
        if not isinstance(self._top(), lists):
            self._open_block()
            self._push("ul", nodes.bullet_list(bullet="*"))
        self._push("li", nodes.list_item())

    def _start_row(self) -> None:
        if not self._close_to(nodes.table, within=nodes.table):
            self._open_block()
            self._push("table", nodes.table())
        self._push("tr", nodes.row())

    def _start_cell(self, tag: str) -> None:
        if not self._close_to(nodes.row, within=nodes.table):
            self._start_row()
        self._push(tag, nodes.entry(header=tag == "th"))

    def _close_to(self, kind: type[nodes.Element], *, within: type[nodes.Element]) -> bool:
        """Close what is open in the innermost element of a kind, and return whether there is one.

        :param within: the kind of element in which to search; what is around it stays open.
        """
        for position in range(len(self._stack) - 1, 0, -1):
            element = self._stack[position][1]
            if isinstance(element, kind):
                self._pop_to(position + 1)
                return True
            if isinstance(element, within):
                return False
        return False

    def _start_definition(self, tag: str) -> None:
        if not self._close_to(nodes.definition_list, within=nodes.entry):
            self._open_block()
            self._push("dl", nodes.definition_list())
        listing = self._top()
        if tag == "dt" or not listing.children:
            listing.append(nodes.definition_list_item("", nodes.term(""), nodes.definition()))
        part = nodes.term if tag == "dt" else nodes.definition
        self._stack.append((tag, next(listing[-1].findall(part))))
