"""Where the Markdown of a site's pages stands, and what their translator asks of a builder."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote, urljoin, urlsplit

from sphinx.util.matching import Matcher
from sphinx.util.osutil import relative_uri

from ...mdx.addresses import get_addresses
from ...mdx.options import MdxOptions
from ...reference.domain import get_domain

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping
    from typing import Any

    from docutils import nodes
    from sphinx import addnodes
    from sphinx.builders.html import StandaloneHTMLBuilder

SUFFIX: Final = ".md"


def list_extra_files(builder: StandaloneHTMLBuilder) -> Iterator[str]:
    """Yield what ``html_extra_path`` puts into the site, as names from its root: the files that Sphinx copies."""
    excluded = Matcher(builder.config.exclude_patterns)
    for entry in builder.config.html_extra_path:
        extra = Path(builder.confdir, entry)
        if extra.is_file():
            yield extra.name
        for root, folders, names in os.walk(extra, followlinks=True):
            below = Path(root).relative_to(extra).as_posix()
            folders[:] = [name for name in folders if not excluded(posixpath.join(below, name))]
            found = (posixpath.join(below, name) for name in names)
            yield from (posixpath.normpath(name) for name in found if not excluded(name))


class MarkdownSite:
    """Stands in for the mdx builder: the same pages, under the addresses of an HTML builder."""

    def __init__(self, builder: StandaloneHTMLBuilder, visitors: Mapping[str, Any]) -> None:
        self.html = builder
        self.env = builder.env
        self.config = builder.config
        self.options = MdxOptions.from_config(builder.config)
        self.current_docname = ""
        self.unknown_nodes: set[str] = set()
        self.shared: dict[Hashable, Any] = {}
        self.visitors = visitors
        """What extensions have registered for MDX, by the name of the node."""
        self._base = builder.config.html_baseurl and f"{builder.config.html_baseurl.rstrip('/')}/"

        self.extra = frozenset(list_extra_files(builder))
        """The project's own files in the site, which stay as they are."""
        self.addresses: Mapping[str, frozenset[str]] = {}
        """What other pages may link to, by page."""
        self._pages: dict[str, str] = {}
        """The pages by their address in HTML."""
        self._parameters: dict[str, set[str]] = {}
        """The anchors of parameters, by page: its Markdown has only those that it links to itself."""

    def prepare_writing(self) -> None:
        """Gather what every page needs to know of the others, once, before other processes write them."""
        self.addresses = get_addresses(self.env)
        self._pages = {self._target(docname).strip("/"): docname for docname in self.env.found_docs}
        for (kind, _name), place in get_domain(self.env).objects.items():
            if kind == "param":
                self._parameters.setdefault(place.docname, set()).add(place.anchor)

    def _target(self, docname: str) -> str:
        return unquote(self.html.get_target_uri(docname))

    # -- addresses ----------------------------------------------------------------------------------------------------

    def path(self, docname: str) -> str:
        """Return where a page's Markdown stands, from the site's root."""
        return docname + SUFFIX

    def locate(self, path: str, page: str = "") -> str:
        """Return the address of a file, seen from a page's Markdown, or from the root; absolute where that is known."""
        if self._base:
            return urljoin(self._base, quote(path))
        relative = relative_uri(self.path(page), path) if page else path
        return quote(relative or posixpath.basename(path))  # a page has no shorter name for itself

    def site_uri(self, docname: str, uri: str) -> str:
        """Return where a link of an HTML page leads from its Markdown: to the Markdown of a page, where it is one."""
        page, mark, fragment = uri.partition("#")
        if not page or page.startswith("//") or urlsplit(page).scheme:
            return uri
        address, query, more = page.partition("?")
        if address.startswith("/"):
            return uri
        folder = posixpath.dirname(self._target(docname))
        path = posixpath.normpath(posixpath.join(folder, unquote(address)))
        path = "" if path == "." else path
        if path.startswith("../"):  # another project beside this one
            return urljoin(urljoin(self._base, quote(self._target(docname))), uri) if self._base else uri
        found = self._pages.get(path)
        if found == docname and mark:
            return mark + fragment
        if found is not None and unquote(fragment) in self._parameters.get(found, ()):
            mark = fragment = ""
        target = self.path(found) if found is not None else path
        return self.locate(target, docname) + query + more + mark + fragment

    def has_page(self, uri: str) -> bool:
        """Return whether a link can stay: HTML has the indices that MDX has not."""
        return True

    def image_uri(self, node: nodes.image) -> str:
        """Return where an image is. The HTML writer has put its address into the node; icons may have passed it by."""
        uri = str(node["uri"])
        if uri in self.html.images:
            return self.locate(posixpath.join(self.html.imagedir, self.html.images[uri]), self.current_docname)
        return self.site_uri(self.current_docname, uri)

    def download_uri(self, node: addnodes.download_reference) -> str:
        """Return where a download is, or its address elsewhere."""
        if "filename" in node:
            return self.locate(posixpath.join("_downloads", str(node["filename"])), self.current_docname)
        return str(node.get("refuri", ""))
