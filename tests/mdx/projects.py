"""Small Sphinx projects in temporary folders."""

from __future__ import annotations

import json
from dataclasses import dataclass
from io import StringIO
from typing import TYPE_CHECKING, Any

from sphinx.application import Sphinx
from sphinx.util.console import strip_colors
from sphinx.util.docutils import docutils_namespace, patch_docutils

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

CONF = """\
project = "Trial"
extensions = ["mdx.builder_only", {extensions}]
"""

INDEX = "Home\n====\n\n.. toctree::\n   :caption: All\n\n   a\n   Bee <sub/b>\n"
FILES = {"index.rst": INDEX, "a.rst": "A\n=\n\nText.\n", "sub/b.rst": "B\n=\n\nSee :doc:`/a`.\n"}
"""Two pages, and one that lists them."""


@dataclass
class Built:
    """The output of a build, and its warnings."""

    out: Path
    warnings: str
    app: Sphinx

    def page(self, name: str) -> str:
        return (self.out / f"{name}.mdx").read_text(encoding="utf-8")

    def docs_json(self) -> dict[str, Any]:
        return json.loads((self.out / "docs.json").read_text(encoding="utf-8"))


@dataclass
class Project:
    """A Sphinx project in a temporary folder."""

    root: Path

    @property
    def source(self) -> Path:
        return self.root / "source"

    def write(self, files: Mapping[str, str | bytes]) -> Project:
        for name, content in files.items():
            path = self.source / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return self

    def build(
        self,
        *,
        out: str = "site",
        parallel: int = 1,
        strict: bool = True,
        setup: Callable[[Sphinx], None] | None = None,
        **config: Any,
    ) -> Built:
        """Build the site; a warning fails the test unless it is expected."""
        warnings = StringIO()
        with patch_docutils(self.source), docutils_namespace():
            app = Sphinx(
                self.source,
                self.source,
                self.root / out,
                self.root / f"{out}-doctrees",
                "mdx",
                confoverrides=config,
                status=None,
                warning=warnings,
                parallel=parallel,
            )
            if setup is not None:
                setup(app)
            app.build()
        if strict:
            assert not warnings.getvalue(), strip_colors(warnings.getvalue())
        return Built(self.root / out, strip_colors(warnings.getvalue()), app)


def make_project(root: Path, files: Mapping[str, str | bytes], extensions: tuple[str, ...] = ()) -> Project:
    names = ", ".join(map(repr, extensions))
    return Project(root).write({"conf.py": CONF.format(extensions=names), **files})


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files of a folder, by their path in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
