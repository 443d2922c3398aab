"""OpenAPI files: versions, places of faults, referenced files and servers."""

from __future__ import annotations

import json

import pytest
import yaml
from loaders.openapi.head import HEAD

from sphinxext_gptproto.loaders import load, source_files
from sphinxext_gptproto.spec.errors import UnreadableSourceError


@pytest.mark.parametrize("version", ["openapi: 4.0.0", "swagger: '1.2'"])
def test_other_versions(read, version):
    with pytest.raises(UnreadableSourceError, match=r"supported are OpenAPI 3\.0, 3\.1 and 3\.2, and Swagger 2\.0"):
        read(version + "\n")


def test_json_faults_have_their_line(read):
    text = '{\n "openapi": "3.0.0", "servers": [{"url": "https://e.x"}],\n "paths": {\n  "/a": {"get": 1}\n }\n}\n'
    _, (fault,) = read(text, name="api.json")
    assert (fault.source.line, fault.source.column, fault.source.pointer) == (4, 10, "$.paths['/a'].get")


def test_a_folder_of_files_of_several_formats(tmp_path):
    (tmp_path / "one.yaml").write_text(HEAD + "paths: {/a: {get: {operationId: a}}}\n", encoding="utf-8")
    two = yaml.safe_load(HEAD) | {"paths": {"/b": {"get": {"operationId": "a"}}}}
    (tmp_path / "two.json").write_text(json.dumps(two), encoding="utf-8")
    (tmp_path / "part.yaml").write_text("Thing: {type: string}\n", encoding="utf-8")
    specification, faults = load(tmp_path)
    assert faults == []
    assert list(specification.endpoints) == ["one/a", "two/a"]


def test_referenced_files_belong_to_the_source(tmp_path):
    (tmp_path / "api.yaml").write_text("openapi: 3.0.0\nx: {$ref: 'a.yaml#/x'}\n", encoding="utf-8")
    (tmp_path / "a.yaml").write_text(
        "y: {\"$ref\": \"sub/b.json\"}\nz: {$ref: '#/y'}\nt: {$ref: 'my text.md'}\n", encoding="utf-8"
    )
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.json").write_text("{}", encoding="utf-8")
    (tmp_path / "my text.md").write_text("Words.", encoding="utf-8")
    (tmp_path / "other.yaml").write_text("{}", encoding="utf-8")
    files = source_files(tmp_path / "api.yaml")
    assert {path.name for path in files} == {"api.yaml", "a.yaml", "b.json", "my text.md"}


@pytest.mark.parametrize(
    ("servers", "address"),
    [
        ("", "https://api.example.com"),
        ("servers: [{url: 'https://e.x/'}]\n", "https://e.x"),
    ],
)
def test_a_server_without_a_host(read, servers, address):
    specification, faults = read(f"openapi: 3.0.0\n{servers}paths: {{/a: {{get: {{}}}}}}\n")
    assert [server.url for endpoint in specification.endpoints.values() for server in endpoint.operation.servers] == [
        address
    ]
    assert faults == []  # it is legal


def test_webhooks_need_no_server(read):
    text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nwebhooks: {paid: {post: {responses: {200: {description: d}}}}}\n"
    specification, faults = read(text)
    assert specification.service.servers == ()
    assert faults == []
