"""Each fault of an OpenAPI file is one message, which says what was expected and what to do."""

from __future__ import annotations

import pytest
from loaders.openapi.head import HEAD

from sphinxext_gptproto.loaders import load
from sphinxext_gptproto.loaders.files import yaml_json
from sphinxext_gptproto.loaders.openapi import loader as openapi
from sphinxext_gptproto.spec.errors import UnreadableSourceError

AT = "$.paths['/a'].get"
SCHEMA = f"{AT}.requestBody.content['a/b'].schema"
REF = f"{SCHEMA}['$ref']"


def in_operation(text):
    return f"paths: {{/a: {{get: {{{text}}}}}}}\n"


def in_schema(text):
    return in_operation(f"requestBody: {{content: {{a/b: {{schema: {text}}}}}}}")


def in_server(variables):
    return in_operation(f"servers: [{{url: 'https://a.x', variables: {variables}}}]")


MESSAGES = {
    "paths: []\n": "$.paths: expected a mapping of paths; write each as '/path: ...'",
    "paths: {a: {get: {}}}\n": "$.paths.a: the path 'a' must start with '/'; write '/a'",
    "paths: {/a: 1}\n": (
        "$.paths['/a']: expected a mapping of methods; /a is skipped; write each method as a key, such as 'get: ...'"
    ),
    "paths: {/a: {get: 1}}\n": (
        "$.paths['/a'].get: expected an operation; GET /a is skipped; write a mapping with 'responses'"
    ),
    "paths: {/a: {get: {operationId: x}, put: {operationId: x}}}\n": (
        "$.paths['/a'].put.operationId: duplicate operationId 'x'; this operation gets the id 'x-2'; rename one of them"
    ),
    "paths: {'/a/{id}': {get: {}}}\n": (
        "$.paths['/a/{id}'].get.parameters: GET /a/{id}: the path parameter 'id' is not described; add a parameter "
        "'id' with 'in: path'"
    ),
    "paths: {'/a/{id}': {get: {parameters: [{name: id, in: path, required: false}]}}}\n": (
        "$.paths['/a/{id}'].get.parameters[0].required: the path parameter 'id' must be required; write 'required: "
        "true'"
    ),
    in_operation("parameters: 1"): f"{AT}.parameters: expected a list of parameters; write each as '- name: ...'",
    in_operation("parameters: [{in: query}]"): (
        f"{AT}.parameters[0]: the parameter has no name and is skipped; add 'name: ...'"
    ),
    in_operation("parameters: [{name: q, in: body}]"): (
        f"{AT}.parameters[0].in: the parameter 'q' is skipped: expected 'in' to be one of path, query, header, cookie, "
        "found 'body'"
    ),
    in_operation("responses: {600: {}}"): (
        f"{AT}.responses.600: expected a status such as 200, 4XX or default, found '600'"
    ),
    in_operation("requestBody: 1"): f"{AT}.requestBody: expected a request body, found 1",
    in_operation("summary: 1"): f"{AT}.summary: expected text, found 1; write it in quotes",
    in_operation("requestBody: {content: []}"): (
        f"{AT}.requestBody.content: expected a mapping of media types; write 'application/json: ...'"
    ),
    in_operation("servers: [1]"): (
        f"{AT}.servers[0]: expected a server with a 'url'; write '- url: https://api.example.com'"
    ),
    in_server("1"): (
        f"{AT}.servers[0].variables: expected a mapping of variables, found 1; write 'name: {{default: ...}}'"
    ),
    in_server("{a: 1}"): (
        f"{AT}.servers[0].variables.a: expected a variable with a 'default', found 1; write 'a: {{default: ...}}'"
    ),
    in_server("{a: {default: b, enum: c}}"): (
        f"{AT}.servers[0].variables.a.enum: expected a list of values, found 'c'; list them, or remove 'enum'"
    ),
    in_server("{a: {enum: [c]}}"): (
        f"{AT}.servers[0].variables.a: the variable has no default; add 'default', the value that samples use"
    ),
    in_operation("requestBody: {$ref: '#/paths/~1a/get/requestBody'}"): (
        f"{AT}.requestBody['$ref']: the reference '#/paths/~1a/get/requestBody' is circular; requestBody is skipped; "
        "write the object itself in place of one of the references"
    ),
    in_schema("1"): f"{SCHEMA}: expected a schema, found 1; write a mapping, such as type: string",
    in_schema("{enum: a}"): f"{SCHEMA}.enum: expected a list; write the allowed values as a list",
    in_schema("{type: magic}"): (
        f"{SCHEMA}.type: unknown type 'magic'; write one of string, integer, number, boolean, object, array, null"
    ),
    in_schema("{$ref: 'b.yaml#missing'}"): f"{REF}: 'b.yaml#missing': there is no $anchor 'missing'",
    in_schema("{$ref: '#/components/schemas/B'}"): (
        f"{REF}: '#/components/schemas/B' does not exist: there is no 'components'; add 'components' there, or fix the "
        "reference"
    ),
    in_schema("{$ref: 'https://b.x/b.yaml#/a'}"): (
        f"{REF}: 'https://b.x/b.yaml' is on another host; download the file to this folder and refer to it by its name: "
        "nothing is fetched from the network"
    ),
    "paths: {}\ncomponents: {securitySchemes: {k: {type: magic}}}\n": (
        "$.components.securitySchemes.k.type: expected one of the types http, apiKey, oauth2, openIdConnect, mutualTLS, "
        "found 'magic'; the scheme is skipped"
    ),
    "paths: {}\nx-gptproto: 1\n": (
        "$.x-gptproto: expected a mapping; write it with any of the keys operationIds, errors, formats, levels, "
        "endpoints, catalogue"
    ),
}


@pytest.mark.parametrize(("text", "message"), MESSAGES.items())
def test_a_fault_is_one_message(read, text, message):
    assert [fault.message for fault in read(HEAD + text, b__yaml="a: {}\n")[1]] == [message]


def test_a_reference_out_of_the_folder(read, tmp_path):
    (fault,) = read(HEAD + in_schema("{$ref: '../b.yaml#/a'}"))[1]
    assert fault.message == (
        f"{REF}: '../b.yaml' is outside of {tmp_path}; copy it into this folder: files elsewhere are not read"
    )


def test_a_long_chain_of_references(read):
    bodies = "".join(f"    B{n}: {{$ref: '#/components/requestBodies/B{n + 1}'}}\n" for n in range(600))
    text = in_operation("requestBody: {$ref: '#/components/requestBodies/B0'}")
    (fault,) = read(f"{HEAD}{text}components:\n  requestBodies:\n{bodies}    B600: {{content: {{}}}}\n")[1]
    assert fault.message.endswith(
        ": the reference '#/components/requestBodies/B500' is at the end of a chain of more than 50 references; "
        "requestBody is skipped; write the object itself in place of one of the references"
    )


REFUSALS = {
    "openapi: 4.0.0\ninfo: {}\npaths: {}\n": (
        "has the version '4.0.0'; supported are OpenAPI 3.0, 3.1 and 3.2, and Swagger 2.0"
    ),
    "a: 1\n": "is not an OpenAPI file: expected a mapping with the key 'openapi' or 'swagger'",
}


@pytest.mark.parametrize(("text", "reason"), REFUSALS.items())
def test_a_refusal_is_one_message(tmp_path, text, reason):
    (tmp_path / "api.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableSourceError) as caught:
        openapi.load([tmp_path / "api.yaml"])
    assert caught.value.reason == reason


def test_a_file_that_is_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(yaml_json, "MAX_BYTES", 3 * 2**20)
    (tmp_path / "api.yaml").write_text(HEAD + "#" * 2**22, encoding="utf-8")
    with pytest.raises(UnreadableSourceError) as caught:
        load(tmp_path / "api.yaml")
    assert caught.value.reason == "is larger than 3 MiB, the limit for one file"
