"""Pages: front matter, links and images."""

from __future__ import annotations

import pytest
from mdx.projects import FILES


def test_pages_without_a_title(project):
    assert project({"index.rst": "Just text.\n"}).build().page("index") == "---\ntitle: 'index'\n---\n\nJust text.\n"


@pytest.mark.parametrize(
    ("text", "description", "body"),
    [
        ("Words, only words.\n\nMore.", "Words, only words.", "More."),
        ("Words: a *list*\n\nMore.", None, "Words: a *list*\n\nMore."),
        ("These follow:\n\n* one", None, "These follow:\n\n- one"),
        ("It is all there is.", None, "It is all there is."),
        (f"Long {'x' * 200}\n\nMore.", None, f"Long {'x' * 200}\n\nMore."),
        ("* one\n\nMore.", None, "- one\n\nMore."),
        (".. meta::\n   :description: Other.\n\nWords.\n\nMore.", "Other.", "Words.\n\nMore."),
    ],
)
def test_a_first_paragraph_without_markup_is_the_description(project, text, description, body):
    front = "" if description is None else f"description: '{description}'\n"
    page = project({"index.rst": f"A\n=\n\n{text}\n"}).build().page("index")
    assert page == f"---\ntitle: 'A'\n{front}---\n\n{body}\n"


def test_metadata_is_front_matter(project):
    fields = (
        ":sidebarTitle: Short\n:icon: rocket\n:keywords: a, b\n:noindex:\n:deprecated: false\n:nosearch:\n:other: x\n"
    )
    myst = "---\nsidebarTitle: Short\nicon: rocket\nkeywords: [a, b]\nnoindex: true\ndeprecated: false\n---\n# B\n\nText.\n"
    index = f"{fields}\nA\n=\n\n*Text.*\n\n.. toctree::\n\n   b\n"
    built = project({"index.rst": index, "b.md": myst}, ("myst_parser",)).build()
    shown = "sidebarTitle: 'Short'\nicon: 'rocket'\nkeywords: ['a', 'b']\nnoindex: true\n"
    assert built.page("index").startswith(f"---\ntitle: 'A'\n{shown}searchable: false\n---\n")
    assert built.page("b").startswith(f"---\ntitle: 'B'\n{shown}---\n")


def test_links_without_a_target_are_text(project):
    text = (
        "A\n=\n\n`one <a.html>`__ `two <sub/b.html#x>`__ `three <no.html>`__ `four </sub/>`__ `five <notes.txt>`__\n"
        "`six <mailto:a@b.c>`__ `seven <//x.y/z>`__\n"
    )
    trial = project({**FILES, "a.rst": text, "extra/notes.txt": "x", "sub/index.rst": ":orphan:\n\nS\n=\n"})
    built = trial.build(html_extra_path=["extra"])
    links = "[one](/a) [two](/sub/b#x) three [four](/sub/index) [five](/notes.txt) [six](mailto:a@b.c) [seven](//x.y/z)"
    assert links in built.page("a")
    built = trial.build(out="based", html_extra_path=["extra"], html_baseurl="https://docs.example/en/")
    assert "[three](https://docs.example/en/no.html)" in built.page("a")


def test_an_id_within_a_line_is_an_anchor_before_it(project):
    text = "A\n=\n\nB\n-\n\nSome words, and _`a target` among them. See `a target`_.\n"
    page = project({"index.rst": text}).build().page("index")
    assert '<span id="a-target" />\n\nSome words, and a target among them. See [a target](#a-target).' in page


def test_images_for_one_mode_of_the_theme(project):
    text = "A\n=\n\n.. image:: x.png\n   :class: only-dark\n   :alt: X\n"
    page = project({"index.rst": text, "x.png": b"1"}).build().page("index")
    assert '<img src="/images/x.png" alt="X" className="hidden dark:block" />' in page
