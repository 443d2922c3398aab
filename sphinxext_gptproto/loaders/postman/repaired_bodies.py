"""Request bodies that are not valid JSON, but are read as JSON by :mod:`..files.tolerant_json`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ..files.tolerant_json import RecoveryError, recover

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ...spec.json_path import JsonPath
    from ...spec.model import Json


def find_repaired_bodies(collection: Json) -> Iterator[JsonPath]:
    """Yield the paths of the request bodies that the loader repairs, also of those in saved responses."""
    yield from _find_bodies(collection, ())


def _find_bodies(value: Json, path: JsonPath) -> Iterator[JsonPath]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _find_bodies(item, (*path, index))
    elif isinstance(value, dict):
        text = value.get("raw") if value.get("mode") == "raw" else None
        if isinstance(text, str) and _is_repaired(text):
            yield (*path, "raw")
        for key, part in value.items():
            yield from _find_bodies(part, (*path, key))


def _is_repaired(text: str) -> bool:
    """Return whether a text is not valid JSON, but can be read as an object or an array."""
    if not text.strip().startswith(("{", "[")):
        return False
    try:
        json.loads(text)
    except ValueError:
        try:
            recover(text)
        except RecoveryError:
            return False
        return True
    return False
