"""Loading an exported file gives the exported specification. ``--force-regen`` rewrites the golden files."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openapi_spec_validator import OpenAPIV31SpecValidator

import sphinxext_gptproto
from sphinxext_gptproto.export.convert import to_native, to_openapi
from sphinxext_gptproto.export.servers import share_servers
from sphinxext_gptproto.export.yaml_text import WIDTH, Notes, dump
from sphinxext_gptproto.loaders import load
from sphinxext_gptproto.loaders.files.yaml_json import parse_document
from sphinxext_gptproto.spec.model import Source

HERE = Path(__file__).parent
BUNDLED = Path(sphinxext_gptproto.__file__).parent / "bundled"
GOOD = sorted(
    path for path in (HERE.parent / "loaders" / "native" / "good").iterdir() if ".golden" not in path.suffixes
)
EXPORT = HERE / "golden"
CHAT = HERE.parent / "loaders" / "native" / "good" / "chat.yaml"
REAL = HERE.parents[2] / "shared" / "data"
ids = [path.stem for path in [BUNDLED, *GOOD]]


def bare(specification):
    """Return a specification without the places that it was read from."""
    endpoints = {n: replace(e, source=Source(file="")) for n, e in specification.endpoints.items()}
    return share_servers(replace(specification, endpoints=endpoints))


def requests(specification):
    """Return method, path and names of parameters of each endpoint."""
    return {
        name: (e.operation.method, e.operation.path, {(p.location, p.name) for p in e.operation.parameters})
        for name, e in specification.endpoints.items()
    }


def put(files, folder):
    for name, text in files.items():
        path = folder / (name or "only.yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


# -- round trips ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def bundled():
    """The bundled registry, and its files after an export."""
    specification, _ = load(BUNDLED)
    return specification, to_native(specification, shape="fitting", origin="bundled").files


def test_the_bundled_registry_survives_export(bundled, tmp_path):
    specification, files = bundled
    again, faults = load(put(files, tmp_path))
    assert [str(fault) for fault in faults] == []
    assert bare(again) == bare(specification)
    assert list(again.endpoints) == list(specification.endpoints)


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
@pytest.mark.parametrize("shape", ["yaml", "folder"])
def test_native_files_survive_export(path, shape, tmp_path):
    specification, _ = load(path)
    conversion = to_native(specification, shape=shape, origin=path.name)
    again, faults = load(put(conversion.files, tmp_path))
    assert [str(fault) for fault in faults] == []
    assert bare(again) == bare(specification)


@pytest.mark.parametrize("path", [BUNDLED, *GOOD], ids=ids)
def test_openapi_survives_export(path, tmp_path):
    specification, _ = load(path)
    (text,) = to_openapi(specification, shape="json").files.values()
    (tmp_path / "openapi.json").write_text(text, encoding="utf-8")
    again, faults = load(tmp_path / "openapi.json")
    assert [str(fault) for fault in faults] == []
    assert bare(again) == bare(specification)
    assert list(again.endpoints) == list(specification.endpoints)


def test_openapi_from_openapi_needs_no_extension(tmp_path):
    specification, _ = load(EXPORT / "whole.yaml")
    (text,) = to_openapi(specification, shape="yaml").files.values()
    assert "x-gptproto" not in text
    (tmp_path / "openapi.yaml").write_text(text, encoding="utf-8")
    again, _ = load(tmp_path / "openapi.yaml")
    assert bare(again) == bare(specification)


@pytest.mark.parametrize(
    "name", ["redocly-museum.yaml", "scalar-galaxy-3.1.yaml", "gptproto-openapi.yaml", "figma.yaml"]
)
def test_real_openapi_files(name, tmp_path):
    path = REAL / "openapi" / name
    if not path.exists():
        pytest.skip("the real files are not here")
    specification, _ = load(path)
    native = to_native(specification, shape="folder", origin=name)
    again, faults = load(put(native.files, tmp_path / "native"))
    assert [str(fault) for fault in faults] == []
    assert requests(again) == requests(specification)
    (text,) = to_openapi(specification, shape="json").files.values()
    (tmp_path / "openapi.json").write_text(text, encoding="utf-8")
    assert bare(load(tmp_path / "openapi.json")[0]) == bare(specification)


@pytest.mark.parametrize("path", [BUNDLED, CHAT, EXPORT / "whole.yaml", EXPORT / "collection.json"])
def test_openapi_is_valid(path):
    (text,) = to_openapi(load(path)[0], shape="json").files.values()
    value = json.loads(text)
    assert [error.message for error in OpenAPIV31SpecValidator(value).iter_errors()] == []


def test_examples_that_are_not_sent(tmp_path):
    text = """
gptproto: 1
operations:
  a:
    method: GET
    path: /a
    parameters:
      - {name: shown, in: query, examples: {one: {value: 1}, two: {value: 2}}}
      - {name: json, in: query, content: {application/json: {schema: {type: object}}}, examples: {one: {value: {}}}}
      - {name: sent, in: query, example: 0, examples: {one: {value: 1}}}
    responses: {'200': {description: Done.}}
"""
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    specification, _ = load(tmp_path / "a.yaml")
    (tmp_path / "b.json").write_text(to_openapi(specification, shape="json").files[""], encoding="utf-8")
    assert load(tmp_path / "b.json")[0] == specification


def test_two_parameters_with_the_same_name(tmp_path):
    text = """
openapi: 3.1.0
info: {title: Proxy, version: '1'}
servers: [{url: 'https://api.example.com'}]
paths:
  /proxy/{path}:
    get:
      operationId: proxy
      parameters:
        - {name: path, in: path, required: true, schema: {type: string}}
        - {name: path, in: query, schema: {type: string}}
      responses:
        '200':
          description: Done.
          content:
            text/event-stream: {example: 'data: a'}
            application/json; charset=utf-8: {example: {}}
"""
    (tmp_path / "a.yaml").write_text(text, encoding="utf-8")
    specification, _ = load(tmp_path / "a.yaml")
    conversion = to_native(specification, shape="folder", origin="a.yaml")
    again, faults = load(put(conversion.files, tmp_path / "native"))
    assert faults == []
    assert bare(again).endpoints == bare(specification).endpoints


def test_invalid_media_types_are_set_aside(tmp_path):
    value = yaml.safe_load((EXPORT / "whole.yaml").read_text(encoding="utf-8"))
    value["paths"]["/buyers"]["get"]["responses"]["200"]["content"] = {"json": {}, "text/plain": {}}
    (tmp_path / "whole.json").write_text(json.dumps(value), encoding="utf-8")
    conversion = to_native(load(tmp_path / "whole.json")[0], shape="yaml", origin="whole.json")
    assert conversion.faults == []
    response = yaml.safe_load(conversion.files[""])["operations"]["getBuyers"]["responses"]["200"]
    assert response == {"description": "All.", "content": {"text/plain": {}}, "x-content": {"json": {}}}


# -- what is written --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["whole.yaml", "collection.json"])
def test_native_golden(name, file_regression):
    conversion = to_native(load(EXPORT / name)[0], shape="yaml", origin=name)
    file_regression.check(conversion.files[""], fullpath=EXPORT / f"{Path(name).stem}.golden.yml", newline="\n")


def test_openapi_golden(file_regression):
    conversion = to_openapi(load(CHAT)[0], shape="yaml")
    file_regression.check(conversion.files[""], fullpath=EXPORT / "chat-openapi.golden.yml", newline="\n")


def test_lines_are_short(bundled):
    _, files = bundled
    assert [line for text in files.values() for line in text.splitlines() if len(line) > WIDTH] == []


def test_a_large_source_becomes_a_folder(bundled):
    _, files = bundled
    assert {"service.yaml", "operations/chat.yaml", "catalogue/openai.yaml"} <= files.keys()
    assert list(to_native(load(GOOD[0])[0], shape="fitting", origin="chat").files) == [""]


def test_repeated_requests_share_an_operation(tmp_path):
    direct, _ = load(EXPORT / "collection.json")
    conversion = to_native(direct, shape="yaml", origin="collection.json")
    again, faults = load(put(conversion.files, tmp_path))
    assert faults == []
    assert requests(again) == requests(direct)
    assert conversion.sharing.shared == {"postChat": ["acme/small/chat", "acme/large/chat"]}
    assert conversion.sharing.unshared == {"acme/large/chat-by-key": "it requires different credentials"}
    sent = {name: e.operation.body.content[0].examples[0].value for name, e in again.endpoints.items()}
    assert sent == {name: e.operation.body.content[0].examples[0].value for name, e in direct.endpoints.items()}
    assert {e.model for e in again.endpoints.values()} == {"small-1", "large-1"}


def test_contradictions_are_set_aside(tmp_path):
    conversion = to_native(load(EXPORT / "whole.yaml")[0], shape="yaml", origin="whole.yaml")
    assert load(put(conversion.files, tmp_path))[1] == []
    value = yaml.safe_load(conversion.files[""])
    assert value["components"]["schemas"]["Service"]["properties"]["hours"] == {"type": "number", "x-default": "many"}
    (matter,) = [m for m in conversion.matters if m.title.startswith("parts set aside")]
    assert len(matter.places) == 2


@pytest.mark.parametrize(
    "name", ["adyen-checkout-v71", "adyen-in-person-payments", "brightspace-testdata", "wise-cards"]
)
def test_real_collections(name, tmp_path):
    path = REAL / "postman" / f"{name}.json"
    if not path.exists():
        pytest.skip("the real files are not here")
    direct, _ = load(path)
    conversion = to_native(direct, shape="folder", origin=name)
    again, faults = load(put(conversion.files, tmp_path))
    assert [str(fault) for fault in faults] == []
    assert requests(again) == requests(direct)
    assert len(again.operations) < len(direct.operations)


# -- YAML -------------------------------------------------------------------------------------------------------------

SIGNS = " \n\tab:#-'\"{}[],.&*!|>%@\\?é\x85\u2028\ufeff0123ex_=~ynot"
WORDS = ["on", "no", "1e3", "0o17", "0x1f", "2024-01-01", "12:30:00", "~", "null", "=", "<<", ".5", "- a", "? b", "a:"]
texts = st.one_of(
    st.text(), st.text(SIGNS, max_size=300), st.text("ab \n", min_size=100, max_size=400), st.sampled_from(WORDS)
)
scalars = st.one_of(
    st.none(), st.booleans(), st.integers(-(10**18), 10**18), st.floats(allow_nan=False, allow_infinity=False), texts
)
values = st.recursive(
    scalars,
    lambda children: st.one_of(st.lists(children, max_size=5), st.dictionaries(texts, children, max_size=5)),
    max_leaves=20,
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.one_of(st.lists(values, max_size=5), st.dictionaries(texts, values, max_size=5)))
def test_yaml_survives_a_round_trip(value):
    document = parse_document(dump(value), file="a.yaml")
    assert document.faults == ()
    assert repr(document.value) == repr(value)  # True is not 1, and 1.0 is not either


@settings(max_examples=200, deadline=None)
@given(st.lists(st.text("abé:#'", min_size=1, max_size=40), min_size=1, max_size=60), st.integers(0, 5))
def test_yaml_lines_are_short(parts, depth):
    value = {"key": " ".join(parts)}
    for _ in range(depth):
        value = {"key": [value]}
    assert max(map(len, dump(value).splitlines())) <= WIDTH


def test_comments_and_anchors():
    one, other = {"a": [1, 2]}, {"a": [1, 2]}
    value = {"first": one, "second": other, "third": {}}
    notes = Notes()
    notes.anchor(one, "a", "numbers")
    notes.alias(other, "a", "numbers")
    notes.comment(value, "third", "Nothing.\nReally.")
    text = dump(value, notes)
    assert text == "first:\n  a: &numbers [1, 2]\nsecond:\n  a: *numbers\n# Nothing.\n# Really.\nthird: {}\n"
    assert parse_document(text, file="a.yaml").value == value


def test_samples_keep_their_labels(tmp_path):
    text = """\
openapi: 3.1.0
info: {title: T, version: '1'}
servers: [{url: https://e.x}]
paths:
  /a: {get: {operationId: getA, x-codeSamples: [{lang: PHP, source: a}, {lang: go, label: Mine, source: b}]}}
"""
    specification, _ = load(put({"api.yaml": text}, tmp_path) / "api.yaml")
    value = yaml.safe_load(to_openapi(specification, shape="yaml").files[""])
    samples = [{"lang": "PHP", "source": "a"}, {"lang": "go", "label": "Mine", "source": "b"}]
    assert value["paths"]["/a"]["get"]["x-codeSamples"] == samples
    assert "x-gptproto" not in value


def test_what_only_openapi_3_2_and_extensions_have(tmp_path):
    text = """
openapi: 3.2.0
info: {title: Trial, version: '1', summary: Pens for everyone.}
servers: [{url: /api}, {url: 'v{n}/beta', variables: {n: {default: '2'}}}]
paths:
  /a:
    get:
      operationId: readA
      x-badges: [{name: Early}]
      security: [{login: []}]
      responses: {'200': {summary: All the pens., description: In their order.}}
components:
  securitySchemes: {login: {type: oauth2, oauth2MetadataUrl: https://login.example.com/meta, flows: {}}}
"""
    (tmp_path / "api.yaml").write_text(text, encoding="utf-8")
    specification, faults = load(tmp_path / "api.yaml")
    assert faults == []
    for files in (
        to_native(specification, shape="yaml", origin="api").files,
        to_openapi(specification, shape="yaml").files,
    ):
        (tmp_path / "again.yaml").write_text(files[""], encoding="utf-8")
        again, faults = load(tmp_path / "again.yaml")
        assert faults == []
        assert again.service.summary == "Pens for everyone."
        assert [server.address for server in again.service.servers] == ["/api", "./v{n}/beta"]
        assert [server.url for server in again.service.servers] == [s.url for s in specification.service.servers]
        operation = again.operations["readA"]
        assert operation.badges == ("Early",)
        assert operation.responses == specification.operations["readA"].responses
        assert again.schemes["login"].metadata_url == "https://login.example.com/meta"
