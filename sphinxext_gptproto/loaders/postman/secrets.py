"""Keys in the credentials of a collection: found there, and masked there and wherever else the collection has them."""

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
    from .tables import ReportFault

_MIN_LENGTH: Final = 12
_KEY: Final = re.compile(r"(?=\S*\d)(?=\S*[A-Za-z])\S+")
"""A key has letters and digits. A plain word that is used as a password would be masked in every description."""
_SCHEME_NAME: Final = re.compile(r"[A-Za-z][\w-]*\s+(?=\S)")
_KEY_SETTINGS: Final = frozenset({"value", "authKey", "sessionToken"})
"""Settings of auth helpers that hold a key although their names do not tell."""


def mask_keys(data: dict[str, Any], root: JsonPath, report: ReportFault) -> dict[str, Any]:
    """Return a collection with the keys of its credentials masked, and record a fault for each key.

    :param root: the path of the collection in its file.
    """
    paths: dict[str, JsonPath] = {}
    for key, path in _find_keys(data, root):
        paths.setdefault(key, path)
    for path in paths.values():
        reason = "contains what looks like a key, which is masked"
        report(path, reason, "put it into a variable without a value, and revoke the key if it is real")
    if not paths:
        return data
    longest_first = sorted(paths, key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])")
    return {name: _mask(part, pattern) for name, part in data.items()}


def _find_keys(data: Json, root: JsonPath) -> Iterator[tuple[str, JsonPath]]:
    """Yield the keys of auth helpers, headers, query parameters and variables, with their paths."""
    remaining: list[tuple[Json, JsonPath]] = [(data, root)]
    while remaining:
        value, path = remaining.pop()
        if isinstance(value, list):
            remaining += [(item, (*path, index)) for index, item in reversed(list(enumerate(value)))]
        elif isinstance(value, dict):
            remaining += [(child, (*path, name)) for name, child in reversed(value.items())]
            name, text = value.get("key"), value.get("value")
            if isinstance(text, str) and isinstance(name, str) and _holds_key(name, text, path):
                key = _SCHEME_NAME.sub("", text, count=1) if name.lower() == "authorization" else text
                if len(key) >= _MIN_LENGTH and _KEY.fullmatch(key) and not VARIABLE.search(key):
                    yield key, (*path, "value")


def _holds_key(name: str, value: str, path: JsonPath) -> bool:
    """Return whether a row holds a key, by its name and by the table that it is in."""
    if "auth" in path:
        return name in _KEY_SETTINGS or bool(SECRET_NAME.search(name))
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
        return {name: _mask(child, pattern) for name, child in value.items()}
    return value
