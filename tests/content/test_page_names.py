"""Names of pages: for any ids they are different, and allowed on every file system."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sphinxext_gptproto.content.page_names import name_pages, name_schemas

HASH = r"(?:-?[0-9a-f]{8})"
LONG = "x" * 300
CHINESE = "创建一个新的对话" * 13


@pytest.mark.parametrize(
    "name",
    ["createImage", "images/create", "users.list", "v1/chat-1/a", "获取/用户", "_x", "a" * 120, "名" * 40, "GET-/a/{b}", "café"],
)  # fmt: skip
def test_most_ids_are_names(name):
    assert name_pages([name])[name] == name


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        (LONG, "x{100,}"),
        (CHINESE, "[创建一个新的对话]{30,}"),
        (f"{CHINESE}/{LONG}/a", f"[创建一个新的对话]+{HASH}/x+{HASH}/a"),
        ("a#b", "a-b"),
        ("a?b", "a-b"),
        ('a<b>"c"|*d', "a-b--c---d"),
        ("a:b", "a-b"),
        ("C:/a", f"C{HASH}/a"),
        ("100%", "100"),
        ("../../a", f"{HASH}/{HASH}/a"),
        ("a//b", f"a/{HASH}/b"),
        ("a\\b", "a-b"),
        ("a\0b\u202ec", "a-b-c"),
        (".hidden", "hidden"),
        ("a.", "a"),
        ("CON", "CON"),
        ("lpt1.txt/a", f"lpt1-txt{HASH}/a"),
        ("com¹", "com¹"),
        ("CONOUT$", r"CONOUT\$"),
        ("index", "index"),
        ("Index", "Index"),
        ("_sources/a", f"sources{HASH}/a"),
    ],
)
def test_what_is_changed_gets_a_hash(identifier, expected):
    assert re.fullmatch(f"{expected}{HASH}?", name_pages([identifier])[identifier])


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (LONG, LONG + "x"),
        (CHINESE, CHINESE + "话"),
        ("a#b", "a?b"),
        ("Get", "get"),
        ("caf\u00e9", "cafe\u0301"),
        ("/a", "a"),
        ("A/b", "a/b"),
        ("a", "a.html/b"),
        ("CON", "con"),
        ("a", "a.gptproto.txt/b"),
        ("a", "a.po/b"),
        ("Straße", "STRASSE"),
        ("ﬁ", "fi"),
        ("\u0131", "I"),
        ("İ", "i\u0307"),
    ],
)
def test_names_are_different_and_stable(first, second):
    names = name_pages([first, second])
    assert names[first].casefold() != names[second].casefold()
    assert name_pages([first, second, "c"]).items() >= names.items()
    assert name_pages([first])[first] == names[first]


@given(st.lists(st.text(min_size=1), unique=True))
@example(["/".join([CHINESE] * 60), "/".join([LONG] * 60)])
@example(["a", "a-ca978112"])
def test_any_ids(ids):
    names = name_pages(ids)
    folded = {unicodedata.normalize("NFC", names[identifier]).casefold() for identifier in ids}
    assert len(folded) == len(ids)
    for identifier, name in names.items():
        assert not re.search(r'[<>:"|?*\\#%\s]', name)
        assert all(part not in ("", ".", "..") and len(part.encode()) <= 120 for part in name.split("/") if name)
        assert len(name.encode()) < 2000
        level = identifier.rpartition("/")[0]
        assert name.rpartition("/")[0] == names[level]


def test_a_page_index_beside_a_page_with_the_name_of_its_folder():
    """With dirhtml, they would be one file."""
    names = name_pages(["a", "a/index", "b/index"])
    assert re.fullmatch(f"a/index{HASH}", names["a/index"])
    assert names["b/index"] == "b/index"


def test_schemas():
    names = name_schemas({"Pet": "Pet", "1:Pet": "Pet", "Index": "Index", LONG: LONG, LONG + "x": LONG + "x"})
    assert [*names.values()][:3] == ["pet", "pet-2", "index-2"]
    assert len({*names.values()}) == 5
    assert max(len(name.encode()) for name in names.values()) == 120
    assert [*name_schemas({"A": "Straße", "B": "STRASSE", "C": "HTTPError"}).values()] == [
        "straße",
        "strasse-2",
        "http-error",
    ]
