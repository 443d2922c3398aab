"""HTML in descriptions to docutils nodes: what says something is kept, nothing can run.

Descriptions in the wild are CommonMark with HTML in it, or HTML alone. What the tags of prose mean is shown; tags that
HTML does not know, such as ``<driver name>``, are words that the author did not escape, and are shown as they are.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

from docutils import nodes

from .lexers import find_lexer

if TYPE_CHECKING:
    from collections.abc import Callable

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
    builder.feed(html)
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
        self._skipped = 0

    def finish(self) -> list[nodes.Element]:
        while len(self._stack) > 1:
            self._pop()
        return [child for child in self._root.children if isinstance(child, nodes.Element) and _says_something(child)]

    # -- events -------------------------------------------------------------------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in DROPPED:
            self._skipped += 1
        if self._skipped:
            return
        if tag not in KNOWN:
            self._text(self.get_starttag_text() or "")
        elif tag == "br":
            self._inline().append(_Break("\n"))
        elif tag == "img":
            words = given.get("alt") or given.get("src") or ""
            self._inline().extend(self._link(given.get("src") or "", [nodes.Text(words)]))
        elif tag in VOID:
            self._close_paragraph() if tag == "hr" else None
        elif tag in PARAGRAPHS:
            self._close_paragraph()
        elif tag in HEADINGS:
            self._close_paragraph()
            self._push(tag, nodes.rubric(""))
        elif tag == "pre":
            self._close_paragraph()
            self._push(tag, nodes.literal_block(language="text", force=True))
        elif tag == "code" and isinstance(self._top(), nodes.literal_block):
            language = (given.get("class") or "").partition("language-")[2].partition(" ")[0]
            self._top()["language"] = find_lexer(language)
        elif tag in INLINE:
            self._inline()
            self._push(tag, INLINE[tag](""))
        elif tag == "a":
            self._inline()
            self._addresses.append(given.get("href") or "")
            self._push(tag, nodes.inline(""))
        elif tag in BLOCKS or tag in ("table", "tr", "td", "th", "dt", "dd"):
            self._start_block(tag, given)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID or tag not in KNOWN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag in DROPPED:
            self._skipped = max(0, self._skipped - 1)
        if self._skipped or tag in VOID or tag in TRANSPARENT or tag in DROPPED:
            return
        if tag not in KNOWN:
            self._text(f"</{tag}>")
        elif tag in PARAGRAPHS:
            self._close_paragraph()
        elif any(name == tag for name, _element in self._stack):
            while self._stack[-1][0] != tag:
                self._pop()
            self._pop()

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self._text(data)

    # -- the tree -----------------------------------------------------------------------------------------------------

    def _top(self) -> nodes.Element:
        return self._stack[-1][1]

    def _push(self, tag: str, element: nodes.Element) -> None:
        self._top().append(element)
        self._stack.append((tag, element))

    def _pop(self) -> None:
        tag, element = self._stack.pop()
        if tag == "a":
            parent = element.parent
            assert parent is not None
            at = parent.index(element)
            parent[at : at + 1] = self._link(self._addresses.pop(), list(element.children))
        elif isinstance(element, nodes.literal_block):
            text = element.astext().strip("\n")
            element.rawsource = text
            element.children = [nodes.Text(text)]
        elif isinstance(element, nodes.table):
            _finish_table(element)
        elif isinstance(element, nodes.paragraph) and any(isinstance(child, _Break) for child in element.children):
            _break_lines(element)
        elif isinstance(element, nodes.TextElement) and not isinstance(element, (nodes.literal, nodes.inline)):
            element.rawsource = element.astext()

    def _text(self, words: str) -> None:
        top = self._top()
        if not words.strip() and not isinstance(top, nodes.TextElement):
            return
        self._inline().append(nodes.Text(words))

    def _inline(self) -> nodes.Element:
        """Return what takes words: the open line, or a new paragraph."""
        if not isinstance(self._top(), nodes.TextElement):
            if isinstance(self._top(), (nodes.bullet_list, nodes.enumerated_list)):
                self._push("li", nodes.list_item())
            elif isinstance(self._top(), (nodes.table, nodes.row)):
                self._start_block("td", {})
            elif isinstance(self._top(), nodes.definition_list):
                self._start_block("dd", {})
            self._push("p", nodes.paragraph(""))
        return self._top()

    def _close_paragraph(self) -> None:
        while isinstance(self._top(), nodes.TextElement):
            self._pop()

    def _start_block(self, tag: str, given: dict[str, str | None]) -> None:
        self._close_paragraph()
        if tag == "li" and not isinstance(self._top(), (nodes.bullet_list, nodes.enumerated_list)):
            if any(name == "li" for name, _element in self._stack):
                self.handle_endtag("li")
            if not isinstance(self._top(), (nodes.bullet_list, nodes.enumerated_list)):
                self._push("ul", nodes.bullet_list(bullet="*"))
        if tag == "table":
            self._push(tag, nodes.table())
        elif tag == "tr":
            self._close_to(nodes.table)
            self._push(tag, nodes.row())
        elif tag in ("td", "th"):
            self._close_to(nodes.row)
            if not isinstance(self._top(), nodes.row):
                self._start_block("tr", {})
            self._push(tag, nodes.entry(header=tag == "th"))
        elif tag in ("dt", "dd"):
            self._start_definition(tag)
        else:
            element = BLOCKS[tag]()
            if isinstance(element, nodes.enumerated_list):
                element.attributes.update(enumtype="arabic", prefix="", suffix=".")
                if (given.get("start") or "").isdigit():
                    element["start"] = int(given["start"] or 1)
            elif isinstance(element, nodes.bullet_list):
                element["bullet"] = "*"
            self._push(tag, element)

    def _close_to(self, kind: type[nodes.Element]) -> None:
        if any(isinstance(element, kind) for _tag, element in self._stack):
            while not isinstance(self._top(), kind):
                self._pop()
        elif kind is nodes.table:
            self._push("table", nodes.table())

    def _start_definition(self, tag: str) -> None:
        self._close_to(nodes.definition_list)
        if not isinstance(self._top(), nodes.definition_list):
            self._push("dl", nodes.definition_list())
        listing = self._top()
        if tag == "dt":
            listing.append(nodes.definition_list_item("", nodes.term(""), nodes.definition()))
            self._stack.append((tag, listing[-1][0]))  # type: ignore[index]
        else:
            if not listing.children:
                listing.append(nodes.definition_list_item("", nodes.term(""), nodes.definition()))
            self._stack.append((tag, listing[-1][1]))  # type: ignore[index]


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


def _finish_table(table: nodes.table) -> None:
    """Put rows into the groups that docutils wants, and make them equally long."""
    rows = [row for row in table.findall(nodes.row) if row.children]
    columns = max((len(row.children) for row in rows), default=1)
    heads = [row for row in rows[:1] if all(entry["header"] for entry in row.findall(nodes.entry))]
    group = nodes.tgroup(cols=columns)
    group += [nodes.colspec(colwidth=1) for _ in range(columns)]
    for kind, members in ((nodes.thead, heads), (nodes.tbody, rows[len(heads) :])):
        if members:
            holder = kind()
            for row in members:
                row.extend(nodes.entry("", nodes.paragraph()) for _ in range(columns - len(row.children)))
                for entry in row.findall(nodes.entry):
                    entry.attributes.pop("header", None)
                    if not entry.children:
                        entry.append(nodes.paragraph())
                holder.append(row)
            group += holder
    table.children = []
    if not rows:
        group += nodes.tbody("", nodes.row("", nodes.entry("", nodes.paragraph())))
    table += group
