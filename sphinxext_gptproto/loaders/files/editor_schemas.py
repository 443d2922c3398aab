"""JSON Schemas that editors complete and check files with; they may be in the same folder, but do not describe an API.

A file names its schema in a comment, such as ``# yaml-language-server: $schema=registry.schema.json``, or, in JSON,
under the key ``$schema``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from .text_file import TextFile

_COMMENT: Final = re.compile(r"^#\s*(?:yaml-language-server:\s*\$schema=|\$schema:)\s*(\S+)", re.MULTILINE)
_MAX_HEAD: Final = 2000
"""Where to search for the comment, which editors read at the beginning of a file."""


def find_editor_schemas(files: Iterable[TextFile]) -> set[Path]:
    """Return the resolved paths of the schemas that files name for editors."""
    schemas: set[Path] = set()
    for file in files:
        addresses = _COMMENT.findall(file.text[:_MAX_HEAD])
        if file.json_object is not None and isinstance(address := file.json_object.get("$schema"), str):
            addresses.append(address)
        schemas.update((file.path.parent / address).resolve() for address in addresses if "://" not in address)
    return schemas
