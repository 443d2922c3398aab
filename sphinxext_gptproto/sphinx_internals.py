"""All that the package does with private parts of Sphinx and docutils, and what it changes while a build runs.

Each function says what it saves, which versions it knows (any other is left alone), and when its change is undone.
"""

from __future__ import annotations

import atexit
import gc
import sys
from contextlib import ExitStack, contextmanager
from copy import copy
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from docutils.utils import DependencyList
from sphinx import version_info
from sphinx.util import docutils as docutils_of_sphinx
from sphinx.util.nodes import apply_source_workaround

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, MutableMapping

    from docutils import nodes
    from docutils.frontend import Values
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

_IS_KNOWN: Final = version_info[0] in (8, 9)
_THRESHOLDS: Final = (400_000, 50, 100)
"""When to look for garbage, as :func:`gc.set_threshold` takes it."""


# -- changes while a build runs ---------------------------------------------------------------------------------------


def setup_speedups(app: Sphinx) -> None:
    """Register what is changed from the first event of a build on, and undone at its last, failed or not.

    Sphinx emits ``build-finished`` after every fault that follows ``env-get-outdated``, but not after one of the events
    before it, so nothing is changed there.
    """
    undo = ExitStack()

    def begin(app: Sphinx, env: BuildEnvironment, *_changes: object) -> list[str]:
        undo.close()  # a build that was interrupted has no last event
        if app.config.gptproto_pages:
            undo.enter_context(rare_garbage_collection())
            undo.enter_context(shared_settings())
            undo.callback(_leave_garbage_at_exit)
        return []

    def write(app: Sphinx, doctree: nodes.document, docname: str) -> None:
        language = getattr(getattr(app.builder, "indexer", None), "lang", None)
        if language is not None and "stem" not in vars(language):  # the index is made right before the first page
            undo.enter_context(_words_stemmed_once(language))

    app.connect("env-get-outdated", begin, priority=0)
    app.connect("doctree-resolved", write)
    app.connect("build-finished", lambda _app, _exception: undo.close(), priority=0)  # whatever other handlers do


@contextmanager
def rare_garbage_collection() -> Iterator[None]:
    """Let Python look for garbage after many allocations, not after 700.

    A generated page is thousands of nodes that refer to one another, and the collector walks again and again through
    trees that are in use: of a cold build of our own documentation in MDX (13 s), that is a seventh.
    """
    before = gc.get_threshold()
    gc.set_threshold(*_THRESHOLDS)
    try:
        yield
    finally:
        if not gc.get_freeze_count():  # or what the process has put aside would be taken up again
            gc.freeze()
            gc.unfreeze()  # what was young is old now, so that there is no walk at once through all of it
        gc.set_threshold(*before)


def _leave_garbage_at_exit() -> None:
    """Let the process of ``sphinx-build``, which ends with the build, end without looking for garbage.

    Python would walk through all that is left three times, to find what need not be freed any more: a sixth of a cold
    build. A process of another program stays as it is.
    """
    command = sys.modules.get("sphinx.cmd.build")
    if command is not None and getattr(sys.modules["__main__"], "main", None) is command.main:
        atexit.register(gc.freeze)


@contextmanager
def shared_settings() -> Iterator[None]:
    """Let docutils' settings be made once for all pages whose parser has the attribute ``shares_settings``.

    Sphinx 9 makes them for every page, option by option, and looks for ``docutils.conf`` each time: of a cold build
    of our own documentation in MDX (13 s), that is a thirteenth. Sphinx 8 makes them in another way.
    """
    make_settings: Callable[..., Values] | None = getattr(docutils_of_sphinx, "_get_settings", None)
    if version_info[0] != 9 or make_settings is None:
        yield
        return
    shared: list[tuple[dict[str, Any], Values]] = []  # the one defaults for which they were made, and they

    def get_settings(*components: Any, defaults: Mapping[str, Any], **options: Any) -> Values:
        if not getattr(components[-1], "shares_settings", False):
            return make_settings(*components, defaults=defaults, **options)
        if not shared or shared[0][0] != defaults:
            shared[:] = [(dict(defaults), make_settings(*components, defaults=defaults, **options))]
        settings = copy(shared[0][1])
        settings.record_dependencies = DependencyList()
        return settings

    docutils_of_sphinx._get_settings = get_settings
    try:
        yield
    finally:
        docutils_of_sphinx._get_settings = make_settings


@contextmanager
def _words_stemmed_once(language: Any) -> Iterator[None]:
    """Let a search index stem each word once, not once a page.

    Of a cold build of our own documentation in HTML (84 s, 217,000 words), that is an eighth.
    """
    language.stem = cache(language.stem)
    try:
        yield
    finally:
        del language.stem


@contextmanager
def use_tables_of_contents(env: BuildEnvironment, tocs: MutableMapping[str, nodes.bullet_list]) -> Iterator[None]:
    """Give a theme other tables of contents while it renders its navigation.

    Themes resolve the tree of all pages again for each page, and Sphinx has no way to leave out pages of it: with
    a thousand generated pages that takes longer than all else.
    """
    before = env.tocs
    env.tocs = tocs  # type: ignore[assignment]
    try:
        yield
    finally:
        env.tocs = before


# -- what has no public name ------------------------------------------------------------------------------------------


def replace_parallel_loops(builder: Builder, read: Callable[..., None], write: Callable[..., None]) -> None:
    """Let a builder read and write pages by other loops in parallel builds.

    Sphinx's own send all that is known of the site back for every hundred pages, and with ``-j 2`` write in one
    process. Only this builder is changed, not its class: nothing is left once it is gone.
    """
    if _IS_KNOWN:
        vars(builder).update(_read_parallel=read, _write_parallel=write)


def get_raw_values(config: Config) -> dict[str, Any]:
    """Return all names of ``conf.py`` with their values, also those that are no option; none in unknown versions."""
    raw: dict[str, Any] = vars(config).get("_raw_config") or {}
    return raw


def get_inheritance_code(graph: Any, env: BuildEnvironment, config: Config) -> str:
    """Return a diagram of ``sphinx.ext.inheritance_diagram`` in Graphviz's language."""
    if hasattr(graph, "generate_dot"):  # until Sphinx 8
        return str(graph.generate_dot("inheritance", {}, env=env))
    return str(graph._generate_dot("inheritance", {}, config=config))


def make_translatable(node: nodes.TextElement) -> None:
    """Do what Sphinx does to a text of a page when it is read, so that the ``gettext`` builder finds it."""
    apply_source_workaround(node)
    node.uid = ""  # type: ignore[attr-defined]  # as that builder does; texts without one are passed over
