"""What was made of an object is remembered for that object alone."""

from __future__ import annotations

import gc
import re
import weakref
from pathlib import Path

import pytest

import sphinxext_gptproto
from sphinxext_gptproto.content.schema_size import exceeds
from sphinxext_gptproto.spec.memo import IdentityMemo
from sphinxext_gptproto.spec.model import Schema
from sphinxext_gptproto.spec.resolver import Resolver


def test_what_was_made_is_made_once():
    memo, schema = IdentityMemo(), Schema(title="one")
    value = memo.get("titles", schema, None, lambda: [schema.title])
    assert memo.get("titles", schema, None, list) is value
    assert memo.has("titles", schema, None)


@pytest.mark.parametrize(("kind", "key"), [("other", None), ("titles", "key")])
def test_another_kind_or_key_is_another_result(kind, key):
    memo, schema = IdentityMemo(), Schema()
    memo.get("titles", schema, None, lambda: 1)
    assert not memo.has(kind, schema, key)
    assert memo.get(kind, schema, key, lambda: 2) == 2


def test_equal_objects_have_results_of_their_own():
    memo = IdentityMemo()
    one, other = Schema(title="same"), Schema(title="same")
    memo.get("number", one, None, lambda: 1)
    assert memo.get("number", other, None, lambda: 2) == 2


def test_nothing_is_remembered_of_what_could_not_be_made():
    memo, schema = IdentityMemo(), Schema()
    with pytest.raises(ZeroDivisionError):
        memo.get("number", schema, None, lambda: 1 // 0)
    assert memo.get("number", schema, None, lambda: 1) == 1


class Source:
    """Something that can be seen to die."""


def test_an_object_lives_as_long_as_the_memo_so_that_no_other_gets_its_id():
    memo, source = IdentityMemo(), Source()
    seen = weakref.ref(source)
    memo.get("nothing", source, None, lambda: None)
    del source
    gc.collect()
    assert seen() is not None
    del memo
    gc.collect()
    assert seen() is None


def test_thousands_of_passing_objects_are_never_taken_for_one_another():
    memo = IdentityMemo()
    assert all(memo.get("value", [number], None, lambda number=number: number) == number for number in range(10_000))


def test_fields_are_counted_again_only_where_more_may_be_wanted():
    many = Schema(properties={f"field{number}": Schema() for number in range(10)})
    resolve = Resolver({})
    assert exceeds(many, 3, resolve)
    assert exceeds(many, 9, resolve)
    assert not exceeds(many, 10, resolve)
    assert exceeds(many, 2, resolve)


def test_no_module_but_the_memo_keeps_results_by_id():
    package = Path(sphinxext_gptproto.__file__).parent
    hand_made = re.compile(r"""(?:get\(|\[|key = )\(?(?:"\w+", )?id\(""")
    stages = ("spec", "samples", "content", "reference")
    files = {
        str(path.relative_to(package))
        for stage in stages
        for path in (package / stage).rglob("*.py")
        if hand_made.search(path.read_text(encoding="utf-8"))
    }
    assert files == set()
