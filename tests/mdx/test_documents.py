"""Random documents of nodes of docutils and Sphinx with hostile text compile, display all of it, and run nothing."""

from __future__ import annotations

import pytest
from docutils import nodes
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from mdx.test_syntax import TOKENS, shown
from sphinx import addnodes

CONTROLS = "\x00\x07"
PAGES = 20

texts = (
    st.lists(st.sampled_from(TOKENS), min_size=1, max_size=8)
    .map("".join)
    .filter(lambda text: text.strip(CONTROLS + " \t\n"))
)


def inline(cls, **attributes):
    return texts.map(lambda text: cls("", text, **attributes))


inlines = st.lists(
    st.one_of(
        texts.map(nodes.Text),
        inline(nodes.emphasis),
        inline(nodes.strong),
        inline(nodes.literal),
        inline(nodes.literal, classes=["kbd"]),
        inline(nodes.superscript),
        inline(nodes.subscript),
        inline(nodes.title_reference),
        inline(nodes.inline, classes=["guilabel"]),
        inline(nodes.abbreviation, explanation="long {form} <b>"),
        inline(addnodes.literal_emphasis),
        inline(addnodes.literal_strong),
        inline(addnodes.manpage),
        inline(nodes.reference, refuri="https://e.x/{a}(b)_c"),
    ),
    min_size=1,
    max_size=4,
)


def line(cls, **attributes):
    return inlines.map(lambda children: cls("", "", *children, **attributes))


def parent(cls, children, **attributes):
    return st.lists(children, min_size=1, max_size=2).map(lambda nodes_: cls("", *nodes_, **attributes))


def titled(cls, body, **attributes):
    return st.tuples(line(nodes.title), body).map(lambda pair: cls("", *pair, **attributes))


def listed(cls, body, **attributes):
    return parent(cls, parent(nodes.list_item, body), **attributes)


def defined(body):
    return st.tuples(line(nodes.term), line(nodes.classifier), parent(nodes.definition, body)).map(
        lambda parts: nodes.definition_list("", nodes.definition_list_item("", *parts))
    )


def fields(body):
    return st.tuples(line(nodes.field_name), parent(nodes.field_body, body)).map(
        lambda parts: nodes.field_list("", nodes.field("", *parts))
    )


def options(body):
    def make(parts):
        name, description = parts
        group = nodes.option_group("", nodes.option("", nodes.option_string("", name)))
        return nodes.option_list("", nodes.option_list_item("", group, description))

    return st.tuples(texts, parent(nodes.description, body)).map(make)


def table(cell):
    def make(cells):
        rows = [nodes.row("", *(nodes.entry("", part) for part in pair)) for pair in cells]
        group = nodes.tgroup("", nodes.colspec(), nodes.colspec(), nodes.tbody("", *rows), cols=2)
        return nodes.table("", group)

    return st.lists(st.tuples(cell, cell), min_size=1, max_size=2).map(make)


def described(body):
    def make(parts):
        name, content = parts
        signature = addnodes.desc_signature("", "", addnodes.desc_name("", name))
        return addnodes.desc("", signature, content, domain="py", objtype="function")

    return st.tuples(texts, parent(addnodes.desc_content, body)).map(make)


code = texts.map(lambda text: nodes.literal_block(text, text, language="text"))
captioned = st.tuples(line(nodes.caption), code).map(lambda pair: nodes.container("", *pair, literal_block=True))
leaves = st.one_of(
    line(nodes.paragraph),
    line(nodes.rubric),
    line(addnodes.centered),
    code,
    captioned,
    texts.map(lambda text: nodes.doctest_block(text, text)),
    parent(nodes.line_block, line(nodes.line)),
)
blocks = st.recursive(
    leaves,
    lambda body: st.one_of(
        listed(nodes.bullet_list, body),
        listed(nodes.enumerated_list, body, enumtype="arabic"),
        listed(nodes.enumerated_list, body, enumtype="loweralpha"),
        defined(body),
        fields(body),
        options(body),
        parent(nodes.block_quote, body),
        st.tuples(body, line(nodes.attribution)).map(lambda pair: nodes.block_quote("", *pair)),
        parent(nodes.note, body),
        parent(addnodes.seealso, body),
        titled(nodes.admonition, body),
        titled(nodes.topic, body),
        titled(nodes.sidebar, body),
        parent(nodes.container, body),
        parent(nodes.compound, body),
        parent(addnodes.versionmodified, line(nodes.paragraph), type="versionadded", version="1"),
        table(line(nodes.paragraph)),
        table(body),
        described(body),
    ),
    max_leaves=5,
)
documents = st.lists(st.lists(blocks, min_size=1, max_size=3), min_size=PAGES, max_size=PAGES)


def is_in(node, cls, parent=nodes.Element):
    """Return whether a node is in one of a class that is a child of another class."""
    while node.parent is not None:
        if isinstance(node, cls) and isinstance(node.parent, parent):
            return True
        node = node.parent
    return False


@pytest.fixture(scope="module")
def pages():
    return {f"p{number}": f"P\n=\n\n*Page {number}.*\n" for number in range(PAGES)}


@settings(
    max_examples=3,
    derandomize=True,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],  # a failure names its page; shrinking would build sites for an hour
    suppress_health_check=list(HealthCheck),
)
@given(documents)
def test_documents_show_every_word_and_run_nothing(project, node, pages, examples):
    bodies = dict(zip(pages, examples, strict=True))
    toctree = "\n   ".join(pages)
    trial = project(
        {"index.rst": f"I\n=\n\n.. toctree::\n\n   {toctree}\n"} | {f"{k}.rst": v for k, v in pages.items()}
    )

    def fill(app, doctree, docname):
        doctree[0] += [block.deepcopy() for block in bodies.get(docname, ())]

    built = trial.build(setup=lambda app: app.connect("mdx-page-resolved", fill), strict=False)
    sources = {name: built.page(name) for name in pages}
    for name, result in node("render.mjs", sources).items():
        assert "error" not in result, (result, sources[name])
        seen = shown(result["text"])
        for block in bodies[name]:
            for text in block.findall(nodes.Text):
                expected = shown(text.astext())
                if is_in(text, nodes.caption):
                    continue  # the title of a fence, which only Mintlify shows
                if is_in(
                    text, nodes.title, nodes.topic | nodes.sidebar
                ):  # Mintlify reads it as Markdown, the stand-in for its card does not
                    assert expected.replace("\\", "") in seen.replace("\\", ""), (text, sources[name])
                else:
                    assert expected in seen, (text, sources[name])
    for name, result in node("compile.mjs", sources).items():
        assert (result["expressions"], result["modules"]) == ([], []), sources[name]
