"""``docs.json`` is built from toctrees and the project's own file."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from sphinxext_gptproto.mdx.docs_json import DocsJsonError, read_docs_json
from sphinxext_gptproto.mdx.navigation import Site, SiteVersion, Toctree, make_docs_json, make_navigation

SITE = Site(
    root="index",
    name="Trial",
    titles={"index": "Home", "a": "A", "guide/index": "Guide", "guide/x": "X", "guide/y": "Y", "lost": "Lost"},
    toctrees={
        "index": (
            Toctree(entries=(("", "a"), ("Site", "https://example.com"), ("", "index"))),
            Toctree(caption="Learn", entries=(("The guide", "guide/index"), ("", "a"), ("", "genindex"))),
        ),
        "guide/index": (Toctree(entries=(("", "guide/x"),)), Toctree(caption="More", entries=(("", "guide/y"),))),
    },
)


def test_captions_are_groups_and_pages_with_pages_are_their_root():
    navigation, orphans = make_navigation(SITE)
    assert navigation["groups"] == [
        {"group": "Trial", "pages": ["index", "a"]},
        {
            "group": "Learn",
            "pages": [
                {
                    "group": "The guide",
                    "root": "guide/index",
                    "pages": ["guide/x", {"group": "More", "pages": ["guide/y"]}],
                }
            ],
        },
    ]
    assert navigation["global"] == {"anchors": [{"anchor": "Site", "href": "https://example.com"}]}
    assert orphans == ["lost"]


def test_a_site_without_a_file_of_its_own_gets_the_least_that_is_valid():
    data, _ = make_docs_json(SITE, None)
    assert {key: data[key] for key in ("$schema", "theme", "name", "colors")} == {
        "$schema": "https://mintlify.com/docs.json",
        "theme": "mint",
        "name": "Trial",
        "colors": {"primary": "#0D9373"},
    }


def test_the_own_file_keeps_everything_but_its_groups():
    own = {
        "theme": "maple",
        "name": "Mine",
        "x": {"y": [1]},
        "navigation": {"tabs": [], "global": {"anchors": [{"anchor": "Blog", "href": "https://b.example"}]}},
    }
    data, _ = make_docs_json(SITE, own)
    assert data["theme"] == "maple"
    assert data["x"] == {"y": [1]}
    assert "tabs" not in data["navigation"]
    assert [anchor["anchor"] for anchor in data["navigation"]["global"]["anchors"]] == ["Blog", "Site"]
    assert own["navigation"]["tabs"] == []


def test_tabs_hold_captions_and_pages_and_the_rest_is_a_first_one():
    tabs = {"Learning": ["Learn"], "Start": ["a", "index"]}
    navigation_tabs = make_navigation(replace(SITE, tabs=tabs))[0]["tabs"]
    assert [tab["tab"] for tab in navigation_tabs] == ["Learning", "Start"]
    assert [group["group"] for group in navigation_tabs[0]["groups"]] == ["Learn"]
    assert navigation_tabs[1]["groups"] == [{"group": "Start", "pages": ["a"]}, {"group": "Start", "pages": ["index"]}]
    navigation_tabs = make_navigation(replace(SITE, tabs={"Learning": ["guide/index"]}))[0]["tabs"]
    assert [tab["tab"] for tab in navigation_tabs] == ["Trial", "Learning"]
    assert [group["group"] for group in navigation_tabs[1]["groups"]] == ["The guide"]


def test_pages_of_no_toctree_are_listed_on_request():
    navigation, orphans = make_navigation(replace(SITE, orphans="Other pages"))
    assert navigation["groups"][-1] == {"group": "Other pages", "pages": ["lost"]}
    assert orphans == []


def test_redirects_of_the_own_file_come_first():
    own = {"redirects": [{"source": "/old", "destination": "/a"}]}
    data, _ = make_docs_json(replace(SITE, redirects={"/old": "/lost", "/older": "/a#x"}), own)
    assert data["redirects"] == [
        {"source": "/old", "destination": "/a"},
        {"source": "/older", "destination": "/a#x"},
    ]


@pytest.mark.parametrize(
    ("source", "places", "reason"),
    [
        ('{\n  "a": 1,\n}', [3], "not JSON"),
        ("[]", [1], "expected an object"),
        ('{\n "navigation": 3}', [2], "expected 'navigation'"),
        ('{\n\t"name": "",\n\t"theme": "mnit"\n}', [2, 3], "expected 'theme' to be one of mint, "),
        ('{"colors": {"primary": "green"}}', [1], "a colour such as"),
        ('{"colors": {\n"secondary": "#fff", "primary": "#fff"}}', [2], "unknown colour 'secondary'"),
        ('{"colors": []}', [1], "with a 'primary' colour"),
        ('{"redirects": [\n{"source": "/a"}]}', [2], "a 'source' and a 'destination'"),
        (
            '{"redirects": [{"source": "/a", "destination": "/b"},\n {"source": "/a", "destination": "/c"}]}',
            [2],
            "duplicate redirect of '/a'",
        ),
        ('{"navigation": {"global": {"anchors": {}}}}', [1], "'anchors' to be a list"),
    ],
)
def test_faults_of_the_own_file_have_lines(source, places, reason):
    with pytest.raises(DocsJsonError, match=re.escape(reason)) as caught:
        read_docs_json(source, "docs.json")
    assert caught.value.file == "docs.json"
    assert [line for line, _column, _reason in caught.value.faults] == places


def test_unknown_keys_are_reported():
    data, unknown_keys = read_docs_json('{\n "navbr": {}}', "docs.json")
    assert data == {"navbr": {}}
    assert unknown_keys == [("docs.json:2:2", "unknown key 'navbr', which Mintlify ignores; did you mean 'navbar'?")]


VERSIONED = Site(
    root="index",
    name="Trial",
    titles={name: name for name in ("index", "guide", "api", "api/new", "api/v1", "api/v1/old", "api/v0")},
    toctrees={
        "index": (Toctree(entries=(("", "guide"),)), Toctree(caption="API", entries=(("", "api"),))),
        "api": (Toctree(entries=(("", "api/new"), ("", "api/v1"), ("", "api/v0"))),),
        "api/v1": (Toctree(entries=(("", "api/v1/old"),)),),
    },
    versions=(
        SiteVersion(subject="Zoo", label="2", page="api", is_newest=True),
        SiteVersion(subject="Zoo", label="1", page="api/v1", is_newest=False),
        SiteVersion(subject="Zoo", label="0", page="api/v0", is_newest=False),
    ),
)
OLD = [
    {"version": "1", "groups": [{"group": "api/v1", "root": "api/v1", "pages": ["api/v1/old"]}]},
    {"version": "0", "groups": [{"group": "api/v0", "pages": ["api/v0"]}]},
]
NEW = {"group": "API", "pages": [{"group": "api", "root": "api", "pages": ["api/new"]}]}


def test_older_versions_are_choices_beside_the_newest():
    navigation, orphans = make_navigation(VERSIONED)
    newest = {"version": "2", "default": True, "groups": [{"group": "Trial", "pages": ["index", "guide"]}, NEW]}
    assert navigation == {"versions": [newest, *OLD]}
    assert orphans == []


def test_versions_are_in_the_tab_that_has_their_pages():
    navigation, _ = make_navigation(replace(VERSIONED, tabs={"Reference": ["API"]}))
    assert navigation["tabs"] == [
        {"tab": "Trial", "groups": [{"group": "Trial", "pages": ["index", "guide"]}]},
        {"tab": "Reference", "versions": [{"version": "2", "default": True, "groups": [NEW]}, *OLD]},
    ]


def test_versions_of_several_apis_have_the_name_of_theirs():
    other = (
        SiteVersion(subject="Park", label="7", page="guide", is_newest=True),
        SiteVersion(subject="Park", label="6", page="api/new", is_newest=False),
    )
    navigation, _ = make_navigation(replace(VERSIONED, versions=(*VERSIONED.versions, *other)))
    assert [entry["version"] for entry in navigation["versions"]] == ["Zoo 2, Park 7", "Zoo 1", "Zoo 0", "Park 6"]
    assert navigation["versions"][0]["groups"][1] == {"group": "API", "pages": ["api"]}


def test_a_version_whose_pages_are_in_no_toctree_is_left_out():
    site = replace(VERSIONED, toctrees={"index": (Toctree(entries=(("", "guide"), ("", "api"))),)})
    navigation, _ = make_navigation(site)
    assert navigation == {"groups": [{"group": "Trial", "pages": ["index", "guide", "api"]}]}
