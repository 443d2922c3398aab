"""What tests ask of a page in a browser: what is shown, how wide it is, what axe-core says of it."""

from __future__ import annotations

from pathlib import Path

import pytest

SHOWN = "(element) => element.checkVisibility({ visibilityProperty: true })"
TOP = "(element) => element.getBoundingClientRect().top"
LABELS = "#request-samples .gp-tabs > label"
CHOSEN = "#request-samples input:checked + label"
OURS = "({ at }) => at.some((name) => /\\bgp-/.test(name))"
PANEL = "#request-samples input:checked + label + .gp-panel"
AXE = Path(__file__).parents[1] / "node" / "node_modules" / "axe-core" / "axe.min.js"
needs_axe = pytest.mark.skipif(not AXE.is_file(), reason="axe-core is not installed: python tests/node/install.py")
RUN = """async (rules) => (await axe.run(document, {
    resultTypes: ["violations"], ...(rules.length ? { runOnly: rules } : {}),
  })).violations.flatMap(({ id, nodes }) => nodes.flatMap(({ html, target, failureSummary }) => {
    const element = document.querySelector(target[0]);
    if (element?.closest(":is(nav, aside, .sphinxsidebar, .bd-sidebar-primary) .toctree-l1")) return [];
    const kind = ["pre", ".admonition", "code", "a:not(.gp-permalink)", "section[id]"].find((kind) => element?.closest(kind));
    return [[id, kind === "section[id]" ? html : kind || "theme", `${html} ${target} ${failureSummary}`]];
  }))"""
"""What the theme does around the content, to code, links and admonitions is the theme's, as is the
tree of pages beside it; all else is told by its HTML."""


MISFITS = """(selector) => {
  const found = [];
  for (const cell of document.querySelectorAll(`${selector} :is(td, th)`)) {
    if (!cell.checkVisibility()) continue;
    const name = cell.innerText.slice(0, 30), box = cell.getBoundingClientRect();
    for (let outer = cell.parentElement; outer; outer = outer.parentElement) {
      const clips = outer === document.documentElement || getComputedStyle(outer).overflowX !== "visible";
      const { left, right } = outer.getBoundingClientRect();
      if (clips && (box.left < left - 1 || box.right > right + 1)) found.push(`${name}: outside of ${outer.tagName}`);
    }
    if (cell.clientWidth && cell.scrollWidth > cell.clientWidth + 1) found.push(`${name}: spills`);
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      for (const { index, 0: word } of node.data.matchAll(/[^\\s/-]+/g)) {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        if (new Set([...range.getClientRects()].map(({ top }) => Math.round(top))).size > 1) found.push(`broken: ${word}`);
      }
    }
  }
  return found;
}"""
"""What is wrong with tables: cells that are cut off, and words that go on in the next line, other than at a slash or
behind a hyphen."""


def is_shown(page, selector):
    return page.locator(selector).evaluate(SHOWN)


def wait_until_shown(page, anchor):
    """Wait until an element is to be seen, and the page has been scrolled to it."""
    page.wait_for_function(
        """(anchor) => {
          const element = document.getElementById(anchor), { top } = element.getBoundingClientRect();
          return element.checkVisibility({ visibilityProperty: true }) && top >= 0 && top < innerHeight;
        }""",
        arg=anchor,
    )


def get_widths(page):
    """Return how wide the page is in windows of some widths."""
    found = {}
    for width in (1440, 768, 320):
        page.set_viewport_size({"width": width, "height": 900})
        found[width] = page.evaluate("document.documentElement.scrollWidth")
        if found[width] > width:  # themes slide their sidebars away
            page.wait_for_timeout(400)
            found[width] = page.evaluate("document.documentElement.scrollWidth")
    return found


def find(page, *rules):
    """Return violations by rule and kind of element."""
    page.add_script_tag(path=str(AXE))
    return {(rule, what): where for rule, what, where in page.evaluate(RUN, rules)}


def check(page, theirs, *rules):
    """Compare a page whose parts are all open with the theme's bare one."""
    for button in page.locator(".gp-expand").all():
        button.evaluate("(button) => button.click()")
    ours = {key: where for key, where in find(page, *rules).items() if key not in theirs}
    assert not ours, page.url + "".join(f"\n\n{rule} {where}" for (rule, _what), where in ours.items())
