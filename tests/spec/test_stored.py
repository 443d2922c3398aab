"""What is kept between builds is read by the names of its fields, and its version follows from them."""

from __future__ import annotations

import pickle
import sys
from dataclasses import dataclass, field, fields

import pytest

from sphinxext_gptproto.spec import model, stored
from sphinxext_gptproto.spec.model import MISSING, Schema, Source
from sphinxext_gptproto.spec.specification import Specification


def test_a_model_is_read_as_it_was_written():
    schema = Schema(types=("object",), properties={"a": Schema(default=None)}, minimum=0)
    again = pickle.loads(pickle.dumps(schema))
    assert again == schema
    assert again.default is MISSING
    assert again.properties["a"].default is None


def declare(monkeypatch, annotations, **values):
    """Put a class of these fields where pickles look for ``Thing``."""
    namespace = {"__annotations__": annotations, "__module__": __name__, "__qualname__": "Thing", **values}
    monkeypatch.setattr(stored, "STORED", [])
    cls = stored.stored(dataclass(frozen=True, slots=True, kw_only=True)(type("Thing", (), namespace)))
    monkeypatch.setattr(sys.modules[__name__], "Thing", cls, raising=False)
    return cls


def test_a_field_in_the_middle_does_not_take_its_neighbours_value(monkeypatch):
    old = declare(monkeypatch, {"first": "str", "last": "str"})
    written = pickle.dumps(old(first="a", last="z"))
    declare(
        monkeypatch,
        {"first": "str", "middle": "str", "many": "dict[str, str]", "last": "str"},
        middle="m",
        many=field(default_factory=dict),
    )
    again = pickle.loads(written)
    assert (again.first, again.middle, again.many, again.last) == ("a", "m", {}, "z")


def test_a_field_that_is_gone_is_left_out(monkeypatch):
    written = pickle.dumps(declare(monkeypatch, {"first": "str", "last": "str"})(first="a", last="z"))
    declare(monkeypatch, {"last": "str"})
    assert pickle.loads(written).last == "z"


def test_a_value_that_lacks_what_it_needs_cannot_be_read(monkeypatch):
    written = pickle.dumps(declare(monkeypatch, {"first": "str"})(first="a"))
    declare(monkeypatch, {"first": "str", "last": "str"})
    with pytest.raises(pickle.UnpicklingError, match="Thing was stored without 'last'"):
        pickle.loads(written)


@pytest.mark.parametrize(
    "changed",
    [
        {"first": "str"},
        {"first": "str", "last": "str", "more": "str"},
        {"first": "str", "middle": "str", "last": "str"},
        {"last": "str", "first": "str"},
        {"first": "str", "last": "int"},
        {"first": "str", "end": "str"},
    ],
)
def test_every_change_of_fields_is_another_version(monkeypatch, changed):
    declare(monkeypatch, {"first": "str", "last": "str"})
    before = stored.make_version()
    declare(monkeypatch, {"first": "str", "last": "str"})
    assert stored.make_version() == before
    declare(monkeypatch, changed)
    assert stored.make_version() != before


def test_all_models_are_stored():
    models = {cls for cls in vars(model).values() if hasattr(cls, "__dataclass_fields__")}
    assert {Schema, Source} < models <= {*stored.STORED}
    assert Specification in stored.STORED
    assert [f.name for f in fields(Source)] == ["file", "line", "column", "pointer"]
