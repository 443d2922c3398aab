"""Write a specification as the value of a native file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..loaders.native_format import FORMAT_VERSION
from .catalogue import make_catalogue
from .openapi_objects import PartWriter, make_docs, make_error, make_scheme, make_security, make_server, make_service

if TYPE_CHECKING:
    from ..spec.model import Operation, Service, Streaming
    from ..spec.specification import Specification

    Entry = dict[str, Any]


def make_native(specification: Specification, schema_names: dict[str, str]) -> Entry:
    """Return the specification as the value of one native file.

    :param schema_names: the names of schemas in the file, by their names in the specification.
    """
    names = {id(operation): name for name, operation in specification.operations.items()}
    writer = PartWriter(
        schema_names, specification.operations.values(), lambda operation: names[id(operation)], is_native=True
    )
    schemes = specification.schemes
    components = {
        "securitySchemes": {name: make_scheme(scheme, is_native=True) for name, scheme in schemes.items()},
        "schemas": {schema_names[name]: writer.schema(schema) for name, schema in specification.schemas.items()},
    }
    shows_names = any(operation.operation_id for operation in specification.operations.values())
    operations: Entry = {}
    webhooks: Entry = {}
    for name, operation in specification.operations.items():
        errors = list(specification.errors)
        native_operation = make_operation(operation, writer, specification.service, errors, shows_names=shows_names)
        (webhooks if operation.is_webhook else operations)[name] = native_operation
    parts: Entry = {
        "service": _service(specification.service) | ({"operationIds": True} if shows_names else {}),
        "components": {key: part for key, part in components.items() if part},
        "errors": {name: make_error(entry) for name, entry in specification.errors.items()},
        "operations": operations,
        "webhooks": webhooks,
        **make_catalogue(specification).as_parts(),
    }
    return {"gptproto": FORMAT_VERSION, **{key: part for key, part in parts.items() if part}}


def _service(service: Service) -> Entry:
    fields = make_service(service)
    if service.servers:
        fields["servers"] = [make_server(server) for server in service.servers]
    if service.security:
        fields["security"] = make_security(service.security)
    if service.key_variable != "API_KEY":
        fields["keyVariable"] = service.key_variable
    docs = make_docs(service.external_docs)
    return fields | ({"externalDocs": docs} if docs else {})


def make_operation(
    operation: Operation, writer: PartWriter, service: Service, errors: list[str], *, shows_names: bool
) -> Entry:
    """Return a native operation.

    :param errors: the ids of all errors; an operation that does not list its errors has all of them.
    :param shows_names: whether pages have the name of an operation that has no operationId.
    """
    fields: Entry = {"method": operation.method, "name" if operation.is_webhook else "path": operation.path}
    if operation.operation_id != (operation.id if shows_names else ""):
        fields["operationId"] = operation.operation_id
    fields |= writer.call(operation)
    overrides: Entry = {}
    if operation.streaming is not None:
        overrides["streaming"] = make_streaming(operation.streaming)
    if list(operation.errors) != ([] if operation.is_webhook else errors):
        overrides["errors"] = list(operation.errors)
    if operation.security != (({},) if operation.is_webhook else service.security):
        overrides["security"] = make_security(operation.security)
    if operation.servers and operation.servers != service.servers:
        overrides["servers"] = [make_server(server) for server in operation.servers]
    if operation.callbacks:
        overrides["callbacks"] = writer.callbacks(operation.callbacks)
    return fields | overrides


def make_streaming(streaming: Streaming) -> Entry:
    """Return the description of a response that arrives as server-sent events."""
    fields: Entry = {"text": streaming.text}
    if streaming.always:
        fields["always"] = True
    if streaming.when != "stream":
        fields["when"] = streaming.when
    return fields
