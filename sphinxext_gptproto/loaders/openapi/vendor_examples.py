"""Examples under extensions: ``x-oaiMeta`` of OpenAI, ``x-groq-metadata`` of Groq, ``x-fern-examples`` of Fern.

Each has a request, as programs in several languages, and its response. The programs call the vendor's SDK, or are curl
commands; pages have them beside the generated samples. The JSON that a curl command sends is an example of the body.
Fern's examples have the values of the parameters and of the body instead, and may have programs, too.
"""

from __future__ import annotations

import shlex
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from ...spec.conformance import find_violations
from ...spec.model import MISSING, CodeSample, Example
from ..files.yaml_json import parse_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ...spec.model import Json, MediaType, Missing, Operation, Parameter, RequestBody, Response
    from ...spec.resolver import Resolver

_KEYS: Final = ("x-oaiMeta", "x-groq-metadata")
_UNNAMED: Final = "Example"
_FERN_PARAMETERS: Final = {"path-parameters": "path", "query-parameters": "query", "headers": "header"}
_DATA_OPTIONS: Final = ("-d", "--data", "--data-raw", "--json")
_JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class _VendorExample:
    """One example of a vendor."""

    title: str
    request: Mapping[str, str]
    """Programs by language."""
    response: Json | Missing
    body: Json | Missing = MISSING
    """The body of the request, if it is not only in the programs."""
    parameters: Mapping[tuple[str, str], Json] = field(default_factory=dict)
    """Values of parameters, by location and name."""


def add_vendor_examples(operation: Operation, fields: Mapping[str, Json], resolve: Resolver) -> Operation:
    """Return an operation with its vendor's examples. Examples under OpenAPI's keys take precedence over them.

    :param fields: the Operation Object.
    """
    examples = [*_read_examples(fields), *_read_fern_examples(fields)]
    if not examples:
        return operation
    return replace(
        operation,
        parameters=tuple(_add_parameter_example(parameter, examples) for parameter in operation.parameters),
        code_samples=(*operation.code_samples, *_make_samples(examples)),
        body=operation.body and _add_request_examples(operation.body, examples, resolve),
        responses=tuple(_add_response_examples(operation.responses, examples)),
    )


def get_name(fields: Mapping[str, Json]) -> str:
    """Return the vendor's name of an operation, or an empty text; the summary may be too long for a title."""
    name = _get_meta(fields).get("name")
    return name if isinstance(name, str) else ""


def _get_meta(fields: Mapping[str, Json]) -> Mapping[str, Json]:
    return next((metadata for key in _KEYS if isinstance(metadata := fields.get(key), dict)), {})


def _read_examples(fields: Mapping[str, Json]) -> Iterator[_VendorExample]:
    """Yield the examples of an operation: one, or a list of them."""
    examples = _get_meta(fields).get("examples")
    for example in examples if isinstance(examples, list) else [examples]:
        if isinstance(example, dict):
            title, request = example.get("title"), example.get("request")
            programs = {"curl": request} if isinstance(request, str) else request if isinstance(request, dict) else {}
            yield _VendorExample(
                title=title if isinstance(title, str) and title not in ("", "Default") else _UNNAMED,
                request={name: code for name, code in programs.items() if isinstance(code, str) and code.strip()},
                response=_parse(example.get("response")),
            )


def _read_fern_examples(fields: Mapping[str, Json]) -> Iterator[_VendorExample]:
    """Yield the examples under ``x-fern-examples``; references in them to other examples are not followed."""
    examples = fields.get("x-fern-examples")
    for example in examples if isinstance(examples, list) else ():
        if not isinstance(example, dict):
            continue
        title = example.get("name", example.get("summary"))
        samples, response = example.get("code-samples"), example.get("response")
        programs = {
            str(sample.get("language", sample.get("sdk"))): str(sample["code"])
            for sample in (samples if isinstance(samples, list) else ())
            if isinstance(sample, dict) and sample.get("code")
        }
        values = {
            (location, name): value
            for key, location in _FERN_PARAMETERS.items()
            for name, value in _as_mapping(example.get(key)).items()
        }
        yield _VendorExample(
            title=title if isinstance(title, str) else _UNNAMED,
            request=programs,
            response=response["body"] if isinstance(response, dict) and "body" in response else MISSING,
            body=example.get("request", MISSING),
            parameters=values,
        )


def _as_mapping(value: Json) -> Mapping[str, Json]:
    return value if isinstance(value, dict) else {}


def _add_parameter_example(parameter: Parameter, examples: Iterable[_VendorExample]) -> Parameter:
    """Return a parameter with the value of the first example that has one, unless it has an example."""
    key = parameter.location, parameter.name
    values = [example.parameters[key] for example in examples if key in example.parameters]
    return replace(parameter, example=values[0]) if values and parameter.example is MISSING else parameter


def _make_samples(examples: Iterable[_VendorExample]) -> Iterator[CodeSample]:
    for example in examples:
        for language, code in example.request.items():
            yield CodeSample(language=language, label=example.title, code=code, is_beside=True)


def _add_request_examples(body: RequestBody, examples: Iterable[_VendorExample], resolve: Resolver) -> RequestBody:
    """Return a JSON body with what the curl commands send as its examples, unless it has examples.

    A value that does not fit the schema is skipped: commands are often outdated.
    """
    media_type = body.content[0] if body.content else None
    if media_type is None or media_type.type != _JSON or media_type.examples or media_type.schema is None:
        return body
    schema = media_type.schema
    values = [
        (example.title, _get_sent_json(example.request.get("curl", "")) if example.body is MISSING else example.body)
        for example in examples
    ]
    fitting = [
        (n, v) for n, v in values if v is not MISSING and next(find_violations(schema, v, resolve), None) is None
    ]
    return replace(body, content=(_set_examples(media_type, fitting), *body.content[1:]))


def _add_response_examples(responses: Iterable[Response], examples: Iterable[_VendorExample]) -> Iterator[Response]:
    """Yield the responses; the first successful one with JSON gets the vendor's response, unless it has examples."""
    values = [(example.title, example.response) for example in examples if example.response is not MISSING]
    for response in responses:
        index = next(
            (position for position, media_type in enumerate(response.content) if media_type.type == _JSON), None
        )
        if index is None or not response.is_success or response.content[index].examples:
            yield response
            continue
        content = list(response.content)
        content[index], values = _set_examples(content[index], values), []
        yield replace(response, content=tuple(content))


def _set_examples(media_type: MediaType, values: Iterable[tuple[str, Json | Missing]]) -> MediaType:
    examples = [Example(name=name, value=value) for name, value in values if value is not MISSING]
    return replace(media_type, examples=tuple(examples)) if examples else media_type


def _get_sent_json(command: str) -> Json | Missing:
    """Return the JSON body that a curl command sends."""
    try:
        arguments = shlex.split(command.replace("\\\n", " "))  # ``shlex`` does not join continued lines
    except ValueError:  # quotes that do not match
        return MISSING
    bodies = [argument for option, argument in pairwise(arguments) if option in _DATA_OPTIONS]
    return _parse(bodies[0]) if len(bodies) == 1 else MISSING


def _parse(value: Json) -> Json | Missing:
    """Return the value of a JSON text, or ``MISSING`` when it is not JSON, such as a stream of events."""
    if not isinstance(value, str):
        return MISSING if value is None else value
    try:
        return parse_json(value)
    except (ValueError, RecursionError):
        return MISSING
