"""The theme's navigation, limited to the branch of the page, so that its cost does not grow with all endpoints.

Themes resolve the whole tree of pages again for every page. With thousands of generated pages that takes longer than
everything else, and a list of thousands helps no reader. So a generated level is open only on the pages below it.
"""

from __future__ import annotations

from collections import UserDict
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from docutils import nodes

from ...content.page_names import get_page_names
from ...reference.config import GptprotoConfig
from ...reference.domain import get_domain
from ...sphinx_internals import use_tables_of_contents

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Set

    from sphinx.application import Sphinx

    from ...spec.registry import SpecRegistry


class _TocsOfBranch(UserDict[str, nodes.bullet_list]):
    """Tables of contents by page, in which the closed levels are empty."""

    def __init__(self, tocs: dict[str, nodes.bullet_list], indexes: Mapping[str, str], opened: Set[str]) -> None:
        super().__init__()
        self.data = tocs  # not a copy, since there may be thousands
        self._indexes, self._opened = indexes, opened

    def __getitem__(self, docname: str) -> nodes.bullet_list:
        toc = super().__getitem__(docname)
        if docname not in self._indexes or self._indexes[docname] in self._opened:
            return toc
        item = next(iter(toc.findall(nodes.list_item)), None)
        if item is None:  # a page without a title
            return toc
        return nodes.bullet_list("", nodes.list_item("", item[0].deepcopy()))  # the page's own title and link


def keep_to_branch(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Give the theme a ``toctree()`` that resolves only the branch of the page."""
    folder = GptprotoConfig.from_config(app.config).folder
    resolve: Callable[..., str] | None = context.get("toctree")
    if not folder or resolve is None:
        return
    indexes = _get_indexes(get_domain(app.env).registry, folder, app.builder.name)
    opened: set[str] = set()
    if pagename.startswith(folder + "/"):
        name = pagename.removeprefix(folder + "/")
        names = get_page_names(get_domain(app.env).registry)
        opened = {"", indexes.get(pagename, ""), *names.get_ids(name)}

    def toctree(**options: Any) -> str:
        with use_tables_of_contents(app.env, _TocsOfBranch(app.env.tocs, indexes, opened)):
            return resolve(**options)

    context["toctree"] = toctree


@lru_cache(maxsize=1)
def _get_indexes(registry: SpecRegistry, folder: str, builder: str) -> Mapping[str, str]:
    """Return the level of each index page."""
    names = get_page_names(registry)
    levels = dict.fromkeys(level for endpoint in registry for level in ("", *registry.get_levels(endpoint)))
    return {f"{folder}/{names.get_index(level, builder)}": level for level in levels}


def setup_sidebar(app: Sphinx) -> None:
    """Register the handler."""
    app.connect("html-page-context", keep_to_branch, priority=100)  # before themes render their navigation (500)
