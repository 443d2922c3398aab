"""The table of languages for code samples: names, titles, lexers, Markdown fences and renderers.

A language that samples are generated in has a module in this folder, and its row has the module's ``render`` function.
The other rows are for the languages of samples that a source contains.
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
    """How samples in a language are named, highlighted and rendered."""

    name: str
    """The name in ``gptproto_languages``."""
    title: str
    """The title of a sample's tab."""
    lexer: str
    """The name of the Pygments lexer."""
    fence: str
    """The language in the info string of a Markdown fence."""
    aliases: tuple[str, ...] = ()
    """Other names that sources use, in lower case."""
    dialect_of: str = ""
    """Name of the language that this is a dialect of. A source's sample in a dialect replaces the generated sample."""
    render: Callable[[Request], str] | None = None
    """Returns a program that ends in a newline; ``None`` if samples are not generated in this language."""


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


def get_sample_languages() -> tuple[str, ...]:
    """Return the names of the languages that samples are generated in, in the order of display."""
    return tuple(name for name, language in LANGUAGES.items() if language.render is not None)


def find_language(name: str) -> Language | None:
    """Return the language with a name or an alias, in any case, or ``None`` if it is unknown."""
    name = name.lower()
    return next((row for row in LANGUAGES.values() if name == row.name or name in row.aliases), None)


def get_title(sample: CodeSample) -> str:
    """Return the title of a sample that the source contains: its label, or the title of its language."""
    language = find_language(sample.language)
    title = language.title if language else sample.language
    if not sample.is_beside:
        return sample.label or title
    return f"{sample.label} ({title if language is LANGUAGES['curl'] else f'{title} SDK'})"
