"""``llms.txt`` lists the pages as its format says, ``llms-full.txt`` holds them."""

from __future__ import annotations

import re

from reference.sites import CHAT

ENTRY = re.compile(r"- \[(?P<title>[^\]]+)\]\((?P<url>[^)]+)\)(?:: (?P<about>.+))?")
TREE = {
    "index.rst": """\
.. meta::
   :description: All about it.

Home
====

Words.

.. toctree::
   :caption: Guides

   Begin here <start>
   Elsewhere <https://example.com/>

.. toctree::

   more
""",
    "start.rst": "Start\n=====\n\nThe first thing to read. It is short. " + "It goes on. " * 40 + "\n",
    "more.rst": "More [x]\n========\n\n.. note:: No summary.\n\n.. toctree::\n\n   deep\n",
    "deep.rst": "Deep\n====\n\nHow deep:\n",
    "lost.rst": ":orphan:\n\nLost\n====\n\nNobody links here.\n",
}


def sections(text):
    """Read the file as its format says: title, summary, sections of links."""
    head, *parts = re.split(r"^## (.+)$\n", text, flags=re.MULTILINE)
    title, summary = re.fullmatch(r"# (.+)\n\n(?:> (.+)\n\n)?", head).groups()
    found = {}
    for name, body in zip(parts[::2], parts[1::2], strict=True):
        lines = body.strip().splitlines()
        found[name] = [tuple(ENTRY.fullmatch(line).groups()) for line in lines]
    return title, summary, found


def test_list_of_pages(site):
    title, summary, found = sections(site(TREE).build("html", gptproto_markdown=True).text("llms.txt"))
    assert (title, summary) == ("Trial", "All about it.")
    assert found == {
        "Documentation": [("Home", "index.md", "All about it.")],
        "Guides": [
            ("Begin here", "start.md", found["Guides"][0][2]),
            ("Elsewhere", "https://example.com/", None),
        ],
        "More [x]": [("More (x)", "more.md", None), ("Deep", "deep.md", "How deep.")],
        "Optional": [("Lost", "lost.md", "Nobody links here.")],
    }
    assert found["Guides"][0][2].startswith("The first thing to read. It is short. It goes on.")
    assert len(found["Guides"][0][2]) <= 200


def test_endpoints_are_listed_with_their_requests(built):
    _title, _summary, found = sections(built.text("llms.txt"))
    entries = {url: about for entries in found.values() for _words, url, about in entries}
    assert entries[f"docs/api/{CHAT}.md"].startswith("`POST /v1/chat` Answers a conversation.")
    assert set(entries) == {f"{docname}.md" for docname in built.app.env.found_docs}


def test_all_pages_in_one_file(built):
    text, at = built.text("llms-full.txt"), -1
    _title, _summary, found = sections(built.text("llms.txt"))
    for entries in found.values():
        for _words, url, _about in entries:
            title, _blank, body = built.text(url).partition("\n\n")
            place = text.index(f"{title}\n\nSource: <{url}>\n\n{body}")
            assert place > at
            assert place == 0 or text[place - 2 : place] == "\n\n"
            at = place


def test_summary_and_one_file_are_choices(site):
    built = site(TREE).build("html", gptproto_markdown=True, gptproto_llms_full=False, gptproto_llms_summary="Own.")
    assert "\n> Own.\n" in built.text("llms.txt")
    assert not (built.out / "llms-full.txt").exists()


def test_a_list_of_ones_own_stays(site):
    trial = site({**TREE, "extra/llms.txt": "# Mine\n"})
    built = trial.build("html", gptproto_markdown=True, html_extra_path=["extra"])
    assert built.text("llms.txt") == "# Mine\n"
    trial.build("html", html_extra_path=["extra"])
    assert (built.out / "llms.txt").exists()
