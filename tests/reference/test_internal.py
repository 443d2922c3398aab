"""Sites without what their sources mark as internal, and with it."""

from __future__ import annotations

import subprocess
import sys
import zlib

import pytest

API = """\
openapi: 3.2.0
info: {title: Trial, version: '1', summary: Pens for everyone.}
servers: [{url: https://api.example.com}, {url: https://zq.example.com, x-internal: true}]
tags: [{name: Shop, description: About the shop.}, {name: zqStaff, description: zq, x-internal: true}]
paths:
  /open:
    post:
      operationId: readOpen
      tags: [Shop]
      parameters: [{name: zqTrace, in: query, required: true, x-internal: true, schema: {type: string}}]
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}
      responses: {'200': {description: Fine., content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}
  /zq/closed: {get: {operationId: zqClosed, tags: [Shop], summary: zq staff alone, x-internal: true, responses: {'204': {description: d}}}}
  /zq/tag: {get: {operationId: zqTag, tags: [zqStaff], responses: {'204': {description: d}}}}
webhooks:
  zqHook: {post: {operationId: onZq, x-hidden: true, responses: {'204': {description: d}}}}
components:
  schemas:
    Thing:
      required: [name, zqCost]
      properties: {name: {type: string}, zqCost: {type: number, x-internal: true}}
      example: {name: n, zqCost: 3.5}
"""
FILES = {"index.rst": "Home\n====\n\n.. toctree::\n\n   api/index\n\n.. api-catalog::\n", "api.yaml": API}


def read_all(folder):
    """Return the text of all files of a site and their names, but for those of the theme."""
    texts = []
    for file in sorted(path for path in folder.rglob("*") if "_static" not in path.parts):
        data = file.read_bytes() if file.is_file() else b""
        if file.name == "objects.inv":
            data = zlib.decompress(data.split(b"\n", 4)[4])
        texts.append(f"{file.relative_to(folder)}\n{data.decode('utf-8', errors='replace')}")
    return "\n".join(texts)


def build(site, builder, **config):
    return site(FILES).build(builder, gptproto_registry="api.yaml", gptproto_pages="api", **config)


@pytest.mark.parametrize("builder", ["html", "mdx", "text"])
def test_nothing_internal_is_in_a_site(site, builder):
    config = {"gptproto_markdown": True} if builder == "html" else {}
    text = read_all(build(site, builder, **config).out)
    assert "read-open" in text
    assert "zq" not in text.lower()


def test_an_inside_edition_has_all(site):
    built = build(site, "mdx", gptproto_show_internal=True)
    text = read_all(built.out)
    for word in ("zqclosed", "zqtag", "onzq", "zqcost", "zqtrace", "zq.example.com"):
        assert word in text.lower()


def test_both_editions_after_one_another(site):
    trial = site(FILES)
    config = {"gptproto_registry": "api.yaml", "gptproto_pages": "api"}
    assert "zqcost" in read_all(trial.build("mdx", gptproto_show_internal=True, **config).out).lower()
    trial.build("mdx", **config)
    sources = "".join(str(path) for path in (trial.source / "api").rglob("*"))
    assert "zq" not in sources.lower().replace(str(trial.source).lower(), "")


def test_further_marks(site):
    files = {**FILES, "api.yaml": API.replace("x-internal", "x-staff").replace("x-hidden", "x-staff")}
    config = {"gptproto_registry": "api.yaml", "gptproto_pages": "api"}
    built = site(files).build("mdx", gptproto_internal_marks=["x-staff"], **config)
    assert "zq" not in read_all(built.out).lower()


def test_the_build_says_how_much_is_left_out(site):
    trial = site(FILES)
    command = [sys.executable, "-m", "sphinx", "-b", "dummy", "-D", "gptproto_registry=api.yaml"]
    command += [str(trial.source), str(trial.root / "out")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    text = "left out as internal: 3 operations and 4 other parts (gptproto_show_internal = True shows them)"
    assert said.count(text) == 1
    said = subprocess.run([*command, "-D", "gptproto_show_internal=1"], capture_output=True, text=True, check=True)
    assert "left out" not in said.stdout


@pytest.mark.parametrize("builder", ["html", "mdx"])
def test_summaries_badges_and_servers(site, builder):
    api = """\
openapi: 3.2.0
info: {title: Trial, version: '1', summary: Pens for everyone.}
servers: [{url: https://eu.example.com/v2}, {url: /api, description: Here.}]
tags: [{name: Early, kind: badge}]
paths:
  /a:
    get:
      operationId: readA
      tags: [Early]
      security: [{login: []}]
      responses: {'200': {summary: All the pens., description: In their order.}}
webhooks:
  paid: {post: {operationId: onPaid, responses: {'204': {description: d}}}}
components:
  securitySchemes: {login: {type: oauth2, oauth2MetadataUrl: https://login.example.com/meta, flows: {}}}
"""
    trial = site({"index.rst": FILES["index.rst"].replace("\n.. api-catalog::\n", ""), "api.yaml": api})
    built = trial.build(builder, gptproto_registry="api.yaml", gptproto_pages="api")
    page = built.text(f"api/read-a.{builder}")
    for text in ("All the pens.", "In their order.", "Early", "/api", "samples use", "login.example.com/meta"):
        assert text in page
    assert "example.com/api" not in page
    assert "Pens for everyone." in built.text(f"api/index.{builder}")
    assert "example.com" not in built.text(f"api/webhooks/on-paid.{builder}").partition("<footer")[0]
