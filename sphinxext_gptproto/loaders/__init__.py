"""Files to specifications: one loader for each format, and the table that tells which takes what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol

from ..errors import UnreadableSourceError
from ..models import Source
from . import native

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from ..errors import SpecError
    from ..registry import Specification

__all__ = ["LOADERS", "load", "source_files"]


class Loader(Protocol):
    """Reads a source whole: what it holds, and every fault in it."""

    def __call__(self, path: Path, *, namespace: str = "") -> tuple[Specification, list[SpecError]]: ...


LOADERS: Final[Mapping[str, Loader]] = {"native": native.load}
"""By name of the format."""


def load(path: Path, *, namespace: str = "") -> tuple[Specification, list[SpecError]]:
    """Load a file or folder in whatever format it is.

    :param namespace: put before the names of its schemas, so that two sources cannot mix theirs up.
    :return: the specification without its faulty parts, and the faults in the order of the file.
    :raises UnreadableSourceError: when nothing can be read from it.
    """
    if not path.exists():
        raise UnreadableSourceError(Source(file=str(path)), "there is no such file or folder")
    return LOADERS["native"](path, namespace=namespace)


def source_files(path: Path) -> list[Path]:
    """Return the files that a source is made of, in the order of their names."""
    return native.files_of(path)
