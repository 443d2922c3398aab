"""A site made of a Postman collection: what it says stands on the pages, with a word that types are inferred."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
INDEX = "Home\n====\n\n.. toctree::\n\n   api/index\n"
KEY = "k3yk3yk3yk3yk3yk3y"
NOTE = "Types are inferred from examples."
COLLECTION = {
    "info": {"name": "Trial API", "schema": SCHEMA, "description": "Zqwhat for."},
    "auth": {"type": "bearer", "bearer": [{"key": "token", "value": KEY}]},
    "variable": [{"key": "base", "value": "https://api.example.org/v1"}],
    "item": [
        {
            "name": "Things",
            "description": {"content": "<p>Zqfolder <b>words</b>.</p>", "type": "text/html"},
            "item": [
                {
                    "name": "Make thing",
                    "request": {
                        "method": "POST",
                        "description": f"Zqdescription {{x}} with {KEY}.",
                        "url": {
                            "raw": "{{base}}/things/:id?page=2",
                            "host": ["{{base}}"],
                            "path": ["things", ":id"],
                            "query": [
                                {"key": "page", "value": "2"},
                                {"key": "zqoff", "value": "zqdisabled", "disabled": True},
                            ],
                            "variable": [{"key": "id", "value": "zqid", "description": "Which thing."}],
                        },
                        "header": [{"key": "X-Zqtrace", "value": "{{trace}}"}],
                        "body": {
                            "mode": "raw",
                            "raw": '{"name": "it\'\\\'\'s", // Zqcomment.\n "parts": [{"zqn": {{n}}}],}',
                        },
                    },
                    "response": [
                        {"name": "Zqfirst", "code": 201, "header": [], "body": '{"zqmade": true}'},
                        {"name": "Zqsecond", "code": 201, "header": [], "body": '{"zqmade": false}'},
                        {"name": "Zqbad", "code": 422, "header": [], "body": '{"zqwhy": "name"}'},
                    ],
                },
                {
                    "name": "Send file",
                    "request": {
                        "method": "POST",
                        "url": "{{base}}/files",
                        "auth": {"type": "noauth"},
                        "body": {
                            "mode": "formdata",
                            "formdata": [
                                {"key": "zqfile", "type": "file", "src": "/home/zquser/cat.png"},
                                {"key": "zqsize", "value": "512", "type": "text", "disabled": True},
                            ],
                        },
                    },
                },
            ],
        }
    ],
}


def build(site, builder, collection=COLLECTION, **options):
    trial = site({"index.rst": INDEX, "trial.json": json.dumps(collection, indent=1)})
    return trial.build(builder, gptproto_registry="trial.json", gptproto_pages="api", strict=False, **options)


def plain(text, builder):
    """Return what a reader sees."""
    return unescape(re.sub(r"<[^>]+>", "", text)) if builder == "html" else text


@pytest.mark.parametrize("builder", ["html", "mdx"])
def test_a_collection_is_a_site(site, builder, node):
    built = build(site, builder)
    assert built.subtypes == ["spec"]  # the key in the auth tab
    assert "$.auth.bearer[0].value: contains what looks like a key" in built.warnings
    index, level = built.text(f"api/index.{builder}"), built.text(f"api/things/index.{builder}")
    assert "Zqwhat for." in index
    assert "Zqfolder" in level
    source = built.text(f"api/things/make-thing.{builder}")
    text = plain(source, builder)
    for words in (
        *("POST", "/things/{id}", "Zqdescription", "Which thing", "zqid", "X-Zqtrace", "<trace>", "zqoff"),
        *("zqdisabled", "Zqcomment", "it's", "zqn", "<n>", "201", "Zqfirst", "Zqsecond", "422", "zqmade", "zqwhy"),
    ):
        assert words in text, words
    # path, query and header parameters, the body, and the two responses
    assert text.count(NOTE) == 6
    assert text.count("Which fields are required is not known.") == 3
    assert not any(KEY in built.text(page.relative_to(built.out)) for page in built.out.rglob(f"*.{builder}"))
    if builder == "mdx":
        assert re.search(r'<ParamField query="page" type="integer">\s*\(example: `2`\)', source)
        assert "default" not in source.replace("Default", "")
        assert "error" not in node("render.mjs", {"page": source})["page"]


@pytest.mark.parametrize("builder", ["html", "mdx"])
def test_samples_send_what_was_sent(site, builder):
    built = build(site, builder)
    text = plain(built.text(f"api/things/make-thing.{builder}"), builder)
    curl = text[text.index("curl ") :][:600]
    assert "https://api.example.org/v1/things/zqid?page=2" in curl
    assert "Authorization: Bearer $API_KEY" in curl
    assert "zqdisabled" not in curl
    form = plain(built.text(f"api/things/send-file.{builder}"), builder)
    assert "zqfile=@cat.png" in form
    assert "zqsize=512" not in form
    assert "512" in form
    assert "zquser" not in form
    assert "Authorization" not in form


@pytest.mark.parametrize("builder", ["html", "mdx"])
def test_a_body_that_is_no_json_is_shown_and_sent_as_it_is(site, builder, node):
    item = {
        "name": "Odd",
        "request": {
            "method": "POST",
            "url": "https://api.example.org/odd",
            "body": {"mode": "raw", "raw": "{zq: yes", "options": {"raw": {"language": "json"}}},
        },
    }
    built = build(site, builder, {"info": {"name": "Trial", "schema": SCHEMA}, "item": [item]})
    assert "$.item[0].request.body.raw: the body of 'Odd' cannot be read as JSON" in built.warnings
    source = built.text(f"api/odd.{builder}")
    text = plain(source, builder)
    assert NOTE not in text
    assert "{zq: yes" in text[: text.index("curl ")]
    assert "--data-raw '{zq: yes'" in text
    assert "Content-Type: application/json" in text
    if builder == "mdx":
        assert "error" not in node("render.mjs", {"page": source})["page"]


def test_a_second_build_reads_nothing(site):
    trial = site({"index.rst": INDEX, "trial.json": json.dumps(COLLECTION)})
    config = {"gptproto_registry": "trial.json", "gptproto_pages": "api", "strict": False}
    trial.build("mdx", **config)
    assert trial.build("mdx", **config).read == []
