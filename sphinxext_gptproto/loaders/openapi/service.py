"""What an OpenAPI file says about the service as a whole: its name, contacts and security."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from ...spec.model import Location, OAuthFlow, SecurityScheme, Server, Service
from ...spec.servers import EXAMPLE_SERVER
from ..files.raw_file import BrokenReferenceError
from .schemas import read_docs
from .servers import ADD_SERVER, make_servers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...spec.json_path import JsonPath
    from ...spec.model import Json, SecurityRequirement
    from ..files.raw_file import RawFile
    from .operations import PartReader
    from .schemas import Note

_SCHEMES: Final = ("http", "apiKey", "oauth2", "openIdConnect", "mutualTLS")


def make_service(data: Mapping[str, Json], file: RawFile, namespace: str, note: Note) -> Service:
    """Return the service; relative addresses of servers stay as they are."""
    info = data.get("info")
    info = info if isinstance(info, dict) else {}
    contact, licence = info.get("contact"), info.get("license")
    return Service(
        title=_text(info, "title"),
        description=_text(info, "description"),
        servers=make_servers(data.get("servers"), file, ("servers",), note)
        or (() if "x-gptproto" in data else _no_server(data, file, note)),
        security=make_security(data.get("security"), namespace) or (),
        version=str(info.get("version") or ""),
        contact=tuple(_contact(contact)) if isinstance(contact, dict) else (),
        license=_license(licence) if isinstance(licence, dict) else ("", ""),
        terms=_text(info, "termsOfService"),
        external_docs=read_docs(data.get("externalDocs")),
        key_variable=_text(data, "x-key-variable") or "API_KEY",
    )


def _no_server(data: Mapping[str, Json], file: RawFile, note: Note) -> tuple[Server, ...]:
    if not data.get("paths"):  # nothing is sent anywhere
        return ()
    note(file, ("servers",), f"there is no server; samples are sent to {EXAMPLE_SERVER}", ADD_SERVER)
    return (Server(url=EXAMPLE_SERVER),)


def _contact(contact: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    name, url, email = (_text(contact, key) for key in ("name", "url", "email"))
    if name or url:
        yield name or url, url
    if email:
        yield email, f"mailto:{email}"


def _license(licence: Mapping[str, Json]) -> tuple[str, str]:
    name, url, identifier = (_text(licence, key) for key in ("name", "url", "identifier"))
    return name or identifier or url, url or (f"https://spdx.org/licenses/{identifier}.html" if identifier else "")


def make_security(given: Json, namespace: str) -> tuple[SecurityRequirement, ...] | None:
    """Return Security Requirement Objects, or nothing where none are given; an empty list asks for no credentials."""
    if not isinstance(given, list):
        return None
    return tuple(
        {
            namespace + name: tuple(map(str, scopes)) if isinstance(scopes, list) else ()
            for name, scopes in requirement.items()
        }
        for requirement in given
        if isinstance(requirement, dict)
    ) or ({},)


def read_schemes(data: Mapping[str, Json], parts: PartReader, namespace: str) -> dict[str, SecurityScheme]:
    """Return the security schemes by namespaced name; a scheme that cannot be used is left out with a fault."""
    components = data.get("components")
    given = components.get("securitySchemes") if isinstance(components, dict) else None
    schemes: dict[str, SecurityScheme] = {}
    for name, value in given.items() if isinstance(given, dict) else ():
        path: JsonPath = ("components", "securitySchemes", name)
        try:
            value, file, at = parts.follow(value, parts.root, path)
        except BrokenReferenceError as error:
            parts.note(parts.root, path, error.reason, error.hint)
            continue
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(value, dict) or kind not in _SCHEMES:
            parts.note(file, (*at, "type"), f"expected a type out of {', '.join(_SCHEMES)}, found {kind!r}", "")
            continue
        schemes[namespace + name] = SecurityScheme(
            id=namespace + name,
            type=cast("type[SecurityScheme.type]", kind),  # type: ignore[valid-type, arg-type]
            scheme=_text(value, "scheme"),
            name=_text(value, "name"),
            location=cast(
                "Location", value.get("in") if value.get("in") in ("header", "query", "cookie") else "header"
            ),
            description=_text(value, "description"),
            bearer_format=_text(value, "bearerFormat"),
            flows=tuple(_flows(value.get("flows"))),
            openid_url=_text(value, "openIdConnectUrl"),
        )
    return schemes


def _flows(given: Json) -> Iterator[OAuthFlow]:
    for name, flow in given.items() if isinstance(given, dict) else ():
        if isinstance(flow, dict):
            scopes = flow.get("scopes")
            yield OAuthFlow(
                name=name,
                authorization_url=_text(flow, "authorizationUrl") or _text(flow, "deviceAuthorizationUrl"),
                token_url=_text(flow, "tokenUrl"),
                refresh_url=_text(flow, "refreshUrl"),
                scopes={str(k): str(v or "") for k, v in scopes.items()} if isinstance(scopes, dict) else {},
            )


def _text(value: Mapping[str, Json], key: str) -> str:
    found = value.get(key)
    return found if isinstance(found, str) else ""
