"""The escapes of JSON for characters beyond U+FFFF: two surrogates, ``\\ud83d\\ude00``.

YAML has no such pairs. A surrogate alone is half of a character, which UTF-8 cannot encode; no page could contain it.
"""

from __future__ import annotations

import re
from typing import Final

from ...spec.errors import SpecError
from ...spec.model import Source

_MAY_BE_SURROGATE: Final = re.compile(r"\\u[dD][89a-fA-F]")
_ESCAPE: Final = re.compile(
    r"\\(?:u(?P<high>[dD][89abAB][0-9a-fA-F]{2})(?:\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2}))?"
    r"|u(?P<lone>[dD][c-fC-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)
"""An escape in a JSON string."""
_REPLACEMENT: Final = "\\ufffd"
"""Replaces a surrogate that is not one of a pair. It is as long, so places in the text stay the same."""


def replace_surrogates(text: str, file: str = "") -> tuple[str, list[SpecError]]:
    """Replace each escape of JSON that is half a character by that of U+FFFD, and return the text with the faults.

    Only the first one is a fault: they all have the same cause, which is usually a text that was cut.
    """
    faults: list[SpecError] = []
    if not _MAY_BE_SURROGATE.search(text):
        return text, faults

    def replace(match: re.Match[str]) -> str:
        if match["low"] or not (match["high"] or match["lone"]):
            return match[0]
        if not faults:
            start = match.start()
            line, column = text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)
            reason = f"the escape {match[0]!s} is only half of a character; it is replaced by U+FFFD"
            faults.append(SpecError(Source(file=file, line=line, column=column), reason, "write the whole character"))
        return _REPLACEMENT

    return _ESCAPE.sub(replace, text), faults


def join_surrogates(text: str) -> str:
    """Replace each escape of JSON that is a pair of surrogates by its character."""
    return _ESCAPE.sub(_join, text) if _MAY_BE_SURROGATE.search(text) else text


def _join(match: re.Match[str]) -> str:
    if not match["low"]:
        return match[0]
    high, low = int(match["high"], 16), int(match["low"], 16)
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))
