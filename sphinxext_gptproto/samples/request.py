"""Build one concrete request for an endpoint, which is rendered in every language.

A request that some language could not send is an error here, so that renderers never fail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from ..spec.model import (
    MISSING,
    Endpoint,
    Operation,
    Parameter,
    SecurityRequirement,
    SecurityScheme,
    Service,
    Streaming,
)
from ..spec.names import short_name, split_words
from .body import Body, make_body
from .serialize import (
    HEADER_NAME,
    HEADER_VALUE,
    SUFFIXES,
    base_type,
    encode_path,
    encode_query,
    is_binary,
    is_json,
    plain_text,
    spread,
)
from .values import ANY_STRING, NOTHING, RequestError, make_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..spec.model import Json
    from .values import Resolve

METHOD: Final = re.compile(r"(?!(CONNECT|TRACE|TRACK)$)[A-Z]+")
"""All methods but those that `fetch` refuses (Fetch standard, forbidden method)."""
SERVER: Final = re.compile(r"https?://([\w.-]+|\[[0-9A-Fa-f:.]+\])(:\d+)?(/[^?#]*)?", re.ASCII)
"""A server's URL. Without a user, who would be a credential, and without a query, which would be lost."""
VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
STREAM_TEXT: Final = re.compile(r"(/[A-Za-z0-9_$.@:-]+)+")
"""JSON Pointers (RFC 6901) to the text of an event that every language can follow."""
NO_BODY: Final = ("GET", "HEAD")
"""Methods whose body has no meaning (RFC 9110, section 9.3); `fetch` refuses to send one."""
MORE_THAN_A_KEY: Final = frozenset({
    "aws4-hmac-sha256", "concealed", "digest", "dpop", "eg1-hmac-sha256", "gnap", "hawk", "hoba", "mutual", "negotiate",
    "ntlm", "oauth", "privatetoken", "scram-sha-1", "scram-sha-256", "vapid",
})  # fmt: skip
"""HTTP authentication schemes that answer a challenge or sign the request. Others send a key after their name."""
CLIENT_HEADERS: Final = frozenset({
    "authorization", "connection", "content-length", "content-type", "expect", "host", "keep-alive", "te", "trailer",
    "transfer-encoding", "upgrade",
})  # fmt: skip
"""Header fields that the client sets by itself, or that credentials and the body determine."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """Where the key is sent: as a header or in the query, as a prefix and the value of an environment variable."""

    location: Literal["header", "query"]
    """A key in a cookie is sent in the header ``Cookie``."""
    name: str
    variable: str
    prefix: str = ""
    """Such as ``Bearer`` with the space after it."""
    is_basic: bool = False
    """Whether the variable holds ``user:password``, which is sent as base64 (RFC 7617)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request that every language can send, with the same meaning."""

    method: str
    base: str
    """The URL of the server without a slash at its end."""
    path: str
    """The path with the values of its parameters, percent-encoded."""
    query: tuple[tuple[str, str], ...] = ()
    """Names and values, not encoded."""
    headers: tuple[tuple[str, str], ...] = ()
    """Headers of the operation, without credentials and ``Content-Type``."""
    credentials: tuple[Credential, ...] = ()
    body: Body | None = None
    streaming: Streaming | None = None
    """Set if the response is a stream of events."""
    response_kind: Literal["json", "text", "file"] = "text"
    output: str = ""
    """Name of the file that a binary response is saved to."""

    @property
    def url(self) -> str:
        """The complete URL, except for a key in the query."""
        pairs = "&".join(f"{encode_query(name)}={encode_query(value)}" for name, value in self.query)
        return f"{self.base}{self.path}{'?' if pairs else ''}{pairs}"

    @property
    def url_pieces(self) -> list[str | Credential]:
        """The URL with the keys in its query, as text and the credentials to insert percent-encoded, in turns."""
        pieces: list[str | Credential] = []
        text, mark = self.url, "&" if self.query else "?"
        for credential in self.get_credentials("query"):
            pieces += [f"{text}{mark}{encode_query(credential.name)}=", credential]
            text, mark = "", "&"
        return pieces or [text]

    def get_credentials(self, location: Literal["header", "query"]) -> list[Credential]:
        return [credential for credential in self.credentials if credential.location == location]


def make_request(
    endpoint: Endpoint, *, service: Service, schemes: Mapping[str, SecurityScheme], resolve: Resolve
) -> Request:
    """Return the request that the samples of an endpoint send.

    :param service: the API that the endpoint belongs to: its servers, default security and key variable.
    :param schemes: the security schemes of the API by name.
    :param resolve: returns a schema with ``$ref`` followed and ``allOf`` merged.
    :raises RequestError: if a value is missing, or not every language can send the request.
    """
    operation = endpoint.operation
    if not METHOD.fullmatch(operation.method):
        msg = f"the method {operation.method!r} cannot be sent in every language"
        raise RequestError(msg)
    parameter_values = [
        (parameter, value) for parameter in operation.parameters for value in _get_values(parameter, resolve)
    ]
    credentials, cookies = _get_credentials(operation, service, schemes), _get_pairs(parameter_values, "cookie")
    body, value = None, None
    if operation.body and operation.method not in NO_BODY:
        body, value = make_body(operation.body, resolve)
    streaming = _get_streaming(operation, value)
    response_kind, output = _get_response_kind(operation)
    if isinstance(value, dict) and value.get("stream") is True:
        response_kind, output = "text", ""  # the response is a stream of events, whatever its first media type is
    return Request(
        method=operation.method,
        base=_get_base(operation, service),
        path=_fill(_split(operation.path)[0], dict(_get_pairs(parameter_values, "path"))),
        query=tuple(_get_query(operation.path, parameter_values, credentials)),
        headers=tuple(_get_headers(parameter_values, cookies, credentials)),
        credentials=tuple(_with_cookies(credential, cookies) for credential in credentials),
        body=body,
        streaming=streaming,
        response_kind="text" if streaming else response_kind,
        output="" if streaming else output,
    )


def _get_base(operation: Operation, service: Service) -> str:
    for server in (*operation.servers, *service.servers):
        if not SERVER.fullmatch(server.url):
            msg = f"the server {server.url!r} is not an absolute URL such as 'https://api.example.com'"
            raise RequestError(msg)
        parts = urlsplit(plain_text(server.url))
        return f"{parts.scheme}://{parts.netloc}{encode_path(parts.path)}".rstrip("/")
    msg = "there is no server to send the request to; add a server"
    raise RequestError(msg)


def _get_values(parameter: Parameter, resolve: Resolve) -> list[Json]:
    """Return a list of the parameter's value, or an empty one if the request does not have the parameter."""
    schema = parameter.schema
    if parameter.location == "header" and parameter.name.lower() in CLIENT_HEADERS:
        return []
    if parameter.example is not MISSING:
        return [parameter.example]
    if not parameter.required and not resolve(schema).examples:
        return []
    value = make_value(schema, resolve)
    if value is MISSING:
        name = repr(parameter.name)
        msg = f"the required parameter {name} has no example, default or type to take a value from; add an example"
        raise RequestError(msg)
    return [_placeholder(parameter.name) if value == ANY_STRING else value]


def _placeholder(name: str) -> str:
    """Return a parameter's name in the style of placeholders that readers replace: ``guildId`` as ``GUILD_ID``."""
    return "_".join(split_words(plain_text(name))).upper() or ANY_STRING


def _get_pairs(parameter_values: list[tuple[Parameter, Json]], location: str) -> list[tuple[str, str]]:
    return [
        (plain_text(name), text)
        for parameter, value in parameter_values
        if parameter.location == location
        for name, text in spread(parameter, value)
    ]


def _split(template: str) -> tuple[str, str]:
    """Return the path and the query of a path template.

    Some specifications add a query or a fragment to a path to have two operations for it, although OpenAPI does not
    allow that. The query is sent, the fragment is not (RFC 3986, section 3.5).
    """
    path, _, query = template.partition("#")[0].partition("?")
    return path, query


def _fill(template: str, values: Mapping[str, str]) -> str:
    """Return the path with the values of its parameters; dot segments, which clients would remove, are an error."""
    pieces = re.split(r"\{([^{}]*)\}", plain_text(template))  # text and names of parameters in turns
    for position, name in enumerate(pieces):
        if position % 2 and not values.get(name):
            msg = f"the path parameter {name!r} has no value"
            raise RequestError(msg)
        pieces[position] = quote(values[name], safe="") if position % 2 else encode_path(name)
    path = "".join(pieces)
    if {unquote(segment) for segment in path.split("/")} & {".", ".."}:
        msg = f"the path {path!r} has a segment `.` or `..`, which clients remove (RFC 3986, section 5.2.4)"
        raise RequestError(msg)
    return path


def _get_query(
    template: str, parameter_values: list[tuple[Parameter, Json]], credentials: list[Credential]
) -> list[tuple[str, str]]:
    """Return the names and values of the query: those in the path template, then those of query parameters.

    A parameter replaces a value of the same name in the template, and a credential both.
    """
    credential_names = {credential.name for credential in credentials if credential.location == "query"}
    pairs, values = _get_pairs(parameter_values, "query"), dict(_get_pairs(parameter_values, "path"))
    names = {name for name, _value in pairs}
    fixed = parse_qsl(_split(plain_text(template))[1], keep_blank_values=True)
    filled = [(name, re.sub(r"\{([^{}]*)\}", lambda m: values.get(m[1], m[0]), value)) for name, value in fixed]
    return [pair for pair in (*(p for p in filled if p[0] not in names), *pairs) if pair[0] not in credential_names]


def _get_headers(
    parameter_values: list[tuple[Parameter, Json]], cookies: list[tuple[str, str]], credentials: list[Credential]
) -> list[tuple[str, str]]:
    """Return the names and values of headers, with all cookies in one, except those that credentials set."""
    credential_names = {credential.name.lower() for credential in credentials if credential.location == "header"}
    by_name = {name.lower(): (name, value) for name, value in _get_pairs(parameter_values, "header")}
    pairs = [pair for name, pair in by_name.items() if name not in credential_names]
    if cookies and "cookie" not in credential_names:
        pairs.append(("Cookie", _join_cookies(cookies)))
    for name, value in pairs:
        if not HEADER_NAME.fullmatch(name) or not HEADER_VALUE.fullmatch(value):
            msg = f"the header {name!r} cannot be sent with the value {value!r}: only visible ASCII is allowed"
            raise RequestError(msg)
    return pairs


def _join_cookies(cookies: list[tuple[str, str]]) -> str:
    return "; ".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in cookies)


def _with_cookies(credential: Credential, cookies: list[tuple[str, str]]) -> Credential:
    """Return the credential with the other cookies before it: a request must have only one ``Cookie`` header."""
    if credential.name != "Cookie" or not cookies:
        return credential
    prefix = f"{_join_cookies(cookies)}; {credential.prefix}"
    return Credential(location="header", name="Cookie", variable=credential.variable, prefix=prefix)


def _get_credentials(operation: Operation, service: Service, schemes: Mapping[str, SecurityScheme]) -> list[Credential]:
    """Return the credentials of the security requirement that a sample can send best.

    A key is better than a user with a password. In ``Authorization`` a key with the name of its scheme before it is
    better than a bare one, since HTTP requires the name (RFC 9110, section 11.4). Of equally good requirements the
    first is used.

    :raises RequestError: if there are requirements, but samples can satisfy none of them.
    """
    alternatives = operation.security or service.security
    supported: list[list[Credential]] = []
    for requirement in alternatives:
        credentials = [c for name in requirement if (c := _get_credential(schemes.get(name), service.key_variable))]
        positions = {(credential.location, credential.name.lower()) for credential in credentials}
        if len(requirement) == len(credentials) == len(positions):  # all supported, and no two in the same header
            supported.append(credentials)
    if supported:
        best = min(supported, key=lambda credentials: max(map(_rank, credentials), default=0))
        return best or [*_get_described_credential(operation, service.key_variable)]
    if alternatives:
        msg = f"samples cannot send the credentials of {_name(alternatives)}"
        raise RequestError(msg)
    return [*_get_described_credential(operation, service.key_variable)]


def _get_described_credential(operation: Operation, variable: str) -> Iterator[Credential]:
    """Yield the credential that a parameter describes where no scheme does: a required header ``Authorization``."""
    for parameter in operation.parameters:
        if parameter.required and (parameter.location, parameter.name.lower()) == ("header", "authorization"):
            _check_variable(variable)
            example = parameter.example if isinstance(parameter.example, str) else ""
            scheme, space, _key = example.partition(" ")
            prefix = f"{scheme} " if space and HEADER_NAME.fullmatch(scheme) else ""
            yield Credential(location="header", name="Authorization", variable=variable, prefix=prefix)


def _rank(credential: Credential) -> int:
    """Return the position of a credential in the order of preference, 0 for the best."""
    if credential.is_basic:
        return 2
    return int(credential.name.lower() == "authorization" and not credential.prefix)


def _name(alternatives: tuple[SecurityRequirement, ...]) -> str:
    names = (" and ".join(repr(short_name(name)) for name in requirement) for requirement in alternatives)
    return " or ".join(names)


def _get_credential(scheme: SecurityScheme | None, variable: str) -> Credential | None:
    """Return where a scheme's key is sent, or ``None`` if the scheme is unknown or needs more than a key."""
    _check_variable(variable)
    if scheme is None:
        return None
    if scheme.type == "apiKey" and scheme.location == "query":
        return Credential(location="query", name=plain_text(scheme.name), variable=variable)
    if scheme.type == "apiKey" and HEADER_NAME.fullmatch(scheme.name):
        if scheme.location == "cookie":
            return Credential(location="header", name="Cookie", variable=variable, prefix=f"{scheme.name}=")
        # Swagger 2.0 has no scheme for bearer tokens, so specifications use this one and mention "Bearer" in its text.
        is_token = scheme.name.lower() == "authorization" and "bearer" in f"{scheme.id} {scheme.description}".lower()
        return Credential(location="header", name=scheme.name, variable=variable, prefix="Bearer " if is_token else "")
    if scheme.type == "http" and scheme.scheme.lower() == "basic":
        return Credential(location="header", name="Authorization", variable=variable, prefix="Basic ", is_basic=True)
    if scheme.type in ("oauth2", "openIdConnect") or (scheme.type == "http" and scheme.scheme.lower() == "bearer"):
        return Credential(location="header", name="Authorization", variable=variable, prefix="Bearer ")
    if scheme.type == "http" and HEADER_NAME.fullmatch(scheme.scheme) and scheme.scheme.lower() not in MORE_THAN_A_KEY:
        return Credential(location="header", name="Authorization", variable=variable, prefix=f"{scheme.scheme} ")
    return None


def _check_variable(variable: str) -> None:
    if not VARIABLE.fullmatch(variable):
        msg = f"{variable!r} is not a valid name of an environment variable"
        raise RequestError(msg)


def _get_streaming(operation: Operation, value: Json) -> Streaming | None:
    """Return how the response is streamed, or ``None`` if this request does not ask for a stream."""
    streaming = operation.streaming
    if not streaming or not (streaming.always or (isinstance(value, dict) and value.get(streaming.when) is True)):
        return None
    if streaming.text and not STREAM_TEXT.fullmatch(streaming.text):
        msg = f"samples do not support the JSON Pointer {streaming.text!r} to the text of a stream"
        raise RequestError(msg)
    return streaming


def _get_response_kind(operation: Operation) -> tuple[Literal["json", "text", "file"], str]:
    """Return the kind of content that the first successful response has, and the name of the file to save it to."""
    for response in operation.responses if operation.method != "HEAD" else ():
        for media in response.content if response.is_success else ():
            kind = base_type(media.type)
            if kind == "text/event-stream":
                continue
            if is_json(kind):
                return "json", ""
            if is_binary(kind) or (media.schema or NOTHING).is_file:
                return "file", f"output.{SUFFIXES.get(kind, 'bin')}"
            return "text", ""
    return "text", ""
