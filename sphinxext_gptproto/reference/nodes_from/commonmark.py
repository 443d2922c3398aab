"""CommonMark descriptions to docutils nodes, with tables, strikethrough and GitHub's alerts. No markup can be injected.

HTML in them becomes nodes, too (:mod:`.html`). Headings become rubrics, so that they do not mix with the page's own.
Links must have a scheme that markdown-it considers safe (not ``javascript:`` and the like). Relative ones start from
the base address; without a base only their text is shown, since they were written for another site.
"""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from docutils import nodes
from markdown_it.tree import SyntaxTreeNode

from ...build_warnings import WarningSubtype, warn
from .commonmark_parser import make_parser
from .html import KNOWN, parse_html
from .html_nodes import add_columns
from .lexers import PLAIN, find_lexer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_PARSER: Final = make_parser()
_HTML: Final = make_parser(html=True)
_TAG: Final = re.compile(r"</?([a-zA-Z][\w-]*)(\s[^<>]*)?/?>|<!--")
_ALERT: Final = re.compile(r"\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*\n?")
_ALERTS: Final[dict[str, type[nodes.Element]]] = {
    "NOTE": nodes.note,
    "TIP": nodes.tip,
    "IMPORTANT": nodes.important,
    "WARNING": nodes.warning,
    "CAUTION": nodes.caution,
}
_ABSOLUTE: Final = re.compile(r"(https?|mailto|tel|ftp):", re.IGNORECASE)

_FULL_WIDTH: Final = ("。", "！", "？")
"""The marks at the end of sentences in Chinese and Japanese."""
_SENTENCE: Final = re.compile(r".+?(?:[。！？]|[.!?](?=\s+[A-Z\d\"'(]|$))")
_MAX_QUOTED: Final = 60
"""Characters of a description that a warning quotes."""
_PLAIN_LINE: Final = re.compile(r"[^\W\d_][^\x00-\x1f\\`*_~\[<&|]*(?<!\s)")
"""A line that begins with a letter and has nothing that could be markup in CommonMark with tables and strikethrough."""
_SPECIAL: Final = re.compile(r"[\\*`|]|_(?!\w)")
"""Characters that would be markup in reStructuredText."""
_MARKS: Final = {"em": "*{}*", "strong": "**{}**", "code_inline": "``{}``", "link": "`{} <{target}>`__"}
"""Inline markup in reStructuredText, where none nests."""

_INLINE: Final[dict[str, type[nodes.TextElement]]] = {"em": nodes.emphasis, "strong": nodes.strong, "s": nodes.inline}
_BLOCKS: Final[dict[str, type[nodes.Element]]] = {
    "paragraph": nodes.paragraph,
    "bullet_list": nodes.bullet_list,
    "list_item": nodes.list_item,
    "blockquote": nodes.block_quote,
}


def parse_blocks(text: str, *, source: str = "", line: int = 0, base: str = "") -> list[nodes.Element]:
    """Return the blocks of a description, with their source, which gettext shows to translators.

    A description that cannot be parsed becomes plain paragraphs, with a warning.

    :param source: file that the nodes come from.
    :param base: address that relative links start from.
    """
    try:
        blocks = [_as_alert(block) for block in _parse_blocks(text, base)]
    except Exception as error:  # one description must not end a build
        _warn_of(text, error, source, line)
        blocks = [nodes.paragraph(part, part) for part in re.split(r"\n[ \t]*\n", text) if part.strip()]
    for block in blocks:
        for node in block.findall(nodes.Element):
            node.source, node.line = source or None, line or None
    return blocks


def _parse_blocks(text: str, base: str) -> list[nodes.Element]:
    if _PLAIN_LINE.fullmatch(text):  # as in most descriptions, so that they need no parser
        return [nodes.paragraph(text, text)]
    if _has_html(text):
        return parse_html(_HTML.render(text), partial(make_link, base=base))
    return list(_Blocks(base).blocks(_tree(text).children))


def parse_inline(text: str, *, source: str = "", line: int = 0, base: str = "") -> list[nodes.Node]:
    """Return the inline nodes of a description of one paragraph; marks of blocks, such as ``#``, are text.

    A description that cannot be parsed becomes its text, with a warning.

    :param source: file that a warning names.
    :param base: address that relative links start from.
    """
    try:
        if _has_html(text):
            blocks = parse_html(_HTML.renderInline(text), partial(make_link, base=base))
            return list(_join_lines(blocks))
        return list(_Blocks(base).inlines(SyntaxTreeNode(_PARSER.parseInline(text)).children))
    except Exception as error:  # one description must not end a build
        _warn_of(text, error, source, line)
        return [nodes.Text(text)]


def _warn_of(text: str, error: Exception, source: str, line: int) -> None:
    """Warn about a description that is shown as plain text; it is always a bug of this package."""
    start = " ".join(text[: 2 * _MAX_QUOTED].split())
    start = start if len(start) <= _MAX_QUOTED else f"{start[:_MAX_QUOTED]}…"
    message = (
        f"a description cannot be parsed, and is shown as plain text ({type(error).__name__}: {error}); "
        f"simplify its markup, and please report it to the authors of sphinxext-gptproto; it begins with {start!r}"
    )
    warn(WarningSubtype.DESCRIPTION, message, location=f"{source or '<unknown>'}:{line or 1}")


def _join_lines(blocks: Iterable[nodes.Element]) -> Iterator[nodes.Node]:
    """Yield the content of blocks as nodes of one line: of lists and tables, only the text stays."""
    for number, block in enumerate(blocks):
        if number:
            yield nodes.Text(" ")
        if isinstance(block, nodes.literal_block):
            yield nodes.literal(block.astext(), block.astext())
        elif isinstance(block, nodes.TextElement):
            yield from list(block.children)
        else:
            yield from _join_lines(child for child in block.children if isinstance(child, nodes.Element))


def _has_html(text: str) -> bool:
    """Return whether there are tags that HTML defines, or comments; any other ``<`` is text."""
    return "<" in text and any(tag[1] is None or tag[1].lower() in KNOWN for tag in _TAG.finditer(text))


def make_link(address: str, text: list[nodes.Node], *, base: str = "") -> list[nodes.Node]:
    """Return a link, or only its text if the address is not safe, or is relative and there is no base."""
    address = address.strip()
    if not _ABSOLUTE.match(address):
        try:
            address = urljoin(base, address) if base and ":" not in address.partition("/")[0] else ""
        except ValueError:  # such as "//[" for a host
            address = ""
    if not address or not _PARSER.validateLink(address):
        return text
    return [nodes.reference("", "", *text, refuri=_PARSER.normalizeLink(address))]


def make_named_link(address: str, text: list[nodes.Node], *, base: str = "") -> list[nodes.Node]:
    """Return a link as :func:`make_link` does, but the text with the address behind it where there can be no link."""
    link = make_link(address, text, base=base)
    if link is not text or "".join(node.astext() for node in text) == address:
        return link
    return [*text, nodes.Text(f" ({address})")]


def _as_alert(block: nodes.Element) -> nodes.Element:
    """Return a quotation that begins with ``[!NOTE]`` and the like as an admonition, as on GitHub.

    The mark may be spread over several text nodes, so as many characters are removed as it has.
    """
    first = block[0] if isinstance(block, nodes.block_quote) and block.children else None
    if not isinstance(first, nodes.paragraph) or not first.children or not isinstance(first[0], nodes.Text):
        return block
    start = "".join(child.astext() for child in first.children[:2] if isinstance(child, nodes.Text))
    match = _ALERT.match(start)
    if match is None:
        return block
    remaining = len(match[0])
    while remaining and isinstance(first[0], nodes.Text):
        text = str(first[0])
        first.remove(first[0])
        if len(text) > remaining:
            first.insert(0, nodes.Text(text[remaining:].lstrip()))
        remaining = max(0, remaining - len(text))
    children = block.children if first.children else block.children[1:]
    if not children:  # an alert without content
        return nodes.paragraph(match[0], match[0].strip())
    return _ALERTS[match[1]]("", *children)


def summarize(text: str, *, source: str = "", line: int = 0, limit: int = 300) -> str:
    """Return the first sentence of each paragraph of a description as plain text, as many as fit.

    It is for front matter and meta descriptions. In our registry the first paragraph says what the endpoint does, and
    the next one what the model is.

    :param source: file that a warning names.
    :param limit: characters of all sentences; the first is never cut.
    """
    return summarize_blocks(parse_blocks(text, source=source, line=line), limit=limit)


def summarize_blocks(blocks: Iterable[nodes.Element], *, limit: int = 300) -> str:
    """Return the summary of a parsed description; parameters are as of :func:`summarize`."""
    summary = ""
    for block in blocks:
        if isinstance(block, nodes.paragraph):
            plain = " ".join(block.astext().split())
            match = _SENTENCE.match(plain)
            sentence = match[0] if match else plain
            if summary and len(summary) + len(sentence) > limit:
                break
            between = "" if summary.endswith(_FULL_WIDTH) else " "
            summary = f"{summary}{between}{sentence}".strip()
    return summary


@lru_cache(maxsize=4096)
def _tree(text: str) -> SyntaxTreeNode:
    return SyntaxTreeNode(_PARSER.parse(text))


class _Blocks:
    """Makes docutils nodes of markdown-it's tree.

    :param base: address that relative links start from.
    """

    def __init__(self, base: str) -> None:
        self._base = base

    def blocks(self, children: Iterable[SyntaxTreeNode]) -> Iterator[nodes.Element]:
        """Yield blocks."""
        for child in children:
            if child.type == "blockquote" and not child.children:
                continue
            if child.type in _BLOCKS:
                yield self._fill(_BLOCKS[child.type](), child)
            elif child.type == "ordered_list":
                listing = nodes.enumerated_list(enumtype="arabic", prefix="", suffix=".")
                if child.attrs.get("start"):
                    listing["start"] = child.attrs["start"]
                yield self._fill(listing, child)
            elif child.type == "heading":
                yield nodes.rubric(_source(child.children), "", *self.inlines(child.children))
            elif child.type in ("fence", "code_block"):
                yield _make_code(child.info.strip(), child.content.removesuffix("\n"))
            elif child.type == "hr":
                yield nodes.paragraph("", "")
            elif child.type == "table":
                yield self._table(child)
            else:
                yield nodes.paragraph("", "", *self.inlines([child]))

    def _fill(self, element: nodes.Element, tree: SyntaxTreeNode) -> nodes.Element:
        if isinstance(element, nodes.TextElement):
            element.rawsource = _source(tree.children)
            element += list(self.inlines(tree.children))
        else:
            element += list(self.blocks(tree.children))
        return element

    def inlines(self, children: Iterable[SyntaxTreeNode]) -> Iterator[nodes.Node]:
        """Yield the nodes of a line."""
        for child in children:
            if child.type == "inline":
                yield from self.inlines(child.children)
            elif child.type == "text":
                yield nodes.Text(child.content)
            elif child.type in ("softbreak", "hardbreak"):
                yield nodes.Text("\n")
            elif child.type == "code_inline":
                yield nodes.literal(child.content, child.content)
            elif child.type in _INLINE:
                yield _INLINE[child.type]("", "", *self.inlines(child.children))
            elif child.type == "link":
                text = list(self.inlines(child.children))
                yield from make_link(str(child.attrs.get("href", "")), text, base=self._base)
            elif child.type == "image":
                address = str(child.attrs.get("src", ""))
                yield from make_link(address, [nodes.Text(child.content or address)], base=self._base)
            else:
                yield nodes.Text(child.content)

    def _table(self, tree: SyntaxTreeNode) -> nodes.table:
        rows: list[nodes.Element] = []
        group = nodes.tgroup(cols=max(len(row.children) for part in tree.children for row in part.children))
        for part in tree.children:
            members: nodes.Element = nodes.thead() if part.type == "thead" and len(tree.children) > 1 else nodes.tbody()
            for row in part.children:
                cells = nodes.row()
                for cell in row.children:
                    cells += nodes.entry("", nodes.paragraph(_source(cell.children), "", *self.inlines(cell.children)))
                members += cells
                rows.append(cells)
            group += members
        add_columns(group, rows)
        return nodes.table("", group)


def _make_code(info: str, code: str) -> nodes.literal_block:
    """Return the block of a fence.

    An info string of several words that begins with no known language is taken for the first line of the code.
    """
    language = find_lexer(info.partition(" ")[0])
    if " " in info and language == PLAIN and not info.startswith(PLAIN):
        code = f"{info}\n{code}"
    return nodes.literal_block(code, code, language=language, force=True)


def _source(children: Iterable[SyntaxTreeNode]) -> str:
    """Return a line as reStructuredText, which gettext shows to translators, and in which they write."""
    parts = []
    for child in children:
        text = _source(child.children) or child.content
        if child.type == "inline":
            parts.append(text)
        elif child.type in ("softbreak", "hardbreak"):
            parts.append("\n")
        elif child.type in _MARKS and text.strip() == text != "":
            parts.append(_MARKS[child.type].format(text, target=child.attrs.get("href", "")))
        else:
            parts.append(_SPECIAL.sub(r"\\\g<0>", text))
    return "".join(parts)
