"""axe-core finds nothing on our pages that it does not find on the theme's bare page."""

from __future__ import annotations

import pytest
from browser.conftest import BARE, FAX, STAY, THEMES
from browser.pages import check, find, needs_axe

pytestmark = needs_axe


@pytest.mark.parametrize("theme", THEMES)
def test_no_violations(tab, theme):
    one = tab(theme, color_scheme="light")
    theirs = find(one.open(BARE))
    for name in (STAY, FAX):
        check(one.open(name), theirs)


@pytest.mark.parametrize("theme", ["furo", "pydata_sphinx_theme", "shibuya", "sphinx_book_theme"])
def test_contrast_in_the_dark(tab, theme):
    one = tab(theme, color_scheme="dark")
    theirs = find(one.open(BARE), "color-contrast")
    for name in (STAY, FAX):
        check(one.open(name), theirs, "color-contrast")
