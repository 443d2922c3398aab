"""The parts of an endpoint's page, by the names that options and configuration give them."""

from __future__ import annotations

from typing import Final

PARTS: Final = ("overview", "authentication", "parameters", "body", "samples", "responses", "callbacks", "errors")
"""What a page can show, in the order of display."""
