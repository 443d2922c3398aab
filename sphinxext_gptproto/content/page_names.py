"""Names of generated pages, made of the ids of endpoints and levels: the one place where they are made.

An id may be any text, but a page is a file, as is all that builders make of it. A name holds what every file system and
every web server takes; most ids are their page's name. What has to be changed gets a hash of the id behind it, so that
two names stay two, and each stays the same from build to build.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import chain, count
from typing import TYPE_CHECKING, Final

from ..spec.names import MAX_NAME_BYTES, cut_name, make_id, unused
from ..spec.registry import levels_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ..spec.registry import SpecRegistry

SCHEMAS: Final = "schemas"
"""Folder of the pages of shared schemas, unless an endpoint or a level is called so."""
_MAX_ABOVE: Final = 400
"""Bytes of a path after which its parts are kept short: a path must not be longer than 4096 on Linux."""
_SHORT: Final = 20
_UNSAFE: Final = frozenset('<>:"|?*\\/#%')
"""Characters that Windows does not allow in names, or that mean something in addresses."""
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?|_sources|.*\.lproj", re.IGNORECASE)
"""Names of devices on Windows, and folders that Sphinx does not read."""
_SUFFIX: Final = re.compile(r"\.(gptproto|doctree|x?html?|mdx?|rst|txt|f?json|xml)\Z")
"""Of files that are made of a page: next to the page ``a``, a level ``a.html`` would be a folder of the same name."""


class PageNames:
    """The names of a registry's pages, below the folder of pages."""

    def __init__(self, registry: SpecRegistry) -> None:
        self._endpoints = frozenset(registry.endpoints)
        self._names = name_pages(registry.endpoints)
        self._ids = {name: identifier for identifier, name in self._names.items()}
        self._indexes: dict[tuple[str, bool], str] = {}
        self._used = {_fold(self._names[endpoint]) for endpoint in registry.endpoints}
        self.schemas = unused(SCHEMAS, {_fold(name).partition("/")[0] for name in self._names.values()})
        """Folder of the pages of shared schemas."""

    def get_endpoint(self, endpoint: str) -> str:
        """Return the name of an endpoint's page."""
        return self._names[endpoint]

    def get_id(self, name: str) -> str:
        """Return the id of the endpoint whose page has this name, or nothing."""
        found = self._ids.get(name, "")
        return found if found in self._endpoints else ""

    def get_ids(self, name: str) -> list[str]:
        """Return the ids of the levels that a page of this name is below, and its own."""
        return [self._ids[path] for path in (*levels_of(name), name) if path in self._ids]

    def get_index(self, level: str, builder: str) -> str:
        """Return the name of a level's page: ``<level>/index``, unless that is taken.

        An endpoint may be called ``index``; and where every page gets a folder of its own (``dirhtml``), the endpoint
        ``a/b`` and the index of the level ``a/b`` would be the same file.
        """
        has_folders = builder == "dirhtml"
        key = (level, has_folders)
        if key not in self._indexes:
            is_taken = has_folders and level in self._endpoints
            names = chain(() if is_taken else ("index",), ("overview",), (f"overview-{number}" for number in count(2)))
            paths = (f"{self._names[level]}/{name}".lstrip("/") for name in names)
            self._indexes[key] = next(path for path in paths if _fold(path) not in self._used)
        return self._indexes[key]


@lru_cache(maxsize=1)
def get_page_names(registry: SpecRegistry) -> PageNames:
    """Return the names of the pages of a registry that is sealed."""
    return PageNames(registry)


def name_pages(ids: Iterable[str]) -> dict[str, str]:
    """Return the name of each id and of each level above; that of a level is the beginning of those below it."""
    names = {"": ""}
    taken: set[str] = set()
    for identifier in ids:
        for path in (*levels_of(identifier), identifier):
            if path not in names:
                above, _, part = path.rpartition("/")
                names[path] = _join(names[above], part, taken)
    return names


def name_schemas(schemas: Mapping[str, str]) -> dict[str, str]:
    """Return the name of the page of each shared schema, in the folder of these pages.

    :param schemas: what readers know them as.
    """
    names: dict[str, str] = {}
    taken = {"index"}
    for schema, title in schemas.items():
        names[schema] = unused(_make_part(make_id(title), MAX_NAME_BYTES), taken)
        taken.add(names[schema])
    return names


def _join(above: str, part: str, taken: set[str]) -> str:
    """Return the name of a part of an id below that of the level above it.

    :param taken: names that are taken, as :func:`_fold` has them; the new one is added.
    """
    room = MAX_NAME_BYTES if len(above.encode()) < _MAX_ABOVE else _SHORT
    name = f"{above}/{_make_part(part, room)}".lstrip("/")
    if _fold(name) in taken:  # names that differ only in what some file systems take for the same
        name = f"{above}/{cut_name(_make_safe(part), room, of=part, is_whole=False)}".lstrip("/")
    taken.add(_fold(name))
    return name


def _make_part(part: str, room: int) -> str:
    """Return a part of an id as a part of a path, at most so many bytes long."""
    safe = _make_safe(part)
    return cut_name(safe, room, of=part, is_whole=safe != "" and safe == unicodedata.normalize("NFC", part))


def _make_safe(part: str) -> str:
    """Return a part of an id without what a name of a file must not hold; Sphinx composes accents."""
    normal = unicodedata.normalize("NFC", part)
    safe = "".join("-" if c in _UNSAFE or c.isspace() or not c.isprintable() else c for c in normal).strip(".")
    return safe.replace(".", "-").strip("_") + "-" if _RESERVED.fullmatch(safe) else safe


def _fold(name: str) -> str:
    """Return what is the same for names that are one on some file systems, or are once a builder has added a suffix."""
    return _SUFFIX.sub("", unicodedata.normalize("NFC", name).casefold())
