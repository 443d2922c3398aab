from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from samples.stub_server import StubServer

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def stub() -> Iterator[StubServer]:
    server = StubServer()
    yield server
    server.close()
