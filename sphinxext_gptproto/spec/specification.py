"""The API that one source describes: what a loader returns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from .model import Endpoint, ErrorEntry, Level, Operation, Schema, SecurityScheme, Service
from .stored import stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .errors import SpecError


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """How many internal parts of a source were left out."""

    operations: int = 0
    parts: int = 0
    """Other parts, such as parameters, fields and schemas."""

    def __str__(self) -> str:
        counts = ((self.operations, "operation", "operations"), (self.parts, "other part", "other parts"))
        return " and ".join(
            f"{number:,} {one if number == 1 else several}" for number, one, several in counts if number
        )

    def __bool__(self) -> bool:
        return bool(self.operations or self.parts)

    @classmethod
    def sum(cls, counts: Iterable[LeftOut]) -> LeftOut:
        """Return the sum of several counts."""
        counts = tuple(counts)
        return cls(operations=sum(count.operations for count in counts), parts=sum(count.parts for count in counts))


@stored
@dataclass(frozen=True, slots=True, kw_only=True)
class Specification:
    """The API that one source describes: what a loader returns."""

    name: str = ""
    """A short name of the source, unique within a project; empty where there is only one source."""
    level: str = ""
    """The level that all endpoints of this source are below, or empty where there is no such level."""
    shares_level: bool = False
    """Whether the level stays as it is where an earlier source has one of that id, since its id was chosen."""
    service: Service = field(default_factory=Service)
    schemes: Mapping[str, SecurityScheme] = field(default_factory=dict)
    schemas: Mapping[str, Schema] = field(default_factory=dict)
    errors: Mapping[str, ErrorEntry] = field(default_factory=dict)
    operations: Mapping[str, Operation] = field(default_factory=dict)
    endpoints: Mapping[str, Endpoint] = field(default_factory=dict)
    levels: Mapping[str, Level] = field(default_factory=dict)
    left_out: LeftOut = LeftOut()
    grouping: Literal["", "large", "path"] = ""
    """What may be grouped in lists beside what levels say: nothing, levels that are too large, or also all operations
    that are in no level."""
    missing_targets: tuple[tuple[str, SpecError], ...] = ()
    """The operationIds in links that this source does not have, each with its fault; another source may have them."""
