"""Rules for images and figures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from docutils import nodes

from ..tree import Element, Image, Json, Link, Math, Paragraph, Text, is_inline, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..rules import Handler, PageWriter
    from ..tree import AttributeValue, Node, Parent

WRAPPED: Final[Mapping[type, Parent]] = {}
PASSED: Final[frozenset[type]] = frozenset()
DROPPED: Final[frozenset[type | str]] = frozenset()


MODES: Final = {"only-light": "block dark:hidden", "only-dark": "hidden dark:block"}


def handle_image(translator: PageWriter, node: nodes.image) -> None:
    """Add an image, as an HTML element if it has a size or is for the light or dark mode of the theme only."""
    inline = isinstance(node.parent, nodes.TextElement)
    anchors = translator.anchors(node)
    translator.add(*([Element("span", {"id": anchor.id}, inline=True) for anchor in anchors] if inline else anchors))
    url = translator.site.image_uri(node)
    # without an alternative text, the name of the file is used, as in Sphinx's HTML
    alt = str(node["alt"]) if "alt" in node else url.removeprefix("/")
    size = {**_mode(node), **_size(node)}
    image = Element("img", {"src": url, "alt": alt, **size}, inline=True) if size else Image(url, alt)
    translator.add(image if inline else Paragraph((image,)))


def _mode(node: nodes.image) -> dict[str, AttributeValue]:
    """Return the CSS class of an image that is displayed in light or dark mode only (class ``only-light`` in Furo)."""
    names = [name for cls, name in MODES.items() if cls in node["classes"]]
    return {"className": names[0]} if names else {}


def _size(node: nodes.image) -> dict[str, AttributeValue]:
    """Return the attributes for an image's size: pixels and percentages as attributes, other units as a style."""
    attributes: dict[str, AttributeValue] = {}
    style: dict[str, str] = {}
    for name in ("width", "height"):
        value = str(node.get(name, "")).replace(" ", "")
        if re.fullmatch(r"\d+(?:\.\d+)?(?:px)?", value):
            attributes[name] = value.removesuffix("px")
        elif re.fullmatch(r"\d+(?:\.\d+)?%", value):
            attributes[name] = value
        elif re.fullmatch(r"\d+(?:\.\d+)?[a-z]{2,4}", value):
            style[name] = value
    if not attributes and not style and (scale := node.get("scale")) and scale != 100:
        attributes["width"] = f"{scale}%"
    return {**attributes, **({"style": Json(style)} if style else {})}


# figure: (image | reference(image)) caption? legend?


def handle_figure(translator: PageWriter, node: nodes.figure) -> None:
    """Add a frame with the image and the caption of a figure, followed by its legend."""
    anchors = translator.anchors(node)
    caption: tuple[Node, ...] = ()
    content: list[Node] = []
    for child in node.children:
        if isinstance(child, nodes.caption):
            anchors += translator.anchors(child)
            caption = numbered(translator, node, "figure", translator.inlines(*child.children))
        else:
            content += translator.blocks(child)
    pictures = [child for child in content if is_inline(child) or _is_picture(child)]
    others = [child for child in content if child not in pictures]
    attributes: dict[str, AttributeValue] = {}
    if caption and not any(isinstance(child, Link | Math) for child in caption):
        attributes["caption"] = " ".join(plain(caption).split())
    elif caption:
        others.insert(0, Paragraph(caption))
    translator.add(*anchors, Element("Frame", attributes, tuple(pictures)), *others)


def _is_picture(node: Node) -> bool:
    return isinstance(node, Paragraph) and all(isinstance(child, Image | Element) for child in node.children)


def numbered(translator: PageWriter, node: nodes.Element, kind: str, caption: tuple[Node, ...]) -> tuple[Node, ...]:
    """Return a caption with the number from ``numfig`` before it, such as ``Fig. 1``."""
    numbers = translator.site.env.toc_fignumbers.get(translator.docname, {}).get(kind, {})
    for identifier in node["ids"]:
        if number := numbers.get(identifier):
            prefix = translator.config.numfig_format.get(kind, "%s")
            return (Text(prefix % ".".join(map(str, number)) + " "), *caption)
    return caption


def handle_caption(translator: PageWriter, node: nodes.caption) -> None:
    """Add a caption outside of a figure."""
    translator.add(*translator.anchors(node), Paragraph(translator.inlines(*node.children)))


HANDLERS: Final[Mapping[type | str, Handler]] = {
    nodes.image: handle_image,
    nodes.figure: handle_figure,
    nodes.caption: handle_caption,
}
