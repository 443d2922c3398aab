"""Operations of OpenAPI and Swagger: their fields, names, titles and faults."""

from __future__ import annotations

import json
import textwrap

import pytest
from loaders.openapi.head import HEAD

from sphinxext_gptproto.spec.model import CodeSample, ExternalDocs

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
    parameters = {p.name: p for p in endpoint.operation.parameters}
    assert parameters["id"].description == "Shared."
    assert parameters["page"].schema.default == 2


def test_a_path_parameter_that_is_not_described(load_operation):
    operation, _, faults = load_operation("summary: S", path="/things/{id}")
    assert [(p.name, p.location, p.required) for p in operation.parameters] == [("id", "path", True)]
    assert "the path parameter 'id' is not described" in faults[0]


def test_fields_of_an_operation(load_operation):
    operation, specification, faults = load_operation(
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
            links: {next: {operationId: listThings, description: Goes on., parameters: {id: $response.body#/id}}}
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
    assert operation.deprecated
    assert operation.external_docs == ExternalDocs(url="https://e.x/docs")
    assert (operation.servers[0].url, operation.servers[0].variables[0].values) == (
        "https://eu.example.com",
        ("eu", "us"),
    )
    assert operation.security == ({"key": ()}, {"oauth": ("read",)}, {})
    assert (operation.parameters[0].content_type, operation.parameters[0].example) == ("application/json", {"a": 1})
    assert (operation.parameters[1].example, operation.parameters[1].examples) == ([1], ([2],))
    assert [response.status for response in operation.responses] == ["200", "4XX"]
    assert operation.responses[0].headers[0].schema.types == ("integer",)
    assert operation.responses[0].links[0].parameters == {"id": "$response.body#/id"}
    assert operation.responses[1].description == "Bad."
    assert operation.callbacks[0].operation.responses[0].description == "Taken."
    assert operation.code_samples[0] == CodeSample(language="Ruby", code="puts 1")
    assert specification.schemes["oauth"].flows[0].scopes == {"read": "Reads."}


@pytest.mark.parametrize("security", ["", "security: [{key: []}]\n"])
def test_empty_security(load_operation, security):
    operation, _, _ = load_operation("security: []", head=HEAD + security)
    assert operation.security == ({},)


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


def test_operations_with_faults_are_skipped(read):
    text = "paths:\n  /a:\n    get: nothing\n    post: {operationId: b}\n  b: {get: {operationId: c}}\n  /d: {$ref: '#/gone'}\n"
    specification, faults = read(HEAD + text)
    assert [e.operation.operation_id for e in specification.endpoints.values()] == ["b", "c"]
    messages = [fault.message for fault in faults]
    assert any("GET /a is skipped" in message for message in messages)
    assert any("must start with '/'" in message for message in messages)
    assert any("/d is skipped" in message for message in messages)


def test_duplicate_operation_ids_are_numbered(read):
    text = "paths:\n  /a: {get: {operationId: x}, post: {operationId: x}}\n"
    specification, faults = read(HEAD + text)
    assert list(specification.endpoints) == ["x", "x-2"]
    assert "duplicate operationId 'x'" in faults[0].message


def test_a_tag_and_an_operation_of_the_same_name(read):
    text = "paths: {/a: {get: {operationId: users, tags: [Users]}}, /b: {get: {operationId: Users}}}\n"
    specification, faults = read(HEAD + text)
    assert faults == []
    assert list(specification.endpoints) == ["users/users", "users"]
    assert list(specification.levels) == ["users"]


# -- titles -----------------------------------------------------------------------------------------------------------

LONG = "Makes a thing out of other things, which have to be there already, and tells everybody who might want to know."


@pytest.mark.parametrize(
    ("text", "title", "description"),
    [
        ("{summary: Make it, description: How., operationId: makeIt}", "Make it", "How."),
        ("{operationId: makeIt}", "Make it", ""),
        ("{operationId: LIST_API_KEYS}", "List API keys", ""),
        ("{operationId: '+-'}", "GET /things", ""),
        ("{description: How.}", "GET /things", "How."),
        ("{summary: 'Make `x` of **[y](/y)**.'}", "Make x of y.", ""),
        (f"{{summary: '{LONG}', description: How., operationId: makeIt}}", "Make it", f"{LONG}\n\nHow."),
        (f"{{summary: '{LONG}', description: '{LONG} So.', operationId: makeIt}}", "Make it", f"{LONG} So."),
        ('{summary: "One.\\n\\nTwo.", operationId: makeIt}', "Make it", "One.\n\nTwo."),
        (f"{{summary: '{LONG}'}}", "GET /things", LONG),
        ("{summary: Makes it., x-oaiMeta: {name: Make it}, operationId: makeIt}", "Make it", "Makes it."),
    ],
)
def test_titles(load_operation, text, title, description):
    _, specification, _ = load_operation(text)
    (endpoint,) = specification.endpoints.values()
    assert (endpoint.title, endpoint.description) == (title, description)


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


# -- the extension ----------------------------------------------------------------------------------------------------

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


def test_summaries_of_the_api_and_of_responses(read):
    text = """
        openapi: 3.2.0
        info: {title: Trial, version: '1', summary: Pens for all., description: About pens.}
        servers: [{url: https://api.example.com}]
        paths:
          /a:
            get:
              responses:
                '200': {summary: All the pens, description: In the order of their making.}
                '404': {summary: No pens}
    """
    specification, faults = read(textwrap.dedent(text))
    assert faults == []
    assert specification.service.introduction == "Pens for all.\n\nAbout pens."
    (endpoint,) = specification.endpoints.values()
    assert [(r.summary, r.description) for r in endpoint.operation.responses] == [
        ("All the pens", "In the order of their making."),
        ("No pens", ""),
    ]


def test_metadata_of_an_authorization_server(read):
    text = """
        paths: {/a: {get: {responses: {'204': {description: d}}}}}
        components:
          securitySchemes:
            login: {type: oauth2, oauth2MetadataUrl: https://e.org/.well-known/oauth, flows: {}}
    """
    specification, _ = read(HEAD + textwrap.dedent(text))
    assert specification.schemes["login"].metadata_url == "https://e.org/.well-known/oauth"


def test_tags_that_are_labels(read):
    text = """
        tags:
        - {name: beta, kind: badge, summary: Beta}
        - {name: alpha, kind: badge, description: Not in use.}
        - {name: partners, kind: audience, description: For partners.}
        - {name: Pens, kind: nav}
        paths:
          /a: {get: {operationId: a, tags: [beta, Pens, partners], responses: {'204': {description: d}}}}
          /b: {get: {operationId: b, tags: [beta], x-badges: [{name: New, color: red}, Old, 3], responses: {'204': {description: d}}}}
    """
    specification, _ = read(HEAD + textwrap.dedent(text))
    assert {name: endpoint.operation.badges for name, endpoint in specification.endpoints.items()} == {
        "pens/a": ("Beta", "partners"),
        "b": ("New", "Old", "Beta"),
    }
    assert list(specification.levels) == ["pens"]
