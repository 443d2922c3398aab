"""HTML in descriptions to docutils nodes: what says something is kept, nothing can run.

Descriptions in the wild are CommonMark with HTML in it, or HTML alone. What the tags of prose mean is shown; tags that
HTML does not know, such as ``<driver name>``, are words that the author did not escape, and are shown as they are.
"""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

from docutils import nodes

from .lexers import find_lexer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

MAX_DEPTH: Final = 40
"""Elements within each other. What is deeper is shown as plain text: Sphinx pickles and walks pages recursively, and
some 190 levels are all that Python's recursion limit allows for a whole page."""
MAX_NESTING: Final = 10
"""Quotations, items of lists and definitions within each other; what is deeper is less indented. Formats of plain text
indent each of them, and Sphinx stops with an error where no room is left in a line."""
MAX_EMPTY_CELLS: Final = 0x10000
"""Cells that may be added to a table to make its rows equally long; markdown-it has the same limit."""
_MAX_WIDTH: Final = 60
_START: Final = re.compile(r"\s*([0-9]{1,9})(?![0-9])", re.ASCII)
"""The first number of a list, as HTML reads it, and within the limits of CommonMark."""
_LEADING_ZEROS: Final = re.compile(r"&#0+(?=[0-9])")
_HUGE_CHARACTER: Final = re.compile(r"&#[0-9]{8,};?")
"""Python refuses to read numbers of thousands of digits."""

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
HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6", "summary", "caption", "figcaption")
TRANSPARENT: Final = (
    *("span", "font", "u", "ins", "small", "big", "abbr", "acronym", "center", "nobr", "mark", "q", "time", "label"),
    *("thead", "tbody", "tfoot", "colgroup", "html", "body", "picture"),
)
"""What is in them counts, they do not."""
PARAGRAPHS: Final = ("p", "div", "section", "article", "header", "footer", "main", "figure", "address", "aside", "nav")
DROPPED: Final = ("script", "style", "head", "title", "template", "noscript", "svg", "iframe", "object", "math")
VOID: Final = ("br", "hr", "img", "wbr", "col", "source", "input", "meta", "link")
KNOWN: Final = frozenset(
    {*INLINE, *BLOCKS, *HEADINGS, *TRANSPARENT, *PARAGRAPHS, *DROPPED, *VOID, "a", "pre", "table", "tr", "td", "th"}
    | {"dt", "dd"}
)


def parse_html(html: str, link: Callable[[str, list[nodes.Node]], list[nodes.Node]]) -> list[nodes.Element]:
    """Return the blocks of an HTML text.

    :param link: makes a link of an address and what it shows, or leaves only that where the address is not safe.
    """
    builder = _Builder(link)
    builder.feed(_HUGE_CHARACTER.sub("\ufffd", _LEADING_ZEROS.sub("&#", html)))
    builder.close()
    return builder.finish()


class _Builder(HTMLParser):
    """Keeps a stack of open elements, each with the tag that closes it."""

    def __init__(self, link: Callable[[str, list[nodes.Node]], list[nodes.Node]]) -> None:
        super().__init__(convert_charrefs=True)
        self._link = link
        self._root = nodes.container()
        self._stack: list[tuple[str, nodes.Element]] = [("", self._root)]
        self._addresses: list[str] = []
        self._dropped: list[str] = []
        self._hidden: list[str] = []
        self._ignored: list[tuple[str, int]] = []
        """Tags that are open but made no element, and how many elements were open then."""
        self._count: Counter[str] = Counter()

    def finish(self) -> list[nodes.Element]:
        if self._dropped and self._dropped[0] not in ("script", "style"):  # "the <title> of a page", in prose
            self._dropped, hidden = [], "".join(self._hidden)
            self._text(hidden)
        while len(self._stack) > 1:
            self._pop()
        return [child for child in self._root.children if isinstance(child, nodes.Element) and _says_something(child)]

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
            self._inline().append(_Break("\n"))
        elif tag == "img":
            words = attributes.get("alt") or attributes.get("src") or ""
            self._inline().extend(self._link(attributes.get("src") or "", [nodes.Text(words)]))
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
        """Open an element, or ignore its tags where they would change nothing or nest too deep."""
        is_inline = tag in INLINE or tag == "a"
        if not is_inline:
            self._close_line()
        elif tag == "a" and any(name == "a" for name, _element in self._stack):
            self._close("a")  # links do not nest
        if len(self._stack) >= MAX_DEPTH or self._is_too_deep(tag) or self._is_redundant(tag):
            self._ignored.append((tag, len(self._stack)))
            self._count[tag] += 1
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
        """Return whether what an element holds would be indented too often; items of a list may still follow others."""
        indented = (nodes.block_quote, nodes.list_item, nodes.definition)
        return tag in _INDENTED and sum(isinstance(element, indented) for _tag, element in self._stack) >= MAX_NESTING

    def _is_redundant(self, tag: str) -> bool:
        """Return whether an open element of the same line says the same, or a heading is the words of a term."""
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
        elif self._count[tag]:
            while self._forget() != tag:
                pass
            if tag not in INLINE and tag != "a":
                self._close_line()
        else:
            self._close(tag)

    def _forget(self) -> str:
        """Return the last tag that was ignored, and count it as closed."""
        tag, _depth = self._ignored.pop()
        self._count[tag] -= 1
        return tag

    def _close(self, tag: str) -> None:
        """Close the innermost open element of a tag, unless it is outside of the cell or the table that is open."""
        for place in range(len(self._stack) - 1, 0, -1):
            name, element = self._stack[place]
            if name == tag:
                self._pop_to(place)
                return
            if isinstance(element, nodes.table if tag in _TABLE_PARTS else nodes.entry):
                return

    def handle_data(self, data: str) -> None:
        if not self._dropped:
            self._text(data)
        elif self._dropped[0] not in ("script", "style"):
            self._hidden.append(data)

    def parse_bogus_comment(self, i: int, report: bool = True) -> int:
        """Show what HTML takes for a comment though it does not begin as one, such as ``<! words >``."""
        end = super().parse_bogus_comment(i, False)
        if end != -1 and not self._dropped:
            self._text(self.rawdata[i:end])
        return end

    def unknown_decl(self, data: str) -> None:
        """Show what XML takes for text."""
        if data.startswith("CDATA[") and not self._dropped:
            self._text(data.removeprefix("CDATA["))

    def parse_html_declaration(self, i: int) -> int:
        """Pass over a declaration; where Python's parser finds it malformed, HTML sees a comment that ends at ``>``."""
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

    def _pop_to(self, place: int) -> None:
        """Close what is open down to, and with, a place of the stack."""
        while len(self._stack) > place:
            self._pop()

    def _pop(self) -> None:
        tag, element = self._stack.pop()
        while self._ignored and self._ignored[-1][1] > len(self._stack):  # what was ignored in the element
            self._forget()
        parent = element.parent
        assert parent is not None
        if isinstance(element, _NEVER_EMPTY) and not _says_something(element):
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
        elif isinstance(element, nodes.paragraph) and any(isinstance(child, _Break) for child in element.children):
            _break_lines(element)
        elif isinstance(element, nodes.TextElement) and not isinstance(element, (nodes.literal, nodes.inline)):
            if isinstance(element, nodes.term) and element.children and element[-1].astext() == " ":
                del element[-1]
            element.rawsource = element.astext()

    def _finish_table(self, table: nodes.table) -> list[nodes.Element]:
        """Return a table with its captions; one in a cell, which few formats can show, as the blocks of its cells."""
        captions: list[nodes.Element] = [child for child in table.children if isinstance(child, nodes.rubric)]
        rows = [row for row in table.children if isinstance(row, nodes.row) and row.children]
        is_nested = any(isinstance(element, nodes.entry) for _tag, element in self._stack)
        columns = max((len(row.children) for row in rows), default=1)
        empty = columns * len(rows) - sum(len(row.children) for row in rows)
        if is_nested or empty > MAX_EMPTY_CELLS:
            return [*captions, *(block for row in rows for block in _unwrap_row(row))]
        return [*captions, _make_table(rows, columns)] if rows else captions

    def _text(self, words: str) -> None:
        top = self._top()
        if not words.strip() and not isinstance(top, nodes.TextElement):
            return
        self._inline().append(nodes.Text(words))

    def _inline(self) -> nodes.Element:
        """Return what takes words: the open line, or a new paragraph."""
        if not isinstance(self._top(), nodes.TextElement):
            self._open_block()
            self._push("p", nodes.paragraph(""))
        return self._top()

    def _close_line(self) -> None:
        """Close the open line, but not a term: what HTML calls blocks are words of it."""
        while isinstance(self._top(), nodes.TextElement) and not isinstance(self._top(), nodes.term):
            self._pop()
        top = self._top()
        if isinstance(top, nodes.term) and top.children and top[-1].astext() != " ":
            top.append(nodes.Text(" "))

    def _open_block(self, tag: str = "") -> None:
        """Make sure that the open element takes blocks: a list and a table take only their parts, a term only words."""
        self._close_line()
        if isinstance(self._top(), nodes.term):
            self._pop()
        top = self._top()
        if isinstance(top, (nodes.bullet_list, nodes.enumerated_list)):
            if tag in ("ul", "ol") and top.children:  # right in a list: it belongs to the item before
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
            self._push(tag, _make_block(tag, attributes))

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

        :param within: the kind of element that is not left for it.
        """
        for place in range(len(self._stack) - 1, 0, -1):
            element = self._stack[place][1]
            if isinstance(element, kind):
                self._pop_to(place + 1)
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


_INDENTED: Final = ("ul", "ol", "dl", "blockquote")
_TABLE_PARTS: Final = ("table", "tr", "td", "th", "caption")
_NEVER_EMPTY: Final = (
    *(nodes.paragraph, nodes.rubric, nodes.inline, nodes.emphasis, nodes.strong, nodes.literal),
    *(nodes.bullet_list, nodes.enumerated_list, nodes.definition_list, nodes.block_quote, nodes.container),
)
"""What is left out where nothing is in it."""


def _make_block(tag: str, attributes: dict[str, str | None]) -> nodes.Element:
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


class _Break(nodes.Text):
    """Where a line ends."""


def _break_lines(paragraph: nodes.paragraph) -> None:
    """Replace a paragraph by a line block, unless its only breaks are at its ends."""
    lines: list[list[nodes.Node]] = [[]]
    for child in paragraph.children:
        if isinstance(child, _Break):
            lines.append([])
        else:
            lines[-1].append(child)
    filled = [line for line in lines if "".join(part.astext() for part in line).strip()]
    if len(filled) < 2:
        paragraph.children = [part for line in filled for part in line]
        return
    block = nodes.line_block()
    for line in filled:
        if isinstance(line[0], nodes.Text):
            line[0] = nodes.Text(line[0].lstrip())
        made = nodes.line("", "", *line)
        made.indent = 0  # type: ignore[assignment]  # docutils nests lines by it
        made.rawsource = made.astext()
        block += made
    paragraph.replace_self(block)


def _says_something(element: nodes.Element) -> bool:
    return bool(element.astext().strip()) or isinstance(element, nodes.literal_block)


def _make_table(rows: Sequence[nodes.Element], columns: int) -> nodes.table:
    """Return a table of equally long rows, in the groups that docutils wants."""
    heads = [row for row in rows[:1] if all(entry["header"] for entry in row.children)]  # type: ignore[index]
    heads = heads if len(rows) > 1 else []  # docutils wants a body
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
    """Say how wide the columns of a table are: as wide as their text, for formats of plain text."""
    widths = [1] * group["cols"]
    for row in rows:
        for number, entry in enumerate(row.children):
            widths[number] = max(widths[number], min(_MAX_WIDTH - 4, len(entry.astext())))
    group[:0] = [nodes.colspec(colwidth=width + 4) for width in widths]


def _unwrap_row(row: nodes.Element) -> list[nodes.Element]:
    """Return what is in a row's cells: a line where each is one, else their blocks."""
    cells = [entry.children for entry in row.children if isinstance(entry, nodes.entry) and _says_something(entry)]
    if not all(len(cell) == 1 and type(cell[0]) is nodes.paragraph for cell in cells):
        return [block for cell in cells for block in cell if isinstance(block, nodes.Element)]
    line = nodes.paragraph("")
    for number, (paragraph,) in enumerate(cells):
        line += [nodes.Text(" | ")] if number else []
        line += paragraph.children
    line.rawsource = line.astext()
    return [line] if line.children else []
