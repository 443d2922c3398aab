"""Markdown of machines as their readers take it."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from markdown_it import MarkdownIt

GOLDEN = Path(__file__).parent / "golden"
MARKDOWN_IT = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def render(markdown):
    """Return what a reader sees of Markdown, and the tags that it brought along."""
    html = MARKDOWN_IT.render(re.sub(r"\[\^(\w+)\](?:: )?", r"\1 ", markdown))  # footnotes are GFM's
    return unescape(re.sub(r"<[^>]*>", "", html)), html


def without_code(markdown):
    return re.sub(r"^( *)(`{3,}).*?^\1\2$", "", markdown, flags=re.MULTILINE | re.DOTALL)
