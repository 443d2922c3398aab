"""Compare the objects of an OpenAPI or Swagger file with the specification: what a file says and no reader finds.

:mod:`.operations` and the other readers ask for the fields that they know. So a key that is misspelt would be lost
without a word; here every key of a file is looked at. Findings of one kind are reported once, at the first place: a
file that a program wrote repeats its mistakes in every operation.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ...spec.conformance import equal, excerpt
from ...spec.errors import did_you_mean, nearest
from ..checks import unknown_scheme
from ..files.raw_file import BrokenReferenceError
from .fixed_fields import ANY, OPENAPI_3, SWAGGER_2

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from ...spec.errors import Severity
    from ...spec.json_path import JsonPath
    from ...spec.model import Json
    from ..files.raw_file import RawFile, References
    from .fixed_fields import FixedField, ObjectType

    Item = tuple[str, Json, RawFile, JsonPath]
    """The type of an object, the object, its file and its path there."""

_WALKED_SECTIONS: Final = tuple(
    f"#/{key}/" for key in ("components", "paths", "webhooks", "definitions", "parameters", "responses")
)
"""References into these need not be followed from the same file, whose objects are all visited."""
_HAS_OTHER_KEYS: Final = frozenset({"PathItem", "Schema"})
"""Objects that are not replaced by a Reference Object when they have ``$ref``, but keep their other fields."""


def _may_be_list(field: FixedField) -> bool:
    """Return whether a list is read in place of an object: in ``items`` of older dialects, and as ``examples``."""
    return field.type == "Example" or (field.type == "Schema" and field.shape == "object")


def _get_reference(value: Json) -> str:
    """Return the reference that a value is, or an empty text."""
    reference = value.get("$ref") if isinstance(value, dict) else None
    return reference if isinstance(reference, str) else ""


def _is_other_form(field: FixedField, value: Json) -> bool:
    """Return whether a value that is no object is read all the same, or reported by its reader."""
    if field.shape == "object":
        return field.type == "Schema" or (field.type == "Discriminator" and isinstance(value, str))
    return field.type == "Tag"


@dataclass(slots=True)
class Finding:
    """A mistake, at the first of the places that have it."""

    file: RawFile
    path: JsonPath
    reason: str
    hint: str
    severity: Severity = "warning"
    count: int = 1
    """The number of places."""

    @property
    def full_reason(self) -> str:
        """The reason, with the number of further places."""
        more = self.count - 1
        return f"{self.reason} (and at {more:,} more {'place' if more == 1 else 'places'})" if more else self.reason


def check_objects(
    references: References, *, version: str, schemes: Collection[str], wants_notes: bool
) -> list[Finding]:
    """Return what is not as the specification has it in a file and those that it refers to.

    :param references: follows the references of the file, which is checked as it is written: references are places, and
        Swagger is not upgraded.
    :param version: the version, such as ``3.1.0``; ``2.0`` means Swagger.
    :param schemes: the names of the security schemes.
    :param wants_notes: whether to find also what is legal.
    """
    checker = _Checker(references, version, schemes, wants_notes=wants_notes)
    checker.check()
    return [*checker.findings.values()]


class _Checker:
    def __init__(self, references: References, version: str, schemes: Collection[str], *, wants_notes: bool) -> None:
        self.findings: dict[tuple[object, ...], Finding] = {}
        """The findings by kind."""
        self._references = references
        self._types = SWAGGER_2 if version.startswith("2") else OPENAPI_3
        self._version = version
        self._schemes = schemes
        self._wants_notes = wants_notes
        self._has_free_schemas = version >= "3.1"
        """Whether schemas may have any further keyword, as JSON Schema allows since 2019."""
        self._visited: set[tuple[int, str]] = set()
        """The identities and types of the objects that are checked: references may lead to each of them again."""

    def check(self) -> None:
        """Check the file."""
        root = self._references.root
        stack: list[Item] = [("Root", root.value, root, ())]
        while stack:
            type_name, item, file, path = stack.pop()
            if isinstance(item, dict):
                if (id(item), type_name) in self._visited:
                    continue
                self._visited.add((id(item), type_name))
                # Reversed, so that objects are visited, and first places found, in the order of the file.
                stack += reversed([*self._check_object(type_name, item, file, path)])
            elif type_name == "Security":
                hint = f"write '- {item}: []'" if isinstance(item, str) else "write '- name: []'"
                reason = f"expected the name of a security scheme with its scopes, found {excerpt(item)}; it is ignored"
                self._add(("security", excerpt(item)), Finding(file, path, reason, hint))

    def _check_object(self, type_name: str, value: dict[str, Json], file: RawFile, path: JsonPath) -> Iterator[Item]:
        """Check an object and yield those in it, and the target of its reference unless it is visited anyway."""
        object_type = self._types[type_name]
        if reference := _get_reference(value):
            yield from self._follow(type_name, reference, file)
            if type_name not in _HAS_OTHER_KEYS:
                return
        fields = object_type.fields
        if ANY not in fields and value.keys() - fields.keys():
            self._check_keys(type_name, value, file, path)
        if self._wants_notes and self._version >= "3":
            self._check_versions(object_type, value, file, path)
        match type_name:
            case "Schema":
                self._check_schema(value, file, path)
            case "Parameter" | "Header" if "enum" in fields:  # Swagger's, which are schemas
                self._check_default(value, file, path)
            case "Root" | "Operation":
                self._check_tags(type_name, value, file, path)
            case "Security":
                self._check_schemes(value, file, path)
        yield from self._list_objects(object_type, value, file, path)

    def _list_objects(
        self, object_type: ObjectType, value: dict[str, Json], file: RawFile, path: JsonPath
    ) -> Iterator[Item]:
        """Yield the objects in an object, in lists and mappings that are references, too."""
        nested = object_type.nested
        if ANY in nested:
            for key, child in value.items():
                if not key.startswith("x-"):
                    yield nested[ANY].type, child, file, (*path, key)
            return
        for key in [key for key in value if key in nested]:
            if nested[key].shape == "object":
                yield from self._list_members(object_type, key, value[key], file, (*path, key))
            else:
                for target in self._enter(value[key], file, (*path, key)):
                    yield from self._list_members(object_type, key, *target)

    def _list_members(
        self, object_type: ObjectType, key: str, value: Json, file: RawFile, path: JsonPath
    ) -> Iterator[Item]:
        """Yield the objects in the value of a field."""
        field = object_type.nested[key]
        members: Iterable[tuple[str | int, Json]] = ()
        if isinstance(value, list) and (field.shape == "list" or _may_be_list(field)):
            members = enumerate(value)
        elif isinstance(value, dict) and field.shape == "map":
            members = ((name, member) for name, member in value.items() if not name.startswith("x-"))
        elif isinstance(value, dict) and field.shape == "object":
            yield field.type, value, file, path
        elif value is not None and not _is_other_form(field, value) and not _get_reference(value):
            expected = "list" if field.shape == "list" else "mapping"
            reason = f"expected a {expected}, found {excerpt(value)}; it is ignored"
            finding = Finding(file, path, reason, f"write it as a {expected}")
            self._add(("shape", object_type.title, key), finding)
        for name, member in members:
            yield field.type, member, file, (*path, name)

    def _enter(self, value: Json, file: RawFile, path: JsonPath) -> Iterator[tuple[Json, RawFile, JsonPath]]:
        """Yield a list or mapping, and the targets of the references in its place; with their places."""
        followed: set[tuple[RawFile, str]] = set()
        while True:
            yield value, file, path
            reference = _get_reference(value)
            if not reference or (file, reference) in followed:
                return
            followed.add((file, reference))
            try:
                file, path, value = self._references.follow(reference, file)
            except BrokenReferenceError:  # reported by the reader of the object
                return

    def _follow(self, type_name: str, reference: str, file: RawFile) -> Iterator[Item]:
        if file is self._references.root and reference.startswith(_WALKED_SECTIONS):
            return
        with contextlib.suppress(BrokenReferenceError):  # reported by the reader of the object
            target, path, value = self._references.follow(reference, file)
            yield type_name, value, target, path

    def _add(self, kind: tuple[object, ...], finding: Finding) -> None:
        if finding.severity == "note" and not self._wants_notes:
            return
        if kind in self.findings:
            self.findings[kind].count += 1
        else:
            self.findings[kind] = finding

    # -- rules --------------------------------------------------------------------------------------------------------

    def _check_keys(self, type_name: str, value: dict[str, Json], file: RawFile, path: JsonPath) -> None:
        object_type = self._types[type_name]
        unknown = [key for key in value if key not in object_type.fields and not key.startswith("x-") and key != "$ref"]
        if type_name == "Example" and len(unknown) == len(value):
            return  # the example's value in place of the object, which is read
        if type_name == "Schema" and "$ref" in value and not self._has_free_schemas:
            return  # OpenAPI 3.0 ignores what is beside a reference
        for key in unknown:
            similar = nearest(key, object_type.fields, limit=1)
            is_free = type_name == "Schema" and self._has_free_schemas
            if is_free and not similar:
                continue
            hint = "" if similar else f"remove it, or rename it to 'x-{key}'"
            if "schema" in object_type.fields and key in self._types["Schema"].fields:
                similar, hint = (), "move it into 'schema'"
            reason = f"unknown key {key!r} in {object_type.title}{did_you_mean(similar)}"
            severity: Severity = "note" if is_free else "warning"
            self._add((type_name, key), Finding(file, (*path, key), reason, hint, severity))

    def _check_versions(self, object_type: ObjectType, value: dict[str, Json], file: RawFile, path: JsonPath) -> None:
        for key in value:
            field = object_type.fields.get(key)
            if field is not None and field.since > self._version:
                reason = f"{key!r} belongs to OpenAPI {field.since}, and the file is OpenAPI {self._version}"
                hint = f"write 'openapi: {field.since}.0'"
                self._add(("version", object_type.title, key), Finding(file, (*path, key), reason, hint, "note"))

    def _check_schema(self, value: dict[str, Json], file: RawFile, path: JsonPath) -> None:
        required = value.get("required")
        if required is not None and not isinstance(required, list):
            reason = f"expected a list of property names, found {excerpt(required)}; it is ignored"
            hint = "list required properties under 'required' of the object that has them"
            self._add(("required", type(required)), Finding(file, (*path, "required"), reason, hint))
        self._check_default(value, file, path)

    def _check_default(self, value: dict[str, Json], file: RawFile, path: JsonPath) -> None:
        """Check that a default is one of the allowed values.

        OpenAPI 3.0 says that it must fit; JSON Schema, and so OpenAPI 3.1, only recommends it.
        """
        default, enum = value.get("default"), value.get("enum")
        if default is None or self._has_free_schemas or not isinstance(enum, list):
            return
        if enum and not any(equal(default, allowed) for allowed in enum):
            values = ", ".join(map(excerpt, enum[:5])) + (", ..." if len(enum) > 5 else "")
            reason = f"the default {excerpt(default)} is not one of the enum's values ({values:.200})"
            hint = "change the default, or add it to the enum"
            self._add(("default", excerpt(default), values), Finding(file, (*path, "default"), reason, hint))

    def _check_tags(self, type_name: str, value: dict[str, Json], file: RawFile, path: JsonPath) -> None:
        for tags, tags_file, tags_path in self._enter(value.get("tags"), file, (*path, "tags")):
            if tags is None or _get_reference(tags):
                continue
            is_operation = type_name == "Operation"
            if not isinstance(tags, list):
                noun, hint = ("tag names", "write 'tags: [...]'") if is_operation else ("tags", "write a list")
                reason = f"expected a list of {noun}, found {excerpt(tags)}"
                self._add((type_name, "tags", type(tags)), Finding(tags_file, tags_path, reason, hint))
                continue
            for index, tag in enumerate(() if is_operation else tags):
                if not isinstance(tag, dict):
                    reason = f"expected a tag with a 'name', found {excerpt(tag)}"
                    finding = Finding(tags_file, (*tags_path, index), reason, "write '- name: ...'")
                    self._add(("tag", type(tag)), finding)

    def _check_schemes(self, value: dict[str, Json], file: RawFile, path: JsonPath) -> None:
        for name in value:
            if name in self._schemes or (self._version >= "3.2" and not name.isidentifier()):
                continue  # since OpenAPI 3.2, the name may also be the URI of a scheme
            reason, hint = unknown_scheme(name, self._schemes)
            if hint and self._types is SWAGGER_2:
                hint = "define it under securityDefinitions"
            self._add(("scheme", name), Finding(file, (*path, name), reason, hint))
