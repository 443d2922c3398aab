"""Descriptions in which tags and marks are mixed up, with words that can be counted."""

from __future__ import annotations

import re

from hypothesis import strategies as st

TAGS = [
    "table",
    "caption",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "dl",
    "dt",
    "dd",
    "ol",
    "ul",
    "li",
    "h1",
    "h3",
    "h6",
    "pre",
    "code",
    "kbd",
    "b",
    "strong",
    "i",
    "em",
    "a",
    "s",
    "sub",
    "sup",
    "details",
    "summary",
    "blockquote",
    "p",
    "div",
    "section",
    "figure",
    "figcaption",
    "center",
    "span",
    "u",
]
ATTRIBUTES = (
    "", "", "", ' start="²"', ' start="-3"', f' start="{"9" * 5000}"', ' start=" 7x"', ' colspan="٣" rowspan="-1"',
    ' href="https://example.com/a"', ' href="http://[x"', ' href="//["', ' width="1e999"', ' class="language-json"',
)  # fmt: skip
MARKS = (
    "\n", "\n\n", "\n\n- ", "\n\n3. ", "\n\n> ", "\n  - ", "\n\n    ", "\n\n```\n", "\n\n## ", "\n\n---\n\n",
    "\n\n| a |\n|---|\n| ", "\n\n> [!TIP]\n> ", "*", "**", "`", "[", "](https://example.com)", "](//[)", "![", "<!",
)  # fmt: skip
_OPEN = st.builds("<{}{}>".format, st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES))
_VOID = st.sampled_from(["<br>", "<hr>", "<img>", "<col>", "<input>", "<wbr>"])
_PIECES = st.lists(
    st.one_of(_OPEN, st.builds("</{}>".format, st.sampled_from(TAGS)), _VOID, st.sampled_from(MARKS), st.just(" #w ")),
    max_size=40,
)


def number(pieces):
    """Return a text of these pieces, and its words, each another."""
    text, words = "", []
    for piece in pieces:
        if "#w" in piece:
            words.append(f"word{len(words)}x")
            piece = piece.replace("#w", words[-1])
        text += piece
    return text, words


SOUPS = st.builds(number, _PIECES)
DEEP = {
    "bold": "<b>" * 600 + " word0x",
    "superscripts": "<sup>" * 493 + " word0x",
    "links": "<a href='https://example.com/'>" * 300 + " word0x",
    "tables": "<table><tr><td>" * 14 + " word0x",
    "cells": "<td>" * 500 + " word0x",
    "lists": "<ul><li>" * 300 + " word0x",
    "terms": "<dl><dt>" * 300 + " word0x",
    "definitions": "<dl><dd>" * 300 + " word0x",
    "quotations": "<blockquote>" * 400 + " word0x",
    "folds": "<details>" * 400 + " word0x",
    "closed": "<i><b>" * 300 + " word0x " + "</b></i>" * 300,
    "quotation marks": "> " * 3000 + " word0x",
    "bullets": "- " * 3000 + " word0x",
    "emphasis": "*a " * 400 + " word0x " + "b*" * 400,
    "images": "![" * 300 + " word0x " + "](x)" * 300,
    "brackets": "[" * 2000 + " word0x " + "](x)" * 2000,
}


def counts(text, words):
    """Return how often each word is in a text, where that is not once."""
    found = {word: len(re.findall(rf"(?<![^\W_]){word}(?![^\W_])", text)) for word in words}
    return {word: count for word, count in found.items() if count != 1}
