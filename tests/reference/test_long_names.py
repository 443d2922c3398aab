"""Names too long for a file, or with characters that a file's name must not hold: every endpoint has its page."""

from __future__ import annotations

import json

import pytest

from sphinxext_gptproto.cli import check
from sphinxext_gptproto.cli.main import main
from sphinxext_gptproto.reference.generated_pages.text import SUFFIX

LONG = "a very long name of " * 20
CHINESE = "创建一个新的对话并返回模型生成的完整回复内容" * 6
RESPONSES = {"200": {"description": "OK"}}
SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"


def make_postman():
    """Two requests whose names differ at their ends, in many folders."""
    items: list[dict] = [
        {"name": f"{LONG}{end}", "request": {"method": "GET", "url": f"https://a.example/{end}"}}
        for end in ("one", "two")
    ]
    for name in (LONG, CHINESE, *["Folder"] * 40):
        items = [{"name": name, "item": items}]
    return {"info": {"name": "Shop", "schema": SCHEMA}, "item": items}


def make_openapi():
    paths = {
        f"/{end}": {"get": {"operationId": LONG.title().replace(" ", "") + end, "tags": [tag], "responses": RESPONSES}}
        for tag in (CHINESE, LONG)
        for end in (f"one{len(tag)}", f"two{len(tag)}")
    }
    fields = {f"f{number}": {"type": "string"} for number in range(1100)}
    large = {"type": "object", "properties": fields}
    schema = {"type": "object", "properties": {"a": {"$ref": f"#/components/schemas/{'Large' * 60}"}}}
    response = {"description": "OK", "content": {"application/json": {"schema": schema}}}
    paths["/large"] = {"get": {"operationId": "large", "responses": {"200": response}}}
    head = {"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}, "servers": [{"url": "https://a.example"}]}
    return {**head, "paths": paths, "components": {"schemas": {"Large" * 60: large}}}


def make_native():
    names = (
        f"{CHINESE}/{'x' * 300}/get",
        f"{CHINESE}/{'x' * 300}/Get",
        "models:list",
        "a#b",
        "a?b",
        "schemas",
        "schemas/pet",
    )
    operations = {
        name: {"method": "GET", "path": f"/{number}", "responses": RESPONSES} for number, name in enumerate(names)
    }
    return {
        "gptproto": 1,
        "service": {"title": "Shop", "servers": [{"url": "https://a.example"}]},
        "operations": operations,
    }


@pytest.mark.parametrize("make", [make_postman, make_openapi, make_native])
@pytest.mark.parametrize("builder", ["html", "dirhtml", "mdx"])
def test_every_endpoint_has_a_page(site, make, builder):
    trial = site().write({"api.json": json.dumps(make(), ensure_ascii=False)})
    for _ in range(2):
        built = trial.build(builder, gptproto_registry="api.json", html_copy_source=True, gptproto_markdown=True)
    domain = built.app.env.get_domain("api")
    for endpoint in domain.registry:
        docname = domain.objects["endpoint", endpoint.id].docname
        name = {"html": f"{docname}.html", "dirhtml": f"{docname}/index.html", "mdx": f"{docname}.mdx"}[builder]
        assert endpoint.operation.path in built.text(name)
    files = [path for path in trial.root.rglob("*") if path.is_file()]
    assert max(len(part.encode()) for path in files for part in path.relative_to(trial.root).parts) <= 143
    listed = [
        line
        for line in (trial.source / "docs/api/.gitignore").read_text(encoding="utf-8").splitlines()
        if SUFFIX in line
    ]
    assert len(listed) == sum(path.suffix == SUFFIX for path in files)


def test_short_titles_in_the_navigation(site):
    trial = site().write({"api.json": json.dumps(make_native(), ensure_ascii=False)})
    built = trial.build("html", gptproto_registry="api.json")
    assert "GET /2" in built.text("docs/api/index.html")
    tocs = built.app.env.tocs
    assert {docname for docname in tocs if docname.startswith("docs/api/models-list-")}


@pytest.mark.parametrize("make", [make_postman, make_openapi, make_native])
@pytest.mark.parametrize("to", ["native", "openapi"])
def test_they_can_be_converted(tmp_path, make, to):
    source = tmp_path / "api.json"
    source.write_text(json.dumps(make(), ensure_ascii=False), encoding="utf-8")
    target = tmp_path / ("out.yaml" if to == "openapi" else "out")
    assert main(["convert", str(source), "-o", str(target), "--to", to]) == 0
    assert check.main([str(target)]) == 0
