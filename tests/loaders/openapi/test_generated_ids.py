"""operationIds that FastAPI generates."""

from __future__ import annotations

import json

import pytest

from sphinxext_gptproto.spec.registry import SpecRegistry


@pytest.fixture
def load_operations(read):
    """Load operations, each a method, a path, an operationId and perhaps a tag."""

    def make(*operations):
        paths: dict = {}
        for method, path, operation_id, *tags in operations:
            item = {"operationId": operation_id, "tags": tags, "responses": {"204": {"description": "d"}}}
            paths.setdefault(path, {})[method] = item
        head = {"openapi": "3.1.0", "info": {"title": "Trial", "version": "1"}}
        return read(json.dumps({**head, "paths": paths}), name="api.json")

    return make


@pytest.mark.parametrize(
    ("method", "path", "operation_id", "identifier", "title"),
    [
        ("get", "/items/{item_id}", "read_item_items__item_id__get", "read-item", "Read item"),
        ("get", "/", "root__get", "root", "Root"),
        ("post", "/api/v1/api-keys/", "create_api_key_api_v1_api_keys__post", "create-api-key", "Create API key"),
        ("get", "/files/{file_path}.json", "read_file_files__file_path__json_get", "read-file", "Read file"),
        ("get", "/créer", "créer_créer_get", "créer", "Créer"),
        ("get", "/créer", "creer_cr_er_get", "creer", "Creer"),
        ("post", "/both", "handle_both_get", "handle", "Handle"),
        ("get", "/items", "read_item_items__item_id__get", "read-item-items-item-id-get", "Read item items item ID get"),
        ("get", "/items", "_items_get", "items-get", "Items get"),
        ("get", "/items", "get", "get", "Get"),
        ("get", "/items", "listItems_get", "list-items-get", "List items get"),
    ],
)  # fmt: skip
def test_ids_are_named_after_functions(load_operations, method, path, operation_id, identifier, title):
    specification, _ = load_operations((method, path, operation_id))
    (endpoint,) = specification.endpoints.values()
    assert (endpoint.id, endpoint.title) == (identifier, title)
    registry = SpecRegistry()
    registry.add(specification)
    for name in (operation_id, identifier, f"{method.upper()} {path}"):
        assert registry.get(name) == endpoint


def test_functions_of_the_same_name(load_operations):
    specification, faults = load_operations(
        ("get", "/a", "read_a_get"),
        ("get", "/b", "read_b_get"),
        ("get", "/c", "read_c_get", "Things"),
        ("get", "/d", "list_d_get"),
        ("post", "/d", "list"),
    )
    assert faults == []
    assert list(specification.endpoints) == ["read-a-get", "read-b-get", "list-d-get", "list", "things/read"]
    assert specification.endpoints["read-a-get"].title == "Read a get"


def test_webhooks(read):
    webhook = {"post": {"operationId": "new_ordernew_order_post", "responses": {"204": {"description": "d"}}}}
    head = {"openapi": "3.1.0", "info": {"title": "Trial", "version": "1"}}
    specification, _ = read(json.dumps({**head, "webhooks": {"new-order": webhook}}), name="api.json")
    assert list(specification.endpoints) == ["webhooks/new-order"]
