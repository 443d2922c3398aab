"""What a native file says of the API as a whole to models: the service, its servers, security schemes and errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...spec.model import ErrorEntry, ExternalDocs, OAuthFlow, SecurityScheme, Server, ServerVariable, Service
from ...spec.servers import fill_template

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from .. import native_format as form


def make_service(part: form.ServicePart, schemes: Container[str]) -> Service:
    """Return the model of the service, without the alternatives of security that need a scheme which is not there."""
    return Service(
        title=part.title,
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
    """Return a server without a slash at its end: paths start with one."""
    template = part.url.rstrip("/")
    variables = tuple(
        ServerVariable(name=name, default=v.default, values=tuple(v.enum), description=v.description)
        for name, v in part.variables.items()
    )
    return Server(
        url=fill_template(template, variables).rstrip("/"),
        description=part.description,
        template=template if variables else "",
        variables=variables,
    )


def make_scheme(name: str, part: form.SecuritySchemePart) -> SecurityScheme:
    """Return the model of a security scheme."""
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
    )


def make_error(name: str, part: form.ErrorPart) -> ErrorEntry:
    """Return the model of an entry of the error catalogue."""
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
    """Return the model of a link to more."""
    return None if part is None else ExternalDocs(url=part.url, description=part.description)


def _make_contact(part: form.ContactPart | None) -> Iterator[tuple[str, str]]:
    """Yield whom to ask: what to show, and its address or nothing."""
    if part is not None and (part.name or part.url):
        yield part.name or part.url, part.url
    if part is not None and part.email:
        yield part.email, f"mailto:{part.email}"
