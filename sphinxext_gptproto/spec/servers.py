"""Servers: the values that fill in the variables of their addresses.

OpenAPI substitutes variables in the template of an address once: a default is a value, and never a template itself.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .model import ServerVariable

EXAMPLE_SERVER: Final = "https://api.example.com"
"""Where samples go if the source names no host."""
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
