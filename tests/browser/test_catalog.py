"""In a browser: the catalogue filters while one types, and Sphinx's search finds endpoints."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from browser.conftest import THEMES, serve
from browser.pages import AXE, needs_axe
from reference.sites import Site

from sphinxext_gptproto.reference.load_registry import BUNDLED

PAGES = ("openai/gpt-4o-image", "openai/gpt-4o", "claude/claude-3-5-haiku-20241022", "kling/official-format")
CONF = f"""\
project = "Trial"
copyright = "2026, Acme"
extensions = ["sphinxext_gptproto"]
gptproto_registry = {str(BUNDLED)!r}
gptproto_pages = "docs/api"
gptproto_pages_include = {list(PAGES)}
html_copy_source = False
templates_path = []
"""
FILES = {
    "conf.py": CONF,
    "index.rst": "Home\n====\n\n.. toctree::\n\n   table\n   cards\n   tree\n   two\n   guide\n   docs/api/index\n",
    "guide.rst": "Chat\n====\n\nHow to chat, in words: completions, post, and v1.\n",
    "table.rst": "Table\n=====\n\nAll endpoints.\n\n.. api-catalog::\n",
    "cards.rst": "Cards\n=====\n\n.. api-catalog::\n   :as: cards\n",
    "tree.rst": "Tree\n====\n\n.. api-catalog::\n   :as: tree\n",
    "two.rst": "Two\n===\n\n.. api-catalog:: openai\n\n.. api-catalog:: kling\n",
}
TOTAL = 12


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Return the folder of a theme's site. Pages are read once for all themes."""
    root, made = tmp_path_factory.mktemp("catalogs"), {}

    def get(theme):
        if theme not in made:
            pytest.importorskip(theme, reason=f"the theme {theme} is not installed")
            built = Site(root).write({} if made else FILES).build("html", html_theme=theme)
            made[theme] = Path(shutil.copytree(built.out, root / "themes" / theme))
        return made[theme]

    return get


@pytest.fixture
def page(browser, folders):
    """Open a page as a file, and fail on errors of its scripts."""
    contexts, errors = [], []

    def show(name, theme="furo", width=1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 800}, **options)
        contexts.append(context)
        context.set_default_timeout(10_000)
        shown = context.new_page()
        shown.on("pageerror", lambda error: errors.append(f"{name}: {error}"))
        shown.goto(f"{folders(theme).as_uri()}/{name}")
        return shown

    yield show
    for context in contexts:
        context.close()
    assert not errors


def visible(shown):
    return shown.locator("[data-words]:visible").count()


def test_typing_filters_at_once(page):
    shown = page("table.html")
    assert visible(shown) == TOTAL
    assert shown.locator("output").inner_text() == f"{TOTAL} endpoints"
    shown.get_by_label("Filter", exact=True).fill("POST /v1/chat/completions")
    rows = shown.locator("[data-words]:visible")
    assert rows.count() == 6
    assert all("POST /v1/chat/completions" in text for text in rows.all_inner_texts())
    assert shown.locator("output").inner_text() == f"6 of {TOTAL}"
    shown.get_by_label("Filter", exact=True).fill("gpt-4o-image COMPLETIONS")
    assert shown.locator("[data-words]:visible").all_inner_texts()[0].startswith("GPT-4o Image: Text to image in chat")
    shown.get_by_role("button", name="Clear").click()
    assert visible(shown) == TOTAL
    assert shown.get_by_label("Filter", exact=True).input_value() == ""


def test_choices_say_what_they_leave(page):
    shown = page("table.html")
    shown.get_by_label("Provider").select_option("openai")
    assert shown.locator("output").inner_text() == f"5 of {TOTAL}"
    assert shown.locator("select[name=model] option:not([disabled])").all_inner_texts() == [
        "All", "GPT-4o (2)", "GPT-4o Image (3)",
    ]  # fmt: skip
    assert "Kling (4)" in shown.locator("select[name=provider] option").all_inner_texts()
    shown.get_by_label("Model").select_option("gpt-4o-image")
    assert visible(shown) == 3
    assert shown.locator("select[name=provider] option:not([disabled])").all_inner_texts() == ["All", "OpenAI (3)"]


def test_nothing_left_is_said(page):
    shown = page("table.html")
    assert not shown.get_by_text("No endpoint matches").is_visible()
    shown.get_by_label("Filter", exact=True).fill("no such thing")
    assert shown.get_by_text("No endpoint matches").is_visible()
    assert shown.locator("output").inner_text() == f"0 of {TOTAL}"


def test_the_address_says_the_filter_and_back_goes_back(page):
    shown = page("table.html")
    shown.get_by_label("Filter", exact=True).press_sequentially("chat")
    shown.wait_for_function("location.search === '?filter=chat'")
    shown.get_by_label("Provider").select_option("claude")
    assert shown.url.endswith("?filter=chat&provider=claude")
    rows = shown.locator("[data-words]:visible").all_inner_texts()
    shown.get_by_label("Provider").select_option("openai")
    assert shown.locator("[data-words]:visible").all_inner_texts() != rows
    shown.go_back()
    assert shown.get_by_label("Provider").input_value() == "claude"
    assert shown.locator("[data-words]:visible").all_inner_texts() == rows
    shown.go_back()  # typing is one step, not one for each letter
    assert shown.get_by_label("Provider").input_value() == ""
    assert shown.get_by_label("Filter", exact=True).input_value() == "chat"
    shown.go_forward()
    assert shown.locator("[data-words]:visible").all_inner_texts() == rows


def test_a_link_leads_to_a_filter(page):
    shown = page("table.html?provider=openai&model=gpt-4o-image&other=1#api-catalog")
    assert visible(shown) == 3
    assert shown.get_by_label("Model").input_value() == "gpt-4o-image"
    shown.get_by_role("button", name="Clear").click()
    shown.wait_for_function("location.search === '?other=1'")
    assert shown.url.endswith("table.html?other=1#api-catalog")
    assert visible(page("table.html?provider=nobody")) == TOTAL


def test_catalogues_of_a_page_do_not_mix(page):
    shown = page("two.html?api-catalog-2.filter=image")
    first, second = shown.locator("#api-catalog"), shown.locator("#api-catalog-2")
    assert first.locator("[data-words]:visible").count() == 5
    assert second.locator("[data-words]:visible").count() == 2
    first.get_by_label("Filter", exact=True).fill("edits")
    shown.wait_for_function("location.search === '?api-catalog-2.filter=image&filter=edits'")
    assert second.locator("[data-words]:visible").count() == 2


def test_a_tree_opens_where_something_is_found(page):
    shown = page("tree.html")
    assert visible(shown) == 0
    assert shown.locator("details:visible").count() == 3
    shown.get_by_label("Filter", exact=True).fill("edits")
    assert visible(shown) == 1
    summaries = [" ".join(text.split()) for text in shown.locator("summary:visible").all_inner_texts()]
    assert summaries == ["OpenAI 1", "GPT-4o Image: Official format 1"]
    shown.get_by_label("Filter", exact=True).fill("")
    assert visible(shown) == 0
    assert shown.locator("details:visible").count() == 3


def test_a_card_is_a_link_as_a_whole(page):
    shown = page("cards.html")
    card = shown.locator(".gp-card").first
    box = card.bounding_box()
    shown.mouse.click(box["x"] + box["width"] - 8, box["y"] + box["height"] - 8)
    shown.wait_for_url("**/docs/api/**")


def test_the_keyboard_is_enough(page):
    shown = page("table.html")
    shown.get_by_label("Filter", exact=True).focus()
    shown.keyboard.type("gpt-4o-image edits")
    assert visible(shown) == 1
    for _ in range(6):  # the lists, and the button
        shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.type") == "reset"
    shown.keyboard.press("Tab")
    assert "image-to-image" in shown.evaluate("document.activeElement.href")
    shown.get_by_label("Filter", exact=True).focus()
    shown.keyboard.press("Enter")  # the only one that is left
    shown.wait_for_url("**/image-to-image.html*")


def test_without_script_all_is_there_and_nothing_is_dead(page):
    shown = page("table.html", java_script_enabled=False)
    assert visible(shown) == TOTAL
    assert not shown.locator(".gp-filter").is_visible()
    tree = page("tree.html", java_script_enabled=False)
    tree.locator("summary").first.click()
    assert tree.locator("details[open]").count() == 1


def test_nothing_moves_when_the_script_runs(page):
    blocked = page("table.html")
    boxes = [blocked.locator("table").first.bounding_box()]
    blocked.route("**/gptproto-catalog.js*", lambda route: route.abort())
    blocked.reload()
    boxes.append(blocked.locator("table").first.bounding_box())
    assert boxes[0] == boxes[1]


@pytest.mark.parametrize("view", ["table", "cards", "tree"])
def test_fifteen_hundred_are_filtered_without_a_lag(page, folders, view):
    text = (folders("furo") / f"{view}.html").read_text(encoding="utf-8")
    tag = "tr" if view == "table" else "li"
    entries = re.findall(rf"<{tag}[^>]* data-words=.*?</{tag}>", text, re.DOTALL)
    assert len(entries) == TOTAL
    more = [
        entries[number % TOTAL].replace('data-words="', f'data-words="n{number} ') for number in range(1500 - TOTAL)
    ]
    large = text.replace(entries[-1], entries[-1] + "".join(more))
    (folders("furo") / f"large-{view}.html").write_text(large, encoding="utf-8")
    shown = page(f"large-{view}.html")
    times = shown.evaluate(
        """() => {
          const field = document.querySelector(".gp-filter input");
          const measure = (words) => {
            const start = performance.now();
            field.value = words;
            field.dispatchEvent(new Event("input"));
            return performance.now() - start;
          };
          const typed = ["i", "im", "image", "n12", "n123", "", "nothing", ""];
          const rounds = [1, 2, 3].map(() => typed.map(measure));
          return typed.map((words, at) => Math.min(...rounds.map((round) => round[at])));  // others use the machine, too
        }"""
    )
    assert shown.locator("output").inner_text() == f"{TOTAL} endpoints"  # as it was written; the entries are real
    assert shown.locator("[data-words]").count() == 1500
    assert max(times) < 50, times


@pytest.mark.parametrize("theme", THEMES)
def test_no_page_scrolls_sideways(page, theme):
    """What the theme's own page overflows by is the theme's."""
    for name in ("table.html", "cards.html", "tree.html?filter=kling"):
        shown = page(name, theme, width=320)
        assert shown.evaluate(
            "document.querySelector('.gp-catalog').scrollWidth <= document.querySelector('.gp-catalog').clientWidth"
        )
        assert shown.locator(".gp-catalog").bounding_box()["width"] <= 320
        for width in (320, 768, 1440):
            shown.set_viewport_size({"width": width, "height": 800})
            bare = shown.evaluate(
                """() => {
                  const catalog = document.querySelector(".gp-catalog");
                  const whole = document.documentElement.scrollWidth;
                  catalog.style.display = "none";
                  const without = document.documentElement.scrollWidth;
                  catalog.style.display = "";
                  return whole - without;
                }"""
            )
            assert bare <= 0, (name, width)


@needs_axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_nothing_in_catalogues(page, theme, scheme):
    for name in ("table.html?filter=kling", "cards.html", "tree.html?filter=kling"):
        shown = page(name, theme, color_scheme=scheme)
        shown.add_script_tag(path=str(AXE))
        found = shown.evaluate(
            """async () => (await axe.run(".gp-catalog", { resultTypes: ["violations"] })).violations
              .flatMap(({ id, nodes }) => nodes.map(({ target, html, failureSummary }) => [
                id, Boolean(document.querySelector(target[0]).closest("a")), `${html} ${failureSummary}`,
              ]))"""
        )
        own = [each for each in found if each[:2] != ["color-contrast", True]]  # the colour of links is the theme's
        assert own == []


# -- Sphinx's search --------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def served(folders):
    with serve(folders("furo")) as origin:
        yield origin


@pytest.fixture
def search(page, served):
    """Return the results of a search as readers see them: words and address."""

    def ask(words):
        shown = page("index.html")
        shown.goto(f"{served}/index.html")
        shown.locator("input[name=q]:visible").first.fill(words)
        shown.keyboard.press("Enter")
        shown.wait_for_function("document.querySelector('.search-summary')?.textContent.includes('found')")
        shown.wait_for_function("!document.querySelector('#search-results h2')?.textContent.startsWith('Searching')")
        return [
            (" ".join(item.inner_text().split()), item.locator("a").first.get_attribute("href"))
            for item in shown.locator("#search-results li").all()
        ]

    return ask


@pytest.mark.parametrize("words", ["POST /v1/chat/completions", "/v1/chat/completions", "chat completions"])
def test_method_and_path_are_found_first(search, words):
    found = search(words)
    first = found[:6]
    assert all(text.startswith("POST /v1/chat/completions: ") for text, _ in first), first
    assert all("(API endpoint, in " in text for text, _ in first)
    assert any("#endpoint-openai-gpt-4o-image-official-format-chat-mode" in address for _, address in first)


def test_a_path_that_one_endpoint_has_is_found_first(search):
    (text, address), *_ = search("/v1/images/edits")
    assert text.startswith("POST /v1/images/edits: GPT-4o Image: Image to image (API endpoint, in ")
    assert "gpt-4o-image/official-format/image-to-image.html#endpoint" in address


@pytest.mark.parametrize(
    ("name", "count"),
    [("max_tokens", 5), ("messages", 6)],
)
def test_parameters_are_found_by_name(search, name, count):
    found = [text for text, _ in search(name) if text.startswith(f"{name} (API parameter, in ")]
    assert len(found) >= count


def test_models_are_found_by_the_name_that_requests_send(search):
    found = search("gpt-4o-image")
    assert all("docs/api/openai/gpt-4o-image/" in address for _, address in found[:3]), found[:4]
    assert "claude-3-5-haiku" in search("claude-3-5-haiku-20241022")[0][1]


def test_pages_of_the_project_keep_their_rank(search):
    assert search("chat")[0][1].startswith("guide.html")
