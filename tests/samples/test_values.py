"""Generated numbers are valid by their schema, if any number is."""

from __future__ import annotations

import json
import math
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from sphinxext_gptproto.samples.values import make_value
from sphinxext_gptproto.spec.model import Schema

KEYWORDS = {
    "minimum": "minimum",
    "maximum": "maximum",
    "exclusiveMinimum": "exclusive_minimum",
    "exclusiveMaximum": "exclusive_maximum",
    "multipleOf": "multiple_of",
}
EIGHTHS = st.integers(-80, 80).map(lambda number: number / 8)
"""Exact as floats, so that jsonschema checks multiples exactly."""
LIMITS = st.fixed_dictionaries(
    {"type": st.sampled_from(["integer", "number"])},
    optional={
        **dict.fromkeys(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"], EIGHTHS | st.integers(-9, 9)),
        "multipleOf": st.integers(1, 80).map(lambda number: number / 8) | st.integers(1, 70),
    },
)
SIXTEENTHS = [number if number % 16 else number // 16 * 16 for number in range(-16 * 80, 16 * 80 + 1)]


def generate(limits):
    fields = {KEYWORDS[name]: value for name, value in limits.items() if name != "type"}
    return make_value(Schema(types=(limits["type"],), **fields), lambda schema: schema)


@given(LIMITS)
@example({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1})
@example({"type": "integer", "multipleOf": 0.75})
def test_a_generated_number_is_valid_if_any_is(limits):
    check = Draft202012Validator(limits)
    if any(check.is_valid(number / 16) for number in SIXTEENTHS):
        value = generate(limits)
        assert check.is_valid(value), value
        assert isinstance(value, int) or limits["type"] == "number"


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({}, 1),
        ({"minimum": 3, "exclusiveMinimum": 5}, 6),
        ({"minimum": 0, "exclusiveMaximum": 1}, 0),
        ({"multipleOf": 64}, 64),
        ({"multipleOf": 64, "maximum": 32}, 0),
        ({"multipleOf": 64, "minimum": 512, "maximum": 2048}, 512),
        ({"minimum": 0, "maximum": 0.5}, 0),
    ],
)
def test_whole_numbers(limits, expected):
    assert generate({"type": "integer", **limits}) == expected


@pytest.mark.parametrize(
    ("limits", "expected"),
    [
        ({"exclusiveMinimum": 0, "exclusiveMaximum": 1}, "0.5"),
        ({"exclusiveMinimum": 0.1, "exclusiveMaximum": 0.2}, "0.15"),
        ({"exclusiveMinimum": 0, "maximum": 2}, "1"),
        ({"multipleOf": 0.1, "minimum": 1.25}, "1.3"),
        ({"maximum": 0.3}, "0.3"),
        ({"minimum": 2.0}, "2"),
        ({"minimum": 1e300}, "1e+300"),
    ],
)
def test_numbers_as_people_write_them(limits, expected):
    assert json.dumps(generate({"type": "number", **limits})) == expected


@given(
    st.sampled_from(["integer", "number"]),
    st.dictionaries(st.sampled_from([*KEYWORDS]), st.floats() | st.integers() | st.just(10**400)),
)
def test_any_limits_give_a_number(kind, limits):
    value = generate({"type": kind, **limits})
    assert isinstance(value, int) or (math.isfinite(value) and kind == "number")
    assert Fraction(value) == value
