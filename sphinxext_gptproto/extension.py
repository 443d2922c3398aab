"""Composition root: sets up every part of the extension, in the order of the data flow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._version import __version__
from .formats.html import catalog as catalog_html
from .formats.html import parameters as html
from .formats.html.assets import add_files
from .formats.html.search import setup_search
from .formats.html.sidebar import setup_sidebar
from .formats.markdown import setup_markdown
from .formats.mdx.playground import setup_mdx_playground
from .formats.mdx.versions import setup_mdx_versions
from .formats.mdx.visitors import VISITORS
from .formats.print import setup_print
from .mdx import setup_mdx
from .reference import nodes
from .reference.config import setup_config
from .reference.directives.catalog import setup_catalog
from .reference.directives.changes import setup_changes
from .reference.directives.endpoints import setup_endpoint_directives
from .reference.directives.errors import setup_error_directive
from .reference.directives.level_index import setup_level_index
from .reference.directives.schemas import setup_schema_directive
from .reference.domain import setup_domain
from .reference.generated_pages.parse import setup_page_parser
from .reference.generated_pages.prose import setup_prose
from .reference.generated_pages.write import note_sources, setup_pages, write_pages
from .reference.indices import name_indices
from .reference.late_content import setup_late_content
from .reference.load_registry import load_registry
from .reference.translations import setup_translations, translate_registry, use_language
from .spec.stored import make_version
from .sphinx_internals import setup_speedups

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata


def setup_extension(app: Sphinx) -> ExtensionMetadata:
    """Set up all parts of the extension and return its metadata."""
    app.setup_extension("sphinx_design")
    setup_config(app)
    setup_mdx(app)  # before the others: they connect to its events
    setup_translations(app)
    setup_pages(app)
    setup_prose(app)
    setup_nodes(app)
    setup_domain(app)
    setup_late_content(app)
    setup_endpoint_directives(app)
    setup_error_directive(app)
    setup_schema_directive(app)
    setup_level_index(app)
    setup_page_parser(app)
    setup_catalog(app)
    setup_changes(app)
    html.setup_html(app)
    catalog_html.setup_catalog_html(app)
    setup_mdx_playground(app)
    setup_mdx_versions(app)
    setup_print(app)
    setup_markdown(app)
    setup_sidebar(app)
    setup_search(app)
    setup_speedups(app)
    app.connect("builder-inited", prepare_build, priority=400)  # before extensions that read sources or the registry
    return {
        "version": __version__,
        "env_version": int(make_version(nodes.NODES)[:8], 16),  # Sphinx accepts only an integer
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def prepare_build(app: Sphinx) -> None:
    """Run the steps that must precede Sphinx's search for source files; each depends on those before it."""
    use_language(app)
    name_indices(app)
    load_registry(app)
    note_sources(app)
    write_pages(app)
    translate_registry(app)  # after the pages, which are the same in all languages
    add_files(app)


def setup_nodes(app: Sphinx) -> None:
    """Register the extension's nodes with their visitors for HTML and MDX.

    For other formats, Sphinx falls back to the visitors of the docutils class that each node derives from.
    """
    html_visitors = {**html.VISITORS, **catalog_html.VISITORS}
    for node in nodes.NODES:
        formats: dict[str, Any] = {"html": html_visitors.get(node), "mdx": VISITORS.get(node)}
        app.add_node(node, **{name: visitors for name, visitors in formats.items() if visitors})
