"""Bodies of Postman requests: their example values, media types, and schemas inferred from the examples."""

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
    from .tables import Entry, ReportFault
    from .variables import Variables

JSON: Final = "application/json"
_URLENCODED: Final = "application/x-www-form-urlencoded"
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
    """Places of values that are nothing but a variable without a value, so that their types are unknown."""


class BodyReader:
    """Reads bodies in any of Postman's modes.

    :param report: records a fault.
    """

    def __init__(self, report: ReportFault) -> None:
        self._report = report

    def read(
        self, body: Json, media_type: str, path: JsonPath, variables: Variables, full_name: str
    ) -> RequestBody | None:
        """Return the body of a request, or ``None`` when it has none.

        :param media_type: the value of the ``Content-Type`` header, or an empty text.
        :param full_name: the request's name after those of its folders, for messages.
        """
        if not isinstance(body, dict) or body.get("disabled") is True:
            return None
        mode = body.get("mode") or next((mode for mode in _MODES if body.get(mode)), None)
        if mode not in _MODES:
            if mode is not None:
                expected = f"expected one of the modes {', '.join(_MODES)}, found {mode!r}"
                self._report((*path, "mode"), f"the body of {full_name!r} is skipped: {expected}", "")
            return None
        content, content_path = body.get(str(mode)), (*path, str(mode))
        media_type = media_type if MEDIA_TYPE.fullmatch(media_type) else ""
        match mode:
            case "raw":
                described = self._read_raw(content, media_type, _get_language(body), content_path, variables, full_name)
            case "urlencoded":
                described = self._read_urlencoded(content, content_path, variables)
            case "formdata":
                entries = read_entries(content, variables, self._report, content_path)
                described = _make_form(entries, "multipart/form-data")
            case "file":
                described = _read_file(content, media_type)
            case _:
                described = self._read_graphql(content, content_path, variables, full_name)
        if described is None:
            return None
        media, description = described
        return RequestBody(content=(media,), description=description)

    # -- text ---------------------------------------------------------------------------------------------------------

    def _read_raw(
        self, content: Json, media_type: str, language: str, path: JsonPath, variables: Variables, full_name: str
    ) -> tuple[MediaType, str] | None:
        """Return a body in the mode ``raw`` with its description, which is a comment before JSON.

        :param language: the language that the body has in Postman's editor, or an empty text.
        """
        text = "" if content is None else content
        if not isinstance(text, str):
            text = json.dumps(text, ensure_ascii=False)
        if not text.strip():
            return None
        body_type = media_type or LANGUAGES.get(language, "")
        if is_json(body_type) or (not media_type and language in ("", "text") and looks_like_json(text)):
            body_type = body_type if is_json(body_type) else JSON
            json_body = self.read_json(text, path, variables, f"the body of {full_name!r}")
            if json_body is not None:
                schema = infer([json_body.value], comments=json_body.comments, unknown=json_body.unknown)
                examples = (Example(name="example", value=json_body.value),)
                media = MediaType(type=body_type, schema=schema, examples=examples, inferred=True)
                return media, json_body.comments.get((), "")
            serialized = Example(name="example", value=variables.fill(text), serialized=True)
            return MediaType(type=body_type, examples=(serialized,)), ""
        if body_type.partition(";")[0].strip() == _URLENCODED:
            return self._read_urlencoded(text, path, variables)
        body_type = body_type or ("application/xml" if text.lstrip().startswith("<?xml") else "text/plain")
        return MediaType(
            type=body_type, schema=TEXT, examples=(Example(name="example", value=variables.fill(text)),)
        ), ""

    def read_json(self, text: str, path: JsonPath, variables: Variables, subject: str) -> JsonBody | None:
        """Return a JSON body, or ``None`` with a fault when the text cannot be read as one.

        :param subject: what the text is, for the fault.
        """
        try:
            recovered = recover(text)
        except RecoveryError as error:
            reason = f"{subject} cannot be read as JSON ({error}); it is shown as it is"
            self._report(path, reason, "fix it in the collection, or choose another language for it")
            return None
        unknown: set[ShapePath] = set()
        value = _fill(recovered.value, (), recovered.bare, variables, unknown)
        if () in unknown:  # the whole body is one variable
            self._report(
                path, f"{subject} is the variable {text.strip()}, which has no value; it is shown as it is", ""
            )
            return None
        return JsonBody(value=value, comments=recovered.comments, unknown=frozenset(unknown))

    def _read_graphql(
        self, content: Json, path: JsonPath, variables: Variables, full_name: str
    ) -> tuple[MediaType, str] | None:
        """Return a GraphQL query with its variables as the JSON object that HTTP clients send."""
        if not isinstance(content, dict) or not isinstance(query := content.get("query"), str) or not query.strip():
            return None
        value: dict[str, Json] = {"query": variables.fill(query)}
        query_variables = content.get("variables")
        if isinstance(query_variables, str) and query_variables.strip():
            subject = f"the text of the GraphQL variables of {full_name!r}"
            json_body = self.read_json(query_variables, (*path, "variables"), variables, subject)
            query_variables = json_body.value if json_body else None
        if query_variables:
            value["variables"] = query_variables
        if isinstance(name := content.get("operationName"), str) and name:
            value["operationName"] = name
        return MediaType(
            type=JSON, schema=infer([value]), examples=(Example(name="example", value=value),), inferred=True
        ), ""

    # -- forms --------------------------------------------------------------------------------------------------------

    def _read_urlencoded(self, content: Json, path: JsonPath, variables: Variables) -> tuple[MediaType, str] | None:
        if isinstance(content, str):
            pairs = parse_qsl(content.strip(), keep_blank_values=True)
            content = [{"key": name, "value": value} for name, value in pairs]
        return _make_form(read_entries(content, variables, self._report, path), _URLENCODED)


def _make_form(entries: list[Entry], media_type: str) -> tuple[MediaType, str] | None:
    """Return a form body. The schema has disabled rows, too; the example has only the enabled ones."""
    if not entries:
        return None
    properties: dict[str, Schema] = {}
    example: dict[str, Json] = {}
    encoding: dict[str, str] = {}
    for name, rows in group(entries).items():
        is_file = any(entry.row.get("type") == "file" for entry in rows)
        properties[name] = _read_file_field(name, rows, example) if is_file else _read_text_field(name, rows, example)
        types = (entry.row.get("contentType") for entry in rows)
        content_type = next((text for text in types if isinstance(text, str) and text), "")
        if content_type:
            encoding[name] = content_type
    schema = Schema(types=("object",), properties=properties)
    examples = (Example(name="example", value=example),)
    return MediaType(type=media_type, schema=schema, examples=examples, encoding=encoding, inferred=True), ""


def _fill(
    value: Json, path: ShapePath, unquoted: frozenset[ShapePath], variables: Variables, unknown: set[ShapePath]
) -> Json:
    """Return a value with its variables filled in.

    :param path: the place of the value in the body.
    :param unquoted: places of texts that have no quotes in the body. Postman puts a variable's text there before the
        body is parsed, so that it may be a number or an object.
    :param unknown: gets the places of unquoted variables that have no value.
    """
    if isinstance(value, dict):
        return {
            variables.fill(name): _fill(part, (*path, variables.fill(name)), unquoted, variables, unknown)
            for name, part in value.items()
        }
    if isinstance(value, list):
        return [_fill(item, (*path, ITEM), unquoted, variables, unknown) for item in value]
    if not isinstance(value, str):
        return value
    text = variables.resolve(value)
    if path in unquoted and value.startswith(("{{", "<")):
        if VARIABLE.search(text) or text.startswith("<"):
            unknown.add(path)
            return TYPE_WORDS.get(text, variables.fill(text))
        try:
            return recover(text).value
        except RecoveryError:
            return text
    return TYPE_WORDS.get(text, variables.fill(text))


def _read_text_field(name: str, entries: list[Entry], example: dict[str, Json]) -> Schema:
    """Return the schema of a form's field, and put the value that is sent into the form's example."""
    facts = gather(entries)
    if facts.example is not MISSING:
        example[name] = facts.example
    elif any(entry.enabled for entry in entries):
        example[name] = f"<{name}>"
    return replace(facts.schema, description=facts.description, examples=facts.examples)


def _read_file_field(name: str, entries: list[Entry], example: dict[str, Json]) -> Schema:
    """Return the schema of a form's field of files, and put the names of the files into the form's example."""
    files = [file for entry in entries if entry.enabled for file in _get_file_names(entry.row.get("src"))]
    description = next((entry.description for entry in entries if entry.description), "")
    if len(files) > 1:
        example[name] = [*files]
        return Schema(types=("array",), items=_FILE, description=description)
    if files:
        example[name] = files[0]
    return replace(_FILE, description=description)


def _get_file_names(source: Json) -> list[str]:
    """Return the names of files without their folders, which are those of the author's computer."""
    paths = source if isinstance(source, list) and source else [source]
    names = [re.split(r"[/\\]", path.strip())[-1] if isinstance(path, str) else "" for path in paths]
    return [name or _UNNAMED_FILE for name in names]


def _read_file(content: Json, media_type: str) -> tuple[MediaType, str]:
    """Return a body in the mode ``file``: the text of a file, or its name."""
    text = content.get("content") if isinstance(content, dict) else None
    if isinstance(text, str) and text:
        text_type = media_type or "text/plain"
        return MediaType(type=text_type, schema=TEXT, examples=(Example(name="example", value=text),)), ""
    (name, *_) = _get_file_names(content.get("src") if isinstance(content, dict) else content)
    examples = () if name == _UNNAMED_FILE else (Example(name="example", value=name),)
    return MediaType(type=media_type or "application/octet-stream", schema=_FILE, examples=examples), ""


def _get_language(body: Mapping[str, Json]) -> str:
    """Return the language that a raw body has in Postman's editor, or an empty text."""
    options = body.get("options")
    raw = options.get("raw") if isinstance(options, dict) else None
    language = raw.get("language") if isinstance(raw, dict) else None
    return language.lower() if isinstance(language, str) else ""


def is_json(media_type: str) -> bool:
    """Return whether a media type is JSON or based on it (RFC 6839)."""
    return media_type.partition(";")[0].strip().lower().endswith(("/json", "+json"))


def looks_like_json(text: str) -> bool:
    """Return whether a text is an object or an array in JSON, perhaps after comments or in a curl command."""
    if not text.lstrip().startswith(("{", "[", "//", "/*", "'{", "curl")):
        return False
    try:
        return isinstance(recover(text).value, (dict, list))
    except RecoveryError:
        return False
