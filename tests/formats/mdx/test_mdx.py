"""The MDX of an endpoint: the shape that sites depend on, and words that stay words, whatever they are."""

from __future__ import annotations

import json
import re

import pytest
import yaml
from docutils import nodes
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from reference.sites import CHAT, IDS, make_site

from sphinxext_gptproto.reference import nodes as ours


@pytest.fixture(scope="module")
def mdx(pages):
    return pages.build("mdx")


def field(page, name):
    return re.search(rf'^<ParamField \w+="{name}".*?^</ParamField>$', page, re.MULTILINE | re.DOTALL)[0]


def test_page(mdx, file_regression):
    file_regression.check(mdx.text(f"docs/api/{CHAT}.mdx"), extension=".mdx", encoding="utf-8", newline="")


def test_shape_of_a_field(mdx):
    assert field(mdx.text(f"docs/api/{CHAT}.mdx"), "stream") == (
        '<ParamField body="stream" type="boolean">\n  Whether to stream the response (default: `false`)\n</ParamField>'
    )


@pytest.mark.parametrize(
    ("where", "name", "attributes", "words"),
    [
        ("description", "stream", "", "Whether to stream the response (default: `false`)"),
        ("attribute", "stream", " default={false}", "Whether to stream the response."),
        ("both", "stream", " default={false}", "Whether to stream the response (default: `false`)"),
        ("attribute", "offset", " default={0}", "Where to start."),
        ("attribute", "suffix", ' default=""', "Put behind the answer."),
        ("attribute", "stop", " default={[]}", "Where to end."),
        ("attribute", "model", ' default="chat-1"', "Name of the model."),
        ("attribute", "seed", "", "Same seed, same answer (default: `null`)"),
        ("attribute", "rules", "", "Default:"),
    ],
)
def test_where_a_default_stands(pages, where, name, attributes, words):
    shown = field(pages.build("mdx", out=f"mdx-{where}", gptproto_mdx_default=where).text(f"docs/api/{CHAT}.mdx"), name)
    assert attributes in shown.partition(">")[0]
    assert ("default=" in shown.partition(">")[0]) == bool(attributes)
    assert words in shown


def test_front_matter(mdx):
    matter = yaml.safe_load(mdx.text(f"docs/api/{CHAT}.mdx").split("---")[1])
    assert matter == {
        "title": "Chat 1: Text to text",
        "sidebarTitle": "Text to text",
        "description": "Answers a conversation. Quick with words.",
        "api": "POST /v1/chat",
    }


def test_pages_render(mdx, node):
    pages = {name: mdx.text(f"docs/api/{name}.mdx") for name in (*IDS, "index", "acme/index")}
    assert {name: found["error"] for name, found in node("render.mjs", pages).items() if "error" in found} == {}
    for name, found in node("compile.mjs", pages).items():
        assert (found["expressions"], found["modules"]) == ([], []), name


# -- hostile words ----------------------------------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[go](javascript:alert(1))", "![i](javascript:x)",
    "<javascript:alert(1)>", "{process.env}", "{/* x */}", "}", "import x from 'y'", "export const a = 1", "<Tabs>",
    "</ParamField>", "<!-- c -->", "{`", "${a}", "$$", "---", "***", "# h", "> q", "- item", "1. one", "```js\ncode",
    "`", "``", "|", "a|b", "*a*", "**b**", "_c_", "~~d~~", "&lt;", "&#x3c;", "\\", "https://a.example/x_y?z={q}",
    "<https://b.example>", "'quotes'", '"double"', "日本", "\u202e", "\u200b", "a\u00a0b", "\n", "\n\n", "    ", "\t", "é",
    "</script>", "<style>", "{{name}}", "::: note", ":role:`x`", ".. raw:: html", "[ref]: javascript:x", "[^1]", "<br>",
    "<details>", "| a | b |\n| - | - |\n| {x} | <b> |",
]  # fmt: skip
WORDS = st.lists(st.one_of(st.sampled_from(HOSTILE), st.text(max_size=6)), min_size=1, max_size=6).map(" ".join)
DESCRIPTIONS = st.lists(WORDS, min_size=24, max_size=24)
NAMES = st.lists(
    st.one_of(st.sampled_from(["a{b}", 'q"r', "<c>", "a b", "import x", "`", "é", "$x$", "a.b[0]", "'"]), st.text(min_size=1, max_size=8)),
    min_size=4, max_size=4, unique=True,
)  # fmt: skip


def registry_of(descriptions, names):
    """Return a registry whose descriptions and names are these."""
    words = iter(descriptions)
    operations = {}
    for number, name in enumerate(names):
        body = {
            "type": "object",
            "properties": {
                name: {"type": "string", "description": next(words), "default": next(words)},
                f"{name}2": {
                    "type": "string",
                    "enum": ["a"],
                    "x-enum-descriptions": {"a": next(words)},
                    "examples": ["a"],
                },
            },
        }
        operations[f"op{number}"] = {
            "method": "POST",
            "path": f"/v1/op{number}",
            "summary": "Plain",
            "description": next(words),
            "requestBody": {
                "description": next(words),
                "content": {"application/json": {"schema": body, "examples": {"a": {"value": {}}}}},
            },
            "responses": {"204": {"description": next(words)}},
            "errors": [],
        }
    endpoints = {f"op{number}": {"operation": f"op{number}"} for number in range(len(names))}
    return {
        "gptproto": 1,
        "service": {"title": "T", "servers": [{"url": "https://api.example.com"}]},
        "operations": operations,
        "catalogue": [{"provider": "p", "title": "P", "endpoints": endpoints}],
    }


def squeeze(text):
    return re.sub(r"[\s\x00-\x20\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]+", "", text)


SAFE_LINK = re.compile(r"(?!javascript|data|vbscript)", re.IGNORECASE)


def test_hostile_words_are_shown_and_run_nothing(tmp_path_factory, node):
    @settings(
        max_examples=3,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(DESCRIPTIONS, NAMES)
    def check(descriptions, names):
        trial = make_site(tmp_path_factory.mktemp("hostile"))
        for path in (trial.source / "registry").iterdir():
            path.unlink()
        data = yaml.safe_dump(registry_of(descriptions, names), allow_unicode=True, sort_keys=False)
        trial.write({"registry/all.yaml": data})
        built = trial.build("mdx", strict=False)
        assert set(built.subtypes) <= {"spec"}, built.warnings  # characters that YAML cannot hold
        shown = {name: built.text(f"{name}.mdx") for name in built.app.env.found_docs if "/p/op" in name}
        rendered = node("render.mjs", shown)
        for name, found in node("compile.mjs", shown).items():
            assert "error" not in found, (found, shown[name])
            assert found["modules"] == []
            assert all(is_literal(value) for value in found["expressions"]), found["expressions"]
        for name, found in rendered.items():
            text = squeeze(found["text"])
            for part in prose(built.doctree(name)):
                assert part in text, (part, shown[name])
            assert "<script" not in found["html"]
            assert "onerror=" not in re.sub(r">[^<]*<", "><", found["html"])
            assert all(SAFE_LINK.match(address) for address in re.findall(r'(?:href|src)="([^"]*)"', found["html"]))
        html = trial.build("html", strict=False)
        for name in shown:
            page = html.text(f"{name}.html")
            article = page[page.index('class="body"') : page.index('class="sphinxsidebar"')]
            article, ours = re.subn(r'<script src="[./]*_static/gptproto\.js\?v=\w{8}"[^<>]*></script>', "", article)
            assert ours == 1
            for forbidden in ("<script", "<style", "<img", "<tabs", "<details>"):
                assert forbidden not in article.lower()
            assert all(SAFE_LINK.match(address) for address in re.findall(r'(?:href|src)="([^"]*)"', article))

    check()


def is_literal(value):
    try:
        json.loads(value)
    except ValueError:
        return False
    return True


def prose(tree):
    """Yield the words of every description, without white space."""
    for kind in (ours.api_endpoint, ours.api_parameter):
        for node in tree.findall(kind):
            for paragraph in node.findall(nodes.paragraph):
                if not isinstance(paragraph, ours.api_signature) and not isinstance(paragraph.parent, ours.api_fact):
                    words = squeeze(paragraph.astext())
                    yield words.removesuffix(".")


PRIVATE = "".join(map(chr, range(0xE000, 0xE011)))


def test_no_character_of_a_text_is_taken_for_a_place(site):
    """A field that stands on many pages is written once, and has its ids from where it is placed."""
    words = f"is {PRIVATE} *a{PRIVATE}*"
    inner = {"type": "string", "description": words, "default": PRIVATE, "enum": [PRIVATE, f"{PRIVATE}b"]}
    deeper = {"type": "object", "description": words, "properties": {PRIVATE: inner, "plain": inner}}
    outer = {"type": "object", "properties": {"deeper": deeper}, "description": words}
    body = {"type": "object", "properties": {"one": outer, "two": {"type": "object", "properties": {"in": outer}}}}
    operation = {
        "requestBody": {"content": {"application/json": {"schema": body}}},
        "responses": {"200": {"description": words}},
    }
    paths = {f"/{name}": {"post": operation | {"operationId": name}} for name in "ab"}
    head = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "servers": [{"url": "https://api.example.com"}]}
    text = json.dumps(head | {"paths": paths})
    trial = site({"index.rst": "Home\n====\n\n.. toctree::\n\n   api/index\n", "api.json": text})
    built = trial.build("mdx", gptproto_registry="api.json", gptproto_pages="api", gptproto_mdx_default="both")
    for name in "ab":
        page = built.text(f"api/{name}.mdx")
        assert re.findall(r'id="([^"]*)"', page) == [
            *("body-one-deeper", "body-one-deeper-value", "body-one-deeper-plain"),
            *("body-two-in", "body-two-in-deeper", "body-two-in-deeper-value", "body-two-in-deeper-plain"),
        ]
        assert set(re.findall("[\ue000-\uf8ff]+", page)) == {PRIVATE}
        assert page.count(f"is {PRIVATE} *a{PRIVATE}*") == 9
