"""The style sheet and the script of HTML pages: copied once, linked from the pages that show parts of the registry.

The script comes before the content of a page, so that the browser knows which language to show before it paints
anything. It is a file of the site and loads nothing from other hosts.
"""

from __future__ import annotations

import hashlib
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.locale import get_translation

from ...reference import nodes as ours
from ...reference.config import GptprotoConfig
from ...reference.indices import INDICES

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

_: Final = get_translation("sphinxext_gptproto")
STYLE: Final = "gptproto.css"
WIDE: Final = "gptproto-wide.css"
SCRIPT: Final = "gptproto.js"
STATIC: Final = Path(__file__).parents[2] / "static"
_INDICES: Final = tuple(f"api-{index.name}" for index in INDICES)
_PAGES: Final = ("html", "dirhtml", "singlehtml")
"""Builders whose files a browser opens as pages."""


def add_files(app: Sphinx) -> None:
    """Let HTML builders copy our files; :func:`use_files` links them from the pages that need them."""
    if app.builder.format == "html":
        # A new list: the default is one list for all builds of this process.
        app.config.html_static_path = [*app.config.html_static_path, str(STATIC)]


def use_files(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Link the style sheet, and put the script before the page's content and links to neighbouring pages after it."""
    if pagename in _INDICES:
        app.add_css_file(STYLE)
    if doctree is None or next(iter(doctree.findall(_is_ours)), None) is None:
        return
    app.add_css_file(STYLE)
    if '<div class="gp-wide">' in context.get("body", ""):
        app.add_css_file(WIDE)
    if isinstance(app.builder, StandaloneHTMLBuilder) and app.builder.name in _PAGES and context.get("body"):
        context["body"] = _make_tag(app, context) + context["body"] + _make_links(app, context)


def _is_ours(node: nodes.Node) -> bool:
    return isinstance(node, ours.NODES)


def _make_tag(app: Sphinx, context: dict[str, Any]) -> str:
    """Return the script's element, whose attributes have its features and the labels that it shows."""
    features = GptprotoConfig.from_config(app.config).html_features
    data: dict[str, str] = {}
    if "language" in features:
        data["language"] = ""
    if "copy" in features:
        data |= {"copy": str(_("Copy")), "copied": str(_("Copied")), "path": str(_("Copy the path"))}
        if "sphinx_copybutton" in app.extensions:
            data["others"] = ""
    address = f"{context['pathto'](f'_static/{SCRIPT}', resource=True)}?v={_digest()}"
    attributes = "".join(f' data-{name}="{escape(value)}"' for name, value in data.items())
    return f'<script src="{escape(address)}"{attributes}></script>\n'


def _make_links(app: Sphinx, context: dict[str, Any]) -> str:
    """Return links to the previous and the next page where the theme, Alabaster without its option, shows none."""
    theme = getattr(app.builder, "theme", None)
    bars = [str(context.get(f"theme_show_relbar{end}") or "") for end in ("s", "_top", "_bottom")]
    if theme is None or theme.name != "alabaster" or any(bar.lower() in ("true", "yes", "on", "1") for bar in bars):
        return ""
    marks = {"prev": ("\u2190 {}", _("Previous page")), "next": ("{} \u2192", _("Next page"))}
    links = [
        f'<a rel="{name}" href="{escape(page["link"])}" title="{escape(str(title))}">{mark.format(page["title"])}</a>'
        for name, (mark, title) in marks.items()
        if (page := context.get(name))
    ]
    label = escape(str(_("Neighbouring pages")))
    return f'<nav class="gp-turn" aria-label="{label}">{"".join(links)}</nav>\n' if links else ""


@cache
def _digest() -> str:
    return hashlib.sha256((STATIC / SCRIPT).read_bytes()).hexdigest()[:8]


def setup_assets(app: Sphinx) -> None:
    """Register the handlers."""
    app.connect("html-page-context", use_files)
