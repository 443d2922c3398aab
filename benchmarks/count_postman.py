"""Count how much of a Postman collection appears on the pages that were built from it.

    python benchmarks/count_postman.py [--html] SOURCE SITE

SOURCE is the collection, and SITE is the folder that ``sphinx-build -b mdx`` wrote (``-b html`` with ``--html``). So
that the result does not depend on the package, this script traverses the collection itself: every request that has a
URL, its path, query and header parameters, its form fields, the names in its JSON body at any depth, and the statuses
and field names of its saved responses. The page of a request is found by the names of its folders and of the request,
and must show its method and path.

Prints found/expected counts, up to ten missing items, and the requests without a URL, which cannot have a page. The
exit status is 0 if nothing is missing, otherwise 1.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

API = re.compile(r"^api: ['\"](\w+) (.*)['\"]$", re.MULTILINE)
FIELD = re.compile(r'<(?:ParamField (\w+)|ResponseField name)=(?:"([^"]*)"|\{("(?:[^"\\]|\\.)*")\})')
HTML_API = re.compile(r'<strong class="gp-method[^"]*">(\w+)</strong>\s*<code class="gp-path[^"]*">(.*?)</code>')
HTML_FIELD = re.compile(
    r'<tr[^>]* id="([a-z]+)-[^"]*"[^>]*>\s*<td[^>]*><p><code class="gp-name">(.*?)</code>', re.DOTALL
)
VARIABLE = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
KEY = re.compile(r'"((?:[^"\\]|\\.)*)"\s*:')
NOT_SHOWN = {"accept", "accept-encoding", "connection", "content-length", "content-type", "host", "postman-token"}
"""Headers that pages do not show, because the client sets them or they follow from the body."""


def slug(name: str) -> str:
    """Convert a name to a part of a URL."""
    return re.sub(r"[\W_]+", "-", name).strip("-").lower() or "unnamed"


def rows(table: Any) -> Iterator[str]:
    """Yield the names in a Postman table of parameters or headers, which may also be text with a header per line."""
    if isinstance(table, str):
        table = [{"key": line.partition(":")[0]} for line in table.splitlines()]
    for row in table or ():
        name = row if isinstance(row, str) else row and (row.get("key") or row.get("name"))
        if name and name.strip():
            yield name.strip()


def names_in(value: Any) -> Iterator[str]:
    """Yield the name of every member in a JSON value, at any depth."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield name
            yield from names_in(part)
    elif isinstance(value, list):
        for item in value:
            yield from names_in(item)


def names_of_text(text: str) -> set[str]:
    """Return the member names in a JSON text. If it is not valid JSON, comments are removed and names are matched."""
    try:
        return set(names_in(json.loads(text)))
    except ValueError:
        return set(KEY.findall(re.sub(r"(^|[\s,{\[])//.*|/\*.*?\*/", r"\1", text)))


@dataclass
class Page:
    """A page: its method and path, the locations and names of its fields, and its text."""

    call: tuple[str, str]
    fields: set[tuple[str, str]]
    text: str


def read_mdx(text: str) -> Page | None:
    """Parse an MDX page; return ``None`` if it does not document a request."""
    call = API.search(text)
    fields = {
        (place or "response", json.loads(quoted) if quoted else name) for place, name, quoted in FIELD.findall(text)
    }
    return Page((call[1], call[2]), fields, text) if call else None


def read_html(text: str) -> Page | None:
    """Parse an HTML page; return ``None`` if it does not document a request."""

    def plain(html: str) -> str:
        return unescape(re.sub(r"<[^>]*>", "", html))

    call = HTML_API.search(text)
    fields = {(place, plain(name)) for place, name in HTML_FIELD.findall(text)}
    return Page((call[1], plain(call[2])), fields, plain(text)) if call else None


class Site:
    """The pages of requests, by URL."""

    def __init__(self, folder: Path, *, html: bool) -> None:
        self.pages: dict[str, Page] = {}
        for path in folder.rglob("*.html" if html else "*.mdx"):
            if page := (read_html if html else read_mdx)(path.read_text(encoding="utf-8")):
                self.pages["/" + path.relative_to(folder).with_suffix("").as_posix()] = page
        self._used: set[str] = set()

    def take(self, address: str) -> Page | None:
        """Return the page for the next request with this URL; like the package, number repeated URLs from 2."""
        number = 1
        while (name := address if number == 1 else f"{address}-{number}") in self._used:
            number += 1
        self._used.add(name)
        return next((page for page_address, page in self.pages.items() if page_address.endswith(name)), None)


class Counter:
    """Counts of expected and found items, and the missing ones."""

    def __init__(self) -> None:
        self.counts: dict[str, list[int]] = {}
        self.missing: list[str] = []

    def add(self, kind: str, what: str, *, is_found: bool) -> None:
        self.counts.setdefault(kind, [0, 0])[1] += 1
        self.counts[kind][0] += is_found
        if not is_found:
            self.missing.append(f"{kind}: {what}")


def requests_in(
    folder: Any, trail: tuple[str, ...], inherited: dict[str, str], level: str = ""
) -> Iterator[tuple[Any, str, str, dict[str, str]]]:
    """Yield every request in a folder as (item, names of the folders and the request, URL of its page, variables).

    Folders with the same name are numbered from 2.
    """
    variables = inherited | {v["key"]: str(v.get("value") or "") for v in folder.get("variable") or () if v.get("key")}
    count_by_slug: dict[str, int] = {}
    for item in folder.get("item") or folder.get("items") or ():
        name = item.get("name") or ""
        if "request" in item:
            yield item, " / ".join((*trail, name)), f"{level}/{slug(name)}", variables
            continue
        count = count_by_slug[slug(name)] = count_by_slug.get(slug(name), 0) + 1
        part = slug(name) if count == 1 else f"{slug(name)}-{count}"
        yield from requests_in(item, (*trail, name), variables, f"{level}/{part}")


def address_of(url: Any) -> str:
    """Return the URL of a request as written in the collection."""
    if isinstance(url, str) or not isinstance(url, dict):
        return url or ""
    host, path = url.get("host") or "", url.get("path") or ""
    if host and path and not isinstance(path, str):
        return ".".join(host) + "/" + "/".join(path)
    return str(url.get("raw") or "")


def pattern_of(raw: str, variables: dict[str, str]) -> re.Pattern[str]:
    """Return a pattern that the path on the page of a request must match."""
    path = re.sub(r"^[\w+.-]+://", "", re.split(r"[?#]", raw)[0].strip().rstrip("'"))
    path = "/" + path.partition("/")[2]
    path = VARIABLE.sub(lambda match: variables.get(match[1]) or "\0", path)
    path = re.sub(r"(?<=/):[\w-]+", "\0", path)
    return re.compile("[^/]+".join(map(re.escape, path.split("\0"))))


def count_request(item: Any, trail: str, page: Page, variables: dict[str, str], counter: Counter) -> None:
    """Count the parameters, fields and responses of one request."""
    request = item["request"] if isinstance(item["request"], dict) else {"url": item["request"]}
    url = request.get("url")
    (method, path), fields = page.call, page.fields
    expected_method = (request.get("method") or "GET").upper()
    matches = pattern_of(address_of(url), variables).fullmatch(path) and method == expected_method
    counter.add("method and path", f"{trail}: {method} {path}", is_found=bool(matches))
    for name in re.findall(r"\{([^{}]+)\}", path):
        counter.add("path parameters", f"{trail}: {name}", is_found=("path", name) in fields)
    for name in rows(url.get("query") if isinstance(url, dict) else None):
        counter.add("query parameters", f"{trail}: {name}", is_found=("query", name) in fields)
    headers = {name.lower() for place, name in fields if place == "header"}
    for name in rows(request.get("header")):
        if name.lower() not in NOT_SHOWN:
            counter.add("headers", f"{trail}: {name}", is_found=name.lower() in headers)
    body = request.get("body") or {}
    mode = body.get("mode")
    for name in rows(body.get(mode)) if mode in ("formdata", "urlencoded") else ():
        counter.add("form fields", f"{trail}: {name}", is_found=("body", name) in fields)
    raw = body.get("raw") if mode == "raw" else None
    for name in sorted(names_of_text(raw)) if isinstance(raw, str) and raw.lstrip()[:1] in ("{", "[", "/") else ():
        counter.add("body fields", f"{trail}: {name}", is_found=("body", name) in fields)
    for saved in item.get("response") or ():
        status = str(saved.get("code") or "")
        heading = re.search(rf'^\s*(?:```\w+ "?|#+ |\*\*)?{status}\b', page.text, re.MULTILINE)
        counter.add("statuses", f"{trail}: {status}", is_found=bool(heading))
        for name in sorted(names_of_text(saved.get("body") or "")):
            counter.add("response fields", f"{trail}: {status} {name}", is_found=("response", name) in fields)


def main() -> int:
    """Count the items and print the result."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("site", type=Path)
    parser.add_argument("--html", action="store_true", help="SITE was written by the html builder")
    arguments = parser.parse_args()
    data = json.loads(arguments.source.read_text(encoding="utf-8-sig"))
    site, counter, without_url = Site(arguments.site, html=arguments.html), Counter(), []
    for item, trail, address, variables in requests_in(data.get("collection", data), (), {}):
        request = item["request"]
        if not address_of(request.get("url") if isinstance(request, dict) else request):
            without_url.append(trail)
            continue
        page = site.take(address)
        counter.add("requests", trail, is_found=page is not None)
        if page:
            count_request(item, trail, page, variables, counter)
    print(", ".join(f"{kind} {present}/{expected}" for kind, (present, expected) in counter.counts.items()))
    for line in counter.missing[:10]:
        print(f"missing {line}")
    if without_url:
        print(f"{len(without_url)} requests have no URL in the source: {'; '.join(without_url[:3])} ...")
    return int(bool(counter.missing))


if __name__ == "__main__":
    sys.exit(main())
