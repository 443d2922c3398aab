"""Rules for running text: paragraphs, all kinds of lists, quotations, line blocks, displayed math."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from docutils import nodes
from sphinx import addnodes

from ..tree import (
    Anchor,
    Break,
    CodeSpan,
    Element,
    Item,
    List,
    MathBlock,
    Paragraph,
    Quote,
    Strong,
    Text,
    ThematicBreak,
    plain,
)
from .references import uses_markdown_footnotes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..rules import Handler, PageWriter
    from ..tree import Node, Parent

WRAPPED: Final[Mapping[type, Parent]] = {
    nodes.paragraph: Paragraph(),
    nodes.bullet_list: List(),
    nodes.list_item: Item(),
    nodes.block_quote: Quote(),
}
PASSED: Final[frozenset[type]] = frozenset(
    {
        addnodes.glossary,
        nodes.compound,
        nodes.legend,
        # parts that the handlers of lists read themselves; these rules are for parts outside of their lists
        nodes.definition,
        nodes.definition_list_item,
        nodes.description,
        nodes.field_body,
        nodes.field_name,
        nodes.line,
        nodes.option,
        nodes.option_argument,
        nodes.option_group,
        nodes.option_list_item,
        nodes.option_string,
        nodes.term,
    },
)
DROPPED: Final[frozenset[type | str]] = frozenset()

ENUMERATIONS: Final = {"loweralpha": "a", "upperalpha": "A", "lowerroman": "i", "upperroman": "I"}


def handle_enumerated_list(translator: PageWriter, node: nodes.enumerated_list) -> None:
    """Add a numbered list; one with letters or Roman numerals as an HTML element."""
    translator.add(*translator.anchors(node))
    children = translator.blocks(*node.children)
    start = node.get("start", 1)
    if kind := ENUMERATIONS.get(node.get("enumtype", "")):
        items = tuple(Element("li", {}, _bare(child)) for child in children)
        translator.add(Element("ol", {"type": kind, "start": start} if start != 1 else {"type": kind}, items))
    else:
        translator.add(List(children, start))


def _bare(node: Node) -> tuple[Node, ...]:
    """Return the children of a list item; if it is a single paragraph, those of the paragraph."""
    children = node.children if isinstance(node, Item) else (node,)
    if len(children) == 1 and isinstance(children[0], Paragraph):
        return children[0].children
    return children


# definition list: item* (term+ classifier* definition)


def handle_definition_list(translator: PageWriter, node: nodes.definition_list) -> None:
    """Add a list whose items begin with the term that they define."""
    translator.add(*translator.anchors(node))
    translator.add(
        List(tuple(_definition(translator, child) for child in node.children if isinstance(child, nodes.Element)))
    )


def _definition(translator: PageWriter, node: nodes.Element) -> Item:
    anchors: list[Anchor] = [*translator.anchors(node)]
    terms: list[Node] = []
    body: tuple[Node, ...] = ()
    for child in node.children:
        if isinstance(child, nodes.term):
            anchors += translator.anchors(child)
            if terms:
                terms.append(Break())
            terms += _emphatic(translator.inlines(*child.children))
        elif isinstance(child, nodes.classifier):
            terms += [Text(" : "), *translator.inlines(child)]
        else:
            body = (*body, *translator.blocks(child))
    return Item((*anchors, *titled(tuple(terms), body)))


def _emphatic(children: tuple[Node, ...]) -> tuple[Node, ...]:
    """Return a term in bold, unless it consists of code."""
    return children if all(isinstance(child, CodeSpan) for child in children) else (Strong(children),)


def titled(lead: tuple[Node, ...], body: tuple[Node, ...]) -> tuple[Node, ...]:
    """Return blocks with a lead, such as a term, before them.

    A single paragraph follows the lead on the same line, after a colon.
    """
    if len(body) == 1 and isinstance(body[0], Paragraph) and not any(isinstance(node, Break) for node in lead):
        colon = "" if re.search(r"[:.?!]$", plain(lead).rstrip()) else ":"
        return (Paragraph((*lead, Text(f"{colon} "), *body[0].children)),)
    return (Paragraph(lead), *body)


def handle_classifier(translator: PageWriter, node: nodes.classifier) -> None:
    """Add the classifier of a term."""
    translator.add(*translator.inlines(*node.children))


# field list: field* (field_name field_body)


def handle_field_list(translator: PageWriter, node: nodes.field_list) -> None:
    """Add the fields, each under its name."""
    translator.add(*translator.anchors(node), *translator.blocks(*node.children))


def handle_field(translator: PageWriter, node: nodes.field) -> None:
    """Add the name of a field in bold, and its body."""
    name, *body = node.children
    lead = translator.inlines(*name.children)
    colon = "" if plain(lead).endswith(":") else ":"
    translator.add(*titled((Strong((*lead, Text(colon))),), translator.blocks(*body)))


# option list: item* (option_group(option*) description)


def handle_option_list(translator: PageWriter, node: nodes.option_list) -> None:
    """Add a list whose items begin with options of a command."""
    items = []
    for group, *body in (child.children for child in node.children):
        names = ", ".join(option.astext() for option in group.children)
        items.append(Item(titled((CodeSpan(names),), translator.blocks(*body))))
    translator.add(*translator.anchors(node), List(tuple(items)))


# line block: (line | line_block)*


def handle_line_block(translator: PageWriter, node: nodes.line_block) -> None:
    """Add a paragraph with the line breaks of the source, and em spaces as indentation."""
    lines: list[Node] = []

    def gather(block: nodes.Element, depth: int) -> None:
        for child in block.children:
            if isinstance(child, nodes.line_block):
                gather(child, depth + 1)
            elif isinstance(child, nodes.Element):
                content = translator.inlines(*child.children)
                lines.extend([Text("\u2003" * depth), *content, Break()])

    gather(node, 0)
    translator.add(*translator.anchors(node), Paragraph(tuple(lines)))


def handle_attribution(translator: PageWriter, node: nodes.attribution) -> None:
    """Add the attribution of a quotation."""
    translator.add(Paragraph((Text("— "), *translator.inlines(*node.children))))


def handle_transition(translator: PageWriter, node: nodes.transition) -> None:
    """Add a thematic break, except before footnotes: MyST inserts one there, but Markdown places footnotes itself."""
    translator.add(*translator.anchors(node))
    if "footnotes" not in node["classes"] or not uses_markdown_footnotes(translator):
        translator.add(ThematicBreak())


def handle_hlist(translator: PageWriter, node: addnodes.hlist) -> None:
    """Add a list with several columns as one list."""
    items = [
        item for column in node.children for part in translator.blocks(column) for item in getattr(part, "children", ())
    ]
    translator.add(*translator.anchors(node), List(tuple(items)))


def handle_hlistcol(translator: PageWriter, node: addnodes.hlistcol) -> None:
    """Add a column outside of such a list."""
    translator.add(*translator.blocks(*node.children))


def handle_math_block(translator: PageWriter, node: nodes.math_block) -> None:
    """Add displayed formulas with their equation number.

    Several formulas need the environment ``gathered``, and one with line breaks or alignment ``aligned``.
    """
    translator.add(*(Anchor(name) for name in node["ids"]))
    parts = [part.strip() for part in re.split(r"\n\s*\n", node.astext()) if part.strip()]
    if len(parts) > 1:
        body = "\n\\\\\n".join(parts)
        tex = f"\\begin{{gathered}}\n{body}\n\\end{{gathered}}"
    else:
        tex = "\n".join(parts)
        if re.search(r"\\\\|(?<!\\)&", tex) and "\\begin" not in tex:
            tex = f"\\begin{{aligned}}\n{tex}\n\\end{{aligned}}"
    if number := node.get("number"):
        tex += f" \\tag{{{number}}}"
    translator.add(MathBlock(tex))


def handle_centered(translator: PageWriter, node: addnodes.centered) -> None:
    """Add a line in bold."""
    translator.add(*translator.anchors(node), Paragraph((Strong(translator.inlines(*node.children)),)))


HANDLERS: Final[Mapping[type | str, Handler]] = {
    nodes.enumerated_list: handle_enumerated_list,
    nodes.definition_list: handle_definition_list,
    nodes.classifier: handle_classifier,
    nodes.field_list: handle_field_list,
    nodes.field: handle_field,
    nodes.option_list: handle_option_list,
    nodes.line_block: handle_line_block,
    nodes.attribution: handle_attribution,
    nodes.transition: handle_transition,
    nodes.math_block: handle_math_block,
    addnodes.hlist: handle_hlist,
    addnodes.hlistcol: handle_hlistcol,
    addnodes.centered: handle_centered,
}
