"""Write converted files to their target, in one step: the old files stay until all new ones are complete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..files import replace_folder
from ..loaders.files.text_file import TextFile
from ..loaders.formats import FORMATS
from ..spec.errors import GptprotoError, UnreadableSourceError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class OutputError(GptprotoError):
    """The output cannot be written to its target."""


def check_target(path: Path, *, force: bool) -> None:
    """Check that the output may be written to a path.

    :param force: whether an existing file may be replaced, or an existing folder of registry files.
    :raises OutputError: when it may not.
    """
    if not path.parent.is_dir():
        msg = f"cannot write to {str(path)!r}: there is no folder {str(path.parent)!r}"
        raise OutputError(msg)
    if not path.exists():
        return
    if not force:
        msg = f"{str(path)!r} exists; choose another path with '-o', or replace it with '--force'"
        raise OutputError(msg)
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.is_file() and not _is_registry_file(file):
                name = file.relative_to(path)
                msg = f"{str(path)!r} contains {name}, which is not a registry file; choose another folder"
                raise OutputError(msg)


def _is_registry_file(path: Path) -> bool:
    """Return whether a file is in a format that conversions write folders of."""
    try:
        file = TextFile(path)
        return any(row.is_written and row.loader.detect(file) for row in FORMATS)
    except UnreadableSourceError:
        return False


def put(path: Path, files: Mapping[str, str], *, force: bool) -> None:
    """Write the texts of files to a path.

    :param files: texts by their path in a folder; a single file has an empty path.
    :raises OutputError: when they cannot be written.
    """
    check_target(path, force=force)
    try:
        replace_folder(path, files)
    except OSError as error:
        msg = f"cannot write to {str(path)!r}: {error.strerror}"
        raise OutputError(msg) from error
