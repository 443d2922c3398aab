"""Read the project's own ``docs.json``, and report what Mintlify would reject or ignore before anything is built.

The file that is exported is made of it in :mod:`.navigation`.
The rules are those of Mintlify's published JSON Schema, https://mintlify.com/docs.json.
"""

from __future__ import annotations

import difflib
import json
import re
from typing import TYPE_CHECKING, Any, Final

import yaml

from .options import COLOR, THEMES

if TYPE_CHECKING:
    from collections.abc import Iterator

KEYS: Final = frozenset(
    {
        *(
            "$ref",
            "$schema",
            "theme",
            "name",
            "public",
            "description",
            "colors",
            "logo",
            "favicon",
            "api",
            "appearance",
        ),
        *("background", "navbar", "navigation", "footer", "search", "seo", "fonts", "icons", "styling", "redirects"),
        *("integrations", "banner", "errors", "contextual", "thumbnails", "interaction", "metadata", "variables"),
        "markdown",
    }
)
"""The top-level keys of the schema. Mintlify ignores other keys without a warning."""
JsonPath = tuple["str | int", ...]
"""The keys and indexes that lead to a value."""
_SERVER: Final = re.compile(r"https?://[^\s/]+", re.IGNORECASE)
_METHODS: Final = ("bearer", "basic", "key", "cobo")


class DocsJsonError(ValueError):
    """The project's ``docs.json`` cannot be used.

    :param faults: line, column and message of each error, in the order of the file.
    """

    def __init__(self, file: str, faults: list[tuple[int, int, str]]) -> None:
        self.file, self.faults = file, faults
        super().__init__("\n".join(f"{file}:{line}:{column}: {reason}" for line, column, reason in faults))


def read_docs_json(source: str, file: str) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Return the content of a ``docs.json``, and the location and a message for each key that Mintlify would ignore.

    :raises DocsJsonError: if the file is not JSON, or has values that Mintlify rejects.
    """
    source = source.removeprefix("\ufeff")
    try:
        data = json.loads(source)
    except json.JSONDecodeError as error:
        raise DocsJsonError(file, [(error.lineno, error.colno, f"not JSON: {error.msg}")]) from error
    except RecursionError as error:
        raise DocsJsonError(file, [(1, 1, "the values are nested too deeply to be read")]) from error
    if not isinstance(data, dict):
        raise DocsJsonError(file, [(1, 1, f"expected an object at the top, not {type(data).__name__}")])
    if faults := list(_find_faults(data)):
        raise DocsJsonError(file, sorted((*_locate(source, path), reason) for path, reason in faults))
    locations = {key: _locate(source, (key,)) for key in data if key not in KEYS}
    return data, [(f"{file}:{line}:{column}", _describe_unknown(key)) for key, (line, column) in locations.items()]


def _describe_unknown(key: str) -> str:
    close = difflib.get_close_matches(key, KEYS, n=1)
    return f"unknown key {key!r}, which Mintlify ignores{f'; did you mean {close[0]!r}?' if close else ''}"


def _find_faults(data: dict[str, Any]) -> Iterator[tuple[JsonPath, str]]:
    if "name" in data and not (isinstance(data["name"], str) and data["name"].strip()):
        yield ("name",), "expected 'name' to be a string that is not empty"
    if data.get("theme", "mint") not in THEMES:
        yield ("theme",), f"expected 'theme' to be one of {', '.join(THEMES)}"
    yield from _find_color_faults(data.get("colors", {"primary": "#000"}))
    yield from _find_redirect_faults(data.get("redirects", []))
    api = data.get("api", {})
    if not isinstance(api, dict):
        yield ("api",), "expected 'api' to be an object"
    else:
        yield from _find_api_faults(api.get("mdx", {}))
    navigation = data.get("navigation", {})
    if not isinstance(navigation, dict):
        yield ("navigation",), "expected 'navigation' to be an object"
    elif not isinstance(navigation.get("global", {}), dict):
        yield ("navigation", "global"), "expected 'global' to be an object"
    elif not isinstance(navigation.get("global", {}).get("anchors", []), list):
        yield ("navigation", "global", "anchors"), "expected 'anchors' to be a list"


def _find_api_faults(mdx: Any) -> Iterator[tuple[JsonPath, str]]:
    if not isinstance(mdx, dict):
        yield ("api", "mdx"), "expected 'mdx' to be an object"
        return
    servers = mdx.get("server", [])
    for server in servers if isinstance(servers, list) else [servers]:
        if not isinstance(server, str) or not _SERVER.match(server):
            yield ("api", "mdx", "server"), "expected 'server' to be a URL such as 'https://api.example.com'"
    auth = mdx.get("auth", {})
    if not isinstance(auth, dict):
        yield ("api", "mdx", "auth"), "expected 'auth' to be an object with a 'method'"
    elif auth.get("method", "bearer") not in _METHODS:
        yield ("api", "mdx", "auth"), f"expected 'method' to be one of {', '.join(_METHODS)}"


def _find_color_faults(colors: Any) -> Iterator[tuple[JsonPath, str]]:
    if not isinstance(colors, dict) or "primary" not in colors:
        yield ("colors",), "expected 'colors' to be an object with a 'primary' colour"
        return
    for name, value in colors.items():
        if name not in ("primary", "light", "dark"):
            yield ("colors", name), f"unknown colour {name!r}; expected primary, light or dark"
        elif not isinstance(value, str) or not COLOR.fullmatch(value):
            yield ("colors", name), f"expected {name!r} to be a colour such as '#0D9373'"


def _find_redirect_faults(redirects: Any) -> Iterator[tuple[JsonPath, str]]:
    if not isinstance(redirects, list):
        yield ("redirects",), "expected 'redirects' to be a list"
        return
    sources: set[str] = set()
    for index, entry in enumerate(redirects):
        if not isinstance(entry, dict) or not all(isinstance(entry.get(key), str) for key in ("source", "destination")):
            yield ("redirects", index), "expected an object with a 'source' and a 'destination'"
        elif entry["source"] in sources:
            yield ("redirects", index), f"duplicate redirect of {entry['source']!r}; remove one of them"
        else:
            sources.add(entry["source"])


def _locate(source: str, path: JsonPath) -> tuple[int, int]:
    """Return the line and the column of a value's key, or of an item of an array.

    PyYAML reads JSON and keeps positions, unlike the ``json`` module. It rejects tabs, which are replaced by spaces.
    """
    node = yaml.compose(re.sub(r"\t", " ", source), Loader=yaml.SafeLoader)
    for step in path:
        pairs = node.value if isinstance(node, yaml.MappingNode | yaml.SequenceNode) else []
        if isinstance(step, int):
            node = pairs[step]
            continue
        match = next((pair for pair in pairs if pair[0].value == step), None)
        if match is None:
            break
        node = match[0] if step == path[-1] else match[1]
    return (node.start_mark.line + 1, node.start_mark.column + 1) if node is not None else (1, 1)
