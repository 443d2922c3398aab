"""Paths of values in a file from which parts were removed after it was parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...spec.json_path import JsonPath


def restore_indexes(path: JsonPath, kept: Mapping[JsonPath, list[int]]) -> JsonPath:
    """Return the path that a value has in the file.

    :param kept: indexes in the file of the items that remain in each list, by the path of the list.
    """
    if not kept:
        return path
    return tuple(
        kept[path[:depth]][key] if isinstance(key, int) and key < len(kept.get(path[:depth], ())) else key
        for depth, key in enumerate(path)
    )
