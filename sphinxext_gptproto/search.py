"""What helps Sphinx's own search: the names that readers type for an endpoint, and results in the order they expect.

Names of models and operations become main entries of the search's index. A small script on the search page, where no
scorer of the project's own is set, puts endpoints first whose method and path, or title, is what was typed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform

from . import nodes as ours
from .domain import get_domain

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SCRIPT: Final = "gptproto-search.js"


class AddSearchNames(SphinxPostTransform):
    """Adds index entries that the search sees, and the general index does not: that is gathered when pages are read."""

    default_priority = 800
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Add the entries of the endpoints that links go to; of a page of its own they lead to the page."""
        domain = get_domain(self.env)
        heads = {head["endpoint"]: head for head in self.document.findall(ours.api_endpoint)}
        noted = [each for each in domain.pages.get(self.env.docname, ()) if each.kind == "endpoint"]
        for endpoint_id, anchor in {each.name: each.anchor for each in reversed(noted)}.items():
            endpoint = domain.registry.get(endpoint_id)
            names = dict.fromkeys(filter(None, (endpoint.model, endpoint.operation.operation_id)))
            where = anchor if len(heads) > 1 else ""  # as the text's own result, so that the two become one
            if names and endpoint_id in heads:
                heads[endpoint_id] += addnodes.index(entries=[("single", name, where, "main", None) for name in names])


def add_script(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Put the script on the search page of a project that documents endpoints."""
    if templatename == "search.html" and get_domain(app.env).endpoints:
        app.add_js_file(SCRIPT)


def setup_search(app: Sphinx) -> None:
    """Register the entries and the script."""
    app.add_post_transform(AddSearchNames)
    app.connect("html-page-context", add_script)
