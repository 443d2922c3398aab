"""What a native file must not hold, set aside in the file: the loader passes over keys that start with ``x-``.

Native files are checked more strictly than their sources are: an example must fit its schema, a default its limits.
Where a source contradicts itself, a person has to say what is true. Until then nothing of it is lost.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from ..loaders.files.yaml_json import Document
from ..loaders.native.loader import load_documents

if TYPE_CHECKING:
    from ..spec.errors import SpecError
    from ..spec.json_path import JsonPath
    from ..spec.model import Json, Source
    from .yaml_text import Notes


MAX_ROUNDS: Final = 12
"""A fault may hide the next one; each round sets one aside at every place."""
_REQUIRED: Final = re.compile(r"""('.*?'|".*?") is required, but""")
_LISTS: Final = ("examples", "parameters", "security", "enum", "servers")
_NAMED: Final = ("examples", "content")
"""Mappings of names, in which an ``x-`` would be part of a name: they are set aside beside themselves."""


@dataclass(frozen=True, slots=True)
class _Traced(Document):
    """A document that remembers which path a place stands for."""

    paths: dict[str, JsonPath] = field(default_factory=dict)

    def source(self, *path: str | int) -> Source:
        source = Document.source(self, *path)
        self.paths[source.pointer] = path
        return source


def reconcile(data: dict[str, Any], notes: Notes) -> tuple[list[tuple[str, str]], list[SpecError]]:
    """Change a native file's value until it has no faults.

    :param notes: gets a comment for each change.
    :return: the place and the reason of each change, and the faults that are left.
    """
    done: list[tuple[str, str]] = []
    faults: list[SpecError] = []
    for _ in range(MAX_ROUNDS):
        document = _Traced("", data)
        faults = load_documents([document])[1]
        changed = False
        places = sorted(
            ((document.paths[f.source.pointer], f) for f in faults), key=lambda p: _order(p[0]), reverse=True
        )
        for path, fault in places:
            if _set_aside(data, path, fault.reason, notes):
                done.append((fault.source.pointer, fault.reason))
                changed = True
        if not changed:
            break
    return done, faults


def _order(path: JsonPath) -> list[tuple[int, str]]:
    """Return a key that sorts later items of a list behind earlier ones."""
    return [(part, "") if isinstance(part, int) else (-1, part) for part in path]


def _set_aside(data: dict[str, Any], path: JsonPath, reason: str, notes: Notes) -> bool:
    """Move what a fault is about behind a key of its own, and say why."""
    if (missing := _REQUIRED.match(reason)) and path[-1] == "required":
        schema = _get(data, path[:-1])
        if not isinstance(schema, dict):
            return False
        name = ast.literal_eval(missing[1])
        properties = schema.setdefault("properties", {})
        properties[name] = {}
        notes.comment(properties, name, "The source requires this field, and does not describe it.")
        return True
    path = _whole(path)
    holder: Any = _get(data, path[:-1]) if path else None
    key: Any = path[-1] if path else ""
    if isinstance(holder, dict) and key in holder and not str(key).startswith("x-"):
        if len(path) > 1 and path[-2] in _NAMED:
            return _move_entry(_get(data, path[:-2]), str(path[-2]), str(key), reason, notes)
        aside = f"x-{key}"
        if aside in holder:
            return False
        holder[aside] = holder.pop(key)
        notes.comment(holder, aside, f"Set aside: {reason}.")
        return True
    if isinstance(holder, list) and isinstance(key, int) and key < len(holder) and path[-2] in _LISTS:
        return _move_item(_get(data, path[:-2]), str(path[-2]), key, reason, notes)
    return False


def _whole(path: JsonPath) -> JsonPath:
    """Return the path of what can be set aside without leaving half of it: a whole example, or a whole value."""
    for depth in range(len(path) - 1):
        key, after = path[depth], path[depth + 1]
        if key == "examples" and depth:
            return path[: depth + 2]
        if key in ("default", "example") and (depth + 1 < len(path)) and not _is_name(path, depth):
            return path[: depth + 1]
        if key in ("x-enum-descriptions", "links") and isinstance(after, str):
            return path[: depth + 2]
    return path


def _is_name(path: JsonPath, depth: int) -> bool:
    """Return whether a key is a name that the source gave, and no keyword."""
    return depth > 0 and path[depth - 1] in ("properties", "schemas", "operations", "patternProperties", "headers")


def _move_entry(parent: Json, key: str, name: str, reason: str, notes: Notes) -> bool:
    if not isinstance(parent, dict):
        return False
    entries: Any = parent[key]
    aside: Any = parent.setdefault(f"x-{key}", {})
    aside[name] = entries.pop(name)
    notes.comment(aside, name, f"Set aside: {reason}.")
    if not entries:
        del parent[key]
    return True


def _move_item(parent: Json, key: str, index: int, reason: str, notes: Notes) -> bool:
    if not isinstance(parent, dict):
        return False
    items: Any = parent[key]
    aside: Any = parent.setdefault(f"x-{key}", [])
    aside.append(items.pop(index))
    notes.comment(aside, len(aside) - 1, f"Set aside: {reason}.")
    if not items:
        del parent[key]
    return True


def _get(data: Any, path: JsonPath) -> Any:
    for key in path:
        is_there = key < len(data) if isinstance(data, list) and isinstance(key, int) else key in (data or ())
        if not isinstance(data, (dict, list)) or not is_there:
            return None
        data = data[key]  # type: ignore[index]  # looked up just before
    return data
