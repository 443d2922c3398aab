"""What a rule for a node may use: the writer of the page it is on, and the site that the page belongs to.

Rules (:mod:`.handlers`, and visitors of other extensions) are called by the translator and know it by these protocols
only, so that the same rules write MDX and the Markdown of HTML pages.
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
    """The site that pages are written for: their addresses, and what they share."""

    env: BuildEnvironment
    options: MdxOptions
    current_docname: str
    """The page that is written."""
    unknown_nodes: set[str]
    """Names of the node classes that were warned about."""
    shared: dict[Hashable, tuple[Shared, object]]
    """Blocks that several pages have, each with the object whose id is in its key."""

    @property
    def addresses(self) -> Mapping[str, frozenset[str]]:
        """The ids that other pages may link to, by page."""

    def site_uri(self, docname: str, uri: str) -> str:
        """Return an address of the HTML site as this site has it."""

    def has_page(self, uri: str) -> bool:
        """Return whether an address on this site is one of a page, or within one."""

    def image_uri(self, node: nodes.image) -> str:
        """Return where an image will be."""

    def download_uri(self, node: addnodes.download_reference) -> str:
        """Return where a download will be, or its address elsewhere, or nothing when there is no such file."""


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
        """Start a node: what is added from here on are its children."""

    def close(self) -> None:
        """Finish the node that was opened last, and add it to the one around."""

    def add(self, *finished: Node) -> None:
        """Add finished nodes to the one that is open."""

    def at_end(self, *finished: Node) -> None:
        """Add finished nodes at the page's end."""

    def blocks(self, *doctree: nodes.Node) -> tuple[Node, ...]:
        """Return what becomes of doctree nodes, without adding it."""

    def gather(self, make: Callable[[], None]) -> tuple[Node, ...]:
        """Return what a function adds, without adding it."""

    def inlines(self, *doctree: nodes.Node) -> tuple[Node, ...]:
        """Return what becomes of doctree nodes as a line."""

    def text(self, *doctree: nodes.Node) -> str:
        """Return the words that doctree nodes show, on one line."""

    def wants(self, identifier: str) -> bool:
        """Return whether anything could refer to an id of this page."""

    def anchors(self, node: nodes.Element, *, but: str = "") -> tuple[Anchor, ...]:
        """Return anchors for the ids of a node that something may refer to."""

    def is_inline_place(self) -> bool:
        """Return whether what is open holds a line."""


Handler: TypeAlias = "Callable[[PageWriter, Any], None]"
"""Adds what becomes of a node, children included."""
