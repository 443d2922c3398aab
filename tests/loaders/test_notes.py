"""What is worth a look in files of other formats: the checks that are errors in native files."""

from __future__ import annotations

import json

import pytest

from sphinxext_gptproto.cli.check import main
from sphinxext_gptproto.loaders import load

INFO = {"title": "T", "version": "1"}
LIMITED = {"type": "integer", "maximum": 5, "default": 9}
DUPLICATE = "duplicate query parameter 'limit'; remove one of them"
OUTSIDE = "the default does not fit its own schema: 9 is more than the maximum 5"
WRONG = 'the example does not fit its schema: "no" is not of type boolean'


def openapi(version, **more):
    """Return a file with the three faults: a parameter twice, a default outside its limits, a wrong example."""
    limit = {"name": "limit", "in": "query", "schema": LIMITED}
    media = {"schema": {"properties": {"ok": {"type": "boolean"}}}, "example": {"ok": "no"}}
    operation = {
        "operationId": "read",
        "parameters": [limit, limit],
        "responses": {"200": {"description": "d", "content": {"application/json": media}}},
    }
    servers = [{"url": "https://api.example.com"}]
    return {"openapi": version, "info": INFO, "servers": servers, "paths": {"/a": {"get": operation}}, **more}


def swagger():
    limit = {"name": "limit", "in": "query", **LIMITED}
    answer = {"description": "d", "schema": {"properties": {"ok": {"type": "boolean"}}}}
    operation = {
        "operationId": "read",
        "produces": ["application/json"],
        "parameters": [limit, limit],
        "responses": {"200": {**answer, "examples": {"application/json": {"ok": "no"}}}},
    }
    return {"swagger": "2.0", "info": INFO, "host": "api.example.com", "paths": {"/a": {"get": operation}}}


def list_notes(tmp_path, data):
    path = tmp_path / "api.json"
    path.write_text(json.dumps(data, indent=1), encoding="utf-8")
    assert load(path)[1] == []  # a build says nothing
    _, notes = load(path, notes=True)
    assert {note.severity for note in notes} <= {"note"}
    return path, notes


@pytest.mark.parametrize("data", [openapi("3.0.3"), openapi("3.1.0"), swagger()], ids=["3.0", "3.1", "2.0"])
def test_the_same_faults_in_every_format(tmp_path, data):
    path, notes = list_notes(tmp_path, data)
    assert sorted(note.message.partition(": ")[2] for note in notes) == sorted([DUPLICATE, OUTSIDE, WRONG])
    for note in notes:
        assert note.source.pointer.startswith("$.paths['/a'].get.")
        assert str(note).startswith(f"{path}:{note.source.line}:{note.source.column}: note: $.")


def test_places(tmp_path):
    _, notes = list_notes(tmp_path, openapi("3.1.0"))
    lines = (tmp_path / "api.json").read_text(encoding="utf-8").splitlines()
    lines_by_path = {
        note.source.pointer.removeprefix("$.paths['/a'].get."): lines[note.source.line - 1] for note in notes
    }
    assert {place: line.strip().rstrip(",") for place, line in lines_by_path.items()} == {
        "parameters[1]": "{",
        "parameters[0].schema.default": '"default": 9',
        "responses.200.content['application/json'].example.ok": '"ok": "no"',
    }


def test_places_of_what_is_referred_to(tmp_path):
    data = openapi("3.1.0")
    item = data["paths"]["/a"]
    item["parameters"] = [{"$ref": "#/components/parameters/size"}]
    item["get"] = {"operationId": "read", "responses": {"200": {"$ref": "#/components/responses/fine"}}}
    media = {"schema": {"$ref": "#/components/schemas/Thing"}, "examples": {"one": {"$ref": "#/components/examples/x"}}}
    data["components"] = {
        "parameters": {"size": {"name": "size", "in": "query", "schema": LIMITED}},
        "responses": {"fine": {"description": "d", "content": {"application/json": media}}},
        "schemas": {"Thing": {"properties": {"n": LIMITED, "ok": {"type": "boolean"}}}},
        "examples": {"x": {"value": {"ok": "no"}}},
    }
    _, notes = list_notes(tmp_path, data)
    assert sorted(note.source.pointer for note in notes) == [
        "$.components.examples.x.value.ok",
        "$.components.parameters.size.schema.default",
        "$.components.schemas.Thing.properties.n.default",
    ]


@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
@pytest.mark.parametrize(
    ("schema", "example"),
    [
        ({"type": "string", "nullable": True, "enum": ["a"]}, None),
        ({"type": ["string", "null"], "enum": ["a"]}, None),
        ({"allOf": [{"$ref": "#/components/schemas/Text"}], "nullable": True}, None),
        ({"$ref": "#/components/schemas/Text", "default": "b"}, "a"),
        ({"oneOf": [{"type": "string"}, {"type": "object", "required": ["a"]}]}, "a"),
        ({"type": "integer", "format": "int64"}, 1.0),
        ({"type": "number", "format": "float", "multipleOf": 0.1}, 0.3),
        ({"type": "string", "format": "date"}, "2026-01-01"),
        ({"type": "string", "format": "binary"}, "anything"),
        ({"type": "string", "pattern": r"^\p{L}+$"}, "ä"),
        ({"properties": {"a": {"type": "string"}}}, {"b": 1}),
        ({"required": ["id"], "properties": {"id": {"type": "string", "readOnly": True}}}, {}),
        ({"oneOf": [{"$ref": "#/components/schemas/Loop"}, {"type": "string"}]}, "a"),
    ],
)
def test_nothing_is_said_of_what_is_sound(tmp_path, version, schema, example):
    data = openapi(version)
    media = {"schema": schema, "example": example}
    data["paths"]["/a"] = {
        "post": {"operationId": "make", "requestBody": {"content": {"application/json": media}}, "responses": {}}
    }
    loop = {"oneOf": [{"$ref": "#/components/schemas/Loop"}, {"type": "string"}], "default": "x"}
    data["components"] = {"schemas": {"Text": {"type": "string"}, "Loop": loop}}
    _, notes = list_notes(tmp_path, data)
    assert list(map(str, notes)) == []


def test_a_required_property_of_the_other_direction_only(tmp_path):
    data = openapi("3.1.0")
    properties = {"id": {"type": "string", "readOnly": True}, "key": {"type": "string", "writeOnly": True}}
    media = {"schema": {"required": ["id", "key"], "properties": properties}, "example": {}}
    data["paths"]["/a"]["get"] = {
        "requestBody": {"content": {"application/json": media}},
        "responses": {"200": {"description": "d", "content": {"application/json": media}}},
    }
    _, notes = list_notes(tmp_path, data)
    assert [note.reason.rpartition(": ")[2] for note in notes] == [
        "the required field 'key' is missing",
        "the required field 'id' is missing",
    ]


def test_a_header_twice_in_a_collection(tmp_path):
    rows = [{"key": "X-A", "value": "1"}, {"key": "x-a", "value": "2"}]
    request = {"method": "GET", "url": "https://api.example.com/a", "header": rows}
    schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    data = {"info": {"name": "T", "schema": schema}, "item": [{"name": "One", "request": request}]}
    _, notes = list_notes(tmp_path, data)
    assert [note.message for note in notes] == [
        "$.item[0].request.header: duplicate header parameter 'X-A'; remove one of them"
    ]


def test_notes_count_apart(tmp_path, capsys):
    path, _ = list_notes(tmp_path, openapi("3.1.0"))
    assert main([str(path)]) == 0
    assert capsys.readouterr().out.endswith("api.json: 1 endpoint, no faults, 3 notes\n")
    path.write_text(json.dumps(openapi("3.1.0", servers=[{}])), encoding="utf-8")
    assert main([str(path)]) == 1
    assert capsys.readouterr().out.endswith("api.json: 1 endpoint, 1 fault, 4 notes\n")
