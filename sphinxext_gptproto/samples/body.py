"""What a request carries, as frozen values: JSON, a form with or without files, or text or a file as it is."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from ..spec.model import MISSING, Json, MediaType, Missing, RequestBody, Schema
from .serialize import (
    ENDINGS,
    FORM_NAME,
    HEADER_VALUE,
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
    value: Json
    type: str = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One field of a form."""

    name: str
    value: str
    """The text to send, or the file's relative path."""
    is_file: bool = False

    @property
    def content_type(self) -> str:
        """The file's media type: servers turn away an image that comes as ``application/octet-stream``."""
        return content_type_of(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class MultipartBody:
    """``multipart/form-data`` (RFC 7578)."""

    parts: tuple[Part, ...]

    @property
    def fields(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if not part.is_file)

    @property
    def files(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if part.is_file)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormBody:
    """``application/x-www-form-urlencoded``."""

    fields: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawBody:
    """Text or a file, sent as it is."""

    type: str
    text: str = ""
    file: str = ""
    """The file's relative path, or empty where ``text`` is sent."""


Body: TypeAlias = JsonBody | MultipartBody | FormBody | RawBody


def make_body(body: RequestBody, resolve: Resolve) -> tuple[Body | None, Json]:
    """Return the body and the value it was made from; ``None`` where there is nothing to send.

    :raises RequestError: when there is no example and the schema says too little, or the value cannot be sent.
    """
    if not body.content:
        return None, None
    media = body.content[0]
    if not HEADER_VALUE.fullmatch(media.type):
        msg = f"the body's media type {media.type!r} cannot be sent"
        raise RequestError(msg)
    schema, kind = resolve(media.schema or NOTHING), base_type(media.type)
    value = _get_value(media, resolve)
    if media.examples and media.examples[0].serialized:
        return RawBody(type=media.type, text=plain_text(value)), None  # type: ignore[arg-type]  # there is a value
    if not is_json(kind) and kind != "*/*" and not kind.startswith("multipart/") and not kind.endswith("-urlencoded"):
        return _make_raw(media.type, value, schema), None
    if value is MISSING:
        if body.required:
            msg = f"the body ({media.type}) has no example, and its schema is too vague to make one"
            raise RequestError(msg)
        return None, None
    if is_json(kind) or kind == "*/*":
        if value == {} and not body.required:
            return None, None
        _check_json(value)
        return JsonBody(value=value, type=media.type if is_json(kind) else "application/json"), value
    if not isinstance(value, dict) or "" in value:
        msg = f"the body ({media.type}) needs an object whose fields have names, and its example is {value!r:.80}"
        raise RequestError(msg)
    if kind.endswith("-urlencoded"):
        fields = tuple(_get_parts(value, NOTHING, resolve))
        return (FormBody(fields=fields) if fields else None), value
    parts = tuple(_get_parts(value, schema, resolve))
    for part in parts:
        if not FORM_NAME.fullmatch(part.name) or not part.name.isprintable():
            msg = f"the form field {part.name!r} cannot be sent: its name holds quotes, backslashes, `=` or controls"
            raise RequestError(msg)
    return (MultipartBody(parts=tuple(map(_with_crlf, parts))) if parts else None), value


def _get_value(media: MediaType, resolve: Resolve) -> Json | Missing:
    """Return the first example, else a value made from the schema, else ``MISSING``."""
    if media.examples:
        return media.examples[0].value
    return make_value(media.schema or NOTHING, resolve)


def _make_raw(media_type: str, value: Json | Missing, schema: Schema) -> RawBody:
    """Return the text, or a file where the bytes are no text or nothing is known of them."""
    kind = base_type(media_type)
    if schema.is_file or value is MISSING or is_binary(kind):
        file = file_name(None if value is MISSING else value, f"input.{ENDINGS.get(kind, 'bin')}")
        return RawBody(type=content_type_of(file) if "*" in media_type else media_type, file=file)
    return RawBody(type="text/plain" if "*" in media_type else media_type, text=plain_text(value))


def _get_parts(value: dict[str, Json], schema: Schema, resolve: Resolve) -> Iterator[Part]:
    """Yield a form's fields: arrays of scalars repeat the name, other nested values are JSON, ``null`` is left out."""
    for key, given in value.items():
        name = plain_text(key)
        known = resolve(schema.properties.get(name, NOTHING))
        item = resolve(known.items or NOTHING)
        values = given if isinstance(given, list) else [given]
        if known.is_file or item.is_file:
            fallback = default_file_name(name, known.content_media_type or item.content_media_type)
            files = [file_name(part, fallback) for part in values if part is not None]
            yield from (Part(name=name, value=file, is_file=True) for file in files)
        elif any(isinstance(part, list | dict) for part in values):
            yield Part(name=name, value=plain_text(given))
        else:
            yield from (Part(name=name, value=plain_text(part)) for part in values if part is not None)


def _with_crlf(part: Part) -> Part:
    """Return the part with line ends as RFC 2046 has them, since `fetch` sends them so whatever the sample says."""
    return Part(name=part.name, value=re.sub(r"\r\n|\r|\n", "\r\n", part.value), is_file=part.is_file)


def _check_json(value: Json) -> None:
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError) as error:
        msg = f"the body's example is no JSON: {error}"
        raise RequestError(msg) from error
