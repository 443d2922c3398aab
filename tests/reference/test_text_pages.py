"""Tags that no operation has: their text is a page, in the place that the source gives it."""

from __future__ import annotations

import re

import pytest
from reference.sites import CONF

OPENAPI = """\
openapi: 3.0.4
info: {title: Shop, version: "1"}
servers: [{url: "https://api.example.com"}]
tags:
- {name: Welcome, x-traitTag: true, description: Read this before all else.}
- {name: Orders, description: What customers buy.}
- {name: Paging, x-displayName: Pagination, description: "Lists have pages.\\n\\n## Cursors\\n\\nA cursor is opaque."}
- {name: Keys, description: Keys of an account.}
- {name: Empty}
- {name: Limits, description: A hundred a minute.}
x-tagGroups:
- {name: Basics, tags: [Limits, Keys]}
paths:
  /keys: {get: {operationId: listKeys, tags: [Keys], responses: {"200": {description: OK}}}}
  /orders: {get: {operationId: listOrders, tags: [Orders], responses: {"200": {description: OK}}}}
"""
HOME = "Home\n====\n\n.. toctree::\n\n   api/index\n"


def make(site, conf=""):
    conf = CONF.replace('"registry"', '"api.yaml"') + f'gptproto_pages = "api"\n{conf}'
    return site({"index.rst": HOME, "conf.py": conf, "api.yaml": OPENAPI})


def build(site, builder="mdx", conf=""):
    return make(site, conf).build(builder)


@pytest.mark.parametrize("builder", ["mdx", "html", "dirhtml"])
def test_each_text_has_a_page(site, builder):
    built = build(site, builder)
    suffix = ".mdx" if builder == "mdx" else ".html"
    pages = {
        level: re.sub(r"<[^>]*>", "", (built.out / f"api/{level}/index{suffix}").read_text(encoding="utf-8"))
        for level in ("welcome", "paging", "basics/limits")
    }
    assert "Read this before all else." in pages["welcome"]
    assert "Pagination" in pages["paging"]
    assert "A cursor is opaque." in pages["paging"]
    assert "A hundred a minute." in pages["basics/limits"]
    assert not (built.out / "api/empty").exists()


def test_their_order_is_that_of_the_source(site):
    built = build(site)
    (toctree,) = [t for t in built.app.env.tocs["api/index"].findall() if t.tagname == "toctree"]
    assert [docname for _title, docname in toctree["entries"]] == [
        "api/basics/index",
        "api/welcome/index",
        "api/orders/index",
        "api/paging/index",
    ]


def test_they_are_in_the_overview_without_a_number(site):
    text = build(site).text("api/index.mdx")
    rows = [re.sub(r"\s+", " ", line) for line in text.splitlines() if line.startswith("|")]
    assert any("Welcome" in row and "Read this before all else." in row and row.endswith("| |") for row in rows), rows
    assert any("Orders" in row and row.endswith("| 1 |") for row in rows)


def test_none_where_pages_are_chosen(site):
    built = build(site, conf='gptproto_pages_include = ["listKeys"]\n')
    assert not (built.out / "api/welcome").exists()
    assert "Welcome" not in built.text("api/index.mdx")


def test_a_change_of_a_text_writes_its_page_again(site):
    trial = make(site)
    trial.build("mdx")
    trial.write({"api.yaml": OPENAPI.replace("opaque", "a number")})
    built = trial.build("mdx")
    assert "A cursor is a number." in built.text("api/paging/index.mdx")
    assert "api/orders/index" not in built.written
