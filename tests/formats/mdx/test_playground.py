"""Mintlify's playground can send: docs.json names the server and the key, and a page what is different there."""

from __future__ import annotations

import json

import pytest
import yaml
from reference.sites import CONF
from reference.test_sources import HOME, build_pages, openapi

from sphinxext_gptproto.build_warnings import BuildStoppedError

BEARER = {"type": "http", "scheme": "bearer"}
KEY = {"type": "apiKey", "in": "header", "name": "X-Key"}


def describe(operations, *, servers=("https://a.example/v1",), schemes=None, **more):
    """Return an OpenAPI file: operations by path, each what it says beside its responses."""
    paths = {
        path: {"get": {"operationId": path.strip("/"), "responses": {"200": {"description": "OK"}}} | said}
        for path, said in operations.items()
    }
    data = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}
    data |= {"servers": [{"url": url} for url in servers], "components": {"securitySchemes": schemes or {}}}
    return yaml.safe_dump(data | more)


def build(site, text, **files):
    return build_pages(site, {"api.yaml": text}, **files)


def api_of(built):
    return json.loads(built.text("docs.json")).get("api", {})


def front_matter(built, page):
    return yaml.safe_load(built.text(f"api/{page}.mdx").split("---")[1])


def test_the_server_and_the_key_of_the_api(site):
    built = build(site, describe({"/a": {}}, schemes={"k": BEARER}, security=[{"k": []}]))
    assert api_of(built) == {"mdx": {"server": "https://a.example/v1", "auth": {"method": "bearer"}}}
    assert front_matter(built, "a")["api"] == "GET /a"
    assert "authMethod" not in front_matter(built, "a")


@pytest.mark.parametrize(
    ("scheme", "auth"),
    [
        (KEY, {"method": "key", "name": "X-Key"}),
        ({"type": "http", "scheme": "Basic"}, {"method": "basic"}),
        ({"type": "oauth2", "flows": {}}, {"method": "bearer"}),
        ({"type": "apiKey", "in": "query", "name": "k"}, None),
        ({"type": "http", "scheme": "digest"}, None),
    ],
)
def test_kinds_of_keys(site, scheme, auth):
    built = build(site, describe({"/a": {}}, schemes={"k": scheme}, security=[{"k": []}]), strict=False)
    assert api_of(built)["mdx"].get("auth") == auth
    assert "authMethod" not in front_matter(built, "a")


def test_a_reader_may_choose_among_several_servers(site):
    built = build(site, describe({"/a": {}}, servers=["https://a.example", "https://b.example/"]))
    assert api_of(built)["mdx"]["server"] == ["https://a.example", "https://b.example"]


def test_a_page_with_another_server_has_its_address(site):
    operations = {"/a": {}, "/b": {}, "/files": {"servers": [{"url": "https://files.example/up/"}]}}
    built = build(site, describe(operations))
    assert api_of(built)["mdx"]["server"] == "https://a.example/v1"
    assert front_matter(built, "a")["api"] == "GET /a"
    assert front_matter(built, "files")["api"] == "GET https://files.example/up/files"


def test_a_page_with_another_key_says_so(site):
    operations = {"/a": {}, "/b": {}, "/open": {"security": []}, "/key": {"security": [{"x": []}]}}
    operations |= {"/user": {"security": [{"u": []}]}}
    schemes = {"k": BEARER, "x": KEY, "u": {"type": "http", "scheme": "basic"}}
    built = build(site, describe(operations, schemes=schemes, security=[{"k": []}]))
    methods = {name.strip("/"): front_matter(built, name.strip("/")).get("authMethod") for name in operations}
    assert methods == {"a": None, "b": None, "open": "none", "key": "none", "user": "basic"}


def test_apis_of_several_sources(site):
    sources = {"one.yaml": openapi("one"), "two.yaml": openapi("two")}
    built = build_pages(site, sources)
    assert api_of(built)["mdx"] == {"server": "https://one.example", "auth": {"method": "key", "name": "X-one"}}
    assert front_matter(built, "one/list")["api"] == "GET /orders"
    assert front_matter(built, "two/list")["api"] == "GET https://two.example/orders"
    assert front_matter(built, "two/list")["authMethod"] == "none"


def test_what_the_project_says_itself_wins(site):
    own = {"api": {"playground": {"display": "simple"}, "mdx": {"server": "https://proxy.example"}}}
    text = describe({"/a": {}}, schemes={"k": BEARER}, security=[{"k": []}])
    built = build_pages(site, {"api.yaml": text, "docs.json": json.dumps(own)}, registry=["api.yaml"])
    mdx = {"server": "https://proxy.example", "auth": {"method": "bearer"}}
    assert api_of(built) == {"playground": {"display": "simple"}, "mdx": mdx}


def test_a_server_of_the_project_that_is_that_of_one_source(site):
    own = {"api": {"mdx": {"server": "https://two.example/"}}}
    sources = {"one.yaml": openapi("one"), "two.yaml": openapi("two")}
    files = sources | {"docs.json": json.dumps(own)}
    built = build_pages(site, files, registry=[*sources])
    assert front_matter(built, "one/list")["api"] == "GET https://one.example/orders"
    assert front_matter(built, "two/list")["api"] == "GET /orders"


@pytest.mark.parametrize(
    "mdx", [5, {"server": 5}, {"server": None}, {"server": "x"}, {"auth": "bearer"}, {"auth": None}]
)
def test_what_mintlify_does_not_take_is_refused(site, mdx):
    files = {"api.yaml": describe({"/a": {}}), "docs.json": json.dumps({"api": {"mdx": mdx}})}
    with pytest.raises(BuildStoppedError, match=r"docs\.json:1:\d+: expected '(mdx|server|auth)' to be an? "):
        build_pages(site, files, registry=["api.yaml"])


@pytest.mark.parametrize("servers", [["/v1"], ["{base}/v1"], ["ftp://a.example"]])
def test_servers_that_nothing_can_be_sent_to_are_not_named(site, servers):
    built = build(site, describe({"/a": {}}, servers=servers), strict=False)
    assert api_of(built).get("mdx", {}).get("server", "https://api.example.com").startswith("https://api.example.com")


def test_projects_without_endpoints_say_nothing_of_an_api(site):
    built = site({"index.rst": "Home\n====\n", "conf.py": CONF}).build("mdx", gptproto_registry="bundled")
    assert api_of(built) == {}


def test_pages_are_written_again_when_most_endpoints_move(site):
    operations = {"/a": {}, "/b": {}, "/c": {"servers": [{"url": "https://c.example"}]}}
    text = describe(operations)
    built = build(site, text)
    assert front_matter(built, "c")["api"] == "GET https://c.example/c"
    (built.app.srcdir / "api.yaml").write_text(text.replace("https://a.example/v1", "https://c.example"))
    again = site({"index.rst": HOME}).build("mdx", gptproto_registry=["api.yaml"], gptproto_pages="api")
    assert front_matter(again, "c")["api"] == "GET /c"
    assert api_of(again)["mdx"]["server"] == "https://c.example"
