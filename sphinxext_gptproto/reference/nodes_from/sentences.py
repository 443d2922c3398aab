"""Sentences around nodes: a translator moves the placeholders of a message, and the nodes go where they then stand."""

from __future__ import annotations

from string import Formatter
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.locale import get_translation

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_ = get_translation("sphinxext_gptproto")


def phrase(message: str, **parts: nodes.Node | Sequence[nodes.Node]) -> list[nodes.Node]:
    """Return a message with nodes at its placeholders, such as ``Format: {format}.``"""
    made: list[nodes.Node] = []
    for words, name, _spec, _conversion in Formatter().parse(str(message)):
        made += [nodes.Text(words)] if words else []
        if name:
            part = parts[name]
            made += [part] if isinstance(part, nodes.Node) else part
    return made


def enumerate_nodes(items: Iterable[nodes.Node], *, last: str = "") -> list[nodes.Node]:
    """Return items with commas between them.

    :param last: what stands before the last one instead, such as ``or``.
    """
    listed = list(items)
    made: list[nodes.Node] = []
    for number, item in enumerate(listed):
        if number:
            made.append(nodes.Text(f" {last} " if last and number == len(listed) - 1 else ", "))
        made.append(item)
    return made


def mark_deprecated(line: nodes.TextElement) -> nodes.TextElement:
    """Return a line that names something deprecated, with that said behind the name."""
    line += [nodes.Text(" "), nodes.emphasis("", "({})".format(_("deprecated")))]
    return line
