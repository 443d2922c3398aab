"""What becomes of each node class: a shell around its children, its children alone, nothing, or what a function makes.

One module a family of nodes. Docutils' and Sphinx's nodes are keyed by class, those of extensions that need not be
installed by the name of their class.
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
"""A node becomes this tree node, with its children inside."""
PASSED: Final[frozenset[type]] = frozenset(cls for family in FAMILIES for cls in family.PASSED)
"""A node adds nothing to its children."""
DROPPED: Final[frozenset[type | str]] = frozenset(cls for family in FAMILIES for cls in family.DROPPED)
"""A node that readers never see."""
HANDLERS: Final[Mapping[type | str, Handler]] = {
    cls: handler for family in FAMILIES for cls, handler in family.HANDLERS.items()
}
"""A node that computes."""
