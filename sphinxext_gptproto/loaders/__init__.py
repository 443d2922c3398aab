"""Files to specifications: one loader for each format, and how a file tells which one takes it."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from ..errors import SpecError, UnreadableSourceError
from ..models import Service, Source
from ..registry import Specification
from . import native, openapi, postman
from .document import decode
from .sources import read_raw
from .words import make_slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

__all__ = ["load", "source_files"]

_KEYS: Final = re.compile(r"""^\ufeff?["']?(gptproto|openapi|swagger)["']?[ \t]*:""", re.MULTILINE)
_JSON_KEYS: Final = re.compile(r"""[{,]\s*"(gptproto|openapi|swagger)"\s*:""")
_FILE_REFERENCE: Final = re.compile(rb"""\$ref["']?[ \t]*:[ \t]*["']?([^#"'\s,}:]+)(?=[#"'\s,}])""")
_HEAD: Final = 100_000
"""Bytes in which the key that names the format is looked for first."""
_LOADERS: Final[Mapping[str, Any]] = {"openapi": openapi.load, "postman": postman.load}
"""Of formats in which one file is a whole description."""


def load(path: Path, *, namespace: str = "", prefix: bool = False) -> tuple[Specification, list[SpecError]]:
    """Load a file or folder in whatever format it is.

    The files of a folder that hold no description of their own are left to those that refer to them.

    :param namespace: put before the names of its schemas, so that two sources cannot mix theirs up.
    :param prefix: whether the endpoints of files that have no catalogue get a level with the file's name above them.
    :return: the specification without its faulty parts, and the faults in the order of the file.
    :raises UnreadableSourceError: when nothing can be read from it.
    """
    if not path.exists():
        raise UnreadableSourceError(Source(file=str(path)), "there is no such file or folder")
    files = native.files_of(path)
    kinds = {file: get_format(file) for file in files}
    found = [kind for kind in kinds.values() if kind]
    if found == ["native"] * len(found):
        return native.load(path, namespace=namespace)  # says what is wrong with what is of no known format
    specifications: list[Specification] = []
    faults: list[SpecError] = []
    if "native" in found:
        specification, own = native.load_files([f for f in files if kinds[f] == "native"], namespace=namespace)
        specifications.append(specification)
        faults += own
    several = prefix or len(found) > 1
    for number, file in enumerate(file for file in files if kinds[file] in _LOADERS):
        raw, own = read_raw(file)
        space = f"{namespace}{number}:" if number or "native" in found else namespace
        load_file = _LOADERS[kinds[file]]
        specification, more = load_file(raw, namespace=space, prefix=make_slug(file.stem) if several else "")
        specifications.append(specification)
        faults += [*own, *more]
    return _join(specifications), faults


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


def _join(specifications: Iterable[Specification]) -> Specification:
    """Return one specification of several; of services the first one counts."""
    joined: dict[str, Any] = {}
    for specification in specifications:
        for item in fields(Specification):
            value = getattr(specification, item.name)
            if item.name == "service":
                if joined.setdefault("service", value) == Service():
                    joined["service"] = value
            else:
                joined.setdefault(item.name, {}).update(value)
    return Specification(**joined)
