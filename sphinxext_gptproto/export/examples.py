"""Examples of an operation that several endpoints share.

An example that differs little from another one is not added: the catalogue entry of its endpoint overrides the fields
that differ.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ..loaders.catalogue.overrides import drop
from ..spec.names import make_id, unused

if TYPE_CHECKING:
    from ..spec.model import Endpoint, Example, Json, MediaType, Operation, Response

_MAX_OVERLAY: Final = 0.5
"""The overridden fields may be at most this part of an example, in characters of JSON."""


class Examples:
    """Collects the examples of a shared operation from its endpoints, which are added one by one."""

    def __init__(self) -> None:
        self._requests: dict[str, dict[str, Example]] = defaultdict(dict)
        """By media type and name."""
        self._responses: dict[tuple[str, str], dict[str, Example]] = defaultdict(dict)
        """By status, media type and name."""

    def add(self, endpoint: Endpoint, omit: tuple[str, ...], model: str) -> tuple[str, dict[str, Json]]:
        """Add the request example of an endpoint; return the name of the example to use, and the overridden fields.

        :param omit: the parameters and fields of the operation that the endpoint does not have.
        :param model: the value that the endpoint's requests send as ``model``.
        """
        example_by_type = {media.type: media.examples[0] for media in media_of(endpoint.operation) if media.examples}
        if not example_by_type:
            return "", {}
        media_type, example = next(iter(example_by_type.items()))
        if len(example_by_type) == 1 and (base := self._find_base(media_type, example, omit, model)) is not None:
            return base
        name = unused(make_id(endpoint.id.rpartition("/")[2]), self._get_names())
        for media_type, example in example_by_type.items():
            self._requests[media_type][name] = replace(example, name=name)
        return name, {}

    def _find_base(
        self, media_type: str, example: Example, omit: tuple[str, ...], model: str
    ) -> tuple[str, dict[str, Json]] | None:
        """Return the name of the example that needs the fewest overrides to become the given one, and the overrides."""
        best: tuple[int, str, dict[str, Json]] | None = None
        for name, base in self._requests[media_type].items():
            overlay = _difference(base, example, omit, model)
            cost = len(json.dumps(overlay)) if overlay else 0
            if overlay is not None and (best is None or cost < best[0]):
                best = (cost, name, overlay)
        if best is None or best[0] > len(json.dumps(example.value)) * _MAX_OVERLAY:
            return None
        return best[1], best[2]

    def add_responses(self, endpoint: Endpoint, name: str, model: str) -> dict[str, Json]:
        """Add the response examples of an endpoint, and return the fields that it overrides.

        The first example of a name is added to the operation; later ones of that name override its fields.
        """
        overlay: dict[str, Json] = {}
        for response in endpoint.operation.responses:
            for media in response.content:
                gathered = self._responses[response.status, media.type]
                for example in media.examples[:1]:
                    base = gathered.setdefault(name or example.name, replace(example, name=name or example.name))
                    if response.is_success and base.value != example.value:
                        overlay |= _difference(base, example, (), model) or {}
        return overlay

    def complete(self, operation: Operation) -> Operation:
        """Return an operation with the collected examples."""
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

    def _get_names(self) -> set[str]:
        return {name for examples in self._requests.values() for name in examples}


def _difference(base: Example, example: Example, omit: tuple[str, ...], model: str) -> dict[str, Json] | None:
    """Return the fields that turn the base into an example, or ``None`` when overriding fields is not enough."""
    if base.serialized != example.serialized or base.summary != example.summary:
        return None
    if not isinstance(base.value, dict) or not isinstance(example.value, dict):
        return {} if base.value == example.value else None
    value: Json = base.value
    for name in omit:
        value = drop(value, name.split("."))
    assert isinstance(value, dict)  # only fields inside of it were dropped
    if value.keys() - example.value.keys() - {"model"}:
        return None
    return {
        key: part
        for key, part in example.value.items()
        if not (key in value and json.dumps(value[key]) == json.dumps(part)) and not (key == "model" and part == model)
    }


def media_of(operation: Operation) -> tuple[MediaType, ...]:
    """Return the media types of an operation's body."""
    return operation.body.content if operation.body else ()
