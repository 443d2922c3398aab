"""What gptproto-docs messages writes to the terminal, or to another program."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import sphinxext_gptproto
from sphinxext_gptproto.cli.main import main

BUNDLED = Path(sphinxext_gptproto.__file__).parent / "bundled"
COMMAND = [sys.executable, "-m", "sphinxext_gptproto.cli.main"]


def test_the_template_says_its_encoding(tmp_path, capfdbinary):
    registry = tmp_path / "registry.yaml"
    registry.write_text("gptproto: 1\nservice: {title: T, description: Überblick.}\n", encoding="utf-8")
    assert main(["messages", str(registry)]) == 0
    out = capfdbinary.readouterr().out
    assert b"charset=utf-8" in out
    assert [message.id for message in read_po(BytesIO(out)) if message.id] == ["Überblick."]


@pytest.mark.parametrize("arguments", [["messages", str(BUNDLED)], ["check", "--schema"]])
def test_a_reader_that_has_seen_enough(arguments):
    """The output is larger than what a pipe holds."""
    with subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        assert running.stdout.readline()
        running.stdout.close()
        assert running.stderr.read() == b""
        assert running.wait(60) == 1


def test_output_that_cannot_be_written(tmp_path, capsys):
    target = tmp_path / "no" / "texts.pot"
    with pytest.raises(SystemExit):
        main(["messages", str(BUNDLED), "-o", str(target)])
    assert f"cannot write {target}: No such file or directory" in capsys.readouterr().err
