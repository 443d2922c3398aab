"""A page of an HTML builder as a tree of plain Markdown: the rules of MDX, and those that differ.

Extensions replace some nodes for HTML builders before a page is written; such replacements have rules here.
"""

from __future__ import annotations

from types import MethodType
from typing import TYPE_CHECKING, Final

from docutils import nodes

from ...build_warnings import WarningSubtype
from ...mdx.handlers import HANDLERS
from ...mdx.handlers.design import handle_component, tabs
from ...mdx.handlers.inline import handle_raw
from ...mdx.syntax import MARKDOWN, blocks
from ...mdx.translator import MdxTranslator
from ...mdx.tree import Element, Fence, Heading, Text
from ...sphinx_internals import get_inheritance_code
from .plain import plain_nodes
from .reference import RULES as REFERENCE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...mdx.rules import Handler, PageWriter
    from ...mdx.tree import Node
    from .site import MarkdownSite


def make_page(document: nodes.document, site: MarkdownSite, docname: str) -> str:
    """Return the Markdown of a page."""
    site.current_docname = docname
    translator = MarkdownTranslator(document, site)
    document.walkabout(translator)
    return blocks(translator.get_page(), place=MARKDOWN) + "\n"


# -- what differs from MDX --------------------------------------------------------------------------------------------


def _container(translator: PageWriter, node: nodes.container) -> None:
    """Add a container; in HTML, sphinx-design's tabs have no element around a title and its content."""
    labels = [child for child in node.children if type(child).__name__ == "sd_tab_label"]
    if not labels:
        handle_component(translator, node)
        return
    titled_blocks: list[tuple[str, tuple[Node, ...]]] = []
    for child in node.children:
        if child in labels:
            titled_blocks.append((translator.text(*child.children), ()))
        elif titled_blocks and isinstance(child, nodes.container):
            titled_blocks[-1] = (titled_blocks[-1][0], translator.blocks(*child.children))
        elif type(child).__name__ != "sd_tab_input":
            translator.add(*translator.blocks(child))
    translator.add(*translator.anchors(node), *tabs(titled_blocks))


def _dropdown(translator: PageWriter, node: nodes.Element) -> None:
    """Add sphinx-design's dropdown: its content under its title."""
    title = next((child for child in node.children if type(child).__name__ == "dropdown_title"), None)
    body = [child for child in node.children if child is not title]
    text = translator.text(*title.children) if title is not None else ""
    translator.add(*translator.anchors(node), Element("Accordion", {"title": text}, translator.blocks(*body)))


def _aside(translator: PageWriter, node: nodes.Element) -> None:
    """Add a sidebar as a quotation."""
    translator.add(*translator.anchors(node), Element("Note", {}, translator.blocks(*node.children)))


def _raw(translator: PageWriter, node: nodes.raw) -> None:
    """Add raw HTML, and no raw MDX."""
    if "html" in str(node.get("format", "")).split():
        handle_raw(translator, nodes.raw("", node.astext(), format="html"))


def _graph(translator: PageWriter, node: nodes.Element) -> None:
    """Add a graph as its source, which is readable."""
    if "code" in node:
        code = str(node["code"])
    else:
        code = get_inheritance_code(node["graph"], translator.site.env, translator.config)
    translator.add(*translator.anchors(node), Fence(code, "dot", str(node.get("alt", ""))))


def _group(translator: PageWriter, node: nodes.Element) -> None:
    """Add the content of a group that is for the layout of HTML only."""
    translator.add(*translator.blocks(*node.children))


RULES: Final[Mapping[type | str, Handler]] = {
    nodes.container: _container,
    nodes.raw: _raw,
    "html_group": _group,
    "dropdown_main": _dropdown,
    "aside_main": _aside,
    "graphviz": _graph,
    "inheritance_diagram": _graph,
    **REFERENCE,
}


class MarkdownTranslator(MdxTranslator):
    """Walks a doctree and builds the page's tree; visitors that extensions have registered for MDX apply, too."""

    handlers: Mapping[type | str, Handler] = {**HANDLERS, **RULES}
    written = ("the Markdown of pages", WarningSubtype.MARKDOWN_NODE)

    def __init__(self, document: nodes.document, site: MarkdownSite) -> None:
        super().__init__(document, site.html, site)
        names = {rule if isinstance(rule, str) else rule.__name__ for rule in RULES}
        for name, (visit, depart) in site.visitors.items():
            if name not in names:
                setattr(self, f"visit_{name}", MethodType(visit, self))
                if depart:
                    setattr(self, f"depart_{name}", MethodType(depart, self))

    def get_page(self) -> tuple[Node, ...]:
        """Return the page without elements, beginning with its title, after the document was walked."""
        title, text = self.site.env.titles.get(self.docname), str(self.front_matter.get("title", ""))
        heading: tuple[Node, ...] = (Text(text),)
        if title is not None and (plain := self.text(*title.children)) and text.endswith(plain):
            heading = (Text(text.removesuffix(plain)), *self.inlines(*title.children))
        children = [*self._frames[0].children, *self._end]
        written: set[str] = set()

        def wants(identifier: str) -> bool:
            """Return whether anything could link to an id, if it is not written yet."""
            is_new = identifier not in written and self.wants(identifier)
            written.add(identifier)
            return is_new

        return (Heading(1, plain_nodes(heading, wants)), *plain_nodes(children, wants))
