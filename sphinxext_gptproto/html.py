"""How the semantic nodes look in HTML and EPUB: tables that unfold, tabs, badges.

A table has one row for each parameter; nested parameters stand in a row of their own below, behind a ``details``
element, so that they are in the page for search engines, for find-in-page and for readers without script. Tables are
written by visitors and not built of table nodes: the cells of a page are most of its nodes.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_design.shared import create_component

from . import nodes as ours
from .domain import get_domain
from .language import ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

    Visitor = Callable[[HTML5Translator, Any], None]

_: Final = get_translation("sphinxext_gptproto")
STYLE: Final = "gptproto.css"
STATIC: Final = Path(__file__).parent / "static"
_INPUTS: Final = {"name": 19, "type": 10, "required": 10, "default": 13, "allowed": 16, "description": 32}
_OUTPUTS: Final = {"name": 24, "type": 14, "allowed": 20, "description": 42}
_OUTPUTS_WITH_DEFAULTS: Final = {"name": 22, "type": 12, "default": 13, "allowed": 16, "description": 37}
"""Columns, with their width in per cent."""
_OUTPUT_PLACES: Final = ("response", "schema")
_IN_DESCRIPTION: Final = (
    *("format", "constraint", "access", "deprecated", "example", "more-examples", "same-as", "see", "variants", "docs"),
)
"""Kinds of facts that stand below the description; the others have a column."""


def _titles(*, output: bool) -> dict[str, str]:
    return {
        "name": str(_("Field") if output else _("Parameter")),
        "type": str(_("Type")),
        "required": str(_("Required")),
        "default": str(_("Default")),
        "allowed": str(_("Allowed")),
        "description": str(_("Description")),
    }


# -- parameter tables -------------------------------------------------------------------------------------------------


def visit_parameter_list(self: HTML5Translator, node: ours.api_parameter_list) -> None:
    """Open a table with its head; each parameter adds its rows."""
    output = node["place"] in _OUTPUT_PLACES
    columns, titles = _columns(node), _titles(output=output)
    self.body.append(self.starttag(node, "table", CLASS=f"gp-parameters {'gp-outputs' if output else 'gp-inputs'}"))
    widths = "".join(f'<col style="width: {width}%" />' for width in columns.values())
    head = "".join(f'<th scope="col">{self.encode(titles[name])}</th>' for name in columns)
    self.body.append(f"<colgroup>{widths}</colgroup>\n<thead><tr>{head}</tr></thead>\n<tbody>\n")


def depart_parameter_list(self: HTML5Translator, node: ours.api_parameter_list) -> None:
    """Close the table."""
    self.body.append("</tbody>\n</table>\n")


def _columns(node: ours.api_parameter_list) -> Mapping[str, int]:
    if node["place"] not in _OUTPUT_PLACES:
        return _INPUTS
    facts = (fact for item in node.children for fact in item[1].children if isinstance(fact, ours.api_fact))  # type: ignore[index]
    return _OUTPUTS_WITH_DEFAULTS if any(fact["kind"] == "default" for fact in facts) else _OUTPUTS


def visit_parameter(self: HTML5Translator, node: ours.api_parameter) -> None:
    """Write a parameter's row, and a row below that unfolds what is nested in it."""
    listing, definition = node.parent, node[1]
    assert isinstance(listing, ours.api_parameter_list)
    assert isinstance(definition, nodes.definition)
    columns = _columns(listing)
    titles = _titles(output=node["place"] in _OUTPUT_PLACES)
    given = [child for child in definition.children if isinstance(child, ours.api_fact)]
    facts = {child["kind"]: child for child in given}
    words = sorted((f for f in given if f["kind"] in _IN_DESCRIPTION), key=lambda f: _IN_DESCRIPTION.index(f["kind"]))
    nested = [c for c in definition.children if isinstance(c, (ours.api_parameter_list, ours.api_variant))]
    prose = [c for c in definition.children if c not in nested and not isinstance(c, ours.api_fact)]
    cells: dict[str, Callable[[], bool]] = {
        "name": lambda: _write_name(self, node),
        "type": lambda: _write(self, f'<p><code class="gp-type">{self.encode(node["type"])}</code></p>'),
        "required": lambda: _write_required(self, required=node["required"]),
        "default": lambda: _write_default(self, facts.get("default")),
        "allowed": lambda: any([_write_allowed(self, facts.get("values")), _write_allowed(self, facts.get("limits"))]),
        "description": lambda: _walk(self, [*prose, *words]),
    }
    self.body.append(self.starttag(node, "tr", CLASS="gp-deprecated" if node["deprecated"] else ""))
    for name in columns:
        _write_cell(self, name, titles[name], cells[name])
    self.body.append("</tr>\n")
    if nested:
        _write_nested(self, node, nested, span=len(columns))
    raise nodes.SkipNode


def _write_cell(self: HTML5Translator, name: str, title: str, content: Callable[[], bool]) -> None:
    """Write a cell. Its title is for narrow screens, which have no head; a class tells that it is empty."""
    at = len(self.body)
    self.body += ["", ""]
    filled = content()
    self.body[at] = f'<td class="gp-{name}">' if filled else f'<td class="gp-{name} gp-empty">'
    if filled and name in ("default", "allowed"):
        self.body[at + 1] = f'<p class="gp-label">{self.encode(title)}</p>'
    self.body.append("</td>\n")


def _write(self: HTML5Translator, html: str) -> bool:
    self.body.append(html)
    return True


def _walk(self: HTML5Translator, children: Sequence[nodes.Node]) -> bool:
    for child in children:
        child.walkabout(self)
    return bool(children)


def _write_name(self: HTML5Translator, node: ours.api_parameter) -> bool:
    words, identifier = self.attval(str(_("Link to this parameter"))), self.attval(node["ids"][0])
    return _write(
        self,
        f'<p><code class="gp-name">{self.encode(node["name"])}</code>'
        f'<a class="headerlink gp-permalink" href="#{identifier}" title="{words}">¶</a></p>',
    )


def _write_required(self: HTML5Translator, *, required: bool) -> bool:
    words, kind = (_("required"), "required") if required else (_("optional"), "optional")
    return _write(self, f'<p class="gp-{kind}-mark">{self.encode(str(words))}</p>')


def _write_default(self: HTML5Translator, fact: ours.api_fact | None) -> bool:
    if fact is None:
        return False
    if len(fact.children) > 1:
        return _walk(self, fact.children[1:])
    return _write(self, f'<p><code class="literal">{self.encode(fact["value"])}</code></p>')


def _write_allowed(self: HTML5Translator, fact: ours.api_fact | None) -> bool:
    """Write values or limits without the words that the column's title says already."""
    if fact is None:
        return False
    if len(fact.children) > 1:
        return _walk(self, fact.children[1:])
    line = fact[0]
    assert isinstance(line, nodes.paragraph)
    _label, *words = line.children
    if words and isinstance(words[-1], nodes.Text) and words[-1].astext() in (".", "。"):
        words.pop()
    self.body.append("<p>")
    _walk(self, words)
    return _write(self, "</p>")


def _write_nested(
    self: HTML5Translator, node: ours.api_parameter, nested: Sequence[nodes.Element], *, span: int
) -> None:
    kinds = sum(isinstance(child, ours.api_variant) for child in nested)
    count = sum(len(child.children) for child in nested if isinstance(child, ours.api_parameter_list))
    message = (
        ngettext("{count} variant of {name}", "{count} variants of {name}", kinds)
        if kinds
        else ngettext("{count} field of {name}", "{count} fields of {name}", count)
    )
    name = f"<code>{self.encode(node['name'])}</code>"
    words = self.encode(message).format(count=kinds or count, name=name)
    self.body.append(
        f'<tr class="gp-nested-row"><td colspan="{span}"><details class="gp-unfold"><summary>{words}</summary>\n'
    )
    _walk(self, nested)
    self.body.append("</details></td></tr>\n")


# -- samples, responses, errors ---------------------------------------------------------------------------------------


def visit_sample(self: HTML5Translator, node: ours.api_sample) -> None:
    """Write the code; its title stands on the tab, or in the block's own heading."""
    if isinstance(node.parent, ours.api_samples) or node.get("titled"):  # EPUB has no tabs
        self.body.append(f"<p><strong>{self.encode(node['title'])}</strong></p>\n")
    _walk(self, list(node.findall(nodes.literal_block)))
    raise nodes.SkipNode


class SampleTabs(SphinxPostTransform):
    """Turns request samples into a tab set of sphinx-design, in step with all others of the site."""

    default_priority = 190  # before sphinx-design turns tab sets into what browsers take (200)
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Replace the samples; in EPUB they stay blocks, one below the other."""
        if get_domain(self.env).builder != "epub":
            for holder in list(self.document.findall(ours.api_samples)):
                holder.replace_self(_tabs(holder))


def _tabs(holder: ours.api_samples) -> nodes.container:
    items = []
    for number, sample in enumerate(holder.findall(ours.api_sample)):
        label = nodes.rubric("", sample["title"], classes=["sd-tab-label"])
        label["sync_group"], label["sync_id"] = "gptproto-language", sample["title"].lower()
        code = next(iter(sample.findall(nodes.literal_block)))
        content = create_component("tab-content", classes=["sd-tab-content"], children=[code])
        item = create_component("tab-item", classes=["sd-tab-item"], children=[label, content])
        item["selected"] = number == 0
        items.append(item)
    return create_component("tab-set", classes=["sd-tab-set", "gp-samples"], children=items)


VISITORS: Final[Mapping[type[nodes.Element], tuple[Visitor, Visitor | None]]] = {
    ours.api_parameter_list: (visit_parameter_list, depart_parameter_list),
    ours.api_parameter: (visit_parameter, None),
    ours.api_sample: (visit_sample, None),
}


# -- the stylesheet ---------------------------------------------------------------------------------------------------


def add_style(app: Sphinx) -> None:
    """Let HTML builders copy the stylesheet; :func:`link_style` links it on the pages that need it."""
    if app.builder.format == "html":
        app.config.html_static_path.append(str(STATIC))


def link_style(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Link the stylesheet on pages that show parts of the registry."""
    if doctree is not None and next(iter(doctree.findall(_is_ours)), None) is not None:
        app.add_css_file(STYLE)


def _is_ours(node: nodes.Node) -> bool:
    return isinstance(node, ours.NODES) or (isinstance(node, nodes.table) and "gp-index" in node["classes"])


def setup_html(app: Sphinx) -> None:
    """Register the tabs and the stylesheet."""
    app.add_post_transform(SampleTabs)
    app.connect("builder-inited", add_style)
    app.connect("html-page-context", link_style)
