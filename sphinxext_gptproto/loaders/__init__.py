"""Files to specifications: one loader for each format, and how a file tells which one takes it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from ..spec.errors import UnreadableSourceError
from ..spec.model import Source
from ..spec.names import make_slug, unused
from ..spec.registry import join
from .files.raw_file import read_raw
from .files.yaml_json import decode
from .native import loader as native
from .openapi import loader as openapi
from .postman import loader as postman

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from ..spec.errors import SpecError
    from ..spec.registry import Specification

__all__ = ["load", "load_each", "name_sources", "source_files"]

_KEYS: Final = re.compile(r"""^\ufeff?["']?(gptproto|openapi|swagger)["']?[ \t]*:""", re.MULTILINE)
_JSON_KEYS: Final = re.compile(r"""[{,]\s*"(gptproto|openapi|swagger)"\s*:""")
_FILE_REFERENCE: Final = re.compile(rb"""\$ref["']?[ \t]*:[ \t]*["']?([^#"'\s,}:]+)(?=[#"'\s,}])""")
_HEAD: Final = 100_000
"""Bytes in which the key that names the format is looked for first."""
_LOADERS: Final[Mapping[str, Any]] = {"openapi": openapi.load, "postman": postman.load}
"""Of formats in which one file is a whole description."""


def load(path: Path, *, namespace: str = "", notes: bool = False) -> tuple[Specification, list[SpecError]]:
    """Load a file or folder in whatever format it is, as one specification; see :func:`load_each`."""
    specifications, faults = load_each(path, namespace=namespace, notes=notes)
    return join(specifications), faults


def load_each(
    path: Path, *, namespace: str = "", names: Mapping[Path, str] | None = None, notes: bool = False
) -> tuple[list[Specification], list[SpecError]]:
    """Load a file or folder in whatever format it is: all native files in it as one specification, each other as one.

    The files of a folder that hold no description of their own are left to those that refer to them.

    :param namespace: put before the names of schemas, so that two sources cannot mix theirs up.
    :param names: what :func:`name_sources` calls the sources; left out, there are no others than those of the path.
    :param notes: whether what is legal and worth a look is wanted among the faults, which takes more time.
    :return: the specifications without their faulty parts, and the faults in the order of the files.
    :raises UnreadableSourceError: when nothing can be read from it.
    """
    kinds = find_formats(path)
    names = name_sources([path]) if names is None else names
    if set(kinds.values()) <= {"native", ""}:
        specification, faults = native.load(path, namespace=namespace)  # says what is wrong with an unknown format
        return [replace(specification, name=names.get(path, ""))], faults
    specifications: list[Specification] = []
    faults = []
    own_files = [file for file, kind in kinds.items() if kind == "native"]
    if own_files:
        specification, found = native.load_files(own_files, namespace=namespace)
        specifications.append(replace(specification, name=names.get(path, "")))
        faults += found
    for number, file in enumerate(file for file, kind in kinds.items() if kind in _LOADERS):
        raw, found = read_raw(file)
        space = f"{namespace}{number}:" if number or own_files else namespace
        name = names.get(file, "")
        specification, more = _LOADERS[kinds[file]](raw, namespace=space, prefix=name, notes=notes)
        specifications.append(replace(specification, name=name, level=name if name in specification.levels else ""))
        faults += [*found, *more]
    return specifications, faults


def find_formats(path: Path) -> dict[Path, str]:
    """Return the files of a source, each with what :func:`get_format` says of it.

    :raises UnreadableSourceError: when there is no such file or folder, or a file in it is not text.
    """
    if not path.exists():
        raise UnreadableSourceError(Source(file=str(path)), "there is no such file or folder")
    return {file: get_format(file) for file in native.files_of(path)}


def name_sources(paths: Iterable[Path]) -> dict[Path, str]:
    """Return a short name of each description that files and folders hold, or nothing where there is only one.

    All native files of a folder are one description, which the folder stands for. A name is that of the file; where
    two are called alike, as ``v1/openapi.yaml`` and ``v2/openapi.yaml`` are, with those of the folders above.

    :raises UnreadableSourceError: see :func:`find_formats`.
    """
    described: list[Path] = []
    for path in paths:
        for file, kind in find_formats(path).items():
            if kind:
                described.append(path if kind == "native" else file)
    described = [*dict.fromkeys(described)]
    if len(described) < 2:
        return {}
    steps = {path: [*reversed(path.absolute().with_suffix("").parts)] for path in described}
    depths = dict.fromkeys(described, 1)
    while True:
        names = {path: make_slug(" ".join(reversed(steps[path][: depths[path]]))) for path in described}
        uses = Counter(names.values())
        alike = [path for path in described if uses[names[path]] > 1 and depths[path] < len(steps[path])]
        if not alike:
            break
        for path in alike:
            depths[path] += 1
    own: dict[Path, str] = {}
    for path, name in names.items():
        own[path] = unused(name, own.values())
    return own


def get_format(path: Path) -> str:
    """Return what a file holds: ``native``, ``openapi``, ``postman``, or nothing that is known.

    :raises UnreadableSourceError: when it is no text.
    """
    match = _find_key(decode(path, first=_HEAD))
    if match is None:
        text = decode(path)
        looks_like_json = _looks_like_json(text)
        is_marked = looks_like_json and any(mark in text for mark in postman.MARKS)
        if is_marked and postman.is_collection(text):
            return "postman"
        match = _find_key(text)
        if match is None:
            return "postman" if looks_like_json and postman.is_collection(text) else ""
    return "native" if match[1] == "gptproto" else "openapi"


def _looks_like_json(text: str) -> bool:
    return text.lstrip()[:1] == "{"


def _find_key(text: str) -> re.Match[str] | None:
    """Return the key that names the format."""
    return (_JSON_KEYS if _looks_like_json(text) else _KEYS).search(text)


def source_files(path: Path) -> list[Path]:
    """Return the files that a source is made of, in the order of their names, with those that it refers to."""
    found = dict.fromkeys(native.files_of(path))
    todo = list(found)
    while todo:
        file = todo.pop()
        for name in set(_FILE_REFERENCE.findall(file.read_bytes())):
            target = (file.parent / unquote(name.decode("utf-8", errors="replace"))).resolve()
            if target not in found and file.resolve() != target and target.is_file():
                found[target] = None
                todo.append(target)
    return sorted(found)
