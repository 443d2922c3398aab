"""Formats that are read from top to bottom (PDF, EPUB, man, text): the reference, and components of sphinx-design.

Without these changes titles of samples would be numbered listings, errors would repeat their titles, plain text would
have values in two pairs of quotation marks, and what a browser folds or hides behind a tab would continue the line
above it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, cast

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform

from ..reference import nodes as ours
from ..reference.domain import get_domain

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sphinx.application import Sphinx

_: Final = get_translation("sphinxext_gptproto")
FORMATS: Final = ("latex", "text", "man", "texinfo")
MAX_LINE: Final = 50
"""Characters of a value in a line of plain text; a longer one would be broken, so it becomes a block."""
MAX_ROOM: Final = 16
"""Lines of code that are at most kept on the page of their title."""
STYLE: Final = "gptproto-epub.css"


class ReadFromTopToBottom(SphinxPostTransform):
    """Gives titles a line of their own, and shows values without quotation marks."""

    default_priority = 150  # after endpoints got their content and references were resolved, before sphinx-design (199)

    def is_supported(self) -> bool:
        """Skip formats in which parts fold, and those that programs read."""
        return self._format in (*FORMATS, "epub")

    @property
    def _format(self) -> str:
        return get_domain(self.env).builder

    def run(self, **kwargs: Any) -> None:
        """Change the page."""
        self._unfold()
        if self._format == "epub":
            return
        for error in list(self.document.findall(ours.api_error)):
            self._leave_room(error, 6)
        for sample in list(self.document.findall(ours.api_sample)):
            self._add_title(sample)
        for variant in list(self.document.findall(ours.api_variant)):
            variant[1:] = [nodes.block_quote("", *variant.content)]
        if self._format == "text":
            self._remove_quotes()
        if self._format == "man":
            _unwrap(self.document, lambda node: isinstance(node, nodes.container) and isinstance(node, ours.NODES))
            for link in self.document.findall(nodes.reference):
                if not link.get("refuri", " "):  # within the manual: docutils would show the address, which is empty
                    del link["refuri"]

    # -- samples ------------------------------------------------------------------------------------------------------

    def _add_title(self, sample: ours.api_sample) -> None:
        """Put the title above the code as a line, unless the line above says the same."""
        code = sample.code
        title = _get_title(sample)
        sample[:] = [nodes.paragraph("", "", nodes.strong("", title)), code] if title else [code]
        if title:
            self._leave_room(sample, 3)

    def _leave_room(self, block: nodes.Element, lines: int) -> None:
        """Begin a new page of PDF where a title at the end of a page would be separated from its code.

        :param lines: height of the block besides its code.
        """
        if self._format == "latex":
            code = next(iter(block.findall(nodes.literal_block))).astext().count("\n")
            lines = min(lines + code, MAX_ROOM)
            block.insert(0, nodes.raw("", f"\\needspace{{{lines}\\baselineskip}}", format="latex"))

    # -- values -------------------------------------------------------------------------------------------------------

    def _remove_quotes(self) -> None:
        """Show values, names and addresses as plain text, which has quotation marks around code."""
        for fact in self.document.findall(ours.api_fact):
            _separate_long_value(fact)
        for element in self.document.findall(_has_values):
            for literal in list(element.findall(nodes.literal)):
                literal.replace_self(nodes.inline("", literal.astext()))

    # -- sphinx-design ------------------------------------------------------------------------------------------------

    def _unfold(self) -> None:
        """Give each component that is folded or hidden elsewhere its title as a line, with all of its content below."""
        for name, unfold in _COMPONENTS.items():
            if self._format == "epub" and name.startswith("card"):
                continue  # EPUB shows cards as HTML does
            for component in list(self.document.findall(partial(_is_component, name=name))):
                unfold(cast("nodes.Element", component))
        if self._format != "epub":
            _unwrap(self.document, lambda node: isinstance(node, nodes.container) and "design_component" in node)


def _unwrap(document: nodes.document, condition: Callable[[nodes.Node], bool]) -> None:
    """Replace containers by their children: the first child of a container would continue the line above it.

    :param condition: which containers to replace.
    """
    for container in list(filter(condition, document.findall(nodes.Element))):
        targets = [nodes.target("", "", ids=container["ids"])] if container["ids"] else []
        container.replace_self([*targets, *container.children])


def _get_title(sample: ours.api_sample) -> str:
    """Return a sample's title; nothing where the title of the response or error just above says the same."""
    parent = sample.parent
    if isinstance(parent, ours.api_error):
        return ""
    if isinstance(parent, ours.api_response) and not sample.named:
        has_fields = any(isinstance(child, (ours.api_parameter_list, ours.api_variant)) for child in parent.children)
        return str(_("Example:")) if has_fields else ""
    return sample.title


def _has_values(node: nodes.Node) -> bool:
    if isinstance(node, (ours.api_fact, ours.api_signature)):
        return True
    in_list = isinstance(node, nodes.term) and isinstance(node.parent, ours.api_parameter)
    return in_list or (isinstance(node, nodes.paragraph) and "gp-block-title" in node["classes"])


def _separate_long_value(fact: ours.api_fact) -> None:
    """Make a block of a value that would be broken in a line of plain text."""
    if fact.value and not fact.blocks and len(fact.value) > MAX_LINE:
        label = fact.sentence.astext().removesuffix(fact.value).rstrip()
        fact[:] = [nodes.paragraph("", label), nodes.literal_block(fact.value, fact.value, language="json")]


def _is_component(node: nodes.Node, name: str) -> bool:
    return isinstance(node, nodes.Element) and node.get("design_component") == name


def _make_line(children: Iterable[nodes.Node]) -> nodes.paragraph:
    return nodes.paragraph("", "", nodes.strong("", "", *children))


def _unfold_titled(component: nodes.Element) -> None:
    """Replace the title, which is a rubric, by a line."""
    if component.children and isinstance(component[0], nodes.rubric):
        title = component[0]
        line = _make_line(title.children)
        line["ids"] = title["ids"]
        component[0] = line
    _make_plain(component)


def _make_plain(component: nodes.Element) -> None:
    """Make a plain container of a component, which sphinx-design and its style sheet do not change."""
    component["design_component"], component["classes"] = "", []


def _unfold_card_title(title: nodes.Element) -> None:
    title.replace_self(_make_line(title.children))


def _unfold_card(card: nodes.Element) -> None:
    """Put the card's link, which covers the card in a browser, on a line of its own."""
    for child in list(card.children):
        if not isinstance(child, nodes.TextElement) or isinstance(child, nodes.paragraph):
            continue
        if any("sd-stretched-link" in link["classes"] for link in child.findall(nodes.reference)):
            child.replace_self(nodes.paragraph("", "", *child.children))


_COMPONENTS: Final[dict[str, Callable[[nodes.Element], None]]] = {
    "tab-set": _make_plain,
    "tab-item": _unfold_titled,
    "tab-content": _make_plain,
    "dropdown": _unfold_titled,
    "card-title": _unfold_card_title,
    "card": _unfold_card,
}


class MoveAnchors(SphinxPostTransform):
    """Moves ids to where PDF and Info can link to: their writers ignore ids of the classes that ours derive from."""

    default_priority = 5
    formats = ("latex", "texinfo")

    def run(self, **kwargs: Any) -> None:
        """Move ids from parameters to their terms, and from blocks to targets before their content."""
        for parameter in self.document.findall(ours.api_parameter):
            term = cast("nodes.term", parameter[0])
            term["ids"], parameter["ids"] = parameter["ids"], []
        for kind in (ours.api_endpoint, ours.api_response, ours.api_error, ours.api_schema, ours.api_catalog):
            for block in self.document.findall(kind):
                ids, block["ids"] = block["ids"], []
                if ids and block.children and isinstance(block[0], nodes.table):  # LaTeX gives it its own label
                    block[0]["ids"] += ids
                elif ids:
                    block.insert(0, nodes.target("", "", ids=ids))


def link_style(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Link a style sheet that wraps lines of code, since a book cannot be scrolled sideways."""
    is_book = app.builder.name == "epub" and doctree is not None
    if is_book and any(isinstance(node, ours.NODES) for node in doctree.findall(nodes.Element)):
        app.add_css_file(STYLE)


def setup_print(app: Sphinx) -> None:
    """Register the transforms, and the style sheet of books."""
    app.add_post_transform(MoveAnchors)
    app.add_post_transform(ReadFromTopToBottom)
    app.connect("html-page-context", link_style)
