"""Names that are valid in a file, for components and operations whose names in the source are not."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ..loaders.native_format import OPERATION_NAME
from ..spec.names import split_words, unused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..spec.model import Operation, SecurityRequirement
    from ..spec.specification import Specification

_NOT_IN_COMPONENTS: Final = re.compile(r"[^A-Za-z0-9._-]+|\Ax-+")
"""OpenAPI 3.1, section 4.8.7: names of components. In native files, a name with ``x-`` would be ignored."""
_OPERATION_NAME: Final = re.compile(OPERATION_NAME)
_VERSION: Final = re.compile(r"v\d[\w.]*|api", re.IGNORECASE)


def name_components(names: Iterable[str]) -> dict[str, str]:
    """Return the name in a file of each component, by its name in the source; valid names do not change."""
    names = list(names)
    component_names = {name: name for name in names if not _NOT_IN_COMPONENTS.search(name)}
    for name in names:
        if name not in component_names:
            plain = _NOT_IN_COMPONENTS.sub("_", name).strip("_") or "Unnamed"
            component_names[name] = unused(plain, component_names.values())
    return {name: component_names[name] for name in names}


def name_schemes(specification: Specification) -> Specification:
    """Return a specification whose security schemes have valid names."""
    names = name_components(specification.schemes)
    if all(name == new_name for name, new_name in names.items()):
        return specification

    def rename(security: tuple[SecurityRequirement, ...]) -> tuple[SecurityRequirement, ...]:
        return tuple({names.get(name, name): scopes for name, scopes in each.items()} for each in security)

    def renamed(operation: Operation) -> Operation:
        return replace(operation, security=rename(operation.security))

    return replace(
        specification,
        service=replace(specification.service, security=rename(specification.service.security)),
        schemes={names[name]: replace(scheme, id=names[name]) for name, scheme in specification.schemes.items()},
        operations={name: renamed(operation) for name, operation in specification.operations.items()},
        endpoints={n: replace(e, operation=renamed(e.operation)) for n, e in specification.endpoints.items()},
    )


def name_operations(specification: Specification) -> tuple[Specification, dict[str, str]]:
    """Return a specification whose operations have valid names, and the new names by the old ones."""
    renamed: dict[str, str] = {}
    used_names = {name for name in specification.operations if _is_name(name)}
    for name, operation in specification.operations.items():
        if not _is_name(name):
            renamed[name] = unused(make_operation_name(operation), used_names)
            used_names.add(renamed[name])
    if not renamed:
        return specification, {}

    def rename(operation: Operation) -> Operation:
        return replace(operation, id=renamed.get(operation.id, operation.id))

    operations = {renamed.get(name, name): rename(o) for name, o in specification.operations.items()}
    endpoints = {n: replace(e, operation=rename(e.operation)) for n, e in specification.endpoints.items()}
    return replace(specification, operations=operations, endpoints=endpoints), renamed


def make_operation_name(operation: Operation) -> str:
    """Return a name such as ``getUsersById`` for ``GET /v1/users/{id}``."""
    name_parts = [operation.method.lower()]
    for part in operation.path.split("/"):
        if part.startswith("{"):
            name_parts += ["by", *split_words(part)]
        elif not _VERSION.fullmatch(part):
            name_parts += split_words(part)
    return camel(name_parts)


def camel(parts: Iterable[str]) -> str:
    """Return the parts of a name joined in camel case."""
    first, *rest = parts
    return first[:1].lower() + first[1:] + "".join(part[:1].upper() + part[1:] for part in rest)


def pascal(text: str) -> str:
    """Return the words of a text joined in Pascal case; only ASCII letters and digits count."""
    parts = re.findall(r"[A-Za-z0-9]+", text)
    return "".join(part[:1].upper() + part[1:] for part in parts)


def _is_name(name: str) -> bool:
    return bool(_OPERATION_NAME.fullmatch(name))
