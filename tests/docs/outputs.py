"""The outputs that the documentation shows. ``python tests/docs/outputs.py`` writes them, and tests compare them."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path
from tempfile import TemporaryDirectory

DOCS = Path(__file__).parents[2] / "docs" / "source"
SNIPPETS = DOCS / "snippets"


def build(source: Path, out: Path, builder: str = "mdx", *options: str) -> str:
    """Build a project like this documentation, and return the messages of the build, which should be none."""
    command = [sys.executable, "-m", "sphinx", "-q", "-n", "-W", "--keep-going", "-b", builder, *options]
    result = subprocess.run(
        [*command, "-d", str(out) + ".doctrees", str(source), str(out)], capture_output=True, text=True, check=False
    )
    return result.stdout + result.stderr


def copy_snippets(folder: Path) -> Path:
    """Copy the snippets, so that builds do not write into their folder."""
    return Path(shutil.copytree(SNIPPETS, folder / "snippets"))


def make_outputs(folder: Path) -> dict[str, str]:
    """Return the files in ``snippets`` that are outputs of other files there, by path."""
    snippets = copy_snippets(folder)
    messages = build(snippets / "quickstart", folder / "quickstart") + build(snippets / "registry", folder / "registry")
    messages += build(snippets / "registry", folder / "html", "html", "-D", "gptproto_markdown=1")
    assert not messages, messages
    page = (folder / "quickstart" / "index.mdx").read_text(encoding="utf-8")
    curl = re.search(r"^ *```bash cURL\n(.*?)^ *```", page, re.MULTILINE | re.DOTALL)
    assert curl
    reference = snippets / "registry" / "docs" / "api"
    check = [sys.executable, "-m", "sphinxext_gptproto.cli.check"]
    faults = subprocess.run(
        [*check, "api.yaml"], cwd=snippets / "faults", capture_output=True, text=True, check=False
    ).stdout
    convert = [sys.executable, "-m", "sphinxext_gptproto.cli.main", "convert", "lingua.json", "--force"]
    report = subprocess.run(convert, cwd=snippets / "convert", capture_output=True, text=True, check=False).stdout
    return {
        "convert/registry.yaml": (snippets / "convert" / "registry.yaml").read_text(encoding="utf-8"),
        "convert/output.txt": report,
        "quickstart/index.mdx": page,
        "quickstart/sample.sh": textwrap.dedent(curl[1]),
        "registry/pages.txt": "".join(
            f"docs/api/{path.relative_to(reference).with_suffix('').as_posix()}\n"
            for path in sorted(reference.rglob("*.gptproto"))
        ),
        "registry/translate.mdx": (
            folder / "registry" / "docs" / "api" / "lingua" / "lingua-large" / "glossary" / "translate.mdx"
        ).read_text(encoding="utf-8"),
        "registry/translate.md": (
            folder / "html" / "docs" / "api" / "lingua" / "lingua-large" / "glossary" / "translate.md"
        ).read_text(encoding="utf-8"),
        "faults/output.txt": faults,
    }


if __name__ == "__main__":
    with TemporaryDirectory() as temporary:
        for name, text in make_outputs(Path(temporary)).items():
            (SNIPPETS / name).write_text(text, encoding="utf-8")
