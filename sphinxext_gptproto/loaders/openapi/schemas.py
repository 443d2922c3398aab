"""JSON Schema as OpenAPI uses it, in all its dialects, to :class:`Schema`: references stay names.

Takes OpenAPI 3.0's dialect, 3.1's (JSON Schema 2020-12) and Swagger 2.0's alike, since files mix them: what means
something is read, whatever the file says it is. What a mistake is costs a warning, not the schema.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final, Protocol

from ...spec.model import MISSING, ExternalDocs, Schema
from ...spec.names import unused
from ..files.raw_file import BrokenReferenceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...spec.errors import Severity
    from ...spec.json_path import JsonPath
    from ...spec.model import Json, Missing
    from ..files.raw_file import RawFile, References

    class Note(Protocol):
        """Records a fault: file, path in it, what is wrong, what to do."""

        def __call__(
            self, file: RawFile, path: JsonPath, reason: str, hint: str, *, severity: Severity = "error"
        ) -> None: ...


_TYPES: Final = ("string", "integer", "number", "boolean", "object", "array", "null")
_TEXTS: Final = {"format": "format", "title": "title", "description": "description", "pattern": "pattern"}
_NUMBERS: Final = {"minimum": "minimum", "maximum": "maximum", "multipleOf": "multiple_of"}
_COUNTS: Final = {
    "minLength": "min_length",
    "maxLength": "max_length",
    "minItems": "min_items",
    "maxItems": "max_items",
    "minProperties": "min_properties",
    "maxProperties": "max_properties",
}
_SWITCHES: Final = {
    "uniqueItems": "unique_items",
    "deprecated": "deprecated",
    "readOnly": "read_only",
    "writeOnly": "write_only",
}
_SHOWN: Final = (
    *("not", "if", "then", "else", "contains", "minContains", "maxContains", "propertyNames"),
    *("dependentRequired", "dependentSchemas", "dependencies", "unevaluatedProperties", "unevaluatedItems"),
)
"""Keywords that readers are shown as they stand."""
_VARIANTS: Final = {"allOf": "all_of", "oneOf": "one_of", "anyOf": "any_of"}
_ENUM_WORDS: Final = ("x-enum-descriptions", "x-enumDescriptions", "x-enum-varnames", "x-enumNames")
_COMPONENT: Final = (("components", "schemas"), ("definitions",))
_MAX_DEPTH: Final = 100


class SchemaReader:
    """Reads the schemas of a source; those that are referred to get names, and are read once.

    :param note: records a fault.
    :param namespace: put before every name.
    """

    def __init__(self, references: References, note: Note, namespace: str) -> None:
        self.schemas: dict[str, Schema] = {}
        self.places: dict[str, tuple[RawFile, JsonPath]] = {}
        """Where the schemas stand, by name."""
        self._references = references
        self._faults = 0

        def count(*fault: Any, severity: Severity = "error") -> None:
            self._faults += 1
            note(*fault, severity=severity)

        self._note = count
        self._namespace = namespace
        self._names: dict[tuple[RawFile, JsonPath], str] = {}
        self._taken: set[str] = set()
        self._waiting: list[tuple[str, RawFile, JsonPath, Json]] = []
        self._depth = 0
        self._leaves: dict[tuple[RawFile, str], Schema] = {}

    def read(self, value: Json, file: RawFile, path: JsonPath) -> Schema:
        """Return the model of a schema, and read every schema that it refers to.

        :param path: where it stands in its file.
        """
        schema = self._schema(value, file, path)
        while self._waiting:
            name, target, at, found = self._waiting.pop()
            self.schemas[name] = self._schema(found, target, at)
        return schema

    def get_name(self, reference: str, file: RawFile) -> str:
        """Return the name of the schema that a reference leads to.

        :raises BrokenReferenceError: when it leads nowhere.
        """
        target, path, value = self._references.follow(reference, file)
        key = (target, path)
        if key not in self._names:
            own = unused(self._make_name(path, target), self._taken)
            self._taken.add(own)
            self._names[key] = self._namespace + own
            self.places[self._namespace + own] = key
            self._waiting.append((self._namespace + own, target, path, value))
        return self._names[key]

    def _make_name(self, path: JsonPath, file: RawFile) -> str:
        words = [part for part in path if isinstance(part, str)]
        if path[:-1] in _COMPONENT or not words:
            return str(path[-1]) if path else file.path.stem
        keywords = {
            "schema",
            "items",
            "properties",
            "allOf",
            "oneOf",
            "anyOf",
            "additionalProperties",
            "content",
            "get",
        }
        return next((word for word in reversed(words) if word not in keywords and "/" not in word), words[-1])

    # -- one schema ---------------------------------------------------------------------------------------------------

    def _schema(self, value: Json, file: RawFile, path: JsonPath) -> Schema:
        if isinstance(value, bool) or value is None:
            return Schema()
        if not isinstance(value, dict):
            self._note(file, path, f"expected a schema, found {value!r:.60}", "write a mapping, such as type: string")
            return Schema()
        if any(isinstance(part, dict) for part in value.values()):
            return self._deeper(value, file, path)
        key = (file, repr(value))  # what says the same is the same: most of a large file repeats itself
        known = self._leaves.get(key)
        if known is None:
            count = self._faults
            known = self._deeper(value, file, path)
            if self._faults == count:  # else each place has its own
                self._leaves[key] = known
        return known

    def _deeper(self, value: dict[str, Json], file: RawFile, path: JsonPath) -> Schema:
        self._depth += 1
        try:
            if self._depth > _MAX_DEPTH:
                self._note(file, path, f"is nested more than {_MAX_DEPTH} schemas deep", "name inner ones with '$ref'")
                return Schema()
            return Schema(**dict(self._fields(value, file, path)))
        finally:
            self._depth -= 1

    def _fields(self, value: dict[str, Json], file: RawFile, path: JsonPath) -> Iterator[tuple[str, Any]]:
        """Yield what the keywords say, as fields of the model."""
        reference = value.get("$ref", value.get("$dynamicRef"))
        if isinstance(reference, str):
            try:
                yield "ref", self.get_name(reference, file)
            except BrokenReferenceError as error:
                self._note(file, (*path, "$ref"), error.reason, error.hint)
        for key, given in value.items():
            if key in _TEXTS:
                if isinstance(given, str):
                    yield _TEXTS[key], given
                elif given is not None:
                    self._note(file, (*path, key), f"expected text, found {given!r:.60}", "write it in quotes")
            elif key in _NUMBERS:
                if (number := self._number(given, file, (*path, key))) is not None:
                    yield _NUMBERS[key], number
            elif key in _COUNTS:
                if (number := self._number(given, file, (*path, key))) is not None:
                    yield _COUNTS[key], int(number)
            elif key in _SWITCHES:
                yield _SWITCHES[key], given is True
            elif key in ("default", "const"):
                yield key, given
            elif key == "x-default" and "default" not in value:  # one that its schema refuses, in a file of ours
                yield "default", given
            elif key == "properties" and isinstance(given, dict):
                yield "properties", self._each(given, file, (*path, key))
            elif key == "patternProperties" and isinstance(given, dict):
                yield "pattern_properties", self._each(given, file, (*path, key))
            elif key == "required" and isinstance(given, list):
                yield "required", frozenset(name for name in given if isinstance(name, str))
            elif key == "additionalProperties" and given is not False and given is not None:
                yield "additional_properties", self._schema(given, file, (*path, key))
            elif key == "prefixItems" and isinstance(given, list):
                yield "prefix_items", self._listed(given, file, (*path, key))
            elif key in _VARIANTS and isinstance(given, list) and not (key != "allOf" and _is_enum(given)):
                yield _VARIANTS[key], self._listed(given, file, (*path, key))
        yield from self._types(value, file, path)
        yield from self._items(value, file, path)
        yield from self._bounds(value)
        yield from self._values(value, file, path)
        yield from self._discriminator(value, file, path)
        yield from _content(value)
        if isinstance(docs := read_docs(value.get("externalDocs")), ExternalDocs):
            yield "external_docs", docs
        constraints = {key: value[key] for key in _SHOWN if key in value}
        if constraints:
            yield "constraints", constraints

    def _each(self, given: dict[str, Json], file: RawFile, path: JsonPath) -> dict[str, Schema]:
        return {str(name): self._schema(part, file, (*path, name)) for name, part in given.items() if part is not False}

    def _listed(self, given: list[Json], file: RawFile, path: JsonPath) -> tuple[Schema, ...]:
        return tuple(
            self._schema(part, file, (*path, number)) for number, part in enumerate(given) if part is not False
        )

    def _number(self, given: Json, file: RawFile, path: JsonPath) -> float | None:
        if isinstance(given, (int, float)) and not isinstance(given, bool):
            return given
        if isinstance(given, str):
            try:
                number = float(given)
            except ValueError:
                number = None
            if file.fault_at(file.source(*path)) is not None:
                return None
            if number is not None and math.isfinite(number):
                self._note(file, path, f"expected a number, found the text {given!r}", "write it without quotes")
                return int(number) if number.is_integer() else number
        if given is not None:
            self._note(file, path, f"expected a number, found {given!r:.60}", "")
        return None

    def _types(self, value: dict[str, Json], file: RawFile, path: JsonPath) -> Iterator[tuple[str, Any]]:
        given = value.get("type")
        listed = given if isinstance(given, list) else [] if given is None else [given]
        types = [name for name in listed if name in _TYPES]
        for name in listed:
            if name == "file":  # Swagger 2.0's
                types.append("string")
                yield "format", "binary"
            elif name not in _TYPES:
                self._note(file, (*path, "type"), f"{name!r:.60} is no type", f"write one of {', '.join(_TYPES)}")
        nullable = value.get("nullable", value.get("x-nullable"))
        if nullable is True and types and "null" not in types:
            types.append("null")
        if types:
            yield "types", tuple(dict.fromkeys(types))
        if nullable is True and not types and ("$ref" in value or any(key in value for key in _VARIANTS)):
            yield "nullable", True

    def _items(self, value: dict[str, Json], file: RawFile, path: JsonPath) -> Iterator[tuple[str, Any]]:
        given = value.get("items")
        if isinstance(given, list):  # a tuple, before JSON Schema 2020-12
            yield "prefix_items", self._listed(given, file, (*path, "items"))
            if isinstance(rest := value.get("additionalItems"), dict):
                yield "items", self._schema(rest, file, (*path, "additionalItems"))
        elif given is not None and given is not False:
            yield "items", self._schema(given, file, (*path, "items"))

    @staticmethod
    def _bounds(value: dict[str, Json]) -> Iterator[tuple[str, Any]]:
        """Yield exclusive bounds: numbers, or in OpenAPI 3.0 and Swagger 2.0 switches beside the inclusive ones."""
        for key, beside, name in (
            ("exclusiveMinimum", "minimum", "exclusive_minimum"),
            ("exclusiveMaximum", "maximum", "exclusive_maximum"),
        ):
            given = value.get(key)
            bound = value.get(beside) if given is True else given
            if isinstance(bound, (int, float)) and not isinstance(bound, bool):
                yield name, bound
                if given is True:
                    yield beside, None

    def _values(self, value: dict[str, Json], file: RawFile, path: JsonPath) -> Iterator[tuple[str, Any]]:
        enum = value.get("enum")
        if isinstance(enum, list):
            yield "enum", tuple(enum)
            words = next((value[key] for key in _ENUM_WORDS if key in value), None)
            if isinstance(words, list):
                words = dict(zip(map(_key, enum), words, strict=False))
            if isinstance(words, dict):
                texts = {str(key): word for key, word in words.items() if isinstance(word, str) and word}
                yield "enum_descriptions", texts
        elif enum is not None:
            self._note(file, (*path, "enum"), "expected a list", "write the allowed values as a list")
        for key in ("oneOf", "anyOf"):
            if isinstance(given := value.get(key), list) and _is_enum(given):
                members: list[Any] = given
                yield "enum", tuple(member["const"] for member in members)
                yield (
                    "enum_descriptions",
                    {
                        _key(member["const"]): ": ".join(
                            str(member[name]) for name in ("title", "description") if member.get(name)
                        )
                        for member in members
                    },
                )
        examples = list(read_examples(value))
        if examples:
            yield "examples", tuple(examples)

    def _discriminator(self, value: dict[str, Json], file: RawFile, path: JsonPath) -> Iterator[tuple[str, Any]]:
        given = value.get("discriminator")
        if isinstance(given, str):  # Swagger 2.0
            yield "discriminator", given
        if not isinstance(given, dict) or not isinstance(given.get("propertyName"), str):
            return
        yield "discriminator", given["propertyName"]
        mapping = given.get("mapping")
        values = {}
        for key, target in mapping.items() if isinstance(mapping, dict) else ():
            reference = str(target)
            if "/" not in reference and "#" not in reference and not reference.endswith((".yaml", ".yml", ".json")):
                reference = f"#/components/schemas/{reference}"
            try:
                values[str(key)] = self.get_name(reference, file)
            except BrokenReferenceError as error:
                self._note(file, (*path, "discriminator", "mapping", key), error.reason, error.hint)
        for member in [*_as_list(value.get("oneOf")), *_as_list(value.get("anyOf"))]:
            reference = str(member.get("$ref", "")) if isinstance(member, dict) else ""
            if reference:
                try:
                    name = self.get_name(reference, file)
                except BrokenReferenceError:
                    continue  # said where the member is read
                if name not in values.values():  # OpenAPI: without a mapping, a schema's name is the value
                    values[reference.rpartition("/")[2]] = name
        yield "discriminator_values", values


def read_docs(value: Json) -> ExternalDocs | None:
    """Return an External Documentation Object."""
    if isinstance(value, dict) and isinstance(value.get("url"), str):
        description = value.get("description")
        return ExternalDocs(url=str(value["url"]), description=description if isinstance(description, str) else "")
    return None


def read_examples(value: Mapping[str, Json]) -> Iterator[Json]:
    """Yield the values of ``example`` and ``examples``, whichever form the latter has."""
    if "example" in value:
        yield value["example"]
    elif "x-example" in value:
        yield value["x-example"]
    given = value.get("examples")
    if isinstance(given, list):
        yield from given
    elif isinstance(given, dict):  # Example Objects, which stand here in the wild
        for part in given.values():
            found = example_value(part)
            if found is not MISSING:
                yield found


def example_value(part: Json) -> Json | Missing:
    """Return what an Example Object shows: OpenAPI 3.2 has three places for it."""
    if not isinstance(part, dict):
        return part
    for key in ("value", "dataValue", "serializedValue"):
        if key in part:
            return part[key]
    return MISSING


def _content(value: Mapping[str, Json]) -> Iterator[tuple[str, Any]]:
    media, encoding = value.get("contentMediaType"), value.get("contentEncoding")
    if isinstance(media, str) and not isinstance(encoding, str):
        yield "content_media_type", media
    elif isinstance(encoding, str):  # text that stands for bytes, not a file
        yield "format", f"{encoding} of {media}" if isinstance(media, str) else encoding


def _is_enum(members: list[Json]) -> bool:
    """Return whether variants are single values, which says no more than an enum with descriptions."""
    allowed = {"const", "title", "description", "type", "deprecated"}
    return bool(members) and all(isinstance(m, dict) and "const" in m and m.keys() <= allowed for m in members)


def _key(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _as_list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
