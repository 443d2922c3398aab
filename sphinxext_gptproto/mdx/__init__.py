"""The ``mdx`` builder: exports any Sphinx project as a Mintlify site, with ``sphinx-build -b mdx``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["setup_mdx"]


def setup_mdx(app: Sphinx) -> None:
    """Register the builder, its options and its events.

    ``mdx-page-resolved`` (app, doctree, docname) is emitted in the process that writes a page, right before it does.
    What a handler puts into the doctree is seen by no post-transform and by no other builder.

    ``mdx-docs-json`` (app, data) is emitted before ``docs.json`` is written. What handlers put into the dictionary is
    in the file, unless the project's own ``docs.json`` says otherwise.

    ``mdx-resolve-late`` (app, docname) asks, in parallel builds, whether the references of a page may be resolved in
    the process that writes it; a handler that returns ``True`` says that no listener learns anything from the page.
    """
    from .builder import MdxBuilder
    from .options import setup_options

    setup_options(app)
    app.add_event("mdx-page-resolved")
    app.add_event("mdx-docs-json")
    app.add_event("mdx-resolve-late")
    app.add_builder(MdxBuilder)
