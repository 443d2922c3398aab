"""Build ``docs.json``: the project's own file, with the navigation that its toctrees describe.

The navigation of Mintlify is a list of groups. A toctree with a caption is a group; a page with toctrees is a group
whose ``root`` is the page; pages in toctrees without a caption are in a first group, which has the name of the project.
A group cannot contain links to other sites: these become global anchors. Older versions of an API or a manual are taken
out of the groups: readers choose them from a menu, which is that of the site, or of the tab that the versions are in.
Nothing here imports Sphinx.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SCHEMA: Final = "https://mintlify.com/docs.json"

Entry: TypeAlias = "str | dict[str, Any]"
"""An entry of a group: the name of a page, or another group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Toctree:
    """A toctree of a page: its caption, and the title and the page or URL of each entry."""

    caption: str = ""
    entries: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteVersion:
    """A version of something that a site documents several versions of."""

    subject: str
    """What it is a version of, such as ``Museum API``."""
    label: str
    page: str
    """The topmost page of the version; those below it in toctrees belong to the version, too."""
    is_newest: bool
    """Whether it is the newest version, which readers see first. It is among the pages of no version."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The pages of a site, their toctrees, and the options for the navigation."""

    root: str
    """The root page."""
    titles: Mapping[str, str]
    """Titles of all pages."""
    toctrees: Mapping[str, Sequence[Toctree]]
    """Toctrees by page, including hidden ones."""
    name: str = ""
    """The name of the site; if empty, the title of the root page is used."""
    unnamed: str = "Documentation"
    """The name of the site if there is no title either."""
    theme: str = "mint"
    color: str = "#0D9373"
    tabs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """For each tab, captions and pages of the root page's toctrees."""
    orphans: str = ""
    """Title of the group for pages that are in no toctree; if empty, these pages are not in the navigation."""
    redirects: Mapping[str, str] = field(default_factory=dict)
    """New URLs by old URLs."""
    versions: Sequence[SiteVersion] = ()


@dataclass(slots=True)
class _Walk:
    """The state of a walk through the toctrees."""

    site: Site
    seen: set[str] = field(default_factory=set)
    """Pages that are in the navigation already: each is in it only once."""
    links: dict[str, str] = field(default_factory=dict)
    """Titles of links to other sites, by URL."""


def make_docs_json(
    site: Site, project_file: Mapping[str, Any] | None, settings: Mapping[str, Any] | None = None
) -> tuple[dict[str, Any], list[str]]:
    """Return the site's ``docs.json`` and the pages that are in no toctree.

    :param project_file: the project's own file, which takes precedence.
    :param settings: further settings in the form of the file.
    """
    navigation, orphans = make_navigation(site)
    defaults: dict[str, Any] = {  # what Mintlify requires
        "$schema": SCHEMA,
        "theme": site.theme,
        "name": site.name or site.titles.get(site.root, site.unnamed),
        "colors": {"primary": site.color},
    }
    data = _merge({**defaults, **(settings or {})}, project_file or {})
    # Of the navigation in the project's own file only the global part is used: the rest follows from toctrees.
    own_navigation = data.get("navigation")
    own_global = own_navigation.get("global") if isinstance(own_navigation, dict) else None
    if isinstance(own_global, dict):
        anchors = [*own_global.get("anchors", []), *navigation.get("global", {}).get("anchors", [])]
        navigation["global"] = {**own_global, "anchors": anchors} if anchors else own_global
    data["navigation"] = navigation
    if site.redirects:
        redirects = list(data.get("redirects", []))
        sources = {entry["source"] for entry in redirects}
        data["redirects"] = redirects + [
            {"source": old, "destination": new} for old, new in site.redirects.items() if old not in sources
        ]
    return data, orphans


def _merge(settings: Mapping[str, Any], project_file: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings updated with the project's own file; within ``api`` and ``api.mdx`` key by key."""
    api, project_api = settings.get("api"), project_file.get("api")
    merged = {**settings, **project_file}
    if isinstance(api, dict) and isinstance(project_api, dict):
        merged["api"] = {**api, **project_api, "mdx": {**api.get("mdx", {}), **project_api.get("mdx", {})}}
    return merged


def make_navigation(site: Site) -> tuple[dict[str, Any], list[str]]:
    """Return the navigation of a site, and the pages that are not in it."""
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
    navigation = _split_versions(site, navigation)
    if anchors := [{"anchor": title, "href": url} for url, title in walk.links.items()]:
        navigation["global"] = {"anchors": anchors}
    return navigation, orphans


def _tabs(site: Site, groups: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """Return the tabs with their groups; groups and pages that no tab names are in a first tab.

    A group in which a tab finds a page loses that page, and is dropped if it has no other.

    :param name: the title of the first tab.
    """
    remaining, tabs = list(groups), []
    for title, members in site.tabs.items():
        tab_groups: list[dict[str, Any]] = []
        for member in members:  # a caption, or a page of the root page's toctrees
            for group in remaining:
                entries = [entry for entry in group["pages"] if _page_of(entry) == member]
                if group["group"] == member:
                    tab_groups.append(group)
                elif entries:
                    group["pages"] = [entry for entry in group["pages"] if entry not in entries]
                    tab_groups += [
                        entry if isinstance(entry, dict) else {"group": title, "pages": [entry]} for entry in entries
                    ]
        remaining = [group for group in remaining if group["pages"] and group not in tab_groups]
        if tab_groups:
            tabs.append({"tab": title, "groups": tab_groups})
    return [{"tab": name, "groups": remaining}, *tabs] if remaining else tabs


def _split_versions(site: Site, navigation: dict[str, Any]) -> dict[str, Any]:
    """Return a navigation with older versions taken out of its groups, as choices of a menu beside the newest."""
    if "tabs" in navigation:
        return {
            "tabs": [
                {"tab": tab["tab"], **_split_versions(site, {"groups": tab["groups"]})} for tab in navigation["tabs"]
            ]
        }
    groups = navigation["groups"]
    found: list[tuple[SiteVersion, dict[str, Any]]] = []
    for version in (version for version in site.versions if not version.is_newest):
        groups, entry = _take_out(groups, version.page)
        if entry is not None:
            group = entry if isinstance(entry, dict) else {"group": site.titles[entry], "pages": [entry]}
            found.append((version, group))
    if not found:
        return navigation
    subjects = {version.subject for version, _group in found}
    newest = [version for version in site.versions if version.is_newest and version.subject in subjects]
    default = ", ".join(_name_version(version, subjects) for version in newest)
    return {
        "versions": [
            {"version": default, "default": True, "groups": groups},
            *({"version": _name_version(version, subjects), "groups": [group]} for version, group in found),
        ]
    }


def _name_version(version: SiteVersion, subjects: set[str]) -> str:
    return version.label if len(subjects) == 1 else f"{version.subject} {version.label}"


def _take_out(entries: Sequence[Any], page: str) -> tuple[list[Any], Entry | None]:
    """Return entries or groups without that of a page, at any depth, and that entry.

    A group that is left without pages becomes an entry for its own page, or is left out if it has none.
    """
    kept: list[Any] = []
    found: Entry | None = None
    for entry in entries:
        if _page_of(entry) == page:
            found = entry
            continue
        if isinstance(entry, dict) and found is None:
            pages, found = _take_out(entry["pages"], page)
            if found is not None and not pages:
                kept += [entry["root"]] if "root" in entry else []
                continue
            entry = {**entry, "pages": pages}
        kept.append(entry)
    return kept, found


def _page_of(entry: Entry) -> str:
    return str(entry.get("root", "")) if isinstance(entry, dict) else entry


def get_tab_names(site: Site) -> set[str]:
    """Return the captions and pages that a tab may contain: those in the toctrees of the root page."""
    toctrees = site.toctrees.get(site.root, ())
    captions = {toctree.caption for toctree in toctrees if toctree.caption}
    return captions | {site.root} | {target for toctree in toctrees for _title, target in toctree.entries}


def _entries(walk: _Walk, toctree: Toctree) -> list[Entry]:
    return [entry for title, target in toctree.entries for entry in _make_entry(walk, title, target)]


def _make_entry(walk: _Walk, title: str, target: str) -> list[Entry]:
    """Return a list of the entry for a page, as a group if the page has toctrees.

    The list is empty for pages that are in the navigation already, unknown pages and links to other sites.

    :param title: the title in the toctree, or empty.
    :param target: a page or a URL.
    """
    if target.startswith(("https://", "http://")):
        walk.links.setdefault(target, title or target)
    if target not in walk.site.titles or target in walk.seen:
        return []
    walk.seen.add(target)
    pages: list[Entry] = []
    for toctree in walk.site.toctrees.get(target, ()):
        entries = _entries(walk, toctree)
        if toctree.caption and entries:
            pages.append({"group": toctree.caption, "pages": entries})
        else:
            pages += entries
    if not pages:
        return [target]
    return [{"group": title or walk.site.titles[target] or target, "root": target, "pages": pages}]


def dump(data: Mapping[str, Any]) -> str:
    """Return the text of a ``docs.json``."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"
