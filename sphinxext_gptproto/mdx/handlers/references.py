"""Rules for references and their targets: links, downloads, footnotes, citations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from docutils import nodes
from sphinx import addnodes

from ..tree import (
    Anchor,
    Element,
    FootnoteDefinition,
    FootnoteReference,
    Link,
    Node,
    Paragraph,
    Strong,
    Text,
    is_inline,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..rules import Handler, PageWriter
    from ..tree import Parent

WRAPPED: Final[Mapping[type, Parent]] = {}
PASSED: Final[frozenset[type]] = frozenset({addnodes.pending_xref, nodes.label})
DROPPED: Final[frozenset[type | str]] = frozenset()


def handle_reference(translator: PageWriter, node: nodes.reference) -> None:
    """Add a link; if it contains blocks, add only these, since Markdown cannot link them."""
    children = translator.blocks(*node.children)
    if number := node.get("secnumber"):
        suffix = translator.config.html_secnumber_suffix
        children = (Text(".".join(map(str, number)) + suffix), *children)
    url = (
        f"#{node['refid']}"
        if node.get("refid")
        else translator.site.site_uri(translator.docname, node.get("refuri", ""))
    )
    if node.get("internal") and not translator.site.has_page(url):
        url = ""  # a generated index, such as genindex: the site has none, but a search
    if url and children and all(map(is_inline, children)):
        # several images with links may follow each other outside of a paragraph
        between = () if isinstance(node.parent, nodes.TextElement) else (Text(" "),)
        translator.add(Link(url, children), *between)
    else:
        translator.add(*children)


def handle_download(translator: PageWriter, node: addnodes.download_reference) -> None:
    """Add a link to a downloadable file."""
    children = translator.inlines(*node.children)
    if url := translator.site.download_uri(node):
        translator.add(Element("a", {"href": url, "download": None}, children, inline=True))
    else:
        translator.add(*children)


def handle_target(translator: PageWriter, node: nodes.target) -> None:
    """Add the ids of a target, and the text of an inline target."""
    anchors = translator.anchors(node)
    if isinstance(node.parent, nodes.TextElement) or translator.is_inline_place():
        translator.add(*(Element("span", {"id": anchor.id}, inline=True) for anchor in anchors))
    else:
        translator.add(*anchors)
    translator.add(*translator.blocks(*node.children))


# Footnotes. Markdown numbers them in the order of their first references. If the numbers of the page are different, as
# with manual numbers, symbols or footnotes without references, Markdown's footnotes are not used: a reference becomes a
# link in superscript, and a footnote remains in its place.


def uses_markdown_footnotes(translator: PageWriter) -> bool:
    """Return whether Markdown would give the footnotes of the page the numbers that they have."""
    if "footnotes" not in translator.state:
        references = [node.astext() for node in translator.document.findall(nodes.footnote_reference)]
        unique = list(dict.fromkeys(references))
        labels = [_label(node) for node in translator.document.findall(nodes.footnote)]
        translator.state["footnotes"] = (
            unique == [str(n) for n in range(1, len(unique) + 1)] == sorted(labels, key=_number)
        )
    return bool(translator.state["footnotes"])


def _number(label: str) -> int:
    return int(label) if label.isdecimal() else 0


def _label(node: nodes.Element) -> str:
    return node[0].astext() if node.children and isinstance(node[0], nodes.label) else ""


def handle_footnote_reference(translator: PageWriter, node: nodes.footnote_reference) -> None:
    """Add a reference to a footnote."""
    label = node.astext()
    if uses_markdown_footnotes(translator):
        translator.add(FootnoteReference(label))
    else:
        link = Link(f"#{node.get('refid', '')}", (Text(f"[{label}]"),))
        translator.add(Element("sup", {}, (link,), inline=True))


def handle_footnote(translator: PageWriter, node: nodes.footnote) -> None:
    """Add a footnote."""
    label, *body = node.children
    if uses_markdown_footnotes(translator):
        translator.add(FootnoteDefinition(label.astext(), translator.blocks(*body)))
    else:
        _add_labelled(translator, node, f"[{label.astext()}]", body)


def handle_citation(translator: PageWriter, node: nodes.citation) -> None:
    """Add a citation with its label."""
    label, *body = node.children
    _add_labelled(translator, node, f"[{label.astext()}]", body)


def _add_labelled(translator: PageWriter, node: nodes.Element, label: str, body: list[nodes.Node]) -> None:
    translator.add(*(Anchor(name) for name in node["ids"]))
    children: tuple[Node, ...] = translator.blocks(*body)
    lead = (Strong((Text(label),)), Text(" "))
    if children and isinstance(children[0], Paragraph):
        translator.add(Paragraph((*lead, *children[0].children)), *children[1:])
    else:
        translator.add(Paragraph(lead), *children)


def handle_citation_reference(translator: PageWriter, node: nodes.citation_reference) -> None:
    """Add a reference to a citation."""
    translator.add(Link(f"#{node.get('refid', '')}", (Text(f"[{node.astext()}]"),)))


HANDLERS: Final[Mapping[type | str, Handler]] = {
    nodes.reference: handle_reference,
    addnodes.number_reference: handle_reference,
    nodes.target: handle_target,
    nodes.footnote_reference: handle_footnote_reference,
    nodes.footnote: handle_footnote,
    nodes.citation: handle_citation,
    nodes.citation_reference: handle_citation_reference,
    addnodes.download_reference: handle_download,
}
