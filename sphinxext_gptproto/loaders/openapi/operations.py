"""Operation Objects and what they are made of: parameters, bodies, responses, links, callbacks and code samples."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

from ...spec.memo import IdentityMemo
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
from .dereferencing import has_broken, is_broken
from .schemas import example_value, read_docs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...spec.json_path import JsonPath
    from ...spec.model import Json, Missing
    from ..files.raw_file import RawFile
    from .links import LinkReader
    from .object_lookup import ObjectLookup
    from .schemas import ReportFault, SchemaReader

_LOCATIONS: Final = ("path", "query", "header", "cookie")
_PLACEHOLDER: Final = re.compile(r"\{([^{}]+)\}")
_STATUS: Final = re.compile(r"[1-5](\d\d|XX)|default")
_EXAMPLE_FIELDS: Final = frozenset({"value", "dataValue", "serializedValue", "externalValue", "summary", "description"})
"""Fields of an Example Object (OpenAPI 3.2)."""
_SAMPLE_KEYS: Final = ("x-codeSamples", "x-code-samples", "x-codesamples", "x-samples")


class OperationReader:
    """Turns the Operation Objects of one source into models.

    Parameters and responses are read once: operations that refer to the same one share its model.

    :param report: records a fault.
    """

    def __init__(self, objects: ObjectLookup, schemas: SchemaReader, links: LinkReader, report: ReportFault) -> None:
        self.operation_ids: set[str] = set()
        """Those of all operations read so far."""
        self._objects = objects
        self._links = links
        self._schemas = schemas
        self._report = report
        self._memo = IdentityMemo()

    # -- operations ---------------------------------------------------------------------------------------------------

    def read_operation(
        self,
        method: str,
        path: str,
        fields: dict[str, Json],
        file: RawFile,
        json_path: JsonPath,
        shared_parameters: tuple[Parameter, ...] = (),
        *,
        is_incomplete: bool = False,
    ) -> Operation:
        """Return an operation without servers and security.

        :param path: the path of the URL.
        :param json_path: the path of the Operation Object in its file.
        :param shared_parameters: the parameters of the path item, which those of the operation override.
        :param is_incomplete: whether the path item has parameters that could not be read, since their references are
            broken.
        """
        operation_parameters = self.read_parameters(fields.get("parameters"), file, (*json_path, "parameters"))
        parameters = {(p.location, p.name): p for p in (*shared_parameters, *operation_parameters)}
        is_incomplete = is_incomplete or has_broken(fields.get("parameters"))
        for placeholder in _PLACEHOLDER.findall(path) if path.startswith("/") else ():
            name = placeholder.partition("=")[0].rstrip("*+")  # of ``{name=**}`` and ``{path*}``, as gateways have them
            if ("path", placeholder) not in parameters and ("path", name) not in parameters:
                if not is_incomplete:
                    reason = f"{method} {path}: the path parameter {name!r} is not described"
                    self._report(file, (*json_path, "parameters"), reason, f"add a parameter {name!r} with 'in: path'")
                schema = Schema(types=("string",))
                parameters["path", name] = Parameter(name=name, location="path", required=True, schema=schema)
        tags = fields.get("tags")
        body = fields.get("requestBody")
        operation_id = self._objects.read_text(fields, "operationId", file, json_path)
        self.operation_ids.add(operation_id)
        return Operation(
            id="",
            method=method,
            path=path,
            summary=self._objects.read_text(fields, "summary", file, json_path),
            description=self._objects.read_text(fields, "description", file, json_path),
            tags=tuple(map(str, tags)) if isinstance(tags, list) else (tags,) if isinstance(tags, str) else (),
            parameters=tuple(parameters.values()),
            body=None if body is None else self._read_body(body, file, (*json_path, "requestBody")),
            responses=tuple(self._read_responses(fields.get("responses"), file, (*json_path, "responses"))),
            deprecated=fields.get("deprecated") is True,
            operation_id=operation_id,
            external_docs=read_docs(fields.get("externalDocs")),
            code_samples=tuple(_read_code_samples(fields)),
            badges=tuple(_read_badges(fields)),
            callbacks=tuple(self._read_callbacks(fields.get("callbacks"), file, (*json_path, "callbacks"))),
        )

    def _read_callbacks(self, callbacks: Json, file: RawFile, path: JsonPath) -> Iterator[Callback]:
        """Yield the callbacks of an operation, one for each method of each of its path items."""
        for name, value in callbacks.items() if isinstance(callbacks, dict) else ():
            path_items = self._objects.read_object(value, file, (*path, name), "a callback")
            for expression, item in path_items.items() if path_items else ():
                if expression.startswith("x-"):
                    continue
                item_path: JsonPath = (*path, name, expression)
                path_item = self._objects.read_object(item, file, item_path, "a path item")
                for method, fields in path_item.items() if path_item else ():
                    if method in HTTP_METHODS and isinstance(fields, dict):
                        operation = self.read_operation(method.upper(), expression, fields, file, (*item_path, method))
                        yield Callback(name=name, expression=expression, operation=operation)

    # -- parameters ---------------------------------------------------------------------------------------------------

    def read_parameters(self, values: Json, file: RawFile, path: JsonPath) -> tuple[Parameter, ...]:
        """Return the parameters of a list of Parameter Objects and references to them."""
        if values is None:
            return ()
        if not isinstance(values, list):
            self._report(file, path, "expected a list of parameters", "write each as '- name: ...'")
            return ()
        parameters: list[Parameter] = []
        for index, value in enumerate(values):
            if is_broken(value):
                continue
            read = partial(self._read_parameter, value, file, (*path, index))
            parameter = self._memo.get("parameter", value, None, read)
            if parameter is not None:
                if any(parameter.name == other.name and parameter.location == other.location for other in parameters):
                    self._report(file, (*path, index), *repeated_parameter(parameter), severity="note")
                parameters.append(parameter)
        return tuple(parameters)

    def _read_parameter(self, value: Json, file: RawFile, path: JsonPath) -> Parameter | None:
        fields = self._objects.read_object(value, file, path, "a parameter")
        if fields is None:
            return None
        name, location = fields.get("name"), fields.get("in")
        if not isinstance(name, str) or not name:
            self._report(file, path, "the parameter has no name and is skipped", "add 'name: ...'")
            return None
        if location == "querystring":  # OpenAPI 3.2: the whole query as one value
            location = "query"
        if location not in _LOCATIONS:
            expected = f"expected 'in' to be one of {', '.join(_LOCATIONS)}, found {location!r}"
            self._report(file, (*path, "in"), f"the parameter {name!r} is skipped: {expected}", "")
            return None
        parameter = self._read_header(name, fields, file, path)
        if location == "path" and not parameter.required:
            if fields.get("required") is not None:
                reason = f"the path parameter {name!r} must be required"
                self._report(file, (*path, "required"), reason, "write 'required: true'")
            parameter = replace(parameter, required=True)
        return replace(parameter, location=cast("Location", location))

    def _read_header(self, name: str, fields: dict[str, Any], file: RawFile, path: JsonPath) -> Parameter:
        """Return a Header Object as a parameter; a Parameter Object has the same fields, besides name and location."""
        schema, media_type = Schema(), ""
        examples = [value for _name, value, *_texts in self._read_examples(fields, file, path)]
        content = fields.get("content")
        if "schema" in fields:
            schema = self._read_schema(fields, "schema", path)
        elif isinstance(content, dict) and content:
            media_type = next(iter(content))
            media = self._read_media_type(media_type, content[media_type], file, (*path, "content", media_type))
            schema = media.schema or Schema()
            examples += [example.value for example in media.examples]
        explode = fields.get("explode")
        sends_example = fields.get("x-unsent") is not True  # written by our export, where no example is sent
        return Parameter(
            name=name,
            location="header",
            required=fields.get("required") is True,
            description=self._objects.read_text(fields, "description", file, path),
            schema=schema,
            example=examples[0] if examples and sends_example else MISSING,
            examples=tuple(examples[1:] if sends_example else examples),
            deprecated=fields.get("deprecated") is True,
            style=self._objects.read_text(fields, "style", file, path),
            explode=explode if isinstance(explode, bool) else None,
            content_type=media_type,
            inferred=fields.get("x-inferred") is True,
        )

    def _read_examples(
        self, fields: dict[str, Any], file: RawFile, path: JsonPath
    ) -> Iterator[tuple[str, Json, str, str]]:
        """Yield name, value, summary and description of each of ``example`` and ``examples``."""
        if "example" in fields:
            yield "example", fields["example"], "", ""
        elif "x-example" in fields:
            yield "example", fields["x-example"], "", ""
        examples = fields.get("examples")
        if isinstance(examples, list):  # JSON Schema's list of values, which some files have here
            for index, item in enumerate(examples):
                yield f"example-{index + 1}", item, "", ""
        for name, example in examples.items() if isinstance(examples, dict) else ():
            if not isinstance(example, dict) or _EXAMPLE_FIELDS.isdisjoint(example):
                yield name, example, "", ""  # the value itself, in place of an Example Object
                continue
            value: Json | Missing = example_value(example)
            summary, description = (
                self._objects.read_text(example, key, file, (*path, "examples", name))
                for key in ("summary", "description")
            )
            if isinstance(address := example.get("externalValue"), str) and value is MISSING:
                value = f"See {address}"
            if value is not MISSING:
                yield name, value, summary, description

    # -- bodies -------------------------------------------------------------------------------------------------------

    def _read_body(self, value: Json, file: RawFile, path: JsonPath) -> RequestBody | None:
        fields = self._objects.read_object(value, file, path, "a request body")
        if fields is None:
            return None
        return RequestBody(
            content=self._read_content(fields.get("content"), file, (*path, "content")),
            required=fields.get("required") is True,
            description=self._objects.read_text(fields, "description", file, path),
        )

    def _read_content(self, content: Json, file: RawFile, path: JsonPath) -> tuple[MediaType, ...]:
        if content is None:
            return ()
        if not isinstance(content, dict):
            self._report(file, path, "expected a mapping of media types", "write 'application/json: ...'")
            return ()
        return tuple(self._read_media_type(name, value, file, (*path, name)) for name, value in content.items())

    def _read_media_type(self, media_type: str, value: Json, file: RawFile, path: JsonPath) -> MediaType:
        fields = self._objects.read_object({} if value is None else value, file, path, "a media type")
        if fields is None:
            return MediaType(type=media_type)
        key = "schema" if "schema" in fields else "itemSchema"  # OpenAPI 3.2: of each event of a stream
        schema = self._read_schema(fields, key, path) if key in fields else None
        examples = tuple(
            Example(
                name=name,
                value=example,
                summary=summary,
                description=description,
                serialized=_is_serialized(fields, name),
            )
            for name, example, summary, description in self._read_examples(fields, file, path)
        )
        encoding = fields.get("encoding")
        content_types = {
            name: str(part["contentType"])
            for name, part in (encoding.items() if isinstance(encoding, dict) else ())
            if isinstance(part, dict) and isinstance(part.get("contentType"), str)
        }
        inferred = fields.get("x-inferred") is True
        return MediaType(type=media_type, schema=schema, examples=examples, encoding=content_types, inferred=inferred)

    def _read_schema(self, fields: dict[str, Any], key: str, path: JsonPath) -> Schema:
        return self._schemas.read(fields[key], *self._objects.find_schema(fields[key], (*path, key)))

    # -- responses ----------------------------------------------------------------------------------------------------

    def _read_responses(self, responses: Json, file: RawFile, path: JsonPath) -> Iterator[Response]:
        """Yield the responses of a Responses Object, which has them by status."""
        for key, value in responses.items() if isinstance(responses, dict) else ():
            if key.startswith("x-"):
                continue
            status = key.upper() if key != "default" else key
            if not _STATUS.fullmatch(status):
                reason = f"expected a status such as 200, 4XX or default, found {key!r}"
                self._report(file, (*path, key), reason, "")
            read = partial(self._read_response, status, value, file, (*path, key))
            response = self._memo.get("response", value, status, read)
            if response is not None:
                yield response

    def _read_response(self, status: str, value: Json, file: RawFile, path: JsonPath) -> Response | None:
        fields = self._objects.read_object(value, file, path, "a response")
        if fields is None:
            return None
        if "x-gptproto-errors" in fields:  # written by our export: the error catalogue, for tools that do not know it
            return None
        key = "summary" if "summary" in fields else "x-summary"  # the latter is written by our export, for OpenAPI 3.1
        return Response(
            status=status,
            summary=self._objects.read_text(fields, key, file, path),
            description=self._objects.read_text(fields, "description", file, path),
            headers=tuple(self._read_headers(fields.get("headers"), file, (*path, "headers"))),
            content=self._read_content(fields.get("content"), file, (*path, "content")),
            links=tuple(self._read_links(fields.get("links"), file, (*path, "links"))),
        )

    def _read_headers(self, headers: Json, file: RawFile, path: JsonPath) -> Iterator[Parameter]:
        for name, value in headers.items() if isinstance(headers, dict) else ():
            header_path: JsonPath = (*path, name)
            fields = self._objects.read_object(value, file, header_path, "a header")
            if fields is not None:
                yield self._read_header(name, fields, file, header_path)

    def _read_links(self, links: Json, file: RawFile, path: JsonPath) -> Iterator[Link]:
        for name, value in links.items() if isinstance(links, dict) else ():
            fields = self._objects.read_object(value, file, (*path, name), "a link")
            if fields is None:
                continue
            parameters = fields.get("parameters")
            texts = {
                str(key): text if isinstance(text, str) else json.dumps(text, ensure_ascii=False)
                for key, text in (parameters.items() if isinstance(parameters, dict) else ())
            }
            if "requestBody" in fields:
                body = fields["requestBody"]
                texts["body"] = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
            operation_id, reference, description = (
                self._objects.read_text(fields, key, file, (*path, name))
                for key in ("operationId", "operationRef", "description")
            )
            operation, address = self._links.read_target(operation_id, reference, (*path, name))
            yield Link(
                name=name,
                operation=operation,
                address=address,
                description=description,
                parameters=texts,
            )


def _is_serialized(media_type: Mapping[str, Any], name: str) -> bool:
    """Return whether an example of a Media Type Object is marked as the text that is sent, by ``x-serialized``."""
    examples = media_type.get("examples")
    example = examples.get(name) if isinstance(examples, dict) else None
    return isinstance(example, dict) and example.get("x-serialized") is True


def _read_badges(operation: Mapping[str, Json]) -> Iterator[str]:
    """Yield the names under ``x-badges``, which are objects with a name, or texts."""
    badges = operation.get("x-badges")
    for badge in badges if isinstance(badges, list) else ():
        name = badge.get("name", badge.get("label")) if isinstance(badge, dict) else badge
        if isinstance(name, str) and name.strip():
            yield name.strip()


def _read_code_samples(operation: Mapping[str, Json]) -> Iterator[CodeSample]:
    """Yield the code samples of an Operation Object, under any of the keys that documentation tools read."""
    samples = next((operation[key] for key in _SAMPLE_KEYS if isinstance(operation.get(key), list)), None)
    for sample in samples if isinstance(samples, list) else ():
        if isinstance(sample, dict) and isinstance(code := sample.get("source"), str):
            language = str(sample.get("lang") or sample.get("label") or "text")
            yield CodeSample(language=language, label=str(sample.get("label") or ""), code=code)
    readme = operation.get("x-readme")  # of readme.com
    samples = readme.get("code-samples") if isinstance(readme, dict) else None
    for sample in samples if isinstance(samples, list) else ():
        if isinstance(sample, dict) and isinstance(code := sample.get("code"), str):
            language = str(sample.get("language") or "text")
            yield CodeSample(language=language, label=str(sample.get("name") or ""), code=code)
