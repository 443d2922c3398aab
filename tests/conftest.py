"""What every test needs."""

from __future__ import annotations

import os
import shutil
from gettext import NullTranslations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from sphinx import locale

from sphinxext_gptproto.content import i18n

if TYPE_CHECKING:
    from collections.abc import Iterator

settings.register_profile("untimed", deadline=None)  # a machine may do other things, too
settings.load_profile("untimed")
NOWHERE = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""What themes ask of other hosts is answered at once: there is none."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, driven by Playwright, which can be started once in a process."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="Playwright is not installed: pip install playwright"
    )
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    if chromium is None:
        pytest.skip("no Chromium: install it, or name it in $CHROMIUM")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=chromium, args=["--no-sandbox", NOWHERE])
        yield started
        started.close()


@pytest.fixture(autouse=True)
def _no_language_is_left_behind() -> None:
    """Sphinx and this package each keep the language of the last build in a global: later tests would speak it.

    What fixtures of a module or session have built may have left one, too: so both are cleared before the test.
    """
    locale.translators.clear()
    i18n.use(NullTranslations())
