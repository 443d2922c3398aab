"""The domain's two indices: endpoints by the level that they stand under, such as a provider, and by path.

Sphinx makes a page of each, ``api-endpointindex`` and ``api-pathindex``, where a project documents any endpoint, and
puts them at the end of PDF.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, ClassVar, Final, cast

from sphinx.domains import Index, IndexEntry
from sphinx.locale import get_translation

from ..spec.registry import levels_of

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from sphinx.application import Sphinx

    from ..spec.model import Endpoint
    from .places import Documentation, Place

    Content = tuple[list[tuple[str, list[IndexEntry]]], bool]

_: Final = get_translation("sphinxext_gptproto")
_VERSION: Final = re.compile(r"v\d+\w*|api", re.IGNORECASE)
"""Parts at the beginning of paths that tell nothing."""
_FLAT: Final = ("latex", "texinfo")
"""Builders that show entries without their heads."""


class ApiIndex(Index):
    """Base of the indices: entries of documented endpoints, in groups."""

    title: ClassVar[str]
    """The index's name, in the language of the build when it is asked for."""

    @property
    def api(self) -> Documentation:
        """The domain, with its registry."""
        return cast("Documentation", self.domain)

    def get_documented(self, docnames: Container[str] | None) -> Iterator[tuple[Endpoint, Place]]:
        """Yield documented endpoints in the order of the registry, with their places.

        :param docnames: the pages that count; ``None`` for all.
        """
        places, known = self.api.endpoints, self.api.registry.endpoints
        ordered = [*(name for name in known if name in places), *(name for name in places if name not in known)]
        for name in ordered:
            endpoint = known.get(name) or self.api.registry.get(name)  # an operation that is in no catalogue
            if docnames is None or places[name].docname in docnames:
                yield endpoint, places[name]

    def make_head(self, title: str) -> str:
        """Return a group's title as Sphinx takes it: its template puts it into HTML as it is, and makes an id of it."""
        title = title.replace(" ", "\u00a0")
        return title if self.api.builder in _FLAT else escape(title)

    def make_entries(self, head: str, members: list[tuple[Endpoint, Place]], *, by_path: bool) -> list[IndexEntry]:
        """Return an entry for each endpoint; several stand below an entry for what they have in common."""
        flat = self.api.builder in _FLAT
        nested = bool(head) and not flat and (len(members) > 1 or not by_path)
        made = [IndexEntry(head, 1, "", "", "", "", "")] if nested else []
        for endpoint, place in members:
            call = f"{endpoint.operation.method} {endpoint.operation.path}"
            name, words = (call, endpoint.title) if by_path and not nested else (endpoint.title, call)
            mark = str(_("Deprecated")) if endpoint.operation.deprecated else ""
            extra = words if flat else ""
            words = "" if by_path and nested else words
            made.append(IndexEntry(name, 2 if nested else 0, place.docname, place.anchor, extra, mark, words))
        return made


class EndpointIndex(ApiIndex):
    """Endpoints by their outermost level, and by the level below it where there is one."""

    name = "endpointindex"
    localname = title = _("Endpoint Index")

    def generate(self, docnames: Iterable[str] | None = None) -> Content:
        """Return the groups in the order of the registry."""
        groups: dict[str, dict[str, list[tuple[Endpoint, Place]]]] = {}
        for endpoint, place in self.get_documented(None if docnames is None else set(docnames)):
            above = levels_of(endpoint.id)
            inner = groups.setdefault(above[0] if above else "", {})
            inner.setdefault(above[1] if len(above) > 1 else "", []).append((endpoint, place))
        content: dict[str, list[IndexEntry]] = {}
        for level, inner in groups.items():
            entries = [
                entry
                for below, members in inner.items()
                for entry in self.make_entries(self._get_title(below), members, by_path=False)
            ]
            head = self.make_head(self._get_title(level) or str(_("Others")))
            content.setdefault(head, []).extend(entries)  # levels may have the same title
        return [*content.items()], False

    def _get_title(self, level: str) -> str:
        return self.api.registry.get_level_title(level) if level else ""


class PathIndex(ApiIndex):
    """Endpoints by path and method, in the groups that the first telling part of the path makes."""

    name = "pathindex"
    localname = title = _("Path Index")

    def generate(self, docnames: Iterable[str] | None = None) -> Content:
        """Return the groups in the order of the alphabet."""
        groups: dict[str, dict[tuple[str, str], list[tuple[Endpoint, Place]]]] = {}
        for endpoint, place in self.get_documented(None if docnames is None else set(docnames)):
            operation = endpoint.operation
            calls = groups.setdefault(_get_subject(operation.path), {})
            calls.setdefault((operation.path, operation.method), []).append((endpoint, place))
        content = []
        for subject, calls in sorted(groups.items()):
            entries = [
                entry
                for (path, method), members in sorted(calls.items(), key=lambda item: item[0])
                for entry in self.make_entries(f"{method} {path}", members, by_path=True)
            ]
            content.append((self.make_head(subject), entries))
        return content, False


def _get_subject(path: str) -> str:
    """Return the first part of a path that is no version and no placeholder."""
    parts = [part for part in path.split("/") if part]
    telling = [part for part in parts if not _VERSION.fullmatch(part) and not part.startswith("{")]
    return (telling or parts or ["/"])[0]


INDICES: Final = (EndpointIndex, PathIndex)


def name_indices(app: Sphinx) -> None:
    """Give Sphinx the indices' names as text: some builders write them to files that hold nothing else."""
    for index in INDICES:
        index.localname = str(index.title)
