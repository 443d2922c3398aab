"""A specification as an OpenAPI 3.1 file, which the OpenAPI loader makes the same specification of.

What OpenAPI has no words for stands under ``x-gptproto``, in those of native files. Where the specification came from
OpenAPI, there is nothing of that kind, and the extension is left out.
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
    from ..spec.registry import Specification

    Object = dict[str, Any]

VERSION: Final = "3.1.1"
_METHODS: Final = frozenset(HTTP_METHODS) - {"query"}  # OpenAPI 3.2's


def make_openapi(specification: Specification, schema_names: Mapping[str, str]) -> Object:
    """Return the specification as the value of an OpenAPI file.

    :param schema_names: what schemas are called in the file.
    """
    if specification.endpoints and all(endpoint.is_plain for endpoint in specification.endpoints.values()):
        plain = _Maker(specification, schema_names, is_plain=True).make()
        if _comes_back(plain, specification):
            return plain
    return _Maker(specification, schema_names, is_plain=False).make()


def _comes_back(value: Object, specification: Specification) -> bool:
    """Return whether the loader makes the same endpoints and levels of a file that has no extension."""
    text = json.dumps(value)
    read, _ = openapi.load_file(RawFile(Path("openapi.json"), text, json.loads(text), None))
    same = replace(specification, schemas=read.schemas, schemes=read.schemes)
    return _without_places(share_servers(read)) == _without_places(same)


def _without_places(specification: Specification) -> Specification:
    nowhere = Source(file="")
    endpoints = {name: replace(endpoint, source=nowhere) for name, endpoint in specification.endpoints.items()}
    return replace(specification, endpoints=endpoints)


class _Maker:
    def __init__(self, specification: Specification, schema_names: Mapping[str, str], *, is_plain: bool) -> None:
        self._specification, self._is_plain = specification, is_plain
        self._schema_names = schema_names
        self._writer = PartWriter(schema_names, resolve=Resolver(specification.schemas))
        self._shows_names = any(operation.operation_id for operation in specification.operations.values())
        self._error_responses = _ErrorResponses(specification.errors)

    def make(self) -> Object:
        service = self._specification.service
        info = make_service(service)
        paths: Object = {}
        webhooks: Object = {}
        for operation in self._operations():
            self._add(webhooks if operation.is_webhook else paths, operation)
        parts: Object = {
            "externalDocs": make_docs(service.external_docs),
            "servers": [make_server(server) for server in service.servers],
            "security": make_security(service.security),
            "tags": self._tags() if self._is_plain else [],
            "x-tagGroups": self._groups() if self._is_plain else [],
            "paths": paths,
            "webhooks": webhooks,
            "components": self._components(),
            "x-key-variable": "" if service.key_variable == "API_KEY" else service.key_variable,
        }
        made: Object = {
            "openapi": VERSION,
            "info": {"title": "", "version": "", **info},
            **{key: part for key, part in parts.items() if part or key == "paths"},
        }
        if not self._is_plain:
            made[EXTENSION] = self._extension()
        return made

    def _extension(self) -> Object:
        specification = self._specification
        made: Object = {"operationIds": True} if self._shows_names else {}
        if specification.errors:
            made["errors"] = {name: make_error(entry) for name, entry in specification.errors.items()}
        return made | make_catalogue(specification).as_parts()

    def _components(self) -> Object:
        schemas = self._specification.schemas
        parts: Object = {
            "securitySchemes": {name: make_scheme(scheme) for name, scheme in self._specification.schemes.items()},
            "schemas": {self._schema_names[name]: self._writer.schema(schema) for name, schema in schemas.items()},
            "responses": self._error_responses.components,
        }
        return {key: part for key, part in parts.items() if part}

    # -- operations ---------------------------------------------------------------------------------------------------

    def _operations(self) -> Iterable[Operation]:
        if self._is_plain:  # in the order of display
            return [endpoint.operation for endpoint in self._specification.endpoints.values()]
        return self._specification.operations.values()

    def _add(self, items: Object, operation: Operation) -> None:
        """Put an operation into its path item; a second one of the same method stands beside those that have a key."""
        item = items.setdefault(operation.path, {})
        method = operation.method.lower()
        made = self._operation(operation)
        if method in _METHODS and method not in item:
            item[method] = made
        else:
            item.setdefault(SAME_PATH, []).append({"method": method, **made})

    def _operation(self, operation: Operation) -> Object:
        service = self._specification.service
        name = operation.operation_id or ("" if self._shows_names or self._is_plain else operation.id)
        made: Object = {"operationId": name} if name else {}
        made |= self._writer.call(operation)
        made["responses"] |= self._error_responses.add_to(operation)
        if not made["responses"]:
            del made["responses"]  # OpenAPI knows no empty object here
        if operation.security != (({},) if operation.is_webhook else service.security):
            made["security"] = make_security(operation.security)
        if operation.servers and operation.servers != service.servers:
            made["servers"] = [make_server(server) for server in operation.servers]
        if operation.callbacks:
            made["callbacks"] = self._writer.callbacks(operation.callbacks)
        own = {} if self._is_plain else self._own_facts(operation, name)
        return made | ({EXTENSION: own} if own else {})

    def _own_facts(self, operation: Operation, name: str) -> Object:
        own: Object = {"id": operation.id} if operation.id != name else {}
        if list(operation.errors) != ([] if operation.is_webhook else list(self._specification.errors)):
            own["errors"] = list(operation.errors)
        if operation.streaming is not None:
            own["streaming"] = make_streaming(operation.streaming)
        return own

    # -- tags ---------------------------------------------------------------------------------------------------------

    def _tag_levels(self) -> dict[str, str]:
        """Return the level of each tag that the first place of an operation has."""
        found: dict[str, str] = {}
        for name, endpoint in self._specification.endpoints.items():
            if endpoint.operation.tags and "/" in name:
                found.setdefault(endpoint.operation.tags[0], name.rpartition("/")[0])
        return found

    def _tags(self) -> list[Object]:
        made = []
        for tag, name in self._tag_levels().items():
            level = self._specification.levels.get(name)
            if level is not None:
                words = {"x-displayName": level.title if level.title != tag else "", "description": level.description}
                made.append({"name": tag, **{key: text for key, text in words.items() if text}})
        return made

    def _groups(self) -> list[Object]:
        groups: dict[str, list[str]] = {}
        for tag, name in self._tag_levels().items():
            for above in levels_of(name)[-1:]:
                groups.setdefault(self._specification.levels[above].title, []).append(tag)
        return [{"name": name, "tags": tags} for name, tags in groups.items()]


class _ErrorResponses:
    """The error catalogue as responses, for readers that know no such thing."""

    def __init__(self, errors: Mapping[str, ErrorEntry]) -> None:
        self._errors = errors
        self.components: Object = {}
        self._names: dict[tuple[str, ...], str] = {}

    def add_to(self, operation: Operation) -> Object:
        """Return references to the errors of an operation by status, but for those that it describes itself."""
        by_status: dict[str, list[str]] = {}
        for name in operation.errors:
            if name in self._errors:
                by_status.setdefault(str(self._errors[name].status), []).append(name)
        known = {response.status for response in operation.responses}
        return {
            status: {"$ref": f"#/components/responses/{self._name(status, tuple(names))}"}
            for status, names in sorted(by_status.items())
            if status not in known
        }

    def _name(self, status: str, names: tuple[str, ...]) -> str:
        if names not in self._names:
            number = sum(given.startswith(f"Error{status}") for given in self.components) + 1
            self._names[names] = own = f"Error{status}" if number == 1 else f"Error{status}-{number}"
            entries = [self._errors[name] for name in names]
            examples = {entry.id: {"summary": entry.title, "value": entry.body} for entry in entries}
            self.components[own] = {
                "description": ", or ".join(entry.title for entry in entries) + ".",
                "content": {"application/json": {"examples": examples}},
                "x-gptproto-errors": list(names),
            }
        return self._names[names]


def find_shared_paths(specification: Specification) -> dict[tuple[str, str], list[str]]:
    """Return the operations that have a method and a path in common, by those."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, operation in specification.operations.items():
        if not operation.is_webhook:
            found.setdefault((operation.method, operation.path), []).append(name)
    return {place: names for place, names in found.items() if len(names) > 1}
