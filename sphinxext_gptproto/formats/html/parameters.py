"""Parameters in HTML and EPUB: tables that unfold.

A table has one row for each parameter. Nested parameters are in a row of their own below it, in a ``details`` element,
so that they are in the page for search engines, for find-in-page and for readers without script. Visitors write the
tables as text instead of building table nodes: cells would be most of the nodes of a page. What is around the tables is
in :mod:`.blocks`, the stylesheet and the script in :mod:`.assets`.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from docutils import nodes
from sphinx.locale import get_translation

from ...content.fields import OUTPUTS
from ...content.i18n import ngettext
from ...reference import nodes as ours
from ..parameter_view import ParameterView, get_facts, is_nested
from .assets import setup_assets
from .blocks import BLOCK_VISITORS, has_feature, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

    Visitor = Callable[[HTML5Translator, Any], None]

_: Final = get_translation("sphinxext_gptproto")
_INPUTS: Final = {"name": 22, "type": 10, "required": 10, "default": 13, "allowed": 18, "description": 27}
_OUTPUTS: Final = {"name": 26, "type": 14, "allowed": 20, "description": 40}
_OUTPUTS_WITH_DEFAULTS: Final = {"name": 25, "type": 12, "default": 13, "allowed": 18, "description": 32}
"""Columns, with their width in per cent."""
_IN_DESCRIPTION: Final = (
    *("format", "constraint", "access", "example", "more-examples", "same-as", "see", "variants", "docs"),
)
"""Kinds of facts below the description, in this order. ``deprecated`` is above it, the others have a column."""
_MANY: Final = 12
"""A list of more values is cut short."""
_FEW: Final = 8
"""How many values a list that was cut short still shows."""
_LONG_LINES: Final = 6
_LONG_TEXT: Final = 240
"""A value of as many line ends, or of more characters, is folded."""
_PREVIEW: Final = 32
"""Characters of a folded value that its line shows."""


def _get_titles(*, output: bool) -> dict[str, str]:
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
    is_output = node.place in OUTPUTS
    columns, titles = _get_columns(node), _get_titles(output=is_output)
    if not is_nested(node):
        self.body.append('<div class="gp-fields">\n')
        if has_feature(self, "expand") and next(islice(node.findall(ours.api_parameter_list), 2, None), None):
            expand, collapse = self.encode(str(_("Expand all"))), self.attval(str(_("Collapse all")))
            button = f'<button type="button" class="gp-expand" data-other="{collapse}">{expand}</button>'
            self.body.append(f'<p class="gp-tools">{button}</p>\n')
    self.body.append(self.starttag(node, "table", CLASS=f"gp-parameters {'gp-outputs' if is_output else 'gp-inputs'}"))
    widths = "".join(f'<col style="width: {width}%" />' for width in columns.values())
    head = "".join(f'<th scope="col">{self.encode(titles[name])}</th>' for name in columns)
    self.body.append(f"<colgroup>{widths}</colgroup>\n<thead><tr>{head}</tr></thead>\n<tbody>\n")


def depart_parameter_list(self: HTML5Translator, node: ours.api_parameter_list) -> None:
    """Close the table."""
    self.body.append("</tbody>\n</table>\n" if is_nested(node) else "</tbody>\n</table>\n</div>\n")


def _get_columns(node: ours.api_parameter_list) -> Mapping[str, int]:
    """Return the columns of a table, with their widths: outputs have a column of defaults only if one has a default."""
    if node.place not in OUTPUTS:
        return _INPUTS
    facts = (fact for child in node.children if isinstance(child, ours.api_parameter) for fact in get_facts(child))
    return _OUTPUTS_WITH_DEFAULTS if any(fact.kind == "default" for fact in facts) else _OUTPUTS


def visit_parameter(self: HTML5Translator, node: ours.api_parameter) -> None:
    """Write a parameter's row, and a row below that unfolds what is nested in it."""
    assert isinstance(node.parent, ours.api_parameter_list)
    columns = _get_columns(node.parent)
    parameter = ParameterView.of(node)
    titles = _get_titles(output=parameter.is_output)
    facts = parameter.sort_facts(_IN_DESCRIPTION)
    if parameter.default is not None and parameter.default.blocks:
        facts.insert(0, parameter.default)  # its column has no room for a block
    description = [*parameter.sort_facts(("deprecated",)), *parameter.description]
    write_cell: dict[str, Callable[[], bool]] = {
        "name": lambda: _write_name(self, parameter),
        "type": lambda: _write(self, f'<p><code class="gp-type">{self.encode(parameter.type)}</code></p>'),
        "required": lambda: _write_required(self, required=parameter.required),
        "default": lambda: _write_default(self, parameter.default),
        "allowed": lambda: any([_write_allowed(self, parameter.values), _write_allowed(self, parameter.limits)]),
        "description": lambda: any([walk(self, description), *(_write_fact(self, fact) for fact in facts)]),
    }
    self.body.append(self.starttag(node, "tr", CLASS="gp-deprecated" if parameter.deprecated else ""))
    for name in columns:
        _write_cell(self, name, titles[name], write_cell[name])
    self.body.append("</tr>\n")
    if parameter.nested:
        _write_nested(self, parameter, span=len(columns))
    raise nodes.SkipNode


def _write_cell(self: HTML5Translator, name: str, title: str, write_content: Callable[[], bool]) -> None:
    """Write a cell. Its title is for narrow screens, which have no head; a class marks it where it is empty.

    :param write_content: returns whether it wrote anything.
    """
    start = len(self.body)
    self.body += ["", ""]
    is_filled = write_content()
    self.body[start] = f'<td class="gp-{name}">' if is_filled else f'<td class="gp-{name} gp-empty">'
    if is_filled and name in ("default", "allowed"):
        self.body[start + 1] = f'<p class="gp-label">{self.encode(title)}</p>'
    self.body.append("</td>\n")


def _get_open_attribute(self: HTML5Translator) -> str:
    """Return the attribute of ``details``: in EPUB nothing is folded, as on paper."""
    return ' open="open"' if self.builder.name == "epub" else ""


def _write(self: HTML5Translator, html: str) -> bool:
    self.body.append(html)
    return True


def _write_name(self: HTML5Translator, parameter: ParameterView) -> bool:
    label = self.encode(str(_("deprecated")))
    mark = f' <span class="gp-deprecated-mark">{label}</span>' if parameter.deprecated else ""
    link = _make_permalink(self, parameter.anchor)
    return _write(self, f'<p><code class="gp-name">{self.encode(parameter.name)}</code>{mark}{link}</p>')


def _make_permalink(self: HTML5Translator, identifier: str) -> str:
    """Return the link that Sphinx shows behind headings, where the project has such links."""
    if not self.config.html_permalinks or self.builder.name == "epub":
        return ""
    title, icon = self.attval(str(_("Link to this parameter"))), self.config.html_permalinks_icon
    return f'<a class="headerlink gp-permalink" href="#{self.attval(identifier)}" title="{title}">{icon}</a>'


def _write_required(self: HTML5Translator, *, required: bool) -> bool:
    label, kind = (_("required"), "required") if required else (_("optional"), "optional")
    return _write(self, f'<p class="gp-{kind}-mark">{self.encode(str(label))}</p>')


def _write_default(self: HTML5Translator, fact: ours.api_fact | None) -> bool:
    if fact is None:
        return False
    if fact.blocks:  # the full value is in the description
        return _write(self, f'<p class="gp-start"><code class="literal">{self.encode(_shorten(fact.value))}</code></p>')
    return _write(self, f'<p><code class="literal">{self.encode(fact.value)}</code></p>')


def _shorten(value: str) -> str:
    return value[:_PREVIEW].rstrip() + "\u2026"


def _write_fact(self: HTML5Translator, fact: ours.api_fact) -> bool:
    """Write a fact of the description; values with a block of code have no element around them."""
    if fact.blocks and fact.value:
        fact.sentence.walkabout(self)
        return _write_value(self, fact)
    return walk(self, [fact])


def _write_value(self: HTML5Translator, fact: ours.api_fact) -> bool:
    """Write a value that has a block of its own; a long one is folded."""
    if len(fact.value) <= _LONG_TEXT and fact.blocks[0].astext().count("\n") < _LONG_LINES:
        return walk(self, fact.blocks)
    preview = self.encode(_shorten(fact.value))
    details = f'<details class="gp-long"{_get_open_attribute(self)}>'
    _write(self, f"{details}<summary><code>{preview}</code></summary>\n")
    walk(self, fact.blocks)
    return _write(self, "</details>\n")


def _write_allowed(self: HTML5Translator, fact: ours.api_fact | None) -> bool:
    """Write values or limits alone, since the column's title says the rest of the sentence."""
    if fact is None:
        return False
    if fact.blocks:
        return _write_described_values(self, fact)
    listed = fact.listed_nodes
    literals = [position for position, node in enumerate(listed) if isinstance(node, nodes.literal)]
    rest: list[nodes.Node] = []
    if fact.kind == "values" and len(literals) > _MANY:
        listed, rest = listed[: literals[_FEW] - 1], listed[literals[_FEW] :]
    self.body.append("<p>")
    walk(self, listed)
    self.body.append("</p>")
    if rest:
        _write_more(self, len(literals) - _FEW, "<p>", rest, "</p>")
    return True


def _write_described_values(self: HTML5Translator, fact: ours.api_fact) -> bool:
    """Write a list of values, each with its description."""
    listing = fact.blocks[0]
    if not isinstance(listing, nodes.bullet_list) or len(listing) <= _MANY:
        return walk(self, fact.blocks)
    _write(self, '<ul class="simple">')
    walk(self, listing.children[:_FEW])
    _write(self, "</ul>")
    return _write_more(self, len(listing) - _FEW, '<ul class="simple">', listing.children[_FEW:], "</ul>")


def _write_more(self: HTML5Translator, count: int, start: str, children: Sequence[nodes.Node], end: str) -> bool:
    """Write the values of a long list that are folded, between the tags of their list."""
    summary = self.encode(ngettext("{count} more value", "{count} more values", count).format(count=count))
    _write(self, f'<details class="gp-long"{_get_open_attribute(self)}><summary>{summary}</summary>{start}')
    walk(self, children)
    return _write(self, f"{end}</details>")


def _write_nested(self: HTML5Translator, parameter: ParameterView, *, span: int) -> None:
    """Write a row that unfolds nested fields and variants.

    :param span: number of columns.
    """
    count = len(parameter.variants) or parameter.field_count
    message = (
        ngettext("{count} variant of {name}", "{count} variants of {name}", count)
        if parameter.variants
        else ngettext("{count} field of {name}", "{count} fields of {name}", count)
    )
    name = f"<code>{self.encode(parameter.name)}</code>"
    summary = self.encode(message).format(count=count, name=name)
    self.body.append(
        f'<tr class="gp-nested-row"><td colspan="{span}">'
        f'<details class="gp-unfold"{_get_open_attribute(self)}><summary>{summary}</summary>\n'
    )
    walk(self, parameter.nested)
    self.body.append("</details></td></tr>\n")


VISITORS: Final[Mapping[type[nodes.Element], tuple[Visitor, Visitor | None]]] = {
    ours.api_parameter_list: (visit_parameter_list, depart_parameter_list),
    ours.api_parameter: (visit_parameter, None),
    **BLOCK_VISITORS,
}


def setup_html(app: Sphinx) -> None:
    """Register stylesheet and script."""
    setup_assets(app)
