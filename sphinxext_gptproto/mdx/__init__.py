"""The ``mdx`` builder, which writes any Sphinx project as a Mintlify site (``sphinx-build -b mdx``)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["setup_mdx"]


def setup_mdx(app: Sphinx) -> None:
    """Register the builder, its options and its events.

    ``mdx-page-resolved`` (app, doctree, docname) is emitted right before a page is written, in the process that writes
    it. Handlers may change the doctree; post-transforms and other builders do not see these changes.

    ``mdx-docs-json`` (app, data) is emitted before ``docs.json`` is written. Handlers may add settings to the
    dictionary; the project's own ``docs.json`` takes precedence over them.

    ``mdx-versions`` (app, versions) is emitted before the navigation is made. Handlers may append a
    :class:`.navigation.SiteVersion` for each version of an API or a manual, newest first, to the list.

    ``mdx-resolve-late`` (app, docname) is emitted in parallel builds, for each page. A handler returns ``True`` if the
    references of the page may be resolved in the process that writes it, because no handler of ``doctree-resolved``
    collects data from the page.
    """
    from .builder import MdxBuilder
    from .options import setup_options

    setup_options(app)
    app.add_event("mdx-page-resolved")
    app.add_event("mdx-docs-json")
    app.add_event("mdx-resolve-late")
    app.add_event("mdx-versions")
    app.add_builder(MdxBuilder)
