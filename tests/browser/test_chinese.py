"""Sphinx's search on a Chinese site, in a browser: words are found wherever they are, with and without spaces."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from browser.conftest import serve
from reference.sites import Site

IMAGE = "docs/api/openai/gpt-4o-image/official-format/text-to-image"
FILES = {
    "conf.py": """\
project = "Trial"
copyright = "2026, Acme"
language = "zh_CN"
extensions = ["sphinxext_gptproto"]
gptproto_pages = "docs/api"
gptproto_pages_include = ["openai/gpt-4o-image"]
html_theme = "furo"
templates_path = []
""",
    "index.rst": "首页\n====\n\n.. toctree::\n\n   guide\n   other\n   words\n   docs/api/index\n",
    "guide.rst": "指南\n====\n\n本页讲如何用密钥生成图片。高清图片库里有图片。\n",
    "other.rst": "其他\n====\n\n这里只讲价格。The word generation is on this page.\n",
    "words.rst": "词语\n====\n\n调用API时带上密钥，images 返回图片。\n",
}


@pytest.fixture(scope="module")
def origin(tmp_path_factory):
    pytest.importorskip("furo")
    built = Site(tmp_path_factory.mktemp("chinese")).write(FILES).build("html")
    with serve(built.out) as address:
        yield address


@pytest.fixture
def search(browser, origin):
    """Return the pages that a search finds, and the errors of its scripts."""
    context = browser.new_context()
    context.set_default_timeout(20_000)
    page, errors = context.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))

    def ask(words):
        page.goto(f"{origin}/search.html?{urlencode({'q': words})}")
        page.wait_for_function("document.querySelector('.search-summary')?.textContent")  # once all are listed
        assert not errors
        links = page.locator("#search-results li > a").evaluate_all("(all) => all.map((link) => link.pathname)")
        return {link.removesuffix(".html").lstrip("/").partition("#")[0] for link in links}

    yield ask
    context.close()


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("图片", {"guide", "words", IMAGE}),
        ("图片库", {"guide"}),
        ("清图", {"guide"}),  # where no word begins
        ("生成图片", {"guide"}),
        ("图片生成", {"guide"}),  # both words are there
        ("密钥", {"guide", "words"}),
        ("图片 价格", set()),  # on no page together
        ("图片 密钥", {"guide", "words"}),
        ("调用API", {"words"}),  # without a space
        ("API密钥", {"guide", "words"}),  # Sphinx does not insist on a word of two characters beside a longer one
        ("图片 generation", {"guide", "words", "other"}),
        ("generations", {"other"}),  # stemmed as in English
        ("image", {"words"}),
        ("GPT-4o 图片", {IMAGE, "guide", "words"}),
        ("文生图", {IMAGE}),
        ("尚不存在的词", set()),
    ],
)
def test_words_are_found(search, words, found):
    pages = search(words)
    assert found <= pages
    assert {"guide", "words", "other"} & pages <= found


def test_what_was_typed_is_highlighted(search, browser, origin):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{origin}/search.html?q=图片库里")
    page.locator("#search-results li > a").first.click()
    page.locator(".highlighted").first.wait_for()
    assert set(page.locator(".highlighted").all_inner_texts()) == {"图片", "库里"}
    context.close()
