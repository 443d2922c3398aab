"""The recipes in contributing.md work: each is applied to a copy of the package, and the result is tested."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from shutil import copytree, ignore_patterns

import pytest
from docs.outputs import DOCS

import sphinxext_gptproto

PACKAGE = Path(sphinxext_gptproto.__file__).parent
RECIPE = re.compile(r"^### (?P<title>.+)\n(?P<text>(?:(?!^##).*\n)*)", re.MULTILINE)
BLOCK = re.compile(
    r"^```\{code-block\} (?P<kind>\w+)\n:caption: (?P<file>\S+)\n\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL
)
NATIVE = """\
gptproto: 1
service: {title: T, servers: [{url: "https://a.example"}]}
errors:
  busy: {status: 503, title: Busy, message: Later, body: {}}
  gone: {status: 410, title: Gone, message: Never, body: {}}
operations:
  read: {method: GET, path: /a, summary: Read it, MORE responses: {'200': {description: OK}}}
"""
CONF = 'extensions = ["sphinxext_gptproto"]\ngptproto_registry = ["api.yaml"]\n'


def get_recipes():
    """Return the code blocks of each recipe that has any, by title."""
    text = (DOCS / "contributing.md").read_text(encoding="utf-8")
    recipes = text[text.index("## Recipes") : text.index("## Translations")]
    blocks_by_title = {match["title"]: [*BLOCK.finditer(match["text"])] for match in RECIPE.finditer(recipes)}
    return {title: blocks for title, blocks in blocks_by_title.items() if blocks}


def change(text, hunk):
    """Apply a hunk of a diff to a text, which must contain its old lines exactly once."""
    lines = [f"{line or ' '}\n" for line in hunk.strip("\n").split("\n")]
    old = "".join(line[1:] for line in lines if line[0] in " -")
    new = "".join(line[1:] for line in lines if line[0] in " +")
    assert text.count(old) == 1, f"found {text.count(old)} times, expected once:\n{old}"
    return text.replace(old, new)


class Copy:
    """A copy of the package, and a project that uses it."""

    def __init__(self, root):
        self.root = root
        copytree(PACKAGE, root / "sphinxext_gptproto", ignore=ignore_patterns("__pycache__", "bundled"))
        self.write({"source/conf.py": CONF, "source/api.yaml": NATIVE.replace("MORE", "")})

    def write(self, files):
        for name, text in files.items():
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            (self.root / name).write_text(text, encoding="utf-8")

    def apply(self, blocks):
        for block in blocks:
            path = self.root / block["file"]
            if block["kind"] == "diff":
                text = path.read_text(encoding="utf-8")
                for hunk in block["code"].split("@@\n"):
                    text = change(text, hunk)
                path.write_text(text, encoding="utf-8")
            else:
                self.write({block["file"]: block["code"]})

    def start(self, *arguments):
        """Run Python with the copy on its path, and return the process."""
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": str(self.root)},
            capture_output=True,
            text=True,
        )

    def run(self, *arguments):
        """Run Python with the copy on its path, which must succeed, and return its output."""
        result = self.start(*arguments)
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def build(self, index, builder="mdx", *options):
        """Build the project, and return its root page and the output of the build."""
        self.write({"source/index.rst": f"Home\n====\n\n{index}\n"})
        out = self.root / builder
        output = self.run("-m", "sphinx", "-W", "-E", "-b", builder, *options, "source", str(out))
        return next(out.glob("index.*")).read_text(encoding="utf-8"), output


def try_a_language_for_samples(copy):
    page, _output = copy.build(".. api-endpoint:: read\n   :languages: wget")
    assert "```bash Wget\n  wget --method=GET https://a.example/a\n" in page


def try_a_format_of_descriptions(copy):
    copy.write({"source/one.paths": "#!paths\nGET /things\n"})
    copy.write({"source/conf.py": CONF.replace("api.yaml", "one.paths")})
    page, _output = copy.build(".. api-endpoint:: things\n   :parts: overview")
    assert "GET /things" in page


def try_a_rule_of_check(copy):
    copy.write({"source/api.yaml": NATIVE.replace("MORE", "").replace("Read it", "Read it.")})
    result = copy.start("-m", "sphinxext_gptproto.cli.main", "check", "source/api.yaml")
    assert "api.yaml:7" in result.stdout
    assert "the summary is a title and must not end with a full stop; remove the full stop" in result.stdout


def try_an_option_of_a_directive(copy):
    page, _output = copy.build(".. gptproto-errors::\n   :status: 410")
    assert "Gone" in page
    assert "Busy" not in page


def try_a_field_of_the_registry(copy):
    copy.write({"source/api.yaml": NATIVE.replace("MORE", "since: '2.1',")})
    page, _output = copy.build(".. api-endpoint:: read")
    assert "Since version 2.1." in page


def try_a_node_of_another_extension_in_mdx(copy):
    extension = (
        "from docutils import nodes\nfrom docutils.parsers.rst import Directive\n\n\n"
        "class video_node(nodes.General, nodes.Element): ...\n\n\n"
        "class Video(Directive):\n    required_arguments = 1\n\n    def run(self):\n"
        "        return [video_node(primary_src=self.arguments[0])]\n\n\n"
        "def setup(app):\n    app.add_node(video_node)\n    app.add_directive('video', Video)\n"
    )
    copy.write({"video.py": extension, "source/conf.py": CONF.replace("]", ', "video"]', 1)})
    page, _output = copy.build("Watch:\n\n.. video:: /film.mp4")
    assert '<video src="/film.mp4" controls' in page


def try_a_command(copy):
    assert copy.run("-m", "sphinxext_gptproto.cli.main", "count", "source/api.yaml") == "1\n"


def try_a_configuration_value(copy):
    assert "gptproto: reading" in copy.build("Words.")[1]
    assert "gptproto: reading" not in copy.build("Words.", "mdx", "-D", "gptproto_quiet=1")[1]


def test_each_recipe_is_tried():
    assert {name_of(title) for title in get_recipes()} == {name for name in globals() if name.startswith("try_")}


def name_of(title):
    return "try_" + title.lower().replace(" ", "_")


@pytest.mark.parametrize("title", get_recipes())
def test_recipes(tmp_path, title):
    copy = Copy(tmp_path)
    copy.apply(get_recipes()[title])
    globals()[name_of(title)](copy)
