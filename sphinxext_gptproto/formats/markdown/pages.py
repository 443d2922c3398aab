"""Writes each page's Markdown when its HTML is written, in the same process, and links it from there.

Files of an earlier build that this one does not write are removed. A hidden file in the output folder lists the files
that we wrote.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from sphinx.locale import get_translation

from ...files import remove_file, replace_file
from ...reference.config import GptprotoConfig
from .llms import FULL, INDEX, write_full, write_index
from .site import MarkdownSite
from .translator import make_page

if TYPE_CHECKING:
    from collections.abc import Set

    from docutils import nodes
    from sphinx.application import Sphinx

_: Final = get_translation("sphinxext_gptproto")
BUILDERS: Final = ("html", "dirhtml")
"""Builders that write each page as a file for the web."""
STYLE: Final = "gptproto-markdown.css"
WRITTEN: Final = ".gptproto-markdown"
"""The list of the files that we wrote."""


def _is_enabled(app: Sphinx) -> bool:
    return app.builder.name in BUILDERS and GptprotoConfig.from_config(app.config).markdown


def _get_site(app: Sphinx) -> MarkdownSite:
    builder: Any = app.builder
    if not hasattr(builder, "gptproto_markdown_site"):
        builder.gptproto_markdown_site = MarkdownSite(builder, app.registry.translation_handlers.get("mdx", {}))
    site: MarkdownSite = builder.gptproto_markdown_site
    return site


def prepare(app: Sphinx, builder: object) -> None:
    """Collect what pages need to know of one another, before the processes that write them are started."""
    if _is_enabled(app):
        _get_site(app).prepare_writing()


def write_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Write a page's Markdown, and link it at the top of the page for readers, and in its head for programs."""
    if doctree is None or not _is_enabled(app):
        return
    site = _get_site(app)
    if site.path(pagename) not in site.extra:
        replace_file(Path(app.outdir, site.path(pagename)), make_page(doctree, site, pagename))
    address = escape(context["pathto"](quote(site.path(pagename)), True))
    label = escape(str(_("View as Markdown")))
    kind = 'rel="alternate" type="text/markdown"'
    context["metatags"] = f'{context.get("metatags") or ""}<link {kind} title="Markdown" href="{address}" />\n'
    link = f'<a href="{address}" {kind}>{label}</a>'
    context["body"] = f'<p class="gp-markdown-link">{link}</p>\n{context.get("body") or ""}'
    app.add_css_file(STYLE)


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Write the files for the site as a whole, and remove those of earlier builds."""
    if exception is not None or app.builder.name not in BUILDERS:
        return
    root, config = Path(app.outdir), GptprotoConfig.from_config(app.config)
    site = _get_site(app)
    names: list[str] = []
    if config.markdown:
        pages = [site.path(docname) for docname in sorted(app.env.found_docs)]
        names = [name for name in pages if name not in site.extra and (root / name).is_file()]
        for name, write, is_enabled in ((INDEX, write_index, True), (FULL, write_full, config.llms_full)):
            if is_enabled and name not in site.extra:
                write(site, root, config.llms_summary)
                names.append(name)
    _remove_others(root, names, site.extra)


def _remove_others(root: Path, names: list[str], extra: Set[str]) -> None:
    """Remove the files that an earlier build wrote and this one did not, and folders that become empty.

    :param root: the output folder.
    :param names: files that this build wrote.
    :param extra: the project's own files, some of which may have replaced ours.
    """
    written = root / WRITTEN
    try:
        before = written.read_text(encoding="utf-8").splitlines()
    except OSError:
        before = []
    for name in set(before) - set(names) - extra:
        remove_file(root / name, root)
    if names:
        replace_file(written, "".join(f"{name}\n" for name in sorted(names)))
    else:
        written.unlink(missing_ok=True)


def setup_pages(app: Sphinx) -> None:
    """Register the handlers."""
    app.connect("write-started", prepare)
    app.connect("html-page-context", write_page)
    app.connect("build-finished", finish)
