"""The names of the schemas that references lead to."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from ...spec.json_path import pointer
from ...spec.names import unused
from ..files.raw_file import BrokenReferenceError, CircularReferenceError

if TYPE_CHECKING:
    from pathlib import Path

    from ...spec.json_path import JsonPath
    from ...spec.model import Json
    from ..files.raw_file import RawFile, References

_SECTIONS: Final = (("components", "schemas"), ("definitions",))
_KEYWORDS: Final = frozenset(
    {"schema", "items", "properties", "allOf", "oneOf", "anyOf", "additionalProperties", "content", "get"}
)


class SchemaNames:
    """Gives each schema that a reference leads to one name, however the references to it are written.

    A component of the first file has its own name, even if the schema itself is in another file.

    :param namespace: put before every name.
    """

    def __init__(self, references: References, namespace: str) -> None:
        self.places: dict[str, tuple[RawFile, JsonPath]] = {}
        """File and path of each named schema."""
        self.unread: list[tuple[str, RawFile, JsonPath, Json]] = []
        """Name, file, path and value of each schema that got a name and that is still to be read."""
        self._references = references
        self._namespace = namespace
        self._names: dict[tuple[RawFile, JsonPath], str] = {}
        self._used_names: set[str] = set()
        self._sections: set[tuple[RawFile, JsonPath]] = set()
        """Where the components of the first file are."""
        self._component_names: dict[tuple[Path, tuple[str, ...]], str] = {}
        """The names of the components that are references to other files, by file and path of the target."""
        self._find_components()

    def get(self, reference: str, file: RawFile) -> str:
        """Return the name of the schema that a reference leads to.

        :raises BrokenReferenceError: when there is nothing at that place, or the reference is circular.
        """
        target, path, value = self._skip_aliases(*self._references.follow(reference, file))
        key = (target, path)
        if key not in self._names:
            plain_name = self._component_names.get((target.path, tuple(map(str, path)))) or _make_name(path, target)
            plain_name = unused(plain_name, self._used_names)
            self._used_names.add(plain_name)
            name = self._namespace + plain_name
            self._names[key] = name
            self.places[name] = key
            self.unread.append((name, target, path, value))
        return self._names[key]

    def _skip_aliases(self, file: RawFile, path: JsonPath, value: Json) -> tuple[RawFile, JsonPath, Json]:
        """Return what a value leads to that is nothing but a reference, with its place; other values as they are.

        A component that refers to another schema in the same file is not skipped, since it has a name of its own.

        :raises CircularReferenceError: when it leads back to itself.
        """
        followed = {(file, path)}
        while (reference := _get_only_reference(value)) is not None:
            try:
                target, target_path, target_value = self._references.follow(reference, file)
            except BrokenReferenceError:  # reported when the value is read
                break
            if (target, target_path) in followed:
                places = (f"{other.path}{pointer(other_path)}" for other, other_path in followed)
                raise CircularReferenceError(reference, target=min(places))
            is_component = path[:-1] in _SECTIONS or (file, path[:-1]) in self._sections
            if target is file and is_component:
                break
            followed.add((target, target_path))
            file, path, value = target, target_path, target_value
        return file, path, value

    def _find_components(self) -> None:
        for section in _SECTIONS:
            with contextlib.suppress(BrokenReferenceError):
                target = self._references.follow("#/" + "/".join(section), self._references.root)
                file, path, components = self._skip_aliases(*target)
                self._sections.add((file, path))
                for name, component in components.items() if isinstance(components, dict) else ():
                    address, _, fragment = (_get_only_reference(component) or "").partition("#")
                    if address:
                        other_path = (file.path.parent / unquote(address)).resolve()
                        tokens = unquote(fragment).split("/")[1:]
                        place = other_path, tuple(token.replace("~1", "/").replace("~0", "~") for token in tokens)
                        self._component_names.setdefault(place, name)


def _get_only_reference(value: Json) -> str | None:
    """Return the reference of a value that is nothing else, or ``None``."""
    reference = value.get("$ref") if isinstance(value, dict) and len(value) == 1 else None
    return reference if isinstance(reference, str) else None


def _make_name(path: JsonPath, file: RawFile) -> str:
    """Return a component's key, or for a schema elsewhere in a file the last key that is not a keyword."""
    keys = [part for part in path if isinstance(part, str)]
    if path[:-1] in _SECTIONS or not keys:
        return str(path[-1]) if path else file.path.stem
    return next((key for key in reversed(keys) if key not in _KEYWORDS and "/" not in key), keys[-1])
