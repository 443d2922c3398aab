"""Work that Sphinx would do again for every page, done once: the same error bodies, the same words."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable

    from docutils import nodes
    from sphinx.application import Sphinx

_MAX_CODE: Final = 400
"""Length of code up to which it is worth remembering; longer blocks are seldom repeated."""


class _Remembered:
    """A ``highlight_block`` that highlights an identical short block once."""

    def __init__(self, highlight: Callable[..., str]) -> None:
        self._highlight = highlight
        self._done: dict[tuple[object, ...], str] = {}

    def __call__(self, source: str, lang: str, **options: Any) -> str:
        if len(source) > _MAX_CODE or not options.keys() <= {"opts", "linenos", "force", "location"}:
            return self._highlight(source, lang, **options)
        key = (source, lang, options.get("force"), repr(options.get("opts")), options.get("linenos"))
        if key not in self._done:
            self._done[key] = self._highlight(source, lang, **options)
        return self._done[key]


def remember_highlighting(app: Sphinx) -> None:
    """Wrap the highlighter of HTML builders."""
    highlighter = getattr(app.builder, "highlighter", None)
    if highlighter is not None and app.builder.format == "html":
        highlighter.highlight_block = _Remembered(highlighter.highlight_block)


def remember_stems(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Let the search index stem each word once, not once a page.

    The index is made after the last event before pages are written, so this is done with the first page.
    """
    language = getattr(getattr(app.builder, "indexer", None), "lang", None)
    if language is not None and "stem" not in vars(language):
        language.stem = cache(language.stem)


def setup_remember(app: Sphinx) -> None:
    """Register the handlers."""
    app.connect("builder-inited", remember_highlighting)
    app.connect("doctree-resolved", remember_stems)
