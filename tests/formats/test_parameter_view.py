"""The view of a parameter that all formats read."""

from __future__ import annotations

from docutils import nodes

from sphinxext_gptproto.content.fields import Field, Variant
from sphinxext_gptproto.formats.parameter_view import ParameterView, get_facts, is_nested
from sphinxext_gptproto.reference import nodes as ours
from sphinxext_gptproto.reference.nodes_from.fields import FieldComposer


def make_field(name: str, **values) -> Field:
    return Field(name=name, place="body", slug=name, type="string", **values)


def make_node(field: Field) -> ours.api_parameter:
    node = FieldComposer(prefix="chat-").listed([field], field.place)[0]
    assert isinstance(node, ours.api_parameter)
    return node


FIELD = make_field(
    "size",
    required=True,
    aside=True,
    description="How *large*.\n\nIn pixels.",
    default="x" * 100,
    example="small",
    values=("small", "large"),
    limits=("at most 9 characters",),
    format="size",
    deprecated=True,
    children=(make_field("width"), make_field("height")),
    variants=(
        Variant(title="Square", slug="square", description="", fields=(make_field("side"),)),
        Variant(title="Text", slug="text", description="", fields=(), type="string"),
    ),
)


def test_values():
    view = ParameterView.of(make_node(FIELD))
    assert (view.anchor, view.name, view.place, view.type) == ("chat-size", "size", "body", "string")
    assert (view.required, view.aside, view.deprecated, view.is_output) == (True, True, True, False)
    assert [block.astext() for block in view.description] == ["How large.", "In pixels."]


def test_facts():
    view = ParameterView.of(make_node(FIELD))
    default, example, values, limits = view.default, view.example, view.values, view.limits
    assert default is not None
    assert default.value == f'"{"x" * 100}"'
    assert [type(block) for block in default.blocks] == [nodes.literal_block]
    assert example is not None
    assert (example.value, example.blocks, example.sentence.astext()) == ('"small"', [], 'Example: "small"')
    assert values is not None
    assert "".join(node.astext() for node in values.listed_nodes) == '"small", "large"'
    assert limits is not None
    assert "".join(node.astext() for node in limits.listed_nodes) == "at most 9 characters"
    kinds = [fact.kind for fact in view.sort_facts(("format", "deprecated", "access", "variants"))]
    assert kinds == ["format", "deprecated", "variants"]


def test_nested():
    node = make_node(FIELD)
    view = ParameterView.of(node)
    listing, variant = view.nested
    assert view.variants == [variant]
    assert view.field_count == 2
    assert is_nested(listing)
    assert is_nested(variant.children[-1])
    assert not is_nested(node.parent)


def test_a_parameter_of_which_nothing_more_is_known():
    node = make_node(make_field("size"))
    view = ParameterView.of(node)
    assert [*get_facts(node)] == [*view.facts] == []
    assert view.default is view.example is view.values is view.limits is None
    assert (view.description, view.nested, view.field_count, view.variants) == ((), (), 0, [])
