"""The gettext catalogues of a build: the labels of the extension, and the texts of the registry.

Catalogues of the project take precedence over those of the package, so that a project can improve a translation, or add
a language. A text that no catalogue has is shown as it is.
"""

from __future__ import annotations

import hashlib
import struct
from gettext import GNUTranslations, NullTranslations, find
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Final

from sphinx import locale
from sphinx.util.i18n import CatalogRepository, docname_to_domain

from ..build_warnings import WarningSubtype, warn
from ..content import i18n as language
from ..spec.texts import translate_specification
from .config import GptprotoConfig
from .domain import get_domain
from .registry_entries import BUNDLED_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

WORDS: Final = "sphinxext_gptproto"
"""Catalogue of the labels that the extension adds to pages, with heads of tables and titles of sections."""
TEXTS: Final = "gptproto_registry"
"""Catalogue of the texts of registries: titles, descriptions, what to do about errors."""
BUNDLED_CATALOGUES: Final = Path(__file__).parents[1] / "locale"


def use_language(app: Sphinx) -> None:
    """Load the labels in the build's language; untranslated for ``gettext``, which lists what is to be translated."""
    _compile(app)
    catalogues = _read(_get_label_folders(app), app.config.language, WORDS)
    labels = _chain(_Checked(catalogue, path) for path, catalogue in catalogues) or NullTranslations()
    locale.translators["general", WORDS] = labels  # locale.init would keep the language of an earlier build
    language.use(labels)


def get_pages_with_other_labels(
    app: Sphinx, env: BuildEnvironment, added: Set[str], changed: Set[str], removed: Set[str]
) -> Iterable[str]:
    """Return all pages if the labels have changed since they were read."""
    digest = hashlib.sha256()
    for folder in _get_label_folders(app):
        path = find(WORDS, str(folder), [app.config.language])
        digest.update(Path(path).read_bytes() if path else b"")
    data = get_domain(env).data
    previous, data["labels"] = data.get("labels"), digest.hexdigest()
    return [] if previous == data["labels"] else env.found_docs


def translate_registry(app: Sphinx) -> None:
    """Translate the registry's texts into the build's language; our own catalogue is for the bundled registry only."""
    if app.builder.name == "gettext":
        return
    folders = _get_folders(app)
    if BUNDLED_NAME in GptprotoConfig.from_config(app.config).sources:
        folders.append(BUNDLED_CATALOGUES)
    catalogue = _chain(catalogue for _path, catalogue in _read(folders, app.config.language, TEXTS))
    if catalogue is not None:
        translate = catalogue.gettext
        domain = get_domain(app.env)
        domain.registry = domain.registry.rebuild(
            lambda specification: translate_specification(specification, translate)
        )


def has_catalogue(env: BuildEnvironment) -> bool:
    """Return whether the project has a catalogue for the page that is read or written."""
    name = docname_to_domain(env.docname, env.config.gettext_compact)
    folders = (Path(env.srcdir) / folder for folder in env.config.locale_dirs)
    return any(find(name, str(folder), [env.config.language]) for folder in folders)


def _get_folders(app: Sphinx) -> list[Path]:
    """Return the project's own folders of catalogues."""
    return [Path(app.srcdir) / folder for folder in app.config.locale_dirs]


def _get_label_folders(app: Sphinx) -> list[Path]:
    return [] if app.builder.name == "gettext" else [*_get_folders(app), BUNDLED_CATALOGUES]


def _read(folders: Iterable[Path], language_code: str, domain: str) -> Iterator[tuple[str, GNUTranslations]]:
    """Yield path and content of the catalogue of each folder that has one.

    :param language_code: such as ``zh_CN``.
    :param domain: name of the catalogue.
    """
    for folder in folders:
        path = find(domain, str(folder), [language_code])
        if path is None:
            continue
        try:
            with Path(path).open("rb") as file:  # gettext.translation would return what an earlier build has read
                catalogue = GNUTranslations(file)
        except (OSError, ValueError, struct.error) as error:
            warn(
                WarningSubtype.TRANSLATION,
                f"cannot read the catalogue: {error}; compile it again",
                location=f"{path}:1",
            )
            continue
        yield path, catalogue


def _chain(catalogues: Iterable[NullTranslations]) -> NullTranslations | None:
    """Return several catalogues as one, in which earlier ones take precedence; ``None`` if there are none."""
    first: NullTranslations | None = None
    for catalogue in catalogues:
        if first is None:
            first = catalogue
        else:
            first.add_fallback(catalogue)
    return first


class _Checked(NullTranslations):
    """A catalogue without the translations whose placeholders are wrong: to fill them in would raise an error."""

    def __init__(self, catalogue: NullTranslations, path: str) -> None:
        super().__init__()
        self._catalogue, self._path = catalogue, path
        self._checked: dict[tuple[str, str], str] = {}
        """By message and translation: which of the two is used."""

    def add_fallback(self, fallback: NullTranslations) -> None:
        """Use another catalogue for messages that this one does not have."""
        self._catalogue.add_fallback(fallback)

    def gettext(self, message: str) -> str:
        """Return the translation of a message."""
        return self._check(message, self._catalogue.gettext(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the translation of a message in the form that goes with a number."""
        return self._check(msgid1 if n == 1 else msgid2, self._catalogue.ngettext(msgid1, msgid2, n))

    def _check(self, message: str, translation: str) -> str:
        """Return a translation, or the message where the translation has other placeholders; warn once of each."""
        if "{" not in message:
            return translation
        key = message, translation
        if key not in self._checked:
            self._checked[key] = translation if _get_fields(translation) <= _get_fields(message) else message
            if self._checked[key] != translation:
                reason = (
                    f"the translation {translation!r} has other placeholders than {message!r}, which is used instead"
                )
                warn(WarningSubtype.TRANSLATION, reason, location=f"{self._path}:1")
        return self._checked[key]


def _get_fields(text: str) -> set[tuple[str, ...]]:
    """Return the placeholders of a text with their formats; of a malformed text, itself, so that it equals no other."""
    try:
        parsed = [*Formatter().parse(text)]
    except ValueError:
        return {(text,)}
    return {(name, spec or "", conversion or "") for _text, name, spec, conversion in parsed if name is not None}


def _compile(app: Sphinx) -> None:
    """Compile the project's catalogues for us if their sources are newer, as Sphinx does with those for pages."""
    config = app.config
    if not config.gettext_auto_build:
        return
    for catalogue in CatalogRepository(
        app.srcdir, config.locale_dirs, config.language, config.source_encoding
    ).catalogs:
        if catalogue.domain in (WORDS, TEXTS) and catalogue.is_outdated():
            catalogue.write_mo(config.language, config.gettext_allow_fuzzy_translations)


def setup_translations(app: Sphinx) -> None:
    """Register the handler that reads pages again if labels have changed."""
    app.connect("env-get-outdated", get_pages_with_other_labels)
