"""Credentials of Postman requests: auth helpers of every type, and headers and query parameters that hold a key.

An auth helper is the ``auth`` of a collection, a folder or a request: a type, and the settings of that type.
"""

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

KeyLocation: TypeAlias = Literal["header", "query"]
"""Where a request has its key."""
_KEY_HEADER: Final = re.compile(
    r"(?i)(?:.*[-_])?(?:api[-_]?key|(?:auth|access|private|api)[-_]?token|subscription[-_]?key|access[-_]?key)"
)
_KEY_PARAMETER: Final = re.compile(r"(?i)(?:.*[-_])?(?:api[-_]?key|(?:auth|access|api)[-_]?token|subscription[-_]?key)")
_POSSIBLE_KEY_NAME: Final = re.compile(r"(?i)key|token|auth")
"""Names that hold a key only if their value looks like one, by the next pattern."""
_KEY_VALUE: Final = re.compile(r"(?i)sk-.*|[*x]{2,}|<?your.*|.*\{\{.*(?:key|token|secret).*\}\}.*")
_GRANTS: Final = {
    "authorization_code": "authorizationCode",
    "authorization_code_with_pkce": "authorizationCode",
    "implicit": "implicit",
    "password_credentials": "password",
    "client_credentials": "clientCredentials",
}
_SIGNING_SCHEMES: Final = {
    "digest": ("digest", "User name and password in HTTP's Digest scheme (RFC 7616)."),
    "awsv4": ("AWS4-HMAC-SHA256", "Each request is signed with an access key by AWS Signature Version 4."),
    "hawk": ("Hawk", "Each request is signed with a key by Hawk."),
    "ntlm": ("NTLM", "User name and password in Windows' NTLM scheme."),
    "oauth1": ("OAuth", "Each request is signed by OAuth 1.0 (RFC 5849)."),
    "edgegrid": ("EG1-HMAC-SHA256", "Each request is signed by Akamai EdgeGrid."),
}  # fmt: skip
"""Schemes that need more than a key: name of the HTTP scheme and description, by type of the auth helper."""
_TOKEN_FORMATS: Final = {"jwt": "JWT", "asap": "JWT (Atlassian S2S)"}
_BEARER: Final = re.compile(r"(?i)\bbearer\b")
_SCHEME_AND_CREDENTIALS: Final = re.compile(r"([A-Za-z][\w-]*)\s+\S")


class AuthReader:
    """Turns credentials into security schemes; equivalent ones share a scheme.

    :param namespace: put before the ids of the schemes.
    :param report: records a fault.
    """

    def __init__(self, namespace: str, report: Callable[[JsonPath, str, str], None]) -> None:
        self.schemes: dict[str, SecurityScheme] = {}
        self._namespace, self._report = namespace, report

    def read(self, auth: Json, path: JsonPath, variables: Variables) -> tuple[SecurityRequirement, ...] | None:
        """Return the credentials that an auth helper asks for, or ``None`` when those of its folder apply."""
        if (
            not isinstance(auth, dict)
            or not isinstance(auth_type := auth.get("type"), str)
            or auth_type in ("inherit", "")
        ):
            return None
        if auth_type == "noauth":
            return ({},)
        settings = _read_settings(auth.get(auth_type), variables)
        if (
            auth_type == "apikey"
            and settings.get("key", "").lower() == "authorization"
            and settings.get("in") != "query"
        ):
            return (self.read_header(settings.get("value", ""), ""),)
        scheme = self._make_scheme(auth_type, settings)
        if scheme is None:
            self._report((*path, "type"), f"unknown authorization type {auth_type!r}; it is ignored", "")
            return None
        scopes = _get_scopes(settings) if scheme.type == "oauth2" else ()
        return ({self._add_scheme(scheme): scopes},)

    def read_header(self, value: str, description: str) -> SecurityRequirement:
        """Return the credentials that an ``Authorization`` header asks for.

        The value begins with the name of the scheme, or is nothing but a key. A description that mentions a bearer
        token decides then.
        """
        prefix = _SCHEME_AND_CREDENTIALS.match(value)
        scheme_name = prefix[1].lower() if prefix else value.strip().lower()
        if not prefix and _BEARER.search(description):
            scheme_name = "bearer"
        if scheme_name in ("bearer", "basic"):
            scheme = SecurityScheme(id=f"{scheme_name}Auth", type="http", scheme=scheme_name, description=description)
        elif prefix and "{{" not in prefix[1]:
            default = next((text for scheme, text in _SIGNING_SCHEMES.values() if scheme.lower() == scheme_name), "")
            text = description or default or f"The key, sent as `{prefix[1]} YOUR_API_KEY`."
            scheme = SecurityScheme(id=f"{prefix[1]}Auth", type="http", scheme=prefix[1], description=text)
        else:
            scheme = _make_key_scheme("Authorization", "header", description)
        return {self._add_scheme(scheme): ()}

    def read_key(self, name: str, location: KeyLocation, description: str) -> SecurityRequirement:
        """Return the credentials that a header or query parameter with a key asks for."""
        return {self._add_scheme(_make_key_scheme(name, location, description)): ()}

    def _make_scheme(self, auth_type: str, settings: Mapping[str, str]) -> SecurityScheme | None:
        if auth_type in ("bearer", "basic"):
            return SecurityScheme(id=f"{auth_type}Auth", type="http", scheme=auth_type)
        if auth_type == "apikey":
            location: KeyLocation = "query" if settings.get("in") == "query" else "header"
            return _make_key_scheme(settings.get("key") or "Authorization", location)
        if auth_type == "oauth2":
            return _make_oauth2_scheme(settings)
        if auth_type in _TOKEN_FORMATS:
            return SecurityScheme(
                id=f"{auth_type}Auth", type="http", scheme="bearer", bearer_format=_TOKEN_FORMATS[auth_type]
            )
        if auth_type in _SIGNING_SCHEMES:
            scheme, description = _SIGNING_SCHEMES[auth_type]
            return SecurityScheme(id=f"{auth_type}Auth", type="http", scheme=scheme, description=description)
        return None

    def _add_scheme(self, scheme: SecurityScheme) -> str:
        """Add a scheme unless an equivalent one exists, and return its id, numbered if another scheme has that id."""
        name, number = self._namespace + scheme.id, 1
        while name in self.schemes and not _are_equivalent(self.schemes[name], scheme):
            number += 1
            name = f"{self._namespace}{scheme.id}-{number}"
        if name not in self.schemes or (scheme.description and not self.schemes[name].description):
            self.schemes[name] = replace(scheme, id=name)
        return name


def holds_key(name: str, value: str, location: KeyLocation) -> bool:
    """Return whether a header or query parameter holds a key, by its name, and if that is unclear by its value."""
    pattern = _KEY_HEADER if location == "header" else _KEY_PARAMETER
    if pattern.fullmatch(name):
        return True
    return bool(_POSSIBLE_KEY_NAME.fullmatch(name) and _KEY_VALUE.fullmatch(value.strip()))


def _are_equivalent(one: SecurityScheme, other: SecurityScheme) -> bool:
    """Return whether two schemes ask for the same credentials; ids and descriptions may differ."""
    return (one.type, one.scheme, one.name, one.location, one.bearer_format, one.flows) == (
        *(other.type, other.scheme, other.name, other.location, other.bearer_format, other.flows),
    )


def _make_key_scheme(name: str, location: KeyLocation, description: str = "") -> SecurityScheme:
    text = description or "The API key."
    return SecurityScheme(id=name, type="apiKey", name=name, location=location, description=text)


def _make_oauth2_scheme(settings: Mapping[str, str]) -> SecurityScheme:
    if settings.get("addTokenTo") == "queryParams":
        return _make_key_scheme("access_token", "query")
    grant = _GRANTS.get(settings.get("grant_type", ""), "authorizationCode")
    fields = {key: "" if VARIABLE.search(text) else text for key, text in settings.items()}
    flow = OAuthFlow(
        name=grant,
        authorization_url=fields.get("authUrl", "") if grant in ("authorizationCode", "implicit") else "",
        token_url=fields.get("accessTokenUrl", "") if grant != "implicit" else "",
        refresh_url=fields.get("refreshTokenUrl", ""),
        scopes=dict.fromkeys(_get_scopes(settings), ""),
    )
    return SecurityScheme(id="oauth2", type="oauth2", flows=(flow,) if flow.authorization_url or flow.token_url else ())


def _get_scopes(settings: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(scope for scope in settings.get("scope", "").split() if not VARIABLE.search(scope))


def _read_settings(values: Json, variables: Variables) -> dict[str, str]:
    """Return the settings of an auth helper: a list of keys and values since 2.1, an object in 2.0."""
    pairs: list[tuple[Any, Any]] = []
    if isinstance(values, dict):
        pairs = list(values.items())
    elif isinstance(values, list):
        pairs = [(row.get("key"), row.get("value")) for row in values if isinstance(row, dict)]
    return {str(key): variables.resolve(text_of(value)).strip() for key, value in pairs}
