"""Protocols of what handlers of nodes use: the writer of a page, and the site that the page belongs to.

Handlers (:mod:`.handlers`, and visitors of other extensions) are called by a translator and use only these protocols:
so the same handlers write MDX pages and the Markdown files beside HTML pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping

    from docutils import nodes
    from sphinx import addnodes
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

    from .options import MdxOptions
    from .tree import Anchor, Node, Parent, Shared


class PageSite(Protocol):
    """The site that pages are written for: URLs, and blocks that pages share."""

    env: BuildEnvironment
    options: MdxOptions
    current_docname: str
    """The page that is being written."""
    unknown_nodes: set[str]
    """Names of the node classes for which there was a warning already."""
    shared: dict[Hashable, tuple[Shared, object]]
    """Blocks that several pages contain, each with the object whose ``id()`` is in its key."""

    @property
    def addresses(self) -> Mapping[str, frozenset[str]]:
        """The ids that other pages may link to, by page."""

    def site_uri(self, docname: str, uri: str) -> str:
        """Return the URL on this site for a URI that may lead to an HTML page."""

    def has_page(self, uri: str) -> bool:
        """Return whether a URL leads to a page of this site, or is a fragment of the current page."""

    def image_uri(self, node: nodes.image) -> str:
        """Return the URL of an image."""

    def download_uri(self, node: addnodes.download_reference) -> str:
        """Return the URL of a download, or an empty string if the file does not exist."""


class PageWriter(Protocol):
    """The writer of one page; :class:`.translator.MdxTranslator` explains each member."""

    docname: str
    document: nodes.document
    config: Config
    options: MdxOptions
    front_matter: dict[str, object]
    section_level: int
    state: dict[str, Any]

    @property
    def site(self) -> PageSite:
        """The site that the page belongs to."""

    def open(self, shell: Parent) -> None:
        """Start a node; nodes that are added from now on are its children."""

    def close(self) -> None:
        """Finish the node that was opened last, and add it to its parent."""

    def add(self, *finished: Node) -> None:
        """Add finished nodes to the open node."""

    def at_end(self, *finished: Node) -> None:
        """Add finished nodes at the end of the page."""

    def blocks(self, *doctree: nodes.Node) -> tuple[Node, ...]:
        """Convert doctree nodes, and return the result without adding it."""

    def gather(self, make: Callable[[], None]) -> tuple[Node, ...]:
        """Call a function, and return the nodes that it adds, without adding them."""

    def inlines(self, *doctree: nodes.Node) -> tuple[Node, ...]:
        """Convert doctree nodes to inline nodes, and return these."""

    def text(self, *doctree: nodes.Node) -> str:
        """Return the text of doctree nodes on one line."""

    def wants(self, identifier: str) -> bool:
        """Return whether there may be links to an id of this page."""

    def anchors(self, node: nodes.Element, *, but: str = "") -> tuple[Anchor, ...]:
        """Return anchors for those ids of a node that there may be links to."""

    def is_inline_place(self) -> bool:
        """Return whether the open node contains inline nodes."""


Handler: TypeAlias = "Callable[[PageWriter, Any], None]"
"""Converts a doctree node with its children, and adds the result to the page."""
