"""Exceptions carry their facts, and survive pickling: the build keeps them beside the doctrees."""

from __future__ import annotations

import pickle

import pytest

from sphinxext_gptproto.spec import errors
from sphinxext_gptproto.spec.model import Source

PLACE = Source(file="a.yaml", line=3, column=5, pointer="$.a")


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (errors.SpecError(PLACE, "is bad"), "a.yaml:3:5: $.a: is bad"),
        (errors.SpecError(PLACE, "is bad", "fix it"), "a.yaml:3:5: $.a: is bad; fix it"),
        (
            errors.SpecError(PLACE, "is bad", "fix it", ["b", "c", "d", "e"]),
            "a.yaml:3:5: $.a: is bad; fix it; skipped until this is fixed: b, c, d and 1 more",
        ),
        (errors.UnreadableSourceError(Source(file="a.yaml"), "is empty"), "a.yaml: is empty"),
        (
            errors.UnknownNameError("a", kind="endpoint", nearest=["b", "c"]),
            "unknown endpoint 'a'; did you mean 'b' or 'c'?",
        ),
        (
            errors.AmbiguousNameError("a", list("bcdefg")),
            "'a' matches 6 operations; use one of 'b', 'c', 'd', 'e', 'f', ...",
        ),
    ],
)
def test_words_and_pickling(error, text):
    assert str(error) == text
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), text, vars(error))


def test_nearest():
    assert errors.nearest("GPT-4o", ["gpt-4o", "gpt-41", "claude"])[0] == "gpt-4o"
    assert errors.nearest("zzz", ["gpt-4o"]) == ()
    assert errors.did_you_mean(()) == ""
