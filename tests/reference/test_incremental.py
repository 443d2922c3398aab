"""A build reads and writes what changed, and no more."""

from __future__ import annotations

import os
import time

import pytest
from reference.sites import CHAT, IDS, OLD

FILES = {
    "index.rst": "Home\n====\n\n.. toctree::\n\n   chat\n   called\n   old\n   errors\n   one-error\n   all\n   acme\n   beta\n   missing\n",
    "chat.rst": f"Chat\n====\n\n.. api-endpoint:: {CHAT}\n   :no-index:\n",
    "called.rst": "Called\n======\n\n.. api-endpoint:: POST /v1/chat\n",
    "old.rst": f"Old\n===\n\n.. api-endpoint:: {OLD}\n",
    "errors.rst": "Errors\n======\n\n.. gptproto-errors::\n",
    "one-error.rst": "One error\n=========\n\n.. gptproto-errors::\n   :only: no-balance\n   :no-index:\n",
    "all.rst": "All\n===\n\n.. api-index::\n   :pages: docs/api\n",
    "acme.rst": "Acme\n====\n\n.. api-index:: acme/draw-1\n   :pages: docs/api\n",
    "beta.rst": "Beta\n====\n\n.. api-endpoint:: beta/status\n",
    "missing.rst": "Missing\n=======\n\n.. api-endpoint:: acme/later\n",
}
QUIET = {"suppress_warnings": ["gptproto.endpoint", "ref.doc"]}


@pytest.fixture
def trial(site):
    trial = site(FILES)
    trial.build("html", **QUIET, strict=False)
    return trial


def ages(folder):
    own = {"search.html", "genindex.html", "api-endpointindex.html", "api-pathindex.html"}  # which Sphinx writes always
    paths = [path for path in folder.rglob("*") if path.suffix in {".html", ".mdx", ".json"} and path.name not in own]
    return {path: path.stat().st_mtime_ns for path in paths}


@pytest.mark.parametrize("builder", ["html", "mdx"])
def test_a_second_build_reads_and_writes_nothing(site, builder):
    trial = site()
    before = ages(trial.build(builder).out)
    again = trial.build(builder)
    assert (again.read, again.written) == ([], [])
    assert ages(again.out) == before


def test_even_where_names_are_no_ids_or_unknown(trial):
    again = trial.build("html", **QUIET)
    assert (again.read, again.written) == ([], [])


@pytest.mark.parametrize(
    ("file", "old", "new", "read"),
    [
        ("operations.yaml", "Whether to stream the", "Says whether to stream the", ["called", "chat"]),
        ("operations.yaml", "What the model says.", "What the model answers.", ["called", "chat", "old"]),
        ("operations.yaml", "# absent", "", None),
        ("service.yaml", "title: Insufficient balance", "title: No balance", ["called", "chat", "errors", "old", "one-error"]),
        ("service.yaml", "title: Invalid signature", "title: Bad signature", ["called", "chat", "errors"]),
        ("catalogue.yaml", "title: Edit", "title: Change", ["acme", "all"]),
        ("operations.yaml", "path: /v1/pictures/edits", "path: /v2/pictures/edits", ["acme", "all"]),
        ("catalogue.yaml", "description: Another maker.", "description: One more maker.", ["all"]),
        ("catalogue.yaml", "      status: {operation: getStatus}\n", "      status: {operation: getStatus}\n      again: {operation: getStatus, title: Again}\n", ["all"]),
        # Both have the same title then, so lists show another one for each.
        ("catalogue.yaml", "      status: {operation: getStatus}\n", "      status: {operation: getStatus}\n      again: {operation: getStatus}\n", ["all", "beta"]),
        ("catalogue.yaml", "      result: {operation: getResult}", "      later: {operation: getResult}", ["all", "missing"]),
    ],
)  # fmt: skip
def test_a_change_is_read_where_it_shows(trial, file, old, new, read):
    if read is None:
        path = trial.source / "registry" / file
        path.write_text(path.read_text(encoding="utf-8") + "\n# A comment changes nothing.\n", encoding="utf-8")
        read = []
    else:
        trial.edit(file, old, new)
    again = trial.build("html", **QUIET, strict=False)
    assert again.read == read
    assert set(read) <= set(again.written)


def test_a_page_of_several_follows_what_its_filters_let_pass(site):
    filtered = ".. api-endpoints:: acme\n   :exclude: acme/chat-1\n"
    files = {"index.rst": "Home\n====\n\n.. toctree::\n\n   some\n", "some.rst": f"Some\n====\n\n{filtered}"}
    trial = site(files)
    assert "Edit" in trial.build("html").text("some.html")
    assert trial.build("html").read == []
    for old, new, shown in (
        ("title: Edit", "title: Change", "Draw 1: Change"),  # one of them changes
        (
            "      result: {operation: getResult}",
            "      later: {operation: getResult}",
            "acme-later",
        ),  # one goes, one comes
        ("description: Another maker.", "description: One more maker.", None),  # something else changes
    ):
        trial.edit("catalogue.yaml", old, new)
        again = trial.build("html")
        assert again.read == (["some"] if shown else [])
        assert shown is None or shown in again.text("some.html")
    assert "endpoint-acme-result" not in again.text("some.html")


def test_generated_pages_follow_the_catalogue(site):
    trial = site()
    first = trial.build("html")
    page = first.out / "docs/api/acme/draw-1/edit.html"
    assert page.exists()
    trial.edit("catalogue.yaml", "title: Edit", "title: Change")
    second = trial.build("html")
    assert "Change" in second.text("docs/api/acme/draw-1/index.html")
    assert second.read == [
        "docs/api/acme/draw-1/edit",
        "docs/api/acme/draw-1/index",
        "docs/api/acme/index",
        "docs/api/index",
    ]
    trial.edit(
        "catalogue.yaml",
        "          edit: {operation: editPicture, title: Change}",
        "          paint: {operation: editPicture, title: Paint}",
    )
    third = trial.build("html")
    assert not (trial.source / "docs/api/acme/draw-1/edit.gptproto").exists()
    assert "docs/api/acme/draw-1/edit" not in third.app.env.found_docs
    assert "Paint" in third.text("docs/api/acme/draw-1/index.html")
    assert "edit.html" not in third.text("docs/api/acme/draw-1/index.html")


def test_a_page_that_went_leaves_no_output_in_mdx(site):
    trial = site()
    assert (trial.build("mdx").out / "docs/api/acme/draw-1/edit.mdx").exists()
    trial.edit(
        "catalogue.yaml",
        "          edit: {operation: editPicture, title: Edit}",
        "          paint: {operation: editPicture, title: Paint}",
    )
    built = trial.build("mdx")
    assert not (built.out / "docs/api/acme/draw-1/edit.mdx").exists()
    assert (built.out / "docs/api/acme/draw-1/paint.mdx").exists()
    assert "draw-1/edit" not in built.text("docs.json")


def test_a_link_from_elsewhere_marks_the_field_in_mdx(site):
    """The page of the field is written again, although nothing on it changed."""
    trial = site(
        {
            "index.rst": "Home\n====\n\n.. toctree::\n\n   chat\n",
            "chat.rst": f"Chat\n====\n\n.. api-endpoint:: {CHAT}\n",
        }
    )
    assert 'id="body-stream"' not in trial.build("mdx").text("chat.mdx")
    time.sleep(0.01)
    trial.write({"index.rst": f"Home\n====\n\n:api:param:`{CHAT}#body-stream`\n\n.. toctree::\n\n   chat\n"})
    os.utime(trial.source / "index.rst", (time.time() + 5, time.time() + 5))
    assert 'id="body-stream"' in trial.build("mdx").text("chat.mdx")


def test_values_of_conf_are_followed(site):
    trial = site()
    page = f"docs/api/{CHAT}.mdx"
    assert "default={false}" not in trial.build("mdx").text(page)
    assert "default={false}" in trial.build("mdx", gptproto_mdx_default="both").text(page)
    assert "```go Go" not in trial.build("mdx", gptproto_languages=["curl"]).text(page)


def test_what_is_remembered_of_a_registry_may_be_broken(site):
    trial = site()
    built = trial.build("html")
    remembered = list((built.app.doctreedir / "gptproto").glob("*"))
    assert len(remembered) == 1
    remembered[0].write_bytes(remembered[0].read_bytes()[:100])
    assert trial.build("html").read == []
    trial.edit("catalogue.yaml", "title: Edit", "title: Change")
    trial.build("html")
    assert list((built.app.doctreedir / "gptproto").glob("*")) == remembered
    assert len(IDS) == len(built.app.env.get_domain("api").registry)
