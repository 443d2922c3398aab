"""Examples of an operation that several endpoints share: one that differs little from another is a difference."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ..loaders.catalogue.overrides import drop
from ..spec.names import make_id, unused

if TYPE_CHECKING:
    from ..spec.model import Endpoint, Example, Json, MediaType, Operation, Response

_OVERLAY: Final = 0.5
"""Part of an example that may differ from another one, for it to be written as the difference."""


class Examples:
    """Gathers the examples of an operation while its endpoints choose theirs."""

    def __init__(self) -> None:
        self._requests: dict[str, dict[str, Example]] = defaultdict(dict)
        """By media type and name."""
        self._responses: dict[tuple[str, str], dict[str, Example]] = defaultdict(dict)
        """By status, media type and name."""

    def add(self, endpoint: Endpoint, omit: tuple[str, ...], model: str) -> tuple[str, dict[str, Json]]:
        """Return the name of the endpoint's example, and what is laid over it."""
        own = {media.type: media.examples[0] for media in media_of(endpoint.operation) if media.examples}
        if not own:
            return "", {}
        kind, example = next(iter(own.items()))
        if len(own) == 1 and (found := self._find_base(kind, example, omit, model)) is not None:
            return found
        name = unused(make_id(endpoint.id.rpartition("/")[2]), self._all_names())
        for kind, example in own.items():
            self._requests[kind][name] = replace(example, name=name)
        return name, {}

    def _find_base(
        self, kind: str, example: Example, omit: tuple[str, ...], model: str
    ) -> tuple[str, dict[str, Json]] | None:
        """Return an example that the given one differs little from, and the difference."""
        best: tuple[int, str, dict[str, Json]] | None = None
        for name, base in self._requests[kind].items():
            overlay = _difference(base, example, omit, model)
            cost = len(json.dumps(overlay)) if overlay else 0
            if overlay is not None and (best is None or cost < best[0]):
                best = (cost, name, overlay)
        if best is None or best[0] > len(json.dumps(example.value)) * _OVERLAY:
            return None
        return best[1], best[2]

    def add_responses(self, endpoint: Endpoint, name: str, model: str) -> dict[str, Json]:
        """Return what is laid over the example of the answer; the first answer under a name is that example."""
        overlay: dict[str, Json] = {}
        for response in endpoint.operation.responses:
            for media in response.content:
                known = self._responses[response.status, media.type]
                for example in media.examples[:1]:
                    base = known.setdefault(name or example.name, replace(example, name=name or example.name))
                    if response.is_success and base.value != example.value:
                        overlay |= _difference(base, example, (), model) or {}
        return overlay

    def complete(self, operation: Operation) -> Operation:
        """Return an operation with the examples gathered."""
        body = operation.body
        if body is not None:
            content = tuple(replace(m, examples=tuple(self._requests[m.type].values())) for m in body.content)
            body = replace(body, content=content)
        return replace(operation, body=body, responses=tuple(map(self._complete_response, operation.responses)))

    def _complete_response(self, response: Response) -> Response:
        return replace(
            response,
            content=tuple(
                replace(media, examples=tuple(self._responses[response.status, media.type].values()))
                for media in response.content
            ),
        )

    def _all_names(self) -> set[str]:
        return {name for examples in self._requests.values() for name in examples}


def _difference(base: Example, example: Example, omit: tuple[str, ...], model: str) -> dict[str, Json] | None:
    """Return what makes one example of another, or ``None`` where nothing can."""
    if base.serialized != example.serialized or base.summary != example.summary:
        return None
    if not isinstance(base.value, dict) or not isinstance(example.value, dict):
        return {} if base.value == example.value else None
    value: Json = base.value
    for name in omit:
        value = drop(value, name.split("."))
    assert isinstance(value, dict)  # nothing but its fields was dropped
    if value.keys() - example.value.keys() - {"model"}:
        return None
    return {
        key: part
        for key, part in example.value.items()
        if not (key in value and json.dumps(value[key]) == json.dumps(part)) and not (key == "model" and part == model)
    }


def media_of(operation: Operation) -> tuple[MediaType, ...]:
    """Return the representations of an operation's body."""
    return operation.body.content if operation.body else ()
