"""Endpoints and levels as the catalogue of a native file: providers, models, formats."""

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
    from ..spec.registry import Specification

    Entry = dict[str, Any]


@dataclass(slots=True, kw_only=True)
class Catalogue:
    """The parts of a native file that say which endpoints there are."""

    providers: list[Entry] = field(default_factory=list)
    formats: dict[str, Entry] = field(default_factory=dict)
    endpoints: dict[str, Entry] = field(default_factory=dict)
    """Of no provider."""
    levels: dict[str, Entry] = field(default_factory=dict)
    """Above those."""

    def as_parts(self) -> Entry:
        """Return the top keys of a file that holds all of it."""
        parts = {
            "formats": self.formats,
            "levels": self.levels,
            "endpoints": self.endpoints,
            "catalogue": self.providers,
        }
        return {key: part for key, part in parts.items() if part}


def unshare(specification: Specification) -> tuple[Specification, list[str]]:
    """Return a specification in which every endpoint can be bound to its operation.

    :return: it, and the endpoints that get an operation of their own for that.
    """
    resolve = Resolver(specification.schemas)
    operations = dict(specification.operations)
    endpoints = dict(specification.endpoints)
    found = []
    for name, endpoint in specification.endpoints.items():
        operation = operations.get(endpoint.operation.id)
        if operation == endpoint.operation:
            continue
        try:
            if operation is not None:
                make_entry(operation, endpoint.operation, resolve, model=endpoint.model)
                continue
        except NoEntryError:
            found.append(name)
        own = replace(endpoint.operation, id=_unused(endpoint.operation.id, operations))
        operations[own.id] = own
        endpoints[name] = replace(endpoint, operation=own, model="")
    if found:
        endpoints = mark_plain(endpoints, operations)
    return replace(specification, operations=operations, endpoints=endpoints), found


def make_catalogue(specification: Specification) -> Catalogue:
    """Return the catalogue of a specification whose endpoints are all bound to its operations."""
    return _Maker(specification).make()


class _Maker:
    def __init__(self, specification: Specification) -> None:
        self._operations = specification.operations
        self._levels = specification.levels
        self._endpoints = specification.endpoints
        self._resolve = Resolver(specification.schemas)
        self._models = self._find_models()

    def make(self) -> Catalogue:
        made = Catalogue()
        used = {level for name in self._endpoints for level in levels_of(name)}
        providers = [name for name, level in self._levels.items() if "/" not in name and level.title]
        explicit = {*providers, *self._models}
        made.formats, named = self._find_formats(used, explicit)
        for provider in providers:
            made.providers.append(self._provider(provider, explicit | named))
        for name, level in self._levels.items():
            if name.partition("/")[0] not in providers and name not in named:
                made.levels[name] = _words(level)
        for name, endpoint in self._endpoints.items():
            if name.partition("/")[0] not in providers or "/" not in name:
                made.endpoints[name] = self._entry(endpoint)
        return made

    def _find_models(self) -> dict[str, list[Endpoint]]:
        """Return the levels that are models, with the endpoints whose words say so."""
        models: dict[str, list[Endpoint]] = defaultdict(list)
        for name, endpoint in self._endpoints.items():
            above = levels_of(name)
            level = self._levels.get(above[1]) if len(above) > 1 else None
            if level and level.title and endpoint.title == f"{level.title}: {endpoint.short_title}":
                words = f"\n\n{level.description}" if level.description else ""
                if endpoint.description.endswith(words):
                    models[level.id].append(endpoint)
        return models

    def _find_formats(self, used: Iterable[str], explicit: set[str]) -> tuple[dict[str, Entry], set[str]]:
        """Return words for the levels of one slug that all have the same, and the levels that need no others."""
        groups: dict[str, list[str]] = defaultdict(list)
        for name in used:
            if name not in explicit:
                groups[name.rpartition("/")[2]].append(name)
        formats, named = {}, set()
        for slug, names in sorted(groups.items()):
            first = self._levels.get(names[0])
            if first is None or len(names) < 2:
                continue
            if all(name in self._levels and _words(self._levels[name]) == _words(first) for name in names):
                formats[slug] = _words(first)
                named.update(names)
        return formats, named

    def _provider(self, provider: str, described: set[str]) -> Entry:
        made: Entry = {"provider": provider, **_words(self._levels[provider])}
        start = f"{provider}/"
        below = {name: level for name, level in self._levels.items() if name.startswith(start)}
        levels = {name.removeprefix(start): _words(level) for name, level in below.items() if name not in described}
        of_models = {endpoint.id for model in below if model in self._models for endpoint in self._models[model]}
        endpoints = {
            name.removeprefix(start): self._entry(endpoint)
            for name, endpoint in self._endpoints.items()
            if name.startswith(start) and name not in of_models
        }
        models = [self._model(name) for name in below if name in self._models]
        parts: Entry = {"levels": levels, "endpoints": endpoints, "models": models}
        return made | {key: part for key, part in parts.items() if part}

    def _model(self, name: str) -> Entry:
        level, endpoints = self._levels[name], self._models[name]
        names = Counter(endpoint.model for endpoint in endpoints)
        sent = names.most_common(1)[0][0] if "" not in names else ""
        words = _words(level)
        made: Entry = {"model": name.partition("/")[2], "title": words.pop("title")}
        made |= {"name": sent} if sent else {}
        made |= words
        made["endpoints"] = {
            endpoint.id.removeprefix(f"{name}/"): self._entry(endpoint, level, sent) for endpoint in endpoints
        }
        return made

    def _entry(self, endpoint: Endpoint, level: Level | None = None, sent: str = "") -> Entry:
        operation = self._operations[endpoint.operation.id]
        entry = make_entry(
            operation,
            endpoint.operation,
            self._resolve,
            model=endpoint.model,
            own_model=endpoint.model if endpoint.model != sent else "",
        )
        words: Entry = {"operation": entry.pop("operation")}
        title = endpoint.short_title if level else endpoint.title
        if title != (operation.summary or operation.id):
            words["title"] = title
        description = endpoint.description
        if level and level.description:
            description = description.removesuffix(f"\n\n{level.description}")
        if description != operation.description:
            words["description"] = description
        return words | entry


def _words(level: Level) -> Entry:
    words = {"title": level.title, "description": level.description}
    return {key: text for key, text in words.items() if text}


def _unused(name: str, taken: Mapping[str, Operation]) -> str:
    number = 2
    while f"{name}-{number}" in taken:
        number += 1
    return f"{name}-{number}"
