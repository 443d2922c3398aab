"""An endpoint's page in a browser: unfold, copy, choose a language, follow links, print, with and without script."""

from __future__ import annotations

import pytest
from browser.conftest import BARE, CHAT, FAX, IMAGE, INDEX, STAY, THEMES
from browser.pages import CHOSEN, LABELS, OURS, PANEL, SHOWN, TOP, get_widths, is_shown, wait_until_shown

STREET = "body-owner-address-street"
WORDS = "body-guest-parrot-words-text"
"""A field in two folded ones; and one in a folded one, in the third tab, in another folded one."""


@pytest.mark.parametrize("theme", THEMES)
def test_a_page_fits_and_keeps_still(tab, theme):
    one = tab(theme)
    page = one.open(BARE)
    hosts, errors = set(one.hosts), set(one.errors)
    beyond = get_widths(page)  # where the theme itself is too wide
    for name, width in ((STAY, 320), (STAY, 1440), (FAX, 768), (IMAGE, 1440), (CHAT, 768), (INDEX, 320)):
        page.set_viewport_size({"width": width, "height": 900})
        one.open(name)
        shifts = page.evaluate(f"window.shifts.filter({OURS})")
        assert not shifts, (name, width)
        for _ in ("folded", "unfolded"):
            for width_, found in get_widths(page).items():
                assert found <= max(width_, beyond[width_]), (name, width_)
            for button in page.locator(".gp-expand").all():
                button.evaluate("(button) => button.click()")
        page.emulate_media(color_scheme="dark")
        assert one.hosts <= hosts
        assert set(one.errors) <= errors


@pytest.mark.parametrize("theme", THEMES)
def test_a_page_that_comes_in_pieces_keeps_still(tab, theme):
    one = tab(theme)
    one.page.route("**/fonts/**", lambda route: route.abort())  # the theme's own, which come late
    page = one.open(f"{IMAGE}?cut=Draws pictures from")
    assert page.locator(".gp-columns").is_visible()
    assert page.evaluate(f"window.shifts.filter({OURS})") == []


@pytest.mark.parametrize("theme", THEMES)
def test_columns_where_there_is_room(tab, theme):
    one = tab(theme)
    page = one.open(CHAT)
    body, samples = page.locator("#request-body"), page.locator("#request-samples")
    if theme == "alabaster":  # its column is narrow, whatever the window
        assert samples.bounding_box()["y"] > body.bounding_box()["y"]
        return
    left, right = body.bounding_box(), samples.bounding_box()
    assert right["x"] >= left["x"] + left["width"]
    body.evaluate("(body) => scrollTo(0, body.getBoundingClientRect().top + body.offsetHeight * 0.4)")
    assert body.evaluate(TOP) < -100
    header = page.evaluate("Math.max(0, ...[...document.querySelectorAll('header')].filter((h) => "
                           "['sticky', 'fixed'].includes(getComputedStyle(h).position)).map((h) => "
                           "h.getBoundingClientRect().bottom))")  # fmt: skip
    assert header - 1 <= samples.evaluate(TOP) < 200, "samples stay in sight beside a long body"
    response = page.locator("#response-200 > .gp-split")
    fields, example = (response.locator(f"> {name}").bounding_box() for name in (".gp-left", ".gp-right"))
    assert example["x"] >= fields["x"] + fields["width"]
    for width in (320, 768):
        page.set_viewport_size({"width": width, "height": 900})
        left, right = body.bounding_box(), samples.bounding_box()
        assert right["y"] >= left["y"] + left["height"] - 1


@pytest.mark.parametrize("theme", THEMES)
def test_previous_and_next(tab, theme):
    page = tab(theme).open(FAX)
    found = page.evaluate("""[...document.querySelectorAll("a[href]")].filter((link) => link.checkVisibility()).map((link) =>
        [link.href.split("/").pop(), `${link.rel} ${link.title} ${link.textContent} ${link.parentElement.textContent}`])""")
    assert any(name == "book-stay.html" and "prev" in said.lower() for name, said in found)
    assert any(name == "drop-fax.html" and "next" in said.lower() for name, said in found)


def test_fields_unfold_by_keyboard(tab):
    page = tab().open(STAY)
    assert not is_shown(page, f"#{STREET}")
    owner = page.locator("#body-owner + tr summary").first
    owner.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")  # to the permalink of a field inside, or to the next summary
    page.locator("#body-owner-address + tr summary").focus()
    page.keyboard.press("Space")
    assert is_shown(page, f"#{STREET}")


def test_expand_all_and_collapse_all(tab):
    page = tab().open(STAY)
    button = page.locator("#request-body .gp-expand")
    folded = page.locator("#request-body details")
    assert button.inner_text() == "Expand all"
    button.focus()
    page.keyboard.press("Enter")
    assert folded.evaluate_all("(all) => all.every((one) => one.open)")
    assert is_shown(page, f"#{STREET}")
    assert button.inner_text() == "Collapse all"
    folded.last.evaluate("(one) => { one.open = false; }")
    page.wait_for_function("document.querySelector('#request-body .gp-expand').textContent === 'Expand all'")
    button.click()
    button.click()
    assert folded.evaluate_all("(all) => all.every((one) => !one.open)")


def test_long_values_are_folded(tab):
    page = tab().open(STAY)
    room, menu = page.locator("#body-room"), page.locator("#body-menu")
    assert "attic" in room.inner_text()
    assert "tower" not in room.inner_text()
    room.locator("summary").click()
    assert "tower" in room.inner_text()
    assert "seeds" not in menu.inner_text()
    menu.locator("summary").click()
    assert "seeds" in menu.inner_text()


def test_variants_are_tabs(tab):
    page = tab().open(STAY)
    page.locator("#body-guest + tr summary").first.click()
    assert (is_shown(page, "#body-guest-cat-lives"), is_shown(page, "#body-guest-dog-leash")) == (True, False)
    page.get_by_label("Cat", exact=True).focus()
    page.keyboard.press("ArrowRight")
    assert (is_shown(page, "#body-guest-cat-lives"), is_shown(page, "#body-guest-dog-leash")) == (False, True)
    page.get_by_text("Parrot", exact=True).click()
    assert is_shown(page, "#body-guest-parrot-words")
    assert not is_shown(page, "#body-guest-dog-leash")


def test_examples_of_a_response_are_tabs(tab):
    page = tab().open(STAY)
    right = page.locator("#response-201 .gp-right")
    assert right.get_by_role("radio").count() == 2
    assert right.locator("pre").nth(0).evaluate(SHOWN)
    assert right.get_by_text("With a view.").is_visible()
    assert not right.locator("pre").nth(1).evaluate(SHOWN)
    right.get_by_text("A loud room", exact=True).click()
    assert right.locator("pre").nth(1).evaluate(SHOWN)
    assert "Polly" in right.locator("pre").nth(1).inner_text()
    assert not right.locator("pre").nth(0).evaluate(SHOWN)


@pytest.mark.parametrize("theme", THEMES)
def test_copy(tab, theme):
    one = tab(theme, permissions=["clipboard-read", "clipboard-write"])
    page = one.open(STAY)
    blocks = page.locator(".gp-sample:visible")
    assert blocks.count() >= 3
    for number in (0, blocks.count() - 1):
        block = blocks.nth(number)
        assert block.locator("button").count() == 1, "one button, also where a theme has its own"
        block.hover()
        block.locator("button").click()
        block.locator(".gp-done").wait_for()
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == block.locator("pre").evaluate("(pre) => pre.textContent.trimEnd()")
        assert copied
    path = page.locator(".gp-signature")
    path.locator("button").click()
    path.get_by_text("Copied", exact=True).wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == "/stays"


def test_copy_where_the_clipboard_is_refused(tab):
    one = tab()
    one.page.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined });")
    page = one.open(STAY)
    page.locator(".gp-signature button").click()
    page.locator(".gp-signature .gp-done").wait_for()
    page.keyboard.press("Control+KeyA")  # the page is as it was: nothing is left that was used for copying
    assert not page.locator("textarea").count()
    assert not one.own_errors


@pytest.mark.parametrize("files", [False, True])
def test_the_language_is_remembered(tab, files):
    one = tab(files=files)
    page = one.open(STAY)
    assert page.locator(CHOSEN).inner_text() == "cURL"
    page.locator(LABELS, has_text="Python").click()
    page.wait_for_timeout(50)
    page = one.open(CHAT)
    assert page.locator(CHOSEN).inner_text() == "Python"
    assert "import requests" in page.locator(PANEL).inner_text()
    page.locator("input[data-value=python]").focus()
    page.keyboard.press("ArrowRight")
    assert one.open(STAY).locator(CHOSEN).inner_text() == "JavaScript"
    assert one.open(f"{STAY}#responses").locator(CHOSEN).inner_text() == "JavaScript"


def test_a_remembered_language_does_not_flash(tab):
    """The page comes in two halves: after the first, the panel of another language is there and must not be seen."""
    one = tab()
    page = one.open(STAY)
    page.locator(LABELS, has_text="Go").click()
    cut = '<div class="gp-panel"'
    text = page.content()
    assert text.count(cut) > 4
    page.add_init_script("""
      window.seen = [];
      const look = () => {
        for (const panel of document.querySelectorAll("#request-samples .gp-panel")) {
          if (panel.firstElementChild?.checkVisibility()) window.seen.push(panel.previousElementSibling.textContent);
        }
        requestAnimationFrame(look);
      };
      look();
    """)
    one.open(f"{CHAT}?cut=>JavaScript")
    page.wait_for_timeout(200)
    assert set(page.evaluate("window.seen")) == {"Go"}
    assert page.locator(CHOSEN).inner_text() == "Go"
    assert not page.evaluate("document.adoptedStyleSheets.length"), "nothing is left of what bridged the time"


def test_a_language_that_a_page_lacks(tab):
    one = tab()
    one.open(STAY)
    one.page.evaluate("localStorage.setItem('gptproto-language', 'fortran')")
    page = one.open(STAY)
    assert page.locator(CHOSEN).inner_text() == "cURL"
    page.evaluate("localStorage.setItem('gptproto-language', '\"]} * { display: none } [x=\"')")
    page = one.open(STAY)
    assert page.locator(CHOSEN).inner_text() == "cURL"
    assert page.locator("h1").is_visible()
    assert not one.errors


def test_blocked_storage(tab):
    one = tab()
    one.page.add_init_script("""Object.defineProperty(window, "localStorage", {
      get() { throw new DOMException("blocked", "SecurityError"); },
    });""")
    page = one.open(STAY)
    page.locator(LABELS, has_text="Python").click()
    assert "import requests" in page.locator(PANEL).inner_text()
    assert page.locator(".gp-copy").count()
    assert not one.own_errors


@pytest.mark.parametrize("files", [False, True])
@pytest.mark.parametrize("anchor", [STREET, WORDS])
def test_links_from_elsewhere_open_what_they_lead_to(tab, anchor, files):
    page = tab(files=files).open(f"{STAY}#{anchor}")
    wait_until_shown(page, anchor)


def test_links_on_the_page_open_what_they_lead_to(tab):
    page = tab().open(STAY)
    page.evaluate(
        f"""document.querySelector("h1").insertAdjacentHTML("afterend", '<a id="go" href="#{WORDS}">words</a>')"""
    )
    for _ in range(2):  # the second time the address stays the same
        page.evaluate("scrollTo(0, 0); document.querySelectorAll('details').forEach((one) => { one.open = false; })")
        page.locator("label", has_text="Cat").evaluate("(label) => label.click()")
        assert not is_shown(page, f"#{WORDS}")
        page.locator("#go").click()
        wait_until_shown(page, WORDS)


@pytest.mark.parametrize(("words", "anchor"), [("quokka", STREET), ("wombat", WORDS)])
def test_text_is_found_in_what_is_closed(tab, words, anchor):
    """A text fragment in the address is looked for as find-in-page does."""
    page = tab().open(f"{STAY}#:~:text={words}")
    wait_until_shown(page, anchor)
    page.wait_for_timeout(100)
    page.locator("label", has_text="Cat").evaluate("(label) => label.click()")
    assert not is_shown(page, "#body-guest-parrot-words"), "the tab closes again"


@pytest.mark.parametrize("theme", THEMES)
def test_without_script(tab, theme):
    page = tab(theme, java_script_enabled=False).open(STAY)
    assert not page.locator(".gp-copy, .gp-expand:visible").count()
    assert "curl" in page.locator("#request-samples").inner_text()
    page.locator(LABELS, has_text="Python").click()
    assert "import requests" in page.locator("#request-samples").inner_text()
    assert not page.locator(f"#{STREET}").is_visible()
    page.locator("#body-owner + tr summary").first.click()
    page.locator("#body-owner-address + tr summary").click()
    assert page.locator(f"#{STREET}").is_visible()


@pytest.mark.parametrize("script", [True, False])
def test_paper_has_everything(tab, script):
    page = tab("furo", java_script_enabled=script).open(STAY)
    page.emulate_media(media="print")
    closed = [
        *(f"#{STREET}", f"#{WORDS}", "#body-guest-cat-lives", "#body-guest-dog-leash"),
        *("#body-menu pre", "#body-room .gp-long p", "#response-guest-age"),
    ]
    for selector in closed:
        assert page.locator(selector).is_visible(), selector
    shown = page.locator("#request-samples").inner_text()
    for words in ("cURL", "curl ", "Python", "import requests", "JavaScript", "await fetch", "Go", "package main"):
        assert words in shown
    assert page.locator("#request-samples").bounding_box()["y"] > page.locator("#request-body").bounding_box()["y"]
    assert not page.locator(".gp-copy:visible, .gp-expand:visible").count()


def test_printing_closes_again_what_it_opened(tab):
    page = tab().open(STAY)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details.gp-unfold:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details.gp-unfold[open]").count() == 0


@pytest.mark.parametrize("theme", THEMES)
def test_right_to_left(tab, theme):
    one = tab(theme)
    page = one.open(STAY)
    page.evaluate("document.documentElement.dir = 'rtl'")
    if theme != "alabaster":
        body, samples = (page.locator(f"#{name}").bounding_box() for name in ("request-body", "request-samples"))
        assert samples["x"] + samples["width"] <= body["x"] + 1
    for selector in (".gp-path", "#body-room code.gp-name", ".gp-sample pre"):
        assert page.locator(selector).first.evaluate("(code) => getComputedStyle(code).direction") == "ltr"
    page.set_viewport_size({"width": 320, "height": 900})
    outside = page.evaluate("""[...document.querySelectorAll(".gp-signature, .gp-fields, .gp-tabs, .gp-response, .gp-sample")]
        .filter((part) => part.getBoundingClientRect().left < 0 || part.getBoundingClientRect().right > 320).length""")
    assert not outside


def test_dark_follows_the_switch_of_the_theme(tab):
    """A reader may choose another scheme than the system's."""
    page = tab(color_scheme="light").open(STAY)
    colour = "getComputedStyle(document.querySelector('.gp-required-mark')).color"
    light = page.evaluate(colour)
    page.evaluate("document.body.dataset.theme = 'dark'")
    dark = page.evaluate(colour)
    assert light != dark
    page.evaluate("document.body.dataset.theme = 'auto'")
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(colour) == dark
