"""Pages as an author writes them, and as MDX: ``golden/*.rst`` and ``*.md`` beside their ``.mdx``."""

from __future__ import annotations

from pathlib import Path

import pytest
from mdx.projects import make_project

pytestmark = pytest.mark.filterwarnings("ignore:.*myst_parser")  # it uses what Sphinx 9 deprecates
GOLDEN = Path(__file__).parent / "golden"
SOURCES = sorted(path for path in GOLDEN.iterdir() if path.suffix in {".rst", ".md"})
EXTENSIONS = ("sphinx.ext.mathjax", "sphinx.ext.todo", "sphinx_design", "myst_parser")
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6364f8cf500f00030601801a345f5b0000000049454e44ae426082",
)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    names = "\n   ".join(path.stem for path in SOURCES)
    files = {
        "index.rst": f"Index\n=====\n\n.. toctree::\n   :hidden:\n\n   {names}\n",
        "pixel.png": PIXEL,
        "sample.py": 'KEY = {"a": 1}\n',
    }
    files |= {path.name: path.read_bytes() for path in SOURCES}
    project = make_project(tmp_path_factory.mktemp("golden"), files, EXTENSIONS)
    return project.build(
        numfig=True, todo_include_todos=True, myst_enable_extensions=["colon_fence", "deflist", "dollarmath"]
    )


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_page(built, source, file_regression):
    file_regression.check(built.page(source.stem), fullpath=source.with_suffix(".mdx"), encoding="utf-8", newline="")


def test_every_page_renders_and_runs_nothing(built, node):
    pages = {path.stem: built.page(path.stem) for path in SOURCES}
    assert {name: result["error"] for name, result in node("render.mjs", pages).items() if "error" in result} == {}
    for name, result in node("compile.mjs", pages).items():
        assert (result["expressions"], result["modules"]) == ([], []), name
