"""Write models as objects of OpenAPI 3.1. Native files have the same objects, with the differences noted here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ..samples.languages import get_title
from ..spec.conformance import find_violations
from ..spec.links import OperationIndex
from ..spec.model import MISSING, Schema

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ..spec.model import (
        Callback,
        CodeSample,
        ErrorEntry,
        Example,
        ExternalDocs,
        Json,
        Link,
        MediaType,
        OAuthFlow,
        Operation,
        Parameter,
        RequestBody,
        Response,
        SecurityRequirement,
        SecurityScheme,
        Server,
        Service,
    )
    from ..spec.resolver import Resolver

    Object = dict[str, Any]

_SCHEMA_HEAD: Final = (
    ("title", "title"),
    ("format", "format"),
    ("contentMediaType", "content_media_type"),
    ("nullable", "nullable"),
    ("description", "description"),
    ("const", "const"),
    ("enum", "enum"),
    ("x-enum-descriptions", "enum_descriptions"),
    ("default", "default"),
    ("examples", "examples"),
    ("minimum", "minimum"),
    ("maximum", "maximum"),
    ("exclusiveMinimum", "exclusive_minimum"),
    ("exclusiveMaximum", "exclusive_maximum"),
    ("multipleOf", "multiple_of"),
    ("minLength", "min_length"),
    ("maxLength", "max_length"),
    ("pattern", "pattern"),
    ("minItems", "min_items"),
    ("maxItems", "max_items"),
    ("uniqueItems", "unique_items"),
    ("minProperties", "min_properties"),
    ("maxProperties", "max_properties"),
    ("deprecated", "deprecated"),
    ("readOnly", "read_only"),
    ("writeOnly", "write_only"),
)
"""Keywords in the order in which people read them, with the fields of the model."""
_VARIANTS: Final = (("allOf", "all_of"), ("oneOf", "one_of"), ("anyOf", "any_of"))
_ANYTHING: Final = Schema()


class PartWriter:
    """Writes models as objects that refer to one set of schemas.

    :param schema_names: the names of schemas in the file, by their names in the registry.
    :param operations: the operations of the file, to which links lead.
    :param get_name: returns the operationId that the file has for an operation; empty if it has none.
    :param is_native: whether the file is native; these may have ``example`` and ``examples`` side by side.
    :param resolve: if present, a default that does not fit its schema is written as ``x-default``.
    """

    def __init__(
        self,
        schema_names: Mapping[str, str],
        operations: Iterable[Operation],
        get_name: Callable[[Operation], str],
        *,
        is_native: bool = False,
        resolve: Resolver | None = None,
    ) -> None:
        self._schema_names = schema_names
        self._operations = OperationIndex(operations)
        self._get_name = get_name
        self._is_native = is_native
        self._resolve = resolve

    def reference(self, name: str) -> str:
        """Return the reference to a shared schema."""
        return f"#/components/schemas/{self._schema_names.get(name, name)}"

    # -- schemas ------------------------------------------------------------------------------------------------------

    def schema(self, schema: Schema) -> Object:
        """Return a Schema Object."""
        fields: Object = {"$ref": self.reference(schema.ref)} if schema.ref else {}
        if schema.types:
            fields["type"] = schema.types[0] if len(schema.types) == 1 else list(schema.types)
        for key, field in _SCHEMA_HEAD:
            value = getattr(schema, field)
            if value is MISSING or not (field in ("default", "const") or _is_set(value)):
                continue
            fields[key] = list(value) if isinstance(value, tuple) else dict(value) if isinstance(value, dict) else value
        if "default" in fields and self._resolve and any(find_violations(schema, fields["default"], self._resolve)):
            fields["x-default"] = fields.pop("default")  # validators would reject the whole file
        if schema.required:
            fields["required"] = _sort_by_properties(schema.required, schema.properties)
        for key, schemas in (("properties", schema.properties), ("patternProperties", schema.pattern_properties)):
            if schemas:
                fields[key] = {name: self.schema(part) for name, part in schemas.items()}
        if schema.additional_properties is not None:
            additional = schema.additional_properties
            fields["additionalProperties"] = True if additional == _ANYTHING else self.schema(additional)
        if schema.prefix_items:
            fields["prefixItems"] = [self.schema(part) for part in schema.prefix_items]
        if schema.items is not None:
            fields["items"] = self.schema(schema.items)
        for key, field in _VARIANTS:
            if members := getattr(schema, field):
                fields[key] = [self.schema(member) for member in members]
        if schema.discriminator:
            mapping = {value: self.reference(name) for value, name in schema.discriminator_values.items()}
            fields["discriminator"] = {"propertyName": schema.discriminator} | _drop_empty(mapping=mapping)
        fields |= schema.constraints
        return fields | _drop_empty(externalDocs=make_docs(schema.external_docs))

    # -- parameters ---------------------------------------------------------------------------------------------------

    def parameter(self, parameter: Parameter) -> Object:
        """Return a Parameter Object."""
        head = {"name": parameter.name, "in": parameter.location}
        return head | self.header(parameter)

    def header(self, parameter: Parameter) -> Object:
        """Return a Header Object, which is a Parameter Object without ``name`` and ``in``."""
        fields = _drop_empty(
            required=parameter.required,
            deprecated=parameter.deprecated,
            description=parameter.description,
            style=parameter.style,
        )
        if parameter.explode is not None:
            fields["explode"] = parameter.explode
        fields |= self._inferred(inferred=parameter.inferred)
        examples = self._parameter_examples(parameter)
        schema = self.schema(parameter.schema)
        if not parameter.content_type:
            return fields | ({} if self._is_native and not schema else {"schema": schema}) | examples
        media = {"schema": schema}
        if self._is_native:
            return fields | {"content": {parameter.content_type: media}} | examples
        unsent = {"x-unsent": examples.pop("x-unsent")} if "x-unsent" in examples else {}
        return fields | {"content": {parameter.content_type: media | examples}} | unsent

    def _inferred(self, *, inferred: bool) -> Object:
        return _drop_empty(**{"inferred" if self._is_native else "x-inferred": inferred})

    def _parameter_examples(self, parameter: Parameter) -> Object:
        more = {f"example-{number}": {"value": value} for number, value in enumerate(parameter.examples, start=2)}
        if parameter.example is MISSING:
            return _drop_empty(examples=more) | ({"x-unsent": True} if more and not self._is_native else {})
        if more and not self._is_native:  # OpenAPI has one or the other
            return {"examples": {"example": {"value": parameter.example}, **more}}
        return {"example": parameter.example} | _drop_empty(examples=more)

    # -- bodies -------------------------------------------------------------------------------------------------------

    def body(self, body: RequestBody) -> Object:
        """Return a Request Body Object."""
        fields = _drop_empty(description=body.description)
        if body.required != self._is_native:  # a body is required by default in native files, and is not in OpenAPI
            fields["required"] = body.required
        return fields | {"content": self.content(body.content)}

    def content(self, content: Iterable[MediaType]) -> Object:
        """Return Media Type Objects by their type."""
        return {media.type: self._media(media) for media in content}

    def _media(self, media: MediaType) -> Object:
        fields: Object = {} if media.schema is None else {"schema": self.schema(media.schema)}
        fields |= _drop_empty(encoding={name: {"contentType": kind} for name, kind in media.encoding.items()})
        fields |= self._inferred(inferred=media.inferred)
        return fields | _drop_empty(examples={example.name: self._example(example) for example in media.examples})

    def _example(self, example: Example) -> Object:
        fields = _drop_empty(summary=example.summary, description=example.description) | {"value": example.value}
        return fields | _drop_empty(**{"serialized" if self._is_native else "x-serialized": example.serialized})

    def response(self, response: Response) -> Object:
        """Return a Response Object."""
        fields: Object = {} if self._is_native and not response.description else {"description": response.description}
        fields |= _drop_empty(**{"summary" if self._is_native else "x-summary": response.summary})  # OpenAPI 3.2's
        return fields | _drop_empty(
            headers={header.name: self.header(header) for header in response.headers},
            content=self.content(response.content),
            links={link.name: self._link(link) for link in response.links},
        )

    def _link(self, link: Link) -> Object:
        """Return a Link Object; it has the name of the operation that it leads to, or else a reference to that."""
        operation = self._operations.find(link)
        name = self._get_name(operation) if operation else ""
        if link.address:
            target = {"operationRef": link.address}
        elif operation and not name:
            section = "webhooks" if operation.is_webhook else "paths"
            path = operation.path.replace("~", "~0").replace("/", "~1")
            target = {"operationRef": f"#/{section}/{path}/{operation.method.lower()}"}
        else:
            is_reference = not name and ("#" in link.operation or "/" in link.operation)
            target = {"operationRef" if is_reference else "operationId": name or link.operation}
        return target | _drop_empty(description=link.description, parameters=dict(link.parameters))

    # -- operations ---------------------------------------------------------------------------------------------------

    def call(self, operation: Operation) -> Object:
        """Return the fields of an Operation Object that operations and callbacks have in common."""
        fields = _drop_empty(
            tags=list(operation.tags),
            summary=operation.summary,
            description=operation.description,
            deprecated=operation.deprecated,
            externalDocs=make_docs(operation.external_docs),
            parameters=[self.parameter(parameter) for parameter in operation.parameters],
        )
        if operation.body is not None:
            fields["requestBody"] = self.body(operation.body)
        fields["responses"] = {response.status: self.response(response) for response in operation.responses}
        if operation.badges:
            names = list(operation.badges)
            fields |= {"badges": names} if self._is_native else {"x-badges": [{"name": name} for name in names]}
        return fields | _drop_empty(**{"x-codeSamples": [_code_sample(sample) for sample in operation.code_samples]})

    def callbacks(self, callbacks: Iterable[Callback]) -> Object:
        """Return Callback Objects by name."""
        callback_objects: Object = {}
        for callback in callbacks:
            methods = callback_objects.setdefault(callback.name, {}).setdefault(callback.expression, {})
            fields = _drop_empty(operationId=callback.operation.operation_id) | self.call(callback.operation)
            if not fields["responses"]:
                del fields["responses"]
            methods[callback.operation.method.lower()] = fields
        return callback_objects


def make_service(service: Service) -> Object:
    """Return the Info Object of a service."""
    contact: Object = {}
    for text, address in service.contact:
        if address == f"mailto:{text}":
            contact["email"] = text
        else:
            contact |= _drop_empty(name=text if text != address else "", url=address)
    name, url = service.license
    return _drop_empty(
        title=service.title,
        version=service.version,
        summary=service.summary,
        description=service.description,
        termsOfService=service.terms,
        contact=contact,
        license=_drop_empty(name=name, url=url),
    )


def make_server(server: Server) -> Object:
    """Return a Server Object."""
    variables = {
        variable.name: {"default": variable.default}
        | _drop_empty(enum=list(variable.values), description=variable.description)
        for variable in server.variables
    }
    url = server.address
    if server.relative and not url.startswith(("/", ".", "{")):
        url = f"./{url}"  # what registry files need
    return {"url": url} | _drop_empty(description=server.description, variables=variables)


def make_security(security: Iterable[SecurityRequirement]) -> list[Object]:
    """Return Security Requirement Objects."""
    return [{name: list(scopes) for name, scopes in requirement.items()} for requirement in security]


def make_scheme(scheme: SecurityScheme, *, is_native: bool = False) -> Object:
    """Return a Security Scheme Object."""
    fields: Object = {"type": scheme.type} | _drop_empty(scheme=scheme.scheme, bearerFormat=scheme.bearer_format)
    if scheme.type == "apiKey":
        fields |= {"name": scheme.name, "in": scheme.location}
    return fields | _drop_empty(
        description=scheme.description,
        flows={flow.name: _flow(flow) for flow in scheme.flows},
        openIdConnectUrl=scheme.openid_url,
        **{"oauth2MetadataUrl" if is_native else "x-oauth2MetadataUrl": scheme.metadata_url},  # OpenAPI 3.2's
    )


def make_error(entry: ErrorEntry) -> Object:
    """Return an entry of the error catalogue."""
    fields = {"status": entry.status, "title": entry.title, "message": entry.message, "body": entry.body}
    return fields | _drop_empty(when=entry.when, action=entry.action)


def make_docs(docs: ExternalDocs | None) -> Object:
    """Return an External Documentation Object, or nothing."""
    return {} if docs is None else _drop_empty(description=docs.description) | {"url": docs.url}


def _flow(flow: OAuthFlow) -> Object:
    addresses = _drop_empty(
        authorizationUrl=flow.authorization_url, tokenUrl=flow.token_url, refreshUrl=flow.refresh_url
    )
    return addresses | {"scopes": dict(flow.scopes)}


def _code_sample(sample: CodeSample) -> Object:
    label = get_title(sample) if sample.is_beside else sample.label
    return {"lang": sample.language} | _drop_empty(label=label) | {"source": sample.code}


def _drop_empty(**values: Any) -> Object:
    """Return the fields that are set, as an object."""
    return {key: value for key, value in values.items() if _is_set(value)}


def _is_set(value: Any) -> bool:
    """Return whether a field differs from its default: ``None``, ``False`` or empty. 0 is a value."""
    return value is not None and value is not False and value not in ("", (), [], {})


def _sort_by_properties(names: Iterable[str], properties: Mapping[str, Json] | Mapping[str, Schema]) -> list[str]:
    """Return names in the order of the properties; names that are not among them are last, sorted."""
    order = {name: place for place, name in enumerate(properties)}
    return sorted(names, key=lambda name: (order.get(name, len(order)), name))
