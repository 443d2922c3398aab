"""Rules for nodes of widely used extensions, by the names of their classes: tabs, diagrams, collapsed change logs.

sphinx-tabs        container.sphinx-tabs(container(container(tab-name) content*)*)
sphinx-inline-tabs TabContainer(label container)*, one after the other
mermaid            mermaid[code]
sphinx.ext         graphviz[code]   inheritance_diagram[graph]
log-cabinet        CollapsedLog(versionmodified*)
"""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from sphinx.ext.graphviz import GraphvizError, render_dot
from sphinx.locale import __, get_translation

from ...build_warnings import WarningSubtype, warn
from ...sphinx_internals import get_inheritance_code
from ..tree import Element, Fence, Paragraph
from .design import tabs

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docutils import nodes

    from ..rules import Handler, PageWriter
    from ..tree import Node, Parent

_: Final = get_translation("sphinxext_gptproto")

WRAPPED: Final[Mapping[type, Parent]] = {}
PASSED: Final[frozenset[type]] = frozenset()
DROPPED: Final[frozenset[type | str]] = frozenset()


def handle_inline_tab(translator: PageWriter, node: nodes.Element) -> None:
    """Add all tabs of a set when its first tab is visited; the others add nothing."""
    assert node.parent is not None
    siblings, index = node.parent.children, node.parent.index(node)
    if index and _is_inline_tab(siblings[index - 1]) and not node.get("new_set"):
        return
    tab_set: list[nodes.Element] = [node]
    for sibling in siblings[index + 1 :]:
        if not _is_inline_tab(sibling) or sibling.get("new_set"):
            break
        tab_set.append(sibling)
    panels: list[tuple[str, tuple[Node, ...]]] = []
    for tab in tab_set:
        label, *content = tab.children
        panels.append((translator.text(*label.children), translator.blocks(*content)))
    translator.add(*tabs(panels))


def _is_inline_tab(node: nodes.Node) -> TypeGuard[nodes.Element]:
    return type(node).__name__ == "TabContainer"


def handle_mermaid(translator: PageWriter, node: nodes.Element) -> None:
    """Add a Mermaid diagram as a fence, from which Mintlify draws it."""
    translator.add(*translator.anchors(node), Fence(str(node.get("code", "")), "mermaid"))


def handle_graphviz(translator: PageWriter, node: nodes.Element) -> None:
    """Add a graph as an image that Graphviz draws, or as a code block if Graphviz cannot be run."""
    options: dict[str, Any] = node.get("options", {})
    _add_graph(translator, node, str(node.get("code", "")), options, "graphviz", str(node.get("alt", "")))


def handle_inheritance(translator: PageWriter, node: nodes.Element) -> None:
    """Add an inheritance diagram in the same way."""
    code = get_inheritance_code(node["graph"], translator.site.env, translator.config)
    alt = _("Inheritance diagram of {names}").format(names=node["content"])
    _add_graph(translator, node, code, {}, "inheritance", alt)


def _add_graph(
    translator: PageWriter, node: nodes.Element, code: str, options: dict[str, Any], prefix: str, alt: str
) -> None:
    translator.add(*translator.anchors(node))
    try:
        path, _file = render_dot(translator, code, options, "svg", prefix)  # type: ignore[arg-type]
    except GraphvizError as error:
        warn(WarningSubtype.MDX_ASSET, __("dot code %r: %s") % (code, error), location=node)
        path = None
    if path is None:
        translator.add(Fence(code, "dot", alt))
    else:
        source = PurePath(path).as_posix()  # Sphinx 8.0 returns a text
        image = Element("img", {"src": source, "alt": alt or code.strip()}, inline=True)
        translator.add(Paragraph((image,)))


def handle_change_log(translator: PageWriter, node: nodes.Element) -> None:
    """Add notes on older versions as a collapsed accordion."""
    translator.add(Element("Accordion", {"title": str(_("Changelog"))}, translator.blocks(*node.children)))


HANDLERS: Final[Mapping[type | str, Handler]] = {
    "TabContainer": handle_inline_tab,
    "mermaid": handle_mermaid,
    "graphviz": handle_graphviz,
    "inheritance_diagram": handle_inheritance,
    "CollapsedLog": handle_change_log,
}
