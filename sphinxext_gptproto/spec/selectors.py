"""Which endpoints of a registry are meant: by level, id, operationId, path, method, tag and source.

A *selector* is one of ``createChat`` (an operationId or endpoint id), ``chat`` (a level of ids), ``/v1/chat`` (a path),
``POST /v1/chat``, ``POST`` and ``tag:Chat``. In each, ``*`` stands for any characters.
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
    """Filters of endpoints: an endpoint is meant if each filter that is given lets it pass."""

    level: str = ""
    """A level of endpoint ids; empty for all."""
    include: tuple[str, ...] = ()
    """Selectors; one of them has to fit."""
    exclude: tuple[str, ...] = ()
    """Selectors; none of them may fit."""
    tags: tuple[str, ...] = ()
    methods: tuple[str, ...] = ()
    providers: tuple[str, ...] = ()
    """Slugs or titles, with ``*``; one of them has to be the endpoint's provider. The next three are alike."""
    models: tuple[str, ...] = ()
    """Also names as requests send them."""
    formats: tuple[str, ...] = ()
    tasks: tuple[str, ...] = ()
    source: str = ""
    """Path of a file or folder that describes the endpoint."""

    @property
    def name(self) -> str:
        """The filters as text, for :meth:`from_name`."""
        return json.dumps({key: value for key, value in asdict(self).items() if value})

    @classmethod
    def from_name(cls, name: str) -> Selection:
        """Return the selection that had this name."""
        given: dict[str, Any] = json.loads(name)
        values: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in given.items()}
        return cls(**values)

    def select(self, registry: SpecRegistry) -> list[Endpoint]:
        """Return the endpoints that are meant, in the order of the catalogue."""
        return self.filter(registry.get_below(self.level), registry)

    def filter(self, endpoints: Iterable[Endpoint], registry: SpecRegistry) -> list[Endpoint]:
        """Return those of some endpoints of the level that all filters let pass."""
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
        """The filters by facet that are given."""
        given = {"provider": self.providers, "model": self.models, "format": self.formats, "task": self.tasks}
        return [(facet, names) for facet, names in given.items() if names]

    def find_faults(self, registry: SpecRegistry) -> Iterator[UnknownNameError]:
        """Yield an error for each filter that no endpoint of the registry fits."""
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
            known = [Path(file).name for file in files]
            near = nearest(Path(self.source).name, known) or tuple(known[:3])
            yield UnknownNameError(Path(self.source).name, kind="source", nearest=near)


def split_selectors(text: str) -> tuple[str, ...]:
    """Return the selectors of a text, in which commas, spaces and line ends stand between them."""
    found: list[str] = []
    for part in re.split(r"[,\n]", text):
        before = ""
        for word in part.split():
            if word.startswith("/") and _METHOD.fullmatch(before):
                found[-1] += f" {word}"
            else:
                found.append(word)
            before = word
    return tuple(found)


@cache
def _make_test(selector: str) -> Callable[[Endpoint], bool]:
    """Return whether an endpoint is one that a selector means, as a function."""
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
    return lambda endpoint: (
        matches(endpoint.id)
        or matches(endpoint.operation.id)
        or matches(endpoint.operation.operation_id)
        or any(map(matches, levels_of(endpoint.id)))
    )


@cache
def _make_matcher(pattern: str, *, ignore_case: bool = False) -> Callable[[str], bool]:
    """Return whether a text fits a pattern, as a function. Only ``*`` has a meaning: paths hold other signs."""
    parts = map(re.escape, pattern.split("*"))
    compiled = re.compile(".*".join(parts), re.DOTALL | (re.IGNORECASE if ignore_case else 0))
    return lambda text: bool(text) and compiled.fullmatch(text) is not None


def _is_called(endpoint: Endpoint, facet: str, names: Iterable[str], registry: SpecRegistry) -> bool:
    """Return whether an endpoint's provider, model, format or task has one of these names."""
    own = [name for pair in get_facets(endpoint, registry).get(facet, ()) for name in pair]
    own += [endpoint.model] if facet == "model" else []
    return any(_make_matcher(name, ignore_case=True)(known) for name in names for known in own)


def _is_from(endpoint: Endpoint, source: str) -> bool:
    return bool(endpoint.source.file) and Path(endpoint.source.file).is_relative_to(source)


def _unknown(selector: str, registry: SpecRegistry) -> UnknownNameError:
    """Return that nothing fits a selector, with the nearest that something fits."""
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
        known = {f"{o.method} {o.path}" for o in operations}
        return UnknownNameError(selector, kind="operation", nearest=_nearest(selector, known))
    names = {level for endpoint in registry for level in (endpoint.id, *levels_of(endpoint.id))}
    names |= {operation.id for operation in operations}
    return UnknownNameError(selector, kind="endpoint", nearest=_nearest(selector, names))


def _nearest(selector: str, known: Iterable[str]) -> Sequence[str]:
    """Return the names nearest to a pattern: those that go on as it begins, or look like it."""
    start = selector.partition("*")[0]
    known = sorted(known)
    return (
        nearest(selector.replace("*", ""), known)
        or tuple(name for name in known if start.strip("/") and name.startswith(start))[:3]
    )
