"""Values as text outside of JSON: in paths, queries, headers, forms and file names. RFC 3986, OpenAPI's styles."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from .values import RequestError

if TYPE_CHECKING:
    from ..spec.model import Json, Parameter

STYLES: Final = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}
SEPARATORS: Final = {"form": ",", "simple": ",", "spaceDelimited": " ", "pipeDelimited": "|"}
HEADER_NAME: Final = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)
HEADER_VALUE: Final = re.compile(r"([!-~]([ -~]*[!-~])?)?")
"""What all clients send alike: visible ASCII, no space at the ends, so no second header either."""
FORM_NAME: Final = re.compile(r'[^"\\=]+')
"""Names that all clients write alike into ``Content-Disposition``; ``=`` ends a name for curl."""

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
"""By a file's ending. Our own table, since the standard library's depends on the machine."""
ENDINGS: Final = {"audio/x-wav": "wav", "image/*": "png", "audio/*": "mp3", "video/*": "mp4"} | {
    kind: ending for ending, kind in reversed(CONTENT_TYPES.items())
}
BINARY: Final = ("application/octet-stream", "application/pdf", "application/zip")
MEANINGS: Final = (("image", "png"), ("mask", "png"), ("audio", "mp3"), ("voice", "mp3"), ("video", "mp4"))
"""What a file's field is called, and the ending that then fits."""
LEADS_AWAY: Final = re.compile(r"^/|^\w+:|(^|/)\.\.(/|$)")
HAS_ENDING: Final = re.compile(r"[^.]\.\w{1,5}$")


def plain_text(value: Json) -> str:
    """Return a scalar as it is, anything else as JSON on one line.

    :raises RequestError: for text that cannot be sent: half a surrogate pair, or NUL, which no shell can hold.
    """
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if "\0" in text or (not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)):
        msg = f"the text {text!r} cannot be sent: it holds NUL or half a surrogate pair"
        raise RequestError(msg)
    return text


def spread(parameter: Parameter, value: Json) -> list[tuple[str, str]]:
    """Return the names and texts that a value becomes by the parameter's style.

    :raises RequestError: for a style that samples do not know.
    """
    style = parameter.style or STYLES[parameter.location]
    name, explode = parameter.name, parameter.explode if parameter.explode is not None else style == "form"
    if isinstance(value, dict) and style == "deepObject":
        return [(f"{name}[{key}]", plain_text(part)) for key, part in value.items()]
    if not isinstance(value, list | dict):
        return [(name, plain_text(value))]
    if style not in SEPARATORS:
        msg = f"parameter {name!r}: samples do not know the style {style!r}"
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
    """Return the fixed part of a path with everything encoded that a path cannot hold; what is encoded stays."""
    return re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", quote(template, safe="/:@!$&'()*+,;=~%"))


def encode_query(text: str) -> str:
    return quote(text, safe=",:/@")


def base_type(media_type: str) -> str:
    """Return a media type without its parameters, in lower case."""
    return media_type.partition(";")[0].strip().lower()


def is_json(media_type: str) -> bool:
    return base_type(media_type).endswith(("/json", "+json"))


def is_binary(media_type: str) -> bool:
    """Return whether the bytes are no text for a terminal."""
    return base_type(media_type).startswith(("audio/", "video/", "image/")) or base_type(media_type) in BINARY


def content_type_of(file: str) -> str:
    return CONTENT_TYPES.get(file.rpartition(".")[2].lower(), "application/octet-stream")


def file_name(value: Json, fallback: str) -> str:
    """Return a relative path that leads nowhere but down: no root, drive, ``..``, hidden or home folder.

    :param fallback: the name where the example is none, such as ``(binary)`` or base64.
    """
    if not isinstance(value, str):
        return fallback
    path = value.replace("\\", "/")
    if LEADS_AWAY.search(path):
        path = re.split(r"[?#]", path)[0].rpartition("/")[2]
    path = "".join("_" if character in '<>:"|?*' or not character.isprintable() else character for character in path)
    # A leading `-` alone would be standard input for curl, `@` a second mark of a file, `~` a home folder.
    steps = [stripped for step in path.split("/") if (stripped := step.lstrip(" .~@-").rstrip(" ."))]
    return "/".join(steps) if steps and HAS_ENDING.search(steps[-1]) else fallback


def default_file_name(field: str, media_type: str) -> str:
    """Return a name for the file of a form's field, such as ``image.png``."""
    ending = ENDINGS.get(base_type(media_type)) or next((e for word, e in MEANINGS if word in field.lower()), "bin")
    return f"{re.sub('[^A-Za-z0-9]+', '_', field).strip('_') or 'file'}.{ending}"
