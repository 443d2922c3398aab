"""Several builds may share a source folder at the same time, as those of several languages do."""

from __future__ import annotations

import json
import subprocess
import sys

from sphinxext_gptproto.reference.generated_pages.text import SUFFIX

BUILDS = 3
PATHS = 150
START = f"""
def start_together(app):
    "Wait for the other builds, so that all write at the same time."
    import os, pathlib, time
    folder = pathlib.Path(app.srcdir).parent / "ready"
    (folder / str(os.getpid())).touch()
    while len(list(folder.iterdir())) < {BUILDS}:
        time.sleep(0.001)

def setup(app):
    app.connect("builder-inited", start_together, priority=399)  # right before ours
"""
INIT = "import sys; from sphinx.application import Sphinx; Sphinx(*sys.argv[1:], status=None, freshenv=True)"


def make_openapi(tag: str) -> str:
    """Return a file whose endpoints stand in folders named after a tag."""
    operation = {"tags": [tag], "responses": {"200": {"description": "OK"}}}
    paths = {f"/{tag}/{number}": {"get": operation} for number in range(PATHS)}
    head = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "servers": [{"url": "https://a.example"}]}
    return json.dumps({**head, "paths": paths})


def test_builds_that_write_the_same_pages_at_once(site):
    trial = site()
    config = (trial.source / "conf.py").read_text(encoding="utf-8") + 'gptproto_registry = "openapi.json"\n' + START
    trial.write({"conf.py": config})
    folder = trial.source / "docs/api"
    for tag in ("old", "new"):  # the second time all remove what the first one made, too
        trial.write({"openapi.json": make_openapi(tag)})
        ready = trial.root / "ready"
        ready.mkdir()
        running = []
        for number in range(BUILDS):
            arguments = map(str, (trial.source, trial.source, trial.root / f"out{number}", trial.root / f"d{number}"))
            command = [sys.executable, "-c", INIT, *arguments, "dummy"]
            running.append(subprocess.Popen(command, stderr=subprocess.PIPE, text=True))
        said = [build.communicate(timeout=120)[1] for build in running]
        assert [build.returncode for build in running] == [0] * BUILDS, said
        assert said == [""] * BUILDS
        made = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
        assert len(made) == PATHS + 3
        assert {name for name in made if not name.startswith(tag)} == {f"index{SUFFIX}", ".gitignore"}
        for path in ready.iterdir():
            path.unlink()
        ready.rmdir()
