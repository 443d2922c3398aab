"""OpenAPI and Swagger files: what they say, in every dialect, and what goes wrong in them."""

from __future__ import annotations

import json
import textwrap

import pytest
import yaml

from sphinxext_gptproto.errors import UnreadableSourceError
from sphinxext_gptproto.loaders import load, source_files
from sphinxext_gptproto.models import MISSING, ExternalDocs
from sphinxext_gptproto.schemas import Resolver

HEAD = "openapi: 3.1.0\ninfo: {title: Trial, version: '1'}\nservers: [{url: https://api.example.com}]\n"


@pytest.fixture
def read(tmp_path):
    """Load a file of this text, and others beside it."""

    def make(text, *, name="api.yaml", **others):
        for other, content in others.items():
            (tmp_path / other.replace("__", ".")).write_text(textwrap.dedent(content), encoding="utf-8")
        (tmp_path / name).write_text(text, encoding="utf-8")
        return load(tmp_path / name)

    return make


@pytest.fixture
def operation(read):
    """Load one operation; return it, the specification and the messages of its faults."""

    def make(text, head=HEAD, path="/things", method="get"):
        body = textwrap.indent(textwrap.dedent(text), "      ")
        specification, faults = read(f"{head}paths:\n  {path}:\n    {method}:\n{body}")
        (endpoint,) = specification.endpoints.values()
        return endpoint.operation, specification, [str(fault) for fault in faults]

    return make


@pytest.fixture
def schema(read):
    """Load a shared schema named A; return it resolved, and the messages of the faults."""

    def make(text, head=HEAD, **others):
        body = textwrap.indent(textwrap.dedent(text), "      ")
        use = "paths:\n  /x:\n    get:\n      responses:\n        200: {description: d, content: {a/b: {schema: {$ref: '#/components/schemas/A'}}}}\n"
        specification, faults = read(f"{head}{use}components:\n  schemas:\n    A:\n{body}", **others)
        return Resolver(specification.schemas)(specification.schemas["A"]), specification, [str(f) for f in faults]

    return make


# -- schemas ----------------------------------------------------------------------------------------------------------


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
def test_keywords(schema, text, attribute, value):
    found, _, faults = schema(text)
    assert getattr(found, attribute) == value
    assert type(getattr(found, attribute)) is type(value)
    assert faults == []


def test_all_of_is_merged(schema):
    body = "allOf:\n- $ref: '#/components/schemas/A/$defs/B'\n- {required: [b], properties: {b: {}}}\n$defs: {B: {required: [a], properties: {a: {default: 1}}}}\n"
    merged, _, faults = schema(body)
    assert faults == []
    assert merged.required == {"a", "b"}
    assert merged.properties["a"].default == 1


def test_variants_know_their_discriminator(schema):
    found, specification, faults = schema(
        """
        discriminator: {propertyName: kind, mapping: {dog: '#/components/schemas/A/$defs/Dog'}}
        oneOf: [{$ref: '#/components/schemas/A/$defs/Dog'}, {$ref: '#/components/schemas/A/$defs/Cat'}]
        $defs: {Dog: {properties: {bark: {}}}, Cat: {properties: {purr: {}}}}
        """
    )
    assert faults == []
    assert found.discriminator == "kind"
    assert found.discriminator_values == {"dog": found.one_of[0].ref, "Cat": found.one_of[1].ref}
    assert "bark" in specification.schemas[found.one_of[0].ref].properties


def test_recursion_is_a_name(schema):
    found, specification, faults = schema(
        "properties: {children: {type: array, items: {$ref: '#/components/schemas/A'}}}"
    )
    assert faults == []
    assert found.properties["children"].items.ref == "A"
    assert list(specification.schemas) == ["A"]


def test_anchors_and_files_beside(schema):
    text = "properties: {a: {$ref: '#inner'}, b: {$ref: 'other.yaml#/Thing'}, c: {$anchor: inner, type: string}}"
    found, specification, faults = schema(text, other__yaml="Thing: {type: integer, default: 0}\n")
    assert faults == []
    resolve = Resolver(specification.schemas)
    assert resolve(found.properties["a"]).types == ("string",)
    assert resolve(found.properties["b"]).default == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{$ref: '#/components/schemas/B'}", "nothing is called 'B'"),
        ("{$ref: 'https://e.x/y.yaml'}", "is on another host; save it beside this file"),
        ("{$ref: '../up.yaml'}", "is outside of"),
        ("{$ref: 'gone.yaml'}", "'gone.yaml' cannot be read"),
        ("{$ref: '#nowhere'}", "there is no $anchor 'nowhere'"),
        ("{type: strnig}", "'strnig' is no type"),
        ("{minimum: '3'}", "expected a number, found the text '3'; write it without quotes"),
        ("{enum: a}", "expected a list"),
        ("{properties: {a: 1}}", "$.components.schemas.A.properties.a: expected a schema"),
    ],
)
def test_faulty_schemas_cost_a_warning(schema, text, message):
    _, specification, faults = schema(text)
    assert len(specification.endpoints) == 1
    (fault,) = faults
    assert message in fault
    assert "api.yaml:" in fault


# -- operations -------------------------------------------------------------------------------------------------------


def test_parameters_of_the_path_are_overridden(read):
    text = """
        paths:
          /a/{id}:
            parameters:
            - {name: id, in: path, required: true, description: Shared., schema: {type: string}}
            - {name: page, in: query, schema: {type: integer, default: 1}}
            get:
              parameters: [{name: page, in: query, schema: {type: integer, default: 2}}]
    """
    specification, faults = read(HEAD + textwrap.dedent(text))
    assert faults == []
    (endpoint,) = specification.endpoints.values()
    found = {p.name: p for p in endpoint.operation.parameters}
    assert found["id"].description == "Shared."
    assert found["page"].schema.default == 2


def test_a_path_parameter_that_is_not_described(operation):
    found, _, faults = operation("summary: S", path="/things/{id}")
    assert [(p.name, p.location, p.required) for p in found.parameters] == [("id", "path", True)]
    assert "the path parameter 'id' is not described" in faults[0]


def test_everything_else(operation):
    found, specification, faults = operation(
        """
        operationId: listThings
        tags: [Things]
        deprecated: true
        externalDocs: {url: 'https://e.x/docs'}
        servers: [{url: 'https://{region}.example.com', variables: {region: {default: eu, enum: [eu, us]}}}]
        security: [{key: []}, {oauth: [read]}, {}]
        parameters:
        - {name: filter, in: query, content: {application/json: {schema: {type: object}, example: {a: 1}}}}
        - {name: ids, in: query, style: pipeDelimited, explode: false, schema: {type: array}, examples: {a: {value: [1]}, b: {value: [2]}}}
        responses:
          200:
            description: Fine.
            headers: {X-Left: {description: Calls left., schema: {type: integer}}}
            links: {next: {operationId: getThing, description: Goes on., parameters: {id: $response.body#/id}}}
          4xx: {$ref: '#/components/responses/Bad'}
        callbacks: {done: {'{$request.query.url}': {post: {responses: {200: {description: Taken.}}}}}}
        x-codeSamples: [{lang: Ruby, source: puts 1}]
        """,
        head=HEAD
        + "components:\n  responses: {Bad: {description: Bad.}}\n"
        + "  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}, oauth: {type: oauth2, flows: {implicit: {scopes: {read: Reads.}}}}}\n",
    )
    assert faults == []
    assert list(specification.endpoints) == ["things/list-things"]
    assert specification.levels["things"].title == "Things"
    assert found.deprecated
    assert found.external_docs == ExternalDocs(url="https://e.x/docs")
    assert (found.servers[0].url, found.servers[0].variables[0].values) == ("https://eu.example.com", ("eu", "us"))
    assert found.security == ({"key": ()}, {"oauth": ("read",)}, {})
    assert (found.parameters[0].content_type, found.parameters[0].example) == ("application/json", {"a": 1})
    assert (found.parameters[1].example, found.parameters[1].examples) == ([1], ([2],))
    assert [response.status for response in found.responses] == ["200", "4XX"]
    assert found.responses[0].headers[0].schema.types == ("integer",)
    assert found.responses[0].links[0].parameters == {"id": "$response.body#/id"}
    assert found.responses[1].description == "Bad."
    assert found.callbacks[0].operation.responses[0].description == "Taken."
    assert found.code_samples[0].title == "Ruby"
    assert specification.schemes["oauth"].flows[0].scopes == {"read": "Reads."}


@pytest.mark.parametrize("security", ["", "security: [{key: []}]\n"])
def test_no_security_is_asked_for(operation, security):
    found, _, _ = operation("security: []", head=HEAD + security)
    assert found.security == ({},)


def test_tags_are_levels_in_their_order(read):
    text = """
        tags:
        - {name: Second, x-displayName: The second}
        - {name: First, description: Words., externalDocs: {url: 'https://e.x'}}
        x-tagGroups: [{name: Group, tags: [First]}]
        paths:
          /a: {get: {tags: [Second], operationId: a}}
          /b: {get: {tags: [First], operationId: b}, post: {operationId: c}}
        webhooks:
          thing.made: {post: {summary: Made}}
    """
    specification, faults = read(HEAD + textwrap.dedent(text))
    assert faults == []
    assert list(specification.endpoints) == ["group/first/b", "second/a", "c", "webhooks/post-thing-made"]
    assert specification.levels["second"].title == "The second"
    assert specification.levels["group/first"].description == "Words.\n\n[https://e.x](https://e.x)"
    assert specification.endpoints["webhooks/post-thing-made"].operation.is_webhook


def test_a_fault_costs_its_operation(read):
    text = "paths:\n  /a:\n    get: nothing\n    post: {operationId: b}\n  b: {get: {operationId: c}}\n  /d: {$ref: '#/gone'}\n"
    specification, faults = read(HEAD + text)
    assert [e.operation.operation_id for e in specification.endpoints.values()] == ["b", "c"]
    said = [fault.message for fault in faults]
    assert any("GET /a is left out" in message for message in said)
    assert any("must start with '/'" in message for message in said)
    assert any("/d is left out" in message for message in said)


def test_names_given_twice_are_numbered(read):
    text = "paths:\n  /a: {get: {operationId: x}, post: {operationId: x}}\n"
    specification, faults = read(HEAD + text)
    assert list(specification.endpoints) == ["x", "x-2"]
    assert "the operationId 'x' is given more than once" in faults[0].message


@pytest.mark.parametrize("version", ["openapi: 4.0.0", "swagger: '1.2'"])
def test_other_versions(read, version):
    with pytest.raises(UnreadableSourceError, match=r"3\.0, 3\.1 and 3\.2 and Swagger 2\.0 are read"):
        read(version + "\n")


# -- Swagger 2.0 ------------------------------------------------------------------------------------------------------


def test_swagger_2(read):
    data = {
        "swagger": "2.0",
        "info": {"title": "Old", "version": "1"},
        "host": "api.example.com",
        "basePath": "/v1",
        "schemes": ["http", "https"],
        "consumes": ["application/json"],
        "produces": ["application/json"],
        "securityDefinitions": {"o": {"type": "oauth2", "flow": "accessCode", "tokenUrl": "https://e.x", "scopes": {"s": "S."}}},
        "parameters": {"Shared": {"name": "q", "in": "query", "type": "array", "collectionFormat": "multi", "items": {"type": "string"}}},
        "definitions": {"Thing": {"type": "object", "properties": {"a": {"type": "string", "default": "x"}}}},
        "paths": {
            "/a": {
                "post": {
                    "parameters": [
                        {"$ref": "#/parameters/Shared"},
                        {"in": "body", "name": "body", "required": True, "schema": {"$ref": "#/definitions/Thing"}},
                    ],
                    "responses": {"200": {"description": "d", "schema": {"$ref": "#/definitions/Thing"}, "examples": {"application/json": {"a": 1}}}},
                },
                "put": {
                    "consumes": ["multipart/form-data"],
                    "parameters": [
                        {"in": "formData", "name": "file", "type": "file", "required": True},
                        {"in": "formData", "name": "n", "type": "integer", "default": 3, "description": "How many."},
                    ],
                    "responses": {},
                },
            }
        },
    }  # fmt: skip
    specification, faults = read(json.dumps(data), name="api.json")
    assert faults == []
    post, put = (endpoint.operation for endpoint in specification.endpoints.values())
    assert [server.url for server in post.servers] == ["https://api.example.com/v1", "http://api.example.com/v1"]
    assert (post.parameters[0].name, post.parameters[0].explode) == ("q", True)
    assert post.body.content[0].schema.ref == "Thing"
    assert post.responses[0].content[0].examples[0].value == {"a": 1}
    form = put.body.content[0]
    assert form.type == "multipart/form-data"
    assert form.schema.properties["file"].is_file
    assert (form.schema.properties["n"].default, form.schema.properties["n"].description) == (3, "How many.")
    assert specification.schemes["o"].flows[0].name == "authorizationCode"


# -- files ------------------------------------------------------------------------------------------------------------


def test_json_faults_have_their_line(read):
    text = '{\n "openapi": "3.0.0", "servers": [{"url": "https://e.x"}],\n "paths": {\n  "/a": {"get": 1}\n }\n}\n'
    _, (fault,) = read(text, name="api.json")
    assert (fault.source.line, fault.source.column, fault.source.pointer) == (4, 10, "$.paths['/a'].get")


def test_a_folder_of_files_of_several_formats(tmp_path):
    (tmp_path / "one.yaml").write_text(HEAD + "paths: {/a: {get: {operationId: a}}}\n", encoding="utf-8")
    two = yaml.safe_load(HEAD) | {"paths": {"/b": {"get": {"operationId": "a"}}}}
    (tmp_path / "two.json").write_text(json.dumps(two), encoding="utf-8")
    (tmp_path / "part.yaml").write_text("Thing: {type: string}\n", encoding="utf-8")
    specification, faults = load(tmp_path)
    assert faults == []
    assert list(specification.endpoints) == ["one/a", "two/a"]


LIVE_TOKEN = (
    "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1c2VyLTciLCJwYWQiOiJ4eHh4eHh4eHh4eHh4eHh4eHh4eHh4In0.c2lnbmF0dXJlLW9mLWEtdG9rZW4"
)


@pytest.mark.parametrize(
    "key",
    [
        "sk-" + "proj-T3BlbkFJq8vX2mZ7",
        "sk_live_" + "51Hq8vX2mZ7bL1wR8n",
        "AKIA" + "Q3EGRVX7ZK2M5PLW",
        "AIza" + "SyB7q8vX2mZ7bL1wR8nYc5K3d0FhT4uE9aQ",
        "ghp_" + "q8vX2mZ7bL1wR8nYc5K3d0FhT4uE9aQ6s",
        "xoxb-" + "284719350624-kQ8vX2mZ7bL1",
        LIVE_TOKEN,
    ],
)
def test_what_may_be_a_live_key_is_masked(operation, key):
    found, _, faults = operation(f"description: 'Use {key}, please.'")
    assert found.description == "Use YOUR_API_KEY, please."
    assert len(faults) == 1
    assert "live API key" in faults[0]


@pytest.mark.parametrize(
    "text",
    [
        "^ssh-rsa |^(sk-ssh-ed25519|sk-ecdsa-sha2-nistp256)@openssh.com ",
        "sk-admin-1234abcd",
        "sk-abcdefghijklmnop123",
        "sk-proj-7Qxxxxxxxxxxxxxx",
        "sk-proj-T3BlbkFJq8vX2...",
        "sk-proj-T3BlbkFJq8vX2****",
        "sk-your-key-goes-here-1",
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_1234567890abcdef1234567890abcdef12345678",
        "a task-list-2-of-many",
        # jwt.io's example, and a token that ended in 2021
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.c2lnbmF0dXJlLW9mLWEtdG9rZW4",
        "eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjE2MzkwMDE3NTYsInN1YiI6ImEifQ.c2lnbmF0dXJlLW9mLWEtdG9rZW4",
    ],
)
def test_what_cannot_be_a_live_key_is_shown(operation, text):
    found, _, faults = operation(f"description: '{text}'")
    assert found.description == text
    assert faults == []


def test_a_long_token_is_masked(operation):
    head, claims, signature = LIVE_TOKEN.split(".")
    found, _, _ = operation(f"description: {head}.{claims + 'QUJD' * 100}.{signature}")
    assert found.description == "YOUR_API_KEY"


@pytest.mark.parametrize(
    ("servers", "address"),
    [
        ("", "https://api.example.com"),
        ("servers: [{url: /v1}]\n", "https://api.example.com/v1"),
        ("servers: [{url: 'https://e.x/'}]\n", "https://e.x"),
    ],
)
def test_a_server_without_a_host(read, servers, address):
    specification, faults = read(f"openapi: 3.0.0\n{servers}paths: {{/a: {{get: {{}}}}}}\n")
    assert [server.url for endpoint in specification.endpoints.values() for server in endpoint.operation.servers] == [
        address
    ]
    assert len(faults) == (address != "https://e.x")


def test_files_that_are_referred_to_belong_to_the_source(tmp_path):
    (tmp_path / "api.yaml").write_text("openapi: 3.0.0\nx: {$ref: 'a.yaml#/x'}\n", encoding="utf-8")
    (tmp_path / "a.yaml").write_text('y: {"$ref": "sub/b.json"}\nz: {$ref: \'#/y\'}\n', encoding="utf-8")
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.json").write_text("{}", encoding="utf-8")
    (tmp_path / "other.yaml").write_text("{}", encoding="utf-8")
    found = source_files(tmp_path / "api.yaml")
    assert {path.name for path in found} == {"api.yaml", "a.yaml", "b.json"}


# -- streams ----------------------------------------------------------------------------------------------------------

ASKS = "requestBody: {content: {application/json: {schema: {properties: {stream: {type: boolean, nullable: true}}}}}}\n"
JSON_TOO = "application/json: {schema: {type: object}}"


def events(schema, more=""):
    return f"responses: {{200: {{description: d, content: {{{more}text/event-stream: {{schema: {schema}}}}}}}}}\n"


CHUNK = "{properties: {choices: {items: {properties: {delta: {properties: {content: {type: [string, 'null']}}}}}}}}"
DELTAS = (
    "{oneOf: [{properties: {delta: {type: string}}}, {properties: {delta: {type: object}}}, {properties: {a: {}}}]}"
)


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        (ASKS + events(CHUNK, f"{JSON_TOO}, "), "/x", ("/choices/0/delta/content", False)),
        (events(CHUNK), "/x", ("/choices/0/delta/content", True)),
        (events(f"{{properties: {{event: {{}}, data: {CHUNK}}}}}"), "/x", ("/choices/0/delta/content", True)),
        (ASKS + events(DELTAS, f"{JSON_TOO}, "), "/x", ("/delta", False)),
        (events("{properties: {delta: {oneOf: [{properties: {text: {type: string}}}]}}}"), "/x", ("/delta/text", True)),
        (events("{properties: {b64_json: {type: string}}}"), "/v1/responses", ("", True)),
        (events("{type: string}"), "/v1/models/m:streamGenerateContent", ("/candidates/0/content/parts/0/text", True)),
        (events("{}"), "/v1/messages", ("/delta/text", True)),
        (ASKS + events("{}", f"{JSON_TOO}, "), "/x", ("", False)),
        # nothing but the request says so
        (ASKS, "/v1/responses?beta=true", ("/delta", False)),
        (
            ASKS
            + "responses: {200: {description: d, content: {application/json: {schema: {properties: {choices: {items: {properties: {message: {properties: {content: {type: string}}}}}}}}}}}}\n",
            "/x",
            ("/choices/0/delta/content", False),
        ),
        # the body does not decide
        (events(CHUNK, f"{JSON_TOO}, "), "/x", None),
        (ASKS.replace("type: boolean", "type: boolean, const: false"), "/x", None),
        (ASKS.replace("type: boolean", "type: string"), "/x", None),
        ("responses: {400: {description: d, content: {text/event-stream: {}}}}", "/x", None),
    ],
)
def test_streams(operation, text, path, expected):
    found, _, _ = operation(text, path=path, method="post")
    assert (found.streaming and (found.streaming.text, found.streaming.always)) == expected


def test_streams_of_openapi_3_2(operation):
    text = f"responses: {{200: {{description: d, content: {{text/event-stream: {{itemSchema: {CHUNK}}}}}}}}}\n"
    found, _, _ = operation(text, head=HEAD.replace("3.1.0", "3.2.0"))
    assert found.streaming.text == "/choices/0/delta/content"


def test_streams_of_swagger(operation):
    head = "swagger: '2.0'\ninfo: {title: T, version: '1'}\nhost: api.example.com\nschemes: [https]\n"
    text = f"produces: [text/event-stream]\nresponses: {{200: {{description: d, schema: {CHUNK}}}}}\n"
    found, _, _ = operation(text, head=head)
    assert (found.streaming.text, found.streaming.always) == ("/choices/0/delta/content", True)


def test_webhooks_do_not_stream(read):
    hook = f"webhooks:\n  paid:\n    post:\n      {events(CHUNK)}"
    specification, _ = read(HEAD + hook)
    (endpoint,) = specification.endpoints.values()
    assert endpoint.operation.streaming is None


def test_webhooks_need_no_server(read):
    text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nwebhooks: {paid: {post: {responses: {200: {description: d}}}}}\n"
    specification, faults = read(text)
    assert specification.service.servers == ()
    assert faults == []


# -- examples of vendors ----------------------------------------------------------------------------------------------

DOCUMENTED = """\
requestBody:
  content: {application/json: {schema: {required: [model], properties: {model: {type: string}, note: {type: string}}}}}
responses:
  '200': {description: d, content: {application/json: {schema: {type: object}}}}
  '400': {description: d, content: {application/json: {schema: {type: object}}}}
"""
ONE = r"""
x-oaiMeta:
  name: Make
  examples:
    request:
      curl: |
        curl https://api.example.com/things \
          -H "Authorization: Bearer $OPENAI_API_KEY" \
        -d '{"model": "m-1", "note": "It'\''s"}'
      python: |
        from openai import OpenAI
      node.js: |
        import OpenAI from "openai";
    response: |
      {"id": "t-1"}
"""
TWO = r"""
x-groq-metadata:
  examples:
    - title: Default
      request: {curl: "curl x -d '{\"model\": 1}'", py: import groq}
      response: {id: a}
    - title: Later
      request: {curl: "curl x --data '{\"model\": \"m-2\"}'"}
      response: |
        event: start
        data: {}
"""


def test_an_example_of_a_vendor(operation):
    found, _, faults = operation(DOCUMENTED + ONE, method="post")
    assert [(sample.title, sample.is_beside) for sample in found.code_samples] == [
        ("Example (cURL)", True),
        ("Example (Python SDK)", True),
        ("Example (Node.js SDK)", True),
    ]
    assert [example.value for example in found.body.content[0].examples] == [{"model": "m-1", "note": "It's"}]
    assert [[e.value for e in r.content[0].examples] for r in found.responses] == [[{"id": "t-1"}], []]
    assert faults == []


def test_examples_of_a_vendor_that_do_not_fit(operation):
    found, _, _ = operation(DOCUMENTED + TWO, method="post")
    titles = ["Example (cURL)", "Example (Python SDK)", "Later (cURL)"]
    assert [sample.title for sample in found.code_samples] == titles
    assert [(example.name, example.value) for example in found.body.content[0].examples] == [
        ("Later", {"model": "m-2"})
    ]
    assert [example.value for example in found.responses[0].content[0].examples] == [{"id": "a"}]


def test_examples_of_the_standard_go_before_those_of_a_vendor(operation):
    own = DOCUMENTED.replace("application/json: {", "application/json: {example: {model: own}, ")
    found, _, _ = operation(own + ONE + "x-codeSamples: [{lang: curl, source: curl own}]\n", method="post")
    assert found.body.content[0].examples[0].value == {"model": "own"}
    assert found.responses[0].content[0].examples[0].value == {"model": "own"}
    assert [(sample.title, sample.is_beside) for sample in found.code_samples][:2] == [
        ("cURL", False),
        ("Example (cURL)", True),
    ]


@pytest.mark.parametrize(
    "meta",
    [
        "none",
        "{}",
        "{examples: 3}",
        "{examples: [3, {}]}",
        "{examples: {request: {curl: 'curl -d \"{'}, response: '{'}}",
    ],
)
def test_odd_examples_of_a_vendor(operation, meta):
    found, _, _ = operation(f"{DOCUMENTED}x-oaiMeta: {meta}\n", method="post")
    assert found.body.content[0].examples == ()


# -- titles -----------------------------------------------------------------------------------------------------------

LONG = "Makes a thing out of other things, which have to be there already, and tells everybody who might want to know."


@pytest.mark.parametrize(
    ("text", "title", "description"),
    [
        ("{summary: Make it, description: How., operationId: makeIt}", "Make it", "How."),
        ("{operationId: makeIt}", "makeIt", ""),
        ("{description: How.}", "GET /things", "How."),
        ("{summary: 'Make `x` of **[y](/y)**.'}", "Make x of y.", ""),
        (f"{{summary: '{LONG}', description: How., operationId: makeIt}}", "Make it", f"{LONG}\n\nHow."),
        (f"{{summary: '{LONG}', description: '{LONG} So.', operationId: makeIt}}", "Make it", f"{LONG} So."),
        ('{summary: "One.\\n\\nTwo.", operationId: makeIt}', "Make it", "One.\n\nTwo."),
        (f"{{summary: '{LONG}'}}", "GET /things", LONG),
        ("{summary: Makes it., x-oaiMeta: {name: Make it}, operationId: makeIt}", "Make it", "Makes it."),
    ],
)
def test_titles(operation, text, title, description):
    _, specification, _ = operation(text)
    (endpoint,) = specification.endpoints.values()
    assert (endpoint.title, endpoint.description) == (title, description)


# -- what OpenAPI has no words for -------------------------------------------------------------------------------------

EXTENDED = f"""{HEAD}
paths:
  /a:
    post: {{operationId: a, responses: {{200: {{description: d}}}}, x-gptproto: {{streaming: {{text: /t}}, errors: [gone]}}}}
    x-gptproto-operations:
      - {{method: post, operationId: b, responses: {{200: {{description: d}}}}}}
      - {{operationId: c}}
x-gptproto:
  errors: {{gone: {{status: 410, title: Gone, message: m, body: null}}, bad: {{status: 1, title: t, message: m, body: null}}}}
  catalog: []
  catalogue:
    - {{provider: acme, title: Acme, endpoints: {{one: {{operation: a}}, two: {{operation: b}}, three: {{operation: d}}}}}}
"""


def test_the_extension(read):
    specification, faults = read(EXTENDED)
    assert list(specification.endpoints) == ["acme/one", "acme/two"]
    assert [(o.method, o.path) for o in specification.operations.values()] == [("POST", "/a")] * 2
    assert specification.operations["a"].streaming.text == "/t"
    assert specification.operations["a"].errors == specification.operations["b"].errors == ("gone",)
    assert {(fault.source.pointer, fault.source.line > 1) for fault in faults} == {
        ("$.paths['/a'].x-gptproto-operations[1]", True),
        ("$.x-gptproto.errors.bad.status", True),
        ("$.x-gptproto.catalog", True),
        ("$.x-gptproto.catalogue[0].endpoints.three.operation", True),
    }
