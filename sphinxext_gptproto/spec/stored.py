"""Classes whose instances are stored between builds: pickled by field name, with a version made of their fields."""

from __future__ import annotations

import hashlib
import inspect
from dataclasses import MISSING, fields, is_dataclass
from pickle import UnpicklingError
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")

STORED: Final[list[type]] = []
"""Every class whose instances are stored between builds."""


def stored(cls: type[T]) -> type[T]:
    """Mark a class whose instances are stored between builds, and pickle dataclasses by field name.

    By default, a frozen dataclass with slots is pickled as a list of values: if a field is added in the middle, an
    older pickle is read with each later value in the wrong field. Apply this decorator outside of ``dataclass``,
    which replaces ``__getstate__`` and ``__setstate__`` on some versions of Python (3.11).
    """
    STORED.append(cls)
    if is_dataclass(cls):
        cls.__getstate__ = _get_state  # type: ignore[method-assign]
        cls.__setstate__ = _set_state  # type: ignore[attr-defined]
    return cls


def _get_state(self: Any) -> dict[str, Any]:
    return {name: getattr(self, name) for name in self.__dataclass_fields__}


def _set_state(self: Any, state: dict[str, Any]) -> None:
    names = self.__dataclass_fields__
    for name, value in state.items():
        if name in names:
            object.__setattr__(self, name, value)
    if state.keys() >= names.keys():
        return
    for field in fields(self):
        if field.name in state:
            continue
        if field.default is MISSING and field.default_factory is MISSING:
            message = f"{type(self).__name__} was stored without {field.name!r}"
            raise UnpicklingError(message)
        value = field.default if field.default_factory is MISSING else field.default_factory()
        object.__setattr__(self, field.name, value)


def make_version(further_classes: Iterable[type] = ()) -> str:
    """Return a hash of the names and types of all fields that are stored between builds.

    :param further_classes: stored classes without the decorator.
    """
    descriptions = sorted(_describe(cls) for cls in {*STORED, *further_classes})
    return hashlib.sha256(repr(descriptions).encode()).hexdigest()


def _describe(cls: type) -> tuple[str, ...]:
    annotated = (item for base in cls.__mro__ for item in inspect.get_annotations(base).items())
    return cls.__module__, cls.__qualname__, *(f"{name}: {kind}" for name, kind in annotated)
