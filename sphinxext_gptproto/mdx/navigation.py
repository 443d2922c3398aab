"""Toctrees to ``docs.json``: the project's own file with our navigation put in; nothing here knows Sphinx.

Mintlify's navigation is a list of groups. A caption is a group; a page with pages below it is a group whose ``root``
is the page; pages before any caption stand in the project's own group. A group can hold no address of another site:
those become global anchors.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SCHEMA: Final = "https://mintlify.com/docs.json"

Entry: TypeAlias = "str | dict[str, Any]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Toctree:
    """One toctree of a page: its caption and its entries, as (title, page or address)."""

    caption: str = ""
    entries: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What the navigation is made from."""

    root: str
    """The page everything starts from."""
    titles: Mapping[str, str]
    """Every page's title."""
    toctrees: Mapping[str, Sequence[Toctree]]
    """Every page's toctrees, hidden ones included."""
    name: str = ""
    theme: str = "mint"
    color: str = "#0D9373"


@dataclass(slots=True)
class _Walk:
    site: Site
    seen: set[str] = field(default_factory=set)
    links: dict[str, str] = field(default_factory=dict)


class DocsJsonError(ValueError):
    """The project's ``docs.json`` can not be used."""

    def __init__(self, file: str, line: int, column: int, reason: str) -> None:
        self.file, self.line, self.column, self.reason = file, line, column, reason
        super().__init__(f"{file}:{line}:{column}: {reason}")


def read_docs_json(source: str, file: str) -> dict[str, Any]:
    """Return the project's own ``docs.json``.

    :raises DocsJsonError: when it is not a JSON object.
    """
    try:
        data = json.loads(source.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise DocsJsonError(file, error.lineno, error.colno, f"not JSON: {error.msg}") from error
    if not isinstance(data, dict):
        raise DocsJsonError(file, 1, 1, f"expected an object at the top, not {type(data).__name__}")
    if not isinstance(data.get("navigation", {}), dict | list):
        place = source.find('"navigation"')
        line = source.count("\n", 0, place) + 1
        raise DocsJsonError(file, line, 1, 'expected "navigation" to be an object')
    return data


def make_docs_json(site: Site, base: Mapping[str, Any] | None) -> tuple[dict[str, Any], list[str]]:
    """Return the site's ``docs.json`` and the pages that no toctree names."""
    navigation, orphans = make_navigation(site)
    made: dict[str, Any] = {  # what Mintlify requires, where the project's own file does not say it
        "$schema": SCHEMA,
        "theme": site.theme,
        "name": site.name or site.titles.get(site.root, "Documentation"),
        "colors": {"primary": site.color},
        **(base or {}),
    }
    own = made.get("navigation")
    kept = own.get("global") if isinstance(own, dict) else None
    if isinstance(kept, dict):
        anchors = [*kept.get("anchors", []), *navigation.get("global", {}).get("anchors", [])]
        navigation["global"] = {**kept, "anchors": anchors} if anchors else kept
    made["navigation"] = navigation
    return made, orphans


def make_navigation(site: Site) -> tuple[dict[str, Any], list[str]]:
    """Return the navigation and the pages that are not in it."""
    walk = _Walk(site)
    walk.seen.add(site.root)
    name = site.name or site.titles.get(site.root, "") or "Documentation"
    groups: list[dict[str, Any]] = []
    first: list[Entry] = [site.root]
    for toctree in site.toctrees.get(site.root, ()):
        entries = _entries(walk, toctree)
        if toctree.caption and entries:
            groups.append({"group": toctree.caption, "pages": entries})
        else:
            first += entries
    if site.root in site.titles:
        groups.insert(0, {"group": name, "pages": first})
    orphans = sorted(set(site.titles) - walk.seen)
    navigation: dict[str, Any] = {"groups": groups}
    if anchors := [{"anchor": title, "href": address} for address, title in walk.links.items()]:
        navigation["global"] = {"anchors": anchors}
    return navigation, orphans


def _entries(walk: _Walk, toctree: Toctree) -> list[Entry]:
    return [made for title, target in toctree.entries for made in _entry(walk, title, target)]


def _entry(walk: _Walk, title: str, target: str) -> list[Entry]:
    """Return an entry: a page, a group for a page with pages below, or nothing where it stands elsewhere already."""
    if target.startswith(("https://", "http://")):
        walk.links.setdefault(target, title or target)
    if target not in walk.site.titles or target in walk.seen:
        return []
    walk.seen.add(target)
    below: list[Entry] = []
    for toctree in walk.site.toctrees.get(target, ()):
        entries = _entries(walk, toctree)
        if toctree.caption and entries:
            below.append({"group": toctree.caption, "pages": entries})
        else:
            below += entries
    if not below:
        return [target]
    return [{"group": title or walk.site.titles[target] or target, "root": target, "pages": below}]


def dump(data: Mapping[str, Any]) -> str:
    """Return the file's text."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
