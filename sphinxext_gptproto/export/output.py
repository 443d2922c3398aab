"""Files put into place whole: written beside it and renamed, so that what stood there stands until the new is ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..files import replace_folder
from ..loaders.files.text_file import TextFile
from ..loaders.native import loader as native
from ..spec.errors import GptprotoError, UnreadableSourceError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class OutputError(GptprotoError):
    """Something cannot be written where it was asked for."""


def check_target(path: Path, *, force: bool) -> None:
    """Look whether something may be put at a path.

    :raises OutputError: when something stands there that must not be replaced.
    """
    if not path.parent.is_dir():
        msg = f"cannot write to {str(path)!r}: there is no folder {str(path.parent)!r}"
        raise OutputError(msg)
    if not path.exists():
        return
    if not force:
        msg = f"{str(path)!r} exists; name another place with '-o', or replace it with '--force'"
        raise OutputError(msg)
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.is_file() and not _is_native(file):
                msg = f"{str(path)!r} holds {file.relative_to(path)}, which is no registry file; name another folder"
                raise OutputError(msg)


def _is_native(file: Path) -> bool:
    try:
        return native.detect(TextFile(file))
    except UnreadableSourceError:
        return False


def put(path: Path, files: Mapping[str, str], *, force: bool) -> None:
    """Write texts to a path: one under the empty name is a file, others make a folder.

    :raises OutputError: when they cannot be written.
    """
    check_target(path, force=force)
    try:
        replace_folder(path, files)
    except OSError as error:
        msg = f"cannot write to {str(path)!r}: {error.strerror}"
        raise OutputError(msg) from error
