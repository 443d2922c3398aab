"""Servers of operations, said once where they are those of the service."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..spec.model import Operation
    from ..spec.registry import Specification


def share_servers(specification: Specification) -> Specification:
    """Return a specification whose operations name no servers where those of the service hold.

    Where each operation names its own, as in collections, the service's are those that most of them name.
    """
    service = specification.service
    named = [operation.servers for operation in specification.operations.values() if not operation.is_webhook]
    if named and all(named) and service.servers not in named:
        service = replace(service, servers=max(named, key=named.count))

    def share(operation: Operation) -> Operation:
        return replace(operation, servers=()) if operation.servers == service.servers else operation

    operations = {name: share(operation) for name, operation in specification.operations.items()}
    endpoints = {
        name: replace(endpoint, operation=share(endpoint.operation))
        for name, endpoint in specification.endpoints.items()
    }
    return replace(specification, service=service, operations=operations, endpoints=endpoints)
