"""Fields of the API reference in MDX, straight from their facts.

A large description has hundreds of thousands of fields, which say the same again and again: made of nodes, each would
cost ten of them. So lists of fields come here without children (see :class:`.fields.FieldComposer`), what is
said of a field is made once for all fields of which the same is said, and a field that stands on several pages is
written once.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from sphinx.locale import get_translation

from ...content.build_fields import MAX_INLINE
from ...content.fields import OUTPUTS, join
from ...content.labels import show_block, show_value
from ...mdx.tree import Anchor, CodeSpan, Element, Fence, Json, Paragraph, Placed, RelativeId, Shared, Text
from ...reference.nodes import get_linked
from ...spec.model import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ...content.fields import Field
    from ...mdx.rules import PageWriter
    from ...mdx.tree import AttributeValue, Node
    from ...reference.nodes import FieldNodes, Parents

_: Final = get_translation("sphinxext_gptproto")
MAX_ATTRIBUTE: Final = 49
"""Mintlify does not show a default attribute of 50 characters or more, nor one that nests."""
ORDER: Final = (
    *("default", "example", "more-examples", "values", "limits", "format", "constraint", "access", "deprecated"),
    *("same-as", "see", "variants", "docs"),
)
"""Kinds of facts, in the order of display."""
_LOCAL: Final = ("same-as", "see", "variants", "docs")
"""Kinds of facts that hold links, or lists whose words are not all that they say."""


def add_fields(
    self: PageWriter, composer: FieldNodes, fields: Iterable[Field], above: Parents = (), at: str = ""
) -> None:
    """Add fields that stand right on the page.

    :param at: id of the body that they stand in.
    """
    self.add(*_fields(self, composer, fields, above, at, deep=False))


def _fields(
    self: PageWriter,
    composer: FieldNodes,
    fields: Iterable[Field],
    above: Parents,
    at: str | RelativeId,
    *,
    deep: bool,
) -> list[Node]:
    """Return fields.

    :param at: id of what they stand in.
    :param deep: whether that is a field, or a variant: then they have their ids in an attribute.
    """
    made: list[Node] = []
    linked = get_linked(self.document)
    for field_ in fields:
        identifier = composer.place(field_, at) if isinstance(at, str) else _below(at, field_.slug)
        if isinstance(identifier, str) and _is_unique(field_, identifier, linked):
            if identifier in linked:
                # Mintlify's link checker does not know ids that are attributes of fields
                made.append(Anchor(identifier))
            made.append(_field(self, composer, field_, above, identifier, deep=deep))
            continue
        key = (id(field_), deep)
        known = self.site.shared.get(key)
        if known is None:
            block = Shared((_field(self, composer, field_, (), RelativeId(), deep=deep),))
            known = self.site.shared[key] = block, field_
        made.append(Placed(known[0], identifier))
    return made


def _is_unique(field_: Field, identifier: str, linked: frozenset[str]) -> bool:
    """Return whether a field says what no other place says: links within it, or addresses of links to it."""
    return field_.has_repeats or any(f"{target}-".startswith(f"{identifier}-") for target in linked)


def _below(at: str | RelativeId, slug: str) -> str | RelativeId:
    """Return the id of what stands in something, by that one's id."""
    return join(at, slug) if isinstance(at, str) else RelativeId(f"{at.suffix}-{slug}")


def _field(
    self: PageWriter,
    composer: FieldNodes,
    field_: Field,
    above: Parents,
    identifier: str | RelativeId,
    *,
    deep: bool,
) -> Element:
    name, slot = ("ResponseField", "name") if field_.place in OUTPUTS else ("ParamField", field_.place)
    nests = bool(field_.children) or any(variant.fields for variant in field_.variants)
    attributes: dict[str, AttributeValue] = {slot: field_.name, "type": type_attribute(field_.type, nests=nests)}
    if field_.required and not field_.aside:
        attributes["required"] = None
    if field_.deprecated:
        attributes["deprecated"] = None
    default = field_.default
    where = self.config.gptproto_mdx_default
    if default is not MISSING and where != "description" and fits_attribute(default):
        attributes["default"] = as_attribute(default)
        default = MISSING if where == "attribute" else default
    if deep:
        attributes["id"] = identifier
    values = [("default", default), ("example", MISSING if field_.type == "file" else field_.example)]
    said = [(kind, value) for kind, value in values if value is not MISSING]
    children: list[Node] = [say_required()] if field_.required and field_.aside else []
    children.append(
        _remember(self, ("said", field_.description, repr(said)), lambda: _said(self, composer, field_, said))
    )
    if facts := _facts_of(field_):
        children.append(_remember(self, facts, lambda: _facts(self, composer, field_, above, local=False)))
    if field_.same_as or field_.see or field_.variants or field_.external_docs:
        children += _facts(self, composer, field_, above, local=True)
    if isinstance(identifier, str):  # else nothing in the field links to what is above
        above = *above, (identifier, field_.name)
    children += _nested(self, composer, field_, above, identifier)
    return Element(name, attributes, tuple(children))


def say_required() -> Paragraph:
    """Return the attribute ``required`` in words: of a field aside, Mintlify's form would ask in every request."""
    return Paragraph((Text(str(_("Required."))),))


def _facts_of(field_: Field) -> tuple[Any, ...]:
    """Return the facts that are said in the same words wherever a field stands, or nothing where there are none."""
    facts = (
        *(field_.values, field_.value_descriptions, field_.limits, field_.format, field_.constraints, field_.examples),
        *(field_.deprecated, field_.read_only, field_.write_only),
    )
    return ("facts", repr(facts)) if any(facts) else ()


def _remember(self: PageWriter, key: tuple[Any, ...], make: Callable[[], Iterable[Node]]) -> Shared:
    known = self.site.shared.get(key)
    if known is None:
        known = self.site.shared[key] = Shared(tuple(make())), None
    return known[0]


def _said(self: PageWriter, composer: FieldNodes, field_: Field, said: Iterable[tuple[str, Any]]) -> list[Node]:
    """Return the description with the field's values: in its last line, or as fences below."""
    blocks = list(self.blocks(*composer.prose(field_.description)))
    for kind, value in said:
        text = show_value(value)
        if len(text) > MAX_INLINE:
            label = "Default:" if kind == "default" else "Example:"  # programs read it: the same in every language
            blocks += [Paragraph((Text(label),)), Fence(show_block(value), "json")]
        else:
            blocks = with_value(blocks, kind, text)
    return blocks


def _facts(self: PageWriter, composer: FieldNodes, field_: Field, above: Parents, *, local: bool) -> list[Node]:
    """Return the facts below the description.

    :param local: whether those with links and lists, which are of this place alone, are wanted, or the others.
    """
    facts = [f for f in composer.facts(field_, above) if f.kind not in ("default", "example")]
    plain = [variant for variant in field_.variants if not variant.fields]
    facts += [composer.plain_variants(plain)] if plain and local else []
    facts = [fact for fact in facts if (fact.kind in _LOCAL) == local]
    facts.sort(key=lambda fact: ORDER.index(fact.kind))
    return [node for fact in facts for node in self.blocks(*fact.children)]


def _nested(self: PageWriter, composer: FieldNodes, field_: Field, above: Parents, at: str | RelativeId) -> list[Node]:
    made: list[Node] = []
    if field_.children:
        title = _("{name} fields").format(name=field_.name)
        inner = _fields(self, composer, field_.children, above, at, deep=True)
        made.append(Element("Expandable", {"title": title}, tuple(inner)))
    for variant in field_.variants:
        if variant.fields:
            words: list[Any] = [*composer.prose(variant.description), *composer.when(variant)]
            if variant.shape is not None:
                words += [child for fact in composer.facts(variant.shape, ()) for child in fact.children]
            inside = _below(at, variant.slug)
            inner = [*self.blocks(*words), *_fields(self, composer, variant.fields, above, inside, deep=True)]
            made.append(Element("Expandable", {"title": variant.title}, tuple(inner)))
    return made


# -- values -----------------------------------------------------------------------------------------------------------


def type_attribute(label: str, *, nests: bool) -> str:
    """Return a type as Mintlify reads it.

    It takes ``x | x[] | ...`` for an array of ``x`` and looks no further; nested fields then stand where none may be.
    """
    parts = label.split(" | ")
    if nests and len(parts) > 2 and (parts[1] == f"{parts[0]}[]" or parts[0] == f"{parts[1]}[]"):
        parts.sort(key=lambda part: not part.startswith("object"))  # stable
    return " | ".join(parts)


def fits_attribute(value: Any) -> bool:
    """Return whether Mintlify shows a default that stands in an attribute."""
    nests = isinstance(value, dict) or (isinstance(value, list) and any(isinstance(v, (list, dict)) for v in value))
    return len(json.dumps(value, ensure_ascii=False)) <= MAX_ATTRIBUTE and not nests and value is not None


def as_attribute(value: Any) -> AttributeValue:
    """Return a default as an attribute's value."""
    return value if isinstance(value, (str, bool)) else Json(value)


def with_value(blocks: list[Node], kind: str, text: str) -> list[Node]:
    """Return the description with a value behind its last line."""
    value: tuple[Node, ...] = (Text(f"({kind}: "), CodeSpan(text), Text(")"))
    if blocks and isinstance(blocks[-1], Paragraph):
        return [*blocks[:-1], Paragraph((*_without_stop(blocks[-1].children), Text(" "), *value))]
    return [*blocks, Paragraph(value)]


def _without_stop(line: tuple[Node, ...]) -> tuple[Node, ...]:
    """Return a line without the full stop at its end: the value in brackets follows."""
    if line and isinstance(line[-1], Text):
        words = line[-1].value.rstrip()
        if words.endswith((".", "。")) and not words.endswith(("..", "e.g.", "etc.")):
            return (*line[:-1], Text(words[:-1]))
    return line
