"""The native format as models: what each key of a file may hold. Validation and the JSON Schema both come from here.

The vocabulary is OpenAPI 3.1's; what is ours is ``catalogue``, ``errors`` and ``streaming``. These models check the
shape of one part of a file at a time; what parts mean together is the business of :mod:`.native`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator
from pydantic.alias_generators import to_camel
from pydantic.json_schema import GenerateJsonSchema

if TYPE_CHECKING:
    from pydantic_core import core_schema

FORMAT_VERSION = 1

Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
"""Lower-case words joined by hyphens: one part of an endpoint id."""
SlugPath = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*$")]
"""Slugs joined by ``/``: the rest of an endpoint id."""
Name = Annotated[str, Field(pattern=r"^[A-Za-z][\w.-]*$")]
"""Of an operation or a shared part."""
TypeName = Literal["string", "integer", "number", "boolean", "object", "array", "null"]


class Part(BaseModel):
    """Base of every part: unknown keys are faults, but those that start with ``x-`` are left alone."""

    model_config = ConfigDict(
        extra="forbid",
        strict=True,
        frozen=True,
        alias_generator=to_camel,
        populate_by_name=False,
        use_attribute_docstrings=True,
        json_schema_extra={"patternProperties": {"^x-": {}}},
    )

    @model_validator(mode="before")
    @classmethod
    def _leave_extensions_alone(cls, data: Any) -> Any:
        if isinstance(data, dict) and any(key.startswith("x-") for key in data):
            known = {field.alias for field in cls.model_fields.values()}
            return {key: value for key, value in data.items() if not key.startswith("x-") or key in known}
        return data


class ReferencePart(Part):
    """A name given elsewhere under ``components``."""

    ref: str = Field(alias="$ref")
    """Such as ``#/components/parameters/TaskId``."""


def _is_reference(data: Any) -> str:
    return (
        "a reference"
        if isinstance(data, ReferencePart) or (isinstance(data, dict) and "$ref" in data)
        else "given here"
    )


def _is_flag(data: Any) -> str:
    return "a flag" if isinstance(data, bool) else "a schema"


def _is_list(data: Any) -> str:
    return "several types" if isinstance(data, list) else "one type"


class SchemaPart(Part):
    """A JSON Schema object (draft 2020-12), the part of it that documentation shows."""

    ref: str | None = Field(default=None, alias="$ref")
    """Name of a schema, ``#/components/schemas/<Name>``. Keys beside it override the named schema's."""
    type: (
        Annotated[
            Annotated[TypeName, Tag("one type")] | Annotated[list[TypeName], Tag("several types")],
            Discriminator(_is_list),
        ]
        | None
    ) = None
    """The JSON type, or a list of them."""
    format: str = ""
    """What a string means, such as ``date-time``, ``uri`` or ``binary`` (a file)."""
    title: str = ""
    """Name of a variant, shown where several are allowed."""
    description: str = ""
    """CommonMark."""
    default: Any = None
    """What the server uses when the value is left out."""
    examples: list[Any] = []
    """Values worth showing; the first is shown where the request example has none."""
    enum: list[Any] | None = Field(default=None, min_length=1)
    """The only values allowed."""
    enum_descriptions: dict[str, str] = Field(default={}, alias="x-enum-descriptions")
    """What each value of ``enum`` means, keyed by the value."""
    const: Any = None
    """The only value allowed."""
    minimum: int | float | None = None
    """Smallest number allowed."""
    maximum: int | float | None = None
    """Largest number allowed."""
    exclusive_minimum: int | float | None = None
    """The number must be larger than this."""
    exclusive_maximum: int | float | None = None
    """The number must be smaller than this."""
    multiple_of: int | float | None = Field(default=None, gt=0)
    """The number must be a multiple of this."""
    min_length: int | None = Field(default=None, ge=0)
    """Least number of characters."""
    max_length: int | None = Field(default=None, ge=0)
    """Greatest number of characters."""
    pattern: str = ""
    """Regular expression (ECMA-262) that the string must match."""
    min_items: int | None = Field(default=None, ge=0)
    """Least number of items of an array."""
    max_items: int | None = Field(default=None, ge=0)
    """Greatest number of items of an array."""
    unique_items: bool = False
    """Whether no item of an array may stand twice."""
    properties: dict[str, SchemaPart] = {}
    """Schemas of an object's fields, by name."""
    required: list[str] = []
    """Names of the fields that must be there."""
    items: SchemaPart | None = None
    """Schema of an array's items."""
    additional_properties: (
        Annotated[Annotated[bool, Tag("a flag")] | Annotated[SchemaPart, Tag("a schema")], Discriminator(_is_flag)]
        | None
    ) = None
    """Schema of fields under other names; ``false`` where there are none."""
    all_of: list[SchemaPart] = []
    """Schemas that hold all at once; their fields are merged."""
    one_of: list[SchemaPart] = []
    """Schemas of which exactly one holds; each is shown as a variant."""
    any_of: list[SchemaPart] = []
    """Schemas of which at least one holds; each is shown as a variant."""
    deprecated: bool = False
    """Whether new code should leave it out."""
    read_only: bool = False
    """Whether it stands in answers only."""
    write_only: bool = False
    """Whether it stands in requests only."""
    content_media_type: str = ""
    """Media type of a string that holds a file's bytes."""


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
    deprecated: bool = False
    """Whether new code should leave it out."""
    style: Literal["", "simple", "form", "label", "matrix", "spaceDelimited", "pipeDelimited", "deepObject"] = ""
    """How arrays and objects are written (OpenAPI's ``style``)."""
    explode: bool | None = None
    """Whether each item of an array is sent on its own (OpenAPI's ``explode``)."""


class ExamplePart(Part):
    """A named value of a media type."""

    summary: str = ""
    """What the example shows, in a few words."""
    description: str = ""
    """CommonMark."""
    value: Any
    """The body itself. In a form, a file's value is a relative path, such as ``image.png``."""


class MediaTypePart(Part):
    """One representation of a body."""

    schema_: SchemaPart | None = Field(default=None, alias="schema")
    """What the body holds; of ``text/event-stream``, what the data of one event holds."""
    examples: dict[str, ExamplePart] = {}
    """By name; the first is the one that samples send, unless an endpoint chooses another."""


class RequestBodyPart(Part):
    """What a request carries."""

    description: str = ""
    """CommonMark."""
    required: bool = True
    """Whether a request without a body is refused."""
    content: dict[str, MediaTypePart] = Field(min_length=1)
    """By media type, such as ``application/json`` or ``multipart/form-data``."""


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
    deprecated: bool = False
    """Whether new code should not rely on it."""


class ResponsePart(Part):
    """What the service answers under one status."""

    description: str = ""
    """CommonMark."""
    headers: dict[str, HeaderPart] = {}
    """Headers worth knowing, by name."""
    content: dict[str, MediaTypePart] = {}
    """By media type, such as ``application/json``."""


class StreamingPart(Part):
    """How the response arrives as server-sent events."""

    text: str = Field(default="", pattern=r"^(/([^/~]|~[01])*)+$")
    """JSON Pointer to the text in one event's data, such as ``/choices/0/delta/content``. Without it, samples print
    the data of each event."""
    always: bool = False
    """True where every request streams. Otherwise a request streams whose body says so in the field ``when``."""
    when: str = "stream"
    """Name of the body's boolean field that asks for a stream."""


class ServerPart(Part):
    """One address of the service."""

    url: str = Field(pattern=r"^https?://[^\s/]+(/\S*)?$")
    """Address that the paths are appended to."""
    description: str = ""
    """CommonMark, one line."""


OrReference = Discriminator(_is_reference)
Inline = Tag("given here")
Ref = Annotated[ReferencePart, Tag("a reference")]


class OperationPart(Part):
    """A method on a path, with all that it takes and gives."""

    method: Literal["GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE", "QUERY"]
    """In capitals."""
    path: str = Field(pattern=r"^/\S*$")
    """Starts with ``/``; placeholders stand in braces."""
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
    ] = Field(min_length=1)
    """By status: ``200``, ``4XX`` or ``default``."""
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


class ServicePart(Part):
    """The API as a whole; once in a registry."""

    title: str = ""
    """Name of the API."""
    description: str = ""
    """CommonMark."""
    servers: list[ServerPart] = []
    """Addresses; samples use the first."""
    security: list[dict[str, list[str]]] = []
    """Alternatives, each a mapping of scheme ids to scopes."""
    key_variable: str = Field(default="API_KEY", pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")
    """Environment variable that samples read the key from."""


class OverridePart(Part):
    """What an endpoint says differently of one parameter."""

    description: str = ""
    """CommonMark, in place of the operation's."""
    default: Any = None
    """What this endpoint's server uses when the value is left out."""
    example: Any = None
    """A value worth showing here."""
    enum: list[Any] | None = Field(default=None, min_length=1)
    """The only values allowed here."""
    enum_descriptions: dict[str, str] = Field(default={}, alias="x-enum-descriptions")
    """What each of them means."""
    minimum: int | float | None = None
    """Smallest number allowed here."""
    maximum: int | float | None = None
    """Largest number allowed here."""
    max_length: int | None = Field(default=None, ge=0)
    """Greatest number of characters here."""
    min_items: int | None = Field(default=None, ge=0)
    """Least number of items here."""
    max_items: int | None = Field(default=None, ge=0)
    """Greatest number of items here."""
    required: bool | None = None
    """Whether it is required here."""
    deprecated: bool = False
    """Whether new code should leave it out here."""


class EndpointPart(Part):
    """An operation as one model offers it."""

    operation: str
    """An operationId."""
    title: str = ""
    """The task, such as "Text to image"; left out, the operation's summary."""
    description: str = ""
    """CommonMark, in place of the operation's."""
    example: str = ""
    """Name of the request's and response's example; left out, the first."""
    request: dict[str, Any] = {}
    """Values laid over the example's, key by key."""
    response: dict[str, Any] = {}
    """Values laid over the answer's example, key by key."""
    parameters: dict[str, OverridePart] = {}
    """By name; a nested one by its path, such as ``messages.content``."""
    omit: list[str] = []
    """Parameters of the operation that this endpoint does not take."""
    errors: list[str] | None = None
    """Ids of the error catalogue, in place of the operation's."""
    model: str = ""
    """The model's name as this endpoint's requests send it, where it is not the model's usual one."""
    deprecated: bool = False
    """Whether new code should not call it for this model."""


class LevelPart(Part):
    """Words about a level of the endpoint ids."""

    title: str = ""
    """As people write it."""
    description: str = ""
    """CommonMark, shown on the level's index page."""


class ModelPart(Part):
    """A model of a provider."""

    model: Slug
    """Second part of its endpoints' ids."""
    title: str = Field(min_length=1)
    """As people write it."""
    name: str = ""
    """What requests send as ``model``; left out where they name none."""
    description: str = ""
    """CommonMark: what the model is good at. Shown on all its pages."""
    endpoints: dict[SlugPath, EndpointPart] = {}
    """By the rest of the id, such as ``official-format/text-to-image``."""


class ProviderPart(Part):
    """A provider, its models and their endpoints."""

    provider: Slug
    """First part of all its ids."""
    title: str = Field(min_length=1)
    """As people write it."""
    description: str = ""
    """CommonMark, shown on the provider's index page."""
    endpoints: dict[SlugPath, EndpointPart] = {}
    """Endpoints that stand under no model."""
    models: list[ModelPart] = []
    """In the order of display."""
    levels: dict[SlugPath, LevelPart] = {}
    """Titles of levels between provider and endpoint, by their path."""


class ComponentsPart(Part):
    """Parts with a name, to be referred to."""

    schemas: dict[Name, SchemaPart] = {}
    """``#/components/schemas/<Name>``."""
    parameters: dict[Name, ParameterPart] = {}
    """``#/components/parameters/<Name>``."""
    request_bodies: dict[Name, RequestBodyPart] = {}
    """``#/components/requestBodies/<Name>``."""
    responses: dict[Name, ResponsePart] = {}
    """``#/components/responses/<Name>``."""
    security_schemes: dict[Name, SecuritySchemePart] = {}
    """By the id that ``security`` names."""


class RegistryFile(Part):
    """A file of a registry of HTTP endpoints for sphinxext-gptproto. Several files of a folder make one registry."""

    gptproto: Literal[1]
    """Version of the format."""
    service: ServicePart | None = None
    """The API as a whole; in one file only."""
    components: ComponentsPart = ComponentsPart()
    """Parts with a name, to be referred to from any file."""
    errors: dict[Slug, ErrorPart] = {}
    """The error catalogue, in the order of display."""
    operations: dict[Name, OperationPart] = {}
    """By operationId."""
    formats: dict[Slug, LevelPart] = {}
    """Titles of the levels that are called so, whatever the model, such as ``official-format``."""
    catalogue: list[ProviderPart] = []
    """Providers with their models and endpoints."""


class _ForEditors(GenerateJsonSchema):
    """pydantic's JSON Schema, but that names outside a pattern are refused, and without titles made of field names."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def dict_schema(self, schema: core_schema.DictSchema) -> dict[str, Any]:
        made = super().dict_schema(schema)
        if "patternProperties" in made:
            made["patternProperties"] = {"^x-": {}, **made["patternProperties"]}
            made["additionalProperties"] = False
        return made


def get_json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the native format, which is published as ``registry.schema.json``."""
    schema = RegistryFile.model_json_schema(by_alias=True, schema_generator=_ForEditors)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "sphinxext-gptproto registry"}
    return {**head, **{key: part for key, part in schema.items() if key != "title"}}
