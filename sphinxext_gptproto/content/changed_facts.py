"""Compare what two versions of an API say about the same field: its type, default, limits and so on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..spec.model import MISSING
from .labels import show_value

if TYPE_CHECKING:
    from ..spec.model import Json, Missing
    from .fields import Field


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that was said of a part before, and what is said now."""

    name: str
    """``request``, ``credentials``, ``name``, ``type``, ``default``, ``values``, ``limits``, ``format``, ``fields`` and
    ``constraints`` have texts; ``required``, ``deprecated``, ``read-only`` and ``write-only`` are ``yes`` or empty.
    ``fields`` are those of a shared schema whose changes are listed elsewhere."""
    before: tuple[str, ...]
    after: tuple[str, ...]
    """Empty where nothing is said."""


def compare_facts(old: Field, new: Field) -> tuple[Fact, ...]:
    """Return what is said differently of a field itself, in the order of display."""
    facts = []
    texts = {
        "type": ((old.type,), (new.type,)),
        "default": (_show(old.default), _show(new.default)),
        "values": (tuple(map(show_value, old.values)), tuple(map(show_value, new.values))),
        "limits": (old.limits, new.limits),
        "format": (_list_text(old.format), _list_text(new.format)),
        "constraints": (_list_constraints(old), _list_constraints(new)),
    }
    facts += [Fact(name, before, after) for name, (before, after) in texts.items() if sorted(before) != sorted(after)]
    facts += compare_switch("required", old.required, new.required)
    facts += compare_switch("deprecated", old.deprecated, new.deprecated)
    facts += compare_switch("read-only", old.read_only, new.read_only)
    facts += compare_switch("write-only", old.write_only, new.write_only)
    return tuple(facts)


def compare_switch(name: str, before: bool, after: bool) -> tuple[Fact, ...]:
    return () if before == after else (Fact(name, ("yes",) * before, ("yes",) * after),)


def _show(value: Json | Missing) -> tuple[str, ...]:
    return () if value is MISSING else (show_value(value),)


def _list_text(text: str) -> tuple[str, ...]:
    return (text,) if text else ()


def _list_constraints(field_: Field) -> tuple[str, ...]:
    return tuple(f"{keyword}: {value}" for keyword, value in field_.constraints)
