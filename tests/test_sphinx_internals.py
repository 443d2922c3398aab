"""Changes to Sphinx, docutils and the process during a build are undone when it ends."""

from __future__ import annotations

import ast
import atexit
import gc
from pathlib import Path

import pytest
import sphinx
import sphinx.util.docutils
from reference.sites import CHAT, make_site
from sphinx.builders import Builder
from sphinx.errors import ExtensionError

import sphinxext_gptproto
from sphinxext_gptproto.mdx.builder import MdxBuilder
from sphinxext_gptproto.sphinx_internals import rare_garbage_collection

ROOT = Path(sphinxext_gptproto.__file__).parent
FILES = {"index.rst": "Home\n====\n\n.. toctree::\n\n   docs/api/index\n"}
FAIL = """
def setup(app):
    app.connect({event!r}, fail, priority={priority})

def fail(app, *args):
    raise ValueError("a fault of an extension")
"""


def get_state():
    """Return the global state that this release or an earlier one changes during a build."""
    return gc.get_threshold(), gc.get_freeze_count(), vars(sphinx.util.docutils).get("_get_settings")


@pytest.mark.parametrize("builder", ["html", "mdx"])
@pytest.mark.parametrize(
    ("event", "priority"),
    [
        ("builder-inited", 900),
        ("env-get-outdated", 900),
        ("doctree-read", 500),
        ("env-updated", 500),
        ("write-started", 500),
        ("build-finished", 1),
    ],
)
def test_changes_are_undone_after_an_exception(tmp_path, monkeypatch, builder, event, priority):
    registered = []
    monkeypatch.setattr(atexit, "register", registered.append)
    site = make_site(tmp_path, FILES)
    conf = (site.source / "conf.py").read_text(encoding="utf-8")
    conf += f"gptproto_pages = 'docs/api'\ngptproto_pages_include = ['{CHAT}']\n"
    site.write({"conf.py": conf + FAIL.format(event=event, priority=priority)})
    state = get_state()
    with pytest.raises(ExtensionError, match="a fault of an extension"):
        site.build(builder)
    assert get_state() == state
    assert gc.freeze not in registered


def test_changes_are_undone_after_a_build(tmp_path):
    site = make_site(tmp_path, FILES)
    state = get_state()
    built = site.build("html", gptproto_pages="docs/api", gptproto_pages_include=[CHAT])
    assert get_state() == state
    assert "stem" not in vars(built.app.builder.indexer.lang)


@pytest.mark.skipif(sphinx.version_info[0] != 9, reason="Sphinx 8 creates the settings in another way")
def test_settings_are_created_once_for_generated_pages(tmp_path, monkeypatch):
    make_settings, parsers = sphinx.util.docutils._get_settings, []

    def record(*components, **options):
        parsers.append(type(components[-1]).__name__)
        return make_settings(*components, **options)

    monkeypatch.setattr(sphinx.util.docutils, "_get_settings", record)
    built = make_site(tmp_path, FILES).build("mdx", gptproto_pages="docs/api", gptproto_pages_include=[CHAT])
    pages = [name for name in built.app.env.found_docs if name.startswith("docs/api/")]
    assert len(pages) > 1
    assert parsers.count("GeneratedPageParser") == 1


def test_garbage_collection_is_restored_after_an_exception():
    state = get_state()
    with pytest.raises(ZeroDivisionError), rare_garbage_collection():
        assert gc.get_threshold() > state[0]
        1 / 0  # noqa: B018
    assert get_state() == state


def test_one_module_touches_private_parts():
    trees = {path: [*ast.walk(ast.parse(path.read_bytes()))] for path in ROOT.rglob("*.py")}
    functions = {node.name for tree in trees.values() for node in tree if isinstance(node, ast.FunctionDef)}
    names = [
        (path.name, node.attr)
        for path, tree in trees.items()
        if path.name != "sphinx_internals.py"
        for node in tree
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) not in ("self", "cls", "super()")
        if node.attr.startswith("_") and not node.attr.endswith("__") and node.attr not in functions
    ]
    assert names == []
    assert not [
        name for name in vars(MdxBuilder) if name.startswith("_") and not name.endswith("__") and hasattr(Builder, name)
    ]
