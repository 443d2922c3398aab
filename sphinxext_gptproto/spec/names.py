"""Make ids, anchors and names of files from what people call things."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

MAX_NAME_BYTES: Final = 120
"""Of a file's name without its suffix. Suffixes add up to 20; the least that a common file system takes is 143."""
_WORD_STARTS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def make_id(name: str, *, split: bool = True) -> str:
    """Return a name as lower-case words joined by hyphens: ``createChatCompletion`` is ``create-chat-completion``.

    :param split: whether a capital within begins a word; in titles, such as ``OpenAI``, it does not.

    Letters of any script stay, since ids are names of files and parts of addresses, which may hold them.
    """
    words = re.sub(r"[\W_]+", "-", _WORD_STARTS.sub("-", name) if split else name).strip("-").lower()
    return words or "unnamed"


def make_anchor(text: str) -> str:
    """Return a name as a part of an anchor: lower case, hyphens between words, ASCII letters only."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "value"


def short_name(schema: str) -> str:
    """Return a shared schema's name as readers know it: without what keeps those of several sources apart."""
    return schema.rpartition(":")[2]


def unused(name: str, taken: Collection[str]) -> str:
    """Return the name, numbered where it is taken."""
    own, number = name, 1
    while own in taken:
        number += 1
        own = f"{name}-{number}"
    return own


def cut_name(name: str, size: int = MAX_NAME_BYTES, *, of: str = "", is_whole: bool = True) -> str:
    """Return a name of at most so many bytes; one that is cut ends in a hash, so that no two become the same.

    :param of: what the name was made of, which the hash tells from others; left out, the name itself.
    :param is_whole: whether the name tells all of it, so that it needs a hash only where it is cut.
    """
    if is_whole and len(name.encode()) <= size:
        return name
    mark = hashlib.sha256((of or name).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    start = name.encode()[: size - len(mark) - 1].decode(errors="ignore").rstrip("-.")
    return f"{start}-{mark}" if start else mark
