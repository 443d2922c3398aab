"""Links of Markdown lead to Markdown that is there."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from formats.markdown.markdown import render, without_code

DOCS = Path(__file__).parents[3] / "docs" / "source"
LINK = re.compile(r'<(?:a href|img src)="([^"]*)"')


def links(path):
    return [unescape(found) for found in LINK.findall(render(path.read_text(encoding="utf-8"))[1])]


def dead(root):
    """Yield the links between the pages of a site that lead nowhere."""
    for path in root.rglob("*.md"):
        for link in links(path):
            address = urlsplit(link)
            if address.scheme:
                continue
            target = (path.parent / unquote(address.path)).resolve() if address.path else path
            if not target.is_file() or (address.fragment and target == path and address.fragment not in anchors(path)):
                yield path.name, link


def anchors(path):
    text = without_code(path.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.*)$", text, re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}
    return slugs | set(re.findall(r'<a id="([^"]*)"', text))


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_links_lead_somewhere(pages, builder):
    built = pages.build(builder, out=f"{builder}-links", gptproto_markdown=True)
    assert list(dead(built.out)) == []
    assert sum(link.endswith(".md") for path in built.out.rglob("*.md") for link in links(path)) > 10


def test_links_of_prose(prose):
    assert list(dead(prose.out)) == []
    assert {"index.md", "_images/pixel.png", "#sub-label"} <= set(links(prose.out / "prose.md"))


def test_names_with_blanks_and_links_to_oneself(site):
    trial = site({
        "index.rst": "Home\n====\n\n:doc:`index`, :doc:`a b/c d`\n\n.. toctree::\n\n   self\n   a b/c d\n",
        "a b/c d.rst": "Page\n====\n\n:doc:`/index` and :ref:`here`\n\n.. _here:\n\nHere, too\n---------\n",
    })  # fmt: skip
    built = trial.build("html", gptproto_markdown=True)
    assert list(dead(built.out)) == []
    assert "Home, [Page](a%20b/c%20d.md)" in built.text("index.md")
    assert "[Home](../index.md) and [Here, too](#here)" in built.text("a b/c d.md")
    assert 'href="c%20d.md"' in built.text("a b/c d.html")


def test_our_own_documentation(tmp_path):
    out = tmp_path / "html"
    options = ["-D", "gptproto_markdown=1", "-D", "gptproto_pages_include=openai/gpt-4o-image"]
    source = shutil.copytree(DOCS, tmp_path / "source", ignore=shutil.ignore_patterns("api"))
    for name in ("CHANGELOG.md", "README.md"):
        shutil.copy(DOCS.parents[1] / name, tmp_path / name)
        shutil.copy(DOCS.parents[1] / name, tmp_path.parent / name)
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", *options, str(source), str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "markdown_node" not in done.stderr
    assert list(dead(out)) == []


def test_absolute_addresses(pages):
    built = pages.build("html", out="absolute", gptproto_markdown=True, html_baseurl="https://docs.example.com/en")
    assert "](https://docs.example.com/en/docs/api/acme/index.md)" in built.text("docs/api/index.md")
    assert "(https://docs.example.com/en/docs/api/index.md)" in built.text("llms.txt")
    assert "Source: <https://docs.example.com/en/docs/api/acme/result.md>" in built.text("llms-full.txt")
