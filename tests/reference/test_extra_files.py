"""Files of the project's own in the site, from ``html_extra_path``, are neither replaced nor removed."""

from __future__ import annotations

import pytest

TREE = {
    "index.rst": "Home\n====\n\n.. toctree::\n\n   guide/other\n   guide/more\n",
    "guide/other.rst": "Other\n=====\n\nOur words.\n",
    "guide/more.rst": "More\n====\n\nMore words.\n",
}
MINE = {
    "extra/llms.txt": "# Mine\n",
    "extra/guide/other.md": "# My other\n\nMy words.\n",
    "extra/guide/skipped/more.md": "# No page's\n",
    "extra/guide/more.md": "# Mine, but not in the site\n",
}
EXTRA = {"html_extra_path": ["extra"], "exclude_patterns": ["extra", "guide/more.md", "guide/skipped"]}


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_files_that_came_before_ours(site, builder):
    trial = site(TREE | MINE)
    for _time in range(2):
        built = trial.build(builder, gptproto_markdown=True, **EXTRA)
        assert built.text("llms.txt") == "# Mine\n"
        assert built.text("guide/other.md") == MINE["extra/guide/other.md"]
        assert "More words." in built.text("guide/more.md")
        assert "My words." in built.text("llms-full.txt")
        assert "Our words." not in built.text("llms-full.txt")
    built = trial.build(builder, **EXTRA)
    assert built.text("llms.txt") == "# Mine\n"
    assert built.text("guide/other.md") == MINE["extra/guide/other.md"]
    assert not (built.out / "guide/more.md").exists()


@pytest.mark.parametrize("markdown", [True, False])
def test_files_that_take_the_place_of_ours(site, markdown):
    trial = site(TREE)
    built = trial.build(gptproto_markdown=True)
    assert "Our words." in built.text("guide/other.md")
    trial.write(MINE)
    for _time in range(2):
        built = trial.build(gptproto_markdown=markdown, **EXTRA)
        assert built.text("llms.txt") == "# Mine\n"
        assert built.text("guide/other.md") == MINE["extra/guide/other.md"]


def test_a_single_file(site):
    trial = site(TREE | {"mine/llms-full.txt": "Mine.\n"})
    config = {"html_extra_path": ["mine/llms-full.txt"], "exclude_patterns": ["mine"]}
    for markdown in (True, True, False):
        assert trial.build(gptproto_markdown=markdown, **config).text("llms-full.txt") == "Mine.\n"
