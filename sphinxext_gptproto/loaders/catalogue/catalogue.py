"""The catalogue of a native registry: providers, models and formats, bound to operations.

A fault costs the endpoint, the model or the provider that it stands in, and nothing else.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from ...spec.errors import SpecError, did_you_mean, nearest
from ...spec.json_path import pointer
from ...spec.model import Endpoint, Level
from ...spec.registry import levels_of
from .. import native_format as form
from ..checks import check_examples, unknown_error
from .overrides import Binding, BindingError, Override, bind
from .validation import PartT, validate

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterator, Mapping

    from ...spec.json_path import JsonPath
    from ...spec.model import Operation, Source
    from ...spec.resolver import Resolver
    from ..files.yaml_json import Places


_PROVIDER: Final = form.ProviderPart
_MODEL: Final = form.ModelPart
_ENDPOINT: Final = form.EndpointPart
_LEVEL: Final = form.LevelPart
_SLUGS: Final = re.compile(rf"{form.SLUG}(/{form.SLUG})*\Z")
_SAME: Final = ("default", "minimum", "maximum", "max_length", "min_items", "max_items", "enum_descriptions")
"""Fields of an override that mean the same in the file and in the model's schema."""


class Catalogue:
    """Reads providers one after another against the operations that exist.

    :param operations: the sound operations, by id.
    :param errors: ids of the error catalogue.
    :param left_out: (section, name) of parts that were given but have faults.
    """

    def __init__(
        self,
        operations: Mapping[str, Operation],
        errors: Collection[str],
        left_out: Container[tuple[str, str]],
        resolve: Resolver,
    ) -> None:
        self.endpoints: dict[str, Endpoint] = {}
        self.levels: dict[str, Level] = {}
        self._level_places: dict[str, Source] = {}
        self.faults: list[SpecError] = []
        self._operations = operations
        self._left_out = left_out
        self._errors = errors
        self._resolve = resolve
        self.orphans: dict[str, list[str]] = {}
        """Ids of endpoints by the faulty operation that they need."""

    def read_provider(self, document: Places, path: JsonPath, entry: dict[str, Any]) -> None:
        """Read a provider with its models and endpoints, each piece by itself."""
        bare = {key: value for key, value in entry.items() if key not in ("endpoints", "models", "levels")}
        provider = self._validate(_PROVIDER, bare, document, path)
        if provider is None:
            return
        slug = provider.provider
        level = Level(id=slug, title=provider.title, description=provider.description, kind="provider")
        self._add_level(document, path, level)
        self.read_loose(document, path, entry, f"{slug}/")
        models = entry.get("models")
        if models is not None and not isinstance(models, list):
            self._fault(document, (*path, "models"), "expected a list", "write each model as '- model: ...'")
            return
        for index, value in enumerate(models or ()):
            self._read_model(document, (*path, "models", index), slug, value)

    def read_loose(self, document: Places, path: JsonPath, entry: dict[str, Any], above: str = "") -> None:
        """Read the levels and the endpoints that stand under no model.

        :param above: put before their ids.
        """
        for name, value in self._children(document, path, entry, "levels"):
            part = self._validate(_LEVEL, value, document, (*path, "levels", name))
            if part is not None:
                level = Level(id=above + name, title=part.title, description=part.description)
                self._add_level(document, (*path, "levels", name), level)
        for name, value in self._children(document, path, entry, "endpoints"):
            self._add_endpoint(document, (*path, "endpoints", name), above + name, value, None)

    def get_endpoints(self) -> dict[str, Endpoint]:
        """Return the endpoints read; those that are all there is of an operation know it."""
        return mark_plain(self.endpoints, self._operations)

    def get_levels(self, formats: Mapping[str, form.LevelPart]) -> dict[str, Level]:
        """Return the levels read, and those of the endpoints that are named for a format."""
        levels = {}
        for level in dict.fromkeys(level for endpoint in self.endpoints for level in levels_of(endpoint)):
            part = formats.get(level.rpartition("/")[2])
            if part is not None:
                levels[level] = Level(id=level, title=part.title, description=part.description, kind="format")
        return {**levels, **self.levels}

    def _read_model(self, document: Places, path: JsonPath, provider: str, value: object) -> None:
        if not isinstance(value, dict):
            self._fault(document, path, "expected a mapping", "start with '- model: ...'")
            return
        bare = {key: part for key, part in value.items() if key != "endpoints"}
        model = self._validate(_MODEL, bare, document, path)
        if model is None:
            return
        slug = f"{provider}/{model.model}"
        self._add_level(document, path, Level(id=slug, title=model.title, description=model.description, kind="model"))
        for name, child in self._children(document, path, value, "endpoints"):
            self._add_endpoint(document, (*path, "endpoints", name), f"{slug}/{name}", child, model)

    def _children(
        self, document: Places, path: JsonPath, entry: dict[str, Any], key: str
    ) -> Iterator[tuple[str, object]]:
        value = entry.get(key)
        if value is None:
            return
        if not isinstance(value, dict):
            self._fault(document, (*path, key), "expected a mapping of ids", "write each as 'format/task: ...'")
            return
        for name, child in value.items():
            if _SLUGS.match(name):
                yield name, child
            elif not name.startswith("x-"):
                expected = (
                    "lower-case words joined by hyphens, parts joined by '/', such as official-format/text-to-image"
                )
                self._fault(document, (*path, key, name), f"expected {expected}, found {name!r}")

    def _add_level(self, document: Places, path: JsonPath, level: Level) -> None:
        if level.id in self.levels:
            reason = f"{level.id!r} stands in the catalogue already at {self._level_places[level.id]}"
            self._fault(document, path, reason, "join the two, or give one another name")
        else:
            self.levels[level.id] = level
            self._level_places[level.id] = document.source(*path)

    def _add_endpoint(
        self, document: Places, path: JsonPath, endpoint_id: str, value: object, model: form.ModelPart | None
    ) -> None:
        part = self._validate(_ENDPOINT, value, document, path)
        if part is None:
            return
        if endpoint_id in self.endpoints:
            first = self.endpoints[endpoint_id].source
            self._fault(
                document, path, f"the endpoint {endpoint_id!r} is given already at {first}", "rename one of them"
            )
            return
        operation = self._operations.get(part.operation)
        if operation is None:
            if ("operations", part.operation) in self._left_out:
                self.orphans.setdefault(part.operation, []).append(endpoint_id)
            else:
                close = did_you_mean(nearest(part.operation, self._operations))
                hint = "" if close else "describe it under the top key 'operations'"
                self._fault(document, (*path, "operation"), f"unknown operation {part.operation!r}{close}", hint)
            return
        before = len(self.faults)
        known_errors = []
        for index, name in enumerate(part.errors or ()):
            if name in self._errors:
                known_errors.append(name)
            elif ("errors", name) not in self._left_out:
                self._fault(document, (*path, "errors", index), *unknown_error(name, self._errors))
        binding = make_binding(part, model)
        if binding.errors is not None:
            binding = replace(binding, errors=tuple(known_errors))
        try:
            bound = bind(operation, binding, self._resolve)
        except BindingError as error:
            self._fault(document, (*path, *error.path), error.reason, error.hint)
            return
        self._check_examples(document, path, part, bound)
        if len(self.faults) > before:
            return
        short = part.title or operation.summary or operation.id
        description = part.description or operation.description
        if model and model.description:
            description = f"{description}\n\n{model.description}"
        self.endpoints[endpoint_id] = Endpoint(
            id=endpoint_id,
            title=f"{model.title}: {short}" if model else short,
            short_title=short,
            description=description,
            operation=bound,
            model=binding.model,
            source=document.source(*path),
        )

    def _check_examples(self, document: Places, path: JsonPath, part: form.EndpointPart, bound: Operation) -> None:
        """Note where an endpoint's values do not fit, at the value, or at the endpoint where it lacks one."""
        for at, reason in check_examples(bound.body.content if bound.body else (), self._resolve):
            if at and at[0] in part.request:
                self._fault(document, (*path, "request", *at), f"the request does not fit the operation: {reason}")
            else:
                inside = f" at {pointer(at)[2:]}" if at else ""
                reason = f"the example request does not fit the endpoint{inside}: {reason}"
                self._fault(
                    document, path, reason, "give it another value under 'request', or choose another 'example'"
                )
        for response in bound.responses if part.response else ():
            for at, reason in check_examples(response.content, self._resolve):
                if at and at[0] in part.response:
                    self._fault(
                        document, (*path, "response", *at), f"the response does not fit the operation: {reason}"
                    )

    def _validate(self, model: type[PartT], value: object, document: Places, path: JsonPath) -> PartT | None:
        """Return the part as its model; note its faults and return ``None`` where it has some."""
        part = validate(model, value, document, path)
        if isinstance(part, list):
            self.faults += [fault for fault in part if fault not in document.faults]
            return None
        return part

    def _fault(self, document: Places, path: JsonPath, reason: str, hint: str = "") -> None:
        fault = SpecError(document.source(*path), reason, hint)
        if document.fault_at(fault.source) is None:
            self.faults.append(fault)


def mark_plain(endpoints: Mapping[str, Endpoint], operations: Mapping[str, Operation]) -> dict[str, Endpoint]:
    """Return endpoints that know whether each is all that there is of its operation."""
    uses = Counter(endpoint.operation.id for endpoint in endpoints.values())
    marked = {}
    for name, endpoint in endpoints.items():
        operation = operations[endpoint.operation.id]
        is_plain = (
            uses[operation.id] == 1
            and endpoint.operation == operation
            and endpoint.description == operation.description
        )
        marked[name] = endpoint if endpoint.is_plain == is_plain else replace(endpoint, is_plain=is_plain)
    return marked


def make_binding(part: form.EndpointPart, model: form.ModelPart | None) -> Binding:
    """Return what an endpoint's entry says differently of its operation."""
    overrides = {}
    for name, override in part.parameters.items():
        given = override.model_fields_set
        schema: dict[str, Any] = {key: getattr(override, key) for key in _SAME if key in given}
        if override.enum is not None:
            schema["enum"] = tuple(override.enum)
        changes: dict[str, Any] = {"example": override.example} if "example" in given else {}
        overrides[name] = Override(
            schema=schema,
            description=override.description,
            required=override.required,
            deprecated=override.deprecated,
            **changes,
        )
    return Binding(
        example=part.example,
        keeps_examples=part.all_examples,
        request=part.request,
        response=part.response,
        overrides=overrides,
        omit=tuple(part.omit),
        model=part.model or (model.name if model else ""),
        errors=None if part.errors is None else tuple(part.errors),
        deprecated=part.deprecated,
    )
