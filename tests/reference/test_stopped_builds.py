"""Mistakes that end a build: their message is all that is printed, without a traceback of Sphinx."""

from __future__ import annotations

import subprocess
import sys

import pytest
from reference.sites import CONF
from sphinx import version_info

ASYNC = "asyncapi: 3.0.0\ninfo: {title: Events, version: '1'}\n"


@pytest.mark.parametrize("builder", ["html", "mdx"])
@pytest.mark.parametrize(
    ("name", "files", "message"),
    [
        ("nowhere.yaml", {}, "nowhere.yaml: there is no such file or folder"),
        ("a.yaml", {"a.yaml": ASYNC}, "a.yaml: is an AsyncAPI file, which is not read; "),
        ("a.yaml", {"a.yaml": "<html></html>"}, "a.yaml: is an HTML page, which is not read; "),
        ("a.yaml", {"a.yaml": "openapi: 3.1.0\ninfo: ["}, "a.yaml:3:1: is not valid YAML: "),
        ("empty", {"empty/readme.txt": ""}, "empty: contains no file with the suffix .yaml or .yml or .json"),
    ],
)
def test_a_source_that_cannot_be_read(site, builder, name, files, message):
    trial = site({"index.rst": "Home\n====\n", "conf.py": CONF + f'gptproto_registry = "{name}"\n', **files})
    check_stopped(trial, builder, f"ERROR: gptproto_registry: {trial.source / ''}/{message}")


def test_a_folder_that_cannot_be_written(site):
    trial = site({"index.rst": "Home\n====\n", "conf.py": CONF + 'gptproto_pages = "docs"\n', "docs": "a file"})
    check_stopped(trial, "html", "ERROR: gptproto_pages: cannot write ")


def test_a_docs_json_that_cannot_be_read(site):
    trial = site({"index.rst": "Home\n====\n", "docs.json": "{"})
    check_stopped(trial, "mdx", "ERROR: gptproto_mdx_docs_json: ")


def check_stopped(trial, builder, message):
    """Build a site on the command line, and check that nothing but a message is printed to standard error."""
    command = [sys.executable, "-m", "sphinx", "-b", builder, "--no-color", str(trial.source), str(trial.root / "out")]
    for more in ([], ["-W", "-D", "suppress_warnings=gptproto"]):
        result = subprocess.run([*command, *more], capture_output=True, text=True, check=False)
        lines = [line for line in result.stderr.splitlines() if "myst_parser" not in line]
        assert result.returncode == 2
        if more and version_info < (8, 1):  # which stops at the first warning, and takes errors for warnings
            assert lines[1] == "Warning, treated as error:"
            assert message.removeprefix("ERROR: ") in lines[2]
            assert len(lines) == 3
            continue
        assert [message in line for line in lines] == [True], result.stderr
        assert lines[0].startswith(f"{trial.source / 'conf.py'}:")
