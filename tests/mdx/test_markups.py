"""The same content in reStructuredText and in MyST is the same MDX: ``markups/*.rst`` beside ``*.md``."""

from __future__ import annotations

from pathlib import Path

import pytest
from mdx.projects import make_project
from mdx.test_golden import EXTENSIONS, PIXEL

pytestmark = pytest.mark.filterwarnings("ignore:.*myst_parser")  # it uses what Sphinx 9 deprecates
MARKUPS = Path(__file__).parent / "markups"
NAMES = sorted(path.stem for path in MARKUPS.glob("*.rst"))
SYNTAX = ["attrs_inline", "colon_fence", "deflist", "dollarmath", "fieldlist", "tasklist"]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build both, each in a project of its own, so that labels and names are the same."""
    sites = {}
    for suffix in (".rst", ".md"):
        names = "\n   ".join(NAMES)
        files = {"index.rst": f"Index\n=====\n\n.. toctree::\n   :hidden:\n\n   {names}\n", "pixel.png": PIXEL}
        files |= {name + suffix: (MARKUPS / (name + suffix)).read_bytes() for name in NAMES}
        project = make_project(tmp_path_factory.mktemp("markup"), files, EXTENSIONS)
        sites[suffix] = project.build(numfig=True, smartquotes=False, myst_enable_extensions=SYNTAX)
    return sites


@pytest.mark.parametrize("name", NAMES)
def test_both_markups_give_the_same_page(built, name):
    page = built[".rst"].page(name)
    assert page.strip().count("\n") > 10, "a page with content"
    assert built[".md"].page(name) == page
