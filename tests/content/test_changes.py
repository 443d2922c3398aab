"""What changed between two versions of an endpoint: every edit of a description is listed, and nothing else."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinxext_gptproto.content.changes import find_changes, find_version_changes
from sphinxext_gptproto.loaders import load
from sphinxext_gptproto.spec.registry import SpecRegistry

PETS = {
    "openapi": "3.1.0",
    "info": {"title": "Pets", "version": "1"},
    "servers": [{"url": "https://pets.example.com"}],
    "paths": {
        "/pets/{id}": {
            "post": {
                "operationId": "savePet",
                "security": [{"key": []}],
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "limit", "in": "query", "schema": {"type": "integer", "default": 10, "maximum": 30}},
                    {"name": "X-Trace", "in": "header", "schema": {"type": "string", "format": "uuid"}},
                ],
                "requestBody": {
                    "required": True,
                    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}},
                },
                "responses": {
                    "200": {
                        "description": "Saved.",
                        "headers": {"X-Left": {"schema": {"type": "integer"}}},
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Saved"}}},
                    },
                    "404": {"description": "No such pet."},
                },
                "callbacks": {
                    "onFed": {
                        "{$request.body#/url}": {
                            "post": {
                                "requestBody": {
                                    "content": {
                                        "application/json": {
                                            "schema": {"type": "object", "properties": {"at": {"type": "string"}}}
                                        }
                                    }
                                },
                                "responses": {"204": {"description": "Fine."}},
                            }
                        }
                    }
                },
            }
        }
    },
    "components": {
        "securitySchemes": {
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "token": {"type": "http", "scheme": "bearer"},
        },
        "schemas": {
            "Pet": {
                "type": "object",
                "required": ["name"],
                "properties": {
                    "name": {"type": "string"},
                    "kind": {"type": "string", "enum": ["cat", "dog"]},
                    "tags": {
                        "type": "array",
                        "items": {"type": "object", "properties": {"label": {"type": "string"}}},
                    },
                    "owner": {
                        "oneOf": [{"$ref": "#/components/schemas/Person"}, {"$ref": "#/components/schemas/Firm"}]
                    },
                    "parent": {"$ref": "#/components/schemas/Pet"},
                },
            },
            "Saved": {"type": "object", "properties": {"at": {"type": "string"}, "size": {"type": "number"}}},
            "Person": {"type": "object", "properties": {"mail": {"type": "string"}}},
            "Firm": {"type": "object", "properties": {"vat": {"type": "string"}, "town": {"type": "string"}}},
        },
    },
}
SAVE = ("paths", "/pets/{id}", "post")
PET = ("components", "schemas", "Pet")
LIMIT = (*SAVE, "parameters", 1, "schema")
BODY = (*SAVE, "requestBody")
SAVED = (*SAVE, "responses", "200")
EDITS = {
    "parameter added": ((*SAVE, "parameters", 3), {"name": "sort", "in": "query", "schema": {"type": "string"}}, ["added query sort"]),
    "parameter removed": ((*SAVE, "parameters", 2), None, ["removed header X-Trace"]),
    "type": ((*LIMIT, "type"), "number", ["changed query limit: type integer -> number"]),
    "default": ((*LIMIT, "default"), 20, ["changed query limit: default 10 -> 20"]),
    "no default": ((*LIMIT, "default"), None, ["changed query limit: default 10 -> "]),
    "limit": ((*LIMIT, "maximum"), 50, ["changed query limit: limits at most 30 -> at most 50"]),
    "required": ((*SAVE, "parameters", 1, "required"), True, ["changed query limit: required  -> yes"]),
    "deprecated": ((*SAVE, "deprecated"), True, ["changed endpoint: deprecated  -> yes"]),
    "format": ((*SAVE, "parameters", 2, "schema", "format"), None, ["changed header X-Trace: format uuid -> "]),
    "credentials": (
        (*SAVE, "security"),
        [{"token": []}],
        ["added credential Authorization", "removed credential X-Key", "changed credentials: credentials key -> token"],
    ),
    "scopes": ((*SAVE, "security"), [{"key": []}, {}], ["changed credential X-Key: required yes -> ", "changed credentials: credentials key -> key / "]),
    "optional body": ((*BODY, "required"), False, ["changed body: required yes -> "]),
    "media type": ((*BODY, "content", "text/csv"), {"schema": {"type": "string"}}, ["added media text/csv"]),
    "field added": ((*PET, "properties", "age"), {"type": "integer"}, ["added body age"]),
    "field removed": ((*PET, "properties", "kind"), None, ["removed body kind"]),
    "field required": ((*PET, "required"), [], ["changed body name: required yes -> "]),
    "value": ((*PET, "properties", "kind", "enum"), ["cat", "cow"], ['changed body kind: values "cat" / "dog" -> "cat" / "cow"']),
    "field of items": ((*PET, "properties", "tags", "items", "properties", "label", "maxLength"), 9, ["changed body tags[].label: limits  -> at most 9 characters"]),
    "field of a variant": (("components", "schemas", "Firm", "properties", "vat"), None, ["removed body owner (Firm) vat"]),
    "variant": ((*PET, "properties", "owner", "oneOf", 1), None, ["removed body owner (Firm)"]),
    "response": ((*SAVE, "responses", "409"), {"description": "Busy."}, ["added response 409"]),
    "response header": ((*SAVED, "headers"), None, ["removed response-header 200 X-Left"]),
    "response media type": ((*SAVED, "content", "text/plain"), {"schema": {"type": "string"}}, ["added response-media 200 text/plain"]),
    "response field": (("components", "schemas", "Saved", "properties", "size", "type"), "integer", ["changed response-field 200 size: type number -> integer"]),
    "callback": ((*SAVE, "callbacks"), None, ["removed callback onFed"]),
    "field of a callback": (
        (*SAVE, "callbacks", "onFed", "{$request.body#/url}", "post", "requestBody", "content", "application/json", "schema", "properties", "by"),
        {"type": "string"},
        ["added body onFed by"],
    ),
}  # fmt: skip
"""For each edit: where it is, the new value (``None``: none), and the changes that it makes."""
SILENT = {
    "description": ((*SAVE, "description"), "More words."),
    "summary": ((*SAVE, "summary"), "Save"),
    "tags": ((*SAVE, "tags"), ["Pets"]),
    "description of a field": ((*PET, "properties", "name", "description"), "What it is called."),
    "example": ((*PET, "properties", "name", "example"), "Tom"),
    "order of values": ((*PET, "properties", "kind", "enum"), ["dog", "cat"]),
    "server": (("servers",), [{"url": "https://v2.pets.example.com"}]),
    "unused schema": (("components", "schemas", "Other"), {"type": "string"}),
}


def apply(document, path, value):
    *steps, last = path
    for step in steps:
        document = document[step]
    if value is None:
        del document[last]
    elif isinstance(document, list) and last == len(document):
        document.append(value)
    else:
        document[last] = value


def registry_of(folder, new, old):
    registry = SpecRegistry()
    for label, document in (("2", new), ("1", old)):
        path = folder / f"pets-{label}.json"
        path.write_text(json.dumps(document), encoding="utf-8")
        specification, faults = load(path, namespace=f"{label}:")
        assert not faults
        registry.add(replace(specification, name=f"pets-{label}"), version=("pets", label))
    registry.seal()
    return registry


def changes_between(folder, old, new):
    registry = registry_of(folder, new, old)
    newest, oldest = registry.versions["pets"]
    changes = find_version_changes(registry, oldest, newest)
    assert not changes.added
    assert not changes.removed
    return [tell(change) for _endpoint, listed in changes.changed for change in listed]


def tell(change):
    """Return a change as a line."""
    variants = f"({' > '.join(change.variants)})" if change.variants else ""
    name = change.name
    if variants and not change.is_variant:
        outer, _, inner = name.rpartition(".")
        name = f"{outer} {variants} {inner}"
    elif variants:
        name = f"{name} {variants}"
    line = " ".join(filter(None, (change.kind, change.place, change.callback, change.status, name)))
    facts = "; ".join(f"{fact.name} {' / '.join(fact.before)} -> {' / '.join(fact.after)}" for fact in change.facts)
    return f"{line}: {facts}" if facts else line


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_listed(tmp_path, name):
    path, value, expected = EDITS[name]
    edited = deepcopy(PETS)
    apply(edited, path, value)
    assert changes_between(tmp_path, PETS, edited) == expected


@pytest.mark.parametrize("name", EDITS)
def test_the_reverse_edit_is_the_reverse_change(tmp_path, name):
    path, value, expected = EDITS[name]
    edited = deepcopy(PETS)
    apply(edited, path, value)
    swapped = {"added": "removed", "removed": "added", "changed": "changed"}
    subjects = {line.partition(":")[0] for line in expected}
    reverse = {" ".join((swapped[kind], rest)) for kind, _, rest in (subject.partition(" ") for subject in subjects)}
    assert {line.partition(":")[0] for line in changes_between(tmp_path, edited, PETS)} == reverse


@pytest.mark.parametrize("name", SILENT)
def test_words_and_examples_are_no_changes(tmp_path, name):
    edited = deepcopy(PETS)
    apply(edited, *SILENT[name])
    assert changes_between(tmp_path, PETS, edited) == []
    assert changes_between(tmp_path, edited, PETS) == []


INDEPENDENT = [
    name for name in EDITS if name not in ("type", "no default", "credentials", "variant", "callback", "format")
]
"""Edits that do not touch what another of them edits."""


@settings(max_examples=12)
@given(names=st.sets(st.sampled_from(sorted([*INDEPENDENT, *SILENT]))))
def test_any_edits_together_are_all_listed(tmp_path_factory, names):
    names -= {"field removed"} if names & {"value", "order of values"} else set()
    names -= {"order of values"} if "value" in names else set()
    names -= {"parameter removed"} if "parameter added" in names else set()
    edited = deepcopy(PETS)
    expected = []
    for name in sorted(names):
        path, value, *changes = (EDITS | SILENT)[name]
        apply(edited, path, value)
        expected += changes[0] if changes else []
    listed = changes_between(tmp_path_factory.mktemp("edits"), PETS, edited)
    assert sorted(split(listed)) == sorted(split(expected))


def split(lines):
    """Return each fact of each line, since two edits of a field are one change."""
    for line in lines:
        subject, _, facts = line.partition(": ")
        yield from (f"{subject}: {fact}" for fact in facts.split("; "))


def test_what_a_field_contains_is_not_listed_again(tmp_path):
    edited = deepcopy(PETS)
    nested = {"type": "object", "properties": {"street": {"type": "string"}, "town": {"type": "string"}}}
    apply(edited, (*PET, "properties", "address"), nested)
    assert changes_between(tmp_path, PETS, edited) == ["added body address"]
    assert changes_between(tmp_path, edited, PETS) == ["removed body address"]


def test_a_path_parameter_with_another_name(tmp_path):
    edited = deepcopy(PETS)
    edited["paths"] = {"/pets/{petId}": edited["paths"]["/pets/{id}"]}
    edited["paths"]["/pets/{petId}"]["post"]["parameters"][0]["name"] = "petId"
    assert changes_between(tmp_path, PETS, edited) == ["changed path petId: name id -> petId"]


def test_media_types_are_named_where_they_differ(tmp_path):
    both = deepcopy(PETS)
    apply(both, (*BODY, "content", "application/xml"), {"schema": {"$ref": "#/components/schemas/Person"}})
    edited = deepcopy(both)
    apply(edited, ("components", "schemas", "Person", "properties", "age"), {"type": "integer"})
    registry = registry_of(tmp_path, edited, both)
    changes = find_version_changes(registry, *reversed(registry.versions["pets"])).changed[0][1]
    assert [(change.name, change.media) for change in changes] == [
        ("owner.age", "application/json"), ("age", "application/xml"),
    ]  # fmt: skip
    apply(
        edited,
        (*BODY, "content", "application/xml"),
        edited["paths"]["/pets/{id}"]["post"]["requestBody"]["content"]["application/json"],
    )
    apply(
        both,
        (*BODY, "content", "text/x-pet"),
        both["paths"]["/pets/{id}"]["post"]["requestBody"]["content"]["application/json"],
    )
    apply(
        edited,
        (*BODY, "content", "text/x-pet"),
        edited["paths"]["/pets/{id}"]["post"]["requestBody"]["content"]["application/json"],
    )
    registry = registry_of(tmp_path, edited, both)
    changes = find_version_changes(registry, *reversed(registry.versions["pets"])).changed[0][1]
    assert ("owner.age", "") not in [(change.name, change.media) for change in changes]


def test_an_operation_that_moved_is_compared(tmp_path):
    edited = deepcopy(PETS)
    edited["paths"] = {"/animals/{id}": edited["paths"]["/pets/{id}"]}
    assert changes_between(tmp_path, PETS, edited) == ["changed request: request POST /pets/{id} -> POST /animals/{id}"]


def test_schemas_with_pages_of_their_own_are_compared(tmp_path):
    large = deepcopy(PETS)
    fields = {f"field{number}": {"type": "string"} for number in range(1200)}
    large["components"]["schemas"]["Part"] = {"type": "object", "properties": fields}
    large["components"]["schemas"]["Saved"]["properties"]["part"] = {"$ref": "#/components/schemas/Part"}
    edited = deepcopy(large)
    edited["components"]["schemas"]["Part"]["properties"]["field7"]["type"] = "integer"
    changes = changes_between(tmp_path, large, edited)
    assert changes == ["changed response-field 200 part.field7: type string -> integer"]
    for document in (large, edited):  # listed once in full
        document["components"]["schemas"]["Saved"]["properties"]["old"] = {"$ref": "#/components/schemas/Part"}
    changes = changes_between(tmp_path, large, edited)
    assert changes == [
        "changed response-field 200 part.field7: type string -> integer",
        "changed response-field 200 old: fields Part -> Part",
    ]
    edited["components"]["schemas"]["Part"]["properties"]["field7"]["type"] = "string"
    assert changes_between(tmp_path, large, edited) == []


def test_only_what_is_in_both_is_compared(tmp_path):
    edited = deepcopy(PETS)
    edited["paths"]["/pets"] = {"get": {"operationId": "listPets", "responses": {"200": {"description": "All."}}}}
    registry = registry_of(tmp_path, edited, PETS)
    newest, oldest = registry.versions["pets"]
    changes = find_version_changes(registry, oldest, newest)
    assert [endpoint.operation.id for endpoint in changes.added] == ["listPets"]
    backwards = find_version_changes(registry, newest, oldest)
    assert [endpoint.operation.id for endpoint in backwards.removed] == ["listPets"]
    assert not changes.removed and not changes.changed


def test_changes_lead_to_fields_of_the_newer_page(tmp_path):
    edited = deepcopy(PETS)
    for name in ("default", "field of items", "field removed", "response field"):
        apply(edited, *EDITS[name][:2])
    registry = registry_of(tmp_path, edited, PETS)
    (new,) = (e for e in registry if e.operation.service == "pets-2")
    (old,) = (e for e in registry if e.operation.service == "pets-1")
    anchors = {change.name: change.anchor for change in find_changes(registry, old, new)}
    assert anchors == {
        "limit": "query-limit", "tags[].label": "body-tags-label", "kind": "", "size": "response-size",
    }  # fmt: skip
