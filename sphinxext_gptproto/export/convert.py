"""Convert a specification to the texts of files, with a report of what changed and what is left to people."""

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
from .report import ReportItem, list_changes, list_gaps
from .servers import share_servers
from .set_aside import set_aside_faulty_parts
from .sharing import Sharing, share
from .yaml_text import Notes, dump

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..spec.errors import SpecError
    from ..spec.specification import Specification

    Object = dict[str, Any]

Shape = Literal["json", "yaml", "folder", "fitting"]
"""``fitting`` is one YAML file, or a folder if that would be too long."""
_INFERRED_HINT: Final = "Types marked 'inferred' are what fits the examples. Check them, then take the mark away."


@dataclass(slots=True, kw_only=True)
class Conversion:
    """The result of a conversion."""

    files: dict[str, str]
    """Texts by their path in a folder; a single file has an empty path."""
    specification: Specification
    """The specification that the files describe."""
    sharing: Sharing = field(default_factory=Sharing)
    components: int = 0
    """How many shared parameters, bodies and responses there are."""
    faults: list[SpecError] = field(default_factory=list)
    """Faults of the files that could not be set aside."""
    matters: list[ReportItem] = field(default_factory=list)


def to_native(
    specification: Specification, *, shape: Shape, origin: str, step: Callable[[str], None] = lambda _: None
) -> Conversion:
    """Convert a specification to native files.

    :param origin: the name of the source, for a comment in the files.
    :param step: called with the name of each step when it starts.
    """
    source_endpoints = specification.endpoints
    specification, sharing, renamed = _prepare(specification, step)
    notes = Notes()
    step("Writing the registry")
    data = make_native(specification, name_components(specification.schemas))
    step("Checking the registry")
    parts_set_aside, faults = set_aside_faulty_parts(data, notes)
    components = share_components(data)
    converted = load_documents([Document("", data)])[0]
    for name, members in sharing.shared.items():
        if name in data.get("operations", {}):
            notes.comment(data["operations"], name, f"Shared by {len(members)} endpoints.")
    step("Writing files")
    files = _write(data, notes, shape, origin)
    changes = list_changes(
        renamed=renamed,
        unshared=sharing.unshared,
        set_aside=parts_set_aside,
        same_path={},
        missing=[name for name in source_endpoints if name not in converted.endpoints],
    )
    return Conversion(
        files=files,
        specification=converted,
        sharing=sharing,
        components=components,
        faults=faults,
        matters=[*changes, *list_gaps(converted)],
    )


def to_openapi(
    specification: Specification, *, shape: Shape, step: Callable[[str], None] = lambda _: None
) -> Conversion:
    """Convert a specification to an OpenAPI 3.1 file; see :func:`to_native`."""
    specification, sharing, renamed = _prepare(specification, step, is_native=False)
    step("Writing OpenAPI")
    data = make_openapi(specification, name_components(specification.schemas))
    changes = list_changes(
        renamed=renamed,
        unshared=sharing.unshared,
        set_aside=[],
        same_path=find_shared_paths(specification),
        missing=[],
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
    step("Looking for requests that share an operation")
    specification, sharing = share(share_servers(specification))
    renamed: dict[str, str] = {}
    if is_native:
        specification, renamed = name_operations(name_schemes(specification))
    step("Comparing endpoints")
    specification, unshared = unshare(specification)
    sharing.unshared |= dict.fromkeys(unshared, "it differs in something that a catalogue entry cannot express")
    return specification, sharing, renamed


def _write(data: Object, notes: Notes, shape: Shape, origin: str) -> dict[str, str]:
    if shape == "json":
        return {"": _to_json(data)}
    is_one = shape == "yaml" or (shape == "fitting" and dump(data, notes).count("\n") <= MAX_LINES)
    files = {"": data} if is_one else split(data)
    for value in files.values():
        name_repeats(value, notes)
        notes.comment(value, "gptproto", _make_head_comment(value, origin))
    return {path: dump(value, notes) for path, value in files.items()}


def _make_head_comment(data: Object, origin: str) -> str:
    """Return the comment at the top of a file."""
    is_inferred = '"inferred": true' in json.dumps(data.get("operations", {}))
    return f"Made from {origin}." + (f"\n{_INFERRED_HINT}" if is_inferred else "")


def _to_json(data: Object) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"
