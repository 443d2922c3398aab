"""The sites of the API reference, as its own tests have them."""

from __future__ import annotations

from reference.conftest import node, pages, pytest_collection_modifyitems, site

__all__ = ["node", "pages", "pytest_collection_modifyitems", "site"]
