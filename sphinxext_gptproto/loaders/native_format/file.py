"""A complete file of the native format, and the JSON Schema that editors use to validate and complete such files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field
from pydantic.json_schema import GenerateJsonSchema

from .base import Name, OperationName, Part, Slug, SlugPath
from .catalogue import EndpointPart, LevelPart, ProviderPart
from .operations import OperationPart, ParameterPart, RequestBodyPart, ResponsePart, WebhookPart
from .schemas import SchemaPart
from .service import ErrorPart, SecuritySchemePart, ServicePart

if TYPE_CHECKING:
    from pydantic_core import core_schema

FORMAT_VERSION = 1
SCHEMA_TITLE = "sphinxext-gptproto registry"
"""The title of the format's JSON Schema, by which a copy of it is recognized."""


class ComponentsPart(Part):
    """Shared parts that references refer to by name."""

    schemas: dict[Name, SchemaPart] = {}
    """``#/components/schemas/<Name>``."""
    parameters: dict[Name, ParameterPart] = {}
    """``#/components/parameters/<Name>``."""
    request_bodies: dict[Name, RequestBodyPart] = {}
    """``#/components/requestBodies/<Name>``."""
    responses: dict[Name, ResponsePart] = {}
    """``#/components/responses/<Name>``."""
    security_schemes: dict[Name, SecuritySchemePart] = {}
    """Security schemes, by the ids that ``security`` uses."""


class RegistryFile(Part):
    """A file of a registry of HTTP endpoints for sphinxext-gptproto. Several files of a folder make one registry."""

    gptproto: Literal[1]
    """Version of the format."""
    editor_schema: str = Field("", alias="$schema")
    """In JSON files, the path of the JSON Schema that editors use."""
    service: ServicePart | None = None
    """The API as a whole; allowed in one file only."""
    components: ComponentsPart = ComponentsPart()
    """Shared parts, which all files can refer to by name."""
    errors: dict[Slug, ErrorPart] = {}
    """The error catalogue, in the order of display."""
    operations: dict[OperationName, OperationPart] = {}
    """Operations by operationId."""
    webhooks: dict[OperationName, WebhookPart] = {}
    """Requests that the service sends, by names that differ from those of all operations."""
    formats: dict[Slug, LevelPart] = {}
    """Titles and descriptions of formats, such as ``official-format``: levels of this name below any model."""
    catalogue: list[ProviderPart] = []
    """Providers with their models and endpoints."""
    endpoints: dict[SlugPath, EndpointPart] = {}
    """Endpoints that belong to no provider, by id."""
    levels: dict[SlugPath, LevelPart] = {}
    """Titles and descriptions of the levels above these endpoints, by id."""


class _EditorJsonSchema(GenerateJsonSchema):
    """Generates JSON Schema as pydantic does, but without titles, and refuses names that do not match a pattern."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def dict_schema(self, schema: core_schema.DictSchema) -> dict[str, Any]:
        json_schema = super().dict_schema(schema)
        if "patternProperties" in json_schema:
            json_schema["patternProperties"] = {"^x-": {}, **json_schema["patternProperties"]}
            json_schema["additionalProperties"] = False
        return json_schema


def get_json_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of the native format, which is published as ``registry.schema.json``."""
    schema = RegistryFile.model_json_schema(by_alias=True, schema_generator=_EditorJsonSchema)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": SCHEMA_TITLE}
    return {**head, **{key: part for key, part in schema.items() if key != "title"}}
