"""Sphinx's own search: names that readers type for an endpoint, results in the expected order, and Chinese.

Names of models and operations become main entries of the search index. Unless the project has a scorer of its own, a
small script on the search page ranks those endpoints first whose method and path, or title, is the query.
Chinese is searched by pairs of characters, in the index and in the query; see :class:`ChineseByPairs`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from sphinx import addnodes
from sphinx.search import languages
from sphinx.search.en import SearchEnglish
from sphinx.transforms.post_transforms import SphinxPostTransform

from ...reference import nodes as ours
from ...reference.domain import get_domain

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SCRIPT: Final = "gptproto-search.js"
_HAN: Final = r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
"""Chinese characters, for a set in a regular expression of Python or JavaScript."""
_PARTS: Final = re.compile(rf"(?P<run>[{_HAN}]+)|[^\W{_HAN}]+")
_SPLITTER: Final = """\
splitQuery = (query) => {
  const words = query.match(/[HAN]+|(?:(?![HAN])[\\p{Letter}\\p{Number}_\\p{Emoji_Presentation}])+/gu) ?? [];
  return words.flatMap((word) => {
    if (word.length < 3 || !/[HAN]/.test(word)) return [word];
    const pairs = word.match(/../g);
    return word.length % 2 ? [...pairs, word.slice(-2)] : pairs;
  });
};
""".replace("HAN", _HAN)
"""Splits the query. Overlapping pairs are skipped where possible, since Sphinx highlights these words on the pages that
it found."""


class ChineseByPairs(SearchEnglish):
    """Sphinx's search for English, in which a run of Chinese characters counts as its pairs: 文生图 as 文生 and 生图.

    Chinese has no spaces, and Sphinx's own search for it has two faults. Browsers take the query up to the next space
    or punctuation mark for one word, while the index has the words that jieba finds, if it is installed: 图片生成 does
    not find a page with the words 图片 and 生成. And in Sphinx 9.0.0 to 9.1.0 no search ends, since the script asks for
    a stemmer of Chinese, which does not exist (https://github.com/sphinx-doc/sphinx/issues/14229).

    Here both sides split by the same rule, so that each word of two characters or more is found wherever it is.
    Everything else is as in English, including the stemmer. So ``language_name`` must not change: those versions of
    Sphinx derive the stemmer's name from it.
    """

    lang = "zh"
    js_splitter_code = _SPLITTER

    def split(self, input: str) -> list[str]:  # noqa: A002 - the name is Sphinx's
        """Return words and, of runs of Chinese characters, all pairs of neighbours."""
        parts: list[str] = []
        for match in _PARTS.finditer(input):
            run = match["run"] or ""
            parts += [run[start : start + 2] for start in range(len(run) - 1)] if len(run) > 1 else [match[0]]
        return parts


class AddSearchNames(SphinxPostTransform):
    """Adds index entries for the search only: those of the general index were collected when Sphinx read the pages."""

    default_priority = 800
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Add the entries of the endpoints that links lead to; where a page has one endpoint, they lead to the page."""
        domain = get_domain(self.env)
        heads = {head.endpoint: head for head in self.document.findall(ours.api_endpoint)}
        documented = [item for item in domain.pages.get(self.env.docname, ()) if item.kind == "endpoint"]
        for endpoint_id, anchor in {item.name: item.anchor for item in reversed(documented)}.items():
            endpoint = domain.registry.get(endpoint_id)
            names = dict.fromkeys(filter(None, (endpoint.model, endpoint.operation.operation_id)))
            target = anchor if len(heads) > 1 else ""  # where a full-text match leads, too, so that both are one result
            if names and endpoint_id in heads:
                heads[endpoint_id] += addnodes.index(entries=[("single", name, target, "main", None) for name in names])


def add_script(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Link the script from the search page of a project that documents endpoints."""
    if templatename == "search.html" and get_domain(app.env).endpoints:
        app.add_js_file(SCRIPT)


def setup_search(app: Sphinx) -> None:
    """Register the entries, the script, and Chinese, unless an extension has registered another search for it."""
    if isinstance(languages.get(ChineseByPairs.lang), str):  # Sphinx's own is registered by its name
        app.add_search_language(ChineseByPairs)
    app.add_post_transform(AddSearchNames)
    app.connect("html-page-context", add_script)
