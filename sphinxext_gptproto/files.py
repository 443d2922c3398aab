"""Files that are written whole or not at all, and only where they change."""

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
def _put_into_place(place: str) -> Iterator[str]:
    """Give a path beside a place, of a file that is moved there once it is written, or removed if it cannot be."""
    # a name that no other process uses, and that is short however long the name of the file is
    beside = os.path.join(os.path.dirname(place), f".{os.urandom(8).hex()}.tmp")  # noqa: PTH118, PTH120
    try:
        yield beside
        os.replace(beside, place)  # noqa: PTH105
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise


def replace_file(path: Path, content: str | bytes) -> bool:
    """Write a file beside its place and move it there, unless it says the same already; return whether it changed."""
    place, data = os.fspath(path), content.encode("utf-8") if isinstance(content, str) else content
    with suppress(OSError), open(place, "rb") as file:  # noqa: PTH123  # a site has thousands, and Path takes its time
        if file.read() == data:
            return False
    try:
        with _put_into_place(place) as beside:
            try:
                _write(beside, data)
            except FileNotFoundError:
                os.makedirs(os.path.dirname(place), exist_ok=True)  # noqa: PTH103, PTH120
                _write(beside, data)
    except OSError as error:  # about the file, and not about the one beside it
        error.filename, error.filename2 = place, None
        raise
    return True


def _write(path: str, data: bytes) -> None:
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(data)


def copy_file(source: Path, destination: Path) -> None:
    """Copy a file beside its place and move it there, unless the same one is there.

    :raises OSError: when it cannot be copied.
    """
    try:
        old, new = destination.stat(), source.stat()
        if (old.st_size, old.st_mtime_ns) == (new.st_size, new.st_mtime_ns):
            return
    except OSError:
        destination.parent.mkdir(parents=True, exist_ok=True)
    with _put_into_place(os.fspath(destination)) as beside:
        shutil.copy2(source, beside)


def replace_folder(path: Path, files: Mapping[str, str]) -> None:
    """Write the files of a folder beside its place and move it there: what stands there is replaced as a whole.

    :param files: texts by name; the one under the empty name is a file that stands there instead of a folder.
    :raises OSError: when they cannot be written.
    """
    with tempfile.TemporaryDirectory(prefix=".gptproto-", dir=path.parent) as beside:
        new, old = Path(beside, "new"), Path(beside, "old")
        for name, text in files.items():
            replace_file(new / name if name else new, text)
        if path.is_dir():
            path.rename(old)  # a folder that holds something cannot be replaced in one step
        try:
            new.replace(path)
        except OSError:
            if old.exists():
                old.rename(path)
            raise


def remove_file(path: Path, *tops: Path) -> None:
    """Remove a file, if it is there, and the folders above it that are empty then.

    :param tops: folders that stay, and all above them.
    """
    path.unlink(missing_ok=True)
    for folder in path.parents:
        if folder in tops:
            return
        try:
            folder.rmdir()
        except OSError:  # it is not empty, or another process was faster
            return
