"""Markdown for machines: each page beside its HTML, ``llms.txt`` and ``llms-full.txt``, as their readers take them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml
from docutils import nodes
from hypothesis import given, settings
from markdown_it import MarkdownIt
from mdx.test_golden import PIXEL
from reference.sites import CHAT, CONF, HOME, make_site
from reference.test_mdx import WORDS, registry_of, squeeze

from sphinxext_gptproto import nodes as ours
from sphinxext_gptproto.mdx.escape import collapse
from sphinxext_gptproto.mdx.syntax import MARKDOWN, blocks
from sphinxext_gptproto.mdx.tree import (
    CodeSpan,
    Emphasis,
    Heading,
    Item,
    List,
    Paragraph,
    Quote,
    Row,
    Strong,
    Table,
    Text,
)

GOLDEN = Path(__file__).parent / "golden"
DOCS = Path(__file__).parents[2] / "docs" / "source"
MARKDOWN_IT = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
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


def render(markdown):
    """Return what a reader sees of Markdown, and the tags that it brought along."""
    html = MARKDOWN_IT.render(re.sub(r"\[\^(\w+)\](?:: )?", r"\1 ", markdown))  # footnotes are GFM's
    return unescape(re.sub(r"<[^>]*>", "", html)), html


# -- what pages say ---------------------------------------------------------------------------------------------------


def test_an_endpoint(built, file_regression):
    file_regression.check(built.text(f"docs/api/{CHAT}.md"), extension=".md", encoding="utf-8", newline="")


def test_prose(prose, file_regression):
    file_regression.check(prose.text("prose.md"), fullpath=GOLDEN / "prose.md", encoding="utf-8", newline="")


def test_every_page_says_all_that_html_says(built, prose):
    for site in (built, prose):
        for docname in site.app.env.found_docs:
            shown = squeeze(render(site.text(f"{docname}.md"))[0])
            tree = site.doctree(docname)
            for node in tree.findall(nodes.TextElement):
                if is_text_of_its_own(node):
                    assert squeeze(node.astext()).removesuffix(".") in shown, (docname, node.astext())
            for parameter in tree.findall(ours.api_parameter):
                assert f"{parameter['name']} ({parameter['type']}" in render(site.text(f"{docname}.md"))[0]


def is_text_of_its_own(node):
    """Return whether a text is shown as it is: not the parts of another, nor what Markdown puts in other words."""
    if isinstance(node, (nodes.raw, nodes.term, nodes.comment, nodes.math_block, nodes.line, nodes.rubric)):
        return False
    if isinstance(node.parent, (ours.api_fact, nodes.TextElement)) or isinstance(node, ours.api_signature):
        return False
    if isinstance(node, (nodes.Inline, nodes.Invisible)) or type(node).__module__ == "sphinx.addnodes":
        return False
    other = (nodes.math, nodes.abbreviation, nodes.raw)
    return not any(isinstance(child, other) for child in node.findall(nodes.Inline))


def test_no_page_has_elements_of_mdx(built, prose):
    for site in (built, prose):
        for path in site.out.rglob("*.md"):
            tags = set(re.findall(r"<(\w+)", render(without_code(path.read_text(encoding="utf-8")))[1]))
            known = (
                "a p h1 h2 h3 h4 ul ol li em strong code pre table thead tbody tr th td blockquote hr br img sub sup"
            )
            assert tags <= set(known.split()), path


def without_code(markdown):
    return re.sub(r"^( *)(`{3,}).*?^\1\2$", "", markdown, flags=re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("make", [
    lambda line: Paragraph(line),
    lambda line: Heading(2, line),
    lambda line: List((Item((Paragraph(line),)), Item((Paragraph(line),)))),
    lambda line: List((Item((Paragraph(line),)),), 7),
    lambda line: Quote((Paragraph(line),)),
    lambda line: Table(Row((line, line)), (Row((line, line)),)),
    lambda line: Paragraph((Strong(line), Text(" "), Emphasis(line), CodeSpan("x"), *line)),
], ids=["paragraph", "heading", "list", "numbered", "quotation", "table", "marks"])  # fmt: skip
def test_words_are_words(make):
    @settings(max_examples=150, deadline=None, database=None, derandomize=True)
    @given(WORDS)
    def check(value):
        tree = make((Text(value),))
        shown, html = render(blocks([tree], place=MARKDOWN))
        times = shown.count("\0") + max(1, str(tree).count(repr(Text(value))))
        words = squeeze(collapse(value))
        assert squeeze(shown).replace("x", "").count(words.replace("x", "")) >= (times if words else 0), html
        assert not re.search(
            r"<(?!/?(?:p|h2|ul|ol|li|em|strong|code|blockquote|table|thead|tbody|tr|th|td|del)\b)", html
        )

    check()


def test_hostile_words_in_a_specification(tmp_path):
    trial = make_site(tmp_path)
    for path in (trial.source / "registry").iterdir():
        path.unlink()
    hostile = ["<script>x</script>", "{a} <Tabs> *b*", "[go](javascript:alert(1))", "| a | b |", "```js", "# h"] * 4
    data = yaml.safe_dump(registry_of(hostile, ["a{b}", "<c>", "`", "q|r"]), allow_unicode=True, sort_keys=False)
    built = trial.write({"registry/all.yaml": data}).build("html", gptproto_markdown=True, strict=False)
    for path in built.out.rglob("*.md"):
        _shown, html = render(path.read_text(encoding="utf-8"))
        assert not re.search(r"<(?:script|tabs|style|img)", html, re.IGNORECASE)
        assert 'href="javascript' not in html


# -- links ------------------------------------------------------------------------------------------------------------

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


# -- the page in HTML -------------------------------------------------------------------------------------------------


def test_nothing_is_written_unless_it_is_asked_for(pages):
    out = pages.build("html", out="without").out
    assert not [path for path in out.rglob("*") if path.suffix == ".md" or path.name.startswith(("llms", ".gptproto"))]


def test_html_is_the_same_but_for_the_link(pages, built):
    plain = pages.build("html", out="plain").out
    for path in plain.rglob("*.html"):
        before, after = (lines(root / path.relative_to(plain)) for root in (plain, built.out))
        assert [line for line in after if not is_link(line)] == before, path


def lines(path):
    return [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def is_link(line):
    return "text/markdown" in line or "gptproto-markdown.css" in line


def test_the_page_links_its_markdown(built):
    page = built.text(f"docs/api/{CHAT}.html")
    head, _, body = page.partition("</head>")
    assert '<link rel="alternate" type="text/markdown" title="Markdown" href="text-to-text.md" />' in head
    assert re.search(r'<a href="text-to-text\.md" [^>]*>View as Markdown</a>', body)
    assert "text/markdown" not in built.text("search.html")


def test_pages_in_folders(pages):
    built = pages.build("dirhtml", out="folders", gptproto_markdown=True)
    assert (built.out / "docs/api/acme/result.md").is_file()
    assert 'href="../result.md"' in built.text("docs/api/acme/result/index.html")
    assert "](result.md)" in built.text("docs/api/acme/index.md")


# -- incremental builds -----------------------------------------------------------------------------------------------


def test_only_what_is_written_again_is_written_again(site):
    trial = site()
    first = trial.build("html", gptproto_markdown=True)
    times = {path: path.stat().st_mtime_ns for path in first.out.rglob("*.md")}
    before = first.text("llms-full.txt")
    trial.edit("operations.yaml", "Where to start.", "Where to begin.")
    second = trial.build("html", gptproto_markdown=True)
    changed = {
        path.relative_to(first.out).as_posix() for path, time in times.items() if path.stat().st_mtime_ns != time
    }
    assert changed == {f"docs/api/{CHAT}.md"}
    assert "Where to begin." in second.text("llms-full.txt")
    assert second.text("llms-full.txt") == before.replace("Where to start.", "Where to begin.")


def test_pages_that_are_gone_lose_their_markdown(site):
    trial = site({"index.rst": "Home\n====\n\n.. toctree::\n\n   a/page\n", "a/page.rst": "Page\n====\n\nWords.\n"})
    own = trial.root / "html" / "own.md"
    built = trial.build("html", gptproto_markdown=True)
    own.write_text("mine")
    assert (built.out / "a" / "page.md").is_file()
    (trial.source / "a" / "page.rst").unlink()
    trial.write({"index.rst": "Home\n====\n\nNothing.\n"})
    trial.build("html", gptproto_markdown=True)
    assert not (built.out / "a" / "page.md").exists()
    assert "page.md" not in built.text("llms.txt")
    trial.build("html")
    assert [path.name for path in built.out.glob("*.md")] == ["own.md"]
    assert not (built.out / "llms.txt").exists()


def test_switched_on_later_every_page_is_written(site):
    trial = site()
    trial.build("html")
    built = trial.build("html", gptproto_markdown=True)
    assert {f"{docname}.md" for docname in built.app.env.found_docs} == {
        path.relative_to(built.out).as_posix() for path in built.out.rglob("*.md")
    }


def test_parallel_builds_write_the_same(pages, built):
    parallel = pages.build("html", out="parallel", parallel=2, gptproto_markdown=True)
    names = [path.relative_to(built.out) for path in built.out.rglob("*") if path.suffix in (".md", ".txt")]
    assert len(names) > 10
    for name in names:
        assert (parallel.out / name).read_bytes() == (built.out / name).read_bytes(), name


# -- llms.txt ---------------------------------------------------------------------------------------------------------

ENTRY = re.compile(r"- \[(?P<title>[^\]]+)\]\((?P<url>[^)]+)\)(?:: (?P<about>.+))?")
TREE = {
    "index.rst": """\
.. meta::
   :description: All about it.

Home
====

Words.

.. toctree::
   :caption: Guides

   Begin here <start>
   Elsewhere <https://example.com/>

.. toctree::

   more
""",
    "start.rst": "Start\n=====\n\nThe first thing to read. It is short. " + "It goes on. " * 40 + "\n",
    "more.rst": "More [x]\n========\n\n.. note:: No summary.\n\n.. toctree::\n\n   deep\n",
    "deep.rst": "Deep\n====\n\nHow deep:\n",
    "lost.rst": ":orphan:\n\nLost\n====\n\nNobody links here.\n",
}


def sections(text):
    """Read the file as its format says: title, summary, sections of links."""
    head, *parts = re.split(r"^## (.+)$\n", text, flags=re.MULTILINE)
    title, summary = re.fullmatch(r"# (.+)\n\n(?:> (.+)\n\n)?", head).groups()
    found = {}
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        lines = body.strip().splitlines()
        found[name] = [tuple(ENTRY.fullmatch(line).groups()) for line in lines]
    return title, summary, found


def test_list_of_pages(site):
    title, summary, found = sections(site(TREE).build("html", gptproto_markdown=True).text("llms.txt"))
    assert (title, summary) == ("Trial", "All about it.")
    assert found == {
        "Documentation": [("Home", "index.md", "All about it.")],
        "Guides": [
            ("Begin here", "start.md", found["Guides"][0][2]),
            ("Elsewhere", "https://example.com/", None),
        ],
        "More [x]": [("More (x)", "more.md", None), ("Deep", "deep.md", "How deep.")],
        "Optional": [("Lost", "lost.md", "Nobody links here.")],
    }
    assert found["Guides"][0][2].startswith("The first thing to read. It is short. It goes on.")
    assert len(found["Guides"][0][2]) <= 200


def test_endpoints_are_listed_with_their_requests(built):
    _title, _summary, found = sections(built.text("llms.txt"))
    entries = {url: about for entries in found.values() for _words, url, about in entries}
    assert entries[f"docs/api/{CHAT}.md"].startswith("`POST /v1/chat` Answers a conversation.")
    assert set(entries) == {f"{docname}.md" for docname in built.app.env.found_docs}


def test_all_pages_in_one_file(built):
    text, at = built.text("llms-full.txt"), -1
    _title, _summary, found = sections(built.text("llms.txt"))
    for entries in found.values():
        for _words, url, _about in entries:
            title, _blank, body = built.text(url).partition("\n\n")
            place = text.index(f"{title}\n\nSource: <{url}>\n\n{body}")
            assert place > at
            assert place == 0 or text[place - 2 : place] == "\n\n"
            at = place


def test_summary_and_one_file_are_choices(site):
    built = site(TREE).build("html", gptproto_markdown=True, gptproto_llms_full=False, gptproto_llms_summary="Own.")
    assert "\n> Own.\n" in built.text("llms.txt")
    assert not (built.out / "llms-full.txt").exists()


def test_a_list_of_ones_own_stays(site):
    trial = site({**TREE, "extra/llms.txt": "# Mine\n"})
    built = trial.build("html", gptproto_markdown=True, html_extra_path=["extra"])
    assert built.text("llms.txt") == "# Mine\n"
    trial.build("html", html_extra_path=["extra"])
    assert (built.out / "llms.txt").exists()


def test_unknown_nodes_keep_their_text_and_are_named_once(site):
    trial = site({
        "conf.py": CONF + "extensions.append('odd')\nimport sys, pathlib\nsys.path.insert(0, str(pathlib.Path(__file__).parent))\n",
        "odd.py": """\
from docutils import nodes
from docutils.parsers.rst import Directive

class odd(nodes.General, nodes.Element):
    pass

class Odd(Directive):
    def run(self):
        return [odd('', nodes.paragraph('', 'Odd words.'))]

def setup(app):
    app.add_node(odd, html=(lambda s, n: None, lambda s, n: None))
    app.add_directive('odd', Odd)
""",
        "index.rst": "Home\n====\n\n.. odd::\n\n.. odd::\n",
    })  # fmt: skip
    built = trial.build("html", strict=False, gptproto_markdown=True)
    assert built.subtypes == ["markdown_node"]
    assert built.text("index.md").count("Odd words.") == 2


def test_wrong_values_are_reported(site):
    trial = site({"conf.py": CONF + 'gptproto_markdown = "yes"\n', "index.rst": HOME.partition("..")[0]})
    built = trial.build("html", strict=False)
    assert "gptproto_markdown: expected True or False; False is used instead" in built.warnings
    assert not (built.out / "llms.txt").exists()


# -- in a browser -----------------------------------------------------------------------------------------------------

LOOK = """() => {
  const link = document.querySelector(".gp-markdown-link a"), box = link.getBoundingClientRect();
  const range = document.createRange();
  range.selectNodeContents(document.querySelector("h1").firstChild);
  const title = range.getBoundingClientRect();
  const apart = box.right <= title.left || box.left >= title.right || box.bottom <= title.top || box.top >= title.bottom;
  const page = document.documentElement, seen = link.checkVisibility(), width = page.scrollWidth;
  const color = getComputedStyle(link).color, ground = getComputedStyle(document.body).backgroundColor;
  link.parentElement.remove();
  return {
    address: link.href, apart, seen, inside: box.left >= 0 && box.right <= innerWidth,
    widens: width > page.scrollWidth, color, ground,
  };
}"""


@pytest.mark.filterwarnings("ignore:.*sphinx_book_theme")  # it uses what Sphinx deprecates
@pytest.mark.parametrize(
    "theme", ["furo", "pydata_sphinx_theme", "sphinx_book_theme", "sphinx_rtd_theme", "alabaster", "shibuya"]
)
def test_the_link_in_a_theme(pages, browser, theme):
    pytest.importorskip(theme)
    built = pages.build("html", out=f"theme-{theme}", html_theme=theme, gptproto_markdown=True)
    page = built.out / f"docs/api/{CHAT}.html"
    for width in (320, 768, 1440):
        for scheme in ("light", "dark"):
            tab = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
            tab.goto(page.as_uri())
            found = tab.evaluate(LOOK)
            tab.close()
            where = (theme, width, scheme, found)
            assert found["address"] == page.with_suffix(".md").as_uri(), where
            assert found["seen"], where
            assert found["apart"], where
            assert found["inside"], where
            assert not found["widens"], where
            assert found["color"] != found["ground"], where
