"""Schema Objects of OpenAPI, in all their dialects, to :class:`Schema`. References become names and are not inlined.

The dialects of OpenAPI 3.0, 3.1 (JSON Schema 2020-12) and Swagger 2.0 are read alike, since files mix them: a keyword
counts whatever version the file has. A wrong keyword costs that keyword and a fault, never the whole schema.
"""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Any, Final, Protocol

from ...spec.model import MISSING, ExternalDocs, Schema
from ..files.raw_file import BrokenReferenceError
from .schema_names import SchemaNames

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...spec.errors import Severity
    from ...spec.json_path import JsonPath
    from ...spec.model import Json, Missing
    from ..files.raw_file import RawFile, References

    class ReportFault(Protocol):
        """Records a fault at a path of a file, with its reason and a hint that says what to do."""

        def __call__(
            self, file: RawFile, path: JsonPath, reason: str, hint: str, *, severity: Severity = "error"
        ) -> None: ...


_TYPES: Final = ("string", "integer", "number", "boolean", "object", "array", "null")
_TEXT_FIELDS: Final = {"format": "format", "title": "title", "description": "description", "pattern": "pattern"}
_NUMBER_FIELDS: Final = {"minimum": "minimum", "maximum": "maximum", "multipleOf": "multiple_of"}
_COUNT_FIELDS: Final = {
    "minLength": "min_length",
    "maxLength": "max_length",
    "minItems": "min_items",
    "maxItems": "max_items",
    "minProperties": "min_properties",
    "maxProperties": "max_properties",
}
_FLAG_FIELDS: Final = {
    "uniqueItems": "unique_items",
    "deprecated": "deprecated",
    "readOnly": "read_only",
    "writeOnly": "write_only",
}
_DISPLAYED: Final = (
    *("not", "if", "then", "else", "contains", "minContains", "maxContains", "propertyNames"),
    *("dependentRequired", "dependentSchemas", "dependencies", "unevaluatedProperties", "unevaluatedItems"),
)
"""Keywords whose values pages show as they are written."""
_VARIANT_FIELDS: Final = {"allOf": "all_of", "oneOf": "one_of", "anyOf": "any_of"}
_ENUM_DESCRIPTIONS: Final = ("x-enum-descriptions", "x-enumDescriptions")
"""Not ``x-enum-varnames`` and ``x-enumNames``, which are names for generated code."""
_MAX_DEPTH: Final = 100


class SchemaReader:
    """Reads the schemas of a source. Those that references point to get a name each, and are read once.

    :param report: records a fault.
    :param namespace: put before every name.
    """

    def __init__(self, references: References, report: ReportFault, namespace: str) -> None:
        self.schemas: dict[str, Schema] = {}
        self._references = references
        self._fault_count = 0

        def count_and_report(*fault: Any, severity: Severity = "error") -> None:
            self._fault_count += 1
            report(*fault, severity=severity)

        self._report = count_and_report
        self._names = SchemaNames(references, namespace)
        self._depth = 0
        self._flat_schemas: dict[tuple[RawFile, str], Schema] = {}

    def read(self, value: Json, file: RawFile, path: JsonPath) -> Schema:
        """Return the model of a schema, and read every schema that it refers to, directly or not.

        These wait in a list, so that a long chain of references needs no deep recursion.

        :param path: the path of the schema in its file.
        """
        schema = self._read_schema(value, file, path)
        while self._names.unread:
            name, target_file, target_path, target = self._names.unread.pop()
            self.schemas[name] = self._read_schema(target, target_file, target_path)
        return schema

    @property
    def places(self) -> dict[str, tuple[RawFile, JsonPath]]:
        """File and path of each named schema."""
        return self._names.places

    # -- one schema ---------------------------------------------------------------------------------------------------

    def _read_schema(self, value: Json, file: RawFile, path: JsonPath) -> Schema:
        if isinstance(value, bool) or value is None:
            return Schema()
        if not isinstance(value, dict):
            self._report(file, path, f"expected a schema, found {value!r:.60}", "write a mapping, such as type: string")
            return Schema()
        if any(isinstance(part, dict) for part in value.values()):
            return self._read_nested(value, file, path)
        # Schemas without nested ones, such as ``{type: string}``, are most of a large file and repeat each other, so
        # equal ones share a model. ``repr`` keeps ``1`` and ``True`` apart, which are equal. The file is a part of the
        # key because references are relative to it. A schema with a fault is not shared: each place reports its own.
        key = (file, repr(value))
        schema = self._flat_schemas.get(key)
        if schema is None:
            count = self._fault_count
            schema = self._read_nested(value, file, path)
            if self._fault_count == count:
                self._flat_schemas[key] = schema
        return schema

    def _read_nested(self, value: dict[str, Json], file: RawFile, path: JsonPath) -> Schema:
        self._depth += 1
        try:
            if self._depth > _MAX_DEPTH:
                reason = f"the schema is nested more than {_MAX_DEPTH} levels deep"
                self._report(file, path, reason, "move inner schemas to components.schemas, and use '$ref'")
                return Schema()
            return Schema(**dict(self._read_keywords(value, file, path)))
        finally:
            self._depth -= 1

    def _read_keywords(self, schema: dict[str, Json], file: RawFile, path: JsonPath) -> Iterator[tuple[str, Any]]:
        """Yield the fields of the model that the keywords of a schema set, with their values."""
        reference = schema.get("$ref", schema.get("$dynamicRef"))
        if isinstance(reference, str):
            try:
                yield "ref", self._names.get(reference, file)
            except BrokenReferenceError as error:
                self._references.report(error, file, path)
        for keyword, value in schema.items():
            if keyword in _TEXT_FIELDS:
                if isinstance(value, str):
                    yield _TEXT_FIELDS[keyword], value
                elif value is not None:
                    self._report(file, (*path, keyword), f"expected text, found {value!r:.60}", "write it in quotes")
            elif keyword in _NUMBER_FIELDS:
                if (number := self._read_number(value, file, (*path, keyword))) is not None:
                    yield _NUMBER_FIELDS[keyword], number
            elif keyword in _COUNT_FIELDS:
                if (number := self._read_number(value, file, (*path, keyword))) is not None:
                    yield _COUNT_FIELDS[keyword], int(number)
            elif keyword in _FLAG_FIELDS:
                yield _FLAG_FIELDS[keyword], value is True
            elif keyword in ("default", "const"):
                yield keyword, value
            elif keyword == "x-default" and "default" not in schema:  # a default that its schema refuses: our export's
                yield "default", value
            elif keyword == "properties" and isinstance(value, dict):
                yield "properties", self._read_properties(value, file, (*path, keyword))
            elif keyword == "patternProperties" and isinstance(value, dict):
                yield "pattern_properties", self._read_properties(value, file, (*path, keyword))
            elif keyword == "required" and isinstance(value, list):
                yield "required", frozenset(name for name in value if isinstance(name, str))
            elif keyword == "additionalProperties" and value is not False and value is not None:
                yield "additional_properties", self._read_schema(value, file, (*path, keyword))
            elif keyword == "prefixItems" and isinstance(value, list):
                yield "prefix_items", self._read_list(value, file, (*path, keyword))
            elif (
                keyword in _VARIANT_FIELDS and isinstance(value, list) and not (keyword != "allOf" and _is_enum(value))
            ):
                yield _VARIANT_FIELDS[keyword], self._read_list(value, file, (*path, keyword))
        yield from self._read_types(schema, file, path)
        yield from self._read_items(schema, file, path)
        yield from self._read_bounds(schema)
        yield from self._read_values(schema, file, path)
        yield from self._read_discriminator(schema, file, path)
        yield from _read_content_keywords(schema)
        if isinstance(docs := read_docs(schema.get("externalDocs")), ExternalDocs):
            yield "external_docs", docs
        constraints = {keyword: schema[keyword] for keyword in _DISPLAYED if keyword in schema}
        if constraints:
            yield "constraints", constraints

    def _read_properties(self, schemas: dict[str, Json], file: RawFile, path: JsonPath) -> dict[str, Schema]:
        return {
            str(name): self._read_schema(schema, file, (*path, name))
            for name, schema in schemas.items()
            if schema is not False
        }

    def _read_list(self, schemas: list[Json], file: RawFile, path: JsonPath) -> tuple[Schema, ...]:
        return tuple(
            self._read_schema(schema, file, (*path, index))
            for index, schema in enumerate(schemas)
            if schema is not False
        )

    def _read_number(self, value: Json, file: RawFile, path: JsonPath) -> float | None:
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return value
        if isinstance(value, str):
            try:
                number = float(value)
            except ValueError:
                number = None
            if file.fault_at(file.source(*path)) is not None:
                return None
            if number is not None and math.isfinite(number):
                self._report(file, path, f"expected a number, found the text {value!r}", "write it without quotes")
                return int(number) if number.is_integer() else number
        if value is not None:
            self._report(file, path, f"expected a number, found {value!r:.60}", "")
        return None

    def _read_types(self, schema: dict[str, Json], file: RawFile, path: JsonPath) -> Iterator[tuple[str, Any]]:
        value = schema.get("type")
        names = value if isinstance(value, list) else [] if value is None else [value]
        types = [name for name in names if name in _TYPES]
        for name in names:
            if name == "file":  # Swagger 2.0's
                types.append("string")
                yield "format", "binary"
            elif name not in _TYPES:
                reason, hint = f"unknown type {name!r:.60}", f"write one of {', '.join(_TYPES)}"
                self._report(file, (*path, "type"), reason, hint)
        nullable = schema.get("nullable", schema.get("x-nullable"))
        if nullable is True and types and "null" not in types:
            types.append("null")
        if types:
            yield "types", tuple(dict.fromkeys(types))
        if nullable is True and not types and ("$ref" in schema or any(key in schema for key in _VARIANT_FIELDS)):
            yield "nullable", True

    def _read_items(self, schema: dict[str, Json], file: RawFile, path: JsonPath) -> Iterator[tuple[str, Any]]:
        items = schema.get("items")
        if isinstance(items, list):  # a tuple, before JSON Schema 2020-12
            yield "prefix_items", self._read_list(items, file, (*path, "items"))
            if isinstance(additional := schema.get("additionalItems"), dict):
                yield "items", self._read_schema(additional, file, (*path, "additionalItems"))
        elif items is not None and items is not False:
            yield "items", self._read_schema(items, file, (*path, "items"))

    @staticmethod
    def _read_bounds(schema: dict[str, Json]) -> Iterator[tuple[str, Any]]:
        """Yield exclusive bounds: numbers, or in OpenAPI 3.0 and Swagger 2.0 booleans beside the inclusive ones."""
        for keyword, inclusive, field in (
            ("exclusiveMinimum", "minimum", "exclusive_minimum"),
            ("exclusiveMaximum", "maximum", "exclusive_maximum"),
        ):
            value = schema.get(keyword)
            bound = schema.get(inclusive) if value is True else value
            if isinstance(bound, (int, float)) and not isinstance(bound, bool):
                yield field, bound
                if value is True:
                    yield inclusive, None

    def _read_values(self, schema: dict[str, Json], file: RawFile, path: JsonPath) -> Iterator[tuple[str, Any]]:
        enum = schema.get("enum")
        if isinstance(enum, list):
            yield "enum", tuple(enum)
            descriptions = next((schema[keyword] for keyword in _ENUM_DESCRIPTIONS if keyword in schema), None)
            if descriptions is None:
                descriptions = dict(_read_ms_enum(schema))
            if isinstance(descriptions, list):
                descriptions = dict(zip(map(_enum_key, enum), descriptions, strict=False))
            if isinstance(descriptions, dict):
                texts = {str(value): text for value, text in descriptions.items() if isinstance(text, str) and text}
                yield "enum_descriptions", texts
        elif enum is not None:
            self._report(file, (*path, "enum"), "expected a list", "write the allowed values as a list")
        for keyword in ("oneOf", "anyOf"):
            if isinstance(variants := schema.get(keyword), list) and _is_enum(variants):
                members: list[Any] = variants
                yield "enum", tuple(member["const"] for member in members)
                yield (
                    "enum_descriptions",
                    {
                        _enum_key(member["const"]): ": ".join(
                            str(member[name]) for name in ("title", "description") if member.get(name)
                        )
                        for member in members
                    },
                )
        examples = list(read_examples(schema))
        if examples:
            yield "examples", tuple(examples)

    def _read_discriminator(self, schema: dict[str, Json], file: RawFile, path: JsonPath) -> Iterator[tuple[str, Any]]:
        discriminator = schema.get("discriminator")
        if isinstance(discriminator, str):  # Swagger 2.0
            yield "discriminator", discriminator
        if not isinstance(discriminator, dict) or not isinstance(discriminator.get("propertyName"), str):
            return
        yield "discriminator", discriminator["propertyName"]
        mapping = discriminator.get("mapping")
        values = {}
        for value, target in mapping.items() if isinstance(mapping, dict) else ():
            reference = str(target)
            if "/" not in reference and "#" not in reference and not reference.endswith((".yaml", ".yml", ".json")):
                reference = f"#/components/schemas/{reference}"
            try:
                values[str(value)] = self._names.get(reference, file)
            except BrokenReferenceError as error:
                self._references.report(error, file, (*path, "discriminator", "mapping", value))
        for member in [*_as_list(schema.get("oneOf")), *_as_list(schema.get("anyOf"))]:
            reference = str(member.get("$ref", "")) if isinstance(member, dict) else ""
            if reference:
                try:
                    name = self._names.get(reference, file)
                except BrokenReferenceError:
                    continue  # reported where the variant itself is read
                if name not in values.values():  # OpenAPI: without a mapping, the value is the schema's name
                    values[reference.rpartition("/")[2]] = name
        yield "discriminator_values", values


def read_docs(value: Json) -> ExternalDocs | None:
    """Return the model of an External Documentation Object, or ``None`` when it has no URL."""
    if isinstance(value, dict) and isinstance(value.get("url"), str):
        description = value.get("description")
        return ExternalDocs(url=str(value["url"]), description=description if isinstance(description, str) else "")
    return None


def read_examples(fields: Mapping[str, Json]) -> Iterator[Json]:
    """Yield the values of ``example`` and ``examples``; the latter may be a list, or Example Objects by name."""
    if "example" in fields:
        yield fields["example"]
    elif "x-example" in fields:
        yield fields["x-example"]
    examples = fields.get("examples")
    if isinstance(examples, list):
        yield from examples
    elif isinstance(examples, dict):  # Example Objects, which a schema should not have
        for example in examples.values():
            value = example_value(example)
            if value is not MISSING:
                yield value


def example_value(example: Json) -> Json | Missing:
    """Return the value of an Example Object, which OpenAPI 3.2 has three fields for."""
    if not isinstance(example, dict):
        return example
    for key in ("value", "dataValue", "serializedValue"):
        if key in example:
            return example[key]
    return MISSING


def _read_content_keywords(schema: Mapping[str, Json]) -> Iterator[tuple[str, Any]]:
    media_type, encoding = schema.get("contentMediaType"), schema.get("contentEncoding")
    if isinstance(media_type, str) and not isinstance(encoding, str):
        yield "content_media_type", media_type
    elif isinstance(encoding, str):  # text that encodes bytes, such as base64, not a file
        yield "format", f"{encoding} of {media_type}" if isinstance(media_type, str) else encoding


def _is_enum(variants: list[Json]) -> bool:
    """Return whether each variant is a single ``const``: together they are an enum with descriptions."""
    allowed = {"const", "title", "description", "type", "deprecated"}
    return bool(variants) and all(
        isinstance(variant, dict) and "const" in variant and variant.keys() <= allowed for variant in variants
    )


def _read_ms_enum(schema: Mapping[str, Json]) -> Iterator[tuple[str, Json]]:
    """Yield value and description of each value under ``x-ms-enum``; its names are for generated code."""
    enum = schema.get("x-ms-enum")
    values = enum.get("values") if isinstance(enum, dict) else None
    for value in values if isinstance(values, list) else ():
        if isinstance(value, dict) and "value" in value:
            yield _enum_key(value["value"]), value.get("description")


def _enum_key(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _as_list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []
