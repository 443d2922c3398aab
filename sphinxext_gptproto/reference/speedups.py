"""Work that is done again for every page, done once or less often: code blocks, words, docutils' settings, garbage."""

from __future__ import annotations

import atexit
import gc
from copy import copy
from functools import cache, partial
from typing import TYPE_CHECKING, Any, Final

import sphinx.util.docutils
from docutils.utils import DependencyList

from .generated_pages.parse import GeneratedPageParser

if TYPE_CHECKING:
    from collections.abc import Callable

    from docutils import nodes
    from sphinx.application import Sphinx

_MAX_CODE: Final = 400
"""Length of code up to which it is worth remembering; longer blocks are seldom repeated."""
_THRESHOLDS: Final = (400_000, 50, 100)
"""When to look for garbage, as :func:`gc.set_threshold` takes it."""


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


def remember_settings(_app: Sphinx) -> None:
    """Let the settings of docutils be made once for all generated pages.

    Sphinx 9 makes them for every page, option by option, and looks for ``docutils.conf`` each time: of what it
    takes to read such a page, that is a quarter.
    """
    make = getattr(sphinx.util.docutils, "_get_settings", None)
    if make is not None:
        make = make.make if isinstance(make, _Settings) else make  # nothing is left of an earlier build
        sphinx.util.docutils._get_settings = _Settings(make)  # type: ignore[assignment]


class _Settings:
    """A ``_get_settings`` that asks docutils once as long as Sphinx gives the same defaults."""

    def __init__(self, make: Callable[..., Any]) -> None:
        self.make = make
        self._defaults: dict[str, Any] = {}
        self._made: Any = None

    def __call__(self, *components: Any, defaults: dict[str, Any], **options: Any) -> Any:
        if not isinstance(components[-1], GeneratedPageParser):
            return self.make(*components, defaults=defaults, **options)
        if self._made is None or self._defaults != defaults:
            self._defaults, self._made = dict(defaults), self.make(*components, defaults=defaults, **options)
        settings = copy(self._made)
        settings.record_dependencies = DependencyList()
        return settings


def collect_garbage_less_often(app: Sphinx) -> None:
    """Let Python look for garbage after many allocations, not after 700, while generated pages are built.

    A page is thousands of nodes that refer to one another. At Python's own pace the collector spends a fifth of the
    build on walking trees that are in use; and when the process ends, it walks all of them three times more, to find
    what need not be freed any more.
    """
    if app.config.gptproto_pages:
        before = gc.get_threshold()
        atexit.register(gc.freeze)
        gc.set_threshold(*_THRESHOLDS)
        app.connect("build-finished", partial(_collect_as_before, before))


def _collect_as_before(thresholds: tuple[int, int, int], app: Sphinx, exception: Exception | None) -> None:
    """Give Python its own pace back, without a walk at once through all that was allocated meanwhile."""
    gc.freeze()
    gc.unfreeze()  # what was young is old now
    gc.set_threshold(*thresholds)


def setup_remember(app: Sphinx) -> None:
    """Register the handlers."""
    app.connect("builder-inited", remember_settings)
    app.connect("builder-inited", remember_highlighting)
    app.connect("builder-inited", collect_garbage_less_often, priority=100)  # before anything large is made
    app.connect("doctree-resolved", remember_stems)
