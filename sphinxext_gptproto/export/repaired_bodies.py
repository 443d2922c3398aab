"""Bodies of a collection that are no strict JSON: the loader reads what they mean, and a person should look at them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ..loaders.files.raw_file import read_raw
from ..loaders.files.tolerant_json import RecoveryError, recover
from ..loaders.formats import detect, list_files
from ..loaders.postman import loader as postman

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..spec.json_path import JsonPath


def find_recovered(source: Path) -> Iterator[str]:
    """Yield the places of such bodies in the collections of a source."""
    for file in list_files(source):
        if (found := detect(file)) and found.loader is postman:
            raw, _ = read_raw(file)
            for path in _find_bodies(raw.value, ()):
                place = raw.source(*path)
                yield f"{place}: {place.pointer}"


def _find_bodies(value: Any, path: JsonPath) -> Iterator[JsonPath]:
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from _find_bodies(item, (*path, index))
    elif isinstance(value, dict):
        text = value.get("raw") if value.get("mode") == "raw" else None
        if isinstance(text, str) and _is_recovered(text):
            yield (*path, "raw")
        for key, part in value.items():
            yield from _find_bodies(part, (*path, key))


def _is_recovered(text: str) -> bool:
    """Return whether a text means an object or an array, and is no JSON."""
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
