"""Entries of ``gptproto_registry`` with several versions of one API."""

from __future__ import annotations

import json
import re

import pytest
from reference.test_sources import HOME, POSTMAN, build_pages, check_own, get_pages, native, openapi

SOURCES = {"shop-2.yaml": openapi("two", "2.0"), "shop-1.yaml": openapi("one", "1.0")}
VERSIONS = {"versions": {"2.0": "shop-2.yaml", "1.0": "shop-1.yaml"}}


def get_registry(built):
    return built.app.env.get_domain("api").registry


def get_versions(built):
    """Return label and source of each version, by the name of the API."""
    return {api: [(v.label, v.source) for v in versions] for api, versions in get_registry(built).versions.items()}


def test_the_newest_version_has_the_addresses_that_it_has_alone(site):
    alone = get_pages(build_pages(site, {"shop-2.yaml": SOURCES["shop-2.yaml"]}))
    built = build_pages(site, SOURCES, registry=VERSIONS)
    pages = get_pages(built)
    assert [*pages] == ["list", "v1.0/list"]
    switcher = "Version: **2.0** · [1.0](/api/v1.0/list)\n\n"
    assert switcher in pages["list"]
    changes = re.compile(r"## Changed since 1\.0 \{#changes\}\n\n- .*?\n\n(?=<)", re.DOTALL)
    assert changes.sub("", pages["list"].replace(switcher, "")) == alone["list"]
    check_own(pages["v1.0/list"], "one")
    assert "title: 'One 1.0'" in built.text("api/v1.0/index.mdx")
    assert get_versions(built) == {"shop-2": [("2.0", "shop-2"), ("1.0", "shop-2@1.0")]}


@pytest.mark.parametrize("make", [native, openapi])
def test_endpoints_of_versions_correspond(site, make):
    sources = {"shop-2.yaml": make("two"), "shop-1.yaml": make("one")}
    registry = get_registry(build_pages(site, sources, registry=VERSIONS | {"name": "shop"}))
    newest, oldest = registry.get_endpoint_versions(registry.get("list"))
    assert (newest.version.label, newest.endpoint.id) == ("2.0", "list")
    assert (oldest.version.label, oldest.endpoint.id) == ("1.0", "v1.0/list")
    assert oldest.version.source == "shop@1.0"


def test_versions_of_several_formats(site):
    sources = {"shop.yaml": native("two"), "shop.json": json.dumps(POSTMAN)}
    versions = {"versions": {"v2": "shop.yaml", "v1": "shop.json"}}
    built = build_pages(site, sources, registry=versions)
    assert [*get_pages(built)] == ["list", "v1/list"]
    registry = get_registry(built)
    assert [v.endpoint.id for v in registry.get_endpoint_versions(registry.get("list"))] == ["list", "v1/list"]


def test_a_role_means_the_newest_version_unless_it_names_another(site):
    home = HOME + "\n:api:endpoint:`GET /orders`, :api:endpoint:`shop@1.0:list`\n"
    text = build_pages(site, SOURCES, registry=VERSIONS | {"name": "shop"}, home=home).text("index.mdx")
    assert text.index("(/api/list)") < text.index("(/api/v1.0/list)")


@pytest.mark.parametrize(
    ("options", "pages"),
    [
        ({}, ["mail/list", "shop-2/list", "shop-2/v1.0/list"]),
        ({"name": "shop"}, ["mail/list", "shop/list", "shop/v1.0/list"]),
        ({"prefix": ""}, ["list", "mail/list", "v1.0/list"]),
        ({"prefix": "public"}, ["mail/list", "public/list", "public/v1.0/list"]),
    ],
)
def test_versions_beside_another_api(site, options, pages):
    sources = SOURCES | {"mail.json": json.dumps(POSTMAN)}
    built = build_pages(site, sources, registry=[VERSIONS | options, "mail.json"])
    assert sorted(get_pages(built)) == pages
    assert built.app.env.get_domain("api").registry.get_level_title(pages[-1].rpartition("/")[0]) in ("One 1.0", "Two")


def test_versions_of_two_apis_without_a_level(site):
    sources = {f"{name}.yaml": openapi(name).replace("list", name) for name in ("a2", "a1", "b2", "b1")}
    registry = [
        {"name": name, "versions": {"2": f"{name}2.yaml", "1": f"{name}1.yaml"}, "prefix": ""} for name in ("a", "b")
    ]
    built = build_pages(site, sources, registry=registry)
    assert sorted(get_pages(built)) == ["a-v1/a1", "a2", "b-v1/b1", "b2"]
    assert get_versions(built) == {"a": [("2", "a"), ("1", "a@1")], "b": [("2", "b"), ("1", "b@1")]}


def test_the_options_of_an_api_and_of_a_version(site):
    old = {"source": "shop-1.yaml", "server": "https://old.example", "key_variable": "OLD"}
    registry = {"versions": {"2.0": "shop-2.yaml", "1.0": old}, "server": "https://new.example", "key_variable": "NEW"}
    pages = get_pages(build_pages(site, SOURCES, registry=registry))
    for name, host, key in (("list", "new", "NEW"), ("v1.0/list", "old", "OLD")):
        assert f"https://{host}.example/orders" in pages[name]
        assert f"${key}" in pages[name]


def test_a_level_of_the_newest_version_that_is_called_like_an_older_version(site):
    newest = openapi("two").replace("operationId: list", "operationId: list, tags: [v1.0]")
    built = build_pages(site, SOURCES | {"shop-2.yaml": newest}, registry=VERSIONS)
    assert [*get_pages(built)] == ["v1-0/list", "v1.0/list"]
    clash = {"versions": {"2.0": "shop-2.yaml", "v1-0": "shop-1.yaml"}}
    built = build_pages(site, SOURCES | {"shop-2.yaml": newest}, registry=clash)
    assert [*get_pages(built)] == ["v1-0/list", "v1-0-2/list"]


def test_versions_in_folders(site):
    sources = {"v2/openapi.yaml": openapi("two"), "v1/openapi.yaml": openapi("one")}
    built = build_pages(site, sources, registry={"versions": {"2": "v2", "1": "v1"}})
    assert [*get_pages(built)] == ["list", "v1/list"]
    assert get_versions(built) == {"openapi": [("2", "openapi"), ("1", "openapi@1")]}


def test_a_version_with_several_descriptions(site):
    sources = SOURCES | {"v3/a.yaml": openapi("two"), "v3/b.yaml": openapi("two")}
    registry = {"versions": {"3": "v3", "1": "shop-1.yaml"}, "name": "shop"}
    built = build_pages(site, sources, registry=registry, strict=False)
    assert built.subtypes == ["config"]
    assert "the version '3', 'v3', has 2 API descriptions instead of one; the versions are read as" in built.warnings
    assert sorted(get_pages(built)) == ["a/list", "b/list", "shop-1/list"]
    assert get_versions(built) == {}


def test_a_file_of_two_versions_is_read_once(site):
    registry = {"versions": {"2": "shop-2.yaml", "1": "shop-2.yaml"}}
    built = build_pages(site, SOURCES, registry=registry, strict=False)
    assert "'shop-2.yaml' is listed twice with different options; the second entry is not read" in built.warnings
    assert [*get_pages(built)] == ["list"]


def test_versions_are_kept_in_another_language(site):
    catalogue = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "One"\nmsgstr "Eins"\n'
    sources = SOURCES | {"locale/de/LC_MESSAGES/gptproto_registry.po": catalogue}
    built = build_pages(site, sources, registry=VERSIONS, language="de", locale_dirs=["locale"])
    assert len(get_versions(built)["shop-2"]) == 2
    assert "title: 'Eins 1.0'" in built.text("api/v1.0/index.mdx")
