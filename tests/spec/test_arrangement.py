"""Titles that would read the same in one list."""

from __future__ import annotations

from sphinxext_gptproto.spec.arrangement import Arrangement
from sphinxext_gptproto.spec.model import Endpoint, Level, Operation
from sphinxext_gptproto.spec.registry import SpecRegistry
from sphinxext_gptproto.spec.specification import Specification


def arrange(*endpoints, levels=(), arrangement=None):
    """Return a registry of endpoints, each given as id, title and request."""
    made = {}
    for name, title, request in endpoints:
        method, path = request.split()
        operation = Operation(id=name, method=method, path=path)
        made[name] = Endpoint(id=name, title=title, short_title=title, operation=operation, is_plain=True)
    registry = SpecRegistry()
    operations = {name: endpoint.operation for name, endpoint in made.items()}
    named = {name: Level(id=name, title=title) for name, title in levels}
    registry.add(Specification(operations=operations, endpoints=made, levels=named))
    registry.arrange(arrangement or Arrangement())
    registry.seal()
    return registry


def short_titles(registry):
    return [endpoint.short_title for endpoint in registry]


def test_titles_that_differ_stay():
    registry = arrange(("a/x", "Send", "POST /x"), ("b/x", "Send", "POST /y"), ("a/y", "Get", "GET /x"))
    assert short_titles(registry) == ["Send", "Send", "Get"]


def test_endpoints_with_the_same_title():
    registry = arrange(
        ("a/x1", "Send", "POST /x"),
        ("a/x2", "send", "PUT /x"),
        ("a/y1", "Compare", "GET /a...b"),
        ("a/y2", "Compare", "GET /c"),
        ("a/z1", "Stop", "GET /z"),
        ("a/z2", "Stop", "POST /z"),
        ("a/z3", "Stop", "POST /zz"),
        ("a/s1", "Talk", "POST /s"),
        ("a/s2", "Talk", "POST /s"),
    )
    assert short_titles(registry) == [
        *("Send (POST)", "send (PUT)", "Compare (/a...b)", "Compare (/c)"),
        *("Stop (GET /z)", "Stop (POST /z)", "Stop (POST /zz)", "Talk (s1)", "Talk (s2)"),
    ]
    assert [endpoint.title for endpoint in registry][:2] == ["Send", "send"]
    assert registry.get("POST /x") is registry.endpoints["a/x1"]
    assert [endpoint.short_title for endpoint in registry.get_below("a")][:1] == ["Send (POST)"]


def test_levels_with_the_same_title():
    registry = arrange(
        *(("v1/a", "A", "GET /a"), ("v2/a", "A", "GET /a"), ("b/a", "A", "GET /a"), ("c", "shop", "GET /c")),
        levels=[("v1", "Shop"), ("v2", "Shop"), ("b", "Shop (v3)")],
    )
    assert [registry.get_list_title(level) for level in ("v1", "v2", "b")] == ["Shop (v1)", "Shop (v2)", "Shop (v3)"]
    assert registry.get_level_title("v1") == "Shop"


def test_an_endpoint_with_the_title_of_a_level():
    registry = arrange(("pets/a", "A", "GET /a"), ("pets", "Pets", "GET /pets"))
    assert short_titles(registry) == ["A", "Pets (GET)"]


def test_a_changed_registry_is_arranged_alike():
    group = Level(id="a/g", title="Group")
    arrangement = Arrangement(levels={"a/g": group}, parents={"a/x": "a/g", "a/y": "a/g"})
    requests = (("a/x", "Send", "POST /x"), ("a/y", "Send", "POST /y"), ("a/z", "Send", "POST /z"))
    registry = arrange(*requests, arrangement=arrangement)
    again = registry.rebuild(lambda specification: specification)
    for made in (registry, again):
        assert short_titles(made) == ["Send (/x)", "Send (/y)", "Send"]
        assert made.get_levels(made.endpoints["a/x"]) == ["a", "a/g"]
        assert [endpoint.id for endpoint in made.get_below("a/g")] == ["a/x", "a/y"]
        assert made.get_level_title("a/g") == "Group"
        assert [*made.groups] == ["a/g"]
