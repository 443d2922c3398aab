"""Generated pages: made where they are asked for, never over what a person wrote, gone when their endpoint is."""

from __future__ import annotations

import json
import os
import re

import pytest
from docutils.core import publish_doctree
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reference.sites import CHAT, IDS, OLD
from sphinx.errors import ExtensionError

from sphinxext_gptproto.reference.generated_pages.text import MARK, SUFFIX, GeneratedPage, make_page, read_page

LEVELS = ("", "acme/", "acme/chat-1/", "acme/chat-1/official-format/", "acme/draw-1/", "beta/")


def sources(trial):
    paths = [path for path in trial.source.rglob("*") if path.is_file() and "registry" not in path.parts]
    return {path.relative_to(trial.source).as_posix(): path.stat().st_mtime_ns for path in paths}


def test_generated_pages_are_read_as_restructuredtext_reads_them(site):
    trial = site()
    quick = trial.build("html", out="quick")
    made = [trial.source / name for name in sources(trial) if name.endswith(".gptproto")]
    assert len(made) == len(IDS) + len(LEVELS)
    for path in made:
        path.rename(path.with_suffix(".rst"))
    slow = trial.build("html", out="slow", gptproto_pages="")
    for path in made:
        docname = path.relative_to(trial.source).with_suffix("").as_posix()
        doctree = slow.app.env.get_doctree(docname)
        doctree.remove(doctree[0])  # the mark, which is a comment
        assert quick.app.env.get_doctree(docname).pformat() == doctree.pformat().replace(".rst", ".gptproto")


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["C", "Z"]) | st.just(" "), min_size=1))
@example("a \\* b")
@example("- - -")
@example("Title <http://a.example/>")
def test_titles_of_any_text(words):
    title = " ".join(words.split()) or "x"
    text = make_page(title, ".. api-index::")
    assert read_page(text) == GeneratedPage(title=title, directive="api-index")
    if not re.search(r"\w", title):
        return  # what docutils takes for another rule is a title to us
    document = publish_doctree(text.partition(".. api-index")[0], settings_overrides={"doctitle_xform": False})
    assert document[1][0].astext() == title


def test_a_page_that_is_left_out(site):
    trial = site()
    built = trial.build("html", strict=False, exclude_patterns=[f"docs/api/{OLD}.gptproto"])
    assert f"unknown document: '/docs/api/{OLD}'" in built.warnings  # from the index, which lists it
    assert "toctree" not in built.warnings
    assert f"docs/api/{OLD}" not in built.app.env.found_docs
    assert f"docs/api/{CHAT}" in built.app.env.found_docs


def test_nothing_is_written_unless_asked_for(site):
    trial = site({"index.rst": f"Home\n====\n\n.. api-endpoint:: {CHAT}\n"})
    before = sources(trial)
    trial.build("html")
    assert sources(trial) == before
    assert {path.name for path in trial.root.iterdir()} == {"source", "html", "html-doctrees"}


def test_an_index_in_a_catalogue_lists_tasks(pages):
    assert "| Task " in pages.build("mdx").text("docs/api/acme/chat-1/index.mdx")


def test_a_page_for_each_endpoint_and_level(site):
    trial = site()
    own = set(sources(trial))
    built = trial.build("html")
    made = {f"docs/api/{name}.gptproto" for name in (*IDS, *(f"{level}index" for level in LEVELS))}
    assert set(sources(trial)) == own | made | {"docs/api/.gitignore"}
    assert {path.name for path in trial.root.iterdir()} == {"source", "html", "html-doctrees"}
    for name in made:
        assert (trial.source / name).read_text(encoding="utf-8").startswith(MARK + "\n")
    ignored = (trial.source / "docs/api/.gitignore").read_text(encoding="utf-8").splitlines()
    assert {line for line in ignored if not line.startswith("# ")} == {
        "/.gitignore",
        *(name.removeprefix("docs/api") for name in made),
    }
    title = built.app.env.titles[f"docs/api/{CHAT}"].astext()
    assert title == "Chat 1: Text to text"
    assert built.app.env.titles["docs/api/index"].astext() == "Acme API"


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"gptproto_pages_include": ["beta", "POST /v1/chat"]}, {CHAT, "beta/status", "beta/status-in-full"}),
        ({"gptproto_pages_include": ["acme"], "gptproto_pages_exclude": ["acme/chat-1"]}, {"acme/draw-1/edit", "acme/result"}),
        ({"gptproto_pages_exclude": ["GET"]}, {CHAT, OLD, "acme/draw-1/edit"}),
    ],
)  # fmt: skip
def test_pages_for_some(site, config, expected):
    trial = site()
    built = trial.build("html", **config)
    made = {
        name.removeprefix("docs/api/").removesuffix(".gptproto") for name in sources(trial) if name.startswith("docs/")
    }
    assert {name for name in made if not name.endswith(("index", "gitignore"))} == expected
    listed = {link for link in IDS if f'href="{link}.html"' in built.text("docs/api/index.html")}
    assert listed <= expected


def test_a_filter_of_pages_that_nothing_fits(site):
    built = site().build("html", strict=False, gptproto_pages_exclude=["acme/darw-1"])
    assert "unknown endpoint 'acme/darw-1'; did you mean 'acme/draw-1'" in built.warnings
    assert "[gptproto.config]" in built.warnings


def test_a_second_build_touches_nothing(site):
    trial = site()
    trial.build("html")
    before = sources(trial)
    trial.build("html")
    assert sources(trial) == before


def test_folder_with_a_slash_at_its_end(site):
    trial = site({"index.rst": "Home\n====\n\n.. toctree::\n\n   api/index\n"})
    built = trial.build("html", gptproto_pages="api/")
    assert f"api/{CHAT}" in built.app.env.found_docs


@pytest.mark.parametrize(
    "value", ["/docs", "../docs", "docs/../..", ".", "./docs", "docs//api", "a b", "docs\\api", 3, None]
)
def test_bad_folders(site, value):
    trial = site({"index.rst": "Home\n====\n"})
    before = sources(trial)
    built = trial.build("html", strict=False, gptproto_pages=value)
    assert "gptproto_pages" in built.warnings
    assert "config" in built.subtypes
    assert sources(trial) == before


def test_a_file_of_yours_is_kept(site):
    trial = site()
    name = f"docs/api/{OLD}.rst"
    trial.write({name: "Mine\n====\n\nMy words.\n", "docs/api/extra.rst": ":orphan:\n\nExtra\n=====\n"})
    built = trial.build("html")
    assert "My words." in built.text(f"docs/api/{OLD}.html")
    assert (trial.source / "docs/api/extra.rst").exists()
    ignored = (trial.source / "docs/api/.gitignore").read_text(encoding="utf-8").splitlines()
    assert f"/{OLD}.gptproto" not in ignored
    assert f"/{CHAT}.gptproto" in ignored


@pytest.mark.parametrize("suffixes", [(".api.rst", ".rst"), (".rst", ".api.rst")])
def test_a_file_is_called_as_by_sphinx_where_two_suffixes_fit(site, suffixes):
    trial = site().write({f"docs/api/{OLD}.api.rst": ":orphan:\n\nMine\n====\n"})
    built = trial.build("html", strict=False, source_suffix=dict.fromkeys(suffixes, "restructuredtext"))
    is_in_the_way = suffixes[0] == ".api.rst"
    assert built.subtypes == []
    assert (f"docs/api/{OLD}.api" in built.app.env.found_docs) != is_in_the_way
    assert (trial.source / f"docs/api/{OLD}.gptproto").exists() != is_in_the_way


def test_a_gitignore_of_yours_is_kept(site):
    trial = site().write({"docs/api/.gitignore": "# mine\n"})
    trial.build("html")
    assert (trial.source / "docs/api/.gitignore").read_text(encoding="utf-8") == "# mine\n"


def test_pages_that_went_are_removed_with_their_folders(site):
    trial = site()
    trial.build("html")
    trial.edit("catalogue.yaml", "          edit: {operation: editPicture, title: Edit}", "          {}")
    trial.build("html")
    assert not (trial.source / "docs/api/acme/draw-1").exists()
    assert "draw-1" not in (trial.source / "docs/api/.gitignore").read_text(encoding="utf-8")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written(site):
    trial = site()
    (trial.source / "docs").mkdir(mode=0o500)
    with pytest.raises(ExtensionError, match="gptproto_pages: cannot write"):
        trial.build("html")


def test_a_file_where_a_folder_should_be(site):
    trial = site().write({"docs": "a file"})
    with pytest.raises(ExtensionError, match="gptproto_pages: cannot write"):
        trial.build("html")


def test_an_endpoint_called_index(site):
    trial = site()
    trial.edit("catalogue.yaml", "      status: {operation: getStatus}", "      index: {operation: getStatus}")
    built = trial.build("html")
    assert "/status" in built.text("docs/api/beta/index.html")
    assert "Another maker." in built.text("docs/api/beta/overview.html")
    assert 'href="overview.html"' in built.text("docs/api/beta/index.html")


@pytest.mark.parametrize(
    "title",
    [
        "A\n=\n\n.. raw:: html\n\n   <script>alert(1)</script>",
        "Evil <https://evil.example>",
        ":doc:`x` |x| *a* **b** ``c`` d_ [1]_ \\",
        "=====",
        "- item",
        ".. note::",
        "日本語のタイトル",
        "<b>bold</b> {x} import x",
    ],
)
def test_titles_are_words(site, title):
    trial = site()
    trial.edit("catalogue.yaml", "title: Edit}", f"title: {json.dumps(title)}}}")
    trial.edit("catalogue.yaml", "title: Draw 1", "title: ' '")
    for builder in ("html", "mdx"):
        built = trial.build(builder)
        shown = built.app.env.titles["docs/api/acme/draw-1/edit"].astext()
        assert shown.endswith(" ".join(title.split()))
        page = built.text(f"docs/api/acme/draw-1/edit.{builder}")
        if builder == "html":
            assert "<script>alert" not in page
        assert 'href="https://evil' not in built.text(f"docs/api/acme/draw-1/index.{builder}")


def test_settings_are_those_of_the_build(site):
    trial = site()
    for language, source_link in (("en", "no"), ("de", "yes"), ("en", "yes")):
        (trial.source / "docutils.conf").write_text(f"[general]\nsource_link: {source_link}\n", encoding="utf-8")
        trees = trial.build("html", out=f"{language}-{source_link}", language=language).trees
        settings_of = [trees[docname].settings for docname in trees if docname.startswith("docs/api/")]
        assert len(settings_of) == len(IDS) + len(LEVELS)
        found = {(one.language_code, bool(one.source_link)) for one in settings_of}
        assert found == {(language, source_link == "yes")}


def test_a_page_with_another_directive_is_read_as_restructuredtext(site):
    page = make_page("Mine", ".. api-catalog::")
    assert read_page(page).directive == "api-catalog"
    home = f"Home\n====\n\n.. toctree::\n\n   mine\n\n.. api-endpoint:: {CHAT}\n"
    built = site({"index.rst": home, f"mine{SUFFIX}": page}).build("html")
    assert f'href="index.html#endpoint-{CHAT.replace("/", "-")}"' in built.text("mine.html")
