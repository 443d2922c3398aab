from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from samples.far_end import FarEnd

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def far_end() -> Iterator[FarEnd]:
    server = FarEnd()
    yield server
    server.close()
