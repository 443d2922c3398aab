"""Pages of the bundled registry in Simplified Chinese: what is translated, and what is the same in every language."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser

import pytest
import yaml
from reference.sites import make_site
from sphinx import addnodes

from sphinxext_gptproto.reference import nodes

PAINT = "docs/api/openai/gpt-4o-image/official-format/text-to-image"
CHAT = "docs/api/claude/claude-3-5-haiku-20241022/openai-format/text-to-text"
CONFIG = {
    "gptproto_registry": "bundled",
    "gptproto_pages_include": ["openai/gpt-4o-image", "claude/claude-3-5-haiku-20241022", "midjourney"],
}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
ENGLISH = re.compile(r"[A-Za-z]{2,}")
NAMES = {
    *("GPTProto", "Claude", "Claude 3.5 Haiku", "OpenAI", "GPT-4o Image", "Midjourney", "Trial", "Home"),
    *("cURL", "Python", "JavaScript", "Go", "GET", "POST", "200 - OK", "URL。"),
}
"""What is called the same in Chinese."""
ID = re.compile(r'\bid="([^"]+)"')
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Four builds of one source folder, one after the other in one process, by language and builder."""
    trial = make_site(tmp_path_factory.mktemp("chinese"))
    sources = trial.source / "docs" / "api"
    builds = {}
    for language in ("zh_CN", "en"):
        for builder in ("html", "mdx"):
            builds[language, builder] = trial.build(builder, out=f"{builder}-{language}", language=language, **CONFIG)
            builds[language, "sources"] = {path: path.stat().st_mtime_ns for path in sources.rglob("*.gptproto")}
    return builds


def pages(build, suffix: str) -> dict[str, str]:
    """Return the text of every page of the reference, by name."""
    folder = build.out / "docs" / "api"
    found = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in folder.rglob(suffix)}
    assert len(found) > 20
    return found


class Words(HTMLParser):
    """Collects the lines that a reader sees, without code."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        if tag not in VOID:
            hidden = tag in ("code", "pre", "script", "style", "svg") or "headerlink" in (
                dict(attrs).get("class") or ""
            )
            self.open.append("hidden" if hidden else tag)

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data):
        if "hidden" not in self.open and data.strip():
            self.found.append(data.strip())


def get_words(html: str) -> list[str]:
    parser = Words()
    parser.feed(html[html.index("<body") : html.index("</body>")].partition('<div class="sphinxsidebar"')[0])
    return parser.found


def test_no_word_of_a_page_is_left_in_english(built):
    for name, html in pages(built["zh_CN", "html"], "*.html").items():
        words = get_words(html.partition('<div class="related"')[0])
        left = [w for w in words if ENGLISH.search(w) and not CHINESE.search(w) and w.strip("← →") not in NAMES]
        assert left == [], name


def test_no_word_of_an_mdx_page_is_left_in_english(built):
    for name, mdx in pages(built["zh_CN", "mdx"], "*.mdx").items():
        front, body = mdx.split("---\n", 2)[1:]
        for key, value in yaml.safe_load(front).items():
            assert key == "api" or CHINESE.search(value) or value in NAMES, f"{name}: {key}"
        prose = re.sub(r"^ *```.*?^ *```$", "", body, flags=re.MULTILINE | re.DOTALL)
        prose = re.sub(
            r"\((?:default|example): `[^`]*`\)|`[^`]*`|^ *(?:Default|Example):$", "", prose, flags=re.MULTILINE
        )
        titles = re.findall(r'title="([^"]*)"', prose)
        lines = [line.strip() for line in re.sub(r"</?[A-Z][^>]*>|\{#[\w-]+\}|\]\([^)]*\)", "", prose).splitlines()]
        for line in [*lines, *titles]:
            words = line.strip("|#*-[]\\ ")
            assert CHINESE.search(words) or not ENGLISH.search(words) or words in NAMES, f"{name}: {line}"


def test_labels_and_texts_are_chinese(built):
    html = built["zh_CN", "html"].text(f"{PAINT}.html")
    for words in (
        "GPT-4o Image：文生图",
        "请求体",
        "请求示例",
        "身份验证",
        "必填",
        "默认值",
        "1 到 10",
        "处理方法：",
        "签名无效",
    ):
        assert words in html
    assert re.search(r"<summary><code>data</code> 的 \d+ 个字段</summary>", html)
    mdx = built["zh_CN", "mdx"].text(f"{PAINT}.mdx")
    assert "**401 - 签名无效**" in mdx
    assert "```json 401 - Invalid signature\n" in mdx
    front = yaml.safe_load(mdx.split("---\n")[1])
    assert front["title"] == "GPT-4o Image：文生图"
    assert front["sidebarTitle"] == "文生图"
    assert front["api"] == "POST /v1/images/generations"
    assert re.fullmatch(r"[^。]+。[^。]+。", front["description"])
    assert "取值范围：1 到 10。" in mdx


def test_navigation_is_chinese(built):
    assert '"group": "官方格式"' in built["zh_CN", "mdx"].text("docs.json")
    index = built["zh_CN", "html"].text("docs/api/openai/gpt-4o-image/index.html")
    assert {"任务", "请求", "文生图"} <= set(get_words(index))
    listed = built["zh_CN", "html"].app.env.get_doctree("docs/api/openai/gpt-4o-image/official-format/index")
    (tree,) = listed.findall(addnodes.toctree)
    titles = [title for title, _docname in tree["entries"]]
    assert titles[0] == "文生图"
    assert all(map(CHINESE.search, titles))


def test_search_has_titles_and_kinds(built):
    index = built["zh_CN", "html"].text("searchindex.js")
    found = json.loads(index.removeprefix("Search.setIndex(").removesuffix(")"))
    assert "GPT-4o Image：文生图" in found["titles"]
    assert {"接口", "参数"} <= {words.removeprefix("API ") for _domain, _kind, words in found["objnames"].values()}


def test_anchors_are_the_same(built):
    english = pages(built["en", "html"], "*.html")
    for name, html in pages(built["zh_CN", "html"], "*.html").items():
        assert ID.findall(html) == ID.findall(english[name]), name
    english = pages(built["en", "mdx"], "*.mdx")
    for name, mdx in pages(built["zh_CN", "mdx"], "*.mdx").items():
        assert ID.findall(mdx) == ID.findall(english[name]), name
        assert get_heading_ids(mdx) == get_heading_ids(english[name]), name


def get_heading_ids(mdx: str) -> list[str]:
    """Return the anchors of headings: their own, or what Mintlify makes of their words."""
    headings = re.findall(r"^## (.*?)(?: \{#([\w-]+)\})?$", mdx, re.MULTILINE)
    return [own or words.lower().replace(" ", "-") for words, own in headings]


def test_code_is_the_same(built):
    fence = re.compile(r"^ *```(\w+)[^\n]*\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
    english = pages(built["en", "mdx"], "*.mdx")
    for name, mdx in pages(built["zh_CN", "mdx"], "*.mdx").items():
        assert fence.findall(mdx) == fence.findall(english[name]), name
        for mark in ("(default: `", "(example: `", "Default:\n", "Example:\n", "<ParamField", "<ResponseField"):
            assert mdx.count(mark) == english[name].count(mark), (name, mark)
    pre = re.compile(r"<pre>.*?</pre>", re.DOTALL)
    english = pages(built["en", "html"], "*.html")
    for name, html in pages(built["zh_CN", "html"], "*.html").items():
        assert pre.findall(html) == pre.findall(english[name]), name


def test_a_build_in_english_after_one_in_chinese_is_english(built):
    html = built["en", "html"].text(f"{PAINT}.html")
    assert "Request body" in html
    assert not any(map(CHINESE.search, get_words(html)))
    assert not CHINESE.search(built["en", "mdx"].text(f"{CHAT}.mdx").partition("<RequestExample>")[0])


def test_generated_sources_do_not_depend_on_the_language(built):
    assert built["zh_CN", "sources"] == built["en", "sources"]


def test_pages_without_a_catalogue_are_filled_when_they_are_written(built):
    (head,) = built["zh_CN", "html"].app.env.get_doctree(PAINT).findall(nodes.api_endpoint)
    assert "pending" in head
    assert not head.children
