"""Toctrees and the project's own file make ``docs.json``."""

from __future__ import annotations

import pytest

from sphinxext_gptproto.mdx.navigation import (
    DocsJsonError,
    Site,
    Toctree,
    make_docs_json,
    make_navigation,
    read_docs_json,
)

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
    made, _ = make_docs_json(SITE, None)
    assert {key: made[key] for key in ("$schema", "theme", "name", "colors")} == {
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
    made, _ = make_docs_json(SITE, own)
    assert made["theme"] == "maple"
    assert made["x"] == {"y": [1]}
    assert "tabs" not in made["navigation"]
    assert [anchor["anchor"] for anchor in made["navigation"]["global"]["anchors"]] == ["Blog", "Site"]
    assert own["navigation"]["tabs"] == []


@pytest.mark.parametrize(
    ("source", "place", "reason"),
    [
        ('{\n  "a": 1,\n}', (3, 1), "not JSON"),
        ("[]", (1, 1), "expected an object"),
        ('{\n "navigation": 3}', (2, 1), 'expected "navigation"'),
    ],
)
def test_a_faulty_file_is_named_with_its_line(source, place, reason):
    with pytest.raises(DocsJsonError, match=reason) as caught:
        read_docs_json(source, "docs.json")
    assert caught.value.file == "docs.json"
    assert caught.value.line in range(place[0] - 1, place[0] + 1)
