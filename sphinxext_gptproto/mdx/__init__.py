"""The ``mdx`` builder: exports any Sphinx project as a Mintlify site, with ``sphinx-build -b mdx``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["setup_mdx"]


def setup_mdx(app: Sphinx) -> None:
    """Register the builder and its options."""
    from .builder import MdxBuilder
    from .options import setup_options

    setup_options(app)
    app.add_builder(MdxBuilder)
