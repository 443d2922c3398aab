"""Operations, webhooks and callbacks, with parameters, bodies, responses and streaming."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from .base import ExternalDocsPart, Part
from .schemas import SchemaPart
from .service import ServerPart


class ExamplePart(Part):
    """A named value of a media type."""

    summary: str = ""
    """What the example shows, in a few words."""
    description: str = ""
    """CommonMark."""
    value: Any
    """The body itself. In a form, a file's value is a relative path, such as ``image.png``."""
    serialized: bool = False
    """Whether the value is the text as it is sent, whatever the media type."""


class EncodingPart(Part):
    """How one field of a form is sent."""

    content_type: str = ""
    """Media type of the field's part."""


class MediaTypePart(Part):
    """One representation of a body."""

    schema_: SchemaPart | None = Field(default=None, alias="schema")
    """What the body holds; of ``text/event-stream``, what the data of one event holds."""
    examples: dict[str, ExamplePart] = {}
    """By name; the first is the one that samples send, unless an endpoint chooses another."""
    encoding: dict[str, EncodingPart] = {}
    """How the fields of a form are sent, by name."""
    inferred: bool = False
    """Whether the schema is only what fits the examples; pages say so."""


class ParameterPart(Part):
    """An input outside the body."""

    name: str = Field(min_length=1)
    """As requests send it."""
    location: Literal["path", "query", "header", "cookie"] = Field(alias="in")
    """Where it is sent."""
    required: bool = False
    """Whether requests must have it; always true in a path."""
    description: str = ""
    """CommonMark."""
    schema_: SchemaPart = Field(default=SchemaPart(), alias="schema")
    """What values it takes."""
    example: Any = None
    """A value worth sending. Samples send required parameters, and optional ones that have an example."""
    examples: dict[str, ExamplePart] = {}
    """Further values worth showing, by name."""
    content: dict[str, MediaTypePart] = Field(default={}, max_length=1)
    """In place of ``schema``: the media type of a value that is sent as a document, such as JSON."""
    deprecated: bool = False
    """Whether new code should leave it out."""
    style: Literal["", "simple", "form", "label", "matrix", "spaceDelimited", "pipeDelimited", "deepObject"] = ""
    """How arrays and objects are written (OpenAPI's ``style``)."""
    explode: bool | None = None
    """Whether each item of an array is sent on its own (OpenAPI's ``explode``)."""
    inferred: bool = False
    """Whether the schema is only what fits the examples; pages say so."""


class RequestBodyPart(Part):
    """What a request carries."""

    description: str = ""
    """CommonMark."""
    required: bool = True
    """Whether a request without a body is refused."""
    content: dict[str, MediaTypePart] = Field(min_length=1)
    """By media type, such as ``application/json`` or ``multipart/form-data``."""


class LinkPart(Part):
    """A call that goes on from a response."""

    operation_id: str = ""
    """Which operation to call."""
    operation_ref: str = ""
    """A reference to it, where it stands elsewhere."""
    description: str = ""
    """CommonMark."""
    parameters: dict[str, str] = {}
    """Runtime expressions such as ``$response.body#/id``, by the parameter that they go into."""


class HeaderPart(Part):
    """A header of a response."""

    description: str = ""
    """CommonMark."""
    required: bool = False
    """Whether it is always there."""
    schema_: SchemaPart = Field(default=SchemaPart(), alias="schema")
    """What values it takes."""
    example: Any = None
    """A value worth showing."""
    examples: dict[str, ExamplePart] = {}
    """Further ones, by name."""
    content: dict[str, MediaTypePart] = Field(default={}, max_length=1)
    """In place of ``schema``: the media type of a value that is a document, such as JSON."""
    deprecated: bool = False
    """Whether new code should not rely on it."""
    style: Literal["", "simple"] = ""
    """How arrays and objects are written (OpenAPI's ``style``)."""
    explode: bool | None = None
    """Whether the fields of an object are written as ``name=value`` (OpenAPI's ``explode``)."""
    inferred: bool = False
    """Whether the schema is only what fits the examples; pages say so."""


class ResponsePart(Part):
    """What the service answers under one status."""

    description: str = ""
    """CommonMark."""
    headers: dict[str, HeaderPart] = {}
    """Headers worth knowing, by name."""
    content: dict[str, MediaTypePart] = {}
    """By media type, such as ``application/json``."""
    links: dict[str, LinkPart] = {}
    """Calls that go on from this response, by name."""


class StreamingPart(Part):
    """How the response arrives as server-sent events."""

    text: str = Field(default="", pattern=r"^(/([^/~]|~[01])*)+$")
    """JSON Pointer to the text in one event's data, such as ``/choices/0/delta/content``. Without it, samples print
    the data of each event."""
    always: bool = False
    """True where every request streams. Otherwise a request streams whose body says so in the field ``when``."""
    when: str = "stream"
    """Name of the body's boolean field that asks for a stream."""


class CodeSamplePart(Part):
    """A sample of your own, shown in place of the one that is made."""

    lang: str = Field(min_length=1)
    """Its language, such as ``python``."""
    label: str = ""
    """Title of its tab; left out, the language's name."""
    source: str
    """The program."""


class ReferencePart(Part):
    """A name given elsewhere under ``components``."""

    ref: str = Field(alias="$ref")
    """Such as ``#/components/parameters/TaskId``."""


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
    """In capitals."""
    path: str = Field(pattern=r"^/\S*$")
    """Starts with ``/``; placeholders stand in braces."""


class CallbackPart(Part):
    """A request that the service sends to an address that the caller named. The keys are an operation's."""

    summary: str = ""
    """The task in a few words; titles are made of it."""
    description: str = ""
    """CommonMark. The first sentence stands alone: it becomes the page's meta description."""
    tags: list[str] = []
    """Groups that the operation belongs to."""
    parameters: list[Annotated[Ref | Annotated[ParameterPart, Inline], OrReference]] = []
    """Inputs in path, query, headers and cookies, or references to them."""
    request_body: Annotated[Ref | Annotated[RequestBodyPart, Inline], OrReference] | None = None
    """What the request carries, or a reference to it."""
    responses: dict[
        Annotated[str, Field(pattern=r"^([1-5]\d\d|[1-5]XX|default)$")],
        Annotated[Ref | Annotated[ResponsePart, Inline], OrReference],
    ] = {}
    """By status: ``200``, ``4XX`` or ``default``."""
    deprecated: bool = False
    """Whether new code should not rely on it."""
    operation_id: str = ""
    """Name that programs know it by, shown on its page."""
    external_docs: ExternalDocsPart | None = None
    """More to read elsewhere."""
    code_samples: list[CodeSamplePart] = Field(default=[], alias="x-codeSamples")
    """Samples that are shown in place of made ones."""


class OperationPart(CallbackPart, _RequestLine):
    """A method on a path, with all that it takes and gives."""

    responses: dict[
        Annotated[str, Field(pattern=r"^([1-5]\d\d|[1-5]XX|default)$")],
        Annotated[Ref | Annotated[ResponsePart, Inline], OrReference],
    ]
    """By status: ``200``, ``4XX`` or ``default``. Empty where nothing is known of the answer."""

    streaming: StreamingPart | None = None
    """Present where the answer may come as server-sent events."""
    errors: list[str] | None = None
    """Ids of the error catalogue; left out, all of it."""
    security: list[dict[str, list[str]]] | None = None
    """Alternatives; left out, the service's."""
    servers: list[ServerPart] = []
    """Addresses in place of the service's; samples use the first."""
    deprecated: bool = False
    """Whether new code should not call it."""
    callbacks: dict[
        str, dict[str, dict[Literal["get", "put", "post", "delete", "options", "head", "patch", "trace"], CallbackPart]]
    ] = {}
    """Requests that the service sends in turn, by name, address (a runtime expression) and method."""


class WebhookPart(OperationPart):
    """A request that the service sends to the caller. The keys are an operation's."""

    path: str = Field(alias="name", min_length=1)
    """What the service calls it."""
