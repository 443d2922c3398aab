"""Count the package's modules and imports, the imports that point backwards or form cycles, and the longest chain.

    pip install import-linter
    python benchmarks/measure_imports.py [--edges]
    python benchmarks/measure_imports.py --dot | dot -Tsvg -o docs/source/figures/layers.svg

Imports under ``TYPE_CHECKING`` and inside functions are included. A layer is a folder of the package; an import is
backward if a module imports from a later layer than its own. ``--edges`` lists the backward imports and the cycles.
``--dot`` prints the layers as a Graphviz graph, in the order of the data flow; the numbers on its arrows count imports.
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
LAYERS = ("spec", "loaders", "samples", "export", "content", "mdx", "reference", "formats", "cli", "extension")


def get_layer(module: str) -> str:
    """Return the name of the top-level folder or module of the package to which a module belongs."""
    return [*module.split("."), ""][1]


def find_cycles(imports: Mapping[str, set[str]]) -> list[list[str]]:
    """Return the groups of modules that import one another.

    These are the strongly connected components with more than one module, found by Tarjan's algorithm (SIAM Journal on
    Computing 1, 1972).
    """
    numbers: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    cycles: list[list[str]] = []

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
                cycles.append(sorted(group))

    for module in sorted(imports):
        if module not in numbers:
            visit(module)
    return cycles


def get_longest_chain(imports: Mapping[str, set[str]]) -> int:
    """Return the number of modules in the longest chain in which each module imports the next one."""
    lengths: dict[str, int] = {}

    def measure(module: str, ancestors: frozenset[str]) -> int:
        if module not in lengths:
            imported = imports[module] - ancestors - {module}
            lengths[module] = 1 + max((measure(other, ancestors | {module}) for other in imported), default=0)
        return lengths[module]

    return max(measure(module, frozenset()) for module in sorted(imports))


def make_dot(imports: Mapping[str, set[str]]) -> str:
    """Return a graph of the layers in Graphviz's DOT language."""
    sizes = Counter(get_layer(module) for module in imports)
    edges = Counter((get_layer(module), get_layer(other)) for module, others in imports.items() for other in others)
    lines = [
        "digraph layers {",
        "  graph [rankdir=TB, bgcolor=white, pad=0.3, ranksep=0.35]",
        '  node [shape=box, style="rounded,filled", fillcolor="#eef4fb", color="#4a6785", fontname=Helvetica]',
        '  edge [color="#8a99a8", fontname=Helvetica, fontsize=9, fontcolor="#4a5560", arrowsize=0.6]',
    ]
    lines += [f'  {layer} [label="{layer}\\n{sizes[layer]} modules"]' for layer in LAYERS]
    lines += [f"  {layer} -> {next_layer} [style=invis, weight=100]" for layer, next_layer in pairwise(LAYERS)]
    for (layer, other), count in sorted(edges.items()):
        if layer != other and {layer, other} <= set(LAYERS):
            lines.append(f'  {other} -> {layer} [dir=back, constraint=false, label="{count}"]')
    return "\n".join([*lines, "}"])


def main() -> None:
    """Print the counts, or the graph."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--edges", action="store_true", help="list backward imports and cycles")
    parser.add_argument("--dot", action="store_true", help="print the layers and their imports as a Graphviz graph")
    arguments = parser.parse_args()
    graph = grimp.build_graph(PACKAGE, cache_dir=None)
    imports = {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}
    if arguments.dot:
        print(make_dot(imports))
        return
    backward = []
    for module, others in sorted(imports.items()):
        layer = get_layer(module)
        for other in sorted(others):
            other_layer = get_layer(other)
            if layer in LAYERS and other_layer in LAYERS and LAYERS.index(other_layer) > LAYERS.index(layer):
                backward.append(f"{module} -> {other}")
    cycles = find_cycles(imports)
    top_level = {get_layer(module) for module in graph.modules} - {""}
    print(f"{len(imports)} modules, {sum(map(len, imports.values()))} imports, {len(top_level)} top-level names")
    print(f"{len(backward)} backward imports")
    sizes = f", of {', '.join(str(len(cycle)) for cycle in cycles)} modules" if cycles else ""
    print(f"{len(cycles)} cycles{sizes}")
    print(f"longest chain: {get_longest_chain(imports)} modules")
    if arguments.edges:
        print("\n".join([*backward, *(f"cycle: {', '.join(cycle)}" for cycle in cycles)]))


if __name__ == "__main__":
    main()
