"""Postman collections: what they say, in both versions and as people really leave them, and what goes wrong in them."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sphinxext_gptproto.errors import UnreadableSourceError
from sphinxext_gptproto.loaders import get_format, load
from sphinxext_gptproto.loaders.postman_variables import DYNAMIC
from sphinxext_gptproto.models import MISSING, Example, OAuthFlow, Schema

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
URL = "https://api.example.org/things"


@pytest.fixture
def read(tmp_path):
    """Load a collection with these items."""

    def make(*items, **more):
        data = {"info": {"name": "Trial", "schema": SCHEMA}, "item": list(items), **more}
        (tmp_path / "trial.json").write_text(json.dumps(data, indent=1), encoding="utf-8")
        return load(tmp_path / "trial.json")

    return make


@pytest.fixture
def operation(read):
    """Load one request; return its operation, the specification and the messages of its faults."""

    def make(collection=None, item=None, **request):
        made = {"name": "Make thing", "request": {"method": "POST", "url": URL} | request, **(item or {})}
        specification, faults = read(made, **(collection or {}))
        (endpoint,) = specification.endpoints.values()
        return endpoint.operation, specification, [str(fault) for fault in faults]

    return make


def raw(text, language=None):
    return {"mode": "raw", "raw": text} | ({"options": {"raw": {"language": language}}} if language else {})


def media_of(operation):
    (media,) = operation.body.content
    return media


# -- format -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"info": {"_postman_id": "1", "name": "n"}, "item": []}', "postman"),
        (f'{{"info": {{"name": "n", "schema": "{SCHEMA}"}}, "item": []}}', "postman"),
        ('{"info": {"name": "n"}, "items": []}', "postman"),
        ('{"item": [], "info": {"name": "n"}}', "postman"),
        ('{"collection": {"info": {"_postman_id": "1"}, "item": []}}', "postman"),
        ('\ufeff  {"info": {"_postman_id": "1"}, "item": []}', "postman"),
        ('{"info": {"title": "t"}, "paths": {"/a": {"x": {"items": []}}}, "openapi": "3.1.0"}', "openapi"),
        ('{"components": {"item": [1]}, "info": {"_postman_id": "1"}, "swagger": "2.0"}', "openapi"),
        ('{"info": {"name": "n"}}', ""),
        ('{"a": {"info": {"_postman_id": "1"}, "item": []}}', ""),
        ('{"item": [', ""),
    ],
)
def test_what_a_file_is(tmp_path, text, kind):
    path = tmp_path / "api.json"
    path.write_text(text, encoding="utf-8")
    assert get_format(path) == kind


def test_collections_beside_others(tmp_path):
    item = {"name": "Get", "request": {"url": URL}}
    for name in ("one", "two"):
        data = {"info": {"name": name.title(), "_postman_id": name}, "item": [item], "auth": {"type": "bearer"}}
        (tmp_path / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
    text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nservers: [{url: https://e.x}]\npaths: {/a: {get: {operationId: getA}}}\n"
    (tmp_path / "api.yaml").write_text(text, encoding="utf-8")
    specification, faults = load(tmp_path)
    assert faults == []
    assert list(specification.endpoints) == ["api/get-a", "one/get", "two/get"]
    assert specification.levels["one"].title == "One"
    assert list(specification.schemes) == ["1:bearerAuth", "2:bearerAuth"]


# -- names ------------------------------------------------------------------------------------------------------------


def test_folders_are_levels(read):
    request = {
        "request": {"method": "GET", "url": URL, "description": {"content": "<p>Words.</p>", "type": "text/html"}}
    }
    inner = {
        "name": "gpt-4.1",
        "description": {"content": "Of it."},
        "item": [{"name": "Ask", **request}, {"name": "ask!", **request}],
    }
    outer = {
        "name": "OpenAI",
        "description": "All.",
        "item": [inner, {"name": "gpt 4.1", "items": [{"name": "Ask", **request}]}],
    }
    specification, faults = read(
        outer, {"name": "Empty", "item": []}, {"request": request["request"]}, {"name": "", **request}
    )
    assert faults == []
    assert [(level.id, level.title, level.description) for level in specification.levels.values()] == [
        ("openai", "OpenAI", "All."),
        ("openai/gpt-4-1", "gpt-4.1", "Of it."),
        ("openai/gpt-4-1-2", "gpt 4.1", ""),
    ]
    assert {name: endpoint.title for name, endpoint in specification.endpoints.items()} == {
        "openai/gpt-4-1/ask": "Ask",
        "openai/gpt-4-1/ask-2": "ask!",
        "openai/gpt-4-1-2/ask": "Ask",
        "get-things": "GET /things",
        "get-things-2": "GET /things",
    }
    ask = specification.endpoints["openai/gpt-4-1/ask"]
    assert ask.description == "<p>Words.</p>"
    assert ask.is_plain
    assert ask.operation.operation_id == ""
    assert list(specification.operations) == list(specification.endpoints)


def test_a_request_may_be_called_as_a_folder(read):
    request = {"request": {"url": URL}}
    specification, _ = read({"name": "Kling", "item": [{"name": "Run", **request}]}, {"name": "Kling", **request})
    assert list(specification.endpoints) == ["kling/run", "kling"]
    assert list(specification.levels) == ["kling"]


def test_the_service(read):
    info = {"name": "Trial", "description": "What for.", "version": {"major": 1, "minor": 2, "patch": 3}}
    specification, _ = read({"request": URL}, info=info, **{"x-key-variable": "TRIAL_KEY"})
    service = specification.service
    assert (service.title, service.description, service.version) == ("Trial", "What for.", "1.2.3")
    assert service.key_variable == "TRIAL_KEY"
    assert [server.url for server in service.servers] == ["https://api.example.org"]


# -- addresses --------------------------------------------------------------------------------------------------------

VARIABLES = [
    {"key": "base", "value": "https://api.example.org/v1"},
    {"key": "host", "value": "{{sub}}.example.org"},
    {"key": "sub", "value": "eu"},
    {"id": "version", "value": 2},
    {"key": "empty", "value": ""},
    {"key": "off", "value": "x", "disabled": True},
    {"key": "loop", "value": "{{loop}}"},
]


@pytest.mark.parametrize(
    ("url", "server", "path"),
    [
        ("https://api.example.org/v1/a", "https://api.example.org", "/v1/a"),
        ("http://localhost:8080", "http://localhost:8080", "/"),
        ("localhost:3000/a", "http://localhost:3000", "/a"),
        ("api.example.org/a/", "https://api.example.org", "/a/"),
        ("{{base}}/a", "https://api.example.org/v1", "/a"),
        ("{{base}}", "https://api.example.org", "/v1"),
        ("https://{{host}}/v{{version}}/a", "https://eu.example.org", "/v2/a"),
        ("{{unknown}}/a", "https://api.example.com", "/a"),
        ("https://{{unknown}}", "https://api.example.com", "/"),
        ("{{empty}}/a/{{off}}/{{ loop }}", "https://api.example.com", "/a/{off}/{loop}"),
        ("https://{{region}}.example.org/a", "https://region.example.org", "/a"),
        ("https://e.org/:id/x/:name:run/{own}/{{my var}}", "https://e.org", "/{id}/x/{name}:run/{own}/{my_var}"),
        ("  POST https://e.org/a b/c' \\\n  -H 'A: b'", "https://e.org", "/a%20b/c"),
        ("https://me:pass@e.org/a#part", "https://e.org", "/a"),
        ({"raw": "https://e.org/a?b=c"}, "https://e.org", "/a"),
        ({"host": ["api", "e", "org"], "protocol": "https", "port": "8443", "path": ["a", "b", ""]}, "https://api.e.org:8443", "/a/b/"),
        ({"host": "{{base}}", "path": "a/b?c=d"}, "https://api.example.org/v1", "/a/b"),
        ({"host": ["e", "org"], "path": [{"type": "string", "value": "a"}, "c'"]}, "https://e.org", "/a/c"),
        ({"raw": "{{unknown}}", "host": ["{{unknown}}"]}, "https://api.example.com", "/"),
    ],
)  # fmt: skip
def test_addresses(operation, url, server, path):
    found, _, _ = operation({"variable": VARIABLES}, url=url)
    assert (found.servers[0].url, found.path) == (server, path)
    assert [p.name for p in found.parameters if p.location == "path"] == [
        step.split("}")[0] for step in found.path.split("{")[1:]
    ]


def test_a_host_without_value_is_said_once(read):
    items = [{"name": str(n), "request": {"url": f"{{{{baseUrl}}}}/{n}"}} for n in range(3)]
    specification, (fault,) = read(*items)
    assert len(specification.endpoints) == 3
    assert "$.item[0].request.url: the variable 'baseUrl', which is the server's address, has no value" in str(fault)
    assert fault.source.line == 10


def test_a_part_of_the_host_may_be_chosen(operation):
    found, _, faults = operation(url="https://{{region}}.example.org:{{port}}/a")
    (server,) = found.servers
    assert (server.url, server.template) == ("https://region.example.org:8080", "https://{region}.example.org:{port}")
    assert [variable.default for variable in server.variables] == ["region", "8080"]
    assert faults == []


def test_path_parameters(operation):
    variable = [
        {"key": "id", "value": "7", "description": "Which."},
        {"key": "name", "value": "<string>"},
        {"key": "other", "value": "{{unknown}}"},
    ]
    url = {
        "raw": "https://e.org/:id/:name/:other/{{$guid}}",
        "host": ["e", "org"],
        "path": [":id", ":name", ":other", "{{$guid}}"],
        "variable": variable,
    }
    found, _, _ = operation(url=url)
    assert [(p.name, p.required, p.example, p.description, p.inferred) for p in found.parameters] == [
        ("id", True, 7, "Which.", True),
        ("name", True, MISSING, "", False),
        ("other", True, MISSING, "", False),
        ("guid", True, DYNAMIC["$guid"], "", True),
    ]


@pytest.mark.parametrize("listed", [True, False])
def test_query_parameters(operation, listed):
    raw_url = "https://e.org/a?n=5&q=two%20words&tag=a&tag=b&flag&user={{user}}"
    rows = [
        {"key": "n", "value": "5", "description": "How many."},
        *({"key": "q", "value": "two words"}, {"key": "tag", "value": "a"}, {"key": "tag", "value": "b"}),
        *({"key": "flag", "value": ""}, {"key": "user", "value": "{{user}}"}, {"key": "", "value": ""}, None),
        {"key": "page", "value": "2", "disabled": True},
    ]
    found, _, faults = operation(
        url={"raw": raw_url, "host": ["e", "org"], "path": ["a"], "query": rows} if listed else raw_url
    )
    assert faults == []
    values = {p.name: (p.schema.types, p.example) for p in found.parameters}
    page = values.pop("page", None)
    assert values == {
        "n": (("integer",), 5),
        "q": (("string",), "two words"),
        "tag": (("array",), ["a", "b"]),
        "flag": (("string",), ""),
        "user": (("string",), "<user>"),
    }
    if listed:
        assert page == (("integer",), MISSING)
        assert found.parameters[-1].examples == (2,)  # shown, and not sent
        assert found.parameters[0].description == "How many."


# -- headers and credentials ------------------------------------------------------------------------------------------


def test_headers(operation):
    rows = [
        *(
            {"key": "Accept", "value": "*/*"},
            {"key": "Content-Length", "value": ""},
            {"key": "Postman-Token", "value": "1"},
        ),
        {"key": "X-Trace", "value": "{{trace}}", "description": "Which."},
        {"key": "x-trace", "value": "other"},
        {"key": "Idempotency-Key", "value": "", "disabled": True},
        {"key": "X-Debug", "value": "true", "disabled": True},
        {"key": "Cookie", "value": "session=abcdef; theme=dark"},
        *({"key": "", "value": ""}, {"key": "not a name", "value": "x"}, 7),
    ]
    found, _, faults = operation(header=rows)
    assert [(p.location, p.name, p.example, p.examples, p.description) for p in found.parameters] == [
        ("header", "X-Trace", "<trace>", (), "Which."),
        ("header", "Idempotency-Key", MISSING, (), ""),
        ("header", "X-Debug", MISSING, (True,), ""),
        ("cookie", "session", MISSING, (), ""),
        ("cookie", "theme", MISSING, (), ""),
    ]
    assert not any(parameter.required for parameter in found.parameters)
    assert len(faults) == 2
    assert "the header 'not a name' is left out" in faults[0]


def test_headers_as_text(operation):
    found, _, _ = operation(header="X-One: 1\nX-Two: https://e.x\n")
    assert [(p.name, p.example) for p in found.parameters] == [("X-One", 1), ("X-Two", "https://e.x")]


def pairs(**settings):
    return [{"key": key, "value": value, "type": "string"} for key, value in settings.items()]


@pytest.mark.parametrize("version", ["2.0", "2.1"])
@pytest.mark.parametrize(
    ("kind", "settings", "facts"),
    [
        ("bearer", {"token": "{{token}}"}, ("http", "bearer", "", "header")),
        ("basic", {"username": "u", "password": "p"}, ("http", "basic", "", "header")),
        ("apikey", {"key": "X-Key", "value": "{{k}}"}, ("apiKey", "", "X-Key", "header")),
        ("apikey", {"key": "k", "value": "{{k}}", "in": "query"}, ("apiKey", "", "k", "query")),
        ("apikey", {"key": "Authorization", "value": "Bearer {{k}}"}, ("http", "bearer", "", "header")),
        ("jwt", {"algorithm": "HS256"}, ("http", "bearer", "", "header")),
        ("oauth2", {"addTokenTo": "queryParams"}, ("apiKey", "", "access_token", "query")),
        ("digest", {}, ("http", "digest", "", "header")),
        ("awsv4", {"accessKey": "{{a}}"}, ("http", "AWS4-HMAC-SHA256", "", "header")),
        ("hawk", {}, ("http", "Hawk", "", "header")),
        ("ntlm", {}, ("http", "NTLM", "", "header")),
        ("oauth1", {}, ("http", "OAuth", "", "header")),
        ("edgegrid", {}, ("http", "EG1-HMAC-SHA256", "", "header")),
        ("asap", {}, ("http", "bearer", "", "header")),
    ],
)
def test_auth(operation, version, kind, settings, facts):
    given = settings if version == "2.0" else pairs(**settings)
    found, specification, faults = operation(auth={"type": kind, kind: given})
    (scheme,) = specification.schemes.values()
    assert (scheme.type, scheme.scheme, scheme.name, scheme.location) == facts
    assert found.security == ({scheme.id: ()},)
    assert faults == []


def test_oauth2(operation):
    settings = pairs(
        grant_type="client_credentials",
        accessTokenUrl="https://e.x/token",
        authUrl="https://e.x/auth",
        scope="read write",
    )
    found, specification, _ = operation(auth={"type": "oauth2", "oauth2": settings})
    assert found.security == ({"oauth2": ("read", "write")},)
    assert specification.schemes["oauth2"].flows == (
        OAuthFlow(name="clientCredentials", token_url="https://e.x/token", scopes={"read": "", "write": ""}),
    )


def test_auth_is_inherited(read):
    def folder(name, auth, *items):
        return {"name": name, "item": list(items), **({"auth": auth} if auth is not None else {})}

    def request(name, auth=None):
        return {"name": name, "request": {"url": URL, "auth": auth}}

    key = {"type": "apikey", "apikey": pairs(key="X-Key")}
    specification, faults = read(
        request("top"),
        request("own", {"type": "basic"}),
        request("open", {"type": "noauth"}),
        request("odd", {"type": "magic"}),
        folder("a", key, request("inner"), folder("b", None, request("deep"))),
        auth={"type": "bearer", "bearer": pairs(token="{{t}}")},
    )
    assert {name.rpartition("/")[2]: e.operation.security for name, e in specification.endpoints.items()} == {
        "top": ({"bearerAuth": ()},),
        "own": ({"basicAuth": ()},),
        "open": ({},),
        "odd": ({"bearerAuth": ()},),
        "inner": ({"X-Key": ()},),
        "deep": ({"X-Key": ()},),
    }
    assert specification.service.security == ({"bearerAuth": ()},)
    assert ["the authorization type 'magic' is not known" in str(fault) for fault in faults] == [True]


@pytest.mark.parametrize(
    ("request_", "security"),
    [
        ({"header": [{"key": "Authorization", "value": "Bearer {{t}}"}]}, ({"bearerAuth": ()},)),
        ({"header": [{"key": "authorization", "value": "Basic abc"}]}, ({"basicAuth": ()},)),
        ({"header": [{"key": "Authorization", "value": "Token {{t}}"}]}, ({"TokenAuth": ()},)),
        ({"header": [{"key": "Authorization", "value": "Digest username=x"}]}, ({"DigestAuth": ()},)),
        ({"header": [{"key": "Authorization", "value": "sk-xxx"}]}, ({"Authorization": ()},)),
        ({"header": [{"key": "Authorization", "value": "", "description": "Bearer and key"}]}, ({"bearerAuth": ()},)),
        ({"header": [{"key": "Authorization", "value": "Bearer x", "disabled": True}]}, ({}, {"bearerAuth": ()})),
        ({"header": [{"key": "X-API-Key", "value": "{{k}}"}]}, ({"X-API-Key": ()},)),
        ({"header": [{"key": "x-goog-api-key", "value": "sk"}]}, ({"x-goog-api-key": ()},)),
        ({"url": f"{URL}?api_key=1&page=2"}, ({"api_key": ()},)),
        ({"url": f"{URL}?key=sk-****"}, ({"key": ()},)),
        ({"url": f"{URL}?key=color"}, ()),
        (
            {"header": [{"key": "X-Api-Key", "value": "1"}, {"key": "Authorization", "value": "Bearer 1"}]},
            ({"bearerAuth": (), "X-Api-Key": ()},),
        ),
        (
            {"auth": {"type": "basic"}, "header": [{"key": "Authorization", "value": "Bearer x"}]},
            ({"basicAuth": ()},),
        ),
    ],
)
def test_keys_in_headers_and_queries(operation, request_, security):
    found, specification, _ = operation(**request_)
    assert found.security == security
    names = {name for requirement in security for name in requirement}
    assert not names & {parameter.name for parameter in found.parameters}
    assert specification.schemes.keys() == names


def test_a_header_overrules_what_is_inherited(operation):
    above = {"auth": {"type": "bearer"}}
    header = [{"key": "Authorization", "value": "Basic {{b}}"}]
    assert operation(above, header=header)[0].security == ({"basicAuth": ()},)
    above = {"auth": {"type": "apikey", "apikey": pairs(key="X-Key")}}
    assert operation(above, header=header)[0].security == ({"X-Key": (), "basicAuth": ()},)


def test_keys_are_never_shown(operation):
    key = "abc123def456ghi789"
    found, specification, faults = operation(
        {
            "auth": {"type": "bearer", "bearer": pairs(token=key)},
            "variable": [
                {"key": "clientSecret", "value": "s3cr3ts3cr3ts3cr3t"},
                {"key": "hidden", "value": "v4lu3", "type": "secret"},
            ],
        },
        header=[{"key": "X-Note", "value": f"key {key}"}, {"key": "X-Api-Key", "value": "h34d3rh34d3rh34d3r"}],
        body=raw(json.dumps({"a": key, "b": "{{clientSecret}} {{hidden}}", "c": "s3cr3ts3cr3ts3cr3t"})),
        description=f"Send {key}.",
    )
    assert media_of(found).examples[0].value == {
        "a": "YOUR_API_KEY",
        "b": "<clientSecret> <hidden>",
        "c": "YOUR_API_KEY",
    }
    assert found.description == "Send YOUR_API_KEY."
    assert not any(secret in repr(specification) for secret in (key, "s3cr3ts3cr3ts3cr3t", "v4lu3", "h34d3r"))
    assert [fault.count("holds what looks like a key") for fault in faults] == [1, 1, 1]


# -- bodies -----------------------------------------------------------------------------------------------------------


def test_json(operation):
    text = (
        '{"model": "m", // Which model.\n "n": {{n}}, "limit": {{limit}}, "to": "{{$randomEmail}}", "id": "<integer>"}'
    )
    found, _, faults = operation({"variable": [{"key": "limit", "value": "5"}]}, body=raw(text, "json"))
    media = media_of(found)
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
def test_media_types(operation, body, header, kind):
    found, _, faults = operation(body=body, header=[{"key": "Content-Type", "value": header}])
    assert media_of(found).type == kind
    assert found.parameters == ()
    assert faults == []


@pytest.mark.parametrize(
    "body",
    [None, {}, raw(""), raw(" \n"), {"mode": "formdata", "formdata": []}, {"mode": "urlencoded"}, {"mode": "graphql", "graphql": {}}, {"mode": "raw", "raw": '{"a": 1}', "disabled": True}],
)  # fmt: skip
def test_no_body(operation, body):
    found, _, faults = operation(body=body)
    assert found.body is None
    assert faults == []


def test_json_that_cannot_be_read_is_shown_as_it_is(operation):
    found, _, (fault,) = operation(body=raw('{"a": yes, "b": "{{c}}"}', "json"))
    media = media_of(found)
    assert (media.type, media.schema, media.inferred) == ("application/json", None, False)
    assert media.examples == (Example(name="example", value='{"a": yes, "b": "<c>"}', serialized=True),)
    assert "trial.json:14:6: $.item[0].request.body.raw: the body of 'Make thing' cannot be read as JSON" in fault
    assert "line 1, column 7: expected a value, found 'yes" in fault


def test_forms(operation):
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
    found, _, _ = operation(body={"mode": "formdata", "formdata": rows})
    media = media_of(found)
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


def test_graphql(operation):
    query = {"query": "query Get($id: ID!) { thing(id: $id) { name } }", "variables": '{"id": {{id}},}'}
    found, _, _ = operation({"variable": [{"key": "id", "value": 7}]}, body={"mode": "graphql", "graphql": query})
    assert media_of(found).examples[0].value == {"query": query["query"], "variables": {"id": 7}}


# -- responses --------------------------------------------------------------------------------------------------------


def test_saved_responses(operation):
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
    found, _, faults = operation(item={"response": saved})
    one, cut, missing, odd = found.responses
    assert [(r.status, r.description) for r in found.responses] == [
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


# -- what goes wrong --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ({"name": "Lost", "request": {"method": "POST", "url": {"raw": "", "host": ["{{b}}"], "path": []}}}, "the request 'Lost' has no URL"),
        ({"name": "Lost", "request": {"method": "GET", "url": None}}, "the request 'Lost' has no URL"),
        ({"name": "Lost", "request": {"method": "GET", "url": ""}}, "the request 'Lost' has no URL"),
        ({"name": "Lost", "request": None}, "the request 'Lost' is empty"),
        ({"name": "Lost"}, "the request 'Lost' is empty"),
        ({"name": "Socket", "request": {"url": "wss://e.org/a"}}, "the address 'wss://e.org' of the request 'Socket' is none of HTTP"),
        ("text", "expected a request or a folder, found 'text'"),
        ({"name": "Odd", "item": {"a": 1}}, "expected a list of requests and folders"),
    ],
)  # fmt: skip
def test_a_fault_costs_its_request(read, item, words):
    fine = {"name": "Fine", "request": URL}
    specification, (fault,) = read(fine, item)
    assert list(specification.endpoints) == ["fine"]
    assert words in str(fault)
    assert fault.source.line > 1
    assert "$.item[1]" in fault.source.pointer


def test_limits(read):
    folder = {"name": "f", "item": [{"name": "r", "request": URL}]}
    for _ in range(60):
        folder = {"name": "f", "item": [folder]}
    specification, (fault,) = read({"name": "Fine", "request": URL}, folder)
    assert list(specification.endpoints) == ["fine"]
    assert "stands in more than 50 folders" in str(fault)
    for _ in range(60):
        folder = {"name": "f", "item": [folder]}
    with pytest.raises(UnreadableSourceError, match="nested more than 200 levels deep"):
        read(folder)


def test_a_collection_as_the_api_exports_it(tmp_path):
    inner = {"info": {"name": "Trial"}, "item": [{"name": "a", "request": {"url": ""}}, {"name": "b", "request": URL}]}
    (tmp_path / "api.json").write_text("\ufeff" + json.dumps({"collection": inner}), encoding="utf-8")
    specification, (fault,) = load(tmp_path / "api.json")
    assert list(specification.endpoints) == ["b"]
    assert fault.source.pointer == "$.collection.item[0].request.url"


WHOLE = {
    "info": {"name": "Trial", "_postman_id": "1", "description": {"content": "x"}, "version": "1"},
    "variable": [{"key": "base", "value": "https://e.org"}],
    "auth": {"type": "oauth2", "oauth2": [{"key": "scope", "value": "a"}]},
    "item": [
        {
            "name": "f",
            "auth": {"type": "bearer", "bearer": {"token": "x"}},
            "item": [
                {
                    "name": "r",
                    "request": {
                        "method": "POST",
                        "header": [{"key": "A", "value": "b"}],
                        "url": {"raw": "{{base}}/a?b=c", "host": ["{{base}}"], "path": ["a", ":id"], "query": [{"key": "b", "value": "c"}], "variable": [{"key": "id"}]},
                        "body": {"mode": "formdata", "formdata": [{"key": "k", "src": ["a"], "type": "file"}], "options": {"raw": {"language": "json"}}},
                    },
                    "response": [{"name": "n", "code": 200, "header": [{"key": "C", "value": "d"}], "body": '{"a": 1}'}],
                }
            ],
        }
    ],
}  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["{{x}}", "raw", "://", "a:b"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["key", "value", "type", "a"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def places(value, path=()):
    yield path
    for key, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(part, (*path, key))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(st.sampled_from([path for path in places(WHOLE) if len(path) > 1]), JSON)
def test_whatever_stands_in_a_collection_it_is_read(tmp_path, path, value):
    data = copy.deepcopy(WHOLE)
    target = data
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    (tmp_path / "any.json").write_text(json.dumps(data), encoding="utf-8")
    specification, faults = load(tmp_path / "any.json")
    assert specification.endpoints or faults or not data["item"] or data["item"][0].get("item") == []
    assert all(str(fault) for fault in faults)
