"""A cache of values computed from objects, with the objects' identity as key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

T = TypeVar("T")


class IdentityMemo:
    """Values computed from objects, by the objects' identity.

    Schemas contain dictionaries, so they cannot be hashed, and comparing two of them walks all that is in them; most
    schemas that are equal are one object anyway. An ``id()`` is unique only while its object lives, so the memo keeps
    a reference to each object.
    """

    def __init__(self) -> None:
        self._entries: dict[tuple[str, int, Hashable], tuple[Any, object]] = {}

    def get(self, kind: str, source: object, key: Hashable, compute: Callable[[], T]) -> T:
        """Return the value computed from an object, computing it on the first call.

        :param kind: name of the computation; each caller uses a different one.
        :param source: the object that the value is computed from.
        :param key: everything else that the value depends on.
        """
        address = kind, id(source), key
        entry = self._entries.get(address)
        if entry is None:
            entry = self._entries[address] = compute(), source
        return cast("T", entry[0])

    def has(self, kind: str, source: object, key: Hashable) -> bool:
        """Return whether the value is already computed."""
        return (kind, id(source), key) in self._entries
