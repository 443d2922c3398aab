"""A language of samples is one row of one table."""

from __future__ import annotations

import subprocess
import sys

import pytest
from reference.sites import CONF

from sphinxext_gptproto.samples import LANGUAGES, find_language

ROW = """
from sphinxext_gptproto.samples.languages import LANGUAGES, Language

LANGUAGES["php"] = Language(
    name="php", title="PHP", lexer="html+php", fence="php", aliases=("php8",), render=lambda request: "<?php made();\\n"
)
gptproto_registry = "api.yaml"
gptproto_markdown = True
"""
API = """\
openapi: 3.1.0
info: {title: Trial, version: '1'}
servers: [{url: https://api.example.com}]
paths:
  /own: {get: {operationId: getOwn, x-codeSamples: [{lang: PHP8, source: '<?php brought();'}], responses: {200: {description: d}}}}
  /made: {get: {operationId: getMade, responses: {200: {description: d}}}}
"""
HOME = "Home\n====\n\n.. toctree::\n\n   own\n   made\n"


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Build a site whose ``conf.py`` adds a row; return what a page of it looks like in each format."""
    root, out = tmp_path_factory.mktemp("languages"), tmp_path_factory.mktemp("out")
    directive = "{0}\n{1}\n\n.. api-endpoint:: get-{0}\n"
    files = {name: directive.format(name, "=" * len(name)) for name in ("own", "made")}
    for name, text in {"conf": CONF + ROW, "index": HOME, "api": API, **files}.items():
        suffix = {"conf": ".py", "api": ".yaml"}.get(name, ".rst")
        (root / f"{name}{suffix}").write_text(text, encoding="utf-8")
    for builder in ("html", "mdx"):  # in a process of their own, where the row is there before anything reads the table
        command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", builder, str(root), str(out / builder)]
        subprocess.run(command, check=True)
    names = {"html": "html/{}.html", "markdown": "html/{}.md", "mdx": "mdx/{}.mdx"}
    return lambda page, kind: (out / names[kind].format(page)).read_text(encoding="utf-8")


@pytest.mark.parametrize(("page", "code"), [("own", "brought();"), ("made", "made();")])
def test_one_row_is_enough(pages, page, code):
    html, markdown, mdx = (pages(page, kind) for kind in ("html", "markdown", "mdx"))
    assert html.count(">PHP<") == 1
    assert "highlight-html+php" in html
    for text in (markdown, mdx):
        assert text.count("```php") == text.count("<?php") == 1
        assert "html+php" not in text
        assert code in text
    assert "```php PHP\n" in mdx
    assert "```bash cURL\n" in mdx


def test_no_two_languages_are_called_alike():
    names = [name for language in LANGUAGES.values() for name in (language.name, *language.aliases)]
    assert len(names) == len({*names}) == sum(name == name.lower() for name in names)
    assert {language.dialect_of for language in LANGUAGES.values()} <= {"", *LANGUAGES}


@pytest.mark.parametrize(
    ("name", "title"), [("Shell", "cURL"), ("Node.js", "Node.js"), ("PY", "Python"), ("C#", "C#"), ("golang", "Go")]
)
def test_what_sources_call_a_language(name, title):
    assert find_language(name).title == title
