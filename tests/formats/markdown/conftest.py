"""Sites with Markdown beside their HTML."""

from __future__ import annotations

import pytest
from formats.markdown.markdown import GOLDEN
from mdx.test_golden import PIXEL
from reference.sites import CONF, make_site

PROSE = {
    "conf.py": CONF.replace('"myst_parser",', '"myst_parser", "sphinx.ext.graphviz",') + "numfig = True\n",
    "index.rst": "Home\n====\n\n.. toctree::\n\n   prose\n",
    "prose.rst": (GOLDEN / "prose.rst").read_text(encoding="utf-8"),
    "data.txt": "data\n",
}


@pytest.fixture(scope="module")
def built(pages):
    return pages.build("html", gptproto_markdown=True)


@pytest.fixture(scope="module")
def prose(tmp_path_factory):
    site = make_site(tmp_path_factory.mktemp("prose"), PROSE)
    (site.source / "pixel.png").write_bytes(PIXEL)
    return site.build("html", gptproto_markdown=True)
