"""A build writes the right files, and only those that changed."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path
from typing import ClassVar

import pytest
from mdx.projects import FILES, INDEX, contents
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms.images import ImageConverter
from sphinx.writers.html5 import HTML5Translator


def ages(folder):
    return {path.relative_to(folder).as_posix(): path.stat().st_mtime_ns for path in folder.rglob("*.mdx")}


def test_files_of_a_site(project):
    built = project(FILES).build()
    assert sorted(contents(built.out)) == ["a.mdx", "docs.json", "index.mdx", "sub/b.mdx"]
    assert built.page("sub/b") == "---\ntitle: 'B'\nsidebarTitle: 'Bee'\n---\n\nSee [A](/a).\n"
    assert built.docs_json()["navigation"]["groups"][1] == {"group": "All", "pages": ["a", "sub/b"]}


def test_a_second_build_writes_nothing_and_a_lost_page_comes_back(project):
    trial = project(FILES)
    before = ages(trial.build().out)
    built = trial.build()
    assert ages(built.out) == before
    (built.out / "a.mdx").unlink()
    built = trial.build()
    assert built.page("a").startswith("---\ntitle: 'A'")
    assert ages(built.out)["index.mdx"] == before["index.mdx"]


def test_a_change_rewrites_its_page_and_a_removed_page_goes(project):
    trial = project(FILES)
    built = trial.build()
    before = ages(built.out)
    trial.write({"a.rst": "A\n=\n\nOther.\n"})
    os.utime(trial.source / "a.rst", (time.time() + 5, time.time() + 5))
    built = trial.build()
    assert "Other." in built.page("a")
    assert ages(built.out)["sub/b.mdx"] == before["sub/b.mdx"]
    trial.write({"index.rst": INDEX.replace("   Bee <sub/b>\n", "")})
    os.utime(trial.source / "index.rst", (time.time() + 9, time.time() + 9))
    (trial.source / "sub/b.rst").unlink()
    built = trial.build()
    assert not (built.out / "sub/b.mdx").exists()


def test_a_page_that_goes_takes_its_files_along(project):
    picture = "B\n=\n\n.. image:: x.png\n\n:download:`get <x.txt>`\n"
    trial = project({**FILES, "sub/b.rst": picture, "sub/x.png": b"1", "sub/x.txt": b"2"})
    built = trial.build()
    assert {name.partition("/")[0] for name in contents(built.out)} >= {"images", "downloads", "sub"}
    trial.write({"index.rst": INDEX.replace("   Bee <sub/b>\n", "")})
    os.utime(trial.source / "index.rst", (time.time() + 9, time.time() + 9))
    (trial.source / "sub/b.rst").unlink()
    assert sorted(contents(trial.build().out)) == ["a.mdx", "docs.json", "index.mdx"]
    assert not (built.out / "sub").exists()


def test_front_matter_follows_the_toctree_of_another_page(project):
    trial = project(FILES)
    trial.build()
    trial.write({"index.rst": INDEX.replace("Bee", "Other")})
    os.utime(trial.source / "index.rst", (time.time() + 5, time.time() + 5))
    assert "sidebarTitle: 'Other'" in trial.build().page("sub/b")


def test_a_second_parallel_build_does_nothing(project):
    trial = project({"index.rst": "Home\n====\n"})
    before = contents(trial.build(parallel=2).out)
    assert contents(trial.build(parallel=2).out) == before
    (trial.source / "index.rst").write_text("Home\n====\n\nMore.\n", encoding="utf-8")
    assert b"More." in contents(trial.build(parallel=2).out)["index.mdx"]


def test_parallel_builds_write_the_same_bytes(project):
    pages = {
        f"p{number}": f"P{number}\n==\n\n.. _l{number}:\n\nS\n-\n\n:ref:`l{(number + 1) % 12}`\n"
        for number in range(12)
    }
    files = {"index.rst": "Home\n====\n\n.. toctree::\n\n   " + "\n   ".join(pages) + "\n"}
    trial = project(files | {f"{name}.rst": text for name, text in pages.items()})
    assert contents(trial.build(out="serial").out) == contents(trial.build(out="parallel", parallel=3).out)


def test_images_and_downloads_are_copied_once(project):
    text = "A\n=\n\n.. image:: one/x.png\n\n.. image:: two/x.png\n\n:download:`get <one/x.png>`\n"
    built = project({"index.rst": text, "one/x.png": b"1", "two/x.png": b"2"}).build()
    assert {path.read_bytes() for path in (built.out / "images").iterdir()} == {b"1", b"2"}
    assert next((built.out / "downloads").rglob("x.png")).read_bytes() == b"1"


class DrawPdf(ImageConverter):
    """Takes the place of a program that converts PDF files."""

    conversion_rules: ClassVar = [("application/pdf", "image/svg+xml")]
    available = True

    def convert(self, _from, _to):
        text = Path(_from).read_text(encoding="utf-8")
        Path(_to).write_text(f"<svg xmlns='http://www.w3.org/2000/svg'><text>{text}</text></svg>", encoding="utf-8")
        return True


@pytest.mark.parametrize("parallel", [1, 2])
def test_image_converters_are_used(project, parallel):
    names = [f"p{number}" for number in range(6)]
    files = {f"{name}.rst": f"{name}\n====\n\n.. image:: chart.pdf\n   :alt: A chart\n" for name in names}
    files |= {"chart.pdf": "of last year", "sub/chart.pdf": "of this year"}
    files["sub/b.rst"] = "B\n=\n\n.. image:: chart.*\n   :alt: Another\n"
    files["index.rst"] = "I\n=\n\n.. toctree::\n\n   " + "\n   ".join([*names, "sub/b"]) + "\n"
    built = project(files).build(parallel=parallel, setup=lambda app: app.add_post_transform(DrawPdf))
    drawn = {}
    for name in [*names, "sub/b"]:
        (path,) = re.findall(r"!\[.*\]\(/(images/.*\.svg)\)", built.page(name))
        drawn[name] = (built.out / path).read_text(encoding="utf-8")
    assert {drawn[name].count("of last year") for name in names} == {1}
    assert "of this year" in drawn["sub/b"]


def test_a_translator_of_another_family_is_an_error(project):
    def setup(app):
        app.set_translator("mdx", HTML5Translator)

    with pytest.raises(
        ExtensionError, match=r"the mdx builder's translator HTML5Translator must be derived from .*\.MdxTranslator"
    ):
        project(FILES).build(setup=setup)
