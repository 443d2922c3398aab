"""Choose the names of operations: their operationIds, or what a person wrote of one that FastAPI generated.

FastAPI joins the name of a function with path and method: ``read_item`` becomes ``read_item_items__item_id__get`` for
``GET /items/{item_id}``. Such an id is recognized by computing its end again.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from ...spec.model import HTTP_METHODS
from ...spec.names import make_id, make_request_id

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ...spec.model import Operation

_NOT_IN_IDS: Final = (re.compile(r"\W"), re.compile(r"\W", re.ASCII))
"""What FastAPI replaces by ``_``; old releases replaced letters outside of ASCII, too."""


def choose_names(operations: Sequence[tuple[str, Operation]]) -> list[str]:
    """Return the name that the id and the title of each operation are made of; empty for one without an operationId.

    Names of functions are used only where they lead to an id that is unique within the level.

    :param operations: each with the id of its level.
    """
    named = [
        (level, find_function_name(operation) or operation.operation_id, operation) for level, operation in operations
    ]
    ids = [(level, make_operation_id(operation, name)) for level, name, operation in named]
    counts = Counter(ids)
    return [
        name if counts[identifier] == 1 else operation.operation_id
        for (_level, name, operation), identifier in zip(named, ids, strict=True)
    ]


def make_operation_id(operation: Operation, name: str) -> str:
    """Return the last part of an endpoint's id.

    :param name: the operation's, from :func:`choose_names`.
    """
    return make_id(name) if name else make_request_id(operation.method, operation.path)


def find_function_name(operation: Operation) -> str:
    """Return the name of the function in an operationId that FastAPI generated; empty for any other operationId."""
    start, _, method = operation.operation_id.rpartition("_")
    if method in HTTP_METHODS:  # one function for several methods has the same id for all of them
        for characters in _NOT_IN_IDS:
            path = characters.sub("_", operation.path)
            if start.endswith(path):
                return start.removesuffix(path)
    return ""
