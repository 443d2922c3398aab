"""A catalog in HTML: a form that filters while one types, and rows, cards or groups that a script can hide.

Without script everything is shown, but not the form. EPUB has no form.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from docutils import nodes
from sphinx.locale import get_translation

from ...content.i18n import ngettext
from ...reference import nodes as ours

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

    Visitor = Callable[[HTML5Translator, Any], None]

_: Final = get_translation("sphinxext_gptproto")
STYLE: Final = "gptproto-catalog.css"
SCRIPT: Final = "gptproto-catalog.js"
MAX_CHOICES: Final = 300
"""A facet with more values has no list to choose from, since typing is quicker."""


def visit_catalog(self: HTML5Translator, node: ours.api_catalog) -> None:
    """Open the block, and write its form."""
    self.body.append(self.starttag(node, "div"))
    if _has_form(node) and self.builder.name != "epub":
        self.body += _make_form(self, node)


def depart_catalog(self: HTML5Translator, node: ours.api_catalog) -> None:
    """Close the block."""
    self.body.append("</div>\n")


def _count(node: nodes.Element) -> int:
    return sum(1 for _entry in node.findall(_is_entry))


def _is_entry(node: nodes.Node) -> bool:
    return isinstance(node, (ours.api_catalog_row, ours.api_catalog_item))


def _has_form(node: ours.api_catalog) -> bool:
    return node.filtered and _count(node) > 1


def _make_form(self: HTML5Translator, node: ours.api_catalog) -> list[str]:
    total, name = _count(node), self.attval(node["ids"][0])
    count = self.encode(ngettext("{total} endpoint", "{total} endpoints", total).format(total=total))
    filtered_count = self.attval(_("{shown} of {total}").format(shown="{}", total=total))
    label, hint = self.attval(str(_("Filter endpoints"))), self.attval(str(_("Name, method or path")))
    entry = f'<input type="search" name="filter" placeholder="{hint}" aria-controls="{name}" spellcheck="false">'
    title, clear = self.encode(str(_("Filter"))), self.encode(str(_("Clear")))
    no_match = self.encode(str(_("No endpoint matches all of this.")))
    return [
        f'<form class="gp-filter" role="search" aria-label="{label}" autocomplete="off">\n',
        f'<label class="gp-words">{title}{entry}</label>\n',
        *(_make_choice(self, facet) for facet in node.facets if len(facet[2]) <= MAX_CHOICES),
        f'<p class="gp-count"><output data-some="{filtered_count}">{count}</output>\n',
        f'<button type="reset">{clear}</button></p>\n</form>\n',
        f'<p class="gp-none" hidden>{no_match}</p>\n',
    ]


def _make_choice(self: HTML5Translator, facet: ours.Choice) -> str:
    name, title, values = facet
    options = "".join(
        f'<option value="{self.attval(slug)}">{self.encode(f"{title} ({count})")}</option>\n'
        for slug, title, count in sorted(values, key=lambda value: value[1].casefold())
    )
    label = self.encode(str(_("All")))
    options = f'<option value="">{label}</option>\n{options}'
    return f'<label>{self.encode(title)}<select name="{name}">{options}</select></label>\n'


def _open(self: HTML5Translator, node: ours.api_catalog_row | ours.api_catalog_item, tag: str) -> None:
    """Open an entry, with attributes for the script: further names, and slugs by facet."""
    facets = {f"data-{facet}": " ".join(slugs) for facet, slugs in node.facets.items() if slugs}
    attributes: dict[str, Any] = {"data-words": node.words, **facets}
    self.body.append(self.starttag(node, tag, "", **attributes))


def visit_row(self: HTML5Translator, node: ours.api_catalog_row) -> None:
    """Write a row, in few bytes, since there may be thousands."""
    _open(self, node, "tr")
    for entry in node.children:
        self.body.append("<td>")
        for child in entry.children[0].children:
            child.walkabout(self)
        self.body.append("</td>")
    self.body.append("</tr>\n")
    raise nodes.SkipNode


def visit_item(self: HTML5Translator, node: ours.api_catalog_item) -> None:
    """Open a card, or a leaf of a tree."""
    _open(self, node, "li")


def depart_item(self: HTML5Translator, node: ours.api_catalog_item) -> None:
    """Close the card or the leaf."""
    self.body.append("</li>\n")


def visit_group(self: HTML5Translator, node: ours.api_catalog_group) -> None:
    """Write a level that unfolds; it is open if it is the only one, and in EPUB, where nothing is folded."""
    assert node.parent is not None
    is_open = ' open="open"' if len(node.parent.children) == 1 or self.builder.name == "epub" else ""
    self.body.append(
        f'<li class="gp-group"><details{is_open}><summary>{self.encode(node.title)} '
        f'<span class="gp-count">{node.count}</span></summary>\n'
    )
    node.children[1].walkabout(self)
    self.body.append("</details></li>\n")
    raise nodes.SkipNode


VISITORS: Final[Mapping[type[nodes.Element], tuple[Visitor, Visitor | None]]] = {
    ours.api_catalog: (visit_catalog, depart_catalog),
    ours.api_catalog_row: (visit_row, None),
    ours.api_catalog_item: (visit_item, depart_item),
    ours.api_catalog_group: (visit_group, None),
}


def link_files(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Link style sheet and script from pages that have a catalog."""
    catalogs = list(doctree.findall(ours.api_catalog)) if doctree is not None else []
    if catalogs:
        app.add_css_file(STYLE)
    if any(map(_has_form, catalogs)) and app.builder.name != "epub":
        app.add_js_file(SCRIPT, loading_method="defer")


def setup_catalog_html(app: Sphinx) -> None:
    """Register the files; :mod:`.assets` lets builders copy them."""
    app.connect("html-page-context", link_files)
