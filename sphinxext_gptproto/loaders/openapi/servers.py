"""Server Objects: addresses, and the values that fill in their variables.

OpenAPI substitutes variables in the template of an address once: a default is a value, and never a template itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ...spec.model import Server, ServerVariable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ...spec.model import Json
    from ..files.raw_file import DataPath, RawFile
    from .schemas import Note

EXAMPLE_SERVER: Final = "https://api.example.com"
"""Where samples go if the source names no host."""
ADD_SERVER: Final = "add 'servers: [{url: https://...}]'"
_VARIABLE: Final = re.compile(r"\{([^{}]*)\}")


def fill_template(template: str, variables: Iterable[ServerVariable]) -> str:
    """Return an address with the defaults of its variables, in one pass; one that is not described becomes its name."""
    defaults = {variable.name: variable.default for variable in variables}
    return _VARIABLE.sub(lambda match: defaults.get(match[1], match[1]), template)


def find_variable_faults(template: str, variables: Iterable[ServerVariable]) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with an address and its variables: the variable or nothing, a reason and a hint."""
    described = {variable.name: variable for variable in variables}
    for name in dict.fromkeys(_VARIABLE.findall(template)):
        if name not in described:
            yield "", f"the variable {name!r} is not described", "add it under 'variables'"
    for name, variable in described.items():
        if variable.values and variable.default not in variable.values:
            listed = ", ".join(map(repr, variable.values[:5])) + (", ..." if len(variable.values) > 5 else "")
            yield name, f"the default {variable.default!r:.60} is not in the enum ({listed:.200})", "change one of them"
        if _VARIABLE.search(variable.default):
            reason = f"the default {variable.default!r:.60} has braces, but variables are not filled in in a default"
            yield name, f"{reason}; it is used as it is", "write the value itself"


def make_servers(servers: Json, file: RawFile, path: DataPath, note: Note) -> tuple[Server, ...]:
    """Return Server Objects, their variables filled in with the defaults."""
    made = []
    for number, server in enumerate(servers if isinstance(servers, list) else ()):
        where: DataPath = (*path, number)
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


def _read_variables(described: Json, file: RawFile, path: DataPath, note: Note) -> Iterator[ServerVariable]:
    if described is not None and not isinstance(described, dict):
        note(file, path, f"expected variables by name, found {described!r:.40}", "")
        return
    for name, variable in (described or {}).items():
        where: DataPath = (*path, name)
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
    name: str, variable: Mapping[str, Json], file: RawFile, path: DataPath, note: Note
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
