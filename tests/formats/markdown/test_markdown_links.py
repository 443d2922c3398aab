"""Links of the Markdown for machines lead to what is there."""

from __future__ import annotations

import re
from itertools import pairwise

from markdown_it import MarkdownIt
from reference.sites import CHAT


def list_links(markdown):
    """Return the addresses of links, by their words, as another reader of Markdown finds them."""
    found = {}
    for block in MarkdownIt().parse(markdown):
        children = block.children or []
        for token, after in pairwise(children):
            if token.type == "link_open":
                found[after.content] = token.attrs["href"]
    return found


def test_addresses_elsewhere(site):
    entries = {
        "Spaces": "https://a.example/a b",
        "Brackets": "https://a.example/Wiki_(page)",
        "One": "https://a.example/a)b",
        "Plain": "https://a.example/%20?q=1&r[]=2#x,y",
    }
    toctree = "\n".join(f"   {title} <{address}>" for title, address in entries.items())
    trial = site({"index.rst": f"Home\n====\n\n.. toctree::\n\n{toctree}\n"})
    text = trial.build("html", gptproto_markdown=True).text("llms.txt")
    found = list_links(text)
    assert found["Spaces"] == "https://a.example/a%20b"
    assert found["Brackets"] == "https://a.example/Wiki_%28page%29"
    assert found["One"] == "https://a.example/a%29b"
    assert f"]({entries['Plain']})" in text


def test_parameters_of_another_page(site):
    role = f":api:param:`the role <{CHAT}#body-messages-role>`"
    page = f"Chat\n====\n\nSee {role}.\n\n.. api-endpoint:: {CHAT}\n"
    home = f"Home\n====\n\n.. toctree::\n\n   chat\n\nSee {role} and :ref:`this <here>`.\n"
    trial = site({"index.rst": home, "chat.rst": page + "\n.. _here:\n\nHere\n----\n\nWords.\n"})
    for builder in ("html", "dirhtml"):
        built = trial.build(builder, gptproto_markdown=True)
        found = list_links(built.text("index.md"))
        assert found["the role"] == "chat.md"
        assert found["this"] == "chat.md#here"
        own = list_links(built.text("chat.md"))["the role"]
        assert re.search(f'id="{own.removeprefix("#")}"', built.text("chat.md"))
