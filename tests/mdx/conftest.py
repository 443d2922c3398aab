from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from mdx.projects import make_project

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mdx.projects import Project

NODE = Path(__file__).parents[1] / "node"


@pytest.fixture
def project(tmp_path: Path) -> Callable[..., Project]:
    def make(files: Mapping[str, str | bytes], extensions: tuple[str, ...] = ()) -> Project:
        return make_project(tmp_path, files, extensions)

    return make


@pytest.fixture(scope="session")
def node() -> Callable[[str, Mapping[str, str]], dict[str, Any]]:
    """Run a script of tests/node on many pages in one process."""
    program = shutil.which("node")
    if program is None or not (NODE / "node_modules" / "@mdx-js").is_dir():
        pytest.skip("Node.js or tests/node/node_modules is missing: run `python tests/node/install.py`")

    def run(script: str, pages: Mapping[str, str]) -> dict[str, Any]:
        done = subprocess.run(
            [program, script], cwd=NODE, input=json.dumps(pages).encode(), capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout)

    return run
