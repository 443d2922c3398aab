"""What an HTTP API is made of, as frozen values: the vocabulary that every later stage speaks.

The words are OpenAPI's (https://spec.openapis.org/oas/v3.1.1.html) and JSON Schema's (draft 2020-12). Ours are the
catalogue's: :class:`Endpoint` (an operation as one model offers it), :class:`Level` (a step of the endpoint id) and
:class:`ErrorEntry`. Nothing here knows Sphinx, docutils, files or formats of files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Literal, TypeAlias

from .stored import stored

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
JsonType: TypeAlias = Literal["string", "integer", "number", "boolean", "object", "array", "null"]
Location: TypeAlias = Literal["path", "query", "header", "cookie"]
HTTP_METHODS: Final = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
"""Those that have a key in OpenAPI's Path Item Object; ``query`` has one from OpenAPI 3.2 on."""


class Missing(Enum):
    """The type of :data:`MISSING`; an enum, so that it pickles to itself and narrows under ``is``."""

    MISSING = "missing"

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = Missing.MISSING
"""Stands where a value is absent. ``None``, ``False``, ``0``, ``""`` and ``[]`` are values."""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where something was written, for messages."""

    file: str
    line: int = 0
    column: int = 0
    """Line and column count from 1; 0 means unknown."""
    pointer: str = "$"
    """Path in the data, such as ``$.operations.createImage.parameters[0]``."""

    def __str__(self) -> str:
        place = self.file
        if self.line:
            place += f":{self.line}:{self.column}" if self.column else f":{self.line}"
        return place


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalDocs:
    """More to read elsewhere (OpenAPI's External Documentation Object)."""

    url: str
    description: str = ""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """A JSON Schema object. A reference stays a name: see :meth:`.registry.Registry.resolve`."""

    ref: str = ""
    """Key in the registry's schemas, or empty. The other fields are then siblings that override the target."""
    types: tuple[JsonType, ...] = ()
    format: str = ""
    title: str = ""
    source_title: str = ""
    """The title before it was translated, where it was: anchors are made of it."""
    description: str = ""
    default: Json | Missing = MISSING
    """What the server uses when the value is left out; never an example."""
    examples: tuple[Json, ...] = ()
    enum: tuple[Json, ...] = ()
    enum_descriptions: Mapping[str, str] = field(default_factory=dict)
    """What a value means, keyed by the value (strings as they are, others as JSON)."""
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
    """Schema of the values under names that ``properties`` does not list, or ``None``."""
    pattern_properties: Mapping[str, Schema] = field(default_factory=dict)
    """Schemas of the values under names that match a pattern, by the pattern."""
    min_properties: int | None = None
    max_properties: int | None = None
    prefix_items: tuple[Schema, ...] = ()
    """Schemas of an array's first items, one for each; ``items`` is that of the rest."""
    all_of: tuple[Schema, ...] = ()
    one_of: tuple[Schema, ...] = ()
    any_of: tuple[Schema, ...] = ()
    discriminator: str = ""
    """Name of the property whose value tells which of the variants a value is."""
    discriminator_values: Mapping[str, str] = field(default_factory=dict)
    """References of the variants, by that property's value."""
    deprecated: bool = False
    read_only: bool = False
    write_only: bool = False
    content_media_type: str = ""
    external_docs: ExternalDocs | None = None
    nullable: bool = False
    """Whether ``null`` is allowed too where ``types`` is empty; else it is one of those."""
    constraints: Mapping[str, Json] = field(default_factory=dict)
    """Further keywords that restrict the value, shown as they stand."""

    @property
    def is_file(self) -> bool:
        """Whether the value is a file's bytes (``format: binary`` in OpenAPI 3.0, ``contentMediaType`` in 3.1)."""
        return self.format == "binary" or bool(self.content_media_type and "string" in (*self.types, "string"))


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """An input outside the body, or a response header (OpenAPI's Parameter and Header Objects)."""

    name: str
    location: Location
    required: bool = False
    description: str = ""
    schema: Schema = field(default_factory=Schema)
    example: Json | Missing = MISSING
    """A value worth sending: a sample sends every required parameter, and an optional one that has an example."""
    examples: tuple[Json, ...] = ()
    """Further values worth showing."""
    deprecated: bool = False
    style: str = ""
    explode: bool | None = None
    content_type: str = ""
    """Media type of a value that is sent as a document of its own, such as JSON."""
    inferred: bool = False
    """Whether the source knows examples only, and the schema is what fits them."""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A named value of a media type (OpenAPI's Example Object)."""

    name: str
    value: Json
    summary: str = ""
    description: str = ""
    serialized: bool = False
    """Whether the value is the text as it is sent, whatever the media type: JSON that is none."""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class MediaType:
    """One representation of a body, such as ``application/json``."""

    type: str
    schema: Schema | None = None
    examples: tuple[Example, ...] = ()
    """The first is the one that samples send."""
    encoding: Mapping[str, str] = field(default_factory=dict)
    """Media types of a form's parts, by the field's name."""
    inferred: bool = False
    """Whether the source knows examples only, and the schema is what fits them."""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class RequestBody:
    """OpenAPI's Request Body Object; samples send the first media type."""

    content: tuple[MediaType, ...]
    required: bool = True
    description: str = ""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A call that goes on from a response (OpenAPI's Link Object)."""

    name: str
    operation: str
    """The operationId, or the reference, of the operation to call."""
    description: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """Runtime expressions, or values as JSON, by the parameter they go into."""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What the service answers under one status, such as ``200``, ``4XX`` or ``default``."""

    status: str
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
    """How a response arrives as server-sent events (WHATWG HTML, section 9.2)."""

    text: str = ""
    """JSON Pointer (RFC 6901) to the text in each event's data, such as ``/choices/0/delta/content``; or empty, where
    samples print the data as it comes."""
    always: bool = False
    """Whether every request streams; otherwise one does whose body says ``"stream": true``."""
    when: str = "stream"
    """Name of the boolean body field that asks for a stream."""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class ServerVariable:
    """A part of a server's address that the caller chooses."""

    name: str
    default: str
    values: tuple[str, ...] = ()
    description: str = ""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    url: str
    """With the variables' defaults filled in."""
    description: str = ""
    template: str = ""
    """The address with its variables in braces, or empty where it has none."""
    variables: tuple[ServerVariable, ...] = ()


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityScheme:
    """How a request proves who sends it (OpenAPI's Security Scheme Object)."""

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


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthFlow:
    """A way to get a token (OpenAPI's OAuth Flow Object)."""

    name: str
    """Such as ``clientCredentials``."""
    authorization_url: str = ""
    token_url: str = ""
    refresh_url: str = ""
    scopes: Mapping[str, str] = field(default_factory=dict)
    """What each scope allows."""


SecurityRequirement: TypeAlias = Mapping[str, tuple[str, ...]]
"""Scheme ids, all needed at once, each with its scopes."""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorEntry:
    """One error as the service really sends it."""

    id: str
    status: int
    title: str
    message: str
    body: Json
    source_title: str = ""
    """The title before it was translated, where it was: programs find the error's body by it."""
    when: str = ""
    """CommonMark: what leads to this error."""
    action: str = ""
    """CommonMark: what the caller can do about it."""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSample:
    """A sample that the source brings along (``x-codeSamples``)."""

    language: str
    """As the source names it."""
    code: str
    label: str = ""
    """What the source calls the sample, where it does."""
    is_beside: bool = False
    """Whether it is an example by the vendor's SDK, behind the made one of its language and not instead of it."""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Callback:
    """A request that the service sends to the caller (OpenAPI's Callback Object)."""

    name: str
    expression: str
    """Where it goes: a runtime expression such as ``{$request.body#/url}``."""
    operation: Operation


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """A method on a path, with all that it takes and gives (OpenAPI's Operation Object)."""

    id: str
    method: str
    """In capitals."""
    path: str
    """Starts with ``/``; placeholders stand in braces."""
    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    body: RequestBody | None = None
    responses: tuple[Response, ...] = ()
    errors: tuple[str, ...] = ()
    """Ids of the error catalogue, in the order of display."""
    security: tuple[SecurityRequirement, ...] = ()
    """Alternatives; an empty requirement means that no credentials are needed."""
    servers: tuple[Server, ...] = ()
    streaming: Streaming | None = None
    deprecated: bool = False
    operation_id: str = ""
    """The name that the source gives it for programs, where readers may want to know it."""
    external_docs: ExternalDocs | None = None
    code_samples: tuple[CodeSample, ...] = ()
    """Where there is one in a language, it is shown instead of the made one, or beside it."""
    callbacks: tuple[Callback, ...] = ()
    is_webhook: bool = False
    """Whether the service sends this request to the caller; ``path`` is then the webhook's name."""
    service: str = ""
    """Name of the source whose API it belongs to, where a registry has several; see :class:`.registry.SpecRegistry`."""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """An operation as the catalogue offers it under one id: names, defaults and examples are already bound."""

    id: str
    """Slugs joined by ``/``, such as ``openai/gpt-4o-image/official-format/text-to-image``."""
    title: str
    short_title: str
    """The title without the model's name, for lists that stand under the model."""
    operation: Operation
    description: str = ""
    model: str = ""
    """The model's name as requests send it, or empty."""
    is_plain: bool = False
    """Whether the endpoint is all that there is of its operation, and so means the same."""
    source: Source = field(default_factory=lambda: Source(file=""))


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A step of the endpoint ids: a provider, a model or a format."""

    id: str
    title: str
    source_title: str = ""
    """The title before it was translated, where it was."""
    description: str = ""
    kind: Literal["", "provider", "model", "format"] = field(default="", compare=False)
    """What the catalogue says it is; sources without one, such as OpenAPI files, say nothing."""


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """The API as a whole."""

    title: str = ""
    description: str = ""
    servers: tuple[Server, ...] = ()
    security: tuple[SecurityRequirement, ...] = ()
    version: str = ""
    contact: tuple[tuple[str, str], ...] = ()
    """Whom to ask: what to show, and its address or nothing."""
    license: tuple[str, str] = ("", "")
    """Name and address."""
    terms: str = ""
    """Address of the terms of service."""
    external_docs: ExternalDocs | None = None
    key_variable: str = "API_KEY"
    """Environment variable that samples read the key from."""
