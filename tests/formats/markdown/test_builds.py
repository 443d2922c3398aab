"""Which Markdown a build writes, and the link to it on the page in HTML."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from reference.sites import CHAT, CONF, HOME


def test_nothing_is_written_unless_it_is_asked_for(pages):
    out = pages.build("html", out="without").out
    assert not [path for path in out.rglob("*") if path.suffix == ".md" or path.name.startswith(("llms", ".gptproto"))]


def test_wrong_values_are_reported(site):
    trial = site({"conf.py": CONF + 'gptproto_markdown = "yes"\n', "index.rst": HOME.partition("..")[0]})
    built = trial.build("html", strict=False)
    assert "gptproto_markdown: expected True or False; False is used instead" in built.warnings
    assert not (built.out / "llms.txt").exists()


# -- the page in HTML -------------------------------------------------------------------------------------------------


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


PREPARED = """
def setup(app):
    app.connect("write-started", check, priority=900)

def check(app, builder):
    site = vars(builder.gptproto_markdown_site)
    missing = [name for name in ("addresses", "extra", "_pages", "_parameters") if not site.get(name)]
    if missing:
        raise RuntimeError(f"not prepared: {missing}")
"""


def test_what_pages_share_is_prepared_without_assertions_too(site):
    conf = f"{CONF}gptproto_markdown = True\nhtml_extra_path = ['extra.txt']\n{PREPARED}"
    trial = site({"conf.py": conf, "index.rst": f"Home\n====\n\n.. api-endpoint:: {CHAT}\n", "extra.txt": ""})
    out = trial.root / "optimized"
    command = [sys.executable, "-O", "-m", "sphinx", "-q", "-b", "html", "-j", "2", trial.source, out]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert (out / "index.md").is_file()


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
