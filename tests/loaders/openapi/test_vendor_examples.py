"""Examples under the extensions of vendors."""

from __future__ import annotations

import pytest

from sphinxext_gptproto.samples import get_title

DOCUMENTED = """\
requestBody:
  content: {application/json: {schema: {required: [model], properties: {model: {type: string}, note: {type: string}}}}}
responses:
  '200': {description: d, content: {application/json: {schema: {type: object}}}}
  '400': {description: d, content: {application/json: {schema: {type: object}}}}
"""
ONE = r"""
x-oaiMeta:
  name: Make
  examples:
    request:
      curl: |
        curl https://api.example.com/things \
          -H "Authorization: Bearer $OPENAI_API_KEY" \
        -d '{"model": "m-1", "note": "It'\''s"}'
      python: |
        from openai import OpenAI
      node.js: |
        import OpenAI from "openai";
    response: |
      {"id": "t-1"}
"""
TWO = r"""
x-groq-metadata:
  examples:
    - title: Default
      request: {curl: "curl x -d '{\"model\": 1}'", py: import groq}
      response: {id: a}
    - title: Later
      request: {curl: "curl x --data '{\"model\": \"m-2\"}'"}
      response: |
        event: start
        data: {}
"""


def test_vendor_examples(load_operation):
    operation, _, faults = load_operation(DOCUMENTED + ONE, method="post")
    assert [(get_title(sample), sample.is_beside) for sample in operation.code_samples] == [
        ("Example (cURL)", True),
        ("Example (Python SDK)", True),
        ("Example (Node.js SDK)", True),
    ]
    assert [example.value for example in operation.body.content[0].examples] == [{"model": "m-1", "note": "It's"}]
    assert [[e.value for e in r.content[0].examples] for r in operation.responses] == [[{"id": "t-1"}], []]
    assert faults == []


def test_vendor_examples_that_do_not_fit_are_skipped(load_operation):
    operation, _, _ = load_operation(DOCUMENTED + TWO, method="post")
    titles = ["Example (cURL)", "Example (Python SDK)", "Later (cURL)"]
    assert [get_title(sample) for sample in operation.code_samples] == titles
    assert [(example.name, example.value) for example in operation.body.content[0].examples] == [
        ("Later", {"model": "m-2"})
    ]
    assert [example.value for example in operation.responses[0].content[0].examples] == [{"id": "a"}]


def test_openapi_examples_take_precedence(load_operation):
    text = DOCUMENTED.replace("application/json: {", "application/json: {example: {model: own}, ")
    operation, _, _ = load_operation(text + ONE + "x-codeSamples: [{lang: curl, source: curl own}]\n", method="post")
    assert operation.body.content[0].examples[0].value == {"model": "own"}
    assert operation.responses[0].content[0].examples[0].value == {"model": "own"}
    assert [(get_title(sample), sample.is_beside) for sample in operation.code_samples][:2] == [
        ("cURL", False),
        ("Example (cURL)", True),
    ]


@pytest.mark.parametrize(
    "meta",
    [
        "none",
        "{}",
        "{examples: 3}",
        "{examples: [3, {}]}",
        "{examples: {request: {curl: 'curl -d \"{'}, response: '{'}}",
    ],
)
def test_malformed_vendor_examples(load_operation, meta):
    operation, _, _ = load_operation(f"{DOCUMENTED}x-oaiMeta: {meta}\n", method="post")
    assert operation.body.content[0].examples == ()


FERN = """
parameters:
- {name: page, in: query, schema: {type: integer}}
- {name: size, in: query, schema: {type: integer}, example: 5}
x-fern-examples:
- name: First
  query-parameters: {page: 3, size: 9}
  request: {model: m-1}
  response: {body: {id: t-1}}
  code-samples:
  - {language: typescript, code: client.make()}
  - {sdk: python, name: Ours, code: client.make()}
- {request: {model: 2}, response: {error: Wrong}}
- "$text"
"""


def test_examples_of_fern(load_operation):
    operation, _, faults = load_operation(DOCUMENTED + FERN, method="post")
    assert faults == []
    assert [(p.name, p.example) for p in operation.parameters] == [("page", 3), ("size", 5)]
    assert [(example.name, example.value) for example in operation.body.content[0].examples] == [
        ("First", {"model": "m-1"})
    ]
    assert [[e.value for e in r.content[0].examples] for r in operation.responses] == [[{"id": "t-1"}], []]
    assert [(sample.language, sample.label, sample.code) for sample in operation.code_samples] == [
        ("typescript", "First", "client.make()"),
        ("python", "First", "client.make()"),
    ]
