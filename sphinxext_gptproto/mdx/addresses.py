"""Collect the ids that other pages may link to, from the labels and the objects of all domains."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.domains.std import StandardDomain
    from sphinx.environment import BuildEnvironment


def get_addresses(env: BuildEnvironment) -> Mapping[str, frozenset[str]]:
    """Return the ids that other pages may link to, by page. A page needs no anchors for its other ids."""
    ids_by_page: dict[str, set[str]] = {}
    standard = cast("StandardDomain", env.get_domain("std"))
    for docname, identifier, *_rest in (*standard.labels.values(), *standard.anonlabels.values()):
        ids_by_page.setdefault(docname, set()).add(identifier)
    for domain in env.domains.values():
        for *_rest, docname, identifier, _priority in domain.get_objects():
            ids_by_page.setdefault(docname, set()).add(identifier)
    return {docname: frozenset(identifiers) for docname, identifiers in ids_by_page.items()}
