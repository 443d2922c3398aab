"""Projects with several sources: each keeps its own servers, credentials and names, and none is lost."""

from __future__ import annotations

import json

import pytest
from reference.sites import CONF

NATIVE = """\
gptproto: 1
service: {{title: {title}, servers: [{{url: "https://{name}.example"}}], keyVariable: {name}_KEY, security: [{{k: []}}]}}
components: {{securitySchemes: {{k: {{type: apiKey, in: header, name: X-{name}}}}}}}
errors: {{no: {{status: 403, title: No, message: Not by {name}, body: {{by: {name}}}}}}}
operations:
  list: {{method: GET, path: /orders, summary: Orders by {name}, responses: {{'200': {{description: OK}}}}}}
"""
OPENAPI = """\
openapi: 3.1.1
info: {{title: {title}, version: "{version}", license: {{name: Licence of {name}}}}}
servers: [{{url: "https://{name}.example"}}]
x-key-variable: {name}_KEY
security: [{{k: []}}]
paths:
  /orders: {{get: {{operationId: list, summary: Orders by {name}, responses: {{"200": {{description: OK}}}}}}}}
components: {{securitySchemes: {{k: {{type: apiKey, in: header, name: X-{name}}}}}}}
"""
POSTMAN = {
    "info": {"name": "Mail", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
    "item": [{"name": "list", "request": {"method": "GET", "url": "https://mail.example/orders"}}],
}
HOME = "Home\n====\n\n.. toctree::\n\n   api/index\n"


def native(name):
    return NATIVE.format(name=name, title=name.title())


def openapi(name, version="1"):
    return OPENAPI.format(name=name, title=name.title(), version=version)


def build_pages(site, sources, builder="mdx", *, registry=None, home=HOME, **config):
    """Return a build of pages for these sources, which are files by their name."""
    conf = CONF.replace('gptproto_registry = "registry"', f"gptproto_registry = {registry or [*sources]}")
    trial = site({"index.rst": home, "conf.py": conf + 'gptproto_pages = "api"\n', **sources})
    return trial.build(builder, **config)


def get_pages(built):
    """Return the text of each endpoint's page by its name below the folder of pages."""
    root = built.out / "api"
    return {
        path.relative_to(root).with_suffix("").as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*.mdx"))
        if path.stem not in ("index", "overview")
    }


def check_own(text, name, *, key=True):
    """Check that a page's samples go to the host of a source, with its key, and name no other source's."""
    assert f"https://{name}.example/orders" in text
    assert (f"${name}_KEY" in text) is key
    assert (f"X-{name}" in text) is key
    for other in {"one", "two", "mail"} - {name}:
        assert f"{other}.example" not in text
        assert f"{other}_KEY" not in text


@pytest.mark.parametrize("make", [native, openapi])
def test_each_source_has_its_own_host_and_key(site, make):
    pages = get_pages(build_pages(site, {"one.yaml": make("one"), "two.yaml": make("two")}))
    assert len(pages) == 2
    for name, text in zip(("one", "two"), pages.values(), strict=True):
        check_own(text, name)


def test_sources_of_every_format_in_one_project(site):
    sources = {"two.yaml": openapi("two"), "mail.json": json.dumps(POSTMAN), "one.yaml": native("one")}
    pages = get_pages(build_pages(site, sources))
    assert sorted(pages) == ["list", "mail/list", "two/list"]
    check_own(pages["list"], "one")
    check_own(pages["two/list"], "two")
    check_own(pages["mail/list"], "mail", key=False)


@pytest.mark.parametrize("registry", [["v"], ["v/1", "v/2"], ["v/1/openapi.yaml", "v/2/openapi.yaml"]])
def test_files_of_one_name_are_told_apart_by_their_folders(site, registry):
    sources = {"v/1/openapi.yaml": openapi("one"), "v/2/openapi.yaml": openapi("two")}
    pages = get_pages(build_pages(site, sources, registry=registry))
    assert sorted(pages) == ["1-openapi/list", "2-openapi/list"]
    check_own(pages["1-openapi/list"], "one")
    check_own(pages["2-openapi/list"], "two")


def test_schemas_of_a_folders_second_file_and_of_the_next_source_are_told_apart(site):
    names = {"one": "v/one.yaml", "two": "v/two.yaml", "three": "three.yaml"}
    content = "description: OK, content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}"
    sources = {
        path: openapi(name)
        .replace("description: OK", content)
        .replace(
            "components: {", f"components: {{schemas: {{Order: {{properties: {{of_{name}: {{type: string}}}}}}}}, "
        )
        for name, path in names.items()
    }
    pages = get_pages(build_pages(site, sources, registry=["v", "three.yaml"]))
    for name in names:
        assert f'name="of_{name}"' in pages[f"{name}/list"]


def test_each_api_is_described_on_the_page_of_its_own_level(site):
    sources = {"one.yaml": openapi("one", "4.7.1"), "two.yaml": openapi("two", "9.2.0")}
    built = build_pages(site, sources)
    assert "title: 'API reference'" in built.text("api/index.mdx")
    for name, version, other in (("one", "4.7.1", "9.2.0"), ("two", "9.2.0", "4.7.1")):
        text = built.text(f"api/{name}/index.mdx")
        assert version in text
        assert f"Licence of {name}" in text
        assert other not in text


def test_apis_without_a_level_of_their_own_are_described_on_the_first_page(site):
    built = build_pages(site, {"one.yaml": native("one"), "two.yaml": native("two")})
    text = built.text("api/index.mdx")
    assert "title: 'API reference'" in text
    assert text.index("One") < text.index("Two")


def test_an_operation_of_two_sources_warns_with_both(site):
    home = HOME + "\n.. api-endpoint:: list\n\n:api:endpoint:`list` and :api:endpoint:`two/list`\n"
    sources = {"one.yaml": openapi("one"), "two.yaml": openapi("two")}
    built = build_pages(site, sources, home=home, strict=False)
    assert built.subtypes == ["endpoint", "endpoint"]
    assert built.warnings.count("'list' matches 2 operations; use one of 'one/list', 'two/list'") == 2


def test_a_source_that_is_named_twice_is_read_once(site):
    pages = get_pages(build_pages(site, {"one.yaml": openapi("one")}, registry=["one.yaml", "one.yaml"]))
    assert [*pages] == ["list"]


def test_one_source_more_changes_no_page_of_the_first(site):
    first = get_pages(build_pages(site, {"one.yaml": native("one")}))
    both = get_pages(build_pages(site, {"one.yaml": native("one"), "two.yaml": native("two")}))
    assert both["list"] == first["list"]


def test_a_file_that_is_added_to_a_folder_leaves_the_pages_of_the_others_as_they_were_read(site):
    sources = {"specs/one.yaml": openapi("one"), "specs/two.yaml": openapi("two")}
    build_pages(site, sources, registry=["specs"])
    again = build_pages(site, sources | {"specs/three.yaml": openapi("three")}, registry=["specs"])
    assert "api/three/list" in again.read
    assert "api/one/list" not in again.read
