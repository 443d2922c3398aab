"""Rows of Postman's tables (query, headers, forms, path variables), and the facts that they give of one field."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Protocol
from urllib.parse import unquote

from ...spec.model import MISSING, Schema
from ..files.infer_schema import infer, read_text
from .variables import TYPE_WORDS, text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ...spec.errors import Severity
    from ...spec.json_path import JsonPath
    from ...spec.model import Json, Missing
    from .variables import Variables

TEXT: Final = Schema(types=("string",))


class Note(Protocol):
    """Records a fault: where, what is wrong, and what to do."""

    def __call__(self, path: JsonPath, reason: str, hint: str, *, severity: Severity = "error") -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row."""

    name: str
    text: str | None
    """With variables filled in, or nothing where the row has no value."""
    description: str
    enabled: bool
    given: Mapping[str, Any] = field(default_factory=dict)
    """All that the row says."""

    @property
    def value(self) -> Json:
        """The value in the type that it certainly has."""
        return None if self.text is None else TYPE_WORDS.get(self.text, read_text(self.text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the rows of one name say of it."""

    schema: Schema
    example: Json | Missing
    """What is sent; absent where no enabled row has a value."""
    examples: tuple[Json, ...]
    """Of the rows that are switched off."""
    description: str


def read_entries(given: Json, variables: Variables, note: Note, path: JsonPath) -> list[Entry]:
    """Return the rows that have a name; they may stand in a list, in an object, or in a text of lines."""
    rows: list[Any] = given if isinstance(given, list) else []
    if isinstance(given, str):
        rows = given.splitlines()
    elif isinstance(given, dict):
        rows = [{"key": name, "value": value} for name, value in given.items()]
    found = []
    for number, row in enumerate(rows):
        if isinstance(row, str):
            name, _, text = row.partition(":" if ":" in row else "=")
            row = {"key": name.strip(), "value": text.strip()}
        if not isinstance(row, dict):
            if row is not None:
                note((*path, number), f"expected a row with 'key' and 'value', found {row!r:.40}; it is left out", "")
            continue
        name = next((key for word in ("key", "name", "id") if isinstance(key := row.get(word), str)), "").strip()
        if name:
            value = row.get("value")
            found.append(
                Entry(
                    name=variables.fill(name),
                    text=None if value is None else variables.fill(text_of(value)),
                    description=read_description(row.get("description")),
                    enabled=row.get("disabled") is not True and row.get("enabled") is not False,
                    given=row,
                )
            )
    return found


def split_query(text: str, variables: Variables) -> list[Entry]:
    """Return the parameters of an address's query."""
    found = []
    for pair in text.split("&") if text else ():
        name, separator, value = pair.partition("=")
        if name:
            shown = variables.fill(unquote(value)) if separator else ""
            found.append(Entry(name=variables.fill(unquote(name)), text=shown, description="", enabled=True))
    return found


def group(entries: Iterable[Entry], *, fold: bool = False) -> dict[str, list[Entry]]:
    """Return the rows by their names.

    :param fold: whether upper and lower case are the same, as in headers.
    """
    found: dict[str, list[Entry]] = {}
    first: dict[str, str] = {}
    for entry in entries:
        name = first.setdefault(entry.name.lower(), entry.name) if fold else entry.name
        found.setdefault(name, []).append(entry)
    return found


def gather(entries: list[Entry], *, empty: bool = True) -> Facts:
    """Return what rows of the same name say; several that are sent make an array.

    :param empty: whether an empty text is a value.
    """
    rows = [entry for entry in entries if entry.text or (entry.text is not None and empty and entry.enabled)]
    values = [entry.value for entry in rows]
    if len(infer(values).types) > 1:  # the same name, and values of several types: all are texts
        values = [entry.text for entry in rows]
    sent = [value for entry, value in zip(rows, values, strict=True) if entry.enabled]
    kept = [value for entry, value in zip(rows, values, strict=True) if not entry.enabled and value not in sent]
    schema = infer(values) if values else TEXT
    example: Json | Missing = sent[0] if sent else MISSING
    if len(sent) > 1:
        schema, example, kept = Schema(types=("array",), items=schema), sent, [[value] for value in kept]
    description = next((entry.description for entry in entries if entry.description), "")
    return Facts(schema=schema, example=example, examples=tuple(kept), description=description)


def read_description(given: Json) -> str:
    """Return a description, which is a text or an object that holds one."""
    if isinstance(given, dict):
        given = given.get("content")
    return given.strip() if isinstance(given, str) else ""
