"""The two files for a whole site: ``llms.txt``, a list of its pages by section, and ``llms-full.txt``, all of them.

The format of the first is that of https://llmstxt.org: a title, a summary as quotation, and sections of links, each
with a description of its target. Pages in no toctree come last, under ``Optional``, which readers may skip.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from sphinx import addnodes
from sphinx.locale import get_translation

from ...files import replace_file
from ...reference.domain import get_domain
from .summaries import get_summary

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sphinx.environment import BuildEnvironment

    from .site import MarkdownSite

_: Final = get_translation("sphinxext_gptproto")
INDEX: Final = "llms.txt"
FULL: Final = "llms-full.txt"
OPTIONAL: Final = "Optional"
"""The title that the format defines for what may be skipped; it is never translated."""
_SAFE: Final = "!#$%&'*+,/:;=?@[]~"
"""Characters of an address that need no escape: all but brackets and spaces, which would end a link of Markdown."""


def write_index(site: MarkdownSite, root: Path, summary: str) -> None:
    """Write the list of pages.

    :param root: the output folder.
    :param summary: what the project is; without it, the summary of the root page.
    """
    env = site.env
    name = site.config.html_title if site.config.project == "Project name not set" else site.config.project
    parts = [f"# {_one_line(name)}"]
    if description := _one_line(summary or get_summary(env, site.config.root_doc)):
        parts.append(f"> {description}")
    for title, entries in get_sections(env).items():
        lines = [
            _entry(site, entry, label) for entry, label in entries if "://" in entry or _is_written(site, root, entry)
        ]
        if lines:
            parts += [f"## {_one_line(title)}", "\n".join(lines)]
    replace_file(root / INDEX, "\n\n".join(parts) + "\n")


def write_full(site: MarkdownSite, root: Path, summary: str) -> None:
    """Write all pages, one after the other, each with the address of its Markdown.

    :param root: the output folder.
    :param summary: ignored; as of :func:`write_index`.
    """
    temporary = root / f".{FULL}.{os.getpid()}.tmp"
    docnames = (entry for entries in get_sections(site.env).values() for entry, _label in entries)
    try:
        with temporary.open("w", encoding="utf-8", newline="\n") as file:
            written = (name for name in docnames if _is_written(site, root, name))
            for number, docname in enumerate(written):
                text = (root / site.path(docname)).read_text(
                    encoding="utf-8", errors="replace"
                )  # or the project's own file
                title, _blank, body = text.partition("\n\n")
                source = str(_("Source: {address}")).format(address=f"<{site.locate(site.path(docname))}>")
                file.write(("\n" if number else "") + "\n\n".join([title.strip(), source, body.strip()]).strip() + "\n")
        temporary.replace(root / FULL)
    finally:
        temporary.unlink(missing_ok=True)


def _is_written(site: MarkdownSite, root: Path, entry: str) -> bool:
    return entry in site.env.found_docs and (root / site.path(entry)).is_file()


def _entry(site: MarkdownSite, entry: str, label: str) -> str:
    if "://" in entry:
        return f"- [{_label(label or entry)}]({quote(entry, safe=_SAFE)})"
    description = _one_line(get_summary(site.env, entry))
    address = site.locate(site.path(entry))
    link = f"- [{_label(_choose_title(site.env, entry, label))}]({address})"
    return f"{link}: {description}" if description else link


def _choose_title(env: BuildEnvironment, docname: str, label: str) -> str:
    """Return the title of a page in its toctree, or its own, which says to which older version of an API it belongs."""
    title = _title(env, docname)
    versions = (version.label for api in get_domain(env).registry.versions.values() for version in api)
    return title if not label or title in {f"{label} ({version})" for version in versions} else label


def _label(text: str) -> str:
    """Return the text of a link without square brackets: readers of the format end it at the first closing one."""
    return _one_line(text).replace("[", "(").replace("]", ")")


def _one_line(text: str) -> str:
    return " ".join(str(text).split())


def _title(env: BuildEnvironment, docname: str) -> str:
    title = env.titles.get(docname)
    text = " ".join(title.astext().split()) if title is not None else ""
    return docname if text in ("", "<no title>") else text


# -- order ------------------------------------------------------------------------------------------------------------


def get_sections(env: BuildEnvironment) -> dict[str, list[tuple[str, str]]]:
    """Return pages and external addresses by section, each with its title in a toctree, if it has one there.

    Each caption of the root page's toctrees is a section. Without captions, each page with others below it is a
    section, and the remaining pages are the first.
    """
    root = env.config.root_doc
    first = str(_("Documentation"))
    sections: dict[str, list[tuple[str, str]]] = {first: [(root, "")]}
    seen = {root}
    for toctree in env.tocs[root].findall(addnodes.toctree):
        for label, target in toctree["entries"]:
            name = root if target == "self" else target
            branch = list(_walk_branch(env, name, label or "", seen))
            title = toctree.get("caption") or (_title(env, name) if len(branch) > 1 else first)
            sections.setdefault(str(title), []).extend(branch)
    rest = [(docname, "") for docname in sorted(env.found_docs) if docname not in seen]
    sections.setdefault(OPTIONAL, []).extend(rest)
    return {title: entries for title, entries in sections.items() if entries}


def _walk_branch(env: BuildEnvironment, name: str, label: str, seen: set[str]) -> Iterator[tuple[str, str]]:
    """Yield a page and the entries of its toctrees, at all levels and in their order.

    :param seen: entries that were yielded before, which are skipped.
    """
    pending = [(name, label)]
    while pending:
        docname, title = pending.pop()
        if docname in seen:
            continue
        seen.add(docname)
        if docname in env.found_docs:
            yield docname, title
            entries = [entry for toc in env.tocs[docname].findall(addnodes.toctree) for entry in toc["entries"]]
            pending += [(target, label or "") for label, target in reversed(entries) if target != "self"]
        elif "://" in docname:
            yield docname, title
