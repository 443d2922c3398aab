"""The catalogue of a native registry: providers, models and formats, bound to operations.

A fault costs the endpoint, the model or the provider that it stands in, and nothing else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from pydantic import TypeAdapter

from ..errors import SpecError, did_you_mean, nearest
from ..models import Endpoint, Level
from . import native_format as form
from .binding import Binding, BindingError, Override, bind
from .faults import validate
from .soundness import check_request

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterator, Mapping

    from ..models import Operation
    from ..schemas import Resolver
    from .document import Document

    Path_ = tuple[str | int, ...]

_PROVIDER: Final = TypeAdapter(form.ProviderPart)
_MODEL: Final = TypeAdapter(form.ModelPart)
_ENDPOINT: Final = TypeAdapter(form.EndpointPart)
_LEVEL: Final = TypeAdapter(form.LevelPart)
_SLUGS: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*\Z")
_SAME: Final = ("default", "minimum", "maximum", "max_length", "min_items", "max_items", "enum_descriptions")
"""Fields of an override that mean the same in the file and in the model's schema."""


class Catalogue:
    """Reads providers one after another against the operations that exist.

    :param operations: the sound operations, by id.
    :param left_out: ids of operations that were given but have faults.
    :param errors: ids of the error catalogue.
    """

    def __init__(
        self,
        operations: Mapping[str, Operation],
        left_out: Container[str],
        errors: Collection[str],
        resolve: Resolver,
    ) -> None:
        self.endpoints: dict[str, Endpoint] = {}
        self.levels: dict[str, Level] = {}
        self.faults: list[SpecError] = []
        self._operations = operations
        self._left_out = left_out
        self._errors = errors
        self._resolve = resolve
        self.orphans: dict[str, list[str]] = {}
        """Ids of endpoints by the faulty operation that they need."""

    def read_provider(self, document: Document, path: Path_, entry: dict[str, Any]) -> None:
        """Read a provider with its models and endpoints, each piece by itself."""
        bare = {key: value for key, value in entry.items() if key not in ("endpoints", "models", "levels")}
        provider: form.ProviderPart | None = self._validate(_PROVIDER, bare, document, path)
        if provider is None:
            return
        slug = provider.provider
        self._add_level(document, path, Level(id=slug, title=provider.title, description=provider.description))
        for name, value in self._children(document, path, entry, "levels"):
            part = self._validate(_LEVEL, value, document, (*path, "levels", name))
            if part is not None:
                level = Level(id=f"{slug}/{name}", title=part.title, description=part.description)
                self._add_level(document, (*path, "levels", name), level)
        for name, value in self._children(document, path, entry, "endpoints"):
            self._add_endpoint(document, (*path, "endpoints", name), f"{slug}/{name}", value, None)
        models = entry.get("models")
        if models is not None and not isinstance(models, list):
            self._fault(document, (*path, "models"), "expected a list", "write each model as '- model: ...'")
            return
        for index, value in enumerate(models or ()):
            self._read_model(document, (*path, "models", index), slug, value)

    def _read_model(self, document: Document, path: Path_, provider: str, value: object) -> None:
        if not isinstance(value, dict):
            self._fault(document, path, "expected a mapping", "start with '- model: ...'")
            return
        bare = {key: part for key, part in value.items() if key != "endpoints"}
        model: form.ModelPart | None = self._validate(_MODEL, bare, document, path)
        if model is None:
            return
        slug = f"{provider}/{model.model}"
        self._add_level(document, path, Level(id=slug, title=model.title, description=model.description))
        for name, child in self._children(document, path, value, "endpoints"):
            self._add_endpoint(document, (*path, "endpoints", name), f"{slug}/{name}", child, model)

    def _children(
        self, document: Document, path: Path_, entry: dict[str, Any], key: str
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
                expected = "lower-case words joined by hyphens, parts joined by '/'"
                self._fault(document, (*path, key, name), f"expected {expected}, found {name!r}")

    def _add_level(self, document: Document, path: Path_, level: Level) -> None:
        if level.id in self.levels:
            self._fault(document, path, f"{level.id!r} stands in the catalogue twice", "join the two")
        else:
            self.levels[level.id] = level

    def _add_endpoint(
        self, document: Document, path: Path_, endpoint_id: str, value: object, model: form.ModelPart | None
    ) -> None:
        part: form.EndpointPart | None = self._validate(_ENDPOINT, value, document, path)
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
            if part.operation in self._left_out:
                self.orphans.setdefault(part.operation, []).append(endpoint_id)
            else:
                close = did_you_mean(nearest(part.operation, self._operations))
                self._fault(document, (*path, "operation"), f"unknown operation {part.operation!r}{close}")
            return
        unknown = [name for name in part.errors or () if name not in self._errors]
        if unknown:
            close = did_you_mean(nearest(unknown[0], self._errors))
            self._fault(document, (*path, "errors"), f"unknown error {unknown[0]!r}{close}")
            return
        binding = make_binding(part, model)
        try:
            bound = bind(operation, binding, self._resolve)
        except BindingError as error:
            self._fault(document, (*path, *error.path), error.reason)
            return
        misfit = next(check_request(bound, self._resolve), None)
        if misfit is not None:
            at, reason = misfit
            self._fault(document, (*path, "request", *at), f"the request does not fit the operation: {reason}")
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

    def _validate(self, adapter: TypeAdapter[Any], value: object, document: Document, path: Path_) -> Any:
        """Return the part as its model; note its faults and return ``None`` where it has some."""
        part = validate(adapter, value, document, path)
        if isinstance(part, list):
            self.faults += part
            return None
        return part

    def _fault(self, document: Document, path: Path_, reason: str, hint: str = "") -> None:
        self.faults.append(SpecError(document.source(*path), reason, hint))


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
        request=part.request,
        response=part.response,
        overrides=overrides,
        omit=tuple(part.omit),
        model=part.model or (model.name if model else ""),
        errors=None if part.errors is None else tuple(part.errors),
        deprecated=part.deprecated,
    )
