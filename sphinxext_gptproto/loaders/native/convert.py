"""Convert the validated schemas and operations of native files to models.

References to shared parameters, bodies and responses are followed; references to schemas are kept as names.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from ...spec.errors import GptprotoError, did_you_mean, nearest
from ...spec.model import (
    MISSING,
    Callback,
    CodeSample,
    Example,
    Link,
    MediaType,
    Operation,
    Parameter,
    RequestBody,
    Response,
    Schema,
    Service,
    Streaming,
)
from .. import native_format as form
from .service import make_docs, make_server

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ...spec.errors import SpecError
    from ...spec.json_path import JsonPath
    from ...spec.model import Location


_SCHEMA_FIELDS: Final = (
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
    "min_properties",
    "max_properties",
    "unique_items",
    "deprecated",
    "read_only",
    "write_only",
    "content_media_type",
    "nullable",
)
"""Fields that :class:`.native_format.SchemaPart` and :class:`.Schema` have in common."""


_CONSTRAINT_FIELDS: Final = (
    *("not_", "if_", "then", "else_", "contains", "min_contains", "max_contains", "property_names"),
    *("dependent_required", "dependent_schemas", "dependencies", "unevaluated_properties", "unevaluated_items"),
)
"""Fields whose values are copied to :attr:`.Schema.constraints`."""


class RefError(GptprotoError):
    """A ``$ref`` whose target does not exist or is skipped.

    :param path: path of the reference in the part that is converted.
    :param cause: the fault because of which the target is skipped; it is already reported.
    """

    def __init__(self, path: JsonPath, reason: str, hint: str = "", *, cause: SpecError | None = None) -> None:
        self.path, self.reason, self.hint, self.cause = path, reason, hint, cause
        super().__init__(reason)


class Converter:
    """Converts parts to models, and looks up their references in one set of components.

    :param components: validated components by section and name; the mapping is filled while files are read.
    :param faulty: the faults of skipped components, by section and name; filled likewise.
    :param namespace: prefix of the names of schemas.
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

    def schema(self, part: form.SchemaPart, path: JsonPath = ()) -> Schema:
        """Convert a schema.

        :param path: path of the schema in the part that is converted, for errors.
        :raises RefError: when the target of a reference in it does not exist or is skipped.
        """
        fields_set = part.model_fields_set
        values: dict[str, Any] = {name: getattr(part, name) for name in _SCHEMA_FIELDS if name in fields_set}
        if part.ref is not None:
            values["ref"] = self._schema_name(part.ref, (*path, "$ref"))
        if part.type is not None:
            values["types"] = (part.type,) if isinstance(part.type, str) else tuple(part.type)
        for name in ("default", "const"):
            if name in fields_set:
                values[name] = getattr(part, name)
        additional = part.additional_properties
        if part.discriminator is not None:
            values["discriminator"] = part.discriminator.property_name
            values["discriminator_values"] = self._discriminator_values(part, part.discriminator, path)
        constraints = {
            str(form.SchemaPart.model_fields[field].alias): getattr(part, field)
            for field in _CONSTRAINT_FIELDS
            if field in fields_set
        }
        return Schema(
            **values,
            examples=tuple(part.examples),
            enum=tuple(part.enum or ()),
            properties={n: self.schema(p, (*path, "properties", n)) for n, p in part.properties.items()},
            pattern_properties={
                n: self.schema(p, (*path, "patternProperties", n)) for n, p in part.pattern_properties.items()
            },
            prefix_items=self._schemas(part.prefix_items, (*path, "prefixItems")),
            external_docs=make_docs(part.external_docs),
            constraints=constraints,
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

    def _discriminator_values(
        self, part: form.SchemaPart, discriminator: form.DiscriminatorPart, path: JsonPath
    ) -> dict[str, str]:
        """Return the names of the variants' schemas by the discriminator's value."""
        values = {
            value: self._schema_name(ref, (*path, "discriminator", "mapping", value))
            for value, ref in discriminator.mapping.items()
        }
        for member in (*part.one_of, *part.any_of):  # OpenAPI: a schema without mapping has its name as value
            name = (member.ref or "").rpartition("/")[2]
            if name and self._namespace + name not in values.values():
                values[name] = self._namespace + name
        return values

    def _schema_name(self, ref: str, path: JsonPath) -> str:
        self._find("schemas", ref, path)
        return self._namespace + ref.rpartition("/")[2]

    def _schemas(self, parts: list[form.SchemaPart], path: JsonPath) -> tuple[Schema, ...]:
        return tuple(self.schema(part, (*path, index)) for index, part in enumerate(parts))

    def operation(self, name: str, part: form.OperationPart, errors: tuple[str, ...], service: Service) -> Operation:
        """Convert an operation or webhook.

        :param errors: all ids of the error catalogue, for an operation without ``errors``.
        :param service: the service, whose security applies to an operation without ``security``.
        :raises RefError: when the target of a reference in it does not exist or is skipped.
        """
        is_webhook = isinstance(part, form.WebhookPart)
        security = service.security
        if part.security is not None:
            security = tuple({n: tuple(scopes) for n, scopes in alternative.items()} for alternative in part.security)
            security = security or ({},)  # OpenAPI: an empty list removes the service's requirements
        streaming = None
        if part.streaming is not None:
            stream_part = part.streaming
            streaming = Streaming(text=stream_part.text, always=stream_part.always, when=stream_part.when)
        return replace(
            self._base_operation(name, part.method, part.path, part),
            errors=() if is_webhook and part.errors is None else errors if part.errors is None else tuple(part.errors),
            security=({},) if is_webhook and part.security is None else security,
            servers=tuple(make_server(server) for server in part.servers),
            streaming=streaming,
            callbacks=tuple(self._callbacks(part.callbacks)),
            is_webhook=is_webhook,
        )

    def _base_operation(
        self, name: str, method: str, path: str, part: form.CallbackPart, parent_path: JsonPath = ()
    ) -> Operation:
        """Convert the fields that operations and callbacks have in common.

        :param parent_path: path of a callback in its operation.
        """
        parameters = tuple(
            self._parameter(
                self._follow("parameters", p, (*parent_path, "parameters", i)), (*parent_path, "parameters", i)
            )
            for i, p in enumerate(part.parameters)
        )
        body = None
        if part.request_body is not None:
            body_path = (*parent_path, "requestBody")
            body = self._request_body(self._follow("requestBodies", part.request_body, body_path), body_path)
        return Operation(
            id=name,
            method=method,
            path=path,
            summary=part.summary,
            description=part.description,
            tags=tuple(part.tags),
            parameters=parameters,
            body=body,
            responses=tuple(
                self._response(status, self._follow("responses", p, (*parent_path, "responses", status)), parent_path)
                for status, p in part.responses.items()
            ),
            deprecated=part.deprecated,
            operation_id=part.operation_id,
            external_docs=make_docs(part.external_docs),
            badges=tuple(part.badges),
            code_samples=tuple(
                CodeSample(language=sample.lang, label=sample.label, code=sample.source) for sample in part.code_samples
            ),
        )

    def _callbacks(self, parts: Mapping[str, Mapping[str, Mapping[Any, form.CallbackPart]]]) -> Iterator[Callback]:
        for name, addresses in parts.items():
            for address, methods in addresses.items():
                for method, part in methods.items():
                    path = ("callbacks", name, address, method)
                    operation = self._base_operation("", method.upper(), address, part, path)
                    yield Callback(name=name, expression=address, operation=operation)

    def _parameter(self, part: form.ParameterPart, path: JsonPath) -> Parameter:
        return self._input(part.name, part.location, part, path)

    def _input(
        self, name: str, location: Location, part: form.ParameterPart | form.HeaderPart, path: JsonPath
    ) -> Parameter:
        """Convert a parameter, or a response header, which has the same fields but name and location."""
        schema, content_type = part.schema_, ""
        schema_path = (*path, "schema")
        for kind, media in part.content.items():
            schema, content_type = media.schema_ or form.SchemaPart(), kind
            schema_path = (*path, "content", kind, "schema")
        return Parameter(
            name=name,
            location=location,
            required=part.required,
            description=part.description,
            schema=self.schema(schema, schema_path),
            example=part.example if "example" in part.model_fields_set else MISSING,
            examples=tuple(example.value for example in part.examples.values()),
            deprecated=part.deprecated,
            style=part.style,
            explode=part.explode,
            content_type=content_type,
            inferred=part.inferred,
        )

    def _request_body(self, part: form.RequestBodyPart, path: JsonPath) -> RequestBody:
        return RequestBody(
            content=self._content(part.content, (*path, "content")),
            required=part.required,
            description=part.description,
        )

    def _response(self, status: str, part: form.ResponsePart, parent_path: JsonPath) -> Response:
        path = (*parent_path, "responses", status)
        return Response(
            status=status,
            summary=part.summary,
            description=part.description,
            headers=tuple(
                self._input(name, "header", header, (*path, "headers", name)) for name, header in part.headers.items()
            ),
            content=self._content(part.content, (*path, "content")),
            links=tuple(
                Link(
                    name=name,
                    operation=link.operation_id or link.operation_ref,
                    address=link.operation_ref if "://" in link.operation_ref else "",
                    description=link.description,
                    parameters=link.parameters,
                )
                for name, link in part.links.items()
            ),
        )

    def _content(self, content: dict[str, form.MediaTypePart], path: JsonPath) -> tuple[MediaType, ...]:
        return tuple(
            MediaType(
                type=kind,
                schema=None if media.schema_ is None else self.schema(media.schema_, (*path, kind, "schema")),
                examples=tuple(
                    Example(
                        name=name,
                        value=e.value,
                        summary=e.summary,
                        description=e.description,
                        serialized=e.serialized,
                    )
                    for name, e in media.examples.items()
                ),
                encoding={name: part.content_type for name, part in media.encoding.items()},
                inferred=media.inferred,
            )
            for kind, media in content.items()
        )

    def _follow(self, section: str, part: Any, path: JsonPath) -> Any:
        """Return the component that a part refers to, or the part itself if it is not a reference."""
        if isinstance(part, form.ReferencePart):
            return self._find(section, part.ref, (*path, "$ref"))
        return part

    def _find(self, section: str, ref: str, path: JsonPath) -> Any:
        """Return the component of a section that a reference names."""
        prefix = f"#/components/{section}/"
        if not ref.startswith(prefix):
            raise RefError(path, f"expected a reference such as {prefix}Name, found {ref!r}", _ref_hint(ref))
        name = ref.removeprefix(prefix)
        if (section, name) in self._faulty:
            cause = self._faulty[section, name]
            raise RefError(path, f"{ref!r} is skipped because of its faults", cause=cause)
        component = self._components[section].get(name)
        if component is None:
            suggestion = did_you_mean(nearest(name, self._components[section]))
            hint = "" if suggestion else f"add {name!r} under components.{section}, or fix the name"
            raise RefError(path, f"{ref!r} does not exist{suggestion}", hint)
        return component


def _ref_hint(ref: str) -> str:
    """Return what to do about a reference that is not one to a component of the expected section."""
    if ref.startswith("#"):
        return "use a component of the kind that is expected here"
    return "copy the target into a file of this registry: nothing is fetched, and other files are not read"
