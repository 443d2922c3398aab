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
    """As Sphinx's search defines it: 1 is a default object, 2 comes after those, -1 is excluded from the search."""


class Documentation(Protocol):
    """What the domain knows of a project, for the parts of the domain: they cannot import it."""

    registry: SpecRegistry
    builder: str
    """Name of the builder."""

    @property
    def endpoints(self) -> Mapping[str, Place]:
        """Where each documented endpoint is, by id."""
