"""Rows of Postman's tables (query, headers, forms, path variables), and the facts about one field from its rows."""

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


class ReportFault(Protocol):
    """Records a fault at a path, with its reason and a hint that says what to do."""

    def __call__(self, path: JsonPath, reason: str, hint: str, *, severity: Severity = "error") -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of a table."""

    name: str
    text: str | None
    """The value with variables filled in, or ``None`` when the row has no value."""
    description: str
    enabled: bool
    row: Mapping[str, Any] = field(default_factory=dict)
    """The row as it is in the collection."""

    @property
    def value(self) -> Json:
        """The value in the type that its text certainly has, such as a number."""
        return None if self.text is None else TYPE_WORDS.get(self.text, read_text(self.text))


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a field from the rows of its name."""

    schema: Schema
    example: Json | Missing
    """The value that is sent; ``MISSING`` when no enabled row has a value."""
    examples: tuple[Json, ...]
    """The values of disabled rows."""
    description: str


def read_entries(table: Json, variables: Variables, report: ReportFault, path: JsonPath) -> list[Entry]:
    """Return the rows that have a name. A table may be a list, an object, or a text with one row a line."""
    rows: list[Any] = table if isinstance(table, list) else []
    if isinstance(table, str):
        rows = table.splitlines()
    elif isinstance(table, dict):
        rows = [{"key": name, "value": value} for name, value in table.items()]
    entries = []
    for index, row in enumerate(rows):
        if isinstance(row, str):
            name, _, text = row.partition(":" if ":" in row else "=")
            row = {"key": name.strip(), "value": text.strip()}
        if not isinstance(row, dict):
            if row is not None:
                reason = f"expected a row with 'key' and 'value', found {row!r:.40}; it is skipped"
                report((*path, index), reason, "")
            continue
        name = next((key for word in ("key", "name", "id") if isinstance(key := row.get(word), str)), "").strip()
        if name:
            value = row.get("value")
            entries.append(
                Entry(
                    name=variables.fill(name),
                    text=None if value is None else variables.fill(text_of(value)),
                    description=read_description(row.get("description")),
                    enabled=row.get("disabled") is not True and row.get("enabled") is not False,
                    row=row,
                )
            )
    return entries


def split_query(text: str, variables: Variables) -> list[Entry]:
    """Return the parameters of a URL's query as rows."""
    entries = []
    for pair in text.split("&") if text else ():
        name, separator, value = pair.partition("=")
        if name:
            value = variables.fill(unquote(value)) if separator else ""
            entries.append(Entry(name=variables.fill(unquote(name)), text=value, description="", enabled=True))
    return entries


def group(entries: Iterable[Entry], *, ignore_case: bool = False) -> dict[str, list[Entry]]:
    """Return the rows by their names.

    :param ignore_case: whether case does not count, as in headers; the first spelling is the name.
    """
    groups: dict[str, list[Entry]] = {}
    first_spelling: dict[str, str] = {}
    for entry in entries:
        name = first_spelling.setdefault(entry.name.lower(), entry.name) if ignore_case else entry.name
        groups.setdefault(name, []).append(entry)
    return groups


def gather(entries: list[Entry], *, allow_empty: bool = True) -> Facts:
    """Return the facts about a field from the rows of its name. Several enabled rows with values make an array.

    :param allow_empty: whether an empty text in an enabled row is a value.
    """
    rows = [entry for entry in entries if entry.text or (entry.text is not None and allow_empty and entry.enabled)]
    values = [entry.value for entry in rows]
    if len(infer(values).types) > 1:  # values of one field that look like several types are all texts
        values = [entry.text for entry in rows]
    sent = [value for entry, value in zip(rows, values, strict=True) if entry.enabled]
    unsent = [value for entry, value in zip(rows, values, strict=True) if not entry.enabled and value not in sent]
    schema = infer(values) if values else TEXT
    example: Json | Missing = sent[0] if sent else MISSING
    if len(sent) > 1:
        schema, example, unsent = Schema(types=("array",), items=schema), sent, [[value] for value in unsent]
    description = next((entry.description for entry in entries if entry.description), "")
    return Facts(schema=schema, example=example, examples=tuple(unsent), description=description)


def read_description(value: Json) -> str:
    """Return the text of a description, which may be an object with the text under ``content``."""
    if isinstance(value, dict):
        value = value.get("content")
    return value.strip() if isinstance(value, str) else ""
