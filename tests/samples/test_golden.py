"""Golden files for each request in each language. Review every change of them; ``--force-regen`` writes them again."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from samples.cases import REQUESTS

from sphinxext_gptproto.samples import LANGUAGES, get_sample_languages

GOLDEN = Path(__file__).parent / "golden"
CELLS = [(name, language) for name in REQUESTS for language in get_sample_languages()]


@pytest.mark.parametrize(("name", "language"), CELLS, ids=[f"{name}-{language}" for name, language in CELLS])
def test_golden(name, language, file_regression):
    """A missing golden file fails the test, and is written."""
    code = LANGUAGES[language].render(REQUESTS[name])
    file_regression.check(code, fullpath=GOLDEN / name / f"{language}.txt", newline="\n")


def test_no_stale_golden_files():
    assert {path.relative_to(GOLDEN).as_posix() for path in GOLDEN.rglob("*.*")} == {f"{a}/{b}.txt" for a, b in CELLS}


def test_go_is_formatted(tmp_path):
    if not shutil.which("gofmt"):
        pytest.skip("gofmt is not installed")
    for name, request in REQUESTS.items():
        (tmp_path / f"{name}.go").write_text(LANGUAGES["go"].render(request), encoding="utf-8")
    done = subprocess.run(["gofmt", "-d", str(tmp_path)], capture_output=True, text=True, check=True)
    assert done.stdout == ""


def test_lines_are_visible():
    """Samples contain no characters that a terminal or a browser interprets."""
    for request in REQUESTS.values():
        for language in map(LANGUAGES.get, get_sample_languages()):
            assert all(line.replace("\t", "").isprintable() for line in language.render(request).split("\n"))
