"""Render a request as a curl command for bash (curl 7.87 or later).

Everything is quoted so that the shell expands nothing but the variable of the key.
"""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from .body import FormBody, FormPart, JsonBody, MultipartBody, RawBody
from .literal import json_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .request import Credential, Request

PLAIN_IN_QUOTES: Final = re.compile(r"[\w .,:;=/@%+~*()-]*", re.ASCII)
"""Text that the shell does not change between double quotes; ``!`` is missing because interactive shells expand it."""
PLAIN_IN_FORM: Final = re.compile(r"[^@<();\"\s\\]([^;]*[^;\s])?")
"""A value that ``--form`` sends unchanged; ``@``, ``<``, ``;`` and white space at the ends have a meaning there."""
KNOWN_TYPES: Final = ("gif", "jpg", "jpeg", "pdf", "png", "svg", "txt")
"""Suffixes of files whose media type curl sends by itself."""


def render(request: Request) -> str:
    """Return the command, ending in a newline."""
    return " \\\n  ".join([f"curl {word(request.url)}", *_get_options(request)]) + "\n"


def word(text: str) -> str:
    """Return the text quoted as one word of the shell, with invisible characters as escapes."""
    if any(not character.isprintable() and character != "\n" for character in text):
        return "$'" + "".join(map(_spell, text)) + "'"
    return text if shlex.quote(text) == text else "'" + text.replace("'", r"'\''") + "'"


def _spell(character: str) -> str:
    """Return a character for bash's ``$'...'``. ``!`` is an escape, too: history expansion applies even there."""
    if character.isprintable() and character not in "\\'!":
        return character
    escapes = {"\n": r"\n", "\r": r"\r", "\t": r"\t", "\\": r"\\"}
    return escapes.get(character) or "".join(f"\\x{byte:02x}" for byte in character.encode())


def _get_options(request: Request) -> Iterator[str]:
    yield from _get_method(request)
    # With --fail-with-body a failed download would write the error message into the file.
    yield "--fail" if request.output else "--fail-with-body"
    if request.streaming:
        yield "--no-buffer"
    if request.output:
        yield from ["--location"] if request.method == "GET" else []
        yield f"--output {word(request.output)}"
    for credential in request.get_credentials("query"):
        yield f"--url-query {_secret(quote(credential.name, safe='') + '=', credential)}"
    for credential in request.get_credentials("header"):
        yield _get_key_option(credential)
    for name, value in request.headers:
        yield f"--header {word(f'{name}: {value}' if value else f'{name};')}"
    yield from _get_body(request)


def _get_method(request: Request) -> Iterator[str]:
    if request.method == "HEAD":
        yield "--head"
    elif request.method != ("POST" if request.body else "GET"):
        yield f"--request {request.method}"


def _get_key_option(credential: Credential) -> str:
    if credential.is_basic:
        return f'--user "${credential.variable}"'
    return f"--header {_secret(f'{credential.name}: {credential.prefix}', credential)}"


def _secret(prefix: str, credential: Credential) -> str:
    """Return a word that ends in the variable of the key, which the shell expands."""
    if PLAIN_IN_QUOTES.fullmatch(prefix):
        return f'"{prefix}${credential.variable}"'
    return f'{word(prefix)}"${credential.variable}"'


def _get_body(request: Request) -> Iterator[str]:
    match request.body:
        case JsonBody(value=value, type=media_type):
            yield f"--header {word(f'Content-Type: {media_type}')}"
            yield f"--data {word(json_text(value, base='  '))}"
        case MultipartBody(parts=parts):
            yield from map(_get_part, parts)
        case FormBody(fields=fields):
            names = [quote(part.name, safe="") for part in fields]
            yield from (f"--data-urlencode {word(f'{n}={f.value}')}" for n, f in zip(names, fields, strict=True))
        case RawBody(type=media_type, text=text, file=file):
            yield f"--header {word(f'Content-Type: {media_type}')}"
            yield f"--data-binary {word('@' + file)}" if file else f"--data-raw {word(text)}"


def _get_part(part: FormPart) -> str:
    if not part.is_file:
        option = "--form" if PLAIN_IN_FORM.fullmatch(part.value) else "--form-string"
        return f"{option} {word(f'{part.name}={part.value}')}"
    file = f'"{part.value}"' if re.search(r"[;,\s]", part.value) else part.value
    is_known = part.value.rpartition(".")[2].lower() in KNOWN_TYPES
    return f"--form {word(f'{part.name}=@{file}' + ('' if is_known else f';type={part.content_type}'))}"
