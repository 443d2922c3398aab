"""Names of languages for the highlighter; an unknown one would cause a warning on every page."""

from __future__ import annotations

from functools import cache
from typing import Final

from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
from pygments.util import ClassNotFound  # type: ignore[import-untyped]

PLAIN: Final = "text"


@cache
def find_lexer(language: str) -> str:
    """Return the name of a language if Pygments has a lexer for it, or that of plain text."""
    try:
        get_lexer_by_name(language)
    except ClassNotFound:
        return PLAIN
    return language
