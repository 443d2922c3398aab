"""Load native registry files as one specification, and report each fault at its line and column.

A part with a fault is skipped, together with the parts that refer to it; all others are kept.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from ...spec.conformance import excerpt
from ...spec.errors import SpecError, UnreadableSourceError, did_you_mean, nearest
from ...spec.model import Operation, SecurityScheme, Service, Source
from ...spec.resolver import Resolver
from ...spec.servers import find_variable_faults
from ...spec.specification import LeftOut, Specification
from .. import native_format as form
from ..catalogue.catalogue import Catalogue
from ..catalogue.validation import NOT_A_PATH, REMOVE_OR_PREFIX, validate
from ..checks import check_operation, check_schema, find_cycle, missing_target, unknown_scheme
from ..files.internal import InternalParts, mention_marks
from ..files.secrets import mask_secrets
from ..files.yaml_json import Document, read_document
from .convert import Converter, RefError
from .service import make_error, make_scheme, make_server, make_service

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import Path

    from ...spec.json_path import JsonPath
    from ...spec.model import ErrorEntry, Json, Schema
    from ..files.text_file import TextFile


_TOP_KEYS: Final = tuple(str(field.alias) for field in form.RegistryFile.model_fields.values())
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
    """Return whether a file is a native registry file."""
    return file.has_key("gptproto")


def load(
    files: Sequence[Path], *, namespace: str = "", prefix: str = "", notes: bool = False, marks: Collection[str] = ()
) -> tuple[Specification, list[SpecError]]:
    """Load native files as one registry; see :class:`.formats.Loader`.

    ``notes`` has no effect: what is a note in other formats is an error here. Neither has ``prefix``, since native
    files define their levels.
    """
    documents = [read_document(file) for file in files]
    left_out = LeftOut()
    if mention_marks(files, marks):
        left_out, documents = _remove_internal(documents, marks)
    specification, faults = load_documents(documents, namespace=namespace)
    return replace(specification, left_out=left_out), faults


def _remove_internal(documents: list[Document], marks: Collection[str]) -> tuple[LeftOut, list[Document]]:
    """Remove the internal parts of files; references are to the components of all files together."""

    def follow(reference: str, _document: Document) -> tuple[Document, JsonPath, Json] | None:
        path = tuple(reference.removeprefix("#/").split("/"))
        for document in documents:
            value = document.value
            for key in path:
                value = value.get(key) if isinstance(value, dict) else None
            if value is not None:
                return document, path, value
        return None

    left_out, files = InternalParts(marks, lambda document: document.value, follow).remove(documents)
    return left_out, [replace(document, kept=kept) for document, kept in files]


def load_documents(documents: Iterable[Document], *, namespace: str = "") -> tuple[Specification, list[SpecError]]:
    """Load native files that are already parsed as one registry; the faults are sorted by file, line and column."""
    loader = _NativeLoader(namespace)
    order: dict[str, int] = {}
    for document in documents:
        order[document.file] = len(order)
        loader.read(document)
    specification = loader.finish()
    faults = sorted(loader.faults, key=lambda fault: (order[fault.source.file], fault.source.line, fault.source.column))
    return specification, faults


class _NativeLoader:
    """Loads native files in two steps, since a name may be used in one file and defined in a later one.

    :meth:`read` validates each part of a file by itself and stores it. :meth:`finish` converts the parts to models,
    follows references, and checks that the parts agree with one another.
    """

    def __init__(self, namespace: str) -> None:
        self.faults: list[SpecError] = []
        self._services: list[tuple[Document, JsonPath, form.ServicePart]] = []
        self._errors: dict[str, form.ErrorPart] = {}
        self._formats: dict[str, form.LevelPart] = {}
        self._components: dict[str, dict[str, Any]] = {section: {} for section in _COMPONENTS}
        self._operations: dict[str, form.OperationPart] = {}
        self._catalogue: list[tuple[Document, JsonPath, dict[str, Any]]] = []
        self._top_level: list[tuple[Document, dict[str, Any]]] = []
        """The keys ``levels`` and ``endpoints`` at the top of each file, which belong to no provider."""
        self._places: dict[tuple[str, str], tuple[Document, JsonPath]] = {}
        """File and path of each component and operation, by section and name."""
        self._faulty: dict[tuple[str, str], SpecError] = {}
        """The fault of each skipped part, by section and name."""
        self._name_sources: dict[tuple[str, str], Source] = {}
        """Where each name was first defined, by section and name."""
        self._fault_by_reason: dict[tuple[Source, str], SpecError] = {}
        """The recorded faults, by place and reason, so that none is recorded again."""
        self._namespace = namespace
        self._converter = Converter(self._components, self._faulty, namespace)

    # -- read: validate each part by itself ---------------------------------------------------------------------------

    def read(self, document: Document) -> None:
        """Validate the parts of a file and store those without faults."""
        masked_value, secret_faults = mask_secrets(document.value, document.source)
        document = replace(document, value=masked_value)
        self.faults += [*document.faults, *secret_faults]
        data = document.value
        if not isinstance(data, dict) or "gptproto" not in data:
            reason = "is not a registry file: expected a mapping with the key 'gptproto'"
            raise UnreadableSourceError(document.source(), reason)
        if data["gptproto"] != form.FORMAT_VERSION:
            version = excerpt(data["gptproto"])
            reason = f"has format version {version}, but this release reads 'gptproto: {form.FORMAT_VERSION}'"
            raise UnreadableSourceError(document.source("gptproto"), reason)
        for key in data:
            if key not in _TOP_KEYS and not key.startswith("x-"):
                suggestion = did_you_mean(nearest(key, _TOP_KEYS))
                hint = "" if suggestion else REMOVE_OR_PREFIX
                self._fault(document, (key,), f"unknown key {key!r}{suggestion}", hint)
        if "service" in data:
            self._read_service(document, data["service"])
        for section, model in _COMPONENTS.items():
            for path, name, value in self._entries(document, ("components", section), data):
                if self._store_entry(document, path, section, name, model, value, self._components[section]):
                    self._places[section, name] = (document, path)
        components = data.get("components")
        for key in components if isinstance(components, dict) else ():
            if key not in _COMPONENTS and not key.startswith("x-"):
                suggestion = did_you_mean(nearest(key, _COMPONENTS))
                hint = "" if suggestion else REMOVE_OR_PREFIX
                self._fault(document, ("components", key), f"unknown key {key!r}{suggestion}", hint)
        for path, name, value in self._entries(document, ("errors",), data):
            self._store_entry(document, path, "errors", name, _ERROR, value, self._errors)
        for path, name, value in self._entries(document, ("formats",), data):
            self._store_entry(document, path, "formats", name, _FORMAT, value, self._formats)
        for section, model in _OPERATIONS.items():
            for path, name, value in self._entries(document, (section,), data):
                if self._store_entry(document, path, "operations", name, model, value, self._operations):
                    self._places["operations", name] = (document, path)
        self._top_level += [(document, {key: data[key] for key in ("levels", "endpoints") if key in data})]
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
            first_source = self._services[0][0].source("service")
            reason = f"duplicate 'service', first defined at {first_source}"
            self._fault(document, ("service",), reason, "keep one of the two")
            return
        self._services.append((document, ("service",), part))

    def _entries(
        self, document: Document, path: JsonPath, data: dict[str, Any]
    ) -> Iterator[tuple[JsonPath, str, object]]:
        """Yield path, name and value of each entry in the mapping at a path, except extensions (``x-``)."""
        value: object = data
        for depth, key in enumerate(path):
            value = value.get(key) if isinstance(value, dict) else None
            if value is None:
                return
            if not isinstance(value, dict):
                self._fault(document, path[: depth + 1], "expected a mapping", "write each entry as 'name: ...'")
                return
        for name, entry in value.items() if isinstance(value, dict) else ():
            if not name.startswith("x-"):
                yield (*path, name), name, entry

    def _store_entry(
        self,
        document: Document,
        path: JsonPath,
        section: str,
        name: str,
        model: type[form.Part],
        value: object,
        store: dict[str, Any],
    ) -> bool:
        """Validate an entry and store it, or record its faults; return whether it was stored."""
        if (section, name) in self._name_sources:
            reason = f"duplicate name {name!r}, first defined at {self._name_sources[section, name]}"
            self._fault(document, path, reason, "rename one of them")
            return False
        self._name_sources[section, name] = document.source(*path)
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

    # -- finish: convert the parts to models --------------------------------------------------------------------------

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
        for document, entry in self._top_level:
            catalogue.read_levels_and_endpoints(document, (), entry)
        self.faults += catalogue.faults
        self._add_costs(catalogue.skipped_endpoints)
        return Specification(
            service=service,
            schemes=schemes,
            schemas=schemas,
            errors=errors,
            operations=operations,
            endpoints=catalogue.get_endpoints(),
            levels=catalogue.get_levels(self._formats),
            missing_targets=self._find_missing_targets(operations.values()),
        )

    def _find_missing_targets(self, operations: Iterable[Operation]) -> tuple[tuple[str, SpecError], ...]:
        """Return each operationId in links that no operation has, with its fault."""
        names = {*self._operations, *(part.operation_id for part in self._operations.values())} - {""}
        missing: dict[Source, tuple[str, SpecError]] = {}
        for operation in operations:
            for response in operation.responses:
                for link in response.links:
                    if link.operation not in names and not link.address and "/" not in link.operation:
                        path = ("responses", response.status, "links", link.name, "operationId")
                        document, place = self._find_place(operation.id, path)
                        source = document.source(*place)
                        missing[source] = link.operation, SpecError(source, *missing_target(link.operation, names))
        return tuple(missing.values())

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
        """Record the faults of servers; nothing is skipped because of them."""
        for index, part in enumerate(servers):
            for name, reason, hint in find_variable_faults(part.url, make_server(part).variables):
                rest: JsonPath = ("variables", name, "default") if name else ("url",)
                self._fault(document, (*path, index, *rest), reason, hint)

    def _make_schemas(self) -> tuple[dict[str, Schema], Resolver]:
        """Convert the shared schemas without faults.

        A schema that refers to a faulty one is faulty itself. So each round converts the schemas that are left, until
        a round finds no new fault.
        """
        while True:
            fault_count = len(self._faulty)
            schemas: dict[str, Schema] = {}
            for name, part in self._components["schemas"].items():
                if ("schemas", name) not in self._faulty:
                    try:
                        schemas[self._namespace + name] = self._converter.schema(part)
                    except RefError as error:
                        self._faulty["schemas", name] = self._ref_fault(error, *self._places["schemas", name])
            if len(self._faulty) == fault_count:
                resolve = Resolver(schemas)
                self._check_schemas(schemas, resolve)
                if len(self._faulty) == fault_count:
                    return schemas, resolve

    def _check_schemas(self, schemas: dict[str, Schema], resolve: Resolver) -> None:
        """Record the faults of shared schemas; of the schemas on a cycle, only one is reported."""
        for full_name, schema in schemas.items():
            name = full_name.removeprefix(self._namespace)
            document, path = self._places["schemas", name]
            cycle = find_cycle(full_name, schemas)
            if cycle:
                if not any(("schemas", other.removeprefix(self._namespace)) in self._faulty for other in cycle):
                    names = [item.removeprefix(self._namespace) for item in (*cycle, full_name)]
                    reason = f"circular reference {' -> '.join(names)}, so the schema has no definition"
                    hint = "remove one '$ref', or move it below 'properties' or 'items'"
                    self._faulty["schemas", name] = self._fault(document, path, reason, hint)
                continue
            for finding_path, reason, hint in check_schema(schema, path, resolve):
                self._faulty.setdefault(("schemas", name), self._fault(document, finding_path, reason, hint))

    def _make_operation(
        self,
        name: str,
        service: Service,
        schemes: dict[str, SecurityScheme],
        errors: dict[str, ErrorEntry],
        resolve: Resolver,
    ) -> Operation | None:
        """Convert an operation; if it has faults, record them and return ``None``."""
        try:
            operation = self._converter.operation(name, self._operations[name], tuple(self._errors), service)
        except RefError as error:
            self._faulty["operations", name] = self._ref_fault(
                error, *self._find_place(name, error.path), is_full_path=True
            )
            return None
        part = self._operations[name]
        shows_ids = bool(self._services) and self._services[0][2].operation_ids
        if "operation_id" not in part.model_fields_set and shows_ids:
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
        self._check_servers(part.servers, *self._find_place(name, ("servers",)))
        for finding_path, reason, hint in check_operation(operation, schemes, errors, resolve):
            document, path = self._find_place(name, finding_path)
            self._faulty.setdefault(("operations", name), self._fault(document, path, reason, hint))
        return None if ("operations", name) in self._faulty else operation

    def _find_place(self, name: str, operation_path: JsonPath) -> tuple[Document, JsonPath]:
        """Return file and path of a part of an operation, which may be in a component that the operation refers to.

        :param name: the operation's name.
        :param operation_path: path of the part from the operation, as if references were written out.
        """
        operation = self._operations[name]
        shared: form.Part | None = None
        section, depth = "", 0
        match operation_path:
            case ("requestBody", *_):
                shared, section, depth = operation.request_body, "requestBodies", 1
            case ("responses", str(status), *_):
                shared, section, depth = operation.responses[status], "responses", 2
            case ("parameters", int(index), *_):
                shared, section, depth = operation.parameters[index], "parameters", 2
        rest = operation_path[depth:]
        if isinstance(shared, form.ReferencePart) and rest not in ((), ("$ref",)):
            document, path = self._places[section, shared.ref.rpartition("/")[2]]
            return document, (*path, *rest)
        document, path = self._places["operations", name]
        return document, (*path, *operation_path)

    # -- faults -------------------------------------------------------------------------------------------------------

    def _ref_fault(
        self, error: RefError, document: Document, path: JsonPath, *, is_full_path: bool = False
    ) -> SpecError:
        """Record that a reference cannot be followed, unless its target is skipped because of a recorded fault.

        :param is_full_path: whether ``path`` already ends with the error's path.
        :return: the new fault, or that of the target.
        """
        if error.cause is not None:
            return error.cause
        return self._fault(document, path if is_full_path else (*path, *error.path), error.reason, error.hint)

    def _add_costs(self, skipped_endpoints: dict[str, list[str]]) -> None:
        """Add to each fault the endpoints that are skipped because of it.

        :param skipped_endpoints: ids of endpoints by the faulty operation that they offer.
        """
        costs: dict[SpecError, list[str]] = {}
        for name, endpoints in skipped_endpoints.items():
            costs.setdefault(self._faulty["operations", name], []).extend(endpoints)
        self.faults = [
            SpecError(fault.source, fault.reason, fault.hint, costs[fault]) if fault in costs else fault
            for fault in self.faults
        ]

    def _fault(self, document: Document, path: JsonPath, reason: str, hint: str = "") -> SpecError:
        """Record a fault, unless it is already recorded: several operations may share the part that has it.

        :return: the recorded fault, or that of the text at this place, which is reported in its stead.
        """
        fault = SpecError(document.source(*path), reason, hint)
        if (text_fault := document.fault_at(fault.source)) is not None:
            return text_fault
        key = (fault.source, reason)
        if key not in self._fault_by_reason:
            self._fault_by_reason[key] = fault
            self.faults.append(fault)
        return self._fault_by_reason[key]
