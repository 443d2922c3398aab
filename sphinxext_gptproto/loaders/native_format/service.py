"""The API as a whole: servers, security schemes, errors, contact and license."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from .base import ExternalDocsPart, Part


class ServerVariablePart(Part):
    """A part of an address that the caller chooses."""

    default: str
    """What stands in samples."""
    enum: list[str] = []
    """What there is to choose from."""
    description: str = ""
    """CommonMark, one line."""


class ServerPart(Part):
    """One address of the service."""

    url: str = Field(pattern=r"^(https?://[^\s/]+(/\S*)?|\{\S+)$")
    """Address that the paths are appended to; variables stand in braces."""
    description: str = ""
    """CommonMark, one line."""
    variables: dict[str, ServerVariablePart] = {}
    """By name."""


class OAuthFlowPart(Part):
    """A way to get a token."""

    authorization_url: str = ""
    """Where the user agrees."""
    token_url: str = ""
    """Where the token is fetched."""
    refresh_url: str = ""
    """Where it is renewed."""
    scopes: dict[str, str] = {}
    """What each scope allows."""


class SecuritySchemePart(Part):
    """How a request proves who sends it."""

    type: Literal["http", "apiKey", "oauth2", "openIdConnect", "mutualTLS"]
    """OpenAPI's kind of scheme."""
    scheme: str = ""
    """Of ``http``: ``bearer`` or ``basic``."""
    name: str = ""
    """Of ``apiKey``: the name of the header, query parameter or cookie."""
    location: Literal["query", "header", "cookie"] = Field(default="header", alias="in")
    """Of ``apiKey``: where it is sent."""
    description: str = ""
    """CommonMark: where a reader gets the key."""
    bearer_format: str = ""
    """Of ``http`` with ``bearer``: what a token is, such as ``JWT``."""
    flows: dict[str, OAuthFlowPart] = {}
    """Of ``oauth2``: ways to get a token, such as ``clientCredentials``."""
    open_id_connect_url: str = ""
    """Of ``openIdConnect``: address of the provider's description."""


class ErrorPart(Part):
    """One entry of the error catalogue."""

    status: int = Field(ge=400, le=599)
    """HTTP status."""
    title: str
    """Name of the error, shown behind its status."""
    message: str
    """The words that the service sends."""
    body: Any
    """The JSON that the service really sends."""
    when: str = ""
    """CommonMark: what leads to this error."""
    action: str = ""
    """CommonMark: what the caller can do about it."""


class ContactPart(Part):
    """Whom to ask."""

    name: str = ""
    """A person or a team."""
    url: str = ""
    """Their page."""
    email: str = ""
    """Their address."""


class LicensePart(Part):
    """Under what terms the API may be used."""

    name: str = ""
    """The license's name."""
    url: str = ""
    """Its text."""


class ServicePart(Part):
    """The API as a whole; once in a registry."""

    title: str = ""
    """Name of the API."""
    version: str = ""
    """Version of the API."""
    description: str = ""
    """CommonMark."""
    servers: list[ServerPart] = []
    """Addresses; samples use the first."""
    security: list[dict[str, list[str]]] = []
    """Alternatives, each a mapping of scheme ids to scopes."""
    key_variable: str = Field(default="API_KEY", pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")
    """Environment variable that samples read the key from."""
    operation_ids: bool = False
    """Whether pages show the names of operations, as programs know them."""
    contact: ContactPart | None = None
    """Whom to ask."""
    license: LicensePart | None = None
    """Under what terms it may be used."""
    terms_of_service: str = ""
    """Address of the terms of service."""
    external_docs: ExternalDocsPart | None = None
    """More to read elsewhere."""
