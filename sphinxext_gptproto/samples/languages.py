"""The languages of code samples, one row each: how a language is called, highlighted and fenced, and what writes it.

A language that samples are made in has a module beside this one, and its row here names the function. The other rows
are for samples that sources bring along.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from . import curl, go, javascript, python

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..spec.model import CodeSample
    from .request import Request


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """How samples in one language are called, highlighted and written."""

    name: str
    """Its name in ``gptproto_languages``."""
    title: str
    """Its name on a tab."""
    lexer: str
    """Pygments' name."""
    fence: str
    """The language of a Markdown fence."""
    aliases: tuple[str, ...] = ()
    """What else sources call it, in lower case."""
    dialect_of: str = ""
    """Name of the language that it is written in: a source's sample in it also replaces the one made in that."""
    render: Callable[[Request], str] | None = None
    """Returns a program that ends in a newline; nothing where no samples are made in this language."""


LANGUAGES: Final = {
    language.name: language
    for language in (
        Language(
            name="curl", title="cURL", lexer="bash", fence="bash", aliases=("shell", "bash", "sh"), render=curl.render
        ),
        Language(
            name="python",
            title="Python",
            lexer="python",
            fence="python",
            aliases=("py", "python3"),
            render=python.render,
        ),
        Language(
            name="javascript",
            title="JavaScript",
            lexer="javascript",
            fence="javascript",
            aliases=("js",),
            render=javascript.render,
        ),
        Language(
            name="node",
            title="Node.js",
            lexer="javascript",
            fence="javascript",
            aliases=("node.js", "nodejs"),
            dialect_of="javascript",
        ),
        Language(name="typescript", title="TypeScript", lexer="typescript", fence="typescript", aliases=("ts",)),
        Language(name="go", title="Go", lexer="go", fence="go", aliases=("golang",), render=go.render),
        Language(name="php", title="PHP", lexer="php", fence="php"),
        Language(name="csharp", title="C#", lexer="csharp", fence="csharp", aliases=("c#",)),
        Language(name="ruby", title="Ruby", lexer="ruby", fence="ruby", aliases=("rb",)),
        Language(name="java", title="Java", lexer="java", fence="java"),
    )
}
"""By name, in the order of display."""


def list_made() -> tuple[str, ...]:
    """Return the names of the languages that samples are made in, in the order of display."""
    return tuple(name for name, language in LANGUAGES.items() if language.render is not None)


def find_language(name: str) -> Language | None:
    """Return the language that a source calls by this name, or nothing where the table has none."""
    name = name.lower()
    return next((row for row in LANGUAGES.values() if name == row.name or name in row.aliases), None)


def get_title(sample: CodeSample) -> str:
    """Return the title of a sample that the source brings along: its label, or what its language is called."""
    language = find_language(sample.language)
    title = language.title if language else sample.language
    if not sample.is_beside:
        return sample.label or title
    return f"{sample.label} ({title if language is LANGUAGES['curl'] else f'{title} SDK'})"
