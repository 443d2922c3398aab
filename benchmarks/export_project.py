"""How long the ``mdx`` builder takes for a project of prose, against Sphinx's own ``text`` builder on the same pages.

    python benchmarks/export_project.py [SOURCE] [--copies 20] [--jobs 1]

SOURCE is the folder of a project's ``conf.py``; its extensions must be installed. Without one, a project is made of the
pages in ``tests/mdx/golden``, which hold every construct, each as often as ``--copies`` says. Each builder reads and
writes all in new folders, then runs again without a change. Machines are noisy, so the targets are ratios of times
taken in one run. Exit status: 0 when every ratio meets its target, else 1.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

GOLDEN = Path(__file__).parents[1] / "tests" / "mdx" / "golden"
CONF = """\
project = "Benchmark"
extensions = ["sphinx.ext.mathjax", "sphinx.ext.todo", "sphinx_design", "sphinxext_gptproto"]
numfig = todo_include_todos = True
"""
TARGETS = {"mdx, cold / text, cold": 1.3, "mdx, unchanged / text, unchanged": 1.2}
"""The largest ratio that is good enough."""


def make_project(source: Path, copies: int) -> None:
    """Write a project of the golden pages. Labels are the same in every copy, so that warnings are to be expected."""
    source.mkdir()
    (source / "conf.py").write_text(CONF, encoding="utf-8")
    (source / "sample.py").write_text("KEY = 1\n", encoding="utf-8")
    (source / "pixel.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    names = []
    for page in sorted(GOLDEN.glob("*.rst")):
        text = page.read_text(encoding="utf-8")
        for number in range(copies):
            names.append(f"{page.stem}-{number}")
            (source / f"{names[-1]}.rst").write_text(text, encoding="utf-8")
    listed = "\n   ".join(names)
    (source / "index.rst").write_text(f"Index\n=====\n\n.. toctree::\n\n   {listed}\n", encoding="utf-8")


def build(source: Path, work: Path, builder: str, jobs: int) -> float:
    """Build and return the seconds it took."""
    out = work / builder
    command = [sys.executable, "-m", "sphinx", "-Q", "-b", builder, "-j", str(jobs), "-d", f"{out}-doctrees"]
    start = time.perf_counter()
    subprocess.run([*command, str(source), str(out)], check=True)
    return time.perf_counter() - start


def main() -> int:
    """Measure, print the table, and compare with the targets."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "source", type=Path, nargs="?", help="a project's source folder (default: made of golden pages)"
    )
    parser.add_argument("--copies", type=int, default=20, help="of each golden page (default 20)")
    parser.add_argument("--jobs", type=int, default=1, help="processes of each build (default 1)")
    given = parser.parse_args()
    seconds = {}
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        source = given.source or work / "source"
        if given.source is None:
            make_project(source, given.copies)
        build(source, work, "dummy", given.jobs)  # compiles what Python imports
        for state in ("cold", "unchanged"):
            for builder in ("text", "mdx"):
                seconds[f"{builder}, {state}"] = build(source, work, builder, given.jobs)
    for name, value in seconds.items():
        print(f"{name:<18} {value:7.1f} s")
    missed = 0
    for name, target in TARGETS.items():
        over, under = name.split(" / ")
        ratio = seconds[over] / seconds[under]
        missed += ratio > target
        print(f"{name:<34} {ratio:5.2f}  (at most {target})  {'missed' if ratio > target else 'met'}")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
