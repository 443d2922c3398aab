"""URLs of Postman requests: servers, paths with their parameters, and queries.

A URL is a text, or an object with its parts and tables of its parameters. Both may have variables anywhere, so no URL
parser can read them: the text is split into head (scheme, host and port), path and query first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ...spec.model import MISSING, Parameter, Server, ServerVariable
from ...spec.servers import EXAMPLE_SERVER, SENT_TO_EXAMPLE
from ..files.infer_schema import infer
from .tables import TEXT, Entry, read_entries, split_query
from .variables import DYNAMIC, VARIABLE, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...spec.json_path import JsonPath
    from ...spec.model import Json
    from .tables import ReportFault
    from .variables import Variables

_BRACES: Final = r"\{\{[^{}]*\}\}"
_NO_SCHEME: Final = r"//(?=localhost|[^/?#]*[.:{\[])"
"""The beginning of a network-path reference (RFC 3986, section 4.2), such as ``//api.example.com``."""
_SPLIT: Final = re.compile(
    rf"(?P<head>(?:(?:[A-Za-z][\w+.-]*|{_BRACES})://|{_NO_SCHEME})?(?:{_BRACES}|[^/?#])*)"
    rf"(?P<path>(?:{_BRACES}|[^?#])*)(?:\?(?P<query>(?:{_BRACES}|[^#])*))?"
)
_COMMAND_REST: Final = re.compile(r"""(?:['"]?\s+(?:-{1,2}\w|\\|'|").*)?[\s'"\\]*\Z""", re.DOTALL)
"""What follows a URL that was copied from a shell command."""
_METHOD_PREFIX: Final = re.compile(r"\s*(?:(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+)?['\"]?")
_SERVER: Final = re.compile(
    r"(?:(?P<scheme>[A-Za-z][\w+.-]*):/{1,2}|//)?(?:[^@/]*@)?(?P<host>(?:\{[^{}]*\}|[\w.-]|\[[0-9A-Fa-f:.]+\])*)"
    r"(?::(?P<port>\d+|\{[^{}]*\})?)?(?P<base>/[^?#]*)?"
)
_LOCAL: Final = re.compile(r"localhost|127\.|10\.|192\.168\.|\[::1\]")
_COLON_PARAMETER: Final = re.compile(r":([A-Za-z_][\w-]*)")
_PLACEHOLDER: Final = re.compile(r"\{([^{}]+)\}")
_NOT_IN_NAME: Final = re.compile(r"[\s/?#{}]+")
_ADD_VALUE: Final = "give it a value under the collection's variables, and export the collection again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """The parts of a URL."""

    server: Server
    path: str
    parameters: tuple[Parameter, ...]
    """The parameters of the path."""
    query: list[Entry]


class AddressReader:
    """Reads the URLs of requests.

    :param report: records a fault.
    """

    def __init__(self, report: ReportFault) -> None:
        self._report = report
        self._reported_names: set[str] = set()

    def read(self, url: Json, path: JsonPath, variables: Variables, full_name: str) -> Address | None:
        """Return the address of a request, or ``None`` with a fault when it has none, or none of HTTP.

        :param full_name: the request's name after those of its folders, for messages.
        """
        head, route, query = _split_address(url)
        if not head and not route:
            hint = "add its URL in Postman and export the collection again, or remove the request"
            self._report(path, f"the request {full_name!r} has no URL and is skipped", hint)
            return None
        head, base = _split_head(variables.resolve(head))
        if not route or VARIABLE.search(base):
            route, base = base + route, ""
        server = self._read_server(head, base, path, full_name)
        if server is None:
            return None
        tables: Mapping[str, Json] = url if isinstance(url, dict) else {}
        path_entries = read_entries(tables.get("variable"), variables, self._report, (*path, "variable"))
        entries = {entry.name: entry for entry in path_entries}
        route, examples = _make_path(route, entries, variables)
        route, _, route_query = route.partition("?")  # a variable's value may have a query
        names = dict.fromkeys(_PLACEHOLDER.findall(route))
        if isinstance(query_table := tables.get("query"), list):
            query_entries = read_entries(query_table, variables, self._report, (*path, "query"))
        else:
            query_entries = split_query(query or route_query, variables)
        return Address(
            server=server,
            path=route,
            parameters=tuple(_make_parameter(name, entries, examples) for name in names),
            query=query_entries,
        )

    def _read_server(self, head: str, base: str, path: JsonPath, full_name: str) -> Server | None:
        """Return the server of a URL, or ``None`` with a fault when its scheme is not HTTP.

        Variables without a value become variables of the server; their defaults are their names, which make a valid
        host, or 8080 for a port.

        :param head: scheme, host and port, with variables that have a value filled in.
        :param base: the path that a variable of the head has at its end, which belongs to the server.
        """
        template = VARIABLE.sub(lambda match: f"{{{_NOT_IN_NAME.sub('_', match[1].lstrip('$'))}}}", head).strip()
        match = _SERVER.fullmatch(template)
        scheme = match["scheme"] if match else None
        if scheme and scheme.lower() not in ("http", "https"):
            reason = f"the request {full_name!r} is skipped: expected an address of HTTP or HTTPS, found {head!r}"
            self._report(path, reason, "")
            return None
        if match is None or not match["host"].strip(".") or not _PLACEHOLDER.sub("", match["host"]).strip("."):
            self._report_no_host(head, path)
            return Server(url=f"{EXAMPLE_SERVER}{base}")
        scheme = (scheme or ("http" if _LOCAL.match(match["host"]) else "https")).lower()
        port = f":{match['port']}" if match["port"] else ""
        url = f"{scheme}://{match['host']}{port}{base}"
        names = dict.fromkeys(_PLACEHOLDER.findall(url))
        if not names:
            return Server(url=url)
        defaults = {name: "8080" if port == f":{{{name}}}" else re.sub(r"[^\w-]", "-", name) for name in names}
        return Server(
            url=_PLACEHOLDER.sub(lambda match: defaults[match[1]], url),
            template=url,
            variables=tuple(ServerVariable(name=name, default=default) for name, default in defaults.items()),
        )

    def _report_no_host(self, head: str, path: JsonPath) -> None:
        """Record that a URL has no host, once for each variable: most requests of a collection have the same."""
        name = match[1] if (match := VARIABLE.search(head)) else head
        if name in self._reported_names:
            return
        self._reported_names.add(name)
        if match:
            reason = f"the variable {name!r}, which holds the server's address, has no value"
            self._report(path, f"{reason}; {SENT_TO_EXAMPLE}", _ADD_VALUE)
        else:
            reason = f"the address {head!r} has no host" if head.strip() else "the address has no host"
            self._report(path, f"{reason}; {SENT_TO_EXAMPLE}", "write it as https://api.example.com/path")


def _split_address(url: Json) -> tuple[str, str, str]:
    """Return head, path and query of a URL, as they are written; all are empty when there is no URL."""
    if isinstance(url, str):
        match = _SPLIT.match(_COMMAND_REST.sub("", _METHOD_PREFIX.sub("", url, count=1), count=1).strip())
        return (match["head"], match["path"], match["query"] or "") if match else ("", "", "")
    if not isinstance(url, dict):
        return "", "", ""
    raw = url.get("raw")
    host, route = _join(url.get("host"), "."), _join(url.get("path"), "/")
    if isinstance(raw, str) and not raw.strip() and not route.strip("/"):
        return "", "", ""
    if not host and not route:
        return _split_address(raw)
    protocol = url.get("protocol")
    head = f"{protocol}://{host}" if isinstance(protocol, str) and protocol and "://" not in host else host
    port = text_of(url.get("port"))
    head += f":{port}" if port else ""
    if route and not route.startswith("/"):
        route = f"/{route}"
    route, _, query = route.partition("#")[0].partition("?")
    return head.strip(), route.rstrip("\"'\\ \t\r\n"), query


def _join(parts: Json, separator: str) -> str:
    """Return a host or a path as one text; it may be a list of parts."""
    if isinstance(parts, list):
        return separator.join(text_of(part.get("value") if isinstance(part, dict) else part).strip() for part in parts)
    return parts.strip() if isinstance(parts, str) else ""


def _split_head(head: str) -> tuple[str, str]:
    """Return a head without its path, and the path, which comes from the value of a variable."""
    match = re.match(rf"((?:[A-Za-z][\w+.-]*://|{_NO_SCHEME})?(?:{_BRACES}|[^/?#])*)((?:{_BRACES}|[^?#])*)", head)
    return (match[1], match[2].rstrip("/")) if match else (head, "")


def _make_path(route: str, entries: Mapping[str, Entry], variables: Variables) -> tuple[str, dict[str, str]]:
    """Return a path with its parameters in braces, and example values of those that Postman generates.

    A parameter is a step such as ``:id``, or a variable that has no value, or one that Postman generates.

    :param entries: the rows of the path's parameters, by name.
    """
    examples: dict[str, str] = {}

    def replace(match: re.Match[str]) -> str:
        text = match[1]
        if text not in DYNAMIC and (value := variables.get(text)):
            return VARIABLE.sub(replace, value)
        plain = _NOT_IN_NAME.sub("_", text.lstrip("$")) or "value"
        if text in DYNAMIC:
            examples[plain] = DYNAMIC[text]
        return f"{{{plain}}}"

    steps = []
    for step in route.split("/"):
        step = VARIABLE.sub(replace, step.strip())
        if step.startswith(":") and step[1:] in entries:
            step = f"{{{step[1:]}}}"
        else:
            step = _COLON_PARAMETER.sub(r"{\1}", step, count=1) if step.startswith(":") else step
        steps.append(re.sub(r"\s", "%20", step))
    path = "/".join(steps)
    return path if path.startswith("/") else f"/{path}", examples


def _make_parameter(name: str, entries: Mapping[str, Entry], examples: Mapping[str, str]) -> Parameter:
    entry = entries.get(name) or Entry(name=name, text=examples.get(name), description="", enabled=True)
    text = entry.text or ""
    value = entry.value if text and not re.fullmatch(r"<.*>|.*[{}/].*", text) else MISSING
    return Parameter(
        name=name,
        location="path",
        required=True,
        description=entry.description,
        schema=TEXT if value is MISSING else infer([value]),
        example=value,
        inferred=value is not MISSING,
    )
