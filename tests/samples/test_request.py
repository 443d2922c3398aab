"""The parts of a request, and the errors if none can be built."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from samples.cases import SERVICE, content, request

from sphinxext_gptproto.samples import LANGUAGES, RequestError, get_sample_languages, make_request
from sphinxext_gptproto.samples.serialize import file_name
from sphinxext_gptproto.samples.values import make_value
from sphinxext_gptproto.spec.model import (
    MISSING,
    Endpoint,
    Example,
    MediaType,
    Operation,
    Parameter,
    RequestBody,
    Schema,
    SecurityScheme,
    Server,
    Streaming,
)

STRING = Schema(types=("string",))


def in_path(**fields):
    return (Parameter(name="id", location="path", required=True, **fields),)


FAULTS = {
    "no-server": ("there is no server to send the request to; add a server", {"servers": (), "path": "/x"}),
    "relative-server": (
        "the server '/v1' is not an absolute URL such as 'https://api.example.com'",
        {"servers": (Server(url="/v1"),)},
    ),
    "server-with-key": ("the server 'https://u:p@x'", {"servers": (Server(url="https://u:p@x"),)}),
    "server-variable": ("the server 'https://{region}.x'", {"servers": (Server(url="https://{region}.x"),)}),
    "no-value": (
        "the required parameter 'id' has no example, default or type to take a value from; add an example",
        {"path": "/{id}", "parameters": in_path()},
    ),
    "no-parameter": ("the path parameter 'id' has no value", {"path": "/{id}"}),
    "empty": ("path parameter 'id' has no value", {"path": "/{id}", "parameters": in_path(example="")}),
    "dots": (
        "the path '/a/../b' has a segment `.` or `..`, which clients remove (RFC 3986, section 5.2.4)",
        {"path": "/a/{id}/b", "parameters": in_path(example="..")},
    ),
    "style": (
        "parameter 'id': samples do not support the style 'matrix'",
        {"path": "/{id}", "parameters": in_path(example=[1], style="matrix")},
    ),
    "surrogate": (
        "the text '\\ud800' cannot be sent: it contains a NUL character or an unpaired surrogate",
        {"path": "/{id}", "parameters": in_path(example="\ud800")},
    ),
    "header": (
        "the header 'X' cannot be sent with the value 'a\\r\\nB: c': only visible ASCII is allowed",
        {"parameters": (Parameter(name="X", location="header", example="a\r\nB: c"),)},
    ),
    "security": ("of 'digest' or 'unknown'", {"security": ({"digest": ()}, {"unknown": ()})}),
    "same-place": ("of 'bearer' and 'basic'", {"security": ({"bearer": (), "basic": ()},)}),
    "method": ("the method 'TRACE' cannot be sent in every language", {"method": "TRACE"}),
    "pointer": (
        "samples do not support the JSON Pointer '/a\"b' to the text of a stream",
        {"streaming": Streaming(text='/a"b', always=True)},
    ),
    "no-body": (
        "the body (application/json) has no example, and its schema has no type; add an example",
        {"body": RequestBody(content=(MediaType(type="application/json"),))},
    ),
    "no-json": (
        "the body's example is not JSON: Out of range float values are not JSON compliant",
        {"body": content(float("inf"))},
    ),
    "no-form": (
        "the body (multipart/form-data) must be an object whose fields have names, but its example is ",
        {"body": content([1], "multipart/form-data")},
    ),
    "form-name": (
        "the form field 'a\"b' cannot be sent: its name contains ",
        {"body": content({'a"b': 1}, "multipart/form-data")},
    ),
    "media-type": (
        "the body's media type 'text/plain\\r\\nX: y' is not valid in a header; write one such as 'text/plain'",
        {"body": content("x", "text/plain\r\nX: y")},
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_no_request(name, monkeypatch):
    message, fields = FAULTS[name]
    if name == "no-server":
        monkeypatch.setattr("samples.cases.SERVICE", replace(SERVICE, servers=()))
    with pytest.raises(RequestError) as raised:
        request(**{"method": "POST", "path": "/x", **fields})
    assert message in str(raised.value)
    assert isinstance(raised.value, ValueError)


def test_any_scheme_may_take_a_key(monkeypatch):
    schemes = {name: SecurityScheme(id=name, type="http", scheme=name) for name in ("Token", "Hawk", "bad name")}
    monkeypatch.setattr("samples.cases.SCHEMES", schemes)
    (credential,) = request(
        method="GET", path="/x", security=({"Hawk": ()}, {"bad name": ()}, {"Token": ()})
    ).credentials
    assert (credential.name, credential.prefix) == ("Authorization", "Token ")


def test_text_that_is_not_json_is_sent_unchanged():
    media = MediaType(type="application/json", examples=(Example(name="x", value="{a: 1", serialized=True),))
    body = request(method="POST", path="/x", body=RequestBody(content=(media,))).body
    assert (body.type, body.text) == ("application/json", "{a: 1")


def test_variable_is_checked(monkeypatch):
    monkeypatch.setattr("samples.cases.SERVICE", replace(SERVICE, key_variable="X; id"))
    with pytest.raises(RequestError, match="'X; id' is not a valid name of an environment variable"):
        request("GET", "/x")


@pytest.mark.parametrize(
    ("name", "placeholder"), [("guildId", "GUILD_ID"), ("userIDs", "USER_IDS"), ("APIKey", "API_KEY"), ("per-page", "PER_PAGE"), ("_", "string")]
)  # fmt: skip
def test_placeholders_have_the_words_of_the_name(name, placeholder):
    parameters = (Parameter(name=name, location="query", required=True, schema=STRING),)
    assert request("GET", "/x", parameters=parameters).url == f"https://api.example.com/x?{name}={placeholder}"


def test_servers():
    assert request("GET", "/x", servers=(Server(url="https://a.b:8/c d/"),)).url == "https://a.b:8/c%20d/x"
    assert request("GET", "/a%2Fb/%zz^").url == "https://api.example.com/a%2Fb/%25zz%5E"


@pytest.mark.parametrize(("path", "fields", "url"), [
    ("/things?beta=true", {}, "/things?beta=true"),
    ("/things?beta=true&x=", {"name": "beta", "example": "no"}, "/things?x=&beta=no"),
    ("/things?id={id}", {"name": "id", "location": "path", "required": True, "example": "a b"}, "/things?id=a%20b"),
    ("/things#stream", {}, "/things"),
    ("/things#other?x=1", {"name": "q", "example": "1"}, "/things?q=1"),
])  # fmt: skip
def test_query_and_fragment_of_a_path(path, fields, url):
    """Some specifications have two operations for a path, with a query or with a fragment, which is never sent."""
    parameters = (Parameter(**{"location": "query", **fields}),) if fields else ()
    assert request("GET", path, parameters=parameters).url == f"https://api.example.com{url}"


def test_a_key_goes_before_a_user_with_a_password():
    (credential,) = request("GET", "/x", security=({"basic": ()}, {"bearer": ()})).credentials
    assert credential.prefix == "Bearer "


@pytest.mark.parametrize(("words", "prefix"), [("Bearer Token authentication", "Bearer "), ("The key.", "")])
def test_a_key_in_authorization_that_is_a_token(words, prefix):
    """As in Kubernetes: Swagger 2.0 has no scheme for bearer tokens."""
    scheme = SecurityScheme(id="key", type="apiKey", name="authorization", location="header", description=words)
    endpoint = Endpoint(
        id="x",
        title="X",
        short_title="X",
        operation=Operation(id="x", method="GET", path="/x", security=({"key": ()},)),
    )
    (credential,) = make_request(endpoint, service=SERVICE, schemes={"key": scheme}, resolve=lambda s: s).credentials
    assert (credential.name, credential.prefix) == ("authorization", prefix)


@pytest.mark.parametrize(("fields", "query"), [
    ({"example": ["a", "b"]}, "p=a&p=b"),
    ({"example": ["a", "b"], "explode": False}, "p=a,b"),
    ({"example": ["a", "b"], "style": "spaceDelimited"}, "p=a%20b"),
    ({"example": ["a", "b"], "style": "pipeDelimited", "explode": False}, "p=a%7Cb"),
    ({"example": {"a": 1, "b": [True]}}, "a=1&b=%5Btrue%5D"),
    ({"example": {"a": 1, "b": 2}, "explode": False}, "p=a,1,b,2"),
    ({"example": {"a": 1}, "style": "deepObject"}, "p%5Ba%5D=1"),
    ({"example": None}, "p=null"),
    ({"example": False}, "p=false"),
    ({"schema": Schema(default=3), "required": True}, "p=3"),
    ({"schema": Schema(default=3)}, ""),
    ({"schema": Schema(examples=("e",), default="d")}, "p=e"),
    ({"schema": STRING, "required": True}, "p=P"),
])  # fmt: skip
def test_query(fields, query):
    url = request("GET", "/x", parameters=(Parameter(name="p", location="query", **fields),)).url
    assert url.partition("?")[2] == query


NODE = Schema(
    types=("object",), properties={"next": Schema(ref="Node"), "name": STRING}, required=frozenset({"next", "name"})
)


@pytest.mark.parametrize(("schema", "value"), [
    (Schema(const=None), None),
    (Schema(enum=("a", "b")), "a"),
    (Schema(ref="Node"), {"name": "string"}),
    (Schema(types=("null", "integer"), minimum=2.5), 3),
    (Schema(types=("number",), exclusive_minimum=1, maximum=1.5), 1.5),
    (Schema(types=("boolean",)), False),
    (Schema(types=("array",), items=STRING), ["string"]),
    (Schema(types=("array",), items=Schema(ref="Node")), [{"name": "string"}]),
    (Schema(any_of=(Schema(ref="Node"),)), {"name": "string"}),
    (Schema(types=("object",), properties={"a": Schema(examples=(1,)), "b": STRING}, one_of=(NODE,)), {"a": 1, "next": {"name": "string"}, "name": "string"}),
])  # fmt: skip
def test_make_value(schema, value):
    assert make_value(schema, lambda s: NODE if s.ref else s) == value


@given(
    st.text()
    | st.sampled_from(
        ["/etc/passwd", "../../.ssh/id.rsa", "C:\\a.txt", "https://x.y/a.png?z", "~/a.png", "-", "a//b.png"]
    )
)
def test_file_names_are_safe(text):
    name = file_name(text, "file.bin")
    steps = name.split("/")
    assert name.isprintable()
    assert not any(step.startswith((".", "-", "~", "@", " ")) or not step for step in steps)
    assert not set(name) & set('\\:"<>|?*')


@pytest.mark.parametrize(("text", "name"), [
    ("in/a b.png", "in/a b.png"), ("/etc/passwd.txt", "passwd.txt"), ("https://x.y/a.png?z=1", "a.png"), ("(binary)", "file.bin"),
    ("../../x.png", "x.png"), ("@image.png", "image.png"), (None, "file.bin"), ("C:\\me\\a.png", "a.png"), (".env", "file.bin"),
])  # fmt: skip
def test_file_names(text, name):
    assert file_name(text, "file.bin") == name


def test_languages():
    languages = [LANGUAGES[name] for name in get_sample_languages()]
    assert [language.title for language in languages] == ["cURL", "Python", "JavaScript", "Go"]
    assert [language.fence for language in languages] == ["bash", "python", "javascript", "go"]


def test_make_request_is_pure():
    assert request("POST", "/x", content({"a": 1})) == request("POST", "/x", content({"a": 1}))


@pytest.mark.parametrize("order", [("bare", "oauth"), ("oauth", "bare")])
def test_a_key_behind_its_scheme_goes_before_a_bare_one(order):
    schemes = {
        "bare": SecurityScheme(id="bare", type="apiKey", name="Authorization", location="header"),
        "oauth": SecurityScheme(id="oauth", type="oauth2"),
    }
    security = tuple({name: ()} for name in order)
    operation = Operation(id="x", method="GET", path="/x", security=security)
    endpoint = Endpoint(id="x", title="x", short_title="x", operation=operation)
    (credential,) = make_request(endpoint, service=SERVICE, schemes=schemes, resolve=lambda s: s).credentials
    assert (credential.name, credential.prefix) == ("Authorization", "Bearer ")


@pytest.mark.parametrize(
    ("example", "prefix"), [("Token abc", "Token "), ("abc", ""), ("a, b", ""), (MISSING, ""), (7, "")]
)
def test_a_required_header_in_place_of_a_scheme(example, prefix):
    parameter = Parameter(name="authorization", location="header", required=True, schema=STRING, example=example)
    (credential,) = request("GET", "/a", parameters=(parameter,), security=({},)).credentials
    assert (credential.name, credential.prefix, credential.variable) == ("Authorization", prefix, SERVICE.key_variable)
    assert request("GET", "/a", parameters=(replace(parameter, required=False),), security=({},)).credentials == ()


def test_a_scheme_goes_before_a_header():
    parameter = Parameter(name="Authorization", location="header", required=True, schema=STRING)
    (credential,) = request("GET", "/a", parameters=(parameter,), security=({"bearer": ()},)).credentials
    assert credential.prefix == "Bearer "


def test_schemes_are_named_as_in_their_source():
    with pytest.raises(RequestError, match="samples cannot send the credentials of 'door' and 'key'"):
        request("GET", "/a", security=({"2:door": (), "one:key": ()},))
