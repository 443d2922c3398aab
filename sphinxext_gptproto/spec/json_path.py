"""The path of a value in JSON or YAML: the keys and indexes that lead to it."""

from __future__ import annotations

import re
from typing import Final, TypeAlias

JsonPath: TypeAlias = tuple[str | int, ...]

_WORD: Final = re.compile(r"[\w-]+")


def pointer(path: JsonPath) -> str:
    """Return a path as text for messages, in the style of JSONPath: ``$.paths['/a b'].get.parameters[0]``."""
    text = "$"
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif _WORD.fullmatch(part):
            text += f".{part}"
        else:
            text += f"[{part!r}]"
    return text
