"""The command ``gptproto-docs schema``."""

from __future__ import annotations

import json

import pytest

from sphinxext_gptproto.cli.main import main
from sphinxext_gptproto.loaders.native_format import get_json_schema


def test_the_schema_is_printed(capsys):
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out) == get_json_schema()


def test_the_schema_is_written(tmp_path, capsys):
    assert main(["schema", "-o", str(tmp_path / "registry.schema.json")]) == 0
    assert capsys.readouterr().out == ""
    assert json.loads((tmp_path / "registry.schema.json").read_text(encoding="utf-8")) == get_json_schema()


def test_a_file_that_cannot_be_written(tmp_path, capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["schema", "-o", str(tmp_path)])
    assert capsys.readouterr().err == f"gptproto-docs schema: cannot write {tmp_path}: Is a directory\n"
