"""Versions of one API: which sources are versions of the same API, and which of their endpoints correspond.

Endpoints of two versions correspond if they have the same operationId, else if they have the same method and path; the
names of path parameters do not count. Endpoints of a catalogue, where many may share an operation, correspond by their
ids first. Each endpoint corresponds to at most one in each other version.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from .stored import stored

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .model import Endpoint, Level, Operation

_KeyKind: TypeAlias = Literal["id", "operationId", "request"]
_Family: TypeAlias = "list[Endpoint | None]"
"""Endpoints that correspond: one for each version, newest first, or ``None`` for a version without such an endpoint."""

_DATE: Final = re.compile(r"\d{4}-\d\d(?![\d.]).*", re.ASCII)
_UNSAFE: Final = re.compile(r"[^\w.-]+")
_PARAMETER: Final = re.compile(r"\{[^{}]*\}")
_KINDS: Final[tuple[_KeyKind, ...]] = ("operationId", "request", "id")
_CATALOGUE_KINDS: Final[tuple[_KeyKind, ...]] = ("id", "operationId", "request")


@stored
@dataclass(frozen=True, slots=True)
class ApiVersion:
    """A version of an API that the registry holds several versions of."""

    api: str
    """The name of the API: that of the entry in ``gptproto_registry``."""
    label: str
    """The version as ``conf.py`` names it, such as ``1.0``."""
    source: str
    """The name of its source: a key of :attr:`.registry.SpecRegistry.services`."""
    is_newest: bool


@dataclass(frozen=True, slots=True)
class EndpointVersion:
    """An endpoint in one version of its API; ``endpoint`` is ``None`` where that version does not have it."""

    version: ApiVersion
    endpoint: Endpoint | None


class VersionIndex:
    """The versions of the APIs in a registry, and the families of their endpoints.

    The families of an API are found when the first of them is needed, all in one pass.
    """

    def __init__(self) -> None:
        self.by_api: dict[str, list[ApiVersion]] = {}
        """Newest first."""
        self._by_source: dict[str, ApiVersion] = {}
        self._endpoints: dict[str, Mapping[str, Endpoint]] = {}
        """The endpoints of each version by their ids in it, by the name of the version's source."""
        self._families: dict[str, dict[str, _Family]] = {}
        """By the name of the API and the id of the endpoint."""

    def add(self, api: str, label: str, source: str, endpoints: Mapping[str, Endpoint]) -> ApiVersion:
        """Add a version; the newest version of an API is added first.

        :param endpoints: its endpoints, by their ids without the level of the version.
        """
        versions = self.by_api.setdefault(api, [])
        version = ApiVersion(api=api, label=label, source=source, is_newest=not versions)
        versions.append(version)
        self._by_source[source] = version
        self._endpoints[source] = endpoints
        self._families.pop(api, None)
        return version

    def get(self, source: str) -> ApiVersion | None:
        """Return the version that a source describes, or ``None`` if its API has no versions."""
        return self._by_source.get(source)

    def drop_older(self, sources: Iterable[str]) -> set[str]:
        """Return sources without those of an API of which a newer version is among them, too."""
        kept = set(sources)
        for versions in self.by_api.values():
            found = [version.source for version in versions if version.source in kept]
            kept.difference_update(found[1:])
        return kept

    def find_family(self, version: ApiVersion, endpoint: Endpoint) -> Iterator[EndpointVersion] | None:
        """Return an endpoint in each version of its API, newest first; ``None`` if the endpoint was not added."""
        if version.api not in self._families:
            self._families[version.api] = self._find_families(version.api)
        family = self._families[version.api].get(endpoint.id)
        if family is None:
            return None
        return map(EndpointVersion, self.by_api[version.api], family)

    def _find_families(self, api: str) -> dict[str, _Family]:
        families = find_families([self._endpoints[version.source] for version in self.by_api[api]])
        return {endpoint.id: family for family in families for endpoint in family if endpoint is not None}


def find_families(versions: Sequence[Mapping[str, Endpoint]]) -> list[_Family]:
    """Return the families of the endpoints of several versions.

    Each version is compared with all newer ones. A key counts only if one endpoint of a version has it; where it has
    moved from one family to another, the version nearest to the compared one decides.

    :param versions: the endpoints of each version, newest first, by their ids without the level of the version.
    """
    families: list[_Family] = []
    index: dict[tuple[_KeyKind, str], tuple[int, int | None]] = {}
    """The last version that has a key, and the family of its endpoint; ``None`` if several endpoints have the key."""
    for number, endpoints in enumerate(versions):
        groups = {kind: _group(kind, endpoints) for kind in _KINDS}
        is_catalogue = not all(endpoint.is_plain for endpoint in endpoints.values())
        matches: dict[str, int] = {}
        taken: set[int] = set()
        for kind in _CATALOGUE_KINDS if is_catalogue else _KINDS:
            candidates = [
                (*index[kind, key], names[0])
                for key, names in groups[kind].items()
                if len(names) == 1 and (kind, key) in index
            ]
            for _, family, name in sorted(candidates, key=lambda candidate: -candidate[0]):
                if family is not None and family not in taken and name not in matches:
                    matches[name] = family
                    taken.add(family)
        for name, endpoint in endpoints.items():
            if name not in matches:
                matches[name] = len(families)
                families.append([None] * len(versions))
            families[matches[name]][number] = endpoint
        for kind, names_by_key in groups.items():
            for key, names in names_by_key.items():
                index[kind, key] = number, matches[names[0]] if len(names) == 1 else None
    return families


def _group(kind: _KeyKind, endpoints: Mapping[str, Endpoint]) -> dict[str, list[str]]:
    """Return the ids of endpoints by their key of a kind."""
    groups: dict[str, list[str]] = {}
    for name, endpoint in endpoints.items():
        groups.setdefault(_make_key(kind, name, endpoint.operation), []).append(name)
    return groups


def _make_key(kind: _KeyKind, name: str, operation: Operation) -> str:
    if kind == "id":
        return name
    if kind == "operationId":
        return operation.operation_id or operation.id
    target = "webhook" if operation.is_webhook else "path"
    return f"{target} {operation.method} {_PARAMETER.sub('{}', operation.path)}"


def make_level_name(label: str) -> str:
    """Return the name of the level of a version: ``v1.0`` for ``1.0``; names such as ``v1`` and dates stay."""
    name = _UNSAFE.sub("-", unicodedata.normalize("NFC", label.lower())).strip("-.") or "unnamed"
    return f"v{name}" if name[0].isdecimal() and not _DATE.fullmatch(name) else name


def make_source_name(api: str, label: str) -> str:
    """Return the name of the source of an older version, such as ``museum@1.0``, for ``museum@1.0:getTickets``."""
    return f"{api}@{_UNSAFE.sub('-', label).strip('-')}"


def label_levels(levels: Mapping[str, Level], name: str, label: str) -> dict[str, Level]:
    """Return levels in which the title of one, that of a version, ends in the label of the version."""
    labelled = dict(levels)
    if (level := levels.get(name)) is not None:
        labelled[name] = replace(
            level,
            title=_append(level.title, label),
            source_title=_append(level.source_title, label) if level.source_title else "",
        )
    return labelled


def _append(title: str, label: str) -> str:
    return title if label.casefold() in title.casefold().split() else f"{title} {label}"
