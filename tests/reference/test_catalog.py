"""The catalogue lists what is documented, in every format, and follows the registry and the pages."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from reference.sites import CHAT, HOME, IDS, OLD

import sphinxext_gptproto

STATIC = Path(sphinxext_gptproto.__file__).parent / "static"
INDEX = "Home\n====\n\n.. toctree::\n\n   catalog\n   docs/api/index\n"
ENTRY = re.compile(r'<(?:tr|li)[^>]* data-words="[^"]*".*?</(?:tr|li)>', re.DOTALL)


@pytest.fixture
def catalog(site):
    """Make a site with a page for each endpoint, and a page of catalogues."""

    def make(*markup, name="catalog.rst"):
        title = "# Catalogue\n\n" if name.endswith(".md") else "Catalogue\n=========\n\n"
        return site().write({"index.rst": INDEX, name: title + "\n\n".join(markup) + "\n"})

    return make


def entries(html):
    """Return the links of the entries, and their words."""
    found = {}
    for entry in ENTRY.findall(html):
        link = re.search(r'href="([^"]+)"', entry)[1]
        found[link] = " ".join(re.sub("<[^>]+>", " ", entry).split())
    return found


def test_a_table_has_every_documented_endpoint(catalog):
    html = catalog(".. api-catalog::").build("html").text("catalog.html")
    found = entries(html)
    assert sorted(link.partition(".html")[0] for link in found) == sorted(f"docs/api/{name}" for name in IDS)
    chat = f"docs/api/{CHAT}.html#endpoint-{CHAT.replace('/', '-')}"
    assert found[chat] == "Chat 1: Text to text POST /v1/chat Acme Official format"
    old = next(words for link, words in found.items() if link.startswith(f"docs/api/{OLD}.html"))
    assert old.startswith("Chat 1: Old chat (deprecated)")
    for name in ("provider", "model", "format", "task", "method"):
        assert f'<select name="{name}">' in html
    assert '<option value="acme">Acme (4)</option>' in html
    assert "<output" in html
    assert ">6 endpoints<" in html


def test_links_lead_to_anchors_that_are_there(catalog):
    built = catalog(".. api-catalog::").build("html")
    for link in entries(built.text("catalog.html")):
        page, _, anchor = link.partition("#")
        assert f'id="{anchor}"' in built.text(page)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([":providers: beta"], ["beta/status", "beta/status-in-full"]),
        ([":providers: BETA, acme", ":models: Chat *"], [CHAT, OLD]),
        ([":models: draw-1"], ["acme/draw-1/edit"]),
        ([":formats: official-format"], [CHAT]),
        ([":tasks: edit"], ["acme/draw-1/edit"]),
        ([":methods: get", ":exclude: beta/status"], ["acme/result", "beta/status-in-full"]),
        ([":paths: POST /v1/pictures/*"], ["acme/draw-1/edit"]),
    ],
)
def test_filters(catalog, options, expected):
    markup = ".. api-catalog::\n   " + "\n   ".join(options)
    found = entries(catalog(markup).build("html").text("catalog.html"))
    assert {link.partition(".html")[0] for link in found} == {f"docs/api/{name}" for name in expected}


def test_a_level_as_argument(catalog):
    found = entries(catalog(".. api-catalog:: acme/chat-1").build("html").text("catalog.html"))
    assert len(found) == 2


def test_columns_and_choices_are_those_in_which_the_endpoints_differ(catalog):
    html = catalog(".. api-catalog:: beta").build("html").text("catalog.html")
    assert re.findall(r'<th class="head"><p>(.*?)</p>', html) == ["Endpoint", "Request"]
    assert re.findall(r'<select name="(\w+)">', html) == ["task"]


def test_cards(catalog):
    built = catalog(".. api-catalog:: acme\n   :as: cards").build("html")
    card = next(words for link, words in entries(built.text("catalog.html")).items() if CHAT in link)
    assert card.startswith("Chat 1: Text to text POST /v1/chat Answers a conversation.")
    assert card.endswith("Official format")


def test_a_tree_has_a_branch_for_each_level_that_tells_something(catalog):
    html = catalog(".. api-catalog::\n   :as: tree").build("html").text("catalog.html")
    words = re.findall(r"<summary>(.*?)</summary>", html)
    plain = [" ".join(re.sub("<[^>]+>", "", line).split()) for line in words]
    assert plain == ["Acme 4", "Chat 1 2", "Official format 1", "Draw 1 1", "Beta 2"]
    assert len(entries(html)) == 6


def test_myst_and_restructuredtext_give_the_same(catalog):
    one = catalog(".. api-catalog:: acme\n   :as: tree\n   :no-filter:").build("html").text("catalog.html")
    trial = catalog("```{api-catalog} acme\n:as: tree\n:no-filter:\n```", name="catalog.md")
    (trial.source / "catalog.rst").unlink()
    other = trial.build("html").text("catalog.html")
    part = re.compile(r'<div class="gp-catalog.*?</div>', re.DOTALL)
    assert part.search(one)[0] == part.search(other)[0]
    assert "<form class" not in part.search(one)[0]


def test_without_a_form_there_is_no_script(catalog):
    built = catalog(".. api-catalog::\n   :no-filter:").build("html")
    assert "gptproto-catalog.css" in built.text("catalog.html")
    assert "gptproto-catalog.js" not in built.text("catalog.html")
    assert "gptproto-catalog" not in built.text("index.html")


def test_two_catalogues_on_a_page_have_ids_of_their_own(catalog):
    built = catalog(
        ".. api-catalog:: acme", ".. api-catalog:: beta\n   :name: of-beta", ":ref:`here <of-beta>`"
    ).build()
    html = built.text("catalog.html")
    assert re.findall(r'<div class="gp-catalog[^>]* id="([^"]+)"', html) == ["api-catalog", "of-beta"]
    assert 'href="#of-beta"' in html


def test_only_what_is_documented_is_listed(site):
    page = f"Home\n====\n\n.. api-catalog::\n\n.. api-endpoint:: {OLD}\n"
    built = site({"index.rst": page}).build("html")
    assert list(entries(built.text("index.html"))) == [f"#endpoint-{OLD.replace('/', '-')}"]


def test_where_nothing_is_documented_one_warning_says_so(site):
    built = site({"index.rst": "Home\n====\n\n.. api-catalog::\n"}).build("html", strict=False)
    assert built.subtypes == ["endpoint"]
    message = "no page documents an endpoint of this catalogue; set gptproto_pages, or place them on pages"
    assert f"index.rst:4: WARNING: {message}" in built.warnings
    assert "No page documents an endpoint" in built.text("index.html")


@pytest.mark.parametrize(
    ("markup", "message"),
    [
        (".. api-catalog::\n   :providers: acne", "unknown provider 'acne'; did you mean 'acme'?"),
        (".. api-catalog::\n   :formats: oficial-format", "unknown format 'oficial-format'; did you mean 'official-format'?"),
        (".. api-catalog:: acne", "unknown level 'acne'; did you mean 'acme'"),
        (".. api-catalog::\n   :providers: beta\n   :methods: post", "no endpoint passes all filters of this directive"),
    ],
)  # fmt: skip
def test_filters_that_nothing_fits(catalog, markup, message):
    built = catalog(markup).build("html", strict=False)
    assert message in built.warnings
    assert set(built.subtypes) == {"endpoint"}


def test_a_view_that_there_is_not(catalog):
    warnings = catalog(".. api-catalog::\n   :as: list").build("html", strict=False).warnings
    assert '"list" unknown; choose from "table", "cards", or "tree"' in warnings


@pytest.mark.parametrize("view", ["table", "cards", "tree"])
def test_other_formats_say_the_same(catalog, view):
    trial = catalog(f".. api-catalog::\n   :as: {view}")
    for builder, name in (("text", "catalog.txt"), ("mdx", "catalog.mdx"), ("latex", "trial.tex"), ("man", "trial.1")):
        text = " ".join(re.sub(r"\\|&", " ", trial.build(builder).text(name)).split())
        for words in ("Text to text", "deprecated", "Edit", "/v1/ pictures/edits" if builder == "latex" else "edits"):
            assert words.replace(" ", "") in text.replace(" ", ""), (builder, words)
        assert "<form" not in text


def test_mdx_has_cards_that_are_links(catalog):
    text = catalog(".. api-catalog:: acme\n   :as: cards").build("mdx").text("catalog.mdx")
    assert f'<Card title="Chat 1: Text to text" href="/docs/api/{CHAT}">\n    **POST** `/v1/chat`' in text
    assert text.count("<Card ") == 4
    assert text.count("<Columns cols={2}>") == 1


def test_mdx_has_a_table_of_links(catalog):
    text = catalog(".. api-catalog::").build("mdx").text("catalog.mdx")
    row = f"| [Chat 1: Text to text](/docs/api/{CHAT}) | **POST** `/v1/chat` | Acme | Official format |"
    assert row in text


def test_epub_has_no_form_and_gettext_nothing_to_translate(catalog):
    trial = catalog(".. api-catalog::")
    assert "<form" not in trial.build("epub").text("catalog.xhtml")
    assert "Text to text" not in trial.build("gettext").text("catalog.pot")


def test_pdf_breaks_and_wraps_a_long_table(catalog):
    assert r"\begin{longtable}" in catalog(".. api-catalog::").build("latex").text("trial.tex")


@pytest.mark.parametrize("builder", ["html", "mdx"])
def test_a_page_follows_what_its_catalogue_shows(catalog, builder):
    trial = catalog(".. api-catalog:: acme")
    trial.build(builder)
    assert trial.build(builder).read == []
    for file, old, new, shown in (
        ("catalogue.yaml", "title: Edit", "title: Change", "Draw 1: Change"),
        ("operations.yaml", "path: /v1/pictures/edits", "path: /v2/pictures/edits", "/v2/pictures/edits"),
        ("catalogue.yaml", "title: Chat 1", "title: Talk 1", "Talk 1: Old chat"),
        ("operations.yaml", "What the model says.", "What the model answers.", None),
        ("catalogue.yaml", "description: Another maker.", "description: One more maker.", None),
    ):
        trial.edit(file, old, new)
        again = trial.build(builder)
        assert ("catalog" in again.read) == (shown is not None), new
        assert shown is None or shown in again.text(f"catalog.{builder}")


def test_cards_follow_descriptions_and_tables_do_not(catalog):
    for view, expected in (("cards", True), ("table", False)):
        trial = catalog(f".. api-catalog::\n   :as: {view}")
        trial.build("html")
        trial.edit("operations.yaml", "Changes a picture", "Alters a picture" if expected else "Changes the picture")
        assert ("catalog" in trial.build("html").read) == expected
        trial.edit("operations.yaml", "Alters a picture" if expected else "Changes the picture", "Changes a picture")
        trial.build("html")


def test_a_catalogue_is_written_again_when_an_endpoint_moves(site):
    """Nothing of the registry changed, and its page was not touched."""
    files = {
        "index.rst": "Home\n====\n\n.. toctree::\n   :glob:\n\n   *\n",
        "catalog.rst": "Catalogue\n=========\n\n.. api-catalog::\n",
        "a.rst": f"A\n=\n\n.. api-endpoint:: {OLD}\n",
    }
    trial = site(files)
    assert 'href="a.html#endpoint' in trial.build("html").text("catalog.html")
    (trial.source / "a.rst").rename(trial.source / "b.rst")
    again = trial.build("html")
    assert "catalog" not in again.read
    assert 'href="b.html#endpoint' in again.text("catalog.html")
    trial.write({"c.rst": f"C\n=\n\n.. api-endpoint:: {CHAT}\n"})
    assert 'href="c.html#endpoint' in trial.build("html").text("catalog.html")
    assert trial.build("html").written == []


def test_parallel_builds_give_the_same(catalog):
    trial = catalog(".. api-catalog::\n   :as: tree")
    one = trial.build("html").text("catalog.html")
    assert trial.build("html", out="parallel", parallel=2).text("catalog.html") == one


def test_sources_without_providers_are_told_apart_by_tags(site):
    api = """\
openapi: 3.1.0
servers: [{url: https://api.example.com}]
info: {title: Shop, version: "1"}
paths:
  /pets:
    get: {operationId: listPets, summary: List pets, tags: [Pets, Lists], responses: {"200": {description: OK}}}
    post: {operationId: addPet, summary: Add a pet, tags: [Pets], responses: {"200": {description: OK}}}
  /orders:
    get: {operationId: listOrders, summary: List orders, tags: [Orders], responses: {"200": {description: OK}}}
"""
    trial = site().write({"api.yaml": api, "index.rst": HOME + "   catalog\n"})
    trial.write({"catalog.rst": "Catalogue\n=========\n\n.. api-catalog::\n"})
    html = trial.build("html", gptproto_registry="api.yaml").text("catalog.html")
    assert re.findall(r'<th class="head"><p>(.*?)</p>', html) == ["Endpoint", "Request", "Tag"]
    assert re.findall(r'<select name="(\w+)">', html) == ["method", "tag"]
    assert 'data-tag="pets lists"' in html
    assert "List pets GET /pets Pets, Lists" in entries(html).values()


def test_style_and_script_are_small():
    files = sorted(STATIC.glob("gptproto-catalog.*"))
    assert [file.suffix for file in files] == [".css", ".js"]
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) < 4000
