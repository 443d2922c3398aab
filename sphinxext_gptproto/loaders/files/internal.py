"""Remove what a source marks as internal from its files' values, before anything else reads them.

A part of any kind is internal if it has a mark such as ``x-internal: true``, or refers to a part that has one. With it
goes what only it needs or names: the operations of an internal tag, the names of internal fields in ``required`` and
their values in examples, links to internal operations, and entries of a catalogue that offer them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from ...spec.model import HTTP_METHODS
from ...spec.specification import LeftOut
from .internal_values import ValueStripper
from .yaml_json import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from ...spec.json_path import JsonPath
    from ...spec.model import Json

FileT = TypeVar("FileT")

INTERNAL_MARKS: Final = (
    *("x-internal", "x-hidden", "x-excluded", "x-hidden-from-docs"),
    *("x-scalar-ignore", "x-fern-ignore"),
)
"""Keys that mark a part as internal, by the conventions of several tools."""
_SCHEMA_MAPS: Final = ("schemas", "definitions")
_NOT_OF_SCHEMAS: Final = "x-scalar-ignore"
"""A mark that on a shared schema only says that no list of schemas has it; operations still show it."""
_NAME_MAPS: Final = frozenset(
    {
        *("paths", "webhooks", "x-webhooks", "operations", "pathItems", "callbacks", "additionalOperations"),
        *("schemas", "definitions", "$defs", "properties", "patternProperties", "dependentSchemas"),
        *("parameters", "requestBodies", "responses", "headers", "examples", "links", "content", "encoding"),
        *("securitySchemes", "securityDefinitions", "variables", "endpoints", "levels", "errors", "formats"),
        *("mediaTypes",),
    }
)
"""Keys of mappings whose keys are names from the source, not keywords."""
_DATA: Final = frozenset(
    {
        *("example", "x-example", "default", "const", "enum", "value", "dataValue", "serializedValue"),
        *("required", "scopes", "mapping"),
    }
)
"""Keys of values that are not described by keywords."""
_TEXTS: Final = ("description", "summary")
_EXTENSIONS: Final = frozenset({"x-webhooks", "x-tagGroups", "x-gptproto", "x-gptproto-operations"})
"""Extensions whose values are described by keywords."""
_OPERATION_MAPS: Final = ("operations", "webhooks")


def get_marks(*, show: bool, further: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the keys that mark a part as internal; none if internal parts are to be shown."""
    return () if show else (*INTERNAL_MARKS, *further)


def mention_marks(files: Iterable[Path], marks: Collection[str]) -> bool:
    """Return whether the text of any file contains a mark; most sources have none, and need no further search."""
    keys = [mark.encode() for mark in marks]
    return any(key in text for text in (file.read_bytes() for file in files) for key in keys) if keys else False


@dataclass(frozen=True, slots=True)
class _Node(Generic[FileT]):
    """An object of a file, with the mapping or list that it is in."""

    container: Any
    key: Any
    value: dict[str, Any]
    file: FileT


@dataclass(slots=True)
class _Found(Generic[FileT]):
    """What the search collects to decide about later, when it knows all internal parts."""

    operations: dict[str, _Node[FileT]] = field(default_factory=dict)
    """Operations that are shown, by their names."""
    links: list[_Node[FileT]] = field(default_factory=list)
    endpoints: list[_Node[FileT]] = field(default_factory=list)
    catalogue: list[_Node[FileT]] = field(default_factory=list)
    """Providers and models, those inside before those around them."""
    security: list[dict[str, Any]] = field(default_factory=list)
    """Objects with security requirements."""
    internal_operations: set[str] = field(default_factory=set)
    internal_schemes: set[str] = field(default_factory=set)
    tags_in_use: set[str] = field(default_factory=set)
    """Tags of operations that are shown."""
    tags_left: set[str] = field(default_factory=set)
    """Tags of operations that are internal."""


class InternalParts(Generic[FileT]):
    """Finds and removes the internal parts of the files of one description.

    :param marks: keys that mark a part as internal.
    :param get_value: returns the value of a file, which is changed in place.
    :param follow: returns the target of a reference in a file: its file, its path and its value; ``None`` if it is
        broken.
    """

    def __init__(
        self,
        marks: Collection[str],
        get_value: Callable[[FileT], Json],
        follow: Callable[[str, FileT], tuple[FileT, JsonPath, Json] | None],
    ) -> None:
        self._marks, self._get_value, self._follow = marks, get_value, follow
        self._roots: list[FileT] = []
        self._files: dict[int, FileT] = {}
        self._unread: list[FileT] = []
        self._targets: dict[tuple[int, str], bool] = {}
        self._removed: dict[int, set[str | int]] = {}
        """Keys of the removed parts, by the identity of the mapping or list that they are in."""
        self._internal_tags: set[str] = set()
        self._found: _Found[FileT] = _Found()
        self._values = ValueStripper(follow, self._is_removed)
        self._operations: set[int] = set()
        """The ``id()`` of each internal operation."""
        self._parts: set[int] = set()
        """The ``id()`` of each other internal part; a reference to an internal part is not counted as one."""

    def remove(self, roots: Iterable[FileT]) -> tuple[LeftOut, list[tuple[FileT, dict[JsonPath, list[int]]]]]:
        """Remove all internal parts from the values of these files, and of files that they refer to.

        :return: how many there are; and each file with the indexes in it of what remains in each list that is shorter
            now, by the path of the list.
        """
        self._roots = list(roots)
        for root in self._roots:
            self._find_internal_tags(root)
        for root in self._roots:
            self._add(root)
        while self._unread:
            file = self._unread.pop()
            self._walk(self._get_value(file), (), file, is_name_map=False)
        self._remove_dependents()
        self._values.strip()
        files: list[tuple[FileT, dict[JsonPath, list[int]]]] = []
        for file in self._files.values():
            kept: dict[JsonPath, list[int]] = {}
            self._apply(self._get_value(file), (), kept)
            files.append((file, kept))
        return LeftOut(operations=len(self._operations), parts=len(self._parts)), files

    def _is_root(self, file: FileT) -> bool:
        return any(file is root for root in self._roots)

    def _add(self, file: FileT) -> None:
        if id(file) not in self._files:
            self._files[id(file)] = file
            self._unread.append(file)

    # -- find ---------------------------------------------------------------------------------------------------------

    def _list_tags(self, root: FileT) -> tuple[list[Json], list[dict[str, Json]]]:
        """Return the list of a description's tags as it is in its file, and the tags that references in it lead to."""
        value = self._get_value(root)
        tags, file = self._values.resolve(value.get("tags"), root) if isinstance(value, dict) else (None, root)
        targets = [self._values.resolve(tag, file)[0] for tag in _as_list(tags)]
        return _as_list(tags), [tag if isinstance(tag, dict) else {} for tag in targets]

    def _find_internal_tags(self, file: FileT) -> None:
        """Find the tags that have a mark, and those below them by ``parent`` or ``x-tagGroups``."""
        value = self._get_value(file)
        root = value if isinstance(value, dict) else {}
        _, tags = self._list_tags(file)
        internal = {str(tag.get("name")) for tag in tags if self._has_mark(tag)}
        for group in _as_list(root.get("x-tagGroups")):
            if isinstance(group, dict) and self._has_mark(group):
                internal.update(map(str, _as_list(group.get("tags"))))
        count = -1
        while len(internal) != count:
            count = len(internal)
            internal.update(str(tag.get("name")) for tag in tags if tag.get("parent") in internal)
        self._internal_tags |= internal

    def _walk(self, value: Json, path: JsonPath, file: FileT, *, is_name_map: bool) -> None:
        """Search a value.

        :param is_name_map: whether the keys of the value are names.
        """
        if isinstance(value, list):
            for index, child in enumerate(value):
                self._visit(value, index, child, (*path, index), file)
        elif isinstance(value, dict):
            if not is_name_map:
                self._note_object(value, file)
            if isinstance(reference := value.get("$ref"), str):
                self._is_target_internal(reference, file)  # whose file is searched, also if it is a whole section's
            for key, child in value.items():
                is_skipped = key in _DATA or (key.startswith("x-") and key not in _EXTENSIONS)
                is_values = key == "examples" and isinstance(child, list)
                if is_name_map or not (is_skipped or is_values):
                    is_map = not is_name_map and key in _NAME_MAPS and isinstance(child, dict)
                    self._visit(value, key, child, (*path, key), file, in_name_map=is_name_map, is_name_map=is_map)

    def _visit(
        self,
        container: Any,
        key: Any,
        child: Json,
        path: JsonPath,
        file: FileT,
        *,
        in_name_map: bool = False,
        is_name_map: bool = False,
    ) -> None:
        """Search a part of a value, or note that it is internal."""
        if key in _TEXTS and not in_name_map:
            return  # perhaps a reference to a file of text
        is_section = len(path) == 1 and self._is_root(file)  # such as ``info``, which every description has
        if isinstance(child, dict) and not is_name_map and not is_section:
            node = _Node(container, key, child, file)
            is_operation = _is_operation(key, child, in_name_map=in_name_map)
            is_tag = path[0] == "tags" and len(path) == 2 and str(child.get("name")) in self._internal_tags
            is_schema = len(path) > 1 and path[-2] in _SCHEMA_MAPS
            if is_tag or self._is_internal(child, file, is_operation=is_operation, is_schema=is_schema):
                self._note_internal(node, path)
                return
            if is_operation:
                for name in _get_operation_names(child, path):
                    self._found.operations[name] = node
                self._found.tags_in_use.update(map(str, _as_list(child.get("tags"))))
            if len(path) > 1 and path[-2] == "links":
                self._found.links.append(node)
            if len(path) > 1 and path[-2] == "endpoints" and isinstance(child.get("operation"), str):
                self._found.endpoints.append(node)
        self._walk(child, path, file, is_name_map=is_name_map)
        if isinstance(child, dict) and path[-2:-1] in (("models",), ("catalogue",)):
            self._found.catalogue.append(_Node(container, key, child, file))

    def _note_object(self, value: dict[str, Any], file: FileT) -> None:
        """Note what refers to other parts by names."""
        self._values.note(value, file)
        if isinstance(value.get("security"), list):
            self._found.security.append(value)
        discriminator = value.get("discriminator")
        mapping = discriminator.get("mapping") if isinstance(discriminator, dict) else None
        for name, target in mapping.items() if isinstance(mapping, dict) else ():
            reference = str(target)
            is_name = "/" not in reference and "#" not in reference and not reference.endswith(SUFFIXES)
            if self._is_target_internal(f"#/components/schemas/{reference}" if is_name else reference, file):
                self._removed.setdefault(id(mapping), set()).add(name)

    def _has_mark(self, value: Mapping[str, Json], *, is_schema: bool = False) -> bool:
        """Return whether an object has a mark.

        :param is_schema: whether the object is a shared schema.
        """
        marks = (mark for mark in self._marks if mark in value and not (is_schema and mark == _NOT_OF_SCHEMAS))
        return any(value[mark] in (True, "true") for mark in marks)

    def _is_internal(self, value: Mapping[str, Json], file: FileT, *, is_operation: bool, is_schema: bool) -> bool:
        """Return whether an object has a mark or an internal tag, or refers to an object that has."""
        if self._has_mark(value, is_schema=is_schema):
            return True
        if is_operation and not self._internal_tags.isdisjoint(map(str, _as_list(value.get("tags")))):
            return True
        reference = value.get("$ref")
        return isinstance(reference, str) and self._is_target_internal(reference, file)

    def _is_target_internal(self, reference: str, file: FileT) -> bool:
        """Return whether the target of a reference is internal, or inside of a part that is; search its file, too."""
        key = (id(file), reference)
        if key not in self._targets:
            self._targets[key] = False  # of a circular reference
            target = self._follow(reference, file)
            if target is not None:
                self._add(target[0])
                self._targets[key] = self._is_inside_internal(*target)
        return self._targets[key]

    def _is_inside_internal(self, file: FileT, path: JsonPath, value: Json) -> bool:
        part: Any = self._get_value(file)
        if not self._is_root(file) and isinstance(part, dict) and self._has_mark(part):
            return True
        is_schema = False
        for depth, key in enumerate(path):
            part = part[key]
            is_schema = depth > 0 and path[depth - 1] in _SCHEMA_MAPS
            if isinstance(part, dict) and self._has_mark(part, is_schema=is_schema):
                return True
        is_operation = isinstance(value, dict) and _is_operation(path[-1] if path else "", value, in_name_map=False)
        return isinstance(value, dict) and self._is_internal(
            value, file, is_operation=is_operation, is_schema=is_schema
        )

    # -- remove -------------------------------------------------------------------------------------------------------

    def _note_internal(self, node: _Node[FileT], path: JsonPath) -> None:
        """Note that an object is removed, and count it."""
        self._mark_removed(node)
        operations = list(self._list_operations(node.key, node.value, node.file, set()))
        self._operations.update(map(id, operations))
        if not operations:
            self._parts.add(id(self._values.resolve(node.value, node.file)[0]))
        for operation in operations:
            self._found.internal_operations.update(_get_operation_names(operation, path))
            self._found.tags_left.update(map(str, _as_list(operation.get("tags"))))
        if path[-2:-1] in (("securitySchemes",), ("securityDefinitions",)):
            self._found.internal_schemes.add(str(node.key))

    def _mark_removed(self, node: _Node[FileT]) -> None:
        self._removed.setdefault(id(node.container), set()).add(node.key)

    def _is_removed(self, container: object, key: str | int) -> bool:
        return key in self._removed.get(id(container), ())

    def _is_empty(self, value: Any) -> bool:
        """Return whether all members of a mapping or list are removed."""
        keys = value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ("",)
        return all(self._is_removed(value, key) for key in keys)

    def _list_operations(
        self, key: str | int, node: dict[str, Any], file: FileT, visited: set[int]
    ) -> Iterator[dict[str, Any]]:
        """Yield the operations in an object: itself, those of a path item, or the requests of a Postman folder."""
        if id(node) in visited:
            return
        visited.add(id(node))
        reference = node.get("$ref")
        target = self._follow(reference, file) if isinstance(reference, str) else None
        if target is not None and isinstance(target[2], dict):
            yield from self._list_operations(key, target[2], target[0], visited)
        if _is_operation(key, node, in_name_map=False) or isinstance(node.get("request"), (dict, str)):
            yield node
            return
        for name, child in node.items():
            if name in HTTP_METHODS and isinstance(child, dict):
                yield child
        additional = node.get("additionalOperations")
        for child in additional.values() if isinstance(additional, dict) else ():
            if isinstance(child, dict):
                yield child
        for child in _as_list(node.get("item")):
            if isinstance(child, dict):
                yield from self._list_operations("", child, file, visited)

    def _remove_dependents(self) -> None:
        """Note what has to go with internal operations, tags and security schemes."""
        found = self._found
        for link in found.links:
            reference = link.value.get("operationRef")
            is_internal = isinstance(reference, str) and self._is_target_internal(reference, link.file)
            if is_internal or link.value.get("operationId") in found.internal_operations:
                self._mark_removed(link)
        for endpoint in found.endpoints:
            name = endpoint.value["operation"]
            if name in found.operations:
                operation = found.operations[name]
                self._values.note_endpoint(endpoint.value, operation.value, operation.file)
            elif name in found.internal_operations:
                self._mark_removed(endpoint)
        for entry in found.catalogue:  # one whose endpoints are all internal would be a level without any
            groups = [group for group in (entry.value.get("endpoints"), entry.value.get("models")) if group]
            if groups and all(self._is_empty(group) for group in groups):
                self._mark_removed(entry)
        for value in found.security:
            requirements = value["security"]
            internal = {i for i, r in enumerate(requirements) if found.internal_schemes.intersection(_as_names(r))}
            if len(internal) == len(requirements) > 0:
                self._removed.setdefault(id(value), set()).add("security")
            elif internal:
                self._removed.setdefault(id(requirements), set()).update(internal)
        unused_tags = found.tags_left - found.tags_in_use
        for root in self._roots:  # a tag that only internal operations have would be a level without any
            tags, targets = self._list_tags(root)
            for index, tag in enumerate(targets):
                if tag.get("name") in unused_tags:
                    self._removed.setdefault(id(tags), set()).add(index)

    def _apply(self, value: Json, path: JsonPath, kept: dict[JsonPath, list[int]]) -> None:
        """Remove the noted parts from a value, from the outside to the inside."""
        removed = self._removed.get(id(value), ())
        if isinstance(value, list):
            if removed:
                kept[path] = [index for index in range(len(value)) if index not in removed]
                value[:] = [value[index] for index in kept[path]]
            for index, child in enumerate(value):
                self._apply(child, (*path, index), kept)
        elif isinstance(value, dict):
            for key in removed:
                value.pop(str(key), None)
            for key, child in value.items():
                self._apply(child, (*path, key), kept)


def _is_operation(key: str | int, value: Mapping[str, Json], *, in_name_map: bool) -> bool:
    return "responses" in value or (not in_name_map and key in HTTP_METHODS)


def _get_operation_names(operation: Mapping[str, Json], path: JsonPath) -> Iterator[str]:
    """Yield the names by which links and catalogues refer to an operation."""
    if len(path) == 2 and path[0] in _OPERATION_MAPS:
        yield str(path[1])
    if isinstance(name := operation.get("operationId"), str):
        yield name
    extension = operation.get("x-gptproto")
    if isinstance(extension, dict) and isinstance(name := extension.get("id"), str):
        yield name


def _as_list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _as_names(value: Json) -> Iterable[str]:
    return value if isinstance(value, dict) else ()
