"""The digest of an endpoint changes with everything that its page shows, and with nothing else."""

from __future__ import annotations

import subprocess
import sys

import pytest
from spec.registries import CHAT, ID, registry_of

from sphinxext_gptproto.loaders import load
from sphinxext_gptproto.spec.digests import digest_endpoint
from sphinxext_gptproto.spec.model import MediaType, Operation, RequestBody, Schema
from sphinxext_gptproto.spec.specification import Specification


@pytest.fixture
def registry():
    return registry_of(load(CHAT)[0])


def digest_of(text, path, endpoint_id=ID):
    path.write_text(text, encoding="utf-8")
    specification, faults = load(path)
    assert faults == []
    registry = registry_of(specification)
    return digest_endpoint(registry, registry.get(endpoint_id))


def test_equal_facts_give_equal_digests_in_another_process(registry):
    code = (
        "import sys; from pathlib import Path; from sphinxext_gptproto.loaders import load;"
        "from sphinxext_gptproto.spec.digests import digest_endpoint;"
        "from sphinxext_gptproto.spec.registry import SpecRegistry; r = SpecRegistry(); r.add(load(Path(sys.argv[1]))[0]);"
        "print(*(digest_endpoint(r, e) for e in r))"
    )
    printed = [
        subprocess.run(
            [sys.executable, "-c", code, str(CHAT)],
            env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True,
        ).stdout.split()
        for seed in ("1", "2")
    ]  # fmt: skip
    assert printed == [[digest_endpoint(registry, endpoint) for endpoint in registry]] * 2
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
        return digest_endpoint(registry, registry.get("send"))

    assert digest("One.") == digest("One.") != digest("Two.")


def test_digest_leaves_out_schemas_of_others(registry):
    other = Specification(schemas={"Other": Schema(title="Other")})
    union = registry_of(load(CHAT)[0], other)
    assert digest_endpoint(union, registry.get(ID)) == digest_endpoint(registry, registry.get(ID))
