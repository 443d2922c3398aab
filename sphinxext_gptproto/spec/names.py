"""Make ids, anchors and file names from titles and names."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

MAX_NAME_BYTES: Final = 120
"""Limit of a file's name without its suffix. Suffixes take up to 20 bytes, and the tightest limit of a common file
system is 143 (eCryptfs)."""
_WORD_STARTS: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def make_id(name: str, *, split: bool = True) -> str:
    """Return a name as lower-case words joined by hyphens: ``createChatCompletion`` is ``create-chat-completion``.

    Letters of all scripts are kept: ids become file names and parts of URLs, and both may contain them.

    :param split: whether a capital inside a word begins a new one; false for titles such as ``OpenAI``.
    """
    slug = re.sub(r"[\W_]+", "-", _WORD_STARTS.sub("-", name) if split else name).strip("-").lower()
    return slug or "unnamed"


def make_anchor(text: str) -> str:
    """Return a name as part of an anchor: lower-case ASCII letters and digits, with hyphens between words."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "value"


def short_name(schema: str) -> str:
    """Return a shared schema's name without the namespace of its source."""
    return schema.rpartition(":")[2]


def unused(name: str, used: Collection[str]) -> str:
    """Return the name, with a number appended where it is already used."""
    candidate, number = name, 1
    while candidate in used:
        number += 1
        candidate = f"{name}-{number}"
    return candidate


def cut_name(name: str, size: int = MAX_NAME_BYTES, *, of: str = "", is_whole: bool = True) -> str:
    """Cut a name to a number of bytes; a name that is cut ends in a hash, so that two long names stay different.

    :param of: the text to hash, from which the name was made; by default the name.
    :param is_whole: whether the name alone identifies its object. Otherwise it always gets a hash.
    """
    if is_whole and len(name.encode()) <= size:
        return name
    mark = hashlib.sha256((of or name).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    start = name.encode()[: size - len(mark) - 1].decode(errors="ignore").rstrip("-.")
    return f"{start}-{mark}" if start else mark
