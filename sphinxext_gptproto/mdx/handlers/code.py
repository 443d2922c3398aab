"""Rules for code blocks: fences, with those options of Sphinx that Mintlify has, too."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, Any, Final

from docutils import nodes
from sphinx import addnodes

from ..tree import Fence, plain
from .images import numbered

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ..rules import Handler, PageWriter
    from ..tree import Parent

WRAPPED: Final[Mapping[type, Parent]] = {}
PASSED: Final[frozenset[type]] = frozenset({addnodes.production})
DROPPED: Final[frozenset[type | str]] = frozenset()

LANGUAGES: Final = {
    "none": "text",
    "guess": "text",
    "plain": "text",
    "py": "python",
    "py3": "python",
    "python3": "python",
    "pycon": "python",
    "pycon3": "python",
    "pytb": "python",
    "py3tb": "python",
    "ipython": "python",
    "ipython3": "python",
    "ipythonconsole": "python",
    "sh": "bash",
    "shell-session": "console",
    "rest": "rst",
    "restructuredtext": "rst",
    "c++": "cpp",
    "cfg": "ini",
    "doscon": "bat",
    "dosbatch": "bat",
    "batch": "bat",
    "html+jinja": "html",
    "html+django": "html",
    "udiff": "diff",
    "js": "javascript",
    "ts": "typescript",
    "yml": "yaml",
    "myst": "markdown",
    "md": "markdown",
    "ps1": "powershell",
}
"""Names in Mintlify's highlighter, by names of Pygments' lexers that differ from them."""


def language(name: str) -> str:
    """Return the name of a language in Mintlify's highlighter."""
    return LANGUAGES.get(name.lower(), name.lower() or "text")


def _guess_language(code: str) -> str:
    """Return Python for code that can be parsed as such, else text: what Sphinx does if no language is set."""
    if re.search(r"[=(:]|^(?:from|import) ", code, re.MULTILINE):
        try:
            ast.parse(code)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return "text"
        return "python"
    return "text"


def handle_literal_block(translator: PageWriter, node: nodes.literal_block) -> None:
    """Add a code block."""
    translator.add(*translator.anchors(node), fence(node))


def fence(node: nodes.literal_block, title: str = "") -> Fence:
    """Return the fence of a code block."""
    arguments: dict[str, Any] = node.get("highlight_args", {})
    meta = ["lines"] if node.get("linenos") else []
    if lines := arguments.get("hl_lines"):
        meta.append(f"highlight={{{_ranges(lines)}}}")
    name = str(node.get("language", "") or "default")
    code = node.astext()
    return Fence(code, _guess_language(code) if name == "default" else language(name), title, " ".join(meta))


def _ranges(numbers: list[int]) -> str:
    """Return line numbers in Mintlify's notation: ``1-3,5``."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ",".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def handle_doctest_block(translator: PageWriter, node: nodes.doctest_block) -> None:
    """Add a Python session."""
    translator.add(*translator.anchors(node), Fence(node.astext(), "python"))


def handle_container(translator: PageWriter, node: nodes.container) -> None:
    """Add a code block with its caption as the title; of any other container, its children."""
    code = next((child for child in node.children if isinstance(child, nodes.literal_block)), None)
    translator.add(*translator.anchors(node))
    if not node.get("literal_block") or code is None:
        translator.add(*translator.blocks(*node.children))
        return
    title = ""
    for child in node.children:
        if isinstance(child, nodes.caption):
            title = plain(numbered(translator, node, "code-block", translator.inlines(*child.children)))
    translator.add(*translator.anchors(code), fence(code, title))


# productionlist: production*


def handle_production_list(translator: PageWriter, node: addnodes.productionlist) -> None:
    """Add the productions of a grammar as a code block."""
    names = [child.get("tokenname", "") for child in node.children if isinstance(child, nodes.Element)]
    width = max(map(len, names), default=0)
    lines = []
    for child in node.children:
        if not isinstance(child, nodes.Element):
            continue
        for part in child.findall(nodes.Element):
            translator.add(*translator.anchors(part))
        text = child.astext()
        if "::=" not in text:  # before Sphinx 8.2 only writers added it
            name = child.get("tokenname", "")
            text = f"{name.ljust(width)} ::= {text.strip()}" if name else " " * (width + 5) + text.strip()
        lines.append(text.rstrip("\n"))
    translator.add(Fence("\n".join(lines)))


HANDLERS: Final[Mapping[type | str, Handler]] = {
    nodes.literal_block: handle_literal_block,
    nodes.doctest_block: handle_doctest_block,
    addnodes.productionlist: handle_production_list,
}
