"""Translate the labels of pages, for modules that do not import Sphinx.

The extension calls :func:`use` with the catalogue of the build's language. Without a catalogue, and for texts that it
does not contain, texts are in English.
"""

from __future__ import annotations

from gettext import NullTranslations

_catalogue = NullTranslations()


def use(catalogue: NullTranslations) -> None:
    """Look up texts in this catalogue from now on."""
    global _catalogue
    _catalogue = catalogue


def gettext(message: str) -> str:
    """Return a text in the language of the pages."""
    return _catalogue.gettext(message)


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return a text in the language of the pages, in the singular or plural form for a number."""
    return _catalogue.ngettext(singular, plural, number)
