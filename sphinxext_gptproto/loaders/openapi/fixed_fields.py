"""The fixed fields of every object of OpenAPI 3.0, 3.1 and 3.2 and of Swagger 2.0.

Sources: https://spec.openapis.org/oas/v2.0.html, v3.0.4, v3.1.1 and v3.2.0, and JSON Schema 2020-12 for schemas.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ANY: Final = "*"
"""Field of an object whose keys are free, as those of a Callback Object."""


@dataclass(frozen=True, slots=True)
class FixedField:
    """A field of an object."""

    since: str
    """The first version of OpenAPI 3 that has it."""
    type: str
    """The type of its object, or an empty text for a value without fixed fields."""
    shape: Literal["object", "list", "map"]
    """Whether the value is such an object, a list of them, or a mapping of names to them."""


@dataclass(frozen=True, slots=True)
class ObjectType:
    """A kind of object."""

    title: str
    """What messages call it."""
    fields: Mapping[str, FixedField]
    nested: Mapping[str, FixedField]
    """The fields that contain objects."""


def _parse(text: str, since: str) -> Iterator[tuple[str, FixedField]]:
    """Yield the fields of a text: names, each with the type of its objects; ``[]`` are lists and ``{}`` mappings."""
    for word in text.split():
        name, _, type_name = word.partition(":")
        shape: Literal["object", "list", "map"] = "object"
        if type_name.endswith("[]"):
            shape = "list"
        elif type_name.endswith("{}"):
            shape = "map"
        yield name, FixedField(since, type_name.rstrip("[]{}"), shape)


def _object(title: str, fields: str, *, v31: str = "", v32: str = "") -> ObjectType:
    """Return an object type from its fields in the first version, and those that later versions add."""
    parsed = dict([*_parse(fields, "3.0"), *_parse(v31, "3.1"), *_parse(v32, "3.2")])
    return ObjectType(title, parsed, {name: field for name, field in parsed.items() if field.type})


_SCHEMA_WORDS: Final = """
    $schema $id $anchor $dynamicRef $dynamicAnchor $vocabulary $comment $recursiveRef $recursiveAnchor id
    $defs:Schema{} definitions:Schema{} allOf:Schema[] anyOf:Schema[] oneOf:Schema[] not:Schema if:Schema then:Schema
    else:Schema dependentSchemas:Schema{} dependentRequired dependencies prefixItems:Schema[] items:Schema
    additionalItems:Schema contains:Schema properties:Schema{} patternProperties:Schema{} additionalProperties:Schema
    propertyNames:Schema unevaluatedItems:Schema unevaluatedProperties:Schema contentSchema:Schema
    type const enum multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems
    minItems uniqueItems maxContains minContains maxProperties minProperties required title description default
    deprecated readOnly writeOnly examples format contentMediaType contentEncoding
    nullable discriminator:Discriminator xml:XML externalDocs:Docs example
"""
"""The keywords of all dialects, since files mix them and all are read."""

_SHARED: Final = {
    "Contact": _object("a Contact Object", "name url email"),
    "License": _object("a License Object", "name url", v31="identifier"),
    "Docs": _object("an External Documentation Object", "description url"),
    "Schema": _object("a Schema Object", _SCHEMA_WORDS),
    "Discriminator": _object("a Discriminator Object", "propertyName mapping", v32="defaultMapping"),
    "XML": _object("an XML Object", "name namespace prefix attribute wrapped", v32="nodeType"),
    "Security": _object("a Security Requirement Object", ANY),
}

OPENAPI_3: Final[Mapping[str, ObjectType]] = _SHARED | {
    "Root": _object(
        "an OpenAPI file",
        "openapi info:Info servers:Server[] paths:PathItem{} components:Components security:Security[] tags:Tag[] "
        "externalDocs:Docs",
        v31="jsonSchemaDialect webhooks:PathItem{}",
        v32="$self",
    ),
    "Info": _object(
        "an Info Object", "title description termsOfService contact:Contact license:License version", v31="summary"
    ),
    "Server": _object("a Server Object", "url description variables:Variable{}", v32="name"),
    "Variable": _object("a Server Variable Object", "enum default description"),
    "Components": _object(
        "a Components Object",
        "schemas:Schema{} responses:Response{} parameters:Parameter{} examples:Example{} requestBodies:RequestBody{} "
        "headers:Header{} securitySchemes:Scheme{} links:Link{} callbacks:Callback{}",
        v31="pathItems:PathItem{}",
        v32="mediaTypes:MediaType{}",
    ),
    "PathItem": _object(
        "a Path Item Object",
        "summary description get:Operation put:Operation post:Operation delete:Operation options:Operation "
        "head:Operation patch:Operation trace:Operation servers:Server[] parameters:Parameter[]",
        v32="query:Operation additionalOperations:Operation{}",
    ),
    "Operation": _object(
        "an Operation Object",
        "tags summary description externalDocs:Docs operationId parameters:Parameter[] requestBody:RequestBody "
        "responses:Response{} callbacks:Callback{} deprecated security:Security[] servers:Server[]",
    ),
    "Parameter": _object(
        "a Parameter Object",
        "name in description required deprecated allowEmptyValue style explode allowReserved schema:Schema example "
        "examples:Example{} content:MediaType{}",
    ),
    "Header": _object(  # its name and place are given by where it is; repeating them costs nothing
        "a Header Object",
        "name in description required deprecated allowEmptyValue style explode allowReserved schema:Schema example "
        "examples:Example{} content:MediaType{}",
    ),
    "RequestBody": _object("a Request Body Object", "description content:MediaType{} required"),
    "MediaType": _object(
        "a Media Type Object",
        "schema:Schema example examples:Example{} encoding:Encoding{}",
        v32="itemSchema:Schema prefixEncoding:Encoding[] itemEncoding:Encoding",
    ),
    "Encoding": _object(
        "an Encoding Object",
        "contentType headers:Header{} style explode allowReserved",
        v32="encoding:Encoding{} prefixEncoding:Encoding[] itemEncoding:Encoding",
    ),
    "Response": _object(
        "a Response Object", "description headers:Header{} content:MediaType{} links:Link{}", v32="summary"
    ),
    "Callback": _object("a Callback Object", f"{ANY}:PathItem"),
    "Example": _object("an Example Object", "summary description value externalValue", v32="dataValue serializedValue"),
    "Link": _object("a Link Object", "operationRef operationId parameters requestBody description server:Server"),
    "Tag": _object("a Tag Object", "name description externalDocs:Docs", v32="summary parent kind"),
    "Scheme": _object(
        "a Security Scheme Object",
        "type description name in scheme bearerFormat flows:Flows openIdConnectUrl",
        v32="oauth2MetadataUrl deprecated",
    ),
    "Flows": _object(
        "an OAuth Flows Object",
        "implicit:Flow password:Flow clientCredentials:Flow authorizationCode:Flow",
        v32="deviceAuthorization:Flow",
    ),
    "Flow": _object(
        "an OAuth Flow Object", "authorizationUrl tokenUrl refreshUrl scopes", v32="deviceAuthorizationUrl"
    ),
}

SWAGGER_2: Final[Mapping[str, ObjectType]] = _SHARED | {
    "Root": _object(
        "a Swagger file",
        "swagger info:Info host basePath schemes consumes produces paths:PathItem{} definitions:Schema{} "
        "parameters:Parameter{} responses:Response{} securityDefinitions:Scheme{} security:Security[] tags:Tag[] "
        "externalDocs:Docs",
    ),
    "Info": _object("an Info Object", "title description termsOfService contact:Contact license:License version"),
    "PathItem": _object(
        "a Path Item Object",
        "get:Operation put:Operation post:Operation delete:Operation options:Operation head:Operation patch:Operation "
        "parameters:Parameter[]",
    ),
    "Operation": _object(
        "an Operation Object",
        "tags summary description externalDocs:Docs operationId consumes produces parameters:Parameter[] "
        "responses:Response{} schemes deprecated security:Security[]",
    ),
    # Parameters and headers have keywords of a schema; those that Swagger lacks, such as ``example``, are read, too.
    "Parameter": _object(
        "a Parameter Object", f"name in required schema:Schema allowEmptyValue collectionFormat {_SCHEMA_WORDS}"
    ),
    "Header": _object("a Header Object", f"collectionFormat {_SCHEMA_WORDS}"),
    "Response": _object("a Response Object", "description schema:Schema headers:Header{} examples"),
    "Tag": _object("a Tag Object", "name description externalDocs:Docs"),
    "Scheme": _object("a Security Scheme Object", "type description name in flow authorizationUrl tokenUrl scopes"),
}
