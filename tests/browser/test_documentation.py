"""The documentation of this project in six themes, light and dark, on three widths: what a reader does on it."""

from __future__ import annotations

import pytest
from browser.conftest import THEMES
from browser.pages import CHOSEN, LABELS, MISFITS, OURS, check, find, get_widths, needs_axe, wait_until_shown

ENDPOINT = "docs/api/openai/gpt-4o-image/official-format/text-to-image.html"
CHAT = "docs/api/openai/gpt-4o-image/official-format/chat-mode.html"
CATALOG = "catalog.html"
PATHS = "api-pathindex.html"
INDEX = "docs/api/openai/index.html"
KLING = "docs/api/kling/official-format/index.html"
PAGES = (ENDPOINT, CHAT, CATALOG, INDEX, PATHS, "index.html")
BARE = ("contributing.html", "mintlify.html")
"""Pages that hold nothing of ours, but code in several languages."""
NESTED = "body-messages-content"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("theme", THEMES)
def test_pages_fit_and_ask_no_other_host(tab, theme, scheme):
    one = tab(theme, docs=True, color_scheme=scheme)
    one.page.route("**/fonts/**", lambda route: route.abort())  # the theme's own, which come late and move its text
    page = one.open(BARE[0])
    hosts, errors = set(one.hosts), set(one.errors)
    beyond = get_widths(page)  # where the theme itself is too wide
    widths = (1440, 768, 320) if scheme == "light" else (320, 768, 1440)
    for name in PAGES:
        page.set_viewport_size({"width": widths[0], "height": 900})
        one.open(name)
        assert page.evaluate(f"window.shifts.filter({OURS})") == [], name
        for button in page.locator(".gp-expand").all():
            button.evaluate("(button) => button.click()")
        for width in widths:
            page.set_viewport_size({"width": width, "height": 900})
            found = page.evaluate("document.documentElement.scrollWidth")
            if found > width:  # themes slide their sidebars away
                page.wait_for_timeout(400)
                found = page.evaluate("document.documentElement.scrollWidth")
            assert found <= max(width, beyond[width]), (name, width)
        assert one.hosts <= hosts
        assert set(one.errors) <= errors


@pytest.mark.parametrize("theme", THEMES)
def test_tables_keep_words_whole_and_lose_no_column(tab, theme):
    one = tab(theme, docs=True)
    one.page.route("**/fonts/**", lambda route: route.abort())
    for name in ("docs/api/index.html", INDEX, KLING, CATALOG):
        page = one.open(name)
        table = ".gp-catalog-table table" if name == CATALOG else "table.gp-index"
        assert page.locator(f"{table} tr").count() > 2
        for scheme, width in (("light", 375), ("dark", 375), ("light", 768), ("light", 1024), ("dark", 1440)):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate(MISFITS, table):  # themes slide their sidebars away
                page.wait_for_timeout(400)
            assert page.evaluate(MISFITS, table) == [], (name, width)
    page = one.open("docs/api/index.html")
    assert page.locator("td.gp-count").last.inner_text().strip().isdigit()
    assert "Endpoints" in page.locator("th.gp-count").inner_text()
    page.set_viewport_size({"width": 375, "height": 900})
    label = "getComputedStyle(document.querySelector('td.gp-count > p'), '::before').content"
    assert page.evaluate(label) == '"Endpoints: "'


@pytest.mark.parametrize("theme", THEMES)
def test_from_the_catalogue_to_a_sample(tab, theme):
    """Filter, follow, unfold, choose a language, copy, go on, come back to a link: the way of one reader."""
    one = tab(theme, docs=True, permissions=["clipboard-read", "clipboard-write"])
    page = one.open(f"{CATALOG}?provider=openai")
    assert {text.split()[0] for text in page.locator("[data-words]:visible").all_inner_texts()} == {"GPT-4o"}
    page.get_by_label("Filter", exact=True).fill("images/generations")
    assert page.locator("[data-words]:visible").count() == 1
    page.locator("[data-words]:visible a").first.click()
    page.wait_for_url(f"**/{ENDPOINT}*")
    page.locator(LABELS, has_text="Python").click()
    sample = page.locator("#request-samples .gp-sample:visible")
    sample.hover()
    sample.locator(".gp-copy").click()
    sample.locator(".gp-done").wait_for()
    assert "requests.post(" in page.evaluate("navigator.clipboard.readText()")
    one.open(CHAT)
    assert page.locator(CHOSEN).inner_text() == "Python"
    assert not page.locator(f"#{NESTED}").is_visible()
    button = page.locator("#request-body .gp-expand")
    button.click()
    assert page.locator(f"#{NESTED}").is_visible()
    one.open(f"{CHAT}#{NESTED}")
    wait_until_shown(page, NESTED)
    assert not one.own_errors


@needs_axe
@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_of_ours(tab, theme):
    one = tab(theme, docs=True, color_scheme="light")
    theirs = {key: where for name in BARE for key, where in find(one.open(name)).items()}
    for name in (ENDPOINT, CATALOG, INDEX, PATHS):
        check(one.open(name), theirs)
