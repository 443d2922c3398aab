"""Saved responses of Postman requests: what came back, by status."""

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
    from .tables import Entry, Note
    from .variables import Variables

_TRANSPORT: Final = frozenset({
    "accept-ranges", "age", "alt-svc", "cf-cache-status", "cf-ray", "connection", "content-encoding", "content-length",
    "content-type", "date", "keep-alive", "nel", "report-to", "server", "set-cookie", "strict-transport-security",
    "transfer-encoding", "vary", "via", "x-powered-by",
})  # fmt: skip
"""Headers of responses that say nothing of the API; ``Set-Cookie`` holds somebody's session."""


class ResponseReader:
    """Reads saved responses.

    :param bodies: reads the JSON in them.
    :param note: records a fault.
    """

    def __init__(self, bodies: BodyReader, note: Note) -> None:
        self._bodies, self._note = bodies, note

    def read(self, given: Json, path: JsonPath, variables: Variables, trail: str) -> Iterator[Response]:
        """Yield the saved responses of a request, those of one status together, by status."""
        by_status: dict[str, list[tuple[dict[str, Any], JsonPath]]] = {}
        for number, saved in enumerate(given if isinstance(given, list) else ()):
            if isinstance(saved, dict):
                by_status.setdefault(_status(saved), []).append((saved, (*path, number)))
        for status, together in sorted(by_status.items()):
            names = [name for saved, _ in together if isinstance(name := saved.get("name"), str) and name.strip()]
            headers = [
                entry
                for saved, where in together
                for entry in read_entries(saved.get("header"), variables, self._note, (*where, "header"))
            ]
            yield Response(
                status=status,
                description=names[0].strip() if len(names) == 1 and len(together) == 1 else "",
                headers=tuple(_response_headers(headers)),
                content=tuple(self._contents(together, variables, trail)),
            )

    def _contents(
        self, together: list[tuple[dict[str, Any], JsonPath]], variables: Variables, trail: str
    ) -> Iterator[MediaType]:
        """Yield what comes back under one status, by media type."""
        found: dict[str, list[tuple[Example, JsonBody | None]]] = {}
        for number, (saved, where) in enumerate(together):
            body = saved.get("body")
            if not isinstance(body, str) or not body.strip():
                continue
            entries = read_entries(saved.get("header"), variables, self._note, (*where, "header"))
            kind = _response_type(saved, entries, body)
            name = saved.get("name")
            name = name.strip() if isinstance(name, str) and name.strip() else f"Example {number + 1}"
            what = f"the saved response {name!r} of {trail!r}"
            value = self._bodies.read_json(body, (*where, "body"), variables, what) if is_json(kind) else None
            is_text = is_json(kind) and value is None
            example = Example(name=name, value=value.value if value else body, serialized=is_text)
            found.setdefault(kind, []).append((example, value))
        for kind, members in found.items():
            values = [value for _, value in members if value is not None]
            schema = None if is_json(kind) else TEXT
            if values:
                comments = {place: words for value in values for place, words in value.comments.items()}
                unknown = {place for value in values for place in value.unknown}
                schema = infer([value.value for value in values], comments=comments, unknown=unknown)
            examples = tuple(example for example, _ in members)
            yield MediaType(type=kind, schema=schema, examples=examples, inferred=bool(values))


def _status(saved: Mapping[str, Json]) -> str:
    """Return the status of a saved response: its code, else what its phrase stands for."""
    code, phrase = text_of(saved.get("code")).strip(), text_of(saved.get("status")).strip()
    for text in (code, phrase.partition(" ")[0]):
        if re.fullmatch(r"[1-5]\d\d", text):
            return text
    known = {status.phrase.lower(): str(status.value) for status in HTTPStatus}
    return known.get(phrase.lower(), "default")


def _response_type(saved: Mapping[str, Json], headers: list[Entry], body: str) -> str:
    given = next((entry.text for entry in headers if entry.name.lower() == "content-type" and entry.text), "")
    if MEDIA_TYPE.fullmatch(given or ""):
        return str(given)
    language = saved.get("_postman_previewlanguage")
    known = LANGUAGES.get(language.lower(), "") if isinstance(language, str) else ""
    if known == "text/plain" or not known:
        return JSON if looks_like_json(body) else "text/plain"
    return known


def _response_headers(entries: list[Entry]) -> Iterator[Parameter]:
    for name, rows in group(entries, fold=True).items():
        if name.lower() not in _TRANSPORT:
            facts = gather(rows[:1], empty=False)
            yield Parameter(
                name=name,
                location="header",
                description=facts.description,
                schema=facts.schema,
                example=facts.example,
                inferred=True,
            )
