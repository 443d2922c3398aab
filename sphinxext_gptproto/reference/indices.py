"""The domain's two indices: endpoints by level, such as a provider, and by path.

If a project documents any endpoint, Sphinx writes a page for each, ``api-endpointindex`` and ``api-pathindex``, and
adds them at the end of PDF.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, ClassVar, Final, cast

from sphinx.domains import Index, IndexEntry
from sphinx.locale import get_translation

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from sphinx.application import Sphinx

    from ..spec.model import Endpoint
    from .places import Documentation, Place

    Content = tuple[list[tuple[str, list[IndexEntry]]], bool]

_: Final = get_translation("sphinxext_gptproto")
_VERSION: Final = re.compile(r"v\d+\w*|api", re.IGNORECASE)
"""Segments at the beginning of paths that say nothing about the subject."""
_FLAT: Final = ("latex", "texinfo")
"""Builders that do not show the heads of nested entries."""


class _RegistryIndex(Index):
    """Base of the indices: entries of documented endpoints, in groups."""

    title: ClassVar[str]
    """The index's name; as text it is in the language of the build."""

    @property
    def api(self) -> Documentation:
        """The domain, with its registry."""
        return cast("Documentation", self.domain)

    def get_documented(self, docnames: Container[str] | None) -> Iterator[tuple[Endpoint, Place]]:
        """Yield documented endpoints in the order of the registry, with their places.

        :param docnames: the pages to look at; ``None`` for all.
        """
        places, endpoints = self.api.endpoints, self.api.registry.endpoints
        ordered = [*(name for name in endpoints if name in places), *(name for name in places if name not in endpoints)]
        for name in ordered:
            endpoint = endpoints.get(name) or self.api.registry.get(name)  # an operation that is in no catalogue
            if docnames is None or places[name].docname in docnames:
                yield endpoint, places[name]

    def make_head(self, title: str) -> str:
        """Return a group's title for Sphinx, whose template does not escape it and makes an id of it."""
        title = title.replace(" ", "\u00a0")
        return title if self.api.builder in _FLAT else escape(title)

    def make_entries(self, head: str, members: list[tuple[Endpoint, Place]], *, by_path: bool) -> list[IndexEntry]:
        """Return an entry for each endpoint, and before them one for what they have in common.

        :param head: what they have in common, such as a level's title; empty for none.
        :param by_path: whether entries show method and path, and what else they show is the title.
        """
        is_flat = self.api.builder in _FLAT
        is_nested = bool(head) and not is_flat and (len(members) > 1 or not by_path)
        entries = [IndexEntry(head, 1, "", "", "", "", "")] if is_nested else []
        for endpoint, place in members:
            request = f"{endpoint.operation.method} {endpoint.operation.path}"
            name, about = (request, endpoint.title) if by_path and not is_nested else (endpoint.title, request)
            mark = str(_("Deprecated")) if endpoint.operation.deprecated else ""
            extra = about if is_flat else ""
            about = "" if by_path and is_nested else about  # the head says it
            entries.append(IndexEntry(name, 2 if is_nested else 0, place.docname, place.anchor, extra, mark, about))
        return entries


class EndpointIndex(_RegistryIndex):
    """Endpoints by their outermost level, and by the level below it where there is one."""

    name = "endpointindex"
    localname = title = _("Endpoint Index")

    def generate(self, docnames: Iterable[str] | None = None) -> Content:
        """Return the groups in the order of the registry."""
        groups: dict[str, dict[str, list[tuple[Endpoint, Place]]]] = {}
        for endpoint, place in self.get_documented(None if docnames is None else set(docnames)):
            levels = self.api.registry.get_levels(endpoint)
            subgroups = groups.setdefault(levels[0] if levels else "", {})
            subgroups.setdefault(levels[1] if len(levels) > 1 else "", []).append((endpoint, place))
        content: dict[str, list[IndexEntry]] = {}
        for level, subgroups in groups.items():
            entries = [
                entry
                for sublevel, members in subgroups.items()
                for entry in self.make_entries(self._get_title(sublevel), members, by_path=False)
            ]
            head = self.make_head(self._get_title(level) or str(_("Others")))
            content.setdefault(head, []).extend(entries)  # levels may have the same title
        return [*content.items()], False

    def _get_title(self, level: str) -> str:
        return self.api.registry.get_list_title(level) if level else ""


class PathIndex(_RegistryIndex):
    """Endpoints by path and method, in groups by the subject of the path: its first segment that says something."""

    name = "pathindex"
    localname = title = _("Path Index")

    def generate(self, docnames: Iterable[str] | None = None) -> Content:
        """Return the groups in alphabetical order."""
        groups: dict[str, dict[tuple[str, str], list[tuple[Endpoint, Place]]]] = {}
        for endpoint, place in self.get_documented(None if docnames is None else set(docnames)):
            operation = endpoint.operation
            requests = groups.setdefault(_get_subject(operation.path), {})
            requests.setdefault((operation.path, operation.method), []).append((endpoint, place))
        content = []
        for subject, requests in sorted(groups.items()):
            entries = [
                entry
                for (path, method), members in sorted(requests.items(), key=lambda item: item[0])
                for entry in self.make_entries(f"{method} {path}", members, by_path=True)
            ]
            content.append((self.make_head(subject), entries))
        return content, False


def _get_subject(path: str) -> str:
    """Return the first segment of a path that is neither a version nor a placeholder."""
    segments = [segment for segment in path.split("/") if segment]
    subjects = [segment for segment in segments if not _VERSION.fullmatch(segment) and not segment.startswith("{")]
    return (subjects or segments or ["/"])[0]


INDICES: Final = (EndpointIndex, PathIndex)


def name_indices(app: Sphinx) -> None:
    """Set the names of the indices as text: some builders write them to files of data, such as JSON."""
    for index in INDICES:
        index.localname = str(index.title)
