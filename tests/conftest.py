"""What every test needs."""

from __future__ import annotations

import os
import shutil
from functools import partial
from gettext import NullTranslations
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings
from jinja2 import BytecodeCache
from sphinx import jinja2glue, locale

from sphinxext_gptproto.content import i18n

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2.bccache import Bucket

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


class _TemplateCache(BytecodeCache):
    """Compiled templates of themes, by their text: builds in one process share them."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key + bucket.checksum in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key + bucket.checksum])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


@pytest.fixture(autouse=True, scope="session")
def _compile_templates_once() -> Iterator[None]:
    """Compiling the templates of a theme takes longer than all else that Sphinx does to build a small site."""
    with pytest.MonkeyPatch.context() as patch:
        environment = partial(jinja2glue.SandboxedEnvironment, bytecode_cache=_TemplateCache())
        patch.setattr(jinja2glue, "SandboxedEnvironment", environment)
        yield


@pytest.fixture(autouse=True)
def _no_language_is_left_behind() -> None:
    """Sphinx and this package each keep the language of the last build in a global: later tests would speak it.

    What fixtures of a module or session have built may have left one, too: so both are cleared before the test.
    """
    locale.translators.clear()
    i18n.use(NullTranslations())
