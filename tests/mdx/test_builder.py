"""A build writes the right files, and only those that changed."""

from __future__ import annotations

import json
import os
import re
import shutil
import time
from pathlib import Path
from typing import ClassVar

import pytest
from docutils import nodes
from sphinx import addnodes
from sphinx.errors import ConfigError
from sphinx.transforms.post_transforms.images import ImageConverter

from sphinxext_gptproto.mdx.handlers import DROPPED, HANDLERS, PASSED, WRAPPED
from sphinxext_gptproto.mdx.tree import Element, Paragraph, Text

INDEX = "Home\n====\n\n.. toctree::\n   :caption: All\n\n   a\n   Bee <sub/b>\n"
FILES = {"index.rst": INDEX, "a.rst": "A\n=\n\nText.\n", "sub/b.rst": "B\n=\n\nSee :doc:`/a`.\n"}


def contents(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def ages(folder):
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*.mdx")}


def test_files_of_a_site(project):
    built = project(FILES).build()
    assert sorted(contents(built.out)) == ["a.mdx", "docs.json", "index.mdx", "sub/b.mdx"]
    assert built.page("sub/b") == "---\ntitle: 'B'\nsidebarTitle: 'Bee'\n---\n\nSee [A](/a).\n"
    assert built.docs_json()["navigation"]["groups"][1] == {"group": "All", "pages": ["a", "sub/b"]}


def test_a_second_build_writes_nothing_and_a_lost_page_comes_back(project):
    trial = project(FILES)
    before = ages(trial.build().out)
    built = trial.build()
    assert ages(built.out) == before
    (built.out / "a.mdx").unlink()
    built = trial.build()
    assert built.page("a").startswith("---\ntitle: 'A'")
    assert ages(built.out)["index.mdx"] == before["index.mdx"]


def test_a_change_rewrites_its_page_and_a_removed_page_goes(project):
    trial = project(FILES)
    built = trial.build()
    before = ages(built.out)
    trial.write({"a.rst": "A\n=\n\nOther.\n"})
    os.utime(trial.source / "a.rst", (time.time() + 5, time.time() + 5))
    built = trial.build()
    assert "Other." in built.page("a")
    assert ages(built.out)["sub/b.mdx"] == before["sub/b.mdx"]
    trial.write({"index.rst": INDEX.replace("   Bee <sub/b>\n", "")})
    os.utime(trial.source / "index.rst", (time.time() + 9, time.time() + 9))
    (trial.source / "sub/b.rst").unlink()
    built = trial.build()
    assert not (built.out / "sub/b.mdx").exists()


def test_front_matter_follows_the_toctree_of_another_page(project):
    trial = project(FILES)
    trial.build()
    trial.write({"index.rst": INDEX.replace("Bee", "Other")})
    os.utime(trial.source / "index.rst", (time.time() + 5, time.time() + 5))
    assert "sidebarTitle: 'Other'" in trial.build().page("sub/b")


def test_a_second_parallel_build_does_nothing(project):
    trial = project({"index.rst": "Home\n====\n"})
    before = contents(trial.build(parallel=2).out)
    assert contents(trial.build(parallel=2).out) == before
    (trial.source / "index.rst").write_text("Home\n====\n\nMore.\n", encoding="utf-8")
    assert b"More." in contents(trial.build(parallel=2).out)["index.mdx"]


def test_parallel_builds_write_the_same_bytes(project):
    pages = {
        f"p{number}": f"P{number}\n==\n\n.. _l{number}:\n\nS\n-\n\n:ref:`l{(number + 1) % 12}`\n"
        for number in range(12)
    }
    files = {"index.rst": "Home\n====\n\n.. toctree::\n\n   " + "\n   ".join(pages) + "\n"}
    trial = project(files | {f"{name}.rst": text for name, text in pages.items()})
    assert contents(trial.build(out="serial").out) == contents(trial.build(out="parallel", parallel=3).out)


def test_the_own_docs_json_is_the_base(project):
    own = {
        "$schema": "https://mintlify.com/docs.json",
        "theme": "maple",
        "name": "Mine",
        "colors": {"primary": "#000000"},
        "navbar": {"links": []},
    }
    made = project({**FILES, "docs.json": json.dumps(own)}).build().docs_json()
    assert {key: made[key] for key in own} == own
    assert made["navigation"]["groups"][0]["group"] == "Trial"


def test_a_faulty_docs_json_stops_the_build(project):
    with pytest.raises(ConfigError, match=r"docs\.json:2:1: not JSON"):
        project({**FILES, "docs.json": "{\n"}).build()


def test_orphans_are_hidden(project):
    built = project({**FILES, "lone.rst": ":orphan:\n\nLone\n====\n"}).build()
    assert "hidden: true" in built.page("lone")
    assert "lone" not in json.dumps(built.docs_json()["navigation"])


def test_images_and_downloads_are_copied_once(project):
    text = "A\n=\n\n.. image:: one/x.png\n\n.. image:: two/x.png\n\n:download:`get <one/x.png>`\n"
    built = project({"index.rst": text, "one/x.png": b"1", "two/x.png": b"2"}).build()
    assert {path.read_bytes() for path in (built.out / "images").iterdir()} == {b"1", b"2"}
    assert next((built.out / "downloads").rglob("x.png")).read_bytes() == b"1"


class DrawPdf(ImageConverter):
    """Stands for a program that draws PDF files."""

    conversion_rules: ClassVar = [("application/pdf", "image/svg+xml")]
    available = True

    def convert(self, _from, _to):
        words = Path(_from).read_text(encoding="utf-8")
        Path(_to).write_text(f"<svg xmlns='http://www.w3.org/2000/svg'><text>{words}</text></svg>", encoding="utf-8")
        return True


@pytest.mark.parametrize("parallel", [1, 2])
def test_image_converters_are_used(project, parallel):
    names = [f"p{number}" for number in range(6)]
    files = {f"{name}.rst": f"{name}\n====\n\n.. image:: chart.pdf\n   :alt: A chart\n" for name in names}
    files |= {"chart.pdf": "of last year", "sub/chart.pdf": "of this year"}
    files["sub/b.rst"] = "B\n=\n\n.. image:: chart.*\n   :alt: Another\n"
    files["index.rst"] = "I\n=\n\n.. toctree::\n\n   " + "\n   ".join([*names, "sub/b"]) + "\n"
    built = project(files).build(parallel=parallel, setup=lambda app: app.add_post_transform(DrawPdf))
    drawn = {}
    for name in [*names, "sub/b"]:
        (path,) = re.findall(r"!\[.*\]\(/(images/.*\.svg)\)", built.page(name))
        drawn[name] = (built.out / path).read_text(encoding="utf-8")
    assert {drawn[name].count("of last year") for name in names} == {1}
    assert "of this year" in drawn["sub/b"]


def test_toctrees_of_titles_only_give_the_same_navigation(project):
    page = "P\n=\n\n.. toctree::\n{options}\n   q\n\nSection\n-------\n\nText.\n"
    sites = []
    for options in ("", "   :titlesonly:\n", "   :maxdepth: 1\n   :hidden:\n"):
        files = {"index.rst": "I\n=\n\n.. toctree::\n" + options + "\n   p\n", "p.rst": page.format(options=options)}
        files["q.rst"] = "Q\n=\n\nOne\n---\n\nText.\n"
        sites.append(project(files).build(out=f"site{len(sites)}").docs_json()["navigation"])
    assert sites[0]["groups"][0]["pages"] == ["index", {"group": "P", "root": "p", "pages": ["q"]}]
    assert sites[1] == sites[2] == sites[0]  # a page's sections are in its own table of contents


def test_pages_without_a_title(project):
    assert project({"index.rst": "Just text.\n"}).build().page("index") == "---\ntitle: 'index'\n---\n\nJust text.\n"


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
    assert built.warnings.count("no rule for the node 'mystery'") == 1
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


@pytest.mark.parametrize(
    ("text", "description", "body"),
    [
        ("Words, only words.\n\nMore.", "Words, only words.", "More."),
        ("Words: a *list*\n\nMore.", None, "Words: a *list*\n\nMore."),
        ("These follow:\n\n* one", None, "These follow:\n\n- one"),
        ("It is all there is.", None, "It is all there is."),
        (f"Long {'x' * 200}\n\nMore.", None, f"Long {'x' * 200}\n\nMore."),
        ("* one\n\nMore.", None, "- one\n\nMore."),
        (".. meta::\n   :description: Other.\n\nWords.\n\nMore.", "Other.", "Words.\n\nMore."),
    ],
)
def test_a_first_paragraph_of_words_is_the_description(project, text, description, body):
    front = "" if description is None else f"description: '{description}'\n"
    page = project({"index.rst": f"A\n=\n\n{text}\n"}).build().page("index")
    assert page == f"---\ntitle: 'A'\n{front}---\n\n{body}\n"


def test_metadata_is_front_matter(project):
    fields = (
        ":sidebarTitle: Short\n:icon: rocket\n:keywords: a, b\n:noindex:\n:deprecated: false\n:nosearch:\n:other: x\n"
    )
    myst = "---\nsidebarTitle: Short\nicon: rocket\nkeywords: [a, b]\nnoindex: true\ndeprecated: false\n---\n# B\n\nText.\n"
    index = f"{fields}\nA\n=\n\n*Text.*\n\n.. toctree::\n\n   b\n"
    built = project({"index.rst": index, "b.md": myst}, ("myst_parser",)).build()
    shown = "sidebarTitle: 'Short'\nicon: 'rocket'\nkeywords: ['a', 'b']\nnoindex: true\n"
    assert built.page("index").startswith(f"---\ntitle: 'A'\n{shown}searchable: false\n---\n")
    assert built.page("b").startswith(f"---\ntitle: 'B'\n{shown}---\n")


def test_links_that_lead_nowhere_are_words(project):
    text = (
        "A\n=\n\n`one <a.html>`__ `two <sub/b.html#x>`__ `three <no.html>`__ `four </sub/>`__ `five <notes.txt>`__\n"
        "`six <mailto:a@b.c>`__ `seven <//x.y/z>`__\n"
    )
    trial = project({**FILES, "a.rst": text, "extra/notes.txt": "x", "sub/index.rst": ":orphan:\n\nS\n=\n"})
    built = trial.build(html_extra_path=["extra"])
    links = "[one](/a) [two](/sub/b#x) three [four](/sub/index) [five](/notes.txt) [six](mailto:a@b.c) [seven](//x.y/z)"
    assert links in built.page("a")
    built = trial.build(out="based", html_extra_path=["extra"], html_baseurl="https://docs.example/en/")
    assert "[three](https://docs.example/en/no.html)" in built.page("a")


def test_an_address_within_a_line_stands_before_it(project):
    text = "A\n=\n\nB\n-\n\nSome words, and _`a target` among them. See `a target`_.\n"
    page = project({"index.rst": text}).build().page("index")
    assert '<span id="a-target" />\n\nSome words, and a target among them. See [a target](#a-target).' in page


def test_a_page_that_goes_takes_its_files_along(project):
    picture = "B\n=\n\n.. image:: x.png\n\n:download:`get <x.txt>`\n"
    trial = project({**FILES, "sub/b.rst": picture, "sub/x.png": b"1", "sub/x.txt": b"2"})
    built = trial.build()
    assert {name.partition("/")[0] for name in contents(built.out)} >= {"images", "downloads", "sub"}
    trial.write({"index.rst": INDEX.replace("   Bee <sub/b>\n", "")})
    os.utime(trial.source / "index.rst", (time.time() + 9, time.time() + 9))
    (trial.source / "sub/b.rst").unlink()
    assert sorted(contents(trial.build().out)) == ["a.mdx", "docs.json", "index.mdx"]
    assert not (built.out / "sub").exists()


def test_tabs_and_redirects_come_from_the_configuration(project):
    trial = project(FILES)
    built = trial.build(gptproto_mdx_tabs={"Everything": ["All"]}, gptproto_mdx_redirects={"old/b": "sub/b#x"})
    assert [tab["tab"] for tab in built.docs_json()["navigation"]["tabs"]] == ["Trial", "Everything"]
    assert built.docs_json()["redirects"] == [{"source": "/old/b", "destination": "/sub/b#x"}]


@pytest.mark.parametrize(
    ("config", "warning"),
    [
        ({"gptproto_mdx_theme": "mnit"}, "gptproto_mdx_theme: 'mnit' is not one of mint, maple"),
        ({"gptproto_mdx_color": "green"}, "gptproto_mdx_color: 'green' is not a colour such as '#0D9373'"),
        ({"gptproto_mdx_orphans": "gone"}, "gptproto_mdx_orphans: 'gone' is not one of hidden, listed"),
        ({"gptproto_mdx_tabs": {"A": "index"}}, "gptproto_mdx_tabs: 'A': expected a list of captions or pages"),
        ({"gptproto_mdx_tabs": {"A": ["al"]}}, "gptproto_mdx_tabs: 'al' is neither a caption nor a page"),
        ({"gptproto_mdx_redirects": {"a": "sub/b"}}, "gptproto_mdx_redirects: 'a' is a page"),
        ({"gptproto_mdx_redirects": {"x": "sub/c"}}, "there is no page 'sub/c'; did you mean 'sub/b'?"),
        ({"gptproto_mdx_redirects": {"x": ""}}, "expected a dictionary of old addresses to pages"),
    ],
)
def test_bad_options_are_said_once(project, config, warning):
    built = project(FILES).build(strict=False, show_warning_types=True, **config)
    assert built.warnings.count("WARNING") == 1
    assert warning in built.warnings
    assert "[gptproto.config]" in built.warnings
    assert built.page("a")


def test_a_card_that_is_a_link_holds_no_other(project):
    card = ".. card:: T\n   :link: https://example.com\n\n   See https://a.b/c, www.x.y and `more <https://x.y>`__.\n\n   * `z <https://z.z>`__\n"
    page = project({"index.rst": f"A\n=\n\n{card}\n"}, ("sphinx_design",)).build().page("index")
    assert "See https:<span />//a.b/c, www<span />.x.y and more." in page
    assert "- z" in page
    assert page.count("](") == 0


def test_images_for_one_mode_of_the_theme(project):
    text = "A\n=\n\n.. image:: x.png\n   :class: only-dark\n   :alt: X\n"
    page = project({"index.rst": text, "x.png": b"1"}).build().page("index")
    assert '<img src="/images/x.png" alt="X" className="hidden dark:block" />' in page


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
