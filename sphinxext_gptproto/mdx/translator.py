"""The doctree to the tree: every docutils or Sphinx node finds its rule, and a node without one keeps its text.

What becomes of a node is looked up by its class, then by its base classes: an ``app.add_node(..., mdx=...)`` function
first, then the tables of :mod:`.handlers`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, TypeGuard

from docutils import nodes
from sphinx.util.docutils import SphinxTranslator
from sphinx.util.logging import get_node_location

from ..build_warnings import WarningSubtype, warn
from .handlers import DROPPED, HANDLERS, PASSED, WRAPPED
from .tree import Anchor, Document, Element, Emphasis, Link, Paragraph, Raw, Strike, Strong, Text, is_inline, plain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sphinx.builders import Builder

    from .options import MdxOptions
    from .rules import Handler, PageSite
    from .tree import Node, Parent


MAX_DESCRIPTION: Final = 200
"""Characters of a paragraph that may stand under the title instead."""
SPANS: Final = (Emphasis, Strong, Strike, Link)


@dataclass(slots=True)
class Frame:
    """A node that is open, and what it has gathered."""

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

    - :meth:`open` a node that gathers children until :meth:`close`; every child visited between lands in it. Prose
      that is added straight to a block becomes a paragraph there.
    - :meth:`add` finished tree nodes: ``self.add(Fence(code, "json", title="200"), Anchor("x"))``.
    - :meth:`blocks` and :meth:`inlines` return what doctree nodes become, as blocks or a line, and :meth:`text` their
      words, without adding them: ``self.blocks(*node.children)``. Raise ``nodes.SkipNode`` once they are used.
    - :meth:`anchors` returns the addresses of a doctree node that something refers to.
    - :attr:`front_matter` is the page's: ``self.front_matter["api"] = "POST /v1/x"``, ``["sidebarTitle"]``. The keys
      are written in the order in which they were set, after ``title``.
    - :meth:`at_end` places nodes after everything else on the page: ``RequestExample``, ``ResponseExample``.
    - :attr:`section_level` is the level of the section around; a heading below it is one more.
    - :attr:`site` is what the page belongs to: it knows addresses, and blocks that pages share (:mod:`.rules`).
    - :attr:`options` are the values of the configuration; :attr:`docname` is the page.
    """

    handlers: Mapping[type | str, Handler] = HANDLERS
    """Rules for nodes, by class or by the name of it."""
    written: tuple[str, WarningSubtype] = ("the mdx builder", WarningSubtype.MDX_NODE)
    """What has no rule for an unknown node, and the subtype of the warning."""

    def __init__(self, document: nodes.document, builder: Builder, site: PageSite) -> None:
        super().__init__(document, builder)
        self.site = site
        self.docname: str = site.current_docname
        self.options: MdxOptions = site.options
        self.front_matter: dict[str, object] = {}
        self.section_level = 0
        self.state: dict[str, Any] = {}
        """Free for a family of handlers to remember something for the page."""
        self._frames = [Frame(None)]
        self._end: list[Node] = []
        self._wanted: frozenset[str] | None = None

    # ------------------------------------------------------------------------------------------------- for visitors

    def open(self, shell: Parent) -> None:
        """Start a node: what is added from here on are its children."""
        self._frames.append(Frame(shell))

    def close(self) -> None:
        """Finish the node that was opened last, and add it to the one around."""
        frame = self._frames.pop()
        if frame.shell is None:
            message = "close() without open()"
            raise ValueError(message)
        self.add(*_closed(frame.shell, tuple(frame.children)))

    def add(self, *finished: Node) -> None:
        """Add finished nodes to the one that is open."""
        self._frames[-1].children.extend(finished)

    def at_end(self, *finished: Node) -> None:
        """Add finished nodes at the page's end."""
        self._end.extend(finished)

    def blocks(self, *doctree: nodes.Node) -> tuple[Node, ...]:
        """Return what becomes of doctree nodes, without adding it."""

        def walk() -> None:
            for node in doctree:
                node.walkabout(self)

        return self.gather(walk)

    def gather(self, make: Callable[[], None]) -> tuple[Node, ...]:
        """Return what a function adds, without adding it."""
        self._frames.append(Frame(None))
        make()
        return tuple(self._frames.pop().children)

    def inlines(self, *doctree: nodes.Node) -> tuple[Node, ...]:
        """Return what becomes of doctree nodes as a line: of a paragraph what is in it, of other blocks the words."""
        return tuple(_line(self.blocks(*doctree)))

    def text(self, *doctree: nodes.Node) -> str:
        """Return the words that doctree nodes show, on one line."""
        return " ".join(plain(self.inlines(*doctree)).split())

    def result(self) -> Document:
        """Return the page, once the document was walked.

        Mintlify shows a page's description under its title. Where there is none, and the page begins with a short
        paragraph of nothing but words, that is where a writer for Mintlify would put it, unless it is all there is.
        """
        blocks = self._frames[0].children
        start = next((at for at, block in enumerate(blocks) if not isinstance(block, Anchor)), len(blocks))
        if not self.front_matter.keys() & {"description", "api"} and start + 1 < len(blocks):
            first = blocks[start]
            if isinstance(first, Paragraph) and all(isinstance(child, Text) for child in first.children):
                text = " ".join(plain(first.children).split())
                if len(text) <= MAX_DESCRIPTION and not text.endswith(":"):
                    self.front_matter["description"] = text
                    blocks = [*blocks[:start], *blocks[start + 1 :]]
        return Document(self.front_matter, (*blocks, *self._end))

    # ------------------------------------------------------------------------------------------------------ anchors

    def wants(self, identifier: str) -> bool:
        """Return whether anything could refer to an id of this page."""
        if self._wanted is None:
            local = set()
            for reference in self.document.findall(nodes.reference):
                local.add(reference.get("refid", ""))
                local.add(reference.get("refuri", "").rpartition("#")[2])
            self._wanted = frozenset(local) | self.site.addresses.get(self.docname, frozenset())
        return identifier in self._wanted

    def anchors(self, node: nodes.Element, *, but: str = "") -> tuple[Anchor, ...]:
        """Return anchors for the ids of a node that something may refer to."""
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
        """Finish what :meth:`dispatch_visit` has opened."""
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
        """Return whether what is open holds a line."""
        return isinstance(self._frames[-1].shell, Paragraph | Emphasis | Strong | Strike | Link)

    def unknown_visit(self, node: nodes.Node) -> None:
        """Warn once per class (and process, in a parallel build), and go on to the children: their text is kept."""
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
        """Nothing is left to do."""


def _closed(shell: Parent, children: tuple[Node, ...]) -> Iterable[Node]:
    """Yield the finished node, or several where a line holds a block: Markdown has no such paragraph."""
    if isinstance(shell, Paragraph):  # Mintlify's link checker knows an address on a line of its own only
        yield from (Anchor(str(child.attributes["id"])) for child in children if _is_address(child))
        children = tuple(child for child in children if not _is_address(child))
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


def _is_address(node: Node) -> TypeGuard[Element]:
    return isinstance(node, Element) and node.name == "span" and list(node.attributes) == ["id"] and not node.children


def _line(children: Iterable[Node]) -> Iterable[Node]:
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
                yield Text(words(child))
        first = False


def words(node: Any) -> str:
    """Return the words of a block, for places that can not hold one."""
    parts = [getattr(node, name, "") for name in ("value", "title", "code", "tex", "alt")]
    children = list(getattr(node, "children", ()))
    for row in [node.head, *node.rows] if hasattr(node, "rows") else []:
        children += [child for cell in row.cells for child in cell]
    return " ".join(filter(None, [*parts, *map(words, children)]))
