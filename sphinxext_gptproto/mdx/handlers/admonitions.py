"""Rules for admonitions, topics, sidebars and notes on versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import admonitionlabels

from ..tree import Element, Paragraph, Strong, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..rules import Handler, PageWriter
    from ..tree import Node, Parent

WRAPPED: Final[Mapping[type, Parent]] = {}
PASSED: Final[frozenset[type]] = frozenset()
DROPPED: Final[frozenset[type | str]] = frozenset()

COMPONENTS: Final[Mapping[type, str]] = {
    nodes.note: "Note",
    nodes.tip: "Tip",
    nodes.hint: "Tip",
    nodes.important: "Info",
    nodes.warning: "Warning",
    nodes.caution: "Warning",
    nodes.attention: "Warning",
    nodes.danger: "Danger",
    nodes.error: "Danger",
    addnodes.seealso: "Info",
}
STYLES: Final = {
    "note": "Note",
    "tip": "Tip",
    "hint": "Tip",
    "important": "Info",
    "warning": "Warning",
    "caution": "Warning",
    "attention": "Warning",
    "danger": "Danger",
    "error": "Danger",
    "seealso": "Info",
}


def handle_admonition(translator: PageWriter, node: nodes.Element) -> None:
    """Add a callout with a first line in bold: the title of the node, or Sphinx's label for the kind of admonition.

    Callouts of Mintlify have icons instead of labels, and there are six of them for ten kinds of admonitions.
    """
    title, body = _title(node)
    lead: tuple[Node, ...] = ()
    if title is not None:
        lead = (*translator.anchors(title), Paragraph((Strong(translator.inlines(*title.children)),)))
    elif type(node) in COMPONENTS:
        lead = (Paragraph((Strong((Text(str(admonitionlabels[type(node).__name__])),)),)),)
    component = COMPONENTS.get(type(node)) or next((STYLES[cls] for cls in node["classes"] if cls in STYLES), "Note")
    translator.add(*translator.anchors(node), Element(component, {}, (*lead, *translator.blocks(*body))))


def _title(node: nodes.Element) -> tuple[nodes.title | None, list[nodes.Node]]:
    """Return the title of a node or ``None``, and the other children."""
    first = node.children[0] if node.children else None
    return (first, node.children[1:]) if isinstance(first, nodes.title) else (None, node.children)


def handle_box(translator: PageWriter, node: nodes.Element) -> None:
    """Add a topic or a sidebar as a card, but a local table of contents as a list after its title."""
    anchors = translator.anchors(node)
    if "contents" in node["classes"]:
        translator.add(*anchors, *translator.blocks(*node.children))
        return
    title, body = _title(node)
    text = translator.text(*title.children) if title is not None else ""
    translator.add(*anchors, Element("Card", {"title": text} if text else {}, translator.blocks(*body)))


def handle_versionmodified(translator: PageWriter, node: addnodes.versionmodified) -> None:
    """Add a note on a version; Sphinx has put a label such as *Added in version 1.0* into it."""
    translator.add(*translator.anchors(node), *translator.blocks(*node.children))


HANDLERS: Final[Mapping[type | str, Handler]] = {
    nodes.Admonition: handle_admonition,
    nodes.admonition: handle_admonition,
    nodes.topic: handle_box,
    nodes.sidebar: handle_box,
    addnodes.versionmodified: handle_versionmodified,
    **dict.fromkeys(COMPONENTS, handle_admonition),
}
