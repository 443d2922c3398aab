"""Roles find what is documented, here and in other projects; a second place is warned about."""

from __future__ import annotations

import posixpath

import pytest
from reference.sites import CHAT, OLD, make_site
from sphinx.util.inventory import InventoryFile

HOME = "Home\n====\n\n"


def directive(name, options=""):
    return f".. api-endpoint:: {name}\n{options}\n"


def roles(*words):
    return HOME + "\n\n".join(words) + "\n\n.. toctree::\n\n   chat\n   errors\n"


PAGES = {"chat.rst": "Chat\n====\n\n" + directive(CHAT), "errors.rst": "Errors\n======\n\n.. gptproto-errors::\n"}


@pytest.mark.parametrize(
    ("role", "address", "words"),
    [
        (f":api:endpoint:`{CHAT}`", f"chat.html#endpoint-{CHAT.replace('/', '-')}", "POST /v1/chat: Chat 1: Text to text"),
        (f":api:endpoint:`here <{CHAT}>`", f"chat.html#endpoint-{CHAT.replace('/', '-')}", "here"),
        (":api:endpoint:`createChat`", f"chat.html#endpoint-{CHAT.replace('/', '-')}", "POST /v1/chat: Chat 1: Text to text"),
        (":api:endpoint:`POST /v1/chat`", f"chat.html#endpoint-{CHAT.replace('/', '-')}", "POST /v1/chat: Chat 1: Text to text"),
        (f":api:param:`{CHAT}#body-messages-role`", "chat.html#body-messages-role", f"{CHAT}#body-messages-role"),
        (f":api:param:`the role <{CHAT}#body-messages-role>`", "chat.html#body-messages-role", "the role"),
        (":api:error:`no-balance`", "errors.html#error-no-balance", "403 - Insufficient balance"),
        (":api:error:`too poor <no-balance>`", "errors.html#error-no-balance", "too poor"),
        (":any:`no-balance`", "errors.html#error-no-balance", "no-balance"),
    ],
)  # fmt: skip
def test_roles(site, role, address, words):
    tree = site({"index.rst": roles(role), **PAGES}).build("html").doctree("index")
    link = next(node for node in tree.findall() if node.tagname == "reference" and node.get("internal"))
    assert link["refuri"] == address
    assert link.astext() == words


def test_links_to_parameters_have_a_target_in_mdx(site):
    role = f":api:param:`{CHAT}#body-stream`"
    built = site({"index.rst": roles(role), **PAGES}).build("mdx")
    assert "(/chat#body-stream)" in built.text("index.mdx")
    assert '<span id="body-stream" />\n\n<ParamField body="stream" type="boolean">' in built.text("chat.mdx")
    assert '<span id="body-filter" />\n\n<ParamField body="filter" type="object">' in built.text("chat.mdx")
    assert "Has the same fields as [`filter`](#body-filter)." in built.text("chat.mdx")
    assert '<ParamField body="offset" type="integer">' in built.text("chat.mdx")


@pytest.mark.parametrize(
    ("role", "message"),
    [
        (f":api:endpoint:`{CHAT[:-1]}`", f"no endpoint '{CHAT[:-1]}' is documented here; did you mean '{CHAT}'?"),
        (f":api:param:`{CHAT}#body-strem`", f"no param '{CHAT}#body-strem' is documented here; did you mean"),
        (":api:error:`no-balanc`", "no error 'no-balanc' is documented here; did you mean 'no-balance'?"),
        (f":api:endpoint:`{OLD}`", f"no endpoint '{OLD}' is documented here"),
    ],
)
def test_roles_that_find_nothing(site, role, message):
    built = site({"index.rst": roles(role), **PAGES}).build("html", strict=False)
    assert built.subtypes == ["endpoint"]
    assert message in built.warnings
    assert "index.rst:4: WARNING" in built.warnings


def test_other_projects_link_here(site, tmp_path):
    here = site({"index.rst": roles("Text."), **PAGES}).build("html")
    with (here.out / "objects.inv").open("rb") as file:
        inventory = InventoryFile.load(file, "https://docs.example.com", posixpath.join)
    assert {"api:endpoint", "api:param", "api:error"} <= set(inventory)
    text = f"{HOME}:external+acme:api:endpoint:`{CHAT}` :api:param:`role <{CHAT}#body-messages-role>` :api:error:`no-balance`\n"
    there = make_site(tmp_path / "there", {"index.rst": text}).build(
        "html",
        extensions=["myst_parser", "sphinxext_gptproto", "sphinx.ext.intersphinx"],
        intersphinx_mapping={"acme": ("https://docs.example.com", str(here.out / "objects.inv"))},
    )
    html = there.text("index.html")
    for address in ("chat.html#endpoint-acme", "chat.html#body-messages-role", "errors.html#error-no-balance"):
        assert f"https://docs.example.com/{address}" in html


@pytest.mark.parametrize("parallel", [1, 2])
def test_duplicates(site, parallel):
    names = [f"p{number}" for number in range(12)]
    files = {f"{name}.rst": f"{name}\n===\n\nText.\n" for name in names}
    files |= {name: "Page\n====\n\n" + directive(OLD) for name in ("a.rst", "z.rst")}
    text = HOME + f":api:endpoint:`{OLD}`\n\n.. toctree::\n\n   " + "\n   ".join(["a", *names, "z"]) + "\n"
    built = site({"index.rst": text, **files}).build("html", strict=False, parallel=parallel)
    assert built.subtypes == ["duplicate"]
    assert f"endpoint '{OLD}' is documented already in a; links go there; add :no-index: here" in built.warnings
    assert "z.rst" in built.warnings
    assert f'href="a.html#endpoint-{OLD.replace("/", "-")}"' in built.text("index.html")


def test_the_other_place_takes_over_when_the_first_one_goes(site):
    text = f"{HOME}:api:error:`no-balance`\n\n.. toctree::\n   :glob:\n\n   *\n"
    page = "Page\n====\n\n.. gptproto-errors::\n"
    trial = site({"index.rst": text, "a.rst": page, "b.rst": page})
    assert 'href="a.html#error-no-balance"' in trial.build("html").text("index.html")
    (trial.source / "a.rst").unlink()
    assert 'href="b.html#error-no-balance"' in trial.build("html").text("index.html")


def test_no_index(site):
    files = {
        f"{name}.rst": f"Page\n====\n\n{directive(OLD, options)}"
        for name, options in (("a", "   :no-index:\n"), ("b", ""))
    }
    text = HOME + f":api:endpoint:`{OLD}`\n\n.. toctree::\n\n   a\n   b\n"
    assert 'href="b.html#' in site({"index.rst": text, **files}).build("html").text("index.html")
