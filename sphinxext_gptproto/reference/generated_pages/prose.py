"""Prose on generated pages: files of a person's own, in the folder ``gptproto_pages_prose``, named after the pages.

A file becomes a part of its page: it is parsed into the page's document, so that its titles, labels, footnotes and
references are those of the page. Paths in it are relative to the file itself.
"""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path
from posixpath import normpath
from typing import TYPE_CHECKING, Final

from docutils import nodes
from sphinx import addnodes

from ...build_warnings import WarningSubtype, locate_value, warn
from ...content.page_names import get_page_names
from ...spec.errors import did_you_mean, nearest
from ...spec.registry import levels_of
from ...sphinx_internals import create_parser, resolve_paths_from
from ..config import GptprotoConfig
from ..domain import get_domain
from .text import SUFFIX

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from docutils.parsers import Parser
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

_NAME: Final = "gptproto_pages_prose"
_CURRENT: Final = "gptproto_prose"
"""Key of the file and the parser of a page's prose, while the page is read."""
_SUFFIXES: Final[Mapping[str, str]] = {".rst": "restructuredtext", ".md": "markdown"}
"""Suffixes of prose, also where ``source_suffix`` does not have them, with the names of their parsers."""


def setup_prose(app: Sphinx) -> None:
    """Register the handlers that keep prose from becoming pages, and that read pages again for other prose."""
    app.connect("config-inited", _exclude_folder, priority=900)  # after the values are checked
    app.connect("env-get-outdated", _get_pages_with_other_prose)


def _exclude_folder(_app: Sphinx, config: Config) -> None:
    folder = GptprotoConfig.from_config(config).prose_folder
    if folder:
        config.exclude_patterns = [*config.exclude_patterns, folder]


def find_prose(app: Sphinx, pages: Collection[str], written: Collection[str]) -> None:
    """Find the prose of each page, and give it to the domain; warn about files that belong to no page.

    :param pages: the names of all generated pages, below their folder.
    :param written: the names of those that are not replaced by a person's own page.
    """
    config, domain = GptprotoConfig.from_config(app.config), get_domain(app.env)
    domain.prose_files, domain.create_parser = {}, lambda filetype: create_parser(app, filetype)
    if not config.pages_prose:
        return
    root, message = Path(app.srcdir, config.pages_prose), ""
    if not config.prose_folder:
        message = f"{_NAME}: {config.pages_prose!r} contains the generated pages; name another folder for prose"
    elif not root.is_dir():
        message = f"{_NAME}: there is no folder {config.prose_folder!r}; create it, or correct the name"
    if message:
        warn(WarningSubtype.CONFIG, message, location=locate_value(app.confdir, app.config, _NAME))
        return
    names = _get_other_names(app)
    for file in sorted(Path(path, name) for path, _folders, files in os.walk(root) for name in files):
        suffix = next((suffix for suffix in (*app.config.source_suffix, *_SUFFIXES) if file.name.endswith(suffix)), "")
        relative = unicodedata.normalize("NFC", file.relative_to(root).as_posix())
        if not suffix and names.get(path := relative.removesuffix(file.suffix), path) in pages:
            message = f"this file is not shown, since prose has the suffix {' or '.join(_SUFFIXES)}; rename it"
            warn(WarningSubtype.PAGES, message, location=f"{file}:1")
        if not suffix or suffix == SUFFIX:
            continue  # such as an image
        name = names.get(relative.removesuffix(suffix), relative.removesuffix(suffix))
        docname = f"{config.folder}/{name}"
        filetype = app.config.source_suffix.get(suffix, _SUFFIXES.get(suffix, ""))
        message = _find_fault(name, filetype, pages, written, app)
        if not message and docname in domain.prose_files:
            message = (
                f"this prose is not shown, since {domain.prose_files[docname][0]} has the same page; keep one file"
            )
        if not message:
            domain.prose_files[docname] = file.relative_to(app.srcdir).as_posix(), filetype
            continue
        warn(WarningSubtype.PAGES, message, location=f"{file}:1")


def _get_other_names(app: Sphinx) -> dict[str, str]:
    """Return the names of the pages of levels by the names that they have with most builders."""
    names, registry = get_page_names(get_domain(app.env).registry), get_domain(app.env).registry
    levels = {*registry.levels, *(level for endpoint in registry for level in levels_of(endpoint.id)), ""}
    return {names.get_index(level, "html"): names.get_index(level, app.builder.name) for level in levels}


def _find_fault(name: str, filetype: str, pages: Collection[str], written: Collection[str], app: Sphinx) -> str:
    """Return why prose is not shown, or nothing."""
    message = ""
    if not pages:
        message = "this prose is not shown, since no pages are generated; set gptproto_pages"
    elif name not in pages:
        suggestion = did_you_mean(nearest(name, pages)) or "; name the file after a page"
        folder = GptprotoConfig.from_config(app.config).folder
        message = f"this prose is not shown: there is no generated page {name!r} below {folder!r}{suggestion}"
    elif name not in written:
        message = f"this prose is not shown, since the page {name!r} is a file of yours; move the text to that file"
    elif filetype not in app.registry.get_source_parsers():
        message = f"this prose is not shown, since no extension reads {filetype}; add 'myst_parser' to extensions"
    return message


def _get_pages_with_other_prose(_app: Sphinx, env: BuildEnvironment, *_changes: object) -> list[str]:
    """Return the pages whose prose is another file than in the previous build; Sphinx itself notices edits."""
    domain = get_domain(env)
    current = {docname: file for docname, (file, _filetype) in domain.prose_files.items()}
    docnames = (current.keys() | domain.prose.keys()) & env.found_docs
    return [docname for docname in docnames if current.get(docname) != domain.prose.get(docname)]


def parse_prose(document: nodes.document, env: BuildEnvironment, parser: Parser) -> list[nodes.Node]:
    """Return the nodes of a page's prose; none if it has none.

    :param document: the page, which gets the targets, footnotes and so on of the prose.
    :param parser: that of the page.
    """
    domain = get_domain(env)
    if env.docname not in domain.prose_files:
        return []
    file, filetype = domain.prose_files[env.docname]
    path = Path(env.srcdir, file)
    domain.prose[env.docname] = file
    env.note_dependency(str(path))
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        warn(WarningSubtype.PAGES, f"this prose cannot be read: {error}", location=f"{path}:1")
        return []
    prose_parser = domain.create_parser(filetype)
    env.temp_data[_CURRENT] = file, prose_parser
    start, source = len(document.children), document["source"]
    document["source"] = str(path)
    document.note_source(str(path), 0)
    folder = file.rpartition("/")[0]
    try:
        with resolve_paths_from(env, folder):
            prose_parser.parse(text, document)
    finally:
        document["source"] = source
        document.note_source(source, 0)
    content = document.children[start:]
    del document.children[start:]
    if content and isinstance(content[0], (nodes.docinfo, nodes.field_list)):
        del content[0]  # metadata, which is of the page: the prose is none
    for node in content:
        if isinstance(node, nodes.Element):
            _make_paths_absolute(node, folder)
    transforms = [each for each in prose_parser.get_transforms() if each not in parser.get_transforms()]
    document.transformer.add_transforms(transforms)
    return content


def parse_translation(text: str, document: nodes.document) -> bool:
    """Parse a translated text of the page that is being read as its prose; return whether the page has prose.

    :param document: gets the nodes; it is not the page.
    """
    env = document.settings.env
    file, parser = env.temp_data.get(_CURRENT, ("", None))
    if parser is None:
        return False
    folder = file.rpartition("/")[0]
    with resolve_paths_from(env, folder):
        parser.parse(text, document)
    _make_paths_absolute(document, folder)
    return True


def _make_paths_absolute(content: nodes.Element, folder: str) -> None:
    """Replace paths that are relative to the prose, since Sphinx would resolve them from the page's folder."""
    for node in content.findall(nodes.Element):
        key = ""
        if isinstance(node, nodes.image):
            key = "uri"
        elif isinstance(node, addnodes.download_reference) or (
            isinstance(node, addnodes.pending_xref) and node.get("reftype") == "doc"
        ):
            key = "reftarget"
        target = node.get(key, "") if key else ""
        if target and not target.startswith(("/", "#")) and ":" not in target.partition("/")[0]:
            node[key] = f"/{normpath(f'{folder}/{target}')}"
