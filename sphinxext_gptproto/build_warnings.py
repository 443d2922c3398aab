"""The one way from the package to Sphinx's log: every warning has a type, a subtype and a place."""

from __future__ import annotations

import ast
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sphinx.util import logging

if TYPE_CHECKING:
    import os

    from docutils import nodes
    from sphinx.config import Config

_LOGGER: Final = logging.getLogger("sphinxext_gptproto")


class WarningSubtype(Enum):
    """Subtypes of ``gptproto`` warnings, for ``suppress_warnings``."""

    CONFIG = "config"
    """A configuration value is not what it should be; its default is used."""
    SPEC = "spec"
    """A registry file has a fault; what has it is left out."""
    DESCRIPTION = "description"
    """A description cannot be parsed; its text is shown without markup."""
    ENDPOINT = "endpoint"
    """A directive or role names an endpoint, parameter or error that does not exist."""
    DUPLICATE = "duplicate"
    """An endpoint or a shared schema is documented on two pages; links go to the first."""
    SAMPLE = "sample"
    """No request sample can be made from what the registry says."""
    PAGES = "pages"
    """A page was not generated, since a file of yours is in its place or it would be outside of its folder."""
    TRANSLATION = "translation"
    """A catalogue cannot be read, or a translation in it has other placeholders than its text; the text is used."""
    MDX_NODE = "mdx_node"
    """The mdx builder has no rule for a node; its text is kept."""
    MDX_ASSET = "mdx_asset"
    """An image or a download cannot be copied, or a graph cannot be drawn."""
    MARKDOWN_NODE = "markdown_node"
    """The Markdown of pages has no rule for a node; its text is kept."""


def warn(subtype: WarningSubtype, message: str, *, location: nodes.Node | tuple[str, int | None] | str) -> None:
    """Log a warning.

    :param location: a node, (docname, line), the name of a page, or ``file:line`` as text.
    """
    _LOGGER.warning("%s", message, type="gptproto", subtype=subtype.value, location=location)


def locate_value(confdir: str | os.PathLike[str], config: Config, name: str) -> str:
    """Return where ``conf.py`` sets a name last, as ``file:line``.

    Line 1 stands for the whole file, where the value comes from the command line or from a module that it imports.
    """
    path = Path(confdir, "conf.py")
    lines: list[int] = []
    if name not in config.overrides and path.is_file():  # Sphinx has executed the file: it can be parsed
        names = (node for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.Name))
        lines = [node.lineno for node in names if node.id == name and isinstance(node.ctx, ast.Store)]
    return f"{path}:{max(lines, default=1)}"
