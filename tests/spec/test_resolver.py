"""References, merging, and whether a value fits."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxext_gptproto.content.labels import show_block, show_value
from sphinxext_gptproto.spec.conformance import equal, find_duplicate, find_violations, is_pattern, type_of
from sphinxext_gptproto.spec.model import MISSING, Schema
from sphinxext_gptproto.spec.resolver import Resolver, merge

STRING, INTEGER = Schema(types=("string",)), Schema(types=("integer",))
PLAIN = Resolver({})


def reasons(schema, value, resolve=PLAIN):
    return list(find_violations(schema, value, resolve))


# -- resolving --------------------------------------------------------------------------------------------------------


def test_a_reference_is_followed_and_siblings_win():
    resolve = Resolver(
        {"A": Schema(ref="B", title="A"), "B": Schema(types=("string",), title="B", description="Deep.")}
    )
    resolved = resolve(Schema(ref="A", description="Beside."))
    assert resolved == Schema(types=("string",), title="A", description="Beside.")


def test_a_sibling_default_of_null_or_false_wins():
    resolve = Resolver({"A": Schema(default=1)})
    assert [resolve(Schema(ref="A", default=value)).default for value in (None, False, 0, "", [])] == [
        None,
        False,
        0,
        "",
        [],
    ]
    assert resolve(Schema(ref="A")).default == 1


def test_all_of_merges():
    resolve = Resolver({"Base": Schema(properties={"a": STRING, "b": STRING}, required=frozenset({"a"}))})
    more = Schema(properties={"b": Schema(description="B."), "c": INTEGER}, required=frozenset({"c"}))
    merged = resolve(Schema(all_of=(Schema(ref="Base"), more), title="Whole"))
    assert list(merged.properties) == ["a", "b", "c"]
    assert merged.required == {"a", "c"}
    assert resolve(merged.properties["b"]) == Schema(types=("string",), description="B.")
    assert (merged.title, merged.all_of, merged.ref) == ("Whole", (), "")


def test_circles_end():
    resolve = Resolver({
        "A": Schema(ref="A"), "B": Schema(all_of=(Schema(ref="C"),), title="B"), "C": Schema(all_of=(Schema(ref="B"),)),
        "List": Schema(properties={"next": Schema(ref="List")}),
    })  # fmt: skip
    assert resolve(Schema(ref="A")) == Schema()
    assert resolve(Schema(ref="B")).title == "B"
    inner = resolve(Schema(ref="List"))
    for _ in range(100):
        inner = resolve(inner.properties["next"])
    assert list(inner.properties) == ["next"]


def test_doubling_names_take_no_double_time():
    schemas = {f"S{n}": Schema(all_of=(Schema(ref=f"S{n + 1}"), Schema(ref=f"S{n + 1}"))) for n in range(200)}
    start = time.perf_counter()
    assert Resolver({**schemas, "S200": STRING})(Schema(ref="S0")) == STRING
    assert time.perf_counter() - start < 1


def test_unknown_names_count_as_anything():
    assert PLAIN(Schema(ref="Gone", title="A")) == Schema(title="A")


def test_a_schema_is_resolved_once():
    schema = Schema(ref="A")
    resolve = Resolver({"A": STRING})
    assert resolve(schema) is resolve(schema)
    assert merge(Schema(), STRING) is STRING


# -- fitting ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        (STRING, ["", "a"], [None, 1, True, [], {}]),
        (INTEGER, [0, -1, 1.0], [1.5, True, "1", None]),
        (Schema(types=("number",)), [0, 1.5], [False, "1"]),
        (Schema(types=("string", "null")), ["a", None], [0]),
        (Schema(enum=(1, "a", None)), [1, 1.0, "a", None], [True, "1", 0]),
        (Schema(const=False), [False], [0, None, ""]),
        (Schema(const=None), [None], [0]),
        (Schema(minimum=0, maximum=2), [0, 2, "no number"], [-1, 3]),
        (Schema(exclusive_minimum=0, exclusive_maximum=2), [1], [0, 2]),
        (Schema(multiple_of=0.1), [0.3, 1], [0.25]),
        (Schema(min_length=1, max_length=2), ["a", "😀😀"], ["", "abc"]),
        (Schema(pattern=r"^\d+$"), ["1"], ["a"]),
        (Schema(pattern=r"^\p{Lu}$"), ["a"], []),
        (Schema(min_items=1, max_items=2, items=INTEGER), [[1]], [[], [1, 2, 3], ["a"]]),
        (Schema(unique_items=True), [[1, True, {"a": 1}, {"a": 2}]], [[1, 1.0], [{"a": [1]}, {"a": [1]}]]),
        (Schema(properties={"a": INTEGER}, required=frozenset({"a"})), [{"a": 1, "b": 2}], [{}, {"a": "1"}]),
        (Schema(additional_properties=INTEGER), [{"a": 1}], [{"a": "1"}]),
        (Schema(one_of=(STRING, INTEGER)), ["a", 1], [1.5, None]),
        (Schema(any_of=(STRING, Schema(types=("array",), items=STRING))), ["a", ["a"]], [[1], {}]),
        (Schema(all_of=(Schema(minimum=1), Schema(maximum=2))), [1], [0, 3]),
    ],
)  # fmt: skip
def test_fit(schema, good, bad):
    assert [value for value in good if reasons(schema, value)] == []
    assert [value for value in bad if not reasons(schema, value)] == []


def test_path_and_reason():
    schema = Schema(properties={"a": Schema(items=Schema(properties={"b": INTEGER}))})
    assert reasons(schema, {"a": [{"b": 1}, {"b": "x"}]}) == [(("a", 1, "b"), '"x" is not of type integer')]


@pytest.mark.parametrize(
    ("value", "violation"),
    [
        (5, ((), "5 is not of type string or array")),
        ([{"text": 5}], ((0, "text"), "5 is not of type string")),
        ([{}], ((0,), "the required field 'text' is missing")),
    ],
)
def test_a_choice_answers_with_the_member_that_goes_furthest(value, violation):
    part = Schema(types=("object",), properties={"text": STRING}, required=frozenset({"text"}))
    schema = Schema(one_of=(STRING, Schema(types=("array",), items=part)))
    assert reasons(schema, value) == [violation]


def test_long_values_are_cut():
    ((_, reason),) = reasons(INTEGER, "x" * 100)
    assert len(reason) < 90


# -- values in general ------------------------------------------------------------------------------------------------

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=10,
)


@st.composite
def schemas_and_values(draw, depth=2):
    """Return a schema and a value that fits it."""
    kind = draw(
        st.sampled_from(
            ["string", "integer", "boolean", "null", "enum", *(["array", "object", "choice"] * (depth > 0))]
        )
    )
    if kind == "string":
        value = draw(st.text(max_size=8))
        return Schema(types=("string",), min_length=draw(st.integers(0, len(value))), max_length=len(value)), value
    if kind == "integer":
        value = draw(st.integers(-1000, 1000))
        return Schema(
            types=draw(st.sampled_from([("integer",), ("number",)])), minimum=value - draw(st.integers(0, 9))
        ), value
    if kind in ("boolean", "null"):
        return Schema(types=(kind,)), None if kind == "null" else draw(st.booleans())
    if kind == "enum":
        values = draw(st.lists(JSON, min_size=1, max_size=3))
        return Schema(enum=tuple(values)), draw(st.sampled_from(values))
    inner = draw(st.lists(schemas_and_values(depth=depth - 1), min_size=1, max_size=3))
    if kind == "array":
        schema, value = inner[0]
        return Schema(types=("array",), items=schema, max_items=2), [value] * draw(st.integers(0, 2))
    if kind == "choice":
        return Schema(one_of=tuple(schema for schema, _ in inner)), draw(st.sampled_from([value for _, value in inner]))
    properties = {f"p{number}": schema for number, (schema, _) in enumerate(inner)}
    value = {f"p{number}": value for number, (_, value) in enumerate(inner)}
    return Schema(types=("object",), properties=properties, required=frozenset(properties)), value


@given(schemas_and_values())
def test_what_is_made_to_fit_fits(pair):
    schema, value = pair
    assert reasons(schema, value) == []


@given(schemas_and_values(), JSON)
def test_a_misfit_leads_to_a_part_of_the_value(pair, value):
    for path, reason in reasons(pair[0], value):
        assert reason
        part = value
        for step in path:
            part = part[step]


@given(JSON)
def test_shown_values_are_the_values(value):
    assert json.loads(show_value(value)) == value
    assert json.loads(show_block(value)) == value
    assert "\n" not in show_value(value)


@given(JSON, JSON)
def test_equality_is_jsons(one, other):
    assert equal(one, json.loads(json.dumps(one)))
    assert equal(one, other) == equal(other, one)
    if equal(one, other):
        assert type_of(one) == type_of(other)
        assert find_duplicate([one, other]) is not MISSING


@pytest.mark.parametrize(
    ("pattern", "sound"),
    [
        ("^a$", True),
        (r"\p{L}+", True),
        ("(?<year>[0-9]+)", True),
        (r"\/", True),
        ("(", False),
        ("[a", False),
        ("a**", False),
    ],
)
def test_is_pattern(pattern, sound):
    assert is_pattern(pattern) is sound


def test_items_of_both_members_count():
    """As in GitHub's webhooks: what one member says of an array's items, the other says more of."""
    step = Schema(types=("object",), properties={"number": Schema(types=("integer",))})
    first = Schema(types=("array",), items=step)
    second = Schema(types=("array",), items=Schema(types=("object", "null")))
    resolve = Resolver({})
    items = resolve(resolve(Schema(all_of=(first, second))).items)
    assert (items.types, list(items.properties)) == (("object", "null"), ["number"])
