"""The catalogues of a build: the extension's own words, and the texts of the registry, in the language of the project.

Catalogues of the project come before those that stand here, so that a project can say a thing better, or in a language
that nobody has translated yet. Whatever they lack is shown as it was written.
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
from .config import BUNDLED_NAME, GptprotoConfig
from .domain import get_domain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Set

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

WORDS: Final = "sphinxext_gptproto"
"""Catalogue of the words that the extension adds to pages: labels, heads of tables, titles of sections."""
TEXTS: Final = "gptproto_registry"
"""Catalogue of what registries say: titles, descriptions, what to do about errors."""
OWN: Final = Path(__file__).parents[1] / "locale"


def use_language(app: Sphinx) -> None:
    """Load the words of the build's language; for ``gettext``, which lists what is to be translated, those of none."""
    _compile(app)
    found = _read(_get_folders_of_words(app), app.config.language, WORDS)
    words = _chain(_Checked(catalogue, path) for path, catalogue in found) or NullTranslations()
    locale.translators["general", WORDS] = words  # not by locale.init, which keeps the language of an earlier build
    language.use(words)


def get_pages_in_other_words(
    app: Sphinx, env: BuildEnvironment, added: Set[str], changed: Set[str], removed: Set[str]
) -> Iterable[str]:
    """Return all pages when the words are others than those they were read with."""
    digest = hashlib.sha256()
    for folder in _get_folders_of_words(app):
        path = find(WORDS, str(folder), [app.config.language])
        digest.update(Path(path).read_bytes() if path else b"")
    data = get_domain(env).data
    before, data["words"] = data.get("words"), digest.hexdigest()
    return [] if before == data["words"] else env.found_docs


def translate_registry(app: Sphinx) -> None:
    """Put the registry's texts into the build's language; our catalogue is for the bundled one, which it is made of."""
    if app.builder.name == "gettext":
        return
    folders = _get_folders(app)
    if BUNDLED_NAME in GptprotoConfig.from_config(app.config).sources:
        folders.append(OWN)
    catalogue = _chain(found for _path, found in _read(folders, app.config.language, TEXTS))
    if catalogue is not None:
        translate = catalogue.gettext
        domain = get_domain(app.env)
        domain.registry = domain.registry.rebuild(lambda held: translate_specification(held, translate))


def has_catalogue(env: BuildEnvironment) -> bool:
    """Return whether the project has a catalogue of its own for the page that is read or written."""
    name = docname_to_domain(env.docname, env.config.gettext_compact)
    folders = (Path(env.srcdir) / folder for folder in env.config.locale_dirs)
    return any(find(name, str(folder), [env.config.language]) for folder in folders)


def _get_folders(app: Sphinx) -> list[Path]:
    """Return the project's own folders of catalogues."""
    return [Path(app.srcdir) / folder for folder in app.config.locale_dirs]


def _get_folders_of_words(app: Sphinx) -> list[Path]:
    return [] if app.builder.name == "gettext" else [*_get_folders(app), OWN]


def _read(folders: Iterable[Path], name: str, domain: str) -> Iterator[tuple[str, GNUTranslations]]:
    """Yield the path and the content of the catalogue of each folder that has one."""
    for folder in folders:
        path = find(domain, str(folder), [name])
        if path is None:
            continue
        try:
            with Path(path).open("rb") as file:  # `gettext.translation` would not see that it has changed
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
    """Return several catalogues as one; what several of them translate is as the first one says."""
    first: NullTranslations | None = None
    for catalogue in catalogues:
        if first is None:
            first = catalogue
        else:
            first.add_fallback(catalogue)
    return first


class _Checked(NullTranslations):
    """A catalogue of words, without translations that cannot be filled in: they would end the build."""

    def __init__(self, catalogue: NullTranslations, path: str) -> None:
        super().__init__()
        self._words, self._path = catalogue, path
        self._fitting: dict[tuple[str, str], str] = {}

    def add_fallback(self, fallback: NullTranslations) -> None:
        """Take what this catalogue lacks from another."""
        self._words.add_fallback(fallback)

    def gettext(self, message: str) -> str:
        """Return the translation of a message."""
        return self._check(message, self._words.gettext(message))

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """Return the translation of a message in the form that goes with a number."""
        return self._check(msgid1 if n == 1 else msgid2, self._words.ngettext(msgid1, msgid2, n))

    def _check(self, message: str, words: str) -> str:
        if "{" not in message:
            return words
        if (message, words) not in self._fitting:
            self._fitting[message, words] = words if _get_fields(words) <= _get_fields(message) else message
            if self._fitting[message, words] != words:
                reason = f"the translation {words!r} has other placeholders than {message!r}, which is used instead"
                warn(WarningSubtype.TRANSLATION, reason, location=f"{self._path}:1")
        return self._fitting[message, words]


def _get_fields(text: str) -> set[tuple[str, ...]]:
    """Return a text's placeholders, each with how it is shown, or one that no other has where its braces are wrong."""
    try:
        parsed = [*Formatter().parse(text)]
    except ValueError:
        return {(text,)}
    return {(name, spec or "", conversion or "") for _words, name, spec, conversion in parsed if name is not None}


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
    """Register what reads pages again when the words have changed."""
    app.connect("env-get-outdated", get_pages_in_other_words)
