"""Descriptions are translated as Sphinx translates all else: by gettext."""

from __future__ import annotations

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from reference.sites import CHAT

PAGE = {"index.rst": f"Home\n====\n\n.. api-endpoint:: {CHAT}\n"}
WORDS = {
    "The conversation so far.": "Das *Gespräch* bisher.",
    "Answers a conversation. It takes *text* and **pictures**, see `the guide <https://example.com/guide>`__.": "Antwortet. Siehe `die Anleitung <https://example.com/guide>`__.",
    "Request body": "Inhalt der Anfrage",
    "The key was copied badly.": "Der Schlüssel ist falsch.",
}


def test_descriptions_are_translated(site):
    trial = site(PAGE)
    with (trial.build("gettext").out / "index.pot").open("rb") as file:
        catalogue = read_po(file, locale="de")
    for words, translated in WORDS.items():
        found = catalogue.get(words) or catalogue.get(f"When: {words}")
        assert found is not None, words
        found.string = translated if found.id == words else f"Wann: {translated}"
    folder = trial.source / "locale/de/LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "index.mo").open("wb") as file:
        write_mo(file, catalogue)
    config = {"language": "de", "locale_dirs": ["locale"], "gettext_auto_build": False, "gettext_compact": False}
    for builder in ("html", "mdx"):
        text = trial.build(builder, **config).text(f"index.{builder}")
        for words in ("Antwortet. Siehe", "bisher.", "Inhalt der Anfrage", "Der Schlüssel ist falsch."):
            assert words in text
        for words in ("Answers a conversation", "The conversation so far", "Request body"):
            assert words not in text.partition("</ResponseExample>")[0].replace(
                "description: 'Answers a conversation", ""
            )
        assert "https://example.com/guide" in text
    assert "(default: `false`)" in text


def test_what_is_no_prose_is_not_to_be_translated(site):
    text = site(PAGE).build("gettext").text("index.pot")
    for words in ("/v1/chat", "stream (boolean)", "Default:", "Allowed: 0 to 2"):
        assert words not in text.replace("#: ", "")
