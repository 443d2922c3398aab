"""Rules for the structure of a page: the document, sections and titles, metadata."""

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
    text = translator.text(*title.children) if title is not None else ""
    if text == "<no title>":  # Sphinx's placeholder
        text = ""
    number = _number(translator, "") if text else ""
    translator.front_matter["title"] = number + text if text else translator.docname.rpartition("/")[2]
    translator.front_matter.update(_metadata(translator.site.env.metadata.get(translator.docname, {})))
    translator.add(*(Anchor(name) for name in node["ids"] if translator.wants(name)))
    translator.add(*translator.blocks(*node.children))


TEXTS: Final = (
    *("sidebarTitle", "description", "icon", "iconType", "tag", "mode", "url", "canonical", "robots"),
    *("authMethod", "contentType", "playground"),
)
SWITCHES: Final = ("hidden", "noindex", "deprecated", "searchable")


def _metadata(fields: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Yield front matter that an author has set, as a field list at the top of the page or as MyST's front matter."""
    for name, value in fields.items():
        text = str(value).strip()
        if name in TEXTS and text:
            yield name, text
        elif name in SWITCHES and text.lower() in ("", "true", "false"):
            if name == "searchable" or text.lower() != "false":  # false is the default of the others
                yield name, text.lower() != "false"
        elif name == "keywords":
            bracketed = re.fullmatch(r"\[(.*)\]", text, re.DOTALL)
            keywords = [word.strip(" \"'\n") for word in (bracketed[1] if bracketed else text).split(",")]
            yield name, [word for word in keywords if word]
        elif name == "nosearch":  # Sphinx's name for it
            yield "searchable", False


def handle_section(translator: PageWriter, node: nodes.section) -> None:
    """Add a section. The title of the page is in the front matter, not in its content."""
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
    """Add the title of a section, and anchors for its ids.

    The heading gets the id that docutils has derived from the title, or the first id if there is none: labels before
    the title come before that id in MyST, and after it in reStructuredText.
    """
    children = translator.inlines(*title.children)
    first = section["ids"][0] if section["ids"] else ""
    identifier = nodes.make_id(title.astext())
    identifier = identifier if identifier in section["ids"] else first
    if first and (number := _number(translator, f"#{first}")):
        children = (Text(number), *children)
    others = [name for name in section["ids"] if name != identifier and (name == first or translator.wants(name))]
    translator.add(*map(Anchor, others), *translator.anchors(title))  # tables of contents link to the first id
    add_heading(translator, children, identifier, max(2, translator.section_level))


def add_heading(translator: PageWriter, children: tuple[Node, ...], identifier: str, level: int) -> None:
    """Add a heading, with its id unless Mintlify derives the same id from the text."""
    text = plain(children).strip()
    slugs: set[str] = translator.state.setdefault("slugs", set())
    slug = text.lower().replace(" ", "-")
    automatic = re.fullmatch(r"[A-Za-z0-9]+( [A-Za-z0-9]+)*", text) is not None and slug not in slugs
    slugs |= {slug, identifier}
    # Mintlify derives ids only for levels up to 4
    needless = not identifier or (automatic and slug == identifier and level <= 4)
    translator.add(Heading(level, children, "" if needless else identifier))


def _number(translator: PageWriter, anchor: str) -> str:
    """Return the section number of a page or of a section in it, or an empty string."""
    numbers = translator.site.env.toc_secnumbers.get(translator.docname, {})
    if number := numbers.get(anchor):
        return ".".join(map(str, number)) + str(translator.config.html_secnumber_suffix)
    return ""


def handle_title(translator: PageWriter, node: nodes.Element) -> None:
    """Add the title of a node that is not a section, such as a table of contents, as a line in bold."""
    translator.add(*translator.anchors(node), Paragraph((Strong(translator.inlines(*node.children)),)))


def handle_rubric(translator: PageWriter, node: nodes.rubric) -> None:
    """Add a heading that is in no table of contents, except before footnotes: Markdown adds one there."""
    following = node.next_node(descend=False, siblings=True)
    if isinstance(following, nodes.footnote) and uses_markdown_footnotes(translator):
        return
    if level := node.get("heading-level"):
        add_heading(translator, translator.inlines(*node.children), "", max(2, int(level)))
    else:
        handle_title(translator, node)


def handle_meta(translator: PageWriter, node: nodes.Element) -> None:
    """Add metadata that Mintlify supports to the front matter, if it is for the language of the build."""
    name, content = str(node.get("name", "") or node.get("property", "")), str(node.get("content", ""))
    language = node.get("lang")
    if language and not str(translator.config.language or "en").startswith(str(language).split("-")[0]):
        return
    if name == "keywords":
        translator.front_matter[name] = [word.strip() for word in content.split(",") if word.strip()]
    elif name in {"description", "robots"} or re.match(r"(?:og|twitter|article):", name):
        translator.front_matter[name] = content


def handle_children(translator: PageWriter, node: nodes.Element) -> None:
    """Add the children of a node whose base class is dropped: the table of autosummary is derived from ``comment``."""
    translator.add(*translator.blocks(*node.children))


HANDLERS: Final[Mapping[type | str, Handler]] = {
    nodes.document: handle_document,
    nodes.section: handle_section,
    nodes.title: handle_title,
    nodes.subtitle: handle_title,
    nodes.rubric: handle_rubric,
    nodes.meta: handle_meta,
    "autosummary_table": handle_children,
}
