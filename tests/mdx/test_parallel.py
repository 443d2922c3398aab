"""Builds in several processes: each page once, no data of event handlers is lost, errors end the build."""

from __future__ import annotations

import multiprocessing
import subprocess
import sys
from collections import Counter
from contextlib import closing

import pytest
from sphinx.errors import SphinxError

from sphinxext_gptproto.mdx.parallel import STEP, Runs

NAMES = [f"p{number}" for number in range(9 * STEP)]
PAGES = {f"{name}.rst": f"{name}\n===\n\nText of {name}.\n" for name in NAMES}
FAIL = """
def setup(app):
    app.connect("doctree-read", fail)

def fail(app, doctree):
    1 / ("Home" not in doctree.astext())
"""
FILES = {"index.rst": "Home\n====\n\n.. toctree::\n\n   " + "\n   ".join(NAMES) + "\n", **PAGES}


@pytest.mark.parametrize(("pages", "processes"), [(0, 2), (1, 2), (STEP + 1, 3), (1000, 4)])
def test_every_page_is_taken_once(pages, processes):
    docnames = [f"p{number}" for number in range(pages)]
    context = multiprocessing.get_context("fork")
    with closing(Runs(docnames, processes)) as runs:
        pipes = [context.Pipe(duplex=False) for _ in range(processes)]
        workers = [
            context.Process(target=lambda sending=sending: sending.send(list(runs.take()))) for _, sending in pipes
        ]
        for worker in workers:
            worker.start()
        received = [receiving.recv() for receiving, _ in pipes]
        for worker in workers:
            worker.join()
    assert Counter(name for names in received for name in names) == Counter(docnames)


def test_runs_get_shorter_and_are_neighbours():
    docnames = [f"p{number}" for number in range(500)]
    with closing(Runs(docnames, 2)) as runs:
        assert runs.count > 4
        assert list(runs.take()) == docnames
        assert list(runs.take()) == []


def test_what_a_listener_learns_from_a_page_is_not_lost(project):
    seen = []

    def setup(app):
        app.connect("doctree-resolved", lambda _app, _doctree, docname: seen.append(docname))

    project(FILES).build(parallel=3, setup=setup)
    assert sorted(seen) == sorted(["index", *NAMES])


@pytest.mark.parametrize("event", ["doctree-read", "mdx-page-resolved"])
def test_a_fault_on_one_page_ends_the_build(project, event):
    def fail(_app, doctree, *_docname):
        if "Text of p71." in doctree.astext():
            message = "p71 is broken"
            raise ValueError(message)

    with pytest.raises(SphinxError, match="p71 is broken"):
        project(FILES).build(parallel=3, setup=lambda app: app.connect(event, fail))


def test_warnings_of_all_processes_are_shown_once(project):
    files = {name: f"{text}\n:ref:`nowhere-{name[:-4]}`\n" for name, text in PAGES.items()}
    warnings = project({**FILES, **files}).build(parallel=3, strict=False).warnings
    counted = [warnings.count(f"undefined label: 'nowhere-{name}'") for name in NAMES]
    assert counted == [1] * len(NAMES)


def test_other_processes_end_with_the_first(project):
    trial = project(FILES)
    source, out = trial.source, trial.root / "site"
    conf = (source / "conf.py").read_text(encoding="utf-8").replace("mdx.builder_only", "sphinxext_gptproto")
    many = "\n".join(
        f".. _{'x' * 200}-{number}:\n\nS{number}\n--\n" for number in range(2000)
    )  # more than a pipe holds
    trial.write({"conf.py": conf + FAIL, "p60.rst": f"{PAGES['p60.rst']}\n{many}"})
    command = [sys.executable, "-m", "sphinx", "-q", "-j", "2", "-b", "mdx", source, out]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 2
    assert "division by zero" in done.stderr
