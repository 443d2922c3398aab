"""Servers: URLs with variables, and their faults."""

from __future__ import annotations

import pytest
from loaders.openapi.head import HEAD

PATHS = "paths: {/a: {get: {operationId: getA, responses: {204: {description: Done.}}}}}\n"


@pytest.fixture
def load_server(read):
    """Load one server; return it and the messages of the faults."""

    def make(text):
        head = HEAD.replace("servers: [{url: https://api.example.com}]\n", f"servers:\n- {text}\n")
        specification, faults = read(head + PATHS)
        (server,) = specification.service.servers
        return server, [f"{fault.source.pointer}: {fault.reason}" for fault in faults]

    return make


def test_variables_are_filled_in_once(load_server):
    server, faults = load_server(
        "{url: 'https://{a}.e.org/{b}/{a}', variables: {a: {default: '{b}{b}'}, b: {default: v1}}}"
    )
    assert server.url == "https://{b}{b}.e.org/v1/{b}{b}"
    assert faults == [
        "$.servers[0].variables.a.default: the default '{b}{b}' contains braces, but variables are not replaced in defaults; it is used as it is"
    ]


def test_variables_in_defaults_are_not_filled_in(load_server):
    names = ", ".join(f"v{n}: {{default: '{{v{n + 1}}}{{v{n + 1}}}'}}" for n in range(60))
    url = "".join(f"{{v{n}}}" for n in range(61))
    server, faults = load_server(f"{{url: 'https://{url}.e.org', variables: {{{names}, v60: {{default: x}}}}}}")
    assert len(server.url) < 1000
    assert len(faults) == 60


@pytest.mark.parametrize(
    ("text", "url", "place", "message"),
    [
        ("{default: 8443}", "8443", ".default", "expected text, found 8443"),
        ("{default: null}", "p", ".default", "expected text, found None"),
        ("{default: {a: 1}, enum: [b]}", "b", ".default", "expected text, found {'a': 1}"),
        (
            "{default: '3', enum: ['1', '2']}",
            "3",
            ".default",
            "the default '3' is not one of the enum's values ('1', '2')",
        ),
        ("{description: d}", "p", "", "the variable has no default"),
        ("{enum: [a, b]}", "a", "", "the variable has no default"),
        ("{default: a, enum: []}", "a", ".enum", "expected a list of values, found []"),
        ("{default: a, enum: b}", "a", ".enum", "expected a list of values, found 'b'"),
    ],
)
def test_faults_of_a_variable(load_server, text, url, place, message):
    server, (fault,) = load_server(f"{{url: 'https://e.org/{{p}}', variables: {{p: {text}}}}}")
    assert server.url == f"https://e.org/{url}"
    assert fault == f"$.servers[0].variables.p{place}: {message}"


@pytest.mark.parametrize("variables", ["{q: {default: a}}", "{p: text}", "[p]"])
def test_variables_that_are_not_described(load_server, variables):
    server, faults = load_server(f"{{url: 'https://e.org/{{p}}', variables: {variables}}}")
    assert server.url == "https://e.org/p"
    assert "$.servers[0]: the server variable 'p' is not described" in faults


@pytest.mark.parametrize(
    ("url", "address", "shown"),
    [
        ("//depot.example:8443", "https://depot.example:8443", ""),
        ("//depot.example", "https://depot.example", ""),
        ("//depot.example/v1/", "https://depot.example/v1", ""),
        ("//[::1]:8443/v1", "https://[::1]:8443/v1", ""),
        ("wss://depot.example/v1", "wss://depot.example/v1", ""),
        ("/api", "https://api.example.com/api", "/api"),
        ("/api/", "https://api.example.com/api", "/api"),
        ("/", "https://api.example.com", "/"),
        ("''", "https://api.example.com", "/"),
        ("./v1", "https://api.example.com/v1", "./v1"),
        ("../v1", "https://api.example.com/v1", "../v1"),
        ("v1.2/beta", "https://api.example.com/v1.2/beta", "v1.2/beta"),
    ],
)
def test_network_paths_are_addresses_and_other_relative_urls_are_shown_as_they_are(load_server, url, address, shown):
    server, faults = load_server(f"{{url: {url if url == chr(39) * 2 else repr(url)}}}")
    assert (server.url, server.relative, server.address) == (address, shown, shown or address)
    assert faults == []  # builds do not report what is legal


def test_relative_urls_with_variables(load_server):
    server, faults = load_server("{url: '/{base}/x', variables: {base: {default: v2}}}")
    assert (server.url, server.address) == ("https://api.example.com/v2/x", "/{base}/x")
    server, faults = load_server("{url: '//{host}/x', variables: {host: {default: e.org}}}")
    assert (server.url, server.address) == ("https://e.org/x", "https://{host}/x")
    server, faults = load_server("{url: '{base}/x', variables: {base: {default: /v2}}}")
    assert (server.url, server.address) == ("https://api.example.com/v2/x", "{base}/x")
    assert faults == []


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("api.example.org/v1", "https://api.example.org/v1"),
        ("api.example.org:8443", "https://api.example.org:8443"),
        ("localhost:3000/v1", "http://localhost:3000/v1"),
        ("10.0.0.1:80", "https://10.0.0.1:80"),
    ],
)
def test_a_host_without_a_scheme(load_server, url, address):
    server, (fault,) = load_server(f"{{url: '{url}'}}")
    assert (server.url, server.relative) == (address, "")
    assert fault == f"$.servers[0].url: the address '{url}' has no scheme; samples use {address}"
