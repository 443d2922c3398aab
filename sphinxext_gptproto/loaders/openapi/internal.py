"""Remove the internal parts of an OpenAPI file and of the files that it refers to; see :mod:`..files.internal`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..files.internal import InternalParts
from ..files.raw_file import BrokenReferenceError

if TYPE_CHECKING:
    from collections.abc import Collection

    from ...spec.json_path import JsonPath
    from ...spec.model import Json
    from ...spec.registry import LeftOut
    from ..files.raw_file import RawFile, References


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
