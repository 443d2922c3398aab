"""Validated parts of a native file to models; references to shared parts are followed, those to schemas stay names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ..errors import GptprotoError, did_you_mean, nearest
from ..models import (
    MISSING,
    Example,
    MediaType,
    Operation,
    Parameter,
    RequestBody,
    Response,
    Schema,
    Server,
    Service,
    Streaming,
)
from . import native_format as form

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..errors import SpecError

Path_ = tuple[str | int, ...]

_SAME: Final = (
    "format",
    "title",
    "description",
    "enum_descriptions",
    "minimum",
    "maximum",
    "exclusive_minimum",
    "exclusive_maximum",
    "multiple_of",
    "min_length",
    "max_length",
    "pattern",
    "min_items",
    "max_items",
    "unique_items",
    "deprecated",
    "read_only",
    "write_only",
    "content_media_type",
)
"""Fields of a schema that mean the same in the file and in the model."""


class RefError(GptprotoError):
    """A ``$ref`` that leads nowhere.

    :param path: the keys down to it.
    :param cause: the fault for which its target is left out, if it is: that one is reported already.
    """

    def __init__(self, path: Path_, reason: str, hint: str = "", *, cause: SpecError | None = None) -> None:
        self.path, self.reason, self.hint, self.cause = path, reason, hint, cause
        super().__init__(reason)


class Converter:
    """Turns parts into models against one set of components.

    :param components: validated components by section and name; it may still grow while files are read.
    :param faulty: what components that were given are left out for, by section and name; it may grow, too.
    :param namespace: put before the names of schemas.
    """

    def __init__(
        self,
        components: Mapping[str, Mapping[str, Any]],
        faulty: Mapping[tuple[str, str], SpecError],
        namespace: str,
    ) -> None:
        self._components = components
        self._faulty = faulty
        self._namespace = namespace

    def schema(self, part: form.SchemaPart, path: Path_ = ()) -> Schema:
        """Return the model of a schema.

        :raises RefError: when a reference inside it leads nowhere.
        """
        given = part.model_fields_set
        values: dict[str, Any] = {name: getattr(part, name) for name in _SAME if name in given}
        if part.ref is not None:
            self._find("schemas", part.ref, (*path, "$ref"))
            values["ref"] = self._namespace + part.ref.rpartition("/")[2]
        if part.type is not None:
            values["types"] = (part.type,) if isinstance(part.type, str) else tuple(part.type)
        for name in ("default", "const"):
            if name in given:
                values[name] = getattr(part, name)
        additional = part.additional_properties
        return Schema(
            **values,
            examples=tuple(part.examples),
            enum=tuple(part.enum or ()),
            properties={n: self.schema(p, (*path, "properties", n)) for n, p in part.properties.items()},
            required=frozenset(part.required),
            items=None if part.items is None else self.schema(part.items, (*path, "items")),
            additional_properties=(
                self.schema(additional, (*path, "additionalProperties"))
                if isinstance(additional, form.SchemaPart)
                else Schema()
                if additional
                else None
            ),
            all_of=self._schemas(part.all_of, (*path, "allOf")),
            one_of=self._schemas(part.one_of, (*path, "oneOf")),
            any_of=self._schemas(part.any_of, (*path, "anyOf")),
        )

    def _schemas(self, parts: list[form.SchemaPart], path: Path_) -> tuple[Schema, ...]:
        return tuple(self.schema(part, (*path, index)) for index, part in enumerate(parts))

    def operation(self, name: str, part: form.OperationPart, errors: tuple[str, ...], service: Service) -> Operation:
        """Return the model of an operation.

        :param errors: ids of the whole error catalogue, for an operation that names none.
        :raises RefError: when a reference inside it leads nowhere.
        """
        parameters = tuple(
            self._parameter(self._follow("parameters", p, ("parameters", i)), ("parameters", i))
            for i, p in enumerate(part.parameters)
        )
        body = None
        if part.request_body is not None:
            body = self._request_body(self._follow("requestBodies", part.request_body, ("requestBody",)))
        security = service.security
        if part.security is not None:
            security = tuple({n: tuple(scopes) for n, scopes in alternative.items()} for alternative in part.security)
            security = security or ({},)  # OpenAPI: an empty list takes the service's away, so nothing is asked for
        streaming = None
        if part.streaming is not None:
            given = part.streaming
            streaming = Streaming(text=given.text, always=given.always, when=given.when)
        return Operation(
            id=name,
            method=part.method,
            path=part.path,
            summary=part.summary,
            description=part.description,
            tags=tuple(part.tags),
            parameters=parameters,
            body=body,
            responses=tuple(
                self._response(status, self._follow("responses", p, ("responses", status)))
                for status, p in part.responses.items()
            ),
            errors=errors if part.errors is None else tuple(part.errors),
            security=security,
            servers=tuple(make_server(server) for server in part.servers),
            streaming=streaming,
            deprecated=part.deprecated,
        )

    def _parameter(self, part: form.ParameterPart, path: Path_) -> Parameter:
        return Parameter(
            name=part.name,
            location=part.location,
            required=part.required,
            description=part.description,
            schema=self.schema(part.schema_, (*path, "schema")),
            example=part.example if "example" in part.model_fields_set else MISSING,
            deprecated=part.deprecated,
            style=part.style,
            explode=part.explode,
        )

    def _request_body(self, part: form.RequestBodyPart) -> RequestBody:
        return RequestBody(
            content=self._content(part.content, ("requestBody", "content")),
            required=part.required,
            description=part.description,
        )

    def _response(self, status: str, part: form.ResponsePart) -> Response:
        path = ("responses", status)
        headers = tuple(
            Parameter(
                name=name,
                location="header",
                required=h.required,
                description=h.description,
                schema=self.schema(h.schema_, (*path, "headers", name, "schema")),
                example=h.example if "example" in h.model_fields_set else MISSING,
                deprecated=h.deprecated,
            )
            for name, h in part.headers.items()
        )
        content = self._content(part.content, (*path, "content"))
        return Response(status=status, description=part.description, headers=headers, content=content)

    def _content(self, content: dict[str, form.MediaTypePart], path: Path_) -> tuple[MediaType, ...]:
        return tuple(
            MediaType(
                type=kind,
                schema=None if media.schema_ is None else self.schema(media.schema_, (*path, kind, "schema")),
                examples=tuple(
                    Example(name=name, value=e.value, summary=e.summary, description=e.description)
                    for name, e in media.examples.items()
                ),
            )
            for kind, media in content.items()
        )

    def _follow(self, section: str, part: Any, path: Path_) -> Any:
        if isinstance(part, form.ReferencePart):
            return self._find(section, part.ref, (*path, "$ref"))
        return part

    def _find(self, section: str, ref: str, path: Path_) -> Any:
        prefix = f"#/components/{section}/"
        if not ref.startswith(prefix):
            raise RefError(path, f"expected a reference such as {prefix}Name, found {ref!r}", _ref_hint(ref))
        name = ref.removeprefix(prefix)
        if (section, name) in self._faulty:
            cause = self._faulty[section, name]
            raise RefError(path, f"needs {ref!r}, which is left out because of its faults", cause=cause)
        found = self._components[section].get(name)
        if found is None:
            close = did_you_mean(nearest(name, self._components[section]))
            hint = "" if close else f"add {name!r} under components.{section}, or mend the name"
            raise RefError(path, f"{ref!r} does not exist{close}", hint)
        return found


def _ref_hint(ref: str) -> str:
    if ref.startswith("#"):
        return "what it names must be of the kind that belongs here"
    return "copy what it names into a file of this registry: nothing is fetched or read from elsewhere"


def make_server(part: form.ServerPart) -> Server:
    """Return a server without a slash at its end: paths start with one."""
    return Server(url=part.url.rstrip("/"), description=part.description)
