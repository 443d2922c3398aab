"""Reads generated pages: the parser of the sources that :mod:`.pages` writes. It makes what reStructuredText would.

Titles are put into the language of the build, and anchors made of them before.

A generated page is a title and one directive. The general road, a state machine for the page and one for the
directive, costs more than everything else that Sphinx does to read such a page; where there are a thousand, it shows.
"""

from __future__ import annotations

import re
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, cast

from docutils import nodes
from docutils.statemachine import StringList
from sphinx import addnodes
from sphinx.locale import get_translation
from sphinx.parsers import RSTParser

from ...content.page_names import get_page_names
from ..directives.endpoints import ApiEndpoint, ApiSchema
from ..directives.level_index import ApiIndex
from ..domain import get_domain
from .text import FILETYPE, SUFFIX, read_page
from .write import get_endpoint_title, get_level_title, get_short_title

if TYPE_CHECKING:
    from docutils.parsers.rst import Directive
    from docutils.parsers.rst.states import RSTState, RSTStateMachine
    from docutils.utils import Reporter
    from sphinx.application import Sphinx

    from ...spec.registry import SpecRegistry
    from .text import GeneratedPage

_: Final = get_translation("sphinxext_gptproto")
_DIRECTIVES: Final[dict[str, type[Directive]]] = {
    "api-endpoint": ApiEndpoint,
    "api-index": ApiIndex,
    "api-schema": ApiSchema,
}
_SMART: Final = re.compile(r"[\"'`]|--|\.\.")
"""What docutils' smart quotes change."""
_LINE_OF_TITLE: Final = 5
_LINE_OF_DIRECTIVE: Final = 8


@dataclass(frozen=True, slots=True)
class _State:
    """What a directive asks the parser's state for."""

    document: nodes.document


@dataclass(frozen=True, slots=True)
class _Machine:
    """What a directive asks the parser's state machine for."""

    node: nodes.Element
    source: str
    reporter: Reporter

    def get_source_and_line(self, lineno: int | None = None) -> tuple[str, int]:
        """Return the place of the directive, which is the only one."""
        return self.source, _LINE_OF_DIRECTIVE if lineno is None else lineno


class GeneratedPageParser(RSTParser):
    """Makes a section of the page's title, with the nodes of its directive, and a hidden toctree of its entries."""

    supported: ClassVar[tuple[str, ...]] = (FILETYPE,)
    shares_settings: ClassVar[bool] = True
    """Tells :func:`.shared_settings` that the settings of one page do for all."""

    def parse(self, inputstring: str | StringList, document: nodes.document) -> None:
        """Fill the document; a page that was edited is read as the reStructuredText that it is."""
        page = read_page(inputstring) if isinstance(inputstring, str) else None
        if page is None:
            super().parse(inputstring, document)
            return
        self.setup_parse(inputstring, document)  # type: ignore[arg-type]  # as in Sphinx: mypy forgets that it is a text
        self._fill(document, page)
        self.finish_parse()

    def _fill(self, document: nodes.document, page: GeneratedPage) -> None:
        document.note_source(document["source"], _LINE_OF_TITLE)
        title = nodes.title(page.title, _translate(page, get_domain(document.settings.env).registry))
        section = nodes.section("", title, names=[nodes.fully_normalize_name(page.title)])
        document += section
        document.note_implicit_target(section, section)
        document.note_source(document["source"], _LINE_OF_DIRECTIVE)
        if page.directive:
            section += self._make_directive(document, section, page).run()
        if page.entries:
            section += _make_toctree(document, page)
        if not _SMART.search(document.astext()):
            # Or Sphinx would look for words to change, word by word. The settings may be those of other pages, too.
            document.settings = copy(document.settings)
            document.settings.smart_quotes = False

    def _make_directive(self, document: nodes.document, section: nodes.section, page: GeneratedPage) -> Directive:
        return _DIRECTIVES[page.directive](
            name=page.directive,
            arguments=[page.argument] if page.argument else [],
            options={"pages": page.folder} if page.folder else {},
            content=StringList(),
            lineno=_LINE_OF_DIRECTIVE,
            content_offset=0,
            block_text="",
            state=cast("RSTState", _State(document)),
            state_machine=cast("RSTStateMachine", _Machine(section, document["source"], document.reporter)),
        )


def _translate(page: GeneratedPage, registry: SpecRegistry) -> str:
    """Return the title of a page as the registry of this build has it."""
    if page.directive == "api-endpoint" and page.argument in registry.endpoints:
        return get_endpoint_title(registry, page.argument)
    if page.directive == "api-index" and (not page.argument or registry.has_level(page.argument)):
        return get_level_title(registry, page.argument) or _("API reference")
    return page.title if page.directive else _("Schemas")


def _make_toctree(document: nodes.document, page: GeneratedPage) -> nodes.compound:
    """Return what Sphinx's toctree makes of entries that are pages; it would look each up among all, time and again."""
    env = document.settings.env
    registry, folder = get_domain(env).registry, f"{page.folder}/"
    names = get_page_names(registry)
    entries = [
        ((title and (get_short_title(registry, names.get_id(docname.removeprefix(folder))) or title)) or None, docname)
        for title, docname in page.entries
        if docname in env.found_docs
    ]
    if len(entries) < len(page.entries):  # some are left out by exclude_patterns
        env.note_reread()
    toctree = addnodes.toctree(
        parent=env.docname,
        entries=entries,
        includefiles=[docname for _, docname in entries],
        maxdepth=-1,
        caption=None,
        glob=False,
        hidden=page.hidden,
        includehidden=False,
        numbered=0,
        titlesonly=False,
    )
    toctree.source, toctree.line = document["source"], _LINE_OF_DIRECTIVE
    return nodes.compound("", toctree, classes=["toctree-wrapper"])


def _is_generated(app: Sphinx, docname: str) -> bool:
    """Return whether a page is one of ours: all that there is to learn of it is known once it is read."""
    return app.env.doc2path(docname).suffix == SUFFIX


def setup_page_parser(app: Sphinx) -> None:
    """Register the parser and the suffix of its files."""
    app.add_source_suffix(SUFFIX, FILETYPE)
    app.add_source_parser(GeneratedPageParser)
    app.connect("mdx-resolve-late", _is_generated)
