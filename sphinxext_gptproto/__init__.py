"""Sphinx extension that documents HTTP APIs from one registry, as HTML and as MDX."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ._version import __version__

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__all__ = ["__version__", "setup"]


def setup(app: Sphinx) -> ExtensionMetadata:
    """Set up the extension. The import is inside the function so that ``__version__`` can be read without Sphinx."""
    from .extension import setup_extension

    return setup_extension(app)
