"""Names of generated pages: the one place where ids of endpoints and levels become paths of files.

An id may be any text, but a page is a file, as is what builders write for it. So a name contains only what every file
system and web server allows. Most ids are allowed as they are. An id that has to be changed gets a hash of itself at
its end: different ids keep different names, and a name is the same in every build.
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
"""Folder of the pages of shared schemas, unless an endpoint or a level has this name."""
_LONG_PATH: Final = 400
"""Bytes of a path after which further parts are shortened: Linux allows 4096 for a whole path."""
_SHORT: Final = 20
"""Bytes that such a part may have."""
_UNSAFE: Final = frozenset('<>:"|?*\\/#%')
"""Characters that Windows does not allow in names, or that have a meaning in URLs."""
_RESERVED: Final = re.compile(
    r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³])(\..*)?|_sources|.*\.lproj", re.IGNORECASE
)
"""Names of devices on Windows, and folders that Sphinx does not read."""
_SUFFIXES: Final = re.compile(r"(\.(gptproto|doctree|x?html?|mdx?|rst|txt|f?json|f?pickle|xml|pot?|mo))+\Z")
"""Suffixes of files that builders write: a level ``a.html`` would be a folder with the name of page ``a``'s file."""


class PageNames:
    """The names of the pages of a registry, relative to the folder of generated pages."""

    def __init__(self, registry: SpecRegistry) -> None:
        self._registry = registry
        self._endpoints = frozenset(registry.endpoints)
        self._names = name_pages([*registry.endpoints, *registry.get_text_levels(), *registry.groups])
        self._ids = {name: identifier for identifier, name in self._names.items()}
        self._indexes: dict[tuple[str, bool], str] = {}
        self._pages = {_fold(self._names[endpoint]) for endpoint in registry.endpoints}
        self._folders = {_fold(name) for name in self._names.values()}
        self.schemas = unused(SCHEMAS, {_fold(name).partition("/")[0] for name in self._names.values()})
        """Folder of the pages of shared schemas."""

    def get_schemas_folder(self, level: str) -> str:
        """Return the folder of the pages of shared schemas of an older version, which has a level of its own.

        :param level: that of the version; empty for all others.
        """
        folder, number = f"{self._names[level]}/{SCHEMAS}", 1
        if not level:
            return self.schemas
        while _fold(name := folder if number == 1 else f"{folder}-{number}") in self._folders:
            number += 1
        return name

    def get_endpoint(self, endpoint: str) -> str:
        """Return the name of an endpoint's page."""
        return self._names[endpoint]

    def get_id(self, name: str) -> str:
        """Return the id of the endpoint whose page has this name, or an empty string."""
        identifier = self._ids.get(name, "")
        return identifier if identifier in self._endpoints else ""

    def get_ids(self, name: str) -> list[str]:
        """Return the ids of the levels that contain the page with this name, and the id of the page."""
        if identifier := self.get_id(name):
            return [*self._registry.get_levels(self._registry.endpoints[identifier]), identifier]
        return [self._ids[path] for path in (*levels_of(name), name) if path in self._ids]

    def get_index(self, level: str, builder: str) -> str:
        """Return the name of a level's page: ``<level>/index``, or another one if that name is in use.

        An endpoint may be called ``index``. And with ``dirhtml``, which gives every page a folder, the endpoint ``a/b``
        and the index of the level ``a/b`` would be the same file.
        """
        has_folders = builder == "dirhtml"
        key = (level, has_folders)
        if key not in self._indexes:
            index = f"{self._names[level]}/index".lstrip("/")
            if _fold(index) in self._pages or (has_folders and level in self._endpoints):
                names = chain(("overview",), (f"overview-{number}" for number in count(2)))
                paths = (f"{self._names[level]}/{name}".lstrip("/") for name in names)
                index = next(path for path in paths if _fold(path) not in self._folders)
            self._indexes[key] = index
        return self._indexes[key]


@lru_cache(maxsize=1)
def get_page_names(registry: SpecRegistry) -> PageNames:
    """Return the names of the pages of a sealed registry."""
    return PageNames(registry)


def name_pages(ids: Iterable[str]) -> dict[str, str]:
    """Return the name of the page of each id and of each level; a level's name is the folder of the pages in it."""
    ids = dict.fromkeys(ids)
    # The page index is that of all endpoints, which projects link to. For dirhtml, a and a/index are one file.
    indexes = {identifier for identifier in ids if _fold(identifier) == "index"} | {f"{name}/index" for name in ids}
    names = {"": ""}
    used: set[str] = set()
    for identifier in ids:
        for path in (*levels_of(identifier), identifier):
            if path not in names:
                level, _, part = path.rpartition("/")
                names[path] = _join(names[level], part, used, is_free=path not in indexes)
    return names


def name_schemas(schemas: Mapping[str, str]) -> dict[str, str]:
    """Return the name of the page of each shared schema, relative to :attr:`PageNames.schemas`.

    :param schemas: titles by name of the schema.
    """
    names: dict[str, str] = {}
    used = {"index"}
    for schema, title in schemas.items():
        name, number = _make_part(make_id(title), MAX_NAME_BYTES), 1
        names[schema] = name
        while _fold(names[schema]) in used:
            number += 1
            names[schema] = f"{name}-{number}"
        used.add(_fold(names[schema]))
    return names


def _join(level: str, part: str, used: set[str], *, is_free: bool) -> str:
    """Return the name of a page or level: the name of the level that contains it, and the last part of its id.

    :param used: the names in use, as :func:`_fold` returns them; the new one is added.
    :param is_free: whether the name may be used without a hash, unless another one is equal on some file system.
    """
    size = MAX_NAME_BYTES if len(level.encode()) < _LONG_PATH else _SHORT
    name = f"{level}/{_make_part(part, size)}".lstrip("/")
    hashed = part
    while not is_free or _fold(name) in used:
        name = f"{level}/{cut_name(_make_safe(part), size, of=hashed, is_whole=False)}".lstrip("/")
        hashed, is_free = f"{hashed}/", True
    used.add(_fold(name))
    return name


def _make_part(part: str, size: int) -> str:
    """Return a part of an id as a part of a path of at most ``size`` bytes."""
    safe = _make_safe(part)
    return cut_name(safe, size, of=part, is_whole=safe != "" and safe == unicodedata.normalize("NFC", part))


def _make_safe(part: str) -> str:
    """Return a part of an id without characters that are not allowed in names, with accents composed as Sphinx does."""
    normal = unicodedata.normalize("NFC", part)
    safe = "".join("-" if c in _UNSAFE or c.isspace() or not c.isprintable() else c for c in normal).strip(".")
    return safe.replace(".", "-").strip("_") + "-" if _RESERVED.fullmatch(safe) else safe


def _fold(name: str) -> str:
    """Return a key that is equal for names that some file systems, or a builder's suffix, would make equal."""
    decomposed = unicodedata.normalize("NFD", name)
    return _SUFFIXES.sub("", unicodedata.normalize("NFD", decomposed.upper().casefold()))
