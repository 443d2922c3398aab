"""The theme's navigation, kept to the branch of the page: its cost must not grow with the number of endpoints.

Themes resolve the whole tree of pages again for every page. With thousands of generated pages that takes longer than
all else, and no reader wants a list of thousands. So a generated level opens only on the pages below it.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from docutils import nodes

from .config import GptprotoConfig
from .domain import get_domain
from .registry import levels_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


class _Branch(dict[str, nodes.bullet_list]):
    """Tables of contents by page, in which the closed levels hold nothing."""

    def __init__(self, tocs: dict[str, nodes.bullet_list], closed: frozenset[str]) -> None:
        super().__init__(tocs)
        self._closed = closed

    def __getitem__(self, docname: str) -> nodes.bullet_list:
        toc = super().__getitem__(docname)
        if docname not in self._closed:
            return toc
        item = next(iter(toc.findall(nodes.list_item)))
        return nodes.bullet_list("", nodes.list_item("", item[0].deepcopy()))  # the page's own title and link


def keep_to_branch(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the theme a ``toctree()`` that resolves the page's own branch only."""
    folder = GptprotoConfig.from_config(app.config).pages.strip("/")
    whole: Callable[..., str] | None = context.get("toctree")
    if not folder or whole is None:
        return
    closed = _closed_levels(app.env, folder, pagename)

    def toctree(**options: Any) -> str:
        with _only(app.env, closed):
            return whole(**options)

    context["toctree"] = toctree


def _closed_levels(env: BuildEnvironment, folder: str, pagename: str) -> frozenset[str]:
    """Return the index pages of all levels that the page is not below of."""
    levels = {level for endpoint in get_domain(env).registry for level in levels_of(endpoint.id)}
    inside = pagename.removeprefix(folder + "/") if pagename.startswith(folder + "/") else ""
    opened = {*levels_of(inside), inside.removesuffix("/index")}
    closed = {f"{folder}/{level}/index" for level in levels - opened}
    return frozenset(closed if inside else closed | {f"{folder}/index"})


@contextmanager
def _only(env: BuildEnvironment, closed: frozenset[str]) -> Iterator[None]:
    tocs = env.tocs
    env.tocs = _Branch(tocs, closed)
    try:
        yield
    finally:
        env.tocs = tocs


def setup_sidebar(app: Sphinx) -> None:
    """Register the handler."""
    app.connect("html-page-context", keep_to_branch, priority=100)  # before themes render their navigation (500)
