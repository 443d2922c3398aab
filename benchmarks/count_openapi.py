"""Count how much of an OpenAPI or Swagger file appears on the pages that were built from it.

    python benchmarks/count_openapi.py [--html] SOURCE SITE

SOURCE is the file, and SITE is the folder that ``sphinx-build -b mdx`` wrote (``-b html`` with ``--html``). So that the
result does not depend on the package, this script traverses the source itself: every operation and webhook, every
parameter, every field of a request or response, and every default.

The page of an operation is the one whose front matter contains ``api: 'METHOD /path'``, or that begins with a line of
method and path (webhooks); in HTML, it is the page that shows method and path. The pages of shared schemas to which it
links count as part of it. If paths of operations differ only in their fragment (``#...``), as many pages are expected.

Prints found/expected counts and up to ten missing items. The exit status is 0 if nothing is missing, otherwise 1.
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
    """The source file, parsed."""

    def __init__(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        loader: Any = type("Loader", (yaml.CSafeLoader,), {"yaml_implicit_resolvers": {}})
        for tag, pattern, first in (
            ("null", r"(~|null|)$", ["~", "n", ""]),
            ("bool", r"(true|false)$", ["t", "f"]),
            ("int", r"[-+]?(0|[1-9][0-9]*)$", list("-+0123456789")),
            ("float", r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$", list("-+.0123456789")),
        ):
            loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), first)
        self.data: Any = json.loads(text) if path.suffix == ".json" else yaml.load(text, Loader=loader)

    def follow(self, value: Any) -> Any:
        """Return the object that a value refers to with ``$ref``, or the value itself if it is no reference."""
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
        """Return (name, schema) of every property inside a schema; shared schemas are visited once."""
        fields: dict[tuple[str, int], tuple[str, Any]] = {}
        visited: set[int] = set()
        pending = [schema]
        while pending:
            value = self.follow(pending.pop())
            if not isinstance(value, dict) or id(value) in visited:
                continue
            visited.add(id(value))
            properties = value.get("properties")
            for name, subschema in properties.items() if isinstance(properties, dict) else ():
                if subschema is not False:
                    fields[name, id(subschema)] = (name, subschema)
                    pending.append(subschema)
            pending += [value.get(key) for key in ("items", "additionalProperties")]
            for key in ("allOf", "oneOf", "anyOf", "prefixItems"):
                pending += value.get(key) or []
        return list(fields.values())

    def operations(self) -> list[tuple[str, str, dict[str, Any], dict[str, Any]]]:
        """Return (method, path without fragment, operation, path item) of every operation and webhook."""
        webhooks = self.data.get("webhooks") or self.data.get("x-webhooks") or {}
        return [
            (method.upper(), path.partition("#")[0], operation, self.follow(item))
            for path, item in (*(self.data.get("paths") or {}).items(), *webhooks.items())
            for method, operation in self.follow(item).items()
            if method in METHODS and not path.startswith("x-")
        ]


def default_of(source: Source, schema: Any) -> list[str]:
    """Return a list with the default of a schema as one line of JSON, or an empty list if it has none."""
    value = source.follow(schema)
    if isinstance(schema, dict) and "default" in schema:
        value = schema
    return [json.dumps(value["default"], ensure_ascii=False)] if isinstance(value, dict) and "default" in value else []


def schemas_of(source: Source, operation: dict[str, Any]) -> list[Any]:
    """Return the schemas of the request body and the responses of an operation."""
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
    """A page: the names of its fields, its text without white space, and the URLs of the schemas to which it links."""

    names: set[str]
    text: str
    links: list[str]


def read_mdx(text: str) -> tuple[Page, tuple[str, str] | None]:
    """Parse an MDX page, and return it with the method and path of the operation that it documents."""
    call = CALL.search(text) or API.search(text)
    names = {json.loads(quoted) if quoted else name.replace("&quot;", '"') for name, quoted in NAME.findall(text)}
    page = Page(names, re.sub(r"\s+", "", text), [unquote(address) for address in SCHEMA_LINK.findall(text)])
    return page, (call[1], call[2].replace("''", "'").partition("#")[0]) if call else None


def read_html(text: str, address: str) -> tuple[Page, tuple[str, str] | None]:
    """Parse an HTML page, and return it with the method and path of the operation that it documents."""

    def plain(html: str) -> str:
        return unescape(re.sub(r"<[^>]*>", "", html))

    call = HTML_API.search(text)
    names = {plain(name) for name in HTML_NAME.findall(text)}
    links = [
        posixpath.normpath(posixpath.join(posixpath.dirname(address), link)) for link in HTML_SCHEMA_LINK.findall(text)
    ]
    page = Page(names, re.sub(r"\s+", "", plain(text)), [unquote(link).removesuffix(".html") for link in links])
    return page, (call[1], plain(call[2]).partition("#")[0]) if call else None


def read_site(site: Path, *, html: bool) -> tuple[dict[tuple[str, str], list[Page]], dict[str, Page]]:
    """Return the pages of operations by method and path, and all pages by URL."""
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


def combine(pages: list[Page], addresses: dict[str, Page]) -> Page:
    """Combine pages, and the pages of the shared schemas to which they link, into one."""
    schema_pages: dict[str, Page] = {}
    pending = list(pages)
    while pending:
        for address in pending.pop().links:
            if address not in schema_pages and address in addresses:
                schema_pages[address] = addresses[address]
                pending.append(addresses[address])
    parts = [*pages, *schema_pages.values()]
    return Page(set().union(*(page.names for page in parts)), "\n".join(page.text for page in parts), [])


def main() -> int:
    """Count the items and print the result."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("site", type=Path)
    parser.add_argument("--html", action="store_true", help="SITE was written by the html builder")
    arguments = parser.parse_args()
    source = Source(arguments.source)
    pages, addresses = read_site(arguments.site, html=arguments.html)
    combined: dict[tuple[str, str], Page] = {}
    occurrences: Counter[tuple[str, str]] = Counter()
    counts: dict[str, list[int]] = {}
    missing: list[str] = []

    def count(kind: str, what: str, *, is_found: bool) -> None:
        counts.setdefault(kind, [0, 0])[1] += 1
        counts[kind][0] += is_found
        if not is_found:
            missing.append(f"{kind}: {what}")

    for method, path, operation, item in source.operations():
        operation_pages = pages.get((method, path), [])
        occurrences[method, path] += 1
        count("operations", f"{method} {path}", is_found=occurrences[method, path] <= len(operation_pages))
        if not operation_pages:
            continue
        if (method, path) not in combined:
            combined[method, path] = combine(operation_pages, addresses)
        names, text = combined[method, path].names, combined[method, path].text
        for parameter in (*(item.get("parameters") or ()), *(operation.get("parameters") or ())):
            value = source.follow(parameter)
            place = f"{method} {path} {value.get('name')}"
            if value.get("in") == "body":  # Swagger 2.0
                for name, _schema in source.fields(value.get("schema")):
                    count("fields", f"{method} {path} {name}", is_found=name in names)
                continue
            count("parameters", place, is_found=value["name"] in names)
            for default in default_of(source, value.get("schema") or value):
                count("defaults", f"{place} {default}", is_found=re.sub(r"\s+", "", default) in text)
        for schema in schemas_of(source, operation):
            for name, part in source.fields(schema):
                count("fields", f"{method} {path} {name}", is_found=name in names)
                for default in default_of(source, part):
                    count("defaults", f"{method} {path} {name} {default}", is_found=re.sub(r"\s+", "", default) in text)
    print(", ".join(f"{kind} {present}/{expected}" for kind, (present, expected) in counts.items()))
    for line in missing[:10]:
        print(f"missing {line}")
    return int(bool(missing))


if __name__ == "__main__":
    sys.exit(main())
