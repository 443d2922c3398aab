"""Pages follow the project's catalogue of the extension's words when it changes."""

from __future__ import annotations

import pytest
from reference.sites import CHAT
from reference.test_translation import GERMAN, make_catalogue

PAGES = {
    "index.rst": f"Home\n====\n\n.. toctree::\n\n   other\n\n.. api-endpoint:: {CHAT}\n",
    "other.rst": "Other\n=====\n\nWords.\n",
}


@pytest.mark.parametrize("builder", ["html", "mdx"])
def test_pages_are_read_again_when_words_have_changed(site, builder):
    trial = site(PAGES)
    folder = trial.source / "locale"
    for words in ("höchstens", "maximal"):
        make_catalogue(folder, "sphinxext_gptproto", {"at most {high}": f"{words} {{high}}"})
        assert f"{words} 40" in trial.build(builder, **GERMAN).text(f"index.{builder}")
        assert trial.build(builder, **GERMAN).read == []
    for path in (folder / "de/LC_MESSAGES").iterdir():
        path.unlink()
    assert "at most 40" in trial.build(builder, **GERMAN).text(f"index.{builder}")


def test_what_every_page_says_of_its_markdown(site):
    trial = site(PAGES)
    for words in ("Als Markdown", "Ansehen als Markdown"):
        make_catalogue(trial.source / "locale", "sphinxext_gptproto", {"View as Markdown": words})
        assert f">{words}<" in trial.build("html", gptproto_markdown=True, **GERMAN).text("other.html")
