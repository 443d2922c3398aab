"""Names that a file may hold, for what the source calls otherwise."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ..loaders.native_format import OPERATION_NAME
from ..spec.names import unused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ..spec.model import Operation, SecurityRequirement
    from ..spec.registry import Specification

_NOT_IN_COMPONENTS: Final = re.compile(r"[^A-Za-z0-9._-]+|\Ax-+")
"""OpenAPI 3.1, section 4.8.7: names of components. What starts with ``x-`` is an extension in native files."""
_OPERATION_NAME: Final = re.compile(OPERATION_NAME)
_WORDS: Final = re.compile(r"[^\W_]+")
_VERSION: Final = re.compile(r"v\d[\w.]*|api", re.IGNORECASE)


def name_components(names: Iterable[str]) -> dict[str, str]:
    """Return what schemas or other shared parts are called in a file: mostly what they are called already."""
    names = list(names)
    given = {name: name for name in names if not _NOT_IN_COMPONENTS.search(name)}
    for name in names:
        if name not in given:
            plain = _NOT_IN_COMPONENTS.sub("_", name).strip("_") or "Unnamed"
            given[name] = unused(plain, given.values())
    return {name: given[name] for name in names}


def name_schemes(specification: Specification) -> Specification:
    """Return a specification whose security schemes have names that a file may hold."""
    names = name_components(specification.schemes)
    if all(name == own for name, own in names.items()):
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
    """Return a specification whose operations have names without spaces, and the new names by the old ones."""
    renamed: dict[str, str] = {}
    taken = {name for name in specification.operations if _is_name(name)}
    for name, operation in specification.operations.items():
        if not _is_name(name):
            renamed[name] = unused(make_operation_name(operation), taken)
            taken.add(renamed[name])
    if not renamed:
        return specification, {}

    def rename(operation: Operation) -> Operation:
        return replace(operation, id=renamed.get(operation.id, operation.id))

    operations = {renamed.get(name, name): rename(o) for name, o in specification.operations.items()}
    endpoints = {n: replace(e, operation=rename(e.operation)) for n, e in specification.endpoints.items()}
    return replace(specification, operations=operations, endpoints=endpoints), renamed


def make_operation_name(operation: Operation) -> str:
    """Return a name such as ``getUsersById`` for ``GET /v1/users/{id}``."""
    words = [operation.method.lower()]
    for part in operation.path.split("/"):
        if part.startswith("{"):
            words += ["by", *_WORDS.findall(part)]
        elif not _VERSION.fullmatch(part):
            words += _WORDS.findall(part)
    return camel(words)


def camel(words: Iterable[str]) -> str:
    """Return words as one, each but the first with a capital."""
    first, *rest = words
    return first[:1].lower() + first[1:] + "".join(word[:1].upper() + word[1:] for word in rest)


def pascal(text: str) -> str:
    """Return a text as one word, with a capital for each of its own; only ASCII counts."""
    words = re.findall(r"[A-Za-z0-9]+", text)
    return "".join(word[:1].upper() + word[1:] for word in words)


def _is_name(name: str) -> bool:
    return bool(_OPERATION_NAME.fullmatch(name))
