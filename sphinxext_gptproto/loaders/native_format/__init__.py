"""The native format as pydantic models, used to validate files and to generate the format's JSON Schema.

The keys are those of OpenAPI 3.1, with ``catalogue``, ``errors`` and ``streaming`` added. These models validate one
part of a file at a time; whether parts agree with one another is checked by :mod:`.native.loader`.

The docstrings of the models and their fields are not for maintainers: they are the descriptions in the JSON Schema, and
in the tables of keys of the documentation.
"""

from __future__ import annotations

from .base import OPERATION_NAME, SLUG, ExternalDocsPart, Part
from .catalogue import EndpointPart, LevelPart, ModelPart, OverridePart, ProviderPart
from .file import FORMAT_VERSION, SCHEMA_TITLE, ComponentsPart, RegistryFile, get_json_schema
from .operations import (
    CallbackPart,
    CodeSamplePart,
    EncodingPart,
    ExamplePart,
    HeaderPart,
    LinkPart,
    MediaTypePart,
    OperationPart,
    ParameterPart,
    ReferencePart,
    RequestBodyPart,
    ResponsePart,
    StreamingPart,
    WebhookPart,
)
from .schemas import DiscriminatorPart, SchemaPart
from .service import (
    ContactPart,
    ErrorPart,
    LicensePart,
    OAuthFlowPart,
    SecuritySchemePart,
    ServerPart,
    ServerVariablePart,
    ServicePart,
)

__all__ = [
    "FORMAT_VERSION",
    "OPERATION_NAME",
    "SCHEMA_TITLE",
    "SLUG",
    "CallbackPart",
    "CodeSamplePart",
    "ComponentsPart",
    "ContactPart",
    "DiscriminatorPart",
    "EncodingPart",
    "EndpointPart",
    "ErrorPart",
    "ExamplePart",
    "ExternalDocsPart",
    "HeaderPart",
    "LevelPart",
    "LicensePart",
    "LinkPart",
    "MediaTypePart",
    "ModelPart",
    "OAuthFlowPart",
    "OperationPart",
    "OverridePart",
    "ParameterPart",
    "Part",
    "ProviderPart",
    "ReferencePart",
    "RegistryFile",
    "RequestBodyPart",
    "ResponsePart",
    "SchemaPart",
    "SecuritySchemePart",
    "ServerPart",
    "ServerVariablePart",
    "ServicePart",
    "StreamingPart",
    "WebhookPart",
    "get_json_schema",
]
