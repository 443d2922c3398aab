"""Server Objects of an OpenAPI file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ...spec.model import ServerVariable
from ...spec.servers import find_variable_faults, get_base, make_server

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...spec.json_path import JsonPath
    from ...spec.model import Json, Server
    from ..files.raw_file import RawFile
    from .schemas import ReportFault

ADD_SERVER: Final = "add 'servers: [{url: https://...}]'"
ADD_HOST: Final = "write the whole address"
_HOST: Final = re.compile(r"(localhost|([A-Za-z0-9-]+\.)+[A-Za-z]{2,}|\d+(\.\d+){3})(:\d+)?(/|\Z)")
"""A host without a scheme. Strictly, it is the beginning of a relative URL's path, but nobody means that."""


def make_servers(servers: Json, file: RawFile, path: JsonPath, report: ReportFault) -> tuple[Server, ...]:
    """Return the servers of a list of Server Objects. In each URL, variables are replaced by their defaults."""
    models = []
    for index, server in enumerate(servers if isinstance(servers, list) else ()):
        server_path: JsonPath = (*path, index)
        if not isinstance(server, dict) or not isinstance(server.get("url"), str):
            report(file, server_path, "expected a server with a 'url'", "write '- url: https://api.example.com'")
            continue
        template = str(server["url"])
        if _HOST.match(template):
            full = f"{'http' if template.startswith('localhost') else 'https'}://{template}"
            reason = f"the address {template!r} has no scheme; samples use {full}"
            report(file, (*server_path, "url"), reason, f"write {full!r}")
            template = full
        variables = tuple(_read_variables(server.get("variables"), file, (*server_path, "variables"), report))
        for name, reason, hint in find_variable_faults(template, variables):
            report(file, (*server_path, "variables", name, "default") if name else server_path, reason, hint)
        description = server.get("description")
        model = make_server(template, variables, description=description if isinstance(description, str) else "")
        if model.relative:
            reason = f"the address {template!r} is relative; samples use the host of {get_base(model)}"
            report(file, (*server_path, "url"), reason, ADD_HOST, severity="note")
        models.append(model)
    return tuple(models)


def _read_variables(variables: Json, file: RawFile, path: JsonPath, report: ReportFault) -> Iterator[ServerVariable]:
    if variables is not None and not isinstance(variables, dict):
        report(file, path, f"expected a mapping of variables, found {variables!r:.40}", "write 'name: {default: ...}'")
        return
    for name, fields in (variables or {}).items():
        variable_path: JsonPath = (*path, name)
        if not isinstance(fields, dict):
            report(
                file,
                variable_path,
                f"expected a variable with a 'default', found {fields!r:.40}",
                f"write '{name}: {{default: ...}}'",
            )
            continue
        yield _read_variable(name, fields, file, variable_path, report)


def _read_variable(
    name: str, fields: Mapping[str, Json], file: RawFile, path: JsonPath, report: ReportFault
) -> ServerVariable:
    enum, default = fields.get("enum"), fields.get("default")
    if "enum" in fields and not (isinstance(enum, list) and enum):
        report(file, (*path, "enum"), f"expected a list of values, found {enum!r:.40}", "list them, or remove 'enum'")
    enum = enum if isinstance(enum, list) else []
    values = tuple(str(value) for value in enum if isinstance(value, (str, int, float)))
    if "default" not in fields:
        report(file, path, "the variable has no default", "add 'default', the value that samples use")
    elif not isinstance(default, str):
        is_number = type(default) in (int, float)
        hint = "write it in quotes" if is_number else "write the value that samples use, in quotes"
        report(file, (*path, "default"), f"expected text, found {default!r:.40}", hint)
    if type(default) not in (str, int, float):
        default = values[0] if values else name
    description = fields.get("description")
    return ServerVariable(
        name=name,
        default=str(default),
        values=values,
        description=description if isinstance(description, str) else "",
    )
