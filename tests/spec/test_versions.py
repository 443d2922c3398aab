"""Versions of one API: their names, and which of their endpoints correspond."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from sphinxext_gptproto.content.page_names import name_pages
from sphinxext_gptproto.spec.errors import AmbiguousNameError, UnknownNameError
from sphinxext_gptproto.spec.model import Endpoint, Level, Operation, Service
from sphinxext_gptproto.spec.registry import SpecRegistry
from sphinxext_gptproto.spec.specification import Specification
from sphinxext_gptproto.spec.versions import make_level_name, make_source_name


def make_version(label, *requests, level="", plain=True):
    """Return a version of an API; each request is an operationId, or nothing, and a method with a path."""
    endpoints = {}
    for number, text in enumerate(requests):
        *names, method, path = text.split()
        operation_id = names[0] if names else ""
        operation = Operation(
            id=operation_id or f"{method} {path}", method=method, path=path, operation_id=operation_id
        )
        identifier = f"{level}/{operation_id or f'request-{number}'}".lstrip("/")
        endpoints[identifier] = Endpoint(
            id=identifier, title=text, short_title=text, operation=operation, is_plain=plain
        )
    return Specification(
        name=f"shop@{label}" if level else "shop",
        level=level,
        service=Service(title="Shop API"),
        operations={endpoint.operation.id: endpoint.operation for endpoint in endpoints.values()},
        endpoints=endpoints,
        levels={level: Level(id=level, title="Shop API")} if level else {},
    )


def registry_of(*versions, others=()):
    registry = SpecRegistry()
    for specification in versions:
        label = specification.name.partition("@")[2] or "newest"
        registry.add(specification, path=specification.name, version=("shop", label))
    for specification in others:
        registry.add(specification)
    registry.seal()
    return registry


def find_pairs(registry):
    """Return the ids of the endpoints of each family, in the order of the registry."""
    families = {
        tuple(held.endpoint.id if held.endpoint else None for held in registry.get_endpoint_versions(endpoint)): None
        for endpoint in registry
    }
    return [*families]


def test_versions_are_listed_newest_first():
    registry = registry_of(make_version("2", "a GET /a"), make_version("1.0", "a GET /a", level="v1.0"))
    newest, oldest = registry.versions["shop"]
    assert (newest.label, newest.source, newest.is_newest) == ("newest", "shop", True)
    assert (oldest.label, oldest.source, oldest.is_newest) == ("1.0", "shop@1.0", False)
    assert (newest.api, oldest.api) == ("shop", "shop")
    assert registry.get_version("shop@1.0") is oldest
    assert registry.get_version(registry.get("v1.0/a").operation) is oldest
    assert registry.get_version("shopp") is None


@pytest.mark.parametrize(
    ("new", "old", "pair"),
    [
        ("read GET /orders/{id}", "read GET /v1/order/{id}", ("read", "v1/read")),
        ("read GET /orders/{id}", "get GET /orders/{order}", ("read", "v1/get")),
        ("GET /orders/{id}", "GET /orders/{order}", ("request-0", "v1/request-0")),
        ("read GET /orders/{id}", "GET /orders/{id}", ("read", "v1/request-0")),
    ],
)
def test_endpoints_correspond_by_operation_id_else_by_request(new, old, pair):
    assert find_pairs(registry_of(make_version("2", new), make_version("1", old, level="v1"))) == [pair]


def test_an_endpoint_of_one_version_only():
    registry = registry_of(make_version("2", "a GET /a"), make_version("1", "b POST /a", "c GET /a/{c}", level="v1"))
    assert find_pairs(registry) == [("a", None), (None, "v1/b"), (None, "v1/c")]


def test_an_operation_id_decides_over_a_request():
    new = make_version("2", "list GET /orders", "find GET /search")
    old = make_version("1", "find GET /orders", "list GET /all", level="v1")
    assert find_pairs(registry_of(new, old)) == [("list", "v1/list"), ("find", "v1/find")]


def test_an_endpoint_is_the_counterpart_of_one_endpoint_only():
    new = make_version("2", "a GET /x")
    old = make_version("1", "a GET /y", "b GET /x", level="v1")
    assert find_pairs(registry_of(new, old)) == [("a", "v1/a"), (None, "v1/b")]


def test_names_of_path_parameters_in_a_version_do_not_tell_two_requests_apart():
    new = make_version("2", "GET /a/{id}", "GET /a/{name}")
    old = make_version("1", "GET /a/{key}", level="v1")
    assert find_pairs(registry_of(new, old)) == [("request-0", "v1/request-0"), ("request-1", None)]


def test_a_webhook_is_no_path():
    new, old = make_version("2", "GET /a"), make_version("1", "GET /a", level="v1")
    webhook = replace(old.endpoints["v1/request-0"], id="v1/hook")
    webhook = replace(webhook, operation=replace(webhook.operation, is_webhook=True, id="hook"))
    old = replace(old, endpoints={"v1/hook": webhook}, operations={"hook": webhook.operation})
    assert find_pairs(registry_of(new, old)) == [("request-0", None), (None, "v1/hook")]


def test_endpoints_of_a_catalogue_correspond_by_id():
    def make(label, level=""):
        operation = Operation(id="chat", method="POST", path="/chat")
        names = (f"{level}/acme/{name}".lstrip("/") for name in ("small", "large"))
        endpoints = {name: Endpoint(id=name, title=name, short_title=name, operation=operation) for name in names}
        return replace(make_version(label, level=level), operations={"chat": operation}, endpoints=endpoints)

    registry = registry_of(make("2"), make("1", "v1"))
    assert find_pairs(registry) == [("acme/small", "v1/acme/small"), ("acme/large", "v1/acme/large")]
    shared = registry.get("chat")  # what the catalogue offers under two ids has a third one
    assert [held.endpoint.operation.service for held in registry.get_endpoint_versions(shared)] == ["shop", "shop@1"]


def test_operations_without_a_catalogue_correspond():
    versions = [make_version("2", "a GET /a"), make_version("1", "a GET /b", level="v1")]
    registry = registry_of(*(replace(version, endpoints={}) for version in versions))
    (family,) = find_pairs(registry)
    assert [registry.get(name).operation.service for name in family] == ["shop", "shop@1"]


def test_a_chain_of_versions():
    """An endpoint that was renamed, and before that moved, is one endpoint; so is one that was away for a version."""
    versions = [
        make_version("4", "read GET /new", "back GET /back"),
        make_version("3", "get GET /new", level="v3"),
        make_version("2", "get GET /old", "back GET /back", level="v2"),
        make_version("1", "fetch GET /old", level="v1"),
    ]
    assert find_pairs(registry_of(*versions)) == [
        ("read", "v3/get", "v2/get", "v1/fetch"),
        ("back", None, "v2/back", None),
    ]


def test_the_nearest_version_decides_where_a_name_has_moved():
    versions = [
        make_version("3", "a GET /x", "b GET /y"),
        make_version("2", "b GET /x", "a GET /z", level="v2"),
        make_version("1", "a GET /q", "b GET /r", level="v1"),
    ]
    registry = registry_of(*versions)
    assert find_pairs(registry) == [("a", "v2/a", "v1/a"), ("b", "v2/b", "v1/b")]


def test_every_relation_is_one_to_one_and_holds_in_both_directions():
    chance = random.Random(1)
    for _ in range(50):
        versions = []
        for number in range(4):
            names = chance.sample(["", "", "a ", "b ", "c ", "d "], 4)
            requests = [f"{name}GET /{chance.choice('xyz')}" for name in names]
            versions.append(make_version(str(number), *requests, level=f"v{number}" if number else ""))
        registry = registry_of(*versions)
        counterparts = {e.id: registry.get_endpoint_versions(e) for e in registry}
        for name, family in counterparts.items():
            assert [held.version for held in family] == registry.versions["shop"]
            assert registry.get(name) in [held.endpoint for held in family]
            for held in family:
                assert held.endpoint is None or counterparts[held.endpoint.id] == family
                assert held.endpoint is None or registry.get_version(held.endpoint.operation) == held.version


# -- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["read", "GET /orders/{id}"])
def test_a_name_means_the_newest_version_that_has_it(name):
    old, older = (make_version(n, "read GET /orders/{id}", level=f"v{n}") for n in "21")
    assert registry_of(make_version("3", "read GET /orders/{id}"), old, older).get(name).id == "read"
    assert registry_of(make_version("3", "other GET /other"), old, older).get(name).id == "v2/read"


def test_a_source_is_named_for_an_older_version():
    registry = registry_of(make_version("2", "read GET /a"), make_version("1", "read GET /a", level="v1"))
    assert registry.get("shop@1:read").id == "v1/read"
    assert registry.get("shop:read").id == "read"
    with pytest.raises(UnknownNameError):
        registry.get("shop@2:read")


def test_a_name_of_two_apis_is_ambiguous():
    versions = make_version("2", "read GET /a"), make_version("1", "read GET /a", level="v1")
    other = replace(make_version("1", "read GET /a", level="mail"), name="mail")
    with pytest.raises(AmbiguousNameError) as caught:
        registry_of(*versions, others=[other]).get("GET /a")
    assert caught.value.candidates == ("read", "mail/read")


def test_an_api_without_versions():
    registry = registry_of(others=[make_version("2", "read GET /a")])
    assert registry.versions == {}
    assert registry.get_version("shop") is None
    assert registry.get_endpoint_versions(registry.get("read")) == []


def test_an_address_that_an_earlier_source_has_is_still_that_of_a_version():
    older = replace(make_version("1", "read GET /a", level="v1"), level="", levels={})
    older = replace(older, endpoints={"read": replace(older.endpoints["v1/read"], id="read")})
    assert find_pairs(registry_of(make_version("2", "read GET /a"), older)) == [("read", "shop@1/read")]


@pytest.mark.parametrize(
    ("title", "label", "expected"),
    [("Shop API", "1.0", "Shop API 1.0"), ("Shop API v1", "v1", "Shop API v1"), ("Shop 11", "1", "Shop 11 1")],
)
def test_the_level_of_an_older_version_is_titled_with_its_label(title, label, expected):
    level = {"old": Level(id="old", title=title)}
    registry = registry_of(
        make_version("2", "a GET /a"), replace(make_version(label, "a GET /a", level="old"), levels=level)
    )
    assert registry.get_level_title("old") == expected


def test_versions_are_kept_when_texts_are_translated():
    registry = registry_of(make_version("2", "a GET /a"), make_version("1", "a GET /a", level="v1"))
    titles = {"v1": Level(id="v1", title="Laden", source_title="Shop API")}
    again = registry.rebuild(lambda held: replace(held, levels=titles if held.level else {}))
    assert again.versions == registry.versions
    assert find_pairs(again) == find_pairs(registry)
    assert (again.levels["v1"].title, again.levels["v1"].source_title) == ("Laden 1", "Shop API 1")


@pytest.mark.parametrize(
    ("label", "level"),
    [
        ("1.0", "v1.0"),
        ("v1", "v1"),
        ("V2", "v2"),
        ("2024-06-01", "2024-06-01"),
        ("2024-06-01-preview", "2024-06-01-preview"),
        ("2024-06", "2024-06"),
        ("2024.1", "v2024.1"),
        ("2", "v2"),
        ("2.0 (beta)", "v2.0-beta"),
        ("Version 3/a", "version-3-a"),
        ("a\u0301", "\u00e1"),
        ("../..", "unnamed"),
    ],
)
def test_the_level_of_a_version_is_a_name_that_pages_can_have(label, level):
    assert make_level_name(label) == level
    assert name_pages([f"{level}/list"])[level] == level


def test_the_source_of_a_version_can_be_written_before_a_name():
    assert make_source_name("shop", "1.0") == "shop@1.0"
    assert make_source_name("shop", "2.0 (beta): a") == "shop@2.0-beta-a"
