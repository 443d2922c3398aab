"""Groups of endpoints without a tag, and of levels that are too large."""

from __future__ import annotations

import pytest

from sphinxext_gptproto.content.grouping import MAX_UNTAGGED, group_endpoints
from sphinxext_gptproto.spec.model import Endpoint, Level, Operation
from sphinxext_gptproto.spec.names import make_id
from sphinxext_gptproto.spec.registry import SpecRegistry
from sphinxext_gptproto.spec.specification import Specification

LIMIT = 60


def registry_of(requests, *, grouping="path", level="", webhooks=False):
    """Return a registry of requests, each as method and path, or as a level and these; with the ids of an OpenAPI file."""
    operations, endpoints = {}, {}
    for request in requests:
        tag, method, path = request.split() if request.count(" ") == 2 else ("", *request.split())
        name = f"{level}/{tag}/{make_id(f'{method} {path}')}".replace("//", "/").lstrip("/")
        operation = Operation(id=name, method=method, path=path, tags=(tag,) if tag else (), is_webhook=webhooks)
        operations[name] = operation
        endpoints[name] = Endpoint(id=name, title=name, short_title=name, operation=operation, is_plain=True)
    registry = SpecRegistry()
    levels = {level: Level(id=level, title="All")} if level else {}
    specification = Specification(
        operations=operations, endpoints=endpoints, levels=levels, level=level, grouping=grouping
    )
    registry.add(specification)
    return registry


def list_groups(registry, limit=LIMIT):
    """Return how many endpoints are in each group, by its title, and the ids of those in none."""
    arrangement = group_endpoints(registry, registry, limit)
    registry.arrange(arrangement)
    groups = {}
    for parent in arrangement.parents.values():
        title = registry.get_level_title(parent)
        groups[title] = groups.get(title, 0) + 1
    return groups, [endpoint.id for endpoint in registry if endpoint.id not in arrangement.parents]


PETS = ["GET /pets", "POST /pets", "GET /pets/{id}", "GET /owners", "POST /owners"]


def test_operations_without_a_tag_are_grouped_by_path():
    registry = registry_of([*PETS, "GET /health"])
    assert list_groups(registry) == ({"Pets": 3, "Owners": 2}, ["get-health"])
    assert registry.get_levels(registry.endpoints["get-pets"]) == ["pets"]
    assert [endpoint.id for endpoint in registry.get_below("owners")] == ["get-owners", "post-owners"]


@pytest.mark.parametrize("prefix", ["/api/v1", "/v2.1", "/2010-04-01", "/shop/v1beta1", "/rest/{tenant}"])
def test_what_is_common_to_all_paths_is_no_group(prefix):
    groups, _rest = list_groups(registry_of([request.replace(" /", f" {prefix}/") for request in PETS]))
    assert groups == {"Pets": 3, "Owners": 2}


@pytest.mark.parametrize(
    ("segment", "title"),
    [
        ("payment_intents", "Payment intents"),
        ("virtualMachines", "Virtual machines"),
        ("api-keys", "API keys"),
        ("oauth2", "OAuth2"),
        ("SmsMessages.json", "SMS messages"),
        ("\u4ed3\u5e93", "\u4ed3\u5e93"),
    ],
)
def test_titles(segment, title):
    groups, _rest = list_groups(registry_of([*PETS, f"GET /{segment}", f"POST /{segment}"]))
    assert groups[title] == 2


@pytest.mark.parametrize(
    "requests",
    [
        ["GET /pets", "POST /pets", "GET /pets/{id}"],
        ["GET /pets", "GET /owners", "GET /health"],
        ["POST /sendMessage", "POST /getMessage"],
        ["GET /"],
        ["pets GET /pets", "pets GET /pets/{id}", "owners GET /owners", "GET /health", "GET /status", "POST /status"],
    ],
)
def test_no_groups_where_they_are_of_no_use(requests):
    assert list_groups(registry_of(requests))[0] == {}


def test_operations_without_a_tag_beside_others():
    tagged = ["pets GET /pets", "pets POST /pets"]
    untagged = [f"GET /pets/{{id}}/part{number}" for number in range(MAX_UNTAGGED)]
    registry = registry_of([*tagged, *untagged, "GET /owners", "POST /owners", "GET /health"])
    groups, rest = list_groups(registry)
    assert groups == {"Pets": MAX_UNTAGGED, "Owners": 2}
    assert rest == ["pets/get-pets", "pets/post-pets", "get-health"]
    assert [*registry.groups] == ["owners"]  # the others are listed in the level of the tag


def test_the_level_of_a_source_is_grouped():
    registry = registry_of(PETS, level="shop")
    assert list_groups(registry)[0] == {"Pets": 3, "Owners": 2}
    assert [*registry.groups] == ["shop/pets", "shop/owners"]


def test_levels_of_authors_are_not_changed():
    requests = [f"store GET /{kind}/{number}" for kind in ("pets", "owners") for number in range(50)]
    assert list_groups(registry_of([*requests, *PETS], grouping=""))[0] == {}
    assert list_groups(registry_of(PETS, grouping="large"))[0] == {}
    assert list_groups(registry_of(requests, grouping="large"))[0] == {"Pets": 50, "Owners": 50}
    assert list_groups(registry_of([*requests, *PETS]), limit=0)[0] == {}


def test_a_level_that_grows_keeps_its_addresses():
    requests = [f"store GET /{kind}/part{number}" for kind in ("pets", "owners") for number in range(LIMIT // 2)]
    small, large = registry_of(requests), registry_of([*requests, "store GET /pets/more"])
    assert list_groups(small)[0] == {}
    assert list_groups(large)[0] == {"Pets": LIMIT // 2 + 1, "Owners": LIMIT // 2}
    assert {*small.endpoints} < {*large.endpoints}


def test_paths_about_the_same_are_in_one_group():
    kinds = ("pods", "secrets", "services", "events", "nodes")
    requests = [f"core GET /api/v1/{kind}" for kind in kinds]
    requests += [f"core GET /api/v1/namespaces/{{ns}}/{kind}/{{name}}/p{n}" for kind in kinds for n in range(15)]
    assert list_groups(registry_of(requests)) == (
        {"Pods": 16, "Secrets": 16, "Services": 16, "Events": 16, "Nodes": 16},
        [],
    )


def test_a_large_group_of_paths_is_divided_too():
    requests = [f"GET /guilds/{{id}}/{kind}/p{n}" for kind in ("roles", "bans", "emojis") for n in range(30)]
    registry = registry_of([*requests, *PETS, "GET /guilds/{id}"])
    groups, _rest = list_groups(registry)
    assert groups == {"Roles": 30, "Bans": 30, "Emojis": 30, "Guilds": 1, "Pets": 3, "Owners": 2}
    assert registry.get_levels(registry.endpoints["get-guilds-id-roles-p1"]) == ["guilds", "guilds/roles"]


def test_webhooks_are_grouped_by_their_names():
    kinds = ("branch-rule-created", "branch-rule-deleted", "issue.opened", "issues.closed", "orderPaid", "order_sent")
    requests = [f"hooks POST {kind}-{number}" for kind in kinds for number in range(12)]
    groups, _rest = list_groups(registry_of([*requests, "hooks POST ping"], webhooks=True))
    assert groups == {"Branch rule": 24, "Issue": 24, "Order": 24}


def test_names_of_operations_are_the_last_resort():
    kinds = ("Chat", "Sticker", "Voice")
    letters = "abcdefghij"
    requests = [f"bot POST /{verb}{kind}{n.upper()}x" for verb in ("get", "send") for kind in kinds for n in letters]
    assert list_groups(registry_of([*requests, "bot POST /close"])) == (
        {"Chat": 20, "Sticker": 20, "Voice": 20},
        ["bot/post-close"],
    )


def test_what_cannot_be_divided_stays():
    requests = [f"all POST /rpc#{number}" for number in range(100)]
    assert list_groups(registry_of(requests))[0] == {}


def test_thousands_of_operations():
    requests = [f"GET /kind{number % 500}/{{id}}/part{number}" for number in range(5_000)]
    groups, _rest = list_groups(registry_of(requests))
    assert len(groups) == 500
