"""The nodes of the API reference in MDX, in the shape that Mintlify expects.

A page with exactly one endpoint is an ``api:`` page, with ``RequestExample`` and ``ResponseExample`` beside the text.
Of several such blocks on a page Mintlify shows only the first, so pages with several endpoints have ``CodeGroup``
blocks in the text instead.
"""

from __future__ import annotations

import json
import re
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from docutils import nodes
from sphinx.locale import get_translation

from ...mdx.handlers.code import language
from ...mdx.handlers.design import unlinked
from ...mdx.handlers.structure import handle_section
from ...mdx.tree import Anchor, CodeSpan, Element, Fence, Paragraph, Shared, Strong, Text
from ...reference import nodes as ours
from ...spec.model import MISSING
from ..parameter_view import ParameterView, is_nested
from .fields import BELOW, add_fields, add_value, make_required_note, make_tag

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ...mdx.rules import PageWriter
    from ...mdx.tree import AttributeValue, Node

    Visitor = Callable[[PageWriter, Any], None]

_: Final = get_translation("sphinxext_gptproto")


def _is_alone(self: PageWriter) -> bool:
    """Return whether the page shows exactly one endpoint."""
    return ours.count_endpoints(self.document) == 1


# -- endpoint ---------------------------------------------------------------------------------------------------------


def visit_endpoint(self: PageWriter, node: ours.api_endpoint) -> None:
    """Make a page with one endpoint an ``api:`` page, unless that is a webhook."""
    if _is_alone(self):
        self.front_matter.setdefault("sidebarTitle", node.short_title)
        if node.description:
            self.front_matter.setdefault("description", node.description)
        # A webhook is called by the service, not by the reader, and Mintlify does not know the method QUERY.
        if not node.webhook and node.method != "QUERY":
            self.front_matter["api"] = f"{node.method} {node.server}{_strip_query(node.path)}"
            if node.auth is not None:
                self.front_matter["authMethod"] = node.auth
        if node.deprecated:
            self.front_matter["deprecated"] = True
    else:
        self.add(*self.anchors(node))


def _strip_query(path: str) -> str:
    """Return a path without the query or fragment by which a source distinguishes two operations of one path.

    Spaces, which would end it, are encoded.
    """
    return re.sub(r"\s", "%20", re.split("[?#]", path, maxsplit=1)[0])


def depart_endpoint(self: PageWriter, node: ours.api_endpoint) -> None:
    """Do nothing: the parts of an endpoint follow it on the page."""


def visit_signature(self: PageWriter, node: ours.api_signature) -> None:
    """Add method and path as a line, unless Mintlify shows them as the head of an ``api:`` page."""
    if not _is_alone(self) or not str(self.front_matter.get("api", "")).endswith(node.path):
        self.add(Paragraph((Strong((Text(node.method),)), Text(" "), CodeSpan(node.path))))
    raise nodes.SkipNode


# -- fields -----------------------------------------------------------------------------------------------------------


def visit_parameter_list(self: PageWriter, node: ours.api_parameter_list) -> None:
    """Add fields; those nested in a field unfold."""
    if node.fields is not None:
        add_fields(self, node.composer, node.fields, node.parents, node.parent_id)
        raise nodes.SkipNode
    if _is_in_definition(node):
        self.open(Element("Expandable", {"title": _make_nested_title(node)}))


def depart_parameter_list(self: PageWriter, node: ours.api_parameter_list) -> None:
    """Close the Expandable."""
    if _is_in_definition(node):
        self.close()


def _is_in_definition(node: nodes.Element) -> bool:
    """Return whether a list or a variant is directly in a parameter; a list in a variant needs no title of its own."""
    return isinstance(node.parent, nodes.definition)


def _make_nested_title(node: nodes.Element) -> str:
    assert node.parent is not None
    parameter = node.parent.parent
    assert isinstance(parameter, ours.api_parameter)
    return _("{name} fields").format(name=parameter.name)


def visit_parameter(self: PageWriter, node: ours.api_parameter) -> None:
    """Add a ParamField or ResponseField: description with its default, allowed values, nested fields.

    Only pages with a catalogue of their own have nodes for fields; see :mod:`.fields` for the others.
    """
    parameter = ParameterView.of(node)
    default = MISSING if parameter.default is None else json.loads(parameter.default.value)
    name, attributes, default = make_tag(
        parameter,
        contains_fields=bool(parameter.nested),
        default=default,
        place=self.config.gptproto_mdx_default,
    )
    if is_nested(node.parent):
        attributes["id"] = parameter.anchor
    if parameter.anchor in ours.get_linked(self.document):
        # Mintlify's link checker does not know ids that are attributes of fields
        self.add(Anchor(parameter.anchor))
    self.open(Element(name, attributes))
    if parameter.required and parameter.aside:
        self.add(make_required_note())
    blocks = list(self.blocks(*parameter.description))
    if parameter.default is not None and default is not MISSING:
        blocks = _add_fact(self, blocks, parameter.default)
    if parameter.example is not None:
        blocks = _add_fact(self, blocks, parameter.example)
    self.add(*blocks)
    for fact in parameter.sort_facts(BELOW):
        self.add(*self.blocks(*fact.children))
    self.add(*self.blocks(*parameter.nested))
    self.close()
    raise nodes.SkipNode


def _add_fact(self: PageWriter, blocks: list[Node], fact: ours.api_fact) -> list[Node]:
    """Return a description with a value: in its last line, or as a fence below."""
    if fact.blocks:
        return [*blocks, *self.blocks(*fact.children)]
    return add_value(blocks, fact.kind, fact.value)


def visit_variant(self: PageWriter, node: ours.api_variant) -> None:
    """Add one shape of a field, which unfolds under its title.

    One of a body cannot: an Expandable is allowed in a field only.
    """
    if _is_in_definition(node):
        self.open(Element("Expandable", {"title": node.title}))
        self.add(*self.blocks(*node.content))
        self.close()
    else:
        self.add(*self.blocks(*node.children))
    raise nodes.SkipNode


def visit_schema(self: PageWriter, node: ours.api_schema) -> None:
    """Add the description of a shared schema, and its fields."""
    self.add(*self.anchors(node), *self.blocks(*node.children))
    raise nodes.SkipNode


def visit_fact(self: PageWriter, node: ours.api_fact) -> None:
    """Add a fact outside of a field, in words."""
    self.add(*self.blocks(*node.children))
    raise nodes.SkipNode


# -- samples, responses, errors ---------------------------------------------------------------------------------------


def _fence(sample: ours.api_sample) -> Fence:
    return Fence(sample.code.astext(), language(sample.fence), title=sample.title)


def _share(self: PageWriter, node: ours.api_response | ours.api_error, make: partial[None]) -> None:
    """Add what a function adds for a node; a node that other pages have, too, is written once for all of them.

    Its blocks may depend on nothing of the page but which of its fields are linked to, and how deep its sections are.
    """
    if not node.kept:
        make()
        return
    key = (node, make.func, ours.get_linked(self.document), self.section_level)
    if key not in self.site.shared:
        self.site.shared[key] = Shared(self.gather(make)), None
    self.add(self.site.shared[key][0])


def visit_part(self: PageWriter, node: ours.api_part) -> None:
    """Add a section, or only its content if all of that is shown beside the text."""
    if _is_alone(self) and all(isinstance(child, ours.api_samples) for child in node.children[1:]):
        self.add(*self.blocks(*node.children[1:]))
    else:
        handle_section(self, node)
    raise nodes.SkipNode


def visit_samples(self: PageWriter, node: ours.api_samples) -> None:
    """Add samples: beside the text of an ``api:`` page, in the text of others."""
    fences = tuple(_fence(sample) for sample in node.findall(ours.api_sample))
    if _is_alone(self):
        self.at_end(Element("RequestExample", {}, fences))
    else:
        self.add(Element("CodeGroup", {}, fences))
    raise nodes.SkipNode


def visit_response(self: PageWriter, node: ours.api_response) -> None:
    """Add description and fields, and the examples: on an ``api:`` page, those of all responses in one block."""
    _share(self, node, partial(_add_response, self, node))
    if not node.samples:
        raise nodes.SkipNode
    add_fences = partial(_share, self, node, partial(_add_fences, self, node))
    if _is_alone(self):
        fences: list[Node] = self.state.setdefault("gptproto_responses", [])
        fences.extend(self.gather(add_fences))
        assert node.parent is not None
        responses = [child for child in node.parent.children if isinstance(child, ours.api_response) and child.samples]
        if node is responses[-1]:
            self.at_end(Element("ResponseExample", {}, tuple(fences)))
    else:
        add_fences()
    raise nodes.SkipNode


def _add_response(self: PageWriter, node: ours.api_response) -> None:
    title, *rest = node.children
    samples = node.samples
    if node["ids"][0] in ours.get_linked(self.document):
        self.add(Anchor(node["ids"][0]))
    if node.several or not samples:  # else the title of the fence says it
        self.add(*self.blocks(title))
    self.add(*self.blocks(*(child for child in rest if child not in samples)))


def _add_fences(self: PageWriter, node: ours.api_response | ours.api_error) -> None:
    self.add(*map(_fence, node.samples))


def visit_error(self: PageWriter, node: ours.api_error) -> None:
    """Add when the error happens and what to do, then its body as a fence, with the error as its title."""
    self.add(*self.anchors(node))
    _share(self, node, partial(_add_error, self, node))
    raise nodes.SkipNode


def _add_error(self: PageWriter, node: ours.api_error) -> None:
    samples = node.samples
    text = [child for child in node.children[1:] if child not in samples]
    self.add(Paragraph((Strong((Text(node.title),)),)), *self.blocks(*text))
    _add_fences(self, node)


def visit_catalog_cards(self: PageWriter, node: ours.api_catalog_cards) -> None:
    """Add a catalog's cards, each of which is a link."""
    cards = []
    for item in node.children:
        assert isinstance(item, ours.api_catalog_item)
        title, *rest = item.children
        link = next(iter(title.findall(nodes.reference)), None)
        attributes: dict[str, AttributeValue] = {"title": self.text(title)}
        if link is not None:
            attributes["href"] = link["refuri"] if "refuri" in link else f"#{link['refid']}"
        blocks = tuple(part for block in self.blocks(*rest) for part in unlinked(block))
        cards.append(Element("Card", attributes, blocks))
    self.add(Element("Columns", {"cols": 2}, tuple(cards)))
    raise nodes.SkipNode


VISITORS: Final[Mapping[type[nodes.Element], tuple[Visitor, Visitor | None]]] = {
    ours.api_catalog_cards: (visit_catalog_cards, None),
    ours.api_endpoint: (visit_endpoint, depart_endpoint),
    ours.api_part: (visit_part, None),
    ours.api_signature: (visit_signature, None),
    ours.api_parameter_list: (visit_parameter_list, depart_parameter_list),
    ours.api_parameter: (visit_parameter, None),
    ours.api_variant: (visit_variant, None),
    ours.api_fact: (visit_fact, None),
    ours.api_samples: (visit_samples, None),
    ours.api_response: (visit_response, None),
    ours.api_schema: (visit_schema, None),
    ours.api_error: (visit_error, None),
}
