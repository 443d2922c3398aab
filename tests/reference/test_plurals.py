"""A catalogue counts its endpoints in languages that have several plurals."""

from __future__ import annotations

from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po


def test_the_number_of_endpoints(site):
    trial = site({"index.rst": "Home\n====\n\n.. api-catalog::\n   :include: beta\n\n.. api-endpoints:: beta\n"})
    catalogue = Catalog(locale="pl")
    catalogue.add(("{total} endpoint", "{total} endpoints"), ("{total} punkt", "{total} punkty", "{total} punktów"))
    path = trial.source / "locale/pl/LC_MESSAGES/sphinxext_gptproto.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, catalogue)
    assert ">2 endpoints</output>" in trial.build("html").text("index.html")
    assert ">2 punkty</output>" in trial.build("html", out="pl", language="pl", locale_dirs=["locale"]).text(
        "index.html"
    )
