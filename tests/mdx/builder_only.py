"""A Sphinx extension that is the builder alone, without the rest of the package."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinxext_gptproto.mdx import setup_mdx

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def setup(app: Sphinx) -> dict[str, bool]:
    setup_mdx(app)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
