"""A specification as native files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..loaders.native_format import FORMAT_VERSION
from .catalogue import make_catalogue
from .openapi_objects import PartWriter, make_docs, make_error, make_scheme, make_security, make_server, make_service

if TYPE_CHECKING:
    from ..spec.model import Operation, Service, Streaming
    from ..spec.registry import Specification

    Entry = dict[str, Any]


def make_native(specification: Specification, schema_names: dict[str, str]) -> Entry:
    """Return the specification as the value of one native file.

    :param schema_names: what schemas are called in the file.
    """
    writer = PartWriter(schema_names, is_native=True)
    components = {
        "securitySchemes": {name: make_scheme(scheme) for name, scheme in specification.schemes.items()},
        "schemas": {schema_names[name]: writer.schema(schema) for name, schema in specification.schemas.items()},
    }
    shows_names = any(operation.operation_id for operation in specification.operations.values())
    operations: Entry = {}
    webhooks: Entry = {}
    for name, operation in specification.operations.items():
        errors = list(specification.errors)
        made = make_operation(operation, writer, specification.service, errors, shows_names=shows_names)
        (webhooks if operation.is_webhook else operations)[name] = made
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
    made = make_service(service)
    if service.servers:
        made["servers"] = [make_server(server) for server in service.servers]
    if service.security:
        made["security"] = make_security(service.security)
    if service.key_variable != "API_KEY":
        made["keyVariable"] = service.key_variable
    docs = make_docs(service.external_docs)
    return made | ({"externalDocs": docs} if docs else {})


def make_operation(
    operation: Operation, writer: PartWriter, service: Service, errors: list[str], *, shows_names: bool
) -> Entry:
    """Return a native operation.

    :param errors: ids of the whole error catalogue, which an operation has that names none.
    :param shows_names: whether operations without an operationId of their own show their name.
    """
    made: Entry = {"method": operation.method, "name" if operation.is_webhook else "path": operation.path}
    if operation.operation_id != (operation.id if shows_names else ""):
        made["operationId"] = operation.operation_id
    made |= writer.call(operation)
    own: Entry = {}
    if operation.streaming is not None:
        own["streaming"] = make_streaming(operation.streaming)
    if list(operation.errors) != ([] if operation.is_webhook else errors):
        own["errors"] = list(operation.errors)
    if operation.security != (({},) if operation.is_webhook else service.security):
        own["security"] = make_security(operation.security)
    if operation.servers and operation.servers != service.servers:
        own["servers"] = [make_server(server) for server in operation.servers]
    if operation.callbacks:
        own["callbacks"] = writer.callbacks(operation.callbacks)
    return made | own


def make_streaming(streaming: Streaming) -> Entry:
    """Return how the answer arrives as server-sent events."""
    made: Entry = {"text": streaming.text}
    if streaming.always:
        made["always"] = True
    if streaming.when != "stream":
        made["when"] = streaming.when
    return made
