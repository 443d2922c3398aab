"""Native files to a specification, with every fault at its place.

A part that has a fault is left out together with what needs it; all else is kept.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from pydantic import TypeAdapter

from ..errors import SpecError, UnreadableSourceError, did_you_mean, nearest
from ..models import ErrorEntry, Operation, SecurityScheme, Service, Source
from ..registry import Specification
from ..schemas import Resolver
from . import native_format as form
from .catalogue import Catalogue
from .convert import Converter, RefError, make_server
from .document import Document, read_document
from .faults import validate
from .secrets import mask_secrets
from .soundness import check_operation, check_schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ..models import Schema

Path_ = tuple[str | int, ...]

SUFFIXES: Final = (".yaml", ".yml", ".json")
_TOP_KEYS: Final = ("gptproto", "service", "components", "errors", "operations", "catalogue")
_COMPONENTS: Final[dict[str, TypeAdapter[Any]]] = {
    "schemas": TypeAdapter(form.SchemaPart),
    "parameters": TypeAdapter(form.ParameterPart),
    "requestBodies": TypeAdapter(form.RequestBodyPart),
    "responses": TypeAdapter(form.ResponsePart),
    "securitySchemes": TypeAdapter(form.SecuritySchemePart),
}
_SERVICE: Final = TypeAdapter(form.ServicePart)
_ERROR: Final = TypeAdapter(form.ErrorPart)
_OPERATION: Final = TypeAdapter(form.OperationPart)
_NAME: Final = re.compile(r"[A-Za-z][\w.-]*\Z")


def files_of(path: Path) -> list[Path]:
    """Return the registry files of a folder, sorted, or the one file."""
    if path.is_file():
        return [path]
    return sorted(p for p in path.rglob("*") if p.suffix in SUFFIXES and p.is_file())


def load(path: Path, *, namespace: str = "") -> tuple[Specification, list[SpecError]]:
    """Load a native file, or all native files of a folder as one registry. See :func:`.loaders.load`."""
    files = files_of(path)
    if not files:
        raise UnreadableSourceError(Source(file=str(path)), f"holds no file that ends in {', '.join(SUFFIXES)}")
    loader = _NativeLoader(namespace)
    for file in files:
        loader.read(read_document(file))
    return loader.finish(), loader.faults


class _NativeLoader:
    """Gathers the parts of all files first, then makes values of them: a name may be used before it is given."""

    def __init__(self, namespace: str) -> None:
        self.faults: list[SpecError] = []
        self._services: list[tuple[Document, Path_, form.ServicePart]] = []
        self._errors: dict[str, form.ErrorPart] = {}
        self._components: dict[str, dict[str, Any]] = {section: {} for section in _COMPONENTS}
        self._operations: dict[str, form.OperationPart] = {}
        self._operation_places: dict[str, tuple[Document, Path_]] = {}
        self._catalogue: list[tuple[Document, Path_, dict[str, Any]]] = []
        self._schema_places: dict[str, tuple[Document, Path_]] = {}
        self._faulty: set[tuple[str, str]] = set()
        """(section, name) of parts that were given but are left out."""
        self._namespace = namespace
        self._converter = Converter(self._components, self._faulty, namespace)

    # -- reading: shapes ----------------------------------------------------------------------------------------------

    def read(self, document: Document) -> None:
        """Check the shape of each part of a file and keep the parts that have it."""
        document, masked = mask_secrets(document)
        self.faults += [*document.faults, *masked]
        data = document.value
        if not isinstance(data, dict) or "gptproto" not in data:
            reason = "is no registry file: it has no key 'gptproto'"
            raise UnreadableSourceError(document.source(), f"{reason}; a native file starts with 'gptproto: 1'")
        if data["gptproto"] != form.FORMAT_VERSION:
            reason = f"is of format version {data['gptproto']!r}; this release reads version {form.FORMAT_VERSION}"
            raise UnreadableSourceError(document.source("gptproto"), reason)
        for key in data:
            if key not in _TOP_KEYS and not key.startswith("x-"):
                close = did_you_mean(nearest(key, _TOP_KEYS))
                self._fault(document, (key,), f"unknown key {key!r}{close}", "" if close else "remove it")
        if "service" in data:
            self._read_service(document, data["service"])
        for section, adapter in _COMPONENTS.items():
            for path, name, value in self._entries(document, ("components", section), data):
                kept = self._keep(document, path, section, name, adapter, value, self._components[section])
                if kept and section == "schemas":
                    self._schema_places[name] = (document, path)
        components = data.get("components")
        for key in components if isinstance(components, dict) else ():
            if key not in _COMPONENTS and not key.startswith("x-"):
                close = did_you_mean(nearest(key, _COMPONENTS))
                self._fault(document, ("components", key), f"unknown key {key!r}{close}")
        for path, name, value in self._entries(document, ("errors",), data):
            self._keep(document, path, "errors", name, _ERROR, value, self._errors)
        for path, name, value in self._entries(document, ("operations",), data):
            self._operation_places.setdefault(name, (document, path))
            self._keep(document, path, "operations", name, _OPERATION, value, self._operations)
        catalogue = data.get("catalogue") or []
        if not isinstance(catalogue, list):
            self._fault(document, ("catalogue",), "expected a list", "write each provider as '- provider: ...'")
            return
        for index, entry in enumerate(catalogue):
            if isinstance(entry, dict):
                self._catalogue.append((document, ("catalogue", index), entry))
            else:
                self._fault(document, ("catalogue", index), "expected a mapping", "start with '- provider: ...'")

    def _read_service(self, document: Document, value: object) -> None:
        part = self._validate(_SERVICE, value, document, ("service",))
        if part is None:
            return
        if self._services:
            first = self._services[0][0].source("service")
            self._fault(document, ("service",), f"the service is described already at {first}", "keep one of the two")
            return
        self._services.append((document, ("service",), part))

    def _entries(self, document: Document, path: Path_, data: dict[str, Any]) -> Iterator[tuple[Path_, str, object]]:
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
        path: Path_,
        section: str,
        name: str,
        adapter: TypeAdapter[Any],
        value: object,
        store: dict[str, Any],
    ) -> bool:
        """Validate an entry and put it into the store, or note its faults."""
        if name in store:
            self._fault(document, path, f"the name {name!r} is given more than once", "rename one of them")
            return False
        if not _NAME.match(name):
            reason = f"expected a name of letters, digits, '_', '.' and '-', found {name!r}"
            self._fault(document, path, reason)
        part = self._validate(adapter, value, document, path)
        if part is None:
            self._faulty.add((section, name))
            return False
        store[name] = part
        return True

    # -- finishing: meanings ------------------------------------------------------------------------------------------

    def finish(self) -> Specification:
        """Return the specification of all files read."""
        service = self._make_service()
        schemas, resolve = self._make_schemas()
        schemes = {
            name: SecurityScheme(
                id=name, type=p.type, scheme=p.scheme, name=p.name, location=p.location, description=p.description
            )
            for name, p in self._components["securitySchemes"].items()
        }
        errors = {
            name: ErrorEntry(
                id=name, status=p.status, title=p.title, message=p.message, body=p.body, when=p.when, action=p.action
            )
            for name, p in self._errors.items()
        }
        operations: dict[str, Operation] = {}
        for name in self._operations:
            operation = self._make_operation(name, service, schemes, errors, resolve)
            if operation is None:
                self._faulty.add(("operations", name))
            else:
                operations[name] = operation
        left_out = {name for section, name in self._faulty if section == "operations"}
        catalogue = Catalogue(operations, left_out, errors, resolve)
        for document, path, entry in self._catalogue:
            catalogue.read_provider(document, path, entry)
        self.faults += catalogue.faults
        for name, orphans in catalogue.orphans.items():
            document, path = self._operation_places[name]
            shown = ", ".join(orphans[:3]) + (f" and {len(orphans) - 3} more" if len(orphans) > 3 else "")
            self._fault(document, path, f"the operation is left out, and with it {shown}", "mend its other faults")
        return Specification(
            service=service,
            schemes=schemes,
            schemas=schemas,
            errors=errors,
            operations=operations,
            endpoints=catalogue.endpoints,
            levels=catalogue.levels,
        )

    def _make_service(self) -> Service:
        if not self._services:
            return Service()
        _, _, part = self._services[0]
        return Service(
            title=part.title,
            description=part.description,
            servers=tuple(make_server(server) for server in part.servers),
            security=tuple({n: tuple(scopes) for n, scopes in req.items()} for req in part.security),
            key_variable=part.key_variable,
        )

    def _make_schemas(self) -> tuple[dict[str, Schema], Resolver]:
        """Return the sound shared schemas; one that needs a faulty one is left out with it."""
        while True:
            schemas, faults = self._converter.make_schemas(self._schema_places)
            self.faults += faults
            resolve = Resolver(schemas)
            before = len(self._faulty)
            for name, (document, path) in self._schema_places.items():
                schema = schemas.get(self._namespace + name)
                found = list(check_schema(schema, path, resolve)) if schema else []
                self.faults += [SpecError(document.source(*at), reason, hint) for at, reason, hint in found]
                if found:
                    self._faulty.add(("schemas", name))
            if len(self._faulty) == before:
                return schemas, resolve

    def _make_operation(
        self,
        name: str,
        service: Service,
        schemes: dict[str, SecurityScheme],
        errors: dict[str, ErrorEntry],
        resolve: Resolver,
    ) -> Operation | None:
        document, path = self._operation_places[name]
        try:
            operation = self._converter.operation(name, self._operations[name], tuple(self._errors), service)
        except RefError as error:
            self._fault(document, (*path, *error.path), error.reason, error.hint)
            return None
        found = list(check_operation(operation, schemes, errors, resolve))
        for at, reason, hint in found:
            self._fault(document, (*path, *at), reason, hint)
        return None if found else operation

    # -- faults -------------------------------------------------------------------------------------------------------

    def _validate(self, adapter: TypeAdapter[Any], value: object, document: Document, path: Path_) -> Any:
        """Return the part as its model; note its faults and return ``None`` where it has some."""
        part = validate(adapter, value, document, path)
        if isinstance(part, list):
            self.faults += part
            return None
        return part

    def _fault(self, document: Document, path: Path_, reason: str, hint: str = "") -> None:
        self.faults.append(SpecError(document.source(*path), reason, hint))
