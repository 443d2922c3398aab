"""Nodes that hold the page: sections and their titles, metadata, tables of contents."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from docutils import nodes
from sphinx import addnodes

from ..tree import Anchor, Heading, Paragraph, Strong, Text, plain
from .references import uses_markdown_footnotes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ..rules import Handler, PageWriter
    from ..tree import Node, Parent

WRAPPED: Final[Mapping[type, Parent]] = {}
PASSED: Final[frozenset[type]] = frozenset(
    {
        nodes.address,
        nodes.author,
        nodes.authors,
        nodes.contact,
        nodes.copyright,
        nodes.date,
        nodes.organization,
        nodes.revision,
        nodes.status,
        nodes.version,
        nodes.decoration,
        addnodes.only,
        addnodes.start_of_file,
        addnodes.compact_paragraph,
        addnodes.acks,
    },
)
DROPPED: Final[frozenset[type | str]] = frozenset(
    {
        nodes.comment,
        nodes.docinfo,
        nodes.footer,
        nodes.header,
        nodes.pending,
        nodes.substitution_definition,
        nodes.system_message,
        addnodes.highlightlang,
        addnodes.tabular_col_spec,
        addnodes.toctree,
        "autosummary_toc",
    },
)


def handle_document(translator: PageWriter, node: nodes.document) -> None:
    """Add the page."""
    title = translator.site.env.titles.get(translator.docname)
    words = translator.text(*title.children) if title is not None else ""
    if words == "<no title>":  # Sphinx's placeholder
        words = ""
    number = _number(translator, "") if words else ""
    translator.front_matter["title"] = number + words if words else translator.docname.rpartition("/")[2]
    translator.front_matter.update(_metadata(translator.site.env.metadata.get(translator.docname, {})))
    translator.add(*(Anchor(name) for name in node["ids"] if translator.wants(name)))
    translator.add(*translator.blocks(*node.children))


TEXTS: Final = (
    *("sidebarTitle", "description", "icon", "iconType", "tag", "mode", "url", "canonical", "robots"),
    *("authMethod", "contentType", "playground"),
)
SWITCHES: Final = ("hidden", "noindex", "deprecated", "searchable")


def _metadata(fields: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Yield what a page's own metadata says to Mintlify: a field list at its top, or MyST's front matter."""
    for name, value in fields.items():
        words = str(value).strip()
        if name in TEXTS and words:
            yield name, words
        elif name in SWITCHES and words.lower() in ("", "true", "false"):
            if name == "searchable" or words.lower() != "false":  # the others are off where nothing is said
                yield name, words.lower() != "false"
        elif name == "keywords":
            listed = re.fullmatch(r"\[(.*)\]", words, re.DOTALL)
            found = [word.strip(" \"'\n") for word in (listed[1] if listed else words).split(",")]
            yield name, [word for word in found if word]
        elif name == "nosearch":  # Sphinx's own
            yield "searchable", False


def handle_section(translator: PageWriter, node: nodes.section) -> None:
    """Add a section. The page's own title stands in the front matter."""
    translator.section_level += 1
    title = node.next_node(nodes.title, descend=True) if node.children else None
    is_page = translator.section_level == 1 and not translator.state.get("titled")
    translator.state["titled"] = True
    if title is None or title.parent is not node:
        translator.add(*translator.anchors(node), *translator.blocks(*node.children))
    else:
        before, after = node.children[: node.index(title)], node.children[node.index(title) + 1 :]
        if is_page:
            translator.add(*translator.anchors(node), *translator.anchors(title))
        else:
            _add_heading(translator, node, title)
        translator.add(*translator.blocks(*before, *after))
    translator.section_level -= 1


def _add_heading(translator: PageWriter, section: nodes.section, title: nodes.title) -> None:
    """Add a section's title. Of its ids the heading gets the one made from its words, and else the first.

    A label before a title comes first in MyST and last in reStructuredText.
    """
    children = translator.inlines(*title.children)
    first = section["ids"][0] if section["ids"] else ""
    identifier = nodes.make_id(title.astext())
    identifier = identifier if identifier in section["ids"] else first
    if first and (number := _number(translator, f"#{first}")):
        children = (Text(number), *children)
    wanted = [name for name in section["ids"] if name != identifier and (name == first or translator.wants(name))]
    translator.add(*map(Anchor, wanted), *translator.anchors(title))  # tables of contents link to the first
    add_heading(translator, children, identifier, max(2, translator.section_level))


def add_heading(translator: PageWriter, children: tuple[Node, ...], identifier: str, level: int) -> None:
    """Add a heading, with its id unless Mintlify makes the same one from the words."""
    words = plain(children).strip()
    slugs: set[str] = translator.state.setdefault("slugs", set())
    slug = words.lower().replace(" ", "-")
    automatic = re.fullmatch(r"[A-Za-z0-9]+( [A-Za-z0-9]+)*", words) is not None and slug not in slugs
    slugs |= {slug, identifier}
    # above level 4 Mintlify makes no id of its own
    needless = not identifier or (automatic and slug == identifier and level <= 4)
    translator.add(Heading(level, children, "" if needless else identifier))


def _number(translator: PageWriter, anchor: str) -> str:
    numbers = translator.site.env.toc_secnumbers.get(translator.docname, {})
    if number := numbers.get(anchor):
        return ".".join(map(str, number)) + str(translator.config.html_secnumber_suffix)
    return ""


def handle_title(translator: PageWriter, node: nodes.Element) -> None:
    """Add the title of something that is no section, such as a table of contents."""
    translator.add(*translator.anchors(node), Paragraph((Strong(translator.inlines(*node.children)),)))


def handle_rubric(translator: PageWriter, node: nodes.rubric) -> None:
    """Add a heading that is in no table of contents. Markdown's footnotes bring their own."""
    following = node.next_node(descend=False, siblings=True)
    if isinstance(following, nodes.footnote) and uses_markdown_footnotes(translator):
        return
    if level := node.get("heading-level"):
        add_heading(translator, translator.inlines(*node.children), "", max(2, int(level)))
    else:
        handle_title(translator, node)


def handle_meta(translator: PageWriter, node: nodes.Element) -> None:
    """Put the page's metadata into the front matter, where Mintlify has a place for it."""
    name, content = str(node.get("name", "") or node.get("property", "")), str(node.get("content", ""))
    language = node.get("lang")
    if language and not str(translator.config.language or "en").startswith(str(language).split("-")[0]):
        return
    if name == "keywords":
        translator.front_matter[name] = [word.strip() for word in content.split(",") if word.strip()]
    elif name in {"description", "robots"} or re.match(r"(?:og|twitter|article):", name):
        translator.front_matter[name] = content


def handle_whole(translator: PageWriter, node: nodes.Element) -> None:
    """Add the children of what derives from a class that is dropped: a summary's table is a comment to docutils."""
    translator.add(*translator.blocks(*node.children))


HANDLERS: Final[Mapping[type | str, Handler]] = {
    nodes.document: handle_document,
    nodes.section: handle_section,
    nodes.title: handle_title,
    nodes.subtitle: handle_title,
    nodes.rubric: handle_rubric,
    nodes.meta: handle_meta,
    "autosummary_table": handle_whole,
}
