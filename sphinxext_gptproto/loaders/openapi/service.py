"""What an OpenAPI file says about the service as a whole: its title, contacts, servers and security."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from ...spec.model import Location, OAuthFlow, SecurityScheme, Server, Service
from ...spec.names import short_name
from ...spec.servers import EXAMPLE_SERVER, SENT_TO_EXAMPLE
from .schemas import read_docs
from .servers import ADD_SERVER, make_servers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from ...spec.json_path import JsonPath
    from ...spec.model import Json, Parameter, SecurityRequirement
    from ..files.raw_file import RawFile
    from .object_lookup import ObjectLookup
    from .schemas import ReportFault

_SCHEMES: Final = ("http", "apiKey", "oauth2", "openIdConnect", "mutualTLS")


def make_service(data: Mapping[str, Json], file: RawFile, namespace: str, report: ReportFault) -> Service:
    """Return the service that the top level of a file describes.

    :param namespace: put before the names of security schemes.
    """
    info = data.get("info")
    info = info if isinstance(info, dict) else {}
    contact, licence = info.get("contact"), info.get("license")
    return Service(
        title=_get_text(info, "title"),
        summary=_get_text(info, "summary"),
        description=_get_text(info, "description"),
        servers=make_servers(data.get("servers"), file, ("servers",), report)
        or (() if "x-gptproto" in data else _add_example_server(data, file, report)),
        security=make_security(data.get("security"), namespace, list_scheme_names(data)) or (),
        version=str(info.get("version") or ""),
        contact=tuple(_read_contact(contact)) if isinstance(contact, dict) else (),
        license=_read_license(licence) if isinstance(licence, dict) else ("", ""),
        terms=_get_text(info, "termsOfService"),
        external_docs=read_docs(data.get("externalDocs")),
        key_variable=_get_text(data, "x-key-variable") or "API_KEY",
    )


def _add_example_server(data: Mapping[str, Json], file: RawFile, report: ReportFault) -> tuple[Server, ...]:
    """Return a server for samples, with a note; nothing when the file has webhooks only, which need no server."""
    if not data.get("paths"):
        return ()
    reason = f"there is no server; {SENT_TO_EXAMPLE}"
    report(file, ("servers",), reason, ADD_SERVER, severity="note")
    return (Server(url=EXAMPLE_SERVER),)


def _read_contact(fields: Mapping[str, Json]) -> Iterator[tuple[str, str]]:
    """Yield the text and the address of each link in a Contact Object."""
    name, url, email = (_get_text(fields, key) for key in ("name", "url", "email"))
    if name or url:
        yield name or url, url
    if email:
        yield email, f"mailto:{email}"


def _read_license(fields: Mapping[str, Json]) -> tuple[str, str]:
    """Return the name and the address of a License Object; its identifier is one of SPDX."""
    name, url, identifier = (_get_text(fields, key) for key in ("name", "url", "identifier"))
    return name or identifier or url, url or (f"https://spdx.org/licenses/{identifier}.html" if identifier else "")


def list_scheme_names(data: Mapping[str, Json]) -> Collection[str]:
    """Return the names of all security schemes of a file, also of those that cannot be read."""
    components = data.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, dict) else None
    return schemes.keys() if isinstance(schemes, dict) else ()


def make_security(
    requirements: Json, namespace: str, scheme_names: Collection[str]
) -> tuple[SecurityRequirement, ...] | None:
    """Return Security Requirement Objects, or ``None`` when there is no list of them.

    An empty list means that no credentials are needed, which the model has as one empty requirement. A name that no
    scheme has is left out; :mod:`.object_checks` reports it.
    """
    if not isinstance(requirements, list):
        return None
    return tuple(
        {
            namespace + name: tuple(map(str, scopes)) if isinstance(scopes, list) else ()
            for name, scopes in requirement.items()
            if name in scheme_names
        }
        for requirement in requirements
        if isinstance(requirement, dict) and (not requirement or any(name in scheme_names for name in requirement))
    ) or ({},)


def drop_authorization(
    parameters: tuple[Parameter, ...],
    security: Sequence[SecurityRequirement],
    schemes: Mapping[str, SecurityScheme],
    file: RawFile,
    path: JsonPath,
    report: ReportFault,
) -> tuple[Parameter, ...]:
    """Return the parameters of an operation without a header ``Authorization`` that a security scheme describes.

    OpenAPI ignores header parameters of that name (3.1, section 4.8.12.2). Where no scheme sends the header, the
    parameter is all that a file says about it, and is kept.

    :param path: the path of the operation in its file.
    """
    names = [name for requirement in security for name in requirement if _is_authorization(schemes.get(name))]
    if not names:
        return parameters
    kept = tuple(p for p in parameters if (p.location, p.name.lower()) != ("header", "authorization"))
    if len(kept) < len(parameters):
        reason = (
            f"the header parameter 'Authorization' is not shown, since the scheme {short_name(names[0])!r} sends it"
        )
        report(file, (*path, "parameters"), reason, "describe the header in the scheme", severity="note")
    return kept


def _is_authorization(scheme: SecurityScheme | None) -> bool:
    """Return whether the credentials of a scheme are in the header ``Authorization``."""
    if scheme is None or scheme.type == "mutualTLS":
        return False
    return scheme.type != "apiKey" or (scheme.location == "header" and scheme.name.lower() == "authorization")


def read_schemes(data: Mapping[str, Json], objects: ObjectLookup, namespace: str) -> dict[str, SecurityScheme]:
    """Return the security schemes by namespaced name; one of unknown type is skipped with a fault."""
    components = data.get("components")
    values = components.get("securitySchemes") if isinstance(components, dict) else None
    schemes: dict[str, SecurityScheme] = {}
    for name, value in values.items() if isinstance(values, dict) else ():
        path: JsonPath = ("components", "securitySchemes", name)
        scheme_type = value.get("type") if isinstance(value, dict) else None
        if not isinstance(value, dict) or scheme_type not in _SCHEMES:
            reason = f"expected one of the types {', '.join(_SCHEMES)}, found {scheme_type!r}; the scheme is skipped"
            objects.report(objects.root, (*path, "type"), reason, "")
            continue
        schemes[namespace + name] = SecurityScheme(
            id=namespace + name,
            type=cast("type[SecurityScheme.type]", scheme_type),  # type: ignore[valid-type, arg-type]
            scheme=_get_text(value, "scheme"),
            name=_get_text(value, "name"),
            location=cast(
                "Location", value.get("in") if value.get("in") in ("header", "query", "cookie") else "header"
            ),
            description=_get_text(value, "description"),
            bearer_format=_get_text(value, "bearerFormat"),
            flows=tuple(_read_flows(value.get("flows"))),
            openid_url=_get_text(value, "openIdConnectUrl"),
            metadata_url=_get_text(value, "oauth2MetadataUrl") or _get_text(value, "x-oauth2MetadataUrl"),
        )
    return schemes


def _read_flows(flows: Json) -> Iterator[OAuthFlow]:
    for name, fields in flows.items() if isinstance(flows, dict) else ():
        if isinstance(fields, dict):
            scopes = fields.get("scopes")
            yield OAuthFlow(
                name=name,
                authorization_url=_get_text(fields, "authorizationUrl") or _get_text(fields, "deviceAuthorizationUrl"),
                token_url=_get_text(fields, "tokenUrl"),
                refresh_url=_get_text(fields, "refreshUrl"),
                scopes={str(k): str(v or "") for k, v in scopes.items()} if isinstance(scopes, dict) else {},
            )


def _get_text(fields: Mapping[str, Json], key: str) -> str:
    text = fields.get(key)
    return text if isinstance(text, str) else ""
