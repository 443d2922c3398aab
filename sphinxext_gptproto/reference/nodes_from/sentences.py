"""Sentences with nodes in them: translators may move the placeholders of a message, and the nodes with them."""

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
    sentence: list[nodes.Node] = []
    for text, name, _spec, _conversion in Formatter().parse(str(message)):
        sentence += [nodes.Text(text)] if text else []
        if name:
            part = parts[name]
            sentence += [part] if isinstance(part, nodes.Node) else part
    return sentence


def enumerate_nodes(items: Iterable[nodes.Node], *, last: str = "") -> list[nodes.Node]:
    """Return items with commas between them.

    :param last: a word before the last item instead of the comma, such as ``or``.
    """
    listed = list(items)
    enumeration: list[nodes.Node] = []
    for number, item in enumerate(listed):
        if number:
            enumeration.append(nodes.Text(f" {last} " if last and number == len(listed) - 1 else ", "))
        enumeration.append(item)
    return enumeration


def mark_deprecated(line: nodes.TextElement) -> nodes.TextElement:
    """Return a line that names something deprecated, with the mark that says so added to it."""
    line += [nodes.Text(" "), nodes.emphasis("", "({})".format(_("deprecated")))]
    return line
