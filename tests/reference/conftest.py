from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from mdx.conftest import node
from reference.sites import make_site

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reference.sites import Site

__all__ = ["node"]


def pytest_collection_modifyitems(items):
    for item in items:
        if (
            "/reference/" in (path := item.path.as_posix()) or "/formats/" in path
        ):  # myst-parser uses what Sphinx 9 deprecates
            item.add_marker(pytest.mark.filterwarnings("ignore:.*myst_parser"))


@pytest.fixture
def site(tmp_path) -> Callable[[Mapping[str, str] | None], Site]:
    """Make a site: with these pages, or with a generated page for each endpoint."""
    return lambda files=None: make_site(tmp_path, files)


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> Site:
    """A site with a generated page for each endpoint; its tests build it and change nothing."""
    return make_site(tmp_path_factory.mktemp("pages"))
