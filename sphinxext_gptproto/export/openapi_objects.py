"""Models as the objects of OpenAPI 3.1 that describe them, which native files are made of, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ..samples.languages import get_title
from ..spec.conformance import find_violations
from ..spec.model import MISSING, Schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
"""Keywords in the order that people read them in, and the model's fields."""
_VARIANTS: Final = (("allOf", "all_of"), ("oneOf", "one_of"), ("anyOf", "any_of"))
_ANYTHING: Final = Schema()


class PartWriter:
    """Writes models that share one set of schemas.

    :param schema_names: what the schemas are called in the file, by their names in the registry.
    :param is_native: whether a native file is written, which has ``example`` and ``examples`` side by side.
    :param resolve: where given, a default that its own schema refuses stands under ``x-default``.
    """

    def __init__(
        self, schema_names: Mapping[str, str], *, is_native: bool = False, resolve: Resolver | None = None
    ) -> None:
        self._schema_names = schema_names
        self._is_native = is_native
        self._resolve = resolve

    def reference(self, name: str) -> str:
        """Return the reference to a shared schema."""
        return f"#/components/schemas/{self._schema_names.get(name, name)}"

    # -- schemas ------------------------------------------------------------------------------------------------------

    def schema(self, schema: Schema) -> Object:
        """Return a Schema Object."""
        made: Object = {"$ref": self.reference(schema.ref)} if schema.ref else {}
        if schema.types:
            made["type"] = schema.types[0] if len(schema.types) == 1 else list(schema.types)
        for key, field in _SCHEMA_HEAD:
            value = getattr(schema, field)
            if value is MISSING or not (field in ("default", "const") or _says_something(value)):
                continue
            made[key] = list(value) if isinstance(value, tuple) else dict(value) if isinstance(value, dict) else value
        if "default" in made and self._resolve and any(find_violations(schema, made["default"], self._resolve)):
            made["x-default"] = made.pop("default")  # validators take it for a fault of the whole file
        if schema.required:
            made["required"] = _in_order(schema.required, schema.properties)
        for key, each in (("properties", schema.properties), ("patternProperties", schema.pattern_properties)):
            if each:
                made[key] = {name: self.schema(part) for name, part in each.items()}
        if schema.additional_properties is not None:
            additional = schema.additional_properties
            made["additionalProperties"] = True if additional == _ANYTHING else self.schema(additional)
        if schema.prefix_items:
            made["prefixItems"] = [self.schema(part) for part in schema.prefix_items]
        if schema.items is not None:
            made["items"] = self.schema(schema.items)
        for key, field in _VARIANTS:
            if members := getattr(schema, field):
                made[key] = [self.schema(member) for member in members]
        if schema.discriminator:
            mapping = {value: self.reference(name) for value, name in schema.discriminator_values.items()}
            made["discriminator"] = {"propertyName": schema.discriminator} | _given(mapping=mapping)
        made |= schema.constraints
        return made | _given(externalDocs=make_docs(schema.external_docs))

    # -- parameters ---------------------------------------------------------------------------------------------------

    def parameter(self, parameter: Parameter) -> Object:
        """Return a Parameter Object."""
        head = {"name": parameter.name, "in": parameter.location}
        return head | self.header(parameter)

    def header(self, parameter: Parameter) -> Object:
        """Return a Header Object, which is a parameter without name and place."""
        made = _given(
            required=parameter.required,
            deprecated=parameter.deprecated,
            description=parameter.description,
            style=parameter.style,
        )
        if parameter.explode is not None:
            made["explode"] = parameter.explode
        made |= self._inferred(inferred=parameter.inferred)
        examples = self._parameter_examples(parameter)
        schema = self.schema(parameter.schema)
        if not parameter.content_type:
            return made | ({} if self._is_native and not schema else {"schema": schema}) | examples
        media = {"schema": schema}
        if self._is_native:
            return made | {"content": {parameter.content_type: media}} | examples
        unsent = {"x-unsent": examples.pop("x-unsent")} if "x-unsent" in examples else {}
        return made | {"content": {parameter.content_type: media | examples}} | unsent

    def _inferred(self, *, inferred: bool) -> Object:
        return _given(**{"inferred" if self._is_native else "x-inferred": inferred})

    def _parameter_examples(self, parameter: Parameter) -> Object:
        more = {f"example-{number}": {"value": value} for number, value in enumerate(parameter.examples, start=2)}
        if parameter.example is MISSING:
            return _given(examples=more) | ({"x-unsent": True} if more and not self._is_native else {})
        if more and not self._is_native:  # OpenAPI has one or the other
            return {"examples": {"example": {"value": parameter.example}, **more}}
        return {"example": parameter.example} | _given(examples=more)

    # -- bodies -------------------------------------------------------------------------------------------------------

    def body(self, body: RequestBody) -> Object:
        """Return a Request Body Object."""
        made = _given(description=body.description)
        if body.required != self._is_native:  # what the format takes for granted
            made["required"] = body.required
        return made | {"content": self.content(body.content)}

    def content(self, content: Iterable[MediaType]) -> Object:
        """Return Media Type Objects by their type."""
        return {media.type: self._media(media) for media in content}

    def _media(self, media: MediaType) -> Object:
        made: Object = {} if media.schema is None else {"schema": self.schema(media.schema)}
        made |= _given(encoding={name: {"contentType": kind} for name, kind in media.encoding.items()})
        made |= self._inferred(inferred=media.inferred)
        return made | _given(examples={example.name: self._example(example) for example in media.examples})

    def _example(self, example: Example) -> Object:
        made = _given(summary=example.summary, description=example.description) | {"value": example.value}
        return made | _given(**{"serialized" if self._is_native else "x-serialized": example.serialized})

    def response(self, response: Response) -> Object:
        """Return a Response Object."""
        made: Object = {} if self._is_native and not response.description else {"description": response.description}
        return made | _given(
            headers={header.name: self.header(header) for header in response.headers},
            content=self.content(response.content),
            links={link.name: _link(link) for link in response.links},
        )

    # -- operations ---------------------------------------------------------------------------------------------------

    def call(self, operation: Operation) -> Object:
        """Return what operations and callbacks have in common, as an Operation Object."""
        made = _given(
            tags=list(operation.tags),
            summary=operation.summary,
            description=operation.description,
            deprecated=operation.deprecated,
            externalDocs=make_docs(operation.external_docs),
            parameters=[self.parameter(parameter) for parameter in operation.parameters],
        )
        if operation.body is not None:
            made["requestBody"] = self.body(operation.body)
        made["responses"] = {response.status: self.response(response) for response in operation.responses}
        return made | _given(**{"x-codeSamples": [_code_sample(sample) for sample in operation.code_samples]})

    def callbacks(self, callbacks: Iterable[Callback]) -> Object:
        """Return Callback Objects by name."""
        made: Object = {}
        for callback in callbacks:
            methods = made.setdefault(callback.name, {}).setdefault(callback.expression, {})
            made_call = _given(operationId=callback.operation.operation_id) | self.call(callback.operation)
            if not made_call["responses"]:
                del made_call["responses"]
            methods[callback.operation.method.lower()] = made_call
        return made


def make_service(service: Service) -> Object:
    """Return what OpenAPI's Info Object says of a service."""
    contact: Object = {}
    for shown, address in service.contact:
        if address == f"mailto:{shown}":
            contact["email"] = shown
        else:
            contact |= _given(name=shown if shown != address else "", url=address)
    name, url = service.license
    return _given(
        title=service.title,
        version=service.version,
        description=service.description,
        termsOfService=service.terms,
        contact=contact,
        license=_given(name=name, url=url),
    )


def make_server(server: Server) -> Object:
    """Return a Server Object."""
    variables = {
        variable.name: {"default": variable.default}
        | _given(enum=list(variable.values), description=variable.description)
        for variable in server.variables
    }
    return {"url": server.template or server.url} | _given(description=server.description, variables=variables)


def make_security(security: Iterable[SecurityRequirement]) -> list[Object]:
    """Return Security Requirement Objects."""
    return [{name: list(scopes) for name, scopes in requirement.items()} for requirement in security]


def make_scheme(scheme: SecurityScheme) -> Object:
    """Return a Security Scheme Object."""
    made: Object = {"type": scheme.type} | _given(scheme=scheme.scheme, bearerFormat=scheme.bearer_format)
    if scheme.type == "apiKey":
        made |= {"name": scheme.name, "in": scheme.location}
    return made | _given(
        description=scheme.description,
        flows={flow.name: _flow(flow) for flow in scheme.flows},
        openIdConnectUrl=scheme.openid_url,
    )


def make_error(entry: ErrorEntry) -> Object:
    """Return an entry of the error catalogue."""
    made = {"status": entry.status, "title": entry.title, "message": entry.message, "body": entry.body}
    return made | _given(when=entry.when, action=entry.action)


def make_docs(docs: ExternalDocs | None) -> Object:
    """Return an External Documentation Object, or nothing."""
    return {} if docs is None else _given(description=docs.description) | {"url": docs.url}


def _flow(flow: OAuthFlow) -> Object:
    addresses = _given(authorizationUrl=flow.authorization_url, tokenUrl=flow.token_url, refreshUrl=flow.refresh_url)
    return addresses | {"scopes": dict(flow.scopes)}


def _link(link: Link) -> Object:
    key = "operationRef" if "#" in link.operation or "/" in link.operation else "operationId"
    return {key: link.operation} | _given(description=link.description, parameters=dict(link.parameters))


def _code_sample(sample: CodeSample) -> Object:
    label = get_title(sample) if sample.is_beside else sample.label
    return {"lang": sample.language} | _given(label=label) | {"source": sample.code}


def _given(**values: Any) -> Object:
    """Return the values that say something."""
    return {key: value for key, value in values.items() if _says_something(value)}


def _says_something(value: Any) -> bool:
    """Return whether a field holds more than its default; 0 is a number like any other."""
    return value is not None and value is not False and value not in ("", (), [], {})


def _in_order(names: Iterable[str], known: Mapping[str, Json] | Mapping[str, Schema]) -> list[str]:
    """Return names in the order of a mapping that may not have all of them."""
    order = {name: place for place, name in enumerate(known)}
    return sorted(names, key=lambda name: (order.get(name, len(order)), name))
