"""Operations, webhooks and callbacks, with parameters, bodies, responses and streaming."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from .base import ExternalDocsPart, Part
from .schemas import SchemaPart
from .service import ServerPart


class ExamplePart(Part):
    """A named example of a media type."""

    summary: str = ""
    """What the example shows, in a few words."""
    description: str = ""
    """CommonMark."""
    value: Any
    """The body itself. In a form, a file's value is a relative path, such as ``image.png``."""
    serialized: bool = False
    """Whether the value is the body's text as it is sent, whatever the media type."""


class EncodingPart(Part):
    """How one field of a form is encoded."""

    content_type: str = ""
    """Media type of the field's value."""


class MediaTypePart(Part):
    """One representation of a body."""

    schema_: SchemaPart | None = Field(default=None, alias="schema")
    """Schema of the body; for ``text/event-stream``, of the data of one event."""
    examples: dict[str, ExamplePart] = {}
    """Examples by name. Samples send the first one, unless an endpoint chooses another."""
    encoding: dict[str, EncodingPart] = {}
    """How the fields of a form are encoded, by name."""
    inferred: bool = False
    """Whether the schema is inferred from the examples; pages say so."""


class ParameterPart(Part):
    """A parameter in path, query, header or cookie."""

    name: str = Field(min_length=1)
    """Name of the parameter in requests."""
    location: Literal["path", "query", "header", "cookie"] = Field(alias="in")
    """Where it is sent."""
    required: bool = False
    """Whether requests must have it; must be true for path parameters."""
    description: str = ""
    """CommonMark."""
    schema_: SchemaPart = Field(default=SchemaPart(), alias="schema")
    """Schema of its values."""
    example: Any = None
    """Value that samples send. They send every required parameter, and optional ones that have an example."""
    examples: dict[str, ExamplePart] = {}
    """Further examples, by name."""
    content: dict[str, MediaTypePart] = Field(default={}, max_length=1)
    """In place of ``schema``: the media type of a value that is serialized as a document, such as JSON."""
    deprecated: bool = False
    """Whether new code should not send it."""
    style: Literal["", "simple", "form", "label", "matrix", "spaceDelimited", "pipeDelimited", "deepObject"] = ""
    """How arrays and objects are serialized (OpenAPI's ``style``)."""
    explode: bool | None = None
    """Whether each item of an array becomes a parameter of its own (OpenAPI's ``explode``)."""
    inferred: bool = False
    """Whether the schema is inferred from the examples; pages say so."""


class RequestBodyPart(Part):
    """The body of a request."""

    description: str = ""
    """CommonMark."""
    required: bool = True
    """Whether a request without a body is rejected."""
    content: dict[str, MediaTypePart] = Field(min_length=1)
    """Representations by media type, such as ``application/json`` or ``multipart/form-data``."""


class LinkPart(Part):
    """An operation to call next, with values from a response."""

    operation_id: str = ""
    """operationId of the operation to call."""
    operation_ref: str = ""
    """Reference to the operation to call, if it is defined elsewhere."""
    description: str = ""
    """CommonMark."""
    parameters: dict[str, str] = {}
    """Runtime expressions such as ``$response.body#/id``, by the name of the parameter to pass them to."""


class HeaderPart(Part):
    """A header of a response."""

    description: str = ""
    """CommonMark."""
    required: bool = False
    """Whether every response has it."""
    schema_: SchemaPart = Field(default=SchemaPart(), alias="schema")
    """Schema of its values."""
    example: Any = None
    """Example value."""
    examples: dict[str, ExamplePart] = {}
    """Further examples, by name."""
    content: dict[str, MediaTypePart] = Field(default={}, max_length=1)
    """In place of ``schema``: the media type of a value that is serialized as a document, such as JSON."""
    deprecated: bool = False
    """Whether new code should not rely on it."""
    style: Literal["", "simple"] = ""
    """How arrays and objects are serialized (OpenAPI's ``style``)."""
    explode: bool | None = None
    """Whether the fields of an object are serialized as ``name=value`` (OpenAPI's ``explode``)."""
    inferred: bool = False
    """Whether the schema is inferred from the examples; pages say so."""


class ResponsePart(Part):
    """A response of an operation."""

    summary: str = ""
    """What the response is, in one line."""
    description: str = ""
    """CommonMark."""
    headers: dict[str, HeaderPart] = {}
    """Headers by name."""
    content: dict[str, MediaTypePart] = {}
    """Representations by media type, such as ``application/json``."""
    links: dict[str, LinkPart] = {}
    """Operations to call next with values from this response, by name."""


class StreamingPart(Part):
    """A response that is sent as server-sent events."""

    text: str = Field(default="", pattern=r"^(/([^/~]|~[01])*)+$")
    """JSON Pointer to the text in one event's data, such as ``/choices/0/delta/content``. Without it, samples print
    the data of each event."""
    always: bool = False
    """Whether every response is streamed. Otherwise it is streamed if the body's field ``when`` is true."""
    when: str = "stream"
    """Name of the boolean field of the body that requests a stream."""


class CodeSamplePart(Part):
    """A code sample of your own, shown in place of the generated one."""

    lang: str = Field(min_length=1)
    """Programming language, such as ``python``."""
    label: str = ""
    """Title of the sample's tab; by default the language's name."""
    source: str
    """The code."""


class ReferencePart(Part):
    """A reference to a part under ``components``."""

    ref: str = Field(alias="$ref")
    """The reference, such as ``#/components/parameters/TaskId``."""


# pydantic puts these tags into the locations of errors, where ``catalogue.validation`` drops them. They contain
# a space, so that they are never keys of the data.
def _is_reference(data: Any) -> str:
    return (
        "a reference"
        if isinstance(data, ReferencePart) or (isinstance(data, dict) and "$ref" in data)
        else "given here"
    )


OrReference = Discriminator(_is_reference)
Inline = Tag("given here")
Ref = Annotated[ReferencePart, Tag("a reference")]
Method = Literal["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "QUERY"]


class _RequestLine(Part):
    method: Method
    """HTTP method, in capitals."""
    path: str = Field(pattern=r"^/\S*$")
    """Path below the server's URL; it starts with ``/`` and has path parameters in braces."""


class CallbackPart(Part):
    """A request that the service sends to a URL that the caller specified. It has the keys of an operation."""

    summary: str = ""
    """The task in a few words; titles are derived from it."""
    description: str = ""
    """CommonMark. The first sentence has to make sense alone: it becomes the page's meta description."""
    tags: list[str] = []
    """Groups that the operation belongs to."""
    parameters: list[Annotated[Ref | Annotated[ParameterPart, Inline], OrReference]] = []
    """Parameters in path, query, headers and cookies, or references to them."""
    request_body: Annotated[Ref | Annotated[RequestBodyPart, Inline], OrReference] | None = None
    """Body of the request, or a reference to it."""
    responses: dict[
        Annotated[str, Field(pattern=r"^([1-5]\d\d|[1-5]XX|default)$")],
        Annotated[Ref | Annotated[ResponsePart, Inline], OrReference],
    ] = {}
    """Responses by status: ``200``, ``4XX`` or ``default``."""
    deprecated: bool = False
    """Whether new code should not rely on it."""
    operation_id: str = ""
    """OpenAPI's ``operationId``, shown on the page."""
    external_docs: ExternalDocsPart | None = None
    """Link to further documentation."""
    badges: list[str] = []
    """Labels shown below the request, such as ``Beta``."""
    code_samples: list[CodeSamplePart] = Field(default=[], alias="x-codeSamples")
    """Code samples that are shown in place of generated ones."""


class OperationPart(CallbackPart, _RequestLine):
    """A method on a path, with its parameters, body and responses."""

    responses: dict[
        Annotated[str, Field(pattern=r"^([1-5]\d\d|[1-5]XX|default)$")],
        Annotated[Ref | Annotated[ResponsePart, Inline], OrReference],
    ]
    """Responses by status: ``200``, ``4XX`` or ``default``. Empty if the responses are unknown."""

    streaming: StreamingPart | None = None
    """For operations whose response may be sent as server-sent events."""
    errors: list[str] | None = None
    """Ids of entries in the error catalogue; by default all of them."""
    security: list[dict[str, list[str]]] | None = None
    """Alternative security requirements; by default the service's."""
    servers: list[ServerPart] = []
    """Servers in place of the service's; samples use the first."""
    deprecated: bool = False
    """Whether new code should not call it."""
    callbacks: dict[
        str, dict[str, dict[Literal["get", "put", "post", "delete", "options", "head", "patch", "trace"], CallbackPart]]
    ] = {}
    """Requests that the service sends to the caller later, by name, URL (a runtime expression) and method."""


class WebhookPart(OperationPart):
    """A request that the service sends to the caller. It has the keys of an operation."""

    path: str = Field(alias="name", min_length=1)
    """Name of the webhook."""
