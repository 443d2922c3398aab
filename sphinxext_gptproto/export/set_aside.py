"""Set aside the parts of a native file that have faults, under keys that start with ``x-``, which the loader ignores.

Native files are checked more strictly than their sources: an example must fit its schema, a default its limits. Where a
source contradicts itself, a person has to decide. Until then the part with the fault is kept in the file, with a
comment.
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
"""A fault may hide the next one, so the file is loaded again after each round, up to this number of times."""
_REQUIRED: Final = re.compile(r"""('.*?'|".*?") is required, but""")
"""The reason of a fault that :func:`..loaders.checks.check_schema` reports; it must be changed there and here."""
_MOVABLE_LISTS: Final = ("examples", "parameters", "security", "enum", "servers")
_NAME_MAPPINGS: Final = ("examples", "content")
"""Keys whose values are mappings by name. An ``x-`` would be a part of the name there, so the entry moves to a mapping
beside this one: from ``examples`` to ``x-examples``."""


@dataclass(frozen=True, slots=True)
class _Traced(Document):
    """A document that remembers the path of each place that it was asked for, since faults have no paths."""

    paths: dict[str, JsonPath] = field(default_factory=dict)

    def source(self, *path: str | int) -> Source:
        source = Document.source(self, *path)
        self.paths[source.pointer] = path
        return source


def set_aside_faulty_parts(data: dict[str, Any], notes: Notes) -> tuple[list[tuple[str, str]], list[SpecError]]:
    """Change the value of a native file until it has no faults.

    :param notes: gets a comment for each change.
    :return: the place and the reason of each change, and the faults that remain.
    """
    changes: list[tuple[str, str]] = []
    faults: list[SpecError] = []
    for _ in range(MAX_ROUNDS):
        document = _Traced("", data)
        faults = load_documents([document])[1]
        changed = False
        places = sorted(
            ((document.paths[f.source.pointer], f) for f in faults), key=lambda p: _make_sort_key(p[0]), reverse=True
        )
        for path, fault in places:
            if _set_aside(data, path, fault.reason, notes):
                changes.append((fault.source.pointer, fault.reason))
                changed = True
        if not changed:
            break
    return changes, faults


def _make_sort_key(path: JsonPath) -> list[tuple[int, str]]:
    """Return a key that sorts paths with list indexes as numbers.

    Faults are handled in reverse order, because removing an item of a list changes the indexes of all later ones.
    """
    return [(part, "") if isinstance(part, int) else (-1, part) for part in path]


def _set_aside(data: dict[str, Any], path: JsonPath, reason: str, notes: Notes) -> bool:
    """Move the part at a path aside, with a comment that has the reason; return whether it was possible.

    A required property that the schema does not describe is different: it gets an empty description.
    """
    if (missing := _REQUIRED.match(reason)) and path[-1] == "required":
        schema = _get(data, path[:-1])
        if not isinstance(schema, dict):
            return False
        name = ast.literal_eval(missing[1])
        properties = schema.setdefault("properties", {})
        properties[name] = {}
        notes.comment(properties, name, "The source requires this field, and does not describe it.")
        return True
    path = _get_movable_path(path)
    parent: Any = _get(data, path[:-1]) if path else None
    key: Any = path[-1] if path else ""
    if isinstance(parent, dict) and key in parent and not str(key).startswith("x-"):
        if len(path) > 1 and path[-2] in _NAME_MAPPINGS:
            return _move_entry(_get(data, path[:-2]), str(path[-2]), str(key), reason, notes)
        aside = f"x-{key}"
        if aside in parent:
            return False
        parent[aside] = parent.pop(key)
        notes.comment(parent, aside, f"Set aside: {reason}.")
        return True
    if isinstance(parent, list) and isinstance(key, int) and key < len(parent) and path[-2] in _MOVABLE_LISTS:
        return _move_item(_get(data, path[:-2]), str(path[-2]), key, reason, notes)
    return False


def _get_movable_path(path: JsonPath) -> JsonPath:
    """Return the path of the part to set aside for a fault inside of it: a complete example, default or link."""
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
    """Return whether a key of a path is a name from the source and not a keyword."""
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
        exists = key < len(data) if isinstance(data, list) and isinstance(key, int) else key in (data or ())
        if not isinstance(data, (dict, list)) or not exists:
            return None
        data = data[key]  # type: ignore[index]  # looked up just before
    return data
