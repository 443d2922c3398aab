"""Prose on generated pages: files named after the pages, in a folder that an option names."""

from __future__ import annotations

import base64
import os
import re

import pytest
from reference.sites import CONF

HOME = "Home\n====\n\n.. toctree::\n\n   api/index\n   guide\n\nSee :ref:`retry` and :ref:`carts-intro`.\n"
SOURCE = """\
openapi: 3.1.1
info: {title: Shop, version: "1", description: The shop.}
servers: [{url: "https://api.example.com"}]
tags: [{name: Carts, description: Carts are here.}]
paths:
  /carts:
    get: {operationId: listCarts, tags: [Carts], parameters: [{name: q, in: query, schema: {type: string}}], responses: {"200": {description: OK}}}
    post: {operationId: addCart, description: Adds a cart., tags: [Carts], responses: {"200": {description: OK}}}
"""
MARKDOWN = """\
Leading *words*.[^1]

![A pixel](img/pixel.png)

[The guide](../../guide.rst), {doc}`../../guide`, {download}`img/data.txt`

(retry)=
# Retry

Use {api:endpoint}`addCart`.

## Deeper

:::{literalinclude} img/data.txt
:::

[^1]: At the foot.
"""
LEVEL = """\
The level's words.

.. _carts-intro:

About carts
===========

More words; see :ref:`retry`.

.. image:: img/pixel.png
   :alt: A pixel
"""
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def shop(site):
    conf = CONF.replace('"registry"', '"api.yaml"') + 'gptproto_pages = "api"\ngptproto_pages_prose = "prose"\n'
    files = {
        "index.rst": HOME,
        "guide.rst": "Guide\n=====\n",
        "conf.py": conf,
        "api.yaml": SOURCE,
        "prose/carts/list-carts.md": MARKDOWN,
        "prose/carts/index.rst": LEVEL,
        "prose/carts/img/data.txt": "zqdata\n",
    }
    trial = site(files)
    (trial.source / "prose/carts/img/pixel.png").write_bytes(PIXEL)
    return trial


def in_order(text, *words):
    """Return whether words occur in this order."""
    return re.search(".*?".join(map(re.escape, words)), text, re.DOTALL) is not None


@pytest.mark.parametrize("parallel", [1, 2])
def test_html(shop, parallel):
    built = shop.build("html", parallel=parallel, gptproto_markdown=True, html_baseurl="https://docs.example.com/")
    text = built.text("api/carts/list-carts.html")
    assert in_order(
        text, 'class="gp-signature"', "Leading <em>words</em>", ">Retry<", ">Deeper<", "gp-columns", "query-q"
    )
    assert text.count('<section id="query-parameters">') == text.count('<section id="request-samples">') == 1
    assert "zqdata" in text
    assert text.count('href="../../guide.html"') >= 2
    assert 'href="#deeper"' in text
    assert 'src="../../_images/pixel.png"' in text
    assert 'href="add-cart.html' in text
    assert 'href="api/carts/list-carts.html#retry"' in built.text("index.html")
    level = built.text("api/carts/index.html")
    assert in_order(level, "Carts are here.", "The level", "About carts", '<p class="rubric">Endpoints</p>', "<table")
    assert in_order(built.text("api/carts/list-carts.md"), "Leading *words*", "## Retry", "## Query parameters")
    assert not (built.out / "prose").exists()


@pytest.mark.parametrize("parallel", [1, 2])
def test_mdx(shop, parallel):
    built = shop.build("mdx", parallel=parallel)
    text = built.text("api/carts/list-carts.mdx")
    assert in_order(text, "api: 'GET /carts'", "Leading *words*", "## Retry", "### Deeper", "zqdata", "## Query param")
    assert "[Guide](/guide)" in text
    assert "[The guide](/guide)" in text
    (image,) = re.findall(r"!\[A pixel\]\(/(.*?)\)", text)
    assert (built.out / image).read_bytes() == PIXEL
    assert in_order(built.text("api/carts/index.mdx"), "The level", "## About carts", "| Endpoint | Request |")


@pytest.mark.parametrize("builder", ["text", "latex", "man", "singlehtml", "dirhtml"])
def test_other_formats(shop, builder):
    shop.build(builder)


def test_the_text_of_a_page(shop):
    text = shop.build("text").text("api/carts/list-carts.txt")
    assert in_order(
        text, "GET", "Leading *words*", "Retry\n=====", "Deeper\n------", "zqdata", "Query parameters\n===="
    )


def test_translations(shop):
    text = shop.build("gettext").text("api.pot")
    assert "prose/carts/list-carts.md:1" in text
    assert 'msgid "Leading *words*.[^1]"' in text
    messages = {
        "": "Content-Type: text/plain; charset=UTF-8\\n",
        "Retry": "Nochmal",
        "Leading *words*.[^1]": "Erste **Worte**.[^1]",
        "[The guide](../../guide.rst), {doc}`../../guide`, {download}`img/data.txt`": (
            "[Die Anleitung](../../guide.rst), {doc}`../../guide`, {download}`img/data.txt`"
        ),
        "More words; see :ref:`retry`.": "Mehr; siehe :ref:`retry`.",
    }
    catalogue = "\n".join(f'msgid "{text}"\nmsgstr "{translation}"\n' for text, translation in messages.items())
    shop.write({"locale/de/LC_MESSAGES/api.po": catalogue})
    built = shop.build("html", out="de", language="de", locale_dirs=["locale"], gettext_auto_build=True)
    text = built.text("api/carts/list-carts.html")
    assert ">Nochmal<" in text
    assert "<p>Erste <strong>Worte</strong>.<a " in text
    assert '<a class="reference internal" href="../../guide.html"><span class="std std-doc">Die Anleitung' in text
    assert text.count("guide.html") == 3  # one of them is in the navigation of the theme
    assert ">Nochmal<" in built.text("api/carts/index.html").partition("Mehr; siehe")[2]


@pytest.mark.parametrize("name", ["prose/carts/add-cart.md", "prose/carts/add-cart.rst"])
def test_warnings_have_the_place_in_the_file(shop, name):
    text = "Words.\n\nSee {doc}`nowhere`.\n" if name.endswith("md") else "Words.\n\nSee :doc:`nowhere`.\n"
    shop.write({name: text + "\n.. image::\n" * name.endswith("rst")})
    warnings = shop.build("html", strict=False).warnings.splitlines()
    assert any(f"{name}:3: WARNING: unknown document: '/prose/carts/nowhere'" in line for line in warnings)
    if name.endswith("rst"):
        assert any(f'{name}:5: ERROR: Error in "image" directive' in line for line in warnings)


def test_pages_are_read_again(shop):
    page = "api/carts/add-cart"
    assert "Later" not in shop.build("html").text(f"{page}.html")
    shop.write({"prose/carts/add-cart.md": "Later words."})
    os.utime(shop.source / "prose/carts/add-cart.md", (1, 1))  # older than the previous build
    built = shop.build("html")
    assert built.read == [page]
    assert "Later words." in built.text(f"{page}.html")
    shop.write({"prose/carts/add-cart.md": "Other words."})
    assert shop.build("html").read == [page]
    (shop.source / "prose/carts/add-cart.md").rename(shop.source / "prose/carts/add-cart.rst")
    assert shop.build("html").read == [page]
    (shop.source / "prose/carts/add-cart.rst").unlink()
    built = shop.build("html")
    assert built.read == [page]
    assert "Other words." not in built.text(f"{page}.html")
    assert shop.build("html").read == []
    assert "Leading" in shop.build("html", parallel=2).text("api/carts/list-carts.html")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        (
            "prose/carts/list-cart.md",
            (
                "this prose is not shown: there is no generated page 'carts/list-cart' below 'api'; did you mean "
                "'carts/list-carts' or 'carts/add-cart'?"
            ),
        ),
        (
            "prose/zzz.rst",
            "this prose is not shown: there is no generated page 'zzz' below 'api'; name the file after a page",
        ),
        (
            "prose/carts/list-carts.rst",
            "this prose is not shown, since prose/carts/list-carts.md has the same page; keep one file",
        ),
    ],
)
def test_prose_without_a_page(shop, name, message):
    shop.write({name: "Words.\n"})
    assert message in shop.build("html", strict=False).warnings
    assert shop.build("html", strict=False).warnings.count("WARNING") == 1


def test_prose_for_a_page_of_ones_own(shop):
    shop.write({"api/carts/list-carts.rst": "Mine\n====\n\n.. _retry:\n\nA\n--\n"})
    message = (
        "prose/carts/list-carts.md:1: WARNING: this prose is not shown, since the page 'carts/list-carts' is a file of "
        "yours; move the text to that file [gptproto.pages]"
    )
    assert message in shop.build("html", strict=False).warnings


def test_markdown_without_a_parser(shop):
    conf = (shop.source / "conf.py").read_text(encoding="utf-8").replace('"myst_parser", ', "")
    conf = re.sub("myst_enable.*|source_suffix.*", "", conf)
    shop.write({"conf.py": conf, "index.rst": HOME.partition("See")[0]})
    shop.write({"prose/carts/index.rst": "Words.\n"})
    built = shop.build("html", strict=False)
    message = "this prose is not shown, since no extension reads markdown; add 'myst_parser' to extensions"
    assert built.warnings.count("WARNING") == 1
    assert message in built.warnings
    assert "Words." in built.text("api/carts/index.html")


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (
            {"gptproto_pages_prose": "api"},
            "gptproto_pages_prose: 'api' contains the generated pages; name another folder for prose",
        ),
        (
            {"gptproto_pages_prose": "texts"},
            "gptproto_pages_prose: there is no folder 'texts'; create it, or correct the name",
        ),
    ],
)
def test_wrong_folders(shop, config, message):
    shop.write({"index.rst": HOME.partition("See")[0]})
    built = shop.build("html", strict=False, exclude_patterns=["prose"], **config)
    assert message in built.warnings
    assert built.warnings.count("WARNING") == 1


def test_prose_without_generated_pages(shop):
    shop.write({"index.rst": "Home\n====\n", "guide.rst": ":orphan:\n\nGuide\n=====\n"})
    warnings = shop.build("html", strict=False, gptproto_pages="").warnings
    assert "this prose is not shown, since no pages are generated; set gptproto_pages" in warnings


def test_prose_that_is_not_text(shop):
    (shop.source / "prose/carts/add-cart.md").write_bytes(b"\xff\xfe")
    warnings = shop.build("html", strict=False).warnings
    assert "prose/carts/add-cart.md:1: WARNING: this prose cannot be read: 'utf-8' codec can't decode" in warnings


def test_an_index_has_the_same_prose_with_folders_for_pages(shop):
    source = SOURCE.replace("addCart, description: Adds a cart., tags: [Carts]", "carts, summary: All")
    shop.write({"api.yaml": source, "prose/carts/list-carts.md": "(retry)=\n# Retry\n"})
    text = shop.build("dirhtml").text("api/carts/overview/index.html")  # the operation carts has the folder
    assert "The level" in text


def test_prose_with_another_suffix(shop):
    shop.write({"prose/carts/list-carts.markdown": "Words.\n", "prose/carts/notes.markdown": "Words.\n"})
    warnings = shop.build("html", strict=False).warnings
    message = "this file is not shown, since prose has the suffix .rst or .md; rename it"
    assert f"prose/carts/list-carts.markdown:1: WARNING: {message} [gptproto.pages]\n" in warnings
    assert warnings.count("WARNING") == 1


@pytest.mark.parametrize(("suffix", "metadata"), [("md", "---\norphan: true\n---\n\n"), ("rst", ":tocdepth: 1\n\n")])
def test_metadata_of_prose_is_not_shown(shop, suffix, metadata):
    (shop.source / "prose/carts/add-cart.md").unlink(missing_ok=True)
    shop.write({f"prose/carts/add-cart.{suffix}": f"{metadata}My words.\n", "index.rst": HOME.partition("See")[0]})
    text = shop.build("text").text("api/carts/add-cart.txt")
    assert "My words." in text
    assert "orphan" not in text and "tocdepth" not in text
