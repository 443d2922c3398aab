"""YAML and JSON text to values: YAML 1.2's core schema, places, and limits."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxext_gptproto.loaders.files import yaml_json as module
from sphinxext_gptproto.loaders.files.raw_file import read_raw
from sphinxext_gptproto.loaders.files.yaml_json import parse_document, parse_json, read_document
from sphinxext_gptproto.spec.errors import UnreadableSourceError


def value_of(text):
    document = parse_document(text, file="f.yaml")
    assert document.faults == ()
    return document.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"), ("on", "on"), ("Yes", "Yes"), ("y", "y"), ("true", True), ("FALSE", False), ("tRue", "tRue"),
        ("null", None), ("~", None), ("", None), ("nULL", "nULL"), ("2025-01-31", "2025-01-31"), ("12:30:45", "12:30:45"),
        ("010", 10), ("0o17", 15), ("0x1F", 31), ("0b1", "0b1"), ("1_000", "1_000"), ("+1", 1), ("-0", 0),
        ("1.50", 1.5), (".5", 0.5), ("1.", 1.0), ("1e3", 1000.0), ("1E-2", 0.01), ("1.2.3", "1.2.3"), ("=", "="),
        ('"1"', "1"), ("'true'", "true"), ("!!str 1", "1"), ("|-\n  1", "1"), ("<<", "<<"), (".infinity", ".infinity"),
    ],
)  # fmt: skip
def test_core_schema(text, value):
    parsed = value_of(f"a: {text}\n")["a"]
    assert parsed == value
    assert type(parsed) is type(value)


def test_keys_keep_their_spelling():
    text = "200: a\ntrue: b\nno: c\n010: d\n~: e\n1.50: f\n2025-01-31: g\n'': h\n"
    assert list(value_of(text)) == ["200", "true", "no", "010", "~", "1.50", "2025-01-31", ""]


@pytest.mark.parametrize(
    ("text", "value", "column"),
    [
        (r'{"a": "x\ud800y"}', {"a": "x\ufffdy"}, 9),
        (r'{"a\udfff": "\ud83d\ude00"}', {"a\ufffd": "\U0001f600"}, 4),
        (r'{"a": "\ude00\ud83d"}', {"a": "\ufffd\ufffd"}, 8),
        (r'{"a": "\\ud800 \\\ud800"}', {"a": "\\ud800 \\\ufffd"}, 18),
        (r'{"a": "\\ud800"}', {"a": "\\ud800"}, 0),
    ],
)
def test_half_characters_are_replaced(tmp_path, text, value, column):
    """UTF-8 cannot encode them, so nothing that contains one could be written."""
    document = parse_document(text, file="f.json")
    (tmp_path / "f.json").write_text(text, encoding="utf-8")
    raw, faults = read_raw(tmp_path / "f.json")
    assert document.value == raw.value == parse_json(text) == value
    for found in (document.faults, faults):
        assert [(fault.source.line, fault.source.column) for fault in found] == [(1, column)] * bool(column)
        assert all("is only half of a character; it is replaced by U+FFFD" in fault.reason for fault in found)


@pytest.mark.parametrize("key", ["x" * 1100, f'"{"x" * 1100}"', f"'{'x ' * 600}'"])
def test_keys_that_are_too_long(key):
    for text in (f"{{a: {{{key}: 1}}}}", f"a:\n  {key}: 1\n", f"a: 1\n{key}: 1\n"):
        with pytest.raises(UnreadableSourceError, match="shorten the key before it: YAML reads keys of at most 1,024"):
            parse_document(text, file="f.yaml")


def test_half_characters_in_yaml():
    with pytest.raises(
        UnreadableSourceError, match="invalid Unicode character escape code; write the character itself"
    ):
        parse_document('a: "\\ud800"', file="f.yaml")


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=20), inner, max_size=4),
    max_leaves=20,
)


@given(JSON, st.booleans(), st.sampled_from([None, 2, "\t"]))
def test_json_is_read_as_json(value, ascii_only, indent):
    """Whatever Python's json writes; characters that YAML forbids are written as escapes."""
    if not ascii_only and not json.dumps(value, ensure_ascii=False).isprintable():
        ascii_only = True
    text = json.dumps([value], ensure_ascii=ascii_only, indent=indent)
    assert json.dumps(value_of(text)[0]) == json.dumps(value)


def test_places():
    document = parse_document("a:\n  - b: 1\n    c d: [x, {y: z}]\n", file="f.yaml")
    assert [
        (s.line, s.column, s.pointer)
        for s in (
            document.source(), document.source("a"), document.source("a", 0), document.source("a", 0, "c d"),
            document.source("a", 0, "c d", 1, "y"), document.source("a", 0, "gone", "far"),
        )
    ] == [
        (1, 1, "$"), (1, 1, "$.a"), (2, 5, "$.a[0]"), (3, 5, "$.a[0]['c d']"),
        (3, 15, "$.a[0]['c d'][1].y"), (2, 5, "$.a[0].gone.far"),
    ]  # fmt: skip
    assert str(document.source("a", 0)) == "f.yaml:2:5"


def test_alias_repeats_a_value():
    assert value_of("a: &a {b: [1]}\nc: *a\n") == {"a": {"b": [1]}, "c": {"b": [1]}}


def test_byte_order_mark(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_bytes("\ufeffa: é\r\nb: 1\r\n".encode())
    assert read_document(path).value == {"a": "é", "b": 1}


def test_too_large(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "MAX_BYTES", 1024**2)
    path = tmp_path / "a.yaml"
    path.write_bytes(b"a: " + b"b" * 1024**2)
    with pytest.raises(UnreadableSourceError, match="larger than 1 MiB"):
        read_document(path)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 300_000,
        "[" * 300_000 + "]" * 300_000,
        "- " * 100_000 + "a",
        '{"a":' * 100_000,
        "[\n" * 3_000 + "]" * 3_000,
    ],
    ids=["open", "closed", "blocks", "objects", "lines"],
)
def test_depth_does_not_overflow_the_stack(text):
    with pytest.raises(UnreadableSourceError, match="nested more than 100 levels deep"):
        parse_document(text, file="f.yaml")


def test_depth_through_aliases():
    text = "0: &0 [1]\n" + "".join(f"{n}: &{n} [*{n - 1}]\n" for n in range(1, 200))
    with pytest.raises(UnreadableSourceError, match="nested more than 100 levels deep"):
        parse_document(text, file="f.yaml")


def test_billion_laughs_end_quickly():
    text = "0: &0 [a, a]\n" + "".join(f"{n}: &{n} [*{n - 1}, *{n - 1}]\n" for n in range(1, 90))
    start = time.perf_counter()
    with pytest.raises(UnreadableSourceError, match="aliases repeat more than"):
        parse_document(text, file="f.yaml")
    assert time.perf_counter() - start < 1


MERGES = """\
base: &base {a: 1, b: {c: 2}}
other: &other {b: 3, d: 4}
one: {<<: *base, a: 9}
two: {a: 9, <<: *base}
three: {<<: [*base, *other]}
four:
  <<: {a: 5}
  e: 6
five: {"<<": *base}
"""


def test_merge_keys_where_they_are_read():
    document = parse_document(MERGES, file="f.yaml", merges=True)
    assert document.faults == ()
    assert isinstance(document.value, dict)
    one, two, three, four, five = [*document.value.values()][2:]
    assert [one, two, three, four] == [
        {"a": 9, "b": {"c": 2}},
        {"a": 9, "b": {"c": 2}},
        {"a": 1, "b": {"c": 2}, "d": 4},
        {"a": 5, "e": 6},
    ]
    assert five == {"<<": {"a": 1, "b": {"c": 2}}}  # in quotes it is a key like any other
    lines = {path: document.source(*path).line for path in [("one", "a"), ("one", "b", "c"), ("three", "d")]}
    assert lines == {("one", "a"): 3, ("one", "b", "c"): 1, ("three", "d"): 2}


@pytest.mark.parametrize("value", ["1", "[1]", "text"])
def test_what_cannot_be_merged(value):
    document = parse_document(f"a:\n  <<: {value}\n  b: 1\n", file="f.yaml", merges=True)
    assert document.value == {"a": {"b": 1}}
    assert [fault.message for fault in document.faults] == [
        "$.a: expected a mapping to merge; write '<<: *name', with the anchor of a mapping"
    ]


def test_a_key_that_is_given_twice_beside_a_merge():
    document = parse_document("a: &a {x: 1}\nb: {<<: *a, x: 2, x: 3}\n", file="f.yaml", merges=True)
    assert [fault.reason for fault in document.faults] == ["duplicate key 'x', first defined on line 2"]


def test_merges_of_merges_are_limited():
    lines = ["l0: &l0 {a: 1}"] + [f"l{n}: &l{n} {{<<: [{', '.join([f'*l{n - 1}'] * 9)}]}}" for n in range(1, 12)]
    with pytest.raises(UnreadableSourceError, match="aliases repeat more than"):
        parse_document("\n".join(lines), file="f.yaml", merges=True)
