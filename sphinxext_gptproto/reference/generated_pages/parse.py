"""The parser of generated pages: it reads the sources that :mod:`.write` writes, with the result of reStructuredText.

A generated page is a title, one directive and a toctree, at fixed lines. docutils would run a state machine for the
page and another for the directive, which takes longer than everything else that Sphinx does to read such a page, and
there may be thousands. So the text is matched as a whole, and the functions behind the directives are called. That
skips inline markup, substitutions and footnotes, which our sources do not have. A page that does not match, since a
person edited it, is read as reStructuredText.

Anchors are made of the titles in the source, which are the same for every language; then titles are translated.
"""

from __future__ import annotations

import re
from copy import copy
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import get_translation
from sphinx.parsers import RSTParser

from ..directives.base import Placement
from ..directives.endpoints import show_endpoint
from ..directives.level_index import show_level
from ..directives.schemas import show_schema
from ..domain import get_domain
from ..nodes import api_endpoint
from .prose import parse_prose, parse_translation
from .text import FILETYPE, SUFFIX, read_page
from .write import get_endpoint_title, get_level_title, get_short_title

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from docutils.statemachine import StringList
    from sphinx.application import Sphinx

    from ...spec.registry import SpecRegistry
    from .text import GeneratedPage

    _ParseProse = Callable[[], list[nodes.Node]]

_: Final = get_translation("sphinxext_gptproto")
_SMART: Final = re.compile(r"[\"'`]|--|\.\.")
"""What docutils' smart quotes change."""
_LINE_OF_TITLE: Final = 5
_LINE_OF_DIRECTIVE: Final = 8


class GeneratedPageParser(RSTParser):
    """Makes a section with the page's title, the nodes of its directive, and a toctree of its entries."""

    supported: ClassVar[tuple[str, ...]] = (FILETYPE,)
    shares_settings: ClassVar[bool] = True
    """Tells :func:`.shared_settings` that the settings of one page do for all."""

    def parse(self, inputstring: str | StringList, document: nodes.document) -> None:
        """Fill the document; a page that was edited is read as reStructuredText.

        Sphinx parses translations of a page's texts with the parser of the page, so those of prose get here, too.
        """
        page = read_page(inputstring) if isinstance(inputstring, str) else None
        if page is None and isinstance(inputstring, str) and parse_translation(inputstring, document):
            return
        if page is None or (page.directive and page.directive not in _DIRECTIVES):
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
        placement = Placement(
            env=document.settings.env,
            document=document,
            parent=section,
            source=(document["source"], _LINE_OF_DIRECTIVE),
            line=_LINE_OF_DIRECTIVE,
        )
        prose = partial(parse_prose, document, placement.env, self)
        section += _DIRECTIVES[page.directive](placement, page, prose) if page.directive else prose()
        if page.entries:
            section += _make_toctree(document, page)
        if not _SMART.search(document.astext()):
            # Otherwise Sphinx would examine each word. The settings are copied, since other pages may have the same.
            document.settings = copy(document.settings)
            document.settings.smart_quotes = False


def _show_endpoint(placement: Placement, page: GeneratedPage, parse: _ParseProse) -> list[nodes.Node]:
    """Return the nodes of ``api-endpoint``, with prose after the overview: in the head, and as sections after that."""
    head, *parts = show_endpoint(placement, page.argument)
    prose = parse()  # after the endpoint, which so keeps its ids where titles in the prose would have the same
    if not isinstance(head, api_endpoint) or not prose:
        return [head, *parts, *prose]
    start = _find_sections(prose)
    head += prose[:start]
    assert head.pending is not None
    head.pending = replace(head.pending, offset=len(prose) - start)
    return [head, *prose[start:], *parts]


def _find_sections(prose: Sequence[nodes.Node]) -> int:
    """Return the index of the first section, or of the first label before it."""
    index = next((index for index, node in enumerate(prose) if isinstance(node, nodes.section)), len(prose))
    while 0 < index < len(prose) and isinstance(prose[index - 1], nodes.target):
        index -= 1
    return index


_DIRECTIVES: Final[Mapping[str, Callable[[Placement, GeneratedPage, _ParseProse], list[nodes.Node]]]] = {
    "api-endpoint": _show_endpoint,
    "api-index": lambda placement, page, parse: show_level(
        placement, page.argument, folder=page.folder.strip("/"), prose=parse()
    ),
    "api-schema": lambda placement, page, parse: [*show_schema(placement, page.argument), *parse()],
}
"""What makes the nodes that the directive of a page would make, and adds the prose."""


def _translate(page: GeneratedPage, registry: SpecRegistry) -> str:
    """Return the title of a page in the language of the build."""
    if page.directive == "api-endpoint" and page.argument in registry.endpoints:
        return get_endpoint_title(registry, page.argument)
    if page.directive == "api-index" and (not page.argument or registry.has_level(page.argument)):
        return get_level_title(registry, page.argument) or _("API reference")
    return page.title if page.directive else page.title.replace("Schemas", str(_("Schemas")), 1)


def _make_toctree(document: nodes.document, page: GeneratedPage) -> nodes.compound:
    """Return what Sphinx's toctree directive returns for entries that are pages.

    The directive would search all pages of the project for each entry.
    """
    env = document.settings.env
    registry, folder = get_domain(env).registry, f"{page.folder}/"
    entries = [
        ((title and (get_short_title(registry, docname.removeprefix(folder)) or title)) or None, docname)
        for title, docname in page.entries
        if docname in env.found_docs
    ]
    if len(entries) < len(page.entries):  # exclude_patterns excludes the others, perhaps not in the next build
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
    """Return whether a page is generated, so that its references may be resolved in the process that writes it.

    All that other pages need to know of it is known once it is read. Prose may have images, which the main process
    collects when it resolves the page.
    """
    return app.env.doc2path(docname).suffix == SUFFIX and docname not in get_domain(app.env).prose


def setup_page_parser(app: Sphinx) -> None:
    """Register the parser and the suffix of its files."""
    app.add_source_suffix(SUFFIX, FILETYPE)
    app.add_source_parser(GeneratedPageParser)
    app.connect("mdx-resolve-late", _is_generated)
