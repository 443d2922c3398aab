"""The catalogues of a build: the extension's own words, and the texts of the registry, in the language of the project.

Catalogues of the project come before those that stand here, so that a project can say a thing better, or in a language
that nobody has translated yet. Whatever they lack is shown as it was written.
"""

from __future__ import annotations

from gettext import NullTranslations, find, translation
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sphinx import locale
from sphinx.util.i18n import CatalogRepository, docname_to_domain

from . import language
from .config import GptprotoConfig
from .domain import get_domain
from .texts import translate_specification

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

WORDS: Final = "sphinxext_gptproto"
"""Catalogue of the words that the extension adds to pages: labels, heads of tables, titles of sections."""
TEXTS: Final = "gptproto_registry"
"""Catalogue of what registries say: titles, descriptions, what to do about errors."""
OWN: Final = Path(__file__).parent / "locale"


def use_language(app: Sphinx) -> None:
    """Load the words of the build's language; for ``gettext``, which lists what is to be translated, those of none."""
    _compile(app)
    locale.translators.pop(("general", WORDS), None)  # Sphinx would keep those of an earlier build in this process
    if app.builder.name == "gettext":
        locale.translators["general", WORDS] = NullTranslations()
    else:
        locale.init([*_get_folders(app), OWN], app.config.language, WORDS)
    language.use(locale.get_translator(WORDS))


def translate_registry(app: Sphinx) -> None:
    """Put the registry's texts into the build's language; our catalogue is for the bundled one, which it is made of."""
    if app.builder.name == "gettext":
        return
    folders = _get_folders(app)
    if not GptprotoConfig.from_config(app.config).sources:
        folders.append(OWN)
    catalogue = _load(folders, app.config.language)
    if catalogue is not None:
        translate = catalogue.gettext
        domain = get_domain(app.env)
        domain.registry = domain.registry.rebuild(lambda held: translate_specification(held, translate))


def has_catalogue(env: BuildEnvironment) -> bool:
    """Return whether the project has a catalogue of its own for the page that is read."""
    name = docname_to_domain(env.docname, env.config.gettext_compact)
    folders = (Path(env.srcdir) / folder for folder in env.config.locale_dirs)
    return any(find(name, str(folder), [env.config.language]) for folder in folders)


def _get_folders(app: Sphinx) -> list[Path]:
    """Return the project's own folders of catalogues."""
    return [Path(app.srcdir) / folder for folder in app.config.locale_dirs]


def _load(folders: Iterable[Path], name: str) -> NullTranslations | None:
    """Return the catalogue of registry texts; a text that several folders have is the first one's."""
    loaded: NullTranslations | None = None
    for folder in folders:
        if find(TEXTS, str(folder), [name]):
            found = translation(TEXTS, str(folder), [name])
            if loaded is None:
                loaded = found
            else:
                loaded.add_fallback(found)
    return loaded


def _compile(app: Sphinx) -> None:
    """Compile the project's catalogues of ours where their source is newer, as Sphinx does with its own."""
    config = app.config
    if not config.gettext_auto_build:
        return
    for catalogue in CatalogRepository(
        app.srcdir, config.locale_dirs, config.language, config.source_encoding
    ).catalogs:
        if catalogue.domain in (WORDS, TEXTS) and catalogue.is_outdated():
            catalogue.write_mo(config.language, config.gettext_allow_fuzzy_translations)


def setup_translations(app: Sphinx) -> None:
    """Load words before anything is made, and translate the registry once generated pages are written of it."""
    app.connect("builder-inited", use_language, priority=100)
    app.connect(
        "builder-inited", translate_registry, priority=460
    )  # the pages' sources (450) are the same in all languages
