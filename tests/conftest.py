"""What every test needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sphinx import locale

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _no_language_is_left_behind() -> Iterator[None]:
    """Sphinx keeps the languages that it loaded in a global, and a later build in the same process would speak them."""
    before = dict(locale.translators)
    yield
    locale.translators.clear()
    locale.translators.update(before)
