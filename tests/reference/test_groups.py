"""Sites of sources that do not group their endpoints, or have too many in a level: navigation, lists and addresses."""

from __future__ import annotations

import json

import pytest

HEAD = 'openapi: 3.1.0\ninfo: {title: Shop, version: "1"}\nservers: [{url: https://api.example.com}]\npaths:\n'
INDEX = "Home\n====\n\n.. toctree::\n\n   api/index\n\n.. api-catalog::\n   :as: tree\n"
RESPONSES = "responses: {200: {description: Fine.}}"


def paths(requests, tag=""):
    """Return paths of OpenAPI: method, path and operationId of each operation."""
    tags = f"tags: [{tag}], " if tag else ""
    parameter = "parameters: [{name: id, in: path, required: true, schema: {type: string}}], "
    return "".join(
        f"  {path}: {{{method}: {{operationId: {name}, {tags}{parameter if '{id}' in path else ''}{RESPONSES}}}}}\n"
        for method, path, name in requests
    )


PETS = [
    *(("get", "/v1/pets", "listPets"), ("get", "/v1/pets/{id}", "readPet"), ("post", "/v1/owners", "addOwner")),
    *(("get", "/v1/owners/{id}", "readOwner"), ("get", "/v1/health", "health")),
]

TEXT = HEAD + paths(PETS)


def build(site, text, builder, **config):
    trial = site({"index.rst": INDEX, "api.yaml": text})
    return trial.build(builder, gptproto_registry="api.yaml", gptproto_pages="api", **config)


def navigation(built):
    """Return the navigation below the index of all endpoints: pages, and groups with their root and pages."""

    def simplify(entry):
        if isinstance(entry, str):
            return entry
        return entry["group"], entry["root"], [simplify(page) for page in entry["pages"]]

    (group,) = json.loads(built.text("docs.json"))["navigation"]["groups"]
    return simplify(group["pages"][1])[2]


def test_operations_without_a_tag_in_mdx(site):
    built = build(site, TEXT, "mdx")
    assert navigation(built) == [
        "api/health",
        ("Pets", "api/pets/index", ["api/list-pets", "api/read-pet"]),
        ("Owners", "api/owners/index", ["api/add-owner", "api/read-owner"]),
    ]
    assert "[Pets](/api/pets/index)" in built.text("api/index.mdx")
    assert "[List pets](/api/list-pets)" in built.text("api/pets/index.mdx")
    assert "Pets (2)" in built.text("index.mdx")


def test_operations_without_a_tag_in_html(site):
    built = build(site, TEXT, "html")
    assert "pets/index.html" in built.text("api/index.html")
    assert 'href="../list-pets.html"' in built.text("api/pets/index.html")
    page = built.text("api/list-pets.html")  # the navigation is open where the page is
    assert 'href="read-pet.html"' in page
    assert "read-owner.html" not in page


def test_no_groups(site):
    built = build(site, TEXT, "mdx", gptproto_pages_per_level=0)
    assert navigation(built) == ["api/list-pets", "api/read-pet", "api/add-owner", "api/read-owner", "api/health"]


@pytest.mark.parametrize("value", [-1, [60], True, None])
def test_a_wrong_number(site, value):
    built = build(site, TEXT, "mdx", strict=False, gptproto_pages_per_level=value)
    assert "gptproto_pages_per_level: expected a number" in built.warnings
    assert "api/pets/index" in str(navigation(built))


def test_only_pages_count(site):
    tagged = paths([("get", "/v1/a", "readA"), ("get", "/v1/b", "readB")], "Things")
    built = build(site, TEXT + tagged, "mdx", gptproto_pages_exclude=["tag:Things", "health"])
    assert [entry[0] for entry in navigation(built)] == ["Pets", "Owners"]
    built = build(site, TEXT, "mdx", gptproto_pages_exclude=["/v1/owners*"])
    assert navigation(built) == ["api/list-pets", "api/read-pet", "api/health"]


def test_webhooks_beside_operations_without_a_tag(site):
    hook = "  done: {post: {operationId: onDone, responses: {200: {description: Fine.}}}}\n"
    built = build(site, TEXT + "webhooks:\n" + hook, "mdx")
    assert [entry[0] for entry in navigation(built)[1:]] == ["Pets", "Owners", "Webhooks"]


def test_one_more_operation_divides_a_level(site):
    parts = [("get", f"/{kind}/part{n}", f"{kind}Part{n}") for kind in ("red", "blue") for n in range(2)]
    trial = site({"index.rst": INDEX, "api.yaml": HEAD + paths(parts, "Store")})
    config = {"gptproto_registry": "api.yaml", "gptproto_pages": "api", "gptproto_pages_per_level": 4}
    before = trial.build("mdx", **config)
    assert navigation(before)[0][2] == [f"api/store/{kind}-part{n}" for kind in ("red", "blue") for n in range(2)]
    trial.write({"api.yaml": HEAD + paths([*parts, ("get", "/more", "more")], "Store")})
    after = trial.build("mdx", **config)
    assert navigation(after)[0][2] == [
        "api/store/more",
        ("Red", "api/store/red/index", ["api/store/red-part0", "api/store/red-part1"]),
        ("Blue", "api/store/blue/index", ["api/store/blue-part0", "api/store/blue-part1"]),
    ]
    assert {path.name for path in (before.out / "api/store").glob("*-part*")} == {
        f"{kind}-part{n}.mdx" for kind in ("red", "blue") for n in range(2)
    }
    index = after.text("api/store/index.mdx")
    assert "[Red](/api/store/red/index)" in index
    assert "/api/store/red-part0" not in index
    trial.write({"api.yaml": HEAD + paths(parts, "Store")})
    again = trial.build("mdx", **config)
    assert navigation(again) == navigation(before)
    assert not (trial.source / "api/store/red/index.gptproto").exists()


def test_a_page_and_a_group_with_the_same_id(site):
    text = HEAD + paths([*PETS, ("put", "/v1/pets", "pets")]).replace("  /v1/pets: {put", "  /v1/pets/all: {put")
    built = build(site, text, "dirhtml")
    assert "Update" not in built.text("api/pets/index.html")
    assert "/v1/pets/all" in built.text("api/pets/index.html")
    assert "read-pet" in built.text("api/pets/overview/index.html")


def test_a_page_of_ones_own_lists_what_the_source_has(site):
    pages = {name: f"{name}\n{'=' * 20}\n\n.. api-endpoint:: {name}\n" for name in ("list-pets", "read-pet")}
    pages |= {
        name: f"{name}\n{'=' * 20}\n\n.. api-endpoint:: {name}\n" for name in ("add-owner", "read-owner", "health")
    }
    index = "Home\n====\n\n.. toctree::\n   :glob:\n\n   own/*\n\n.. api-index::\n   :pages: own\n"
    trial = site({"index.rst": index, "api.yaml": TEXT, **{f"own/{name}.rst": page for name, page in pages.items()}})
    built = trial.build("mdx", gptproto_registry="api.yaml")
    assert "[List pets](/own/list-pets)" in built.text("index.mdx")


def test_titles_that_occur_twice(site):
    requests = [("get", "/a", "readA"), ("get", "/b", "readB"), ("get", "/c", "readC")]
    text = (HEAD + paths(requests, "Things")).replace("operationId: readA", "operationId: readA, summary: Read it")
    text = text.replace("operationId: readB", "operationId: readB, summary: Read it")
    built = build(site, text, "mdx")
    page = built.text("api/things/read-a.mdx")
    assert "title: 'Read it'\nsidebarTitle: 'Read it (/a)'" in page
    assert "sidebarTitle: 'Read c'" in built.text("api/things/read-c.mdx")
    index = built.text("api/things/index.mdx")
    assert "[Read it (/a)]" in index
    assert "[Read it (/b)]" in index


def test_sources_with_the_same_title(site):
    text = HEAD + paths([("get", "/a", "readA")], "Things")
    trial = site({"index.rst": INDEX, "one.yaml": text, "two.yaml": text})
    built = trial.build("mdx", gptproto_registry=["one.yaml", "two.yaml"], gptproto_pages="api")
    assert [entry[0] for entry in navigation(built)] == ["Shop (one)", "Shop (two)"]
    assert "[Shop (two)](/api/two/index)" in built.text("api/index.mdx")
    assert "title: 'Shop'" in built.text("api/two/index.mdx")
