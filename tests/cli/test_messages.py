"""The command ``gptproto-docs messages``, and pipes and files that cannot be written."""

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
FAULTY = Path(__file__).parents[1] / "loaders" / "native" / "bad" / "bad-method.yaml"
COMMAND = [sys.executable, "-m", "sphinxext_gptproto.cli.main"]


def test_the_template_declares_its_encoding(tmp_path, capfdbinary):
    registry = tmp_path / "registry.yaml"
    registry.write_text("gptproto: 1\nservice: {title: T, description: Überblick.}\n", encoding="utf-8")
    assert main(["messages", str(registry)]) == 0
    out = capfdbinary.readouterr().out
    assert b"charset=utf-8" in out
    assert [message.id for message in read_po(BytesIO(out)) if message.id] == ["Überblick."]


@pytest.mark.parametrize("arguments", [["messages", str(BUNDLED)], ["check", *[str(FAULTY)] * 500]])
def test_a_reader_that_closes_the_pipe(arguments):
    """The output is larger than the buffer of a pipe."""
    with subprocess.Popen([*COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(60) == 1


def test_output_that_cannot_be_written(tmp_path, capsys):
    target = tmp_path / "no" / "texts.pot"
    with pytest.raises(SystemExit):
        main(["messages", str(BUNDLED), "-o", str(target)])
    assert f"cannot write {target}: No such file or directory" in capsys.readouterr().err
