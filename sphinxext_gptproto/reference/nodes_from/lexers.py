"""Names of languages as the highlighter knows them; one that it does not know would be a warning on every page."""

from __future__ import annotations

from functools import cache
from typing import Final

from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
from pygments.util import ClassNotFound  # type: ignore[import-untyped]

PLAIN: Final = "text"


@cache
def find_lexer(language: str) -> str:
    """Return the language that Pygments knows by this name, or that of plain text."""
    try:
        get_lexer_by_name(language)
    except ClassNotFound:
        return PLAIN
    return language
