"""Join the specifications of several sources to one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from .model import Service
from .registry import SpecRegistry
from .specification import LeftOut, Specification

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .model import Operation


def join(specifications: Sequence[Specification]) -> Specification:
    """Join several specifications to one; its service is the first that is not empty.

    Operations of the other services get the servers of theirs, so that their requests still go to the right host.
    """
    if len(specifications) == 1:
        return specifications[0]
    registry = SpecRegistry()
    for specification in specifications:
        registry.add(specification)
    service = next((service for service in registry.services.values() if service != Service()), Service())

    new_ids = {(operation.service, operation.id): name for name, operation in registry.operations.items()}

    def complete(operation: Operation) -> Operation:
        name = new_ids[operation.service, operation.id]
        servers = operation.servers or registry.get_service(operation).servers
        return replace(operation, id=name, service="", servers=() if servers == service.servers else servers)

    return Specification(
        service=service,
        schemes=registry.schemes,
        schemas=registry.schemas,
        errors=registry.errors,
        operations={name: complete(operation) for name, operation in registry.operations.items()},
        endpoints={name: replace(e, operation=complete(e.operation)) for name, e in registry.endpoints.items()},
        levels=registry.levels,
        left_out=LeftOut.sum(specification.left_out for specification in specifications),
    )
