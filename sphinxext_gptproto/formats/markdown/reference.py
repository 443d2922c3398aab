"""The nodes of the API reference in Markdown: parameters as nested lists, samples and responses as titled fences.

::

    - `temperature` (number, default: `1`): How bold the answer is. Allowed: 0 to 2.
    - `messages` (object[], required): The conversation so far.
      - `role` (string, required): Who speaks. Allowed values: `"user"`, `"system"`.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Final

from docutils import nodes
from sphinx.locale import get_translation

from ...mdx.handlers.code import language
from ...mdx.handlers.structure import handle_section
from ...mdx.tree import CodeSpan, Fence, Item, List, Paragraph, Text, plain
from ...reference import nodes as ours
from ..mdx.fields import ORDER
from ..parameter_view import ParameterView
from .plain import make_address, make_title

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...mdx.rules import Handler, PageWriter
    from ...mdx.tree import Node

_: Final = get_translation("sphinxext_gptproto")


def _add_children(translator: PageWriter, node: nodes.Element) -> None:
    """Add what a node contains, after anchors for its ids."""
    translator.add(*translator.anchors(node), *translator.blocks(*node.children))


def _add_signature(translator: PageWriter, node: ours.api_signature) -> None:
    """Add method and address, as in the first line of a request."""
    translator.add(Paragraph((CodeSpan(f"{node.method} {node.server.rstrip('/')}{node.path}"),)))


# -- parameters -------------------------------------------------------------------------------------------------------


def _add_parameter_list(translator: PageWriter, node: ours.api_parameter_list) -> None:
    items = [_make_item(translator, child) for child in node.children if isinstance(child, ours.api_parameter)]
    if items:
        translator.add(List(tuple(items)))


def _make_item(translator: PageWriter, node: ours.api_parameter) -> Item:
    """Return a parameter: a line with its name, type and facts, then blocks for what does not fit in the line."""
    parameter = ParameterView.of(node)
    marks: list[Node] = [Text(f" ({', '.join([parameter.type, *_get_marks(parameter)])}")]
    if parameter.default is not None and not parameter.default.blocks:
        marks += [Text(", "), Text(str(_("default:")) + " "), CodeSpan(parameter.default.value)]
    marks.append(Text(")"))
    anchors = [make_address(name) for name in node["ids"] if name in _get_linked(translator)]
    blocks = list(translator.blocks(*parameter.description))
    line: list[Node] = [*anchors, CodeSpan(parameter.name), *marks]
    rest: list[Node] = blocks
    if blocks and isinstance(blocks[0], Paragraph):
        line += [Text(": "), *blocks[0].children]
        rest = blocks[1:]
    for fact in parameter.sort_facts(ORDER):
        if fact.kind == "deprecated" or (fact.kind == "default" and not fact.blocks):
            continue  # the marks say it
        content = translator.blocks(*fact.children)
        if not rest and len(content) == 1 and isinstance(content[0], Paragraph):
            line = _add_sentence(line, content[0].children)
        else:
            rest += content
    return Item((Paragraph(tuple(line)), *rest, *translator.blocks(*parameter.nested)))


def _get_marks(parameter: ParameterView) -> list[str]:
    marks = [(parameter.required, _("required")), (parameter.deprecated, _("deprecated"))]
    return [str(mark) for applies, mark in marks if applies]


def _add_sentence(line: Sequence[Node], sentence: Sequence[Node]) -> list[Node]:
    """Return a line with a sentence behind it."""
    end = plain(tuple(line)).rstrip()[-1:]
    return [*line, Text(": " if end == ")" else " " if end in ".!?:;" else ". "), *sentence]


def _get_linked(translator: PageWriter) -> frozenset[str]:
    """Return the ids that links of the page itself lead to.

    Only those get an anchor: one for each parameter would make a list hard to read.
    """
    linked: frozenset[str] | None = translator.state.get("linked")
    if linked is None:
        linked = frozenset(str(link.get("refid", "")) for link in translator.document.findall(nodes.reference))
        translator.state["linked"] = linked
    return linked


def _add_variants(translator: PageWriter, node: ours.api_variant) -> None:
    """Add all variants of a field as one list, at the place of the first: each is its title, with its fields below."""
    assert node.parent is not None
    siblings, position = node.parent.children, node.parent.index(node)
    if position and isinstance(siblings[position - 1], ours.api_variant):
        return
    variants = takewhile(lambda sibling: isinstance(sibling, ours.api_variant), siblings[position:])
    translator.add(List(tuple(Item(translator.blocks(*variant.children)) for variant in variants)))


# -- samples, responses, errors ---------------------------------------------------------------------------------------


def _make_fence(sample: ours.api_sample) -> Fence:
    return Fence(sample.code.astext(), language(sample.fence), title=sample.title)


def _add_samples(translator: PageWriter, node: ours.api_samples) -> None:
    translator.add(*map(_make_fence, node.findall(ours.api_sample)))


def _add_sample(translator: PageWriter, node: ours.api_sample) -> None:
    """Add an example under its title, unless the response or error that it is in has the same title just above."""
    fence = _make_fence(node)
    parent = node.parent
    assert parent is not None
    is_response = isinstance(parent, ours.api_response) and not node.named
    has_fields = any(isinstance(child, (ours.api_parameter_list, ours.api_variant)) for child in parent.children)
    if is_response and has_fields:
        translator.add(make_title(str(_("Example:"))))
    elif not is_response and not isinstance(parent, ours.api_error):
        translator.add(make_title(fence.title))
    translator.add(Fence(fence.code, language(fence.language)))


def _add_cards(translator: PageWriter, node: nodes.Element) -> None:
    """Add the cards of a catalog as a list."""
    translator.add(List(translator.blocks(*node.children)))


RULES: Final[Mapping[type | str, Handler]] = {
    ours.api_endpoint: _add_children,
    ours.api_part: handle_section,
    ours.api_signature: _add_signature,
    ours.api_parameter_list: _add_parameter_list,
    ours.api_variant: _add_variants,
    ours.api_fact: _add_children,
    ours.api_samples: _add_samples,
    ours.api_sample: _add_sample,
    ours.api_response: _add_children,
    ours.api_schema: _add_children,
    ours.api_error: _add_children,
    "api_catalog_cards": _add_cards,
}
