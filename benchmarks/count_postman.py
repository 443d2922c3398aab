"""How much of a Postman collection stands on the pages that were built of it.

    python benchmarks/count_postman.py [--html] SOURCE SITE

SOURCE is the collection, SITE the folder that ``sphinx-build -b mdx`` (``-b html`` with ``--html``) wrote. The
collection is walked by this script alone, not by the package: every request with an address, and of each its path,
query and header parameters, its form fields, the names in its JSON body at any depth, and the statuses and names of its
saved responses. A request's page is found by the names of its folders and its own, and must have its method and path.
Prints found/expected, up to ten of those that are missing, and the requests without an address, which can have no page.
Exit status: 0 when nothing is missing, else 1.
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
"""Headers that the client or the body stands for."""


def slug(name: str) -> str:
    """Return a name as a part of an address."""
    return re.sub(r"[\W_]+", "-", name).strip("-").lower() or "unnamed"


def rows(given: Any) -> Iterator[str]:
    """Yield the names in a table of Postman's."""
    if isinstance(given, str):
        given = [{"key": line.partition(":")[0]} for line in given.splitlines()]
    for row in given or ():
        name = row if isinstance(row, str) else row and (row.get("key") or row.get("name"))
        if name and name.strip():
            yield name.strip()


def names_in(value: Any) -> Iterator[str]:
    """Yield every name in a JSON value."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield name
            yield from names_in(part)
    elif isinstance(value, list):
        for item in value:
            yield from names_in(item)


def names_of_text(text: str) -> set[str]:
    """Return the names in JSON text, strict or not: comments are no part of it."""
    try:
        return set(names_in(json.loads(text)))
    except ValueError:
        return set(KEY.findall(re.sub(r"(^|[\s,{\[])//.*|/\*.*?\*/", r"\1", text)))


@dataclass
class Page:
    """A page: its method and path, the places and names of its fields, and its text."""

    call: tuple[str, str]
    fields: set[tuple[str, str]]
    text: str


def read_mdx(text: str) -> Page | None:
    """Return a page of MDX, if it is of a request."""
    call = API.search(text)
    fields = {
        (place or "response", json.loads(quoted) if quoted else name) for place, name, quoted in FIELD.findall(text)
    }
    return Page((call[1], call[2]), fields, text) if call else None


def read_html(text: str) -> Page | None:
    """Return a page of HTML, if it is of a request."""

    def plain(html: str) -> str:
        return unescape(re.sub(r"<[^>]*>", "", html))

    call = HTML_API.search(text)
    fields = {(place, plain(name)) for place, name in HTML_FIELD.findall(text)}
    return Page((call[1], plain(call[2])), fields, plain(text)) if call else None


class Site:
    """The pages, by their addresses."""

    def __init__(self, folder: Path, *, html: bool) -> None:
        self.pages: dict[str, Page] = {}
        for path in folder.rglob("*.html" if html else "*.mdx"):
            if page := (read_html if html else read_mdx)(path.read_text(encoding="utf-8")):
                self.pages["/" + path.relative_to(folder).with_suffix("").as_posix()] = page
        self._taken: set[str] = set()

    def take(self, address: str) -> Page | None:
        """Return the page of the next request that asks for an address."""
        number = 1
        while (name := address if number == 1 else f"{address}-{number}") in self._taken:
            number += 1
        self._taken.add(name)
        return next((page for known, page in self.pages.items() if known.endswith(name)), None)


class Counter:
    """What was expected, and found."""

    def __init__(self) -> None:
        self.counts: dict[str, list[int]] = {}
        self.missing: list[str] = []

    def add(self, kind: str, what: str, *, found: bool) -> None:
        self.counts.setdefault(kind, [0, 0])[1] += 1
        self.counts[kind][0] += found
        if not found:
            self.missing.append(f"{kind}: {what}")


def requests_in(
    folder: Any, trail: tuple[str, ...], above: dict[str, str], level: str = ""
) -> Iterator[tuple[Any, str, str, dict[str, str]]]:
    """Yield (item, names of its folders and its own, address, variables); a second folder of a name has a number."""
    known = above | {v["key"]: str(v.get("value") or "") for v in folder.get("variable") or () if v.get("key")}
    times: dict[str, int] = {}
    for item in folder.get("item") or folder.get("items") or ():
        name = item.get("name") or ""
        if "request" in item:
            yield item, " / ".join((*trail, name)), f"{level}/{slug(name)}", known
            continue
        times[slug(name)] = times.get(slug(name), 0) + 1
        own = slug(name) if times[slug(name)] == 1 else f"{slug(name)}-{times[slug(name)]}"
        yield from requests_in(item, (*trail, name), known, f"{level}/{own}")


def address_of(url: Any) -> str:
    """Return a request's address as it is written."""
    if isinstance(url, str) or not isinstance(url, dict):
        return url or ""
    host, path = url.get("host") or "", url.get("path") or ""
    if host and path and not isinstance(path, str):
        return ".".join(host) + "/" + "/".join(path)
    return str(url.get("raw") or "")


def pattern_of(raw: str, known: dict[str, str]) -> re.Pattern[str]:
    """Return what the path of a page must fit."""
    path = re.sub(r"^[\w+.-]+://", "", re.split(r"[?#]", raw)[0].strip().rstrip("'"))
    path = "/" + path.partition("/")[2]
    path = VARIABLE.sub(lambda match: known.get(match[1]) or "\0", path)
    path = re.sub(r"(?<=/):[\w-]+", "\0", path)
    return re.compile("[^/]+".join(map(re.escape, path.split("\0"))))


def count_request(item: Any, trail: str, page: Page, known: dict[str, str], counter: Counter) -> None:
    """Count what one request says."""
    request = item["request"] if isinstance(item["request"], dict) else {"url": item["request"]}
    url = request.get("url")
    (method, path), fields = page.call, page.fields
    fits = pattern_of(address_of(url), known).fullmatch(path) and method == (request.get("method") or "GET").upper()
    counter.add("method and path", f"{trail}: {method} {path}", found=bool(fits))
    for name in re.findall(r"\{([^{}]+)\}", path):
        counter.add("path parameters", f"{trail}: {name}", found=("path", name) in fields)
    for name in rows(url.get("query") if isinstance(url, dict) else None):
        counter.add("query parameters", f"{trail}: {name}", found=("query", name) in fields)
    headers = {name.lower() for place, name in fields if place == "header"}
    for name in rows(request.get("header")):
        if name.lower() not in NOT_SHOWN:
            counter.add("headers", f"{trail}: {name}", found=name.lower() in headers)
    body = request.get("body") or {}
    mode = body.get("mode")
    for name in rows(body.get(mode)) if mode in ("formdata", "urlencoded") else ():
        counter.add("form fields", f"{trail}: {name}", found=("body", name) in fields)
    raw = body.get("raw") if mode == "raw" else None
    for name in sorted(names_of_text(raw)) if isinstance(raw, str) and raw.lstrip()[:1] in ("{", "[", "/") else ():
        counter.add("body fields", f"{trail}: {name}", found=("body", name) in fields)
    for saved in item.get("response") or ():
        status = str(saved.get("code") or "")
        found = re.search(rf'^\s*(?:```\w+ "?|#+ |\*\*)?{status}\b', page.text, re.MULTILINE)
        counter.add("statuses", f"{trail}: {status}", found=bool(found))
        for name in sorted(names_of_text(saved.get("body") or "")):
            counter.add("response fields", f"{trail}: {status} {name}", found=("response", name) in fields)


def main() -> int:
    """Count and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("source", type=Path)
    parser.add_argument("site", type=Path)
    parser.add_argument("--html", action="store_true", help="SITE is of the html builder")
    given = parser.parse_args()
    data = json.loads(given.source.read_text(encoding="utf-8-sig"))
    site, counter, lost = Site(given.site, html=given.html), Counter(), []
    for item, trail, address, known in requests_in(data.get("collection", data), (), {}):
        request = item["request"]
        if not address_of(request.get("url") if isinstance(request, dict) else request):
            lost.append(trail)
            continue
        page = site.take(address)
        counter.add("requests", trail, found=page is not None)
        if page:
            count_request(item, trail, page, known, counter)
    print(", ".join(f"{kind} {found}/{expected}" for kind, (found, expected) in counter.counts.items()))
    for line in counter.missing[:10]:
        print(f"missing {line}")
    if lost:
        print(f"{len(lost)} requests have no address in the source: {'; '.join(lost[:3])} ...")
    return int(bool(counter.missing))


if __name__ == "__main__":
    sys.exit(main())
