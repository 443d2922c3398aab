"""A real browser, and small sites in six themes: built once for all workers, opened over HTTP and as files."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from reference.sites import Site

from sphinxext_gptproto.reference.load_registry import BUNDLED

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs" / "source"
THEMES = ("alabaster", "furo", "pydata_sphinx_theme", "shibuya", "sphinx_book_theme", "sphinx_rtd_theme")
STAY = "docs/api/petstay/stays/book-stay.html"
FAX = "docs/api/petstay/stays/get-fax.html"
IMAGE = "docs/api/openai/gpt-4o-image/official-format/text-to-image.html"
CHAT = "docs/api/openai/gpt-4o/official-format/image-to-text.html"
INDEX = "docs/api/openai/index.html"
BARE = "more/deep/bare.html"
INCLUDED = ("openai/gpt-4o-image/*", "claude/claude-3-5-haiku-20241022/*", "kling/official-format/*")
"""Endpoints that the documentation is built with here."""
CONF = f"""\
project = "Trial"
copyright = "2026, Acme"
extensions = ["sphinxext_gptproto"]
gptproto_registry = [{str(BUNDLED)!r}, "petstay.yaml"]
gptproto_pages = "docs/api"
gptproto_pages_include = [
    "openai/gpt-4o-image/official-format/text-to-image", "openai/gpt-4o/official-format/image-to-text", "*stays*"
]
html_copy_source = False
templates_path = []
"""
FILES = {
    "conf.py": CONF,
    "petstay.yaml": (HERE / "petstay.yaml").read_text(encoding="utf-8"),
    "index.rst": "Home\n====\n\n.. toctree::\n\n   docs/api/index\n   more/index\n",
    "more/index.rst": "More\n====\n\n.. toctree::\n\n   deep/index\n",
    "more/deep/index.rst": "Deep\n====\n\n.. toctree::\n\n   bare\n   beside\n",
    "more/deep/beside.rst": "Beside\n======\n\nAnother page.\n",
    "more/deep/bare.rst": """\
Bare
====

A page with nothing of ours on it, but a ``word`` of code and a `link <https://example.com>`__.

Section
-------

.. warning:: This is the theme's warning.

.. code-block:: bash

   curl "$ADDRESS" --header 'Accept: text/plain' # "words"

.. code-block:: json

   {"name": "value", "number": 1, "nothing": null}
""",
}
WATCH = """\
window.shifts = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    window.shifts.push({ value: entry.value, at: entry.sources.map(({ node }) => node?.className || node?.nodeName) });
  }
}).observe({ type: "layout-shift", buffered: true });
"""
"""Notes layout shifts, on every page and from its beginning."""


def pytest_collection_modifyitems(items):
    for item in items:
        if "/browser/" in item.path.as_posix():  # they use what Sphinx 9 deprecates
            item.add_marker(pytest.mark.filterwarnings("ignore:.*myst_parser"))
            item.add_marker(pytest.mark.filterwarnings("ignore:.*sphinx_book_theme"))


class Handler(SimpleHTTPRequestHandler):
    """Serves the sites; with ``?cut=TEXT``, what follows the text comes late."""

    def log_message(self, *args):
        pass

    def do_GET(self):
        if "?cut=" not in self.path:
            super().do_GET()
            return
        path, _, mark = unquote(self.path).partition("?cut=")
        text = Path(self.translate_path(path)).read_bytes()
        at = text.index(mark.encode()) + len(mark)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(text[:at])
        self.wfile.flush()
        time.sleep(0.6)
        self.wfile.write(text[at:])


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serve a folder over HTTP, and say where."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@dataclass
class Sites:
    """The sites' folder, and where it is served."""

    root: Path
    origin: str

    def build(self, theme: str, *, docs: bool = False) -> Path:
        """Return a site's folder. The first worker that asks builds it, the others wait."""
        pytest.importorskip(theme, reason=f"the theme {theme} is not installed")
        name, sign = (f"docs-{theme}", "index.html") if docs else (theme, STAY)
        folder, done = self.root / name, self.root / f"{name}.done"
        try:
            folder.mkdir(parents=True)
        except FileExistsError:
            for _ in range(1200):
                if done.exists():
                    break
                time.sleep(0.1)
            assert done.exists(), f"{name} was not built in time"
        else:
            try:
                if docs:
                    build_documentation(folder, theme)
                else:
                    Site(folder).write(FILES).build("html", html_theme=theme)
            finally:
                done.touch()
        assert (folder / "html" / sign).exists(), f"{name} was not built: see the first test that asked for it"
        return folder / "html"


def build_documentation(folder: Path, theme: str) -> None:
    """Build this project's documentation in a theme, with the endpoints of some models. A warning is an error."""
    included = f"gptproto_pages_include={','.join(INCLUDED)}"
    command = [sys.executable, "-m", "sphinx", "-q", "-n", "-W", "-b", "html", "-D", f"html_theme={theme}"]
    command += ["-D", included, "-d", str(folder / "doctrees"), str(DOCS), str(folder / "html")]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr


@dataclass
class Tab:
    """A page of a browser, and what it did."""

    page: Any
    address: str
    errors: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def open(self, name: str) -> Any:
        self.page.goto("about:blank")  # so that an address that differs in its fragment alone is loaded, too
        self.errors.clear()
        self.requests.clear()
        self.page.goto(f"{self.address}/{name}")
        return self.page

    @property
    def hosts(self) -> set[str]:
        """Return the other hosts that were asked for anything."""
        return {request for request in self.requests if not request.startswith((self.address, "about:", "data:"))}

    @property
    def own_errors(self) -> list[str]:
        return [error for error in self.errors if "gptproto" in error]


@pytest.fixture(scope="session")
def sites(tmp_path_factory) -> Iterator[Sites]:
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID")
    base = tmp_path_factory.getbasetemp()
    root = base.parent / f"sites-{run}" if run else base / "sites"
    root.mkdir(exist_ok=True)
    with serve(root) as origin:
        yield Sites(root, origin)


@pytest.fixture
def tab(browser, sites) -> Iterator[Any]:
    """Open a tab on a theme's site, in a profile of its own."""
    contexts = []

    def make(theme: str = "furo", *, docs: bool = False, width: int = 1440, files: bool = False, **options: Any) -> Tab:
        folder = sites.build(theme, docs=docs)
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        context.set_default_timeout(20_000)
        context.add_init_script(WATCH)
        made = Tab(context.new_page(), folder.as_uri() if files else f"{sites.origin}/{folder.parent.name}/html")
        made.page.on("pageerror", lambda error: made.errors.append(f"{error} {error.stack}"))
        made.page.on("console", lambda said: made.errors.append(said.text) if said.type == "error" else None)
        made.page.on("request", lambda request: made.requests.append(request.url))
        return made

    yield make
    for context in contexts:
        context.close()
