"""What an API playground (a form that sends requests) needs to know: the servers, and how the key is sent."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from ..samples.request import SERVER
from ..spec.stored import stored

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..spec.model import Endpoint, Operation, SecurityScheme
    from ..spec.registry import SpecRegistry

Auth: TypeAlias = tuple[Literal["", "none", "bearer", "basic", "key"], str]
"""How the key is sent, and the header's name for ``key``; ``""`` if a form cannot ask for the credentials."""


@stored
@dataclass(frozen=True, slots=True)
class Playground:
    """Where a playground sends requests, and with which kind of key."""

    servers: tuple[str, ...] = ()
    """URLs without a slash at the end; the first is used unless the reader chooses another."""
    auth: Auth = ("", "")


def find_playground(registry: SpecRegistry, endpoints: Iterable[Endpoint]) -> Playground:
    """Return the playground that fits most of the endpoints; of equally frequent servers, the first."""
    operations = [endpoint.operation for endpoint in endpoints if not endpoint.operation.is_webhook]
    servers = Counter(urls for operation in operations if (urls := get_servers(registry, operation)))
    if not servers:
        return Playground()
    most = servers.most_common(1)[0][0]
    auths = Counter(get_auth(registry, o) for o in operations if get_servers(registry, o) == most)
    for useless in (("", ""), ("none", "")):  # used only if no operation has anything better
        if len(auths) > 1:
            auths.pop(useless, None)
    return Playground(most, auths.most_common(1)[0][0])


def get_servers(registry: SpecRegistry, operation: Operation) -> tuple[str, ...]:
    """Return the URLs of an operation's servers that samples can use, too; none that are relative, unless all are."""
    servers = operation.servers or registry.get_service(operation).servers
    absolute = [server for server in servers if not server.relative]
    return tuple(dict.fromkeys(server.url for server in absolute or servers if SERVER.fullmatch(server.url)))


def get_auth(registry: SpecRegistry, operation: Operation) -> Auth:
    """Return how the key of an operation is sent: by the first security requirement that a form can ask for."""
    for requirement in operation.security or ({},):
        if not requirement:
            return ("none", "")
        auths = [_get_auth(registry.schemes[name]) for name in requirement if name in registry.schemes]
        if len(auths) == len(requirement) == 1 and auths[0][0]:
            return auths[0]
    return ("", "")


def _get_auth(scheme: SecurityScheme) -> Auth:
    if scheme.type == "apiKey":
        return ("key", scheme.name) if scheme.location == "header" else ("", "")
    if scheme.type == "http" and scheme.scheme.lower() == "basic":
        return ("basic", "")
    if scheme.type in ("oauth2", "openIdConnect") or scheme.scheme.lower() == "bearer":
        return ("bearer", "")
    return ("", "")
