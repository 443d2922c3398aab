"""Write endpoints and levels as the catalogue of a native file: providers, models, formats."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ..loaders.catalogue.catalogue import mark_plain
from ..spec.registry import levels_of
from ..spec.resolver import Resolver
from .bindings import NoEntryError, make_entry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..spec.model import Endpoint, Level, Operation
    from ..spec.specification import Specification

    Entry = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Catalogue:
    """The parts of a native file that describe its endpoints and levels."""

    providers: list[Entry] = field(default_factory=list)
    formats: dict[str, Entry] = field(default_factory=dict)
    endpoints: dict[str, Entry] = field(default_factory=dict)
    """Endpoints without a provider."""
    levels: dict[str, Entry] = field(default_factory=dict)
    """Levels without a provider."""

    def as_parts(self) -> Entry:
        """Return the catalogue as top-level keys of one file."""
        parts = {
            "formats": self.formats,
            "levels": self.levels,
            "endpoints": self.endpoints,
            "catalogue": self.providers,
        }
        return {key: part for key, part in parts.items() if part}


def unshare(specification: Specification) -> tuple[Specification, list[str]]:
    """Give an operation of its own to each endpoint that cannot be bound to a shared one by a catalogue entry.

    :return: the changed specification, and the ids of the endpoints that had a shared operation before.
    """
    resolve = Resolver(specification.schemas)
    operations = dict(specification.operations)
    endpoints = dict(specification.endpoints)
    unshared = []
    for name, endpoint in specification.endpoints.items():
        operation = operations.get(endpoint.operation.id)
        if operation == endpoint.operation:
            continue
        try:
            if operation is not None:
                make_entry(operation, endpoint.operation, resolve, model=endpoint.model)
                continue
        except NoEntryError:
            unshared.append(name)
        operation_copy = replace(endpoint.operation, id=_make_numbered_name(endpoint.operation.id, operations))
        operations[operation_copy.id] = operation_copy
        endpoints[name] = replace(endpoint, operation=operation_copy, model="")
    if unshared:
        endpoints = mark_plain(endpoints, operations)
    return replace(specification, operations=operations, endpoints=endpoints), unshared


def make_catalogue(specification: Specification) -> Catalogue:
    """Return the catalogue of a specification whose endpoints are all bound to its operations."""
    return _CatalogueMaker(specification).make()


class _CatalogueMaker:
    """Makes the catalogue of one specification."""

    def __init__(self, specification: Specification) -> None:
        self._operations = specification.operations
        self._levels = specification.levels
        self._endpoints = specification.endpoints
        self._resolve = Resolver(specification.schemas)
        self._models = self._find_models()

    def make(self) -> Catalogue:
        catalogue = Catalogue()
        used_levels = {level for name in self._endpoints for level in levels_of(name)}
        providers = [name for name, level in self._levels.items() if "/" not in name and level.title]
        described_levels = {*providers, *self._models}
        catalogue.formats, formatted_levels = self._find_formats(used_levels, described_levels)
        for provider in providers:
            catalogue.providers.append(self._make_provider(provider, described_levels | formatted_levels))
        for name, level in self._levels.items():
            if name.partition("/")[0] not in providers and name not in formatted_levels:
                catalogue.levels[name] = _describe_level(level)
        for name, endpoint in self._endpoints.items():
            if name.partition("/")[0] not in providers or "/" not in name:
                catalogue.endpoints[name] = self._make_entry(endpoint)
        return catalogue

    def _find_models(self) -> dict[str, list[Endpoint]]:
        """Return the levels that are models, each with its endpoints.

        Loading a model puts its title before its endpoints' titles, and its description after their descriptions; by
        this a model is recognised.
        """
        models: dict[str, list[Endpoint]] = defaultdict(list)
        for name, endpoint in self._endpoints.items():
            parents = levels_of(name)
            level = self._levels.get(parents[1]) if len(parents) > 1 else None
            if level and level.title and endpoint.title == f"{level.title}: {endpoint.short_title}":
                suffix = f"\n\n{level.description}" if level.description else ""
                if endpoint.description.endswith(suffix):
                    models[level.id].append(endpoint)
        return models

    def _find_formats(
        self, used_levels: Iterable[str], described_levels: set[str]
    ) -> tuple[dict[str, Entry], set[str]]:
        """Return the formats, and the levels that they describe.

        Levels of several providers or models with the same last part of their id are one format, if all of them have
        the same title and description.
        """
        groups: dict[str, list[str]] = defaultdict(list)
        for name in used_levels:
            if name not in described_levels:
                groups[name.rpartition("/")[2]].append(name)
        formats, formatted_levels = {}, set()
        for slug, names in sorted(groups.items()):
            first = self._levels.get(names[0])
            if first is None or len(names) < 2:
                continue
            if all(
                name in self._levels and _describe_level(self._levels[name]) == _describe_level(first) for name in names
            ):
                formats[slug] = _describe_level(first)
                formatted_levels.update(names)
        return formats, formatted_levels

    def _make_provider(self, provider: str, described_levels: set[str]) -> Entry:
        entry: Entry = {"provider": provider, **_describe_level(self._levels[provider])}
        prefix = f"{provider}/"
        levels_below = {name: level for name, level in self._levels.items() if name.startswith(prefix)}
        levels = {
            name.removeprefix(prefix): _describe_level(level)
            for name, level in levels_below.items()
            if name not in described_levels
        }
        model_endpoints = {
            endpoint.id for model in levels_below if model in self._models for endpoint in self._models[model]
        }
        endpoints = {
            name.removeprefix(prefix): self._make_entry(endpoint)
            for name, endpoint in self._endpoints.items()
            if name.startswith(prefix) and name not in model_endpoints
        }
        models = [self._make_model(name) for name in levels_below if name in self._models]
        parts: Entry = {"levels": levels, "endpoints": endpoints, "models": models}
        return entry | {key: part for key, part in parts.items() if part}

    def _make_model(self, name: str) -> Entry:
        level, endpoints = self._levels[name], self._models[name]
        model_counts = Counter(endpoint.model for endpoint in endpoints)
        common_model = model_counts.most_common(1)[0][0] if "" not in model_counts else ""
        texts = _describe_level(level)
        entry: Entry = {"model": name.partition("/")[2], "title": texts.pop("title")}
        entry |= {"name": common_model} if common_model else {}
        entry |= texts
        entry["endpoints"] = {
            endpoint.id.removeprefix(f"{name}/"): self._make_entry(endpoint, level, common_model)
            for endpoint in endpoints
        }
        return entry

    def _make_entry(self, endpoint: Endpoint, level: Level | None = None, common_model: str = "") -> Entry:
        operation = self._operations[endpoint.operation.id]
        entry = make_entry(
            operation,
            endpoint.operation,
            self._resolve,
            model=endpoint.model,
            entry_model=endpoint.model if endpoint.model != common_model else "",
        )
        head: Entry = {"operation": entry.pop("operation")}
        title = endpoint.short_title if level else endpoint.title
        if title != operation.default_title:
            head["title"] = title
        description = endpoint.description
        if level and level.description:
            description = description.removesuffix(f"\n\n{level.description}")
        if description != operation.description:
            head["description"] = description
        return head | entry


def _describe_level(level: Level) -> Entry:
    texts = {"title": level.title, "description": level.description}
    return {key: text for key, text in texts.items() if text}


def _make_numbered_name(name: str, operations: Mapping[str, Operation]) -> str:
    number = 2
    while f"{name}-{number}" in operations:
        number += 1
    return f"{name}-{number}"
