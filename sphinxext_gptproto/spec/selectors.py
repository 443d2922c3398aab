"""Select endpoints of a registry by level, id, operationId, path, method, tag, facet and source.

A *selector* is one of ``createChat`` (an operationId or endpoint id), ``chat`` (a level of ids), ``/v1/chat`` (a path),
``POST /v1/chat``, ``POST`` and ``tag:Chat``. In each, ``*`` matches any characters.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from .errors import UnknownNameError, nearest
from .facets import get_facets
from .registry import levels_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from .model import Endpoint
    from .registry import SpecRegistry

_METHOD: Final = re.compile(r"[A-Z]+")
TAG: Final = "tag:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Filters of endpoints: an endpoint is selected if every filter that is not empty matches it."""

    level: str = ""
    """A level of endpoint ids; empty for all."""
    include: tuple[str, ...] = ()
    """Selectors, one of which has to match."""
    exclude: tuple[str, ...] = ()
    """Selectors, none of which may match."""
    tags: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    """Slugs or titles, one of which has to be that of the endpoint's provider; ``*`` is allowed. The same holds for
    ``models``, ``formats`` and ``tasks``."""
    models: tuple[str, ...] = ()
    """Here, a model's name as requests send it matches, too."""
    formats: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    source: str = ""
    """Path of a file or folder that describes the endpoint."""

    @property
    def name(self) -> str:
        """The filters as JSON, from which :meth:`from_name` makes the same selection."""
        return json.dumps({key: value for key, value in asdict(self).items() if value})

    @classmethod
    def from_name(cls, name: str) -> Selection:
        """Return the selection that has this :attr:`name`."""
        filters: dict[str, Any] = json.loads(name)
        values: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in filters.items()}
        return cls(**values)

    def select(self, registry: SpecRegistry) -> list[Endpoint]:
        """Return the selected endpoints, in the order of the catalogue."""
        return self.filter(registry.get_below(self.level), registry)

    def filter(self, endpoints: Iterable[Endpoint], registry: SpecRegistry) -> list[Endpoint]:
        """Return those endpoints that all filters but ``level`` match."""
        filters = (self.include, tuple(TAG + tag for tag in self.tags), tuple(map(str.upper, self.methods)))
        any_of = [[_make_test(selector) for selector in selectors] for selectors in filters if selectors]
        excluded = [_make_test(selector) for selector in self.exclude]
        return [
            endpoint
            for endpoint in endpoints
            if (not self.source or _is_from(endpoint, self.source))
            and all(any(test(endpoint) for test in tests) for tests in any_of)
            and not any(test(endpoint) for test in excluded)
            and all(_is_called(endpoint, facet, names, registry) for facet, names in self._facets)
        ]

    @property
    def _facets(self) -> list[tuple[str, tuple[str, ...]]]:
        """The filters by facet that are not empty."""
        names_by_facet = {"provider": self.providers, "model": self.models, "format": self.formats, "task": self.tasks}
        return [(facet, names) for facet, names in names_by_facet.items() if names]

    def find_faults(self, registry: SpecRegistry) -> Iterator[UnknownNameError]:
        """Yield an error for each filter that matches no endpoint of the registry."""
        if self.level and not registry.get_below(self.level):
            levels = {level for endpoint in registry for level in levels_of(endpoint.id)}
            yield UnknownNameError(self.level, kind="level", nearest=nearest(self.level, levels))
        tags = [TAG + tag for tag in self.tags]
        for selector in (*self.include, *self.exclude, *tags, *map(str.upper, self.methods)):
            test = _make_test(selector)
            if not any(map(test, registry)):
                yield _unknown(selector, registry)
        for facet, names in self._facets:
            for name in names:
                if not any(_is_called(endpoint, facet, (name,), registry) for endpoint in registry):
                    slugs = {slug for endpoint in registry for slug, _ in get_facets(endpoint, registry).get(facet, ())}
                    yield UnknownNameError(name, kind=facet, nearest=_nearest(name, slugs))
        if self.source and not any(_is_from(endpoint, self.source) for endpoint in registry):
            files = {endpoint.source.file: None for endpoint in registry if endpoint.source.file}
            file_names = [Path(file).name for file in files]
            close_names = nearest(Path(self.source).name, file_names) or tuple(file_names[:3])
            yield UnknownNameError(Path(self.source).name, kind="source", nearest=close_names)


def split_selectors(text: str) -> tuple[str, ...]:
    """Split a text at commas, spaces and line ends into selectors; a method and the path after it stay together."""
    selectors: list[str] = []
    for part in re.split(r"[,\n]", text):
        previous = ""
        for word in part.split():
            if word.startswith("/") and _METHOD.fullmatch(previous):
                selectors[-1] += f" {word}"
            else:
                selectors.append(word)
            previous = word
    return tuple(selectors)


@cache
def _make_test(selector: str) -> Callable[[Endpoint], bool]:
    """Return a function that tells whether a selector matches an endpoint."""
    if selector.startswith(TAG):
        matches = _make_matcher(selector.removeprefix(TAG).strip(), ignore_case=True)
        return lambda endpoint: any(map(matches, endpoint.operation.tags))
    method, _, path = selector.partition(" ")
    if selector.startswith("/"):
        method, path = "", selector
    if path or _METHOD.fullmatch(selector):
        matches = _make_matcher(path.strip() or "*")
        return lambda endpoint: method.upper() in ("", endpoint.operation.method) and matches(endpoint.operation.path)
    matches = _make_matcher(selector)
    source, _, name = selector.partition(":")
    matches_in_source = _make_matcher(name)
    return lambda endpoint: (
        matches(endpoint.id)
        or (source == endpoint.operation.service != "" and matches_in_source(endpoint.operation.id))
        or matches(endpoint.operation.id)
        or matches(endpoint.operation.operation_id)
        or any(map(matches, levels_of(endpoint.id)))
    )


@cache
def _make_matcher(pattern: str, *, ignore_case: bool = False) -> Callable[[str], bool]:
    """Return a function that tells whether a text matches a pattern.

    ``*`` is the only special character: braces and brackets of other pattern languages are parts of paths.
    """
    parts = map(re.escape, pattern.split("*"))
    compiled = re.compile(".*".join(parts), re.DOTALL | (re.IGNORECASE if ignore_case else 0))
    return lambda text: bool(text) and compiled.fullmatch(text) is not None


def _is_called(endpoint: Endpoint, facet: str, names: Iterable[str], registry: SpecRegistry) -> bool:
    """Return whether an endpoint's provider, model, format or task has one of these names."""
    names_of_endpoint = [name for pair in get_facets(endpoint, registry).get(facet, ()) for name in pair]
    names_of_endpoint += [endpoint.model] if facet == "model" else []
    return any(_make_matcher(name, ignore_case=True)(candidate) for name in names for candidate in names_of_endpoint)


def _is_from(endpoint: Endpoint, source: str) -> bool:
    return bool(endpoint.source.file) and Path(endpoint.source.file).is_relative_to(source)


def _unknown(selector: str, registry: SpecRegistry) -> UnknownNameError:
    """Return an error for a selector that matches nothing, with similar selectors that match something."""
    operations = [endpoint.operation for endpoint in registry]
    if selector.startswith(TAG):
        name = selector.removeprefix(TAG).strip()
        tags = {tag for operation in operations for tag in operation.tags}
        return UnknownNameError(name, kind="tag", nearest=_nearest(name, tags))
    if _METHOD.fullmatch(selector):
        return UnknownNameError(selector, kind="method", nearest=tuple(sorted({o.method for o in operations})))
    if selector.startswith("/"):
        return UnknownNameError(selector, kind="path", nearest=_nearest(selector, {o.path for o in operations}))
    if " " in selector:
        operation_names = {f"{o.method} {o.path}" for o in operations}
        return UnknownNameError(selector, kind="operation", nearest=_nearest(selector, operation_names))
    names = {level for endpoint in registry for level in (endpoint.id, *levels_of(endpoint.id))}
    names |= {operation.id for operation in operations}
    return UnknownNameError(selector, kind="endpoint", nearest=_nearest(selector, names))


def _nearest(selector: str, names: Iterable[str]) -> Sequence[str]:
    """Return the names most similar to a pattern, else those that begin as it does up to the first ``*``."""
    start = selector.partition("*")[0]
    names = sorted(names)
    return (
        nearest(selector.replace("*", ""), names)
        or tuple(name for name in names if start.strip("/") and name.startswith(start))[:3]
    )
