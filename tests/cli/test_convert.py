"""The command ``gptproto-docs convert``: its output, its messages and its errors."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from sphinxext_gptproto.cli.main import main
from sphinxext_gptproto.loaders import load

TESTS = Path(__file__).parents[1]
CHAT = TESTS / "loaders" / "native" / "good" / "chat.yaml"
COLLECTION = TESTS / "export" / "golden" / "collection.json"


@pytest.fixture(autouse=True)
def _folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def get_error(capsys, *arguments):
    """Run a command that must fail, and return its error message, which must be one line."""
    with pytest.raises(SystemExit) as stop:
        main([*map(str, arguments)])
    assert stop.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    return err


def test_small_sources_become_a_file(capsys):
    assert main(["convert", str(CHAT)]) == 0
    assert load(Path("registry.yaml"))[1] == []
    out = capsys.readouterr().out
    assert out.startswith(f"{CHAT} -> registry.yaml: 1 file, ")
    assert "\n4 endpoints of 2 operations\n" in out


def test_the_bundled_registry_becomes_a_folder(capsys):
    assert main(["convert", "-o", "mine"]) == 0
    assert len(load(Path("mine"))[0].endpoints) == 385


def test_openapi_on_standard_output(capsys):
    assert main(["convert", str(CHAT), "--to", "openapi", "-o", "-"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("openapi: 3.1")
    assert "-> standard output" in err


def test_the_suffix_chooses_json():
    assert main(["convert", str(CHAT), "--to", "openapi", "-o", "a.json"]) == 0
    assert json.loads(Path("a.json").read_text(encoding="utf-8"))["info"]["title"] == "Example"
    assert main(["convert", str(CHAT), "-o", "b.json"]) == 0
    assert load(Path("b.json"))[0].operations == load(CHAT)[0].operations


def test_what_has_faults_is_skipped(capsys):
    assert main(["convert", str(COLLECTION), "--report", "todo.txt"]) == 1
    assert "1 fault; all parts without faults were written" in capsys.readouterr().out
    assert len(load(Path("registry.yaml"))[0].endpoints) == 4
    report = Path("todo.txt").read_text(encoding="utf-8")
    assert "Requests without a URL, skipped (1). " in report
    assert "Bodies that are not valid JSON, repaired (1). " in report
    assert "acme/large/chat-by-key: it requires different credentials" in report


def test_a_long_report_is_cut_on_the_screen(capsys):
    lost = {"name": "Lost", "request": {"method": "GET", "url": ""}}
    Path("lost.json").write_text(json.dumps({"info": {"name": "A"}, "item": [lost] * 20}), encoding="utf-8")
    assert main(["convert", "lost.json"]) == 1
    assert "  and 12 more" in capsys.readouterr().out
    assert main(["convert", "lost.json", "--force", "--report", "todo.txt"]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 3
    assert Path("todo.txt").read_text(encoding="utf-8").count("has no URL") == 20


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere.yaml"], "nowhere.yaml: there is no such file or folder"),
        ([CHAT, "--to", "raml"], "argument --to: invalid choice: 'raml'"),
        (
            [CHAT, "-o", "there.yaml"],
            "'there.yaml' exists; choose another path with '-o', or replace it with '--force'",
        ),
        ([CHAT, "-o", "none/a.yaml"], "cannot write to 'none/a.yaml': there is no folder 'none'"),
        (
            [CHAT, "-o", "a.txt"],
            "cannot write to 'a.txt': expected a .yaml or .json file, or a folder without a suffix",
        ),
        ([CHAT, "--to", "openapi", "-o", "folder"], "expected a .yaml or .json file"),
        (
            [CHAT, "-o", "mine", "--force"],
            "'mine' contains notes.txt, which is not a registry file; choose another folder",
        ),
        (["plain.txt"], "plain.txt:1:1: has an unknown format, expected an OpenAPI or Swagger file"),
    ],
)
def test_errors(arguments, message, capsys):
    Path("there.yaml").write_text("kept", encoding="utf-8")
    Path("plain.txt").write_text("a: 1", encoding="utf-8")
    Path("mine").mkdir()
    Path("mine/notes.txt").write_text("kept", encoding="utf-8")
    before = sorted(Path().rglob("*"))
    assert message in get_error(capsys, "convert", *arguments)
    assert sorted(Path().rglob("*")) == before
    assert Path("there.yaml").read_text(encoding="utf-8") == "kept"


def test_force_replaces_whole_folders():
    assert main(["convert", str(COLLECTION), "-o", "mine"]) == 1
    assert (Path("mine") / "operations" / "chat.yaml").exists()
    assert main(["convert", str(CHAT), "-o", "mine", "--force"]) == 0
    assert load(Path("mine"))[0].operations == load(CHAT)[0].operations
    assert sorted(path.name for path in Path().iterdir()) == ["mine"]


@pytest.mark.parametrize("target", ["a.yaml", "mine"])
def test_a_failed_write_leaves_the_old(target, monkeypatch, capsys):
    Path("a.yaml").write_text("gptproto: 1", encoding="utf-8")
    Path("mine").mkdir()
    Path("mine/a.yaml").write_text("gptproto: 1", encoding="utf-8")
    before = sorted(Path().rglob("*"))

    def fail(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", fail)
    assert "No space left on device" in get_error(capsys, "convert", CHAT, "-o", target, "--force")
    assert sorted(Path().rglob("*")) == before
    assert (
        Path("a.yaml").read_text(encoding="utf-8") == Path("mine/a.yaml").read_text(encoding="utf-8") == "gptproto: 1"
    )


def test_check_is_a_command(capsys):
    assert main(["check", str(CHAT)]) == 0
    assert capsys.readouterr().out.endswith("chat.yaml: 4 endpoints of 2 operations, no faults\n")
    assert "the following arguments are required: SOURCE" in get_error(capsys, "check")


def test_progress_is_for_terminals_only():
    command = [sys.executable, "-m", "sphinxext_gptproto.cli.main", "convert", str(CHAT), "-o", "-"]
    piped = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "Reading" not in piped.stderr
    terminal, stderr = pty.openpty()
    result = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=stderr, check=True, env={**os.environ, "TERM": "xterm"}
    )
    os.close(stderr)
    assert b" ...\r" in os.read(terminal, 10_000)
    assert result.stdout.decode() == piped.stdout


def test_progress_needs_the_extra(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "rich", None)
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert main(["convert", str(CHAT), "-o", "-"]) == 0
    assert "Reading" not in capsys.readouterr().err


def test_a_folder_of_several_apis_loses_no_operation(capsys):
    Path("apis").mkdir()
    for name in ("one", "two"):
        paths = {"/a": {"get": {"operationId": "read", "responses": {"200": {"description": "OK"}}}}}
        api = {"openapi": "3.1.0", "info": {"title": name.title(), "version": "1"}, "paths": paths}
        Path(f"apis/{name}.json").write_text(json.dumps(api | {"servers": [{"url": f"https://{name}.example"}]}))
    assert main(["convert", "apis", "-o", "registry.yaml"]) == 0
    out = capsys.readouterr().out
    assert "\n2 endpoints\n" in out
    assert "Further APIs in the source" in out
    specification, faults = load(Path("registry.yaml"))
    assert faults == []
    servers = [(o.servers or specification.service.servers)[0].url for o in specification.operations.values()]
    assert sorted(servers) == ["https://one.example", "https://two.example"]
