"""Keys that stand in a collection's credentials as they are: found there, and masked wherever else they stand."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from ..files.secrets import MASK
from .auth import holds_key
from .variables import SECRET_NAME, VARIABLE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...spec.json_path import JsonPath
    from ...spec.model import Json
    from .tables import Note

_MIN_LENGTH: Final = 12
_KEY: Final = re.compile(r"(?=\S*\d)(?=\S*[A-Za-z])\S+")
"""Words such as a password in a manual would be masked in every sentence, so a key has letters and digits."""
_SCHEME: Final = re.compile(r"[A-Za-z][\w-]*\s+(?=\S)")
_HOLDERS: Final = frozenset({"value", "authKey", "sessionToken"})
"""Settings of auth helpers that hold a key, besides those that are called so."""


def mask_keys(data: dict[str, Any], root: JsonPath, note: Note) -> dict[str, Any]:
    """Return a collection without the keys in its credentials, and record a fault for each key.

    :param root: where the collection stands in its file.
    """
    found: dict[str, JsonPath] = {}
    for key, path in _keys(data, root):
        found.setdefault(key, path)
    for path in found.values():
        reason = "holds what looks like a key, which is not shown"
        note(path, reason, "put it into a variable without a value, and revoke the key if it is real")
    if not found:
        return data
    longest_first = sorted(found, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])")
    return {name: _mask(part, pattern) for name, part in data.items()}


def _keys(data: Json, root: JsonPath) -> Iterator[tuple[str, JsonPath]]:
    """Yield the keys in auth helpers, in headers and query parameters, and in variables that are called so."""
    todo: list[tuple[Json, JsonPath]] = [(data, root)]
    while todo:
        value, path = todo.pop()
        if isinstance(value, list):
            todo += [(item, (*path, number)) for number, item in reversed(list(enumerate(value)))]
        elif isinstance(value, dict):
            todo += [(part, (*path, name)) for name, part in reversed(value.items())]
            given, name = value.get("value"), value.get("key")
            if isinstance(given, str) and isinstance(name, str) and _holds_key(name, given, path):
                text = _SCHEME.sub("", given, count=1) if name.lower() == "authorization" else given
                if len(text) >= _MIN_LENGTH and _KEY.fullmatch(text) and not VARIABLE.search(text):
                    yield text, (*path, "value")


def _holds_key(name: str, value: str, path: JsonPath) -> bool:
    """Return whether a row holds a key: by its name, and by the table that it stands in."""
    if "auth" in path:
        return name in _HOLDERS or bool(SECRET_NAME.search(name))
    if "header" in path:
        return name.lower() == "authorization" or holds_key(name, value, "header")
    if "query" in path:
        return holds_key(name, value, "query")
    return "variable" in path and "url" not in path and bool(SECRET_NAME.search(name))


def _mask(value: Json, pattern: re.Pattern[str]) -> Json:
    if isinstance(value, str):
        return pattern.sub(MASK, value)
    if isinstance(value, list):
        return [_mask(item, pattern) for item in value]
    if isinstance(value, dict):
        return {name: _mask(part, pattern) for name, part in value.items()}
    return value
