"""Sites made of OpenAPI files: what other tools are known to lose, and how large descriptions are kept readable."""

from __future__ import annotations

import json
import re

import pytest

from sphinxext_gptproto.content.build_fields import MAX_BODY

HEAD = """\
openapi: 3.1.0
info: {title: Trial API, version: 9.9.9, description: What it is for., contact: {name: Zqhelp, url: "https://help.example.com"}}
servers: [{url: https://api.example.com}]
"""
INDEX = "Home\n====\n\n.. toctree::\n\n   api/index\n"
PAGE = "api/things/make-thing"


def build(site, text, builder, **config):
    trial = site({"index.rst": INDEX, "api.yaml": HEAD + text})
    return trial.build(builder, gptproto_registry="api.yaml", gptproto_pages="api", **config)


def read(site, text, builder):
    """Return what a reader of the only operation's page sees."""
    page = build(site, text, builder).text(f"{PAGE}.{builder}")
    return re.sub(r"<[^>]+>", "", page).replace("&quot;", '"') if builder == "html" else page


def operation(body, more=""):
    return f"""\
paths:
  /things:
    post:
      operationId: makeThing
      tags: [Things]
      requestBody: {{content: {{application/json: {{schema: {body}}}}}}}
      responses: {{200: {{description: Fine.}}}}
{more}
"""


@pytest.mark.parametrize("builder", ["html", "mdx"])
@pytest.mark.parametrize(
    ("body", "more", "shown"),
    [
        # Redocly/redoc#2423: an object as default was printed as [object Object]
        ("{properties: {a: {type: object, default: {b: 1}}}}", "", '{"b": 1}'),
        # PaloAltoNetworks/docusaurus-openapi-docs#977: a default beside a $ref was lost
        (
            "{properties: {a: {$ref: '#/components/schemas/A', default: zqbeside}}}",
            "components: {schemas: {A: {type: string}}}",
            '"zqbeside"',
        ),
        # swagger-api/swagger-ui#3518: a default beside an enum was lost
        ("{properties: {a: {type: string, enum: [x, zqsecond], default: zqsecond}}}", "", '"zqsecond"'),
        # sphinx-contrib/openapi: a schema without type, an unquoted date and a recursive one stopped the build
        ("{properties: {a: {description: zqnotype}}}", "", "zqnotype"),
        ("{properties: {a: {type: string, example: 2024-01-31}}}", "", '"2024-01-31"'),
        (
            "{$ref: '#/components/schemas/A'}",
            "components: {schemas: {A: {properties: {zqname: {}, below: {$ref: '#/components/schemas/A'}}}}}",
            "zqname",
        ),
        ("{oneOf: [{properties: {zqone: {}}}, {properties: {zqtwo: {default: zqdefault}}}]}", "", '"zqdefault"'),
    ],
)
def test_what_others_lose(site, builder, body, more, shown):
    assert shown in read(site, operation(body, more), builder)


@pytest.mark.parametrize("builder", ["html", "mdx"])
def test_the_index_tells_of_the_service(site, builder):
    text = build(site, operation("{}"), builder).text(f"api/index.{builder}")
    for words in ("What it is for.", "9.9.9", "https://api.example.com", "https://help.example.com", "Things"):
        assert words in text


@pytest.mark.parametrize("tags", ["tags: [Things]", ""])
def test_an_index_without_a_catalogue_lists_endpoints(site, tags):
    built = build(site, operation("{}").replace("tags: [Things]\n", f"{tags}\n"), "mdx")
    text = built.text("api/things/index.mdx" if tags else "api/index.mdx")
    assert "| Endpoint " in text
    assert "Task" not in text


@pytest.mark.parametrize("builder", ["html", "mdx"])
def test_a_body_that_is_one_of_several(site, builder, node):
    body = "{oneOf: [{title: First, properties: {a: {}}}, {title: Second, properties: {b: {}}}]}"
    built = build(site, operation(body), builder)
    text = built.text(f"{PAGE}.{builder}")
    assert text.index("First") < text.index("Second")
    if builder == "mdx":
        assert "Expandable" not in text  # Mintlify takes fields at the top or in a field only
        assert "error" not in node("render.mjs", {"page": text})["page"]


_LARGE = "content: {application/json: {schema: {$ref: '#/components/schemas/Two'}}}"
_CALLBACK = f"{{post: {{requestBody: {{{_LARGE}}}, responses: {{204: {{description: Fine.}}}}}}}}"


@pytest.mark.parametrize("builder", ["html", "mdx"])
@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("description: Fine.", f"description: Fine., {_LARGE}"),
        ("{schema: {}}", "{schema: {$ref: '#/components/schemas/Two'}}"),
        ("tags:", f"callbacks: {{made: {{'{{$request.body#/url}}': {_CALLBACK}}}}}\n      tags:"),
    ],
    ids=["response", "request", "callback"],
)
def test_large_shared_schemas_have_pages_of_their_own(site, builder, old, new):
    fields = ", ".join(f"f{number}: {{type: string}}" for number in range(MAX_BODY // 2 + 1))
    schemas = f"Big: {{properties: {{{fields}, zqlast: {{default: 1}}}}}}, Two: {{properties: {{one: {{$ref: '#/components/schemas/Big'}}, two: {{$ref: '#/components/schemas/Big'}}}}}}"
    text = operation("{}", f"components: {{schemas: {{{schemas}}}}}").replace(old, new)
    built = build(site, text, builder)
    page, shared = built.text(f"{PAGE}.{builder}"), built.text(f"api/schemas/big.{builder}")
    assert "zqlast" not in page
    assert "zqlast" in shared
    link = "/api/schemas/big#schema--big" if builder == "mdx" else "../schemas/big.html#schema--big"
    assert page.count(link) == 2


def test_links_of_another_site(site):
    text = operation("{}").replace(
        "tags:", "description: 'See [this](../other), [that](https://e.x) and [here](#part).'\n      tags:"
    )
    plain = build(site, text, "mdx").text(f"{PAGE}.mdx")
    assert "See this, [that](https://e.x) and here." in plain
    based = build(site, text, "mdx", gptproto_link_base="https://docs.example.com/a/").text(f"{PAGE}.mdx")
    assert (
        "See [this](https://docs.example.com/other), [that](https://e.x) and [here](https://docs.example.com/a/#part)."
        in based
    )


@pytest.mark.parametrize("builder", ["html", "mdx"])
def test_descriptions_of_html(site, builder, node):
    words = "<p>Makes a <code>thing</code>.<br>Twice, <driver name>.</p><ul><li>One<li>Two {x}</ul><script>zqscript()</script>\\n\\n> [!WARNING]\\n> Zqcareful."
    built = build(site, operation("{}").replace("tags:", f'description: "{words}"\n      tags:'), builder)
    text = built.text(f"{PAGE}.{builder}")
    assert "zqscript" not in text
    if builder == "mdx":
        for part in ("Makes a `thing`.", "- One", r"- Two \{x\}", r"\<driver name>", "<Warning>"):
            assert part in text
        assert "error" not in node("render.mjs", {"page": text})["page"]
    else:
        for part in ("<li><p>One</p></li>", "&lt;driver name&gt;", 'class="admonition warning"'):
            assert part in text


def test_a_second_build_reads_nothing(site):
    trial = site({"index.rst": INDEX, "api.yaml": HEAD + operation("{properties: {a: {default: 1}}}")})
    config = {"gptproto_registry": "api.yaml", "gptproto_pages": "api"}
    trial.build("mdx", **config)
    assert trial.build("mdx", **config).read == []


def test_directives_take_every_name(site):
    page = "Home\n====\n\n.. api-endpoint:: makeThing\n\n.. api-endpoint:: POST /things\n   :no-index:\n\n.. api-schema:: A\n\nSee :api:schema:`A`.\n"
    text = HEAD + operation(
        "{$ref: '#/components/schemas/A'}", "components: {schemas: {A: {properties: {zqname: {}}}}}"
    )
    built = site({"index.rst": page, "api.yaml": text}).build("html", gptproto_registry="api.yaml")
    html = built.text("index.html")
    assert html.count('class="gp-signature') == 2
    assert 'href="#schema--a"' in html


def test_an_unknown_schema(site):
    page = "Home\n====\n\n.. api-schema:: Thng\n"
    text = HEAD + operation("{$ref: '#/components/schemas/Thing'}", "components: {schemas: {Thing: {}}}")
    built = site({"index.rst": page, "api.yaml": text}).build("html", strict=False, gptproto_registry="api.yaml")
    assert "unknown schema 'Thng'; did you mean 'Thing'?" in built.warnings


def test_a_list_of_variants_has_its_fields_beside_it(site):
    body = "{properties: {a: {oneOf: [{type: string}, {type: array, items: {type: string}}, {type: array, description: Parts., items: {oneOf: [{title: Word, properties: {b: {}}}]}}]}}}"
    text = build(site, operation(body), "mdx").text(f"{PAGE}.mdx")
    assert '<ParamField body="a" type="object[] | string | string[]">' in text  # in another order Mintlify loses fields
    assert "`object[]`: Parts." in text
    assert "same fields" not in text
    assert '<Expandable title="Word">' in text


@pytest.mark.parametrize("builder", ["html", "mdx"])
def test_a_body_that_is_a_list_says_so(site, builder):
    things = "{type: array, maxItems: 5, items: {type: object, properties: {zqone: {type: string}}}}"
    text = operation(things).replace(
        "{description: Fine.}", f"{{description: Fine., content: {{application/json: {{schema: {things}}}}}}}"
    )
    words = " ".join(read(site, text, builder).replace("`", "").split())
    assert words.count("Type: object[]. Allowed: at most 5 items. Fields of each item:") == 2


def test_what_other_bodies_require_is_not_asked_of_each_request(site):
    """Mintlify makes one form of all fields of a page."""
    other = "application/json: {schema: {type: object, required: [zqb], properties: {zqb: {type: string}}}}"
    first = "multipart/form-data: {schema: {type: object, required: [zqa], properties: {zqa: {type: string}}}}"
    text = operation("{}").replace("application/json: {schema: {}}", f"{first}, {other}")
    page = read(site, text, "mdx")
    assert '<ParamField body="zqa" type="string" required />' in page
    assert '<ParamField body="zqb" type="string">\n  Required.\n</ParamField>' in page
    html = build(site, text, "html").text(f"{PAGE}.html")
    assert html.count('<p class="gp-required-mark">required</p>') == 2
    variants = ", ".join(f"{{required: [{name}], properties: {{{name}: {{type: string}}}}}}" for name in ("zqc", "zqd"))
    page = read(site, operation(f"{{oneOf: [{variants}]}}"), "mdx")
    assert page.count("\n  Required.\n</ParamField>") == 2


def test_samples_of_a_vendor_stand_behind_the_made_ones(site):
    more = "x-oaiMeta: {examples: {request: {curl: curl zq, python: from openai import zq}}}"
    text = operation("{properties: {a: {type: string}}}").replace("    post:\n", f"    post:\n      {more}\n")
    page = build(site, text, "mdx", gptproto_languages=["python", "curl"]).text(f"{PAGE}.mdx")
    titles = ["python Python", "bash cURL", "bash Example (cURL)", "python Example (Python SDK)"]
    assert re.findall(r"^  ```(.+)$", page, re.MULTILINE)[:4] == titles


def test_a_webhook_has_a_payload_and_no_samples(site):
    schema = (
        "{required: [id], properties: {id: {type: integer, readOnly: true}, code: {type: string, writeOnly: true}}}"
    )
    body = f"requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}"
    text = f"webhooks: {{paid: {{post: {{operationId: paid, {body}, responses: {{200: {{description: d}}}}}}}}}}\n"
    page = build(site, text, "mdx").text("api/webhooks/paid.mdx")
    assert "\napi:" not in page
    assert "**POST** `paid`" in page
    assert "curl" not in page
    assert page.endswith('<RequestExample>\n  ```json Payload\n  {\n    "id": 1\n  }\n  ```\n</RequestExample>\n')


def test_what_a_callback_sends_is_no_field_of_the_request(site):
    callback = """callbacks:
        done:
          '{$request.body#/to}':
            post:
              requestBody: {content: {application/json: {schema: {type: object, required: [zqid], properties: {zqid: {type: string}}}}}}
              responses: {'204': {description: Noted.}}"""
    text = operation("{type: object, properties: {to: {type: string}}}").replace(
        "      responses:", f"      {callback}\n      responses:", 1
    )
    mdx = read(site, text, "mdx")
    assert '<ResponseField name="zqid" type="string" required />' in mdx
    assert '<ParamField body="to" type="string" />' in mdx
    assert 'id="callback-done-post-payload-zqid"' in build(site, text, "html").text(f"{PAGE}.html")


@pytest.mark.parametrize("builder", ["html", "mdx"])
def test_code_in_languages_that_nobody_knows(site, builder):
    """As in Kubernetes: what follows the opening fence is code. A lexer that is not known would be a warning."""
    words = 'description: "``` <quantity> ::= <number>\\n<number> ::= zqdigits\\n```\\n\\n```zqlang\\nzqcode\\n```"'
    more = f"      {words}\n      x-codeSamples: [{{lang: Zqlang, source: zqsample}}]\n"
    text = operation("{properties: {a: {type: string}}}").replace("    post:\n", f"    post:\n{more}")
    page = read(site, text, builder)
    for code in ("::=", "zqdigits", "zqcode", "zqsample", "Zqlang"):
        assert code in page


ACCOUNT = (
    "{required: [id, code], properties: {id: {type: integer, readOnly: true}, code: {type: string, writeOnly: true}, "
    "kind: {enum: [a, b]}}}"
)


def test_what_is_required_in_one_direction_only(site):
    text = operation(ACCOUNT).replace(
        "{description: Fine.}", "{description: Fine., content: {application/json: {schema: " + ACCOUNT + "}}}"
    )
    page = build(site, text, "mdx").text(f"{PAGE}.mdx")
    assert '<ParamField body="id" type="integer">' in page
    assert '<ParamField body="code" type="string" required' in page
    assert '<ResponseField name="id" type="integer" required' in page
    assert '<ResponseField name="code" type="string">' in page


def test_a_response_without_an_example_has_one_made_from_its_schema(site):
    text = operation(ACCOUNT).replace(
        "{description: Fine.}", "{description: Fine., content: {application/json: {schema: " + ACCOUNT + "}}}"
    )
    page = build(site, text, "mdx").text(f"{PAGE}.mdx")
    shown = re.search(r"```json 200 - OK \(from the schema\)\n(.*?)```", page, re.DOTALL)
    assert json.loads(shown[1]) == {"id": 1, "kind": "a"}


def test_a_path_with_a_query(site):
    text = operation("{properties: {a: {type: string}}}").replace("/things:", "/things?beta=true:")
    page = build(site, text, "mdx").text(f"{PAGE}.mdx")
    assert "\napi: 'POST /things'\n" in page
    assert "**POST** `/things?beta=true`" in page
    assert "https://api.example.com/things?beta=true" in page
