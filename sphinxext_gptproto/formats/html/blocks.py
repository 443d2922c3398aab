"""HTML of all but parameters: method and path, tabs, samples, responses, errors, columns, and tables of indices.

All of it is complete and readable without script. In EPUB nothing is folded or in tabs, and there are no columns.
"""

from __future__ import annotations

import re
from functools import partial
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from unicodedata import east_asian_width

from docutils import nodes
from sphinx.locale import get_translation

from ...reference import nodes as ours
from ...reference.config import GptprotoConfig
from ...spec.names import make_anchor, unused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sphinx.writers.html5 import HTML5Translator

    Visitor = Callable[[HTML5Translator, Any], None]

_: Final = get_translation("sphinxext_gptproto")
_OUTPUTS: Final = ("response", "callbacks", "errors")
"""Parts below the columns: they have samples of their own beside them."""

_BREAKS: Final = re.compile(r"(?<=[^/\s])(?=[/?&]|:(?!//))")
"""Where a path may be broken: before each segment, each query parameter, and a custom method such as ``:generate``."""

_SHORT: Final = 20
"""Characters of a request that fit on any screen."""


def has_feature(self: HTML5Translator, name: str) -> bool:
    """Return whether pages have one of the features that ``gptproto_html_features`` lists."""
    return self.builder.name != "epub" and name in GptprotoConfig.from_config(self.config).html_features


def walk(self: HTML5Translator, children: Iterable[nodes.Node]) -> bool:
    """Write nodes; return whether there are any."""
    is_empty = True
    for child in children:
        child.walkabout(self)
        is_empty = False
    return not is_empty


# -- method and path --------------------------------------------------------------------------------------------------


def visit_signature(self: HTML5Translator, node: ours.api_signature) -> None:
    """Write method, path, and whether they are deprecated."""
    head = node.parent
    deprecated = isinstance(head, ours.api_endpoint) and head.deprecated
    self.body.append(self.starttag(node, "p", CLASS="gp-signature-deprecated" if deprecated else ""))
    walk(self, node.children)
    if deprecated:
        label = self.encode(str(_("deprecated")))
        self.body.append(f'<span class="gp-deprecated-mark">{label}</span>')
    self.body.append("</p>\n")
    raise nodes.SkipNode


def visit_fact(self: HTML5Translator, node: ours.api_fact) -> None:
    """Write a fact, without the class ``container``, which themes use for the layout of pages."""
    self.body.append(f'<div class="gp-fact gp-fact-{node.kind}">\n')


def depart_fact(self: HTML5Translator, node: ours.api_fact) -> None:
    """Close the fact."""
    self.body.append("</div>\n")


# -- indices ----------------------------------------------------------------------------------------------------------


def visit_index_table(self: HTML5Translator, node: ours.api_index_table) -> None:
    """Open the table in a frame: the style sheet chooses the layout by the frame's width and its columns' widths."""
    rows = [list(row.findall(nodes.entry, descend=True)) for row in node.findall(nodes.row)]
    styles = {"--gp-names": _measure(entries[0] for entries in rows)}
    if counts := [entry for entries in rows for entry in entries if "gp-count" in entry["classes"]]:
        title = counts[0].astext().replace("\\", "").replace('"', "")
        styles |= {"--gp-numbers": _measure(counts), "--gp-counted": f'"{title}: "'}
    style = self.attval("; ".join(f"{name}: {value}" for name, value in styles.items()))
    self.body.append(f'<div class="gp-index-frame" style="{style}">\n')
    self.visit_table(node)


def _measure(entries: Iterable[nodes.entry]) -> str:
    """Return the width of a column in which no text is broken, in most fonts."""
    letters = max(sum(2 if east_asian_width(letter) in "FW" else 1 for letter in entry.astext()) for entry in entries)
    return f"{2.5 + 0.6 * letters:.1f}em"


def depart_index_table(self: HTML5Translator, node: ours.api_index_table) -> None:
    """Close the table and its frame."""
    self.depart_table(node)
    self.body.append("</div>\n")


def visit_request(self: HTML5Translator, node: ours.api_request) -> None:
    """Write method and path; a long one in parts that are not broken.

    Browsers by themselves would break it behind hyphens, but not at slashes.
    """
    text = node.astext()
    content = self.encode(text)
    if len(text) > _SHORT:
        content = "".join(f'<span class="gp-part">{self.encode(part)}</span>' for part in _BREAKS.split(text))
    self.body += [self.starttag(node, "code", "", CLASS="docutils literal notranslate"), content, "</code>"]
    raise nodes.SkipNode


# -- tabs -------------------------------------------------------------------------------------------------------------


class Tab(NamedTuple):
    """One of several contents of which a page shows one at a time."""

    title: str
    write: Callable[[], object]
    value: str = ""
    """Identifies the corresponding tab in other places and on other pages, which is shown together with it."""


def write_tabs(self: HTML5Translator, label: str, tabs: Sequence[Tab]) -> None:
    """Write radio buttons, each followed by its content.

    They work without script, and with the arrow keys. The contents are hidden with ``until-found``, so that
    find-in-page and links into a content reveal it.
    """
    # Sphinx makes one translator for each page, and its class belongs to the theme: what is counted for a page is kept
    # in its attributes, under our prefix.
    number = vars(self)["gptproto_tabs"] = vars(self).get("gptproto_tabs", 0) + 1
    values = " ".join(tab.value for tab in tabs if tab.value)
    data = f' data-values="{self.attval(values)}"' if values else ""
    self.body.append(f'<div class="gp-tabs" role="group" aria-label="{self.attval(label)}"{data}>\n')
    for position, tab in enumerate(tabs):
        identifier = f"gp-tab-{number}-{position + 1}"
        value = f' data-value="{self.attval(tab.value)}"' if tab.value else ""
        checked = " checked" if not position else ""
        self.body.append(
            f'<input type="radio" name="gp-tabs-{number}" id="{identifier}"{value} autocomplete="off"{checked}>'
            f'<label for="{identifier}">{self.encode(tab.title)}</label>\n'
            '<div class="gp-panel" hidden="until-found">\n'
        )
        tab.write()
        self.body.append("</div>\n")
    self.body.append("</div>\n")


def visit_variant(self: HTML5Translator, node: ours.api_variant) -> None:
    """Write all variants of a field as tabs, in the place of the first variant."""
    assert node.parent is not None
    position = node.parent.index(node)
    siblings = node.parent.children
    if self.builder.name == "epub":
        self.visit_container(node)
        return
    if position and isinstance(siblings[position - 1], ours.api_variant):
        raise nodes.SkipNode  # written with the first variant
    variants: list[Any] = list(takewhile(lambda child: isinstance(child, ours.api_variant), siblings[position:]))
    if len(variants) == 1:
        self.body.append('<div class="gp-variant">\n')
        walk(self, node.children)
        self.body.append("</div>\n")
    else:  # the tabs have the titles
        tabs = [Tab(variant.title, partial(walk, self, variant.content)) for variant in variants]
        write_tabs(self, str(_("Variants")), tabs)
    raise nodes.SkipNode


def depart_variant(self: HTML5Translator, node: ours.api_variant) -> None:
    """Close what EPUB has instead of tabs."""
    self.depart_container(node)


# -- samples, responses, errors ---------------------------------------------------------------------------------------


def visit_samples(self: HTML5Translator, node: ours.api_samples) -> None:
    """Write samples as tabs: those of requests are switched together on the whole site, payloads each by itself."""
    samples = list(node.findall(ours.api_sample))
    if self.builder.name == "epub":
        self.visit_container(node)
        return
    if len(samples) == 1:
        _write_titled(self, samples[0])
    else:
        of_requests = not isinstance(node.parent, ours.api_part) or node.parent.part != "payload"
        values: list[str] = []
        for sample in samples:
            value = make_anchor(sample.title.replace("+", " plus").replace("#", " sharp"))
            values.append(unused(value, values) if of_requests else "")
        tabs = [
            Tab(sample.title, partial(_write_code, self, sample), value)
            for sample, value in zip(samples, values, strict=True)
        ]
        write_tabs(self, str(_("Language") if of_requests else _("Examples")), tabs)
    raise nodes.SkipNode


def depart_samples(self: HTML5Translator, node: ours.api_samples) -> None:
    """Close what EPUB has instead of tabs."""
    self.depart_container(node)


def visit_sample(self: HTML5Translator, node: ours.api_sample) -> None:
    """Write the code, with its title unless a tab or the heading of the block says that."""
    if isinstance(node.parent, ours.api_samples) or node.named:  # EPUB has no tabs
        _write_titled(self, node)
    else:
        _write_code(self, node)
    raise nodes.SkipNode


def _write_titled(self: HTML5Translator, sample: ours.api_sample) -> None:
    self.body.append(f'<p class="gp-sample-title"><strong>{self.encode(sample.title)}</strong></p>\n')
    _write_code(self, sample)


def _write_code(self: HTML5Translator, sample: ours.api_sample) -> None:
    """Write the code. It can be focused, so that it can be scrolled with the keyboard."""
    self.body.append('<div class="gp-sample">\n')
    start = len(self.body)
    walk(self, [sample.code])
    if self.builder.name != "epub":
        self.body[start:] = ["".join(self.body[start:]).replace("<pre>", '<pre tabindex="0">')]
    self.body.append("</div>\n")


def visit_response(self: HTML5Translator, node: ours.api_response) -> None:
    """Write a response's description and fields, with its examples beside them."""
    _write_split(self, node)
    raise nodes.SkipNode


def visit_error(self: HTML5Translator, node: ours.api_error) -> None:
    """Write when the error happens and what to do, with its body beside that."""
    _write_split(self, node)
    raise nodes.SkipNode


def _write_split(self: HTML5Translator, node: nodes.Element) -> None:
    """Write the samples of a block and their descriptions beside the rest of it, where there is room."""
    beside = [child for child in node.children if _is_example(child)]
    self.body.append(self.starttag(node, "div"))
    self.body.append('<div class="gp-split">\n<div class="gp-left">\n' if beside else "")
    walk(self, [child for child in node.children if child not in beside])
    if beside:
        self.body.append('</div>\n<div class="gp-right">\n')
        _write_examples(self, beside)
        self.body.append("</div>\n</div>\n")
    self.body.append("</div>\n")


def _write_examples(self: HTML5Translator, beside: Sequence[nodes.Node]) -> None:
    """Write the examples of a block, each with its description; as tabs if there are several and all have names.

    :param beside: samples, each after the blocks that describe it.
    """
    tabs: list[Tab] = []
    description: list[nodes.Node] = []
    for node in beside:
        if isinstance(node, ours.api_sample):
            tabs.append(Tab(node.named, partial(_write_example, self, tuple(description), node)))
            description = []
        else:
            description.append(node)
    if len(tabs) < 2 or description or not all(tab.title for tab in tabs) or self.builder.name == "epub":
        walk(self, beside)
    else:
        write_tabs(self, str(_("Examples")), tabs)


def _write_example(self: HTML5Translator, description: Sequence[nodes.Node], sample: ours.api_sample) -> None:
    walk(self, description)
    _write_code(self, sample)


def _is_example(node: nodes.Node) -> bool:
    return isinstance(node, ours.api_sample) or (isinstance(node, nodes.Element) and "gp-example" in node["classes"])


# -- columns ----------------------------------------------------------------------------------------------------------


def visit_endpoint(self: HTML5Translator, node: ours.api_endpoint) -> None:
    """Write the head, and the parts that say what to send: the samples in a column beside the others.

    The parts are siblings of the head, and are written here since an element of HTML must enclose all of them. Their
    order does not change, for narrow screens, and neither does the document, which other handlers read later.
    """
    assert node.parent is not None
    _write_columns(self, node, node.parent.children[node.parent.index(node) + 1 :])
    raise nodes.SkipNode


def _write_columns(self: HTML5Translator, head: ours.api_endpoint | None, siblings: Sequence[nodes.Node]) -> None:
    """Write the head of an endpoint, and the parts right after it if they make two columns.

    :param head: none where it was written before, since prose separates it from the parts.
    """
    parts: list[Any] = list(takewhile(_is_input, siblings)) if has_feature(self, "columns") else []
    if not any(map(_has_samples, parts)):
        parts = []
    if parts:
        self.body.append('<div class="gp-wide">\n<div class="gp-columns">\n<div class="gp-left">\n')
    if head is not None:
        self.body.append(self.starttag(head, "div"))
        walk(self, head.children)
        self.body.append("</div>\n")
    for previous, part in pairwise([None, *parts]):
        if _has_samples(part) or _has_samples(previous):
            self.body.append(f'</div>\n<div class="gp-{"right" if _has_samples(part) else "left"}">\n')
        part.walkabout(self)
        _get_written(self).add(id(part))
    if parts:
        self.body.append("</div>\n</div>\n</div>\n")


def _is_input(node: nodes.Node) -> bool:
    return isinstance(node, ours.api_part) and node.part not in _OUTPUTS


def _has_samples(part: ours.api_part | None) -> bool:
    return part is not None and part.part == "request-samples"


def _get_written(self: HTML5Translator) -> set[int]:
    """Return the identities of the parts that were written with the head of their endpoint."""
    written: set[int] = vars(self).setdefault("gptproto_written", set())
    return written


def visit_part(self: HTML5Translator, node: ours.api_part) -> None:
    """Open a part as a section, unless it was written already, or is the first of those that make two columns."""
    written, started = _get_written(self), vars(self).setdefault("gptproto_started", set())
    if node.parent is not None and id(node) not in written | started:
        position = node.parent.index(node)
        if position and not isinstance(node.parent[position - 1], (ours.api_part, ours.api_endpoint)):
            started.add(id(node))  # it is written by the next line, which calls this function again
            _write_columns(self, None, node.parent.children[position:])
    if id(node) in written:
        raise nodes.SkipNode
    self.visit_section(node)


def depart_part(self: HTML5Translator, node: ours.api_part) -> None:
    """Close the section."""
    self.depart_section(node)


BLOCK_VISITORS: Final[Mapping[type[nodes.Element], tuple[Visitor, Visitor | None]]] = {
    ours.api_endpoint: (visit_endpoint, None),
    ours.api_part: (visit_part, depart_part),
    ours.api_signature: (visit_signature, None),
    ours.api_fact: (visit_fact, depart_fact),
    ours.api_index_table: (visit_index_table, depart_index_table),
    ours.api_request: (visit_request, None),
    ours.api_variant: (visit_variant, depart_variant),
    ours.api_samples: (visit_samples, depart_samples),
    ours.api_sample: (visit_sample, None),
    ours.api_response: (visit_response, None),
    ours.api_error: (visit_error, None),
}
