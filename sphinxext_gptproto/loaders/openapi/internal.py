"""Remove the internal parts of an OpenAPI file and of the files that it refers to; see :mod:`..files.internal`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ..files.internal import InternalParts, mention_marks
from ..files.raw_file import BrokenReferenceError

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from ...spec.json_path import JsonPath
    from ...spec.model import Json
    from ...spec.specification import LeftOut
    from ..files.raw_file import RawFile, References


_OTHER_FILES: Final = re.compile(rb"""\$ref["']?\s*:\s*(?!\s|["']?#)|\bmapping["']?\s*:(?=[\s\S]*\.(?:ya?ml|json)\b)""")
"""What a file that refers to others has. It may also be found in other files, which then take longer to load."""


def may_have_internal(path: Path, marks: Collection[str]) -> bool:
    """Return whether a file has a mark, or refers to other files, which may have one; most do neither."""
    return bool(marks) and (mention_marks([path], marks) or _OTHER_FILES.search(path.read_bytes()) is not None)


def remove_internal(references: References, marks: Collection[str]) -> LeftOut:
    """Remove all internal parts, and return how many there are."""

    def follow(reference: str, file: RawFile) -> tuple[RawFile, JsonPath, Json] | None:
        try:
            return references.follow(reference, file)
        except BrokenReferenceError:  # reported where the reference is read
            return None

    parts = InternalParts(marks, lambda file: file.value, follow)
    left_out, files = parts.remove([references.root])
    for file, kept in files:
        file.note_kept(kept)
    return left_out
