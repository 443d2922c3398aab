"""Paths in data, as messages name them."""

from __future__ import annotations

from sphinxext_gptproto.spec.json_path import pointer


def test_pointer():
    assert pointer(("paths", "/a b", 0, "x-y")) == "$.paths['/a b'][0].x-y"
