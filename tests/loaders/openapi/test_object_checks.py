"""Mistakes that no reader of a file finds: each is one warning, at its place, with what was probably meant."""

from __future__ import annotations

import json
import re
import textwrap
from pathlib import Path

import pytest

from sphinxext_gptproto.cli.check import main
from sphinxext_gptproto.loaders import load
from sphinxext_gptproto.loaders.openapi.fixed_fields import ANY, OPENAPI_3, SWAGGER_2

INFO = {"title": "Shop", "version": "1"}
ANSWER = {"200": {"description": "OK"}}


def openapi(version="3.0.4", *, get=None, item=None, schema=None, **more):
    """Return a file with one operation, and with further fields in its objects."""
    operation = {"operationId": "read", "responses": ANSWER, **(get or {})}
    data = {"openapi": version, "info": INFO, "paths": {"/a": {"get": operation, **(item or {})}}, **more}
    if schema is not None:
        content = {"application/json": {"schema": schema}}
        operation["requestBody"] = {"content": content}
    return data


def swagger(*, get=None, **more):
    operation = {"operationId": "read", "responses": ANSWER, **(get or {})}
    return {"swagger": "2.0", "info": INFO, "host": "a.example", "paths": {"/a": {"get": operation}}, **more}


@pytest.fixture
def find(tmp_path):
    """Load a file, and others beside it; return its faults as text without the file's name."""

    def load_faults(data, *, notes=False, **others):
        for name, text in others.items():
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        path = tmp_path / "api.json"
        path.write_text(data if isinstance(data, str) else json.dumps(data, indent=1), encoding="utf-8")
        return [re.sub(r"^.*?:\d+:\d+: ", "", str(fault)) for fault in load(path, notes=notes)[1]]

    return load_faults


GET = "$.paths['/a'].get"
KEYS = [
    (
        openapi(get={"requestbody": {}}),
        f"{GET}.requestbody: unknown key 'requestbody' in an Operation Object; did you mean 'requestBody'?",
    ),
    (
        openapi(component={}),
        "$.component: unknown key 'component' in an OpenAPI file; did you mean 'components'?",
    ),
    (
        openapi(item={"GET": {}}),
        "$.paths['/a'].GET: unknown key 'GET' in a Path Item Object; did you mean 'get'?",
    ),
    (
        openapi(item={"fetch": {}}),
        "$.paths['/a'].fetch: unknown key 'fetch' in a Path Item Object; did you mean 'patch'?",
    ),
    (
        openapi(get={"owner": "me"}),
        f"{GET}.owner: unknown key 'owner' in an Operation Object; remove it, or rename it to 'x-owner'",
    ),
    (
        openapi(get={"parameters": [{"name": "q", "in": "query", "type": "string"}]}),
        f"{GET}.parameters[0].type: unknown key 'type' in a Parameter Object; move it into 'schema'",
    ),
    (
        openapi(schema={"type": "object", "propertys": {}}),
        (
            f"{GET}.requestBody.content['application/json'].schema.propertys: unknown key 'propertys' in a Schema Object; "
            "did you mean 'properties'?"
        ),
    ),
    (
        openapi(info={**INFO, "licence": {"name": "MIT"}}),
        "$.info.licence: unknown key 'licence' in an Info Object; did you mean 'license'?",
    ),
    (
        openapi(tags=[{"name": "A", "descripton": "x"}]),
        "$.tags[0].descripton: unknown key 'descripton' in a Tag Object; did you mean 'description'?",
    ),
    (
        openapi(components={"securitySchemes": {"key": {"type": "http", "schema": "bearer"}}}),
        (
            "$.components.securitySchemes.key.schema: unknown key 'schema' in a Security Scheme Object; "
            "did you mean 'scheme'?"
        ),
    ),
    (
        swagger(get={"consume": ["a/b"]}),
        f"{GET}.consume: unknown key 'consume' in an Operation Object; did you mean 'consumes'?",
    ),
    (swagger(basepath="/v1"), "$.basepath: unknown key 'basepath' in a Swagger file; did you mean 'basePath'?"),
]


@pytest.mark.parametrize(("data", "message"), KEYS, ids=[re.findall(r"'(\S+)' in", row[1])[0] for row in KEYS])
def test_a_key_that_is_not_one_of_openapi(find, data, message):
    assert find(data) == [f"warning: {message}"]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            openapi(get={"security": [{"absent": []}]}),
            f"{GET}.security[0].absent: unknown security scheme 'absent'; define it under components.securitySchemes",
        ),
        (
            openapi(
                security=[{"kye": []}], components={"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}}
            ),
            "$.security[0].kye: unknown security scheme 'kye'; did you mean 'key'?",
        ),
        (
            swagger(security=[{"absent": []}]),
            "$.security[0].absent: unknown security scheme 'absent'; define it under securityDefinitions",
        ),
        (
            openapi(
                get={"parameters": [{"name": "s", "in": "query", "schema": {"enum": ["a", "b"], "default": "up"}}]}
            ),
            (
                f'{GET}.parameters[0].schema.default: the default "up" is not one of the enum\'s values ("a", "b"); '
                "change the default, or add it to the enum"
            ),
        ),
        (
            swagger(
                get={"parameters": [{"name": "s", "in": "query", "type": "string", "enum": ["a"], "default": "up"}]}
            ),
            (
                f'{GET}.parameters[0].default: the default "up" is not one of the enum\'s values ("a"); change the '
                "default, or add it to the enum"
            ),
        ),
        (
            openapi(schema={"properties": {"a": {"type": "string", "required": True}}}),
            (
                f"{GET}.requestBody.content['application/json'].schema.properties.a.required: expected a list of property "
                "names, found true; it is ignored; list required properties under 'required' of the object that has them"
            ),
        ),
        (
            openapi(get={"tags": "Keys"}),
            f"{GET}.tags: expected a list of tag names, found \"Keys\"; write 'tags: [...]'",
        ),
        (openapi(tags=["Keys"]), "$.tags[0]: expected a tag with a 'name', found \"Keys\"; write '- name: ...'"),
        (openapi(tags={"Keys": "Text"}), '$.tags: expected a list of tags, found {"Keys": "Text"}; write a list'),
    ],
)
def test_other_mistakes(find, data, message):
    assert find(data) == [f"warning: {message}"]


SHAPES = [
    (openapi(get={"security": {"key": []}}), GET + '.security: expected a list, found {"key": []}', "list"),
    (openapi(servers="https://a.example"), '$.servers: expected a list, found "https://a.example"', "list"),
    (
        openapi(externalDocs="https://a.example"),
        '$.externalDocs: expected a mapping, found "https://a.example"',
        "mapping",
    ),
    (
        openapi(get={"responses": [ANSWER]}),
        GET + '.responses: expected a mapping, found [{"200": {"description": "OK"}}]',
        "mapping",
    ),
    (openapi(get={"callbacks": []}), GET + ".callbacks: expected a mapping, found []", "mapping"),
    (
        openapi(schema={"properties": ["a"]}),
        GET + ".requestBody.content['application/json'].schema.properties: expected a mapping, found [\"a\"]",
        "mapping",
    ),
    (
        openapi(schema={"allOf": {"type": "string"}}),
        GET + '.requestBody.content[\'application/json\'].schema.allOf: expected a list, found {"type": "string"}',
        "list",
    ),
]


@pytest.mark.parametrize(("data", "message", "expected"), SHAPES)
def test_a_value_of_another_kind(find, data, message, expected):
    assert find(data) == [f"warning: {message}; it is ignored; write it as a {expected}"]


def test_a_security_scheme_without_scopes(find):
    assert find(openapi(get={"security": ["key", "key"]})) == [
        (
            f'warning: {GET}.security[0]: expected the name of a security scheme with its scopes, found "key"; it is '
            "ignored (and at 1 more place); write '- key: []'"
        )
    ]


LEGAL = [
    openapi(get={"parameters": None, "responses": ANSWER, "externalDocs": None}),
    openapi(schema={"items": [{"type": "string"}], "additionalProperties": False, "not": {}}),
    openapi(get={"parameters": [{"name": "a", "in": "query", "schema": {}, "examples": ["a", "b"]}]}),
    swagger(definitions={"A": {"discriminator": "kind", "properties": {"kind": {"type": "string"}}}}),
    openapi("3.1.1", schema={"type": "object", "propertys": {}, "anything": 1}),
    openapi(get={"x-owner": "me"}, **{"x-any": {"getx": 1}}),
    openapi(
        schema={"$ref": "#/components/schemas/A", "anything": 1}, components={"schemas": {"A": {"type": "string"}}}
    ),
    openapi(get={"parameters": [{"name": "a", "in": "query", "example": {"getx": 1}, "schema": {}}]}),
    openapi(schema={"example": {"requird": 1}, "default": {"requird": 1}, "enum": [{"requird": 1}, {}]}),
    openapi("3.1.1", schema={"enum": ["a"], "default": "b"}),
    openapi("3.0.4", schema={"enum": ["a"], "default": None, "nullable": True}),
    openapi("3.0.4", schema={"enum": [1], "default": 1.0}),
    openapi("3.2.0", get={"security": [{"#/components/securitySchemes/a": []}]}),
    openapi(get={"security": [{}]}),
    openapi(get={"callbacks": {"done": {"{$request.body#/url}": {"post": {"responses": ANSWER}}}}}),
    openapi(servers=[{"url": "/v1"}]),
    openapi(components={"headers": {"X-A": {"schema": {"type": "string"}, "name": "X-A"}}}),
    swagger(get={"parameters": [{"name": "a", "in": "query", "type": "string", "example": "b", "x-c": 1}]}),
    {key: value for key, value in swagger().items() if key != "host"},
    swagger(basePath="/v1.5"),
]


@pytest.mark.parametrize("data", LEGAL)
def test_what_is_legal_has_no_warning(find, data):
    assert find(data) == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            openapi(),
            (
                "$.servers: there is no server; samples use https://api.example.com unless 'server' in gptproto_registry names another; add 'servers: [{url: "
                "https://...}]'"
            ),
        ),
        (
            openapi(servers=[{"url": "/v1"}]),
            (
                "$.servers[0].url: the address '/v1' is relative; samples use the host of https://api.example.com; "
                "write the whole address"
            ),
        ),
        (
            {key: value for key, value in swagger(basePath="/v1").items() if key != "host"},
            (
                "$.basePath: the address '/v1' is relative; samples use the host of https://api.example.com; add 'host: "
                "api.example.com'"
            ),
        ),
        (
            {key: value for key, value in swagger().items() if key != "host"},
            "$: there is no server; samples use https://api.example.com unless 'server' in gptproto_registry names another; add 'host: api.example.com'",
        ),
        (
            openapi("3.1.1", servers=[{"url": "https://a.example"}], schema={"type": "object", "propertys": {}}),
            (
                f"{GET}.requestBody.content['application/json'].schema.propertys: unknown key 'propertys' in a Schema "
                "Object; did you mean 'properties'?"
            ),
        ),
        (
            openapi(servers=[{"url": "https://a.example"}], webhooks={}),
            "$.webhooks: 'webhooks' belongs to OpenAPI 3.1, and the file is OpenAPI 3.0.4; write 'openapi: 3.1.0'",
        ),
        (
            openapi(
                servers=[{"url": "https://a.example"}],
                security=[{"key": []}],
                components={"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
                get={"parameters": [{"name": "authorization", "in": "header", "required": True, "schema": {}}]},
            ),
            (
                f"{GET}.parameters: the header parameter 'Authorization' is not shown, since the scheme 'key' sends it; "
                "describe the header in the scheme"
            ),
        ),
    ],
)
def test_what_is_legal_may_have_a_note(find, data, message):
    assert find(data) == []
    assert find(data, notes=True) == [f"note: {message}"]


def test_a_mistake_that_repeats_is_one_warning(find):
    operations = {f"/{number}": {"get": {"responses": ANSWER, "owner": "me"}} for number in range(1201)}
    (message,) = find(openapi(paths=operations))
    assert message == (
        "warning: $.paths['/0'].get.owner: unknown key 'owner' in an Operation Object (and at 1,200 more places); "
        "remove it, or rename it to 'x-owner'"
    )


def test_places_in_other_files_and_sections(find):
    data = openapi(
        paths={"/a": {"$ref": "item.yaml"}}, **{"x-shared": {"A": {"tipe": "string"}}}, components={"schemas": {}}
    )
    data["paths"]["/b"] = {
        "get": {"responses": ANSWER, "parameters": [{"name": "q", "in": "query", "schema": {"$ref": "#/x-shared/A"}}]}
    }
    item = "get: {summary: One, respones: {}, responses: {200: {description: OK}}}\n"
    assert find(data, item=item) == [
        "warning: $.x-shared.A.tipe: unknown key 'tipe' in a Schema Object; did you mean 'type'?",
        "warning: $.get.respones: unknown key 'respones' in an Operation Object; did you mean 'responses'?",
    ]


def test_warnings_fail_the_check(tmp_path, capsys):
    path = tmp_path / "api.json"
    path.write_text(json.dumps(openapi(get={"requestbody": {}})), encoding="utf-8")
    assert main([str(path)]) == 1
    assert capsys.readouterr().out.endswith("api.json: 1 endpoint, no faults, 1 warning, 1 note\n")


def test_what_is_written_another_way_is_read(tmp_path):
    path = tmp_path / "api.json"
    data = openapi(get={"tags": "Keys", "security": [{"absent": []}]}, tags=["Keys"])
    path.write_text(json.dumps(data), encoding="utf-8")
    ((name, endpoint),) = load(path)[0].endpoints.items()
    assert (name, endpoint.operation.tags, endpoint.operation.security) == ("keys/read", ("Keys",), ({},))


@pytest.mark.parametrize("table", [OPENAPI_3, SWAGGER_2])
def test_the_table_is_closed(table):
    types = {field.type for row in table.values() for field in row.nested.values()}
    assert types <= table.keys()
    assert all(row.title.startswith(("a ", "an ")) for row in table.values())
    assert all(field.shape in ("object", "list", "map") for row in table.values() for field in row.fields.values())
    assert [name for name, row in OPENAPI_3.items() if ANY in row.fields] == ["Security", "Callback"]


def test_targets_of_references_in_unusual_places_are_checked_once(tmp_path):
    files = {
        "api.yaml": """\
            openapi: 3.0.3
            info: {title: T, version: "1"}
            servers: [{url: https://a.example}]
            tags: {$ref: tags.yaml}
            paths: {$ref: paths.yaml}
            components: {schemas: {$ref: schemas.yaml}}
            """,
        "tags.yaml": "[{name: a, descripton: x}]\n",
        "paths.yaml": """\
            /a:
              get: {$ref: operation.yaml}
              post:
                responses: {200: {description: OK, content: {$ref: content.yaml}}}
            """,
        "operation.yaml": """\
            requestbody: {}
            tags: {$ref: names.yaml}
            responses: {200: {description: OK, content: {$ref: content.yaml}}}
            """,
        "names.yaml": "[a]\n",
        "content.yaml": """\
            application/json: {schemas: {}, schema: {$ref: schemas.yaml#/Pet}}
            text/plain: {schema: {$ref: api.yaml#/components/schemas/Pet/properties/name}}
            """,
        "schemas.yaml": "Pet: {type: object, properties: {name: {type: string, enum: [a], default: b}}}\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(textwrap.dedent(text), encoding="utf-8")
    faults = load(tmp_path / "api.yaml")[1]
    assert sorted((Path(fault.source.file).name, fault.source.pointer) for fault in faults) == [
        ("content.yaml", "$['application/json'].schemas"),
        ("operation.yaml", "$.requestbody"),
        ("schemas.yaml", "$.Pet.properties.name.default"),
        ("tags.yaml", "$[0].descripton"),
    ]
    assert not [fault for fault in faults if "more place" in fault.reason]


def test_references_that_lead_nowhere_are_reported_as_such(tmp_path):
    text = """\
    openapi: 3.0.3
    info: {title: T, version: "1"}
    servers: [{url: https://a.example}]
    tags: {$ref: '#/x-none'}
    security: {$ref: '#/x-a'}
    x-a: {$ref: '#/security'}
    paths: {}
    """
    (tmp_path / "api.yaml").write_text(textwrap.dedent(text), encoding="utf-8")
    reasons = [fault.reason for fault in load(tmp_path / "api.yaml")[1]]
    assert len(reasons) == 2
    assert "does not exist" in reasons[0]
    assert "circular" in reasons[1]
