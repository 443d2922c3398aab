"""Server Objects of an OpenAPI file, each fault at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ...spec.model import Server, ServerVariable
from ...spec.servers import EXAMPLE_SERVER, fill_template, find_variable_faults

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...spec.json_path import JsonPath
    from ...spec.model import Json
    from ..files.raw_file import RawFile
    from .schemas import Note

ADD_SERVER: Final = "add 'servers: [{url: https://...}]'"


def make_servers(servers: Json, file: RawFile, path: JsonPath, note: Note) -> tuple[Server, ...]:
    """Return Server Objects, their variables filled in with the defaults."""
    made = []
    for number, server in enumerate(servers if isinstance(servers, list) else ()):
        where: JsonPath = (*path, number)
        if not isinstance(server, dict) or not isinstance(server.get("url"), str):
            note(file, where, "expected a server with a 'url'", "write '- url: https://api.example.com'")
            continue
        template = str(server["url"]).rstrip("/")
        if not template.startswith(("http://", "https://", "{")):
            words = f"the address {server['url']!r} names no host; samples are sent to {EXAMPLE_SERVER}"
            note(file, (*where, "url"), words, ADD_SERVER)
            template = f"{EXAMPLE_SERVER}/{template.lstrip('/')}".rstrip("/")
        variables = tuple(_read_variables(server.get("variables"), file, (*where, "variables"), note))
        for name, reason, hint in find_variable_faults(template, variables):
            note(file, (*where, "variables", name, "default") if name else where, reason, hint)
        description = server.get("description")
        made.append(
            Server(
                url=fill_template(template, variables).rstrip("/"),
                description=description if isinstance(description, str) else "",
                template=template if variables else "",
                variables=variables,
            )
        )
    return tuple(made)


def _read_variables(described: Json, file: RawFile, path: JsonPath, note: Note) -> Iterator[ServerVariable]:
    if described is not None and not isinstance(described, dict):
        note(file, path, f"expected variables by name, found {described!r:.40}", "")
        return
    for name, variable in (described or {}).items():
        where: JsonPath = (*path, name)
        if not isinstance(variable, dict):
            note(
                file,
                where,
                f"expected a variable with a 'default', found {variable!r:.40}",
                f"write '{name}: {{default: ...}}'",
            )
            continue
        yield _read_variable(name, variable, file, where, note)


def _read_variable(
    name: str, variable: Mapping[str, Json], file: RawFile, path: JsonPath, note: Note
) -> ServerVariable:
    values, default = variable.get("enum"), variable.get("default")
    if "enum" in variable and not (isinstance(values, list) and values):
        note(file, (*path, "enum"), f"expected a list of values, found {values!r:.40}", "list them, or remove 'enum'")
    listed = values if isinstance(values, list) else []
    texts = tuple(str(value) for value in listed if isinstance(value, (str, int, float)))
    if "default" not in variable:
        note(file, path, "the variable has no default", "add 'default', the value that samples use")
    elif not isinstance(default, str):
        is_number = type(default) in (int, float)
        hint = "write it in quotes" if is_number else "write the value that samples use, in quotes"
        note(file, (*path, "default"), f"expected text, found {default!r:.40}", hint)
    if type(default) not in (str, int, float):
        default = texts[0] if texts else name
    description = variable.get("description")
    return ServerVariable(
        name=name,
        default=str(default),
        values=texts,
        description=description if isinstance(description, str) else "",
    )
