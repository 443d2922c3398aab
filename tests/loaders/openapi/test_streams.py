"""Streaming operations, and the place of the text in their events."""

from __future__ import annotations

import pytest
from loaders.openapi.head import HEAD

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
        # only the request tells
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
def test_streams(load_operation, text, path, expected):
    operation, _, _ = load_operation(text, path=path, method="post")
    assert (operation.streaming and (operation.streaming.text, operation.streaming.always)) == expected


def test_streams_of_openapi_3_2(load_operation):
    text = f"responses: {{200: {{description: d, content: {{text/event-stream: {{itemSchema: {CHUNK}}}}}}}}}\n"
    operation, _, _ = load_operation(text, head=HEAD.replace("3.1.0", "3.2.0"))
    assert operation.streaming.text == "/choices/0/delta/content"


def test_streams_of_swagger(load_operation):
    head = "swagger: '2.0'\ninfo: {title: T, version: '1'}\nhost: api.example.com\nschemes: [https]\n"
    text = f"produces: [text/event-stream]\nresponses: {{200: {{description: d, schema: {CHUNK}}}}}\n"
    operation, _, _ = load_operation(text, head=head)
    assert (operation.streaming.text, operation.streaming.always) == ("/choices/0/delta/content", True)


def test_webhooks_do_not_stream(read):
    hook = f"webhooks:\n  paid:\n    post:\n      {events(CHUNK)}"
    specification, _ = read(HEAD + hook)
    (endpoint,) = specification.endpoints.values()
    assert endpoint.operation.streaming is None
