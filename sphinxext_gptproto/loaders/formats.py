"""The formats of descriptions, one row each, and which files of a source are descriptions in which format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from ..spec.errors import UnreadableSourceError
from ..spec.model import Source
from .files.text_file import TextFile
from .files.yaml_json import SUFFIXES, read_document
from .native import loader as native
from .openapi import loader as openapi
from .postman import loader as postman
from .postman.repaired_bodies import find_repaired_bodies

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from ..spec.errors import SpecError
    from ..spec.json_path import JsonPath
    from ..spec.model import Json
    from ..spec.registry import Specification


class Loader(Protocol):
    """Reads one format; a module may be one."""

    def detect(self, file: TextFile) -> bool:
        """Return whether a file is in this format; what the rows above this one take is not asked."""

    def load(
        self, files: Sequence[Path], *, namespace: str = "", prefix: str = "", notes: bool = False
    ) -> tuple[Specification, list[SpecError]]:
        """Load one description: of one file, or of all files of the format in a source.

        :param namespace: put before the names of schemas and security schemes.
        :param prefix: put before the ids of endpoints, as a level of its own, where the format gives no levels itself.
        :param notes: whether what is legal and worth a look is wanted among the faults.
        :return: the specification without its faulty parts, and the faults in the order of the files.
        :raises UnreadableSourceError: when nothing can be read from a file.
        """


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format of descriptions."""

    title: str
    """What a file in it is, for readers."""
    loader: Loader
    suffixes: tuple[str, ...] = SUFFIXES
    """Of files that are looked at in a folder."""
    joins_files: bool = False
    """Whether all its files in a folder are one description. A file of no known format beside them is an error then;
    beside others it is a part that they refer to."""
    is_written: bool = False
    """Whether conversions write folders of such files, which they may replace then."""
    find_repaired: Callable[[Json], Iterator[JsonPath]] | None = None
    """Finds the texts in a file's value that the loader repairs, for a person to check; none in most formats."""


FORMATS: Final[Sequence[Format]] = (
    Format(title="OpenAPI or Swagger file ('openapi: 3.1.0', 'swagger: \"2.0\"')", loader=openapi),
    Format(title="registry file ('gptproto: 1')", loader=native, joins_files=True, is_written=True),
    Format(title="Postman collection 2.x", loader=postman, find_repaired=find_repaired_bodies),
)
"""In the order in which they are asked whether a file is theirs: that of the largest files first, whose text the others
would search in vain."""


@dataclass(frozen=True, slots=True)
class Description:
    """What becomes one specification: a file, or several of a format that joins them."""

    format: Format
    path: Path
    """What it is named after: its file, or the source that holds its files."""
    files: Sequence[Path]


def list_files(path: Path) -> list[Path]:
    """Return the files of a folder that may hold descriptions, sorted, or the one file."""
    if path.is_file():
        return [path]
    suffixes = {suffix for row in FORMATS for suffix in row.suffixes}
    return sorted(file for file in path.rglob("*") if file.suffix in suffixes and file.is_file())


def detect(path: Path) -> Format | None:
    """Return the format of a file, or nothing where it has none that is known.

    :raises UnreadableSourceError: when it is no text.
    """
    file = TextFile(path)
    return next((row for row in FORMATS if row.loader.detect(file)), None)


def find_descriptions(path: Path) -> list[Description]:
    """Return the descriptions that a file or folder holds: those of several files, then the others by their files.

    :raises UnreadableSourceError: when there are none, or a file is no text or of no known format.
    """
    if not path.exists():
        raise UnreadableSourceError(Source(file=str(path)), "there is no such file or folder")
    formats = {file: detect(file) for file in list_files(path)}
    joined = [
        Description(row, path, files)
        for row in FORMATS
        if row.joins_files and (files := [file for file, found in formats.items() if found is row])
    ]
    single = [Description(row, file, [file]) for file, row in formats.items() if row and not row.joins_files]
    if not single:
        for file, row in formats.items():
            if row is None:
                raise _unknown(file)
    if not formats:
        suffixes = dict.fromkeys(suffix for row in FORMATS for suffix in row.suffixes)
        raise UnreadableSourceError(Source(file=str(path)), f"holds no file that ends in {', '.join(suffixes)}")
    return joined + single


def _unknown(file: Path) -> UnreadableSourceError:
    """Return what is wrong with a file of no known format.

    :raises UnreadableSourceError: when it is not even YAML or JSON.
    """
    *titles, last = (row.title for row in FORMATS)
    return UnreadableSourceError(read_document(file).source(), f"is no {', '.join(titles)} or {last}")
