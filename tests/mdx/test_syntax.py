"""Pages display the text of their nodes unchanged, and none of it runs."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sphinxext_gptproto.mdx import escape
from sphinxext_gptproto.mdx.syntax import _indent, block, front_matter, render
from sphinxext_gptproto.mdx.tree import (
    Break,
    CodeSpan,
    Element,
    Emphasis,
    Fence,
    Heading,
    Image,
    Item,
    Json,
    Link,
    List,
    Math,
    MdxPage,
    Paragraph,
    Placed,
    Quote,
    RelativeId,
    Row,
    Shared,
    Strong,
    Table,
    Text,
    plain,
)


def written(*children) -> str:
    return block(Paragraph(children))


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("a < b and x > y", "a < b and x > y"),
        ("List<String> {x}", r"List\<String> \{x\}"),
        ("snake_case and 2 * 3", "snake_case and 2 * 3"),
        ("__init__", r"\_\_init\_\_"),
        ("f(*args, **kwargs)", "f(*args, **kwargs)"),
        ("*both* ends", r"\*both\* ends"),
        ("one $5", "one $5"),
        ("$5 and $6", r"\$5 and \$6"),
        ("~5", "~5"),
        ("~x~", r"\~x\~"),
        (r"C:\path", r"C:\path"),
        (r"\*", r"\\*"),
        ("AT&T &lt; &#60;", r"AT&T \&lt; \&#60;"),
        ("[x] stays", "[x] stays"),
        ("[x](y)", r"\[x\](y)"),
        ("[x]: y", r"\[x\]: y"),
        ("[^1]", r"\[^1\]"),
        ("--flag and a---b", "-<span />-flag and a---b"),
        ("and ...", "and .<span />.."),
        ("<MDX>", "&#60;MDX>"),
        ("https://x.y/a_b*c", r"https\://x.y/a_b*c"),
        ("see https://x.y/path.", "see https://x.y/path."),
        ("a\nb\tc", "a b c"),
        ("bell\x07", "bell"),
    ],
)
def test_prose(text, source):
    assert written(Text(text)) == source


@pytest.mark.parametrize("line", ["# a", "- a", "+ a", "* a", "1. a", "1) a", "> a", "---", "===", "***", "+", "~~~"])
def test_line_starts_that_are_blocks(line):
    assert "\\" in written(Text(line))
    assert written(Text("x"), Break(), Text(line)) != f"x\\\n{line}"


def test_imports_are_prose_anywhere():
    assert written(Text("import x")) == "&#105;mport x"
    assert written(Text("important")) == "important"
    assert block(Quote((Paragraph((Text("import x"),)),))) == "> import x"


@pytest.mark.parametrize(
    ("code", "source"),
    [("a", "`a`"), ("a`b", "``a`b``"), ("`", "`` ` ``"), ("``a``", "` ``a`` `"), ("a\nb", "`a b`"), ("", "")],
)
def test_code_spans(code, source):
    assert written(CodeSpan(code)) == source


def test_fences_are_longer_than_what_is_inside():
    assert block(Fence("```\nx\n```", "markdown")) == "````markdown\n```\nx\n```\n````"
    assert block(Fence("x", "no such {thing}")) == "```text\nx\n```"
    assert block(Fence("x", "bash", title="cURL")).startswith("```bash cURL\n")
    assert block(Fence("x", "json", title='a {b} "c" `d` lines')).startswith("```json title=\"a {b} 'c' 'd' lines\"\n")


def test_attributes():
    element = Element(
        "X", {"a": None, "b": True, "c": 1, "d": 'a "q" &amp; {x}', "e": Json(["x", None]), "f": Json("s"), "g": 1.5}
    )
    assert block(element) == '<X a b={true} c={1} d="a &quot;q&quot; &amp;amp; {x}" e={["x", null]} f="s" g={1.5} />'
    assert (
        escape.json_literal({"__proto__": float("nan"), "a": "\u2028\x07"}) == '{["__proto__"]: "nan", "a": "\\u2028"}'
    )


def test_emphasis_where_its_marks_would_not_show():
    assert written(Strong((Text("a:"),)), Text("b")) == "<strong>a:</strong>b"
    assert written(Emphasis((Text(" a "),)), Text("b")) == "*a* b"
    assert written(Emphasis((Text("a"),)), Text(" "), Emphasis((Text("b"),))) == "*a b*"


def test_links():
    assert written(Link("/x", (Text("a]"),))) == r"[a\]](/x)"
    assert written(Link("https://x.y/a b(c", (Text("a"),))) == "[a](https://x.y/a%20b%28c)"
    assert written(Link("javascript:alert(1)", (Text("a"),))) == "a"
    assert written(Link("java\x07script:alert(1)", (Text("a"),))) == "a"
    assert written(Link("https://x.y", (Text("https://x.y"),)), Text(".")) == "https://x.y."


def test_alternative_text_is_escaped():
    assert written(Image("/a.png", "__init__ and [b]")) == r"![\_\_init\_\_ and \[b\]](/a.png)"


def test_cells_of_a_row_do_not_pair_up(node):
    cells = [Element("td", {}, (Text(f"{sign} and {sign}x"),)) for sign in "$*_~"]
    page = block(Element("table", {}, (Element("tbody", {}, (Element("tr", {}, (*cells, *cells)),)),)))
    assert r"<td>\$ and \$x</td>" in page
    result = node("render.mjs", {"x": page})["x"]
    assert result["text"].split() == 2 * ["$", "and", "$x", "*", "and", "*x", "_", "and", "_x", "~", "and", "~x"]


def test_blocks_are_separated_and_indented():
    tree = (
        Heading(2, (Text("1. Set up"),), "setup"),
        List((Item((Paragraph((Text("a"),)),)), Item((Fence("x", "text"),))), 9),
        List((Item((Paragraph((Text("b"),)),)),), 1),
        Element("Note", {}, (Paragraph((Text("c"),)), Element("Tabs", {}, (Element("Tab", {"title": "_t_"}),)))),
        Table(Row(((Text("a|b"),),)), (Row(((CodeSpan("c|d"),),)),)),
    )
    assert render(MdxPage({}, tree)) == (
        "## 1\\. Set up {#setup}\n\n9. a\n\n10.\n    ```text\n    x\n    ```\n\n1) b\n\n"
        '<Note>\n  c\n\n  <Tabs>\n    <Tab title="\\_t\\_" />\n  </Tabs>\n</Note>\n\n'
        "| a\\|b |\n| --- |\n| `c\\|d` |\n"
    )


def test_a_shared_block_has_ids_from_where_it_is_placed():
    child = Shared((Element("F", {"id": RelativeId("-x"), "type": "\ue001"}, (Paragraph((Text("\ue001"),)),)),))
    parent = Shared(
        (Element("F", {"id": RelativeId()}, (Placed(child, RelativeId("-a")), Placed(child, RelativeId("-b")))),)
    )
    assert render(MdxPage({}, (Placed(parent, "one"), Element("E", {}, (Placed(parent, "two"),))))) == (
        '<F id="one">\n'
        '  <F id="one-a-x" type="\ue001">\n    \ue001\n  </F>\n\n'
        '  <F id="one-b-x" type="\ue001">\n    \ue001\n  </F>\n'
        "</F>\n\n"
        "<E>\n"
        '  <F id="two">\n'
        '    <F id="two-a-x" type="\ue001">\n      \ue001\n    </F>\n\n'
        '    <F id="two-b-x" type="\ue001">\n      \ue001\n    </F>\n'
        "  </F>\n"
        "</E>\n"
    )


def test_a_relative_id_in_no_shared_block_is_refused():
    with pytest.raises(ValueError, match="only in shared blocks"):
        render(MdxPage({}, (Element("F", {"id": RelativeId()}),)))


def test_a_line_that_ends_is_no_character():
    assert written(Text("*a\ue000*")) == "\\*a\ue000\\*"
    assert written(Text("*a "), Break(), Text(" * b")) == written(Text("*a"), Break(), Text("* b"))


def test_headings_with_ids_where_mintlify_reads_none():
    deep = Element("Note", {}, (Element("Note", {}, (Heading(3, (Text("a"),), "x"),)),))
    assert '<span id="x" />\n\n    ### a' in block(deep)
    assert block(Heading(5, (Text("a #"),), "x")) == '<span id="x" />\n\n##### a \\#'


def test_front_matter_is_yaml_with_quoted_strings():
    values = {
        "title": 'It\'s: a "quoted" {title} #1',
        "api": "POST /v1/x",
        "hidden": True,
        "keywords": ["a: b", "c"],
        "n": "1",
    }
    text = front_matter(values)
    assert "api: 'POST /v1/x'" in text
    assert yaml.safe_load(text.strip("-")) == values


# Round trips: every example is many pages, so that one process compiles them all.

TOKENS = [
    *"{}<>`#-+*_~$|\\&[]()!\"'.,:;=^%@/?", "``", "```", "import ", "export ", "# ", "- ", "1. ", "1) ", "**", "__", "---", "===", "    ",
    "\t", "$$", "~~", "&lt;", "&#123;", "https://x.y", "www.x.y", "a@b.cd", "[x]", "[^1]", "](y)", "![", "--", "...", "\n", "漢字", "🎉", "שלום",
    "\x00", "\x07", ":smile:", "| a |", "|---|", "<div>", "</p>", "{{x}}", "{#id}", "<!-- c -->", "<br>", "[x]: y", "a", "b ", " ", "é", "0",
]  # fmt: skip
texts = st.lists(st.sampled_from(TOKENS), min_size=1, max_size=9).map("".join)
words = st.one_of(texts.map(Text), texts.map(Text), texts.map(CodeSpan))
nested = st.recursive(
    words,
    lambda children: st.one_of(
        st.lists(children, min_size=1, max_size=2).map(lambda nodes: Emphasis(tuple(nodes))),
        st.lists(children, min_size=1, max_size=2).map(lambda nodes: Strong(tuple(nodes))),
        st.tuples(texts, children).map(lambda pair: Link("https://e.x/" + pair[0], (Text("k"), pair[1]))),
        st.tuples(texts, children).map(lambda pair: Element("Badge", {"color": pair[0]}, (pair[1],), inline=True)),
        texts.map(lambda text: Element("sup", {}, (Text(text),), inline=True)),
    ),
    max_leaves=4,
)
lines = st.lists(st.one_of(nested, st.just(Break())), min_size=1, max_size=4).map(tuple)
batch = settings(max_examples=4, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))


def shown(text: str) -> str:
    return "".join(escape.clean(text).split()).replace("\u200b", "")


@batch
@given(st.lists(lines, min_size=40, max_size=60))
def test_lines_come_out_as_they_went_in(node, examples):
    documents = {str(n): MdxPage({"title": "t"}, (Paragraph(children),)) for n, children in enumerate(examples)}
    check(node, documents, {name: plain(document.children) for name, document in documents.items()})


@batch
@given(st.lists(st.tuples(lines, lines, texts, texts), min_size=20, max_size=30))
def test_blocks_come_out_as_they_went_in(node, examples):
    documents, expected = {}, {}
    for number, (first, second, code, attribute) in enumerate(examples):
        children = (
            Heading(2 + number % 5, first, "x" if number % 2 else ""),
            List(
                (Item((Paragraph(second), Fence(code, "text"))), Item((Paragraph(first),))), 9 if number % 3 else None
            ),
            Element(
                "Card", {"href": attribute, "tags": Json([attribute])}, (Paragraph(second), Quote((Paragraph(first),)))
            ),
            Table(Row((first, second)), (Row((second, first)),)),
        )
        documents[str(number)] = MdxPage({"title": "t"}, children)
        parts = [plain(part) for part in (first, second)]
        expected[str(number)] = (
            parts[0] + parts[1] + code + parts[0] + parts[1] + parts[0] + parts[0] + parts[1] + parts[1] + parts[0]
        )
    check(node, documents, expected)


def check(node, documents, expected):
    sources = {name: render(document) for name, document in documents.items()}
    for name, result in node("render.mjs", sources).items():
        assert "error" not in result, (result, sources[name])
        assert shown(result["text"]) == shown(expected[name]), sources[name]
    for name, result in node("compile.mjs", sources).items():
        assert (result["expressions"], result["modules"]) == ([], []), sources[name]


def test_math_is_left_to_its_own_signs(node):
    page = written(Text("$1 "), Math(r"a_{x} \$ b"), Text(" $2"))
    assert page == r"\$1 $$a_{x} \$ b$$ \$2"
    html = node("render.mjs", {"x": page})["x"]["html"]
    assert re.search(r'<code class="language-math math-inline">a_\{x\} \\\$ b</code>', html)


@given(st.text(st.sampled_from("ab \n>"), max_size=20), st.sampled_from([("  ", ""), ("> ", ">"), ("    ", "")]))
def test_each_line_is_indented_and_empty_ones_stay_empty(text, prefixes):
    prefix, blank = prefixes
    assert _indent(text, prefix, blank) == "\n".join(prefix + line if line else blank for line in text.split("\n"))
