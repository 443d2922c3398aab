"""Servers (OpenAPI, Server Object): replace the variables in a URL by their defaults, and complete relative URLs.

Variables are replaced once: braces in a default are not replaced in turn.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

from .model import Server

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .model import ServerVariable

EXAMPLE_SERVER: Final = "https://api.example.com"
"""The server that samples use if the source has none."""
SENT_TO_EXAMPLE: Final = f"samples use {EXAMPLE_SERVER} unless 'server' in gptproto_registry names another"
"""Part of the reason of faults that the project can also mend, by naming the address itself."""
_VARIABLE: Final = re.compile(r"\{([^{}]*)\}")
_ABSOLUTE: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


def make_server(
    template: str, variables: tuple[ServerVariable, ...] = (), *, description: str = "", base: str = EXAMPLE_SERVER
) -> Server:
    """Return a server without a slash at the end of its URL, since paths start with one.

    A URL without a scheme is a relative reference (RFC 3986, section 4.2): ``//host/path`` is on the host that it
    names, and all others are relative to the address of the description, which is not known.

    :param template: the URL as it is in the source, with variables in braces.
    :param base: the address that stands in for that of the description.
    """
    template = template.strip()
    if fill_template(template, variables).startswith("//"):
        template = f"https:{template}"
    url = fill_template(template, variables)
    is_relative = not _ABSOLUTE.match(url)
    return Server(
        url=(urljoin(f"{base.rstrip('/')}/", url) if is_relative else url).rstrip("/"),
        description=description,
        template=template.rstrip("/") if variables and not is_relative else "",
        relative=(template.rstrip("/") or "/") if is_relative else "",
        variables=variables,
    )


def get_base(server: Server) -> str:
    """Return the scheme and host that samples use for a server whose URL is relative."""
    parts = urlsplit(server.url)
    return f"{parts.scheme}://{parts.netloc}"


def fill_template(template: str, variables: Iterable[ServerVariable]) -> str:
    """Replace the variables in a server's URL by their defaults; an undescribed variable is replaced by its name."""
    defaults = {variable.name: variable.default for variable in variables}
    return _VARIABLE.sub(lambda match: defaults.get(match[1], match[1]), template)


def find_variable_faults(template: str, variables: Iterable[ServerVariable]) -> Iterator[tuple[str, str, str]]:
    """Check a server's URL and variables; yield for each fault the variable's name, a reason and a hint.

    The name is empty where the fault is in the URL.
    """
    variable_by_name = {variable.name: variable for variable in variables}
    for name in dict.fromkeys(_VARIABLE.findall(template)):
        if name not in variable_by_name:
            yield "", f"the server variable {name!r} is not described", "add it under 'variables'"
    for name, variable in variable_by_name.items():
        if variable.values and variable.default not in variable.values:
            choices = ", ".join(map(repr, variable.values[:5])) + (", ..." if len(variable.values) > 5 else "")
            reason = f"the default {variable.default!r:.60} is not one of the enum's values ({choices:.200})"
            yield name, reason, "change the default, or add it to the enum"
        if _VARIABLE.search(variable.default):
            reason = f"the default {variable.default!r:.60} contains braces, but variables are not replaced in defaults"
            yield name, f"{reason}; it is used as it is", "write the value without variables"
