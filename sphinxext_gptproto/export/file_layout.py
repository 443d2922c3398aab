"""Lay out a native file as a person would: repeated parts get a name, and a long file becomes a folder."""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any, Final

from ..loaders.native_format import FORMAT_VERSION
from ..spec.names import cut_name, make_id, unused
from .names import pascal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .yaml_text import Notes

    Object = dict[str, Any]

MAX_LINES: Final = 600
"""A longer file becomes a folder."""
_MIN_NAMED_LENGTH: Final = 60
"""Shorter parts, in characters of JSON, are repeated: a reference would not be much shorter."""
_REFERENCE: Final = re.compile(r'"#/components/schemas/([A-Za-z0-9._-]+)"')
_VERSION: Final = re.compile(r"v\d[\w.]*|api|\{.*", re.IGNORECASE)
_CATALOGUE_KEYS: Final = ("catalogue", "endpoints", "levels")
_NAMED_PARTS: Final = ("parameters", "omit", "description", "request", "response")
"""Keys of a catalogue entry whose values get an anchor when they are repeated."""


# -- components -------------------------------------------------------------------------------------------------------


def share_components(data: Object) -> int:
    """Move parameters, bodies and responses that several operations have to ``components``; return how many."""
    operations = [*data.get("operations", {}).items(), *data.get("webhooks", {}).items()]
    places_by_section: dict[str, list[tuple[str, Any, Any]]] = {
        "parameters": [
            (part["name"], operation["parameters"], index)
            for _, operation in operations
            for index, part in enumerate(operation.get("parameters", ()))
        ],
        "requestBodies": [
            (f"{name}Body", operation, "requestBody") for name, operation in operations if "requestBody" in operation
        ],
        "responses": [
            (_response_name(status, response), operation["responses"], status)
            for _, operation in operations
            for status, response in operation["responses"].items()
        ],
    }
    components = data.setdefault("components", {})
    count = sum(_share_section(components, section, places) for section, places in places_by_section.items())
    if not components:
        del data["components"]
    return count


def _response_name(status: str, response: Object) -> str:
    name = pascal(response.get("description", "").partition(".")[0])
    return name if 0 < len(name) <= 30 else f"Response{status.capitalize()}"


def _share_section(components: Object, section: str, places: list[tuple[str, Any, Any]]) -> int:
    """Move equal parts to a section of the components, and put references in their places.

    :param places: for each part a label that its name is made from, the object or array that has it, and its key there.
    """
    texts = Counter(json.dumps(parent[key], sort_keys=True) for _, parent, key in places)
    component_names: dict[str, str] = {}
    shared: Object = components.get(section, {})
    for label, parent, key in places:
        text = json.dumps(parent[key], sort_keys=True)
        if texts[text] < 2 or len(text) < _MIN_NAMED_LENGTH:
            continue
        if text not in component_names:
            component_names[text] = unused(pascal(label) or "Part", shared)
            shared[component_names[text]] = parent[key]
        parent[key] = {"$ref": f"#/components/{section}/{component_names[text]}"}
    if component_names:
        components[section] = shared
    return len(component_names)


# -- repeated parts of a catalogue ------------------------------------------------------------------------------------


def name_repeats(data: Object, notes: Notes) -> None:
    """Note YAML anchors and aliases for the values that the catalogue of a file repeats."""
    repeats = _Repeats(notes)
    for provider in data.get("catalogue", ()):
        repeats.find_in_provider(provider)


class _Repeats:
    """Finds repeated values in a catalogue: the first gets an anchor, each later one an alias to it."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._first: dict[str, tuple[Any, Any, str]] = {}
        self._names: dict[str, str] = {}

    def find_in_provider(self, provider: Object) -> None:
        self._find_in_entries(provider.get("endpoints", {}))
        for model in provider.get("models", ()):
            if not self._name_if_repeated(model, "endpoints", model["model"]):
                self._find_in_entries(model["endpoints"])

    def _find_in_entries(self, entries: Object) -> None:
        for name, entry in entries.items():
            task = name.rpartition("/")[2]
            if self._name_if_repeated(entries, name, task):
                continue
            for key in _NAMED_PARTS:
                if key in entry:
                    self._name_if_repeated(entry, key, f"{task}-{key}")

    def _name_if_repeated(self, parent: Any, key: Any, label: str) -> bool:
        """Note an alias for a value that is equal to an earlier one, and an anchor for that; return whether it is."""
        text = json.dumps(parent[key], sort_keys=True)
        if len(text) < _MIN_NAMED_LENGTH:
            return False
        if text not in self._first:
            self._first[text] = (parent, key, label)
            return False
        if text not in self._names:
            first_parent, first_key, first_label = self._first[text]
            self._names[text] = unused(re.sub(r"[^\w-]", "-", first_label), self._names.values())
            self._notes.anchor(first_parent, first_key, self._names[text])
        self._notes.alias(parent, key, self._names[text])
        return True


# -- files ------------------------------------------------------------------------------------------------------------


def split(data: Object) -> dict[str, Object]:
    """Return the values of the files of a folder that together mean the same as one file, by their paths.

    Operations are grouped by their first tag, one file a group, with the schemas that only this group uses.
    """
    files: dict[str, Object] = {}
    groups: dict[str, Object] = defaultdict(dict)
    for name, operation in data.get("operations", {}).items():
        groups[_get_group(operation)][name] = operation
    schemas = data.get("components", {}).get("schemas", {})
    owners = _find_owners(schemas, groups)
    other_parts = {
        key: part for key, part in data.items() if key not in ("gptproto", "operations", "webhooks", *_CATALOGUE_KEYS)
    }
    components = {key: part for key, part in data.get("components", {}).items() if key != "schemas"}
    security_schemes = {key: components.pop(key) for key in ("securitySchemes",) if key in components}
    _add_file(
        files,
        "service.yaml",
        {key: part for key, part in {**other_parts, "components": security_schemes}.items() if part},
    )
    _add_file(files, "components.yaml", {"components": components} if components else {})
    common_schemas = {name: part for name, part in schemas.items() if name not in owners}
    _add_file(files, "schemas.yaml", {"components": {"schemas": common_schemas}} if common_schemas else {})
    used_stems: set[str] = set()
    for group, operations in groups.items():
        group_schemas = {name: part for name, part in schemas.items() if owners.get(name) == group}
        parts: Object = {"components": {"schemas": group_schemas}} if group_schemas else {}
        stem = unused(cut_name(make_id(group)), used_stems)
        used_stems.add(stem)
        _add_file(files, f"operations/{stem}.yaml", {**parts, "operations": operations})
    _add_file(files, "webhooks.yaml", {key: data[key] for key in ("webhooks",) if key in data})
    _add_file(files, "catalogue.yaml", {key: data[key] for key in ("levels", "endpoints") if key in data})
    providers = data.get("catalogue", [])
    names = [cut_name(provider["provider"]) for provider in providers]
    width = len(str(len(names)))
    for number, provider in enumerate(providers, start=1):
        stem = names[number - 1] if names == sorted(names) else f"{number:0{width}}-{names[number - 1]}"
        _add_file(files, f"catalogue/{stem}.yaml", {"catalogue": [provider]})
    return files


def _add_file(files: dict[str, Object], path: str, parts: Object) -> None:
    if parts:
        files[path] = {"gptproto": FORMAT_VERSION, **parts}


def _get_group(operation: Object) -> str:
    """Return the first tag of an operation, or the first part of its path that is not a version or a parameter."""
    if operation.get("tags"):
        return str(operation["tags"][0])
    parts = [part for part in operation["path"].split("/") if part and not _VERSION.fullmatch(part)]
    return parts[0].partition(":")[0] if parts else "operations"


def _find_owners(schemas: Object, groups: dict[str, Object]) -> dict[str, str]:
    """Return the group of each schema that only one group uses, directly or through other schemas."""
    references = {name: set(_REFERENCE.findall(json.dumps(schema))) for name, schema in schemas.items()}
    users: dict[str, set[str]] = defaultdict(set)
    for group, operations in groups.items():
        for name in _follow_references(set(_REFERENCE.findall(json.dumps(operations))), references):
            users[name].add(group)
    return {name: next(iter(owners)) for name, owners in users.items() if len(owners) == 1}


def _follow_references(names: set[str], references: dict[str, set[str]]) -> Iterator[str]:
    visited: set[str] = set()
    remaining = list(names)
    while remaining:
        name = remaining.pop()
        if name not in visited:
            visited.add(name)
            yield name
            remaining += references.get(name, ())
