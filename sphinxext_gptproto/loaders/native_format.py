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

# Lower-case letters, digits, and whatever is not ASCII: three languages' regular expressions agree on this alone.
WORD = r"[^\x00-/:-`{-\x7f]+"
SLUG = rf"{WORD}(-{WORD})*"
Slug = Annotated[str, Field(pattern=f"^{SLUG}$")]
"""Lower-case words joined by hyphens: one part of an endpoint id."""
SlugPath = Annotated[str, Field(pattern=f"^{SLUG}(/{SLUG})*$")]
"""Slugs joined by ``/``: an endpoint id, or the rest of one."""
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]+$")]
"""Of a shared part."""
OperationName = Annotated[str, Field(pattern=r"^\S+$")]
"""Of an operation."""
TypeName = Literal["string", "integer", "number", "boolean", "object", "array", "null"]


class Part(BaseModel):
    """Base of every part: unknown keys are faults, but those that start with ``x-`` are left alone."""

    model_config = ConfigDict(
        defer_build=True,  # until a file needs it: OpenAPI files and remembered registries do not
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


class ExternalDocsPart(Part):
    """More to read elsewhere."""

    url: str = Field(min_length=1)
    """Its address."""
    description: str = ""
    """What it is."""


class DiscriminatorPart(Part):
    """How a value tells which of the variants it is."""

    property_name: str = Field(min_length=1)
    """Name of the property that tells."""
    mapping: dict[str, str] = {}
    """The variant's reference, ``#/components/schemas/<Name>``, by the property's value."""


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
    min_properties: int | None = Field(default=None, ge=0)
    """Least number of fields of an object."""
    max_properties: int | None = Field(default=None, ge=0)
    """Greatest number of fields of an object."""
    properties: dict[str, SchemaPart] = {}
    """Schemas of an object's fields, by name."""
    pattern_properties: dict[str, SchemaPart] = {}
    """Schemas of the fields whose names match a regular expression, by that."""
    required: list[str] = []
    """Names of the fields that must be there."""
    items: SchemaPart | None = None
    """Schema of an array's items."""
    prefix_items: list[SchemaPart] = []
    """Schemas of an array's first items, one for each; ``items`` is that of the rest."""
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
    discriminator: DiscriminatorPart | None = None
    """Which property tells the variants of ``oneOf`` or ``anyOf`` apart."""
    nullable: bool = False
    """Whether ``null`` is allowed beside a ``$ref`` or variants; elsewhere ``type`` says so."""
    external_docs: ExternalDocsPart | None = None
    """More to read elsewhere."""
    not_: Any = Field(default=None, alias="not")
    """Schema that must not hold. This keyword and those below are shown as they stand."""
    if_: Any = Field(default=None, alias="if")
    """Schema that chooses between ``then`` and ``else``."""
    then: Any = None
    """Schema that holds where ``if`` does."""
    else_: Any = Field(default=None, alias="else")
    """Schema that holds where ``if`` does not."""
    contains: Any = None
    """Schema that at least one item of an array fits."""
    min_contains: Any = None
    """Least number of such items."""
    max_contains: Any = None
    """Greatest number of such items."""
    property_names: Any = None
    """Schema of the names of an object's fields."""
    dependent_required: Any = None
    """Fields that must be there where another one is, by its name."""
    dependent_schemas: Any = None
    """Schemas that hold where a field is there, by its name."""
    dependencies: Any = None
    """Both of these, as older drafts of JSON Schema write them."""
    unevaluated_properties: Any = None
    """Schema of the fields that no other keyword describes."""
    unevaluated_items: Any = None
    """Schema of the items that no other keyword describes."""


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


OrReference = Discriminator(_is_reference)
Inline = Tag("given here")
Ref = Annotated[ReferencePart, Tag("a reference")]


class CodeSamplePart(Part):
    """A sample of your own, shown in place of the one that is made."""

    lang: str = Field(min_length=1)
    """Its language, such as ``python``."""
    label: str = ""
    """Title of its tab; left out, the language's name."""
    source: str
    """The program."""


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
    all_examples: bool = False
    """Whether the page shows all examples of the operation, in place of one."""
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
    operations: dict[OperationName, OperationPart] = {}
    """By operationId."""
    webhooks: dict[OperationName, WebhookPart] = {}
    """Requests that the service sends, by a name that no operation has."""
    formats: dict[Slug, LevelPart] = {}
    """Titles of the levels that are called so, whatever the model, such as ``official-format``."""
    catalogue: list[ProviderPart] = []
    """Providers with their models and endpoints."""
    endpoints: dict[SlugPath, EndpointPart] = {}
    """Endpoints of no provider, by their whole id."""
    levels: dict[SlugPath, LevelPart] = {}
    """Titles of the levels above them, by their whole id."""


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
