"""Rename what a source and an earlier one both define, so that nothing of either is lost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from .memo import IdentityMemo
from .names import unused

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from .model import ErrorEntry, Operation, SecurityRequirement, SecurityScheme
    from .specification import Specification


class _Stores(Protocol):
    """The objects of earlier sources by name: a registry."""

    @property
    def schemes(self) -> Mapping[str, SecurityScheme]: ...
    @property
    def errors(self) -> Mapping[str, ErrorEntry]: ...
    @property
    def operations(self) -> Mapping[str, Operation]: ...


def make_level_unique(specification: Specification, used: Collection[str]) -> Specification:
    """Rename a specification's level, and all ids below it, where an earlier source has a level of that id.

    :param used: the levels of earlier sources.
    """
    old_level = specification.level
    if not old_level or old_level not in used or specification.shares_level:
        return specification
    new_level = unused(old_level, used)

    def move(name: str) -> str:
        is_below = name == old_level or name.startswith(f"{old_level}/")
        return new_level + name.removeprefix(old_level) if is_below else name

    return replace(
        specification,
        level=new_level,
        endpoints={move(name): replace(e, id=move(name)) for name, e in specification.endpoints.items()},
        levels={move(name): replace(level, id=move(name)) for name, level in specification.levels.items()},
    )


def make_names_unique(specification: Specification, source: str, registered: _Stores) -> Specification:
    """Rename operations, errors and security schemes whose names are already used by an earlier source.

    :param source: the name of the source; it becomes the ``service`` of each operation.
    :param registered: the objects of earlier sources.
    """

    def find_new_names(store: str) -> dict[str, str]:
        """Return the new name of each conflicting entry, by its old one; equal entries do not conflict."""
        earlier: Mapping[str, Any] = getattr(registered, store)
        incoming: Mapping[str, Any] = getattr(specification, store)
        used_names = earlier.keys() | incoming.keys()
        return {
            key: unused(f"{source}:{key}", used_names)
            for key, value in incoming.items()
            if earlier.get(key, value) != value
        }

    schemes, errors = find_new_names("schemes"), find_new_names("errors")
    memo = IdentityMemo()  # endpoints share their operation's object, and still do so after the change

    def change(operation: Operation) -> Operation:
        def make() -> Operation:
            return replace(
                operation,
                service=source,
                errors=tuple(errors.get(name, name) for name in operation.errors),
                security=_rename_schemes(operation.security, schemes),
            )

        return memo.get("operation", operation, None, make)

    if not source and not schemes and not errors:
        return specification
    used_ids = registered.operations.keys() | specification.operations.keys()
    return replace(
        specification,
        service=replace(specification.service, security=_rename_schemes(specification.service.security, schemes)),
        schemes={
            schemes.get(name, name): replace(scheme, id=schemes.get(name, name))
            for name, scheme in specification.schemes.items()
        },
        errors={
            errors.get(name, name): replace(error, id=errors.get(name, name))
            for name, error in specification.errors.items()
        },
        operations={
            unused(f"{source}:{name}", used_ids) if name in registered.operations else name: change(operation)
            for name, operation in specification.operations.items()
        },
        endpoints={
            name: replace(endpoint, operation=change(endpoint.operation))
            for name, endpoint in specification.endpoints.items()
        },
    )


def _rename_schemes(
    security: tuple[SecurityRequirement, ...], names: Mapping[str, str]
) -> tuple[SecurityRequirement, ...]:
    """Replace the ids of security schemes in requirements.

    :param names: the new id by the old one.
    """
    if not names:
        return security
    return tuple({names.get(name, name): scopes for name, scopes in requirement.items()} for requirement in security)
