"""Plan how the entries of ``gptproto_registry`` are loaded: the names and levels of sources, and versions of APIs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..loaders import SourceOptions, find_descriptions, name_source, name_sources
from ..spec.versions import make_level_name, make_source_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from ..spec.registry import SpecRegistry
    from .registry_entries import RegistryEntry

    Entries = Mapping[Path, RegistryEntry]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedSource:
    """A source that is to be loaded."""

    path: Path
    entry: RegistryEntry
    names: Mapping[Path, str]
    """The names of API descriptions, as of :func:`.load_each`."""
    api: str = ""
    """The name of the API, which is that of the source of its newest version; empty for an API without versions."""
    is_older: bool = False
    """Whether it is another version of the API than the newest one."""
    is_only_api: bool = True
    """Whether no other API has versions."""

    @property
    def version(self) -> tuple[str, str] | None:
        """The names of the API and of the version, for the registry."""
        return (self.api, self.entry.label) if self.api else None

    def make_options(self, registry: SpecRegistry) -> SourceOptions:
        """Return the options to load the source with.

        :param registry: has the newest version already if the source is an older one.
        """
        entry = self.entry
        return SourceOptions(
            prefix=self._make_level(registry.get_level(self.api)) if self.is_older else entry.prefix,
            shares_level=not self.is_older,
            server=entry.server,
            key_variable=entry.key_variable,
        )

    def _make_level(self, newest: str) -> str:
        """Return the level of an older version.

        :param newest: that of the newest version, which may be empty.
        """
        level = make_level_name(self.entry.label)
        if newest:
            return f"{newest}/{level}"
        return level if self.is_only_api else f"{self.api}-{level}"


def plan_sources(entries: Entries, warn: Callable[[str], None]) -> Iterator[PlannedSource]:
    """Yield the sources in the order of the entries, so that the newest version of an API comes first.

    :param warn: is called with each message about entries that cannot be used as they are.
    :raises UnreadableSourceError: see :func:`.find_descriptions`.
    """
    entries = _check_names(_check_versions(entries, warn), warn)
    _check_order(entries, warn)
    newest: dict[int, Path] = {}
    for path, entry in entries.items():
        if entry.label:
            newest.setdefault(entry.number, path)
    main = {path: entry for path, entry in entries.items() if newest.get(entry.number, path) == path}
    names = name_sources(main, {path: entry.name for path, entry in main.items() if entry.name})
    described = {path: find_descriptions(path)[0].path for path, entry in entries.items() if entry.label}
    for path in newest.values():  # versions have names, even those of the only API
        names.setdefault(described[path], name_source(described[path]))
    for path, entry in entries.items():
        api = names[described[newest[entry.number]]] if entry.label else ""
        is_older = path not in main
        yield PlannedSource(
            path=path,
            entry=entry,
            names={described[path]: make_source_name(api, entry.label)} if is_older else names,
            api=api,
            is_older=is_older,
            is_only_api=len(newest) == 1,
        )


def _check_versions(entries: Entries, warn: Callable[[str], None]) -> Entries:
    """Return the entries in which each version is one API description; other versions become APIs of their own."""
    faulty: set[int] = set()
    for path, entry in entries.items():
        if entry.label and entry.number not in faulty and (count := len(find_descriptions(path))) > 1:
            reason = f"the version {entry.label!r}, {entry.source!r}, has {count} API descriptions instead of one"
            warn(f"{reason}; the versions are read as APIs of their own")
            faulty.add(entry.number)
    return {
        path: replace(entry, label="", name="") if entry.number in faulty else entry for path, entry in entries.items()
    }


def _check_order(entries: Entries, warn: Callable[[str], None]) -> None:
    """Warn if all versions of an API are numbers or dates in ascending order: the first is used as the newest."""
    labels: dict[int, list[str]] = {}
    for entry in entries.values():
        if entry.label:
            labels.setdefault(entry.number, []).append(entry.label)
    for listed in labels.values():
        numbers = [[*map(int, re.findall(r"\d+", label))] for label in listed]
        is_known = all(re.fullmatch(r"v?\d+([.-]\d+)*", label.strip(), re.IGNORECASE) for label in listed)
        if is_known and len(listed) > 1 and numbers == sorted(numbers):
            warn(f"{listed[0]!r} is used as the newest version, since it is listed first; list {listed[-1]!r} first")


def _check_names(entries: Entries, warn: Callable[[str], None]) -> Entries:
    """Return the entries without the names of folders with several API descriptions."""
    checked: dict[Path, RegistryEntry] = {}
    for path, entry in entries.items():
        checked[path] = entry
        if entry.name and not entry.label and (count := len(find_descriptions(path))) > 1:
            reason = f"{entry.source!r} has {count} API descriptions, so the name {entry.name!r} is not used"
            warn(f"{reason}; name each of its files in an entry of its own")
            checked[path] = replace(entry, name="")
    return checked
