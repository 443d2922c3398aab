"""Languages that are written from right to left: pages build, and what is code keeps its direction."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from html import unescape

import pytest
from reference.sites import CHAT

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
CODE = (".gp-path", "code.gp-name", "code.gp-type", "td code.literal", "pre")
FIND = """\
<pre id="found"></pre><script>
const found = { overflow: document.documentElement.scrollWidth - innerWidth };
document.querySelectorAll("details").forEach((details) => { details.open = true; });
for (const kind of KINDS) {
  const nodes = [...document.querySelectorAll(`section ${kind}`)];
  found[kind] = [nodes.length, [...new Set(nodes.map((node) => getComputedStyle(node).direction))]];
}
const prose = document.querySelector("td.gp-description > p");
found.prose = getComputedStyle(prose).direction;
document.getElementById("found").textContent = JSON.stringify(found);
</script></body>
"""


@pytest.mark.parametrize("language", ["ar", "he"])
@pytest.mark.parametrize("builder", ["html", "mdx", "text"])
def test_it_builds(site, builder, language):
    built = site().build(builder, language=language)
    suffix = {"text": "txt"}.get(builder, builder)
    assert "/v1/chat" in built.text(f"docs/api/{CHAT}.{suffix}")


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium: install it, or name it in $CHROMIUM")
@pytest.mark.parametrize("theme", ["alabaster", "furo"])
def test_code_reads_from_left_to_right(site, tmp_path, theme):
    built = site().build("html", language="ar", html_theme=theme)
    page = built.out / f"docs/api/{CHAT}.html"
    html = page.read_text(encoding="utf-8").replace("<html ", '<html dir="rtl" ', 1)
    page.write_text(html.replace("</body>", FIND.replace("KINDS", json.dumps(CODE))), encoding="utf-8")
    done = subprocess.run(
        [
            CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
            f"--user-data-dir={tmp_path / 'profile'}", "--window-size=1000,1200", "--virtual-time-budget=4000",
            "--dump-dom", page.as_uri(),
        ],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    found = json.loads(unescape(re.search(r'<pre id="found">(.*?)</pre>', done.stdout)[1]))
    assert found.pop("prose") == "rtl"
    assert found.pop("overflow") <= 0
    for kind, (count, directions) in found.items():
        assert count, kind
        assert directions == ["ltr"], kind
