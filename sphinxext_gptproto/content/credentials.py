"""Describe the credentials of an operation as fields: where they go in a request and how to get them.

Nothing here imports Sphinx.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ..spec.names import make_anchor, unused
from .fields import Field
from .i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..spec.model import Operation, SecurityScheme


def security_fields(
    operation: Operation, schemes: Mapping[str, SecurityScheme], variable: str = ""
) -> tuple[Field, ...]:
    """Return the credentials of an operation as fields.

    :param variable: the environment variable that samples read them from; empty if the page has no samples.
    """
    names = dict.fromkeys(name for requirement in operation.security for name in requirement)
    fields: dict[tuple[str, str], Field] = {}
    slugs: set[str] = set()
    for scheme in (schemes[name] for name in names if name in schemes):
        if scheme.type == "mutualTLS":
            continue  # a certificate is part of the connection, not of the request
        place, name = position = _get_position(scheme)
        text = "\n\n".join(_describe_scheme(scheme, variable))
        if position in fields:  # two schemes for the same header
            field = fields[position]
            fields[position] = replace(field, description=f"{field.description}\n\n{text}")
            continue
        slug = unused(f"{place}-{make_anchor(name)}", slugs)
        slugs.add(slug)
        required = all(
            any(position == _get_position(schemes[name]) for name in requirement if name in schemes)
            for requirement in operation.security
        )
        fields[position] = Field(name=name, place=place, slug=slug, type="string", required=required, description=text)
    return tuple(fields.values())


def _get_position(scheme: SecurityScheme) -> tuple[str, str]:
    """Return the part of a request that a scheme's credentials are sent in, and their name there."""
    return (scheme.location, scheme.name) if scheme.type == "apiKey" else ("header", "Authorization")


def _describe_scheme(scheme: SecurityScheme, variable: str) -> Iterator[str]:
    """Yield paragraphs of CommonMark: the description in the source or a general one, and where to get tokens."""
    kind = "bearer" if scheme.type in ("oauth2", "openIdConnect") else scheme.scheme.lower()
    if scheme.description:
        yield scheme.description
    elif kind == "bearer":
        yield _("The API key or token, sent as `Bearer YOUR_TOKEN`.")
    elif kind == "basic":
        yield _("User name and password in HTTP's Basic scheme (RFC 7617).")
    if kind == "basic" and variable:
        yield _("Samples read both from the environment variable `{name}`, as `user:password`.").format(name=variable)
    if scheme.bearer_format:
        yield _("Format: {format}.").format(format=scheme.bearer_format)
    if scheme.openid_url:
        yield _("OpenID Connect: <{address}>").format(address=scheme.openid_url)
    if scheme.metadata_url:
        yield _("Metadata of the authorization server: <{address}>").format(address=scheme.metadata_url)
    for flow in scheme.flows:
        urls = (
            (_("authorization"), flow.authorization_url),
            (_("token"), flow.token_url),
            (_("refresh"), flow.refresh_url),
        )
        links = ", ".join(f"{name} <{url}>" for name, url in urls if url)
        name = _("OAuth 2 flow `{name}`").format(name=flow.name)
        yield f"{name}: {links}" if links else name
