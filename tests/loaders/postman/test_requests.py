"""URLs and headers of requests: servers, paths and parameters."""

from __future__ import annotations

import pytest

from sphinxext_gptproto.loaders.postman.variables import DYNAMIC
from sphinxext_gptproto.spec.model import MISSING

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
        ("//api.example.org/a", "https://api.example.org", "/a"),
        ("//api.example.org:8443", "https://api.example.org:8443", "/"),
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
def test_addresses(load_operation, url, server, path):
    operation, _, _ = load_operation({"variable": VARIABLES}, url=url)
    assert (operation.servers[0].url, operation.path) == (server, path)
    assert [p.name for p in operation.parameters if p.location == "path"] == [
        step.split("}")[0] for step in operation.path.split("{")[1:]
    ]


def test_a_host_without_a_value_is_reported_once(read):
    items = [{"name": str(n), "request": {"url": f"{{{{baseUrl}}}}/{n}"}} for n in range(3)]
    specification, (fault,) = read(*items)
    assert len(specification.endpoints) == 3
    assert "$.item[0].request.url: the variable 'baseUrl', which holds the server's address, has no value" in str(fault)
    assert fault.source.line == 10


def test_variables_in_the_host(load_operation):
    operation, _, faults = load_operation(url="https://{{region}}.example.org:{{port}}/a")
    (server,) = operation.servers
    assert (server.url, server.template) == ("https://region.example.org:8080", "https://{region}.example.org:{port}")
    assert [variable.default for variable in server.variables] == ["region", "8080"]
    assert faults == []


def test_path_parameters(load_operation):
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
    operation, _, _ = load_operation(url=url)
    assert [(p.name, p.required, p.example, p.description, p.inferred) for p in operation.parameters] == [
        ("id", True, 7, "Which.", True),
        ("name", True, MISSING, "", False),
        ("other", True, MISSING, "", False),
        ("guid", True, DYNAMIC["$guid"], "", True),
    ]


@pytest.mark.parametrize("listed", [True, False])
def test_query_parameters(load_operation, listed):
    raw_url = "https://e.org/a?n=5&q=two%20words&tag=a&tag=b&flag&user={{user}}"
    rows = [
        {"key": "n", "value": "5", "description": "How many."},
        *({"key": "q", "value": "two words"}, {"key": "tag", "value": "a"}, {"key": "tag", "value": "b"}),
        *({"key": "flag", "value": ""}, {"key": "user", "value": "{{user}}"}, {"key": "", "value": ""}, None),
        {"key": "page", "value": "2", "disabled": True},
    ]
    operation, _, faults = load_operation(
        url={"raw": raw_url, "host": ["e", "org"], "path": ["a"], "query": rows} if listed else raw_url
    )
    assert faults == []
    values = {p.name: (p.schema.types, p.example) for p in operation.parameters}
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
        assert operation.parameters[-1].examples == (2,)  # shown, and not sent
        assert operation.parameters[0].description == "How many."


# -- headers ----------------------------------------------------------------------------------------------------------


def test_headers(load_operation):
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
    operation, _, faults = load_operation(header=rows)
    assert [(p.location, p.name, p.example, p.examples, p.description) for p in operation.parameters] == [
        ("header", "X-Trace", "<trace>", (), "Which."),
        ("header", "Idempotency-Key", MISSING, (), ""),
        ("header", "X-Debug", MISSING, (True,), ""),
        ("cookie", "session", MISSING, (), ""),
        ("cookie", "theme", MISSING, (), ""),
    ]
    assert not any(parameter.required for parameter in operation.parameters)
    assert len(faults) == 2
    assert "the header 'not a name' is skipped" in faults[0]


def test_headers_as_text(load_operation):
    operation, _, _ = load_operation(header="X-One: 1\nX-Two: https://e.x\n")
    assert [(p.name, p.example) for p in operation.parameters] == [("X-One", 1), ("X-Two", "https://e.x")]
