"""Count modules and imports of the package: those that run backwards, those that form cycles, the longest chain.

    pip install import-linter
    python benchmarks/measure_imports.py [--edges]
    python benchmarks/measure_imports.py --dot | dot -Tsvg -o docs/source/figures/floors.svg

Imports for types and inside functions count. A floor is a folder of the package, and an import runs backwards where it
leads from a floor to a later one. ``--edges`` lists the imports that do so, and those that form cycles. ``--dot``
prints the floors for Graphviz, in the order of the flow; the numbers on arrows count imports.
"""

from __future__ import annotations

import argparse
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import grimp

if TYPE_CHECKING:
    from collections.abc import Mapping

PACKAGE = "sphinxext_gptproto"
FLOORS = ("spec", "loaders", "samples", "export", "content", "mdx", "reference", "formats", "cli", "extension")


def get_floor(module: str) -> str:
    """Return the folder or module right in the package that a module belongs to."""
    return [*module.split("."), ""][1]


def find_cycles(imports: Mapping[str, set[str]]) -> list[list[str]]:
    """Return the groups of modules that import one another (Tarjan, SIAM Journal on Computing 1, 1972)."""
    numbers: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        numbers[module] = lowest[module] = len(numbers)
        stack.append(module)
        for other in sorted(imports[module]):
            if other not in numbers:
                visit(other)
                lowest[module] = min(lowest[module], lowest[other])
            elif other in stack:
                lowest[module] = min(lowest[module], numbers[other])
        if lowest[module] == numbers[module]:
            start = stack.index(module)
            group = stack[start:]
            del stack[start:]
            if len(group) > 1:
                found.append(sorted(group))

    for module in sorted(imports):
        if module not in numbers:
            visit(module)
    return found


def get_longest_chain(imports: Mapping[str, set[str]]) -> int:
    """Return how many modules the longest chain of imports has, each imported by the one before."""
    lengths: dict[str, int] = {}

    def measure(module: str, above: frozenset[str]) -> int:
        if module not in lengths:
            below = [measure(other, above | {module}) for other in imports[module] - above - {module}]
            lengths[module] = 1 + max(below, default=0)
        return lengths[module]

    return max(measure(module, frozenset()) for module in sorted(imports))


def make_dot(imports: Mapping[str, set[str]]) -> str:
    """Return a graph of the floors in the language of Graphviz."""
    sizes = Counter(get_floor(module) for module in imports)
    edges = Counter((get_floor(module), get_floor(other)) for module, others in imports.items() for other in others)
    lines = [
        "digraph floors {",
        "  graph [rankdir=TB, bgcolor=white, pad=0.3, ranksep=0.35]",
        '  node [shape=box, style="rounded,filled", fillcolor="#eef4fb", color="#4a6785", fontname=Helvetica]',
        '  edge [color="#8a99a8", fontname=Helvetica, fontsize=9, fontcolor="#4a5560", arrowsize=0.6]',
    ]
    lines += [f'  {floor} [label="{floor}\\n{sizes[floor]} modules"]' for floor in FLOORS]
    lines += [f"  {above} -> {below} [style=invis, weight=100]" for above, below in pairwise(FLOORS)]
    for (floor, other), count in sorted(edges.items()):
        if floor != other and {floor, other} <= set(FLOORS):
            lines.append(f'  {other} -> {floor} [dir=back, constraint=false, label="{count}"]')
    return "\n".join([*lines, "}"])


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edges", action="store_true", help="list the imports that run backwards or form cycles")
    parser.add_argument("--dot", action="store_true", help="print the floors and their imports for Graphviz")
    given = parser.parse_args()
    graph = grimp.build_graph(PACKAGE, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    if given.dot:
        print(make_dot(imports))
        return
    backward = []
    for module, others in sorted(imports.items()):
        here = get_floor(module)
        for other in sorted(others):
            there = get_floor(other)
            if here in FLOORS and there in FLOORS and FLOORS.index(there) > FLOORS.index(here):
                backward.append(f"{module} -> {other}")
    cycles = find_cycles(imports)
    floors = {get_floor(module) for module in graph.modules} - {""}
    print(f"{len(imports)} modules, {sum(map(len, imports.values()))} imports, {len(floors)} names in the root")
    print(f"{len(backward)} backward imports")
    print(f"{len(cycles)} cycles: {', '.join(str(len(cycle)) for cycle in cycles) or 'none'} modules")
    print(f"longest chain: {get_longest_chain(imports)} modules")
    if given.edges:
        print("\n".join([*backward, *(f"cycle: {', '.join(cycle)}" for cycle in cycles)]))


if __name__ == "__main__":
    main()
