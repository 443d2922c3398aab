"""Serialise values outside of JSON: in paths, queries, headers, forms and file names (OpenAPI styles, RFC 3986)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from .values import RequestError

if TYPE_CHECKING:
    from ..spec.model import Json, Parameter

STYLES: Final = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}
"""Default styles by location of the parameter (OpenAPI, Parameter Object, ``style``)."""
SEPARATORS: Final = {"form": ",", "simple": ",", "spaceDelimited": " ", "pipeDelimited": "|"}
"""Separators of the items of an array that is sent as one value, by style."""
HEADER_NAME: Final = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)
HEADER_VALUE: Final = re.compile(r"([!-~]([ -~]*[!-~])?)?")
"""Values that all clients send unchanged: visible ASCII without space at the ends. Line breaks would add headers."""
FORM_NAME: Final = re.compile(r'[^"\\=]+')
"""Names that all clients write into ``Content-Disposition`` unchanged; for curl ``=`` ends a name."""

CONTENT_TYPES: Final = {
    "bin": "application/octet-stream",
    "csv": "text/csv",
    "flac": "audio/flac",
    "gif": "image/gif",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "json": "application/json",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "ogg": "audio/ogg",
    "opus": "audio/opus",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "wav": "audio/wav",
    "webm": "video/webm",
    "webp": "image/webp",
    "zip": "application/zip",
}
"""Media types by suffix of the file. The table of the standard library depends on the operating system."""
SUFFIXES: Final = {"audio/x-wav": "wav", "image/*": "png", "audio/*": "mp3", "video/*": "mp4"} | {
    kind: suffix for suffix, kind in reversed(CONTENT_TYPES.items())
}
"""Suffixes by media type."""
BINARY: Final = ("application/octet-stream", "application/pdf", "application/zip")
"""Media types of binary content besides images, audio and video."""
FIELD_WORDS: Final = (("image", "png"), ("mask", "png"), ("audio", "mp3"), ("voice", "mp3"), ("video", "mp4"))
"""Words in the name of a file's form field, with the suffix of a suitable file."""
LEADS_OUTSIDE: Final = re.compile(r"^/|^\w+:|(^|/)\.\.(/|$)")
HAS_SUFFIX: Final = re.compile(r"[^.]\.\w{1,5}$")


def plain_text(value: Json) -> str:
    """Return a string as it is, any other value as JSON on one line.

    :raises RequestError: if the text has an unpaired surrogate, which UTF-8 cannot encode, or NUL, which shells cannot
        represent.
    """
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if "\0" in text or (not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)):
        msg = f"the text {text!r} cannot be sent: it contains a NUL character or an unpaired surrogate"
        raise RequestError(msg)
    return text


def spread(parameter: Parameter, value: Json) -> list[tuple[str, str]]:
    """Return the names and texts that a parameter's value is sent as (OpenAPI, Parameter Object, style values).

    :raises RequestError: for the styles ``matrix`` and ``label``, which samples do not support.
    """
    style = parameter.style or STYLES[parameter.location]
    name, explode = parameter.name, parameter.explode if parameter.explode is not None else style == "form"
    if isinstance(value, dict) and style == "deepObject":
        return [(f"{name}[{key}]", plain_text(part)) for key, part in value.items()]
    if not isinstance(value, list | dict):
        return [(name, plain_text(value))]
    if style not in SEPARATORS:
        msg = f"parameter {name!r}: samples do not support the style {style!r}"
        raise RequestError(msg)
    if isinstance(value, dict):
        pairs = [(key, plain_text(part)) for key, part in value.items()]
        if explode and style == "form":
            return pairs
        texts = [f"{key}={text}" for key, text in pairs] if explode else [part for pair in pairs for part in pair]
    else:
        texts = [plain_text(part) for part in value]
        if explode and style != "simple":
            return [(name, text) for text in texts]
    return [(name, SEPARATORS[style].join(texts))] if texts else []


def encode_path(template: str) -> str:
    """Percent-encode the characters that are not allowed in a path; existing percent-encoding is kept."""
    return re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", quote(template, safe="/:@!$&'()*+,;=~%"))


def encode_query(text: str) -> str:
    """Percent-encode a name or a value in a query."""
    return quote(text, safe=",:/@")


def base_type(media_type: str) -> str:
    """Return a media type without its parameters, in lower case."""
    return media_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    return base_type(media_type).endswith(("/json", "+json"))


def is_binary(media_type: str) -> bool:
    """Return whether a media type's content is not text that a terminal can display."""
    return base_type(media_type).startswith(("audio/", "video/", "image/")) or base_type(media_type) in BINARY


def content_type_of(file: str) -> str:
    return CONTENT_TYPES.get(file.rpartition(".")[2].lower(), "application/octet-stream")


def file_name(value: Json, fallback: str) -> str:
    """Return the example of a file as a safe relative path: no root, drive, ``..``, hidden or home folder.

    :param fallback: the name to use if the example is not a file name, such as ``(binary)`` or base64.
    """
    if not isinstance(value, str):
        return fallback
    path = value.replace("\\", "/")
    if LEADS_OUTSIDE.search(path):
        path = re.split(r"[?#]", path)[0].rpartition("/")[2]
    path = "".join("_" if character in '<>:"|?*' or not character.isprintable() else character for character in path)
    # At the start, curl reads `-` as standard input and `@` as the mark of a file; a shell expands `~`.
    steps = [stripped for step in path.split("/") if (stripped := step.lstrip(" .~@-").rstrip(" ."))]
    return "/".join(steps) if steps and HAS_SUFFIX.search(steps[-1]) else fallback


def default_file_name(field: str, media_type: str) -> str:
    """Return a file name for a form field, such as ``image.png``, from its name and the media type of its content."""
    by_name = (suffix for word, suffix in FIELD_WORDS if word in field.lower())
    suffix = SUFFIXES.get(base_type(media_type)) or next(by_name, "bin")
    return f"{re.sub('[^A-Za-z0-9]+', '_', field).strip('_') or 'file'}.{suffix}"
