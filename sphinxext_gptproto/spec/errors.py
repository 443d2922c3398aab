"""The errors of this package: exceptions with their data as attributes. Nothing is logged here."""

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
        """Pickle the attributes. An exception's default would call ``__init__`` with the message as only argument."""
        return copyreg.__newobj__, (type(self), *self.args), self.__dict__  # type: ignore[attr-defined]


@stored
class SpecError(GptprotoError):
    """A fault in a registry file, or something in it that is worth a look.

    :param source: where it is: file, line, column and path in the data.
    :param reason: what is wrong and what was expected, as one sentence without full stop.
    :param hint: what to do about it, or empty.
    :param costs: ids of the endpoints that are skipped because of it, where the path does not show that.
    :param severity: ``error`` where something cannot be read, ``warning`` where it is read but not as its author meant
        it, such as a misspelt key, and ``note`` where the file is valid as it is; builds do not report notes.
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
        super().__init__(f"{source}: {'' if severity == 'error' else f'{severity}: '}{self.message}")

    @property
    def message(self) -> str:
        """The message without file and line, for loggers that print the location themselves."""
        parts = [f"{self.source.pointer}: {self.reason}"]
        if self.hint:
            parts.append(self.hint)
        if self.costs:
            more = f" and {len(self.costs) - 3} more" if len(self.costs) > 3 else ""
            parts.append(f"skipped until this is fixed: {', '.join(self.costs[:3])}{more}")
        return "; ".join(parts)


class UnreadableSourceError(GptprotoError):
    """A source that cannot be used at all: missing, not text, not YAML or JSON, or in an unknown format."""

    def __init__(self, source: Source, reason: str) -> None:
        self.source, self.reason = source, reason
        super().__init__(f"{source}: {reason}")


class UnknownNameError(GptprotoError):
    """A name that does not exist in the registry.

    :param kind: what was looked up, such as ``endpoint``.
    :param nearest: similar names that exist, best first.
    """

    def __init__(self, name: str, *, kind: str, nearest: Sequence[str] = ()) -> None:
        self.kind, self.name, self.nearest = kind, name, tuple(nearest)
        super().__init__(f"unknown {kind} {name!r}{did_you_mean(self.nearest)}")


class AmbiguousNameError(GptprotoError):
    """A name that matches several operations.

    :param candidates: names that match one of them each.
    """

    def __init__(self, name: str, candidates: Sequence[str]) -> None:
        self.name, self.candidates = name, tuple(candidates)
        examples = ", ".join(repr(c) for c in self.candidates[:5]) + (", ..." if len(self.candidates) > 5 else "")
        super().__init__(f"{name!r} matches {len(self.candidates)} operations; use one of {examples}")


def nearest(name: str, candidates: Iterable[str], *, limit: int = 3) -> tuple[str, ...]:
    """Return the candidates most similar to ``name``, best first; case is ignored."""
    originals = {candidate.casefold(): candidate for candidate in candidates}
    return tuple(originals[folded] for folded in get_close_matches(name.casefold(), originals, n=limit, cutoff=0.6))


def did_you_mean(names: Sequence[str]) -> str:
    """Return ``; did you mean 'a' or 'b'?`` to append to a message, or an empty string where there are no names."""
    return f"; did you mean {' or '.join(repr(n) for n in names)}?" if names else ""
