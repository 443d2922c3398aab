"""Every message of the package is listed in the documentation, and a test expects it, in full."""

from __future__ import annotations

import ast
import importlib.util
import re
import sys
from pathlib import Path

import pytest
from docs.outputs import DOCS

TESTS = Path(__file__).parents[1]
SPEC = importlib.util.spec_from_file_location("docs_messages", DOCS / "_ext" / "messages.py")
assert SPEC is not None
assert SPEC.loader is not None
messages = importlib.util.module_from_spec(SPEC)
sys.modules[SPEC.name] = messages
SPEC.loader.exec_module(messages)

LEFT = {
    "gptproto_pages_include, gptproto_pages_exclude: {}",
    "gptproto_pages: cannot write {}: {}",
    "gptproto_pages: cannot remove {}: {}",
    "cannot read the catalogue: {}; compile it again",
    "the schema is nested more than {} levels deep",
    "{link}",
    "differs from {} in something that a catalogue entry cannot express",
    "not inline: {}",
    "not a block: {}",
    "relative ids are allowed only in shared blocks, not in lists and quotations: {}",
    "close() without open()",
    "the registry is sealed: sources are added before the first page is read",
}
"""Messages that are tested in part, since the rest of them is the operating system's or another message's; one that a
file of the allowed depth cannot cause; a text of pages, which is none; and mistakes in code that calls this package."""


@pytest.fixture(scope="module")
def expected() -> list[str]:
    """Return the strings of the tests, and the expected messages in files."""
    strings: set[str] = set()
    for path in TESTS.rglob("*.py"):
        if "node_modules" not in path.parts and path != Path(__file__):
            strings.update(messages.get_strings(ast.parse(path.read_text(encoding="utf-8"))))
    for path in (TESTS / "loaders").rglob("*.txt"):
        strings.update(path.read_text(encoding="utf-8").splitlines())
    return [re.sub(r"\\(.)", r"\1", text) for text in strings]  # of patterns, too


def is_expected(message: object, expected: list[str]) -> bool:
    pattern, longest = message.pattern, max(message.template.split("{}"), key=len)
    return any(longest in text and pattern.search(text) for text in expected)


def test_every_refusal_and_every_warning_has_a_test(expected: list[str]) -> None:
    untested = [
        f"{message.file}:{message.line}: {message.template}"
        for message in messages.collect_messages()
        if message.template not in LEFT and not is_expected(message, expected)
    ]
    assert untested == []


def test_messages_that_need_no_test_exist() -> None:
    assert {message.template for message in messages.collect_messages()} >= LEFT


def test_messages_are_found_wherever_they_are_written() -> None:
    found = {(message.kind, message.template) for message in messages.collect_messages()}
    assert {
        ("refusal", "is not an OpenAPI file: expected a mapping with the key 'openapi' or 'swagger'"),
        ("warning", "unknown key {} in {}{}"),
        ("error", "the path {} must start with '/'"),
        ("warning", "the link leads nowhere: {}"),
        ("build", "no endpoint passes all filters of this directive"),
    } <= found
