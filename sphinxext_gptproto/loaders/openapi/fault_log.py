"""The faults of one OpenAPI or Swagger file: one for each place, in the words of the file's version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...spec.errors import SpecError
from .object_checks import check_objects
from .swagger2_places import use_swagger_words

if TYPE_CHECKING:
    from collections.abc import Collection

    from ...spec.errors import Severity
    from ...spec.json_path import JsonPath
    from ..files.raw_file import RawFile, References
    from .dereferencing import DereferencedFile


class FaultLog:
    """Collects the faults that the readers of a file find.

    :param dereferenced: the file; paths that readers report are paths in its value.
    :param version: the version of the file, such as ``3.1.0`` or ``2.0``.
    :param wants_notes: whether to collect notes, too.
    """

    def __init__(self, dereferenced: DereferencedFile, version: str, *, wants_notes: bool) -> None:
        self._dereferenced = dereferenced
        self._version = version
        self._wants_notes = wants_notes
        self._faults: dict[tuple[str, str], SpecError] = {}

    @property
    def faults(self) -> list[SpecError]:
        """The faults in the order in which they were found."""
        return [*self._faults.values()]

    def report(self, file: RawFile, path: JsonPath, reason: str, hint: str, *, severity: Severity = "error") -> None:
        """Record a fault; a second one at the same place is ignored, since it mostly follows from the first."""
        if severity != "note" or self._wants_notes:
            if file is self._dereferenced.file:
                file, path = self._dereferenced.find_place(path)
            self.add(SpecError(file.source(*path), *self._use_words(reason, hint), severity=severity))

    def add(self, fault: SpecError) -> None:
        """Record a fault whose words are those of the file."""
        self._faults.setdefault((fault.source.file, fault.source.pointer), fault)

    def check_objects(self, references: References, schemes: Collection[str]) -> None:
        """Record what no reader found, since it is not as the specification has it; see :mod:`.object_checks`.

        :param schemes: the names of the security schemes.
        """
        findings = check_objects(references, version=self._version, schemes=schemes, wants_notes=self._wants_notes)
        for finding in findings:
            texts = self._use_words(finding.full_reason, finding.hint)
            self.add(SpecError(finding.file.source(*finding.path), *texts, severity=finding.severity))

    def _use_words(self, *texts: str) -> tuple[str, ...]:
        return tuple(map(use_swagger_words, texts)) if self._version.startswith("2") else texts
