"""Convert raw HTML to nodes of the tree.

Simple elements become Markdown, those that Mintlify displays become JSX, scripts are removed, and of all others the
content is kept.
"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING, Final

from .escape import is_script
from .tree import (
    Break,
    CodeSpan,
    Element,
    Emphasis,
    Fence,
    Heading,
    Image,
    Item,
    Link,
    List,
    Paragraph,
    Quote,
    Strike,
    Strong,
    Text,
    ThematicBreak,
    is_inline,
    plain,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .tree import AttributeValue, Node

VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"},
)
DROPPED: Final = frozenset({"script", "style", "head", "template", "noscript", "object", "embed", "svg", "title"})
"""Elements that have no visible text, or that run."""
JSX_ELEMENTS: Final[Mapping[str, frozenset[str]]] = {
    "iframe": frozenset({"src", "title", "width", "height", "allow", "allowfullscreen"}),
    "video": frozenset({"src", "title", "width", "height", "controls", "poster", "loop", "muted"}),
    "source": frozenset({"src", "type"}),
    "sub": frozenset(),
    "sup": frozenset(),
    "kbd": frozenset(),
    "table": frozenset(),
    "thead": frozenset(),
    "tbody": frozenset(),
    "tr": frozenset(),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan"}),
}
"""Elements that Mintlify displays and Markdown cannot express, with the attributes to keep."""
JSX_NAMES: Final = {"colspan": "colSpan", "rowspan": "rowSpan", "allowfullscreen": "allowFullScreen"}
"""Attributes whose names differ in JSX."""
INLINE_ELEMENTS: Final = frozenset({"sub", "sup", "kbd"})


def from_html(source: str) -> tuple[Node, ...]:
    """Return the nodes for an HTML fragment, without scripts."""
    parser = _Parser()
    parser.feed(source)
    parser.close()
    return parser.result()


class _Parser(HTMLParser):
    """Keeps a stack of open elements, each with its attributes and children; unclosed ones are closed with a parent."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[tuple[str, dict[str, str], list[Node]]] = [("", {}, [])]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        values = {name: value or "" for name, value in attrs}
        self._open.append((tag, values, []))
        if tag in VOID:
            self._close()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Add an element without content."""
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._close()

    def handle_endtag(self, tag: str) -> None:
        """Close an element and all open elements in it."""
        if tag not in VOID and any(name == tag for name, _, _ in self._open):
            while self._open[-1][0] != tag:
                self._close()
            self._close()

    def handle_data(self, data: str) -> None:
        """Add text, except white space between the parts of tables and lists."""
        if data.strip() or self._open[-1][0] not in {"table", "thead", "tbody", "tr", "ul", "ol"}:
            self._open[-1][2].append(Text(data))

    def _close(self) -> None:
        tag, attributes, children = self._open.pop()
        self._open[-1][2].extend(_convert(tag, attributes, tuple(children)))

    def result(self) -> tuple[Node, ...]:
        """Close all elements and return the nodes."""
        while len(self._open) > 1:
            self._close()
        return _tidy(tuple(self._open[0][2]))


def _tidy(children: tuple[Node, ...]) -> tuple[Node, ...]:
    """Remove white space between blocks; inline nodes remain unchanged."""
    if all(map(is_inline, children)):
        return children
    return tuple(child for child in children if not (isinstance(child, Text) and not child.value.strip()))


def _line(children: tuple[Node, ...]) -> tuple[Node, ...]:
    """Return the inline nodes among nodes and in blocks."""
    flat: list[Node] = []
    for child in children:
        flat += [child] if is_inline(child) else _line(getattr(child, "children", ()))
    return tuple(flat)


def _convert(tag: str, attributes: Mapping[str, str], children: tuple[Node, ...]) -> tuple[Node, ...]:
    """Return the nodes for an element."""
    if tag in DROPPED:
        return ()
    if make := MAKERS.get(tag):
        return make(attributes, _tidy(children))
    if tag in JSX_ELEMENTS:
        jsx_attributes: dict[str, AttributeValue] = {
            JSX_NAMES.get(name, name): value or None
            for name, value in attributes.items()
            if name in JSX_ELEMENTS[tag] and not (name in {"src", "poster"} and is_script(value))
        }
        is_inline_element = tag in INLINE_ELEMENTS
        content = _line(children) if is_inline_element else _tidy(children)
        return (Element(tag, jsx_attributes, content, inline=is_inline_element),)
    return _tidy(children)


def _link(attributes: Mapping[str, str], children: tuple[Node, ...]) -> tuple[Node, ...]:
    content = _line(children)
    return (Link(attributes["href"], content),) if attributes.get("href") and content else children


def _image(attributes: Mapping[str, str], children: tuple[Node, ...]) -> tuple[Node, ...]:
    source, alt = attributes.get("src", ""), attributes.get("alt", "")
    size: dict[str, AttributeValue] = {name: attributes[name] for name in ("width", "height") if attributes.get(name)}
    if "://" not in source:
        return (Text(alt),) if alt else ()
    return (Element("img", {"src": source, "alt": alt, **size}, inline=True) if size else Image(source, alt),)


def _list(attributes: Mapping[str, str], children: tuple[Node, ...], *, ordered: bool) -> tuple[Node, ...]:
    items = tuple(child if isinstance(child, Item) else Item((child,)) for child in children)
    start = attributes.get("start", "1")
    return (List(items, (int(start) if start.isdecimal() else 1) if ordered else None),) if items else ()


def _details(attributes: Mapping[str, str], children: tuple[Node, ...]) -> tuple[Node, ...]:
    summary = next((child for child in children if isinstance(child, Element) and child.name == "summary"), None)
    values: dict[str, AttributeValue] = {"title": " ".join(plain(summary.children).split()) if summary else "…"}
    if "open" in attributes:
        values["defaultOpen"] = None
    return (Element("Accordion", values, tuple(child for child in children if child is not summary)),)


def _heading(level: int) -> Callable[[Mapping[str, str], tuple[Node, ...]], tuple[Node, ...]]:
    return lambda attributes, children: (Heading(max(level, 2), _line(children), attributes.get("id", "")),)


MAKERS: Final[Mapping[str, Callable[[Mapping[str, str], tuple[Node, ...]], tuple[Node, ...]]]] = {
    "a": _link,
    "img": _image,
    "br": lambda _, __: (Break(),),
    "hr": lambda _, __: (ThematicBreak(),),
    "p": lambda _, children: (Paragraph(_line(children)),),
    "strong": lambda _, children: (Strong(_line(children)),),
    "b": lambda _, children: (Strong(_line(children)),),
    "em": lambda _, children: (Emphasis(_line(children)),),
    "i": lambda _, children: (Emphasis(_line(children)),),
    "cite": lambda _, children: (Emphasis(_line(children)),),
    "del": lambda _, children: (Strike(_line(children)),),
    "s": lambda _, children: (Strike(_line(children)),),
    "code": lambda _, children: (CodeSpan(plain(_line(children))),),
    "samp": lambda _, children: (CodeSpan(plain(_line(children))),),
    "tt": lambda _, children: (CodeSpan(plain(_line(children))),),
    "pre": lambda _, children: (Fence(plain(_line(children))),),
    "blockquote": lambda _, children: (Quote(children),),
    "ul": lambda attributes, children: _list(attributes, children, ordered=False),
    "ol": lambda attributes, children: _list(attributes, children, ordered=True),
    "li": lambda _, children: (Item(children),),
    "details": _details,
    "summary": lambda _, children: (Element("summary", {}, _line(children)),),
    "dt": lambda _, children: (Paragraph((Strong(_line(children)),)),),
    **{name: _heading(level) for level, name in enumerate(("h1", "h2", "h3", "h4", "h5", "h6"), 1)},
    **dict.fromkeys(
        ("div", "section", "article", "aside", "figure", "figcaption", "dd", "dl", "header", "footer", "main", "nav"),
        lambda _, children: (Paragraph(children),) if all(map(is_inline, children)) else children,
    ),
}
