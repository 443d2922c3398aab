"""All warnings go through one function, and every subtype is used and documented."""

from __future__ import annotations

import ast
from io import StringIO
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

import sphinxext_gptproto
from sphinxext_gptproto import build_warnings
from sphinxext_gptproto.build_warnings import WarningSubtype

ROOT = Path(sphinxext_gptproto.__file__).parent
TREES = {
    path: ast.parse(path.read_bytes()) for path in ROOT.rglob("*.py") if path != Path(str(build_warnings.__file__))
}
LOGGED = {"warning", "warn", "error", "critical", "exception"}
OTHERS = {"nodes", "parser"}
"""Objects that have a method of such a name but are not loggers: docutils.nodes and the command-line parser."""


def test_one_module_logs_warnings():
    calls = [
        (path.relative_to(ROOT).as_posix(), ast.unparse(node))
        for path, tree in TREES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr in LOGGED and ast.unparse(node.func.value) not in OTHERS
        if not (node.args and ast.unparse(node.args[0]).startswith("WarningSubtype."))  # passed on to that module
    ]
    assert calls == []


def test_every_subtype_is_used():
    used = {
        node.attr
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "WarningSubtype"
    }
    assert used == set(WarningSubtype.__members__)


def test_the_documentation_lists_every_subtype(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parents[1] / "docs" / "source" / "_ext")
    (tmp_path / "conf.py").write_text('extensions = ["generated_tables"]', encoding="utf-8")
    (tmp_path / "index.rst").write_text("Warnings\n========\n\n.. warning-table::\n", encoding="utf-8")
    warnings = StringIO()
    with patch_docutils(tmp_path), docutils_namespace():
        app = Sphinx(tmp_path, tmp_path, tmp_path / "out", tmp_path / "trees", "dummy", status=None, warning=warnings)
        app.build()
    table = app.env.get_doctree("index").astext()
    assert warnings.getvalue() == ""
    assert all(f"gptproto.{subtype.value}" in table for subtype in WarningSubtype)
