"""Examples that vendors put into descriptions of theirs under a key of their own (``x-oaiMeta``, ``x-groq-metadata``).

Each has a request, as programs in several languages, and what came back. The programs call the vendor's SDK, or are
curl commands; they stand beside the samples that are made. What such a command sends is an example of the body.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from ...spec.conformance import find_violations
from ...spec.model import MISSING, CodeSample, Example
from ..files.yaml_json import parse_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ...spec.model import Json, MediaType, Missing, Operation, RequestBody, Response
    from ...spec.resolver import Resolver

_KEYS: Final = ("x-oaiMeta", "x-groq-metadata")
_UNNAMED: Final = "Example"
_DATA: Final = ("-d", "--data", "--data-raw", "--json")
_JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class _Documented:
    """One example of a vendor."""

    title: str
    request: Mapping[str, str]
    """Programs by language."""
    response: Json | Missing


def add_documented(operation: Operation, value: Mapping[str, Json], resolve: Resolver) -> Operation:
    """Return an operation with its vendor's examples; those of the standard's own keys go before them.

    :param value: the Operation Object.
    """
    given = list(_read(value))
    if not given:
        return operation
    return replace(
        operation,
        code_samples=(*operation.code_samples, *_make_samples(given)),
        body=operation.body and _with_requests(operation.body, given, resolve),
        responses=tuple(_with_answers(operation.responses, given)),
    )


def get_name(value: Mapping[str, Json]) -> str:
    """Return what a vendor calls an operation, or nothing: its summary may be a whole text."""
    name = _get_meta(value).get("name")
    return name if isinstance(name, str) else ""


def _get_meta(value: Mapping[str, Json]) -> Mapping[str, Json]:
    return next((part for key in _KEYS if isinstance(part := value.get(key), dict)), {})


def _read(value: Mapping[str, Json]) -> Iterator[_Documented]:
    """Yield the examples of an operation: one, or a list of them."""
    examples = _get_meta(value).get("examples")
    for example in examples if isinstance(examples, list) else [examples]:
        if isinstance(example, dict):
            title, request = example.get("title"), example.get("request")
            programs = {"curl": request} if isinstance(request, str) else request if isinstance(request, dict) else {}
            yield _Documented(
                title=title if isinstance(title, str) and title not in ("", "Default") else _UNNAMED,
                request={name: code for name, code in programs.items() if isinstance(code, str) and code.strip()},
                response=_parse(example.get("response")),
            )


def _make_samples(given: Iterable[_Documented]) -> Iterator[CodeSample]:
    for documented in given:
        for language, code in documented.request.items():
            yield CodeSample(language=language, label=documented.title, code=code, is_beside=True)


def _with_requests(body: RequestBody, given: Iterable[_Documented], resolve: Resolver) -> RequestBody:
    """Return a body of JSON with what the commands send as its examples, unless it has some."""
    media = body.content[0] if body.content else None
    if media is None or media.type != _JSON or media.examples or media.schema is None:
        return body
    schema = media.schema
    values = [(documented.title, _get_sent(documented.request.get("curl", ""))) for documented in given]
    fitting = [
        (n, v) for n, v in values if v is not MISSING and next(find_violations(schema, v, resolve), None) is None
    ]
    return replace(body, content=(_with_examples(media, fitting), *body.content[1:]))


def _with_answers(responses: Iterable[Response], given: Iterable[_Documented]) -> Iterator[Response]:
    """Yield the responses; the first of JSON that tells of success gets what came back, unless it has examples."""
    values = [(documented.title, documented.response) for documented in given if documented.response is not MISSING]
    for response in responses:
        at = next((number for number, media in enumerate(response.content) if media.type == _JSON), None)
        if at is None or not response.is_success or response.content[at].examples:
            yield response
            continue
        content = list(response.content)
        content[at], values = _with_examples(content[at], values), []
        yield replace(response, content=tuple(content))


def _with_examples(media: MediaType, values: Iterable[tuple[str, Json | Missing]]) -> MediaType:
    examples = [Example(name=name, value=value) for name, value in values if value is not MISSING]
    return replace(media, examples=tuple(examples)) if examples else media


def _get_sent(command: str) -> Json | Missing:
    """Return the JSON that a curl command sends."""
    try:
        words = shlex.split(command.replace("\\\n", " "))  # lines that go on, which `shlex` does not know
    except ValueError:  # quotes that do not match
        return MISSING
    data = [after for option, after in pairwise(words) if option in _DATA]
    return _parse(data[0]) if len(data) == 1 else MISSING


def _parse(text: Json) -> Json | Missing:
    """Return what a text is as JSON; what is none, such as a stream of events, is no example of it."""
    if not isinstance(text, str):
        return MISSING if text is None else text
    try:
        return parse_json(text)
    except (ValueError, RecursionError):
        return MISSING
