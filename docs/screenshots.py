"""Take the screenshots for README.md and the documentation from the built documentation.

    tox run -e docs && tox run -e screenshots

Needs Chromium, at the path in $CHROMIUM or on the PATH. Writes ``docs/source/figures/*.png``.
"""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from playwright.sync_api import Browser, sync_playwright

ROOT: Final = Path(__file__).resolve().parents[1]
SITE: Final = ROOT / "build" / "html"
FIGURES: Final = ROOT / "docs" / "source" / "figures"
ENDPOINT: Final = "docs/api/openai/gpt-4o/official-format/image-to-text.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A page, and the browser settings for its screenshot."""

    name: str
    page: str
    width: int
    height: int
    scheme: Literal["light", "dark"] = "light"
    typed: str = ""
    """Text to type into the filter of the page."""


PICTURES: Final = (
    Picture(name="endpoint", page=ENDPOINT, width=1440, height=900),
    Picture(name="endpoint-dark", page=f"{ENDPOINT}#body-messages-content", width=1440, height=900, scheme="dark"),
    Picture(name="endpoint-narrow", page=f"{ENDPOINT}#request-body", width=400, height=800),
    Picture(name="catalog", page="catalog.html", width=1200, height=700, typed="image gpt"),
)


def take(browser: Browser, picture: Picture) -> Path:
    """Take a screenshot and return its path."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme=picture.scheme,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(f"{SITE.as_uri()}/{picture.page}")
    page.wait_for_timeout(500)  # until the page has scrolled to the anchor
    if picture.typed:
        page.get_by_role("searchbox", name="Filter").fill(picture.typed)
    path = FIGURES / f"{picture.name}.png"
    page.screenshot(path=path, animations="disabled")
    context.close()
    return path


def main() -> int:
    """Take all screenshots and return the exit status."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    missing = [
        str(SITE / p.page.partition("#")[0]) for p in PICTURES if not (SITE / p.page.partition("#")[0]).is_file()
    ]
    if chromium is None or missing:
        message = (
            f"{missing[0]} is missing: run 'tox run -e docs' first" if missing else "Chromium not found: set $CHROMIUM"
        )
        print(message, file=sys.stderr)
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for picture in PICTURES:
            print(take(browser, picture).relative_to(ROOT))
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
