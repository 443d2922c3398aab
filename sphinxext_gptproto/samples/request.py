"""An endpoint as one concrete request: all that the samples of every language need, and nothing of any language."""

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
from .body import Body, make_body
from .serialize import (
    ENDINGS,
    HEADER_NAME,
    HEADER_VALUE,
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
    from collections.abc import Mapping

    from ..spec.model import Json
    from .values import Resolve

METHOD: Final = re.compile(r"(?!(CONNECT|TRACE|TRACK)$)[A-Z]+")
"""All but those that `fetch` refuses."""
SERVER: Final = re.compile(r"https?://([\w.-]+|\[[0-9A-Fa-f:.]+\])(:\d+)?(/[^?#]*)?", re.ASCII)
"""No user, no query: the one would be a key, the other would be lost."""
VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
STREAM_TEXT: Final = re.compile(r"(/[A-Za-z0-9_$.@:-]+)+")
"""JSON Pointers that every language can follow."""
NO_BODY: Final = ("GET", "HEAD")
"""Methods whose body has no meaning (RFC 9110, section 9.3), and that `fetch` refuses to send one with."""
MORE_THAN_A_KEY: Final = frozenset({
    "aws4-hmac-sha256", "concealed", "digest", "dpop", "eg1-hmac-sha256", "gnap", "hawk", "hoba", "mutual", "negotiate",
    "ntlm", "oauth", "privatetoken", "scram-sha-1", "scram-sha-256", "vapid",
})  # fmt: skip
"""HTTP authentication schemes that answer a challenge or sign the request; others put a key behind their name."""
CLIENTS_OWN: Final = frozenset({
    "authorization", "connection", "content-length", "content-type", "expect", "host", "keep-alive", "te", "trailer",
    "transfer-encoding", "upgrade",
})  # fmt: skip
"""Header fields that the client sets, or that credentials and the body stand for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """Where the key goes: the environment variable's value, behind a prefix."""

    location: Literal["header", "query"]
    """A cookie's key goes into the header ``Cookie``."""
    name: str
    variable: str
    prefix: str = ""
    """Such as ``Bearer``, with the space."""
    is_basic: bool = False
    """Whether the variable holds ``user:password``, which is sent as base64 (RFC 7617)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One request; everything in it can be sent, and means the same in every language."""

    method: str
    base: str
    """The server's address without a slash at its end."""
    path: str
    """With its values filled in, percent-encoded."""
    query: tuple[tuple[str, str], ...] = ()
    """Names and values, not encoded."""
    headers: tuple[tuple[str, str], ...] = ()
    """The operation's own; neither credentials nor ``Content-Type``."""
    credentials: tuple[Credential, ...] = ()
    body: Body | None = None
    streaming: Streaming | None = None
    """Set where the answer is a stream of events."""
    answer: Literal["json", "text", "file"] = "text"
    output: str = ""
    """Name of the file that keeps a binary answer."""

    @property
    def url(self) -> str:
        """The whole address, but for a key in the query."""
        pairs = "&".join(f"{encode_query(name)}={encode_query(value)}" for name, value in self.query)
        return f"{self.base}{self.path}{'?' if pairs else ''}{pairs}"

    @property
    def url_pieces(self) -> list[str | Credential]:
        """The address with the key in its query: fixed text, and between it the keys that are to be encoded."""
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
    """Return the request that an endpoint's samples send.

    :param resolve: returns a schema with ``$ref`` and ``allOf`` followed.
    :raises RequestError: when no request can be made that all languages can send.
    """
    operation = endpoint.operation
    if not METHOD.fullmatch(operation.method):
        msg = f"the method {operation.method!r} is none that every language can send"
        raise RequestError(msg)
    sent = [(parameter, value) for parameter in operation.parameters for value in _get_values(parameter, resolve)]
    credentials, cookies = _get_credentials(operation, service, schemes), _get_pairs(sent, "cookie")
    body, value = None, None
    if operation.body and operation.method not in NO_BODY:
        body, value = make_body(operation.body, resolve)
    streaming = _get_streaming(operation, value)
    answer, output = _get_answer(operation)
    if isinstance(value, dict) and value.get("stream") is True:
        answer, output = "text", ""  # events, whatever the first media type says
    return Request(
        method=operation.method,
        base=_get_base(operation, service),
        path=_fill(_split(operation.path)[0], dict(_get_pairs(sent, "path"))),
        query=tuple(_get_query(operation.path, sent, credentials)),
        headers=tuple(_get_headers(sent, cookies, credentials)),
        credentials=tuple(_with_cookies(credential, cookies) for credential in credentials),
        body=body,
        streaming=streaming,
        answer="text" if streaming else answer,
        output="" if streaming else output,
    )


def _get_base(operation: Operation, service: Service) -> str:
    for server in (*operation.servers, *service.servers):
        if not SERVER.fullmatch(server.url):
            msg = f"the server {server.url!r} is no address such as https://api.example.com"
            raise RequestError(msg)
        parts = urlsplit(plain_text(server.url))
        return f"{parts.scheme}://{parts.netloc}{encode_path(parts.path)}".rstrip("/")
    msg = "there is no server to send a request to"
    raise RequestError(msg)


def _get_values(parameter: Parameter, resolve: Resolve) -> list[Json]:
    """Return the parameter's value, or nothing where the request goes without it."""
    schema = parameter.schema
    if parameter.location == "header" and parameter.name.lower() in CLIENTS_OWN:
        return []
    if parameter.example is not MISSING:
        return [parameter.example]
    if not parameter.required and not resolve(schema).examples:
        return []
    value = make_value(schema, resolve)
    if value is MISSING:
        msg = (
            f"the required parameter {parameter.name!r} has neither an example nor a default, nor a type to make one of"
        )
        raise RequestError(msg)
    return [_placeholder(parameter.name) if value == ANY_STRING else value]


def _placeholder(name: str) -> str:
    """Return a parameter's name as readers know values that they have to put in: ``GUILD_ID`` of ``guildId``."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", plain_text(name))
    return re.sub(r"\W+", "_", words).strip("_").upper() or ANY_STRING


def _get_pairs(sent: list[tuple[Parameter, Json]], location: str) -> list[tuple[str, str]]:
    return [
        (plain_text(name), text)
        for parameter, value in sent
        if parameter.location == location
        for name, text in spread(parameter, value)
    ]


def _split(template: str) -> tuple[str, str]:
    """Return a path, and the query behind it that some descriptions tell two operations of one path apart by.

    What stands behind ``#`` is not sent (RFC 3986, section 3.5), and serves the same end.
    """
    path, _, query = template.partition("#")[0].partition("?")
    return path, query


def _fill(template: str, values: Mapping[str, str]) -> str:
    """Return the path with every placeholder replaced; a step that clients would drop is an error."""
    steps = re.split(r"\{([^{}]*)\}", plain_text(template))
    for position, name in enumerate(steps):
        if position % 2 and not values.get(name):
            msg = f"the path parameter {name!r} has no value"
            raise RequestError(msg)
        steps[position] = quote(values[name], safe="") if position % 2 else encode_path(name)
    path = "".join(steps)
    if {unquote(step) for step in path.split("/")} & {".", ".."}:
        msg = f"the path {path!r} has a step `.` or `..`, which clients take away"
        raise RequestError(msg)
    return path


def _get_query(
    template: str, sent: list[tuple[Parameter, Json]], credentials: list[Credential]
) -> list[tuple[str, str]]:
    taken = {credential.name for credential in credentials if credential.location == "query"}
    pairs, values = _get_pairs(sent, "query"), dict(_get_pairs(sent, "path"))
    names = {name for name, _value in pairs}
    fixed = parse_qsl(_split(plain_text(template))[1], keep_blank_values=True)
    filled = [(name, re.sub(r"\{([^{}]*)\}", lambda m: values.get(m[1], m[0]), value)) for name, value in fixed]
    return [pair for pair in (*(p for p in filled if p[0] not in names), *pairs) if pair[0] not in taken]


def _get_headers(
    sent: list[tuple[Parameter, Json]], cookies: list[tuple[str, str]], credentials: list[Credential]
) -> list[tuple[str, str]]:
    taken = {credential.name.lower() for credential in credentials if credential.location == "header"}
    by_name = {name.lower(): (name, value) for name, value in _get_pairs(sent, "header")}
    pairs = [pair for name, pair in by_name.items() if name not in taken]
    if cookies and "cookie" not in taken:
        pairs.append(("Cookie", _join_cookies(cookies)))
    for name, value in pairs:
        if not HEADER_NAME.fullmatch(name) or not HEADER_VALUE.fullmatch(value):
            msg = f"the header {name!r} cannot be sent with {value!r}: only visible ASCII can"
            raise RequestError(msg)
    return pairs


def _join_cookies(cookies: list[tuple[str, str]]) -> str:
    return "; ".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in cookies)


def _with_cookies(credential: Credential, cookies: list[tuple[str, str]]) -> Credential:
    """Return the credential with the other cookies before it, since a request has one ``Cookie`` header."""
    if credential.name != "Cookie" or not cookies:
        return credential
    prefix = f"{_join_cookies(cookies)}; {credential.prefix}"
    return Credential(location="header", name="Cookie", variable=credential.variable, prefix=prefix)


def _get_credentials(operation: Operation, service: Service, schemes: Mapping[str, SecurityScheme]) -> list[Credential]:
    """Return what the first alternative asks for that a sample can send; a key goes before a user with a password.

    In ``Authorization`` a key behind the name of its scheme goes before a bare one, which no scheme of HTTP has
    (RFC 9110, section 11.4).
    """
    alternatives = operation.security or service.security
    found: list[list[Credential]] = []
    for requirement in alternatives:
        credentials = [c for name in requirement if (c := _get_credential(schemes.get(name), service.key_variable))]
        places = {(credential.location, credential.name.lower()) for credential in credentials}
        if len(requirement) == len(credentials) == len(places):  # all known, and none in the place of another
            found.append(credentials)
    if found:
        return min(found, key=lambda credentials: max(map(_rank, credentials), default=0))
    if alternatives:
        msg = f"no sample can prove who sends it by {_name(alternatives)}"
        raise RequestError(msg)
    return []


def _rank(credential: Credential) -> int:
    """Return how late an alternative's turn is to be sent by samples."""
    if credential.is_basic:
        return 2
    return int(credential.name.lower() == "authorization" and not credential.prefix)


def _name(alternatives: tuple[SecurityRequirement, ...]) -> str:
    return " or ".join(" and ".join(map(repr, requirement)) for requirement in alternatives)


def _get_credential(scheme: SecurityScheme | None, variable: str) -> Credential | None:
    """Return where the scheme wants the key, or ``None`` where it wants more than a key."""
    if not VARIABLE.fullmatch(variable):
        msg = f"{variable!r} is no name of an environment variable"
        raise RequestError(msg)
    if scheme is None:
        return None
    if scheme.type == "apiKey" and scheme.location == "query":
        return Credential(location="query", name=plain_text(scheme.name), variable=variable)
    if scheme.type == "apiKey" and HEADER_NAME.fullmatch(scheme.name):
        if scheme.location == "cookie":
            return Credential(location="header", name="Cookie", variable=variable, prefix=f"{scheme.name}=")
        # Swagger 2.0 has no scheme for tokens: this one stands for it, and says so in words.
        is_token = scheme.name.lower() == "authorization" and "bearer" in f"{scheme.id} {scheme.description}".lower()
        return Credential(location="header", name=scheme.name, variable=variable, prefix="Bearer " if is_token else "")
    if scheme.type == "http" and scheme.scheme.lower() == "basic":
        return Credential(location="header", name="Authorization", variable=variable, prefix="Basic ", is_basic=True)
    if scheme.type in ("oauth2", "openIdConnect") or (scheme.type == "http" and scheme.scheme.lower() == "bearer"):
        return Credential(location="header", name="Authorization", variable=variable, prefix="Bearer ")
    if scheme.type == "http" and HEADER_NAME.fullmatch(scheme.scheme) and scheme.scheme.lower() not in MORE_THAN_A_KEY:
        return Credential(location="header", name="Authorization", variable=variable, prefix=f"{scheme.scheme} ")
    return None


def _get_streaming(operation: Operation, value: Json) -> Streaming | None:
    streaming = operation.streaming
    if not streaming or not (streaming.always or (isinstance(value, dict) and value.get(streaming.when) is True)):
        return None
    if streaming.text and not STREAM_TEXT.fullmatch(streaming.text):
        msg = f"samples cannot follow {streaming.text!r} to the text of a stream"
        raise RequestError(msg)
    return streaming


def _get_answer(operation: Operation) -> tuple[Literal["json", "text", "file"], str]:
    """Return what the first successful response holds, and the name of the file that keeps it."""
    for response in operation.responses if operation.method != "HEAD" else ():
        for media in response.content if response.is_success else ():
            kind = base_type(media.type)
            if kind == "text/event-stream":
                continue
            if is_json(kind):
                return "json", ""
            if is_binary(kind) or (media.schema or NOTHING).is_file:
                return "file", f"output.{ENDINGS.get(kind, 'bin')}"
            return "text", ""
    return "text", ""
