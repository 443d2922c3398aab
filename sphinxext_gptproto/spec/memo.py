"""Remembers what was made of objects that are the same object, not only equal to one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

T = TypeVar("T")


class IdentityMemo:
    """What was made of objects, by their identity.

    Schemas hold dictionaries, so they have no hash, and to compare two of them walks all that they hold; most that are
    equal are the same object anyway. An ``id`` names an object only while that lives, so the memo keeps the object too.
    """

    def __init__(self) -> None:
        self._made: dict[tuple[str, int, Hashable], tuple[Any, object]] = {}

    def get(self, kind: str, holder: object, key: Hashable, make: Callable[[], T]) -> T:
        """Return what was made of an object, or make it now.

        :param kind: what is made; each caller has one of its own.
        :param holder: the object that it is made of.
        :param key: whatever else the result depends on.
        """
        place = kind, id(holder), key
        entry = self._made.get(place)
        if entry is None:
            entry = self._made[place] = make(), holder
        return cast("T", entry[0])

    def has(self, kind: str, holder: object, key: Hashable) -> bool:
        """Return whether :meth:`get` would have nothing to make."""
        return (kind, id(holder), key) in self._made
