"""Levels that have text and no endpoints: no conversion loses them."""

from __future__ import annotations

import json

import pytest

from sphinxext_gptproto.cli.main import main
from sphinxext_gptproto.loaders import load

TAGS = [
    {"name": "Welcome", "description": "Read this first."},
    {"name": "Keys", "description": "Keys of an account."},
    {"name": "Limits", "description": "A hundred a minute."},
]


@pytest.mark.parametrize("target", ["registry.yaml", "openapi.json"])
def test_round_trip(tmp_path, target):
    operation = {"operationId": "list", "tags": ["Keys"], "responses": {"200": {"description": "OK"}}}
    data = {
        "openapi": "3.1.1",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "tags": TAGS,
        "x-tagGroups": [{"name": "Basics", "tags": ["Limits"]}],
        "paths": {"/keys": {"get": operation}},
    }
    source, out = tmp_path / "api.json", tmp_path / target
    source.write_text(json.dumps(data), encoding="utf-8")
    to = "openapi" if target == "openapi.json" else "native"
    assert main(["convert", str(source), "-o", str(out), "--to", to]) == 0
    levels = load(source)[0].levels
    assert list(levels) == ["basics", "basics/limits", "welcome", "keys"]
    assert list(load(out)[0].levels.items()) == list(levels.items())
    assert "x-gptproto" not in out.read_text(encoding="utf-8")
