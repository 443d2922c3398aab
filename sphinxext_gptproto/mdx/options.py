"""The configuration values of the ``mdx`` builder, ``gptproto_mdx_*``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final

from ..configuration import Configuration, declare, is_text, one_of, register_values, replace_wrong_values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.config import Config

PREFIX: Final = "gptproto_mdx_"
THEMES: Final = ("mint", "maple", "palm", "willow", "linden", "almond", "aspen", "luma", "sequoia")
ORPHANS: Final = ("hidden", "listed")
COLOR: Final = re.compile(r"#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})")


def _is_color(value: Any) -> str | None:
    if isinstance(value, str) and COLOR.fullmatch(value):
        return None
    return f"{value!r} is not a colour such as '#0D9373'"


def _are_tabs(value: Any) -> str | None:
    if not isinstance(value, dict):
        return "expected a dictionary of titles to lists of captions or pages"
    for title, names in value.items():
        if not isinstance(title, str) or not title.strip():
            return f"expected the title of a tab to be a string that is not empty, not {title!r}"
        if not isinstance(names, (list, tuple)) or not all(isinstance(name, str) for name in names) or not names:
            return f"{title!r}: expected a list of captions or pages"
    return None


def _are_redirects(value: Any) -> str | None:
    if not isinstance(value, dict) or not all(
        isinstance(part, str) and part for pair in value.items() for part in pair
    ):
        return "expected a dictionary of old addresses to pages"
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class MdxOptions(Configuration):
    """The values of the ``mdx`` builder."""

    prefix: ClassVar[str] = PREFIX

    docs_json: str = declare(
        "docs.json",
        types=(str,),
        check=is_text,
        doc="The project's own ``docs.json``, relative to the source directory; it need not exist.",
    )
    theme: str = declare(
        "mint",
        types=(str,),
        check=one_of(THEMES),
        doc="Mintlify's theme, where the project has no ``docs.json``.",
    )
    color: str = declare(
        "#0D9373",
        types=(str,),
        check=_is_color,
        doc="The primary colour, where the project has no ``docs.json``.",
    )
    orphans: str = declare(
        "hidden",
        types=(str,),
        check=one_of(ORPHANS),
        doc="What becomes of pages in no toctree: ``hidden`` from the navigation, or ``listed`` in a last group of it.",
    )
    tabs: Mapping[str, Sequence[str]] = declare(
        {},
        types=(dict,),
        check=_are_tabs,
        doc="Tabs, by title: which captions or pages of the root page's toctrees each holds. The rest is a first tab.",
    )
    redirects: Mapping[str, str] = declare(
        {},
        types=(dict,),
        check=_are_redirects,
        doc="Pages that have moved: the old address to a page's name, or to an address elsewhere.",
    )


def setup_options(app: Sphinx) -> None:
    """Register the configuration values, and check them when Sphinx has read them."""
    register_values(app, MdxOptions)
    app.connect("config-inited", check_options)


def check_options(app: Sphinx, config: Config) -> None:
    """Warn about invalid values, and replace them by their defaults."""
    replace_wrong_values(app, config, MdxOptions)
