"""The API reference's own nodes in plain Markdown: parameters as nested lists, samples and answers as titled fences.

::

    - `temperature` (number, default: `1`): How bold the answer is. Allowed: 0 to 2.
    - `messages` (object[], required): The conversation so far.
      - `role` (string, required): Who speaks. Allowed values: `"user"`, `"system"`.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING, Any, Final

from docutils import nodes
from sphinx.locale import get_translation

from ...mdx.handlers.code import language
from ...mdx.handlers.structure import handle_section
from ...mdx.tree import CodeSpan, Fence, Item, List, Paragraph, Text, plain
from ...reference import nodes as ours
from ..mdx.fields import ORDER
from .plain import address, titled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ...mdx.rules import Handler, PageWriter
    from ...mdx.tree import Node

_: Final = get_translation("sphinxext_gptproto")


def _parts(translator: PageWriter, node: nodes.Element) -> None:
    """Add what a node holds, after the places in it that a link can lead to."""
    translator.add(*translator.anchors(node), *translator.blocks(*node.children))


def _signature(translator: PageWriter, node: ours.api_signature) -> None:
    """Add method and address, as a request's first line says it."""
    translator.add(Paragraph((CodeSpan(f"{node['method']} {str(node['server']).rstrip('/')}{node['path']}"),)))


# -- parameters -------------------------------------------------------------------------------------------------------


def _parameter_list(translator: PageWriter, node: ours.api_parameter_list) -> None:
    items = [_parameter(translator, child) for child in node.children if isinstance(child, ours.api_parameter)]
    if items:
        translator.add(List(tuple(items)))


def _parameter(translator: PageWriter, node: ours.api_parameter) -> Item:
    """Return a parameter: a line with its name, what it is and its facts, then what takes lines of its own."""
    definition: Any = node[1]
    given = [child for child in definition.children if isinstance(child, ours.api_fact)]
    nested = [c for c in definition.children if isinstance(c, (ours.api_parameter_list, ours.api_variant))]
    prose = [c for c in definition.children if c not in nested and c not in given]
    marks: list[Node] = [Text(f" ({', '.join([node['type'], *_words(node)])}")]
    facts: list[ours.api_fact] = []
    for fact in sorted(given, key=lambda fact: ORDER.index(fact.kind)):
        if fact.kind == "default" and len(fact.children) == 1:
            marks += [Text(", "), Text(str(_("default:")) + " "), CodeSpan(fact.value)]
        elif fact.kind != "deprecated":  # said by the mark
            facts.append(fact)
    marks.append(Text(")"))
    anchors = [address(name) for name in node["ids"] if name in _linked(translator)]
    blocks = list(translator.blocks(*prose))
    lead: list[Node] = [*anchors, CodeSpan(node.name), *marks]
    rest: list[Node] = []
    if blocks and isinstance(blocks[0], Paragraph):
        lead += [Text(": "), *blocks[0].children]
        rest = blocks[1:]
    else:
        rest = blocks
    for fact in facts:
        made = translator.blocks(*fact.children)
        if not rest and len(made) == 1 and isinstance(made[0], Paragraph):
            lead = _sentence(lead, made[0].children)
        else:
            rest += made
    return Item((Paragraph(tuple(lead)), *rest, *translator.blocks(*nested)))


def _words(node: ours.api_parameter) -> list[str]:
    words = [(node.required, _("required")), (node.deprecated, _("deprecated"))]
    return [str(word) for said, word in words if said]


def _sentence(line: Sequence[Node], following: Sequence[Node]) -> list[Node]:
    """Return a line with another sentence."""
    end = plain(tuple(line)).rstrip()[-1:]
    return [*line, Text(": " if end == ")" else " " if end in ".!?:;" else ". "), *following]


def _linked(translator: PageWriter) -> frozenset[str]:
    """Return the ids that links of the page itself lead to: a list with an address for each parameter is no prose."""
    found: frozenset[str] | None = translator.state.get("linked")
    if found is None:
        found = frozenset(str(link.get("refid", "")) for link in translator.document.findall(nodes.reference))
        translator.state["linked"] = found
    return found


def _variant(translator: PageWriter, node: ours.api_variant) -> None:
    """Add the shapes of a field as one list, at the first of them: each is its title, and its fields below."""
    assert node.parent is not None
    siblings, at = node.parent.children, node.parent.index(node)
    if at and isinstance(siblings[at - 1], ours.api_variant):
        return
    run = takewhile(lambda sibling: isinstance(sibling, ours.api_variant), siblings[at:])
    translator.add(List(tuple(Item(translator.blocks(*variant.children)) for variant in run)))


# -- samples, responses, errors ---------------------------------------------------------------------------------------


def _fence(sample: ours.api_sample) -> Fence:
    return Fence(sample.code.astext(), language(sample.fence), title=sample.title)


def _samples(translator: PageWriter, node: ours.api_samples) -> None:
    translator.add(*map(_fence, node.findall(ours.api_sample)))


def _sample(translator: PageWriter, node: ours.api_sample) -> None:
    """Add an example under its title, unless the block that it is in has the same one just above."""
    made = _fence(node)
    parent = node.parent
    assert parent is not None
    said = isinstance(parent, ours.api_error) or (
        isinstance(parent, ours.api_response)
        and not node.named
        and not any(isinstance(child, (ours.api_parameter_list, ours.api_variant)) for child in parent.children)
    )
    if not said and isinstance(parent, ours.api_response) and not node.named:
        translator.add(titled(str(_("Example:"))))
    elif not said:
        translator.add(titled(made.title))
    translator.add(type(made)(made.code, language(made.language)))


def _cards(translator: PageWriter, node: nodes.Element) -> None:
    """Add the cards of a catalogue as a list."""
    translator.add(List(translator.blocks(*node.children)))


RULES: Final[Mapping[type | str, Handler]] = {
    ours.api_endpoint: _parts,
    ours.api_part: handle_section,
    ours.api_signature: _signature,
    ours.api_parameter_list: _parameter_list,
    ours.api_variant: _variant,
    ours.api_fact: _parts,
    ours.api_samples: _samples,
    ours.api_sample: _sample,
    ours.api_response: _parts,
    ours.api_schema: _parts,
    ours.api_error: _parts,
    "api_catalog_cards": _cards,
}
