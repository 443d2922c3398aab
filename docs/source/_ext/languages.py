"""Links between the languages of this documentation; the Chinese site is in ``zh_CN/`` of the English site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

FOLDERS: Final = {"en": "", "zh_CN": "zh_CN/"}
NAMES: Final = {"en": "English", "zh_CN": "简体中文"}
SIDEBAR: Final = "sidebar/languages.html"


def place_links(app: Sphinx, config: Config) -> None:
    """Put the links below Furo's search field, and add the folder of the language to ``html_baseurl``."""
    if config.html_theme == "furo":
        config.html_sidebars = {
            "**": [
                *("sidebar/brand.html", "sidebar/search.html", SIDEBAR, "sidebar/scroll-start.html"),
                *("sidebar/navigation.html", "sidebar/scroll-end.html", "sidebar/variant-selector.html"),
            ]
        }
    if config.html_baseurl:
        config.html_baseurl = f"{config.html_baseurl.rstrip('/')}/{FOLDERS.get(config.language, '')}"


def make_links(app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any) -> None:
    """Add the links to the template context: ``(name, language tag, URI)`` for each language.

    The URI is ``None`` for the language of the page itself.
    """
    language = app.config.language
    if language not in FOLDERS or not hasattr(app.builder, "get_target_uri"):
        return
    uri = app.builder.get_target_uri(pagename)
    root = "../" * (FOLDERS[language] + pagename).count("/")
    context["site_languages"] = [
        (NAMES[code], code.replace("_", "-"), None if code == language else f"{root}{folder}{uri}")
        for code, folder in FOLDERS.items()
    ]
    context["metatags"] = context.get("metatags", "") + "".join(
        f'<link rel="alternate" hreflang="{tag}" href="{href}">\n' for _, tag, href in context["site_languages"] if href
    )


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the handlers."""
    app.connect("config-inited", place_links)
    app.connect("html-page-context", make_links)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
