"""The configuration values of the builder: declared once, registered with Sphinx, checked, and read as one object."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final

from ..build_warnings import WarningSubtype, locate_value, warn

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sphinx.application import Sphinx
    from sphinx.config import Config

PREFIX: Final = "gptproto_mdx_"
THEMES: Final = ("mint", "maple", "palm", "willow", "linden", "almond", "aspen", "luma", "sequoia")
ORPHANS: Final = ("hidden", "listed")
COLOR: Final = re.compile(r"#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})")


@dataclass(frozen=True, slots=True, kw_only=True)
class MdxOptions:
    """What a project may choose. Each field is the value ``gptproto_mdx_<name>`` of ``conf.py``."""

    docs_json: str = "docs.json"
    """The project's own ``docs.json``, relative to the source directory; it need not exist."""
    theme: str = "mint"
    """Mintlify's theme, where the project has no ``docs.json``."""
    color: str = "#0D9373"
    """The primary colour, where the project has no ``docs.json``."""
    orphans: str = "hidden"
    """What becomes of pages in no toctree: ``hidden`` from the navigation, or ``listed`` in a last group of it."""
    tabs: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Tabs, by title: which captions or pages of the root page's toctrees each holds. The rest is a first tab."""
    redirects: Mapping[str, str] = field(default_factory=dict)
    """Pages that have moved: the old address to a page's name, or to an address elsewhere."""

    @classmethod
    def from_config(cls, config: Config) -> MdxOptions:
        """Return the values of a project, in which :func:`check_options` has replaced invalid ones by defaults."""
        return cls(**{item.name: getattr(config, PREFIX + item.name) for item in fields(cls)})


def _is_text(value: Any) -> str | None:
    return None if isinstance(value, str) else "expected a string"


def _one_of(choices: Sequence[str]) -> Callable[[Any], str | None]:
    return lambda value: None if value in choices else f"{value!r} is not one of {', '.join(choices)}"


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


CHECKS: Final[Mapping[str, Callable[[Any], str | None]]] = {
    "docs_json": _is_text,
    "theme": _one_of(THEMES),
    "color": _is_color,
    "orphans": _one_of(ORPHANS),
    "tabs": _are_tabs,
    "redirects": _are_redirects,
}
"""For each option, a function that returns what is wrong with a value, or ``None``."""


def setup_options(app: Sphinx) -> None:
    """Register the configuration values, and check them when Sphinx has read them."""
    defaults = MdxOptions()
    for item in fields(MdxOptions):
        default = getattr(defaults, item.name)
        app.add_config_value(PREFIX + item.name, default, "", types=frozenset({type(default)}))
    app.connect("config-inited", check_options)


def check_options(app: Sphinx, config: Config) -> None:
    """Warn about invalid values, and replace them by their defaults."""
    defaults = MdxOptions()
    for item in fields(MdxOptions):
        name = PREFIX + item.name
        if reason := CHECKS[item.name](getattr(config, name)):
            default = getattr(defaults, item.name)
            message = f"{name}: {reason}; {default!r} is used instead"
            warn(WarningSubtype.CONFIG, message, location=locate_value(app.confdir, config, name))
            config[name] = default
