"""Every example in the documentation is built, loaded or run, so that the documentation stays correct."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from types import ModuleType
from typing import TYPE_CHECKING

import pytest
import yaml
from docs.outputs import DOCS, SNIPPETS, build, copy_snippets, make_outputs
from sphinx.config import Config

from sphinxext_gptproto.loaders import load
from sphinxext_gptproto.mdx.options import MdxOptions
from sphinxext_gptproto.reference.config import GptprotoConfig

if TYPE_CHECKING:
    from pathlib import Path

ROOT = DOCS.parents[1]
PAGES = [*sorted(DOCS.glob("*.md")), ROOT / "README.md", ROOT / "README.zh-CN.md"]
FENCE = re.compile(r"^(?P<indent> *)```(?P<language>\w+)\n(?P<code>.*?)^(?P=indent)```$", re.MULTILINE | re.DOTALL)
NAMED = re.compile(r"api:(?:endpoint|param):`(?:[^`<]*<)?(?P<id>[^`#>]+)")


def fences(*languages: str) -> dict[str, str]:
    """Return the code blocks of the documentation in these languages, by page and number."""
    return {
        f"{page.stem}-{number}": match["code"]
        for page in PAGES
        for number, match in enumerate(FENCE.finditer(page.read_text(encoding="utf-8")))
        if match["language"] in languages
    }


@pytest.fixture(scope="session")
def outputs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return make_outputs(tmp_path_factory.mktemp("outputs"))


@pytest.mark.parametrize(
    "name",
    [
        "quickstart/index.mdx",
        "quickstart/sample.sh",
        "registry/pages.txt",
        "registry/translate.mdx",
        "registry/translate.md",
        "faults/output.txt",
    ],
)
def test_outputs_are_what_the_pages_show(outputs: dict[str, str], name: str) -> None:
    assert outputs[name] == (SNIPPETS / name).read_text(encoding="utf-8"), "run: python tests/docs/outputs.py"


@pytest.mark.parametrize("builder", ["html", "mdx", "text"])
@pytest.mark.parametrize("project", ["quickstart", "quickstart-myst", "registry", "mintlify"])
def test_projects_build(tmp_path: Path, project: str, builder: str) -> None:
    assert build(copy_snippets(tmp_path) / project, tmp_path / "out", builder) == ""


def test_both_languages_of_the_quickstart_give_the_same_page(tmp_path: Path) -> None:
    snippets = copy_snippets(tmp_path)
    assert (SNIPPETS / "quickstart/api.yaml").read_bytes() == (SNIPPETS / "quickstart-myst/api.yaml").read_bytes()
    build(snippets / "quickstart-myst", tmp_path / "out")
    page = (tmp_path / "out" / "index.mdx").read_text(encoding="utf-8")
    assert page == (SNIPPETS / "quickstart/index.mdx").read_text(encoding="utf-8")


def test_the_chinese_readme_has_the_commands_of_the_english_one() -> None:
    english, chinese = (
        {code for name, code in fences("bash", "rst").items() if name.rpartition("-")[0] == readme}
        for readme in ("README", "README.zh-CN")
    )
    assert len(english) >= 5
    assert english <= chinese


@pytest.mark.parametrize("source", ["quickstart/api.yaml", "registry/registry"])
def test_registries_have_no_fault(source: str) -> None:
    assert load(SNIPPETS / source)[1] == []


def test_markup_builds(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    markup = {name: code for name, code in fences("rst", "md").items() if "external+" not in code}
    ids = {match["id"] for code in markup.values() for match in NAMED.finditer(code)}
    assert len(markup) > 8
    pages = {f"{name}.{'rst' if '.. ' in code or ':api:' in code else 'md'}": code for name, code in markup.items()}
    pages["targets.rst"] = "\n\n".join(f".. api-endpoint:: {name}" for name in sorted(ids))
    # The markup links to generated pages, which would take long to build here: replace them with stubs.
    bundled = load(ROOT / "sphinxext_gptproto" / "bundled")[0]
    linked = [name for name in bundled.endpoints if name.startswith("openai/gpt-4o-image")]
    pages |= {f"docs/api/{name}.rst": "Generated" for name in linked}
    pages["docs/api/index.rst"] = "Generated"
    for name, text in pages.items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        title = "---\norphan: true\n---\n\n# Page\n\n" if name.endswith(".md") else ":orphan:\n\nPage\n====\n\n"
        path.write_text(title + text, encoding="utf-8")
    (source / "conf.py").write_text(
        'extensions = ["myst_parser", "sphinxext_gptproto"]\n'
        'myst_enable_extensions = ["colon_fence"]\n'
        'suppress_warnings = ["gptproto.duplicate", "toc.not_included", "toc.multiple_toc_parents"]\n'
        'root_doc = "targets"\n'
        'museum = {"name": "museum", "versions": {"2.0": "museum-2.yaml", "1.0": "museum-1.yaml"}}\n'
        'gptproto_registry = ["bundled", museum]\n',
        encoding="utf-8",
    )
    for version in (1, 2):  # what the example of api-changes names
        (source / f"museum-{version}.yaml").write_text(
            f"openapi: 3.1.0\ninfo: {{title: Museum, version: '{version}'}}\npaths:\n"
            f"  /v{version}: {{get: {{operationId: getHours, responses: {{'200': {{description: OK}}}}}}}}\n",
            encoding="utf-8",
        )
    assert build(source, tmp_path / "out", "html") == ""


@pytest.mark.parametrize("name", fences("python"))
def test_python_fences_hold_values_that_exist(name: str) -> None:
    values: dict[str, object] = {}
    exec(fences("python")[name], values)
    declared = {value.name: value for group in (GptprotoConfig, MdxOptions) for value in group.get_declarations()}
    known = {*declared, *Config.config_values, "extensions", "html_baseurl", "latex_engine"}
    own = {key for key, value in values.items() if not key.startswith("__") and not isinstance(value, ModuleType)}
    assert own
    assert own <= known
    for key in own & declared.keys():
        assert declared[key].check(values[key]) is None


def test_shell_fences_parse() -> None:
    for name, code in fences("bash").items():
        result = subprocess.run(["bash", "-n"], input=code, text=True, capture_output=True, check=False)
        assert result.returncode == 0, f"{name}: {result.stderr}"


def test_read_the_docs_commands_run(tmp_path: Path) -> None:
    settings = yaml.safe_load((SNIPPETS / "readthedocs/readthedocs.yaml").read_text(encoding="utf-8"))
    copy_snippets(tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "snippets/quickstart").rename(tmp_path / "docs/source")
    (tmp_path / "output/html").mkdir(parents=True)
    environment = {**os.environ, "READTHEDOCS_OUTPUT": str(tmp_path / "output")}
    for command in settings["build"]["jobs"]["post_build"]:
        command = command.replace("python -m", f"{sys.executable} -m")
        subprocess.run(["bash", "-ec", command], cwd=tmp_path, env=environment, check=True, capture_output=True)
    assert (tmp_path / "output/html/mdx.tar.gz").is_file()


def test_publishing_step_pushes_the_site(tmp_path: Path) -> None:
    workflow = yaml.safe_load((SNIPPETS / "mintlify/publish.yml").read_text(encoding="utf-8"))
    step = workflow["jobs"]["publish"]["steps"][-1]["run"]
    (tmp_path / "build/mdx").mkdir(parents=True)
    (tmp_path / "build/mdx/docs.json").write_text("{}", encoding="utf-8")
    remote = tmp_path / "remote.git"
    subprocess.run(["git", "init", "-q", "--bare", str(remote)], check=True)
    environment = {**os.environ, "REMOTE": str(remote), "GITHUB_SHA": "abc"}
    subprocess.run(["bash", "-ec", step], cwd=tmp_path, env=environment, check=True, capture_output=True)
    git = ["git", "-C", str(remote), "ls-tree", "--name-only", "mintlify"]
    assert subprocess.run(git, check=True, capture_output=True, text=True).stdout == "docs.json\n"


def test_readme_names_the_two_commands_that_build_and_test() -> None:
    section = (ROOT / "README.md").read_text(encoding="utf-8").split("\n## Develop\n")[1]
    block = section.split("```bash\n")[1].split("```")[0]
    assert block == "pip install tox && tox run -e docs\npip install tox && tox run -e tests\n"
