"""The body of a request as frozen values: JSON, a form with or without files, text, or a file."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from ..spec.model import MISSING, Json, MediaType, Missing, RequestBody, Schema
from .serialize import (
    FORM_NAME,
    HEADER_VALUE,
    SUFFIXES,
    base_type,
    content_type_of,
    default_file_name,
    file_name,
    is_binary,
    is_json,
    plain_text,
)
from .values import NOTHING, RequestError, Resolve, make_value

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonBody:
    """``application/json`` or another media type of JSON."""

    value: Json
    type: str = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPart:
    """One field of a form."""

    name: str
    value: str
    """The text to send, or the relative path of the file."""
    is_file: bool = False

    @property
    def content_type(self) -> str:
        """The media type of the file, since servers reject an image that is sent as ``application/octet-stream``."""
        return content_type_of(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class MultipartBody:
    """``multipart/form-data`` (RFC 7578)."""

    parts: tuple[FormPart, ...]

    @property
    def fields(self) -> tuple[FormPart, ...]:
        return tuple(part for part in self.parts if not part.is_file)

    @property
    def files(self) -> tuple[FormPart, ...]:
        return tuple(part for part in self.parts if part.is_file)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormBody:
    """``application/x-www-form-urlencoded``."""

    fields: tuple[FormPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawBody:
    """Text or a file that is sent unchanged."""

    type: str
    text: str = ""
    file: str = ""
    """The relative path of the file; empty if ``text`` is sent."""


Body: TypeAlias = JsonBody | MultipartBody | FormBody | RawBody


def make_body(body: RequestBody, resolve: Resolve) -> tuple[Body | None, Json]:
    """Return the body and the value it is made from; ``None`` if there is nothing to send.

    :raises RequestError: if a required body has no example and none can be generated from its schema, or if the value
        cannot be sent.
    """
    if not body.content:
        return None, None
    media = body.content[0]
    if not HEADER_VALUE.fullmatch(media.type):
        msg = f"the body's media type {media.type!r} is not valid in a header; write one such as 'text/plain'"
        raise RequestError(msg)
    schema, kind = resolve(media.schema or NOTHING), base_type(media.type)
    value = _get_value(media, resolve)
    if media.examples and media.examples[0].serialized:
        return RawBody(type=media.type, text=plain_text(value)), None  # type: ignore[arg-type]  # an example has a value
    if not is_json(kind) and kind != "*/*" and not kind.startswith("multipart/") and not kind.endswith("-urlencoded"):
        return _make_raw(media.type, value, schema), None
    if value is MISSING:
        if body.required:
            msg = f"the body ({media.type}) has no example, and its schema has no type; add an example"
            raise RequestError(msg)
        return None, None
    if is_json(kind) or kind == "*/*":
        if value == {} and not body.required:
            return None, None
        _check_json(value)
        return JsonBody(value=value, type=media.type if is_json(kind) else "application/json"), value
    if not isinstance(value, dict) or "" in value:
        msg = f"the body ({media.type}) must be an object whose fields have names, but its example is {value!r:.80}"
        raise RequestError(msg)
    if kind.endswith("-urlencoded"):
        fields = tuple(_get_parts(value, NOTHING, resolve))
        return (FormBody(fields=fields) if fields else None), value
    parts = tuple(_get_parts(value, schema, resolve))
    for part in parts:
        if not FORM_NAME.fullmatch(part.name) or not part.name.isprintable():
            characters = "a quotation mark, a backslash, `=` or a control character"
            msg = f"the form field {part.name!r} cannot be sent: its name contains {characters}"
            raise RequestError(msg)
    return (MultipartBody(parts=tuple(map(_with_crlf, parts))) if parts else None), value


def _get_value(media: MediaType, resolve: Resolve) -> Json | Missing:
    """Return the first example, or a value generated from the schema, or ``MISSING`` if there is neither."""
    if media.examples:
        return media.examples[0].value
    return make_value(media.schema or NOTHING, resolve)


def _make_raw(media_type: str, value: Json | Missing, schema: Schema) -> RawBody:
    """Return a body of text, or of a file if the content is binary or unknown."""
    kind = base_type(media_type)
    if schema.is_file or value is MISSING or is_binary(kind):
        file = file_name(None if value is MISSING else value, f"input.{SUFFIXES.get(kind, 'bin')}")
        return RawBody(type=content_type_of(file) if "*" in media_type else media_type, file=file)
    return RawBody(type="text/plain" if "*" in media_type else media_type, text=plain_text(value))


def _get_parts(value: dict[str, Json], schema: Schema, resolve: Resolve) -> Iterator[FormPart]:
    """Yield the fields of a form (OpenAPI, Encoding Object).

    An array of scalars becomes several fields of the same name. Other nested values are sent as JSON, ``null`` is not
    sent.
    """
    for key, field_value in value.items():
        name = plain_text(key)
        property_schema = resolve(schema.properties.get(name, NOTHING))
        item_schema = resolve(property_schema.items or NOTHING)
        values = field_value if isinstance(field_value, list) else [field_value]
        if property_schema.is_file or item_schema.is_file:
            media_type = property_schema.content_media_type or item_schema.content_media_type
            fallback = default_file_name(name, media_type)
            files = [file_name(part, fallback) for part in values if part is not None]
            yield from (FormPart(name=name, value=file, is_file=True) for file in files)
        elif any(isinstance(part, list | dict) for part in values):
            yield FormPart(name=name, value=plain_text(field_value))
        else:
            yield from (FormPart(name=name, value=plain_text(part)) for part in values if part is not None)


def _with_crlf(part: FormPart) -> FormPart:
    """Return the part with CRLF as its line ends (RFC 2046), which is what `fetch` sends whatever the sample has."""
    return FormPart(name=part.name, value=re.sub(r"\r\n|\r|\n", "\r\n", part.value), is_file=part.is_file)


def _check_json(value: Json) -> None:
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError) as error:
        msg = f"the body's example is not JSON: {error}"
        raise RequestError(msg) from error
