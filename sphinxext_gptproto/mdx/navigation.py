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
    """What the site is called; left out, the title of its root."""
    unnamed: str = "Documentation"
    """What it is called where neither has a name."""
    theme: str = "mint"
    color: str = "#0D9373"
    tabs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Captions and pages of the root's toctrees, by the tab that holds them."""
    orphans: str = ""
    """Title of the group that lists the pages of no toctree; they are in no group without one."""
    redirects: Mapping[str, str] = field(default_factory=dict)
    """Addresses by the old ones."""


@dataclass(slots=True)
class _Walk:
    site: Site
    seen: set[str] = field(default_factory=set)
    links: dict[str, str] = field(default_factory=dict)


def make_docs_json(
    site: Site, base: Mapping[str, Any] | None, facts: Mapping[str, Any] | None = None
) -> tuple[dict[str, Any], list[str]]:
    """Return the site's ``docs.json`` and the pages that no toctree names.

    :param base: the project's own file; what it says wins.
    :param facts: further settings, as the file would have them.
    """
    navigation, orphans = make_navigation(site)
    made: dict[str, Any] = {  # what Mintlify requires, where the project's own file does not say it
        "$schema": SCHEMA,
        "theme": site.theme,
        "name": site.name or site.titles.get(site.root, site.unnamed),
        "colors": {"primary": site.color},
    }
    made = _merge({**made, **(facts or {})}, base or {})
    own = made.get("navigation")
    kept = own.get("global") if isinstance(own, dict) else None
    if isinstance(kept, dict):
        anchors = [*kept.get("anchors", []), *navigation.get("global", {}).get("anchors", [])]
        navigation["global"] = {**kept, "anchors": anchors} if anchors else kept
    made["navigation"] = navigation
    if site.redirects:
        own_redirects = list(made.get("redirects", []))
        taken = {entry["source"] for entry in own_redirects}
        more = [{"source": old, "destination": new} for old, new in site.redirects.items() if old not in taken]
        made["redirects"] = own_redirects + more
    return made, orphans


def _merge(settings: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings with a project's own laid over them, within ``api`` key by key."""
    api, own_api = settings.get("api"), own.get("api")
    merged = {**settings, **own}
    if isinstance(api, dict) and isinstance(own_api, dict):
        merged["api"] = {**api, **own_api, "mdx": {**api.get("mdx", {}), **own_api.get("mdx", {})}}
    return merged


def make_navigation(site: Site) -> tuple[dict[str, Any], list[str]]:
    """Return the navigation and the pages that are not in it."""
    walk = _Walk(site)
    walk.seen.add(site.root)
    name = site.name or site.titles.get(site.root, "") or site.unnamed
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
    if orphans and site.orphans:
        groups.append({"group": site.orphans, "pages": orphans})
        orphans = []
    navigation: dict[str, Any] = {"tabs": _tabs(site, groups, name)} if site.tabs else {"groups": groups}
    if anchors := [{"anchor": title, "href": address} for address, title in walk.links.items()]:
        navigation["global"] = {"anchors": anchors}
    return navigation, orphans


def _tabs(site: Site, groups: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """Return the groups by tab; what no tab names is in a first one."""
    rest, tabs = list(groups), []
    for title, names in site.tabs.items():
        taken: list[dict[str, Any]] = []
        for wanted in names:
            for group in rest:
                found = [entry for entry in group["pages"] if _page_of(entry) == wanted]
                if group["group"] == wanted:
                    taken.append(group)
                elif found:
                    group["pages"] = [entry for entry in group["pages"] if entry not in found]
                    taken += [
                        entry if isinstance(entry, dict) else {"group": title, "pages": [entry]} for entry in found
                    ]
        rest = [group for group in rest if group["pages"] and group not in taken]
        if taken:
            tabs.append({"tab": title, "groups": taken})
    return [{"tab": name, "groups": rest}, *tabs] if rest else tabs


def _page_of(entry: Entry) -> str:
    return str(entry.get("root", "")) if isinstance(entry, dict) else entry


def get_tab_names(site: Site) -> set[str]:
    """Return what tabs may name: the captions and the pages of the root's toctrees."""
    toctrees = site.toctrees.get(site.root, ())
    captions = {toctree.caption for toctree in toctrees if toctree.caption}
    return captions | {site.root} | {target for toctree in toctrees for _title, target in toctree.entries}


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
