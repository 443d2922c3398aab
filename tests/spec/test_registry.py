"""Look-up of endpoints, services, errors and levels, and names that several sources use."""

from __future__ import annotations

from dataclasses import replace

import pytest
from spec.registries import CHAT, ID, registry_of

from sphinxext_gptproto.loaders import load
from sphinxext_gptproto.spec.digests import digest_endpoint
from sphinxext_gptproto.spec.errors import AmbiguousNameError, GptprotoError, UnknownNameError
from sphinxext_gptproto.spec.join import join
from sphinxext_gptproto.spec.model import (
    Endpoint,
    ErrorEntry,
    Level,
    Operation,
    SecurityScheme,
    Server,
    Service,
)
from sphinxext_gptproto.spec.registry import levels_of
from sphinxext_gptproto.spec.specification import Specification


@pytest.fixture
def registry():
    return registry_of(load(CHAT)[0])


# -- names ------------------------------------------------------------------------------------------------------------


def test_by_id(registry):
    assert registry.get(ID).id == registry.get(f" {ID} ").id == ID
    assert len(registry) == len(list(registry)) == 4


@pytest.mark.parametrize("name", ["createChatCompletion", "POST /v1/chat/completions", "post  /v1/chat/completions"])
def test_by_operation(name, registry):
    endpoint = registry.get(name)
    assert (endpoint.id, endpoint.title, endpoint.model) == ("createChatCompletion", "Chat", "")


def test_ambiguous():
    operations = {name: Operation(id=name, method="GET", path="/a") for name in ("one", "two")}
    with pytest.raises(AmbiguousNameError) as caught:
        registry_of(Specification(operations=operations)).get("GET /a")
    assert caught.value.candidates == ("one", "two")


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("acme/gpt-41/official-format/text-to-txt", ID),
        ("createchatcompletion", "createChatCompletion"),
        ("POST /v1/chat/completion", "POST /v1/chat/completions"),
    ],
)
def test_unknown(name, nearest, registry):
    with pytest.raises(UnknownNameError) as caught:
        registry.get(name)
    assert caught.value.nearest[0] == nearest


def test_errors_by_id(registry):
    assert registry.get_error("overloaded").status == 503
    with pytest.raises(UnknownNameError, match="unknown error 'overload'; did you mean 'overloaded'"):
        registry.get_error("overload")


def test_levels(registry):
    assert levels_of(ID) == ["acme", "acme/gpt-41", "acme/gpt-41/official-format"]
    assert [registry.get_level_title(level) for level in levels_of(ID)] == ["Acme", "GPT-4.1", "Official format"]
    assert registry.get_level_title("acme/some-model") == "Some model"


# -- several sources --------------------------------------------------------------------------------------------------


def make_source(name, path="/orders", *, ids=None, host="", **fields):
    """Return a source of one operation called ``list``, for a catalogue entry of each of these ids."""
    operation = Operation(id="list", method="GET", path=path, errors=("no",), security=({"key": ()},))
    return Specification(
        name=name,
        service=Service(
            title=name.title(), servers=(Server(url=host or f"https://{name}.example"),), key_variable=f"{name}_KEY"
        ),
        schemes={"key": SecurityScheme(id="key", type="apiKey", name=f"X-{name}")},
        errors={"no": ErrorEntry(id="no", status=403, title="No", message=f"Not by {name}", body={})},
        operations={"list": operation},
        endpoints={i: Endpoint(id=i, title=i, short_title=i, operation=operation) for i in ids or ()},
        **fields,
    )


def test_sources_with_the_same_names_lose_nothing():
    union = registry_of(*map(make_source, ("one", "two", "three")))
    assert list(union.endpoints) == ["list", "two/list", "three/list"]
    for source, endpoint in zip(("one", "two", "three"), union, strict=True):
        operation = endpoint.operation
        service = union.get_service(operation)
        assert (service.title, service.key_variable) == (source.title(), f"{source}_KEY")
        assert [union.schemes[name].name for need in operation.security for name in need] == [f"X-{source}"]
        assert [union.get_error(name).message for name in operation.errors] == [f"Not by {source}"]
        assert {union.get_error(name).id for name in operation.errors} == {*operation.errors}
    assert union.get_level_title("two") == "Two"


def test_what_two_sources_say_alike_is_kept_once():
    one, two = make_source("one"), make_source("two", "/other")
    union = registry_of(one, replace(two, errors=one.errors, schemes=one.schemes))
    assert (list(union.errors), list(union.schemes)) == (["no"], ["key"])


def test_an_operation_of_two_sources_is_ambiguous():
    union = registry_of(make_source("one", ids=["a/x"]), make_source("two", "/other", ids=["b/y"]))
    with pytest.raises(AmbiguousNameError) as caught:
        union.get("list")
    assert caught.value.candidates == ("one:list", "two:list")
    assert [union.get(name).operation.path for name in caught.value.candidates] == ["/orders", "/other"]
    assert union.get("GET /other").operation.service == "two"


def test_operations_of_one_id_are_two_endpoints():
    union = registry_of(make_source("one", ids=["a/x"]), make_source("two", "/other", ids=["b/y"]))
    endpoints = [union.get(name) for name in ("one:list", "two:list")]
    assert [endpoint.id for endpoint in endpoints] == ["one:list", "two:list"]
    assert [union.get(endpoint.id) for endpoint in endpoints] == endpoints


def test_a_new_name_is_none_of_the_source_itself():
    one, two = make_source("one"), make_source("two", "/b1")
    other = replace(two.operations["list"], id="two:list", path="/b2")
    union = registry_of(one, replace(two, operations={**two.operations, "two:list": other}))
    assert {operation.path for operation in union.operations.values()} == {"/orders", "/b1", "/b2"}
    assert {endpoint.operation.path for endpoint in union} == {"/orders", "/b1", "/b2"}


def test_a_level_of_a_source_is_not_that_of_another_source_with_its_name():
    one = make_source("n", ids=["openai/x"], levels={"openai": Level(id="openai", title="A")})
    levels = {"openai": Level(id="openai", title="B")}
    union = registry_of(one, make_source("openai", ids=["openai/list"], levels=levels, level="openai"))
    assert list(union.endpoints) == ["openai/x", "openai-2/list"]
    assert (union.get_level_title("openai"), union.get_level_title("openai-2")) == ("A", "B")
    assert [service.title for service in union.get_services("openai-2")] == ["Openai"]


def test_candidates_are_the_endpoints_that_mean_one_operation_each():
    one, two = (make_source(name, ids=[f"{name}/list"]) for name in ("one", "two"))
    plain = [replace(s, endpoints={k: replace(e, is_plain=True) for k, e in s.endpoints.items()}) for s in (one, two)]
    with pytest.raises(AmbiguousNameError) as caught:
        registry_of(*plain).get("GET /orders")
    assert caught.value.candidates == ("one/list", "two/list")


def test_a_level_of_two_sources_is_one():
    levels = {"acme": Level(id="acme", title="Acme")}
    one = make_source("one", ids=["acme/x"], levels=levels)
    two = make_source("two", ids=["acme/x", "acme/y"], levels={"acme": Level(id="acme", title="ACME Inc.")})
    union = registry_of(one, two)
    assert list(union.endpoints) == ["acme/x", "two/acme/x", "acme/y"]
    assert union.get_level_title("acme") == "Acme"


def test_sources_that_are_called_alike():
    union = registry_of(make_source("api"), make_source("api"), make_source(""), make_source(""))
    assert list(union.services) == ["api", "api-2", "", "source"]
    assert list(union.endpoints) == ["list", "api-2/list", "list-2", "source/list"]


def test_which_apis_a_level_is_about():
    union = registry_of(make_source("one", level="one"), make_source("two"), make_source("three"))
    assert [service.title for service in union.get_services()] == ["Two", "Three"]
    assert [service.title for service in union.get_services("one")] == ["One"]


def test_one_of_several_names_the_servers_of_the_others():
    joined = join([make_source("one"), make_source("two"), make_source("three", host="https://one.example")])
    assert joined.service.title == "One"
    servers = {name: [s.url for s in operation.servers] for name, operation in joined.operations.items()}
    assert servers == {"list": [], "two:list": ["https://two.example"], "three:list": []}
    assert all(name == operation.id for name, operation in joined.operations.items())


def test_a_registry_of_several_sources_is_rebuilt_as_it_is():
    union = registry_of(*map(make_source, ("one", "two")))
    again = union.rebuild(lambda held: held)
    assert [digest_endpoint(again, e) for e in again] == [digest_endpoint(union, e) for e in union]


def test_sealed(registry):
    with pytest.raises(GptprotoError, match="sealed"):
        registry.add(Specification())
