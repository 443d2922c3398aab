"""Operations of OpenAPI and what they are made of: parameters, bodies, responses, links, callbacks, samples."""

from __future__ import annotations

import contextlib
import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, cast

from ...spec.model import (
    HTTP_METHODS,
    MISSING,
    Callback,
    CodeSample,
    Example,
    Link,
    Location,
    MediaType,
    Operation,
    Parameter,
    RequestBody,
    Response,
    Schema,
)
from ..checks import repeated_parameter
from ..files.raw_file import BrokenReferenceError
from .schemas import example_value, read_docs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from ...spec.json_path import JsonPath
    from ...spec.model import Json, Missing, Source
    from ..files.raw_file import RawFile, References
    from .schemas import Note, SchemaReader

_LOCATIONS: Final = ("path", "query", "header", "cookie")
_PLACEHOLDER: Final = re.compile(r"\{([^{}]+)\}")
_SAMPLE_KEYS: Final = ("x-codeSamples", "x-code-samples", "x-codesamples", "x-samples")


class PartReader:
    """Reads the objects of one source; references to shared ones are followed.

    :param note: records a fault.
    """

    def __init__(self, references: References, schemas: SchemaReader, note: Note) -> None:
        self.root = references.root
        self.note = note
        self._references = references
        self._schemas = schemas
        self._parameters: dict[tuple[Path, str], Parameter] = {}
        self._responses: dict[tuple[str, Path, str], Response] = {}
        """Those that operations refer to, by status, file and reference: one for all."""

    def follow(self, value: Json, file: RawFile, path: JsonPath) -> tuple[Json, RawFile, JsonPath]:
        """Return what a Reference Object leads to, and where that stands; its siblings override what it says there.

        :raises BrokenReferenceError: when it leads nowhere, or in a circle.
        """
        seen = []
        overrides: dict[str, Json] = {}
        while isinstance(value, dict) and isinstance(reference := value.get("$ref"), str):
            if (file.path, reference) in seen:
                msg = f"{reference!r} leads back to itself"
                raise BrokenReferenceError(msg, "write out what is meant in one of these places")
            seen.append((file.path, reference))
            overrides = {key: part for key, part in value.items() if key != "$ref"} | overrides
            file, path, value = self._references.follow(reference, file)
        if overrides and isinstance(value, dict):
            value = value | overrides
        return value, file, path

    def locate(self, file: RawFile, start: JsonPath, path: JsonPath, operation: Operation | None) -> Source:
        """Return the place of a part of the model, or of the nearest part around it that the file has.

        :param start: where the operation or the schema stands that ``path`` starts from.
        :param operation: the operation, where it is one: its parameters may stand at its path.
        """
        value: Any = file.get(start)
        match path:
            case ("parameters", int(number), *inside) if operation is not None:
                value, file, start = self._find_parameter(operation.parameters[number], file, start)
                path = tuple(inside)
        todo = [*path]
        while todo:
            key = todo.pop(0)
            if key == "examples" and isinstance(value, dict) and key not in value and "example" in value:
                key = "example"  # the model has but one list; its names or numbers are those of the list
                del todo[: 1 if isinstance(todo[0], int) else 2]
            with contextlib.suppress(BrokenReferenceError):
                if isinstance(value, dict) and key not in value:
                    value, file, start = self.follow(value, file, start)
            try:
                value, start = value[key], (*start, key)
            except (KeyError, IndexError, TypeError):
                break
        return file.source(*start)

    def _find_parameter(self, parameter: Parameter, file: RawFile, start: JsonPath) -> tuple[Json, RawFile, JsonPath]:
        """Return a parameter as it is written, with its place: in an operation, or in the path item around it."""
        for where in ((*start, "parameters"), (*start[:-1], "parameters")):
            given = file.get(where)
            for number, value in enumerate(given if isinstance(given, list) else ()):
                with contextlib.suppress(BrokenReferenceError):
                    found = self.follow(value, file, (*where, number))
                    facts = found[0] if isinstance(found[0], dict) else {}
                    if (facts.get("in"), facts.get("name")) == (parameter.location, parameter.name):
                        return found
        return None, file, start

    def text(self, value: Mapping[str, Json], key: str, file: RawFile, path: JsonPath) -> str:
        """Return a text, or nothing where there is none."""
        found = value.get(key)
        if found is None or isinstance(found, str):
            return found or ""
        self.note(file, (*path, key), f"expected text, found {found!r:.60}", "write it in quotes")
        return str(found) if isinstance(found, (int, float)) else ""

    # -- operations ---------------------------------------------------------------------------------------------------

    def operation(
        self,
        method: str,
        path: str,
        value: dict[str, Json],
        file: RawFile,
        where: JsonPath,
        shared: tuple[Parameter, ...] = (),
    ) -> Operation:
        """Return an operation without servers and security.

        :param shared: parameters of all operations of the path.
        """
        own = self.parameters(value.get("parameters"), file, (*where, "parameters"))
        parameters = {(p.location, p.name): p for p in (*shared, *own)}
        for name in _PLACEHOLDER.findall(path) if path.startswith("/") else ():
            bare = name.partition("=")[0].rstrip("*+")
            if ("path", name) not in parameters and ("path", bare) not in parameters:
                words = f"{method} {path}: the path parameter {bare!r} is not described"
                self.note(file, (*where, "parameters"), words, f"add a parameter {bare!r} with 'in: path'")
                schema = Schema(types=("string",))
                parameters["path", bare] = Parameter(name=bare, location="path", required=True, schema=schema)
        tags = value.get("tags")
        body = value.get("requestBody")
        return Operation(
            id="",
            method=method,
            path=path,
            summary=self.text(value, "summary", file, where),
            description=self.text(value, "description", file, where),
            tags=tuple(map(str, tags)) if isinstance(tags, list) else (),
            parameters=tuple(parameters.values()),
            body=None if body is None else self.body(body, file, (*where, "requestBody")),
            responses=tuple(self.responses(value.get("responses"), file, (*where, "responses"))),
            deprecated=value.get("deprecated") is True,
            operation_id=self.text(value, "operationId", file, where),
            external_docs=read_docs(value.get("externalDocs")),
            code_samples=tuple(_code_samples(value)),
            callbacks=tuple(self.callbacks(value.get("callbacks"), file, (*where, "callbacks"))),
        )

    def callbacks(self, given: Json, file: RawFile, where: JsonPath) -> Iterator[Callback]:
        """Yield the callbacks of an operation, one for each method."""
        for name, value in given.items() if isinstance(given, dict) else ():
            found = self._part(value, file, (*where, name), "a callback")
            if found is None:
                continue
            items, target, at = found
            for expression, item in items.items():
                if expression.startswith("x-"):
                    continue
                part = self._part(item, target, (*at, expression), "a path item")
                for method, operation in part[0].items() if part else ():
                    if part and method in HTTP_METHODS and isinstance(operation, dict):
                        made = self.operation(method.upper(), expression, operation, part[1], (*part[2], method))
                        yield Callback(name=name, expression=expression, operation=made)

    def _part(
        self, value: Json, file: RawFile, path: JsonPath, kind: str
    ) -> tuple[dict[str, Any], RawFile, JsonPath] | None:
        """Return an object with its reference followed, or nothing and a fault."""
        try:
            value, file, path = self.follow(value, file, path)
        except BrokenReferenceError as error:
            self.note(file, (*path, "$ref"), error.reason, error.hint)
            return None
        if not isinstance(value, dict):
            self.note(file, path, f"expected {kind}, found {value!r:.60}", "")
            return None
        return value, file, path

    # -- parameters ---------------------------------------------------------------------------------------------------

    def parameters(self, given: Json, file: RawFile, where: JsonPath) -> tuple[Parameter, ...]:
        """Return the parameters of a list."""
        if given is None:
            return ()
        if not isinstance(given, list):
            self.note(file, where, "expected a list of parameters", "write each as '- name: ...'")
            return ()
        read: list[Parameter] = []
        for number, value in enumerate(given):
            key = (file.path, _get_reference(value))
            parameter = self._parameters.get(key) or self._parameter(value, file, (*where, number))
            if parameter is not None:
                if any(parameter.name == other.name and parameter.location == other.location for other in read):
                    self.note(file, (*where, number), *repeated_parameter(parameter), severity="note")
                read.append(parameter)
                if key[-1]:
                    self._parameters[key] = parameter
        return tuple(read)

    def _parameter(self, given: Json, file: RawFile, where: JsonPath) -> Parameter | None:
        found = self._part(given, file, where, "a parameter")
        if found is None:
            return None
        value, file, where = found
        name, location = value.get("name"), value.get("in")
        if not isinstance(name, str) or not name:
            self.note(file, where, "a parameter has no name; it is left out", "add 'name: ...'")
            return None
        if location == "querystring":  # OpenAPI 3.2: the whole query as one value
            location = "query"
        if location not in _LOCATIONS:
            words = f"the parameter {name!r} is left out: 'in' is one of {', '.join(_LOCATIONS)}, found {location!r}"
            self.note(file, (*where, "in"), words, "")
            return None
        parameter = self._input(name, value, file, where)
        if location == "path" and not parameter.required:
            if value.get("required") is not None:
                words = f"the path parameter {name!r} is always required"
                self.note(file, (*where, "required"), words, "write 'required: true'")
            parameter = replace(parameter, required=True)
        return replace(parameter, location=cast("Location", location))

    def _input(self, name: str, value: dict[str, Any], file: RawFile, where: JsonPath) -> Parameter:
        """Return a Parameter or Header Object; its place is a header until it is known."""
        schema, media_type = Schema(), ""
        examples = [example for _name, example, *_words in self._examples(value, file, where)]
        content = value.get("content")
        if "schema" in value:
            schema = self._schemas.read(value["schema"], file, (*where, "schema"))
        elif isinstance(content, dict) and content:
            media_type = next(iter(content))
            media = self._media(media_type, content[media_type], file, (*where, "content", media_type))
            schema = media.schema or Schema()
            examples += [example.value for example in media.examples]
        explode = value.get("explode")
        sent = 0 if value.get("x-unsent") is True else 1
        return Parameter(
            name=name,
            location="header",
            required=value.get("required") is True,
            description=self.text(value, "description", file, where),
            schema=schema,
            example=examples[0] if examples[:sent] else MISSING,
            examples=tuple(examples[sent:]),
            deprecated=value.get("deprecated") is True,
            style=self.text(value, "style", file, where),
            explode=explode if isinstance(explode, bool) else None,
            content_type=media_type,
            inferred=value.get("x-inferred") is True,
        )

    def _examples(self, value: dict[str, Any], file: RawFile, where: JsonPath) -> Iterator[tuple[str, Json, str, str]]:
        """Yield (name, value, summary, description) of ``example`` and ``examples``."""
        if "example" in value:
            yield "example", value["example"], "", ""
        elif "x-example" in value:
            yield "example", value["x-example"], "", ""
        given = value.get("examples")
        if isinstance(given, list):  # of JSON Schema, which stand here in the wild
            for number, example in enumerate(given):
                yield f"example-{number + 1}", example, "", ""
        for name, example in given.items() if isinstance(given, dict) else ():
            if not isinstance(example, dict) or not example.keys() & {
                *("$ref", "value", "dataValue", "serializedValue", "externalValue", "summary", "description")
            }:
                yield name, example, "", ""  # the value itself, in the place of an Example Object
                continue
            found = self._part(example, file, (*where, "examples", name), "an example")
            if found is None:
                continue
            part, target, at = found
            shown: Json | Missing = example_value(part)
            summary, description = (self.text(part, key, target, at) for key in ("summary", "description"))
            if isinstance(address := part.get("externalValue"), str) and shown is MISSING:
                shown, description = f"See {address}", description
            if shown is not MISSING:
                yield name, shown, summary, description

    # -- bodies -------------------------------------------------------------------------------------------------------

    def body(self, given: Json, file: RawFile, where: JsonPath) -> RequestBody | None:
        """Return a Request Body Object."""
        found = self._part(given, file, where, "a request body")
        if found is None:
            return None
        value, file, where = found
        return RequestBody(
            content=self._content(value.get("content"), file, (*where, "content")),
            required=value.get("required") is True,
            description=self.text(value, "description", file, where),
        )

    def _content(self, given: Json, file: RawFile, where: JsonPath) -> tuple[MediaType, ...]:
        if given is None:
            return ()
        if not isinstance(given, dict):
            self.note(file, where, "expected a mapping of media types", "write 'application/json: ...'")
            return ()
        return tuple(self._media(kind, media, file, (*where, kind)) for kind, media in given.items())

    def _media(self, kind: str, given: Json, file: RawFile, where: JsonPath) -> MediaType:
        found = self._part({} if given is None else given, file, where, "a media type")
        if found is None:
            return MediaType(type=kind)
        value, file, where = found
        key = "schema" if "schema" in value else "itemSchema"
        schema = self._schemas.read(value[key], file, (*where, key)) if key in value else None
        examples = tuple(
            Example(
                name=name,
                value=example,
                summary=summary,
                description=description,
                serialized=_is_serialized(value, name),
            )
            for name, example, summary, description in self._examples(value, file, where)
        )
        encoding = value.get("encoding")
        types = {
            name: str(part["contentType"])
            for name, part in (encoding.items() if isinstance(encoding, dict) else ())
            if isinstance(part, dict) and isinstance(part.get("contentType"), str)
        }
        inferred = value.get("x-inferred") is True
        return MediaType(type=kind, schema=schema, examples=examples, encoding=types, inferred=inferred)

    def responses(self, given: Json, file: RawFile, where: JsonPath) -> Iterator[Response]:
        """Yield Response Objects by status."""
        for status, value in given.items() if isinstance(given, dict) else ():
            if status.startswith("x-"):
                continue
            name = status.upper() if status != "default" else status
            if not re.fullmatch(r"[1-5](\d\d|XX)|default", name):
                words = f"expected a status such as 200, 4XX or default, found {status!r}"
                self.note(file, (*where, status), words, "")
            key = (name, file.path, _get_reference(value))
            response = self._responses.get(key) or self._response(name, value, file, (*where, status))
            if response is not None:
                yield response
                if key[-1]:
                    self._responses[key] = response

    def _response(self, status: str, value: Json, file: RawFile, where: JsonPath) -> Response | None:
        found = self._part(value, file, where, "a response")
        if found is None:
            return None
        part, target, at = found
        if "x-gptproto-errors" in part:  # the error catalogue, for readers that know no such thing
            return None
        words = self.text(part, "description", target, at) or self.text(part, "summary", target, at)
        return Response(
            status=status,
            description=words,
            headers=tuple(self._headers(part.get("headers"), target, (*at, "headers"))),
            content=self._content(part.get("content"), target, (*at, "content")),
            links=tuple(self._links(part.get("links"), target, (*at, "links"))),
        )

    def _headers(self, given: Json, file: RawFile, where: JsonPath) -> Iterator[Parameter]:
        for name, value in given.items() if isinstance(given, dict) else ():
            found = self._part(value, file, (*where, name), "a header")
            if found is not None:
                yield self._input(name, *found)

    def _links(self, given: Json, file: RawFile, where: JsonPath) -> Iterator[Link]:
        for name, value in given.items() if isinstance(given, dict) else ():
            found = self._part(value, file, (*where, name), "a link")
            if found is None:
                continue
            part, target, at = found
            parameters = part.get("parameters")
            texts = {
                str(key): text if isinstance(text, str) else json.dumps(text, ensure_ascii=False)
                for key, text in (parameters.items() if isinstance(parameters, dict) else ())
            }
            if "requestBody" in part:
                body = part["requestBody"]
                texts["body"] = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
            yield Link(
                name=name,
                operation=str(part.get("operationId") or part.get("operationRef") or ""),
                description=self.text(part, "description", target, at),
                parameters=texts,
            )


def _is_serialized(media: Mapping[str, Any], name: str) -> bool:
    """Return whether an example is marked as the text that is sent."""
    examples = media.get("examples")
    example = examples.get(name) if isinstance(examples, dict) else None
    return isinstance(example, dict) and example.get("x-serialized") is True


def _get_reference(value: Json) -> str:
    """Return where a Reference Object leads, or nothing where something beside it makes it one of its own."""
    reference = value.get("$ref") if isinstance(value, dict) and len(value) == 1 else None
    return reference if isinstance(reference, str) else ""


def _code_samples(value: Mapping[str, Json]) -> Iterator[CodeSample]:
    """Yield the samples that the source brings along, in any of the spellings that tools read."""
    given = next((value[key] for key in _SAMPLE_KEYS if isinstance(value.get(key), list)), None)
    for sample in given if isinstance(given, list) else ():
        if isinstance(sample, dict) and isinstance(code := sample.get("source"), str):
            language = str(sample.get("lang") or sample.get("label") or "text")
            yield CodeSample(language=language, label=str(sample.get("label") or ""), code=code)
    readme = value.get("x-readme")
    samples = readme.get("code-samples") if isinstance(readme, dict) else None
    for sample in samples if isinstance(samples, list) else ():
        if isinstance(sample, dict) and isinstance(code := sample.get("code"), str):
            language = str(sample.get("language") or "text")
            yield CodeSample(language=language, label=str(sample.get("name") or ""), code=code)
