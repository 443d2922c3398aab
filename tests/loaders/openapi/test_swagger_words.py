"""Faults of Swagger 2.0 files: their paths, lines and hints are those of the file that the author has."""

from __future__ import annotations

import textwrap

import pytest

from sphinxext_gptproto.loaders import load

HEAD = 'swagger: "2.0"\ninfo: {title: Shop, version: "1"}\nhost: a.example\n'
OPERATION = """\
paths:
  /a/{id}:
    parameters: [{name: id, in: path, required: true, type: string, maxLength: x}]
    post:
      consumes: [application/json]
      produces: [application/json]
      parameters:
      - {name: body, in: body, schema: {type: object, properties: {n: {type: strin}}}}
      - {name: q, in: query, type: integre}
      responses:
        200: {description: OK, schema: {type: objekt}, headers: {X-A: {type: txt}}}
  /form:
    post:
      parameters:
      - {name: z, in: query, type: string}
      - {name: f, in: formData, type: fil}
      responses: {200: {$ref: '#/responses/ok'}}
responses:
  ok: {description: OK, schema: {minimum: low}}
securityDefinitions:
  key: {type: secret}
"""


@pytest.fixture
def find(tmp_path):
    def load_faults(text):
        (tmp_path / "api.yaml").write_text(HEAD + textwrap.dedent(text), encoding="utf-8")
        return [(fault.source.pointer, fault.source.line) for fault in load(tmp_path / "api.yaml", notes=True)[1]]

    return load_faults


def test_places(find):
    lines = (HEAD + OPERATION).splitlines()
    places = find(OPERATION)
    assert [pointer for pointer, _line in places] == [
        "$.paths['/a/{id}'].parameters[0].maxLength",
        "$.paths['/a/{id}'].post.parameters[0].schema.properties.n.type",
        "$.paths['/a/{id}'].post.parameters[1].type",
        "$.paths['/a/{id}'].post.responses.200.schema.type",
        "$.paths['/a/{id}'].post.responses.200.headers.X-A.type",
        "$.paths['/form'].post.parameters[1].type",
        "$.responses.ok.schema.minimum",
        "$.securityDefinitions.key.type",
    ]
    values = ["maxLength: x", "strin", "integre", "objekt", "txt", "fil", "minimum: low", "secret"]
    for (_pointer, line), value in zip(places, values, strict=True):
        assert value in lines[line - 1]


def test_notes_about_examples(find):
    text = """\
    paths:
      /a:
        get:
          produces: [application/json]
          parameters: [{name: q, in: query, type: integer, default: x}]
          responses:
            200: {description: OK, schema: {type: object}, examples: {application/json: text}}
    """
    assert [pointer for pointer, _line in find(text)] == [
        "$.paths['/a'].get.parameters[0].default",
        "$.paths['/a'].get.responses.200.examples['application/json']",
    ]


def test_no_message_has_words_of_openapi_3(tmp_path):
    for name, text in (
        ("one", "basePath: /v1\npaths: {/a: {get: {responses: {200: {description: OK}}}}}\n"),
        ("two", "paths: {/a: {get: {security: [{k: []}], responses: {200: {description: OK}}}}}\n"),
    ):
        path = tmp_path / f"{name}.yaml"
        path.write_text(HEAD.replace("host: a.example\n", "") + text, encoding="utf-8")
        messages = [str(fault) for fault in load(path, notes=True)[1]]
        assert messages
        assert not [message for message in messages if "servers" in message or "components" in message]


def test_places_of_shared_parameters_and_responses_and_of_other_files(find, tmp_path):
    (tmp_path / "item.yaml").write_text(
        "get:\n  parameters:\n  - {$ref: 'api.yaml#/parameters/body'}\n  - {name: q, in: query, type: integre}\n"
        "  responses: {200: {description: OK, schema: {type: objekt}}}\n",
        encoding="utf-8",
    )
    text = """\
    paths:
      /a: {$ref: item.yaml}
    parameters:
      body: {name: body, in: body, schema: {type: object, maxProperties: x}}
    """
    assert find(text) == [
        ("$.parameters.body.schema.maxProperties", 7),
        ("$.get.parameters[1].type", 4),
        ("$.get.responses.200.schema.type", 5),
    ]


def test_a_note_about_a_parameter_in_another_file(find, tmp_path):
    (tmp_path / "q.yaml").write_text("q:\n  {name: q, in: query, type: integer, default: x}\n", encoding="utf-8")
    text = "paths: {/a: {get: {parameters: [{$ref: 'q.yaml#/q'}], responses: {200: {description: OK}}}}}\n"
    assert find(text) == [("$.q.default", 2)]
