"""The API reference's own nodes in MDX: the shape that Mintlify sites depend on.

A page with exactly one endpoint is an ``api:`` page, with ``RequestExample`` and ``ResponseExample`` beside the text.
Where several stand on a page, Mintlify would lose all but the first, so their samples are ``CodeGroup`` blocks.
"""

from __future__ import annotations

import json
import re
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from docutils import nodes
from sphinx.locale import get_translation

from ...content.fields import OUTPUTS
from ...mdx.handlers.code import language
from ...mdx.handlers.design import unlinked
from ...mdx.handlers.structure import handle_section
from ...mdx.tree import Anchor, CodeSpan, Element, Fence, Paragraph, Shared, Strong, Text
from ...reference import nodes as ours
from .fields import ORDER, add_fields, as_attribute, fits_attribute, say_required, type_attribute, with_value

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
    """Make the page an ``api:`` page, unless it is a webhook's."""
    if _is_alone(self):
        self.front_matter.setdefault("sidebarTitle", node.short_title)
        if node.description:
            self.front_matter.setdefault("description", node.description)
        if not node.webhook:  # which the service calls, not the reader
            self.front_matter["api"] = f"{node['method']} {node.get('server', '')}{_called(node['path'])}"
            if node.auth is not None:
                self.front_matter["authMethod"] = node.auth
        if node.deprecated:
            self.front_matter["deprecated"] = True
    else:
        self.add(*self.anchors(node))


def _called(path: str) -> str:
    """Return a path without the query or fragment by which a source tells two operations of one path apart."""
    return re.split("[?#]", path, maxsplit=1)[0]


def depart_endpoint(self: PageWriter, node: ours.api_endpoint) -> None:
    """The endpoint's parts are the page's."""


def visit_signature(self: PageWriter, node: ours.api_signature) -> None:
    """Mintlify shows method and path of an ``api:`` page itself; elsewhere they are a line."""
    if not _is_alone(self) or not str(self.front_matter.get("api", "")).endswith(node.path):
        self.add(Paragraph((Strong((Text(node.method),)), Text(" "), CodeSpan(node.path))))
    raise nodes.SkipNode


# -- fields -----------------------------------------------------------------------------------------------------------


def visit_parameter_list(self: PageWriter, node: ours.api_parameter_list) -> None:
    """Nested fields unfold."""
    if node.fields is not None:
        add_fields(self, node.composer, node.fields, node.above, node.at)
        raise nodes.SkipNode
    if _is_nested(node):
        self.open(Element("Expandable", {"title": _nested_title(node)}))


def depart_parameter_list(self: PageWriter, node: ours.api_parameter_list) -> None:
    """Close the Expandable."""
    if _is_nested(node):
        self.close()


def _is_nested(node: nodes.Element) -> bool:
    return isinstance(node.parent, nodes.definition)


def _nested_title(node: nodes.Element) -> str:
    assert node.parent is not None
    parameter = node.parent.parent
    assert isinstance(parameter, ours.api_parameter)
    return _("{name} fields").format(name=parameter.name)


def _share(self: PageWriter, node: ours.api_response | ours.api_error, make: partial[None]) -> None:
    """Add what is made of a node: made once, where the node stands on other pages too.

    It may depend on nothing of the page but which of its fields are linked to, and how deep its sections are.
    """
    if not node.kept:
        make()
        return
    key = (node, make.func, ours.get_linked(self.document), self.section_level)
    if key not in self.site.shared:
        self.site.shared[key] = Shared(self.gather(make)), None
    self.add(self.site.shared[key][0])


def visit_parameter(self: PageWriter, node: ours.api_parameter) -> None:
    """Write a ParamField or ResponseField, where the page has nodes for them."""
    _add_parameter(self, node)
    raise nodes.SkipNode


def _add_parameter(self: PageWriter, node: ours.api_parameter) -> None:
    """Add the field: description with its default, allowed values, nested fields."""
    place = node.place
    name, slot = ("ResponseField", "name") if place in OUTPUTS else ("ParamField", place)
    definition = node[1]
    assert isinstance(definition, nodes.definition)
    given = [child for child in definition.children if isinstance(child, ours.api_fact)]
    facts = {child.kind: child for child in given}
    nested = [c for c in definition.children if isinstance(c, (ours.api_parameter_list, ours.api_variant))]
    prose = [c for c in definition.children if c not in nested and not isinstance(c, ours.api_fact)]
    kind = type_attribute(node.type, nests=bool(nested))
    attributes: dict[str, AttributeValue] = {slot: node.name, "type": kind}
    aside = node.aside
    if node.required and not aside:
        attributes["required"] = None
    if node.deprecated:
        attributes["deprecated"] = None
    where = self.config.gptproto_mdx_default
    default = facts.get("default")
    in_attribute = default is not None and where != "description" and fits_attribute(json.loads(default.value))
    if default is not None and in_attribute:
        attributes["default"] = as_attribute(json.loads(default.value))
    if _is_deep(node):
        attributes["id"] = node["ids"][0]
    if node["ids"][0] in ours.get_linked(
        self.document
    ):  # Mintlify's link checker does not know ids that are attributes of fields
        self.add(Anchor(node["ids"][0]))
    self.open(Element(name, attributes))
    if node.required and aside:
        self.add(say_required())
    blocks = list(self.blocks(*prose))
    if default is not None and not (in_attribute and where == "attribute"):
        blocks = _with_value(self, blocks, default)
    if "example" in facts:
        blocks = _with_value(self, blocks, facts["example"])
    self.add(*blocks)
    for fact in sorted(given, key=lambda fact: ORDER.index(fact.kind)):
        if fact.kind not in ("default", "example"):
            self.add(*self.blocks(*fact.children))
    self.add(*self.blocks(*nested))
    self.close()


def _is_deep(node: ours.api_parameter) -> bool:
    """Return whether a field stands in another one, in a variant of that one too."""
    assert node.parent is not None
    holder = node.parent.parent
    return holder is not None and (isinstance(holder, nodes.definition) or _is_nested(holder))


def _with_value(self: PageWriter, blocks: list[Node], fact: ours.api_fact) -> list[Node]:
    """Return the description with its value: in its last line, or as a fence below."""
    if len(fact.children) > 1:
        return [*blocks, *self.blocks(*fact.children)]
    return with_value(blocks, fact.kind, fact.value)


def visit_variant(self: PageWriter, node: ours.api_variant) -> None:
    """One shape of a field unfolds under its name; one of a body cannot, since fields in it would stand in no field."""
    if _is_nested(node):
        self.open(Element("Expandable", {"title": node.title}))
        self.add(*self.blocks(*node.children[1:]))
        self.close()
    else:
        self.add(*self.blocks(*node.children))
    raise nodes.SkipNode


def visit_schema(self: PageWriter, node: ours.api_schema) -> None:
    """A shared schema is what is said of it, and its fields."""
    self.add(*self.anchors(node), *self.blocks(*node.children))
    raise nodes.SkipNode


def visit_fact(self: PageWriter, node: ours.api_fact) -> None:
    """A fact outside a field is its words."""
    self.add(*self.blocks(*node.children))
    raise nodes.SkipNode


# -- samples, responses, errors ---------------------------------------------------------------------------------------


def _fence(sample: ours.api_sample) -> Fence:
    return Fence(sample.code.astext(), language(sample.fence), title=sample.title)


def visit_part(self: PageWriter, node: ours.api_part) -> None:
    """A part is a section, unless all that it shows stands beside the text."""
    if _is_alone(self) and all(isinstance(child, ours.api_samples) for child in node.children[1:]):
        self.add(*self.blocks(*node.children[1:]))
    else:
        handle_section(self, node)
    raise nodes.SkipNode


def visit_samples(self: PageWriter, node: ours.api_samples) -> None:
    """Samples stand beside the text of an ``api:`` page, and in it on others."""
    fences = tuple(_fence(sample) for sample in node.findall(ours.api_sample))
    if _is_alone(self):
        self.at_end(Element("RequestExample", {}, fences))
    else:
        self.add(Element("CodeGroup", {}, fences))
    raise nodes.SkipNode


def visit_response(self: PageWriter, node: ours.api_response) -> None:
    """Description and fields; the example goes beside the text, all examples of a page into one block."""
    _share(self, node, partial(_add_response, self, node))
    if not node.samples:
        raise nodes.SkipNode
    show = partial(_share, self, node, partial(_add_fences, self, node))
    if _is_alone(self):
        gathered: list[Node] = self.state.setdefault("gptproto_responses", [])
        gathered.extend(self.gather(show))
        assert node.parent is not None
        responses = [child for child in node.parent.children if isinstance(child, ours.api_response) and child.samples]
        if node is responses[-1]:
            self.at_end(Element("ResponseExample", {}, tuple(gathered)))
    else:
        show()
    raise nodes.SkipNode


def _add_response(self: PageWriter, node: ours.api_response) -> None:
    title, *rest = node.children
    samples = node.samples
    if node["ids"][0] in ours.get_linked(self.document):
        self.add(Anchor(node["ids"][0]))
    if node.several or not samples:  # no fence has it as its title
        self.add(*self.blocks(title))
    self.add(*self.blocks(*(child for child in rest if child not in samples)))


def _add_fences(self: PageWriter, node: ours.api_response | ours.api_error) -> None:
    self.add(*map(_fence, node.samples))


def visit_error(self: PageWriter, node: ours.api_error) -> None:
    """When it happens and what to do, then the body as a titled fence, whose title names the error."""
    self.add(*self.anchors(node))
    _share(self, node, partial(_add_error, self, node))
    raise nodes.SkipNode


def _add_error(self: PageWriter, node: ours.api_error) -> None:
    samples = node.samples
    words = [child for child in node.children[1:] if child not in samples]
    self.add(Paragraph((Strong((Text(node.title),)),)), *self.blocks(*words))
    _add_fences(self, node)


def visit_catalog_cards(self: PageWriter, node: ours.api_catalog_cards) -> None:
    """A catalogue's cards: the whole of each is a link."""
    cards = []
    for item in node.children:
        assert isinstance(item, ours.api_catalog_item)
        title, *rest = item.children
        link = next((found for found in title.findall(nodes.reference)), None)
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
