"""Credentials of Postman requests: auth helpers of every type, and headers and query parameters that hold a key."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from ...spec.model import OAuthFlow, SecurityScheme
from .variables import VARIABLE, text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from ...spec.json_path import JsonPath
    from ...spec.model import Json, SecurityRequirement
    from .variables import Variables

Place: TypeAlias = Literal["header", "query"]
"""Where a key goes."""
_HEADER: Final = re.compile(
    r"(?i)(?:.*[-_])?(?:api[-_]?key|(?:auth|access|private|api)[-_]?token|subscription[-_]?key|access[-_]?key)"
)
_QUERY: Final = re.compile(r"(?i)(?:.*[-_])?(?:api[-_]?key|(?:auth|access|api)[-_]?token|subscription[-_]?key)")
_MAYBE_KEY: Final = re.compile(r"(?i)key|token|auth")
"""Names that hold a key where their value looks like one."""
_LOOKS_LIKE_KEY: Final = re.compile(r"(?i)sk-.*|[*x]{2,}|<?your.*|.*\{\{.*(?:key|token|secret).*\}\}.*")
_GRANTS: Final = {
    "authorization_code": "authorizationCode",
    "authorization_code_with_pkce": "authorizationCode",
    "implicit": "implicit",
    "password_credentials": "password",
    "client_credentials": "clientCredentials",
}
_SIGNED: Final = {
    "digest": ("digest", "User name and password in HTTP's Digest scheme (RFC 7616)."),
    "awsv4": ("AWS4-HMAC-SHA256", "Each request is signed with an access key by AWS Signature Version 4."),
    "hawk": ("Hawk", "Each request is signed with a key by Hawk."),
    "ntlm": ("NTLM", "User name and password in Windows' NTLM scheme."),
    "oauth1": ("OAuth", "Each request is signed by OAuth 1.0 (RFC 5849)."),
    "edgegrid": ("EG1-HMAC-SHA256", "Each request is signed by Akamai EdgeGrid."),
}  # fmt: skip
"""Schemes of more than a key."""
_TOKENS: Final = {"jwt": "JWT", "asap": "JWT (Atlassian S2S)"}
_BEARER: Final = re.compile(r"(?i)\bbearer\b")
_PREFIXED: Final = re.compile(r"([A-Za-z][\w-]*)\s+\S")


class AuthReader:
    """Turns credentials into security schemes, each distinct one once.

    :param note: records a fault.
    """

    def __init__(self, namespace: str, note: Callable[[JsonPath, str, str], None]) -> None:
        self.schemes: dict[str, SecurityScheme] = {}
        self._namespace, self._note = namespace, note

    def read(self, given: Json, path: JsonPath, variables: Variables) -> tuple[SecurityRequirement, ...] | None:
        """Return what an auth helper asks for, or nothing where it says to look further up."""
        if not isinstance(given, dict) or not isinstance(kind := given.get("type"), str) or kind in ("inherit", ""):
            return None
        if kind == "noauth":
            return ({},)
        options = _options(given.get(kind), variables)
        if kind == "apikey" and options.get("key", "").lower() == "authorization" and options.get("in") != "query":
            return (self.read_header(options.get("value", ""), ""),)
        scheme = self._scheme(kind, options)
        if scheme is None:
            self._note((*path, "type"), f"the authorization type {kind!r} is not known; it is not shown", "")
            return None
        scopes = _scopes(options) if scheme.type == "oauth2" else ()
        return ({self._add(scheme): scopes},)

    def read_header(self, value: str, description: str) -> SecurityRequirement:
        """Return what an ``Authorization`` header asks for."""
        prefix = _PREFIXED.match(value)
        kind = prefix[1].lower() if prefix else value.strip().lower()
        if not prefix and _BEARER.search(description):
            kind = "bearer"
        if kind in ("bearer", "basic"):
            scheme = SecurityScheme(id=f"{kind}Auth", type="http", scheme=kind, description=description)
        elif prefix and "{{" not in prefix[1]:
            signed = next((words for scheme, words in _SIGNED.values() if scheme.lower() == kind), "")
            words = description or signed or f"The key, sent as `{prefix[1]} YOUR_API_KEY`."
            scheme = SecurityScheme(id=f"{prefix[1]}Auth", type="http", scheme=prefix[1], description=words)
        else:
            scheme = _key("Authorization", "header", description)
        return {self._add(scheme): ()}

    def read_key(self, name: str, location: Place, description: str) -> SecurityRequirement:
        """Return what a header or query parameter that holds a key asks for."""
        return {self._add(_key(name, location, description)): ()}

    def _scheme(self, kind: str, options: Mapping[str, str]) -> SecurityScheme | None:
        if kind in ("bearer", "basic"):
            return SecurityScheme(id=f"{kind}Auth", type="http", scheme=kind)
        if kind == "apikey":
            return _key(options.get("key") or "Authorization", "query" if options.get("in") == "query" else "header")
        if kind == "oauth2":
            return _oauth2(options)
        if kind in _TOKENS:
            return SecurityScheme(id=f"{kind}Auth", type="http", scheme="bearer", bearer_format=_TOKENS[kind])
        if kind in _SIGNED:
            scheme, words = _SIGNED[kind]
            return SecurityScheme(id=f"{kind}Auth", type="http", scheme=scheme, description=words)
        return None

    def _add(self, scheme: SecurityScheme) -> str:
        """Return the id of a scheme, which is numbered where another one has it."""
        name, number = self._namespace + scheme.id, 1
        while name in self.schemes and not _same(self.schemes[name], scheme):
            number += 1
            name = f"{self._namespace}{scheme.id}-{number}"
        if name not in self.schemes or (scheme.description and not self.schemes[name].description):
            self.schemes[name] = replace(scheme, id=name)
        return name


def holds_key(name: str, value: str, location: Place) -> bool:
    """Return whether a header or query parameter is what proves who sends the request."""
    pattern = _HEADER if location == "header" else _QUERY
    if pattern.fullmatch(name):
        return True
    return bool(_MAYBE_KEY.fullmatch(name) and _LOOKS_LIKE_KEY.fullmatch(value.strip()))


def _same(one: SecurityScheme, other: SecurityScheme) -> bool:
    """Return whether two schemes ask for the same, whatever they are called and described as."""
    return (one.type, one.scheme, one.name, one.location, one.bearer_format, one.flows) == (
        *(other.type, other.scheme, other.name, other.location, other.bearer_format, other.flows),
    )


def _key(name: str, location: Place, description: str = "") -> SecurityScheme:
    words = description or "The API key."
    return SecurityScheme(id=name, type="apiKey", name=name, location=location, description=words)


def _oauth2(options: Mapping[str, str]) -> SecurityScheme:
    if options.get("addTokenTo") == "queryParams":
        return _key("access_token", "query")
    grant = _GRANTS.get(options.get("grant_type", ""), "authorizationCode")
    known = {key: "" if VARIABLE.search(text) else text for key, text in options.items()}
    flow = OAuthFlow(
        name=grant,
        authorization_url=known.get("authUrl", "") if grant in ("authorizationCode", "implicit") else "",
        token_url=known.get("accessTokenUrl", "") if grant != "implicit" else "",
        refresh_url=known.get("refreshTokenUrl", ""),
        scopes=dict.fromkeys(_scopes(options), ""),
    )
    return SecurityScheme(id="oauth2", type="oauth2", flows=(flow,) if flow.authorization_url or flow.token_url else ())


def _scopes(options: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(scope for scope in options.get("scope", "").split() if not VARIABLE.search(scope))


def _options(given: Json, variables: Variables) -> dict[str, str]:
    """Return the settings of an auth helper: a list of keys and values since 2.1, an object in 2.0."""
    pairs: list[tuple[Any, Any]] = []
    if isinstance(given, dict):
        pairs = list(given.items())
    elif isinstance(given, list):
        pairs = [(part.get("key"), part.get("value")) for part in given if isinstance(part, dict)]
    return {str(key): variables.resolve(text_of(value)).strip() for key, value in pairs}
