"""Everything in the package that uses private parts of Sphinx and docutils, or changes global state during a build.

Speed-ups say what they save and which versions they support (other versions are left alone), and are undone when the
build ends. The functions of the last section use private parts that have no public equivalent, and change only objects
of the build that they are called for.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from contextlib import ExitStack, contextmanager
from copy import copy
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from docutils.utils import DependencyList
from sphinx import version_info
from sphinx.util import docutils as sphinx_docutils
from sphinx.util.nodes import apply_source_workaround

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, MutableMapping

    from docutils import nodes
    from docutils.frontend import Values
    from docutils.parsers import Parser
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

_HAS_KNOWN_LOOPS: Final = version_info[0] in (8, 9)
_GC_THRESHOLDS: Final = (400_000, 50, 100)
"""Arguments of :func:`gc.set_threshold` during a build."""


# -- changes during a build -------------------------------------------------------------------------------------------


def setup_speedups(app: Sphinx) -> None:
    """Register the changes that are made when a build starts and undone when it ends, even if it fails.

    They are made at ``env-get-outdated``: Sphinx emits ``build-finished`` after any exception from that event on, but
    not after an exception in an earlier event, after which a change could not be undone.
    """
    undo = ExitStack()

    def begin(app: Sphinx, env: BuildEnvironment, *_changes: object) -> list[str]:
        undo.close()  # an earlier build in this process may have been interrupted before ``build-finished``
        if app.config.gptproto_pages:
            undo.enter_context(rare_garbage_collection())
            undo.enter_context(shared_settings())
            undo.callback(_skip_garbage_collection_at_exit)
        return []

    def write(app: Sphinx, doctree: nodes.document, docname: str) -> None:
        language = getattr(getattr(app.builder, "indexer", None), "lang", None)
        if language is not None and "stem" not in vars(language):  # Sphinx creates the index just before the first page
            undo.enter_context(_cached_stemmer(language))

    app.connect("env-get-outdated", begin, priority=0)
    app.connect("doctree-resolved", write)
    app.connect("build-finished", lambda _app, _exception: undo.close(), priority=0)  # first: other handlers may fail


@contextmanager
def rare_garbage_collection() -> Iterator[None]:
    """Run Python's cyclic garbage collector only after many allocations, instead of after 700 as by default.

    A generated page consists of thousands of nodes that refer to one another, and the collector would traverse these
    trees again and again while they are in use. This saves a seventh of a cold MDX build of the package's own
    documentation (13 s).
    """
    thresholds = gc.get_threshold()
    gc.set_threshold(*_GC_THRESHOLDS)
    try:
        yield
    finally:
        # Restoring the thresholds would start a collection of all young objects at once. Freezing and unfreezing moves
        # them to the oldest generation instead. It would also unfreeze whatever the process itself has frozen, so it is
        # done only if there is nothing.
        if not gc.get_freeze_count():
            gc.freeze()
            gc.unfreeze()
        gc.set_threshold(*thresholds)


def _skip_garbage_collection_at_exit() -> None:
    """Let a ``sphinx-build`` process, which ends with the build, exit without collecting garbage.

    Python would traverse all remaining objects three times although the process is about to end anyway. This saves a
    sixth of a cold build. The process of any other program is not changed.
    """
    command = sys.modules.get("sphinx.cmd.build")
    if command is not None and getattr(sys.modules["__main__"], "main", None) is command.main:
        atexit.register(gc.freeze)


@contextmanager
def shared_settings() -> Iterator[None]:
    """Let Sphinx create the docutils settings once for all pages whose parser has the attribute ``shares_settings``.

    Sphinx 9 creates them for every page, option by option, and searches for ``docutils.conf`` each time. This saves a
    thirteenth of a cold MDX build of the package's own documentation (13 s). Sphinx 8 creates them in another way, and
    is not changed.
    """
    make_settings: Callable[..., Values] | None = getattr(sphinx_docutils, "_get_settings", None)
    if version_info[0] != 9 or make_settings is None:
        yield
        return
    shared: list[tuple[dict[str, Any], Values]] = []  # at most one entry: the latest defaults and their settings

    def get_settings(*components: Any, defaults: Mapping[str, Any], **options: Any) -> Values:
        if not getattr(components[-1], "shares_settings", False):
            return make_settings(*components, defaults=defaults, **options)
        if not shared or shared[0][0] != defaults:
            shared[:] = [(dict(defaults), make_settings(*components, defaults=defaults, **options))]
        settings = copy(shared[0][1])
        settings.record_dependencies = DependencyList()  # every page records its own
        return settings

    sphinx_docutils._get_settings = get_settings
    try:
        yield
    finally:
        sphinx_docutils._get_settings = make_settings


@contextmanager
def _cached_stemmer(language: Any) -> Iterator[None]:
    """Cache the stemmer of a search index, so that each word is stemmed once instead of once per page.

    This saves an eighth of a cold HTML build of the package's own documentation (84 s, 217,000 words).
    """
    language.stem = cache(language.stem)
    try:
        yield
    finally:
        del language.stem


@contextmanager
def use_tables_of_contents(env: BuildEnvironment, tocs: MutableMapping[str, nodes.bullet_list]) -> Iterator[None]:
    """Replace the tables of contents in the environment while a theme renders its navigation.

    Themes resolve the tree of all pages again for each page, and Sphinx has no public way to omit pages from it. With
    a thousand generated pages, that takes longer than the rest of the build: of our own documentation in HTML, 363 s
    instead of 109 s with ``-j 2``. ``env.tocs`` is public, so no version is excluded.
    """
    original_tocs = env.tocs
    env.tocs = tocs  # type: ignore[assignment]
    try:
        yield
    finally:
        env.tocs = original_tocs


# -- private parts without a public equivalent ------------------------------------------------------------------------


def replace_parallel_loops(builder: Builder, read: Callable[..., None], write: Callable[..., None]) -> None:
    """Replace the loops with which a builder reads and writes pages in parallel builds.

    Sphinx's read loop sends the complete environment back to the main process for each chunk of pages, and its write
    loop uses a single process with ``-j 2``: a cold build of our own documentation in MDX takes 13.4 s with them, and
    7.2 s with ours. Only this builder object is changed, not its class, so there is nothing to undo.
    """
    if _HAS_KNOWN_LOOPS:
        vars(builder).update(_read_parallel=read, _write_parallel=write)


def create_parser(app: Sphinx, filetype: str) -> Parser:
    """Return a parser of a type of source files, such as ``markdown``, as Sphinx creates it for a page."""
    create: Callable[..., Parser] = app.registry.create_source_parser
    if version_info < (9,):
        return create(app, filetype)
    return create(filetype, config=app.config, env=app.env)


@contextmanager
def resolve_paths_from(env: BuildEnvironment, folder: str) -> Iterator[None]:
    """Resolve relative paths of the current page from another folder than the page's own.

    Directives and parsers ask ``env.relfn2path``, which is public, but takes the folder of a page only. It is replaced
    on this environment for as long as the context lasts.

    :param folder: a path relative to the source folder.
    """
    original = env.relfn2path

    def relfn2path(filename: str | os.PathLike[str], docname: str | None = None) -> tuple[str, str]:
        name = os.fspath(filename)
        if docname in (None, env.docname) and not name.startswith(("/", "\\")):
            name = f"/{folder}/{name}"
        return original(name, docname)

    vars(env)["relfn2path"] = relfn2path
    try:
        yield
    finally:
        del vars(env)["relfn2path"]


def get_raw_values(config: Config) -> dict[str, Any]:
    """Return all names that ``conf.py`` sets, including those that are not registered options.

    The result is empty in a Sphinx version that does not store them under the name that this function reads.
    """
    raw_values: dict[str, Any] = vars(config).get("_raw_config") or {}
    return raw_values


def get_inheritance_code(graph: Any, env: BuildEnvironment, config: Config) -> str:
    """Return a diagram of ``sphinx.ext.inheritance_diagram`` in Graphviz's DOT language."""
    if hasattr(graph, "generate_dot"):  # until Sphinx 8
        return str(graph.generate_dot("inheritance", {}, env=env))
    return str(graph._generate_dot("inheritance", {}, config=config))


def make_translatable(node: nodes.TextElement) -> None:
    """Prepare a text node that was created after reading so that the ``gettext`` builder extracts it.

    Sphinx does the same to the nodes that it reads.
    """
    apply_source_workaround(node)
    node.uid = ""  # type: ignore[attr-defined]  # the builder skips nodes without a uid; it gives toctrees an empty one
