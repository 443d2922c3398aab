"""Operations of native files: their names are no paths, since pages are named after them."""

from __future__ import annotations

import json

import pytest

from sphinxext_gptproto.export.names import name_operations
from sphinxext_gptproto.loaders import load

GOOD = (
    "createImage",
    "images/create",
    "images.create",
    "v1/images:edit",
    ".hidden/a..b",
    "..a",
    "获取/用户",
    "GET-/a/{b}",
)
BAD = (
    "../escaped", "..", ".", "a/../b", "a/./b", "a/..", "/v1/models", "v1/models/", "a//b", "..\\escaped", "a\\b",
    "C:\\a", "a\0b", "a\x01b", "a\x7fb", "a b", "", "/",
)  # fmt: skip


def read(tmp_path, *names, section="operations"):
    operation = {"method": "GET", "path": "/a", "responses": {"200": {"description": "OK"}}}
    path = tmp_path / "api.json"
    path.write_text(json.dumps({"gptproto": 1, section: dict.fromkeys((*names, "good"), operation)}), encoding="utf-8")
    return load(path)


@pytest.mark.parametrize("name", GOOD)
def test_a_name_that_is_no_path(tmp_path, name):
    specification, faults = read(tmp_path, name)
    assert not faults
    assert specification.operations.keys() == {name, "good"}
    assert name_operations(specification)[1] == {}


@pytest.mark.parametrize("name", BAD)
def test_a_name_that_is_a_path(tmp_path, name):
    specification, (fault,) = read(tmp_path, name)
    assert specification.operations.keys() == {"good"}
    assert fault.source.line == 1
    assert f"found {name!r}" in fault.reason
    if " " not in name:
        assert "rename it" in fault.hint


@pytest.mark.parametrize("has_catalogue", [False, True])
def test_a_name_that_is_a_path_in_an_openapi_file_of_ours(tmp_path, has_catalogue):
    """There it is a fault only where pages are named after it."""
    operation = {"operationId": "/v1/models", "responses": {"200": {"description": "OK"}}}
    head = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/a": {"get": operation}}}
    endpoints = {"endpoints": {"models/list": {"operation": "/v1/models"}}} if has_catalogue else {}
    path = tmp_path / "api.json"
    path.write_text(json.dumps({**head, "x-gptproto": endpoints}), encoding="utf-8")
    specification, faults = load(path)
    assert specification.endpoints.keys() == ({"models/list"} if has_catalogue else set())
    assert [fault.reason.partition(",")[0] for fault in faults] == ["expected a name that is safe in a file path"] * (
        not has_catalogue
    )
