"""Small sites that document the registry beside this file, in temporary folders."""

from __future__ import annotations

import re
from contextlib import chdir
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from shutil import copytree
from typing import TYPE_CHECKING, Any

from sphinx import locale
from sphinx.application import Sphinx
from sphinx.util.console import strip_colors
from sphinx.util.docutils import docutils_namespace, patch_docutils

if TYPE_CHECKING:
    from collections.abc import Mapping

    from docutils import nodes

REGISTRY = Path(__file__).parent / "registry"
CHAT = "acme/chat-1/official-format/text-to-text"
OLD = "acme/chat-1/official-format"
IDS = (CHAT, OLD, "acme/draw-1/edit", "acme/result", "beta/status", "beta/status-in-full")
CONF = """\
project = "Trial"
copyright = "2026, Acme"
version = release = "1.0"
extensions = ["myst_parser", "sphinxext_gptproto"]
myst_enable_extensions = ["colon_fence"]
source_suffix = {".rst": "restructuredtext", ".md": "markdown"}
gptproto_registry = "registry"
html_copy_source = False
show_warning_types = True
templates_path = []
"""
"""The last: sphinx_book_theme appends to the list, which is Sphinx's own, for all later builds, where none is given."""
HOME = "Home\n====\n\n.. toctree::\n\n   docs/api/index\n"
SUBTYPE = re.compile(r"\[gptproto\.(\w+)\]")


@dataclass
class Built:
    """A build's output, and what it said and did."""

    app: Sphinx
    out: Path
    warnings: str
    read: list[str]
    trees: dict[str, nodes.document]

    def text(self, name: str) -> str:
        return (self.out / name).read_text(encoding="utf-8")

    def doctree(self, docname: str) -> nodes.document:
        """Return a page as its writer saw it."""
        return self.trees[docname]

    @property
    def written(self) -> list[str]:
        return sorted(self.trees)

    @property
    def subtypes(self) -> list[str]:
        return SUBTYPE.findall(self.warnings)


@dataclass
class Site:
    """A Sphinx project in a temporary folder."""

    root: Path

    @property
    def source(self) -> Path:
        return self.root / "source"

    def write(self, files: Mapping[str, str]) -> Site:
        for name, text in files.items():
            path = self.source / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return self

    def edit(self, name: str, old: str, new: str) -> None:
        """Change a file of the registry."""
        path = self.source / "registry" / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def build(
        self, builder: str = "html", *, out: str = "", parallel: int = 1, strict: bool = True, **config: Any
    ) -> Built:
        """Build the site as ``sphinx-build -n -W`` would; a warning fails the test unless it is expected."""
        warnings, folder = StringIO(), self.root / (out or builder)
        read: list[str] = []
        trees: dict[str, nodes.document] = {}
        locale.translators.clear()  # Sphinx would go on to speak the language of an earlier build
        with patch_docutils(self.source), docutils_namespace(), chdir(self.root):
            app = Sphinx(
                self.source,
                self.source,
                folder,
                self.root / f"{out or builder}-doctrees",
                builder,
                confoverrides={"nitpicky": True} | config,
                status=None,
                warning=warnings,
                parallel=parallel,
            )
            app.connect("source-read", lambda app, docname, source: read.append(docname))
            for event in ("doctree-resolved", "mdx-page-resolved"):  # the second sees what only MDX is given
                app.connect(event, lambda app, tree, docname: trees.update({docname: tree.deepcopy()}), priority=900)
            app.build()
        said = strip_colors(warnings.getvalue())
        if strict:
            assert not said, said
        return Built(app, folder, said, sorted(read), trees)


def make_site(root: Path, files: Mapping[str, str] | None = None) -> Site:
    """Return a site with the registry, and pages for all its endpoints unless other files are given."""
    site = Site(root)
    if files is None:
        site.write({"conf.py": CONF + 'gptproto_pages = "docs/api"\n', "index.rst": HOME})
    else:
        site.write({"conf.py": CONF, **files})
    if not (site.source / "registry").exists():
        copytree(REGISTRY, site.source / "registry")
    return site
