"""Streaming of OpenAPI operations: whether an answer arrives as server-sent events, and where the text is in them.

A description names the media type ``text/event-stream``, and seldom more. The place of the text in an event is taken
from the event's schema, else from the schema of the answer without streaming, else from the path, if several services
use that path alike. Otherwise it stays unknown, and samples print the data of each event as it arrives.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ...spec.model import Streaming

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ...spec.model import MediaType, Operation, Schema
    from ...spec.resolver import Resolver

_EVENT_STREAM: Final = "text/event-stream"
_STREAM_FIELD: Final = "stream"
"""The boolean field of the body that asks for a stream."""
_EVENT_TEXTS: Final = (
    "/choices/0/delta/content",
    "/choices/0/text",
    "/candidates/0/content/parts/0/text",
    "/delta/text",
    "/delta",
)
"""JSON Pointers to the text of an event, by service: OpenAI (chat, completions), Google, Anthropic, OpenAI (responses).
"""
_EVENT_TEXT_BY_PATH: Final = {
    ":streamGenerateContent": "/candidates/0/content/parts/0/text",
    "/messages": "/delta/text",
    "/responses": "/delta",
}
"""The same by the end of the request's path; other services imitate these paths."""
_EVENT_TEXT_BY_ANSWER_TEXT: Final = {
    "/choices/0/message/content": "/choices/0/delta/content",
    "/choices/0/text": "/choices/0/text",
}
"""The same by the JSON Pointer to the text of an answer without streaming."""
_EVENT_FIELDS: Final = frozenset({"event", "data", "id", "retry"})
"""Fields of an event (WHATWG HTML, section 9.2.6). Some schemas describe the event with these, others its data only."""
_MAX_DEPTH: Final = 6


def find_streaming(operation: Operation, resolve: Resolver) -> Streaming | None:
    """Return how an operation streams, or ``None`` when it does not, or when the body has no field that asks for it."""
    content = [media for response in operation.responses if response.is_success for media in response.content]
    event_stream = next((media for media in content if _is_event_stream(media)), None)
    always = event_stream is not None and all(map(_is_event_stream, content))
    if not always and not _has_stream_field(operation, resolve):
        return None
    events = _get_object_schemas(event_stream.schema if event_stream else None, resolve)
    if events:
        text_pointer = _find_text_pointer(events, resolve)
    else:
        text_pointer = _guess_text_pointer(operation.path, content, resolve)
    return Streaming(text=text_pointer, always=always, when=_STREAM_FIELD)


def _is_event_stream(media: MediaType) -> bool:
    return media.type.partition(";")[0].strip().lower() == _EVENT_STREAM


def _has_stream_field(operation: Operation, resolve: Resolver) -> bool:
    """Return whether the body has a field that asks for a stream, and the schema lets it be true."""
    content = operation.body.content if operation.body else ()
    schema = content[0].schema if content else None
    fields = _get_schemas_at(schema, (_STREAM_FIELD,), resolve) if schema is not None else []
    return any("boolean" in field.types and field.const is not False and field.enum != (False,) for field in fields)


def _get_object_schemas(schema: Schema | None, resolve: Resolver) -> list[Schema]:
    return [variant for variant in _list_variants(schema, resolve) if variant.properties] if schema is not None else []


def _find_text_pointer(events: Sequence[Schema], resolve: Resolver) -> str:
    """Return the JSON Pointer to the text of an event, or an empty text when its schemas do not tell."""
    are_envelopes = all("data" in event.properties and event.properties.keys() <= _EVENT_FIELDS for event in events)
    events = [event.properties["data"] for event in events] if are_envelopes else events
    return next((pointer for pointer in _EVENT_TEXTS if _may_be_text(events, pointer, resolve)), "")


def _guess_text_pointer(path: str, content: Sequence[MediaType], resolve: Resolver) -> str:
    """Return the JSON Pointer to the text of an event that no schema describes, from other answers or from the path."""
    schemas = [media.schema for media in content if media.schema is not None]
    for answer_pointer, event_pointer in _EVENT_TEXT_BY_ANSWER_TEXT.items():
        if _may_be_text(schemas, answer_pointer, resolve):
            return event_pointer
    bare_path = path.partition("#")[0].partition("?")[0]
    return next((pointer for suffix, pointer in _EVENT_TEXT_BY_PATH.items() if bare_path.endswith(suffix)), "")


def _may_be_text(schemas: Sequence[Schema], text_pointer: str, resolve: Resolver) -> bool:
    """Return whether any of the schemas allows text at a JSON Pointer. Samples skip other types there."""
    targets = [target for schema in schemas for target in _get_schemas_at(schema, text_pointer.split("/")[1:], resolve)]
    return any("string" in target.types or (not target.types and isinstance(target.const, str)) for target in targets)


def _get_schemas_at(schema: Schema, steps: Sequence[str], resolve: Resolver) -> list[Schema]:
    """Return the schemas that a value may have at some steps into another one, with their variants."""
    schemas = [schema]
    for step in steps:
        variants = [variant for parent in schemas for variant in _list_variants(parent, resolve)]
        children = [variant.items if step.isdigit() else variant.properties.get(step) for variant in variants]
        schemas = [child for child in children if child is not None]
    return [variant for child in schemas for variant in _list_variants(child, resolve)]


def _list_variants(schema: Schema, resolve: Resolver, depth: int = 0) -> Iterator[Schema]:
    """Yield a schema, resolved, and each of the variants of its ``oneOf`` and ``anyOf``."""
    resolved = resolve(schema)
    yield resolved
    if depth < _MAX_DEPTH:
        for variant in (*resolved.one_of, *resolved.any_of):
            yield from _list_variants(variant, resolve, depth + 1)
