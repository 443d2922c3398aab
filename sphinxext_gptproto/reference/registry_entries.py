"""The entries of ``gptproto_registry``: paths, or dictionaries of a path, or the paths of versions, and options."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ..loaders.foreign_formats import ADDRESS_REASON
from ..samples.request import SERVER, VARIABLE
from ..spec.errors import did_you_mean, nearest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ..configuration import Check

BUNDLED_NAME: Final = "bundled"
"""What the bundled registry is called among the entries."""
_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_NAME: Final = re.compile(r"[\w-][\w.-]*")
LEVEL: Final = re.compile(r"(?!\.{1,2}(/|$))[^/\\\s]+(/(?!\.{1,2}(/|$))[^/\\\s]+)*/?")
"""Names between slashes, none of them ``.`` or ``..``."""
_PREFIX: Final = re.compile(f"({LEVEL.pattern})?")


@dataclass(frozen=True, slots=True, kw_only=True)
class RegistryEntry:
    """One entry. An option that it does not have is empty: what the files say counts."""

    source: str
    """The path of a file or folder, or :data:`BUNDLED_NAME`."""
    name: str = ""
    """The short name of the source, which names of operations may begin with."""
    server: str = ""
    """The base URL of the API."""
    key_variable: str = ""
    """The environment variable that samples read the key from."""
    prefix: str | None = None
    """The level of all endpoints of the source; ``None`` for the one that it has by default."""
    label: str = ""
    """The version of the API that the source describes; empty where the entry has no versions."""
    number: int = 0
    """The position of the entry. Here, each version is an entry of its own; those of one API have the same number."""


def read_entries(value: Any) -> list[RegistryEntry]:
    """Return the entries of a value of ``gptproto_registry`` in which :func:`find_fault` finds none."""
    return [entry for number, item in enumerate(_list_items(value)) for entry in _read_entry(number, item)]


def _read_entry(number: int, item: str | Mapping[str, Any]) -> Iterator[RegistryEntry]:
    """Yield an entry; of one with versions, an entry for each version, newest first."""
    options: dict[str, Any] = {"source": item} if isinstance(item, str) else dict(item)
    if "prefix" in options:
        options["prefix"] = options["prefix"].rstrip("/")
    versions = options.pop("versions", {})
    for label, version in versions.items():
        own = {"source": version} if isinstance(version, str) else version
        yield RegistryEntry(**{**options, **own}, number=number, label=label)
    if not versions:
        yield RegistryEntry(**options, number=number)


def _list_items(value: Any) -> Sequence[Any]:
    return value if isinstance(value, (list, tuple)) else [value]


# -- checks -----------------------------------------------------------------------------------------------------------

_NO_SOURCE: Final = f"names no file or folder; write {BUNDLED_NAME!r} for the bundled GPTProto registry"


def find_fault(value: Any) -> str | None:
    """Return what is wrong with a value of ``gptproto_registry``."""
    items = _list_items(value)
    if not all(isinstance(item, (str, dict)) for item in items):
        return "expected the path of a file or folder, a dictionary such as {'source': 'api.yaml'}, or a list of these"
    if not items:
        return _NO_SOURCE
    names: set[str] = set()
    for number, item in enumerate(items, 1):
        if isinstance(item, str):
            if reason := _check_source(item):
                return reason
            continue
        if reason := _find_fault_in(item):
            return f"in entry {number}, {reason}" if len(items) > 1 else reason
        name = item.get("name")
        if name in names:
            return f"two entries have the name {name!r}"
        names |= {name} if name else set()
    return None


def _find_fault_in(options: Mapping[Any, Any]) -> str | None:
    """Return what is wrong with an entry that is a dictionary."""
    if reason := _find_wrong_option(options, _CHECKS):
        return reason
    if "source" in options and "versions" in options:
        return "'source' and 'versions' exclude each other"
    is_complete = "source" in options or "versions" in options
    return None if is_complete else "'source' is missing, the path of a file or folder"


def _find_wrong_option(options: Mapping[Any, Any], checks: Mapping[str, Check]) -> str | None:
    for option, value in options.items():
        if option not in checks:
            hint = did_you_mean(nearest(str(option), checks)) or f"; the options are {', '.join(map(repr, checks))}"
            return f"there is no option {option!r}{hint}"
        if reason := checks[option](value):
            return reason
    return None


def _check_versions(value: Any) -> str | None:
    if not isinstance(value, dict) or not value:
        expected = "a dictionary such as {'2.0': 'api-2.yaml', '1.0': 'api-1.yaml'}, newest first"
        return f"'versions' is {value!r:.60}, expected {expected}"
    for label, version in value.items():
        if not (isinstance(label, str) and label.strip() and label.isprintable()):
            return f"'versions' has the version {label!r:.60}, expected text such as '1.0', in quotes"
        if not isinstance(version, (str, dict)):
            return f"the version {label!r} is {version!r:.60}, expected a path, or a dictionary with its options"
        options = {"source": version} if isinstance(version, str) else version
        reason = _find_wrong_option(options, {name: _CHECKS[name] for name in _OPTIONS_OF_VERSIONS})
        if reason := reason or (None if "source" in options else "'source' is missing"):
            return f"in the version {label!r}, {reason}"
    return None


def _check_source(value: Any) -> str | None:
    if not isinstance(value, str):
        return f"'source' is {value!r:.60}, expected the path of a file or folder"
    if not value.strip():
        return _NO_SOURCE
    return f"{value!r} {ADDRESS_REASON}" if _ADDRESS.match(value) else None


def _must_match(option: str, pattern: re.Pattern[str], expected: str) -> Check:
    """Return a check of the value of an option.

    :param pattern: one that matches all of it.
    """

    def check(value: Any) -> str | None:
        if isinstance(value, str) and pattern.fullmatch(value) and value.isprintable():
            return None
        return f"{option!r} is {value!r:.60}, expected {expected}"

    return check


_CHECKS: Final[Mapping[str, Check]] = {
    "source": _check_source,
    "name": _must_match("name", _NAME, "a short name of letters, digits, '-', '_' and '.', such as 'orders'"),
    "server": _must_match("server", SERVER, "the address of the API, such as 'https://api.example.com/v1'"),
    "key_variable": _must_match("key_variable", VARIABLE, "the name of an environment variable, such as 'API_KEY'"),
    "prefix": _must_match("prefix", _PREFIX, "'' or a level such as 'public/v1'"),
    "versions": _check_versions,
}
"""The options of an entry, each with the check of its value."""
_OPTIONS_OF_VERSIONS: Final = ("source", "server", "key_variable")
"""The options that each version can have; the others are those of the API."""
