"""The versions of an API in ``docs.json``, so that Mintlify shows a menu of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ...content.page_names import get_page_names
from ...mdx.navigation import SiteVersion
from ...reference.config import GptprotoConfig
from ...reference.domain import get_domain

if TYPE_CHECKING:
    from sphinx.application import Sphinx


def list_versions(app: Sphinx, versions: list[SiteVersion]) -> None:
    """Add each version of an API whose pages are generated; the page of its level is the topmost one."""
    registry, config = get_domain(app.env).registry, GptprotoConfig.from_config(app.config)
    if not config.folder:
        return
    names = get_page_names(registry)
    titles = Counter(registry.services[api[0].source].title for api in registry.versions.values())
    for version in (version for api in registry.versions.values() for version in api):
        title = registry.services[registry.versions[version.api][0].source].title
        level = registry.get_level(version.source)
        versions.append(
            SiteVersion(
                subject=title if titles[title] == 1 and title else version.api,
                label=version.label,
                page=f"{config.folder}/{names.get_index(level, 'mdx')}",
                is_newest=version.is_newest,
            )
        )


def setup_mdx_versions(app: Sphinx) -> None:
    """Register the handler."""
    app.connect("mdx-versions", list_versions)
