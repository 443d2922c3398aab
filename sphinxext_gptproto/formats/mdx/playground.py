"""Mintlify's playground: server and authentication in ``docs.json``, and on each page what differs from them.

``docs.json`` gets the values of most endpoints that the project documents; others in the registry do not count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...content.playground import find_playground, get_auth, get_servers
from ...mdx.builder import MdxBuilder
from ...reference import nodes as ours
from ...reference.domain import get_domain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from docutils import nodes
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from ...content.playground import Playground
    from ...spec.registry import SpecRegistry


def describe_api(app: Sphinx, data: dict[str, Any]) -> None:
    """Set in ``docs.json`` where the playground sends requests, and with which key."""
    playground, _server = get_domain(app.env).data["playground"]
    mdx: dict[str, Any] = {}
    if playground.servers:
        mdx["server"] = playground.servers[0] if len(playground.servers) == 1 else list(playground.servers)
    method, name = playground.auth
    if method not in ("", "none"):
        mdx["auth"] = {"method": method} | ({"name": name} if name else {})
    if mdx:
        data["api"] = {"mdx": mdx}


def describe_page(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Set on each endpoint the server and the method of authentication, where they are not those of ``docs.json``."""
    domain = get_domain(app.env)
    registry, (playground, server) = domain.registry, domain.data["playground"]
    for head in doctree.findall(ours.api_endpoint):
        operation = registry.get(head.endpoint).operation
        servers, auth = get_servers(registry, operation), get_auth(registry, operation)
        if servers and servers[0] != server:
            head.server = servers[0]
        # A key in another header is a field of the page; the page must not send the header of docs.json as well.
        method = auth[0] if auth[0] in ("bearer", "basic") else "none"
        if auth != playground.auth and method != (playground.auth[0] or "none"):
            head.auth = method


def _get_server(builder: Builder, registry: SpecRegistry, playground: Playground) -> str:
    """Return the server whose endpoints need no server of their own on their pages.

    It is the first in the project's own ``docs.json``. A server there that no source has, such as a proxy, replaces
    that of most endpoints.
    """
    mdx = builder.own_docs_json.get("api", {}).get("mdx", {}) if isinstance(builder, MdxBuilder) else {}
    servers = mdx.get("server", [])
    first = str(servers[0] if isinstance(servers, list) and servers else servers or "").rstrip("/")
    in_registry = {server for endpoint in registry for server in get_servers(registry, endpoint.operation)}
    return first if first in in_registry else next(iter(playground.servers), "")


def get_pages_with_other_servers(app: Sphinx, env: BuildEnvironment) -> Iterable[str]:
    """Return all pages with endpoints if ``docs.json`` is to have another server or key than before."""
    domain = get_domain(env)
    if domain.builder != "mdx":
        return []
    documented = (domain.registry.endpoints.get(name) for name in domain.endpoints)
    playground = find_playground(domain.registry, filter(None, documented))
    previous = domain.data.get("playground")
    current = playground, _get_server(app.builder, domain.registry, playground)
    domain.data["playground"] = current
    return [] if previous in (None, current) else [*domain.pages]


def setup_mdx_playground(app: Sphinx) -> None:
    """Register the handlers."""
    app.connect("mdx-docs-json", describe_api)
    app.connect("mdx-page-resolved", describe_page)
    app.connect("env-updated", get_pages_with_other_servers)
