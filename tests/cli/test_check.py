"""The command ``gptproto-docs check``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from sphinxext_gptproto.cli.check import main

HERE = Path(__file__).parents[1] / "loaders" / "native"


def test_a_good_file(capsys):
    assert main([str(HERE / "good" / "forms.yaml")]) == 0
    assert capsys.readouterr().out.endswith("forms.yaml: 1 endpoint, no faults\n")


def test_the_worst_source_decides_the_exit_status(capsys):
    sources = ["bad/bad-method.yaml", "bad/empty.yaml", "good/chat.yaml"]
    assert main([str(HERE / source) for source in sources]) == 2
    out, err = capsys.readouterr()
    assert len(out.splitlines()) == 3
    assert len(err.splitlines()) == 1


def test_no_such_file(capsys):
    assert main(["nowhere.yaml"]) == 2
    assert capsys.readouterr().err == "nowhere.yaml: there is no such file or folder\n"


def test_as_a_command():
    command = [sys.executable, "-m", "sphinxext_gptproto.cli.check", "bad/empty.yaml"]
    result = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (2, "")
