"""Atomic file operations: a file is written completely or not at all, and only if its content changes."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@contextmanager
def _temporary_file(destination: str) -> Iterator[str]:
    """Yield the path of a temporary file in the folder of a destination.

    On success the file is moved to the destination; after an exception it is removed.
    """
    # A random name does not collide with another process, and is short even if the destination's name is long.
    temporary = os.path.join(os.path.dirname(destination), f".{os.urandom(8).hex()}.tmp")  # noqa: PTH118, PTH120
    try:
        yield temporary
        os.replace(temporary, destination)  # noqa: PTH105
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def replace_file(path: Path, content: str | bytes) -> bool:
    """Write a file atomically, unless it already has this content.

    Missing parent folders are created. Plain strings replace :class:`~pathlib.Path` here because a site has thousands
    of files, and ``Path`` is noticeably slower.

    :return: whether the file was written.
    """
    destination, data = os.fspath(path), content.encode("utf-8") if isinstance(content, str) else content
    with suppress(OSError), open(destination, "rb") as file:  # noqa: PTH123
        if file.read() == data:
            return False
    try:
        with _temporary_file(destination) as temporary:
            try:
                _write(temporary, data)
            except FileNotFoundError:
                os.makedirs(os.path.dirname(destination), exist_ok=True)  # noqa: PTH103, PTH120
                _write(temporary, data)
    except OSError as error:  # users do not know the temporary file: name the destination
        error.filename, error.filename2 = destination, None
        raise
    return True


def _write(path: str, data: bytes) -> None:
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(data)


def copy_file(source: Path, destination: Path) -> None:
    """Copy a file atomically, unless the destination has the same size and modification time.

    :raises OSError: when it cannot be copied.
    """
    try:
        old, new = destination.stat(), source.stat()
        if (old.st_size, old.st_mtime_ns) == (new.st_size, new.st_mtime_ns):
            return
    except OSError:
        destination.parent.mkdir(parents=True, exist_ok=True)
    with _temporary_file(os.fspath(destination)) as temporary:
        shutil.copy2(source, temporary)


def replace_folder(path: Path, files: Mapping[str, str]) -> None:
    """Write a folder with these files to a temporary place, then move it to its path, replacing what is there.

    :param files: text by file name. If the only name is empty, its text is written to a file at ``path`` instead of
        to a folder.
    :raises OSError: when the files cannot be written; what was at ``path`` is then still there.
    """
    with tempfile.TemporaryDirectory(prefix=".gptproto-", dir=path.parent) as temporary:
        new, old = Path(temporary, "new"), Path(temporary, "old")
        for name, text in files.items():
            replace_file(new / name if name else new, text)
        if path.is_dir():
            path.rename(old)  # rename(2) cannot replace a folder that is not empty
        try:
            new.replace(path)
        except OSError:
            if old.exists():
                old.rename(path)
            raise


def remove_file(path: Path, *roots: Path) -> None:
    """Remove a file if it exists, and then each parent folder that has become empty.

    :param roots: the folders at which to stop; they and their parents are kept.
    """
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder in roots:
            return
        try:
            folder.rmdir()
        except OSError:  # it is not empty, or another process has removed it
            return
