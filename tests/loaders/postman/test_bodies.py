"""Bodies of requests, and saved responses."""

from __future__ import annotations

import pytest
from loaders.postman.parts import media_of, raw

from sphinxext_gptproto.spec.model import Example, Schema

# -- bodies -----------------------------------------------------------------------------------------------------------


def test_json(load_operation):
    text = (
        '{"model": "m", // Which model.\n "n": {{n}}, "limit": {{limit}}, "to": "{{$randomEmail}}", "id": "<integer>"}'
    )
    operation, _, faults = load_operation({"variable": [{"key": "limit", "value": "5"}]}, body=raw(text, "json"))
    media = media_of(operation)
    assert faults == []
    assert media.type == "application/json"
    assert media.inferred
    assert media.examples == (
        Example(name="example", value={"model": "m", "n": "<n>", "limit": 5, "to": "ada@example.com", "id": 1}),
    )
    assert media.schema == Schema(
        types=("object",),
        properties={
            "model": Schema(types=("string",), description="Which model."),
            "n": Schema(),
            "limit": Schema(types=("integer",)),
            "to": Schema(types=("string",), format="email"),
            "id": Schema(types=("integer",)),
        },
    )


@pytest.mark.parametrize(
    ("body", "header", "kind"),
    [
        (raw('{"a": 1}'), "", "application/json"),
        (raw('{"a": 1}'), "application/vnd.x+json; charset=utf-8", "application/vnd.x+json; charset=utf-8"),
        (raw("<a/>", "xml"), "", "application/xml"),
        (raw("<?xml version='1.0'?><a/>"), "", "application/xml"),
        (raw("<p>", "html"), "", "text/html"),
        (raw("words"), "", "text/plain"),
        (raw('{"a": 1}', "text"), "text/plain", "text/plain"),
        (raw("a=1&b=2"), "application/x-www-form-urlencoded", "application/x-www-form-urlencoded"),
        ({"raw": '{"a": 1}'}, "{{type}}", "application/json"),
        ({"mode": "file", "file": {"src": "/home/me/a.png"}}, "image/png", "image/png"),
        ({"mode": "file", "file": {"src": None}}, "", "application/octet-stream"),
        ({"mode": "graphql", "graphql": {"query": "{ a }"}}, "", "application/json"),
    ],
)
def test_media_types(load_operation, body, header, kind):
    operation, _, faults = load_operation(body=body, header=[{"key": "Content-Type", "value": header}])
    assert media_of(operation).type == kind
    assert operation.parameters == ()
    assert faults == []


@pytest.mark.parametrize(
    "body",
    [None, {}, raw(""), raw(" \n"), {"mode": "formdata", "formdata": []}, {"mode": "urlencoded"}, {"mode": "graphql", "graphql": {}}, {"mode": "raw", "raw": '{"a": 1}', "disabled": True}],
)  # fmt: skip
def test_no_body(load_operation, body):
    operation, _, faults = load_operation(body=body)
    assert operation.body is None
    assert faults == []


def test_json_that_cannot_be_read_is_shown_as_it_is(load_operation):
    operation, _, (fault,) = load_operation(body=raw('{"a": yes, "b": "{{c}}"}', "json"))
    media = media_of(operation)
    assert (media.type, media.schema, media.inferred) == ("application/json", None, False)
    assert media.examples == (Example(name="example", value='{"a": yes, "b": "<c>"}', serialized=True),)
    assert "trial.json:14:6: $.item[0].request.body.raw: the body of 'Make thing' cannot be read as JSON" in fault
    assert "line 1, column 7: expected a value, found 'yes" in fault


def test_forms(load_operation):
    rows = [
        {
            "key": "image",
            "type": "file",
            "src": "/C:/Users/me/cat.png",
            "contentType": "image/png",
            "description": "Which.",
        },
        {"key": "masks", "type": "file", "src": ["a/one.png", "two.png"]},
        {"key": "later", "type": "file", "src": None, "disabled": True},
        {"key": "some", "type": "file"},
        *({"key": "n", "value": "2", "type": "text"}, {"key": "tag", "value": "a"}, {"key": "tag", "value": "b"}),
        {"key": "size", "value": "512", "type": "text", "disabled": True, "description": "How large."},
        {"key": "prompt", "type": "text"},
    ]
    operation, _, _ = load_operation(body={"mode": "formdata", "formdata": rows})
    media = media_of(operation)
    file = Schema(types=("string",), format="binary")
    assert media.type == "multipart/form-data"
    assert media.encoding == {"image": "image/png"}
    assert media.examples[0].value == {
        "image": "cat.png", "masks": ["one.png", "two.png"], "some": "(binary)", "n": 2, "tag": ["a", "b"],
        "prompt": "<prompt>",
    }  # fmt: skip
    assert media.schema.properties == {
        "image": Schema(types=("string",), format="binary", description="Which."),
        "masks": Schema(types=("array",), items=file),
        "later": file,
        "some": file,
        "n": Schema(types=("integer",)),
        "tag": Schema(types=("array",), items=Schema(types=("string",))),
        "size": Schema(types=("integer",), examples=(512,), description="How large."),
        "prompt": Schema(types=("string",)),
    }
    assert media.schema.required == frozenset()


def test_graphql(load_operation):
    query = {"query": "query Get($id: ID!) { thing(id: $id) { name } }", "variables": '{"id": {{id}},}'}
    operation, _, _ = load_operation(
        {"variable": [{"key": "id", "value": 7}]}, body={"mode": "graphql", "graphql": query}
    )
    assert media_of(operation).examples[0].value == {"query": query["query"], "variables": {"id": 7}}


# -- responses --------------------------------------------------------------------------------------------------------


def test_saved_responses(load_operation):
    kind = [
        {"key": "Content-Type", "value": "application/json"},
        {"key": "Date", "value": "now"},
        {"key": "X-Left", "value": "9"},
    ]
    saved = [
        {"name": "Not found", "code": "404", "header": None, "body": "gone", "_postman_previewlanguage": "plain"},
        {"name": "One", "code": 200, "header": kind, "body": '{"a": 1, "b": null}'},
        {"name": "Two", "code": 200, "header": kind, "body": '{"a": 1.5, "b": "x"} // no more'},
        {"name": "Cut", "status": "Bad Request", "body": '{"a": "cut of', "_postman_previewlanguage": "json"},
        {"name": "Odd", "status": None, "code": None, "body": None},
        None,
    ]
    operation, _, faults = load_operation(item={"response": saved})
    one, cut, missing, odd = operation.responses
    assert [(r.status, r.description) for r in operation.responses] == [
        ("200", ""), ("400", "Cut"), ("404", "Not found"), ("default", "Odd"),
    ]  # fmt: skip
    (media,) = one.content
    assert media.inferred
    assert [(e.name, e.value) for e in media.examples] == [("One", {"a": 1, "b": None}), ("Two", {"a": 1.5, "b": "x"})]
    assert media.schema.properties == {"a": Schema(types=("number",)), "b": Schema(types=("string", "null"))}
    assert [(h.name, h.example) for h in one.headers] == [("X-Left", 9)]
    assert cut.content[0].examples == (Example(name="Cut", value='{"a": "cut of', serialized=True),)
    assert (missing.content[0].type, odd.content) == ("text/plain", ())
    assert len(faults) == 1
    assert "the saved response 'Cut' of 'Make thing' cannot be read as JSON" in faults[0]
