"""Look-up by every name, and the digest that tells which pages are out of date."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from sphinxext_gptproto.errors import AmbiguousNameError, DuplicateNameError, GptprotoError, UnknownNameError
from sphinxext_gptproto.loaders import load
from sphinxext_gptproto.models import Level, MediaType, Operation, RequestBody, Schema
from sphinxext_gptproto.registry import Specification, SpecRegistry, levels_of

CHAT = Path(__file__).parent.parent / "loaders" / "good" / "chat.yaml"
ID = "acme/gpt-41/official-format/text-to-text"


def registry_of(*specifications):
    registry = SpecRegistry()
    for specification in specifications:
        registry.add(specification)
    registry.seal()
    return registry


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


def test_a_duplicate_adds_nothing(registry):
    union = SpecRegistry()
    union.add(load(CHAT)[0])
    with pytest.raises(DuplicateNameError) as caught:
        union.add(Specification(levels={"new": Level(id="new", title="New")}, operations={"listModels": None}))
    assert (caught.value.kind, caught.value.name) == ("operation", "listModels")
    assert "new" not in union.levels


def test_sealed(registry):
    with pytest.raises(GptprotoError, match="sealed"):
        registry.add(Specification())


# -- digests ----------------------------------------------------------------------------------------------------------


def digest_of(text, path, endpoint_id=ID):
    path.write_text(text, encoding="utf-8")
    specification, faults = load(path)
    assert faults == []
    registry = registry_of(specification)
    return registry.digest(registry.get(endpoint_id))


def test_equal_facts_give_equal_digests_in_another_process(registry):
    code = (
        "import sys; from pathlib import Path; from sphinxext_gptproto.loaders import load;"
        "from sphinxext_gptproto.registry import SpecRegistry; r = SpecRegistry(); r.add(load(Path(sys.argv[1]))[0]);"
        "print(*(r.digest(e) for e in r))"
    )
    printed = [
        subprocess.run(
            [sys.executable, "-c", code, str(CHAT)],
            env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True,
        ).stdout.split()
        for seed in ("1", "2")
    ]  # fmt: skip
    assert printed == [[registry.digest(endpoint) for endpoint in registry]] * 2
    assert len(set(printed[0])) == 4


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("text: {type: string}}, required", "text: {type: string, description: What is said.}}, required"),
        ("x-enum-descriptions: {user: You.}", "x-enum-descriptions: {user: Me.}"),
        ("message: Busy", "message: Very busy"),
        ("body: null", "body: {}"),
        ("action: Make a new one.", "action: Ask for one."),
        ("https://api.example.com/", "https://api.example.org/"),
        ("keyVariable: EXAMPLE_KEY", "keyVariable: OTHER_KEY"),
        ("scheme: bearer}", "scheme: basic}"),
        ("title: Acme", "title: Acme Inc."),
        ("title: Official format", "title: Native format"),
        ("content: Hello}], temperature: 1}", "content: Bye}], temperature: 1}"),
        ("{id: chat-1, model: any}", "{id: chat-3, model: any}"),
        ("name: gpt-4.1\n", "name: gpt-4.1-2025\n"),
        ("description: Good at text.", "description: Good at words."),
        ("title: Text to text", "title: Text"),
        ("{type: boolean, default: false}", "{type: boolean, default: null}".replace("boolean", "[boolean, 'null']")),
        ("{type: number, minimum: 0, maximum: 2}", "{type: number, minimum: 0, maximum: 3}"),
        ("/choices/0/delta/content", "/choices/0/text"),
    ],
)  # fmt: skip
def test_any_fact_changes_the_digest(old, new, tmp_path):
    text = CHAT.read_text(encoding="utf-8")
    assert text.count(old) == 1
    assert digest_of(text, tmp_path / "a.yaml") != digest_of(text.replace(old, new), tmp_path / "b.yaml")


@pytest.mark.parametrize("default", ["null", "false", "0", "''", "[]"])
def test_a_default_is_not_its_absence(default, tmp_path):
    text = CHAT.read_text(encoding="utf-8")
    changed = text.replace("id: {type: string}, model", f"id: {{default: {default}}}, model")
    absent = text.replace("id: {type: string}, model", "id: {}, model")
    assert digest_of(changed, tmp_path / "a.yaml") != digest_of(absent, tmp_path / "a.yaml")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("gptproto: 1\n", "# A comment.\n\n\ngptproto: 1\n"),
        ("{operation: listModels}", "{operation: listModels, title: All}"),
        ("title: Stream\n", "title: Streaming\n"),
        ("summary: List models", "summary: List all models"),
    ],
)
def test_what_a_page_does_not_show_leaves_the_digest(old, new, tmp_path):
    text = CHAT.read_text(encoding="utf-8")
    assert text.count(old) == 1
    assert digest_of(text, tmp_path / "a.yaml") == digest_of(text.replace(old, new), tmp_path / "other.yaml")


def test_digest_follows_names_in_circles():
    def digest(description):
        schemas = {
            "A": Schema(properties={"b": Schema(ref="B")}),
            "B": Schema(properties={"a": Schema(ref="A")}, description=description),
            "Other": Schema(description=description),
        }
        media = MediaType(type="application/json", schema=Schema(ref="A"))
        operation = Operation(id="send", method="POST", path="/", body=RequestBody(content=(media,)))
        registry = registry_of(Specification(schemas=schemas, operations={"send": operation}))
        return registry.digest(registry.get("send"))

    assert digest("One.") == digest("One.") != digest("Two.")


def test_digest_leaves_out_schemas_of_others(registry):
    other = Specification(schemas={"Other": Schema(title="Other")})
    assert registry_of(load(CHAT)[0], other).digest(registry.get(ID)) == registry.digest(registry.get(ID))
