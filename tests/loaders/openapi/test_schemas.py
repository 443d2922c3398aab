"""Schemas in every dialect: keywords, references and faults."""

from __future__ import annotations

import pytest

from sphinxext_gptproto.spec.model import MISSING, ExternalDocs
from sphinxext_gptproto.spec.resolver import Resolver


@pytest.mark.parametrize(
    ("text", "attribute", "value"),
    [
        ("type: [string, 'null']", "types", ("string", "null")),
        ("{type: string, nullable: true}", "types", ("string", "null")),
        ("{type: string, x-nullable: true}", "types", ("string", "null")),
        ("{type: integer, minimum: 3, exclusiveMinimum: true}", "exclusive_minimum", 3),
        ("{type: integer, exclusiveMaximum: 7}", "exclusive_maximum", 7),
        ("{type: file}", "is_file", True),
        ("{type: string, format: binary}", "is_file", True),
        ("{type: string, contentMediaType: image/png}", "is_file", True),
        ("{type: string, contentEncoding: base64, contentMediaType: image/png}", "format", "base64 of image/png"),
        ("{const: 1}", "const", 1),
        (
            "{enum: [a, b], x-enum-descriptions: [First., Second.]}",
            "enum_descriptions",
            {"a": "First.", "b": "Second."},
        ),
        ("{enum: [a, b], x-enumDescriptions: {a: First.}}", "enum_descriptions", {"a": "First."}),
        ("{enum: [a, b], x-enum-varnames: [FIRST, SECOND], x-enumNames: [First, Second]}", "enum_descriptions", {}),
        (
            "{enum: [a, 1], x-ms-enum: {values: [{value: a, name: A, description: First.}, {value: 1, description: One.}]}}",
            "enum_descriptions",
            {"a": "First.", "1": "One."},
        ),
        ("{enum: [a], x-ms-enum: {name: Letters, modelAsString: true}}", "enum_descriptions", {}),
        ("{oneOf: [{const: 0, title: None}, {const: 1, title: All, description: of it}]}", "enum", (0, 1)),
        (
            "{oneOf: [{const: 0, title: None}, {const: 1, title: All, description: of it}]}",
            "enum_descriptions",
            {"0": "None", "1": "All: of it"},
        ),
        ("{example: 1, examples: [2]}", "examples", (1, 2)),
        ("{examples: {one: {value: 1}, two: {value: 2}}}", "examples", (1, 2)),
        ("{type: object, minProperties: 1, maxProperties: 2}", "max_properties", 2),
        (
            "{not: {type: string}, dependentRequired: {a: [b]}}",
            "constraints",
            {"not": {"type": "string"}, "dependentRequired": {"a": ["b"]}},
        ),
        (
            "{externalDocs: {url: 'https://e.x', description: More}}",
            "external_docs",
            ExternalDocs(url="https://e.x", description="More"),
        ),
        ("{default: null}", "default", None),
        ("{default: false}", "default", False),
        ("{default: 0}", "default", 0),
        ("{default: ''}", "default", ""),
        ("{default: []}", "default", []),
        ("{default: {a: {}}}", "default", {"a": {}}),
        ("{default: 2024-01-31}", "default", "2024-01-31"),
        ("{description: d}", "default", MISSING),
        ("{allOf: [{default: 5}, {description: d}]}", "default", 5),
        ("{readOnly: true}", "read_only", True),
    ],
)
def test_keywords(load_schema, text, attribute, value):
    schema, _, faults = load_schema(text)
    assert getattr(schema, attribute) == value
    assert type(getattr(schema, attribute)) is type(value)
    assert faults == []


def test_all_of_is_merged(load_schema):
    body = "allOf:\n- $ref: '#/components/schemas/A/$defs/B'\n- {required: [b], properties: {b: {}}}\n$defs: {B: {required: [a], properties: {a: {default: 1}}}}\n"
    merged, _, faults = load_schema(body)
    assert faults == []
    assert merged.required == {"a", "b"}
    assert merged.properties["a"].default == 1


def test_discriminators(load_schema):
    schema, specification, faults = load_schema(
        """
        discriminator: {propertyName: kind, mapping: {dog: '#/components/schemas/A/$defs/Dog'}}
        oneOf: [{$ref: '#/components/schemas/A/$defs/Dog'}, {$ref: '#/components/schemas/A/$defs/Cat'}]
        $defs: {Dog: {properties: {bark: {}}}, Cat: {properties: {purr: {}}}}
        """
    )
    assert faults == []
    assert schema.discriminator == "kind"
    assert schema.discriminator_values == {"dog": schema.one_of[0].ref, "Cat": schema.one_of[1].ref}
    assert "bark" in specification.schemas[schema.one_of[0].ref].properties


def test_recursive_schemas(load_schema):
    schema, specification, faults = load_schema(
        "properties: {children: {type: array, items: {$ref: '#/components/schemas/A'}}}"
    )
    assert faults == []
    assert schema.properties["children"].items.ref == "A"
    assert list(specification.schemas) == ["A"]


def test_anchors_and_files_beside(load_schema):
    text = "properties: {a: {$ref: '#inner'}, b: {$ref: 'other.yaml#/Thing'}, c: {$anchor: inner, type: string}}"
    schema, specification, faults = load_schema(text, other__yaml="Thing: {type: integer, default: 0}\n")
    assert faults == []
    resolve = Resolver(specification.schemas)
    assert resolve(schema.properties["a"]).types == ("string",)
    assert resolve(schema.properties["b"]).default == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{$ref: '#/components/schemas/B'}", "there is no 'B'"),
        ("{$ref: 'https://e.x/y.yaml'}", "is on another host; download the file to this folder"),
        ("{$ref: '../up.yaml'}", "is outside of"),
        ("{$ref: 'gone.yaml'}", "'gone.yaml' cannot be read"),
        ("{$ref: '#nowhere'}", "there is no $anchor 'nowhere'"),
        ("{type: strnig}", "unknown type 'strnig'"),
        ("{minimum: '3'}", "expected a number, found the text '3'; write it without quotes"),
        ("{enum: a}", "expected a list"),
        ("{properties: {a: 1}}", "$.components.schemas.A.properties.a: expected a schema"),
    ],
)
def test_faulty_schemas_cost_a_warning(load_schema, text, message):
    _, specification, faults = load_schema(text)
    assert len(specification.endpoints) == 1
    (fault,) = faults
    assert message in fault
    assert "api.yaml:" in fault
