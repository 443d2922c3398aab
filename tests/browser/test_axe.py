"""axe-core finds nothing on our pages that it does not find on the theme's bare page."""

from __future__ import annotations

import pytest
from browser.conftest import AXE, BARE, FAX, INDEX, STAY, THEMES, needs_axe

pytestmark = needs_axe
RUN = """async (rules) => (await axe.run(document, {
    resultTypes: ["violations"], ...(rules.length ? { runOnly: rules } : {}),
  })).violations.flatMap(({ id, nodes }) => nodes.map(({ html, target, failureSummary }) => {
    const element = document.querySelector(target[0]);
    const kind = ["pre", ".admonition", "code", "a:not(.gp-permalink)", "section[id]"].find((kind) => element?.closest(kind));
    return [id, kind === "section[id]" ? html : kind || "theme", `${html} ${target} ${failureSummary}`];
  }))"""
"""What the theme does around the content, to code, links and admonitions is the theme's; all else is told by its HTML."""


def find(page, *rules):
    """Return violations by rule and kind of element."""
    page.add_script_tag(path=str(AXE))
    return {(rule, what): where for rule, what, where in page.evaluate(RUN, rules)}


@pytest.mark.parametrize("theme", THEMES)
def test_no_violations(tab, theme):
    one = tab(theme, color_scheme="light")
    theirs = find(one.open(BARE))
    for name in (STAY, FAX, INDEX):
        check(one.open(name), theirs)


@pytest.mark.parametrize("theme", ["furo", "pydata_sphinx_theme", "shibuya", "sphinx_book_theme"])
def test_contrast_in_the_dark(tab, theme):
    one = tab(theme, color_scheme="dark")
    theirs = find(one.open(BARE), "color-contrast")
    for name in (STAY, FAX):
        check(one.open(name), theirs, "color-contrast")


def check(page, theirs, *rules):
    """Compare a page whose parts are all open with the theme's bare one."""
    for button in page.locator(".gp-expand").all():
        button.evaluate("(button) => button.click()")
    ours = {key: where for key, where in find(page, *rules).items() if key not in theirs}
    assert not ours, page.url + "".join(f"\n\n{rule} {where}" for (rule, _what), where in ours.items())
