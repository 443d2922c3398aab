"""In a browser: nothing overflows, no script fails, what is nested unfolds."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import threading
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from reference.sites import CHAT

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: install it, or name it in $CHROMIUM")
CHECK = """\
<!doctype html><title>Check</title><pre id="found"></pre><script>
const found = {};
for (const width of [320, 1320, 1440, 1560, 1920]) {
  const frame = document.createElement("iframe");
  frame.style.cssText = `width: ${width}px; height: 900px; border: 0`;
  frame.onload = () => {
    const { document: page, innerWidth } = frame.contentWindow;
    const shown = () => page.getElementById("body-messages-role").checkVisibility();
    const closed = shown();
    page.querySelectorAll("details.gp-unfold > summary").forEach((summary) => summary.click());
    found[width] = { closed, opened: shown(), inner: innerWidth, scroll: page.documentElement.scrollWidth };
    document.getElementById("found").textContent = JSON.stringify(found);
  };
  frame.src = "PAGE";
  document.body.append(frame);
}
</script>
"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


def test_a_page_in_chromium(site, tmp_path):
    built = site().build("html", html_theme="furo")
    (built.out / "check.html").write_text(CHECK.replace("PAGE", f"docs/api/{CHAT}.html"), encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(built.out)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        done = subprocess.run(
            [
                CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                f"--user-data-dir={tmp_path / 'profile'}", "--window-size=1600,1200", "--enable-logging=stderr",
                "--virtual-time-budget=8000", "--dump-dom", f"http://127.0.0.1:{server.server_port}/check.html",
            ],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
    finally:
        server.shutdown()
        server.server_close()
    found = json.loads(unescape(re.search(r'<pre id="found">(.*?)</pre>', done.stdout)[1]))
    assert found.keys() == {"320", "1320", "1440", "1560", "1920"}
    for width, facts in found.items():
        assert facts["inner"] == int(width)
        assert facts["scroll"] <= facts["inner"]
        assert (facts["closed"], facts["opened"]) == (False, True)
    said = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
    assert not [line for line in said if "favicon" not in line]
