"""In a browser: from an endpoint to the same one in another version of the API, and from a change to its parameter."""

from __future__ import annotations

import pytest
from browser.conftest import serve
from reference.sites import Site
from reference.test_version_pages import write


@pytest.fixture(scope="module", params=["furo", "sphinx_rtd_theme"])
def origin(request, tmp_path_factory):
    pytest.importorskip(request.param, reason=f"the theme {request.param} is not installed")
    built = write(Site(tmp_path_factory.mktemp("zoo"))).build("html", html_theme=request.param)
    with serve(built.out) as address:
        yield address


@pytest.fixture
def page(browser, origin):
    context = browser.new_context()
    context.set_default_timeout(10_000)
    shown, errors = context.new_page(), []
    shown.on("pageerror", lambda error: errors.append(str(error)))
    yield shown
    context.close()
    assert not errors


def test_the_switcher_leads_to_the_same_endpoint(page, origin):
    page.goto(f"{origin}/api/animals/list-pets.html")
    switcher = page.locator(".gp-versions")
    assert switcher.inner_text() == "Version: 3 · 2 · 1"
    switcher.get_by_role("link", name="1", exact=True).click()
    assert page.url.partition("#")[0] == f"{origin}/api/v1/animals/list-pets.html"
    assert page.locator("section > h1").inner_text().startswith("List pets (1)")
    assert page.locator(".gp-versions strong").inner_text() == "1"
    page.locator(".gp-versions").get_by_role("link", name="3", exact=True).click()
    assert page.url.partition("#")[0] == f"{origin}/api/animals/list-pets.html"


def test_a_version_without_the_endpoint_is_no_link(page, origin):
    page.goto(f"{origin}/api/v2/animals/feed.html")
    switcher = page.locator(".gp-versions")
    assert switcher.inner_text() == "Version: 3 (not available) · 2 · 1"
    assert switcher.get_by_role("link").count() == 1


def test_a_change_leads_to_its_parameter(page, origin):
    page.goto(f"{origin}/api/v2/animals/list-pets.html")
    page.locator("#changes").get_by_role("link", name="limit").click()
    assert page.url.endswith("#query-limit")
    assert page.locator("#query-limit").is_visible()
