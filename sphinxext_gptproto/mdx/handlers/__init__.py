"""Tables of rules for the nodes of docutils, Sphinx and other extensions, with one module for each family of nodes.

A node becomes another node around its children, or its children alone, or nothing, or what a function adds. Keys of the
tables are classes, or names of classes for extensions that may not be installed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from . import admonitions, blocks, code, design, extensions, images, inline, objects, references, structure, tables

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..rules import Handler
    from ..tree import Parent

FAMILIES: Final = (
    structure,
    blocks,
    tables,
    code,
    images,
    admonitions,
    objects,
    inline,
    references,
    design,
    extensions,
)

WRAPPED: Final[Mapping[type, Parent]] = {cls: shell for family in FAMILIES for cls, shell in family.WRAPPED.items()}
"""Nodes that become this tree node, around their children."""
PASSED: Final[frozenset[type]] = frozenset(cls for family in FAMILIES for cls in family.PASSED)
"""Nodes that are replaced by their children."""
DROPPED: Final[frozenset[type | str]] = frozenset(cls for family in FAMILIES for cls in family.DROPPED)
"""Nodes that are not part of the page."""
HANDLERS: Final[Mapping[type | str, Handler]] = {
    cls: handler for family in FAMILIES for cls, handler in family.HANDLERS.items()
}
"""Nodes for which a function is called."""
