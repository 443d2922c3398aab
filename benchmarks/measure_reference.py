"""Compare the API reference in a built MDX site with the bundled registry, and write the figures of comparison.md.

    sphinx-build -b mdx docs/source build/mdx
    python benchmarks/measure_reference.py build/mdx

The registry determines what a page should show: the method and path of the endpoint, its parameters outside the body,
and every field that its request example sends. What the page does show is extracted from its text, by patterns that are
independent of the code that wrote it.

``--parse`` also parses every page as MDX (this needs Node.js and ``tests/node/node_modules``), and ``--samples
LANGUAGE,...`` runs every sample in these languages against a local server. A figure that was not measured is a dash.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlsplit

from sphinxext_gptproto.loaders import load
from sphinxext_gptproto.reference.load_registry import BUNDLED
from sphinxext_gptproto.samples import make_request
from sphinxext_gptproto.spec.registry import SpecRegistry

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sphinxext_gptproto.spec.model import Endpoint

ROOT = Path(__file__).parents[1]
FIGURES = ROOT / "docs" / "source" / "figures" / "reference.md"
EARLIER = {
    "pages": "382 of 385",
    "paths": "296",
    "top": "1027 of 1353",
    "nested": "0 of 347",
    "described": "173",
    "values": "243 of 1351",
    "responses": "0",
    "errors": "382",
    "parses": "2",
    "examples": "0 of 385",
    "samples": "105",
}
"""The figures of version 3.1, the earlier generator, whose output cannot be reproduced from this repository."""
ROWS = {
    "pages": "Pages that exist",
    "paths": "Pages with the right method and path",
    "top": "Inputs shown: path, query, header, body and form",
    "nested": "Inputs shown inside another one",
    "described": "Inputs described in words of their own",
    "values": "Inputs whose default or example is never shown",
    "responses": "Pages with a documented successful response",
    "errors": "Pages with every error, in order",
    "parses": "Pages that do not parse as MDX",
    "examples": "Pages with a `RequestExample`",
    "samples": "Pages whose samples run exactly",
}
TAG = re.compile(
    r"<(?P<close>/)?(?P<name>ParamField|ResponseField)\b"
    r"(?P<attrs>(?:[^>\"'{]|\"[^\"]*\"|'[^']*'|\{[^}]*\})*?)(?P<void>/)?>"
)
ATTRIBUTE = re.compile(r"([\w-]+)(?:=(?:\"([^\"]*)\"|'([^']*)'|\{([^}]*)\}))?")
FENCE = re.compile(r"^[ \t]*(`{3,})(\w+)[ \t]*([^\n]*)\n(.*?)\n[ \t]*\1[ \t]*$", re.MULTILINE | re.DOTALL)
VALUE = re.compile(r"\((?:default|example): (`+) ?(.+?) ?\1\)", re.DOTALL)
WORD = re.compile(r"[a-z]{2,}")
MARK = "the last words of a stream"
EMPTY_WORDS = {"the", "parameter", "value", "field", "of", "for", "this"}
PROGRAMS = {
    "curl": ("sample.sh", ["bash", "-euo", "pipefail", "sample.sh"], "cURL"),
    "python": ("sample.py", [sys.executable, "sample.py"], "Python"),
    "javascript": ("sample.mjs", ["node", "sample.mjs"], "JavaScript"),
    "go": ("main.go", ["go", "run", "main.go"], "Go"),
}


@dataclass
class PageField:
    """A field as shown on a page."""

    location: str
    name: str
    attributes: dict[str, str]
    text: str = ""
    children: list[PageField] = field(default_factory=list)

    def is_described(self) -> bool:
        """Return whether the description has at least four words that are not part of the name."""
        description = VALUE.sub("", FENCE.sub("", self.text)).lower()
        ignored = set(WORD.findall(self.name.lower().replace("_", " "))) | EMPTY_WORDS
        return sum(word not in ignored for word in WORD.findall(description)) >= 4

    def has_value(self) -> bool:
        """Return whether a default or example is shown, in this field or in nested fields."""
        fence = re.search(r"(?:Default|Example):\s*`{3,}json", self.text)
        return bool(VALUE.search(self.text) or fence or "default" in self.attributes or self.children)


def read_fields(page: str) -> list[PageField]:
    """Return the top-level fields on a page, each with its nested fields."""
    text = FENCE.sub(lambda m: m[0].replace("<", "\0"), page)  # so that TAG matches nothing inside code
    fields: list[PageField] = []
    stack: list[PageField] = []
    position = 0
    for tag in TAG.finditer(text):
        if stack and not stack[-1].children:
            stack[-1].text += text[position : tag.start()]
        position = tag.end()
        if tag["close"]:
            stack.pop()
            continue
        attributes = {m[1]: next((g for g in m.groups()[1:] if g), "") for m in ATTRIBUTE.finditer(tag["attrs"])}
        location = next(key for key in ("body", "query", "path", "header", "cookie", "name") if key in attributes)
        is_response = tag["name"] == "ResponseField"
        page_field = PageField("response" if is_response else location, attributes[location], attributes)
        (stack[-1].children if stack else fields).append(page_field)
        if not tag["void"]:
            stack.append(page_field)
    return fields


def sent_fields(value: Any) -> Iterator[tuple[str, Any]]:
    """Yield (name, value) of the members of a JSON object, or of all objects in an array."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            yield from item.items()


def measure_inputs(endpoint: Endpoint, fields: list[PageField], actual: Counter[str], expected: Counter[str]) -> None:
    """Count the inputs of one endpoint."""

    def count(value: Any, page_field: PageField | None, kind: str, *, has_value: bool) -> None:
        expected[kind] += 1
        expected["described"] += 1
        actual[kind] += page_field is not None
        actual["described"] += page_field is not None and page_field.is_described()
        if has_value:
            expected["values"] += 1
            is_file = page_field is not None and page_field.attributes.get("type", "").startswith("file")
            actual["values"] += not (is_file or (page_field is not None and page_field.has_value()))
        members: dict[str, Any] = {}
        for name, member in sent_fields(value):
            members.setdefault(name, member)
        for name, member in members.items():
            child = next((c for c in (page_field.children if page_field else ()) if c.name == name), None)
            count(member, child, "nested", has_value=False)

    by_location = {(page_field.location, page_field.name): page_field for page_field in fields}
    for parameter in endpoint.operation.parameters:
        count(None, by_location.get((parameter.location, parameter.name)), "top", has_value=False)
    body = endpoint.operation.body
    if body and body.content[0].examples:
        for name, value in sent_fields(body.content[0].examples[0].value):
            count(value, by_location.get(("body", name)), "top", has_value=True)


def has_response(fields: list[PageField], fences: list[tuple[str, str, str]]) -> bool:
    """Return whether a successful response is shown and, if it is JSON, at least one of its fields is described."""
    successful = [language for language, title, _ in fences if re.match(r"2\d\d\b", title)]
    is_described = any(page_field.location == "response" and page_field.is_described() for page_field in fields)
    return bool(successful) and (is_described or "json" not in successful)


def measure(site: Path, folder: str, registry: SpecRegistry) -> tuple[Counter[str], Counter[str], dict[str, str]]:
    """Return the actual counts, the expected counts, and the pages by endpoint id."""
    actual: Counter[str] = Counter()
    expected: Counter[str] = Counter()
    pages: dict[str, str] = {}
    for endpoint in registry:
        file = site / folder / f"{endpoint.id}.mdx"
        page = pages[endpoint.id] = file.read_text(encoding="utf-8") if file.is_file() else ""
        actual["pages"] += bool(page)
        api = re.search(r"^api: '(\S+) (\S+)'$", page, re.MULTILINE)
        actual["paths"] += bool(api and (api[1], api[2]) == (endpoint.operation.method, endpoint.operation.path))
        page_fields = read_fields(page)
        measure_inputs(endpoint, page_fields, actual, expected)
        fences = [(m[2], m[3].strip(), m[4]) for m in FENCE.finditer(page)]
        actual["responses"] += has_response(page_fields, fences)
        entries = [registry.get_error(name) for name in endpoint.operation.errors]
        errors = [(f"{e.status} - {e.title}", e.body) for e in entries]
        page_errors = [(title, json.loads(code)) for _, title, code in fences if re.match(r"[45]\d\d\b", title)]
        actual["errors"] += errors == page_errors
        actual["examples"] += page.count("<RequestExample>") == 1
    for kind in ("pages", "paths", "responses", "errors", "examples"):
        expected[kind] = len(registry)
    return actual, expected, pages


def count_unparsable(pages: Mapping[str, str]) -> int:
    """Return how many pages do not parse as MDX."""
    folder = ROOT / "tests" / "node"
    done = subprocess.run(
        ["node", "compile.mjs"], cwd=folder, input=json.dumps(pages).encode(), capture_output=True, check=True
    )
    return sum("error" in result for result in json.loads(done.stdout).values())


class Server:
    """A local server that replaces the service, and records the requests by the first part of their path."""

    def __init__(self) -> None:
        arrived: dict[str, list[tuple[str, str, str, bytes]]] = {}
        answers: dict[str, tuple[str, bytes]] = {}

        class Handler(BaseHTTPRequestHandler):
            def handle_any(self) -> None:
                run, _, rest = self.path.lstrip("/").partition("/")
                content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                key = self.headers.get("Authorization") or ""
                arrived.setdefault(run, []).append((self.command, f"/{rest}", key, content))
                kind, answer = answers.get(run, ("application/json", b'{"ok": true}'))
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any  # noqa: N815 - the names are the library's

            def log_message(self, *_: object) -> None: ...

        self.arrived = arrived
        self.answers = answers
        """Content type and body of the responses that are not the default JSON."""
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


def make_stream(pointer: str) -> bytes:
    """Return an event stream with a single event, which has :data:`MARK` at the location of a JSON pointer."""
    event: Any = MARK
    for token in reversed(pointer.strip("/").split("/")):
        event = [event] if token.isdecimal() else {token: event}
    return f"data: {json.dumps(event)}\n\n".encode()


def runs_exactly(endpoint: Endpoint, page: str, languages: list[str], registry: SpecRegistry, server: Server) -> bool:
    """Run an endpoint's samples as printed; each must exit with 0 and send the request that the registry describes."""
    service = registry.get_service(endpoint.operation)
    request = make_request(endpoint, service=service, schemes=registry.schemes, resolve=registry.resolve)
    base = request.base
    variable = service.key_variable
    fences = {m[3].strip(): (m[0], m[4]) for m in FENCE.finditer(page)}
    for language in languages:
        file, command, title = PROGRAMS[language]
        if title not in fences or base not in fences[title][1]:
            return False
        fence, code = fences[title]
        indent = len(fence) - len(fence.lstrip(" "))
        code = "\n".join(line[indent:] if line[:indent].isspace() else line for line in code.split("\n"))
        with tempfile.TemporaryDirectory() as folder:
            run = Path(folder).name
            address = f"http://127.0.0.1:{server.server.server_port}/{run}"
            Path(folder, file).write_text(code.replace(base, address) + "\n", encoding="utf-8")
            if request.streaming:
                server.answers[run] = ("text/event-stream", make_stream(request.streaming.text))
            for part in [*getattr(request.body, "files", ()), getattr(request.body, "file", "")]:
                name = getattr(part, "value", part)
                if name:
                    Path(folder, name).write_bytes(b"content")
            environment = {**os.environ, variable: "key", "no_proxy": "127.0.0.1", "GO111MODULE": "off"}
            done = subprocess.run(
                command,
                cwd=folder,
                env=environment,
                capture_output=True,
                timeout=120,
                check=False,
                stdin=subprocess.DEVNULL,
            )
        requests = server.arrived.get(run, [])
        if done.returncode or len(requests) != 1:
            return False
        method, path, key, content = requests[0]
        value = getattr(request.body, "value", None)
        same_body = json.loads(content or b"null") == value if value is not None else True
        target = urlsplit(path)
        same_target = unquote(target.path) == unquote(request.path) and parse_qsl(target.query) == list(request.query)
        printed = not request.streaming or MARK.encode() in done.stdout
        if method != request.method or not same_target or key != "Bearer key" or not same_body or not printed:
            return False
    return True


def main() -> None:
    """Measure, then print the figures and write them to the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("site", type=Path, help="a built MDX site")
    parser.add_argument("--folder", default="docs/api", help="the folder of the reference in the site")
    parser.add_argument("--parse", action="store_true", help="parse every page as MDX")
    parser.add_argument(
        "--samples",
        default="",
        metavar="LANGUAGE,...",
        help=f"run samples in these languages: {', '.join(PROGRAMS)}",
    )
    parser.add_argument("--output", type=Path, default=FIGURES, help="the file to write")
    arguments = parser.parse_args()
    specification, faults = load(BUNDLED)
    registry = SpecRegistry()
    registry.add(specification)
    registry.seal()
    for fault in faults:
        print(fault, file=sys.stderr)
    actual, expected, pages = measure(arguments.site, arguments.folder, registry)
    figures = {kind: f"{actual[kind]} of {expected[kind]}" for kind in ROWS if expected[kind]}
    languages = [name for name in arguments.samples.split(",") if name]
    if arguments.parse:
        figures["parses"] = str(count_unparsable(pages))
    if languages:
        server = Server()
        with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
            exact = pool.map(lambda e: runs_exactly(e, pages[e.id], languages, registry, server), registry)
        figures["samples"] = f"{sum(exact)} of {len(registry)} ({', '.join(PROGRAMS[name][2] for name in languages)})"
    lines = ["| | 3.0 | 3.1 | 4.0 |", "| --- | --- | --- | --- |"]
    lines += [f"| {title} | – | {EARLIER[kind]} | {figures.get(kind, '–')} |" for kind, title in ROWS.items()]  # noqa: RUF001
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    arguments.output.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
