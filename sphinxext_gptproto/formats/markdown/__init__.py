"""Markdown for language models: each page of an HTML site as Markdown beside it, ``llms.txt`` and ``llms-full.txt``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["setup_markdown"]


def setup_markdown(app: Sphinx) -> None:
    """Register the handlers; they write files only if ``gptproto_markdown`` is set."""
    from .pages import setup_pages
    from .summaries import setup_summaries

    setup_summaries(app)
    setup_pages(app)
