"""Words of a source that are markup elsewhere, or the same where ids are made of them."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from reference.sites import Site

HEAD = """\
openapi: 3.1.0
info:
  title: Trial
  version: "1"
  contact: {name: Us, url: "javascript:alert(1)"}
  license: {name: MIT, url: "javascript:alert(2)"}
  termsOfService: "javascript:alert(3)"
servers: [{url: "https://api.example.com"}]
externalDocs: {url: "javascript:alert(4)", description: More}
tags: [{name: "A <script>alert(5)</script> & \\"B\\""}, {name: one}, {name: "One"}]
paths:
"""
ID = re.compile(r'\bid="([^"]+)"')
CONF = {"gptproto_registry": "api.yaml", "gptproto_pages": "api"}


def make(tmp_path, paths, index="Home\n====\n\n.. toctree::\n\n   api/index\n"):
    conf = 'project = "Trial"\ncopyright = "2026"\nversion = "1"\nextensions = ["sphinxext_gptproto"]\n'
    return Site(tmp_path).write({"conf.py": conf, "index.rst": index, "api.yaml": HEAD + paths})


@pytest.mark.parametrize("builder", ["html", "epub"])
def test_nothing_of_a_source_becomes_markup_or_runs(tmp_path, builder):
    paths = """\
  /x<y>/a:
    get:
      tags: ['A <script>alert(5)</script> & "B"']
      operationId: getA
      externalDocs: {url: "javascript:alert(6)", description: Docs}
      responses: {'204': {description: Done.}}
"""
    built = make(tmp_path, paths).build(builder, **CONF)
    for path in [*built.out.rglob("*.html"), *built.out.rglob("*.xhtml")]:
        text = path.read_text(encoding="utf-8")
        assert "<script>alert" not in text, path.name
        assert not re.search(r'href="\s*javascript:', text), path.name
    index = built.text("api-endpointindex.html" if builder == "html" else "api-endpointindex.xhtml")
    assert "A\u00a0&lt;script&gt;" in index
    assert "javascript:alert(6)" in "".join(p.read_text(encoding="utf-8") for p in built.out.rglob("get-a.*html"))


def test_ids_occur_once(tmp_path):
    """A schema and its field of the same name, errors shown twice, levels of the same title."""
    paths = """\
  /a:
    get:
      tags: [one]
      operationId: getA
      responses: {'200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}}}
  /b:
    get:
      tags: [One]
      operationId: getB
      responses: {'204': {description: Done.}}
components:
  schemas: {Error: {type: object, properties: {error: {type: string, description: What is wrong.}}}}
"""
    index = (
        "Home\n====\n\n.. api-endpoint:: getA\n   :no-index:\n\n.. api-schema:: Error\n\n.. toctree::\n\n   api/index\n"
    )
    built = make(tmp_path, paths, index).build("html", **CONF)
    for name in ("index.html", "api-endpointindex.html"):
        found = Counter(ID.findall(built.text(name)))
        assert [each for each, count in found.items() if count > 1] == []
    assert {"schema--error", "schema-error"} <= set(ID.findall(built.text("index.html")))


def test_errors_beside_an_endpoint_have_ids_of_their_own(pages):
    text = "Home\n====\n\n.. api-endpoint:: acme/result\n   :no-index:\n\n.. gptproto-errors::\n   :no-index:\n"
    built = pages.write({"both.rst": ":orphan:\n\n" + text}).build("html")
    found = Counter(ID.findall(built.text("both.html")))
    (pages.source / "both.rst").unlink()
    assert [each for each, count in found.items() if count > 1] == []


@pytest.mark.filterwarnings("ignore:.*serializinghtml")
def test_indices_are_named_in_files_of_data(tmp_path):
    paths = "  /a: {get: {tags: [one], operationId: getA, responses: {'204': {description: Done.}}}}\n"
    built = make(tmp_path, paths).build("json", **CONF)
    assert "Endpoint Index" in built.text("api-endpointindex.fjson")


def test_tabs_of_like_names_are_told_apart(tmp_path):
    paths = """\
  /a:
    get:
      tags: [one]
      operationId: getA
      x-codeSamples: [{lang: C, source: a}, {lang: C++, source: b}, {lang: "C#", source: c}]
      responses: {'204': {description: Done.}}
webhooks:
  done:
    post:
      tags: [one]
      operationId: done
      requestBody: {content: {application/json: {examples: {good: {summary: 成功, value: 1}, bad: {summary: 失败, value: 2}}}}}
      responses: {'204': {description: Noted.}}
"""
    built = make(tmp_path, paths).build("html", **CONF)
    values = re.findall(r'data-value="([^"]*)"', built.text("api/one/get-a.html"))
    assert {"c", "c-plus-plus", "c-sharp", "python"} <= set(values)
    assert len(values) == len(set(values))
    webhook = built.text("api/one/done.html")
    assert webhook.count('type="radio"') == 2
    assert "data-value" not in webhook, "what is chosen here is no language"


def test_pdf_can_link_to_schemas_and_catalogues(tmp_path):
    paths = """\
  /a: {get: {tags: [one], operationId: getA, responses: {'200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Thing'}}}}}}}
components: {schemas: {Thing: {type: object, properties: {size: {type: integer, description: How large.}}}}}
"""
    index = "Home\n====\n\n.. api-schema:: Thing\n\n.. api-catalog::\n   :name: all\n\nSee :api:schema:`Thing`.\n\n.. toctree::\n\n   api/index\n"
    tex = next(make(tmp_path, paths, index).build("latex", **CONF).out.glob("*.tex")).read_text(encoding="utf-8")
    (target,) = set(re.findall(r"\\hyperref\[\\detokenize\{(index:schema--thing)\}\]", tex))
    assert f"\\label{{\\detokenize{{{target}}}}}" in tex
    assert "\\label{\\detokenize{index:all}}" in tex
