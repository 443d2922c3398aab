"""Saved responses of Postman requests, as responses by status."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from ...spec.model import Example, MediaType, Parameter, Response
from ..files.infer_schema import infer
from .body import JSON, LANGUAGES, MEDIA_TYPE, is_json, looks_like_json
from .tables import TEXT, gather, group, read_entries
from .variables import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...spec.json_path import JsonPath
    from ...spec.model import Json
    from .body import BodyReader, JsonBody
    from .tables import Entry, ReportFault
    from .variables import Variables

_TRANSPORT_HEADERS: Final = frozenset({
    "accept-ranges", "age", "alt-svc", "cf-cache-status", "cf-ray", "connection", "content-encoding", "content-length",
    "content-type", "date", "keep-alive", "nel", "report-to", "server", "set-cookie", "strict-transport-security",
    "transfer-encoding", "vary", "via", "x-powered-by",
})  # fmt: skip
"""Response headers that do not belong to the API: servers and proxies add them; ``Set-Cookie`` is of one session."""


class ResponseReader:
    """Reads saved responses.

    :param bodies: reads their JSON bodies.
    :param report: records a fault.
    """

    def __init__(self, bodies: BodyReader, report: ReportFault) -> None:
        self._bodies, self._report = bodies, report

    def read(self, values: Json, path: JsonPath, variables: Variables, full_name: str) -> Iterator[Response]:
        """Yield the responses of a request, one for each status of its saved responses.

        :param values: the saved responses.
        """
        by_status: dict[str, list[tuple[dict[str, Any], JsonPath]]] = {}
        for index, response in enumerate(values if isinstance(values, list) else ()):
            if isinstance(response, dict):
                by_status.setdefault(_get_status(response), []).append((response, (*path, index)))
        for status, saved_responses in sorted(by_status.items()):
            names = [
                name
                for response, _ in saved_responses
                if isinstance(name := response.get("name"), str) and name.strip()
            ]
            headers = [
                entry
                for response, response_path in saved_responses
                for entry in read_entries(response.get("header"), variables, self._report, (*response_path, "header"))
            ]
            yield Response(
                status=status,
                description=names[0].strip() if len(names) == 1 and len(saved_responses) == 1 else "",
                headers=tuple(_read_headers(headers)),
                content=tuple(self._read_content(saved_responses, variables, full_name)),
            )

    def _read_content(
        self, saved_responses: list[tuple[dict[str, Any], JsonPath]], variables: Variables, full_name: str
    ) -> Iterator[MediaType]:
        """Yield the media types of saved responses with one status, each with all examples and a schema inferred."""
        by_type: dict[str, list[tuple[Example, JsonBody | None]]] = {}
        for index, (response, path) in enumerate(saved_responses):
            body = response.get("body")
            if not isinstance(body, str) or not body.strip():
                continue
            entries = read_entries(response.get("header"), variables, self._report, (*path, "header"))
            media_type = _get_media_type(response, entries, body)
            name = response.get("name")
            name = name.strip() if isinstance(name, str) and name.strip() else f"Example {index + 1}"
            subject = f"the saved response {name!r} of {full_name!r}"
            json_body = None
            if is_json(media_type):
                json_body = self._bodies.read_json(body, (*path, "body"), variables, subject)
            serialized = is_json(media_type) and json_body is None
            example = Example(name=name, value=json_body.value if json_body else body, serialized=serialized)
            by_type.setdefault(media_type, []).append((example, json_body))
        for media_type, pairs in by_type.items():
            json_bodies = [json_body for _, json_body in pairs if json_body is not None]
            schema = None if is_json(media_type) else TEXT
            if json_bodies:
                comments = {path: text for json_body in json_bodies for path, text in json_body.comments.items()}
                unknown = {path for json_body in json_bodies for path in json_body.unknown}
                schema = infer([json_body.value for json_body in json_bodies], comments=comments, unknown=unknown)
            examples = tuple(example for example, _ in pairs)
            yield MediaType(type=media_type, schema=schema, examples=examples, inferred=bool(json_bodies))


def _get_status(response: Mapping[str, Json]) -> str:
    """Return the status of a saved response: its code, else the code of its reason phrase, else ``default``."""
    code, phrase = text_of(response.get("code")).strip(), text_of(response.get("status")).strip()
    for text in (code, phrase.partition(" ")[0]):
        if re.fullmatch(r"[1-5]\d\d", text):
            return text
    status_by_phrase = {status.phrase.lower(): str(status.value) for status in HTTPStatus}
    return status_by_phrase.get(phrase.lower(), "default")


def _get_media_type(response: Mapping[str, Json], headers: list[Entry], body: str) -> str:
    """Return the media type of a saved response: by its header, else its language in Postman, else its text."""
    content_type = next((entry.text for entry in headers if entry.name.lower() == "content-type" and entry.text), "")
    if MEDIA_TYPE.fullmatch(content_type or ""):
        return str(content_type)
    language = response.get("_postman_previewlanguage")
    media_type = LANGUAGES.get(language.lower(), "") if isinstance(language, str) else ""
    if media_type == "text/plain" or not media_type:
        return JSON if looks_like_json(body) else "text/plain"
    return media_type


def _read_headers(entries: list[Entry]) -> Iterator[Parameter]:
    for name, rows in group(entries, ignore_case=True).items():
        if name.lower() not in _TRANSPORT_HEADERS:
            facts = gather(rows[:1], allow_empty=False)
            yield Parameter(
                name=name,
                location="header",
                description=facts.description,
                schema=facts.schema,
                example=facts.example,
                inferred=True,
            )
