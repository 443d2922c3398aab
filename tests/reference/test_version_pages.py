"""Versions of an API on pages: the switcher, what changed, and where the version is named."""

from __future__ import annotations

import json
import re

import pytest
import yaml
from reference.sites import CONF, Site
from sphinx.util.inventory import InventoryFile

REGISTRY = """\
gptproto_registry = {"name": "zoo", "versions": {"3": "zoo-3.yaml", "2": "zoo-2.yaml", "1": "zoo-1.yaml"}}
gptproto_pages = "api"
"""
FILES = {
    "conf.py": CONF.replace('gptproto_registry = "registry"\n', REGISTRY),
    "index.rst": "Home\n====\n\n.. toctree::\n   :caption: Guides\n\n   guide\n\n.. toctree::\n   :caption: Reference\n\n   api/index\n",
    "guide.rst": "Guide\n=====\n\nUse :api:endpoint:`listPets`, once :api:endpoint:`zoo@1:listPets`.\n\n.. api-catalog::\n",
    "all.rst": ":orphan:\n\nAll\n===\n\n.. api-changes:: zoo\n   :since: 1\n",
    "one.rst": ":orphan:\n\nOne\n===\n\n.. api-changes:: listPets\n",
}


HOME_OF_PAGES = "Home\n====\n\n.. toctree::\n\n   api/index\n"


def zoo(version, **paths):
    return {
        "openapi": "3.1.0",
        "info": {"title": "Zoo API", "version": version},
        "servers": [{"url": f"https://zoo.example.com/v{version}"}],
        "paths": {
            path: {
                "get": {
                    "operationId": operation_id,
                    "summary": summary,
                    "tags": ["Animals"],
                    "parameters": parameters,
                    "responses": {"200": {"description": "Fine."}},
                }
            }
            for operation_id, (path, summary, parameters) in paths.items()
        },
    }


def limit(default):
    return {"name": "limit", "in": "query", "schema": {"type": "integer", "default": default}}


def write(site):
    versions = {
        "1": zoo("1", listPets=("/pets", "List pets", [limit(10)]), feed=("/feed", "Feed", [])),
        "2": zoo("2", listPets=("/pets", "List pets", [limit(20)]), feed=("/feed", "Feed", [])),
        "3": zoo("3", listPets=("/pets", "List pets", [limit(20)]), adopt=("/adopt", "Adopt", [])),
    }
    files = {f"zoo-{version}.yaml": yaml.safe_dump(document, sort_keys=False) for version, document in versions.items()}
    return site.write(FILES | files)


@pytest.fixture(scope="module")
def html(tmp_path_factory):
    return write(Site(tmp_path_factory.mktemp("zoo"))).build(gptproto_markdown=True)


@pytest.fixture(scope="module")
def mdx(tmp_path_factory):
    return write(Site(tmp_path_factory.mktemp("zoo-mdx"))).build("mdx")


@pytest.fixture(scope="module")
def text(tmp_path_factory):
    return write(Site(tmp_path_factory.mktemp("zoo-text"))).build("text")


def line_of(text, start):
    return next(line for line in text.splitlines() if line.startswith(start))


def test_the_newest_version_has_the_addresses_of_an_api_without_versions(html):
    pages = sorted(path.relative_to(html.out / "api").as_posix() for path in (html.out / "api").rglob("*.html"))
    assert [page for page in pages if not page.endswith("index.html")] == [
        "animals/adopt.html",
        "animals/list-pets.html",
        "v1/animals/feed.html",
        "v1/animals/list-pets.html",
        "v2/animals/feed.html",
        "v2/animals/list-pets.html",
    ]


def test_a_page_leads_to_the_same_endpoint_of_each_version(html, mdx):
    newest = re.search(r'<p class="gp-versions">.*?</p>', html.text("api/animals/list-pets.html"))[0]
    assert re.sub("<[^>]+>", "", newest) == "Version: 3 · 2 · 1"
    assert re.findall('href="([^"]+?)#', newest) == [
        "../v2/animals/list-pets.html", "../v1/animals/list-pets.html",
    ]  # fmt: skip
    assert line_of(mdx.text("api/v1/animals/list-pets.mdx"), "Version:") == (
        "Version: [3](/api/animals/list-pets) · [2](/api/v2/animals/list-pets) · **1**"
    )


def test_a_page_says_which_versions_lack_the_endpoint(text):
    assert line_of(text.text("api/v2/animals/feed.txt"), "Version:") == "Version: 3 (not available) · **2** · 1"


def test_a_page_lists_what_changed_since_the_version_before(text):
    assert text.text("api/v2/animals/list-pets.txt").endswith(
        'Changed since 1\n===============\n\n* **Changed** query parameter "limit": default was "10", now "20"\n'
    )
    assert text.text("api/animals/adopt.txt").endswith("Changed since 2\n===============\n\nNew in 3.\n")
    for page in ("api/animals/list-pets.txt", "api/v2/animals/feed.txt", "api/v1/animals/list-pets.txt"):
        assert "Changed since" not in text.text(page)


def test_changes_lead_to_the_parameter(html, mdx):
    page = html.text("api/v2/animals/list-pets.html")
    assert 'href="#query-limit"' in page and 'id="query-limit"' in page
    page = mdx.text("api/v2/animals/list-pets.mdx")
    assert "[`limit`](#query-limit)" in page and '<span id="query-limit" />' in page


def test_overviews_list_versions_and_what_changed(mdx):
    page = mdx.text("api/index.mdx")
    assert "Versions: **3** · [2](/api/v2/index) · [1](/api/v1/index)" in page
    assert page.partition("**Changed since 2**")[2].strip() == (
        "- **Added**\n  - [Adopt](/api/animals/adopt)\n- **Removed**\n  - [Feed](/api/v2/animals/feed)"
    )
    assert "Changed since" not in mdx.text("api/v1/index.mdx")


def test_the_directive_compares_any_two_versions(text):
    assert text.text("all.txt") == (
        'All\n***\n\n**Added**\n\n* Adopt "GET /adopt"\n\n**Removed**\n\n* Feed "GET /feed"\n\n'
        '**Changed**\n\n* List pets "GET /pets"\n\n'
        '  * **Changed** query parameter "limit": default was "10", now "20"\n'
    )
    assert text.text("one.txt") == "One\n***\n\nNothing has changed.\n"


def test_names_mean_the_newest_version(html):
    guide = html.text("guide.html")
    assert 'href="api/animals/list-pets.html#' in guide
    assert 'href="api/v1/animals/list-pets.html#' in guide


def test_titles_search_and_inventory_name_the_version(html):
    assert "<h1>List pets<a" in html.text("api/animals/list-pets.html")
    assert "<h1>List pets (1)<a" in html.text("api/v1/animals/list-pets.html")
    assert "<h1>Animals (1)<a" in html.text("api/v1/animals/index.html")
    assert "<h1>Zoo API 1<a" in html.text("api/v1/index.html")
    with (html.out / "objects.inv").open("rb") as file:
        inventory = InventoryFile.load(file, "", lambda base, path: path)["api:endpoint"]
    names = (
        {item.display_name for item in inventory.values()}
        if hasattr(next(iter(inventory.values())), "display_name")
        else {item[3] for item in inventory.values()}
    )
    assert {f"GET /pets: List pets ({version})" for version in "123"} <= names
    assert "GET /pets: List pets (1)" in html.text("searchindex.js") or "List pets (1)" in html.text("searchindex.js")


def test_the_sidebar_does_not_repeat_the_version(html):
    page = html.text("api/v1/index.html")
    assert ">Zoo API 1<" in page
    toctree = html.app.env.tocs["api/v1/animals/index"].children
    entries = [
        entry
        for node in toctree
        for child in node.findall()
        if "entries" in getattr(child, "attributes", {})
        for entry in child["entries"]
    ]
    assert entries == [("List pets", "api/v1/animals/list-pets"), ("Feed", "api/v1/animals/feed")]


def test_llms_txt_names_the_version(html):
    lines = html.text("llms.txt").splitlines()
    assert line_of("\n".join(lines), "- [List pets](").startswith("- [List pets](api/animals/list-pets.md)")
    assert any(line.startswith("- [List pets (1)](api/v1/animals/list-pets.md)") for line in lines)


def test_catalogues_have_the_version_as_a_column(html):
    guide = html.text("guide.html")
    assert "<select" in guide and 'name="version"' in guide
    assert len(re.findall(r'data-version="1"', guide)) == 2  # the endpoints of version 1


def test_mintlify_gets_versions(mdx):
    versions = json.loads(mdx.text("docs.json"))["navigation"]["versions"]
    assert [(entry["version"], entry.get("default", False)) for entry in versions] == [
        ("3", True), ("2", False), ("1", False),
    ]  # fmt: skip
    assert versions[1]["groups"] == [
        {
            "group": "Zoo API 2",
            "root": "api/v2/index",
            "pages": [
                {
                    "group": "Animals",
                    "root": "api/v2/animals/index",
                    "pages": ["api/v2/animals/list-pets", "api/v2/animals/feed"],
                }
            ],
        }
    ]
    assert "v1" not in json.dumps(versions[0]) and "v2" not in json.dumps(versions[0])
    assert "guide" in json.dumps(versions[0])


def test_samples_go_to_the_server_of_their_version(mdx):
    assert "https://zoo.example.com/v3/pets" in mdx.text("api/animals/list-pets.mdx")
    assert "https://zoo.example.com/v1/pets" in mdx.text("api/v1/animals/list-pets.mdx")


def test_a_page_is_read_again_when_another_version_changes(tmp_path):
    site = write(Site(tmp_path))
    site.build("text")
    path = site.source / "zoo-1.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("default: 10", "default: 15"), encoding="utf-8")
    built = site.build("text")
    assert "api/v2/animals/list-pets" in built.read
    assert 'default was "15", now "20"' in built.text("api/v2/animals/list-pets.txt")
    assert 'default was "15", now "20"' in built.text("all.txt")
    assert site.build("text").read == []


@pytest.mark.parametrize(
    ("directive", "message"),
    [
        ("zoo\n   :since: 9", "api-changes: there is no version '9'; there are: '2', '1'"),
        ("zoo\n   :version: 4", "api-changes: there is no version '4'; there are: '3', '2', '1'"),
        (
            "zoo\n   :version: 2\n   :since: 3",
            "api-changes: version '3' is not older than '2'; these are: '1'",
        ),
        ("zoo\n   :version: 1", "api-changes: there is no older version to compare with"),
        ("zou", "api-changes: 'zou' is neither an API with versions nor an endpoint; did you mean 'zoo'?"),
    ],
)
def test_names_that_do_not_exist_are_reported(tmp_path, directive, message):
    site = write(Site(tmp_path)).write({"all.rst": f":orphan:\n\nAll\n===\n\n.. api-changes:: {directive}\n"})
    warnings = site.build("dummy", strict=False).warnings
    assert message in warnings
    assert "all.rst:6: WARNING" in warnings
    assert warnings.count("WARNING") == 1


@pytest.mark.parametrize(
    ("registry", "directive", "message"),
    [
        ('"zoo-1.yaml"', "", "api-changes: no entry of gptproto_registry has 'versions'"),
        ('"zoo-1.yaml"', " listPets", "api-changes: no entry of gptproto_registry has 'versions'"),
        (
            '[{"name": "zoo", "versions": {"2": "zoo-2.yaml", "1": "zoo-1.yaml"}}, {"name": "new", "source": "zoo-3.yaml"}]',
            " new:adopt",
            "api-changes: 'new:adopt' is not part of an API with versions; these are: 'zoo'",
        ),
        (
            '[{"name": "zoo", "versions": {"2": "zoo-2.yaml"}}, {"name": "new", "versions": {"3": "zoo-3.yaml"}}]',
            "",
            "api-changes: name one of the APIs with versions: 'zoo', 'new'",
        ),
    ],
)
def test_an_api_without_versions_is_reported(tmp_path, registry, directive, message):
    site = write(Site(tmp_path)).write({"all.rst": f":orphan:\n\nAll\n===\n\n.. api-changes::{directive}\n"})
    conf = CONF.replace('"registry"', registry)
    site.write({"conf.py": conf, "index.rst": "Home\n====\n", "guide.rst": ":orphan:\n\nGuide\n=====\n"})
    (site.source / "one.rst").unlink()
    warnings = site.build("dummy", strict=False).warnings
    assert f"all.rst:6: WARNING: {message} [gptproto.endpoint]\n" in warnings
    assert warnings.count("WARNING") == 1


def test_versions_in_ascending_order_are_reported(tmp_path):
    site = write(Site(tmp_path))
    conf = FILES["conf.py"].replace('"3": "zoo-3.yaml", "2": "zoo-2.yaml", "1"', '"v1.9": "zoo-1.yaml", "v1.10"')
    site.write({"conf.py": conf.replace('zoo-1.yaml"}}', 'zoo-3.yaml"}}'), "index.rst": "Home\n====\n"})
    for name in ("guide", "one", "all"):
        (site.source / f"{name}.rst").unlink()
    warnings = site.build("dummy", strict=False).warnings
    reason = "'v1.9' is used as the newest version, since it is listed first; list 'v1.10' first"
    assert f"gptproto_registry: {reason} [gptproto.config]\n" in warnings


def test_names_may_name_a_source_and_a_request(html):
    registry = html.app.env.get_domain("api").registry
    assert registry.get("GET /pets").id == "animals/list-pets"
    assert registry.get("zoo@1:GET /pets").id == "v1/animals/list-pets"
    assert registry.get("zoo@2:listPets").id == "v2/animals/list-pets"


def test_overviews_are_read_again_when_an_older_version_changes(tmp_path):
    site = write(Site(tmp_path))
    site.build("mdx")
    path = site.source / "zoo-1.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("operationId: feed", "operationId: feed\n      deprecated: true"), encoding="utf-8")
    built = site.build("mdx")
    assert "- [Feed](/api/v2/animals/feed)" in built.text("api/v2/index.mdx").partition("**Changed since 1**")[2]
    assert "*(deprecated)*" in built.text("api/v1/animals/index.mdx")


def test_shared_schemas_with_pages_belong_to_their_version(tmp_path):
    site = write(Site(tmp_path))
    for version in "123":
        path = site.source / f"zoo-{version}.yaml"
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        fields = {f"field{number}": {"type": "string"} for number in range(1001)}
        document["components"] = {"schemas": {"Big": {"type": "object", "properties": fields}}}
        content = {
            "application/json": {
                "schema": {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/Big"}}}
            }
        }
        document["paths"]["/pets"]["get"]["responses"]["200"]["content"] = content
        path.write_text(yaml.safe_dump(document, sort_keys=False), encoding="utf-8")
    built = site.build("mdx")
    assert "title: 'Big'" in built.text("api/schemas/big.mdx")
    assert "title: 'Big (1)'" in built.text("api/v1/schemas/big.mdx")
    assert "title: 'Schemas (1)'" in built.text("api/v1/schemas/index.mdx")
    assert "(/api/v2/schemas/big#" in built.text("api/v2/animals/list-pets.mdx")
    versions = json.loads(built.text("docs.json"))["navigation"]["versions"]
    assert [json.dumps(entry).count('schemas/big"') for entry in versions] == [1, 1, 1]


def test_selectors_may_name_a_version(tmp_path):
    site = write(Site(tmp_path)).write({"index.rst": HOME_OF_PAGES})
    for name in ("guide", "one", "all"):
        (site.source / f"{name}.rst").unlink()
    built = site.build("text", gptproto_pages_include=["zoo@1:listPets", "zoo:*"])
    pages = sorted(path.stem for path in (built.out / "api").rglob("*.txt") if path.stem != "index")
    assert pages == ["adopt", "list-pets", "list-pets"]
    assert (built.out / "api/v1/animals/list-pets.txt").exists()


def test_apis_with_versions_on_one_page(tmp_path):
    registry = """[
    {"name": "zoo", "versions": {"2": "zoo-2.yaml", "1": "zoo-1.yaml"}},
    {"name": "new", "versions": {"3": "zoo-3.yaml", "2.5": "other.yaml"}, "prefix": ""},
]"""
    site = write(Site(tmp_path)).write({"index.rst": HOME_OF_PAGES, "conf.py": CONF.replace('"registry"', registry)})
    document = yaml.safe_dump(zoo("2.5", adopt=("/adopt", "Adopt", [limit(1)])), sort_keys=False)
    site.write({"other.yaml": document})
    for name in ("guide", "one", "all"):
        (site.source / f"{name}.rst").unlink()
    built = site.build("mdx", gptproto_pages="api")
    page = built.text("api/index.mdx")
    assert page.count("Versions:") == 1
    assert "**Zoo API**" in page and "**Zoo API: Changed since 2.5**" in page
    labels = [entry["version"] for entry in json.loads(built.text("docs.json"))["navigation"]["versions"]]
    assert labels == ["zoo 2, new 3", "zoo 1", "new 2.5"]
