"""Streams of OpenAPI operations: whether a request gets server-sent events, and where their text is.

A description names the media type ``text/event-stream``, and seldom more. Where in an event the text stands is taken
from the event's schema, or from the path where that is one which several services share. Elsewhere it stays open, and
samples print each event's data as it comes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ...spec.model import Streaming

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...spec.model import MediaType, Operation, Schema
    from ...spec.resolver import Resolver

_EVENTS: Final = "text/event-stream"
_FIELD: Final = "stream"
"""The body's boolean field that asks for a stream."""
_TEXTS: Final = (
    "/choices/0/delta/content",
    "/choices/0/text",
    "/candidates/0/content/parts/0/text",
    "/delta/text",
    "/delta",
)
"""Where services put an event's text: OpenAI (chat, completions), Google, Anthropic, OpenAI (responses)."""
_PATHS: Final = {
    ":streamGenerateContent": "/candidates/0/content/parts/0/text",
    "/messages": "/delta/text",
    "/responses": "/delta",
}
"""The same by the end of the path, which other services imitate."""
_WHOLE: Final = {"/choices/0/message/content": "/choices/0/delta/content", "/choices/0/text": "/choices/0/text"}
"""The same by where the text stands in an answer that does not stream."""
_ENVELOPE: Final = frozenset({"event", "data", "id", "retry"})
"""Fields of an event itself (WHATWG HTML, section 9.2.6); a schema may describe those instead of the data."""
_MAX_DEPTH: Final = 6


def find_streaming(operation: Operation, resolve: Resolver) -> Streaming | None:
    """Return how an operation streams, or nothing where it does not, or not because of the body."""
    answers = [media for response in operation.responses if response.is_success for media in response.content]
    events = next((media for media in answers if _is_events(media)), None)
    always = events is not None and all(map(_is_events, answers))
    if not always and not _asks(operation, resolve):
        return None
    shapes = _get_shapes(events.schema if events else None, resolve)
    text = _find_in_events(shapes, resolve) if shapes else _find_elsewhere(operation.path, answers, resolve)
    return Streaming(text=text, always=always, when=_FIELD)


def _is_events(media: MediaType) -> bool:
    return media.type.partition(";")[0].strip().lower() == _EVENTS


def _asks(operation: Operation, resolve: Resolver) -> bool:
    """Return whether the body has the field that asks for a stream, and it may be true."""
    content = operation.body.content if operation.body else ()
    schema = content[0].schema if content else None
    fields = _get_parts(schema, (_FIELD,), resolve) if schema is not None else []
    return any("boolean" in f.types and f.const is not False and f.enum != (False,) for f in fields)


def _get_shapes(schema: Schema | None, resolve: Resolver) -> list[Schema]:
    return [part for part in _unfold(schema, resolve) if part.properties] if schema is not None else []


def _find_in_events(shapes: Sequence[Schema], resolve: Resolver) -> str:
    """Return the JSON Pointer to an event's text, or nothing where that is not certain."""
    wrapped = all("data" in part.properties and part.properties.keys() <= _ENVELOPE for part in shapes)
    events = [part.properties["data"] for part in shapes] if wrapped else shapes
    return next((text for text in _TEXTS if _is_text(events, text, resolve)), "")


def _find_elsewhere(path: str, answers: Sequence[MediaType], resolve: Resolver) -> str:
    """Return the same where events are not described: by what is answered without a stream, or by the path."""
    schemas = [media.schema for media in answers if media.schema is not None]
    found = next((text for whole, text in _WHOLE.items() if _is_text(schemas, whole, resolve)), "")
    bare = path.partition("#")[0].partition("?")[0]
    return found or next((text for end, text in _PATHS.items() if bare.endswith(end)), "")


def _is_text(schemas: Sequence[Schema], text: str, resolve: Resolver) -> bool:
    """Return whether there may be text at a JSON Pointer. Samples pass over what else may be there."""
    parts = [part for schema in schemas for part in _get_parts(schema, text.split("/")[1:], resolve)]
    return any("string" in part.types or (not part.types and isinstance(part.const, str)) for part in parts)


def _get_parts(schema: Schema, steps: Sequence[str], resolve: Resolver) -> list[Schema]:
    """Return what a value may be at some steps into a schema, variants unfolded."""
    parts = [schema]
    for step in steps:
        unfolded = [part for above in parts for part in _unfold(above, resolve)]
        inner = [part.items if step.isdigit() else part.properties.get(step) for part in unfolded]
        parts = [part for part in inner if part is not None]
    return [unfolded for part in parts for unfolded in _unfold(part, resolve)]


def _unfold(schema: Schema, resolve: Resolver, depth: int = 0) -> Iterator[Schema]:
    """Yield what a schema says, and each of its variants."""
    resolved = resolve(schema)
    yield resolved
    if depth < _MAX_DEPTH:
        for variant in (*resolved.one_of, *resolved.any_of):
            yield from _unfold(variant, resolve, depth + 1)
