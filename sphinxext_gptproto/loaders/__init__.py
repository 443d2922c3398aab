"""Load sources, files or folders in any format, as specifications; the formats are listed in :mod:`.formats`."""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from ..spec.join import join
from ..spec.names import make_id, unused
from .files.internal import INTERNAL_MARKS, get_marks
from .formats import find_descriptions, list_files
from .source_options import NO_OPTIONS, SourceOptions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    from ..spec.errors import SpecError
    from ..spec.specification import Specification

__all__ = [
    "SourceOptions", "find_descriptions", "find_missing_targets", "get_marks", "load", "load_each", "name_source",
    "name_sources", "source_files",
]  # fmt: skip

_FILE_REFERENCE: Final = re.compile(
    rb"""(?:\$ref|operationRef)["']?[ \t]*:[ \t]*(?:["']([^#"'\r\n:]+)(?=[#"'])|([^#"'\s,}:]+)(?=[#"'\s,}]))"""
)


def load(
    path: Path, *, namespace: str = "", notes: bool = False, marks: Collection[str] = INTERNAL_MARKS
) -> tuple[Specification, list[SpecError]]:
    """Load a file or folder of any format, all its descriptions joined to one specification; see :func:`load_each`."""
    specifications, faults = load_each(path, namespace=namespace, notes=notes, marks=marks)
    return join(specifications), faults + find_missing_targets(specifications)


def find_missing_targets(
    specifications: Iterable[Specification], everything: Iterable[Specification] | None = None
) -> list[SpecError]:
    """Return a fault for each link to an operation that does not exist.

    :param everything: the specifications that have the operations; by default those that have the links.
    """
    specifications = list(specifications)
    names = {
        name
        for specification in (specifications if everything is None else everything)
        for operation in specification.operations.values()
        for name in (operation.id, operation.operation_id)
    }
    return [
        fault for specification in specifications for name, fault in specification.missing_targets if name not in names
    ]


def load_each(
    path: Path,
    *,
    namespace: str = "",
    names: Mapping[Path, str] | None = None,
    options: SourceOptions = NO_OPTIONS,
    notes: bool = False,
    marks: Collection[str] = INTERNAL_MARKS,
) -> tuple[list[Specification], list[SpecError]]:
    """Load a file or folder of any format, each API description in it as one specification.

    :param namespace: prefix of schema names, so that schemas of two sources with the same name stay different.
    :param names: the sources' names, from :func:`name_sources`; by default those of the descriptions below ``path``.
    :param options: what the project decides about the source.
    :param notes: whether to report notes, too, which takes more time; see :func:`.checks.find_notes`.
    :param marks: keys that mark a part of a file as internal; such parts are left out. See :mod:`.files.internal`.
    :return: the specifications without their faulty parts, and the faults in the order of the files.
    :raises UnreadableSourceError: when a file cannot be read at all.
    """
    names = name_sources([path]) if names is None else names
    specifications: list[Specification] = []
    faults: list[SpecError] = []
    descriptions = find_descriptions(path)
    for number, description in enumerate(descriptions):
        name = names.get(description.path, "")
        level = options.get_prefix(name if len(names) > 1 else "", is_only=len(descriptions) == 1)
        specification, new_faults = description.format.loader.load(
            description.files,
            namespace=f"{namespace}{number}:" if number else namespace,
            prefix=level,
            notes=notes,
            marks=marks,
        )
        specifications.append(options.apply(replace(specification, name=name), level))
        faults += options.drop_mended(new_faults)
    return specifications, faults


def name_sources(paths: Iterable[Path], chosen: Mapping[Path, str] | None = None) -> dict[Path, str]:
    """Return a short, unique name for each API description in files and folders; none if there is only one.

    A description is named after its file, or after the folder that contains all its files. Where names are equal, as
    for ``v1/openapi.yaml`` and ``v2/openapi.yaml``, as many parent folders are prepended as it takes to tell them
    apart; if that does not, the suffix is appended, and at last a number.

    :param chosen: the names of some of the paths, which they keep; a folder of several descriptions has no such name.
    :raises UnreadableSourceError: see :func:`.formats.find_descriptions`.
    """
    found = {path: [description.path for description in find_descriptions(path)] for path in paths}
    kept = {found[path][0]: name for path, name in (chosen or {}).items() if len(found[path]) == 1}
    all_paths = [*dict.fromkeys(chain.from_iterable(found.values()))]
    unnamed = [path for path in all_paths if path not in kept]
    if len(all_paths) < 2:
        return kept
    root = os.path.commonpath([path.absolute().parent for path in all_paths])
    segments = {path: [*reversed(path.absolute().relative_to(root).parts)] for path in unnamed}
    for path in unnamed:
        segments[path][0] = _get_stem(path)
    depths = dict.fromkeys(unnamed, 1)
    while True:
        names = {path: make_id(" ".join(reversed(segments[path][: depths[path]]))) for path in unnamed}
        counts = Counter([*names.values(), *kept.values()])
        ambiguous = [path for path in unnamed if counts[names[path]] > 1 and depths[path] < len(segments[path])]
        if not ambiguous:
            break
        for path in ambiguous:
            depths[path] += 1
    suffix_counts = Counter((name, path.suffix) for path, name in names.items())
    unique_names = dict(kept)
    for path, name in names.items():
        suffixes_differ = suffix_counts[name, path.suffix] < counts[name]
        full_name = make_id(f"{name} {path.suffix}") if suffixes_differ else name
        unique_names[path] = unused(full_name, unique_names.values())
    return {path: unique_names[path] for path in all_paths}


def name_source(path: Path) -> str:
    """Return a short name for an API description that has no name from :func:`name_sources`, being the only one."""
    return make_id(_get_stem(path))


def _get_stem(path: Path) -> str:
    """Return the name of a file without what says only which format it is in, or that of a folder."""
    return path.stem.removesuffix(".postman_collection") if path.is_file() else path.name


def source_files(path: Path) -> list[Path]:
    """Return the files of a source and those that they refer to with ``$ref`` or ``operationRef``, sorted.

    References are found by searching the bytes, without parsing: this runs in every build, to see whether a cached
    specification is still up to date.
    """
    files = dict.fromkeys(list_files(path))
    stack = list(files)
    while stack:
        file = stack.pop()
        for quoted, plain in set(_FILE_REFERENCE.findall(file.read_bytes())):
            target = (file.parent / unquote((quoted or plain).decode("utf-8", errors="replace"))).resolve()
            if target not in files and file.resolve() != target and target.is_file():
                files[target] = None
                stack.append(target)
    return sorted(files)
