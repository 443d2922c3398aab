"""Convert the doctree of a page to its tree.

For each node, a rule is looked up by the node's class, then by its base classes: a function that was registered with
``app.add_node(..., mdx=...)`` first, then the tables of :mod:`.handlers`. The text of a node without a rule is kept.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from docutils import nodes
from sphinx.util.docutils import SphinxTranslator
from sphinx.util.logging import get_node_location

from ..build_warnings import WarningSubtype, warn
from .handlers import DROPPED, HANDLERS, PASSED, WRAPPED
from .tree import Anchor, Element, Emphasis, Link, MdxPage, Paragraph, Raw, Strike, Strong, Text, is_inline, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sphinx.builders import Builder

    from .options import MdxOptions
    from .rules import Handler, PageSite
    from .tree import Node, Parent


MAX_DESCRIPTION: Final = 200
"""Characters that a first paragraph may have in order to become the description in the front matter."""
SPANS: Final = (Emphasis, Strong, Strike, Link)
"""Nodes whose children must be inline."""


@dataclass(slots=True)
class Frame:
    """An open node, and its children so far."""

    shell: Parent | None
    children: list[Node] = field(default_factory=list)


class MdxTranslator(SphinxTranslator):
    """Walks a doctree and builds the page's tree.

    **For visitors of other nodes**, registered with ``app.add_node(node, mdx=(visit, depart))`` and called with the
    translator first, as Sphinx does everywhere. A visitor builds tree nodes (:mod:`.tree`), never text::

        def visit_field(self: MdxTranslator, node: field) -> None:
            self.open(Element("ParamField", {"body": node["name"], "type": "string", "required": None}))

        def depart_field(self: MdxTranslator, node: field) -> None:
            self.close()

    - :meth:`open` starts a node that contains all children visited until :meth:`close`. Prose that is added directly to
      a block becomes a paragraph.
    - :meth:`add` adds finished tree nodes: ``self.add(Fence(code, "json", title="200"), Anchor("x"))``.
    - :meth:`blocks` and :meth:`inlines` convert doctree nodes to blocks or inline nodes, and :meth:`text` to a string,
      without adding them: ``self.blocks(*node.children)``. Raise ``nodes.SkipNode`` afterwards.
    - :meth:`anchors` returns anchors for the ids of a doctree node that there may be links to.
    - :attr:`front_matter` is that of the page: ``self.front_matter["api"] = "POST /v1/x"``, ``["sidebarTitle"]``. Keys
      are written after ``title``, in the order in which they were set.
    - :meth:`at_end` adds nodes after everything else on the page: ``RequestExample``, ``ResponseExample``.
    - :attr:`section_level` is the level of the current section; a heading in it is one level deeper.
    - :attr:`site` is the site that the page belongs to: it has URLs, and blocks that pages share (:mod:`.rules`).
    - :attr:`options` are the configuration values; :attr:`docname` is the name of the page.
    """

    handlers: Mapping[type | str, Handler] = HANDLERS
    """Functions that convert a node with its children, by the class of the node or the name of the class."""
    written: tuple[str, WarningSubtype] = ("the mdx builder", WarningSubtype.MDX_NODE)
    """For warnings about unknown nodes: what has no rule for them, and the subtype of the warning."""

    def __init__(self, document: nodes.document, builder: Builder, site: PageSite) -> None:
        super().__init__(document, builder)
        self.site = site
        self.docname: str = site.current_docname
        self.options: MdxOptions = site.options
        self.front_matter: dict[str, object] = {}
        self.section_level = 0
        self.state: dict[str, Any] = {}
        """Values that handlers keep while the page is written, by a key of their own."""
        self._frames = [Frame(None)]
        self._end: list[Node] = []
        self._link_targets: frozenset[str] | None = None

    # ------------------------------------------------------------------------------------------------- for visitors

    def open(self, shell: Parent) -> None:
        """Start a node; nodes that are added from now on are its children."""
        self._frames.append(Frame(shell))

    def close(self) -> None:
        """Finish the node that was opened last, and add it to its parent."""
        frame = self._frames.pop()
        if frame.shell is None:
            message = "close() without open()"
            raise ValueError(message)
        self.add(*_finish(frame.shell, tuple(frame.children)))

    def add(self, *finished: Node) -> None:
        """Add finished nodes to the open node."""
        self._frames[-1].children.extend(finished)

    def at_end(self, *finished: Node) -> None:
        """Add finished nodes at the end of the page."""
        self._end.extend(finished)

    def blocks(self, *doctree: nodes.Node) -> tuple[Node, ...]:
        """Convert doctree nodes, and return the result without adding it."""

        def walk() -> None:
            for node in doctree:
                node.walkabout(self)

        return self.gather(walk)

    def gather(self, make: Callable[[], None]) -> tuple[Node, ...]:
        """Call a function, and return the nodes that it adds, without adding them."""
        self._frames.append(Frame(None))
        make()
        return tuple(self._frames.pop().children)

    def inlines(self, *doctree: nodes.Node) -> tuple[Node, ...]:
        """Convert doctree nodes to inline nodes: paragraphs to their children, other blocks to their text."""
        return tuple(_line(self.blocks(*doctree)))

    def text(self, *doctree: nodes.Node) -> str:
        """Return the text of doctree nodes on one line."""
        return " ".join(plain(self.inlines(*doctree)).split())

    def result(self) -> MdxPage:
        """Return the page, after the whole document was visited.

        Mintlify displays the description in the front matter under the title. If there is none, a short first paragraph
        without markup becomes the description, unless it is the only block of the page.
        """
        blocks = self._frames[0].children
        start = next((index for index, block in enumerate(blocks) if not isinstance(block, Anchor)), len(blocks))
        if not self.front_matter.keys() & {"description", "api"} and start + 1 < len(blocks):
            first = blocks[start]
            if isinstance(first, Paragraph) and all(isinstance(child, Text) for child in first.children):
                text = " ".join(plain(first.children).split())
                if len(text) <= MAX_DESCRIPTION and not text.endswith(":"):
                    self.front_matter["description"] = text
                    blocks = [*blocks[:start], *blocks[start + 1 :]]
        return MdxPage(self.front_matter, (*blocks, *self._end))

    # ------------------------------------------------------------------------------------------------------ anchors

    def wants(self, identifier: str) -> bool:
        """Return whether there may be links to an id: on this page, or on others (:attr:`.PageSite.addresses`)."""
        if self._link_targets is None:
            local = set()
            for reference in self.document.findall(nodes.reference):
                local.add(reference.get("refid", ""))
                local.add(reference.get("refuri", "").rpartition("#")[2])
            self._link_targets = frozenset(local) | self.site.addresses.get(self.docname, frozenset())
        return identifier in self._link_targets

    def anchors(self, node: nodes.Element, *, but: str = "") -> tuple[Anchor, ...]:
        """Return anchors for those ids of a node that there may be links to, except for the id ``but``."""
        names: list[str] = node.get("ids", [])
        return tuple(Anchor(name) for name in names if name != but and self.wants(name))

    # ----------------------------------------------------------------------------------------------------- dispatch

    def dispatch_visit(self, node: nodes.Node) -> None:
        """Apply the rule for a node's class, or for the nearest base class that has one."""
        for cls in type(node).__mro__:
            if method := getattr(self, f"visit_{cls.__name__}", None):
                method(node)
                return
            if handler := self.handlers.get(cls) or self.handlers.get(cls.__name__):
                handler(self, node)
                raise nodes.SkipNode
            if isinstance(node, nodes.Element) and (cls in WRAPPED or cls in PASSED):
                self._add_ids(node)
                if shell := WRAPPED.get(cls):
                    self.open(shell)
                return
            if cls in DROPPED or cls.__name__ in DROPPED:
                raise nodes.SkipNode
        self.unknown_visit(node)

    def dispatch_departure(self, node: nodes.Node) -> None:
        """Close the node that :meth:`dispatch_visit` has opened."""
        for cls in type(node).__mro__:
            if f"visit_{cls.__name__}" in self.__dict__ or hasattr(type(self), f"visit_{cls.__name__}"):
                if method := getattr(self, f"depart_{cls.__name__}", None):
                    method(node)
                return
            if cls in WRAPPED:
                self.close()
                return
            if cls in PASSED:
                return

    def _add_ids(self, node: nodes.Element) -> None:
        anchors = self.anchors(node)
        if isinstance(node, nodes.Inline) or self.is_inline_place():
            self.add(*(Element("span", {"id": anchor.id}, inline=True) for anchor in anchors))
        else:
            self.add(*anchors)

    def is_inline_place(self) -> bool:
        """Return whether the open node contains inline nodes."""
        return isinstance(self._frames[-1].shell, Paragraph | Emphasis | Strong | Strike | Link)

    def unknown_visit(self, node: nodes.Node) -> None:
        """Warn about the first node of an unknown class in each process, and visit its children to keep their text."""
        if (name := type(node).__name__) not in self.site.unknown_nodes:
            self.site.unknown_nodes.add(name)
            writer, subtype = self.written
            message = f"{writer} has no rule for the node {name!r}; its text is kept"
            warn(subtype, message, location=get_node_location(node) or self.docname)
        if isinstance(node, nodes.Element):
            self._add_ids(node)

    def visit_Text(self, node: nodes.Text) -> None:
        """Add prose."""
        self.add(Text(node.astext()))

    def depart_Text(self, node: nodes.Text) -> None:
        """Do nothing: text has no children."""


def _finish(shell: Parent, children: tuple[Node, ...]) -> Iterable[Node]:
    """Yield a finished node; several if inline children are mixed with blocks, which Markdown cannot express.

    A paragraph is split at the blocks. Emphasis or a link is applied to the lines of paragraphs; around other blocks it
    is dropped, and the blocks remain.
    """
    if isinstance(shell, Paragraph):  # Mintlify's link checker finds ids only on lines of their own
        yield from (Anchor(str(child.attributes["id"])) for child in children if _is_anchor(child))
        children = tuple(child for child in children if not _is_anchor(child))
    if all(map(is_inline, children)):
        if children or isinstance(shell, Element):
            yield replace(shell, children=children)
    elif isinstance(shell, Paragraph):
        run: list[Node] = []
        for child in children:
            if is_inline(child):
                run.append(child)
                continue
            if plain(tuple(run)).strip():
                yield Paragraph(tuple(run))
            run = []
            yield child
        if plain(tuple(run)).strip():
            yield Paragraph(tuple(run))
    elif isinstance(shell, SPANS):
        lines = all(isinstance(child, Paragraph) or is_inline(child) for child in children)
        if lines:
            yield replace(shell, children=tuple(_line(children)))
        else:
            yield from children
    else:
        yield replace(shell, children=children)


def _is_anchor(node: Node) -> TypeGuard[Element]:
    return isinstance(node, Element) and node.name == "span" and list(node.attributes) == ["id"] and not node.children


def _line(children: Iterable[Node]) -> Iterable[Node]:
    """Yield inline nodes for inline nodes and blocks; of blocks that are not paragraphs only the text."""
    first = True
    for child in children:
        if is_inline(child):
            yield child
        else:
            if not first:
                yield Text(" ")
            if isinstance(child, Paragraph):
                yield from child.children
            elif isinstance(child, Anchor):
                yield Element("span", {"id": child.id}, inline=True)
            elif not isinstance(child, Raw):
                yield Text(get_text(child))
        first = False


def get_text(node: Any) -> str:
    """Return the text of a block, for places that cannot contain blocks."""
    parts = [getattr(node, name, "") for name in ("value", "title", "code", "tex", "alt")]
    children = list(getattr(node, "children", ()))
    for row in [node.head, *node.rows] if hasattr(node, "rows") else []:
        children += [child for cell in row.cells for child in cell]
    return " ".join(filter(None, [*parts, *map(get_text, children)]))
