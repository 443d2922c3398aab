"""The texts of a specification, found and replaced: whatever a reader reads, and nothing that a program reads.

Values that requests and responses carry, names and code stay as they are, so that a translated page has the same
anchors and samples. Knows neither Sphinx nor gettext: what translates a text is given.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, is_dataclass, replace
from typing import TYPE_CHECKING, Any, Final, cast

from . import model as m
from .memo import IdentityMemo
from .registry import Specification

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

TEXTS: Final[Mapping[type, tuple[str, ...]]] = {
    m.Service: ("description",),
    m.Server: ("description",),
    m.ServerVariable: ("description",),
    m.ExternalDocs: ("description",),
    m.SecurityScheme: ("description",),
    m.OAuthFlow: ("scopes",),
    m.ErrorEntry: ("title", "when", "action"),
    m.Level: ("title", "description"),
    m.Endpoint: ("short_title", "description"),
    m.Operation: ("summary", "description"),
    m.Parameter: ("description",),
    m.RequestBody: ("description",),
    m.Response: ("description",),
    m.Link: ("description",),
    m.Example: ("summary", "description"),
    m.Schema: ("title", "description", "enum_descriptions"),
}
"""Fields that hold text, as CommonMark or a line of plain words; of mappings the values are meant."""

PARTS: Final[Mapping[type, tuple[str, ...]]] = {
    Specification: ("service", "levels", "endpoints", "operations", "schemas", "schemes", "errors"),
    m.Service: ("servers", "external_docs"),
    m.Server: ("variables",),
    m.SecurityScheme: ("flows",),
    m.Endpoint: ("operation",),
    m.Operation: ("parameters", "body", "responses", "servers", "external_docs", "callbacks"),
    m.Callback: ("operation",),
    m.Parameter: ("schema",),
    m.RequestBody: ("content",),
    m.Response: ("headers", "content", "links"),
    m.MediaType: ("schema", "examples"),
    m.Schema: (
        "properties",
        "items",
        "additional_properties",
        "pattern_properties",
        "prefix_items",
        "all_of",
        "one_of",
        "any_of",
        "external_docs",
    ),
}
"""Fields that hold further values of ours: single, in tuples or in mappings."""

_BLANK: Final = re.compile(r"(\n\s*\n)")
_FENCE: Final = re.compile(r"^ *(?:```|~~~)", re.MULTILINE)
TITLE: Final = "{model}: {title}"
"""How an endpoint's title is made: a message of its own, since the mark between the two is not the same everywhere."""


def translate_specification(specification: Specification, translate: Callable[[str], str]) -> Specification:
    """Return a specification with every text translated.

    :param translate: takes a paragraph of CommonMark, or a title, and returns it in the other language.
    """
    return cast("Specification", _Translator(translate).visit(specification))


def list_messages(specification: Specification) -> list[str]:
    """Return every text that would be translated, in order and once each."""
    found: dict[str, None] = {}

    def note(text: str) -> str:
        found.setdefault(text)
        return text

    translate_specification(specification, note)
    return list(found)


@dataclass(slots=True)
class _Translator:
    """Goes through a specification; a value that stands in many places is translated once and stays one."""

    translate: Callable[[str], str]
    memo: IdentityMemo = field(default_factory=IdentityMemo)

    def visit(self, value: Any) -> Any:
        """Return a value with its texts translated: itself, where none changed."""
        if not isinstance(value, tuple | dict) and not is_dataclass(value):
            return value
        return self.memo.get("translated", value, None, lambda: self._visit(value))

    def _visit(self, value: Any) -> Any:
        if isinstance(value, tuple):
            members = tuple(self.visit(member) for member in value)
            return members if _differ(members, value) else value
        if isinstance(value, dict):
            changed = {name: self.visit(member) for name, member in value.items()}
            return changed if _differ(changed.values(), value.values()) else value
        changes = dict(self._get_changes(value))
        return replace(value, **changes) if changes else value

    def _get_changes(self, value: Any) -> Iterator[tuple[str, Any]]:
        for name in TEXTS.get(type(value), ()):
            old = getattr(value, name)
            new = {key: self._text(text) for key, text in old.items()} if isinstance(old, dict) else self._text(old)
            if new != old:
                yield name, new
        if isinstance(value, m.Schema | m.Level | m.ErrorEntry) and value.title:
            yield "source_title", value.title  # even where it is the same: of merged schemas the last one's counts
        if isinstance(value, m.Endpoint) and (title := self._title(value)) != value.title:
            yield "title", title
        for name in PARTS.get(type(value), ()):
            old = getattr(value, name)
            new = self.visit(old)
            if new is not old:
                yield name, new

    def _title(self, endpoint: m.Endpoint) -> str:
        """Return the title of an endpoint: what its model is called, and what it does."""
        behind = TITLE.format(model="", title=endpoint.short_title)
        if not endpoint.title.endswith(behind):
            return self._text(endpoint.title)
        model = self._text(endpoint.title.removesuffix(behind))
        return self.translate(TITLE).replace("{model}", model).replace("{title}", self._text(endpoint.short_title))

    def _text(self, text: str) -> str:
        """Return a text with each paragraph translated; code stays as it is."""
        return "".join(self._paragraph(part) for part in _split(text))

    def _paragraph(self, part: str) -> str:
        words = part.strip("\n")
        if not words.strip() or _FENCE.match(words):
            return part
        return part.replace(words, self.translate(words), 1)


def _split(text: str) -> Iterator[str]:
    """Yield what stands between blank lines, and the blank lines; those in a fence do not count."""
    held = ""
    for part in _BLANK.split(text):
        held += part
        if len(_FENCE.findall(held)) % 2 == 0:
            yield held
            held = ""
    yield held


def _differ(new: Any, old: Any) -> bool:
    return any(one is not other for one, other in zip(new, old, strict=True))
