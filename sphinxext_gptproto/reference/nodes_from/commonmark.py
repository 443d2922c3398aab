"""CommonMark descriptions to docutils nodes: with tables, strikethrough and alerts, without any way to inject markup.

HTML in them means what it says, by :mod:`.html`. Headings become rubrics, so that they do not disturb the page's own.
Links keep what markdown-it considers safe (no ``javascript:`` and the like). A relative one starts from the base
address; without one its words stay, since it was written for another site.
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
_SAFE: Final = re.compile(r"(https?|mailto|tel|ftp):", re.IGNORECASE)

_FULL_WIDTH: Final = ("。", "！", "？")
"""The marks that end sentences in Chinese and Japanese."""
_SENTENCE: Final = re.compile(r".+?(?:[。！？]|[.!?](?=\s+[A-Z\d\"'(]|$))")
_MAX_QUOTED: Final = 60
_WORDS: Final = re.compile(r"[^\W\d_][^\x00-\x1f\\`*_~\[<&|]*(?<!\s)")
"""One line that begins with a letter, and in which nothing is markup in CommonMark with tables and strikethrough."""
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


def parse_blocks(text: str, *, source: str = "", line: int = 0, base: str = "") -> list[nodes.Element]:
    """Return the blocks of a description; each carries the place, so that it is found by gettext.

    A description that cannot be parsed becomes plain paragraphs, with a warning.

    :param source: file that the nodes are said to come from.
    :param base: address that relative links start from.
    """
    try:
        blocks = [_as_alert(block) for block in _parse_blocks(text, base)]
    except Exception as error:  # whatever is in one description, the others are shown
        _warn_of(text, error, source, line)
        blocks = [nodes.paragraph(part, part) for part in re.split(r"\n[ \t]*\n", text) if part.strip()]
    for block in blocks:
        for node in block.findall(nodes.Element):
            node.source, node.line = source or None, line or None
    return blocks


def _parse_blocks(text: str, base: str) -> list[nodes.Element]:
    if _WORDS.fullmatch(text):  # most descriptions
        return [nodes.paragraph(text, text)]
    if _has_html(text):
        return parse_html(_HTML.render(text), partial(make_link, base=base))
    return list(_Blocks(base).blocks(_tree(text).children))


def parse_inline(text: str, *, source: str = "", line: int = 0, base: str = "") -> list[nodes.Node]:
    """Return the inline nodes of a description of one paragraph; block marks count as text.

    A description that cannot be parsed becomes its text, with a warning.

    :param source: file that a warning names.
    :param base: address that relative links start from.
    """
    try:
        if _has_html(text):
            blocks = parse_html(_HTML.renderInline(text), partial(make_link, base=base))
            return list(_join_lines(blocks))
        return list(_Blocks(base).inlines(SyntaxTreeNode(_PARSER.parseInline(text)).children))
    except Exception as error:  # whatever is in one description, the others are shown
        _warn_of(text, error, source, line)
        return [nodes.Text(text)]


def _warn_of(text: str, error: Exception, source: str, line: int) -> None:
    """Warn about a description that is shown as plain text. That is a fault of this package, and never meant."""
    start = " ".join(text[: 2 * _MAX_QUOTED].split())
    start = start if len(start) <= _MAX_QUOTED else f"{start[:_MAX_QUOTED]}…"
    words = (
        f"a description cannot be parsed, and is shown as plain text ({type(error).__name__}: {error}); "
        f"simplify its markup, and please report it to the authors of sphinxext-gptproto; it begins with {start!r}"
    )
    warn(WarningSubtype.DESCRIPTION, words, location=f"{source or '<unknown>'}:{line or 1}")


def _join_lines(blocks: Iterable[nodes.Element]) -> Iterator[nodes.Node]:
    """Yield what is in blocks as nodes of one line: lists and tables become their words."""
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
    """Return whether there are tags that HTML knows, or comments: else ``<`` is a sign like any other."""
    return "<" in text and any(tag[1] is None or tag[1].lower() in KNOWN for tag in _TAG.finditer(text))


def make_link(address: str, words: list[nodes.Node], *, base: str = "") -> list[nodes.Node]:
    """Return a link, or its words where the address is not safe, or leads nowhere from here."""
    address = address.strip()
    if not _SAFE.match(address):
        try:
            address = urljoin(base, address) if base and ":" not in address.partition("/")[0] else ""
        except ValueError:  # such as "//[" for a host
            address = ""
    if not address or not _PARSER.validateLink(address):
        return words
    return [nodes.reference("", "", *words, refuri=_PARSER.normalizeLink(address))]


def make_named_link(address: str, words: list[nodes.Node], *, base: str = "") -> list[nodes.Node]:
    """Return a link as :func:`make_link` does, but with the address behind the words where it cannot be followed."""
    made = make_link(address, words, base=base)
    if made is not words or "".join(word.astext() for word in words) == address:
        return made
    return [*words, nodes.Text(f" ({address})")]


def _as_alert(block: nodes.Element) -> nodes.Element:
    """Return a quotation that begins with ``[!NOTE]`` and the like as an admonition, as GitHub shows it."""
    first = block[0] if isinstance(block, nodes.block_quote) and block.children else None
    if not isinstance(first, nodes.paragraph) or not first.children or not isinstance(first[0], nodes.Text):
        return block
    words = "".join(child.astext() for child in first.children[:2] if isinstance(child, nodes.Text))
    found = _ALERT.match(words)
    if found is None:
        return block
    left = len(found[0])
    while left and isinstance(first[0], nodes.Text):
        text = str(first[0])
        first.remove(first[0])
        if len(text) > left:
            first.insert(0, nodes.Text(text[left:].lstrip()))
        left = max(0, left - len(text))
    children = block.children if first.children else block.children[1:]
    if not children:  # nothing to be alerted of
        return nodes.paragraph(found[0], found[0].strip())
    return _ALERTS[found[1]]("", *children)


def summarize(text: str, *, source: str = "", line: int = 0, limit: int = 300) -> str:
    """Return the first sentence of each paragraph of a description, as plain text, as long as they fit the limit.

    For front matter and meta descriptions: the first paragraph says what the endpoint does, the next what the model is.

    :param source: file that a warning names.
    """
    return summarize_blocks(parse_blocks(text, source=source, line=line), limit=limit)


def summarize_blocks(blocks: Iterable[nodes.Element], *, limit: int = 300) -> str:
    """Return the summary of a description that is parsed already."""
    summary = ""
    for block in blocks:
        if isinstance(block, nodes.paragraph):
            plain = " ".join(block.astext().split())
            found = _SENTENCE.match(plain)
            sentence = found[0] if found else plain
            if summary and len(summary) + len(sentence) > limit:
                break
            between = "" if summary.endswith(_FULL_WIDTH) else " "
            summary = f"{summary}{between}{sentence}".strip()
    return summary


@lru_cache(maxsize=4096)
def _tree(text: str) -> SyntaxTreeNode:
    return SyntaxTreeNode(_PARSER.parse(text))


class _Blocks:
    """Makes nodes of markdown-it's tree.

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
        """Yield what stands in a line."""
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
                words = list(self.inlines(child.children))
                yield from make_link(str(child.attrs.get("href", "")), words, base=self._base)
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
    """Return a fence's block. Several words of which none names a language are its first line, not what it is in."""
    language = find_lexer(info.partition(" ")[0])
    if " " in info and language == PLAIN and not info.startswith(PLAIN):
        code = f"{info}\n{code}"
    return nodes.literal_block(code, code, language=language, force=True)


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
