"""Find the files that a file refers to with ``$ref``, by searching its bytes, without parsing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_FILE_REFERENCE: Final = re.compile(rb"""\$ref["']?[ \t]*:[ \t]*["']?([^#"'\s,}:]+)(?=[#"'\s,}])""")


def find_linked_files(files: Iterable[Path]) -> list[Path]:
    """Return files and those that they refer to, directly or not, sorted."""
    linked = dict.fromkeys(files)
    stack = list(linked)
    while stack:
        file = stack.pop()
        for name in set(_FILE_REFERENCE.findall(file.read_bytes())):
            target = (file.parent / unquote(name.decode("utf-8", errors="replace"))).resolve()
            if target not in linked and file.resolve() != target and target.is_file():
                linked[target] = None
                stack.append(target)
    return sorted(linked)
