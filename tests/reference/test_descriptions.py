"""Descriptions of every kind of thing, with whatever is in them: each site is built, and each word is shown."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from docutils import nodes
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from reference.nodes_from.soup import DEEP, SOUPS, counts
from reference.sites import Site

from sphinxext_gptproto.reference.nodes_from import commonmark as markdown

CONF = 'project = "Trial"\ncopyright = "2026"\nversion = "1"\nextensions = ["sphinxext_gptproto"]\n'
INDEX = "Home\n====\n\n.. toctree::\n\n   api/index\n"
CARDS = "\n.. api-catalog::\n   :as: cards\n"
OPTIONS = {
    "gptproto_registry": "api.json",
    "gptproto_pages": "api",
    "man_pages": [("index", "trial", "Trial", ["Acme"], 1)],
    "texinfo_documents": [("index", "trial", "Trial", "Acme", "trial", "Trial.", "Misc")],
}
ENDINGS = {".html", ".mdx", ".txt", ".tex", ".1", ".texi"}


def build(folder, data, builder, *, index=INDEX, **config):
    site = Site(folder).write({"conf.py": CONF, "index.rst": index, "api.json": json.dumps(data)})
    return site.build(builder, **OPTIONS, **config)


def described(texts):
    """Return a description with an operation for each text, which is also the description of a parameter."""
    paths = {}
    for number, text in enumerate(texts):
        parameter = {"name": "a", "in": "query", "description": text.replace("word", "own"), "schema": {}}
        operation = {"operationId": f"call{number}", "summary": f"Call {number}", "description": text}
        paths[f"/call{number}"] = {
            "get": operation | {"parameters": [parameter], "responses": {"204": {"description": "Done."}}}
        }
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "servers": [{"url": "https://e.org"}],
        "paths": paths,
    }


def shown(built):
    """Return the pages of endpoints as plain text, without what only summarizes them."""
    text = ""
    for path in built.out.rglob("*"):
        if path.suffix in ENDINGS:
            page = path.read_text(encoding="utf-8")
            if path.suffix == ".mdx":
                page = page.split("\n---\n", 1)[1] if path.stem.startswith("call") else ""
            if path.suffix == ".html":
                page = page.partition("<body")[2] if path.stem.startswith("call") else ""
                page = unescape(re.sub(r"<[^>]*>", " ", page))
            if path.suffix in (".txt", ".tex", ".1", ".texi") and path.stem == "index":
                page = ""
            text += page
    return text


@pytest.mark.parametrize("builder", ["html", "mdx", "text", "latex", "man", "texinfo"])
def test_depth(tmp_path, builder):
    texts = [text.replace("word0x", f"word{number}x") for number, text in enumerate(DEEP.values())]
    words = [f"{kind}{number}x" for number in range(len(texts)) for kind in ("word", "own")]
    built = build(tmp_path, described(texts), builder)
    assert counts(shown(built), words) == {}


@given(soups=st.lists(SOUPS, min_size=20, max_size=20))
@settings(max_examples=2, phases=[Phase.generate], deadline=None)
@pytest.mark.parametrize("builder", ["html", "mdx", "text", "latex"])
def test_soups(tmp_path_factory, builder, soups):
    texts, words = [], []
    for number, (text, of_it) in enumerate(soups):
        texts.append(text.replace("word", f"word{number}z"))
        words += [word.replace("word", f"{kind}{number}z") for word in of_it for kind in ("word", "own")]
    built = build(tmp_path_factory.mktemp("soups"), described(texts), builder)
    assert counts(shown(built), words) == {}


def everywhere(text):
    """Return an OpenAPI description that has a text wherever one can be."""
    docs = {"url": "http://[x", "description": text}
    answers = {"200": {"description": text}}
    schema = {"type": "object", "description": text, "externalDocs": docs, "properties": {}}
    schema["properties"] = {
        "a": {"type": "string", "description": text, "enum": ["x", "y"], "x-enum-descriptions": [text, text]},
        "b": {
            "oneOf": [
                {"type": "string", "description": text},
                {**schema, "title": "Both", "properties": {"c": {"description": text}}},
            ]
        },
    }
    content = {
        "application/json": {
            "schema": {"$ref": "#/components/schemas/S"},
            "examples": {"e": {"description": text, "value": {}}},
        }
    }
    call = {"description": text, "externalDocs": docs}
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1", "description": text},
        "externalDocs": docs,
        "servers": [
            {"url": "https://{r}.e.org", "description": text, "variables": {"r": {"default": "a", "description": text}}},
            {"url": "https://e.org", "description": text},
        ],
        "tags": [{"name": "one", "description": text, "externalDocs": docs}, {"name": "two", "description": text}],
        "components": {
            "schemas": {"S": schema},
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "X", "description": text},
                "oauth": {"type": "oauth2", "description": text, "flows": {"implicit": {"authorizationUrl": "https://e.org", "scopes": {"s": text}}}},
            },
        },
        "paths": {
            "/a": {"get": call | {
                "tags": ["one"], "operationId": "callA", "summary": "A", "security": [{"key": []}, {"oauth": ["s"]}],
                "parameters": [{"name": "q", "in": "query", "description": text, "schema": {"type": "string"}}],
                "responses": {"200": {
                    "description": text, "content": content, "links": {"l": {"operationId": "callB", "description": text}},
                    "headers": {"H": {"description": text, "schema": {"type": "string"}}},
                }},
                "callbacks": {"done": {"{$request.body#/u}": {"post": call | {"responses": answers}}}},
            }},
            "/b": {"post": call | {
                "tags": ["two"], "operationId": "callB", "summary": "B", "responses": answers,
                "requestBody": {"description": text, "content": content},
            }},
        },
    }  # fmt: skip


KINDS = [
    "<blockquote><table><tr><td>a",
    "<table><tr><th>\n\n| a |\n|--|\n| b |\n\n</table>",
    "| a |\n|--|\n| b |",
    "> [!NOTE]",
    "<dt><h6>\n\n`x`",
    "[a](//[)",
]


@pytest.mark.parametrize("builder", ["html", "mdx", "text", "latex"])
@pytest.mark.parametrize("text", KINDS)
def test_every_kind_of_thing(tmp_path, text, builder):
    build(tmp_path, everywhere(text), builder, index=INDEX + CARDS)


@pytest.mark.parametrize("builder", ["html", "mdx"])
def test_what_nobody_foresaw_costs_its_markup(tmp_path, monkeypatch, builder):
    """Each is shown as plain text, with a warning that names the page; everything else is as ever."""

    def fail(html, link):
        raise RecursionError

    monkeypatch.setattr(markdown, "parse_html", fail)
    data = everywhere("Odd <b>words</b>.")
    data["paths"]["/c"] = {
        "get": {
            "operationId": "callC",
            "summary": "C",
            "tags": ["two"],
            "description": "See *these*.",
            "responses": {"204": {"description": "Done."}},
        }
    }
    built = build(tmp_path, data, builder, index=INDEX + CARDS, strict=False, show_warning_types=True)
    assert set(built.subtypes) == {"description"}
    places = re.findall(
        r"^(.*): WARNING: a description cannot be parsed.*'Odd <b>words</b>", built.warnings, re.MULTILINE
    )
    assert len(places) == len(built.subtypes)
    assert {re.sub(r".*/source/", "", place) for place in places} >= {
        "api/index.gptproto:8",
        "api/one/call-a.gptproto:8",
        "api.json:1",
    }
    assert any(list(tree.findall(nodes.emphasis)) for name, tree in built.trees.items() if name.endswith("call-c"))
