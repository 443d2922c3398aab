"""Whatever a description is made of: it is shown, each word once, in a tree that docutils and Sphinx can work with."""

from __future__ import annotations

import pickle

import pytest
from docutils import nodes
from hypothesis import given, settings
from reference.nodes_from.soup import DEEP, SOUPS, counts

from sphinxext_gptproto.reference.nodes_from import commonmark as markdown
from sphinxext_gptproto.reference.nodes_from.commonmark import parse_blocks, parse_inline

BASE = "https://example.com/docs/"


@pytest.fixture
def warnings(monkeypatch):
    found = []
    monkeypatch.setattr(markdown, "warn", lambda subtype, message, *, location: found.append((message, location)))
    return found


def depth(node):
    """Return how deep a tree is."""
    deepest, todo = 0, [(node, 1)]
    while todo:
        current, level = todo.pop()
        deepest = max(deepest, level)
        todo += [(child, level + 1) for child in current.children]
    return deepest


def validate(block):
    """Check a block by docutils' own rules, but for what Sphinx adds, and definitions that the author left empty."""
    for code in block.findall(nodes.literal_block):
        del code["language"], code["force"]
    for definition in block.findall(nodes.definition):
        if not definition.children:
            definition += nodes.paragraph()
    if hasattr(block, "validate"):  # docutils 0.22
        block.validate(recursive=True)


def check(text, words):
    blocks = parse_blocks(text, base=BASE)
    tree = nodes.container("", *blocks)
    assert counts(tree.astext(), words) == {}
    assert depth(tree) < 60
    pickle.dumps(tree)
    tree.deepcopy()
    for block in blocks:
        validate(block)
    line = nodes.paragraph("", "", *parse_inline(text, base=BASE))
    assert counts(line.astext(), words) == {}
    validate(line)


@given(soup=SOUPS)
@settings(max_examples=400)
def test_a_soup_of_tags(soup):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(markdown, "_warn_of", None)  # nothing of it is a fault
        check(*soup)


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_depth(text, warnings):
    check(text, ["word0x"])
    assert warnings == []


@pytest.mark.parametrize(
    ("start", "number"),
    [("7", 7), (" 12 apples", 12), ("²", None), ("٣", None), ("-3", None), ("9" * 5000, None), ("x", None), ("0", 0)],
)
def test_where_a_list_starts(start, number):
    (listing,) = parse_blocks(f'<ol start="{start}"><li>first</li></ol>')
    assert listing.get("start") == number


def test_a_table_in_a_cell_is_shown_in_it_once():
    text = "<table><tr><th>Name<th>Sizes</tr><tr><td>a<td>Two:<table><tr><td>s<td>1<tr><td>m<td>2</table>end</table>"
    (table,) = parse_blocks(text)
    assert [len(row.children) for row in table.findall(nodes.row)] == [2, 2]
    last = list(table.findall(nodes.entry))[-1]
    assert [block.astext() for block in last.children] == ["Two:", "s | 1", "m | 2", "end"]


def test_end_tags_do_not_leave_their_table():
    (listing,) = parse_blocks("<ul><li>a<table><tr><td>b</li></ul></b>c<td>d</table>e</ul>")
    (item,) = listing.children
    assert [child.astext() for child in item.findall(nodes.entry)] == ["bc", "d"]
    assert item.astext().endswith("e")


def test_a_caption_stands_above_its_table():
    assert [type(block) for block in parse_blocks("<table><caption>Sizes</caption><tr><td>a</table>")] == [
        nodes.rubric,
        nodes.table,
    ]


def test_a_heading_in_a_term_is_the_term():
    (listing,) = parse_blocks("<dl><dt><h6>Name</h6><p>of it</p><dd><p>What it is.</p></dl>")
    assert listing[0][0].astext() == "Name of it"
    assert listing[0][1].astext() == "What it is."


def test_lists_right_in_lists_belong_to_the_item_before():
    (listing,) = parse_blocks("<ul><li>a</li><ul><li>b</li></ul><li>c</li></ul>")
    assert [item.astext().split() for item in listing.children] == [["a", "b"], ["c"]]


def test_a_ragged_table_is_not_filled_up_without_end():
    text = "<table><tr>" + "<td>a" * 500 + "</tr>" + "<tr><td>b" * 2000 + "</table>"
    blocks = parse_blocks(text)
    assert sum(1 for block in blocks for _ in block.findall(nodes.entry)) < 65_536
    assert sum(block.astext().count("b") for block in blocks) == 2000


def test_what_an_unclosed_element_would_hide_is_shown():
    (block,) = parse_blocks("Set the <title> of the page, <b>please</b>.")
    assert block.astext().split() == ["Set", "the", "of", "the", "page,", "please."]
    assert parse_blocks("<script>hit(1) <b>") == []


@pytest.mark.parametrize("text", ["<div><![foo[ x]]> after</div>", "<div><!DOCTYPE [ <!ELEMENT x> ]> after</div>"])
def test_malformed_declarations(text, warnings):
    assert "after" in "".join(block.astext() for block in parse_blocks(text))
    assert warnings == []


def test_huge_character_numbers(warnings):
    (block,) = parse_blocks(f"<p>&#{'9' * 5000}; &#{'0' * 5000}65;</p>")
    assert block.astext() == "\ufffd A"
    assert warnings == []


def test_what_is_nested_too_deep_is_kept():
    """markdown-it drops what is nested in more quotations than it likes."""
    (block,) = parse_blocks("> " * 25 + "deep")
    assert block.astext().endswith("deep")


@pytest.mark.parametrize("error", [ValueError("odd"), RecursionError("deep"), KeyError("header")])
def test_what_nobody_foresaw(error, monkeypatch, warnings):
    def fail(*args):
        raise error

    monkeypatch.setattr(markdown, "_has_html", fail)
    blocks = parse_blocks("First <b>words</b>.\n\nOther *words*.", source="api/page.rst", line=3)
    assert [(type(block), block.astext()) for block in blocks] == [
        (nodes.paragraph, "First <b>words</b>."),
        (nodes.paragraph, "Other *words*."),
    ]
    assert [(block.source, block.line) for block in blocks] == [("api/page.rst", 3)] * 2
    assert parse_inline("*Words*", source="api/page.rst", line=3) == ["*Words*"]
    (message, location), (other, _) = warnings
    assert location == "api/page.rst:3"
    assert type(error).__name__ in message
    assert "it begins with 'First <b>words</b>." in message
    assert other == (
        f"a description cannot be parsed, and is shown as plain text ({type(error).__name__}: {error}); simplify its "
        "markup, and please report it to the authors of sphinxext-gptproto; it begins with '*Words*'"
    )
