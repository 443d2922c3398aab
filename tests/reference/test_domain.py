"""Roles find what is documented, here and in other projects; a second place is warned about."""

from __future__ import annotations

import posixpath
import re

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
        (f":api:endpoint:`{CHAT[:-1]}`", f"no page documents the endpoint '{CHAT[:-1]}'; did you mean '{CHAT}'?"),
        (f":api:param:`{CHAT}#body-strem`", f"no page documents the param '{CHAT}#body-strem'; did you mean"),
        (":api:error:`no-balanc`", "no page documents the error 'no-balanc'; did you mean 'no-balance'?"),
        (f":api:endpoint:`{OLD}`", f"no page documents the endpoint '{OLD}'"),
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
    assert f"endpoint '{OLD}' is already documented in a, and links lead there; add :no-index: here" in built.warnings
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


def test_any_finds_what_the_roles_find(site):
    role = ":any:`createChat` :any:`POST /v1/chat` :any:`no-balance`"
    tree = site({"index.rst": roles(role), **PAGES}).build("html").doctree("index")
    links = [node["refuri"] for node in tree.findall() if node.tagname == "reference" and node.get("internal")]
    chat = f"chat.html#endpoint-{CHAT.replace('/', '-')}"
    assert links[:3] == [chat, chat, "errors.html#error-no-balance"]


def test_a_name_that_fits_several_names_them(site):
    files = {"index.rst": f"{HOME}:api:endpoint:`GET /status`\n\n.. api-endpoints:: beta\n"}
    trial = site(files)
    built = trial.build("html", strict=False)
    assert "'GET /status' matches 2 operations; use one of 'beta/status', 'beta/status-in-full'" in built.warnings


def test_schemas_have_roles_and_one_place(site):
    page = "{0}\n===\n\n.. api-schema:: Content\n"
    text = f"{HOME}:api:schema:`Content`\n\n.. toctree::\n\n   one\n   two\n"
    built = site({"index.rst": text, "one.rst": page.format("One"), "two.rst": page.format("Two")}).build(
        "html", strict=False
    )
    assert built.subtypes == ["duplicate"]
    assert "schema 'Content' is already documented in one, and links lead there; add :no-index: here" in built.warnings
    assert 'href="one.html#schema--content"' in built.text("index.html")


def test_the_search_has_endpoints_and_what_their_requests_begin_with(site):
    """What is nested, answered, or sent with every request is in the inventory, and found as text."""
    domain = site({"index.rst": roles("Text."), **PAGES}).build("html").app.env.get_domain("api")
    priorities = {name.rpartition("#")[2]: priority for name, *_, priority in domain.get_objects()}
    assert priorities[CHAT] == 1
    assert priorities["body-stream"] == priorities["no-balance"] == 2
    assert priorities["body-messages-role"] == priorities["header-authorization"] == -1
    assert {priority for name, priority in priorities.items() if name.startswith("response-")} == {-1}


def test_indices(pages):
    built = pages.build("html")
    by_level, by_path = built.text("api-endpointindex.html"), built.text("api-pathindex.html")
    assert re.findall(r'class="cap" id="cap-([^"]+)"', by_level) == ["Acme", "Beta"]
    assert re.findall(r'class="cap" id="cap-([^"]+)"', by_path) == ["chat", "pictures", "results", "status"]
    address = f"docs/api/{CHAT}.html#endpoint-{CHAT.replace('/', '-')}"
    for html, words in ((by_level, "Chat 1: Text to text"), (by_path, "POST /v1/chat")):
        assert re.search(rf'<a href="{re.escape(address)}"><code class="xref">{re.escape(words)}</code></a>', html)
    for html in (by_level, by_path):
        for link in re.findall(r'href="(docs/api/[^"#]+)#([^"]+)"', html):
            assert f'id="{link[1]}"' in built.text(link[0])
    assert "Deprecated:" in by_level


def test_several_endpoints_of_a_path_stand_below_it(site):
    trial = site({"index.rst": f"{HOME}.. api-endpoints:: beta\n\n:ref:`api-pathindex`\n"})
    built = trial.build("html")
    html = built.text("api-pathindex.html")
    assert html.count("GET /status") == 1
    assert html.count('<tr class="cg-1">') == 2
    assert (
        '<a class="reference internal" href="api-pathindex.html"><span class="std std-ref">Path Index</span></a>'
        in (built.text("index.html"))
    )


def test_indices_stand_in_pdf_with_all_they_say(pages):
    text = pages.build("latex").text("trial.tex")
    assert r"\renewcommand{\indexname}{Endpoint Index}" in text
    assert r"\sphinxstyleindexentry{Chat 1: Text to text}\sphinxstyleindexextra{POST /v1/chat}" in text
    assert r"\sphinxstyleindexentry{POST /v1/chat}\sphinxstyleindexextra{Chat 1: Text to text}" in text


def test_a_project_without_endpoints_has_no_index(site):
    out = site({"index.rst": "Home\n====\n"}).build("html").out
    assert not list(out.glob("api-*"))
    assert "gptproto-search.js" not in (out / "search.html").read_text(encoding="utf-8")


def test_parts_of_an_endpoint_stand_in_the_contents_of_the_page(pages):
    contents = pages.build("html").app.env.tocs[f"docs/api/{CHAT}"].astext()
    assert contents.split("\n\n") == [
        "Chat 1: Text to text", "Authentication", "Request body", "Request samples", "Response", "Errors",
    ]  # fmt: skip


def test_a_project_links_to_endpoints_and_parameters_of_another(site, tmp_path):
    here = site({"index.rst": roles("Text."), **PAGES}).build("html")
    text = f"""{HOME}
:external+acme:api:endpoint:`{CHAT}`

:external:api:param:`{CHAT}#body-messages-role`

:api:endpoint:`{CHAT}`

:api:param:`the role <{CHAT}#body-messages-role>`

:api:error:`no-balance`
"""
    there = make_site(tmp_path / "there", {"index.rst": text})
    chat = f"https://docs.example.com/chat.html#endpoint-{CHAT.replace('/', '-')}"
    role = "https://docs.example.com/chat.html#body-messages-role"
    for builder in ("html", "mdx"):
        built = there.build(  # without a warning
            builder,
            extensions=["myst_parser", "sphinxext_gptproto", "sphinx.ext.intersphinx"],
            intersphinx_mapping={"acme": ("https://docs.example.com", str(here.out / "objects.inv"))},
        )
        links = [
            (node["refuri"], node.astext()) for node in built.doctree("index").findall() if node.tagname == "reference"
        ]
        assert links == [
            (chat, "POST /v1/chat: Chat 1: Text to text"),
            (role, "role"),
            (chat, "POST /v1/chat: Chat 1: Text to text"),
            (role, "the role"),
            ("https://docs.example.com/errors.html#error-no-balance", "403 - Insufficient balance"),
        ]
