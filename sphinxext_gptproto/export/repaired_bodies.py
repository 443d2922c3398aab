"""The places in a source that its loader repaired, for a person to check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..loaders.files.raw_file import read_raw
from ..loaders.formats import detect, list_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def find_repaired_bodies_in(source: Path) -> Iterator[str]:
    """Yield the places of repaired texts in the files of a source; the format of a file says what is repaired in it."""
    for path in list_files(source):
        row = detect(path)
        if row is not None and row.find_repaired is not None:
            file, _ = read_raw(path)
            for json_path in row.find_repaired(file.value):
                place = file.source(*json_path)
                yield f"{place}: {place.pointer}"
