"""A specification to the texts of files, and what became of it on the way."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from ..loaders.files.yaml_json import Document
from ..loaders.native.loader import load_documents
from .catalogue import unshare
from .file_layout import MAX_LINES, name_repeats, share_components, split
from .names import name_components, name_operations, name_schemes
from .native import make_native
from .openapi import find_shared_paths, make_openapi
from .report import Matter, list_changes, list_gaps
from .servers import share_servers
from .set_aside import reconcile
from .sharing import Sharing, share
from .yaml_text import Notes, dump

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..spec.errors import SpecError
    from ..spec.registry import Specification

    Object = dict[str, Any]

Shape = Literal["json", "yaml", "folder", "fitting"]
"""One file, a folder of them, or what fits the size."""
_HINT: Final = "Types marked 'inferred' are what fits the examples. Check them, then take the mark away."


@dataclass(slots=True, kw_only=True)
class Conversion:
    """Texts by their path in a folder; the one under an empty path is the only one."""

    files: dict[str, str]
    specification: Specification
    """What the files say."""
    sharing: Sharing = field(default_factory=Sharing)
    components: int = 0
    """How many parameters, bodies and responses got a name."""
    faults: list[SpecError] = field(default_factory=list)
    """Of the files themselves: what could not be set aside."""
    matters: list[Matter] = field(default_factory=list)


def to_native(
    specification: Specification, *, shape: Shape, origin: str, step: Callable[[str], None] = lambda _: None
) -> Conversion:
    """Convert a specification to native files.

    :param origin: what the files are made from, for a comment.
    :param step: is told what is being done.
    """
    wanted = specification.endpoints
    specification, sharing, renamed = _prepare(specification, step)
    notes = Notes()
    step("Writing the registry")
    data = make_native(specification, name_components(specification.schemas))
    step("Checking the registry")
    aside, faults = reconcile(data, notes)
    components = share_components(data)
    made = load_documents([Document("", data)])[0]
    for name, endpoints in sharing.shared.items():
        if name in data.get("operations", {}):
            notes.comment(data["operations"], name, f"Shared by {len(endpoints)} endpoints.")
    step("Writing files")
    files = _write(data, notes, shape, origin)
    changes = list_changes(
        renamed=renamed,
        apart=sharing.apart,
        aside=aside,
        same_path={},
        lost=[name for name in wanted if name not in made.endpoints],
    )
    return Conversion(
        files=files,
        specification=made,
        sharing=sharing,
        components=components,
        faults=faults,
        matters=[*changes, *list_gaps(made)],
    )


def to_openapi(
    specification: Specification, *, shape: Shape, step: Callable[[str], None] = lambda _: None
) -> Conversion:
    """Convert a specification to an OpenAPI 3.1 file; see :func:`to_native`."""
    specification, sharing, renamed = _prepare(specification, step, is_native=False)
    step("Writing OpenAPI")
    data = make_openapi(specification, name_components(specification.schemas))
    changes = list_changes(
        renamed=renamed, apart=sharing.apart, aside=[], same_path=find_shared_paths(specification), lost=[]
    )
    return Conversion(
        files={"": _to_json(data) if shape == "json" else dump(data)},
        specification=specification,
        sharing=sharing,
        matters=[*changes, *list_gaps(specification)],
    )


def _prepare(
    specification: Specification, step: Callable[[str], None], *, is_native: bool = True
) -> tuple[Specification, Sharing, dict[str, str]]:
    step("Looking for requests that repeat")
    specification, sharing = share(share_servers(specification))
    renamed: dict[str, str] = {}
    if is_native:
        specification, renamed = name_operations(name_schemes(specification))
    step("Comparing endpoints")
    specification, apart = unshare(specification)
    sharing.apart |= dict.fromkeys(apart, "it differs in more than an entry of the catalogue can say")
    return specification, sharing, renamed


def _write(data: Object, notes: Notes, shape: Shape, origin: str) -> dict[str, str]:
    if shape == "json":
        return {"": _to_json(data)}
    is_one = shape == "yaml" or (shape == "fitting" and dump(data, notes).count("\n") <= MAX_LINES)
    files = {"": data} if is_one else split(data)
    for value in files.values():
        name_repeats(value, notes)
        notes.comment(value, "gptproto", _head(value, origin))
    return {path: dump(value, notes) for path, value in files.items()}


def _head(value: Object, origin: str) -> str:
    """Return what stands at the top of a file."""
    is_inferred = '"inferred": true' in json.dumps(value.get("operations", {}))
    return f"Made from {origin}." + (f"\n{_HINT}" if is_inferred else "")


def _to_json(data: Object) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
