"""The addresses of the Markdown of a site's pages, and whatever else their translator asks of a builder."""

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
    """Yield the files that ``html_extra_path`` adds to a site, as paths from its root: those that Sphinx copies."""
    excluded = Matcher(builder.config.exclude_patterns)
    for entry in builder.config.html_extra_path:
        extra = Path(builder.confdir, entry)
        if extra.is_file():
            yield extra.name
        for root, folders, names in os.walk(extra, followlinks=True):
            folder = Path(root).relative_to(extra).as_posix()
            folders[:] = [name for name in folders if not excluded(posixpath.join(folder, name))]
            paths = (posixpath.join(folder, name) for name in names)
            yield from (posixpath.normpath(path) for path in paths if not excluded(path))


class MarkdownSite:
    """Takes the place of the mdx builder: the same pages, with the addresses of an HTML builder."""

    def __init__(self, builder: StandaloneHTMLBuilder, visitors: Mapping[str, Any]) -> None:
        self.html = builder
        self.env = builder.env
        self.config = builder.config
        self.options = MdxOptions.from_config(builder.config)
        self.current_docname = ""
        self.unknown_nodes: set[str] = set()
        self.shared: dict[Hashable, Any] = {}
        self.visitors = visitors
        """The visitors that extensions have registered for MDX, by the name of the node."""
        self._base = builder.config.html_baseurl and f"{builder.config.html_baseurl.rstrip('/')}/"

        self.extra = frozenset(list_extra_files(builder))
        """The project's own files in the site, which are never overwritten."""
        self.addresses: Mapping[str, frozenset[str]] = {}
        """The ids that other pages may link to, by page."""
        self._pages: dict[str, str] = {}
        """Names of the pages by their address in HTML."""
        self._parameters: dict[str, set[str]] = {}
        """The anchors of parameters, by page; its Markdown has only those that the page itself links to."""

    def prepare_writing(self) -> None:
        """Collect what each page needs to know of the others, once, before other processes write them."""
        self.addresses = get_addresses(self.env)
        self._pages = {self._target(docname).strip("/"): docname for docname in self.env.found_docs}
        for (kind, _name), place in get_domain(self.env).objects.items():
            if kind == "param":
                self._parameters.setdefault(place.docname, set()).add(place.anchor)

    def _target(self, docname: str) -> str:
        return unquote(self.html.get_target_uri(docname))

    # -- addresses ----------------------------------------------------------------------------------------------------

    def path(self, docname: str) -> str:
        """Return the path of a page's Markdown, from the site's root."""
        return docname + SUFFIX

    def locate(self, path: str, page: str = "") -> str:
        """Return the address of a file: absolute if ``html_baseurl`` is set.

        :param page: the page whose Markdown has the link; without it, the address is relative to the root.
        """
        if self._base:
            return urljoin(self._base, quote(path))
        relative = relative_uri(self.path(page), path) if page else path
        return quote(relative or posixpath.basename(path))  # empty for the page itself

    def site_uri(self, docname: str, uri: str) -> str:
        """Return the address of a link of an HTML page, for its Markdown: links to pages lead to their Markdown."""
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
        linked_page = self._pages.get(path)
        if linked_page == docname and mark:
            return mark + fragment
        if linked_page is not None and unquote(fragment) in self._parameters.get(linked_page, ()):
            mark = fragment = ""
        target = self.path(linked_page) if linked_page is not None else path
        return self.locate(target, docname) + query + more + mark + fragment

    def has_page(self, uri: str) -> bool:
        """Return whether a link has a target: always, since HTML has the indices that MDX does not have."""
        return True

    def image_uri(self, node: nodes.image) -> str:
        """Return the address of an image. The HTML writer has put it into the node, but not for every icon."""
        uri = str(node["uri"])
        if uri in self.html.images:
            return self.locate(posixpath.join(self.html.imagedir, self.html.images[uri]), self.current_docname)
        return self.site_uri(self.current_docname, uri)

    def download_uri(self, node: addnodes.download_reference) -> str:
        """Return the address of a download, which may be on another site."""
        if "filename" in node:
            return self.locate(posixpath.join("_downloads", str(node["filename"])), self.current_docname)
        return str(node.get("refuri", ""))
