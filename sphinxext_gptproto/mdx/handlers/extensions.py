"""Nodes of extensions that many projects use, by the name of their class: tabs, diagrams, collapsed change logs.

sphinx-tabs        container.sphinx-tabs(container(container(tab-name) content*)*)
sphinx-inline-tabs TabContainer(label container)*, one after the other
mermaid            mermaid[code]
sphinx.ext         graphviz[code]   inheritance_diagram[graph]
log-cabinet        CollapsedLog(versionmodified*)
"""

from __future__ import annotations

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
    """Add a run of tabs at its first one."""
    assert node.parent is not None
    siblings, at = node.parent.children, node.parent.index(node)
    if at and _is_inline_tab(siblings[at - 1]) and not node.get("new_set"):
        return
    run: list[nodes.Element] = [node]
    for sibling in siblings[at + 1 :]:
        if not _is_inline_tab(sibling) or sibling.get("new_set"):
            break
        run.append(sibling)
    made: list[tuple[str, tuple[Node, ...]]] = []
    for tab in run:
        label, *content = tab.children
        made.append((translator.text(*label.children), translator.blocks(*content)))
    translator.add(*tabs(made))


def _is_inline_tab(node: nodes.Node) -> TypeGuard[nodes.Element]:
    return type(node).__name__ == "TabContainer"


def handle_mermaid(translator: PageWriter, node: nodes.Element) -> None:
    """Add a diagram that Mintlify draws itself."""
    translator.add(*translator.anchors(node), Fence(str(node.get("code", "")), "mermaid"))


def handle_graphviz(translator: PageWriter, node: nodes.Element) -> None:
    """Add a graph as the image that Graphviz draws, or as its source where there is no Graphviz."""
    options: dict[str, Any] = node.get("options", {})
    _add_graph(translator, node, str(node.get("code", "")), options, "graphviz", str(node.get("alt", "")))


def handle_inheritance(translator: PageWriter, node: nodes.Element) -> None:
    """Add a diagram of classes in the same way."""
    code = get_inheritance_code(node["graph"], translator.site.env, translator.config)
    words = _("Inheritance diagram of {names}").format(names=node["content"])
    _add_graph(translator, node, code, {}, "inheritance", words)


def _add_graph(
    translator: PageWriter, node: nodes.Element, code: str, options: dict[str, Any], prefix: str, alt: str
) -> None:
    translator.add(*translator.anchors(node))
    try:
        address, _path = render_dot(translator, code, options, "svg", prefix)  # type: ignore[arg-type]
    except GraphvizError as error:
        warn(WarningSubtype.MDX_ASSET, __("dot code %r: %s") % (code, error), location=node)
        address = None
    if address is None:
        translator.add(Fence(code, "dot", alt))
    else:
        image = Element("img", {"src": address.as_posix(), "alt": alt or code.strip()}, inline=True)
        translator.add(Paragraph((image,)))


def handle_change_log(translator: PageWriter, node: nodes.Element) -> None:
    """Add notes on older versions, folded."""
    translator.add(Element("Accordion", {"title": str(_("Changelog"))}, translator.blocks(*node.children)))


HANDLERS: Final[Mapping[type | str, Handler]] = {
    "TabContainer": handle_inline_tab,
    "mermaid": handle_mermaid,
    "graphviz": handle_graphviz,
    "inheritance_diagram": handle_inheritance,
    "CollapsedLog": handle_change_log,
}
