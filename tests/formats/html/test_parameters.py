"""The HTML of an endpoint: tables that unfold, the same addresses as in MDX, tabs, a sidebar that does not grow."""

from __future__ import annotations

import gzip
import re
import sys
from html.parser import HTMLParser

import pytest
from reference.sites import CHAT, IDS, OLD

from sphinxext_gptproto.formats.html.assets import STATIC

EDIT = "acme/draw-1/edit"


class Outline(HTMLParser):
    """Elements of a page with their attributes, each with the elements around it."""

    VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta"})

    def __init__(self, text):
        super().__init__()
        self.elements = []
        self.open = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        element = (tag, dict(attributes), tuple(self.open))
        self.elements.append(element)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID:
            assert self.open.pop() == tag


@pytest.fixture(scope="module")
def html(pages):
    return pages.build("html")


@pytest.fixture(scope="module")
def page(html):
    return html.text(f"docs/api/{CHAT}.html")


def test_columns(page):
    heads = [re.findall(r"<th[^>]*>(.*?)</th>", head) for head in re.findall(r"<thead>(.*?)</thead>", page, re.DOTALL)]
    inputs = ["Parameter", "Type", "Required", "Default", "Allowed", "Description"]
    assert inputs in heads
    assert ["Field", "Type", "Allowed", "Description"] in heads


def test_elements_are_well_nested(html):
    for name in IDS:
        outline = Outline(html.text(f"docs/api/{name}.html"))
        assert outline.open == []


def test_nested_fields_unfold(page):
    rows = {
        attributes["id"]: around
        for tag, attributes, around in Outline(page).elements
        if tag == "tr" and "id" in attributes
    }
    assert rows["body-stream"].count("details") == 0
    assert rows["body-messages-role"].count("details") == 1
    assert rows["body-messages-content-picture-url"].count("details") == 2
    assert "<summary>2 fields of <code>messages</code></summary>" in page
    assert "<summary>2 variants of <code>content</code></summary>" in page


def test_addresses_are_those_of_mdx(pages, page):
    mdx = pages.build("mdx").text(f"docs/api/{CHAT}.mdx")
    ids = set(re.findall(r'<ParamField [^>]*\bid="([^"]+)"', mdx))
    assert {"body-messages-role", "body-messages-content-text-text"} <= ids
    assert ids <= set(re.findall(r'<tr\b[^>]* id="([^"]+)"', page))


def test_defaults_and_values_have_their_columns(page):
    row = re.search(r'<tr\b[^>]* id="body-temperature".*?</tr>', page, re.DOTALL)[0]
    cell = {
        name: re.sub(r"<[^>]*>", "", text)
        for name, text in re.findall(r'<td class="gp-(\w+)[^"]*">(.*?)</td>', row, re.DOTALL)
    }
    assert cell["default"].strip() == "Default1"
    assert cell["allowed"].strip() == "Allowed0 to 2"
    assert cell["required"].strip() == "optional"
    row = re.search(r'<tr\b[^>]* id="body-messages".*?</tr>', page, re.DOTALL)[0]
    assert "required" in row


def test_samples_are_tabs(page):
    assert re.findall(r"<input [^>]*data-value=\"(\w+)\"[^>]*><label [^>]*>(.*?)</label>", page) == [
        ("curl", "cURL"),
        ("python", "Python"),
        ("javascript", "JavaScript"),
        ("go", "Go"),
    ]
    shown = re.findall(r'<input type="radio" name="([^"]*)"[^>]* checked>', page)
    assert len(shown) == len(set(shown)) == len(set(re.findall(r'<input type="radio" name="([^"]*)"', page)))


def test_columns_keep_the_order_of_the_parts(page, site):
    parts = ["authentication", "request-body", "request-samples", "response"]
    assert [name for name in re.findall(r'<section [^>]*id="([\w-]+)"', page) if name in parts] == parts
    left, right, answer = (page.index(f'{words}"') for words in ('class="gp-left', 'class="gp-right', 'id="response'))
    assert left < page.index('id="request-body"') < right < page.index('id="request-samples"') < answer
    trial = site()
    text = trial.build("html", gptproto_parts=["samples", "overview", "body", "responses"]).text(
        f"docs/api/{CHAT}.html"
    )
    assert text.index('class="gp-left"') < text.index('class="gp-right"') < text.index('id="request-body"')
    text = trial.build("html", gptproto_html_features=["copy"]).text(f"docs/api/{CHAT}.html")
    assert 'class="gp-columns"' not in text
    assert "gp-expand" not in text
    assert re.search(r'<script src="[^"]*gptproto.js\?v=\w{8}" data-copy="Copy"[^>]*></script>', text)
    assert "data-language" not in text


def test_a_wrong_feature(site):
    built = site().build("html", strict=False, gptproto_html_features=["copy", "colums"])
    assert built.subtypes == ["config"]
    assert "'colums' is not one of columns, copy, expand, language; did you mean 'columns'?" in built.warnings


def test_no_copy_button_twice(site):
    """Stands in for sphinx-copybutton, which puts a button on every block of code itself."""
    trial = site({"index.rst": f"Home\n====\n\n.. api-endpoint:: {CHAT}\n"})
    trial.write({"sphinx_copybutton.py": "def setup(app):\n    return {'parallel_read_safe': True}\n"})
    conf = trial.source / "conf.py"
    text = conf.read_text(encoding="utf-8").replace(
        '"sphinxext_gptproto"]', '"sphinxext_gptproto", "sphinx_copybutton"]'
    )
    conf.write_text(f"import sys\nsys.path.insert(0, {str(trial.source)!r})\n{text}", encoding="utf-8")
    try:
        assert 'data-others=""' in trial.build("html").text("index.html")
    finally:
        sys.modules.pop("sphinx_copybutton", None)
        sys.path.remove(str(trial.source))


def test_previous_and_next_where_the_theme_has_none(html, site):
    page = html.text(f"docs/api/{OLD}.html")  # Alabaster
    turn = re.search(r'<nav class="gp-turn".*?</nav>', page, re.DOTALL)[0]
    assert re.findall(r'<a rel="(\w+)" href="([^"]*)"', turn) == [
        ("prev", "official-format/text-to-text.html"),
        ("next", "../draw-1/index.html"),
    ]
    trial = site()
    assert "gp-turn" not in trial.build("html", html_theme="furo").text(f"docs/api/{OLD}.html")
    bars = {"html_theme": "alabaster", "html_theme_options": {"show_relbars": True}}
    assert "gp-turn" not in trial.build("html", **bars).text(f"docs/api/{OLD}.html")


def test_files_of_ours_are_small():
    """Every page loads them."""
    files = sorted(path for path in STATIC.iterdir() if path.suffix in (".css", ".js"))
    assert {"gptproto.css", "gptproto.js"} <= {path.name for path in files}
    assert sum(len(gzip.compress(path.read_bytes())) for path in files) < 20_000


def test_only_builders_for_browsers_get_the_script(pages):
    assert "gptproto.js" in pages.build("singlehtml").text("index.html")
    assert "gptproto.js" in pages.build("dirhtml").text("docs/api/beta/status/index.html")
    book = pages.build("epub").text("docs/api/beta/status.xhtml")
    assert "<script" not in book
    assert "gptproto.css" in book


def test_epub_has_everything_in_the_open(pages):
    book = pages.build("epub").text(f"docs/api/{CHAT}.xhtml")
    for word in ("gp-tabs", "gp-panel", "until-found", "gp-columns", "gp-expand", "tabindex"):
        assert word not in book
    assert book.count("<details") == book.count(' open="open">') > 0
    for name in ("cURL", "Python", "JavaScript", "Go"):
        assert f"<strong>{name}</strong>" in book
    assert "<strong>Picture</strong>" in book


def test_badges_and_marks(html, page):
    assert re.search(r'<strong class="[^"]*gp-method gp-post', page)
    old = html.text(f"docs/api/{OLD}.html")
    assert "This endpoint is deprecated." in old
    level, _, name = OLD.rpartition("/")
    index = html.text(f"docs/api/{level}/index.html")
    row = re.search(rf'<tr[^>]*><td><p><a[^>]*href="{name}.html".*?</tr>', index, re.DOTALL)
    assert row, index
    assert "<em>(deprecated)</em>" in row[0]
    assert index.count("<em>(deprecated)</em>") == 1
    assert re.search(r'<tr class="gp-deprecated" id="body-line"', old)
    assert "https://old2.example.com" in old
    assert "X-Api-Key" in old
    assert 'id="authentication"' not in html.text("docs/api/beta/status.html")
    assert '<span class="pre">image/png</span>' in html.text(f"docs/api/{EDIT}.html")


def test_the_style_is_linked_where_it_is_used(html):
    assert "gptproto.css" in html.text(f"docs/api/{CHAT}.html")
    assert "gptproto.css" in html.text("docs/api/index.html")
    assert "gptproto.css" not in html.text("search.html")
    assert "gptproto-wide.css" in html.text(f"docs/api/{CHAT}.html")
    assert "gptproto-wide.css" not in html.text("docs/api/index.html")


@pytest.mark.parametrize("theme", ["alabaster", "furo"])
def test_the_sidebar_does_not_grow_with_other_providers(site, theme):
    trial = site()
    config = {"html_theme": theme}
    shown = links(trial.build("html", **config).text(f"docs/api/{CHAT}.html"))
    assert any(address.endswith("text-to-text.html") or address == "#" for address in shown)
    assert any(address.endswith("beta/index.html") for address in shown)
    assert not any(address.endswith("status.html") for address in shown)
    more = "".join(f"\n      more-{number}: {{operation: getStatus}}" for number in range(20))
    trial.edit(
        "catalogue.yaml", "      status: {operation: getStatus}\n", f"      status: {{operation: getStatus}}{more}\n"
    )
    assert links(trial.build("html", **config).text(f"docs/api/{CHAT}.html")) == shown
    below = links(trial.build("html", **config).text("docs/api/beta/more-3.html"))
    assert sum(address.startswith("more-") for address in below) >= 19  # its own branch is open
    assert not any("chat-1/official-format" in address for address in below)
    assert len(links(trial.build("html", **config).text("index.html"))) < 12


def links(text):
    start = (
        text.index('class="sphinxsidebar"') if 'class="sphinxsidebar"' in text else text.index('class="sidebar-drawer"')
    )
    end = text.index("</aside>") if "sidebar-drawer" in text else len(text)
    return [
        address
        for address in re.findall(r'<a class="[^"]*\breference [^"]*" href="([^"]*)"', text[start:end])
        if "docs/" in address or address.endswith(".html") or address == "#"
    ]


def test_an_index_page_of_yours_may_have_no_title(site):
    trial = site().write({"docs/api/beta/index.rst": ".. toctree::\n\n   status\n   status-in-full\n"})
    built = trial.build("html")
    assert (built.out / f"docs/api/{CHAT}.html").exists()
