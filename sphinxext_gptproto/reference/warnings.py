"""The one way from the package to Sphinx's log: every warning has a type, a subtype and a place."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Final

from sphinx.util import logging

if TYPE_CHECKING:
    from docutils import nodes

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
    MDX_NAVIGATION = "mdx_navigation"
    """A page is in no toctree, or the navigation holds what Mintlify does not take."""
    MDX_ASSET = "mdx_asset"
    """An image or a download cannot be copied."""
    MARKDOWN_NODE = "markdown_node"
    """The Markdown of pages has no rule for a node; its text is kept."""


def warn(
    subtype: WarningSubtype, message: str, *, location: nodes.Node | tuple[str, int | None] | str | None = None
) -> None:
    """Log a warning.

    :param location: a node, (docname, line), or ``file:line`` as text.
    """
    _LOGGER.warning("%s", message, type="gptproto", subtype=subtype.value, location=location)
