"""Read the catalogue of a native registry: providers with their models, and the endpoints of each model.

Where an entry has a fault, only the endpoint, model or provider that it belongs to is skipped.
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
from .validation import SLUG_PATH, PartT, validate

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
_SCHEMA_FIELDS: Final = ("default", "minimum", "maximum", "max_length", "min_items", "max_items", "enum_descriptions")
"""Fields that overrides and :class:`.Schema` have in common."""


class Catalogue:
    """Reads providers and endpoints, and applies each endpoint's entry to its operation.

    :param operations: the operations without faults, by id.
    :param errors: ids of the error catalogue.
    :param faulty: section and name of parts that were skipped because of faults. A reference to one of these is not
        reported again.
    """

    def __init__(
        self,
        operations: Mapping[str, Operation],
        errors: Collection[str],
        faulty: Container[tuple[str, str]],
        resolve: Resolver,
    ) -> None:
        self.endpoints: dict[str, Endpoint] = {}
        self.levels: dict[str, Level] = {}
        self._level_sources: dict[str, Source] = {}
        self.faults: list[SpecError] = []
        self._operations = operations
        self._faulty = faulty
        self._errors = errors
        self._resolve = resolve
        self.skipped_endpoints: dict[str, list[str]] = {}
        """Ids of the endpoints that are skipped because their operation is faulty, by that operation's id."""

    def read_provider(self, document: Places, path: JsonPath, entry: dict[str, Any]) -> None:
        """Read a provider with its models and endpoints. Each is validated alone, so that a fault skips only that."""
        fields = {key: value for key, value in entry.items() if key not in ("endpoints", "models", "levels")}
        provider = self._validate(_PROVIDER, fields, document, path)
        if provider is None:
            return
        slug = provider.provider
        level = Level(id=slug, title=provider.title, description=provider.description, kind="provider")
        self._add_level(document, path, level)
        self.read_levels_and_endpoints(document, path, entry, f"{slug}/")
        models = entry.get("models")
        if models is not None and not isinstance(models, list):
            self._fault(document, (*path, "models"), "expected a list", "write each model as '- model: ...'")
            return
        for index, value in enumerate(models or ()):
            self._read_model(document, (*path, "models", index), slug, value)

    def read_levels_and_endpoints(
        self, document: Places, path: JsonPath, entry: dict[str, Any], prefix: str = ""
    ) -> None:
        """Read the levels and the endpoints that belong to no model.

        :param prefix: prefix of their ids, such as the provider's slug with ``/``.
        """
        for name, value in self._children(document, path, entry, "levels"):
            part = self._validate(_LEVEL, value, document, (*path, "levels", name))
            if part is not None:
                level = Level(id=prefix + name, title=part.title, description=part.description)
                self._add_level(document, (*path, "levels", name), level)
        for name, value in self._children(document, path, entry, "endpoints"):
            self._add_endpoint(document, (*path, "endpoints", name), prefix + name, value, None)

    def get_endpoints(self) -> dict[str, Endpoint]:
        """Return the endpoints, with :attr:`.Endpoint.is_plain` set."""
        return mark_plain(self.endpoints, self._operations)

    def get_levels(self, formats: Mapping[str, form.LevelPart]) -> dict[str, Level]:
        """Return the levels of the catalogue, and a level for each format of the endpoints.

        :param formats: the top-level key ``formats`` of the files: titles and descriptions by slug.
        """
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
        fields = {key: part for key, part in value.items() if key != "endpoints"}
        model = self._validate(_MODEL, fields, document, path)
        if model is None:
            return
        model_id = f"{provider}/{model.model}"
        level = Level(id=model_id, title=model.title, description=model.description, kind="model")
        self._add_level(document, path, level)
        for name, child in self._children(document, path, value, "endpoints"):
            self._add_endpoint(document, (*path, "endpoints", name), f"{model_id}/{name}", child, model)

    def _children(
        self, document: Places, path: JsonPath, entry: dict[str, Any], key: str
    ) -> Iterator[tuple[str, object]]:
        """Yield the names and values of a mapping under a key; record a fault for each name that is not a slug path."""
        value = entry.get(key)
        if value is None:
            return
        if not isinstance(value, dict):
            self._fault(document, (*path, key), "expected a mapping", "write each entry as 'format/task: ...'")
            return
        for name, child in value.items():
            if _SLUGS.match(name):
                yield name, child
            elif not name.startswith("x-"):
                self._fault(document, (*path, key, name), f"expected {SLUG_PATH}, found {name!r}")

    def _add_level(self, document: Places, path: JsonPath, level: Level) -> None:
        if level.id in self.levels:
            reason = f"duplicate {level.kind or 'level'} {level.id!r}, first defined at {self._level_sources[level.id]}"
            self._fault(document, path, reason, "merge the two, or rename one of them")
        else:
            self.levels[level.id] = level
            self._level_sources[level.id] = document.source(*path)

    def _add_endpoint(
        self, document: Places, path: JsonPath, endpoint_id: str, value: object, model: form.ModelPart | None
    ) -> None:
        part = self._validate(_ENDPOINT, value, document, path)
        if part is None:
            return
        if endpoint_id in self.endpoints:
            first_source = self.endpoints[endpoint_id].source
            reason = f"duplicate endpoint {endpoint_id!r}, first defined at {first_source}"
            self._fault(document, path, reason, "rename one of them")
            return
        operation = self._operations.get(part.operation)
        if operation is None:
            if ("operations", part.operation) in self._faulty:
                self.skipped_endpoints.setdefault(part.operation, []).append(endpoint_id)
            else:
                suggestion = did_you_mean(nearest(part.operation, self._operations))
                hint = "" if suggestion else "define it under the top-level key 'operations'"
                self._fault(document, (*path, "operation"), f"unknown operation {part.operation!r}{suggestion}", hint)
            return
        fault_count = len(self.faults)
        error_ids = []
        for index, name in enumerate(part.errors or ()):
            if name in self._errors:
                error_ids.append(name)
            elif ("errors", name) not in self._faulty:
                self._fault(document, (*path, "errors", index), *unknown_error(name, self._errors))
        binding = make_binding(part, model)
        if binding.errors is not None:
            binding = replace(binding, errors=tuple(error_ids))
        try:
            bound = bind(operation, binding, self._resolve)
        except BindingError as error:
            self._fault(document, (*path, *error.path), error.reason, error.hint)
            return
        self._check_examples(document, path, part, bound)
        if len(self.faults) > fault_count:
            return
        short_title = part.title or operation.default_title
        description = part.description or operation.description
        if model and model.description:
            description = f"{description}\n\n{model.description}"
        self.endpoints[endpoint_id] = Endpoint(
            id=endpoint_id,
            title=f"{model.title}: {short_title}" if model else short_title,
            short_title=short_title,
            description=description,
            operation=bound,
            model=binding.model,
            source=document.source(*path),
        )

    def _check_examples(self, document: Places, path: JsonPath, part: form.EndpointPart, bound: Operation) -> None:
        """Record where the example request or response of an endpoint violates the operation's schemas.

        A fault is recorded at the value if that is written in the entry, otherwise at the endpoint.
        """
        for value_path, reason in check_examples(bound.body.content if bound.body else (), self._resolve):
            if value_path and value_path[0] in part.request:
                reason = f"the request does not fit the operation: {reason}"
                self._fault(document, (*path, "request", *value_path), reason)
            else:
                location = f" at {pointer(value_path)[2:]}" if value_path else ""
                reason = f"the example request does not fit the endpoint{location}: {reason}"
                hint = "change the value under 'request', or choose another 'example'"
                self._fault(document, path, reason, hint)
        for response in bound.responses if part.response else ():
            for value_path, reason in check_examples(response.content, self._resolve):
                if value_path and value_path[0] in part.response:
                    reason = f"the response does not fit the operation: {reason}"
                    self._fault(document, (*path, "response", *value_path), reason)

    def _validate(self, model: type[PartT], value: object, document: Places, path: JsonPath) -> PartT | None:
        """Validate an entry; if it has faults, record them and return ``None``."""
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
    """Set :attr:`.Endpoint.is_plain` of each endpoint: whether it alone offers its operation, and unchanged."""
    endpoint_counts = Counter(endpoint.operation.id for endpoint in endpoints.values())
    marked = {}
    for name, endpoint in endpoints.items():
        operation = operations[endpoint.operation.id]
        is_plain = (
            endpoint_counts[operation.id] == 1
            and endpoint.operation == operation
            and endpoint.description == operation.description
        )
        marked[name] = endpoint if endpoint.is_plain == is_plain else replace(endpoint, is_plain=is_plain)
    return marked


def make_binding(part: form.EndpointPart, model: form.ModelPart | None) -> Binding:
    """Convert an endpoint's entry to the changes that it makes to its operation."""
    overrides = {}
    for name, override in part.parameters.items():
        fields_set = override.model_fields_set
        schema: dict[str, Any] = {key: getattr(override, key) for key in _SCHEMA_FIELDS if key in fields_set}
        if override.enum is not None:
            schema["enum"] = tuple(override.enum)
        changes: dict[str, Any] = {"example": override.example} if "example" in fields_set else {}
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
