"""The CommonMark parser of descriptions: how deep things nest in it is bounded, and what is deeper is kept as words.

markdown-it drops blocks that are nested too deep, and does not bound marks in a line at all.
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
"""Marks within each other in a line, such as emphasis. Sphinx walks and pickles pages recursively, and more than some
190 levels of a whole page end in an error."""
_MAX_IMAGES: Final = 3
"""Images in the descriptions of images."""


def make_parser(*, html: bool = False) -> MarkdownIt:
    """Return a parser of CommonMark with tables and strikethrough.

    :param html: whether HTML is kept as it is.
    """
    parser = MarkdownIt("commonmark", {"html": html, "maxNesting": 4 * MAX_NESTING})
    parser.enable(["table", "strikethrough"])
    ends = ["paragraph", "reference", "blockquote"]  # what they may interrupt, as markdown-it has it
    parser.block.ruler.at("blockquote", _bound_block(blockquote), {"alt": [*ends, "list"]})
    parser.block.ruler.at("list", _bound_block(list_block), {"alt": ends})
    parser.inline.ruler.at("image", _read_image)
    parser.core.ruler.push("max_nesting", _bound_lines)
    return parser


def _bound_block(rule: Callable[[StateBlock, int, int, bool], bool]) -> Callable[[StateBlock, int, int, bool], bool]:
    def bounded(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        with _descend(state.env, "blocks") as depth:
            return depth < MAX_NESTING and rule(state, start, end, silent)

    return bounded


def _read_image(state: StateInline, silent: bool) -> bool:
    """Read an image. Its description is parsed by a parser of its own, which counts levels from the beginning."""
    with _descend(state.env, "images") as depth:
        return depth < _MAX_IMAGES and image(state, silent)


@contextmanager
def _descend(env: Any, name: str) -> Iterator[int]:
    """Return how many of its kind a rule runs in, and count it as one of them while it runs."""
    depth: int = env.get(name, 0)
    env[name] = depth + 1
    try:
        yield depth
    finally:
        env[name] = depth


def _bound_lines(state: StateCore) -> None:
    """Leave out the marks of a line that are nested too deep; what is in them stays."""
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
