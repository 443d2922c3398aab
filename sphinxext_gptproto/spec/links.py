"""Find the operations that links of responses lead to."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .model import Endpoint, Link, Operation
    from .registry import SpecRegistry


class OperationIndex:
    """Operations by the names that links use: the id, the operationId, and method with path.

    :param operations: those of one or more APIs, in the order of precedence.
    """

    def __init__(self, operations: Iterable[Operation]) -> None:
        self._by_name: dict[str, list[Operation]] = {}
        for operation in operations:
            for name in {operation.id, operation.operation_id, get_request(operation)} - {""}:
                self._by_name.setdefault(name, []).append(operation)

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def find(self, link: Link, service: str = "") -> Operation | None:
        """Return the operation that a link leads to: one of the link's own API, or else the only one of another.

        :param service: the API of the response that has the link; see :attr:`.model.Operation.service`.
        """
        operations = self._by_name.get(link.operation, [])
        own = [operation for operation in operations if operation.service == service]
        candidates = own[:1] or operations
        return candidates[0] if len(candidates) == 1 else None


def get_request(operation: Operation) -> str:
    """Return method and path of an operation, such as ``GET /songs``."""
    return f"{operation.method} {operation.path}"


def find_linked_endpoint(registry: SpecRegistry, link: Link, service: str) -> Endpoint | None:
    """Return the endpoint that a link leads to, or ``None`` where there is none, or several offer the operation.

    :param service: as of :meth:`OperationIndex.find`.
    """
    if not link.operation:
        return None
    index, endpoints = registry.resolve.memo.get("linked", registry.endpoints, None, lambda: _index(registry))
    operation = index.find(link, service)
    offered = endpoints.get((operation.service, operation.id), []) if operation else []
    return offered[0] if len(offered) == 1 else None


def _index(registry: SpecRegistry) -> tuple[OperationIndex, dict[tuple[str, str], list[Endpoint]]]:
    """Return all operations, and the endpoints that offer each, by its API and id."""
    endpoints: dict[tuple[str, str], list[Endpoint]] = {}
    for endpoint in registry:
        endpoints.setdefault((endpoint.operation.service, endpoint.operation.id), []).append(endpoint)
    return OperationIndex(registry.operations.values()), endpoints
