"""How much of an OpenAPI or Swagger file stands on the pages that were built of it.

    python benchmarks/count_openapi.py [--html] SOURCE SITE

SOURCE is the file, SITE the folder that ``sphinx-build -b mdx`` (``-b html`` with ``--html``) wrote. The source is
walked by this script alone, not by the package: every operation and webhook, every parameter and field of a request or
response, and every default. An operation's page is the one whose front matter says ``api: 'METHOD /path'`` or that
begins with a line of both (webhooks), in HTML the one that shows them; what stands on a page of a shared schema that it
links to counts as well. Where operations differ only in what stands behind ``#`` in their paths, there have to be as
many pages. Prints found/expected and up to ten of those that are missing.
Exit status: 0 when nothing is missing, else 1.
"""

from __future__ import annotations

import argparse
import json
import posixpath
import re
import sys
from collections import Counter
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import yaml

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
API = re.compile(r"^api: ['\"](\w+) (.*)['\"]$", re.MULTILINE)
CALL = re.compile(r"^\*\*([A-Z]+)\*\* `+ ?(.*?) ?`+$", re.MULTILINE)
SCHEMA_LINK = re.compile(r"\]\((/[^)\s]*?/schemas/[^)#\s]*)")
HTML_API = re.compile(r'<strong class="gp-method[^"]*">(\w+)</strong>\s*<code class="gp-path[^"]*">(.*?)</code>')
HTML_NAME = re.compile(r'<code class="gp-name">(.*?)</code>')
HTML_SCHEMA_LINK = re.compile(r'href="((?:[^"#]*/)?schemas/[^"#]*|[^"#/]*)(?:#schema--[^"]*)"')
NAME = re.compile(r'<(?:ParamField \w+|ResponseField name)=(?:"([^"]*)"|\{("(?:[^"\\]|\\.)*")\})')


class Source:
    """The file, with its references followed."""

    def __init__(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        loader = type("Loader", (yaml.CSafeLoader,), {"yaml_implicit_resolvers": {}})
        for tag, pattern, first in (
            ("null", r"(~|null|)$", ["~", "n", ""]),
            ("bool", r"(true|false)$", ["t", "f"]),
            ("int", r"[-+]?(0|[1-9][0-9]*)$", list("-+0123456789")),
            ("float", r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$", list("-+.0123456789")),
        ):
            loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), first)
        self.data: Any = json.loads(text) if path.suffix == ".json" else yaml.load(text, Loader=loader)

    def follow(self, value: Any) -> Any:
        for _ in range(20):
            if not isinstance(value, dict) or not isinstance(value.get("$ref"), str):
                return value
            target: Any = self.data
            for token in value["$ref"].removeprefix("#/").split("/"):
                key = unquote(token).replace("~1", "/").replace("~0", "~")
                target = target[int(key)] if isinstance(target, list) else target[key]
            value = target
        return value

    def fields(self, schema: Any) -> list[tuple[str, Any]]:
        """Return (name, schema) of every property inside a schema, each shared schema once on the way down."""
        found: dict[tuple[str, int], tuple[str, Any]] = {}
        done: set[int] = set()
        todo = [schema]
        while todo:
            value = self.follow(todo.pop())
            if not isinstance(value, dict) or id(value) in done:
                continue
            done.add(id(value))
            properties = value.get("properties")
            for name, part in properties.items() if isinstance(properties, dict) else ():
                if part is not False:
                    found[name, id(part)] = (name, part)
                    todo.append(part)
            todo += [value.get(key) for key in ("items", "additionalProperties")]
            for key in ("allOf", "oneOf", "anyOf", "prefixItems"):
                todo += value.get(key) or []
        return list(found.values())

    def operations(self) -> list[tuple[str, str, dict[str, Any], dict[str, Any]]]:
        webhooks = self.data.get("webhooks") or self.data.get("x-webhooks") or {}
        return [
            (method.upper(), path.partition("#")[0], operation, self.follow(item))
            for path, item in (*(self.data.get("paths") or {}).items(), *webhooks.items())
            for method, operation in self.follow(item).items()
            if method in METHODS and not path.startswith("x-")
        ]


def default_of(source: Source, schema: Any) -> list[str]:
    """Return a schema's default as JSON, as pages show it on one line."""
    value = source.follow(schema)
    if isinstance(schema, dict) and "default" in schema:
        value = schema
    return [json.dumps(value["default"], ensure_ascii=False)] if isinstance(value, dict) and "default" in value else []


def schemas_of(source: Source, operation: dict[str, Any]) -> list[Any]:
    """Return the schemas of an operation's bodies."""
    bodies = [source.follow(operation.get("requestBody"))]
    bodies += [source.follow(response) for response in (operation.get("responses") or {}).values()]
    schemas = [
        media.get("schema")
        for body in bodies
        if isinstance(body, dict)
        for media in (body.get("content") or {}).values()
        if isinstance(media, dict)
    ]
    schemas += [body["schema"] for body in bodies if isinstance(body, dict) and "schema" in body]  # Swagger 2.0
    return schemas


@dataclass
class Page:
    """A page: the names of its fields, its words without white space, and the addresses of schemas that it links to."""

    names: set[str]
    words: str
    links: list[str]


def read_mdx(text: str) -> tuple[Page, tuple[str, str] | None]:
    """Return a page of MDX, and the method and path that it is about."""
    found = CALL.search(text) or API.search(text)
    names = {json.loads(quoted) if quoted else name.replace("&quot;", '"') for name, quoted in NAME.findall(text)}
    page = Page(names, re.sub(r"\s+", "", text), [unquote(address) for address in SCHEMA_LINK.findall(text)])
    return page, (found[1], found[2].replace("''", "'").partition("#")[0]) if found else None


def read_html(text: str, address: str) -> tuple[Page, tuple[str, str] | None]:
    """Return a page of HTML, and the method and path that it is about."""

    def plain(html: str) -> str:
        return unescape(re.sub(r"<[^>]*>", "", html))

    found = HTML_API.search(text)
    names = {plain(name) for name in HTML_NAME.findall(text)}
    links = [
        posixpath.normpath(posixpath.join(posixpath.dirname(address), link)) for link in HTML_SCHEMA_LINK.findall(text)
    ]
    page = Page(names, re.sub(r"\s+", "", plain(text)), [unquote(link).removesuffix(".html") for link in links])
    return page, (found[1], plain(found[2]).partition("#")[0]) if found else None


def read_site(site: Path, *, html: bool) -> tuple[dict[tuple[str, str], list[Page]], dict[str, Page]]:
    """Return the pages by method and path, and all by address."""
    pages: dict[tuple[str, str], list[Page]] = {}
    addresses: dict[str, Page] = {}
    for path in site.rglob("*.html" if html else "*.mdx"):
        text = path.read_text(encoding="utf-8")
        address = "/" + path.relative_to(site).with_suffix("").as_posix()
        page, about = read_html(text, address) if html else read_mdx(text)
        addresses[address] = page
        if about:
            pages.setdefault(about, []).append(page)
    return pages, addresses


def whole(pages: list[Page], addresses: dict[str, Page]) -> Page:
    """Return pages as one, with the pages of shared schemas that they lead to."""
    seen: dict[str, Page] = {}
    todo = list(pages)
    while todo:
        for address in todo.pop().links:
            if address not in seen and address in addresses:
                seen[address] = addresses[address]
                todo.append(addresses[address])
    all_of = [*pages, *seen.values()]
    return Page(set().union(*(page.names for page in all_of)), "\n".join(page.words for page in all_of), [])


def main() -> int:
    """Count and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("site", type=Path)
    parser.add_argument("--html", action="store_true", help="SITE is of the html builder")
    given = parser.parse_args()
    source = Source(given.source)
    pages, addresses = read_site(given.site, html=given.html)
    wholes: dict[tuple[str, str], Page] = {}
    met: Counter[tuple[str, str]] = Counter()
    counts: dict[str, list[int]] = {}
    missing: list[str] = []

    def count(kind: str, what: str, *, found: bool) -> None:
        counts.setdefault(kind, [0, 0])[1] += 1
        counts[kind][0] += found
        if not found:
            missing.append(f"{kind}: {what}")

    for method, path, operation, item in source.operations():
        own = pages.get((method, path), [])
        met[method, path] += 1
        count("operations", f"{method} {path}", found=met[method, path] <= len(own))
        if not own:
            continue
        if (method, path) not in wholes:
            wholes[method, path] = whole(own, addresses)
        names, plain = wholes[method, path].names, wholes[method, path].words
        for parameter in (*(item.get("parameters") or ()), *(operation.get("parameters") or ())):
            value = source.follow(parameter)
            place = f"{method} {path} {value.get('name')}"
            if value.get("in") == "body":  # Swagger 2.0
                for name, _schema in source.fields(value.get("schema")):
                    count("fields", f"{method} {path} {name}", found=name in names)
                continue
            count("parameters", place, found=value["name"] in names)
            for default in default_of(source, value.get("schema") or value):
                count("defaults", f"{place} {default}", found=re.sub(r"\s+", "", default) in plain)
        for schema in schemas_of(source, operation):
            for name, part in source.fields(schema):
                count("fields", f"{method} {path} {name}", found=name in names)
                for default in default_of(source, part):
                    count("defaults", f"{method} {path} {name} {default}", found=re.sub(r"\s+", "", default) in plain)
    print(", ".join(f"{kind} {found}/{expected}" for kind, (found, expected) in counts.items()))
    for line in missing[:10]:
        print(f"missing {line}")
    return int(bool(missing))


if __name__ == "__main__":
    sys.exit(main())
