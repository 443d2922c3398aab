"""The builder's configuration values: declared once, registered from here and read as one object."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

PREFIX: Final = "gptproto_mdx_"
THEMES: Final = ("mint", "maple", "palm", "willow", "linden", "almond", "aspen", "luma", "sequoia")


@dataclass(frozen=True, slots=True, kw_only=True)
class MdxOptions:
    """What a project may choose. Each field is the value ``gptproto_mdx_<name>`` of ``conf.py``."""

    docs_json: str = "docs.json"
    """The project's own ``docs.json``, relative to the source directory; it need not exist."""
    theme: str = "mint"
    """Mintlify's theme, where the project has no ``docs.json``."""
    color: str = "#0D9373"
    """The primary colour, where the project has no ``docs.json``."""

    @classmethod
    def from_config(cls, config: Config) -> MdxOptions:
        """Return the values of a project."""
        return cls(**{item.name: getattr(config, PREFIX + item.name) for item in fields(cls)})


def setup_options(app: Sphinx) -> None:
    """Register the configuration values."""
    defaults = MdxOptions()
    for item in fields(MdxOptions):
        app.add_config_value(PREFIX + item.name, getattr(defaults, item.name), "", types=frozenset({str}))
