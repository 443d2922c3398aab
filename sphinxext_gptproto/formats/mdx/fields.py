"""Fields of the API reference in MDX, written straight from :class:`.content.fields.Field`, without nodes.

A large description has hundreds of thousands of fields, which repeat one another; as nodes, each would need ten of
them. So lists of fields come here without children (see :class:`.nodes_from.fields.FieldComposer`), and three things
are shared:

- The description of a field with its values, and its facts, are made once for all fields with the same ones. They are
  remembered by what they say.
- A field that several pages or places show is written once, with ids relative to its own (:class:`.RelativeId`), and
  placed with a different id each time. It is remembered by its identity: fields are shared by the cache that builds
  them, and comparing two by value would walk all that is nested in them.
- A field with an id that something links to, or with a link to a field that it is nested in, is written for its place.
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
    from ..parameter_view import Parameter

_: Final = get_translation("sphinxext_gptproto")
MAX_ATTRIBUTE: Final = 49
"""Mintlify does not show a default attribute of 50 characters or more, nor one that nests."""
ORDER: Final = (
    *("default", "example", "more-examples", "values", "limits", "format", "constraint", "access", "deprecated"),
    *("same-as", "see", "variants", "docs"),
)
"""Kinds of facts, in the order of display."""
BELOW: Final = ORDER[2:]
"""Kinds of facts below the description; a default and the first example are in its last line."""
_LOCAL: Final = ("same-as", "see", "variants", "docs")
"""Kinds of facts with links, or with lists whose content is more than their text."""


def add_fields(
    self: PageWriter, composer: FieldNodes, fields: Iterable[Field], parents: Parents = (), parent_id: str = ""
) -> None:
    """Add fields that are nested in no other field.

    :param parents: what contains them, where a link can lead back to that: a shared schema.
    :param parent_id: id of the body that they are in.
    """
    self.add(*_make_fields(self, composer, fields, parents, parent_id, nested=False))


def _make_fields(
    self: PageWriter,
    composer: FieldNodes,
    fields: Iterable[Field],
    parents: Parents,
    parent_id: str | RelativeId,
    *,
    nested: bool,
) -> list[Node]:
    """Return fields.

    :param nested: whether they are in a field or a variant: then they have their ids in an attribute.
    """
    blocks: list[Node] = []
    linked = get_linked(self.document)
    for field_ in fields:
        identifier = composer.place(field_, parent_id) if isinstance(parent_id, str) else _join(parent_id, field_.slug)
        if isinstance(identifier, str) and _is_local(field_, identifier, linked):
            if identifier in linked:
                # Mintlify's link checker does not know ids that are attributes of fields
                blocks.append(Anchor(identifier))
            blocks.append(_make_field(self, composer, field_, parents, identifier, nested=nested))
            continue
        key = (id(field_), nested)  # the field is part of the value, so no other object can get its id
        cached = self.site.shared.get(key)
        if cached is None:
            block = Shared((_make_field(self, composer, field_, (), RelativeId(), nested=nested),))
            cached = self.site.shared[key] = block, field_
        blocks.append(Placed(cached[0], identifier))
    return blocks


def _is_local(field_: Field, identifier: str, linked: frozenset[str]) -> bool:
    """Return whether a field differs by place: it has links to fields that contain it, or something links into it."""
    return field_.has_repeats or any(f"{target}-".startswith(f"{identifier}-") for target in linked)


def _join(parent_id: str | RelativeId, slug: str) -> str | RelativeId:
    return join(parent_id, slug) if isinstance(parent_id, str) else RelativeId(f"{parent_id.suffix}-{slug}")


def _make_field(
    self: PageWriter,
    composer: FieldNodes,
    field_: Field,
    parents: Parents,
    identifier: str | RelativeId,
    *,
    nested: bool,
) -> Element:
    contains_fields = bool(field_.children) or any(variant.fields for variant in field_.variants)
    name, attributes, default = make_tag(
        field_, contains_fields=contains_fields, default=field_.default, place=self.config.gptproto_mdx_default
    )
    if nested:
        attributes["id"] = identifier
    example = MISSING if field_.type == "file" else field_.example
    values = [(kind, value) for kind, value in (("default", default), ("example", example)) if value is not MISSING]
    children: list[Node] = [make_required_note()] if field_.required and field_.aside else []
    # By their text: Python takes 1, 1.0 and True for the same, and lists have no hash.
    key = ("said", field_.description, repr(values))
    children.append(_share(self, key, lambda: _make_description(self, composer, field_, values)))
    if facts := _get_shared_facts(field_):
        children.append(_share(self, facts, lambda: _make_facts(self, composer, field_, parents, local=False)))
    if field_.same_as or field_.see or field_.variants or field_.external_docs:
        children += _make_facts(self, composer, field_, parents, local=True)
    if isinstance(identifier, str):  # else nothing nested in it links to a field that contains it
        parents = *parents, (identifier, field_.name)
    children += _make_nested(self, composer, field_, parents, identifier)
    return Element(name, attributes, tuple(children))


def make_tag(
    parameter: Parameter, *, contains_fields: bool, default: Any, place: str
) -> tuple[str, dict[str, AttributeValue], Any]:
    """Return a field's component and its attributes, and the default unless its attribute alone is to show that.

    :param default: a JSON value, or ``MISSING``.
    :param place: where defaults are shown, as ``gptproto_mdx_default`` says.
    """
    is_output = parameter.place in OUTPUTS
    attributes: dict[str, AttributeValue] = {
        "name" if is_output else parameter.place: parameter.name,
        "type": type_attribute(parameter.type, nests=contains_fields),
    }
    if parameter.required and not parameter.aside:
        attributes["required"] = None
    if parameter.deprecated:
        attributes["deprecated"] = None
    if default is not MISSING and place != "description" and fits_attribute(default):
        attributes["default"] = as_attribute(default)
        default = MISSING if place == "attribute" else default
    return "ResponseField" if is_output else "ParamField", attributes, default


def make_required_note() -> Paragraph:
    """Return a paragraph instead of the attribute ``required``, for which Mintlify's form would ask in every request.

    It is for fields of a body that not all requests have.
    """
    return Paragraph((Text(str(_("Required."))),))


def _get_shared_facts(field_: Field) -> tuple[Any, ...]:
    """Return a key for the facts of a field that have the same text in every place; nothing where it has none."""
    facts = (
        *(field_.values, field_.value_descriptions, field_.limits, field_.format, field_.constraints, field_.examples),
        *(field_.deprecated, field_.read_only, field_.write_only),
    )
    return ("facts", repr(facts)) if any(facts) else ()


def _share(self: PageWriter, key: tuple[Any, ...], make: Callable[[], Iterable[Node]]) -> Shared:
    """Return the blocks that the site has under a key, or make them now."""
    cached = self.site.shared.get(key)
    if cached is None:
        cached = self.site.shared[key] = Shared(tuple(make())), None
    return cached[0]


def _make_description(
    self: PageWriter, composer: FieldNodes, field_: Field, values: Iterable[tuple[str, Any]]
) -> list[Node]:
    """Return the description with the default and the example: in its last line, or as fences below."""
    blocks = list(self.blocks(*composer.prose(field_.description)))
    for kind, value in values:
        text = show_value(value)
        if len(text) > MAX_INLINE:
            label = "Default:" if kind == "default" else "Example:"  # programs read it: the same in every language
            blocks += [Paragraph((Text(label),)), Fence(show_block(value), "json")]
        else:
            blocks = add_value(blocks, kind, text)
    return blocks


def _make_facts(self: PageWriter, composer: FieldNodes, field_: Field, parents: Parents, *, local: bool) -> list[Node]:
    """Return the facts below the description.

    :param local: whether to return those with links and lists, which belong to this place alone, or the others.
    """
    facts = list(composer.facts(field_, parents))
    plain = [variant for variant in field_.variants if not variant.fields]
    facts += [composer.plain_variants(plain)] if plain and local else []
    facts = [fact for fact in facts if fact.kind in BELOW and (fact.kind in _LOCAL) == local]
    facts.sort(key=lambda fact: BELOW.index(fact.kind))
    return [node for fact in facts for node in self.blocks(*fact.children)]


def _make_nested(
    self: PageWriter, composer: FieldNodes, field_: Field, parents: Parents, identifier: str | RelativeId
) -> list[Node]:
    """Return the fields in a field, and its variants that have fields, each group behind a title."""
    groups: list[Node] = []
    if field_.children:
        title = _("{name} fields").format(name=field_.name)
        fields = _make_fields(self, composer, field_.children, parents, identifier, nested=True)
        groups.append(Element("Expandable", {"title": title}, tuple(fields)))
    for variant in field_.variants:
        if variant.fields:
            about: list[Any] = [*composer.prose(variant.description), *composer.when(variant)]
            if variant.shape is not None:
                about += [child for fact in composer.facts(variant.shape, ()) for child in fact.children]
            variant_id = _join(identifier, variant.slug)
            fields = _make_fields(self, composer, variant.fields, parents, variant_id, nested=True)
            groups.append(Element("Expandable", {"title": variant.title}, (*self.blocks(*about), *fields)))
    return groups


# -- values -----------------------------------------------------------------------------------------------------------


def type_attribute(label: str, *, nests: bool) -> str:
    """Return a type as Mintlify reads it.

    Mintlify takes ``x | x[] | ...`` for an array of ``x``, whatever follows, and an array of strings has no fields. So
    a type with nested fields begins with its objects.
    """
    parts = label.split(" | ")
    if nests and len(parts) > 2 and (parts[1] == f"{parts[0]}[]" or parts[0] == f"{parts[1]}[]"):
        parts.sort(key=lambda part: not part.startswith("object"))  # stable
    return " | ".join(parts)


def fits_attribute(value: Any) -> bool:
    """Return whether Mintlify shows a default in an attribute."""
    nests = isinstance(value, dict) or (isinstance(value, list) and any(isinstance(v, (list, dict)) for v in value))
    return len(json.dumps(value, ensure_ascii=False)) <= MAX_ATTRIBUTE and not nests and value is not None


def as_attribute(value: Any) -> AttributeValue:
    """Return a default as an attribute's value."""
    return value if isinstance(value, (str, bool)) else Json(value)


def add_value(blocks: list[Node], kind: str, text: str) -> list[Node]:
    """Return a description with a value at the end of its last line.

    :param kind: ``default`` or ``example``.
    """
    value: tuple[Node, ...] = (Text(f"({kind}: "), CodeSpan(text), Text(")"))
    if blocks and isinstance(blocks[-1], Paragraph):
        return [*blocks[:-1], Paragraph((*_without_stop(blocks[-1].children), Text(" "), *value))]
    return [*blocks, Paragraph(value)]


def _without_stop(line: tuple[Node, ...]) -> tuple[Node, ...]:
    """Return a line without the full stop at its end, since a value in brackets follows."""
    if line and isinstance(line[-1], Text):
        text = line[-1].value.rstrip()
        if text.endswith((".", "。")) and not text.endswith(("..", "e.g.", "etc.")):
            return (*line[:-1], Text(text[:-1]))
    return line
