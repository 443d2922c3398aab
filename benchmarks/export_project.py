"""Measure how long the ``mdx`` builder takes for a project of prose, compared with Sphinx's own ``text`` builder.

    python benchmarks/export_project.py [SOURCE] [--copies 20] [--jobs 1]

SOURCE is the folder that contains a project's ``conf.py``; the project's extensions must be installed. If SOURCE is
omitted, a project is created from the pages in ``tests/mdx/golden``, which use every construct, with as many copies of
each page as ``--copies`` says. Each builder builds the project in new folders, and then once more without changes.
Absolute times vary between machines, so the targets are ratios of times measured in the same run. The exit status is 0
if every ratio meets its target, otherwise 1.
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
"""The maximum of each ratio."""


def make_project(source: Path, copies: int) -> None:
    """Write a project of copies of the golden pages. It builds with warnings, because copies share their labels."""
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
    entries = "\n   ".join(names)
    (source / "index.rst").write_text(f"Index\n=====\n\n.. toctree::\n\n   {entries}\n", encoding="utf-8")


def build(source: Path, work: Path, builder: str, jobs: int) -> float:
    """Build the project and return how many seconds it took."""
    out = work / builder
    command = [sys.executable, "-m", "sphinx", "-Q", "-b", builder, "-j", str(jobs), "-d", f"{out}-doctrees"]
    start = time.perf_counter()
    subprocess.run([*command, str(source), str(out)], check=True)
    return time.perf_counter() - start


def main() -> int:
    """Measure, print the times and ratios, and compare them with the targets."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument(
        "source", type=Path, nargs="?", help="a project's source folder (default: a project of golden pages)"
    )
    parser.add_argument("--copies", type=int, default=20, help="copies of each golden page (default: 20)")
    parser.add_argument("--jobs", type=int, default=1, help="processes for each build (default: 1)")
    arguments = parser.parse_args()
    seconds = {}
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        source = arguments.source or work / "source"
        if arguments.source is None:
            make_project(source, arguments.copies)
        build(source, work, "dummy", arguments.jobs)  # fills Python's bytecode cache
        for state in ("cold", "unchanged"):
            for builder in ("text", "mdx"):
                seconds[f"{builder}, {state}"] = build(source, work, builder, arguments.jobs)
    for name, value in seconds.items():
        print(f"{name:<18} {value:7.1f} s")
    missed = 0
    for name, target in TARGETS.items():
        numerator, denominator = name.split(" / ")
        ratio = seconds[numerator] / seconds[denominator]
        missed += ratio > target
        print(f"{name:<34} {ratio:5.2f}  (at most {target})  {'missed' if ratio > target else 'met'}")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
