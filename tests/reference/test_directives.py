"""The directives, in reStructuredText and in MyST: what nodes they make, what they refuse, where they may stand."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from docutils import nodes
from reference.directives import all_of, endpoint, page, part_titles
from reference.sites import CHAT, OLD

from sphinxext_gptproto.reference import nodes as ours

RST = """\
Page
====

.. api-endpoint:: {name}
   :parts: overview parameters body errors
   :languages: python, curl

   Mind the *gap*.

.. gptproto-errors::
   :only: no-balance

   Said before.
"""
MYST = """\
# Page

```{{api-endpoint}} {name}
:parts: overview parameters body errors
:languages: python, curl

Mind the *gap*.
```

:::{{gptproto-errors}}
:only: no-balance

Said before.
:::
"""


def lexers(tree):
    return [sample["fence"] for sample in all_of(next(tree.findall(ours.api_samples)), ours.api_sample)]


# -- nodes ------------------------------------------------------------------------------------------------------------


def test_tree(site, file_regression):
    built = site({"index.rst": page(endpoint(CHAT, "languages: curl"))}).build("dummy")
    tree = built.doctree("index")
    tree["source"] = ""
    text = re.sub(r' translation_progress="[^"]*"', "", tree.pformat())
    text = text.replace('="True"', '="1"').replace('="False"', '="0"')  # as docutils 0.22 writes them
    file_regression.check(text, encoding="utf-8", extension=".txt")


def test_rst_and_myst_give_the_same_tree(site):
    files = {"index.rst": RST.format(name=OLD), "other/a.md": ":orphan:\n", "b.md": MYST.format(name=OLD)}
    del files["other/a.md"]
    trial = site({**files, "index.rst": page(".. toctree::\n\n   a\n   b"), "a.rst": files["index.rst"]})
    built = trial.build("dummy", suppress_warnings=["gptproto.duplicate"])

    def shown(docname):
        tree = built.doctree(docname)
        return [
            [re.sub(r' (source|line|file|translation_progress)="[^"]*"', "", child.pformat()) for child in part]
            for part in tree.findall(nodes.section)
        ]

    assert shown("a") == shown("b")
    assert part_titles(built.doctree("a")) == ["Request body", "Errors"]


def test_the_tree_read_has_no_content_yet(site):
    built = site({"index.rst": page(endpoint(CHAT, content="Own words."))}).build("dummy")
    tree = built.app.env.get_doctree("index")
    assert [title.astext() for title in tree.findall(nodes.title)][:3] == ["Page", "Authentication", "Request body"]
    assert all_of(tree, ours.api_parameter) == []
    assert "Own words." in tree.astext()


def test_parts_and_languages(site):
    options = ["parts: samples overview", "languages: go curl"]
    built = site({"index.rst": page(endpoint(CHAT, *options))}).build("dummy")
    tree = built.doctree("index")
    assert part_titles(tree) == ["Request samples"]
    assert lexers(tree) == ["go", "bash"]
    assert "Answers a conversation." in tree.astext()


def test_parts_and_languages_of_the_project(site):
    config = {"gptproto_parts": ["errors", "samples"], "gptproto_languages": ["javascript"]}
    tree = site({"index.rst": page(endpoint(CHAT))}).build("dummy", **config).doctree("index")
    assert part_titles(tree) == ["Errors", "Request samples"]
    assert lexers(tree) == ["javascript"]


def test_own_content_stands_behind_the_overview(site):
    built = site({"index.rst": page(endpoint(CHAT, content="Own *words*."))}).build("dummy")
    head = next(built.doctree("index").findall(ours.api_endpoint))
    assert [child.astext() for child in head.children][-2:] == ["Quick with words.", "Own words."]
    assert isinstance(head.children[-1][1], nodes.emphasis)


def test_errors_of_an_endpoint_and_of_all(site):
    text = page(".. gptproto-errors::", f".. gptproto-errors:: {OLD}", ".. gptproto-errors::\n   :only: no-balance")
    tree = site({"index.rst": text}).build("dummy").doctree("index")
    blocks = all_of(tree, ours.api_error)
    assert [block["error"] for block in blocks] == ["invalid-signature", "no-balance", "no-balance", "no-balance"]
    anchors = [block["ids"][0] for block in blocks]
    assert anchors[:2] == ["error-invalid-signature", "error-no-balance"]
    assert len(set(anchors)) == 4


@pytest.mark.parametrize("name", ["createChat", "POST /v1/chat", "post /v1/chat", CHAT])
def test_look_up(site, name):
    head = next(site({"index.rst": page(endpoint(name))}).build("dummy").doctree("index").findall(ours.api_endpoint))
    assert (head["method"], head["path"]) == ("POST", "/v1/chat")
    assert head["endpoint"] == (name if name == CHAT else "createChat")


# -- places -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("builder", ["html", "mdx"])
def test_several_on_a_page(site, builder):
    trial = site({"index.rst": page(endpoint(CHAT), endpoint(OLD), endpoint(CHAT, "no-index:"))})
    built = trial.build(builder)
    tree = built.doctree("index")
    anchors = [anchor for node in tree.findall(nodes.Element) for anchor in node.get("ids", ())]
    assert len(anchors) == len(set(anchors))
    if builder == "html":
        assert "acme-chat-1-official-format-body-line" in anchors
    text = built.text(f"index.{builder}")
    ids = re.findall(r'\sid="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert "body-messages-role" in ids
    if builder == "mdx":
        assert text.count("<CodeGroup>") == 3
        assert "RequestExample" not in text
        assert "ResponseExample" not in text
        assert "\napi:" not in text
        assert "**POST** `/v1/chat`" in text


@pytest.mark.parametrize("title", ["Errors", "Response", "Body model"])
def test_anchors_are_not_those_of_titles(site, title):
    text = f"{title}\n{'=' * 10}\n\n{endpoint(CHAT)}\n\nErrors\n------\n\nMore.\n"
    built = site({"index.rst": text}).build("html")
    ids = re.findall(r'\sid="([^"]+)"', built.text("index.html"))
    assert len(ids) == len(set(ids))
    assert {title.lower().replace(" ", "-"), "acme-chat-1-official-format-text-to-text-body-model"} <= set(ids)


@pytest.mark.parametrize("builder", ["html", "text", "mdx"])
def test_inside_an_admonition(site, builder):
    rst = page(".. note::\n\n   " + endpoint(OLD).replace("\n", "\n   "), "Behind.")
    myst = f"# Other\n\n::::{{note}}\n:::{{api-endpoint}} {OLD}\n:no-index:\n:::\n::::\n\nBehind.\n"
    built = site({"index.rst": rst + "\n.. toctree::\n\n   other\n", "other.md": myst}).build(builder)
    for docname in ("index", "other"):
        tree = built.doctree(docname)
        note = next(tree.findall(nodes.note))
        assert part_titles(tree) == []
        assert [rubric.astext() for rubric in note.findall(nodes.rubric)] == [
            "Authentication", "Request body", "Request samples", "Response", "Errors",
        ]  # fmt: skip
        if builder == "mdx":
            assert '<ParamField body="line"' in built.text(f"{docname}.mdx").replace("  ", "")
        else:
            assert all_of(note, ours.api_parameter)


def test_in_a_table_and_a_list(site):
    text = page(f"* - item\n\n    {endpoint(OLD).replace(chr(10), chr(10) + '    ')}\n\n  - next")
    tree = site({"index.rst": text}).build("html").doctree("index")
    assert all_of(next(tree.findall(nodes.list_item)), ours.api_parameter)


# -- what goes wrong --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("directive", "message"),
    [
        (
            f".. api-endpoint:: {CHAT[:-1]}",
            f"unknown endpoint '{CHAT[:-1]}'; did you mean '{CHAT}' or",
        ),
        (".. api-endpoint:: POST /v1/chats", "unknown endpoint 'POST /v1/chats'; did you mean 'POST /v1/chat'"),
        (
            ".. api-endpoint:: GET /status",
            "'GET /status' matches 2 operations; use one of 'getStatus', 'getStatusFully'",
        ),
        (".. gptproto-errors:: acme/resul", "unknown endpoint 'acme/resul'; did you mean 'acme/result'"),
        (".. gptproto-errors::\n   :only: no-balanc", "unknown error 'no-balanc'; did you mean 'no-balance'?"),
        (".. api-index:: acm", "unknown level 'acm'; did you mean 'acme'?"),
    ],
)
def test_unknown_names(site, directive, message):
    built = site({"index.rst": page(directive, "After.")}).build("html", strict=False)
    assert built.subtypes == ["endpoint"]
    assert message in built.warnings
    assert "index.rst:4: WARNING:" in built.warnings
    assert "is not in the registry." in built.text("index.html")
    assert "After." in built.text("index.html")


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("parts: bodi", "'bodi' is not one of overview, authentication, parameters, body"),
        ("parts: bodi", "did you mean 'body'?"),
        ("languages: ruby", "'ruby' is not one of curl, python"),
        ("part: body", 'unknown option: "part"'),
    ],
)
def test_bad_options(site, option, message):
    built = site({"index.rst": page(endpoint(CHAT, option))}).build("html", strict=False)
    assert message in built.warnings
    assert built.warnings.count("ERROR") == 1


def test_a_faulty_endpoint_is_left_out(site):
    trial = site()
    trial.edit("operations.yaml", "default: 30, maximum: 60", "default: 90, maximum: 60")
    built = trial.build("html", strict=False)
    assert set(built.subtypes) == {"spec"}
    assert "operations.yaml:" in built.warnings
    assert "acme/result" in built.warnings
    assert not (built.out / "docs/api/acme/result.html").exists()
    assert (built.out / "docs/api/beta/status.html").exists()
    again = trial.build("html", strict=False)
    assert again.warnings == built.warnings  # what is remembered keeps its faults


def test_warnings_can_be_errors_and_can_be_silenced(site, tmp_path):

    trial = site({"index.rst": page(".. api-endpoint:: nothing")})
    command = [sys.executable, "-m", "sphinx", "-q", "-n", "-W", "-b", "text", str(trial.source), str(tmp_path / "out")]
    strict = subprocess.run(command, capture_output=True, text=True, check=False)
    assert strict.returncode != 0
    assert "[gptproto.endpoint]" in strict.stderr
    silent = subprocess.run(
        [*command, "-E", "-D", "suppress_warnings=gptproto.endpoint"], capture_output=True, text=True, check=False
    )
    assert (silent.returncode, silent.stderr) == (0, "")


def test_no_sample_can_be_made(site):
    trial = site({"index.rst": page(endpoint("createChat"))})
    trial.edit("service.yaml", "url: https://api.example.com", "url: 'https://user:secret@api.example.com'")
    built = trial.build("html", strict=False)
    assert built.subtypes == ["sample"]
    assert "createChat: the server" in built.warnings
    assert "Request body" in part_titles(built.doctree("index"))
    assert "Request samples" not in part_titles(built.doctree("index"))
