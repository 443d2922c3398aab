"""Warnings and errors of a build: the package's only way to Sphinx's log, so that each has a type and a location."""

from __future__ import annotations

import ast
from bdb import BdbQuit
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from sphinx.errors import ExtensionError
from sphinx.util import logging

if TYPE_CHECKING:
    import os

    from docutils import nodes
    from sphinx.config import Config

_LOGGER: Final = logging.getLogger("sphinxext_gptproto")


class WarningSubtype(Enum):
    """Subtypes of ``gptproto`` warnings, for ``suppress_warnings``."""

    CONFIG = "config"
    """A configuration value is invalid; its default is used."""
    SPEC = "spec"
    """A registry file has a fault; the part that has it is skipped."""
    DESCRIPTION = "description"
    """A description cannot be parsed; it is shown as plain text."""
    ENDPOINT = "endpoint"
    """A directive or role names an endpoint, parameter or error that does not exist."""
    DUPLICATE = "duplicate"
    """An endpoint or a shared schema is documented on two pages; links lead to the first."""
    SAMPLE = "sample"
    """The registry does not say enough to generate a request sample."""
    PAGES = "pages"
    """A page was not generated, because you edited the generated file or the page would be outside of its folder; or a
    file with text for generated pages belongs to none."""
    TRANSLATION = "translation"
    """A gettext catalogue cannot be read, or a translation has different placeholders; the original text is used."""
    MDX_NODE = "mdx_node"
    """The mdx builder has no rule for a node; its text is kept."""
    MDX_ASSET = "mdx_asset"
    """An image or a download cannot be copied, or a graph cannot be drawn."""
    MARKDOWN_NODE = "markdown_node"
    """The Markdown version of a page has no rule for a node; its text is kept."""


def warn(subtype: WarningSubtype, message: str, *, location: nodes.Node | tuple[str, int | None] | str) -> None:
    """Log a warning.

    :param location: a node, a pair ``(docname, line)``, a docname, or the text ``file:line``.
    """
    _LOGGER.warning("%s", message, type="gptproto", subtype=subtype.value, location=location)


class BuildStoppedError(ExtensionError, BdbQuit):
    """A mistake of the user's that ends a build, after its message has been logged.

    For other exceptions, Sphinx 9 prints versions, its latest messages and a traceback, and asks to report the error to
    its developers: thirty lines around the one that matters. It prints nothing for an exception by which a debugger
    ends a program; the exit status is the same.
    """


def stop(message: str, *, location: str) -> NoReturn:
    """Log an error that ends the build.

    :param location: the text ``file:line``.
    :raises BuildStoppedError: always.
    """
    _LOGGER.error("%s", message, location=location)  # without a type, so that ``suppress_warnings`` does not hide it
    raise BuildStoppedError(message)


def locate_value(confdir: str | os.PathLike[str], config: Config, name: str) -> str:
    """Return the location of the last assignment to a name in ``conf.py``, as ``file:line``.

    The line is 1 if the file does not assign the name: the value comes from the command line or from an import.
    """
    path = Path(confdir, "conf.py")
    lines: list[int] = []
    if name not in config.overrides and path.is_file():  # Sphinx has executed the file, so it has no syntax errors
        names = (node for node in ast.walk(ast.parse(path.read_bytes())) if isinstance(node, ast.Name))
        lines = [node.lineno for node in names if node.id == name and isinstance(node.ctx, ast.Store)]
    return f"{path}:{max(lines, default=1)}"
