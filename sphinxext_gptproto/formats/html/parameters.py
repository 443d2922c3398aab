"""How parameters look in HTML and EPUB: tables that unfold.

A table has one row for each parameter; nested parameters stand in a row of their own below, behind a ``details``
element, so that they are in the page for search engines, for find-in-page and for readers without script. Tables are
written by visitors and not built of table nodes: the cells of a page are most of its nodes. What stands around the
tables is in :mod:`.blocks`, the stylesheet and the script in :mod:`.assets`.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from docutils import nodes
from sphinx.locale import get_translation

from ...content.fields import OUTPUTS
from ...content.i18n import ngettext
from ...reference import nodes as ours
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
"""Kinds of facts that stand below the description. ``deprecated`` stands above it, the others have a column."""
_MANY: Final = 12
"""Values above which a list is cut short."""
_FEW: Final = 8
"""How many it still shows then."""
_LONG_LINES: Final = 6
_LONG_TEXT: Final = 240
"""Line ends and characters above which a value is folded."""
_PREVIEW: Final = 32
"""Characters of such a value that its line shows."""


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
    output = node.place in OUTPUTS
    columns, titles = _columns(node), _titles(output=output)
    if not _is_nested(node):
        self.body.append('<div class="gp-fields">\n')
        if has_feature(self, "expand") and next(islice(node.findall(ours.api_parameter_list), 2, None), None):
            words, other = self.encode(str(_("Expand all"))), self.attval(str(_("Collapse all")))
            button = f'<button type="button" class="gp-expand" data-other="{other}">{words}</button>'
            self.body.append(f'<p class="gp-tools">{button}</p>\n')
    self.body.append(self.starttag(node, "table", CLASS=f"gp-parameters {'gp-outputs' if output else 'gp-inputs'}"))
    widths = "".join(f'<col style="width: {width}%" />' for width in columns.values())
    head = "".join(f'<th scope="col">{self.encode(titles[name])}</th>' for name in columns)
    self.body.append(f"<colgroup>{widths}</colgroup>\n<thead><tr>{head}</tr></thead>\n<tbody>\n")


def depart_parameter_list(self: HTML5Translator, node: ours.api_parameter_list) -> None:
    """Close the table."""
    self.body.append("</tbody>\n</table>\n" if _is_nested(node) else "</tbody>\n</table>\n</div>\n")


def _is_nested(node: nodes.Element) -> bool:
    holder = node.parent.parent if isinstance(node.parent, ours.api_variant) else node.parent
    return isinstance(holder, nodes.definition)


def _columns(node: ours.api_parameter_list) -> Mapping[str, int]:
    if node.place not in OUTPUTS:
        return _INPUTS
    facts = (fact for item in node.children for fact in item[1].children if isinstance(fact, ours.api_fact))  # type: ignore[index]
    return _OUTPUTS_WITH_DEFAULTS if any(fact.kind == "default" for fact in facts) else _OUTPUTS


def visit_parameter(self: HTML5Translator, node: ours.api_parameter) -> None:
    """Write a parameter's row, and a row below that unfolds what is nested in it."""
    listing, definition = node.parent, node[1]
    assert isinstance(listing, ours.api_parameter_list)
    assert isinstance(definition, nodes.definition)
    columns = _columns(listing)
    titles = _titles(output=node.place in OUTPUTS)
    given = [child for child in definition.children if isinstance(child, ours.api_fact)]
    facts = {child.kind: child for child in given}
    words = sorted((f for f in given if f.kind in _IN_DESCRIPTION), key=lambda f: _IN_DESCRIPTION.index(f.kind))
    nested = [c for c in definition.children if isinstance(c, (ours.api_parameter_list, ours.api_variant))]
    if "default" in facts and len(facts["default"].children) > 1:
        words.insert(0, facts["default"])  # its column has no room for a block
    warned = [fact for fact in given if fact.kind == "deprecated"]
    prose = [c for c in definition.children if c not in nested and not isinstance(c, ours.api_fact)]
    cells: dict[str, Callable[[], bool]] = {
        "name": lambda: _write_name(self, node),
        "type": lambda: _write(self, f'<p><code class="gp-type">{self.encode(node.type)}</code></p>'),
        "required": lambda: _write_required(self, required=node.required),
        "default": lambda: _write_default(self, facts.get("default")),
        "allowed": lambda: any([_write_allowed(self, facts.get("values")), _write_allowed(self, facts.get("limits"))]),
        "description": lambda: any([walk(self, [*warned, *prose]), *(_write_fact(self, fact) for fact in words)]),
    }
    self.body.append(self.starttag(node, "tr", CLASS="gp-deprecated" if node.deprecated else ""))
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


def _open(self: HTML5Translator) -> str:
    """Return the attribute of what unfolds: in EPUB nothing is folded, as on paper."""
    return ' open="open"' if self.builder.name == "epub" else ""


def _write(self: HTML5Translator, html: str) -> bool:
    self.body.append(html)
    return True


def _write_name(self: HTML5Translator, node: ours.api_parameter) -> bool:
    said = self.encode(str(_("deprecated")))
    mark = f' <span class="gp-deprecated-mark">{said}</span>' if node.deprecated else ""
    link = _make_permalink(self, node["ids"][0])
    return _write(self, f'<p><code class="gp-name">{self.encode(node.name)}</code>{mark}{link}</p>')


def _make_permalink(self: HTML5Translator, identifier: str) -> str:
    """Return what Sphinx shows behind headings, where it is wanted."""
    if not self.config.html_permalinks or self.builder.name == "epub":
        return ""
    words, icon = self.attval(str(_("Link to this parameter"))), self.config.html_permalinks_icon
    return f'<a class="headerlink gp-permalink" href="#{self.attval(identifier)}" title="{words}">{icon}</a>'


def _write_required(self: HTML5Translator, *, required: bool) -> bool:
    words, kind = (_("required"), "required") if required else (_("optional"), "optional")
    return _write(self, f'<p class="gp-{kind}-mark">{self.encode(str(words))}</p>')


def _write_default(self: HTML5Translator, fact: ours.api_fact | None) -> bool:
    if fact is None:
        return False
    if len(fact.children) > 1:  # the whole stands in the description
        return _write(self, f'<p class="gp-start"><code class="literal">{self.encode(_shorten(fact.value))}</code></p>')
    return _write(self, f'<p><code class="literal">{self.encode(fact.value)}</code></p>')


def _shorten(value: str) -> str:
    return value[:_PREVIEW].rstrip() + "\u2026"


def _write_fact(self: HTML5Translator, fact: ours.api_fact) -> bool:
    if len(fact.children) > 1 and fact.value:
        fact[0].walkabout(self)
        return _write_value(self, fact)
    return walk(self, [fact])


def _write_value(self: HTML5Translator, fact: ours.api_fact) -> bool:
    """Write a value that has a block of its own; a long one is folded."""
    text: str = fact.value
    if len(text) <= _LONG_TEXT and fact[1].astext().count("\n") < _LONG_LINES:
        return walk(self, fact.children[1:])
    start = self.encode(_shorten(text))
    _write(self, f'<details class="gp-long"{_open(self)}><summary><code>{start}</code></summary>\n')
    walk(self, fact.children[1:])
    return _write(self, "</details>\n")


def _write_allowed(self: HTML5Translator, fact: ours.api_fact | None) -> bool:
    """Write values or limits without the words that the column's title says already."""
    if fact is None:
        return False
    if len(fact.children) > 1:
        return _write_described(self, fact)
    line = fact[0]
    assert isinstance(line, nodes.paragraph)
    start, stop = fact.listed
    words = line.children[start:stop]
    values = [place for place, word in enumerate(words) if isinstance(word, nodes.literal)]
    rest: list[nodes.Node] = []
    if fact.kind == "values" and len(values) > _MANY:
        words, rest = words[: values[_FEW] - 1], words[values[_FEW] :]
    self.body.append("<p>")
    walk(self, words)
    self.body.append("</p>")
    if rest:
        _write_more(self, len(values) - _FEW, "<p>", rest, "</p>")
    return True


def _write_described(self: HTML5Translator, fact: ours.api_fact) -> bool:
    """Write a list of values, each with its description."""
    listing = fact[1]
    if not isinstance(listing, nodes.bullet_list) or len(listing) <= _MANY:
        return walk(self, fact.children[1:])
    _write(self, '<ul class="simple">')
    walk(self, listing.children[:_FEW])
    _write(self, "</ul>")
    return _write_more(self, len(listing) - _FEW, '<ul class="simple">', listing.children[_FEW:], "</ul>")


def _write_more(self: HTML5Translator, count: int, start: str, children: Sequence[nodes.Node], end: str) -> bool:
    words = self.encode(ngettext("{count} more value", "{count} more values", count).format(count=count))
    _write(self, f'<details class="gp-long"{_open(self)}><summary>{words}</summary>{start}')
    walk(self, children)
    return _write(self, f"{end}</details>")


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
        f'<tr class="gp-nested-row"><td colspan="{span}">'
        f'<details class="gp-unfold"{_open(self)}><summary>{words}</summary>\n'
    )
    walk(self, nested)
    self.body.append("</details></td></tr>\n")


VISITORS: Final[Mapping[type[nodes.Element], tuple[Visitor, Visitor | None]]] = {
    ours.api_parameter_list: (visit_parameter_list, depart_parameter_list),
    ours.api_parameter: (visit_parameter, None),
    **BLOCK_VISITORS,
}


def setup_html(app: Sphinx) -> None:
    """Register stylesheet and script."""
    setup_assets(app)
