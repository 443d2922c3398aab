"""What a project decides about a source: the level of its endpoints, its address, and the variable for its key.

All of it is applied to a loaded specification, so it works for every format.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin

from ..spec.memo import IdentityMemo
from ..spec.model import Level, Server
from ..spec.servers import EXAMPLE_SERVER, SENT_TO_EXAMPLE, fill_template

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..spec.errors import SpecError
    from ..spec.model import Operation
    from ..spec.specification import Specification


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOptions:
    """The options of a source; an empty one leaves what its files say."""

    prefix: str | None = None
    """The level of all its endpoints, possibly of several steps; ``None`` for the one that it has by default."""
    shares_level: bool = True
    """Whether sources with the same prefix share the level; otherwise the later one gets a similar level."""
    server: str = ""
    """The base URL of the API, which takes the place of the servers of the file as a whole."""
    key_variable: str = ""

    def get_prefix(self, name: str, *, is_only: bool) -> str:
        """Return the level of one description in the source.

        :param name: the name of the description, which is its level by default.
        :param is_only: whether the source has no other description.
        """
        if self.prefix is None:
            return name
        return f"{self.prefix}/{name}" if self.prefix and not is_only else self.prefix

    def apply(self, specification: Specification, level: str) -> Specification:
        """Return a specification with these options.

        :param level: the level that its loader was asked for. Loaders of formats that define their levels themselves
            ignore it; the endpoints are then put below :attr:`prefix`.
        """
        if self.prefix and specification.level != level:
            specification = _put_below(specification, self.prefix)
        if self.server:
            specification = _set_server(specification, self.server)
        if self.key_variable:
            service = replace(specification.service, key_variable=self.key_variable)
            specification = replace(specification, service=service)
        return replace(specification, shares_level=self.shares_level and bool(self.prefix))

    def drop_mended(self, faults: Iterable[SpecError]) -> list[SpecError]:
        """Return the faults without those that say that there is no server, if these options name one."""
        return [fault for fault in faults if not (self.server and SENT_TO_EXAMPLE in fault.reason)]


NO_OPTIONS: Final = SourceOptions()


def _put_below(specification: Specification, prefix: str) -> Specification:
    """Put all endpoints and levels below a new level, which gets the text of the service."""
    service = specification.service
    level = Level(id=prefix, title=service.title or prefix, description=service.introduction)
    endpoints = (replace(endpoint, id=f"{prefix}/{name}") for name, endpoint in specification.endpoints.items())
    levels = (replace(level, id=f"{prefix}/{name}") for name, level in specification.levels.items())
    return replace(
        specification,
        level=prefix,
        endpoints={endpoint.id: endpoint for endpoint in endpoints},
        levels={prefix: level} | {level.id: level for level in levels},
    )


def _set_server(specification: Specification, address: str) -> Specification:
    """Replace the servers of the service, and resolve servers of operations that are relative (RFC 3986).

    In a collection, each request has an address of its own. What counts as the server of the service are then requests
    without a host; else the address of most requests.
    """
    servers = (Server(url=address.rstrip("/")),)
    replaced = specification.service.servers
    lists = Counter(operation.servers for operation in specification.operations.values() if operation.servers)
    others: tuple[Server, ...] = ()
    if replaced not in lists and {*replaced} == {*chain.from_iterable(lists)}:
        no_host = (Server(url=EXAMPLE_SERVER),)
        replaced = no_host if no_host in lists else max(lists, key=lists.__getitem__, default=())
        others = tuple(server for server in specification.service.servers if server not in replaced)
    memo = IdentityMemo()  # endpoints share their operation's object, and still do so after the change

    def change(operation: Operation) -> Operation:
        if not operation.servers:
            return operation
        if operation.servers == replaced:
            return replace(operation, servers=servers)
        return replace(operation, servers=tuple(_resolve(server, address) for server in operation.servers))

    def change_once(operation: Operation) -> Operation:
        return memo.get("operation", operation, None, lambda: change(operation))

    return replace(
        specification,
        service=replace(specification.service, servers=servers + others),
        operations={name: change_once(operation) for name, operation in specification.operations.items()},
        endpoints={
            name: replace(endpoint, operation=change_once(endpoint.operation))
            for name, endpoint in specification.endpoints.items()
        },
    )


def _resolve(server: Server, base: str) -> Server:
    """Return a server whose URL is absolute."""
    if not server.relative:
        return server
    template = urljoin(base, server.relative).rstrip("/")
    return replace(
        server,
        url=urljoin(base, fill_template(server.relative, server.variables)).rstrip("/"),
        template=template if server.variables else "",
        relative="",
    )
