"""How the semantic nodes look in HTML: tables that unfold, tabs, badges. Writers of other formats never see it.

A table has one row for each parameter; nested parameters stand in a row of their own below, behind a ``details``
element, so that they are in the page for search engines, for find-in-page and for readers without script.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from docutils import nodes
from sphinx.locale import get_translation
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx_design.shared import create_component

from . import nodes as ours

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

_: Final = get_translation("sphinxext_gptproto")
STYLE: Final = "gptproto.css"
STATIC: Final = Path(__file__).parent / "static"
_INPUT_COLUMNS: Final = ("name", "type", "required", "default", "allowed", "description")
_OUTPUT_COLUMNS: Final = ("name", "type", "allowed", "description")
_WIDTHS: Final = {"name": 19, "type": 10, "required": 10, "default": 13, "allowed": 16, "description": 32}
"""Per cent of the table's width, where all columns are there."""


def _titles(*, output: bool) -> dict[str, str]:
    return {
        "name": str(_("Field") if output else _("Parameter")),
        "type": str(_("Type")),
        "required": str(_("Required")),
        "default": str(_("Default")),
        "allowed": str(_("Allowed")),
        "description": str(_("Description")),
    }


class HtmlShape(SphinxPostTransform):
    """Gives the nodes of :mod:`.nodes` the shape that they have in HTML and EPUB."""

    default_priority = 190  # before sphinx-design turns tab sets into what browsers take (200)
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Shape the document, if it has any of our nodes."""
        for listing in [node for node in self.document.findall(ours.api_parameter_list) if not _is_nested(node)]:
            listing.replace_self(_parameter_table(listing))
        for holder in list(self.document.findall(ours.api_samples)):
            if self.app.builder.name == "epub":  # tabs need a browser
                for sample in list(holder.findall(ours.api_sample)):
                    _unwrap(sample, title=True)
            else:
                holder.replace_self(_tabs(holder))
        for node in self.document.findall(ours.api_endpoint):
            node["classes"].append("gp-endpoint")
            for signature in node.findall(ours.api_signature):
                _shape_signature(signature)
        for error in self.document.findall(ours.api_error):
            _shape_block(error, "gp-error", str(error["status"]))
        for response in self.document.findall(ours.api_response):
            _shape_block(response, "gp-response", response["status"])


def _is_nested(node: nodes.Node) -> bool:
    parent = node.parent
    while parent is not None:
        if isinstance(parent, ours.api_parameter):
            return True
        parent = parent.parent
    return False


def _shape_signature(signature: ours.api_signature) -> None:
    signature["classes"].append("gp-signature")
    method, _space, path = signature.children
    assert isinstance(method, nodes.Element)
    assert isinstance(path, nodes.literal)
    method["classes"] += ["gp-method", f"gp-{signature['method'].lower()}"]
    path["classes"].append("gp-path")


def _shape_block(block: nodes.Element, name: str, status: str) -> None:
    """Title line with a status badge; the code below needs no caption that says the same again."""
    block["classes"] += [name, f"gp-status-{status[:1].lower()}"]
    title = block[0]
    assert isinstance(title, nodes.Element)
    title["classes"].append("gp-block-title")
    for sample in list(block.findall(ours.api_sample)):
        _unwrap(sample, title=False)


def _unwrap(sample: nodes.Element, *, title: bool) -> None:
    """Leave of a sample its code, with its title as a line before or without it."""
    code = next(iter(sample.findall(nodes.literal_block)))
    sample.children = []
    if title:
        sample += nodes.paragraph("", "", nodes.strong("", sample["title"]))
    sample += code


# -- samples ----------------------------------------------------------------------------------------------------------


def _tabs(holder: ours.api_samples) -> nodes.container:
    """Return a tab set of sphinx-design, in step with all others of the site."""
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


# -- parameter tables -------------------------------------------------------------------------------------------------


def _parameter_table(listing: ours.api_parameter_list) -> nodes.table:
    output = listing["place"] == "response"
    columns = _OUTPUT_COLUMNS if output else _INPUT_COLUMNS
    titles = _titles(output=output)
    head = nodes.row("", *(nodes.entry("", nodes.paragraph("", titles[name])) for name in columns))
    body = nodes.tbody()
    for parameter in listing.children:
        assert isinstance(parameter, ours.api_parameter)
        body += _rows(parameter, columns, titles)
    group = nodes.tgroup("", *(nodes.colspec(colwidth=_WIDTHS[name]) for name in columns), cols=len(columns))
    group += [nodes.thead("", head), body]
    return nodes.table("", group, classes=["gp-parameters", "gp-outputs" if output else "gp-inputs", "colwidths-given"])


def _rows(parameter: ours.api_parameter, columns: Sequence[str], titles: dict[str, str]) -> Iterable[nodes.row]:
    definition = parameter[1]
    assert isinstance(definition, nodes.definition)
    facts = {fact["kind"]: fact for fact in definition.children if isinstance(fact, ours.api_fact)}
    nested = [c for c in definition.children if isinstance(c, (ours.api_parameter_list, ours.api_variant))]
    prose = [c for c in definition.children if c not in nested and not isinstance(c, ours.api_fact)]
    prose += [facts[kind] for kind in ("format", "deprecated", "example", "same-as") if kind in facts]
    cells: dict[str, list[nodes.Node]] = {
        "name": [_name(parameter)],
        "type": [nodes.paragraph("", "", nodes.literal("", parameter["type"], classes=["gp-type"]))],
        "required": [_required(parameter)],
        "default": _default(facts.get("default")),
        "allowed": [fact for kind in ("values", "limits") if (fact := facts.get(kind))],
        "description": prose,
    }
    for kind in ("values", "limits"):
        if kind in facts:
            _drop_label(facts[kind])
    row = nodes.row("", ids=parameter["ids"], classes=["gp-deprecated"] if parameter["deprecated"] else [])
    for name in columns:
        entry = nodes.entry("", classes=[f"gp-{name}"] + ([] if cells[name] else ["gp-empty"]))
        if name != "name" and cells[name]:
            entry += nodes.paragraph("", titles[name], classes=["gp-label"])
        entry += cells[name]
        row += entry
    yield row
    if nested:
        yield nodes.row("", _nested(parameter, nested, columns), classes=["gp-nested-row"])


def _name(parameter: ours.api_parameter) -> nodes.paragraph:
    link = nodes.reference("", "¶", refid=parameter["ids"][0], classes=["headerlink", "gp-permalink"], internal=True)
    link["reftitle"] = str(_("Link to this parameter"))
    return nodes.paragraph("", "", nodes.literal("", parameter["name"], classes=["gp-name"]), link)


def _required(parameter: ours.api_parameter) -> nodes.paragraph:
    if parameter["required"]:
        return nodes.paragraph("", "", nodes.inline("", str(_("required")), classes=["gp-required-mark"]))
    return nodes.paragraph("", str(_("optional")), classes=["gp-optional-mark"])


def _default(fact: ours.api_fact | None) -> list[nodes.Node]:
    if fact is None:
        return []
    value = fact["value"]
    if len(fact.children) == 1:
        return [nodes.paragraph("", "", nodes.literal("", value))]
    return [fact.children[1]]


def _drop_label(fact: ours.api_fact) -> None:
    """The column's title says what the words before the values would say."""
    first = fact[0]
    assert isinstance(first, nodes.paragraph)
    if len(fact.children) > 1:
        fact.remove(first)
        return
    first.pop(0)
    last = first.children[-1]
    if isinstance(last, nodes.Text) and last.astext() == ".":
        first.pop()
    fact["classes"].append("gp-values")


def _nested(parameter: ours.api_parameter, nested: Sequence[nodes.Node], columns: Sequence[str]) -> nodes.entry:
    count = sum(len(child.children) for child in nested if isinstance(child, ours.api_parameter_list))
    kinds = [child for child in nested if isinstance(child, ours.api_variant)]
    number, noun = (len(kinds), _("variants of")) if kinds else (count, _("fields of") if count != 1 else _("field of"))
    box = ours.api_unfold(summary=f"{number} {noun} ", name=parameter["name"])
    for child in nested:
        if isinstance(child, ours.api_parameter_list):
            box += _parameter_table(child)
        else:
            assert isinstance(child, ours.api_variant)
            child["classes"].append("gp-variant")
            for inner in list(child.children):
                if isinstance(inner, ours.api_parameter_list):
                    inner.replace_self(_parameter_table(inner))
            box += child
    return nodes.entry("", box, morecols=len(columns) - 1)


# -- visitors ---------------------------------------------------------------------------------------------------------


def visit_unfold(self: HTML5Translator, node: ours.api_unfold) -> None:
    """Open a ``details`` element with its summary."""
    self.body.append(self.starttag(node, "details", CLASS="gp-unfold"))
    self.body.append(f"<summary>{self.encode(node['summary'])}<code>{self.encode(node['name'])}</code></summary>\n")


def depart_unfold(self: HTML5Translator, node: ours.api_unfold) -> None:
    """Close it."""
    self.body.append("</details>\n")


def add_style(app: Sphinx) -> None:
    """Let HTML builders copy and link the stylesheet; :func:`keep_style` leaves it to the pages that need it."""
    if app.builder.format == "html":
        app.config.html_static_path.append(str(STATIC))


def keep_style(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Link the stylesheet on pages that show parts of the registry."""
    if doctree is not None and next(iter(doctree.findall(_is_ours)), None) is not None:
        app.add_css_file(STYLE)


def _is_ours(node: nodes.Node) -> bool:
    return isinstance(node, ours.NODES) or (isinstance(node, nodes.table) and "gp-index" in node["classes"])


class _Remembered:
    """A highlighter that does not do the same block twice: error bodies are the same on every page."""

    def __init__(self, highlight: Callable[..., str]) -> None:
        self._highlight = highlight
        self._done: dict[tuple[object, ...], str] = {}

    def __call__(self, source: str, lang: str, **options: Any) -> str:
        key = (source, lang, options.get("force"), repr(options.get("opts")), options.get("linenos"))
        if len(source) > _MAX_REMEMBERED or "hl_lines" in options or "linenostart" in options:
            return self._highlight(source, lang, **options)
        if key not in self._done:
            self._done[key] = self._highlight(source, lang, **options)
        return self._done[key]


_MAX_REMEMBERED: Final = 400
"""Length of code up to which it is worth remembering; longer blocks are seldom repeated."""


def remember_highlighting(app: Sphinx) -> None:
    """Let HTML builders highlight identical short blocks once."""
    highlighter = getattr(app.builder, "highlighter", None)
    if highlighter is not None and app.builder.format == "html":
        highlighter.highlight_block = _Remembered(highlighter.highlight_block)


def setup_html(app: Sphinx) -> None:
    """Register the transform and the stylesheet."""
    app.add_post_transform(HtmlShape)
    app.connect("builder-inited", add_style)
    app.connect("builder-inited", remember_highlighting)
    app.connect("html-page-context", keep_style)
