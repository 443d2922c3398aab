"""Names of others as parts of endpoint ids, and as titles."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

LANGUAGE_TITLES: Final = {
    "curl": "cURL",
    "shell": "cURL",
    "bash": "cURL",
    "python": "Python",
    "py": "Python",
    "javascript": "JavaScript",
    "js": "JavaScript",
    "node": "Node.js",
    "node.js": "Node.js",
    "typescript": "TypeScript",
    "go": "Go",
    "php": "PHP",
    "csharp": "C#",
    "ruby": "Ruby",
    "java": "Java",
}
"""Languages of samples as they are written, by what sources call them."""
_WORD_STARTS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def make_slug(name: str, *, split: bool = True) -> str:
    """Return a name as lower-case words joined by hyphens: ``createChatCompletion`` is ``create-chat-completion``.

    :param split: whether a capital within begins a word; in titles, such as ``OpenAI``, it does not.

    Letters of any script stay, since ids are names of files and parts of addresses, which may hold them.
    """
    words = re.sub(r"[\W_]+", "-", _WORD_STARTS.sub("-", name) if split else name).strip("-").lower()
    return words or "unnamed"


def unused(name: str, taken: Collection[str]) -> str:
    """Return the name, numbered where it is taken."""
    own, number = name, 1
    while own in taken:
        number += 1
        own = f"{name}-{number}"
    return own
