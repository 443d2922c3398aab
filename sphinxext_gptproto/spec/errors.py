"""What can go wrong with a registry, as exceptions that carry their facts. No logging, no Sphinx."""

from __future__ import annotations

import copyreg
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from .stored import stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from .model import Source

Severity: TypeAlias = Literal["error", "warning", "note"]


class GptprotoError(Exception):
    """Base of all errors of this package."""

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the attributes: an exception's own way would call ``__init__`` with the message alone."""
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]


@stored
class SpecError(GptprotoError):
    """One fault in a registry file, or something in it that is worth a look.

    :param source: the place, down to line, column and path in the data.
    :param reason: what is wrong and what was expected, as one sentence without full stop.
    :param hint: what to do about it, or empty.
    :param costs: ids of the endpoints that are left out because of it, where the place does not tell.
    :param severity: ``note`` where the file is legal as it is, so that builds say nothing.
    """

    source: Source
    reason: str
    hint: str
    costs: tuple[str, ...]
    severity: Severity

    def __init__(
        self,
        source: Source,
        reason: str,
        hint: str = "",
        costs: Sequence[str] = (),
        *,
        severity: Severity = "error",
    ) -> None:
        self.source, self.reason, self.hint, self.costs = source, reason, hint, tuple(costs)
        self.severity = severity
        super().__init__(f"{source}: {'note: ' if severity == 'note' else ''}{self.message}")

    @property
    def message(self) -> str:
        """The words without the file and line, for loggers that show the place themselves."""
        parts = [f"{self.source.pointer}: {self.reason}"]
        if self.hint:
            parts.append(self.hint)
        if self.costs:
            more = f" and {len(self.costs) - 3} more" if len(self.costs) > 3 else ""
            parts.append(f"until then left out: {', '.join(self.costs[:3])}{more}")
        return "; ".join(parts)


class UnreadableSourceError(GptprotoError):
    """A source that cannot be used at all: missing, not text, not YAML, or of no known format."""

    def __init__(self, source: Source, reason: str) -> None:
        self.source, self.reason = source, reason
        super().__init__(f"{source}: {reason}")


class UnknownNameError(GptprotoError):
    """A name that the registry does not hold.

    :param kind: what was looked for, such as ``endpoint``.
    :param nearest: names that exist and look alike, best first.
    """

    def __init__(self, name: str, *, kind: str, nearest: Sequence[str] = ()) -> None:
        self.kind, self.name, self.nearest = kind, name, tuple(nearest)
        super().__init__(f"unknown {kind} {name!r}{did_you_mean(self.nearest)}")


class AmbiguousNameError(GptprotoError):
    """A name that fits several things; ``candidates`` are the names that fit one each."""

    def __init__(self, name: str, candidates: Sequence[str]) -> None:
        self.name, self.candidates = name, tuple(candidates)
        shown = ", ".join(repr(c) for c in self.candidates[:5]) + (", ..." if len(self.candidates) > 5 else "")
        super().__init__(f"{name!r} fits {len(self.candidates)} operations; name one of {shown}")


def nearest(name: str, known: Iterable[str], *, limit: int = 3) -> tuple[str, ...]:
    """Return the names most like ``name``, best first; case does not count."""
    by_fold = {candidate.casefold(): candidate for candidate in known}
    return tuple(by_fold[fold] for fold in get_close_matches(name.casefold(), by_fold, n=limit, cutoff=0.6))


def did_you_mean(names: Sequence[str]) -> str:
    """Return ``; did you mean 'a' or 'b'?``, or nothing where there are no names."""
    return f"; did you mean {' or '.join(repr(n) for n in names)}?" if names else ""
