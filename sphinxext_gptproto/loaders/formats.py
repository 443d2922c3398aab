"""The table of formats, and the detection of each file's format in a source."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from ..spec.errors import UnreadableSourceError
from ..spec.model import Source
from .files.editor_schemas import find_editor_schemas
from .files.text_file import TextFile
from .files.yaml_json import SUFFIXES, read_document
from .foreign_formats import find_foreign, refuse_missing
from .native import loader as native
from .native_format import SCHEMA_TITLE
from .openapi import loader as openapi
from .postman import loader as postman
from .postman.repaired_bodies import find_repaired_bodies

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from pathlib import Path

    from ..spec.errors import SpecError
    from ..spec.json_path import JsonPath
    from ..spec.model import Json
    from ..spec.specification import Specification


class Loader(Protocol):
    """Reads one format; modules with these two functions are loaders, too."""

    def detect(self, file: TextFile) -> bool:
        """Return whether a file is in this format. Called only for files that no earlier row of the table accepts."""

    def load(
        self,
        files: Sequence[Path],
        *,
        namespace: str = "",
        prefix: str = "",
        notes: bool = False,
        marks: Collection[str] = (),
    ) -> tuple[Specification, list[SpecError]]:
        """Load one API description from one file, or from all files of the format in a source.

        :param namespace: prefix of the names of schemas and security schemes.
        :param prefix: level to put all endpoints below, for formats that define no levels themselves.
        :param notes: whether to report notes, too; see :func:`.checks.find_notes`.
        :param marks: keys that mark a part of a file as internal; such parts are left out. See :mod:`.files.internal`.
        :return: the specification without its faulty parts, and the faults in the order of the files.
        :raises UnreadableSourceError: when a file cannot be read at all.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format of API descriptions."""

    title: str
    """What a file in this format is called in messages."""
    loader: Loader
    suffixes: tuple[str, ...] = SUFFIXES
    """Suffixes of the files to look for in a folder."""
    joins_files: bool = False
    """Whether all files of this format in a folder make up one description."""
    is_written: bool = False
    """Whether conversions write folders of such files, which they may then replace."""
    find_repaired: Callable[[Json], Iterator[JsonPath]] | None = None
    """Finds the texts in a file's value that the loader repairs, for a person to check; none in most formats."""


FORMATS: Final[Sequence[Format]] = (
    Format(title="OpenAPI or Swagger file ('openapi: 3.1.0', 'swagger: \"2.0\"')", loader=openapi),
    Format(title="registry file ('gptproto: 1')", loader=native, joins_files=True, is_written=True),
    Format(title="Postman collection 2.x", loader=postman, find_repaired=find_repaired_bodies),
)
"""The order is that of detection. OpenAPI comes first, since its files are the largest: other formats would have to
search all of their text."""


@dataclass(frozen=True, slots=True)
class Description:
    """The files that become one specification: one file, or several of a format with ``joins_files``."""

    format: Format
    path: Path
    """The file, or the source that contains the files; the specification is named after it."""
    files: Sequence[Path]


def list_files(path: Path) -> list[Path]:
    """Return the files of a folder whose suffix is that of a format, sorted; for a file, only that file.

    Hidden files and folders, such as the settings of an editor, are skipped.
    """
    if path.is_file():
        return [path]
    suffixes = {suffix for row in FORMATS for suffix in row.suffixes}
    return sorted(
        file
        for file in path.rglob("*")
        if file.suffix in suffixes
        and not any(name.startswith(".") for name in file.relative_to(path).parts)
        and file.is_file()
    )


def detect(path: Path) -> Format | None:
    """Return the format of a file, or ``None`` if it is unknown.

    :raises UnreadableSourceError: when the file is not text.
    """
    file = TextFile(path)
    if re.match(r"\s*<(?!<)", file.text):
        return None  # a web page, whatever lines it has
    return next((row for row in FORMATS if row.loader.detect(file)), None)


def find_descriptions(path: Path) -> list[Description]:
    """Find the API descriptions in a file or folder: first those of several files, then the others by file name.

    A file of unknown format is an error, unless there are single-file descriptions in the same folder: these may refer
    to it with ``$ref``. The JSON Schema that editors check registry files with is not one of them.

    :raises UnreadableSourceError: when there is no description, or a file is not text or has an unknown format.
    """
    if not path.exists():
        refuse_missing(path)
    formats = {file: detect(file) for file in list_files(path)}
    joined = [
        Description(row, path, files)
        for row in FORMATS
        if row.joins_files and (files := [file for file, detected in formats.items() if detected is row])
    ]
    single = [Description(row, file, [file]) for file, row in formats.items() if row and not row.joins_files]
    if not single:
        schemas = find_editor_schemas(TextFile(file) for description in joined for file in description.files)
        for file, row in formats.items():
            if row is None and not (joined and (file.resolve() in schemas or _is_registry_schema(file))):
                raise _unknown(file)
    if not formats:
        suffixes = dict.fromkeys(suffix for row in FORMATS for suffix in row.suffixes)
        reason = f"contains no file with the suffix {' or '.join(suffixes)}"
        raise UnreadableSourceError(Source(file=str(path)), reason)
    return joined + single


def _is_registry_schema(file: Path) -> bool:
    """Return whether a file is the JSON Schema of registry files."""
    value = TextFile(file).json_object
    return value is not None and value.get("title") == SCHEMA_TITLE


def _unknown(file: Path) -> UnreadableSourceError:
    """Return the error for a file of another format than those in the table.

    :raises UnreadableSourceError: when it is not even YAML or JSON, which is the more helpful message.
    """
    if (foreign := find_foreign(TextFile(file))) is not None:
        return UnreadableSourceError(Source(file=str(file)), f"is {foreign.title}, which is not read; {foreign.hint}")
    *titles, last = (row.title for row in FORMATS)
    reason = f"has an unknown format, expected an {', '.join(titles)} or {last}"
    return UnreadableSourceError(read_document(file).source(), reason)
