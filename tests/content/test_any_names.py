"""Any tree of names, in any format: each operation has one page, on file systems of every kind."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from loaders.trees import AWKWARD, MAKERS, RESPONSES, TREES, write_source

from sphinxext_gptproto.content.page_names import PageNames
from sphinxext_gptproto.loaders import load
from sphinxext_gptproto.reference.generated_pages.write import make_pages
from sphinxext_gptproto.spec.registry import SpecRegistry

BUILDERS = {
    "html": ("{}.html", "_sources/{}.gptproto.txt", "{}.md"),
    "dirhtml": ("{}/index.html", "_sources/{}.gptproto.txt", "{}/index.md"),
    "mdx": ("{}.mdx",),
    "text": ("{}.txt",),
    "json": ("{}.fjson",),
}
"""Files of a page in the output of each builder."""
SOURCES = ("{}.gptproto",)
TREES_OF_PAGES = ("{}.doctree",)
CATALOGUES = ("{}.po", "{}.mo")
RESERVED = re.compile(r"(con|prn|aux|nul|com[\d¹²³]|lpt[\d¹²³])(\..*)?", re.IGNORECASE)
MAX_BYTES = 143


def make_registry(folder, source):
    path = folder / "api.json"
    path.write_text(write_source(source), encoding="utf-8")
    specification, faults = load(path)
    registry = SpecRegistry()
    registry.add(specification)
    registry.seal()
    return registry, faults


def make_paths(tree):
    """Names are those of paths, in a file without operationIds."""
    paths = {f"/{number}/{'/'.join(names)}": {"get": {"responses": RESPONSES}} for number, names in enumerate(tree)}
    return {"openapi": "3.1.0", "info": {"title": "Shop", "version": "1"}, "paths": paths}


def check_files(docnames, patterns):
    """Check that files do not share a path with other files or folders on a file system that ignores case and form."""
    files = []
    for pattern in patterns:
        for docname in docnames:
            is_index = docname.rpartition("/")[2] == "index" and pattern.startswith("{}/index")
            files.append(pattern.format(docname) if not is_index else pattern.replace("{}/index", docname))
    folders = {
        "/".join(parts[:depth]) for file in files for parts in [file.split("/")] for depth in range(1, len(parts))
    }
    paths = [unicodedata.normalize("NFD", path).casefold() for path in files]
    paths += {unicodedata.normalize("NFD", path).casefold() for path in folders}
    assert len(paths) == len(set(paths))
    for path in {*files, *folders}:
        assert len(path.encode()) < 3000
        for part in path.split("/"):
            assert len(part.encode()) <= MAX_BYTES
            assert not RESERVED.fullmatch(part.rpartition(".")[0] or part)
            assert not re.search(r'[\x00-\x1f<>:"|?*\\#%]|[. ]\Z|\A ', part)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("names")


@pytest.mark.parametrize("make", [*MAKERS.values(), make_paths], ids=[*MAKERS, "paths"])
@given(tree=TREES)
@example(tree=[[name] for name in AWKWARD])
@example(tree=[[group, name] for group in AWKWARD[:12] for name in AWKWARD[:12]])
@example(tree=[[*AWKWARD[:depth]] for depth in range(1, 12)])
@example(tree=[["a"], ["a", "index"], ["a", "overview", "b"], ["a", "index", "b"], ["index"]])
@settings(max_examples=25)
def test_each_operation_has_one_page(folder, make, tree):
    source = make(tree)
    registry, faults = make_registry(folder, source)
    assert len(registry) == len(source.get("operations", tree))
    assert not [fault for fault in faults if "skipped" in fault.reason]
    names = PageNames(registry)
    assert all(names.get_id(names.get_endpoint(endpoint.id)) == endpoint.id for endpoint in registry)
    for builder, patterns in BUILDERS.items():
        pages = [f"docs/api/{name}" for name, _text in make_pages(registry, "docs/api", builder, registry, ())]
        assert len(pages) == len(set(pages))
        shown = {f"docs/api/{names.get_endpoint(endpoint.id)}" for endpoint in registry}
        assert len(shown) == len(registry)
        assert shown <= set(pages)
        for group in (patterns, SOURCES, TREES_OF_PAGES, CATALOGUES):
            check_files(pages, group)


@given(
    names=st.lists(st.sampled_from(AWKWARD) | st.text(min_size=1, max_size=600), min_size=1, max_size=8, unique=True)
)
@settings(max_examples=25)
def test_a_name_is_the_same_in_every_format(folder, names):
    """What differs is what each format refuses or numbers, so each name is tried alone."""
    for name in names:
        ids = set()
        for maker in ("openapi", "postman"):
            registry, _ = make_registry(folder, MAKERS[maker]([["Group", name]]))
            ids |= set(registry.endpoints)
        assert len(ids) == 1 or re.match(r"\s*(https?:|\{\{)|.*_\w+\Z|[\s\x00]*\Z", name)
