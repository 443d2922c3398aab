"""The API as a whole: servers, security schemes, errors, contact and license."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from .base import ExternalDocsPart, Part


class ServerVariablePart(Part):
    """A variable in a server's URL."""

    default: str
    """Value that samples use."""
    enum: list[str] = []
    """The only values allowed."""
    description: str = ""
    """CommonMark, one line."""


class ServerPart(Part):
    """A server of the service."""

    url: str = Field(pattern=r"^(https?://[^\s/]+(/\S*)?|\{\S+|\.{0,2}/\S*)$")
    """URL that paths are appended to, with variables in braces. It may be relative, such as ``/v1``."""
    description: str = ""
    """CommonMark, one line."""
    variables: dict[str, ServerVariablePart] = {}
    """Variables of the URL, by name."""


class OAuthFlowPart(Part):
    """A way to obtain a token."""

    authorization_url: str = ""
    """URL at which the user grants access."""
    token_url: str = ""
    """URL from which the token is requested."""
    refresh_url: str = ""
    """URL at which the token is renewed."""
    scopes: dict[str, str] = {}
    """Descriptions of the scopes, by name."""


class SecuritySchemePart(Part):
    """A way to authenticate requests."""

    type: Literal["http", "apiKey", "oauth2", "openIdConnect", "mutualTLS"]
    """Type of the scheme in OpenAPI."""
    scheme: str = ""
    """For ``http``: ``bearer`` or ``basic``."""
    name: str = ""
    """For ``apiKey``: the name of the header, query parameter or cookie."""
    location: Literal["query", "header", "cookie"] = Field(default="header", alias="in")
    """For ``apiKey``: where the key is sent."""
    description: str = ""
    """CommonMark: where readers get a key."""
    bearer_format: str = ""
    """For ``http`` with ``bearer``: the format of the token, such as ``JWT``."""
    flows: dict[str, OAuthFlowPart] = {}
    """For ``oauth2``: ways to obtain a token, such as ``clientCredentials``."""
    open_id_connect_url: str = ""
    """For ``openIdConnect``: the URL of the provider's configuration."""
    oauth2_metadata_url: str = Field(default="", alias="oauth2MetadataUrl")
    """For ``oauth2``: the URL of the authorization server's metadata (RFC 8414)."""


class ErrorPart(Part):
    """One entry of the error catalogue."""

    status: int = Field(ge=400, le=599)
    """HTTP status."""
    title: str
    """Name of the error, shown after its status."""
    message: str
    """The message that the service sends."""
    body: Any
    """The JSON that the service sends."""
    when: str = ""
    """CommonMark: what causes this error."""
    action: str = ""
    """CommonMark: what the caller can do about it."""


class ContactPart(Part):
    """Contact for questions about the API."""

    name: str = ""
    """Name of a person or team."""
    url: str = ""
    """URL of their web page."""
    email: str = ""
    """Their email address."""


class LicensePart(Part):
    """License under which the API may be used."""

    name: str = ""
    """Name of the license."""
    url: str = ""
    """URL of its text."""


class ServicePart(Part):
    """The API as a whole; only one per registry."""

    title: str = ""
    """Name of the API."""
    version: str = ""
    """Version of the API."""
    summary: str = ""
    """What the API is for, in one line."""
    description: str = ""
    """CommonMark."""
    servers: list[ServerPart] = []
    """Servers; samples use the first."""
    security: list[dict[str, list[str]]] = []
    """Alternative security requirements, each a mapping of scheme ids to scopes."""
    key_variable: str = Field(default="API_KEY", pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")
    """Environment variable that samples read the key from."""
    operation_ids: bool = False
    """Whether pages show each operation's operationId."""
    contact: ContactPart | None = None
    """Contact for questions about the API."""
    license: LicensePart | None = None
    """License under which the API may be used."""
    terms_of_service: str = ""
    """URL of the terms of service."""
    external_docs: ExternalDocsPart | None = None
    """Link to further documentation."""
