"""The directive ``api-endpoints``: a section for each endpoint that passes its filters."""

from __future__ import annotations

import re

import pytest
from docutils import nodes
from reference.directives import page, part_titles
from reference.sites import IDS

from sphinxext_gptproto.reference import nodes as ours

SEVERAL_RST = """\
Page
====

First
-----

.. api-endpoints:: acme
   :exclude: acme/draw-1, getResult
   :languages: curl

Then
----

.. api-endpoints:: beta
   :methods: get
   :parts: overview
   :group:
"""
SEVERAL_MYST = """\
# Page

## First

```{api-endpoints} acme
:exclude: acme/draw-1, getResult
:languages: curl
```

## Then

:::{api-endpoints} beta
:methods: get
:parts: overview
:group:
:::
"""


def titles(tree):
    """Return the titles of sections above the parts of endpoints, each with its level."""

    def walk(node, level):
        for section in node.children:
            if isinstance(section, nodes.section) and not isinstance(section, ours.api_part):
                yield level, section.next_node(nodes.title).astext()
                yield from walk(section, level + 1)

    return list(walk(tree, 1))


@pytest.mark.parametrize(("file", "text"), [("page.rst", SEVERAL_RST), ("page.md", SEVERAL_MYST)])
def test_api_endpoints_makes_a_section_for_each(site, file, text):
    index = "Home\n====\n\n.. toctree::\n\n   page\n\nSee :api:endpoint:`beta/status`.\n"
    built = site({"index.rst": index, file: text}).build("html")
    tree = built.doctree("page")
    assert titles(tree) == [
        (1, "Page"),
        (2, "First"),
        (3, "Chat 1: Text to text"),
        (3, "Chat 1: Old chat"),
        (2, "Then"),
        (3, "Beta"),
        (4, "Status"),
        (4, "Status in full"),
    ]
    chats, status = list(tree.findall(ours.api_endpoint))[:2], list(tree.findall(ours.api_endpoint))[2]
    assert all("Request samples" in part_titles(head.parent) for head in chats)
    assert [type(node) for node in status.parent] == [nodes.title, ours.api_endpoint]
    html = built.text("page.html")
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert '<section id="endpoint-beta-status">' in html
    assert 'href="page.html#endpoint-beta-status"' in built.text("index.html")
    assert 'href="#endpoint-acme-chat-1-official-format"' in html  # in the page's own table of contents


def test_api_endpoints_in_mdx(site):
    built = site({"index.rst": page(".. api-endpoints:: beta")}).build("mdx")
    text = built.text("index.mdx")
    assert re.findall(r"^## (.*)$", text, re.MULTILINE) == [
        "Status {#endpoint-beta-status}",
        "Status in full {#endpoint-beta-status-in-full}",
    ]
    assert text.count("<CodeGroup>") == 2
    assert "RequestExample" not in text
    assert "\napi:" not in text


def test_api_endpoints_in_a_note(site):
    rst = page(".. note::\n\n   .. api-endpoints:: beta\n      :parts: overview\n      :no-index:")
    tree = site({"index.rst": rst}).build("html").doctree("index")
    rubrics = [node for node in tree.findall(nodes.rubric) if "endpoint-beta-status" in node["ids"]]
    assert [node.astext() for node in rubrics] == ["Status"]


@pytest.mark.parametrize(
    ("options", "messages"),
    [
        (["include: beta/status, POST /v1/chta"], ["unknown operation 'POST /v1/chta'; did you mean 'POST /v1/chat'"]),
        (["paths: /v1/chat /v2/*"], ["unknown path '/v2/*'"]),
        (["tags: Chat and more"], ["unknown tag 'Chat and more'", "no endpoint passes all filters"]),
        (["source: registri"], ["unknown source 'registri'", "no endpoint passes all filters"]),
        (["include: beta", "exclude: beta/*"], ["no endpoint passes all filters"]),
    ],
)
def test_filters_that_nothing_fits(site, options, messages):
    directive = "\n".join([".. api-endpoints::", *(f"   :{option}" for option in options)])
    built = site({"index.rst": page(directive)}).build("html", strict=False)
    lines = built.warnings.splitlines()
    assert len(lines) == len(messages)
    for line, message in zip(lines, messages, strict=True):
        assert message in line
        assert "index.rst:4: " in line
        assert "[gptproto.endpoint]" in line
    assert ("No endpoint passes" in built.text("index.html")) == ("no endpoint" in messages[-1])


def test_api_endpoints_of_one_source(site):
    rst = page(".. api-endpoints::\n   :source: registry")
    tree = site({"index.rst": rst}).build("html").doctree("index")
    assert len(list(tree.findall(ours.api_endpoint))) == len(IDS)
