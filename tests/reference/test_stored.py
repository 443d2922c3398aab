"""Caches and saved environments are made anew when the classes of what they hold change."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from enum import Enum
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from docutils import nodes

import sphinxext_gptproto
from sphinxext_gptproto.reference.nodes import NODES
from sphinxext_gptproto.spec.stored import STORED

PACKAGE = "sphinxext_gptproto"


class Reader(pickle.Unpickler):
    """Reads a pickle, and notes the classes in it that are ours."""

    def __init__(self, file: Any, found: set[Any]) -> None:
        super().__init__(file)
        self.found = found

    def find_class(self, module: str, name: str) -> Any:
        made = super().find_class(module, name)
        if module.startswith(PACKAGE):
            self.found.add(made)
        return made


@pytest.mark.parametrize("builder", ["html", "mdx"])
def test_whatever_is_kept_is_in_the_version(site, builder):
    trial = site()
    trial.edit("service.yaml", "errors:", "unknown: 1\nerrors:")
    trial.build(builder, strict=False)
    found: set[Any] = set()
    for path in (trial.root / f"{builder}-doctrees").rglob("*"):
        if path.suffix in {".doctree", ".pickle"}:
            with path.open("rb") as file:
                Reader(file, found).load()
    assert any(issubclass(cls, nodes.Node) for cls in found)
    assert {cls for cls in found if not issubclass(cls, Enum)} <= {*STORED, *NODES}
    assert {cls.__name__ for cls in found} >= {"Documented", "Pending", "Schema", "SpecError", "Specification", "Use"}


CHANGES = (
    ("spec/model.py", "    ref: str = \"\"\n", "    note: str = \"note\"\n    ref: str = \"\"\n"),
    ("spec/model.py", "    format: str = \"\"\n    title", "    format: str = \"\"\n    form: str = \"form\"\n    title"),
    ("reference/domain.py", "    name: str\n    anchor: str\n", "    name: str\n    group: str = \"group\"\n    anchor: str\n"),
    ("reference/nodes.py", "    prefix: str\n", "    suffix: str = \"suffix\"\n    prefix: str\n"),
)  # fmt: skip


@pytest.mark.parametrize("options", [[], ["-E"]])
def test_a_build_after_fields_were_added_is_right(site, options):
    trial = site()
    copy = copytree(Path(sphinxext_gptproto.__file__).parent, trial.root / "package" / PACKAGE)

    def build() -> dict[str, bytes]:
        command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "mdx", *options, "source", "out"]
        environment = {**os.environ, "PYTHONPATH": str(copy.parent)}
        done = subprocess.run(command, cwd=trial.root, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        out = trial.root / "out"
        return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*.mdx")}

    before = build()
    for name, old, new in CHANGES:
        text = (copy / name).read_text(encoding="utf-8")
        assert text.count(old) == 1
        (copy / name).write_text(
            text.replace(old, new) + "\n# a longer file: its compiled form is older\n", encoding="utf-8"
        )
    page = trial.source / "index.rst"
    page.write_text(page.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    after = build()
    assert after.pop("index.mdx") != before.pop("index.mdx")
    assert after == before
    assert len(after) > 5
