"""Sites of any tree of names: they are built without warnings, and each endpoint has one page."""

from __future__ import annotations

import shutil
import subprocess
import unicodedata
from collections import Counter

import pytest
from hypothesis import HealthCheck, example, given, settings
from loaders.trees import AWKWARD, MAKERS, TREES, write_source
from reference.sites import make_site
from sphinx.util.inventory import InventoryFile

EXPECTED = (
    "the escape \\ud800 is only half of a character; it is replaced by U+FFFD",
    "duplicate operationId",
)
"""Parts of the warnings that these sources deserve."""


def build_all(root, source):
    """Build a site of a source in two formats, and yield each result."""
    site = make_site(root).write({"api.json": write_source(source)})
    config = {"gptproto_registry": "api.json", "html_copy_source": True, "gptproto_markdown": True}
    for builder in ("html", "mdx"):
        yield builder, site.build(builder, strict=False, **config)


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
@given(tree=TREES)
@example(tree=[[name] for name in AWKWARD])
@example(tree=[[*AWKWARD[:depth]] for depth in range(1, 12)])
@settings(max_examples=1, derandomize=True, suppress_health_check=[*HealthCheck])
def test_each_endpoint_has_one_page(tmp_path_factory, make, tree):
    root = tmp_path_factory.mktemp("site")
    source = make(tree)
    for builder, built in build_all(root, source):
        assert not [line for line in built.warnings.splitlines() if not any(part in line for part in EXPECTED)]
        domain = built.app.env.get_domain("api")
        places = Counter(domain.objects["endpoint", endpoint.id].docname for endpoint in domain.registry)
        assert len(places) == len(source.get("operations", tree))
        for endpoint in domain.registry:
            docname = domain.objects["endpoint", endpoint.id].docname
            assert endpoint.operation.path in built.text(f"{docname}.{builder}")
        files = [path.relative_to(root) for path in root.rglob("*")]
        folded = Counter(unicodedata.normalize("NFD", str(path)).casefold() for path in files)
        assert max(folded.values()) == 1
        assert max(len(path.name.encode()) for path in files) <= 143
        if builder == "html":
            with (built.out / "objects.inv").open("rb") as file:
                inventory = InventoryFile.load(file, "", lambda base, uri: uri)
            assert set(inventory["api:endpoint"]) == {endpoint.id for endpoint in domain.registry}


@pytest.mark.skipif(shutil.which("git") is None, reason="Git is not installed")
def test_git_ignores_every_page(site):
    names = ["models[0]", "[a-z]", "!a", "{b}", "a&b", "index", "con", "$ref", "名/[*]"]
    trial = site().write({"api.json": write_source(MAKERS["native"]([[name] for name in names]))})
    trial.build("html", gptproto_registry="api.json")
    subprocess.run(["git", "init", "-q"], cwd=trial.source, check=True)
    command = ["git", "ls-files", "--others", "--exclude-standard", "docs"]
    assert subprocess.run(command, cwd=trial.source, check=True, capture_output=True, text=True).stdout == ""
