"""Files to specifications: one loader for each format of the table in :mod:`.formats`."""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from ..spec.names import make_id, unused
from ..spec.registry import join
from .formats import find_descriptions, list_files

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from ..spec.errors import SpecError
    from ..spec.registry import Specification

__all__ = ["load", "load_each", "name_sources", "source_files"]

_FILE_REFERENCE: Final = re.compile(rb"""\$ref["']?[ \t]*:[ \t]*["']?([^#"'\s,}:]+)(?=[#"'\s,}])""")


def load(path: Path, *, namespace: str = "", notes: bool = False) -> tuple[Specification, list[SpecError]]:
    """Load a file or folder in whatever format it is, as one specification; see :func:`load_each`."""
    specifications, faults = load_each(path, namespace=namespace, notes=notes)
    return join(specifications), faults


def load_each(
    path: Path, *, namespace: str = "", names: Mapping[Path, str] | None = None, notes: bool = False
) -> tuple[list[Specification], list[SpecError]]:
    """Load a file or folder in whatever format it is, each description in it as one specification.

    :param namespace: put before the names of schemas, so that two sources cannot mix theirs up.
    :param names: what :func:`name_sources` calls the sources; left out, there are no others than those of the path.
    :param notes: whether what is legal and worth a look is wanted among the faults, which takes more time.
    :return: the specifications without their faulty parts, and the faults in the order of the files.
    :raises UnreadableSourceError: when nothing can be read from it.
    """
    names = name_sources([path]) if names is None else names
    specifications: list[Specification] = []
    faults: list[SpecError] = []
    for number, description in enumerate(find_descriptions(path)):
        name = names.get(description.path, "")
        specification, found = description.format.loader.load(
            description.files,
            namespace=f"{namespace}{number}:" if number else namespace,
            prefix=name,
            notes=notes,
        )
        specifications.append(replace(specification, name=name))
        faults += found
    return specifications, faults


def name_sources(paths: Iterable[Path]) -> dict[Path, str]:
    """Return a short name of each description that files and folders hold, or nothing where there is only one.

    A name is that of the description's file, or of the source that holds its files; where two are called alike, as
    ``v1/openapi.yaml`` and ``v2/openapi.yaml`` are, with those of the folders above, as far as these differ, and where
    that tells them no better, with the suffix.

    :raises UnreadableSourceError: see :func:`.formats.find_descriptions`.
    """
    described = [*dict.fromkeys(description.path for path in paths for description in find_descriptions(path))]
    if len(described) < 2:
        return {}
    root = os.path.commonpath([path.absolute().parent for path in described])
    steps = {path: [*reversed(path.absolute().relative_to(root).parts)] for path in described}
    for path in described:
        steps[path][0] = path.stem if path.is_file() else path.name
    depths = dict.fromkeys(described, 1)
    while True:
        names = {path: make_id(" ".join(reversed(steps[path][: depths[path]]))) for path in described}
        uses = Counter(names.values())
        alike = [path for path in described if uses[names[path]] > 1 and depths[path] < len(steps[path])]
        if not alike:
            break
        for path in alike:
            depths[path] += 1
    same_suffix = Counter((name, path.suffix) for path, name in names.items())
    own: dict[Path, str] = {}
    for path, name in names.items():
        tells = same_suffix[name, path.suffix] < uses[name]
        own[path] = unused(make_id(f"{name} {path.suffix}") if tells else name, own.values())
    return own


def source_files(path: Path) -> list[Path]:
    """Return the files that a source is made of, in the order of their names, with those that it refers to."""
    found = dict.fromkeys(list_files(path))
    todo = list(found)
    while todo:
        file = todo.pop()
        for name in set(_FILE_REFERENCE.findall(file.read_bytes())):
            target = (file.parent / unquote(name.decode("utf-8", errors="replace"))).resolve()
            if target not in found and file.resolve() != target and target.is_file():
                found[target] = None
                todo.append(target)
    return sorted(found)
