"""The native format as models: what each key of a file may hold. Validation and the JSON Schema both come from here.

The vocabulary is OpenAPI 3.1's; what is ours is ``catalogue``, ``errors`` and ``streaming``. These models check the
shape of one part of a file at a time; what parts mean together is the business of :mod:`.loader`.
"""

from __future__ import annotations

from .base import OPERATION_NAME, SLUG, ExternalDocsPart, Part
from .catalogue import EndpointPart, LevelPart, ModelPart, OverridePart, ProviderPart
from .file import FORMAT_VERSION, ComponentsPart, RegistryFile, get_json_schema
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
