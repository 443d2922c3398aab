"""What a project decides about a source: its address, its key variable and the level of its endpoints."""

from __future__ import annotations

import json

import pytest

from sphinxext_gptproto.loaders import SourceOptions, load_each, name_sources

BASE = "https://api.example.com/v2"
OK = "responses: {'200': {description: OK}}"
OPENAPI = f"""\
openapi: 3.1.1
info: {{title: Shop, version: "1", description: A shop.}}
SERVERS
paths:
  /a: {{get: {{operationId: a, {OK}}}}}
  /b: {{servers: [{{url: /files}}], get: {{operationId: b, {OK}}}}}
  /c: {{get: {{operationId: c, servers: [{{url: "https://other.example"}}, {{url: "./up"}}], {OK}}}}}
  /d: {{get: {{operationId: d, servers: [{{url: "/{{x}}", variables: {{x: {{default: eu}}}}}}], {OK}}}}}
webhooks:
  paid: {{post: {{operationId: paid, {OK}}}}}
"""
NATIVE = f"""\
gptproto: 1
service: {{title: Kept, description: Text., servers: [{{url: "https://kept.example"}}]}}
operations:
  a: {{method: GET, path: /a, {OK}}}
  b: {{method: GET, path: /b, servers: [{{url: /files}}], {OK}}}
"""


def read(tmp_path, text, name="api.yaml", **options):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    (specification,), faults = load_each(path, options=SourceOptions(**options), notes=False)
    assert faults == []
    return specification


def get_urls(specification):
    return {o.id: [s.url for s in o.servers] for o in specification.operations.values()}


@pytest.mark.parametrize(
    "servers",
    ["", "servers: [{url: /v1}]", "servers: [{url: 'https://old.example'}, {url: 'https://test.example'}]"],
)
def test_the_servers_of_a_file_are_replaced(tmp_path, servers):
    specification = read(tmp_path, OPENAPI.replace("SERVERS", servers), server=f"{BASE}/")
    assert [(server.url, server.relative) for server in specification.service.servers] == [(BASE, "")]
    assert get_urls(specification) == {
        "a": [BASE],
        "b": ["https://api.example.com/files"],
        "c": ["https://other.example", f"{BASE}/up"],
        "d": ["https://api.example.com/eu"],
        "paid": [],
    }


def test_a_relative_server_is_resolved_with_its_variables(tmp_path):
    text = OPENAPI.replace("SERVERS", "")
    server = read(tmp_path, text, server=BASE).operations["d"].servers[0]
    assert (server.address, server.relative) == ("https://api.example.com/{x}", "")
    assert [variable.name for variable in server.variables] == ["x"]
    last_part_is_replaced = read(tmp_path, text, server=BASE).operations["c"].servers[1]
    assert last_part_is_replaced.url == "https://api.example.com/up"


def test_a_file_whose_operations_have_all_a_server_keeps_them(tmp_path):
    text = OPENAPI.replace("SERVERS", "").replace(
        "  /a: {get: {", "  /a: {get: {servers: [{url: 'https://a.example'}], "
    )
    specification = read(tmp_path, text, server=BASE)
    assert get_urls(specification)["a"] == ["https://a.example"]
    assert [server.url for server in specification.service.servers] == [BASE]


@pytest.mark.parametrize(
    ("lines", "url"),
    [("host: old.example\nbasePath: /v1", BASE), ("basePath: /v1", BASE), ("schemes: [http]", BASE)],
)
def test_swagger(tmp_path, lines, url):
    text = (
        f"swagger: '2.0'\ninfo: {{title: T, version: '1'}}\n{lines}\npaths: {{/a: {{get: {{operationId: a, {OK}}}}}}}\n"
    )
    assert get_urls(read(tmp_path, text, server=BASE)) == {"a": [url]}


def test_native(tmp_path):
    specification = read(tmp_path, NATIVE, server=BASE, key_variable="KEY")
    assert get_urls(specification) == {"a": [], "b": ["https://api.example.com/files"]}
    assert [server.url for server in specification.service.servers] == [BASE]
    assert specification.service.key_variable == "KEY"


def test_the_address_of_most_requests_of_a_collection_is_replaced(tmp_path):
    urls = ["https://old.example/a", "{{login}}/b", "https://old.example/c"]
    collection = {
        "info": {"name": "Mail", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "item": [{"name": url[-1], "request": {"url": url}} for url in urls],
        "variable": [{"key": "login", "value": "https://login.example"}],
    }
    specification = read(tmp_path, json.dumps(collection), "mail.json", server=BASE)
    assert get_urls(specification) == {"a": [BASE], "b": ["https://login.example"], "c": [BASE]}
    assert [server.url for server in specification.service.servers] == [BASE, "https://login.example"]
    assert all(e.operation is specification.operations[e.operation.id] for e in specification.endpoints.values())


@pytest.mark.parametrize("url", ["{{host}}/a", "https://{{host}}.example/a", "/a"])
def test_a_collection_whose_address_has_no_value(tmp_path, url):
    urls = [url, "https://login.example/b", "https://login.example/c"]
    collection = {
        "info": {"name": "Mail", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "item": [{"name": url[-1], "request": {"url": url}} for url in (urls if "://" not in url else urls[:1])],
    }
    assert get_urls(read(tmp_path, json.dumps(collection), "mail.json", server=BASE))["a"] == [BASE]


@pytest.mark.parametrize("prefix", ["x", "public/v1"])
@pytest.mark.parametrize(("text", "title"), [(OPENAPI.replace("SERVERS", ""), "Shop"), (NATIVE, "Kept")])
def test_a_level_is_put_above_those_of_a_source(tmp_path, text, title, prefix):
    specification = read(tmp_path, text, prefix=prefix)
    assert specification.level == prefix
    assert specification.levels[prefix].title == title
    assert specification.levels[prefix].description
    assert all(name.startswith(f"{prefix}/") for name in specification.endpoints)


def test_a_level_that_is_called_like_one_of_the_source(tmp_path):
    text = NATIVE + "levels: {x: {title: Area}}\nendpoints: {x/one: {operation: a, title: One}}\n"
    specification = read(tmp_path, text, prefix="x")
    assert [*specification.endpoints] == ["x/x/one"]
    assert {name: level.title for name, level in specification.levels.items()} == {"x": "Kept", "x/x": "Area"}


# -- names ------------------------------------------------------------------------------------------------------------


def test_names_are_made_unique_against_those_that_are_chosen(tmp_path):
    paths = [tmp_path / name for name in ("a/one.yaml", "b/two.yaml", "one.yaml")]
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        path.write_text("openapi: 3.1.0\n")
    assert [*name_sources(paths, {paths[1]: "one"}).values()] == ["a-one", "one", "one-yaml"]
    assert [*name_sources(paths, {paths[2]: "Shop_2"}).values()] == ["one", "two", "Shop_2"]
    assert name_sources(paths[:1], {paths[0]: "shop"}) == {paths[0]: "shop"}
    assert name_sources(paths[:1]) == {}
