"""Markdown of pages says all that their HTML says, and words in it stay words."""

from __future__ import annotations

import re

import pytest
import yaml
from docutils import nodes
from formats.markdown.markdown import GOLDEN, render, without_code
from formats.mdx.test_mdx import WORDS, registry_of, squeeze
from hypothesis import given, settings
from reference.sites import CHAT, CONF, make_site

from sphinxext_gptproto.mdx.escape import collapse
from sphinxext_gptproto.mdx.syntax import MARKDOWN, blocks
from sphinxext_gptproto.mdx.tree import (
    CodeSpan,
    Emphasis,
    Heading,
    Item,
    List,
    Paragraph,
    Quote,
    Row,
    Strong,
    Table,
    Text,
)
from sphinxext_gptproto.reference import nodes as ours


def test_an_endpoint(built, file_regression):
    file_regression.check(built.text(f"docs/api/{CHAT}.md"), extension=".md", encoding="utf-8", newline="")


def test_prose(prose, file_regression):
    file_regression.check(prose.text("prose.md"), fullpath=GOLDEN / "prose.md", encoding="utf-8", newline="")


def test_every_page_says_all_that_html_says(built, prose):
    for site in (built, prose):
        for docname in site.app.env.found_docs:
            shown = squeeze(render(site.text(f"{docname}.md"))[0])
            tree = site.doctree(docname)
            for node in tree.findall(nodes.TextElement):
                if is_text_of_its_own(node):
                    assert squeeze(node.astext()).removesuffix(".") in shown, (docname, node.astext())
            for parameter in tree.findall(ours.api_parameter):
                assert f"{parameter['name']} ({parameter['type']}" in render(site.text(f"{docname}.md"))[0]


def is_text_of_its_own(node):
    """Return whether a text is shown as it is: not the parts of another, nor what Markdown puts in other words."""
    if isinstance(node, (nodes.raw, nodes.term, nodes.comment, nodes.math_block, nodes.line, nodes.rubric)):
        return False
    if isinstance(node.parent, (ours.api_fact, nodes.TextElement)) or isinstance(node, ours.api_signature):
        return False
    if isinstance(node, (nodes.Inline, nodes.Invisible)) or type(node).__module__ == "sphinx.addnodes":
        return False
    other = (nodes.math, nodes.abbreviation, nodes.raw)
    return not any(isinstance(child, other) for child in node.findall(nodes.Inline))


def test_no_page_has_elements_of_mdx(built, prose):
    for site in (built, prose):
        for path in site.out.rglob("*.md"):
            tags = set(re.findall(r"<(\w+)", render(without_code(path.read_text(encoding="utf-8")))[1]))
            known = (
                "a p h1 h2 h3 h4 ul ol li em strong code pre table thead tbody tr th td blockquote hr br img sub sup"
            )
            assert tags <= set(known.split()), path


@pytest.mark.parametrize("make", [
    lambda line: Paragraph(line),
    lambda line: Heading(2, line),
    lambda line: List((Item((Paragraph(line),)), Item((Paragraph(line),)))),
    lambda line: List((Item((Paragraph(line),)),), 7),
    lambda line: Quote((Paragraph(line),)),
    lambda line: Table(Row((line, line)), (Row((line, line)),)),
    lambda line: Paragraph((Strong(line), Text(" "), Emphasis(line), CodeSpan("x"), *line)),
], ids=["paragraph", "heading", "list", "numbered", "quotation", "table", "marks"])  # fmt: skip
def test_words_are_words(make):
    @settings(max_examples=150, deadline=None, database=None, derandomize=True)
    @given(WORDS)
    def check(value):
        tree = make((Text(value),))
        shown, html = render(blocks([tree], place=MARKDOWN))
        times = shown.count("\0") + max(1, str(tree).count(repr(Text(value))))
        words = squeeze(collapse(value))
        assert squeeze(shown).replace("x", "").count(words.replace("x", "")) >= (times if words else 0), html
        assert not re.search(
            r"<(?!/?(?:p|h2|ul|ol|li|em|strong|code|blockquote|table|thead|tbody|tr|th|td|del)\b)", html
        )

    check()


def test_hostile_words_in_a_specification(tmp_path):
    trial = make_site(tmp_path)
    for path in (trial.source / "registry").iterdir():
        path.unlink()
    hostile = ["<script>x</script>", "{a} <Tabs> *b*", "[go](javascript:alert(1))", "| a | b |", "```js", "# h"] * 4
    data = yaml.safe_dump(registry_of(hostile, ["a{b}", "<c>", "`", "q|r"]), allow_unicode=True, sort_keys=False)
    built = trial.write({"registry/all.yaml": data}).build("html", gptproto_markdown=True, strict=False)
    for path in built.out.rglob("*.md"):
        _shown, html = render(path.read_text(encoding="utf-8"))
        assert not re.search(r"<(?:script|tabs|style|img)", html, re.IGNORECASE)
        assert 'href="javascript' not in html


def test_unknown_nodes_keep_their_text_and_are_named_once(site):
    trial = site({
        "conf.py": CONF + "extensions.append('odd')\nimport sys, pathlib\nsys.path.insert(0, str(pathlib.Path(__file__).parent))\n",
        "odd.py": """\
from docutils import nodes
from docutils.parsers.rst import Directive

class odd(nodes.General, nodes.Element):
    pass

class Odd(Directive):
    def run(self):
        return [odd('', nodes.paragraph('', 'Odd words.'))]

def setup(app):
    app.add_node(odd, html=(lambda s, n: None, lambda s, n: None))
    app.add_directive('odd', Odd)
""",
        "index.rst": "Home\n====\n\n.. odd::\n\n.. odd::\n",
    })  # fmt: skip
    built = trial.build("html", strict=False, gptproto_markdown=True)
    assert built.subtypes == ["markdown_node"]
    assert built.text("index.md").count("Odd words.") == 2
