"""The tree to text: one blank line between blocks, children indented under their element, nothing escaped in vain."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import yaml

from . import escape
from .escape import Place
from .tree import (
    Anchor,
    Break,
    CodeSpan,
    Document,
    Element,
    Emphasis,
    Fence,
    FootnoteDefinition,
    FootnoteReference,
    Heading,
    Image,
    Item,
    Link,
    List,
    Math,
    MathBlock,
    Node,
    Paragraph,
    Quote,
    Raw,
    Row,
    Strike,
    Strong,
    Table,
    Text,
    ThematicBreak,
    is_inline,
    plain,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

COMPACT: Final = frozenset(
    {"Tabs", "Columns", "CardGroup", "Steps", "AccordionGroup", "Tree", "table", "thead", "tbody", "tr", "ul", "ol"},
)
"""Elements that hold parts rather than prose: no blank line between their children."""
MARKED: Final = 4
"""How far right blocks count as standing behind a list's or quotation's mark: no line of theirs is a heading's alone."""
MARKDOWN_TITLES: Final = frozenset({"Accordion", "Card", "Color.Row", "Step", "Tab", "Tile"})
"""Elements whose ``title`` Mintlify reads as Markdown."""


def render(document: Document) -> str:
    """Return the text of a page."""
    parts = [front_matter(document.front_matter), blocks(document.children)]
    return "\n\n".join(part for part in parts if part) + "\n"


def front_matter(values: Mapping[str, object]) -> str:
    """Return the YAML block at a page's top, every string quoted."""
    if not values:
        return ""
    lines = []
    for key, value in values.items():
        style = None
        if isinstance(value, str):
            value = escape.collapse(value).strip()
            style = '"' if "'" in value else "'"
        dumped = yaml.safe_dump(value, default_style=style, default_flow_style=True, allow_unicode=True, width=10**9)
        lines.append(f"{key}: {dumped.removesuffix('...' + chr(10)).strip()}")
    return "\n".join(["---", *lines, "---"])


# ---------------------------------------------------------------------------------------------------------- blocks


def blocks(nodes: Iterable[Node], column: int = 0, separator: str = "\n\n") -> str:
    """Return blocks, one blank line apart.

    :param column: How far right of the page's edge they will stand.
    """
    parts: list[str] = []
    before: Node | None = None
    other = False
    for node in _paragraphs(nodes):
        # two lists in a row are one list, unless their markers differ
        other = _same_kind(before, node) and not other
        if text := block(node, column, other_marker=other):
            parts.append(text)
            before = node
    return separator.join(parts)


def _paragraphs(nodes: Iterable[Node]) -> Iterator[Node]:
    """Yield the nodes with runs of inline ones as paragraphs."""
    run: list[Node] = []
    for node in nodes:
        if is_inline(node):
            run.append(node)
            continue
        if run:
            yield Paragraph(tuple(run))
            run = []
        yield node
    if run:
        yield Paragraph(tuple(run))


def _same_kind(before: Node | None, node: Node) -> bool:
    return isinstance(before, List) and isinstance(node, List) and (before.start is None) == (node.start is None)


def block(node: Node, column: int = 0, *, other_marker: bool = False) -> str:
    """Return one block, its first line at the left edge."""
    match node:
        case Paragraph():
            return _paragraph(node, column)
        case Heading():
            return _heading(node, column)
        case Anchor():
            return f"<span {escape.attribute('id', node.id)} />"
        case Fence():
            return escape.fence(node.code, language=node.language, title=node.title, meta=node.meta)
        case List():
            return _list(node, column, other_marker=other_marker)
        case Item():
            return _item("- ", node, column)
        case Quote():
            return _indent(blocks(node.children, column + MARKED), "> ", blank=">")
        case Table():
            return _table(node)
        case ThematicBreak():
            return "---"
        case MathBlock():
            return _math_block(node.tex)
        case FootnoteDefinition():
            label = f"[^{node.label}]: "
            return label + _indent(blocks(node.children, column + MARKED), "    ").removeprefix("    ")
        case Element():
            return _element(node, column)
        case Raw():
            return node.source.strip("\n")
    message = f"not a block: {node!r}"
    raise TypeError(message)


def _paragraph(node: Paragraph, column: int) -> str:
    text = inline(node.children, lines=True).strip(" ")
    jsx = [child for child in node.children if not (isinstance(child, Text) and not child.value.strip())]
    if len(jsx) > 1 and all(isinstance(child, Raw | Element) for child in jsx):
        return f"<p>{text}</p>"  # MDX would take the blanks between them away
    return "\n".join(escape.line_start(line, edge=column == 0) for line in text.split("\n"))


def _heading(node: Heading, column: int) -> str:
    text = inline(node.children, Place(heading=True)).strip()
    level = min(max(node.level, 1), 6)
    if not text:
        return ""
    if not node.id:
        closing = re.sub(r"(^| )(#+)$", r"\1\\\2", text)  # a heading's last signs are not shown
        return f"{'#' * level} {closing}"
    if level > 4 or column >= MARKED:  # where Mintlify does not read {#id}
        return f"<Heading level={{{level}}} {escape.attribute('id', node.id)}>{text}</Heading>"
    return f"{'#' * level} {escape.line_start(text)} {{#{node.id}}}"


def _list(node: List, column: int, *, other_marker: bool) -> str:
    items = [child if isinstance(child, Item) else Item((child,)) for child in node.children]
    lines = []
    for number, item in enumerate(items, node.start or 0):
        marker = ("* " if other_marker else "- ") if node.start is None else f"{number}{')' if other_marker else '.'} "
        lines.append(_item(marker, item, column, tight=_tight(items)))
    return ("\n" if _tight(items) else "\n\n").join(lines)


def _tight(items: list[Item]) -> bool:
    """Return whether every item is a line, or a line and lists of lines."""
    for item in items:
        lines = 0
        for child in _paragraphs(item.children):
            if isinstance(child, List):
                if not _tight([inner for inner in child.children if isinstance(inner, Item)]):
                    return False
            elif isinstance(child, Paragraph):
                lines += 1
            else:
                return False
        if lines > 1:
            return False
    return True


def _item(marker: str, node: Item, column: int, *, tight: bool = False) -> str:
    text = blocks(node.children, column + MARKED, "\n" if tight else "\n\n")
    if re.match(r"\[[ xX]\](?= |$)", text):
        text = "\\" + text
    if not text:
        return marker.rstrip()
    indented = _indent(text, " " * len(marker))
    # Mintlify looks for headings line by line, and sees a fence only where it starts its line
    return (
        f"{marker.rstrip()}\n{indented}"
        if text.startswith("```")
        else marker + indented.removeprefix(" " * len(marker))
    )


def _table(node: Table) -> str:
    rules = {"": "---", "left": ":--", "center": ":-:", "right": "--:"}
    width = max(len(node.head.cells), *(len(row.cells) for row in node.rows)) if node.rows else len(node.head.cells)
    alignments = [*node.alignments, *[""] * width][:width]
    lines = [
        _row(node.head, width),
        "| " + " | ".join(rules[alignment] for alignment in alignments) + " |",
        *(_row(row, width) for row in node.rows),
    ]
    return "\n".join(lines)


def _row(row: Row, width: int) -> str:
    cells = [inline(cell, Place(cell=True)).strip() for cell in row.cells]
    return "|" + "|".join(f" {cell} " if cell else " " for cell in [*cells, *[""] * (width - len(cells))]) + "|"


def _math_block(tex: str) -> str:
    lines = [line.rstrip() for line in escape.clean(tex).splitlines() if line.strip()]
    dollars = "$" * max(2, 1 + max((len(run) for run in re.findall(r"\$+", tex)), default=0))
    return "\n".join([dollars, *lines, dollars])


def _element(node: Element, column: int) -> str:
    if not node.children:
        return f"<{_tag(node)} />"
    if node.inline or (node.name in {"td", "th", "li", "p"} and all(map(is_inline, node.children))):
        return f"<{_tag(node)}>{inline(node.children)}</{node.name}>"
    separator = "\n" if node.name in COMPACT and all(isinstance(child, Element) for child in node.children) else "\n\n"
    body = blocks(node.children, column + 2, separator)
    return f"<{_tag(node)}>\n{_indent(body, '  ')}\n</{node.name}>" if body else f"<{_tag(node)} />"


def _tag(node: Element, *, cell: bool = False) -> str:
    values = dict(node.attributes)
    title = values.get("title")
    if node.name in MARKDOWN_TITLES and isinstance(title, str):
        values["title"] = markdown_title((Text(title),))
    return " ".join([node.name, *(escape.attribute(name, value, cell=cell) for name, value in values.items())])


def _indent(text: str, prefix: str, blank: str = "") -> str:
    return "\n".join(prefix + line if line else blank for line in text.split("\n"))


# ---------------------------------------------------------------------------------------------------------- inline


def markdown_title(nodes: tuple[Node, ...]) -> str:
    """Return what an attribute that Mintlify reads as Markdown needs to hold, to show these nodes' words."""
    text = plain(nodes)
    flags = escape.special(text, emphasis=False, math=False, strike=False)
    return escape.prose(text, Place(special=flags, title=True)).strip()


BREAK: Final = "\ue000"


def inline(nodes: Iterable[Node], place: Place | None = None, *, lines: bool = False) -> str:
    """Return a line of inline nodes.

    :param lines: Whether a :class:`.Break` may start another line of source.
    """
    merged = _merge(nodes)
    texts, names = "", set[type[Node]]()
    for part, names_of_part in _flatten(merged):
        texts += part
        names |= names_of_part
    flags = escape.special(
        re.sub(f" *{BREAK} *", "\ufffc ", texts),  # a backslash, then a line's start
        emphasis=bool(names & {Emphasis, Strong}),
        math=Math in names,
        strike=Strike in names,
    )
    return _line(merged, replace(place or Place(), special=flags), lines=lines).strip("\n")


def _merge(nodes: Iterable[Node]) -> list[Node]:
    """Return the nodes with neighbours of a kind joined, and no break at either end."""
    merged: list[Node] = []
    for node in nodes:
        last = merged[-1] if merged else None
        if isinstance(node, Text) and isinstance(last, Text):
            merged[-1] = Text(last.value + node.value)
        elif isinstance(node, CodeSpan) and isinstance(last, CodeSpan):
            merged[-1] = CodeSpan(last.value + node.value)
        elif isinstance(node, Emphasis | Strong):
            between: list[Node] = []
            if len(merged) > 1 and isinstance(last, Text) and not last.value.strip() and type(merged[-2]) is type(node):
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
    """Yield the texts of a line, anything else as U+FFFC, and which nodes there are. ``$`` counts wherever it stands."""
    for node in nodes:
        match node:
            case Text():
                yield escape.collapse(node.value), {Text}
            case Break():
                yield BREAK, {Break}
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
    """Return the nodes of a line; ``marked`` when a mark stands right behind them."""
    merged = _merge(nodes)
    last = len(merged) if marked else len(merged) - 1
    parts = [_piece(node, place, lines=lines, followed=index < last) for index, node in enumerate(merged)]
    for index, node in enumerate(merged):
        before, after = "".join(parts[:index])[-1:], "".join(parts[index + 1 :])[:1]
        if isinstance(node, Emphasis | Strong | Strike) and parts[index]:
            parts[index] = _delimited(node, place, before, after)
        elif isinstance(node, Text) and parts[index].endswith("!") and after == "[":
            parts[index] = parts[index][:-1] + "\\!"
        elif isinstance(node, Link) and parts[index].startswith("http") and not _stands_free(before, after):
            parts[index] = f"[{parts[index]}]({parts[index]})"
    text = "".join(parts)
    return re.sub(" *\\\\\n *", "\\\\\n", text) if lines else text


def _stands_free(before: str, after: str) -> bool:
    return (not before or before in " (") and (not after or after in " .,;!?)")


BARE: Final = re.compile(r"https?://[A-Za-z0-9.-]+\.[a-z]+(?:/[A-Za-z0-9./-]*)?(?<=[A-Za-z0-9/])")


def _piece(node: Node, place: Place, *, lines: bool, followed: bool) -> str:
    match node:
        case Text():
            return escape.prose(node.value, place, followed=followed)
        case CodeSpan():
            return escape.code_span(node.value, cell=place.cell)
        case Emphasis() | Strong() | Strike() | Paragraph():
            return _line(_without(node.children, type(node)), place, marked=True)
        case Link():
            return _link(node, place)
        case Image():
            alt = escape.prose(node.alt, replace(place, label=True, title=False))
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
            tag = _tag(node, cell=place.cell)
            return f"<{tag}>{_line(node.children, place)}</{node.name}>" if node.children else f"<{tag} />"
    message = f"not inline: {node!r}"
    raise TypeError(message)


DELIMITERS: Final = {Emphasis: ("*", "em"), Strong: ("**", "strong"), Strike: ("~~", "del")}


def _delimited(node: Emphasis | Strong | Strike, place: Place, before: str, after: str) -> str:
    """Return emphasis with its marks, or as an element where CommonMark would not see the marks."""
    mark, tag = DELIMITERS[type(node)]
    text = _line(_without(node.children, type(node)), place, marked=True)
    words = text.strip(" ")
    if not words:
        return text
    lead, trail = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
    before, after = lead or before, trail or after
    first, last = escape.kind(words[0]), escape.kind(words[-1])
    opens = first == "word" or (first == "punctuation" and escape.kind(before) != "word")
    closes = last == "word" or (last == "punctuation" and escape.kind(after) != "word")
    clash = mark[0] in (words[0], words[-1], before, after) or "\n" in words
    if opens and closes and not clash:
        return f"{lead}{mark}{words}{mark}{trail}"
    return f"{lead}<{tag}>{words}</{tag}>{trail}"


def _link(node: Link, place: Place) -> str:
    children = tuple(_without(node.children, Link))
    shown = _line(children, replace(place, label=True))
    text = shown.strip(" ")
    lead, trail = shown[: len(shown) - len(shown.lstrip(" "))], shown[len(shown.rstrip(" ")) :] if text else ""
    if escape.is_script(node.url):
        return _line(children, place)
    address = escape.url(node.url)
    if text == address and BARE.fullmatch(address) and "--" not in address and not place.label:
        return address
    title = escape.collapse(node.title).replace("\\", "\\\\").replace('"', '\\"')
    label = text or escape.prose(node.url, replace(place, label=True))
    title = f' "{escape.REFERENCE.sub("&amp;", title)}"' if title else ""
    return f"{lead}[{label}]({address}{title}){trail}"


def _without(nodes: Iterable[Node], kind: type[Node]) -> Iterator[Node]:
    """Yield the nodes, with the children of a kind in its place: emphasis in emphasis, or a link in a link."""
    for node in nodes:
        if isinstance(node, kind) and hasattr(node, "children"):
            yield from _without(node.children, kind)
        elif isinstance(node, Emphasis | Strong | Strike | Link | Element) and node.children:
            yield replace(node, children=tuple(_without(node.children, kind)))
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
