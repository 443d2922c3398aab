"""Texts are translated by gettext: with the registry, or page by page as Sphinx translates all else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
import yaml
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from reference.sites import CHAT, REGISTRY

from sphinxext_gptproto.cli.main import main
from sphinxext_gptproto.reference import nodes

if TYPE_CHECKING:
    from pathlib import Path

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


def make_catalogue(folder: Path, name: str, words: dict[str, str], language: str = "de") -> None:
    """Write the source of a catalogue, as translators do; the build compiles it."""
    catalogue = Catalog(locale=language)
    for message, translated in words.items():
        catalogue.add(message, translated)
    path = folder / language / "LC_MESSAGES" / f"{name}.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalogue)


GERMAN = {"language": "de", "locale_dirs": ["locale"]}
PAGE_OF_CHAT = f"docs/api/{CHAT}"
TEXTS = {
    "{model}: {title}": "{title} mit {model}",
    "Chat 1": "Gespräch 1",
    "Text to text": "Text zu Text",
    "Official format": "Eigenes Format",
    "Acme": "Akme",
    "Answers a conversation. It takes *text* and **pictures**, see [the guide](https://example.com/guide).": "Antwortet. Nimmt *Text* und **Bilder**, siehe [die Anleitung](https://example.com/guide).",
    "The conversation so far.": "Das Gespräch bisher.",
    "Text": "Schrift",
    "Picture": "Bild",
    "A person's words.": "Was ein Mensch sagt.",
    "The key was copied badly.": "Der Schlüssel ist falsch.",
}


def test_a_registry_is_translated_by_a_catalogue_of_its_own(site):
    trial = site()
    english = trial.build("html", out="english")
    assert main(["messages", str(trial.source / "registry"), "-o", str(trial.root / "texts.pot")]) == 0
    with (trial.root / "texts.pot").open("rb") as file:
        assert {message.id for message in read_po(file)} >= TEXTS.keys()
    make_catalogue(trial.source / "locale", "gptproto_registry", TEXTS)
    built = trial.build("html", **GERMAN)
    html = built.text(f"{PAGE_OF_CHAT}.html")
    for words in (
        "<h1>Text zu Text mit Gespräch 1<",
        "Nimmt <em>Text</em>",
        "Das Gespräch bisher.",
        "Was ein Mensch sagt.",
    ):
        assert words in html
    assert "Eigenes Format" in built.text("docs/api/acme/chat-1/index.html")
    assert "Schrift" in html
    ids = re.compile(r'\bid="([^"]+)"')
    assert ids.findall(html) == ids.findall(english.text(f"{PAGE_OF_CHAT}.html"))
    assert "body-messages-content-picture-url" in ids.findall(html)
    front = yaml.safe_load(trial.build("mdx", **GERMAN).text(f"{PAGE_OF_CHAT}.mdx").split("---\n")[1])
    assert front["title"] == "Text zu Text mit Gespräch 1"
    assert front["sidebarTitle"] == "Text zu Text"
    assert front["description"].startswith("Antwortet.")


def test_pages_are_read_again_when_their_texts_were_translated(site):
    trial = site()
    trial.build("html", **GERMAN)
    make_catalogue(trial.source / "locale", "gptproto_registry", {"The conversation so far.": "Das Gespräch."})
    built = trial.build("html", **GERMAN)
    assert PAGE_OF_CHAT in built.read
    assert "docs/api/beta/status" not in built.read
    assert "Das Gespräch." in built.text(f"{PAGE_OF_CHAT}.html")


def test_words_of_a_project_come_before_ours(site):
    trial = site(PAGE)
    folder = trial.source / "locale"
    make_catalogue(folder, "sphinxext_gptproto", {"Request body": "送信内容"}, "zh_CN")
    html = trial.build("html", language="zh_CN", locale_dirs=["locale"]).text("index.html")
    assert "送信内容" in html
    assert "请求体" not in html
    assert "身份验证" in html
    make_catalogue(folder, "sphinxext_gptproto", {"Request body": "Anfrage", "at most {high}": "höchstens {high}"})
    html = trial.build("html", out="german", language="de", locale_dirs=["locale"]).text("index.html")
    assert "Anfrage" in html
    assert "höchstens 40 characters" in html
    assert "Authentication" in html


def test_texts_of_a_project_come_before_ours(site):
    trial = site({"index.rst": "Home\n====\n\n.. gptproto-errors::\n"})
    make_catalogue(trial.source / "locale", "gptproto_registry", {"Insufficient balance": "没钱了"}, "zh_CN")
    config = {"gptproto_registry": "bundled", "language": "zh_CN", "locale_dirs": ["locale"]}
    html = trial.build("html", **config).text("index.html")
    assert "403 - 没钱了" in html
    assert "余额不足" not in html
    assert "401 - 签名无效" in html


def test_our_texts_are_for_the_bundled_registry_only(site):
    trial = site({"index.rst": "Home\n====\n\n.. gptproto-errors::\n"})
    trial.edit("service.yaml", "The key was copied badly.", "The public gateway.")
    assert "The public gateway." in trial.build("html", language="zh_CN").text("index.html")


def test_gettext_lists_what_is_written_and_no_translation(site):
    trial = site(PAGE)
    make_catalogue(trial.source / "locale", "gptproto_registry", TEXTS)
    text = trial.build("gettext", **GERMAN).text("index.pot")
    assert 'msgid "The conversation so far."' in text
    text = trial.build("gettext", out="chinese", language="zh_CN").text("index.pot")
    assert 'msgid "Request body"' in text


@pytest.fixture
def quoting(site):
    """A page whose registry has what Sphinx would make other quotes of."""
    trial = site(
        {"index.rst": f"Home\n====\n\n.. api-endpoint:: {CHAT}\n\n   The writer's note.\n\n.. api-schema:: Content\n"}
    )
    trial.edit("operations.yaml", "description: Who speaks.", 'description: The person\'s "role".')
    trial.edit("operations.yaml", "description: Words.", "description: The model's words.")
    return trial


BUILDERS = pytest.mark.parametrize(("builder", "ending"), [("html", "html"), ("mdx", "mdx"), ("text", "txt")])


@BUILDERS
def test_content_and_quotes_are_the_same_with_and_without_a_catalogue(quoting, builder, ending):
    plain = quoting.build(builder, out="plain", **GERMAN).text(f"index.{ending}")
    make_catalogue(quoting.source / "locale", "index", {"Nothing on the page.": "Nichts."})
    built = quoting.build(builder, **GERMAN)
    (head,) = built.app.env.get_doctree("index").findall(nodes.api_endpoint)
    assert "pending" in head
    assert built.text(f"index.{ending}") == plain
    assert "The person's " in plain
    assert "The model's words." in plain


@BUILDERS
def test_a_catalogue_of_a_page_translates_what_is_on_it(quoting, builder, ending):
    words = {
        'The person\'s "role".': "Die 'Rolle', siehe :ref:`Namen <genindex>`.",
        "The model's words.": "Worte.",
        "The writer's note.": "Notiz.",
        "Request body": "Anfrage",
    }
    make_catalogue(quoting.source / "locale", "index", words)
    config = {**GERMAN, "suppress_warnings": ["i18n.inconsistent_references"]}
    text = quoting.build(builder, **config).text(f"index.{ending}")
    for translated in ("Die 'Rolle', siehe ", "Namen", "Worte.", "Notiz.", "Anfrage"):
        assert translated in text
    for original in ("person's \"", "person's &", "model's", "writer", "Request body", ":ref:"):
        assert original not in text


def test_generated_pages_are_translated_by_catalogues_of_theirs(site):
    trial = site()
    words = {"The conversation so far.": "Das Gespräch bisher.", "Request body": "Anfrage"}
    make_catalogue(trial.source / "locale", PAGE_OF_CHAT, words)
    built = trial.build("html", **GERMAN, gettext_compact=False)
    html = built.text(f"{PAGE_OF_CHAT}.html")
    assert "Das Gespräch bisher." in html
    assert "<h2>Anfrage<" in html


def test_messages_go_to_the_terminal(capfdbinary):
    assert main(["messages", str(REGISTRY)]) == 0
    assert b'msgid "The conversation so far."' in capfdbinary.readouterr().out
    assert main(["messages", "nowhere"]) == 2
    assert b"nowhere" in capfdbinary.readouterr().err


def test_a_translation_with_other_placeholders_is_not_used(site):
    trial = site(PAGE)
    faulty = {"at most {high}": "höchstens {hoch}", "{low} to {high}": "von {low", "Request body": "Anfrage"}
    make_catalogue(trial.source / "locale", "sphinxext_gptproto", faulty)
    make_catalogue(trial.source / "locale", "gptproto_registry", {"{model}: {title}": "{titel} {0}"})
    built = trial.build("html", strict=False, **GERMAN)
    assert built.subtypes == ["translation", "translation"]
    message = "the translation 'höchstens {hoch}' has other placeholders than 'at most {high}', which is used instead"
    assert message in built.warnings
    assert built.warnings.count(f"{trial.source / 'locale/de/LC_MESSAGES/sphinxext_gptproto.mo'}:1: WARNING") == 2
    html = built.text("index.html")
    assert "at most 40 characters" in html
    assert "0 to 2" in html
    assert "Anfrage" in html


@pytest.mark.parametrize(
    "placeholder", ["{high!q}", "{high:d}", "{high:>{low}}", "{high!r}", "{high.real}", "{high[0]}"]
)
def test_a_translation_that_shows_a_placeholder_otherwise_is_not_used(site, placeholder):
    trial = site(PAGE)
    make_catalogue(trial.source / "locale", "sphinxext_gptproto", {"at most {high}": f"höchstens {placeholder}"})
    built = trial.build("html", strict=False, **GERMAN)
    assert built.subtypes == ["translation"]
    assert "has other placeholders than 'at most {high}'" in built.warnings
    assert "at most 40 characters" in built.text("index.html")


def test_a_catalogue_that_cannot_be_read_is_a_warning(site):
    trial = site(PAGE)
    path = trial.source / "locale/de/LC_MESSAGES/gptproto_registry.mo"
    path.parent.mkdir(parents=True)
    for content in (b"no catalogue", b""):
        path.write_bytes(content)
        built = trial.build("html", strict=False, **GERMAN)
        assert built.subtypes == ["translation"]
        assert f"{path}:1: WARNING: cannot read the catalogue" in built.warnings
        assert "Request body" in built.text("index.html")


def test_sections_of_levels_keep_their_anchors(site):
    trial = site({"index.rst": "Home\n====\n\n.. api-endpoints:: acme\n   :group:\n"})
    english = trial.build("html", out="english").text("index.html")
    make_catalogue(trial.source / "locale", "gptproto_registry", TEXTS)
    html = trial.build("html", **GERMAN).text("index.html")
    assert "<h2>Eigenes Format<" in html
    assert 'id="official-format"' in html
    ids = re.compile(r'\bid="([^"]+)"')
    assert ids.findall(html) == ids.findall(english)


def test_words_may_stand_behind_what_they_are_about(site):
    """As in Japanese: the values of a parameter come first, and the sentence around them last."""
    trial = site()
    words = {"Allowed values: {values}.": "{values} kommt infrage.", "Allowed: {limits}.": "{limits} ist erlaubt."}
    make_catalogue(trial.source / "locale", "sphinxext_gptproto", words)
    html, text = (
        trial.build(builder, **GERMAN).text(f"{PAGE_OF_CHAT}.{end}")
        for builder, end in (("html", "html"), ("text", "txt"))
    )
    assert '"low", "high" kommt infrage.' in text
    for shown in ('<span class="pre">&quot;low&quot;</span>', "at least 1 item"):
        assert shown in html
    assert "kommt infrage" not in html, "the column's title says it"
