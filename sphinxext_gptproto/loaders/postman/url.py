"""Addresses of Postman requests: servers, paths with their parameters, and queries."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ...spec.model import MISSING, Parameter, Server, ServerVariable
from ...spec.servers import EXAMPLE_SERVER
from ..files.infer_schema import infer
from .tables import TEXT, Entry, read_entries, split_query
from .variables import DYNAMIC, VARIABLE, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...spec.json_path import JsonPath
    from ...spec.model import Json
    from .tables import Note
    from .variables import Variables

_BRACES: Final = r"\{\{[^{}]*\}\}"
_SPLIT: Final = re.compile(
    rf"(?P<head>(?:(?:[A-Za-z][\w+.-]*|{_BRACES})://)?(?:{_BRACES}|[^/?#])*)"
    rf"(?P<path>(?:{_BRACES}|[^?#])*)(?:\?(?P<query>(?:{_BRACES}|[^#])*))?"
)
_GARBAGE: Final = re.compile(r"""(?:['"]?\s+(?:-{1,2}\w|\\|'|").*)?[\s'"\\]*\Z""", re.DOTALL)
"""What is left of a command behind an address."""
_METHOD: Final = re.compile(r"\s*(?:(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\s+)?['\"]?")
_SERVER: Final = re.compile(
    r"(?:(?P<scheme>[A-Za-z][\w+.-]*):/{1,2})?(?:[^@/]*@)?(?P<host>(?:\{[^{}]*\}|[\w.-]|\[[0-9A-Fa-f:.]+\])*)"
    r"(?::(?P<port>\d+|\{[^{}]*\})?)?(?P<base>/[^?#]*)?"
)
_LOCAL: Final = re.compile(r"localhost|127\.|10\.|192\.168\.|\[::1\]")
_NAME: Final = re.compile(r":([A-Za-z_][\w-]*)")
_PLACEHOLDER: Final = re.compile(r"\{([^{}]+)\}")
_NO_NAME: Final = re.compile(r"[\s/?#{}]+")
_ADD_VALUE: Final = "give it a value under the collection's variables, and export the collection again"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a request goes."""

    server: Server
    path: str
    parameters: tuple[Parameter, ...]
    """Of the path."""
    query: list[Entry]


class AddressReader:
    """Reads addresses.

    :param note: records a fault.
    """

    def __init__(self, note: Note) -> None:
        self._note = note
        self._without_value: set[str] = set()

    def read(self, given: Json, path: JsonPath, variables: Variables, trail: str) -> Address | None:
        """Return where a request goes, or nothing and a fault where nobody can say.

        :param trail: the request's name behind those of its folders, for messages.
        """
        head, route, query = _take_apart(given)
        if not head and not route:
            hint = "write its URL in Postman and export again, or remove it"
            self._note(path, f"the request {trail!r} has no URL; it is left out", hint)
            return None
        head, base = _split_head(variables.resolve(head))
        if not route or VARIABLE.search(base):
            route, base = base + route, ""
        server = self._server(head, base, path, trail)
        if server is None:
            return None
        tables: Mapping[str, Json] = given if isinstance(given, dict) else {}
        rows = read_entries(tables.get("variable"), variables, self._note, (*path, "variable"))
        known = {entry.name: entry for entry in rows}
        route, examples = _make_path(route, known, variables)
        route, _, more = route.partition("?")  # a variable may bring a query along
        names = dict.fromkeys(_PLACEHOLDER.findall(route))
        return Address(
            server=server,
            path=route,
            parameters=tuple(_path_parameter(name, known, examples) for name in names),
            query=read_entries(listed, variables, self._note, (*path, "query"))
            if isinstance(listed := tables.get("query"), list)
            else split_query(query or more, variables),
        )

    def _server(self, head: str, base: str, path: JsonPath, trail: str) -> Server | None:
        """Return the server of a resolved address, or nothing where HTTP does not lead there.

        :param base: a path that is the same for all that the server offers.
        """
        template = VARIABLE.sub(lambda match: f"{{{_NO_NAME.sub('_', match[1].lstrip('$'))}}}", head).strip()
        found = _SERVER.fullmatch(template)
        scheme = found["scheme"] if found else None
        if scheme and scheme.lower() not in ("http", "https"):
            self._note(path, f"the address {head!r} of the request {trail!r} is none of HTTP; it is left out", "")
            return None
        if found is None or not found["host"].strip(".") or not _PLACEHOLDER.sub("", found["host"]).strip("."):
            self._note_no_host(head, path)
            return Server(url=f"{EXAMPLE_SERVER}{base}")
        scheme = (scheme or ("http" if _LOCAL.match(found["host"]) else "https")).lower()
        port = f":{found['port']}" if found["port"] else ""
        url = f"{scheme}://{found['host']}{port}{base}"
        names = dict.fromkeys(_PLACEHOLDER.findall(url))
        if not names:
            return Server(url=url)
        defaults = {name: "8080" if port == f":{{{name}}}" else re.sub(r"[^\w-]", "-", name) for name in names}
        return Server(
            url=_PLACEHOLDER.sub(lambda match: defaults[match[1]], url),
            template=url,
            variables=tuple(ServerVariable(name=name, default=default) for name, default in defaults.items()),
        )

    def _note_no_host(self, head: str, path: JsonPath) -> None:
        """Record that samples go elsewhere, once for each variable."""
        name = match[1] if (match := VARIABLE.search(head)) else head
        if name in self._without_value:
            return
        self._without_value.add(name)
        if match:
            words = f"the variable {name!r}, which is the server's address, has no value"
            self._note(path, f"{words}; samples are sent to {EXAMPLE_SERVER}", _ADD_VALUE)
        else:
            words = f"the address {head!r} names no host" if head.strip() else "the address names no host"
            self._note(
                path, f"{words}; samples are sent to {EXAMPLE_SERVER}", "write it as https://api.example.com/path"
            )


def _take_apart(given: Json) -> tuple[str, str, str]:
    """Return head, path and query of an address as they are written; all are empty where it was lost."""
    if isinstance(given, str):
        found = _SPLIT.match(_GARBAGE.sub("", _METHOD.sub("", given, count=1), count=1).strip())
        return (found["head"], found["path"], found["query"] or "") if found else ("", "", "")
    if not isinstance(given, dict):
        return "", "", ""
    raw = given.get("raw")
    host, route = _joined(given.get("host"), "."), _joined(given.get("path"), "/")
    if isinstance(raw, str) and not raw.strip() and not route.strip("/"):
        return "", "", ""
    if not host and not route:
        return _take_apart(raw)
    protocol = given.get("protocol")
    head = f"{protocol}://{host}" if isinstance(protocol, str) and protocol and "://" not in host else host
    port = text_of(given.get("port"))
    head += f":{port}" if port else ""
    if route and not route.startswith("/"):
        route = f"/{route}"
    route, _, query = route.partition("#")[0].partition("?")
    return head.strip(), route.rstrip("\"'\\ \t\r\n"), query


def _joined(given: Json, separator: str) -> str:
    """Return the parts of a host or a path as one text."""
    if isinstance(given, list):
        return separator.join(text_of(part.get("value") if isinstance(part, dict) else part).strip() for part in given)
    return given.strip() if isinstance(given, str) else ""


def _split_head(head: str) -> tuple[str, str]:
    """Return the host of a resolved head, and the path that a variable brought along."""
    found = re.match(rf"((?:[A-Za-z][\w+.-]*://)?(?:{_BRACES}|[^/?#])*)((?:{_BRACES}|[^?#])*)", head)
    return (found[1], found[2].rstrip("/")) if found else (head, "")


def _make_path(route: str, known: Mapping[str, Entry], variables: Variables) -> tuple[str, dict[str, str]]:
    """Return a path with its parameters in braces, and the values of those that Postman makes up."""
    examples: dict[str, str] = {}

    def name(match: re.Match[str]) -> str:
        text = match[1]
        if text not in DYNAMIC and (value := variables.get(text)):
            return VARIABLE.sub(name, value)
        plain = _NO_NAME.sub("_", text.lstrip("$")) or "value"
        if text in DYNAMIC:
            examples[plain] = DYNAMIC[text]
        return f"{{{plain}}}"

    steps = []
    for step in route.split("/"):
        step = VARIABLE.sub(name, step.strip())
        if step.startswith(":") and step[1:] in known:
            step = f"{{{step[1:]}}}"
        else:
            step = _NAME.sub(r"{\1}", step, count=1) if step.startswith(":") else step
        steps.append(re.sub(r"\s", "%20", step))
    path = "/".join(steps)
    return path if path.startswith("/") else f"/{path}", examples


def _path_parameter(name: str, known: Mapping[str, Entry], examples: Mapping[str, str]) -> Parameter:
    entry = known.get(name) or Entry(name=name, text=examples.get(name), description="", enabled=True)
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
