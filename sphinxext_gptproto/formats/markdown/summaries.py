"""What each page is about, in a sentence or two, for ``llms.txt``: collected when the page is read.

The summary of a page with exactly one endpoint is that of the endpoint, from the registry.
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
        """Take over the summaries of a parallel reader."""
        summaries = _summaries(other)
        _summaries(env).update({docname: summaries[docname] for docname in docnames if docname in summaries})

    def process_doc(self, app: Sphinx, doctree: nodes.document) -> None:
        """Record the summary of a page."""
        if text := _get_meta_description(doctree) or _get_first_sentences(doctree):
            _summaries(app.env)[app.env.docname] = text


def _summaries(env: BuildEnvironment) -> dict[str, str]:
    """Return the summaries by page, which are pickled with the environment."""
    any_env: Any = env
    if not hasattr(any_env, "gptproto_summaries"):
        any_env.gptproto_summaries = {}
    summaries: dict[str, str] = any_env.gptproto_summaries
    return summaries


def _get_meta_description(doctree: nodes.document) -> str:
    for node in doctree.findall(nodes.meta):
        if node.get("name") == "description":
            return " ".join(str(node.get("content", "")).split())
    return ""


def _get_first_sentences(doctree: nodes.document) -> str:
    """Return the first sentences of the first paragraph that is directly in a section."""
    for paragraph in doctree.findall(nodes.paragraph):
        parent = paragraph.parent
        if isinstance(parent, (nodes.document, nodes.section)) and not isinstance(paragraph, ours.api_signature):
            text = " ".join(paragraph.astext().split())
            if text:
                return _shorten(text)
    return ""


def _shorten(text: str) -> str:
    """Return as many sentences as fit; a first one that is far too long is cut between two words."""
    sentences = _SENTENCE.findall(text) or [text]
    summary, limit = sentences[0].strip(), MAX_SUMMARY * 3 // 2
    for sentence in sentences[1:]:
        if len(summary) + len(sentence) >= MAX_SUMMARY:
            break
        summary += sentence
    if len(summary) > limit:
        summary = summary[:limit].rpartition(" ")[0].rstrip(",;:") + "…"
    return re.sub(":$", ".", summary)


def get_summary(env: BuildEnvironment, docname: str) -> str:
    """Return the summary of a page; an empty text where there is none."""
    domain = get_domain(env)
    endpoints = [item for item in domain.pages.get(docname, ()) if item.kind == "endpoint"]
    if len(endpoints) == 1 and endpoints[0].name in domain.registry.endpoints:
        endpoint = domain.registry.get(endpoints[0].name)
        request = f"{endpoint.operation.method} {endpoint.operation.path.partition('#')[0]}"
        source = endpoint.source
        summary = summarize(endpoint.description, source=source.file, line=source.line)
        return f"`{request}` {summary}".strip()
    return _summaries(env).get(docname, "")


def setup_summaries(app: Sphinx) -> None:
    """Register the collector."""
    app.add_env_collector(SummaryCollector)
