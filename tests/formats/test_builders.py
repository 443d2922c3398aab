"""Every builder of Sphinx says what an endpoint's page says, without a warning."""

from __future__ import annotations

import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from reference.sites import CHAT

DEFAULTS = ["false", "0", '""', "null", "[]", "1", "30", '"chat-1"', '"low"', '"small"']
LONG = "Answer in the language of the question, in one paragraph, and name the sources that you used."
ESCAPES = {
    "latex": {r"\textquotedbl{}": '"', r"\sphinxhyphen{}": "-", r"\PYGZdq{}": '"', r"\_": "_", "{[}": "[", "{]}": "]"},
    "texinfo": {"@{": "{", "@}": "}", "@w{[}": "["},
    "man": {r"\(dq": '"', r"\-": "-", r"\fB": "", r"\fP": "", "\\&": ""},
}
EXTRA = {
    "man_pages": [("index", "trial", "Trial", ["Acme"], 1)],
    "texinfo_documents": [("index", "trial", "Trial", "Acme", "trial", "Trial.", "Misc")],
}


def words(built, builder):
    """Return what a build shows, as plain text."""
    if builder == "epub":
        with ZipFile(next(built.out.glob("*.epub"))) as archive:
            texts = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".xhtml")]
    else:
        endings = {".html", ".txt", ".tex", ".1", ".texi", ".xml", ".pseudoxml", ".pot", ".mdx"}
        texts = [path.read_text(encoding="utf-8") for path in sorted(built.out.rglob("*")) if path.suffix in endings]
    text = "\n".join(texts)
    if builder in ("html", "dirhtml", "singlehtml", "epub", "xml"):
        text = unescape(re.sub(r"<[^>]*>", "", text))
    if builder == "latex":
        text = re.sub(r"\\PYG\{[^}]*\}\{([^}]*)\}", r"\1", text)
    for old, new in ESCAPES.get(builder, {}).items():
        text = text.replace(old, new)
    return " ".join(text.split())


@pytest.mark.parametrize(
    "builder",
    ["html", "dirhtml", "singlehtml", "text", "latex", "epub", "man", "texinfo", "xml", "pseudoxml", "gettext", "mdx"],
)
def test_it_is_silent_and_says_it_all(pages, builder):
    shown = words(pages.build(builder, **EXTRA), builder)
    for text in ("Whether to stream the response", "A picture by its address.", "The key of your team."):
        assert text in shown
    if builder != "gettext":  # values are no words to translate
        assert LONG in shown
        for default in DEFAULTS:
            around = {"mdx": f"(default: `{default}`)", "text": f"Default: {default}"}
            assert around.get(builder, default) in shown
        for sample in ("curl https://api.example.com/v1/chat", "requests.post(", "await fetch(", "http.NewRequest("):
            assert sample in shown


@pytest.mark.parametrize("builder", ["html", "mdx", "latex"])
def test_parallel_builds_write_the_same_bytes(pages, builder):
    serial = pages.build(builder, out=f"{builder}-serial").out
    parallel = pages.build(builder, out=f"{builder}-parallel", parallel=2).out
    assert contents(serial) == contents(parallel)


def contents(folder):
    skipped = {"environment.pickle", ".buildinfo"}
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in skipped]
    assert paths
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def test_a_book_is_well_formed(site):
    """Reading devices refuse pages that are no XML, and cannot scroll."""
    trial = site({"index.rst": f"Home\n====\n\n{FOLDED}\n.. api-endpoint:: {CHAT}\n"})
    with ZipFile(next(trial.build("epub").out.glob("*.epub"))) as archive:
        pages = {name: archive.read(name) for name in archive.namelist() if name.endswith(".xhtml")}
        style = archive.read("_static/gptproto-epub.css").decode()
    for page in pages.values():
        ElementTree.fromstring(page)
    page = pages["index.xhtml"].decode()
    assert "pre-wrap" in style
    assert "gptproto-epub.css" in page
    assert all(hidden not in page for hidden in ("<input", "sd-tab-content"))


FOLDED = """\
.. tab-set::

   .. tab-item:: First

      Words of the first.

   .. tab-item:: Second

      Words of the second.

.. dropdown:: Folded

   Words in it.

.. card:: A card
   :link: https://example.com/
   :link-alt: Where it leads

   Words on it.
"""


@pytest.mark.parametrize("builder", ["text", "man", "latex", "texinfo"])
def test_what_folds_in_a_browser_is_read_line_by_line(site, builder):
    trial = site({"index.rst": f"Home\n====\n\n{FOLDED}"})
    text = next(path for path in trial.build(builder, **EXTRA).out.iterdir() if path.suffix in SUFFIXES).read_text()
    lines = [line for line in re.sub(r"[^\w\n ]|sphinx\w+|textbf|strong|fB|fP", "", text).splitlines() if line.strip()]
    for title, below in (("First", "the first"), ("Second", "the second"), ("Folded", "in it"), ("A card", "on it")):
        at = next(number for number, line in enumerate(lines) if line.strip() == title)
        assert any(line.strip() == f"Words {'of ' * ('the' in below)}{below}" for line in lines[at + 1 : at + 5]), lines
    assert any(line.split()[-3:] == ["Where", "it", "leads"] or "Where it leads" in line for line in lines)


SUFFIXES = {".txt", ".1", ".tex", ".texi"}


def test_plain_text(pages, file_regression):
    page = pages.build("text").text(f"docs/api/{CHAT}.txt")
    file_regression.check(page, extension=".txt", encoding="utf-8", newline="")


@pytest.mark.parametrize("builder", ["text", "man", "latex", "texinfo"])
def test_an_error_says_its_title_once(site, builder):
    trial = site({"index.rst": "Home\n====\n\n.. gptproto-errors::\n"})
    assert words(trial.build(builder, **EXTRA), builder).count("403 - Insufficient balance") == 1


def test_manual_pages_have_no_empty_addresses(pages):
    page = pages.build("man", **EXTRA).text("trial.1")
    assert "<>" not in page
    assert re.search(r"^Default: \\fB1\\fP", page, re.MULTILINE)  # not in the middle of a line


@pytest.mark.skipif(not all(map(shutil.which, ("latexmk", "xelatex", "pdftotext"))), reason="needs LaTeX and Poppler")
def test_pdf(pages):
    """Everything is there: nothing stands beyond the edge of a page, and no code is cut off."""
    out = pages.build("latex", latex_engine="xelatex").out
    command = ["latexmk", "-xelatex", "-interaction=nonstopmode", "-halt-on-error", "-quiet", "trial.tex"]
    subprocess.run(command, cwd=out, check=True, capture_output=True)
    log = (out / "trial.log").read_text(encoding="utf-8", errors="replace")
    assert not re.findall(r"Overfull \\hbox \((?:[3-9]\d|\d{3,})[\d.]*pt", log)
    subprocess.run(["pdftotext", "-layout", "trial.pdf"], cwd=out, check=True)
    text = " ".join((out / "trial.txt").read_text(encoding="utf-8").split())
    for said in (
        "Whether to stream the response",
        "messages (object[], required)",
        "How close to look",
        "401 - Invalid",
    ):
        assert said in text


def test_addresses_exist_in_pdf_and_info(site):
    links = f":api:param:`{CHAT}#body-messages-role` :api:endpoint:`{CHAT}` :api:error:`no-balance`"
    page = f"Home\n====\n\n{links}\n\n.. api-endpoint:: {CHAT}\n   :parts: overview body\n\n.. gptproto-errors::\n"
    trial = site({"index.rst": page})
    tex = next(trial.build("latex").out.glob("*.tex")).read_text(encoding="utf-8")
    used = set(re.findall(r"\\hyperref\[\\detokenize\{([^}]*)\}\]", tex))
    assert {f"index:{name}" for name in ("body-messages-role", "error-no-balance", "body-filter")} <= used
    assert used <= set(re.findall(r"\\label\{\\detokenize\{([^}]*)\}\}", tex))
    info = trial.build("texinfo", **EXTRA).out.glob("*.texi")
    texi = next(info).read_text(encoding="utf-8")
    assert len(re.findall(r"@ref\{", texi)) >= 4
    assert set(re.findall(r"@ref\{([^,}]*)", texi)) <= set(re.findall(r"@anchor\{([^}]*)\}", texi))


def test_each_page_has_a_place_of_its_own_where_pages_are_folders(pages):
    """``official-format`` is an endpoint and a level, and ``x`` and ``x/index`` would both be ``x/index.html``."""
    built = pages.build("dirhtml")
    folder = built.out / "docs/api/acme/chat-1/official-format"
    assert "POST</strong> <code" in (folder / "index.html").read_text(encoding="utf-8")
    assert "Text to text" in (folder / "overview/index.html").read_text(encoding="utf-8")
    outputs = {Path(built.app.builder.get_outfilename(page)) for page in built.app.env.found_docs}
    assert len(outputs) == len(built.app.env.found_docs)
    assert all(path.exists() for path in outputs)
