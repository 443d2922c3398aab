"""Which endpoints a selection means."""

from __future__ import annotations

from pathlib import Path

import pytest

from sphinxext_gptproto.loaders import load
from sphinxext_gptproto.spec.facets import get_facets
from sphinxext_gptproto.spec.model import Endpoint, Operation, Source
from sphinxext_gptproto.spec.registry import SpecRegistry
from sphinxext_gptproto.spec.selectors import Selection, split_selectors
from sphinxext_gptproto.spec.specification import Specification

REGISTRY = Path(__file__).parents[1] / "reference" / "registry"
ENDPOINTS = {
    "chat/create-chat": ("createChat", "POST", "/v1/chat", ("Chat",), "one.yaml"),
    "chat/get-chat": ("getChat", "GET", "/v1/chat/{id}", ("Chat", "Read only"), "one.yaml"),
    "chat/old/delete-chat": ("deleteChat", "DELETE", "/v1/chat/{id}", ("Chat",), "one.yaml"),
    "files/list-files": ("listFiles", "GET", "/v1/files[.json]", ("Files", "Read only"), "more/two.yaml"),
}


@pytest.fixture(scope="module")
def registry():
    endpoints = {}
    for name, (operation_id, method, path, tags, file) in ENDPOINTS.items():
        operation = Operation(id=operation_id, operation_id=operation_id, method=method, path=path, tags=tags)
        source = Source(file=f"/src/{file}")
        endpoints[name] = Endpoint(id=name, title=name, short_title=name, operation=operation, source=source)
    registry = SpecRegistry()
    registry.add(
        Specification(operations={e.operation.id: e.operation for e in endpoints.values()}, endpoints=endpoints)
    )
    registry.seal()
    return registry


def names(selection, registry):
    return [endpoint.operation.id for endpoint in selection.select(registry)]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, ["createChat", "getChat", "deleteChat", "listFiles"]),
        ({"level": "chat"}, ["createChat", "getChat", "deleteChat"]),
        ({"level": "chat/old"}, ["deleteChat"]),
        ({"include": ("createChat", "files/list-files")}, ["createChat", "listFiles"]),
        ({"include": ("chat",)}, ["createChat", "getChat", "deleteChat"]),
        ({"include": ("*/get-*", "create*")}, ["createChat", "getChat"]),
        ({"include": ("/v1/chat",)}, ["createChat"]),
        ({"include": ("/v1/chat*",)}, ["createChat", "getChat", "deleteChat"]),
        ({"include": ("/v1/chat/{id}",)}, ["getChat", "deleteChat"]),
        ({"include": ("/v1/files[.json]",)}, ["listFiles"]),
        ({"include": ("DELETE /v1/*",)}, ["deleteChat"]),
        ({"include": ("GET",)}, ["getChat", "listFiles"]),
        ({"include": ("tag:read ONLY",)}, ["getChat", "listFiles"]),
        ({"tags": ("Files", "Chat"), "methods": ("get",)}, ["getChat", "listFiles"]),
        ({"tags": ("Read*",), "exclude": ("files",)}, ["getChat"]),
        ({"exclude": ("tag:Chat",)}, ["listFiles"]),
        ({"source": "/src/one.yaml"}, ["createChat", "getChat", "deleteChat"]),
        ({"source": "/src/more"}, ["listFiles"]),
        ({"source": "/src/on"}, []),
        ({"include": ("/v1",)}, []),
        ({"include": ("",)}, []),
    ],
)
def test_filters(registry, filters, expected):
    selection = Selection(**filters)
    assert names(selection, registry) == expected
    assert Selection.from_name(selection.name) == selection


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"level": "chats"}, "unknown level 'chats'; did you mean 'chat'"),
        ({"include": ("createChat", "creatChat")}, "unknown endpoint 'creatChat'; did you mean 'createChat'"),
        ({"exclude": ("/v1/caht",)}, "unknown path '/v1/caht'; did you mean '/v1/chat'"),
        ({"include": ("PUT /v1/chat",)}, "unknown operation 'PUT /v1/chat'; did you mean 'POST /v1/chat'"),
        (
            {"include": ("/v1/chat/*/parts",)},
            "unknown path '/v1/chat/*/parts'; did you mean '/v1/chat' or '/v1/chat/{id}'?",
        ),
        ({"tags": ("Chats",)}, "unknown tag 'Chats'; did you mean 'Chat'?"),
        ({"methods": ("put",)}, "unknown method 'PUT'; did you mean 'DELETE' or 'GET' or 'POST'?"),
        ({"source": "/src/tow.yaml"}, "unknown source 'tow.yaml'; did you mean 'two.yaml'"),
    ],
)
def test_what_nothing_fits(registry, filters, message):
    (fault,) = Selection(**filters).find_faults(registry)
    assert str(fault).startswith(message)


@pytest.fixture(scope="module")
def catalogue():
    """Return a registry whose catalogue says what each level is."""
    specification, faults = load(REGISTRY)
    assert not faults
    registry = SpecRegistry()
    registry.add(specification)
    registry.seal()
    return registry


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"providers": ("acme",)}, 4),
        ({"providers": ("B*", "acme")}, 6),
        ({"providers": ("Another",)}, 0),
        ({"models": ("chat-1",)}, 2),
        ({"models": ("Chat 1", "draw-1")}, 3),
        ({"models": ("*",)}, 3),
        ({"formats": ("official format",)}, 1),
        ({"formats": ("*",), "models": ("draw-1",)}, 0),
        ({"tasks": ("text-to-*",)}, 1),
        ({"tasks": ("Edit",), "methods": ("post",)}, 1),
    ],
)
def test_filters_by_what_the_catalogue_says(catalogue, filters, expected):
    selection = Selection(**filters)
    assert len(selection.select(catalogue)) == expected
    assert Selection.from_name(selection.name) == selection


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        ({"providers": ("acne", "acme")}, "unknown provider 'acne'; did you mean 'acme'?"),
        ({"models": ("chat-2",)}, "unknown model 'chat-2'; did you mean 'chat-1'?"),
        ({"formats": ("officialformat",)}, "unknown format 'officialformat'; did you mean 'official-format'?"),
        ({"tasks": ("edits",)}, "unknown task 'edits'; did you mean 'edit'?"),
    ],
)
def test_what_no_catalogue_says(catalogue, filters, message):
    (fault,) = Selection(**filters).find_faults(catalogue)
    assert str(fault) == message


def test_what_an_endpoint_is(registry, catalogue):
    assert get_facets(catalogue.get("acme/chat-1/official-format/text-to-text"), catalogue) == {
        "provider": (("acme", "Acme"),),
        "model": (("chat-1", "Chat 1"),),
        "format": (("official-format", "Official format"),),
        "task": (("text-to-text", "Text to text"),),
        "method": (("post", "POST"),),
        "tag": (),
    }
    assert "format" not in get_facets(catalogue.get("acme/chat-1/official-format"), catalogue)
    assert "model" not in get_facets(catalogue.get("acme/result"), catalogue)
    facets = get_facets(registry.get("chat/get-chat"), registry)
    assert facets == {"method": (("get", "GET"),), "tag": (("chat", "Chat"), ("read-only", "Read only"))}


def test_selectors_of_a_text():
    text = "createChat, POST /v1/chat /v1/files\n  DELETE   /v1/chat/*,GET, /v1/x"
    expected = ("createChat", "POST /v1/chat", "/v1/files", "DELETE /v1/chat/*", "GET", "/v1/x")
    assert split_selectors(text) == expected


def test_operations_without_a_catalogue_have_a_source():
    registry = SpecRegistry()
    operation = Operation(id="getChat", method="GET", path="/chat")
    registry.add(Specification(operations={operation.id: operation}), path="/src/api")
    registry.seal()
    assert names(Selection(source="/src/api"), registry) == ["getChat"]
    assert names(Selection(source="/src/other"), registry) == []
