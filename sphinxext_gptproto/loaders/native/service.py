"""Convert the parts of native files that describe the API as a whole: service, servers, security schemes and errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...spec import servers
from ...spec.model import ErrorEntry, ExternalDocs, OAuthFlow, SecurityScheme, Server, ServerVariable, Service

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from .. import native_format as form


def make_service(part: form.ServicePart, schemes: Container[str]) -> Service:
    """Convert the service; security requirements with an unknown scheme are dropped, since they are reported."""
    return Service(
        title=part.title,
        summary=part.summary,
        description=part.description,
        version=part.version,
        contact=tuple(_make_contact(part.contact)),
        license=(part.license.name, part.license.url) if part.license else ("", ""),
        terms=part.terms_of_service,
        external_docs=make_docs(part.external_docs),
        servers=tuple(make_server(server) for server in part.servers),
        security=tuple(
            {name: tuple(scopes) for name, scopes in requirement.items()}
            for requirement in part.security
            if all(name in schemes for name in requirement)
        ),
        key_variable=part.key_variable,
    )


def make_server(part: form.ServerPart) -> Server:
    """Convert a server."""
    variables = tuple(
        ServerVariable(name=name, default=v.default, values=tuple(v.enum), description=v.description)
        for name, v in part.variables.items()
    )
    return servers.make_server(part.url, variables, description=part.description)


def make_scheme(name: str, part: form.SecuritySchemePart) -> SecurityScheme:
    """Convert a security scheme."""
    return SecurityScheme(
        id=name,
        type=part.type,
        scheme=part.scheme,
        name=part.name,
        location=part.location,
        description=part.description,
        bearer_format=part.bearer_format,
        flows=tuple(
            OAuthFlow(
                name=flow_name,
                authorization_url=flow.authorization_url,
                token_url=flow.token_url,
                refresh_url=flow.refresh_url,
                scopes=flow.scopes,
            )
            for flow_name, flow in part.flows.items()
        ),
        openid_url=part.open_id_connect_url,
        metadata_url=part.oauth2_metadata_url,
    )


def make_error(name: str, part: form.ErrorPart) -> ErrorEntry:
    """Convert an entry of the error catalogue."""
    return ErrorEntry(
        id=name,
        status=part.status,
        title=part.title,
        message=part.message,
        body=part.body,
        when=part.when,
        action=part.action,
    )


def make_docs(part: form.ExternalDocsPart | None) -> ExternalDocs | None:
    """Convert a link to external documentation."""
    return None if part is None else ExternalDocs(url=part.url, description=part.description)


def _make_contact(part: form.ContactPart | None) -> Iterator[tuple[str, str]]:
    """Yield the contacts, each as text to show and a URL; see :attr:`.Service.contact`."""
    if part is not None and (part.name or part.url):
        yield part.name or part.url, part.url
    if part is not None and part.email:
        yield part.email, f"mailto:{part.email}"
