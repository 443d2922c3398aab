"""Measure how long the reference of a registry takes to build, compared with Sphinx's own builder on the same pages.

    python benchmarks/build_reference.py [--jobs 2] [--repeat 1]

The project consists of the bundled registry's generated pages only. It is built in new folders with Sphinx's own
``text`` builder and with ``html`` (Furo) and ``mdx``, and then once more with each, without changes. Absolute times
vary between machines, so the targets are ratios of times measured in the same run. The exit status is 0 if every ratio
meets its target, otherwise 1.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

CONF = """\
project = "Benchmark"
extensions = ["sphinxext_gptproto"]
gptproto_pages = "docs/api"
html_theme = "furo"
"""
INDEX = "Benchmark\n=========\n\n.. toctree::\n\n   docs/api/index\n"
BUILDERS = ("text", "html", "mdx")
TARGETS = {
    "mdx, cold / text, cold": 0.7,
    "html, cold / text, cold": 3.0,
    "mdx, unchanged / text, unchanged": 1.2,
    "html, unchanged / html, cold": 0.2,
}
"""The maximum of each ratio."""


def build(source: Path, builder: str, jobs: int) -> float:
    """Build the project and return how many seconds it took."""
    out = source.parent / builder
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", builder, "-j", str(jobs)]
    start = time.perf_counter()
    subprocess.run([*command, "-d", f"{out}-doctrees", str(source), str(out)], check=True)
    return time.perf_counter() - start


def measure(jobs: int) -> dict[str, float]:
    """Run all builds and return how many seconds each of them took."""
    seconds = {}
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source"
        source.mkdir()
        (source / "conf.py").write_text(CONF, encoding="utf-8")
        (source / "index.rst").write_text(INDEX, encoding="utf-8")
        build(source, "dummy", jobs)  # writes the generated sources and fills Python's bytecode cache
        for state in ("cold", "unchanged"):
            for builder in BUILDERS:
                seconds[f"{builder}, {state}"] = build(source, builder, jobs)
    return seconds


def main() -> int:
    """Measure, print the times and ratios, and compare them with the targets."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--jobs", type=int, default=2, help="processes for each build (default: 2)")
    parser.add_argument("--repeat", type=int, default=1, help="number of runs; the fastest one counts (default: 1)")
    arguments = parser.parse_args()
    runs = [measure(arguments.jobs) for _ in range(arguments.repeat)]
    best = {name: min(run[name] for run in runs) for name in runs[0]}
    for name, value in best.items():
        print(f"{name:<18} {value:7.1f} s")
    missed = 0
    for name, target in TARGETS.items():
        numerator, denominator = name.split(" / ")
        ratio = best[numerator] / best[denominator]
        missed += ratio > target
        print(f"{name:<34} {ratio:5.2f}  (at most {target})  {'missed' if ratio > target else 'met'}")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
