"""The options of all commands for what sources mark as internal."""

from __future__ import annotations

from pathlib import Path

import pytest

from sphinxext_gptproto.cli.main import main

API = """\
openapi: 3.1.0
info: {title: Trial, version: '1', description: About it.}
servers: [{url: https://api.example.com}]
paths:
  /a: {get: {operationId: a, summary: Open, responses: {'204': {description: Done.}}}}
  /b: {get: {operationId: b, summary: zqMarked, x-internal: true, responses: {'204': {description: Done.}}}}
  /c: {get: {operationId: c, summary: zqStaff, x-staff: true, responses: {'204': {description: Done.}}}}
"""


@pytest.fixture(autouse=True)
def _source(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("api.yaml").write_text(API, encoding="utf-8")


@pytest.fixture
def run(capsys):
    """Run a command; return everything that it writes."""

    def make(command, *arguments):
        assert main([command, "api.yaml", *arguments]) == 0
        out, err = capsys.readouterr()
        if command == "convert":
            out += Path("registry.yaml").read_text(encoding="utf-8")
        return out + err

    return make


@pytest.mark.parametrize("command", ["check", "convert", "messages"])
def test_internal_parts_are_left_out(run, command):
    text = run(command)
    assert "zqMarked" not in text
    assert "left out as internal: 1 operation (--show-internal includes them)" in text


@pytest.mark.parametrize("command", ["check", "convert", "messages"])
def test_a_further_mark(run, command):
    text = run(command, "--internal-mark", "x-staff")
    assert "zq" not in text
    assert "left out as internal: 2 operations" in text


@pytest.mark.parametrize("command", ["check", "convert", "messages"])
def test_an_inside_edition(run, command):
    text = run(command, "--show-internal")
    assert "left out" not in text
    if command == "check":
        assert "api.yaml: 3 endpoints, no faults" in text
    else:
        assert "zqMarked" in text
        assert "zqStaff" in text
