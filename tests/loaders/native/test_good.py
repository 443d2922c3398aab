"""Good files give the models in the golden file beside each. ``--force-regen`` writes those anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from loaders.native.dump import dump

from sphinxext_gptproto.loaders import load
from sphinxext_gptproto.spec.errors import UnreadableSourceError

GOOD = Path(__file__).parent / "good"
FILES = sorted(path for path in GOOD.iterdir() if ".golden" not in path.suffixes)


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_models(path, monkeypatch, file_regression):
    monkeypatch.chdir(GOOD)
    specification, faults = load(Path(path.name))
    assert faults == []
    file_regression.check(dump(specification), fullpath=GOOD / f"{path.stem}.golden.yml", newline="\n")


def test_no_stale_golden_files():
    assert {path.name.partition(".")[0] for path in GOOD.glob("*.golden.yml")} == {path.stem for path in FILES}


def test_a_folder_is_one_registry(tmp_path):
    (tmp_path / "inner").mkdir()
    text = (GOOD / "chat.yaml").read_text(encoding="utf-8")
    head, catalogue = text[: text.index("catalogue:")], text[text.index("catalogue:") :]
    (tmp_path / "z.yaml").write_text(head, encoding="utf-8")
    (tmp_path / "inner" / "a.yml").write_text("gptproto: 1\n" + catalogue, encoding="utf-8")
    (tmp_path / "README.md").write_text("Not read.", encoding="utf-8")
    specification, faults = load(tmp_path)
    assert faults == []
    alone = load(GOOD / "chat.yaml")[0]
    assert specification.operations == alone.operations
    assert specification.endpoints.keys() == alone.endpoints.keys()


def test_namespace_keeps_schemas_apart():
    plain, spaced = load(GOOD / "chat.yaml")[0], load(GOOD / "chat.yaml", namespace="1:")[0]
    assert {f"1:{name}" for name in plain.schemas} == spaced.schemas.keys()
    (media,) = spaced.operations["createChatCompletion"].body.content
    assert media.schema.properties["messages"].items.ref == "1:Message"


def test_faults_come_in_the_order_of_the_files(tmp_path):
    (tmp_path / "a.yaml").write_text("gptproto: 1\ncatalogue: [a]\noperation: {}\nerrors: [a]\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("gptproto: 1\nservice: []\n", encoding="utf-8")
    faults = load(tmp_path)[1]
    assert [(Path(f.source.file).name, f.source.line) for f in faults] == [
        ("a.yaml", 2), ("a.yaml", 3), ("a.yaml", 4), ("b.yaml", 2),
    ]  # fmt: skip


def test_all_faults_of_a_part_come_at_once(tmp_path):
    (tmp_path / "a.yaml").write_text("gptproto: 1\noperations: {a: {method: get, tags: b}}\n", encoding="utf-8")
    messages = [(fault.source.pointer, fault.reason) for fault in load(tmp_path)[1]]
    assert ("$.operations.a", "'path' is missing") in messages
    assert ("$.operations.a", "'responses' is missing") in messages
    assert {pointer for pointer, _ in messages} == {"$.operations.a", "$.operations.a.method", "$.operations.a.tags"}
    assert len(messages) == 4


@pytest.mark.parametrize("make", [lambda p: p / "none.yaml", lambda p: p])
def test_nothing_to_read(make, tmp_path):
    with pytest.raises(UnreadableSourceError):
        load(make(tmp_path))
