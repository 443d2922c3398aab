"""Links of responses to operations: hyperlinks where the operation has a page."""

from __future__ import annotations

import re

import pytest
from reference.sites import CONF

HOME = "Home\n====\n\n.. toctree::\n\n   api/index\n"
SOURCE = """\
openapi: 3.1.1
info: {title: Shop, version: "1"}
servers: [{url: "https://api.example.com"}]
paths:
  /carts:
    post:
      operationId: addCart
      responses:
        "201":
          description: Made
          links:
            pay: {operationRef: '#/paths/~1carts~1{id}~1pay/post', parameters: {id: $response.body#/id}}
            read: {operationId: readCart, description: Again.}
            sing: {operationRef: 'songs.yaml#/paths/~1songs/get'}
            far: {operationRef: 'https://b.example/api.yaml#/paths/~1far/get'}
  /carts/{id}/pay:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    post: {operationId: payCart, responses: {"200": {description: OK}}}
    get: {operationId: readCart, responses: {"200": {description: OK}}}
"""
SONGS = """\
openapi: 3.1.1
info: {title: Songs, version: "1"}
servers: [{url: "https://songs.example.com"}]
paths:
  /songs: {get: {operationId: listSongs, responses: {"200": {description: OK}}}}
"""


@pytest.fixture
def shop(site):
    conf = CONF.replace('gptproto_registry = "registry"', 'gptproto_registry = ["api.yaml", "songs.yaml"]')
    files = {"index.rst": HOME, "conf.py": conf + 'gptproto_pages = "api"\n', "api.yaml": SOURCE, "songs.yaml": SONGS}
    return site(files)


@pytest.mark.parametrize("parallel", [1, 2])
def test_html(shop, parallel):
    text = shop.build("html", parallel=parallel).text("api/api/add-cart.html")
    links = dict(re.findall(r'href="([^"]+)"[^>]*><code[^>]*>(.*?)</code></a>', text))
    assert {address: re.sub("<[^>]+>", "", label) for address, label in links.items()} == {
        "pay-cart.html#endpoint-api-pay-cart": "payCart",
        "read-cart.html#endpoint-api-read-cart": "readCart",
        "../songs/list-songs.html#endpoint-songs-list-songs": "GET /songs",
        "https://b.example/api.yaml#/paths/~1far/get": "GET /far",
    }


def test_mdx(shop):
    text = shop.build("mdx").text("api/api/add-cart.mdx")
    assert re.findall(r"calls \[`(.*?)`\]\((.*?)\)", text) == [
        ("payCart", "/api/api/pay-cart"),
        ("readCart", "/api/api/read-cart"),
        ("GET /songs", "/api/songs/list-songs"),
        ("GET /far", "https://b.example/api.yaml#/paths/~1far/get"),
    ]


@pytest.mark.parametrize("builder", ["text", "latex", "gettext"])
def test_other_formats(shop, builder):
    shop.build(builder)


def test_an_operation_without_a_page(shop):
    text = shop.build("html", gptproto_pages_exclude=["*pay-cart"]).text("api/api/add-cart.html")
    assert "pay-cart.html" not in text
    assert "payCart" in text


def test_a_link_that_leads_nowhere(shop):
    (shop.source / "songs.yaml").write_text(SONGS.replace("/songs:", "/song:"), encoding="utf-8")
    (shop.source / "api.yaml").write_text(SOURCE.replace("readCart, desc", "readCarts, desc"), encoding="utf-8")
    warnings = shop.build("html", strict=False).warnings
    assert warnings.count("WARNING") == 2
    assert "api.yaml:14:20: " in warnings
    assert "the link leads nowhere: 'songs.yaml#/paths/~1songs/get' does not exist" in warnings
    assert "no operation has the operationId 'readCarts'; did you mean 'readCart'" in warnings


def test_a_target_that_gets_another_name(shop):
    shop.build("html")
    (shop.source / "songs.yaml").write_text(SONGS.replace("listSongs", "sing"), encoding="utf-8")
    assert "../songs/sing.html" in shop.build("html").text("api/api/add-cart.html")


def test_a_link_to_another_source_by_its_operation_id(shop):
    text = SOURCE.replace("operationRef: 'songs.yaml#/paths/~1songs/get'", "operationId: listSongs")
    (shop.source / "api.yaml").write_text(text, encoding="utf-8")
    assert "../songs/list-songs.html" in shop.build("html").text("api/api/add-cart.html")
