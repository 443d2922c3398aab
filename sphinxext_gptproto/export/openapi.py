"""Write a specification as an OpenAPI 3.1 file, from which the OpenAPI loader reads the same specification.

What OpenAPI cannot express is under the extension ``x-gptproto``, with the keys of native files. A specification that
came from OpenAPI needs no extension, so the file is written without one if it then still means the same.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ..loaders.files.raw_file import RawFile
from ..loaders.openapi import loader as openapi
from ..loaders.openapi.gptproto_extension import EXTENSION, SAME_PATH
from ..spec.model import HTTP_METHODS, Source
from ..spec.registry import levels_of
from ..spec.resolver import Resolver
from .catalogue import make_catalogue
from .native import make_streaming
from .openapi_objects import PartWriter, make_docs, make_error, make_scheme, make_security, make_server, make_service
from .servers import share_servers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..spec.model import ErrorEntry, Operation
    from ..spec.specification import Specification

    Object = dict[str, Any]

VERSION: Final = "3.1.1"
_METHODS: Final = frozenset(HTTP_METHODS) - {"query"}  # OpenAPI 3.1 does not have it


def make_openapi(specification: Specification, schema_names: Mapping[str, str]) -> Object:
    """Return the specification as the value of an OpenAPI file.

    :param schema_names: the names of schemas in the file, by their names in the specification.
    """
    if specification.endpoints and all(endpoint.is_plain for endpoint in specification.endpoints.values()):
        plain = _DocumentMaker(specification, schema_names, is_plain=True).make()
        if _survives_round_trip(plain, specification):
            return plain
    return _DocumentMaker(specification, schema_names, is_plain=False).make()


def _survives_round_trip(value: Object, specification: Specification) -> bool:
    """Return whether the loader reads the same endpoints and levels from a file without the extension."""
    text = json.dumps(value)
    loaded, _ = openapi.load_file(RawFile(Path("openapi.json"), text, json.loads(text), None))
    expected = replace(specification, schemas=loaded.schemas, schemes=loaded.schemes)
    return _without_places(share_servers(loaded)) == _without_places(expected)


def _without_places(specification: Specification) -> Specification:
    """Return a specification without the places where it was read, for comparison."""
    nowhere = Source(file="")
    endpoints = {name: replace(endpoint, source=nowhere) for name, endpoint in specification.endpoints.items()}
    return replace(specification, endpoints=endpoints, missing_targets=())


class _DocumentMaker:
    """Makes the value of an OpenAPI file.

    :param is_plain: whether the file is written without our extension.
    """

    def __init__(self, specification: Specification, schema_names: Mapping[str, str], *, is_plain: bool) -> None:
        self._specification, self._is_plain = specification, is_plain
        self._schema_names = schema_names
        self._shows_names = any(operation.operation_id for operation in specification.operations.values())
        self._writer = PartWriter(
            schema_names, specification.operations.values(), self._get_name, resolve=Resolver(specification.schemas)
        )
        self._error_responses = _ErrorResponses(specification.errors)

    def make(self) -> Object:
        service = self._specification.service
        info = make_service(service)
        paths: Object = {}
        webhooks: Object = {}
        for operation in self._get_operations():
            self._add_operation(webhooks if operation.is_webhook else paths, operation)
        parts: Object = {
            "externalDocs": make_docs(service.external_docs),
            "servers": [make_server(server) for server in service.servers],
            "security": make_security(service.security),
            "tags": self._make_tags() if self._is_plain else [],
            "x-tagGroups": self._make_tag_groups() if self._is_plain else [],
            "paths": paths,
            "webhooks": webhooks,
            "components": self._make_components(),
            "x-key-variable": "" if service.key_variable == "API_KEY" else service.key_variable,
        }
        document: Object = {
            "openapi": VERSION,
            "info": {"title": "", "version": "", **info},
            **{key: part for key, part in parts.items() if part or key == "paths"},
        }
        if not self._is_plain:
            document[EXTENSION] = self._make_extension()
        return document

    def _make_extension(self) -> Object:
        specification = self._specification
        extension: Object = {"operationIds": True} if self._shows_names else {}
        if specification.errors:
            extension["errors"] = {name: make_error(entry) for name, entry in specification.errors.items()}
        return extension | make_catalogue(specification).as_parts()

    def _make_components(self) -> Object:
        schemas = self._specification.schemas
        parts: Object = {
            "securitySchemes": {name: make_scheme(scheme) for name, scheme in self._specification.schemes.items()},
            "schemas": {self._schema_names[name]: self._writer.schema(schema) for name, schema in schemas.items()},
            "responses": self._error_responses.components,
        }
        return {key: part for key, part in parts.items() if part}

    # -- operations ---------------------------------------------------------------------------------------------------

    def _get_operations(self) -> Iterable[Operation]:
        if self._is_plain:  # in the order of display
            return [endpoint.operation for endpoint in self._specification.endpoints.values()]
        return self._specification.operations.values()

    def _add_operation(self, items: Object, operation: Operation) -> None:
        """Add an operation to its path item; a second one of the same method goes into a list of our extension."""
        item = items.setdefault(operation.path, {})
        method = operation.method.lower()
        operation_object = self._make_operation(operation)
        if method in _METHODS and method not in item:
            item[method] = operation_object
        else:
            item.setdefault(SAME_PATH, []).append({"method": method, **operation_object})

    def _make_operation(self, operation: Operation) -> Object:
        service = self._specification.service
        name = self._get_name(operation)
        fields: Object = {"operationId": name} if name else {}
        fields |= self._writer.call(operation)
        fields["responses"] |= self._error_responses.add_to(operation)
        if not fields["responses"]:
            del fields["responses"]  # OpenAPI does not allow an empty object
        if operation.security != (({},) if operation.is_webhook else service.security):
            fields["security"] = make_security(operation.security)
        if operation.servers and operation.servers != service.servers:
            fields["servers"] = [make_server(server) for server in operation.servers]
        if operation.callbacks:
            fields["callbacks"] = self._writer.callbacks(operation.callbacks)
        extension = {} if self._is_plain else self._make_operation_extension(operation, name)
        return fields | ({EXTENSION: extension} if extension else {})

    def _get_name(self, operation: Operation) -> str:
        return operation.operation_id or ("" if self._shows_names or self._is_plain else operation.id)

    def _make_operation_extension(self, operation: Operation, name: str) -> Object:
        extension: Object = {"id": operation.id} if operation.id != name else {}
        if list(operation.errors) != ([] if operation.is_webhook else list(self._specification.errors)):
            extension["errors"] = list(operation.errors)
        if operation.streaming is not None:
            extension["streaming"] = make_streaming(operation.streaming)
        return extension

    # -- tags ---------------------------------------------------------------------------------------------------------

    def _find_tag_levels(self) -> dict[str, str]:
        """Return the level of each tag: that of the first endpoint whose operation has it as its first tag.

        A level without endpoints is a tag with its title; it comes before the tag of the next level.
        """
        levels: dict[str, str] = {}
        for name, endpoint in self._specification.endpoints.items():
            if endpoint.operation.tags and "/" in name:
                levels.setdefault(endpoint.operation.tags[0], name.rpartition("/")[0])
        used_levels = {level for name in self._specification.endpoints for level in levels_of(name)}
        texts = {
            level.title: name
            for name, level in self._specification.levels.items()
            if level.description and name not in used_levels and level.title not in levels
        }
        positions = {name: position for position, name in enumerate(self._specification.levels)}
        return dict(sorted((levels | texts).items(), key=lambda item: positions.get(item[1], -1))) if texts else levels

    def _make_tags(self) -> list[Object]:
        tag_objects = []
        for tag, level_id in self._find_tag_levels().items():
            level = self._specification.levels.get(level_id)
            if level is not None:
                texts = {"x-displayName": level.title if level.title != tag else "", "description": level.description}
                tag_objects.append({"name": tag, **{key: text for key, text in texts.items() if text}})
        return tag_objects

    def _make_tag_groups(self) -> list[Object]:
        groups: dict[str, list[str]] = {}
        for tag, level_id in self._find_tag_levels().items():
            for parent in levels_of(level_id)[-1:]:
                groups.setdefault(self._specification.levels[parent].title, []).append(tag)
        return [{"name": title, "tags": tags} for title, tags in groups.items()]


class _ErrorResponses:
    """Writes the error catalogue as responses, for tools that do not know our extension."""

    def __init__(self, errors: Mapping[str, ErrorEntry]) -> None:
        self._errors = errors
        self.components: Object = {}
        self._names: dict[tuple[str, ...], str] = {}

    def add_to(self, operation: Operation) -> Object:
        """Return references to the error responses of an operation by status, except statuses that it describes."""
        by_status: dict[str, list[str]] = {}
        for name in operation.errors:
            if name in self._errors:
                by_status.setdefault(str(self._errors[name].status), []).append(name)
        described = {response.status for response in operation.responses}
        return {
            status: {"$ref": f"#/components/responses/{self._get_component(status, tuple(names))}"}
            for status, names in sorted(by_status.items())
            if status not in described
        }

    def _get_component(self, status: str, names: tuple[str, ...]) -> str:
        if names not in self._names:
            number = sum(key.startswith(f"Error{status}") for key in self.components) + 1
            self._names[names] = component = f"Error{status}" if number == 1 else f"Error{status}-{number}"
            entries = [self._errors[name] for name in names]
            examples = {entry.id: {"summary": entry.title, "value": entry.body} for entry in entries}
            self.components[component] = {
                "description": ", or ".join(entry.title for entry in entries) + ".",
                "content": {"application/json": {"examples": examples}},
                "x-gptproto-errors": list(names),
            }
        return self._names[names]


def find_shared_paths(specification: Specification) -> dict[tuple[str, str], list[str]]:
    """Return the names of operations that have the same method and path, by method and path."""
    names_by_path: dict[tuple[str, str], list[str]] = {}
    for name, operation in specification.operations.items():
        if not operation.is_webhook:
            names_by_path.setdefault((operation.method, operation.path), []).append(name)
    return {key: names for key, names in names_by_path.items() if len(names) > 1}
