"""Native files to a specification, with every fault at its place.

A part that has a fault is left out together with what needs it; all else is kept.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from ...spec.conformance import excerpt
from ...spec.errors import SpecError, UnreadableSourceError, did_you_mean, nearest
from ...spec.model import Operation, SecurityScheme, Service, Source
from ...spec.registry import Specification
from ...spec.resolver import Resolver
from ...spec.servers import find_variable_faults
from .. import native_format as form
from ..catalogue.catalogue import Catalogue
from ..catalogue.validation import NOT_A_PATH, validate
from ..checks import check_operation, check_schema, find_circle, unknown_scheme
from ..files.secrets import mask_secrets
from ..files.yaml_json import Document, read_document
from .convert import Converter, RefError
from .service import make_error, make_scheme, make_server, make_service

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from ...spec.json_path import JsonPath
    from ...spec.model import ErrorEntry, Schema
    from ..files.text_file import TextFile


_REMOVE: Final = "remove it, or let it start with 'x-'"
_TOP_KEYS: Final = tuple(form.RegistryFile.model_fields)
_COMPONENTS: Final[dict[str, type[form.Part]]] = {
    "schemas": form.SchemaPart,
    "parameters": form.ParameterPart,
    "requestBodies": form.RequestBodyPart,
    "responses": form.ResponsePart,
    "securitySchemes": form.SecuritySchemePart,
}
_SERVICE: Final = form.ServicePart
_ERROR: Final = form.ErrorPart
_OPERATIONS: Final[dict[str, type[form.OperationPart]]] = {
    "operations": form.OperationPart,
    "webhooks": form.WebhookPart,
}
_FORMAT: Final = form.LevelPart
_NAME: Final = re.compile(r"[A-Za-z0-9._-]+\Z"), "a name of letters, digits, '_', '.' and '-'"
_OPERATION_NAME: Final = re.compile(rf"{form.OPERATION_NAME}\Z"), "a name without spaces, such as createImage"
_SLUG: Final = re.compile(rf"{form.SLUG}\Z"), "lower-case words joined by hyphens, such as invalid-token"


def detect(file: TextFile) -> bool:
    """Return whether a file is a native one."""
    return file.has_key("gptproto")


def load(
    files: Sequence[Path], *, namespace: str = "", prefix: str = "", notes: bool = False
) -> tuple[Specification, list[SpecError]]:
    """Load native files as one registry; see :class:`.formats.Loader`. What other formats note is a fault here."""
    return load_documents(map(read_document, files), namespace=namespace)


def load_documents(documents: Iterable[Document], *, namespace: str = "") -> tuple[Specification, list[SpecError]]:
    """Load the documents of native files as one registry."""
    loader = _NativeLoader(namespace)
    order: dict[str, int] = {}
    for document in documents:
        order[document.file] = len(order)
        loader.read(document)
    specification = loader.finish()
    faults = sorted(loader.faults, key=lambda fault: (order[fault.source.file], fault.source.line, fault.source.column))
    return specification, faults


class _NativeLoader:
    """Gathers the parts of all files first, then makes values of them: a name may be used before it is given."""

    def __init__(self, namespace: str) -> None:
        self.faults: list[SpecError] = []
        self._services: list[tuple[Document, JsonPath, form.ServicePart]] = []
        self._errors: dict[str, form.ErrorPart] = {}
        self._formats: dict[str, form.LevelPart] = {}
        self._components: dict[str, dict[str, Any]] = {section: {} for section in _COMPONENTS}
        self._operations: dict[str, form.OperationPart] = {}
        self._catalogue: list[tuple[Document, JsonPath, dict[str, Any]]] = []
        self._loose: list[tuple[Document, dict[str, Any]]] = []
        """Levels and endpoints that stand under no provider, by file."""
        self._places: dict[tuple[str, str], tuple[Document, JsonPath]] = {}
        """Of shared parts, by section and name."""
        self._faulty: dict[tuple[str, str], SpecError] = {}
        """What parts that were given are left out for, by section and name."""
        self._given: dict[tuple[str, str], Source] = {}
        self._noted: dict[tuple[Source, str], SpecError] = {}
        self._namespace = namespace
        self._converter = Converter(self._components, self._faulty, namespace)

    # -- reading: shapes ----------------------------------------------------------------------------------------------

    def read(self, document: Document) -> None:
        """Check the shape of each part of a file and keep the parts that have it."""
        safe, masked = mask_secrets(document.value, document.source)
        document = replace(document, value=safe)
        self.faults += [*document.faults, *masked]
        data = document.value
        if not isinstance(data, dict) or "gptproto" not in data:
            reason = "is no registry file: it is no mapping with the key 'gptproto'"
            raise UnreadableSourceError(document.source(), reason)
        if data["gptproto"] != form.FORMAT_VERSION:
            version = excerpt(data["gptproto"])
            reason = f"has format version {version}, but this release reads 'gptproto: {form.FORMAT_VERSION}'"
            raise UnreadableSourceError(document.source("gptproto"), reason)
        for key in data:
            if key not in _TOP_KEYS and not key.startswith("x-"):
                close = did_you_mean(nearest(key, _TOP_KEYS))
                self._fault(document, (key,), f"unknown key {key!r}{close}", "" if close else _REMOVE)
        if "service" in data:
            self._read_service(document, data["service"])
        for section, model in _COMPONENTS.items():
            for path, name, value in self._entries(document, ("components", section), data):
                if self._keep(document, path, section, name, model, value, self._components[section]):
                    self._places[section, name] = (document, path)
        components = data.get("components")
        for key in components if isinstance(components, dict) else ():
            if key not in _COMPONENTS and not key.startswith("x-"):
                close = did_you_mean(nearest(key, _COMPONENTS))
                self._fault(document, ("components", key), f"unknown key {key!r}{close}", "" if close else _REMOVE)
        for path, name, value in self._entries(document, ("errors",), data):
            self._keep(document, path, "errors", name, _ERROR, value, self._errors)
        for path, name, value in self._entries(document, ("formats",), data):
            self._keep(document, path, "formats", name, _FORMAT, value, self._formats)
        for section, model in _OPERATIONS.items():
            for path, name, value in self._entries(document, (section,), data):
                if self._keep(document, path, "operations", name, model, value, self._operations):
                    self._places["operations", name] = (document, path)
        self._loose += [(document, {key: data[key] for key in ("levels", "endpoints") if key in data})]
        catalogue = data.get("catalogue")
        if catalogue is None:
            return
        if not isinstance(catalogue, list):
            self._fault(document, ("catalogue",), "expected a list", "write each provider as '- provider: ...'")
            return
        for index, entry in enumerate(catalogue):
            if isinstance(entry, dict):
                self._catalogue.append((document, ("catalogue", index), entry))
            else:
                self._fault(document, ("catalogue", index), "expected a mapping", "start with '- provider: ...'")

    def _read_service(self, document: Document, value: object) -> None:
        part = validate(_SERVICE, value, document, ("service",))
        if isinstance(part, list):
            self.faults += [fault for fault in part if fault not in document.faults]
            return
        if self._services:
            first = self._services[0][0].source("service")
            self._fault(document, ("service",), f"the service is described already at {first}", "keep one of the two")
            return
        self._services.append((document, ("service",), part))

    def _entries(
        self, document: Document, path: JsonPath, data: dict[str, Any]
    ) -> Iterator[tuple[JsonPath, str, object]]:
        value: object = data
        for depth, key in enumerate(path):
            value = value.get(key) if isinstance(value, dict) else None
            if value is None:
                return
            if not isinstance(value, dict):
                self._fault(document, path[: depth + 1], "expected a mapping of names", "write each as 'name: ...'")
                return
        for name, entry in value.items() if isinstance(value, dict) else ():
            if not name.startswith("x-"):
                yield (*path, name), name, entry

    def _keep(
        self,
        document: Document,
        path: JsonPath,
        section: str,
        name: str,
        model: type[form.Part],
        value: object,
        store: dict[str, Any],
    ) -> bool:
        """Validate an entry and put it into the store, or note its faults."""
        if (section, name) in self._given:
            reason = f"the name {name!r} is given already at {self._given[section, name]}"
            self._fault(document, path, reason, "rename one of them")
            return False
        self._given[section, name] = document.source(*path)
        pattern, expected = {"errors": _SLUG, "formats": _SLUG, "operations": _OPERATION_NAME}.get(section, _NAME)
        if not pattern.match(name):
            hint = ""
            if section == "operations" and not any(map(str.isspace, name)):
                expected, hint = NOT_A_PATH
            self._faulty[section, name] = self._fault(document, path, f"expected {expected}, found {name!r}", hint)
            return False
        part = validate(model, value, document, path)
        if isinstance(part, list):
            self.faults += [fault for fault in part if fault not in document.faults]
            self._faulty[section, name] = part[0]
            return False
        store[name] = part
        return True

    # -- finishing: meanings ------------------------------------------------------------------------------------------

    def finish(self) -> Specification:
        """Return the specification of all files read."""
        schemas, resolve = self._make_schemas()
        schemes = {name: make_scheme(name, part) for name, part in self._components["securitySchemes"].items()}
        service = self._make_service(schemes)
        errors = {name: make_error(name, part) for name, part in self._errors.items()}
        operations: dict[str, Operation] = {}
        for name in self._operations:
            operation = self._make_operation(name, service, schemes, errors, resolve)
            if operation is not None:
                operations[name] = operation
        catalogue = Catalogue(operations, errors, self._faulty, resolve)
        for document, path, entry in self._catalogue:
            catalogue.read_provider(document, path, entry)
        for document, entry in self._loose:
            catalogue.read_loose(document, (), entry)
        self.faults += catalogue.faults
        self._name_costs(catalogue.orphans)
        return Specification(
            service=service,
            schemes=schemes,
            schemas=schemas,
            errors=errors,
            operations=operations,
            endpoints=catalogue.get_endpoints(),
            levels=catalogue.get_levels(self._formats),
        )

    def _make_service(self, schemes: dict[str, SecurityScheme]) -> Service:
        if not self._services:
            return Service()
        document, path, part = self._services[0]
        for index, requirement in enumerate(part.security):
            for name in requirement:
                if name not in schemes and ("securitySchemes", name) not in self._faulty:
                    self._fault(document, (*path, "security", index, name), *unknown_scheme(name, schemes))
        self._check_servers(part.servers, document, (*path, "servers"))
        return make_service(part, schemes)

    def _check_servers(self, servers: Sequence[form.ServerPart], document: Document, path: JsonPath) -> None:
        """Record faults of servers; they cost nothing."""
        for index, part in enumerate(servers):
            for name, reason, hint in find_variable_faults(part.url, make_server(part).variables):
                at: JsonPath = ("variables", name, "default") if name else ("url",)
                self._fault(document, (*path, index, *at), reason, hint)

    def _make_schemas(self) -> tuple[dict[str, Schema], Resolver]:
        """Return the sound shared schemas; one that needs a faulty one is left out with it."""
        while True:
            before = len(self._faulty)
            schemas: dict[str, Schema] = {}
            for name, part in self._components["schemas"].items():
                if ("schemas", name) not in self._faulty:
                    try:
                        schemas[self._namespace + name] = self._converter.schema(part)
                    except RefError as error:
                        self._faulty["schemas", name] = self._ref_fault(error, *self._places["schemas", name])
            if len(self._faulty) == before:
                resolve = Resolver(schemas)
                self._check_schemas(schemas, resolve)
                if len(self._faulty) == before:
                    return schemas, resolve

    def _check_schemas(self, schemas: dict[str, Schema], resolve: Resolver) -> None:
        for full_name, schema in schemas.items():
            name = full_name.removeprefix(self._namespace)
            document, path = self._places["schemas", name]
            circle = find_circle(full_name, schemas)
            if circle:
                if not any(("schemas", other.removeprefix(self._namespace)) in self._faulty for other in circle):
                    reason = f"the schema is made of itself by way of {' and '.join(circle[1:])}"
                    hint = "take one '$ref' out, or put it under 'properties' or 'items'"
                    self._faulty["schemas", name] = self._fault(document, path, reason, hint)
                continue
            for at, reason, hint in check_schema(schema, path, resolve):
                self._faulty.setdefault(("schemas", name), self._fault(document, at, reason, hint))

    def _make_operation(
        self,
        name: str,
        service: Service,
        schemes: dict[str, SecurityScheme],
        errors: dict[str, ErrorEntry],
        resolve: Resolver,
    ) -> Operation | None:
        """Return a sound operation, or ``None``, its cause noted."""
        try:
            operation = self._converter.operation(name, self._operations[name], tuple(self._errors), service)
        except RefError as error:
            self._faulty["operations", name] = self._ref_fault(error, *self._locate(name, error.path), is_whole=True)
            return None
        part = self._operations[name]
        shows_names = bool(self._services) and self._services[0][2].operation_ids
        if "operation_id" not in part.model_fields_set and shows_names:
            operation = replace(operation, operation_id=name)
        operation = replace(
            operation,
            errors=tuple(error for error in operation.errors if ("errors", error) not in self._faulty),
            security=tuple(
                requirement
                for requirement in operation.security
                if not any(("securitySchemes", scheme) in self._faulty for scheme in requirement)
            ),
        )
        self._check_servers(part.servers, *self._locate(name, ("servers",)))
        for at, reason, hint in check_operation(operation, schemes, errors, resolve):
            document, path = self._locate(name, at)
            self._faulty.setdefault(("operations", name), self._fault(document, path, reason, hint))
        return None if ("operations", name) in self._faulty else operation

    def _locate(self, name: str, at: JsonPath) -> tuple[Document, JsonPath]:
        """Return where a part of an operation stands: in itself, or in the shared part that it refers to."""
        operation = self._operations[name]
        given: form.Part | None = None
        section, depth = "", 0
        match at:
            case ("requestBody", *_):
                given, section, depth = operation.request_body, "requestBodies", 1
            case ("responses", str(status), *_):
                given, section, depth = operation.responses[status], "responses", 2
            case ("parameters", int(index), *_):
                given, section, depth = operation.parameters[index], "parameters", 2
        inside = at[depth:]
        if isinstance(given, form.ReferencePart) and inside not in ((), ("$ref",)):
            document, path = self._places[section, given.ref.rpartition("/")[2]]
            return document, (*path, *inside)
        document, path = self._places["operations", name]
        return document, (*path, *at)

    # -- faults -------------------------------------------------------------------------------------------------------

    def _ref_fault(self, error: RefError, document: Document, path: JsonPath, *, is_whole: bool = False) -> SpecError:
        """Return why a reference cannot be followed; what is left out for a fault that is reported gets no second one.

        :param is_whole: whether ``path`` holds the error's own path already.
        """
        if error.cause is not None:
            return error.cause
        return self._fault(document, path if is_whole else (*path, *error.path), error.reason, error.hint)

    def _name_costs(self, orphans: dict[str, list[str]]) -> None:
        """Add to each fault the endpoints that are left out for it.

        :param orphans: ids of endpoints by the faulty operation that they need.
        """
        costs: dict[SpecError, list[str]] = {}
        for name, endpoints in orphans.items():
            costs.setdefault(self._faulty["operations", name], []).extend(endpoints)
        self.faults = [
            SpecError(fault.source, fault.reason, fault.hint, costs[fault]) if fault in costs else fault
            for fault in self.faults
        ]

    def _fault(self, document: Document, path: JsonPath, reason: str, hint: str = "") -> SpecError:
        """Note a fault, once where several operations share the part that has it."""
        fault = SpecError(document.source(*path), reason, hint)
        if (known := document.fault_at(fault.source)) is not None:
            return known
        key = (fault.source, reason)
        if key not in self._noted:
            self._noted[key] = fault
            self.faults.append(fault)
        return self._noted[key]
