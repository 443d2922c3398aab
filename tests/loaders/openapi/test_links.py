"""Links of responses to operations: by operationId and by operationRef, in the same file and in others."""

from __future__ import annotations

import json

import pytest
from loaders.openapi.head import HEAD

from sphinxext_gptproto.cli.main import main
from sphinxext_gptproto.export.convert import to_native, to_openapi
from sphinxext_gptproto.loaders import load, load_each

PATHS = """\
paths:
  /carts:
    post: {operationId: addCart, responses: {201: {description: Made, links: {pay: %s}}}}
  /carts/{id}/pay:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    post: {operationId: payCart, responses: {200: {description: OK}}}
    get: {responses: {200: {description: OK}}}
  /shared: {$ref: 'paths.yaml#/shared'}
webhooks:
  cart made: {post: {responses: {200: {description: OK}}}}
"""
SHARED = "shared:\n  get: {operationId: readShared, responses: {200: {description: OK}}}\n"
OTHER = f"{HEAD}paths:\n  /songs/{{n}}:\n    get: {{parameters: [{{name: n, in: path, required: true, schema: {{}}}}], operationId: sing, responses: {{200: {{description: OK}}}}}}\n"


@pytest.fixture
def read_link(read):
    """Load a file with one link; return the link, and the faults."""

    def make(link):
        files = {"paths__yaml": SHARED, "other__yaml": OTHER}
        specification, faults = read(HEAD + PATHS % link, **files)
        (target,) = specification.operations["addCart"].responses[0].links
        return target, [fault.message for fault in faults]

    return make


@pytest.mark.parametrize(
    ("link", "operation"),
    [
        ("{operationId: payCart}", "payCart"),
        ("{operationRef: '#/paths/~1carts~1{id}~1pay/post'}", "payCart"),
        ("{operationRef: '#/paths/~1carts~1%7Bid%7D~1pay/post'}", "payCart"),
        ("{operationRef: '#/paths/~1carts~1{id}~1pay/get'}", "GET /carts/{id}/pay"),
        ("{operationRef: 'api.yaml#/paths/~1carts~1{id}~1pay/post'}", "payCart"),
        ("{operationRef: 'https://a.example/v1/api.yaml#/paths/~1carts~1{id}~1pay/post'}", "payCart"),
        ("{operationRef: '#/paths/~1shared/get'}", "readShared"),
        ("{operationRef: 'paths.yaml#/shared/get'}", "readShared"),
        ("{operationRef: '#/webhooks/cart made/post'}", "POST cart made"),
        ("{operationRef: 'other.yaml#/paths/~1songs~1{n}/get'}", "GET /songs/{n}"),
        ("{description: Nothing}", ""),
    ],
)
def test_targets(read_link, link, operation):
    target, faults = read_link(link)
    assert (target.operation, target.address, faults) == (operation, "", [])


def test_a_description_on_another_host(read_link):
    address = "https://b.example/songs.yaml#/paths/~1songs~1{n}/get"
    target, faults = read_link(f"{{operationRef: '{address}'}}")
    assert (target.operation, target.address, faults) == ("GET /songs/{n}", address, [])


@pytest.mark.parametrize(
    ("link", "operation", "message"),
    [
        (
            "operationId: payCarts",
            "payCarts",
            "no operation has the operationId 'payCarts'; did you mean 'payCart' or 'addCart'?",
        ),
        (
            "operationId: zzz",
            "zzz",
            "no operation has the operationId 'zzz'; name the operationId of an operation",
        ),
        (
            "operationRef: '#/paths/~1cart/get'",
            "GET /cart",
            "'#/paths/~1cart/get' does not exist: there is no '/cart'; did you mean '/carts'?",
        ),
        (
            "operationRef: 'missing.yaml#/paths/~1a/get'",
            "GET /a",
            "'missing.yaml' cannot be read: No such file or directory",
        ),
        (
            "operationRef: '#/paths/~1carts'",
            "#/paths/~1carts",
            (
                "'#/paths/~1carts' does not lead to an operation; end the reference with a path and a method, such as "
                "'#/paths/~1songs/get'"
            ),
        ),
    ],
)
def test_links_that_lead_nowhere(read_link, link, operation, message):
    target, faults = read_link(f"{{{link}}}")
    place = f"$.paths['/carts'].post.responses.201.links.pay.{link.partition(':')[0]}"
    assert (target.operation, faults) == (operation, [f"{place}: the link leads nowhere: {message}"])


def test_a_link_to_another_source(tmp_path, capsys):
    (tmp_path / "paths.yaml").write_text(SHARED, encoding="utf-8")
    (tmp_path / "api.yaml").write_text(HEAD + PATHS % "{operationId: sing}", encoding="utf-8")
    (tmp_path / "other.yaml").write_text(OTHER, encoding="utf-8")
    assert main(["check", str(tmp_path / "api.yaml")]) == 1
    assert "leads nowhere" in capsys.readouterr().out
    assert main(["check", str(tmp_path / "api.yaml"), str(tmp_path / "other.yaml")]) == 0
    assert main(["check", str(tmp_path)]) == 0
    assert load(tmp_path)[1] == []
    assert [len(part.missing_targets) for part in load_each(tmp_path)[0]] == [1, 0]


NATIVE = """\
gptproto: 1
operations:
  addCart: {method: POST, path: /carts, summary: Add, responses: {'201': {description: Made, links: {pay: %s}}}}
  payCart: {method: POST, path: /pay, summary: Pay, responses: {'200': {description: OK}}}
"""


def test_native_links(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text(NATIVE % "{operationId: payCart}", encoding="utf-8")
    assert load(path)[1] == []
    path.write_text(NATIVE % "{operationId: pay}", encoding="utf-8")
    assert [fault.message for fault in load(path)[1]] == [
        (
            "$.operations.addCart.responses.201.links.pay.operationId: the link leads nowhere: no operation has the "
            "operationId 'pay'; did you mean 'payCart'?"
        )
    ]


@pytest.mark.parametrize(
    "link",
    [
        "{operationId: payCart}",
        "{operationRef: '#/paths/~1carts~1{id}~1pay/get'}",
        "{operationRef: '#/webhooks/cart made/post'}",
        "{operationRef: 'https://b.example/songs.yaml#/paths/~1songs~1{n}/get'}",
    ],
)
def test_links_are_written_as_they_were_read(read, tmp_path, link):
    specification, _ = read(HEAD + PATHS % link, paths__yaml=SHARED)
    (expected,) = specification.operations["addCart"].responses[0].links
    text = to_openapi(specification, shape="json").files[""]
    assert "x-gptproto" not in json.loads(text)
    (tmp_path / "out.json").write_text(text, encoding="utf-8")
    assert load(tmp_path / "out.json")[0].operations["addCart"].responses[0].links == (expected,)
    (tmp_path / "registry.yaml").write_text(
        to_native(specification, shape="yaml", origin="api.yaml").files[""], encoding="utf-8"
    )
    registry, faults = load(tmp_path / "registry.yaml")
    assert faults == []
    (native,) = registry.operations["addCart"].responses[0].links
    assert native.address == expected.address
    assert native.address or native.operation in registry.operations
