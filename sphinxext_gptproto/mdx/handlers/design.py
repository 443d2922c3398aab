"""Rules for the components of sphinx-design, which are containers with a ``design_component`` for this builder.

tab-set(tab-item(rubric tab-content)*)      grid-container(grid-row(grid-item*))      accordion(dropdown*)
card(image? card-header? card-body(card-title? ...) card-footer? image? link?)        dropdown(rubric? ...)
steps(step(rubric? step-content)*)                                                    aside(rubric? aside-body)
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from docutils import nodes

from ..tree import Element, Fence, Image, Link, Paragraph, Shared, Strong, Text, ThematicBreak, plain
from .code import handle_container

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ..rules import Handler, PageWriter
    from ..tree import AttributeValue, Node, Parent

WRAPPED: Final[Mapping[type, Parent]] = {}
PASSED: Final[frozenset[type]] = frozenset()
DROPPED: Final[frozenset[type | str]] = frozenset()


def handle_component(translator: PageWriter, node: nodes.container) -> None:
    """Add a container of sphinx-design, sphinx-tabs or docutils."""
    component = COMPONENTS.get(node.get("design_component", ""))
    if "sphinx-tabs" in node["classes"]:
        translator.add(*translator.anchors(node), *_sphinx_tabs(translator, node))
    elif component is None:
        handle_container(translator, node)
    else:
        translator.add(*translator.anchors(node), *component(translator, node))


def _is(node: nodes.Node, name: str) -> TypeGuard[nodes.Element]:
    return isinstance(node, nodes.Element) and node.get("design_component") == name


def _titled(translator: PageWriter, node: nodes.Element) -> tuple[str, tuple[Node, ...], list[nodes.Node]]:
    """Return the text of a component's title, its anchors, and the nodes after it."""
    if node.children and isinstance(node[0], nodes.rubric):
        return translator.text(*node[0].children), translator.anchors(node[0]), node.children[1:]
    return "", (), node.children


def _tab_set(translator: PageWriter, node: nodes.Element) -> tuple[Node, ...]:
    others: list[Node] = []
    panels: list[tuple[str, tuple[Node, ...]]] = []
    for item in node.children:
        if not _is(item, "tab-item"):
            others += translator.blocks(item)
            continue
        label, anchors, body = _titled(translator, item)
        others += (*translator.anchors(item), *anchors)
        panels.append((label, translator.blocks(*body)))
    return (*others, *tabs(panels))


def tabs(panels: Sequence[tuple[str, tuple[Node, ...]]]) -> tuple[Node, ...]:
    """Return tabs, or a code group if every panel is one code block.

    :param panels: the label and the content of each tab.
    """
    fences = [blocks[0] for _, blocks in panels if len(blocks) == 1 and isinstance(blocks[0], Fence)]
    if panels and len(fences) == len(panels):
        titled = [Fence(f.code, f.language, label, f.meta) for (label, _), f in zip(panels, fences, strict=True)]
        return (Element("CodeGroup", {}, tuple(titled)),)
    return (Element("Tabs", {}, tuple(Element("Tab", {"title": label or "Tab"}, blocks) for label, blocks in panels)),)


def _sphinx_tabs(translator: PageWriter, node: nodes.Element) -> tuple[Node, ...]:
    """Return the tabs of sphinx-tabs, which consist of plain containers except for HTML builders."""
    panels: list[tuple[str, tuple[Node, ...]]] = []
    for tab in node.children:
        name, *content = tab.children
        panels.append((translator.text(name), translator.blocks(*content)))
    return tabs(panels)


def _card(translator: PageWriter, node: nodes.Element) -> tuple[Node, ...]:
    attributes: dict[str, AttributeValue] = {}
    body: list[Node] = []
    for child in node.children:
        if isinstance(child, nodes.image):
            image = translator.inlines(child)[-1]
            if isinstance(image, Image) and "img" not in attributes:
                attributes["img"] = image.url
                body = [Paragraph((Text(image.alt),)), *body] if node_alt(child) else body
            else:
                body.append(image)
        elif _is(child, "card-body"):
            for part in child.children:
                if _is(part, "card-title"):
                    attributes["title"] = translator.text(part)
                else:
                    body += translator.blocks(part)
        elif (
            isinstance(child, nodes.Element) and (link := next(child.findall(nodes.reference), None)) and _is_link(link)
        ):
            uri = f"#{link['refid']}" if link.get("refid") else str(link.get("refuri", ""))
            attributes["href"] = translator.site.site_uri(translator.docname, uri) or uri
        elif _is(child, "card-footer"):
            body += [ThematicBreak(), *translator.blocks(child)]
        elif _is(child, "card-overlay"):
            body += translator.blocks(*child.children)
        else:
            body += translator.blocks(child)
    if "href" in attributes:  # the card is a link, and HTML does not allow links within links
        body = [part for block in body for part in unlinked(block)]
    return (Element("Card", attributes, tuple(body)),)


def node_alt(node: nodes.image) -> str:
    """Return the alternative text that the source has for an image."""
    return str(node.get("alt", ""))


_ADDRESS: Final = re.compile(r"(?i)(?<=http:)(?=//)|(?<=https:)(?=//)|(?<=www)(?=\.)")
"""Positions within URLs that Markdown makes links of; something between prevents that."""


def unlinked(node: Node) -> tuple[Node, ...]:
    """Return the contents of a node without links, including those that Markdown would make of URLs."""
    if isinstance(node, Text):
        first, *others = _ADDRESS.split(node.value)
        separator = Element("span", inline=True)
        return (Text(first), *(part for other in others for part in (separator, Text(other))))
    children: tuple[Node, ...] = getattr(node, "children", ())
    unlinked_children = tuple(part for child in children for part in unlinked(child))
    if isinstance(node, Link):
        return unlinked_children
    parent: Any = node
    return (replace(parent, children=unlinked_children) if children and not isinstance(node, Shared) else node,)


def _is_link(node: nodes.Element) -> bool:
    return "sd-stretched-link" in node["classes"]


def _part(translator: PageWriter, node: nodes.Element) -> tuple[Node, ...]:
    return translator.blocks(*node.children)


def _title(translator: PageWriter, node: nodes.Element) -> tuple[Node, ...]:
    return translator.inlines(*node.children)


def _grid(translator: PageWriter, node: nodes.Element) -> tuple[Node, ...]:
    others: list[Node] = []
    columns: list[Node] = []
    count = 2
    for row in node.children:
        if not isinstance(row, nodes.Element):
            others += translator.blocks(row)
            continue
        numbers = [
            int(match[1]) for name in row["classes"] if (match := re.fullmatch(r"sd-row-cols-\w*?-?(\d+)", name))
        ]
        count = max(numbers, default=count)
        for item in row.children:
            blocks = translator.blocks(item)
            if _is(item, "grid-item"):
                is_card = len(blocks) == 1 and isinstance(blocks[0], Element) and blocks[0].name == "Card"
                columns.append(blocks[0] if is_card else Element("Column", {}, blocks))
            else:
                others += blocks
    return (*others, Element("Columns", {"cols": min(max(count, 1), 4)}, tuple(columns)))


def _dropdown(translator: PageWriter, node: nodes.Element) -> tuple[Node, ...]:
    title, anchors, body = _titled(translator, node)
    attributes: dict[str, AttributeValue] = {"title": title or "…"}
    if node.get("opened"):
        attributes["defaultOpen"] = None
    return (*anchors, Element("Accordion", attributes, translator.blocks(*body)))


def _accordion(translator: PageWriter, node: nodes.Element) -> tuple[Node, ...]:
    children = translator.blocks(*node.children)
    others = tuple(child for child in children if not isinstance(child, Element))
    return (*others, Element("AccordionGroup", {}, tuple(child for child in children if isinstance(child, Element))))


def handle_steps(translator: PageWriter, node: nodes.Element) -> None:
    """Add numbered steps; the title of a step without one is its number, since Mintlify requires a title."""
    steps = []
    for number, item in enumerate(
        (child for child in node.children if isinstance(child, nodes.Element)), node.get("start", 1)
    ):
        title, anchors, body = _titled(translator, item)
        blocks = (*translator.anchors(item), *anchors, *translator.blocks(*body))
        steps.append(Element("Step", {"title": title or str(number)}, blocks))
    translator.add(*translator.anchors(node), Element("Steps", {}, tuple(steps)))


def _aside(translator: PageWriter, node: nodes.Element) -> tuple[Node, ...]:
    title, anchors, body = _titled(translator, node)
    return (*anchors, Element("Card", {"title": title} if title else {}, translator.blocks(*body)))


def _header(translator: PageWriter, node: nodes.Element) -> tuple[Node, ...]:
    blocks = translator.blocks(*node.children)
    if all(isinstance(block, Paragraph) for block in blocks):
        return (Paragraph((Strong((Text(" ".join(plain((block,)) for block in blocks)),)),)),)
    return blocks


def _carousel(translator: PageWriter, node: nodes.Element) -> tuple[Node, ...]:
    return (Element("Columns", {"cols": 2}, translator.blocks(*node.children)),)


COMPONENTS: Final[Mapping[str, Callable[[PageWriter, nodes.Element], tuple[Node, ...]]]] = {
    "tab-set": _tab_set,
    "card": _card,
    "card-header": _header,
    "card-carousel": _carousel,
    "card-title": _title,
    "grid-container": _grid,
    "dropdown": _dropdown,
    "accordion": _accordion,
    "aside": _aside,
    **dict.fromkeys(
        (
            "tab-item",
            "tab-content",
            "card-body",
            "card-footer",
            "grid-row",
            "grid-item",
            "step-content",
            "aside-body",
            "div",
        ),
        _part,
    ),
}


def handle_text_element(translator: PageWriter, node: nodes.Element) -> None:
    """Add the children of a wrapper of sphinx-design."""
    translator.add(*translator.blocks(*node.children))


HANDLERS: Final[Mapping[type | str, Handler]] = {
    nodes.container: handle_component,
    "steps_list": handle_steps,
    "PassthroughTextElement": handle_text_element,
}
