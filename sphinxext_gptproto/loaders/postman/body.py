"""Bodies of Postman requests: values, media types, and the schemas that fit them."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl

from ...spec.model import MISSING, Example, MediaType, RequestBody, Schema
from ..files.infer_schema import infer
from ..files.tolerant_json import ITEM, RecoveryError, recover
from .tables import TEXT, gather, group, read_entries
from .variables import TYPE_WORDS, VARIABLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...spec.json_path import JsonPath
    from ...spec.model import Json
    from ..files.tolerant_json import ShapePath
    from .tables import Entry, Note
    from .variables import Variables

JSON: Final = "application/json"
_FORM: Final = "application/x-www-form-urlencoded"
LANGUAGES: Final = {
    "json": JSON,
    "xml": "application/xml",
    "html": "text/html",
    "javascript": "application/javascript",
    "text": "text/plain",
    "plain": "text/plain",
}
_MODES: Final = ("raw", "urlencoded", "formdata", "file", "graphql")
_FILE: Final = Schema(types=("string",), format="binary")
_UNNAMED_FILE: Final = "(binary)"
MEDIA_TYPE: Final = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+*-]+(\s*;\s*[\w-]+=[^\s;]+)*", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonBody:
    """A JSON body with its variables filled in."""

    value: Json
    comments: Mapping[ShapePath, str]
    unknown: frozenset[ShapePath]
    """Where placeholders stand whose types nobody knows."""


class BodyReader:
    """Reads bodies.

    :param note: records a fault.
    """

    def __init__(self, note: Note) -> None:
        self._note = note

    def read(
        self, given: Json, media_type: str, path: JsonPath, variables: Variables, trail: str
    ) -> RequestBody | None:
        """Return what a request carries, or nothing where it carries nothing.

        :param media_type: what the ``Content-Type`` header says, or nothing.
        :param trail: the request's name behind those of its folders, for messages.
        """
        if not isinstance(given, dict) or given.get("disabled") is True:
            return None
        mode = given.get("mode") or next((mode for mode in _MODES if given.get(mode)), None)
        if mode not in _MODES:
            if mode is not None:
                words = f"the body of {trail!r} is left out: expected a mode out of {', '.join(_MODES)}, found {mode!r}"
                self._note((*path, "mode"), words, "")
            return None
        content, where = given.get(str(mode)), (*path, str(mode))
        media_type = media_type if MEDIA_TYPE.fullmatch(media_type) else ""
        match mode:
            case "raw":
                made = self._raw(content, media_type, _language(given), where, variables, trail)
            case "urlencoded":
                made = self._urlencoded(content, where, variables)
            case "formdata":
                made = self._form(read_entries(content, variables, self._note, where), "multipart/form-data", where)
            case "file":
                made = _file(content, media_type)
            case _:
                made = self._graphql(content, where, variables, trail)
        return RequestBody(content=(made[0],), description=made[1]) if made else None

    # -- text ---------------------------------------------------------------------------------------------------------

    def _raw(
        self, given: Json, media_type: str, language: str, where: JsonPath, variables: Variables, trail: str
    ) -> tuple[MediaType, str] | None:
        """Return a text body, and what is said of it as a whole."""
        text = given if isinstance(given, str) else "" if given is None else json.dumps(given, ensure_ascii=False)
        if not text.strip():
            return None
        kind = media_type or LANGUAGES.get(language, "")
        if is_json(kind) or (not media_type and language in ("", "text") and looks_like_json(text)):
            kind = kind if is_json(kind) else JSON
            found = self.read_json(text, where, variables, f"the body of {trail!r}")
            if found is not None:
                schema = infer([found.value], comments=found.comments, unknown=found.unknown)
                examples = (Example(name="example", value=found.value),)
                media = MediaType(type=kind, schema=schema, examples=examples, inferred=True)
                return media, found.comments.get((), "")
            serialized = Example(name="example", value=variables.fill(text), serialized=True)
            return MediaType(type=kind, examples=(serialized,)), ""
        if kind.partition(";")[0].strip() == _FORM:
            return self._urlencoded(text, where, variables)
        kind = kind or ("application/xml" if text.lstrip().startswith("<?xml") else "text/plain")
        return MediaType(type=kind, schema=TEXT, examples=(Example(name="example", value=variables.fill(text)),)), ""

    def read_json(self, text: str, where: JsonPath, variables: Variables, what: str) -> JsonBody | None:
        """Return a JSON body, or nothing and a fault where none can be made out."""
        try:
            found = recover(text)
        except RecoveryError as error:
            words = f"{what} cannot be read as JSON (in it, {error}); it is shown as it is"
            self._note(where, words, "mend it there, or choose another language for it")
            return None
        unknown: set[ShapePath] = set()
        value = _fill(found.value, (), found.bare, variables, unknown)
        if () in unknown:  # the whole body is one variable
            self._note(where, f"{what} is the variable {text.strip()}, which has no value; it is shown as it is", "")
            return None
        return JsonBody(value=value, comments=found.comments, unknown=frozenset(unknown))

    def _graphql(self, given: Json, where: JsonPath, variables: Variables, trail: str) -> tuple[MediaType, str] | None:
        """Return a GraphQL query as the JSON that it is sent as."""
        if not isinstance(given, dict) or not isinstance(query := given.get("query"), str) or not query.strip():
            return None
        value: dict[str, Json] = {"query": variables.fill(query)}
        inner = given.get("variables")
        if isinstance(inner, str) and inner.strip():
            found = self.read_json(inner, (*where, "variables"), variables, f"what the query of {trail!r} is given")
            inner = found.value if found else None
        if inner:
            value["variables"] = inner
        if isinstance(name := given.get("operationName"), str) and name:
            value["operationName"] = name
        return MediaType(
            type=JSON, schema=infer([value]), examples=(Example(name="example", value=value),), inferred=True
        ), ""

    # -- forms --------------------------------------------------------------------------------------------------------

    def _urlencoded(self, given: Json, where: JsonPath, variables: Variables) -> tuple[MediaType, str] | None:
        if isinstance(given, str):
            pairs = parse_qsl(given.strip(), keep_blank_values=True)
            given = [{"key": name, "value": value} for name, value in pairs]
        return self._form(read_entries(given, variables, self._note, where), _FORM, where)

    def _form(self, entries: list[Entry], media_type: str, where: JsonPath) -> tuple[MediaType, str] | None:
        """Return a form: rows that are switched off are documented, and not sent."""
        if not entries:
            return None
        properties: dict[str, Schema] = {}
        sent: dict[str, Json] = {}
        encoding: dict[str, str] = {}
        for name, rows in group(entries).items():
            is_file = any(row.given.get("type") == "file" for row in rows)
            properties[name] = _file_field(name, rows, sent) if is_file else _text_field(name, rows, sent)
            kinds = [kind for row in rows if isinstance(kind := row.given.get("contentType"), str) and kind]
            if kinds:
                encoding[name] = kinds[0]
        schema = Schema(types=("object",), properties=properties)
        examples = (Example(name="example", value=sent),)
        return MediaType(type=media_type, schema=schema, examples=examples, encoding=encoding, inferred=True), ""


def _fill(
    value: Json, path: ShapePath, bare: frozenset[ShapePath], variables: Variables, unknown: set[ShapePath]
) -> Json:
    """Return a value with its variables filled in; add the places of those without a value, where it is all there is.

    :param bare: where they stand without quotes.
    """
    if isinstance(value, dict):
        return {
            variables.fill(name): _fill(part, (*path, variables.fill(name)), bare, variables, unknown)
            for name, part in value.items()
        }
    if isinstance(value, list):
        return [_fill(item, (*path, ITEM), bare, variables, unknown) for item in value]
    if not isinstance(value, str):
        return value
    text = variables.resolve(value)
    if path in bare and value.startswith(("{{", "<")):
        if VARIABLE.search(text) or text.startswith("<"):
            unknown.add(path)
            return TYPE_WORDS.get(text, variables.fill(text))
        try:
            return recover(text).value
        except RecoveryError:
            return text
    return TYPE_WORDS.get(text, variables.fill(text))


def _text_field(name: str, rows: list[Entry], sent: dict[str, Json]) -> Schema:
    facts = gather(rows)
    if facts.example is not MISSING:
        sent[name] = facts.example
    elif any(row.enabled for row in rows):
        sent[name] = f"<{name}>"
    return replace(facts.schema, description=facts.description, examples=facts.examples)


def _file_field(name: str, rows: list[Entry], sent: dict[str, Json]) -> Schema:
    files = [file for row in rows if row.enabled for file in _files(row.given.get("src"))]
    description = next((row.description for row in rows if row.description), "")
    if len(files) > 1:
        sent[name] = [*files]
        return Schema(types=("array",), items=_FILE, description=description)
    if files:
        sent[name] = files[0]
    return replace(_FILE, description=description)


def _files(src: Json) -> list[str]:
    """Return the names of files without the folders of whoever chose them."""
    listed = src if isinstance(src, list) and src else [src]
    names = [re.split(r"[/\\]", path.strip())[-1] if isinstance(path, str) else "" for path in listed]
    return [name or _UNNAMED_FILE for name in names]


def _file(given: Json, media_type: str) -> tuple[MediaType, str]:
    """Return a body that is a file."""
    content = given.get("content") if isinstance(given, dict) else None
    if isinstance(content, str) and content:
        kind = media_type or "text/plain"
        return MediaType(type=kind, schema=TEXT, examples=(Example(name="example", value=content),)), ""
    (name, *_) = _files(given.get("src") if isinstance(given, dict) else given)
    examples = () if name == _UNNAMED_FILE else (Example(name="example", value=name),)
    return MediaType(type=media_type or "application/octet-stream", schema=_FILE, examples=examples), ""


def _language(given: Mapping[str, Json]) -> str:
    """Return the language that is chosen for a raw body."""
    options = given.get("options")
    raw = options.get("raw") if isinstance(options, dict) else None
    language = raw.get("language") if isinstance(raw, dict) else None
    return language.lower() if isinstance(language, str) else ""


def is_json(media_type: str) -> bool:
    return media_type.partition(";")[0].strip().lower().endswith(("/json", "+json"))


def looks_like_json(text: str) -> bool:
    if not text.lstrip().startswith(("{", "[", "//", "/*", "'{", "curl")):
        return False
    try:
        return isinstance(recover(text).value, (dict, list))
    except RecoveryError:
        return False
