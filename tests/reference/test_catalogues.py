"""The catalogues in the package: complete, true to what they translate, and compiled."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import sphinxext_gptproto
from sphinxext_gptproto.loaders import load
from sphinxext_gptproto.spec.texts import TITLE, list_messages

PACKAGE = Path(sphinxext_gptproto.__file__).parent
FOLDER = PACKAGE / "locale" / "zh_CN" / "LC_MESSAGES"
WORDS, TEXTS = "sphinxext_gptproto", "gptproto_registry"
UPDATE = "run: tox run -e catalogues, and translate what is empty"
KEPT = re.compile(r"`[^`]*`|\]\([^)]*\)|https?://[^\s)>]+|\{\w*\}|\*\*")
"""What must stand in a translation as it stands in the text: code, links, addresses, placeholders."""


def read(name: str):
    with (FOLDER / f"{name}.po").open("rb") as file:
        catalogue = read_po(file)
    return {message.id: message.string for message in catalogue if message.id}


def strings(string) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)


@pytest.fixture(scope="module")
def words():
    return read(WORDS)


@pytest.fixture(scope="module")
def texts():
    return read(TEXTS)


def test_every_word_of_the_code_is_translated(words):
    found = {message for _file, _line, message, *_ in extract_from_dir(PACKAGE, keywords=DEFAULT_KEYWORDS)}
    assert len(found) > 100
    assert found - words.keys() == set(), UPDATE
    assert words.keys() - found == set(), UPDATE
    assert [message for message, string in words.items() if not all(strings(string))] == [], UPDATE


def test_words_are_no_parts_of_format_strings():
    """Whether they are found there depends on the version of Python."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            inside = ast.walk(node) if isinstance(node, ast.JoinedStr) else ()
            names = [call.func.id for call in inside if isinstance(call, ast.Call) and isinstance(call.func, ast.Name)]
            assert not {"_", "gettext", "ngettext"} & set(names), f"{path}:{node.lineno}"


def test_every_text_of_the_bundled_registry_is_translated(texts):
    found = set(list_messages(load(PACKAGE / "bundled")[0]))
    assert len(found) > 1700
    assert found - texts.keys() == set(), UPDATE
    assert texts.keys() - found == set(), UPDATE
    assert [message for message, string in texts.items() if not string] == [], UPDATE


@pytest.mark.parametrize("name", [WORDS, TEXTS])
def test_translations_keep_code_links_and_placeholders(name):
    for message, string in read(name).items():
        for words in strings(string):
            source = message if isinstance(message, str) else message[-1]
            assert Counter(KEPT.findall(words)) == Counter(KEPT.findall(source)), source


def test_sentences_are_chinese(texts):
    """What has the same words in both languages is a name: capitals, digits, at most a few words."""
    same = [message for message, string in texts.items() if string == message]
    assert [message for message in same if message.endswith(".") or len(message.split()) > 7] == []
    for message, string in texts.items():
        assert string == message or message == TITLE or re.search(r"[\u4e00-\u9fff]", string), message
        assert string.endswith("。") or not message.endswith("."), message


@pytest.mark.parametrize("name", [WORDS, TEXTS])
def test_the_compiled_catalogue_says_the_same(name):
    with (FOLDER / f"{name}.mo").open("rb") as file:
        compiled = {strings(message.id): strings(message.string) for message in read_mo(file) if message.id}
    assert compiled == {strings(message): strings(string) for message, string in read(name).items()}, UPDATE
