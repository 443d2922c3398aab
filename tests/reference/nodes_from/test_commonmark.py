"""Descriptions to nodes: the short way for plain words gives what the parser gives."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinxext_gptproto.reference.nodes_from import commonmark as markdown
from sphinxext_gptproto.reference.nodes_from.commonmark import parse_blocks

SIGNS = st.text(st.sampled_from("aB1 é。  \t\n\\`*_~[]()<>&|!#-+=.:;'\"$^/@{}\x85\u2028\x0b\ufeff"), max_size=12)
TEXTS = st.one_of(SIGNS, st.builds("a{}".format, SIGNS), st.text(max_size=30))


def show(blocks):
    return [
        (block.pformat(), [node.rawsource for node in block.findall() if hasattr(node, "rawsource")])
        for block in blocks
    ]


def parse_slowly(text, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(markdown, "_PLAIN_LINE", markdown.re.compile(r"(?!)"))
        return show(parse_blocks(text))


@given(text=TEXTS)
def test_the_short_way_is_the_long_one(text):
    with pytest.MonkeyPatch.context() as patch:
        assert show(parse_blocks(text)) == parse_slowly(text, patch)


@pytest.mark.parametrize("text", ["The name of the model.", "At most 4096 (see above); é, 中文", "a - b # c > d ! e"])
def test_plain_words_take_the_short_way(text, monkeypatch):
    monkeypatch.setattr(markdown, "_tree", None)  # the parser is not there
    (block,) = parse_blocks(text)
    assert (block.astext(), block.rawsource) == (text, text)
