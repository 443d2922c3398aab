"""Trees of names, and the sources in each format that describe them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from sphinxext_gptproto.loaders.native_format import OPERATION_NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

AWKWARD = (
    "..", ".", "con", "NUL.txt", "LPT¹", "index", "Index", "overview", "schemas", "users", "Users", "USERS", "users.",
    "users ", "users/", " users", "us/ers", "us\\ers", "us-ers", "us_ers", "user's", "a", "a.html", "a.md",
    "a.gptproto.txt", "_sources", "café", "cafe\u0301", "İ", "i\u0307", "ß", "ss", "ﬁ", "fi", "\u0131", "I", "i", "🚀", "🚀🚀",
    "创建聊天" * 60, "الحصول على", "हिन्दी", "x" * 600, "x" * 599 + "y", "\0", "\u202e", "\ud800", "https://a.example/b?c=d",
    "unnamed", "unnamed-2", "users-2", "get", "GET /0", "read__0_get",
)  # fmt: skip
"""Names that meet each other, other pages, or the limits of file systems."""
TREES = st.lists(
    st.lists(st.sampled_from(AWKWARD) | st.text(min_size=1, max_size=600), min_size=1, max_size=5),
    min_size=1,
    max_size=8,
)
"""Names of operations: each a list of the names of the groups around it, and its own."""
RESPONSES = {"204": {"description": "Done."}}
SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
SERVER = "https://api.example.com"

Tree = list[list[str]]


def make_postman(tree: Tree) -> dict[str, Any]:
    """Groups are folders."""
    top: list[dict[str, Any]] = []
    for number, (*folders, name) in enumerate(tree):
        items = top
        for folder in folders:
            group = next((item for item in items if item["name"] == folder and "item" in item), None)
            if group is None:
                group = {"name": folder, "item": []}
                items.append(group)
            items = group["item"]
        items.append({"name": name, "request": {"method": "GET", "url": f"{SERVER}/{number}"}})
    return {"info": {"name": "Shop", "schema": SCHEMA}, "item": top}


def make_openapi(tree: Tree) -> dict[str, Any]:
    """Groups are tags of OpenAPI 3.2, each with the first group that it is in as its parent."""
    parents: dict[str, str | None] = {}
    paths = {}
    for number, (*tags, name) in enumerate(tree):
        for parent, tag in zip([None, *tags], tags, strict=False):
            parents.setdefault(tag, parent)
        item = {"operationId": name, "tags": tags[-1:], "responses": RESPONSES}
        paths[f"/{number}"] = {"get": item}
    head = {"openapi": "3.2.0", "info": {"title": "Shop", "version": "1"}, "servers": [{"url": SERVER}]}
    tags = [{"name": tag, **({"parent": parent} if parent else {})} for tag, parent in parents.items()]
    return {**head, "tags": tags, "paths": paths}


def make_native(tree: Tree) -> dict[str, Any]:
    """Groups are steps of names, which must be valid ids and no longer than a key of YAML."""
    names = ("/".join(names) for names in tree)
    valid = dict.fromkeys(name for name in names if len(name) < 1000 and re.fullmatch(OPERATION_NAME, name)) or {
        "a": None
    }
    operations = {
        name: {"method": "GET", "path": f"/{number}", "responses": RESPONSES} for number, name in enumerate(valid)
    }
    return {
        "gptproto": 1,
        "service": {"title": "Shop", "servers": [{"url": SERVER}]},
        "operations": operations,
    }


MAKERS: Mapping[str, Callable[[Tree], dict[str, Any]]] = {
    "native": make_native,
    "openapi": make_openapi,
    "postman": make_postman,
}


def write_source(source: Mapping[str, Any]) -> str:
    """Return the text of a source. Only what is not printed is escaped: YAML allows little of it."""
    text = json.dumps(source, ensure_ascii=False)
    return "".join(char if char.isprintable() or char > "\uffff" else f"\\u{ord(char):04x}" for char in text)
