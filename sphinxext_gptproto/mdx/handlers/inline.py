"""Rules for inline nodes: emphasis, code, keys, math, abbreviations, raw fragments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from docutils import nodes
from sphinx import addnodes

from ..raw import from_html
from ..tree import Break, CodeSpan, Element, Emphasis, Math, Raw, Strong

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..rules import Handler, PageWriter
    from ..tree import Parent

WRAPPED: Final[Mapping[type, Parent]] = {
    nodes.emphasis: Emphasis(),
    nodes.title_reference: Emphasis(),
    nodes.strong: Strong(),
    nodes.superscript: Element("sup", inline=True),
    nodes.subscript: Element("sub", inline=True),
    addnodes.literal_emphasis: Emphasis(),
    addnodes.literal_strong: Strong(),
    addnodes.manpage: Emphasis(),
}
PASSED: Final[frozenset[type]] = frozenset(
    {nodes.generated, nodes.problematic, nodes.substitution_reference, addnodes.pending_xref_condition},
)
DROPPED: Final[frozenset[type | str]] = frozenset({addnodes.index, "sd_icon", "viewcode_anchor"})

STRONG_CLASSES: Final = frozenset({"guilabel", "menuselection"})
"""Classes of names on a screen, which HTML themes display in bold."""


def handle_literal(translator: PageWriter, node: nodes.literal) -> None:
    """Add code, or keys to press."""
    translator.add(*_anchors(translator, node))
    if "kbd" in node["classes"]:
        translator.add(Element("kbd", {}, translator.inlines(*node.children), inline=True))
    else:
        translator.add(CodeSpan(node.astext()))


def handle_inline(translator: PageWriter, node: nodes.inline) -> None:
    """Add the children of a role, styled by its classes."""
    translator.add(*_anchors(translator, node))
    classes = set(node["classes"])
    children = translator.inlines(*node.children)
    if "kbd" in classes:
        translator.add(Element("kbd", {}, children, inline=True))
    elif STRONG_CLASSES & classes:
        translator.add(Strong(children))
    elif "versionmodified" in classes or "classifier" in classes:
        translator.add(Emphasis(children))
    else:
        translator.add(*children)


def handle_math(translator: PageWriter, node: nodes.math) -> None:
    """Add a formula."""
    translator.add(*_anchors(translator, node), Math(node.astext()))


def handle_abbreviation(translator: PageWriter, node: nodes.Element) -> None:
    """Add an abbreviation, with its long form as a tooltip."""
    children = translator.inlines(*node.children)
    if tip := node.get("explanation"):
        translator.add(Element("Tooltip", {"tip": tip}, children, inline=True))
    else:
        translator.add(*children)


def handle_raw(translator: PageWriter, node: nodes.raw) -> None:
    """Add raw MDX unchanged and raw HTML as Markdown; nothing for other formats."""
    formats = node.get("format", "").split()
    inline = isinstance(node.parent, nodes.TextElement) or translator.is_inline_place()
    if "mdx" in formats:
        translator.add(Raw(node.astext(), inline=inline))
    elif "html" in formats:
        translator.add(*from_html(node.astext()))


def handle_badge(translator: PageWriter, node: nodes.Element) -> None:
    """Add a badge of sphinx-design."""
    classes: list[str] = node["classes"]
    names: list[str] = [name.removeprefix("sd-bg-").removeprefix("sd-outline-") for name in classes]
    color = next((BADGE_COLORS[name] for name in names if name in BADGE_COLORS), "")
    children = translator.inlines(*node.children)
    translator.add(Element("Badge", {"color": color} if color else {}, children, inline=True))


def handle_line_break(translator: PageWriter, node: nodes.Element) -> None:
    """Add a line break."""
    translator.add(Break())


def handle_fontawesome(translator: PageWriter, node: nodes.Element) -> None:
    """Add an icon of Font Awesome, which Mintlify has under the same name."""
    classes: list[str] = node.get("classes", [])
    names = [name.removeprefix("fa-") for name in classes if name.startswith("fa-")]
    if names:
        translator.add(Element("Icon", {"icon": names[0]}, inline=True))


BADGE_COLORS: Final = {
    "primary": "blue",
    "secondary": "gray",
    "success": "green",
    "info": "blue",
    "warning": "orange",
    "danger": "red",
    "light": "gray",
    "muted": "gray",
    "dark": "gray",
}


def _anchors(translator: PageWriter, node: nodes.Element) -> list[Element]:
    return [Element("span", {"id": anchor.id}, inline=True) for anchor in translator.anchors(node)]


HANDLERS: Final[Mapping[type | str, Handler]] = {
    nodes.literal: handle_literal,
    nodes.inline: handle_inline,
    nodes.math: handle_math,
    nodes.abbreviation: handle_abbreviation,
    nodes.acronym: handle_abbreviation,
    nodes.raw: handle_raw,
    "sd_badge": handle_badge,
    "sd_line_break": handle_line_break,
    "fontawesome": handle_fontawesome,
}
