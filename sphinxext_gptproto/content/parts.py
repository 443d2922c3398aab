"""The parts of an endpoint's page, under the names that directive options and ``conf.py`` use."""

from __future__ import annotations

from typing import Final

PARTS: Final = (
    "overview",
    "authentication",
    "parameters",
    "body",
    "samples",
    "responses",
    "callbacks",
    "errors",
    "changes",
)
"""All parts, in the order in which a page shows them."""
