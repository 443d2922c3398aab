"""The content of pages: types, limits, defaults and examples."""

from __future__ import annotations

import pytest

from sphinxext_gptproto.content.build_fields import MAX_BODY, body_shape, parameter_fields
from sphinxext_gptproto.content.credentials import security_fields
from sphinxext_gptproto.content.fields import get_repeated, walk
from sphinxext_gptproto.content.labels import status_title, type_label
from sphinxext_gptproto.spec.model import MISSING, Example, MediaType, Operation, Parameter, Schema, SecurityScheme
from sphinxext_gptproto.spec.names import make_anchor
from sphinxext_gptproto.spec.resolver import Resolver

STRING, INTEGER = Schema(types=("string",)), Schema(types=("integer",))
SCHEMAS = {
    "Tree": Schema(types=("object",), properties={"name": STRING, "children": Schema(items=Schema(ref="Tree"))}),
    "Ping": Schema(properties={"pong": Schema(ref="Pong")}),
    "Pong": Schema(properties={"ping": Schema(ref="Ping")}),
    "Json": Schema(any_of=(Schema(ref="Json"), STRING, Schema(items=Schema(ref="Json")))),
    "Text": Schema(types=("object",), properties={"text": STRING}, description="Words."),
}
RESOLVE = Resolver(SCHEMAS)


def shape_of(properties, example=MISSING, **keywords):
    examples = () if example is MISSING else (Example(name="a", value=example),)
    schema = properties if isinstance(properties, Schema) else Schema(properties=properties, **keywords)
    media = MediaType(type="application/json", schema=schema, examples=examples)
    return body_shape(media, RESOLVE, place="body")


def fields_of(properties, example=MISSING, **keywords):
    return shape_of(properties, example, **keywords).children


def field_of(schema, example=MISSING):
    (field,) = fields_of({"a": schema}, MISSING if example is MISSING else {"a": example})
    return field


@pytest.mark.parametrize(
    ("schema", "label"),
    [
        (STRING, "string"),
        (Schema(types=("string", "null")), "string | null"),
        (Schema(types=("array",), items=STRING), "string[]"),
        (Schema(items=Schema(items=INTEGER)), "integer[][]"),
        (Schema(types=("array",)), "array"),
        (Schema(types=("array",), items=Schema(types=("string", "integer"))), "(string | integer)[]"),
        (
            Schema(items=Schema(one_of=(STRING, Schema(items=Schema(any_of=(INTEGER, STRING)))))),
            "(string | array)[]",
        ),
        (Schema(one_of=(STRING, Schema(items=Schema(one_of=(STRING, INTEGER))))), "string | (string | integer)[]"),
        (Schema(types=("array", "null"), items=Schema(types=("string", "null"))), "(string | null)[] | null"),
        (Schema(items=Schema()), "any[]"),
        (Schema(ref="Json"), "string | array"),
        (Schema(items=Schema(ref="Json")), "(string | array)[]"),
        (Schema(properties={"a": STRING}), "object"),
        (Schema(ref="Text"), "object"),
        (Schema(one_of=(STRING, Schema(items=Schema(ref="Text")))), "string | object[]"),
        (Schema(any_of=(STRING, STRING)), "string"),
        (Schema(types=("string",), format="binary"), "file"),
        (Schema(types=("array",), items=Schema(types=("string",), format="binary")), "file[]"),
        (Schema(enum=("a", 1, None)), "string | integer | null"),
        (Schema(const=False), "boolean"),
        (Schema(), "any"),
    ],
)
def test_type(schema, label):
    assert type_label(schema, RESOLVE) == label


@pytest.mark.parametrize(
    ("schema", "limits"),
    [
        (Schema(minimum=0, maximum=2), ("0 to 2",)),
        (Schema(minimum=0.5), ("at least 0.5",)),
        (Schema(maximum=-1), ("at most -1",)),
        (Schema(exclusive_minimum=0, exclusive_maximum=1), ("more than 0", "less than 1")),
        (Schema(multiple_of=8), ("a multiple of 8",)),
        (Schema(max_length=4096), ("at most 4096 characters",)),
        (Schema(min_length=1, max_length=1), ("1 character",)),
        (Schema(min_items=1), ("at least 1 item",)),
        (Schema(min_items=1, max_items=4, unique_items=True), ("1 to 4 items", "no item twice")),
        (Schema(pattern="^a$"), ("matching `^a$`",)),
        (Schema(items=Schema(max_length=2), max_items=3), ("at most 3 items", "each at most 2 characters")),
        (Schema(format="binary"), ()),
    ],
)
def test_limits(schema, limits):
    assert field_of(schema).limits == limits


@pytest.mark.parametrize("value", [False, 0, "", None, [], {}], ids=repr)
def test_a_default_is_shown_whatever_it_is(value):
    field = field_of(Schema(default=value), example=1)
    assert field.default == value
    assert type(field.default) is type(value)
    assert field.example is MISSING, "an example beside a default says nothing"


def test_no_default():
    field = field_of(STRING, example="x")
    assert (field.default, field.example) == (MISSING, "x")
    assert field_of(STRING).example is MISSING
    assert field_of(Schema(examples=("y", "z"))).example == "y"
    assert field_of(Schema(examples=("y",)), example=None).example is None


def test_values():
    schema = Schema(enum=("a", 1, None), enum_descriptions={"a": "First.", "null": "None."})
    field = field_of(schema)
    assert (field.values, field.value_descriptions) == (("a", 1, None), ("First.", "", "None."))
    assert field_of(Schema(const="a")).values == ("a",)
    assert field_of(Schema(items=schema)).values == ("a", 1, None)


def test_nested_arrays():
    schema = Schema(items=Schema(items=Schema(properties={"a": STRING, "b": STRING}, required=frozenset({"b"}))))
    (field,) = fields_of({"rows": schema}, {"rows": [[{"a": "1"}, {"b": "2"}]]})
    assert (field.type, field.example) == ("object[][]", MISSING)
    assert [(f.name, f.slug, f.required, f.example) for f in field.children] == [
        ("a", "a", False, "1"), ("b", "b", True, "2"),
    ]  # fmt: skip


def test_a_body_that_is_an_array():
    fields = fields_of(Schema(types=("array",), items=Schema(properties={"a": STRING})), [{"a": "x"}])
    assert [(f.name, f.example) for f in fields] == [("a", "x")]


def test_other_names():
    _, rest = fields_of(Schema(properties={"a": STRING}, additional_properties=INTEGER), {"a": "x", "b": 2})
    assert (rest.name, rest.type, rest.example) == ("<name>", "integer", 2)
    assert len(fields_of(Schema(properties={"a": STRING}, additional_properties=Schema()))) == 1


def test_variants():
    schema = Schema(one_of=(STRING, Schema(ref="Text"), Schema(items=Schema(title="Part", properties={"x": STRING}))))
    field = field_of(schema, example="Hello")
    assert [(v.title, v.description, [f.name for f in v.fields]) for v in field.variants] == [
        ("Text", "Words.", ["text"]), ("Part", "", ["x"]),
    ]  # fmt: skip


def test_recursion_is_linked():
    (tree,) = fields_of({"tree": Schema(ref="Tree")})
    _, children = tree.children
    assert (children.same_as, children.children, children.type) == (1, (), "object[]")
    (ping,) = fields_of({"ping": Schema(ref="Ping")})
    assert ping.children[0].children[0].same_as == 2
    shape = shape_of({"tree": Schema(ref="Tree"), "ping": Schema(ref="Ping"), "plain": STRING})
    assert get_repeated([shape]) == {"body-tree", "body-ping"}
    assert [field.has_repeats for field in shape.children] == [True, True, False]


def test_one_field_for_all_places_that_say_the_same():
    part = Schema(ref="Tree")
    one, two = fields_of({"one": Schema(properties={"p": part}), "two": Schema(properties={"p": part})})
    assert one.children[0] is two.children[0]


def test_anchors_are_unique():
    schema = Schema(properties={
        "a": Schema(properties={"b": STRING, "tree": Schema(ref="Tree")}), "a_b": STRING, "a-b": STRING, "A.B": STRING,
        "choice": Schema(one_of=(Schema(title="T", properties={"x": STRING}), Schema(title="T", properties={"x": STRING}))),
        "日本": STRING, "中国": STRING,
    })  # fmt: skip
    shape = shape_of(schema)
    _, *fields = walk([shape])
    anchors = [anchor for anchor, _ in fields]
    assert len(set(anchors)) == len(anchors)
    assert anchors[:2] == ["body-a", "body-a-b"]
    assert [a for a, f in fields if f.name in ("a_b", "a-b", "A.B")] == ["body-a-b-2", "body-a-b-3", "body-a-b-4"]
    assert get_repeated([shape]) == {"body-a-tree"}


def test_parameters():
    operation = Operation(
        id="a", method="GET", path="/",
        parameters=(
            Parameter(name="page_size", location="query", schema=Schema(types=("integer",), default=10, description="Deep.")),
            Parameter(name="X-Id", location="header", required=True, description="Own.", schema=STRING, example="a", deprecated=True),
        ),
    )  # fmt: skip
    (size,) = parameter_fields(operation, "query", RESOLVE)
    (header,) = parameter_fields(operation, "header", RESOLVE)
    assert (size.slug, size.default, size.description, size.required) == ("query-page-size", 10, "Deep.", False)
    assert (header.slug, header.example, header.description) == ("header-x-id", "a", "Own.")
    assert (header.required, header.deprecated) == (True, True)
    assert parameter_fields(operation, "path", RESOLVE) == ()


def test_security():
    schemes = {
        "token": SecurityScheme(id="token", type="http", scheme="Bearer"),
        "key": SecurityScheme(id="key", type="apiKey", name="key", location="query", description="Yours."),
    }

    def fields(*security):
        operation = Operation(id="a", method="GET", path="/", security=security)
        return [(f.name, f.place, f.required) for f in security_fields(operation, schemes)]

    schemes["pair"] = SecurityScheme(id="pair", type="http", scheme="basic", description="Name and password.")
    pair = Operation(id="a", method="GET", path="/", security=({"pair": ()},))
    assert "`PAIR`, as `user:password`" in security_fields(pair, schemes, "PAIR")[0].description
    assert security_fields(pair, schemes)[0].description == "Name and password."
    assert fields({"token": ()}) == [("Authorization", "header", True)]
    assert fields({"token": (), "key": ()}) == [("Authorization", "header", True), ("key", "query", True)]
    assert fields({"token": ()}, {"key": ()}) == [("Authorization", "header", False), ("key", "query", False)]
    assert fields({"key": ()}, {}) == [("key", "query", False)]
    assert fields({}) == fields() == []


def test_titles_and_anchors():
    assert status_title("200") == "200 - OK"
    assert status_title("4XX") == "4XX"
    assert status_title("default") == "Any other status"
    assert make_anchor("Größe (px)") == "gr-e-px"


def _objects(count, fields):
    """Return an object with many properties, each a shared schema with some fields of its own, and a resolver."""
    schemas = {
        f"s{number}": Schema(types=("object",), properties={f"f{n}": Schema(types=("string",)) for n in range(fields)})
        for number in range(count)
    }
    body = Schema(types=("object",), properties={name: Schema(ref=name) for name in schemas})
    return body, Resolver(schemas)


@pytest.mark.parametrize("place", ["body", "response", "payload"])
@pytest.mark.parametrize(
    ("count", "fields", "expected"),
    [
        (9, 110, 999),  # fits: all fields are on the page
        (10, 110, 10),
        (30, 90, 30),  # none of its schemas is large, but there are many
        (200, 20, 200),
    ],
)
def test_a_large_body_refers_to_shared_schemas(place, count, fields, expected):
    body, resolve = _objects(count, fields)
    shape = body_shape(MediaType(type="application/json", schema=body), resolve, place=place)
    assert len([anchor for anchor, _field in walk(shape.children)]) == expected <= MAX_BODY


def test_a_large_body_that_shares_little():
    body, resolve = _objects(5, 20)
    own = {f"own{number}": Schema(types=("string",)) for number in range(MAX_BODY)}
    large = Schema(types=("object",), properties={**body.properties, **own})
    shape = body_shape(MediaType(type="application/json", schema=large), resolve, place="body")
    assert not any(field.see for field in shape.children)  # links would not make the page small
