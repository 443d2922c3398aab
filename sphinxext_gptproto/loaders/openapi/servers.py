"""Server Objects of an OpenAPI file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ...spec.model import Server, ServerVariable
from ...spec.servers import EXAMPLE_SERVER, fill_template, find_variable_faults

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...spec.json_path import JsonPath
    from ...spec.model import Json
    from ..files.raw_file import RawFile
    from .schemas import ReportFault

ADD_SERVER: Final = "add 'servers: [{url: https://...}]'"


def make_servers(servers: Json, file: RawFile, path: JsonPath, report: ReportFault) -> tuple[Server, ...]:
    """Return the servers of a list of Server Objects. In each URL, variables are replaced by their defaults."""
    models = []
    for index, server in enumerate(servers if isinstance(servers, list) else ()):
        server_path: JsonPath = (*path, index)
        if not isinstance(server, dict) or not isinstance(server.get("url"), str):
            report(file, server_path, "expected a server with a 'url'", "write '- url: https://api.example.com'")
            continue
        template = str(server["url"]).rstrip("/")
        if not template.startswith(("http://", "https://", "{")):
            reason = f"the address {server['url']!r} has no host; samples are sent to {EXAMPLE_SERVER}"
            report(file, (*server_path, "url"), reason, ADD_SERVER, severity="note")
            template = f"{EXAMPLE_SERVER}/{template.lstrip('/')}".rstrip("/")
        variables = tuple(_read_variables(server.get("variables"), file, (*server_path, "variables"), report))
        for name, reason, hint in find_variable_faults(template, variables):
            report(file, (*server_path, "variables", name, "default") if name else server_path, reason, hint)
        description = server.get("description")
        models.append(
            Server(
                url=fill_template(template, variables).rstrip("/"),
                description=description if isinstance(description, str) else "",
                template=template if variables else "",
                variables=variables,
            )
        )
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
