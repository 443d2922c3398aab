"""What helps Sphinx's own search: names that readers type for an endpoint, results in the order they expect, Chinese.

Names of models and operations become main entries of the search's index. A small script on the search page, where no
scorer of the project's own is set, puts endpoints first whose method and path, or title, is what was typed.
Chinese is searched by pairs of characters, in the index and in what a reader types, see :class:`ChineseByPairs`.
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
"""Chinese characters, as Python and JavaScript both write them in a set of a regular expression."""
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
"""Cuts what is typed. Pairs that overlap are left out where it can be: pages have them as well, and it is these words
that Sphinx highlights there."""


class ChineseByPairs(SearchEnglish):
    """Sphinx's search for English, where a run of Chinese characters counts as its pairs: 文生图 as 文生 and 生图.

    Chinese has no spaces, and Sphinx's own search for it has two faults. Browsers take what is typed for one word, up
    to the next space or mark, while the index has the words that jieba finds, if it is installed: no page with the
    words 图片 and 生成 on it is found by 图片生成. And in Sphinx 9.0.0 to 9.1.0 no search ends, since the script asks
    for a stemmer of Chinese, which does not exist (https://github.com/sphinx-doc/sphinx/issues/14229).

    Here both sides cut by the same rule, so that each word of two characters or more is found wherever it is. All else
    is as in English, the stemmer too, which is why ``language_name`` is not changed: those versions of Sphinx derive
    the stemmer's name from it.
    """

    lang = "zh"
    js_splitter_code = _SPLITTER

    def split(self, input: str) -> list[str]:  # noqa: A002 - the name is Sphinx's
        """Return words and, of runs of Chinese characters, all pairs of neighbours."""
        found: list[str] = []
        for match in _PARTS.finditer(input):
            run = match["run"] or ""
            found += [run[place : place + 2] for place in range(len(run) - 1)] if len(run) > 1 else [match[0]]
        return found


class AddSearchNames(SphinxPostTransform):
    """Adds index entries that the search sees, and the general index does not: that is gathered when pages are read."""

    default_priority = 800
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Add the entries of the endpoints that links go to; of a page of its own they lead to the page."""
        domain = get_domain(self.env)
        heads = {head.endpoint: head for head in self.document.findall(ours.api_endpoint)}
        noted = [each for each in domain.pages.get(self.env.docname, ()) if each.kind == "endpoint"]
        for endpoint_id, anchor in {each.name: each.anchor for each in reversed(noted)}.items():
            endpoint = domain.registry.get(endpoint_id)
            names = dict.fromkeys(filter(None, (endpoint.model, endpoint.operation.operation_id)))
            where = anchor if len(heads) > 1 else ""  # as the text's own result, so that the two become one
            if names and endpoint_id in heads:
                heads[endpoint_id] += addnodes.index(entries=[("single", name, where, "main", None) for name in names])


def add_script(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Put the script on the search page of a project that documents endpoints."""
    if templatename == "search.html" and get_domain(app.env).endpoints:
        app.add_js_file(SCRIPT)


def setup_search(app: Sphinx) -> None:
    """Register the entries, the script, and Chinese, unless an extension has brought another search for it."""
    if isinstance(languages.get(ChineseByPairs.lang), str):  # the name of Sphinx's own
        app.add_search_language(ChineseByPairs)
    app.add_post_transform(AddSearchNames)
    app.connect("html-page-context", add_script)
