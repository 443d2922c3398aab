"""Translate the texts of a specification: everything that is written for readers, and nothing that programs read.

Names, code, and the values in requests and responses are not translated, so a translated page has the same anchors and
samples. The function that translates one text is a parameter: neither Sphinx nor gettext is used here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, is_dataclass, replace
from typing import TYPE_CHECKING, Any, Final, cast

from . import model as m
from .memo import IdentityMemo
from .specification import Specification

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

TEXTS: Final[Mapping[type, tuple[str, ...]]] = {
    m.Service: ("summary", "description"),
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
    m.Response: ("summary", "description"),
    m.Link: ("description",),
    m.Example: ("summary", "description"),
    m.Schema: ("title", "description", "enum_descriptions"),
}
"""Fields that contain a text to translate, either CommonMark or one line of plain text. Where the field is a mapping,
its values are translated."""

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
"""Fields that contain other models, as single values, in tuples or in mappings."""

_BLANK: Final = re.compile(r"(\n\s*\n)")
_FENCE: Final = re.compile(r"^ *(?:```|~~~)", re.MULTILINE)
TITLE: Final = "{model}: {title}"
"""How an endpoint's title is composed. It is a message to translate, since not all languages put a colon here."""


def translate_specification(specification: Specification, translate: Callable[[str], str]) -> Specification:
    """Return a specification with every text translated.

    :param translate: takes a paragraph of CommonMark, or a title, and returns its translation.
    """
    return cast("Specification", _Translator(translate).visit(specification))


def list_messages(specification: Specification) -> list[str]:
    """Return every text that :func:`translate_specification` translates, in order and without duplicates."""
    messages: dict[str, None] = {}

    def collect(text: str) -> str:
        messages.setdefault(text)
        return text

    translate_specification(specification, collect)
    return list(messages)


@dataclass(slots=True)
class _Translator:
    """Walks a specification; an object that occurs in several places is translated once and stays one object."""

    translate: Callable[[str], str]
    memo: IdentityMemo = field(default_factory=IdentityMemo)

    def visit(self, value: Any) -> Any:
        """Return a value with its texts translated, or the same object where none of them changes."""
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
            # Even if the translation is the same: when schemas are merged, the last one's title and source title win.
            yield "source_title", value.title
        if isinstance(value, m.Endpoint) and (title := self._title(value)) != value.title:
            yield "title", title
        for name in PARTS.get(type(value), ()):
            old = getattr(value, name)
            new = self.visit(old)
            if new is not old:
                yield name, new

    def _title(self, endpoint: m.Endpoint) -> str:
        """Translate an endpoint's title, which is the model's title followed by the short title."""
        ending = TITLE.format(model="", title=endpoint.short_title)
        if not endpoint.title.endswith(ending):
            return self._text(endpoint.title)
        model_name = self._text(endpoint.title.removesuffix(ending))
        return self.translate(TITLE).replace("{model}", model_name).replace("{title}", self._text(endpoint.short_title))

    def _text(self, text: str) -> str:
        """Translate each paragraph of a text; fenced code blocks are kept."""
        return "".join(self._paragraph(part) for part in _split(text))

    def _paragraph(self, block: str) -> str:
        paragraph = block.strip("\n")
        if not paragraph.strip() or _FENCE.match(paragraph):
            return block
        return block.replace(paragraph, self.translate(paragraph), 1)


def _split(text: str) -> Iterator[str]:
    """Split a text at blank lines, except inside fenced code; the blank lines are yielded, too."""
    block = ""
    for part in _BLANK.split(text):
        block += part
        if len(_FENCE.findall(block)) % 2 == 0:
            yield block
            block = ""
    yield block


def _differ(new: Any, old: Any) -> bool:
    return any(one is not other for one, other in zip(new, old, strict=True))
