"""Files that are written whole or not at all, and only where they change."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from pathlib import Path


def replace_file(path: Path, text: str) -> bool:
    """Write a file beside its place and move it there, unless it says the same already; return whether it changed."""
    place, data = os.fspath(path), text.encode("utf-8")
    with suppress(OSError), open(place, "rb") as file:  # noqa: PTH123  # a site has thousands, and Path takes its time
        if file.read() == data:
            return False
    folder = os.path.dirname(place)  # noqa: PTH120
    beside = os.path.join(folder, _make_temporary_name())  # noqa: PTH118
    try:
        try:
            _write(beside, data)
        except FileNotFoundError:
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103
            _write(beside, data)
        os.replace(beside, place)  # noqa: PTH105
    except BaseException as error:
        Path(beside).unlink(missing_ok=True)
        if isinstance(error, OSError):  # about the file, and not about the one beside it
            error.filename, error.filename2 = place, None
        raise
    return True


def _make_temporary_name() -> str:
    """Return a name that no other process uses, and that is short however long the name of the file is."""
    return f".{os.urandom(8).hex()}.tmp"


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
    beside = destination.with_name(_make_temporary_name())
    try:
        shutil.copy2(source, beside)
        beside.replace(destination)
    finally:
        beside.unlink(missing_ok=True)
