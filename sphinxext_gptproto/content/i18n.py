"""The language of the pages, for modules that know nothing of Sphinx: the extension says at a build which it is.

Until it does, and where a text is in no catalogue, texts stay as they are in the code.
"""

from __future__ import annotations

from gettext import NullTranslations

_catalogue = NullTranslations()


def use(catalogue: NullTranslations) -> None:
    """Look texts up in this catalogue from now on."""
    global _catalogue
    _catalogue = catalogue


def gettext(message: str) -> str:
    """Return a text in the language of the pages."""
    return _catalogue.gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return a text in the form that goes with a number."""
    return _catalogue.ngettext(singular, plural, number)
