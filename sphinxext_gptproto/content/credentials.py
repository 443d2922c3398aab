"""What a page says about credentials: where they go, what they look like, and where tokens come from. Sphinx-free."""

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
    """Return the credentials of an operation as fields: where they go and what they look like.

    :param variable: the environment variable that samples read them from; empty where the page has none.
    """
    names = dict.fromkeys(name for requirement in operation.security for name in requirement)
    fields: dict[tuple[str, str], Field] = {}
    slugs: set[str] = set()
    for scheme in (schemes[name] for name in names if name in schemes):
        if scheme.type == "mutualTLS":
            continue  # a certificate is no field of a request
        place, name = where = _get_place(scheme)
        words = "\n\n".join(_scheme_words(scheme, variable))
        if where in fields:  # two schemes for the same header
            known = fields[where]
            fields[where] = replace(known, description=f"{known.description}\n\n{words}")
            continue
        own = unused(f"{place}-{make_anchor(name)}", slugs)
        slugs.add(own)
        required = all(
            any(where == _get_place(schemes[name]) for name in requirement if name in schemes)
            for requirement in operation.security
        )
        fields[where] = Field(name=name, place=place, slug=own, type="string", required=required, description=words)
    return tuple(fields.values())


def _get_place(scheme: SecurityScheme) -> tuple[str, str]:
    """Return where in a request a scheme's credentials go, and the name that they have there."""
    return (scheme.location, scheme.name) if scheme.type == "apiKey" else ("header", "Authorization")


def _scheme_words(scheme: SecurityScheme, variable: str) -> Iterator[str]:
    """Yield paragraphs of CommonMark: what the scheme's source says of it, and where tokens come from."""
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
    for flow in scheme.flows:
        addresses = (
            (_("authorization"), flow.authorization_url),
            (_("token"), flow.token_url),
            (_("refresh"), flow.refresh_url),
        )
        listed = ", ".join(f"{name} <{address}>" for name, address in addresses if address)
        name = _("OAuth 2 flow `{name}`").format(name=flow.name)
        yield f"{name}: {listed}" if listed else name
