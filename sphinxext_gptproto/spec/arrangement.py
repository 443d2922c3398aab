"""How lists of endpoints are arranged beyond what ids say: groups that sources do not have, and distinct titles.

An id names the level that its source puts an endpoint in, and addresses are made of ids. Navigation may need more: a
level with hundreds of pages helps no reader. So an endpoint can be listed in a group below its level, or in another
level, while its id stays as it is.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from .model import Endpoint, Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """The groups that endpoints are listed in."""

    levels: Mapping[str, Level] = field(default_factory=dict)
    """Groups that no source has, by id. Each is a level below that of its endpoints."""
    parents: Mapping[str, str] = field(default_factory=dict)
    """The level that directly contains an endpoint, by the endpoint's id, where the id does not say it."""


def tell_apart(
    listed: Iterable[tuple[Endpoint, Sequence[str]]], get_title: Callable[[str], str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Return other titles for endpoints and levels that would read the same as another entry of their list.

    :param listed: endpoints, each with the levels that list it, outermost first.
    :param get_title: returns the title of a level.
    :return: short titles by endpoint id, and titles by level.
    """
    endpoints: dict[str, list[Endpoint]] = {}
    levels: dict[str, dict[str, None]] = {}
    for endpoint, levels_of_endpoint in listed:
        parent = ""
        for level in levels_of_endpoint:
            levels.setdefault(parent, {})[level] = None
            parent = level
        endpoints.setdefault(parent, []).append(endpoint)
    level_titles: dict[str, str] = {}
    for siblings in levels.values():
        level_titles.update(_tell_levels_apart(siblings, get_title))
    short_titles: dict[str, str] = {}
    for parent, members in endpoints.items():
        names = [level_titles.get(level) or get_title(level) for level in levels.get(parent, ())]
        short_titles.update(_tell_endpoints_apart(members, names))
    return short_titles, level_titles


def _fold(title: str) -> str:
    return " ".join(title.split()).casefold()


def _tell_levels_apart(levels: Iterable[str], get_title: Callable[[str], str]) -> Iterator[tuple[str, str]]:
    """Yield levels with the same title, each with the last part of its id added to the title."""
    titles = {level: get_title(level) for level in levels}
    counts = Counter(map(_fold, titles.values()))
    for level, title in titles.items():
        if counts[_fold(title)] > 1:
            yield level, f"{title} ({level.rpartition('/')[2]})"


def _tell_endpoints_apart(endpoints: Sequence[Endpoint], names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield endpoints with the same short title, each with what distinguishes it: method, path, both, or its id.

    :param names: other entries of the list.
    """
    used = {*map(_fold, names)}
    by_title: dict[str, list[Endpoint]] = {}
    for endpoint in endpoints:
        by_title.setdefault(_fold(endpoint.short_title), []).append(endpoint)
    for title, members in by_title.items():
        if len(members) == 1 and title not in used:
            continue
        describe = next(d for d in _DISTINCTIONS if len({d(endpoint) for endpoint in members}) == len(members))
        for endpoint in members:
            yield endpoint.id, f"{endpoint.short_title} ({describe(endpoint)})"


_DISTINCTIONS: tuple[Callable[[Endpoint], str], ...] = (
    lambda endpoint: endpoint.operation.method,
    lambda endpoint: endpoint.operation.path,
    lambda endpoint: f"{endpoint.operation.method} {endpoint.operation.path}",
    lambda endpoint: endpoint.id.rpartition("/")[2],
    lambda endpoint: endpoint.id,
)
"""Texts that may distinguish endpoints, in the order in which they are tried; ids are always different."""
