"""What each page is about, in a sentence or two: found when a page is read, for the list that ``llms.txt`` is.

A page that shows one endpoint is about that, and what the registry says of it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from docutils import nodes
from sphinx.environment.collectors import EnvironmentCollector

from ...reference import nodes as ours
from ...reference.domain import get_domain
from ...reference.nodes_from.commonmark import summarize

if TYPE_CHECKING:
    from collections.abc import Set

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

MAX_SUMMARY: Final = 200
"""Characters of a summary; a first sentence may have half as many more."""
_SENTENCE: Final = re.compile(r".+?(?:[.!?](?=\s|$)|[\u3002\uff01\uff1f]|$)")


class SummaryCollector(EnvironmentCollector):
    """Keeps the first sentences of each page."""

    def clear_doc(self, app: Sphinx, env: BuildEnvironment, docname: str) -> None:
        """Forget a page."""
        _summaries(env).pop(docname, None)

    def merge_other(self, app: Sphinx, env: BuildEnvironment, docnames: Set[str], other: BuildEnvironment) -> None:
        """Take over what a parallel reader found."""
        found = _summaries(other)
        _summaries(env).update({docname: found[docname] for docname in docnames if docname in found})

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Find out what a page is about."""
        if text := _meta_description(doctree) or _first_words(doctree):
            _summaries(app.env)[app.env.docname] = text


def _summaries(env: BuildEnvironment) -> dict[str, str]:
    holder: Any = env
    if not hasattr(holder, "gptproto_summaries"):
        holder.gptproto_summaries = {}
    found: dict[str, str] = holder.gptproto_summaries
    return found


def _meta_description(doctree: nodes.document) -> str:
    for node in doctree.findall(nodes.meta):
        if node.get("name") == "description":
            return " ".join(str(node.get("content", "")).split())
    return ""


def _first_words(doctree: nodes.document) -> str:
    """Return the first sentences of the first paragraph that stands right in a section."""
    for paragraph in doctree.findall(nodes.paragraph):
        parent = paragraph.parent
        if isinstance(parent, (nodes.document, nodes.section)) and not isinstance(paragraph, ours.api_signature):
            words = " ".join(paragraph.astext().split())
            if words:
                return _shorten(words)
    return ""


def _shorten(words: str) -> str:
    sentences = _SENTENCE.findall(words) or [words]
    shown, limit = sentences[0].strip(), MAX_SUMMARY * 3 // 2
    for sentence in sentences[1:]:
        if len(shown) + len(sentence) >= MAX_SUMMARY:
            break
        shown += sentence
    if len(shown) > limit:
        shown = shown[:limit].rpartition(" ")[0].rstrip(",;:") + "…"
    return re.sub(":$", ".", shown)


def get_summary(env: BuildEnvironment, docname: str) -> str:
    """Return what a page is about, or nothing."""
    domain = get_domain(env)
    shown = [noted for noted in domain.pages.get(docname, ()) if noted.kind == "endpoint"]
    if len(shown) == 1 and shown[0].name in domain.registry.endpoints:
        endpoint = domain.registry.get(shown[0].name)
        request = f"{endpoint.operation.method} {endpoint.operation.path.partition('#')[0]}"
        source = endpoint.source
        summary = summarize(endpoint.description, source=source.file, line=source.line)
        return f"`{request}` {summary}".strip()
    return _summaries(env).get(docname, "")


def setup_summaries(app: Sphinx) -> None:
    """Register the collector."""
    app.add_env_collector(SummaryCollector)
