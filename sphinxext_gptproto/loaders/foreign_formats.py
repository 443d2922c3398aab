"""Formats that are not read, so that a file in one of them is refused by its name, with what to do instead."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NoReturn

from ..spec.errors import UnreadableSourceError, did_you_mean, nearest
from ..spec.model import Source

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from .files.text_file import TextFile

_COLLAPSED_ADDRESS: Final = re.compile(r"(https?|ftp):/+(?=\S)", re.IGNORECASE)
"""The beginning of a URL that has been taken for a path, which loses one of the slashes."""
_MAX_HEAD: Final = 4000


@dataclass(frozen=True, slots=True)
class ForeignFormat:
    """A format of API descriptions, or of files that are mistaken for them, that is not read."""

    title: str
    """What a file of this format is called, with its article."""
    hint: str
    detect: Callable[[TextFile], bool]


def _has(*keys: str) -> Callable[[TextFile], bool]:
    """Return a test for a mapping with any of these keys."""
    return lambda file: file.has_key(*keys)


def _begins(pattern: str) -> Callable[[TextFile], bool]:
    """Return a test for text that a pattern matches, after blank lines and comments of XML."""
    compiled = re.compile(rf"(?:\s|<!--.*?-->|<\?.*?\?>)*(?:{pattern})", re.IGNORECASE | re.DOTALL)
    return lambda file: compiled.match(file.text[:_MAX_HEAD]) is not None


def _is_json(test: Callable[[dict[str, Any]], bool]) -> Callable[[TextFile], bool]:
    return lambda file: file.json_object is not None and test(file.json_object)


def _is_har(value: dict[str, Any]) -> bool:
    log = value.get("log")
    return isinstance(log, dict) and isinstance(log.get("entries"), list)


def _is_environment(value: dict[str, Any]) -> bool:
    return isinstance(value.get("values"), list) and ("_postman_variable_scope" in value or "name" in value)


def _is_collection_v1(value: dict[str, Any]) -> bool:
    return isinstance(value.get("requests"), list) and bool({"order", "folders", "name"} & value.keys())


def _is_introspection(value: dict[str, Any] | None) -> bool:
    """Return whether a value is the answer to GraphQL's introspection query."""
    data = value.get("data", value) if value else None
    return isinstance(data, dict) and "__schema" in data


_SCHEMA: Final = re.compile(r"json-schema\.org")
_GRAPHQL: Final = re.compile(
    r'\A(?:\s|#[^\n]*\n|"""(?:.*?)""")*(?:extend\s+)?'
    r"(?:type|schema|interface|union|enum|input|scalar|directive)\b[^:\n]*[{@=\n]",
    re.DOTALL,
)
_ONLY_HTTP: Final = "only HTTP APIs with paths are documented; describe those in OpenAPI"

FOREIGN_FORMATS: Final[Sequence[ForeignFormat]] = (
    ForeignFormat(
        "an HTML page",
        "download the description itself: on GitHub, use the button 'Raw'",
        _begins(r"<!doctype html|<html\b"),
    ),
    ForeignFormat("an AsyncAPI file", _ONLY_HTTP, _has("asyncapi")),
    ForeignFormat("a RAML file", "convert it to OpenAPI", _begins(r"#%RAML\b")),
    ForeignFormat(
        "a WSDL file", "describe the HTTP API in OpenAPI", _begins(r"<(?:[\w.-]+:)?(?:definitions|description)\b")
    ),
    ForeignFormat("a WADL file", "convert it to OpenAPI", _begins(r"<(?:[\w.-]+:)?application\b")),
    ForeignFormat("an XML file", "describe the API in OpenAPI", _begins(r"<[a-z_][\w.:-]*[\s>/]")),
    ForeignFormat(
        "a GraphQL schema",
        _ONLY_HTTP,
        lambda file: _GRAPHQL.match(file.text) is not None or _is_introspection(file.json_object),
    ),
    ForeignFormat("an API Blueprint file", "convert it to OpenAPI", _begins(r"FORMAT:\s*\w+")),
    ForeignFormat(
        "a Protocol Buffers file",
        "generate an OpenAPI file from it",
        _begins(r"(?://[^\n]*\s+)*syntax\s*=\s*[\"']proto"),
    ),
    ForeignFormat(
        "a HAR file, a recording of requests",
        "describe the API in OpenAPI, or save the requests as a Postman collection",
        _is_json(_is_har),
    ),
    ForeignFormat(
        "a Postman environment",
        "name the collection; what it needs of the environment belongs to its variables",
        _is_json(_is_environment),
    ),
    ForeignFormat(
        "a Postman collection of version 1", "export it as 'Collection v2.1' in Postman", _is_json(_is_collection_v1)
    ),
    ForeignFormat(
        "an Insomnia export",
        "export an OpenAPI file from Insomnia",
        lambda file: file.has_key("__export_format") or "insomnia.rest/" in file.text[:200],
    ),
    ForeignFormat("a Swagger 1 file", "convert it to OpenAPI 3", _has("swaggerVersion")),
    ForeignFormat("an OpenRPC file", _ONLY_HTTP, _has("openrpc")),
    ForeignFormat("an OpenAPI Overlay", "apply it to its OpenAPI file, and name the result", _has("overlay")),
    ForeignFormat("an Arazzo file", "name the OpenAPI files that its workflows use", _has("arazzo")),
    ForeignFormat("a Google API discovery document", "convert it to OpenAPI", _has("discoveryVersion")),
    ForeignFormat(
        "a JSON Schema",
        "name the OpenAPI file that refers to it",
        lambda file: file.has_key("$schema") and _SCHEMA.search(file.text) is not None,
    ),
)
"""The order is that of detection: the first that fits names the file."""


def find_foreign(file: TextFile) -> ForeignFormat | None:
    """Return the format of a file that none of the loaders reads, or ``None`` if it is unknown.

    :raises UnreadableSourceError: when the file is not text.
    """
    return next((row for row in FOREIGN_FORMATS if row.detect(file)), None)


def refuse_missing(path: Path) -> NoReturn:
    """Refuse a path that does not exist.

    :raises UnreadableSourceError: always.
    """
    source = str(path)
    if _COLLAPSED_ADDRESS.match(source):
        raise UnreadableSourceError(Source(file=_COLLAPSED_ADDRESS.sub(r"\1://", source, count=1)), ADDRESS_REASON)
    names = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
    reason = f"there is no such file or folder{did_you_mean(nearest(path.name, names))}"
    raise UnreadableSourceError(Source(file=source), reason)


ADDRESS_REASON: Final = "is a URL, and nothing is fetched from the network; download the file, and name that"
