"""Samples: one concrete request for an endpoint, and one pure function of it for each language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from . import curl, go, javascript, python
from .request import Request, make_request
from .values import RequestError, make_answer

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["LANGUAGES", "Language", "Request", "RequestError", "make_answer", "make_request"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """How samples in one language are named, highlighted and written."""

    name: str
    title: str
    lexer: str
    """Pygments' name."""
    fence: str
    """The language of a Markdown fence."""
    render: Callable[[Request], str]
    """Returns a program that ends in a newline."""


LANGUAGES: Final = {
    language.name: language
    for language in (
        Language(name="curl", title="cURL", lexer="bash", fence="bash", render=curl.render),
        Language(name="python", title="Python", lexer="python", fence="python", render=python.render),
        Language(
            name="javascript", title="JavaScript", lexer="javascript", fence="javascript", render=javascript.render
        ),
        Language(name="go", title="Go", lexer="go", fence="go", render=go.render),
    )
}
"""By name, in the order of display."""
