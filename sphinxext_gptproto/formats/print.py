"""What reads from top to bottom: the shape of the reference, and of sphinx-design's parts, in PDF, EPUB, man and text.

Without it titles of samples were numbered listings, errors said their titles twice, plain text had values in two pairs
of quotation marks, and what unfolds or hides behind a tab in a browser ran into the line before.
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
"""Characters of a value that plain text does not break."""
MAX_ROOM: Final = 16
"""Lines that are kept on a page with the title above them."""
STYLE: Final = "gptproto-epub.css"


class ReadFromTopToBottom(SphinxPostTransform):
    """Gives pages of these formats titles as lines of their own, and values as they are."""

    default_priority = 150  # when endpoints are filled and references resolved, before sphinx-design (199)

    def is_supported(self) -> bool:
        """Leave out formats in which parts fold, or are read by programs."""
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
            self._title(sample)
        for variant in list(self.document.findall(ours.api_variant)):
            variant[1:] = [nodes.block_quote("", *variant.children[1:])]
        if self._format == "text":
            self._unquote()
        if self._format == "man":
            _unwrap(self.document, lambda node: isinstance(node, nodes.container) and isinstance(node, ours.NODES))
            for link in self.document.findall(nodes.reference):
                if not link.get("refuri", " "):  # within the manual: docutils would show the address, which is empty
                    del link["refuri"]

    # -- samples ------------------------------------------------------------------------------------------------------

    def _title(self, sample: ours.api_sample) -> None:
        """Put a line above the code, unless one just above says the same."""
        code = sample.code
        title = _title_of(sample)
        sample[:] = [nodes.paragraph("", "", nodes.strong("", title)), code] if title else [code]
        if title:
            self._leave_room(sample, 3)

    def _leave_room(self, block: nodes.Element, lines: int) -> None:
        """Let a title that would stand apart from its code at a page's end begin the next one."""
        if self._format == "latex":
            code = next(iter(block.findall(nodes.literal_block))).astext().count("\n")
            lines = min(lines + code, MAX_ROOM)
            block.insert(0, nodes.raw("", f"\\needspace{{{lines}\\baselineskip}}", format="latex"))

    # -- values -------------------------------------------------------------------------------------------------------

    def _unquote(self) -> None:
        """Write values, names and addresses as they are: plain text has quotation marks for code."""
        for fact in self.document.findall(ours.api_fact):
            _separate_long(fact)
        for holder in self.document.findall(_holds_values):
            for literal in list(holder.findall(nodes.literal)):
                literal.replace_self(nodes.inline("", literal.astext()))

    # -- sphinx-design ------------------------------------------------------------------------------------------------

    def _unfold(self) -> None:
        """Give what folds or hides elsewhere its title as a line, and all of its content below."""
        for name, make in _COMPONENTS.items():
            if self._format == "epub" and name.startswith("card"):
                continue  # they are blocks of HTML
            for part in list(self.document.findall(partial(_is, name=name))):
                make(cast("nodes.Element", part))
        if self._format != "epub":
            _unwrap(self.document, lambda node: isinstance(node, nodes.container) and "design_component" in node)


def _unwrap(document: nodes.document, is_meant: Callable[[nodes.Node], bool]) -> None:
    """Put the children of containers into their places: first in one, they would go on in the line before it."""
    for part in list(filter(is_meant, document.findall(nodes.Element))):
        targets = [nodes.target("", "", ids=part["ids"])] if part["ids"] else []
        part.replace_self([*targets, *part.children])


def _title_of(sample: ours.api_sample) -> str:
    holder = sample.parent
    if isinstance(holder, ours.api_error):
        return ""
    if isinstance(holder, ours.api_response) and not sample.named:
        fields = any(isinstance(child, (ours.api_parameter_list, ours.api_variant)) for child in holder.children)
        return str(_("Example:")) if fields else ""
    return str(sample.title)


def _holds_values(node: nodes.Node) -> bool:
    if isinstance(node, (ours.api_fact, ours.api_signature)):
        return True
    in_list = isinstance(node, nodes.term) and isinstance(node.parent, ours.api_parameter)
    return in_list or (isinstance(node, nodes.paragraph) and "gp-block-title" in node["classes"])


def _separate_long(fact: ours.api_fact) -> None:
    """Make a block of a value that a line of plain text would be broken in."""
    line = fact[0]
    if fact.value and len(fact.children) == 1 and len(fact.value) > MAX_LINE:
        assert isinstance(line, nodes.paragraph)
        label = line.astext().removesuffix(fact.value).rstrip()
        fact[:] = [nodes.paragraph("", label), nodes.literal_block(fact.value, fact.value, language="json")]


def _is(node: nodes.Node, name: str) -> bool:
    return isinstance(node, nodes.Element) and node.get("design_component") == name


def _line(children: Iterable[nodes.Node]) -> nodes.paragraph:
    return nodes.paragraph("", "", nodes.strong("", "", *children))


def _unfold_titled(part: nodes.Element) -> None:
    """Replace the title that is a rubric."""
    if part.children and isinstance(part[0], nodes.rubric):
        title = part[0]
        line = _line(title.children)
        line["ids"] = title["ids"]
        part[0] = line
    _forget(part)


def _forget(part: nodes.Element) -> None:
    """Make a plain container of a part, which sphinx-design and its style sheet leave alone."""
    part["design_component"], part["classes"] = "", []


def _title_card(part: nodes.Element) -> None:
    part.replace_self(_line(part.children))


def _link_card(part: nodes.Element) -> None:
    """Put the card's link, which lies over it in a browser, on a line of its own."""
    for child in list(part.children):
        if not isinstance(child, nodes.TextElement) or isinstance(child, nodes.paragraph):
            continue
        if any("sd-stretched-link" in link["classes"] for link in child.findall(nodes.reference)):
            child.replace_self(nodes.paragraph("", "", *child.children))


_COMPONENTS: Final[dict[str, Callable[[nodes.Element], None]]] = {
    "tab-set": _forget,
    "tab-item": _unfold_titled,
    "tab-content": _forget,
    "dropdown": _unfold_titled,
    "card-title": _title_card,
    "card": _link_card,
}


def link_style(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Let lines of code end where a page of a book does: it cannot be scrolled."""
    is_ours = app.builder.name == "epub" and doctree is not None
    if is_ours and any(isinstance(node, ours.NODES) for node in doctree.findall(nodes.Element)):
        app.add_css_file(STYLE)


def setup_linear(app: Sphinx) -> None:
    """Register the transform, and the style sheet of books."""
    app.add_post_transform(ReadFromTopToBottom)
    app.connect("html-page-context", link_style)
