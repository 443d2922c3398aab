"""Write inline nodes as a line of MDX: prose, emphasis, links, code, math, and elements within a line."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from . import escape
from .escape import Place
from .tree import (
    Break,
    CodeSpan,
    Element,
    Emphasis,
    FootnoteReference,
    Image,
    Link,
    Math,
    Node,
    Paragraph,
    Raw,
    Strike,
    Strong,
    Text,
    plain,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .tree import AttributeValue

MARKDOWN_TITLES: Final = frozenset({"Accordion", "Card", "Color.Row", "Step", "Tab", "Tile"})
"""Elements whose attribute ``title`` Mintlify reads as Markdown."""


def markdown_title(nodes: tuple[Node, ...]) -> str:
    """Return the text of inline nodes, escaped for an attribute that Mintlify reads as Markdown."""
    text = plain(nodes)
    flags = escape.special(text, emphasis=False, math=False, strike=False)
    return escape.prose(text, Place(special=flags, title=True)).strip()


def inline(nodes: Iterable[Node], place: Place | None = None, *, lines: bool = False, joined: bool = False) -> str:
    """Return inline nodes as a line of source.

    :param lines: whether a :class:`.Break` starts another line of source; else it becomes ``<br />``.
    :param joined: whether Markdown reads the lines before and after as the same paragraph, as in the cells of an HTML
        table: characters may then have a meaning together with theirs.
    """
    merged = _merge(nodes)
    if all(type(node) is CodeSpan or (type(node) is Text and escape.is_plain(node.value)) for node in merged):
        cell = place is not None and place.cell
        parts = (
            escape.collapse(node.value) if isinstance(node, Text) else escape.code_span(node.value, cell=cell)
            for node in merged
            if isinstance(node, Text | CodeSpan)
        )
        return "".join(parts).strip("\n")
    texts, kinds = "", set[type[Node]]()
    at_start = False
    for part, kinds_of_part in _flatten(merged):
        if Break in kinds_of_part:  # it is written as a backslash and a line break, around which spaces are removed
            texts = (texts if at_start else texts.rstrip(" ")) + part
            at_start = True
        else:
            text = part.lstrip(" ") if at_start else part
            texts += text
            at_start = at_start and not text
        kinds |= kinds_of_part
    flags = escape.special(
        texts,
        emphasis=bool(kinds & {Emphasis, Strong}),
        math=Math in kinds,
        strike=Strike in kinds,
    )
    if joined:
        flags = Place().special
    place = place or Place()
    if not place.mdx and Math not in kinds:  # in CommonMark, dollars have a meaning only where there are formulas
        flags -= {"$"}
    return _line(merged, replace(place, special=flags), lines=lines).strip("\n")


def _merge(nodes: Iterable[Node]) -> list[Node]:
    """Return the nodes with adjacent ones of the same class merged, and without breaks at the ends."""
    merged: list[Node] = []
    for node in nodes:
        last = merged[-1] if merged else None
        if isinstance(node, Text) and isinstance(last, Text):
            merged[-1] = Text(last.value + node.value)
        elif isinstance(node, CodeSpan) and isinstance(last, CodeSpan):
            merged[-1] = CodeSpan(last.value + node.value)
        elif isinstance(node, Emphasis | Strong):
            between: list[Node] = []
            if (
                isinstance(node, Emphasis)
                and len(merged) > 1
                and isinstance(last, Text)
                and not last.value.strip()
                and type(merged[-2]) is type(node)
            ):
                between = [merged.pop()]
            if merged and isinstance(last := merged[-1], Emphasis | Strong) and type(last) is type(node):
                merged[-1] = replace(last, children=(*last.children, *between, *node.children))
            else:
                merged.append(node)
        elif not (isinstance(node, Break) and (last is None or isinstance(last, Break))):
            merged.append(node)
    while merged and isinstance(merged[-1], Break):
        merged.pop()
    return merged


def _flatten(nodes: Iterable[Node]) -> Iterator[tuple[str, set[type[Node]]]]:
    """Yield the texts of a line, with U+FFFC for other nodes, and the classes of the nodes.

    A ``$`` anywhere, even in a URL or an attribute, is yielded as well: Mintlify pairs it with one in prose.
    """
    for node in nodes:
        match node:
            case Text():
                yield escape.collapse(node.value), {Text}
            case Break():
                yield "\ufffc ", {Break}
            case Emphasis() | Strong() | Strike() | Link() | Paragraph():
                yield "\ufffc", {type(node)}
                yield from _flatten(node.children)
                yield "\ufffc" + "$" * (node.url.count("$") if isinstance(node, Link) else 0), set()
            case Element():
                yield "\ufffc" + "$" * sum(str(value).count("$") for value in node.attributes.values()), {Element}
                yield from _flatten(node.children)
                yield "\ufffc", set()
            case CodeSpan() | Raw() | Image():
                yield "\ufffc" + "$" * repr(node).count("$"), {type(node)}
            case _:
                yield "\ufffc", {type(node)}


def _line(nodes: Iterable[Node], place: Place, *, lines: bool = False, marked: bool = False) -> str:
    """Return the source of inline nodes.

    :param marked: whether a mark, such as the end of emphasis, follows them immediately.
    """
    merged = _merge(nodes)
    last = len(merged) if marked else len(merged) - 1
    parts = [_piece(node, place, lines=lines, followed=index < last) for index, node in enumerate(merged)]
    for index, node in enumerate(merged):
        before = next((parts[i][-1] for i in range(index - 1, -1, -1) if parts[i]), "")
        after = next((parts[i][0] for i in range(index + 1, len(parts)) if parts[i]), "")
        if isinstance(node, Emphasis | Strong | Strike) and parts[index]:
            parts[index] = _delimited(node, place, before, after)
        elif isinstance(node, Text) and parts[index].endswith("!") and after == "[":
            parts[index] = parts[index][:-1] + "\\!"
        elif isinstance(node, Link) and parts[index].startswith("http") and not _may_be_bare(before, after):
            parts[index] = f"[{parts[index]}]({parts[index]})"
    text = "".join(parts)
    return re.sub(" *\\\\\n *", "\\\\\n", text) if lines else text


def _may_be_bare(before: str, after: str) -> bool:
    """Return whether Markdown makes a link of a bare URL between two characters, and of nothing more than the URL."""
    return (not before or before in " (") and (not after or after in " .,;!?)")


BARE: Final = re.compile(r"https?://[A-Za-z0-9.-]+\.[a-z]+(?:/[A-Za-z0-9./-]*)?(?<=[A-Za-z0-9/])")
"""URLs that Markdown makes links of even without brackets."""


def _piece(node: Node, place: Place, *, lines: bool, followed: bool) -> str:
    match node:
        case Text():
            return escape.prose(node.value, place, followed=followed)
        case CodeSpan():
            return escape.code_span(node.value, cell=place.cell)
        case Emphasis() | Strong() | Strike() | Paragraph():
            return _line(_unwrap(node.children, type(node)), place, marked=True)
        case Link():
            return _link(node, place)
        case Image():
            pairs = escape.special(escape.collapse(node.alt), emphasis=False, math=False, strike=False)
            alt = escape.prose(node.alt, replace(place, special=place.special | pairs, label=True, title=False))
            return f"![{alt}]({escape.url(node.url)})"
        case Break():
            return "\\\n" if lines else "<br />"
        case Math():
            return _math(node.tex, cell=place.cell)
        case FootnoteReference():
            return f"[^{node.label}]"
        case Raw():
            return re.sub(r"\s*\n\s*", " ", node.source) if not lines else node.source.strip("\n")
        case Element():
            opening = tag(node, cell=place.cell)
            return f"<{opening}>{_line(node.children, place)}</{node.name}>" if node.children else f"<{opening} />"
    message = f"not inline: {node!r}"
    raise TypeError(message)


DELIMITERS: Final = {Emphasis: ("*", "em"), Strong: ("**", "strong"), Strike: ("~~", "del")}


def _delimited(node: Emphasis | Strong | Strike, place: Place, before: str, after: str) -> str:
    """Return emphasis between its marks, or as an element if CommonMark would not recognise the marks (section 6.2).

    :param before: the character before the emphasis.
    :param after: the character after it.
    """
    mark, tag = DELIMITERS[type(node)]
    text = _line(_unwrap(node.children, type(node)), place, marked=True)
    content = text.strip(" ")
    if not content:
        return text
    lead, trail = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
    before, after = lead or before, trail or after
    first, last = escape.classify(content[0]), escape.classify(content[-1])
    opens = first == "word" or (first == "punctuation" and escape.classify(before) != "word")
    closes = last == "word" or (last == "punctuation" and escape.classify(after) != "word")
    clash = mark[0] in (content[0], content[-1], before, after) or "\n" in content
    if opens and closes and not clash:
        return f"{lead}{mark}{content}{mark}{trail}"
    return f"{lead}<{tag}>{content}</{tag}>{trail}"


def _link(node: Link, place: Place) -> str:
    """Return a link, with spaces at the ends of its text outside of it; of a script only the text."""
    children = tuple(_unwrap(node.children, Link))
    label = _line(children, replace(place, label=True))
    text = label.strip(" ")
    lead, trail = label[: len(label) - len(label.lstrip(" "))], label[len(label.rstrip(" ")) :] if text else ""
    if escape.is_script(node.url):
        return _line(children, place)
    url = escape.url(node.url)
    if text == url and BARE.fullmatch(url) and "--" not in url and not place.label:
        return url
    title = escape.collapse(node.title).replace("\\", "\\\\").replace('"', '\\"')
    label = text or escape.prose(node.url, replace(place, label=True))
    title = f' "{escape.REFERENCE.sub("&amp;", title)}"' if title else ""
    return f"{lead}[{label}]({url}{title}){trail}"


def _unwrap(nodes: Iterable[Node], kind: type[Node]) -> Iterator[Node]:
    """Yield the nodes with those of one class replaced by their children: Markdown cannot nest emphasis or links."""
    for node in nodes:
        if isinstance(node, kind) and hasattr(node, "children"):
            yield from _unwrap(node.children, kind)
        elif isinstance(node, Emphasis | Strong | Strike | Link | Element) and node.children:
            yield replace(node, children=tuple(_unwrap(node.children, kind)))
        else:
            yield node


def _math(tex: str, *, cell: bool) -> str:
    text = escape.collapse(tex).strip()
    if not text:
        return ""
    if cell:
        text = re.sub(r"(?<!\\)\|", r"\\vert ", text).replace("\\|", "\\Vert ")
    dollars = "$" * (1 + max((len(run) for run in re.findall(r"\$+", text)), default=0))
    pad = " " if text.startswith("$") or text.endswith("$") else ""
    return f"{dollars}{pad}{text}{pad}{dollars}"


def tag(node: Element, *, cell: bool = False) -> str:
    """Return the name and the attributes of an element, as they are in its opening tag."""
    return " ".join([node.name, *(attribute(node, name, value, cell=cell) for name, value in node.attributes.items())])


def attribute(node: Element, name: str, value: AttributeValue, *, cell: bool = False) -> str:
    """Return the source of an attribute of an element."""
    if name == "title" and node.name in MARKDOWN_TITLES and isinstance(value, str):
        value = markdown_title((Text(value),))
    return escape.attribute(name, value, cell=cell)
