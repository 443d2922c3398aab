"""Every node has a rule: those of Sphinx and docutils, of well-known extensions, and unknown ones."""

from __future__ import annotations

import re
import shutil

import pytest
from docutils import nodes
from mdx.projects import FILES
from sphinx import addnodes

from sphinxext_gptproto.mdx.handlers import DROPPED, HANDLERS, PASSED, WRAPPED
from sphinxext_gptproto.mdx.tree import Element, Paragraph, Text


class mystery(nodes.General, nodes.Element):  # noqa: N801
    """A node that no builder knows."""


def with_mystery(app):
    def insert(app, doctree):
        doctree[0] += mystery("", nodes.paragraph("", "kept"))
        doctree[0] += mystery("", nodes.paragraph("", "too"))

    app.connect("doctree-read", insert)


def test_unknown_nodes_warn_once_and_keep_their_text(project):
    text = "A\n=\n\n*Before.*\n"
    built = project({"index.rst": text}).build(setup=with_mystery, strict=False, show_warning_types=True)
    assert built.page("index").endswith("kept\n\ntoo\n")
    assert built.warnings.count("the mdx builder has no rule for the node 'mystery'; its text is kept") == 1
    assert "[gptproto.mdx_node]" in built.warnings


def test_visitors_of_other_extensions_are_honoured(project):
    def visit(translator, node):
        translator.front_matter["api"] = "POST /v1/x"
        translator.open(Element("Panel"))

    def depart(translator, node):
        translator.close()
        translator.at_end(Paragraph((Text("at the end"),)))

    def setup(app):
        app.add_node(mystery, mdx=(visit, depart))
        with_mystery(app)

    page = project({"index.rst": "A\n=\n\n*Before.*\n"}).build(setup=setup).page("index")
    assert page == (
        "---\ntitle: 'A'\napi: 'POST /v1/x'\n---\n\n*Before.*\n\n<Panel>\n  kept\n</Panel>\n\n<Panel>\n  too\n</Panel>\n\nat the end\n\nat the end\n"
    )


def test_what_no_other_builder_sees(project):
    def fill(app, doctree, docname):
        doctree[0] += nodes.paragraph("", f"{docname} filled")

    def setup(app):
        app.connect("mdx-page-resolved", fill)

    for parallel in (1, 2):
        built = project(FILES).build(out=f"site-{parallel}", setup=setup, parallel=parallel)
        assert built.page("a").endswith("a filled\n")
        assert built.page("sub/b").endswith("sub/b filled\n")


def test_a_card_that_is_a_link_holds_no_other(project):
    card = ".. card:: T\n   :link: https://example.com\n\n   See https://a.b/c, www.x.y and `more <https://x.y>`__.\n\n   * `z <https://z.z>`__\n"
    page = project({"index.rst": f"A\n=\n\n{card}\n"}, ("sphinx_design",)).build().page("index")
    assert "See https:<span />//a.b/c, www<span />.x.y and more." in page
    assert "- z" in page
    assert page.count("](") == 0


def named(name, *, base=nodes.Element):
    """Return a node class as an extension that is not installed here would define it."""
    return type(name, (base,), {})


def test_nodes_of_well_known_extensions(project):
    tab, log, diagram = named("TabContainer", base=nodes.container), named("CollapsedLog"), named("mermaid")

    def words(text):
        return nodes.paragraph("", text)

    def code(text):
        return nodes.literal_block(text, text, language="python")

    def sphinx_tab(title, *content):
        return nodes.container(
            "", nodes.container("", nodes.container("", words(title))), nodes.container("", *content)
        )

    def insert(app, doctree, docname):
        doctree[0] += [
            tab("", nodes.label("", "One"), nodes.container("", words("first"))),
            tab("", nodes.label("", "Two"), nodes.container("", words("second"))),
            tab("", nodes.label("", "Three"), nodes.container("", code("x = 1")), new_set=True),
            nodes.container(
                "", sphinx_tab("Left", words("l")), sphinx_tab("Right", words("r")), classes=["sphinx-tabs"]
            ),
            diagram(code="graph LR; a-->b"),
            log("", words("Older notes")),
        ]

    page = (
        project({"index.rst": "A\n=\n"}).build(setup=lambda app: app.connect("mdx-page-resolved", insert)).page("index")
    )
    assert page.partition("---\n\n")[2] == (
        '<Tabs>\n  <Tab title="One">\n    first\n  </Tab>\n  <Tab title="Two">\n    second\n  </Tab>\n</Tabs>\n\n'
        "<CodeGroup>\n  ```python Three\n  x = 1\n  ```\n</CodeGroup>\n\n"
        '<Tabs>\n  <Tab title="Left">\n    l\n  </Tab>\n  <Tab title="Right">\n    r\n  </Tab>\n</Tabs>\n\n'
        "```mermaid\ngraph LR; a-->b\n```\n\n"
        '<Accordion title="Changelog">\n  Older notes\n</Accordion>\n'
    )


GRAPHS = """\
A
=

.. graphviz::
   :alt: Two boxes

   digraph { a -> b }

.. inheritance-diagram:: json.decoder.JSONDecodeError
"""


def test_graphs_are_drawn(project):
    if shutil.which("dot") is None:
        pytest.skip("Graphviz is missing: apt-get install graphviz")
    extensions = ("sphinx.ext.graphviz", "sphinx.ext.inheritance_diagram")
    built = project({"index.rst": GRAPHS}, extensions).build()
    drawn = re.findall(r'<img src="/(images/\S+\.svg)" alt="([^"]+)" />', built.page("index"))
    assert [alt for _name, alt in drawn] == ["Two boxes", "Inheritance diagram of json.decoder.JSONDecodeError"]
    assert all((built.out / name).read_text().lstrip().startswith("<?xml") for name, _alt in drawn)


def test_graphs_are_their_source_without_graphviz(project):
    extensions = ("sphinx.ext.graphviz", "sphinx.ext.inheritance_diagram")
    built = project({"index.rst": GRAPHS}, extensions).build(graphviz_dot="/no/such/dot", strict=False)
    assert "```dot Two boxes\ndigraph { a -> b }\n```" in built.page("index")
    assert "json.decoder.JSONDecodeError" in built.page("index")
    assert built.warnings.count("cannot be run") == 1


def node_classes():
    for module in (nodes, addnodes):  # Sphinx 8 has a document of its own, for type checkers
        for value in vars(module).values():
            if (
                isinstance(value, type)
                and issubclass(value, nodes.Element)
                and value.__module__ == module.__name__
                and (value.__name__ != "document" or module is nodes)
            ):
                yield value


ABSTRACT = {"Element", "TextElement", "FixedTextElement", "PureTextElement", "_desc_classes_injector"}


@pytest.mark.parametrize("cls", sorted(set(node_classes()), key=lambda cls: cls.__name__), ids=lambda cls: cls.__name__)
def test_every_node_class_has_a_rule_of_its_own(cls):
    """A base class's rule is never meant by accident: ``desc`` is an Admonition too."""
    rules = [table for table in (WRAPPED, PASSED, DROPPED, HANDLERS) if cls in table]
    if cls.__name__ in ABSTRACT:
        assert not rules
    elif issubclass(cls, addnodes.desc_sig_element):
        assert addnodes.desc_sig_element in HANDLERS
    else:
        assert len(rules) == 1
