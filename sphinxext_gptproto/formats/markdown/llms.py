"""The two files for a whole site: ``llms.txt``, a list of its pages by section, and ``llms-full.txt``, all of them.

The format of the first is the one of https://llmstxt.org: a title, a summary as quotation, and sections of links with
what they lead to. Pages in no toctree come last, under ``Optional``, which readers may skip.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from sphinx import addnodes
from sphinx.locale import get_translation

from ...files import replace_file
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
"""A word of the format, never translated."""
_KEPT: Final = "!#$%&'*+,/:;=?@[]~"
"""What an address may hold as it is: all but brackets and spaces, at which a link of Markdown would end."""


def write_index(site: MarkdownSite, root: Path, summary: str) -> None:
    """Write the list of pages."""
    env = site.env
    name = site.config.html_title if site.config.project == "Project name not set" else site.config.project
    parts = [f"# {_one_line(name)}"]
    if about := _one_line(summary or get_summary(env, site.config.root_doc)):
        parts.append(f"> {about}")
    for title, entries in get_sections(env).items():
        lines = [
            _entry(site, entry, label) for entry, label in entries if "://" in entry or _is_written(site, root, entry)
        ]
        if lines:
            parts += [f"## {_one_line(title)}", "\n".join(lines)]
    replace_file(root / INDEX, "\n\n".join(parts) + "\n")


def write_full(site: MarkdownSite, root: Path, summary: str) -> None:
    """Write all pages, one after the other, each below the address of its Markdown."""
    beside = root / f".{FULL}.{os.getpid()}.tmp"
    docnames = (entry for entries in get_sections(site.env).values() for entry, _label in entries)
    try:
        with beside.open("w", encoding="utf-8", newline="\n") as file:
            written = (name for name in docnames if _is_written(site, root, name))
            for number, docname in enumerate(written):
                text = (root / site.path(docname)).read_text(encoding="utf-8", errors="replace")  # a file of yours?
                title, _blank, body = text.partition("\n\n")
                source = str(_("Source: {address}")).format(address=f"<{site.locate(site.path(docname))}>")
                file.write(("\n" if number else "") + "\n\n".join([title.strip(), source, body.strip()]).strip() + "\n")
        beside.replace(root / FULL)
    finally:
        beside.unlink(missing_ok=True)


def _is_written(site: MarkdownSite, root: Path, entry: str) -> bool:
    return entry in site.env.found_docs and (root / site.path(entry)).is_file()


def _entry(site: MarkdownSite, entry: str, label: str) -> str:
    if "://" in entry:
        return f"- [{_label(label or entry)}]({quote(entry, safe=_KEPT)})"
    about = _one_line(get_summary(site.env, entry))
    address = site.locate(site.path(entry))
    return f"- [{_label(label or _title(site.env, entry))}]({address})" + (f": {about}" if about else "")


def _label(text: str) -> str:
    """Return a link's words, with no bracket in them: readers of the format look for the first that closes."""
    return _one_line(text).replace("[", "(").replace("]", ")")


def _one_line(text: str) -> str:
    return " ".join(str(text).split())


def _title(env: BuildEnvironment, docname: str) -> str:
    title = env.titles.get(docname)
    words = " ".join(title.astext().split()) if title is not None else ""
    return docname if words in ("", "<no title>") else words


# -- order ------------------------------------------------------------------------------------------------------------


def get_sections(env: BuildEnvironment) -> dict[str, list[tuple[str, str]]]:
    """Return pages and addresses elsewhere by section, each with its title in a toctree, or nothing.

    A caption of the root page's toctrees makes a section. Where there is none, a page with others below it makes one,
    and the rest is the first.
    """
    root = env.config.root_doc
    first = str(_("Documentation"))
    sections: dict[str, list[tuple[str, str]]] = {first: [(root, "")]}
    seen = {root}
    for toctree in env.tocs[root].findall(addnodes.toctree):
        for label, target in toctree["entries"]:
            name = root if target == "self" else target
            found = list(_below(env, name, label or "", seen))
            title = toctree.get("caption") or (_title(env, name) if len(found) > 1 else first)
            sections.setdefault(str(title), []).extend(found)
    rest = [(docname, "") for docname in sorted(env.found_docs) if docname not in seen]
    sections.setdefault(OPTIONAL, []).extend(rest)
    return {title: entries for title, entries in sections.items() if entries}


def _below(env: BuildEnvironment, name: str, label: str, seen: set[str]) -> Iterator[tuple[str, str]]:
    """Yield a page and what its toctrees hold, each once and in their order."""
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
