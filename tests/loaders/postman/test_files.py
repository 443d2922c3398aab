"""Detection of collections, and their levels, endpoints and service."""

from __future__ import annotations

import json

import pytest
from loaders.postman.parts import SCHEMA, URL

from sphinxext_gptproto.loaders import load
from sphinxext_gptproto.loaders.formats import detect


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ('{"info": {"_postman_id": "1", "name": "n"}, "item": []}', "postman"),
        (f'{{"info": {{"name": "n", "schema": "{SCHEMA}"}}, "item": []}}', "postman"),
        ('{"info": {"name": "n"}, "items": []}', "postman"),
        ('{"item": [], "info": {"name": "n"}}', "postman"),
        ('{"collection": {"info": {"_postman_id": "1"}, "item": []}}', "postman"),
        ('\ufeff  {"info": {"_postman_id": "1"}, "item": []}', "postman"),
        ('{"info": {"title": "t"}, "paths": {"/a": {"x": {"items": []}}}, "openapi": "3.1.0"}', "openapi"),
        ('{"components": {"item": [1]}, "info": {"_postman_id": "1"}, "swagger": "2.0"}', "openapi"),
        ('{"info": {"name": "n"}}', ""),
        ('{"a": {"info": {"_postman_id": "1"}, "item": []}}', ""),
        ('{"item": [', ""),
        ('{"info": {"_postman_id": "1"}, "item": [{"variable": [{"openapi": 1, "gptproto": 1}]}]}', "postman"),
        ('{"info": {}, "openapi": "3.1.0", "components": {"x": {"gptproto": 1}}}', "openapi"),
        ("info: {_postman_id: '1'}\nitem: []\n", ""),
    ],
)
def test_detection(tmp_path, text, kind):
    path = tmp_path / "api.json"
    path.write_text(text, encoding="utf-8")
    row = detect(path)
    assert (row.loader.__name__.split(".")[-2] if row else "") == kind


def test_a_collection_from_the_postman_api(tmp_path):
    collection = {
        "info": {"name": "Trial"},
        "item": [{"name": "a", "request": {"url": ""}}, {"name": "b", "request": URL}],
    }
    (tmp_path / "api.json").write_text("\ufeff" + json.dumps({"collection": collection}), encoding="utf-8")
    specification, (fault,) = load(tmp_path / "api.json")
    assert list(specification.endpoints) == ["b"]
    assert fault.source.pointer == "$.collection.item[0].request.url"


def test_collections_beside_others(tmp_path):
    item = {"name": "Get", "request": {"url": URL}}
    for name in ("one", "two"):
        data = {"info": {"name": name.title(), "_postman_id": name}, "item": [item], "auth": {"type": "bearer"}}
        (tmp_path / f"{name}.json").write_text(json.dumps(data), encoding="utf-8")
    text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nservers: [{url: https://e.x}]\npaths: {/a: {get: {operationId: getA}}}\n"
    (tmp_path / "api.yaml").write_text(text, encoding="utf-8")
    specification, faults = load(tmp_path)
    assert faults == []
    assert list(specification.endpoints) == ["api/get-a", "one/get", "two/get"]
    assert specification.levels["one"].title == "One"
    assert list(specification.schemes) == ["1:bearerAuth", "2:bearerAuth"]


def test_folders_are_levels(read):
    request = {
        "request": {"method": "GET", "url": URL, "description": {"content": "<p>Words.</p>", "type": "text/html"}}
    }
    folder = {
        "name": "gpt-4.1",
        "description": {"content": "Of it."},
        "item": [{"name": "Ask", **request}, {"name": "ask!", **request}],
    }
    provider = {
        "name": "OpenAI",
        "description": "All.",
        "item": [folder, {"name": "gpt 4.1", "items": [{"name": "Ask", **request}]}],
    }
    specification, faults = read(
        provider, {"name": "Empty", "item": []}, {"request": request["request"]}, {"name": "", **request}
    )
    assert faults == []
    assert [(level.id, level.title, level.description) for level in specification.levels.values()] == [
        ("openai", "OpenAI", "All."),
        ("openai/gpt-4-1", "gpt-4.1", "Of it."),
        ("openai/gpt-4-1-2", "gpt 4.1", ""),
    ]
    assert {name: endpoint.title for name, endpoint in specification.endpoints.items()} == {
        "openai/gpt-4-1/ask": "Ask",
        "openai/gpt-4-1/ask-2": "ask!",
        "openai/gpt-4-1-2/ask": "Ask",
        "get-things": "GET /things",
        "get-things-2": "GET /things",
    }
    ask = specification.endpoints["openai/gpt-4-1/ask"]
    assert ask.description == "<p>Words.</p>"
    assert ask.is_plain
    assert ask.operation.operation_id == ""
    assert list(specification.operations) == list(specification.endpoints)


def test_a_request_and_a_folder_of_the_same_name(read):
    request = {"request": {"url": URL}}
    specification, _ = read({"name": "Kling", "item": [{"name": "Run", **request}]}, {"name": "Kling", **request})
    assert list(specification.endpoints) == ["kling/run", "kling"]
    assert list(specification.levels) == ["kling"]


def test_the_service(read):
    info = {"name": "Trial", "description": "What for.", "version": {"major": 1, "minor": 2, "patch": 3}}
    specification, _ = read({"request": URL}, info=info, **{"x-key-variable": "TRIAL_KEY"})
    service = specification.service
    assert (service.title, service.description, service.version) == ("Trial", "What for.", "1.2.3")
    assert service.key_variable == "TRIAL_KEY"
    assert [server.url for server in service.servers] == ["https://api.example.org"]


@pytest.mark.parametrize(
    "name",
    ["https://api.example.org/users/:id?expand=all&limit=10", "{{base}}/users/{{id}}", "HTTP://e.org", " ", None],
)
def test_requests_that_nobody_has_named(read, name):
    """Postman uses the URL as the name of such a request."""
    specification, _ = read({"name": name, "request": {"method": "GET", "url": "https://api.example.org/users/:id"}})
    (endpoint,) = specification.endpoints.values()
    assert (endpoint.id, endpoint.title) == ("get-users-by-id", "GET /users/{id}")


def test_names_in_camel_case(read):
    request = {"name": "listAPIKeys", "request": {"url": URL}}
    specification, _ = read({"name": "UserAccounts", "item": [request]}, {"name": "OpenAI", "item": [request]})
    assert list(specification.endpoints) == ["user-accounts/list-api-keys", "openai/list-api-keys"]
    assert [endpoint.title for endpoint in specification.endpoints.values()] == ["listAPIKeys"] * 2
