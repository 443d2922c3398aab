"""A build writes the right files, and only those that changed."""

from __future__ import annotations

import json
import os
import time

import pytest
from docutils import nodes
from sphinx import addnodes
from sphinx.errors import ConfigError

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
    built = project({"index.rst": "A\n=\n"}).build(setup=with_mystery, strict=False, show_warning_types=True)
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

    page = project({"index.rst": "A\n=\n\nBefore.\n"}).build(setup=setup).page("index")
    assert page == (
        "---\ntitle: 'A'\napi: 'POST /v1/x'\n---\n\nBefore.\n\n<Panel>\n  kept\n</Panel>\n\n<Panel>\n  too\n</Panel>\n\nat the end\n\nat the end\n"
    )


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
