"""Requests of every kind: the rows of the grid of golden files."""

from __future__ import annotations

from sphinxext_gptproto.samples import Request, make_request
from sphinxext_gptproto.spec.model import (
    Endpoint,
    Example,
    Json,
    MediaType,
    Operation,
    Parameter,
    RequestBody,
    Response,
    Schema,
    SecurityScheme,
    Server,
    Service,
    Streaming,
)

SERVICE = Service(
    servers=(Server(url="https://api.example.com"),), security=({"bearer": ()},), key_variable="EXAMPLE_KEY"
)
SCHEMES = {
    "bearer": SecurityScheme(id="bearer", type="http", scheme="bearer"),
    "basic": SecurityScheme(id="basic", type="http", scheme="basic"),
    "header": SecurityScheme(id="header", type="apiKey", name="X-Odd!Key", location="header"),
    "query": SecurityScheme(id="query", type="apiKey", name="api key", location="query"),
    "cookie": SecurityScheme(id="cookie", type="apiKey", name="session", location="cookie"),
    "digest": SecurityScheme(id="digest", type="http", scheme="digest"),
    "oauth": SecurityScheme(id="oauth", type="oauth2"),
}
FILE = Schema(types=("string",), format="binary")
FILES = Schema(types=("array",), items=FILE)
JSON = (Response(status="200", content=(MediaType(type="application/json"),)),)
HOSTILE = [
    "'", '"', "\\", "`", "$(id)", "${HOME}", "$HOME", "!!", "'''", '"""', "\\n", "\n", "\r\n", "\t", "\x1b[201~", "\x7f\x85",
    "@file", "<file", "a;type=text/html", "(", ")", "%41", "&amp;", "#", "--flag", "~", "*", "{{x}}", "\u202ereversed", "\u2028",
    "\ufeff", "é", "中文", "👩‍👩‍👧", "\U000e0041", "</script>", "EOF", "'; rm -rf ~ #", " leading and trailing ",
]  # fmt: skip


def request(method: str, path: str, body: RequestBody | None = None, **fields) -> Request:
    """Return the request of an operation whose response is JSON."""
    operation = Operation(id="x", method=method, path=path, body=body, **{"responses": JSON, **fields})
    endpoint = Endpoint(id="x", title="X", short_title="X", operation=operation)
    return make_request(endpoint, service=SERVICE, schemes=SCHEMES, resolve=lambda schema: schema)


def content(value: Json, media_type: str = "application/json", **properties: Schema) -> RequestBody:
    """Return a body with one example; only properties whose schema matters are given."""
    schema = Schema(types=("object",), properties=properties)
    return RequestBody(content=(MediaType(type=media_type, schema=schema, examples=(Example(name="a", value=value),)),))


def parameters_in(location: str, **values: Json) -> tuple[Parameter, ...]:
    return tuple(Parameter(name=name, location=location, example=value) for name, value in values.items())


def response(media_type: str) -> tuple[Response, ...]:
    return (Response(status="200", content=(MediaType(type=media_type),)),)


CHAT = {"model": "gpt-4o", "messages": [{"role": "user", "content": 'Say "it\'s done"!\nThen stop.'}], "stream": True}
FORM = "multipart/form-data"

REQUESTS = {
    "json": request("POST", "/v1/images", content({"model": "m-1", "prompt": "It's a cat", "n": 1, "size": "1024x1024"})),
    "json-hostile": request("PUT", "/v1/x", content({text: text for text in [*HOSTILE, "__proto__", "\0", "\ud800"]})),
    "json-numbers": request("POST", "/v1/x", content({
        "large": 2**63, "safe": 2**53 - 1, "float": 0.1, "small": 5e-324, "huge": 1.7976931348623157e308, "text": "`${x}`",
        "whole": 1.0, "negative": -3, "true": True, "null": None, "empty": [[], {}, ""],
    })),
    "json-scalar": request("PATCH", "/v1/x", content("@file")),
    "json-null": request("POST", "/v1/x", content(None)),
    "json-vendor": request("POST", "/v1/x", content([], "application/vnd.api+json")),
    "multipart": request("POST", "/v1/edits", content({
        "model": "m-1", "image": ["cat.png", "in/my; dog, 2.jpg"], "mask": "/etc/mask.webp", "prompt": "Two lines:\nit's \"one\"",
        "n": 2, "hd": True, "seed": None, "tags": ["a", "b"], "options": {"a": [1]}, "at": "@x", "type": "a;type=b", "empty": "", "tail": "ends\n",
    }, FORM, image=FILES, mask=FILE)),
    "multipart-text": request("POST", "/v1/videos", content({"model": "m-1", "seconds": 4}, FORM)),
    "multipart-file": request("POST", "/v1/files", content({"file": "中文 文件.pdf"}, FORM, file=FILE)),
    "form": request("POST", "/v1/form", content(
        {"a b": "c & d=é+", "list": [1, "2"], "object": {"x": [1]}, "empty": ""}, "application/x-www-form-urlencoded")),
    "form-single": request("POST", "/v1/form", content({"__proto__": "a", "b": False}, "application/x-www-form-urlencoded")),
    "raw-text": request("POST", "/v1/x", content("@it's\n\"é\"\t`${x}`!\r\n", "text/plain")),
    "raw-file": request("POST", "/v1/x", content("-a,b.mp3", "audio/mpeg")),
    "path-query": request("GET", "/v1/models/{model}:get/it's", parameters=(
        *parameters_in("path", model="models/m 1:ü"), *parameters_in("query", ids=["a,b", "c d"], size="1&2", ok=True, url="https://x.y/?z"),
        Parameter(name="filter", location="query", style="deepObject", example={"from": 1, "to": "é"}),
        Parameter(name="f", location="query", explode=False, example=["a", "b"]),
        Parameter(name="left-out", location="query"),
    )),
    "headers": request("GET", "/v1/x", parameters=parameters_in(
        "header", **{"x-version": "2 $(id) `\\' \"!\"", "X-Empty": "", "X-List": ["a", "b"], "Authorization": "no", "Host": "no"})),
    "no-body": request("POST", "/v1/x/cancel"),
    "head": request("HEAD", "/v1/x"),
    "odd-method": request("PURGE", "/v1/x"),
    "basic": request("DELETE", "/v1/x", security=({"digest": ()}, {"basic": ()})),
    "api-key": request("GET", "/v1/x", security=({"header": (), "query": ()},), parameters=parameters_in("query", n=1)),
    "query-key": request("GET", "/v1/x", security=({"query": ()},)),
    "cookie": request("GET", "/v1/x", security=({"cookie": ()},), parameters=parameters_in("cookie", theme="dark; x")),
    "no-key": request("GET", "/v1/x", security=({},), parameters=parameters_in("cookie", theme="dark"), responses=response("text/plain")),
    "download": request("GET", "/v1/x/content", responses=response("video/mp4")),
    "speech": request("POST", "/v1/speech", content({"input": "Hi"}), responses=response("audio/mpeg")),
    "stream": request("POST", "/v1/chat", content(CHAT), streaming=Streaming(text="/choices/0/delta/content")),
    "stream-always": request("GET", "/v1/models/m-1:stream", streaming=Streaming(text="/parts/1/0/text", always=True)),
    "stream-odd": request("POST", "/v1/chat", content(CHAT), streaming=Streaming(text="/x-y/output_text/3d")),
    "stream-events": request("POST", "/v1/chat", content(CHAT), streaming=Streaming()),
    "not-stream": request("POST", "/v1/chat", content({**CHAT, "stream": False}), streaming=Streaming(text="/text")),
}  # fmt: skip
