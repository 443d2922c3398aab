"""Where things of the API are documented."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..spec.registry import SpecRegistry


class Place(NamedTuple):
    """Where an object is documented."""

    docname: str
    anchor: str
    title: str
    priority: int = 2
    """As Sphinx's search has it: 1 is what it looks for, 2 stands behind that, -1 is not among its objects at all."""


class Documentation(Protocol):
    """What the domain knows of a project, for those that it is made of itself."""

    registry: SpecRegistry
    builder: str
    """Name of the builder."""

    @property
    def endpoints(self) -> Mapping[str, Place]:
        """Where each documented endpoint is."""
