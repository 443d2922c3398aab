"""JSON that is none: what can mean one thing only is taken for that, and what is JSON stays what it is."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxext_gptproto.loaders.files.infer_schema import infer, read_text
from sphinxext_gptproto.loaders.files.tolerant_json import ITEM, RecoveryError, recover
from sphinxext_gptproto.spec.model import Schema

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)
TOKENS = re.compile(r'("(?:[^"\\]|\\.)*")|([\[\]{},:])')
COMMENTS = ["", " ", "\n", "/* a, b: [1] */", "// it's {\n", '# "x"\n', "/**/"]


def loosen(text, draw):
    """Return the text with comments and blanks between its tokens, and commas before its brackets."""
    parts = []
    for part in filter(None, TOKENS.split(text)):
        if part in ("]", "}") and parts[-1].strip() not in ("[", "{") and draw(st.booleans()):
            parts.append(",")
        parts += [draw(st.sampled_from(COMMENTS)), part] if part.strip() else [part]
    return "".join(parts) + draw(st.sampled_from(COMMENTS))


@given(VALUES, st.sampled_from([None, 2]))
def test_json_is_what_it_is(value, indent):
    text = json.dumps(value, indent=indent, ensure_ascii=indent is None)
    assert recover(text).value == json.loads(text)


@given(VALUES, st.data())
def test_comments_and_commas_change_no_value(value, data):
    text = loosen(json.dumps(value), data.draw)
    recovered = recover(text + "// so that it is not JSON")
    assert recovered.value == value
    assert repr(recovered.value) == repr(json.loads(json.dumps(value)))
    assert recovered.bare == frozenset()


@given(
    VALUES.filter(lambda value: isinstance(value, (dict, list))), st.sampled_from(["'", "' \\", "'\n", '"', "}", " ;"])
)
def test_what_is_left_of_a_command_changes_no_value(value, rest):
    assert recover(json.dumps(value) + rest).value == value
    quoted = json.dumps(value).replace("'", r"'\''")
    assert recover(f"curl -X POST https://e.x -H 'A: b' --data '{quoted}'").value == value


@given(st.text(max_size=40))
def test_any_text_is_a_value_or_an_error(text):
    try:
        json.dumps(recover(text).value)
    except RecoveryError as error:
        assert error.line >= 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (r"""{"a": "a cat'\''s head"}""", {"a": "a cat's head"}),
        ('{"a": {{n}}, "b": [{{m}}]}', {"a": "{{n}}", "b": ["{{m}}"]}),
        ('{"a": "{{x}} and {{y}}"}', {"a": "{{x}} and {{y}}"}),
        ('{"a": 1, "b": {"c": [1, 2', {"a": 1, "b": {"c": [1, 2]}}),
        ("{'a': 'b', c: True, d: None}", {"a": "b", "c": True, "d": None}),
        ('{"a": "C:\\Users\\new"}', {"a": "C:\\Users\new"}),
        ('{"a": "two\nlines"}', {"a": "two\nlines"}),
        ("[1, 2, ...]", [1, 2]),
        ('{"a": <your id>, "b": $TOKEN}', {"a": "<your id>", "b": "<TOKEN>"}),
        ('{"a": 1 "b": 2}', {"a": 1, "b": 2}),
        ("-d '{\"a\": 1}'", {"a": 1}),
        ('curl https://e.x -d \'{"a": 1', {"a": 1}),
        ('\ufeff{"a": 1,}', {"a": 1}),
        (r'{"a": "\ud83d\ude00", }', {"a": "\U0001f600"}),
    ],
)
def test_one_meaning(text, value):
    assert recover(text).value == value


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("", "line 1, column 1", "unexpected end of text"),
        ("a=b&c=d", "line 1, column 1", "expected a value, found 'a=b&c=d'"),
        ('{"a": 1]', "line 1, column 8", "expected a name in quotes"),
        ('{"a" 1}', "line 1, column 6", "expected ':'"),
        ('{\n  "a": yes\n}', "line 2, column 8", "expected a value"),
        ('{"a": "never', "line 1, column 7", "a string is not closed"),
        ('{"a": 1} and more', "line 1, column 10", "unexpected text after the end"),
        ('{"a": NaN}', "line 1, column 7", "expected a value"),
        ("[" * 200 + "]" * 200, "line 1", "nested more than 100 levels"),
        ("[" * 200 + "1,]", "line 1", "nested more than 100 levels"),
        ("{'a': 1e999}", "line 1", "too large"),
    ],
)
def test_no_meaning(text, place, reason):
    with pytest.raises(RecoveryError) as caught:
        recover(text)
    assert place in str(caught.value)
    assert reason in str(caught.value)


def test_comments_belong_to_members():
    text = """\
// About all of it.
{
  "a": 1, // Behind a.
  // Before b,
  // in two lines.
  "b": { /* In b. */
    "c": [ {"d": 1 /* Behind d. */} ]
  },
  // "gone": 1,
  // ----------
  "e": 2 # Behind e.
  // At the end.
}
"""
    assert recover(text).comments == {
        (): "About all of it.",
        ("a",): "Behind a.",
        ("b",): "Before b,\nin two lines.\n\nIn b.",
        ("b", "c", ITEM, "d"): "Behind d.",
        ("e",): "Behind e.",
    }


def test_placeholders_without_quotes():
    found = recover('{"a": {{n}}, "b": [{{m}}, 2], "c": "{{o}}"}')
    assert found.bare == {("a",), ("b", ITEM)}


# -- schemas ----------------------------------------------------------------------------------------------------------


def test_items_are_merged():
    schema = infer([{"a": [{"b": 1}, {"b": 1.5, "c": None}, {"c": "x"}], "d": []}, {"d": [True]}])
    item = schema.properties["a"].items
    assert item.properties == {"b": Schema(types=("number",)), "c": Schema(types=("string", "null"))}
    assert schema.properties["d"] == Schema(types=("array",), items=Schema(types=("boolean",)))
    assert schema.required == frozenset()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["2025-01-31T12:00:00Z", "2025-01-31T12:00:00.5+01:00"], "date-time"),
        (["https://example.com/a?b=c", "http://localhost:8080"], "uri"),
        (["ada@example.com"], "email"),
        (["123e4567-e89b-12d3-a456-426614174000"], "uuid"),
        (["https://example.com", "none"], ""),
        (["2025-01-31"], ""),
        (["<https://example.com>"], ""),
        ([1], ""),
    ],
)
def test_formats_are_certain(values, expected):
    assert infer(values).format == expected


def test_what_is_said_of_a_member_is_its_description():
    schema = infer([{"a": [{"b": "<n>"}]}], comments={("a", ITEM, "b"): "Words."}, unknown={("a", ITEM, "b")})
    assert schema.properties["a"].items.properties["b"] == Schema(description="Words.")


@given(VALUES)
def test_every_value_fits_its_schema(value):
    names = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}

    def check(value, schema):
        kinds = {"number", "integer"} if isinstance(value, int) and not isinstance(value, bool) else {""}
        assert {names.get(type(value), "null"), *kinds} & set(schema.types)
        for name, part in value.items() if isinstance(value, dict) else ():
            check(part, schema.properties[name])
        for item in value if isinstance(value, list) else ():
            check(item, schema.items)

    check(value, infer([value]))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        *(("12", 12), ("-3", -3), ("0.5", 0.5), ("true", True), ("false", False)),
        *((text, text) for text in ("012", "1.50", "+1", "1e5", "-0", "True", "null", "", " 1", "1" * 16)),
    ],
)
def test_texts_that_are_certainly_something_else(text, value):
    assert read_text(text) == value
    assert type(read_text(text)) is type(value)


@given(st.from_regex(r"-?\d{1,17}(\.\d{1,8})?", fullmatch=True))
def test_what_is_read_as_a_number_is_sent_as_it_was(text):
    value = read_text(text)
    assert value == text or json.dumps(value) == text
