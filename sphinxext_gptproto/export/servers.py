"""Servers of operations, written once for the service where they are the same."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..spec.model import Operation
    from ..spec.specification import Specification


def share_servers(specification: Specification) -> Specification:
    """Return a specification whose operations have no servers if theirs are those of the service.

    If all operations have servers and none has those of the service, the service gets those that most of them have.
    """
    service = specification.service
    server_lists = [operation.servers for operation in specification.operations.values() if not operation.is_webhook]
    if server_lists and all(server_lists) and service.servers not in server_lists:
        service = replace(service, servers=max(server_lists, key=server_lists.count))

    def share(operation: Operation) -> Operation:
        return replace(operation, servers=()) if operation.servers == service.servers else operation

    operations = {name: share(operation) for name, operation in specification.operations.items()}
    endpoints = {
        name: replace(endpoint, operation=share(endpoint.operation))
        for name, endpoint in specification.endpoints.items()
    }
    return replace(specification, service=service, operations=operations, endpoints=endpoints)
