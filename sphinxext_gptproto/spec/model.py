"""The model of an HTTP API, as frozen dataclasses that every later stage reads.

The terms are those of OpenAPI (https://spec.openapis.org/oas/v3.1.1.html) and JSON Schema (draft 2020-12). The
catalogue adds three: :class:`Endpoint` (an operation as one AI model offers it), :class:`Level` (a step of the endpoint
id) and :class:`ErrorEntry`. Nothing here depends on Sphinx, docutils, or a file format.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Literal, TypeAlias

from .names import make_title
from .stored import stored

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
JsonType: TypeAlias = Literal["string", "integer", "number", "boolean", "object", "array", "null"]
Location: TypeAlias = Literal["path", "query", "header", "cookie"]
HTTP_METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
"""The methods that OpenAPI's Path Item Object has fields for; ``query`` is one since OpenAPI 3.2."""


class Missing(Enum):
    """The type of :data:`MISSING`. It is an enum, so that ``is`` still works after pickling and narrows types."""

    MISSING = "missing"

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing.MISSING
"""Marks an absent value, since ``None``, ``False``, ``0``, ``""`` and ``[]`` are JSON values themselves."""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The place of a value in a file, for messages."""

    file: str
    line: int = 0
    column: int = 0
    """Line and column count from 1; 0 means unknown."""
    pointer: str = "$"
    """Path of the value in the file's data, such as ``$.operations.createImage.parameters[0]``."""

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f":{self.line}:{self.column}" if self.column else f":{self.line}"
        return place


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalDocs:
    """A link to further documentation (OpenAPI's External Documentation Object)."""

    url: str
    description: str = ""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """A JSON Schema object. References are kept as names, which :class:`.resolver.Resolver` follows."""

    ref: str = ""
    """Name of a shared schema in the registry, or empty. The other fields then override the shared schema's."""
    types: tuple[JsonType, ...] = ()
    format: str = ""
    title: str = ""
    source_title: str = ""
    """The untranslated title, if the title was translated; anchors are derived from it."""
    description: str = ""
    default: Json | Missing = MISSING
    """The value that the server assumes if the request has none; never an example."""
    examples: tuple[Json, ...] = ()
    enum: tuple[Json, ...] = ()
    enum_descriptions: Mapping[str, str] = field(default_factory=dict)
    """Descriptions of the enum's values, by value (strings as they are, others as JSON)."""
    const: Json | Missing = MISSING
    minimum: float | None = None
    maximum: float | None = None
    exclusive_minimum: float | None = None
    exclusive_maximum: float | None = None
    multiple_of: float | None = None
    min_length: int | None = None
    max_length: int | None = None
    pattern: str = ""
    min_items: int | None = None
    max_items: int | None = None
    unique_items: bool = False
    properties: Mapping[str, Schema] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    items: Schema | None = None
    additional_properties: Schema | None = None
    """Schema of the properties that ``properties`` does not list, or ``None``."""
    pattern_properties: Mapping[str, Schema] = field(default_factory=dict)
    """Schemas of the properties whose names match a regular expression, by that expression."""
    min_properties: int | None = None
    max_properties: int | None = None
    prefix_items: tuple[Schema, ...] = ()
    """Schemas of an array's first items, one each; ``items`` is the schema of the remaining items."""
    all_of: tuple[Schema, ...] = ()
    one_of: tuple[Schema, ...] = ()
    any_of: tuple[Schema, ...] = ()
    discriminator: str = ""
    """Name of the property whose value determines the variant (OpenAPI's Discriminator Object)."""
    discriminator_values: Mapping[str, str] = field(default_factory=dict)
    """Names of the variants' schemas, by that property's value."""
    deprecated: bool = False
    read_only: bool = False
    write_only: bool = False
    content_media_type: str = ""
    external_docs: ExternalDocs | None = None
    nullable: bool = False
    """Whether ``null`` is allowed, for schemas with empty ``types``; otherwise ``types`` contains ``null``."""
    constraints: Mapping[str, Json] = field(default_factory=dict)
    """Further keywords that restrict the value; pages show them as JSON."""

    @property
    def is_file(self) -> bool:
        """Whether the value is a file's content (``format: binary`` in OpenAPI 3.0, ``contentMediaType`` in 3.1)."""
        return self.format == "binary" or bool(self.content_media_type and "string" in (*self.types, "string"))


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter in path, query, header or cookie, or a response header (OpenAPI's Parameter and Header Objects)."""

    name: str
    location: Location
    required: bool = False
    description: str = ""
    schema: Schema = field(default_factory=Schema)
    example: Json | Missing = MISSING
    """The value that samples send. They send every required parameter, and optional ones that have an example."""
    examples: tuple[Json, ...] = ()
    """Further examples."""
    deprecated: bool = False
    style: str = ""
    explode: bool | None = None
    content_type: str = ""
    """Media type of a value that is serialized as a document, such as JSON (``content`` in OpenAPI)."""
    inferred: bool = False
    """Whether the schema is inferred from examples, since the source has no schema."""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A named example of a media type (OpenAPI's Example Object)."""

    name: str
    value: Json
    summary: str = ""
    description: str = ""
    serialized: bool = False
    """Whether the value is the body's text as it is sent, even for JSON: such text need not be valid JSON."""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class MediaType:
    """One representation of a body, such as ``application/json``."""

    type: str
    schema: Schema | None = None
    examples: tuple[Example, ...] = ()
    """Samples send the first one."""
    encoding: Mapping[str, str] = field(default_factory=dict)
    """Media types of a form's fields, by the field's name (OpenAPI's Encoding Object)."""
    inferred: bool = False
    """Whether the schema is inferred from examples, since the source has no schema."""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class RequestBody:
    """The body of a request (OpenAPI's Request Body Object); samples send the first media type."""

    content: tuple[MediaType, ...]
    required: bool = True
    description: str = ""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An operation to call next, with values from a response (OpenAPI's Link Object)."""

    name: str
    operation: str
    """The operation to call: its operationId, or method and path such as ``GET /songs``."""
    address: str = ""
    """The address of its description, if that is on another host."""
    description: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """Runtime expressions, or values as JSON, by the name of the parameter to pass them to."""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A response of an operation (OpenAPI's Response Object); its status is ``200``, ``4XX``, ``default`` or so."""

    status: str
    summary: str = ""
    description: str = ""
    headers: tuple[Parameter, ...] = ()
    content: tuple[MediaType, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def is_success(self) -> bool:
        return self.status.startswith("2")


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Streaming:
    """A response that is sent as server-sent events (WHATWG HTML, section 9.2)."""

    text: str = ""
    """JSON Pointer (RFC 6901) to the text in each event's data, such as ``/choices/0/delta/content``. If it is empty,
    samples print the data of each event unchanged."""
    always: bool = False
    """Whether every response is streamed; otherwise only if the body's field ``when`` is true."""
    when: str = "stream"
    """Name of the boolean field of the body that requests a stream."""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class ServerVariable:
    """A variable in a server's URL (OpenAPI's Server Variable Object)."""

    name: str
    default: str
    values: tuple[str, ...] = ()
    description: str = ""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """An address of the service (OpenAPI's Server Object)."""

    url: str
    """The URL, its variables replaced by their defaults."""
    description: str = ""
    template: str = ""
    """The URL with its variables in braces, or empty where there are none."""
    variables: tuple[ServerVariable, ...] = ()
    relative: str = ""
    """The URL as it is in the source, if it is relative: :attr:`url` then has a made-up host, which samples use."""

    @property
    def address(self) -> str:
        """The URL as it is in the source, for readers."""
        return self.relative or self.template or self.url


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityScheme:
    """A way to authenticate requests (OpenAPI's Security Scheme Object)."""

    id: str
    type: Literal["http", "apiKey", "oauth2", "openIdConnect", "mutualTLS"]
    scheme: str = ""
    """For ``http``: ``bearer`` or ``basic`` (RFC 6750, RFC 7617)."""
    name: str = ""
    """For ``apiKey``: the name of the header, query parameter or cookie."""
    location: Location = "header"
    description: str = ""
    bearer_format: str = ""
    flows: tuple[OAuthFlow, ...] = ()
    openid_url: str = ""
    metadata_url: str = ""
    """URL of the authorization server's metadata (RFC 8414)."""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthFlow:
    """A way to obtain a token (OpenAPI's OAuth Flow Object)."""

    name: str
    """Key of the flow in OpenAPI, such as ``clientCredentials``."""
    authorization_url: str = ""
    token_url: str = ""
    refresh_url: str = ""
    scopes: Mapping[str, str] = field(default_factory=dict)
    """Descriptions of the scopes, by name."""


SecurityRequirement: TypeAlias = Mapping[str, tuple[str, ...]]
"""The ids of the security schemes that a request needs, all of them, each with its scopes."""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorEntry:
    """An entry of the error catalogue: an error as the service sends it."""

    id: str
    status: int
    title: str
    message: str
    body: Json
    source_title: str = ""
    """The untranslated title, if the title was translated; the example of the error's body is named after it."""
    when: str = ""
    """CommonMark: what causes this error."""
    action: str = ""
    """CommonMark: what the caller can do about it."""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSample:
    """A code sample that the source contains (``x-codeSamples``)."""

    language: str
    """The language's name as written in the source."""
    code: str
    label: str = ""
    """The sample's title in the source, or empty."""
    is_beside: bool = False
    """Whether the sample is shown after the generated one of its language, and not in place of it. True for examples
    that use a vendor's SDK."""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """A request that the service sends to the caller (OpenAPI's Callback Object)."""

    name: str
    expression: str
    """The URL that it is sent to: a runtime expression such as ``{$request.body#/url}``."""
    operation: Operation


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A method on a path, with its parameters, body and responses (OpenAPI's Operation Object)."""

    id: str
    method: str
    """The HTTP method, in capitals."""
    path: str
    """The path below the server's URL; it starts with ``/`` and has path parameters in braces."""
    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    body: RequestBody | None = None
    responses: tuple[Response, ...] = ()
    errors: tuple[str, ...] = ()
    """Ids of entries in the error catalogue, in the order of display."""
    security: tuple[SecurityRequirement, ...] = ()
    """Alternatives, one of which a request has to meet; an empty requirement means that no credentials are needed."""
    servers: tuple[Server, ...] = ()
    streaming: Streaming | None = None
    deprecated: bool = False
    operation_id: str = ""
    """OpenAPI's ``operationId``, if pages are to show it."""
    external_docs: ExternalDocs | None = None
    code_samples: tuple[CodeSample, ...] = ()
    """Samples from the source; each is shown in place of the generated one of its language, or after it."""
    callbacks: tuple[Callback, ...] = ()
    is_webhook: bool = False
    """Whether the service sends this request to the caller; ``path`` is then the webhook's name."""
    badges: tuple[str, ...] = ()
    """Labels that pages show below the request, such as ``Beta``."""
    service: str = ""
    """Name of its source, a key of :attr:`.registry.SpecRegistry.services`; empty where there is only one source."""

    @property
    def default_title(self) -> str:
        """The title of an endpoint in the catalogue that has no title of its own."""
        return self.summary or make_title(self.id) or self.id


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An operation as the catalogue offers it under one id, with the model's name, defaults and examples applied."""

    id: str
    """Slugs joined by ``/``, such as ``openai/gpt-4o-image/official-format/text-to-image``."""
    title: str
    short_title: str
    """The title without the model's name, for lists below the model."""
    operation: Operation
    description: str = ""
    model: str = ""
    """The AI model's name as requests send it, or empty."""
    is_plain: bool = False
    """Whether it is the only endpoint of its operation and changes nothing in it, so that the operation's id means
    this endpoint."""
    source: Source = field(default_factory=lambda: Source(file=""))


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A step in the hierarchy of endpoint ids: a provider, a model or a format."""

    id: str
    title: str
    source_title: str = ""
    """The untranslated title, if the title was translated."""
    description: str = ""
    kind: Literal["", "provider", "model", "format"] = field(default="", compare=False)
    """What the catalogue declares it to be; empty for sources without a catalogue, such as OpenAPI files."""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """The API as a whole (in OpenAPI the Info Object and the document's servers and security)."""

    title: str = ""
    summary: str = ""
    description: str = ""
    servers: tuple[Server, ...] = ()
    security: tuple[SecurityRequirement, ...] = ()
    version: str = ""
    contact: tuple[tuple[str, str], ...] = ()
    """Contacts, each as text to show and a URL, which may be empty."""
    license: tuple[str, str] = ("", "")
    """The license's name and URL."""
    terms: str = ""
    """URL of the terms of service."""
    external_docs: ExternalDocs | None = None
    key_variable: str = "API_KEY"
    """Environment variable that samples read the key from."""

    @property
    def introduction(self) -> str:
        """The summary and the description, as CommonMark; not the summary if the description begins with it."""
        if not self.summary or self.description.startswith(self.summary):
            return self.description
        return f"{self.summary}\n\n{self.description}".strip()
