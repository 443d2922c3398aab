"""A description with its references followed, so that it can be read as if it were one file without ``$ref``.

This is the only place that follows references outside of schemas. They are followed wherever a value may be: see
:mod:`.object_kinds`. References in schemas stay names, which :mod:`.schemas` looks up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ...spec.json_path import pointer
from ..files.raw_file import BrokenReferenceError, CircularReferenceError
from .object_kinds import DESCRIPTION, Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from ...spec.json_path import JsonPath
    from ...spec.model import Json
    from ..files.raw_file import RawFile, References

_MAX_DEPTH: Final = 50
"""How many objects with a reference may be inside of one another."""
_MAX_FOLLOWED: Final = 500
"""How many references may lead to one value. Both limits keep a hostile file from exhausting the machine."""


class _Broken:
    """The type of :data:`_BROKEN`."""


_BROKEN: Final = _Broken()
"""What stands for the target of a broken reference."""


class DereferencedFile:
    """The value of a file, in which references outside of schemas are replaced by their targets.

    Equal references have the same object as their target, and parts without references are the file's own objects.
    Siblings of ``$ref`` override the target's fields. OpenAPI 3.1 (section 4.8.23) allows that for ``summary`` and
    ``description`` only; tools write others, too. What a broken reference should have been is absent, apart from
    parameters, where the reference stays.
    """

    def __init__(self, references: References) -> None:
        self.file = references.root
        self._references = references
        self._targets: dict[tuple[Kind, RawFile, JsonPath], Any] = {}
        """The dereferenced targets, by their kinds and places."""
        self._parents: list[tuple[Kind, RawFile, JsonPath, int]] = []
        """The mappings around the current value, with how many references lead to each."""
        self._followed: list[tuple[RawFile, JsonPath]] = []
        """Where the references are that lead to the current value."""
        self._schema_places: dict[int, tuple[Json, RawFile, JsonPath]] = {}
        """By identity: each schema that a reference leads to, together with its place."""
        self.value = self._dereference(self.file.value, DESCRIPTION, self.file, ())
        self._restore: Callable[[JsonPath], JsonPath] | None = None

    def get(self, path: JsonPath) -> Json:
        """Return what is at a path of :attr:`value`, or ``None`` where there is nothing."""
        value: Any = self.value
        for key in path:
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError):
                return None
        result: Json = value
        return result

    def replace(self, value: dict[str, Json], restore: Callable[[JsonPath], JsonPath]) -> None:
        """Replace the value by the same description in another form.

        :param restore: returns the path in the old value of a path in the new one.
        """
        self.value, self._restore = value, restore

    def find_place(self, path: JsonPath) -> tuple[RawFile, JsonPath]:
        """Return the place in the files of what is at a path of :attr:`value`, or of its nearest parent."""
        path = self._restore(path) if self._restore else path
        value: Any = self.file.value
        file = self.file
        target_path: JsonPath = ()
        for index, key in enumerate(path):
            value, file, target_path = self.enter(value, key, file, target_path)
            try:
                value = value[key]
            except (KeyError, IndexError, TypeError):
                return file, (*target_path, *path[index:])
            target_path = (*target_path, key)
        return self.enter(value, None, file, target_path)[1:]

    def enter(self, value: Any, key: str | int | None, file: RawFile, path: JsonPath) -> tuple[Any, RawFile, JsonPath]:
        """Return the object that has a key: a value of a file, or if it is a reference, its target; with its place."""
        followed = 0
        while (reference := _get_reference(value)) and key not in value and followed < _MAX_FOLLOWED:
            followed += 1
            try:
                file, path, value = self._references.follow(reference, file, as_text=True)
            except BrokenReferenceError:
                break
        return value, file, path

    def find_schema(self, schema: Json, path: JsonPath) -> tuple[RawFile, JsonPath]:
        """Return the place of a schema at a path of :attr:`value`; references in it are relative to its file."""
        known = self._schema_places.get(id(schema))
        return known[1:] if known else (self.file, path)

    def _dereference(self, value: Json, kind: Kind, file: RawFile, path: JsonPath) -> Any:
        """Return a value with its references followed, :data:`_BROKEN` if it is itself a broken one."""
        if kind.is_schema:
            if isinstance(value, dict):
                self._schema_places[id(value)] = value, file, path
            return value
        if isinstance(value, dict):
            if _get_reference(value) and (not kind.is_data or len(value) == 1):
                return self._follow(value, kind, file, path)
            self._parents.append((kind, file, path, len(self._followed)))
            fields = self._dereference_fields(value, kind, file, path)
            self._parents.pop()
            return fields
        if isinstance(value, list) and kind.items is not None:
            items = [self._dereference(item, kind.items, file, (*path, index)) for index, item in enumerate(value)]
            is_same = all(item is original for item, original in zip(items, value, strict=True))
            return value if is_same else [item for item in items if item is not _BROKEN]
        return value

    def _dereference_fields(self, value: dict[str, Json], kind: Kind, file: RawFile, path: JsonPath) -> dict[str, Json]:
        changed: dict[str, Any] = {}
        for key, part in value.items():
            part_kind = kind.get(key) if isinstance(part, (dict, list)) else None
            if part_kind is not None and (self._followed or not part_kind.is_schema):
                dereferenced = self._dereference(part, part_kind, file, (*path, key))
                if dereferenced is not part:
                    changed[key] = dereferenced
        if not changed:
            return value
        return {key: part for key, part in (value | changed).items() if part is not _BROKEN}

    def _follow(self, value: dict[str, Json], kind: Kind, file: RawFile, path: JsonPath) -> Any:
        """Return the dereferenced target of an object with a reference, with the object's further fields."""
        original, depth = value, len(self._followed)
        skipped = str(path[-1]) if path and isinstance(path[-1], str) and not kind.is_data else ""
        overrides: dict[str, Any] = {}
        target: Any = value
        try:
            while (reference := _get_reference(target)) and (not kind.is_data or len(target) == 1):
                siblings = {key: part for key, part in target.items() if key != "$ref"}
                if siblings:
                    overrides = self._dereference_fields(siblings, kind, file, path) | overrides
                self._followed.append((file, path))
                try:
                    target_file, target_path, target = self._references.follow(reference, file, as_text=kind.is_text)
                    self._check_target(reference, kind, target_file, target_path, depth)
                except BrokenReferenceError as error:
                    self._references.report(error, file, path, skipped)
                    if kind.keeps_broken:
                        return original
                    return overrides if kind.keeps_siblings else _BROKEN
                file, path = target_file, target_path
                if kind.is_data and _is_example(target, path):
                    target, path = target["value"], (*path, "value")
            key = (kind, file, path)
            if key not in self._targets:
                self._targets[key] = self._dereference(target, kind, file, path)
            result = self._targets[key]
        finally:
            del self._followed[depth:]
        return result | overrides if overrides and isinstance(result, dict) else result

    def _check_target(self, reference: str, kind: Kind, file: RawFile, path: JsonPath, depth: int) -> None:
        """Check that the target of a reference is not the reference itself, nor an object around it.

        :param depth: how many of the references in :attr:`_followed` are outside of the object that is the reference.
        :raises CircularReferenceError: when it is.
        :raises BrokenReferenceError: when too many objects are inside of one another, or the chain is too long.
        """
        starts = [start for *parent, start in self._parents if parent == [kind, file, path]]
        starts += [index for index in range(depth, len(self._followed)) if self._followed[index] == (file, path)]
        if starts:
            cycle = self._followed[starts[-1] :]
            raise CircularReferenceError(reference, target=min(f"{f.path}{pointer(p)}" for f, p in cycle))
        if depth >= _MAX_DEPTH or len(self._followed) > _MAX_FOLLOWED:
            msg = f"the reference {reference!r} is at the end of a chain of more than {_MAX_DEPTH} references"
            raise BrokenReferenceError(msg, "write the object itself in place of one of the references")


def is_broken(value: Json) -> bool:
    """Return whether a dereferenced value is a broken reference."""
    return bool(_get_reference(value))


def has_broken(values: Json) -> bool:
    """Return whether there is a broken reference in a dereferenced list."""
    return isinstance(values, list) and any(map(is_broken, values))


def _is_example(value: Any, path: JsonPath) -> bool:
    """Return whether the target of a reference in place of a value is an Example Object that has the value."""
    return isinstance(value, dict) and "value" in value and path[-2:-1] == ("examples",)


def _get_reference(value: Any) -> str:
    """Return the reference that a value is, or an empty text."""
    reference = value.get("$ref") if isinstance(value, dict) else None
    return reference if isinstance(reference, str) else ""
