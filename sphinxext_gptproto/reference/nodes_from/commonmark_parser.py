"""The CommonMark parser of descriptions, with limits for nesting, beyond which markup is shown as text.

markdown-it itself drops blocks that are nested too deep, and has no limit for marks in a line.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

from markdown_it import MarkdownIt
from markdown_it.rules_block import blockquote, list_block
from markdown_it.rules_inline import image

from .html import MAX_NESTING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

MAX_MARKS: Final = 20
"""Levels of nested marks in a line, such as emphasis. Sphinx walks and pickles pages recursively, and raises an error
for pages with more than some 190 levels."""
_MAX_IMAGES: Final = 3
"""Levels of images in the descriptions of images."""


def make_parser(*, html: bool = False) -> MarkdownIt:
    """Return a parser of CommonMark with tables and strikethrough.

    :param html: whether HTML is kept as it is.
    """
    parser = MarkdownIt("commonmark", {"html": html, "maxNesting": 4 * MAX_NESTING})
    parser.enable(["table", "strikethrough"])
    ends = ["paragraph", "reference", "blockquote"]  # which blocks they may interrupt: markdown-it's own values
    parser.block.ruler.at("blockquote", _bound_block(blockquote), {"alt": [*ends, "list"]})
    parser.block.ruler.at("list", _bound_block(list_block), {"alt": ends})
    parser.inline.ruler.at("image", _read_image)
    parser.core.ruler.push("max_nesting", _bound_lines)
    return parser


def _bound_block(rule: Callable[[StateBlock, int, int, bool], bool]) -> Callable[[StateBlock, int, int, bool], bool]:
    """Return a rule that does not apply where it would nest too deep."""

    def bounded(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        with _descend(state.env, "blocks") as depth:
            return depth < MAX_NESTING and rule(state, start, end, silent)

    return bounded


def _read_image(state: StateInline, silent: bool) -> bool:
    """Parse an image. markdown-it parses its description separately, and counts levels from zero there."""
    with _descend(state.env, "images") as depth:
        return depth < _MAX_IMAGES and image(state, silent)


@contextmanager
def _descend(env: Any, name: str) -> Iterator[int]:
    """Count a rule while it runs; the context is how many rules of this kind it is nested in."""
    depth: int = env.get(name, 0)
    env[name] = depth + 1
    try:
        yield depth
    finally:
        env[name] = depth


def _bound_lines(state: StateCore) -> None:
    """Remove the marks of a line that are nested too deep, but not their content."""
    for token in state.tokens:
        if token.children:
            token.children = list(_unnest(token.children))


def _unnest(tokens: Iterable[Token]) -> Iterator[Token]:
    depth = 0
    for token in tokens:
        depth += token.nesting == 1
        if token.nesting == 0 or depth <= MAX_MARKS:
            yield token
        depth -= token.nesting == -1
