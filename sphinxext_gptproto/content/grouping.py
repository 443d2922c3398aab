"""Choose the groups that endpoints are listed in where their source does not group them, or has too many in a level.

A group is a level of the navigation only: the ids of endpoints do not change, and neither do the addresses of their
pages. So an operation that is added to a file may divide a level without breaking links.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import takewhile
from typing import TYPE_CHECKING, Final

from ..spec.arrangement import Arrangement
from ..spec.model import Level
from ..spec.names import make_id, make_title

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from ..spec.model import Endpoint
    from ..spec.registry import SpecRegistry

MAX_UNTAGGED: Final = 8
"""Operations without a tag, beside others that have one, up to which they are not grouped."""
_VERSION: Final = re.compile(r"v?\d+([._-]\d+)*((alpha|beta|rc|p)\d*)*", re.IGNORECASE)
_PREFIXES: Final = frozenset({"api", "apis", "rest"})
"""Segments of paths that say nothing about the subject, like versions."""
_FILE_TYPE: Final = re.compile(r"\.(json|xml|html?|php|aspx?|do|svc|ya?ml|csv)\Z", re.IGNORECASE)
_VERBS: Final = frozenset(
    re.findall(
        r"\w+",
        "add archive batch bulk cancel check connect convert copy count create delete disable download edit enable "
        "execute export fetch find generate get import insert list make modify move patch post put read remove replace "
        "reset restore retrieve revoke run search send set start stop submit sync update upload validate verify",
    )
)
"""Words that names of operations begin with; the resource comes after them."""
_Names = dict[str, tuple[str, ...]]
"""What endpoints may be grouped by, from the general to the special, by their ids: the segments of paths, or words."""


def group_endpoints(registry: SpecRegistry, endpoints: Iterable[Endpoint], limit: int) -> Arrangement:
    """Return groups for endpoints without a tag, and for those of levels that have too many.

    Levels of sources whose authors chose them (``Specification.grouping``) are not changed.

    :param endpoints: those that have pages.
    :param limit: the number of endpoints that a level may directly contain; 0 for no groups at all.
    """
    groups = _Groups(registry)
    if limit:
        endpoints = [endpoint for endpoint in endpoints if registry.get_grouping(endpoint)]
        for level, members in groups.list_members(endpoints).items():
            if registry.is_level_of_source(level) and registry.get_grouping(members[0]) == "path":
                untagged = {endpoint.id for endpoint in members}
                has_tags = any(e.operation.tags and e.id not in untagged for e in endpoints if _is_below(e, level))
                groups.add(level, _group_untagged(registry, level, members, has_tags=has_tags))
        for level, members in groups.list_members(endpoints).items():
            groups.divide(level, members, limit)
    return Arrangement(levels=groups.levels, parents=groups.parents)


@dataclass(slots=True)
class _Groups:
    """The groups that were made so far."""

    registry: SpecRegistry
    levels: dict[str, Level] = field(default_factory=dict)
    parents: dict[str, str] = field(default_factory=dict)

    def list_members(self, endpoints: Iterable[Endpoint]) -> dict[str, list[Endpoint]]:
        """Return the endpoints directly in each level, so far."""
        members: dict[str, list[Endpoint]] = {}
        for endpoint in endpoints:
            level = self.parents.get(endpoint.id) or endpoint.id.rpartition("/")[0]
            members.setdefault(level, []).append(endpoint)
        return members

    def add(self, level: str, groups: Mapping[str, Sequence[str]]) -> None:
        """Add groups of endpoints below a level; one whose id is that of a level of the source becomes part of it.

        :param groups: ids of endpoints, by the title of their group.
        """
        for title, identifiers in groups.items():
            name = f"{level}/{make_id(title)}".lstrip("/")
            if not self.registry.has_level(name):
                self.levels[name] = self.registry.levels.get(name) or Level(id=name, title=title)
            self.parents.update(dict.fromkeys(identifiers, name))

    def divide(self, level: str, endpoints: Sequence[Endpoint], limit: int) -> None:
        """Divide a level if it has more endpoints than the limit, and if that makes its list much shorter."""
        if len(endpoints) <= limit:
            return
        own = make_id(level.rpartition("/")[2])
        words = _list_words(endpoints)
        by_path = _name_groups(_divide(_list_segments(endpoints), limit), own)
        by_words = _name_groups(_join_words(_divide(words, limit, _singular), words), own)
        for groups in (by_path, by_words):
            size = len(endpoints) - sum(len(members) - 1 for members in groups.values())
            if len(groups) > 1 and size <= max(limit, len(endpoints) // 2):
                self.add(level, groups)
                break


def _is_below(endpoint: Endpoint, level: str) -> bool:
    return not level or endpoint.id.startswith(f"{level}/")


def _group_untagged(
    registry: SpecRegistry, level: str, endpoints: Sequence[Endpoint], *, has_tags: bool
) -> dict[str, list[str]]:
    """Return groups of operations without a tag, by the first segment of their paths that is not common to all.

    Where other operations have tags, an operation whose segment is called like a level belongs to that level. There are
    no groups if they would be of no use: in small files, and for a few operations beside many that have tags.

    :param has_tags: whether other operations of the source have tags.
    """
    if has_tags and len(endpoints) <= MAX_UNTAGGED:
        return {}
    names = _list_segments(endpoints)
    shared = 0 if has_tags else _count_shared(name for name in names.values() if name)
    groups: dict[str, list[str]] = {}
    for identifier, name in names.items():
        if len(name) > shared:
            groups.setdefault((make_title(name[shared]) or name[shared]), []).append(identifier)

    def is_level(title: str) -> bool:
        return registry.has_level(f"{level}/{make_id(title)}".lstrip("/"))

    groups = {title: members for title, members in groups.items() if len(members) > 1 or is_level(title)}
    return groups if len(groups) > 1 or any(map(is_level, groups)) else {}


def _divide(names: _Names, limit: int, get_key: Callable[[str], str] = make_id) -> list[dict[str, str]]:
    """Return groups by the first part of their names, and where a group is too large by the next part.

    What is grouped by the next part joins others that have it first: ``/pods`` and ``/namespaces/{name}/pods`` are
    about the same.

    :param get_key: returns the same for parts that mean the same.
    :return: for each group, the part that an endpoint is in it for, by the endpoint's id.
    """
    positions = {identifier: 0 for identifier, name in names.items() if name}
    while True:
        groups: dict[str, dict[str, str]] = {}
        for identifier, position in positions.items():
            part = names[identifier][position]
            groups.setdefault(get_key(part), {})[identifier] = part
        too_large = [identifier for group in groups.values() if len(group) > limit for identifier in group]
        moved = [identifier for identifier in too_large if positions[identifier] + 1 < len(names[identifier])]
        if not moved:
            return [*groups.values()]
        for identifier in moved:
            positions[identifier] += 1


def _name_groups(groups: Iterable[Mapping[str, str]], own: str) -> dict[str, list[str]]:
    """Return the groups of several endpoints, by title.

    :param own: id of the level that they are in; a group with this name has what belongs to the level as a whole.
    """
    named: dict[str, list[str]] = {}
    for group in groups:
        name = Counter(group.values()).most_common(1)[0][0]
        title = make_title(name) or name
        if len(group) > 1 and make_id(title) != own:
            named.setdefault(title, []).extend(group)
    return named


def _join_words(groups: Iterable[Mapping[str, str]], names: _Names) -> Iterator[dict[str, str]]:
    """Yield groups by words with all the words that the names in a group begin with, in place of the one word."""
    for group in groups:
        count = _count_shared([_singular(word) for word in names[identifier]] for identifier in group)
        yield {identifier: " ".join(names[identifier][:count]) or word for identifier, word in group.items()}


def _list_segments(endpoints: Iterable[Endpoint]) -> _Names:
    """Return the segments of paths that name something: neither parameters nor versions."""
    return {endpoint.id: tuple(_split_path(endpoint.operation.path)) for endpoint in endpoints}


def _split_path(path: str) -> Iterator[str]:
    """Yield the segments of a path; the parts of ``/users.list`` are two. Names of webhooks have none."""
    for segment in re.split(r"[?#]", path, maxsplit=1)[0].split("/")[1:]:
        name = _FILE_TYPE.sub("", re.sub(r"\(.*|(?<=.):.*", "", segment))
        if name and "{" not in name and not _VERSION.fullmatch(name) and name.lower() not in _PREFIXES:
            yield from filter(None, name.split("."))


def _list_words(endpoints: Iterable[Endpoint]) -> _Names:
    """Return the words of the names of webhooks, and of those of operations without the verb at the beginning."""
    names: _Names = {}
    for endpoint in endpoints:
        is_webhook = endpoint.operation.is_webhook
        name = endpoint.operation.path if is_webhook else endpoint.id.rpartition("/")[2]
        words = make_id(name).split("-")
        while not is_webhook and len(words) > 1 and words[0] in _VERBS:
            del words[0]
        names[endpoint.id] = tuple(words)
    return names


def _count_shared(names: Iterable[Sequence[str]]) -> int:
    """Return how many parts all names have in common at their beginning."""
    return len([*takewhile(lambda parts: len({*parts}) == 1, zip(*names, strict=False))])


def _singular(word: str) -> str:
    """Return a key that is the same for a noun and its plural."""
    return re.sub(r"(?<=[^\Ws])s\Z", "", word)
