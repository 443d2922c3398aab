"""The directive for errors: what it shows besides the bodies, and what it says where there is nothing to show."""

from __future__ import annotations

import pytest
from reference.sites import CONF, Site

OPENAPI = """\
openapi: 3.0.4
info: {title: Shop, version: "1"}
servers: [{url: "https://api.example.com"}]
paths:
  /a: {get: {operationId: readA, responses: {"200": {description: OK}}}}
"""
NATIVE = """\
gptproto: 1
service: {title: Shop, servers: [{url: "https://api.example.com"}]}
errors:
  no-ink: {status: 418, title: Out of ink, message: The pen has run dry, body: {code: 4}}
  no-pen: {status: 404, title: No pen, message: There is no pen, body: {error: {message: There is no pen}}}
operations:
  write: {method: POST, path: /write, responses: {'200': {description: OK}}, errors: [no-ink]}
"""


def build(tmp_path, source, directive, builder="text"):
    site = Site(tmp_path).write({"conf.py": CONF.replace('registry"', 'api.yaml"'), "api.yaml": source})
    return site.write({"index.rst": f"Home\n====\n\n{directive}\n"}).build(builder, strict=False)


@pytest.mark.parametrize(
    ("directive", "message"),
    [
        ("", "gptproto-errors: the registry has no errors; registry files declare them under 'errors'"),
        (" readA", "gptproto-errors: 'readA' lists no errors; registry files declare them under 'errors'"),
    ],
)
def test_nothing_to_show_is_said(tmp_path, directive, message):
    warnings = build(tmp_path, OPENAPI, f".. gptproto-errors::{directive}").warnings
    assert f"index.rst:4: WARNING: {message} [gptproto.endpoint]\n" in warnings
    assert warnings.count("WARNING") == 1


@pytest.mark.parametrize("builder", ["text", "mdx"])
def test_a_message_that_the_body_lacks_is_shown(tmp_path, builder):
    built = build(tmp_path, NATIVE, ".. gptproto-errors::", builder)
    assert not built.warnings
    text = built.text({"text": "index.txt", "mdx": "index.mdx"}[builder])
    assert text.count("The pen has run dry") == 1
    assert text.count("There is no pen") == 1
