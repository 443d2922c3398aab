"""A native file's value as a person would lay it out: parts that repeat get a name, and much becomes several files."""

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
"""More go into a folder."""
_WORTH_A_NAME: Final = 60
"""Characters of a part, as JSON, that a reference is shorter than."""
_REFERENCE: Final = re.compile(r'"#/components/schemas/([A-Za-z0-9._-]+)"')
_VERSION: Final = re.compile(r"v\d[\w.]*|api|\{.*", re.IGNORECASE)
_CATALOGUE: Final = ("catalogue", "endpoints", "levels")
_ENTRY_PARTS: Final = ("parameters", "omit", "description", "request", "response")
"""Of a catalogue's entries, what is worth a name when it comes again."""


# -- parts with a name ------------------------------------------------------------------------------------------------


def share_components(data: Object) -> int:
    """Put parameters, bodies and responses that several operations have under ``components``; return how many."""
    operations = [*data.get("operations", {}).items(), *data.get("webhooks", {}).items()]
    places: dict[str, list[tuple[str, Any, Any]]] = {
        "parameters": [
            (part["name"], operation["parameters"], index)
            for _, operation in operations
            for index, part in enumerate(operation.get("parameters", ()))
        ],
        "requestBodies": [(f"{name}Body", o, "requestBody") for name, o in operations if "requestBody" in o],
        "responses": [
            (_response_name(status, response), operation["responses"], status)
            for _, operation in operations
            for status, response in operation["responses"].items()
        ],
    }
    components = data.setdefault("components", {})
    count = sum(_share(components, section, found) for section, found in places.items())
    if not components:
        del data["components"]
    return count


def _response_name(status: str, response: Object) -> str:
    words = pascal(response.get("description", "").partition(".")[0])
    return words if 0 < len(words) <= 30 else f"Response{status.capitalize()}"


def _share(components: Object, section: str, places: list[tuple[str, Any, Any]]) -> int:
    texts = Counter(json.dumps(holder[key], sort_keys=True) for _, holder, key in places)
    named: dict[str, str] = {}
    shared: Object = components.get(section, {})
    for words, holder, key in places:
        text = json.dumps(holder[key], sort_keys=True)
        if texts[text] < 2 or len(text) < _WORTH_A_NAME:
            continue
        if text not in named:
            named[text] = unused(pascal(words) or "Part", shared)
            shared[named[text]] = holder[key]
        holder[key] = {"$ref": f"#/components/{section}/{named[text]}"}
    if named:
        components[section] = shared
    return len(named)


# -- what repeats in a catalogue --------------------------------------------------------------------------------------


def name_repeats(data: Object, notes: Notes) -> None:
    """Let what the catalogue of a file repeats be written once, with an anchor."""
    repeats = _Repeats(notes)
    for provider in data.get("catalogue", ()):
        repeats.look(provider)


class _Repeats:
    def __init__(self, notes: Notes) -> None:
        self._notes = notes
        self._first: dict[str, tuple[Any, Any, str]] = {}
        self._names: dict[str, str] = {}

    def look(self, provider: Object) -> None:
        self._entries(provider.get("endpoints", {}))
        for model in provider.get("models", ()):
            if not self._is_repeated(model, "endpoints", model["model"]):
                self._entries(model["endpoints"])

    def _entries(self, entries: Object) -> None:
        for name, entry in entries.items():
            task = name.rpartition("/")[2]
            if self._is_repeated(entries, name, task):
                continue
            for key in _ENTRY_PARTS:
                if key in entry:
                    self._is_repeated(entry, key, f"{task}-{key}")

    def _is_repeated(self, holder: Any, key: Any, words: str) -> bool:
        """Return whether an equal value stood before; it is written as that one's name then."""
        text = json.dumps(holder[key], sort_keys=True)
        if len(text) < _WORTH_A_NAME:
            return False
        if text not in self._first:
            self._first[text] = (holder, key, words)
            return False
        if text not in self._names:
            first, first_key, first_words = self._first[text]
            self._names[text] = unused(re.sub(r"[^\w-]", "-", first_words), self._names.values())
            self._notes.anchor(first, first_key, self._names[text])
        self._notes.alias(holder, key, self._names[text])
        return True


# -- files ------------------------------------------------------------------------------------------------------------


def split(data: Object) -> dict[str, Object]:
    """Return the values of several files that mean the same as one, by their path in a folder."""
    files: dict[str, Object] = {}
    groups: dict[str, Object] = defaultdict(dict)
    for name, operation in data.get("operations", {}).items():
        groups[_group(operation)][name] = operation
    schemas = data.get("components", {}).get("schemas", {})
    owners = _find_owners(schemas, groups)
    rest = {key: part for key, part in data.items() if key not in ("gptproto", "operations", "webhooks", *_CATALOGUE)}
    components = {key: part for key, part in data.get("components", {}).items() if key != "schemas"}
    schemes = {key: components.pop(key) for key in ("securitySchemes",) if key in components}
    _add(files, "service.yaml", {key: part for key, part in {**rest, "components": schemes}.items() if part})
    _add(files, "components.yaml", {"components": components} if components else {})
    common = {name: part for name, part in schemas.items() if name not in owners}
    _add(files, "schemas.yaml", {"components": {"schemas": common}} if common else {})
    taken: set[str] = set()
    for group, operations in groups.items():
        own = {name: part for name, part in schemas.items() if owners.get(name) == group}
        parts: Object = {"components": {"schemas": own}} if own else {}
        stem = unused(cut_name(make_id(group)), taken)
        taken.add(stem)
        _add(files, f"operations/{stem}.yaml", {**parts, "operations": operations})
    _add(files, "webhooks.yaml", {key: data[key] for key in ("webhooks",) if key in data})
    _add(files, "catalogue.yaml", {key: data[key] for key in ("levels", "endpoints") if key in data})
    providers = data.get("catalogue", [])
    names = [cut_name(provider["provider"]) for provider in providers]
    width = len(str(len(names)))
    for number, provider in enumerate(providers, start=1):
        stem = names[number - 1] if names == sorted(names) else f"{number:0{width}}-{names[number - 1]}"
        _add(files, f"catalogue/{stem}.yaml", {"catalogue": [provider]})
    return files


def _add(files: dict[str, Object], path: str, parts: Object) -> None:
    if parts:
        files[path] = {"gptproto": FORMAT_VERSION, **parts}


def _group(operation: Object) -> str:
    """Return the first tag of an operation, or the first word of its path that says something."""
    if operation.get("tags"):
        return str(operation["tags"][0])
    parts = [part for part in operation["path"].split("/") if part and not _VERSION.fullmatch(part)]
    return parts[0].partition(":")[0] if parts else "operations"


def _find_owners(schemas: Object, groups: dict[str, Object]) -> dict[str, str]:
    """Return the group of each schema that only one group needs."""
    inside = {name: set(_REFERENCE.findall(json.dumps(schema))) for name, schema in schemas.items()}
    users: dict[str, set[str]] = defaultdict(set)
    for group, operations in groups.items():
        for name in _reach(set(_REFERENCE.findall(json.dumps(operations))), inside):
            users[name].add(group)
    return {name: next(iter(found)) for name, found in users.items() if len(found) == 1}


def _reach(names: set[str], inside: dict[str, set[str]]) -> Iterator[str]:
    seen: set[str] = set()
    todo = list(names)
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            yield name
            todo += inside.get(name, ())
