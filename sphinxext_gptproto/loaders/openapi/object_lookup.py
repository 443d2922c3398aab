"""Objects of an OpenAPI file by the rules that all of them share: references are followed, mappings and texts checked,
and the place of each part is looked up where a fault asks for it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from ..files.raw_file import BrokenReferenceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...spec.json_path import JsonPath
    from ...spec.model import Json, Operation, Parameter, Source
    from ..files.raw_file import RawFile, References
    from .schemas import ReportFault


class ObjectLookup:
    """Looks up the objects of one source, also those in files beside the first one.

    :param report: records a fault.
    """

    def __init__(self, references: References, report: ReportFault) -> None:
        self.root = references.root
        self.report = report
        self._references = references

    def follow(self, value: Json, file: RawFile, path: JsonPath) -> tuple[Json, RawFile, JsonPath]:
        """Return the target of a Reference Object with its file and path; any other value is returned as it is.

        Siblings of ``$ref`` override the target's fields. OpenAPI 3.1 (section 4.8.23) allows that for ``summary`` and
        ``description`` only; tools write others, too.

        :raises BrokenReferenceError: when the target does not exist, or the reference is circular.
        """
        visited = []
        overrides: dict[str, Json] = {}
        while isinstance(value, dict) and isinstance(reference := value.get("$ref"), str):
            if (file.path, reference) in visited:
                msg = f"the reference {reference!r} is circular"
                raise BrokenReferenceError(msg, "write the object itself in place of one of the references")
            visited.append((file.path, reference))
            overrides = {key: part for key, part in value.items() if key != "$ref"} | overrides
            file, path, value = self._references.follow(reference, file)
        if overrides and isinstance(value, dict):
            value = value | overrides
        return value, file, path

    def read_object(
        self, value: Json, file: RawFile, path: JsonPath, expected: str
    ) -> tuple[dict[str, Any], RawFile, JsonPath] | None:
        """Return the fields of an object with its file and path, its reference followed.

        :param expected: what the object is, with its article, for the fault.
        :return: ``None``, with a fault recorded, when the reference is broken or the value is not a mapping.
        """
        try:
            value, file, path = self.follow(value, file, path)
        except BrokenReferenceError as error:
            self.report(file, (*path, "$ref"), error.reason, error.hint)
            return None
        if not isinstance(value, dict):
            self.report(file, path, f"expected {expected}, found {value!r:.60}", "")
            return None
        return value, file, path

    def read_text(self, fields: Mapping[str, Json], key: str, file: RawFile, path: JsonPath) -> str:
        """Return the text of a field, or an empty one when it is absent.

        A number is taken as its text, with a fault: YAML reads an unquoted version or title as one.
        """
        value = fields.get(key)
        if value is None or isinstance(value, str):
            return value or ""
        self.report(file, (*path, key), f"expected text, found {value!r:.60}", "write it in quotes")
        return str(value) if isinstance(value, (int, float)) else ""

    # -- places -------------------------------------------------------------------------------------------------------

    def locate(self, file: RawFile, start: JsonPath, path: JsonPath, operation: Operation | None) -> Source:
        """Return the place in the files of a part of the model, or of its nearest parent that the files have.

        The model and the file differ in three ways, which this bridges: parameters of a path item are in the file
        above the operation, the model has one list of examples where the file may have ``example``, and the model has
        no references between the two.

        :param start: the path in the file of the operation or the shared schema that ``path`` starts from.
        :param operation: the operation, if it is one.
        """
        value: Any = file.get(start)
        match path:
            case ("parameters", int(index), *rest) if operation is not None:
                value, file, start = self._find_parameter(operation.parameters[index], file, start)
                path = tuple(rest)
        remaining = [*path]
        while remaining:
            key = remaining.pop(0)
            if key == "examples" and isinstance(value, dict) and key not in value and "example" in value:
                key = "example"
                del remaining[: 1 if isinstance(remaining[0], int) else 2]  # a list index, or a name and ``value``
            with contextlib.suppress(BrokenReferenceError):
                if isinstance(value, dict) and key not in value:
                    value, file, start = self.follow(value, file, start)
            try:
                value, start = value[key], (*start, key)
            except (KeyError, IndexError, TypeError):
                break
        return file.source(*start)

    def _find_parameter(self, parameter: Parameter, file: RawFile, start: JsonPath) -> tuple[Json, RawFile, JsonPath]:
        """Return the Parameter Object of a parameter: in its operation, or in the path item around that."""
        for path in ((*start, "parameters"), (*start[:-1], "parameters")):
            parameters = file.get(path)
            for index, value in enumerate(parameters if isinstance(parameters, list) else ()):
                with contextlib.suppress(BrokenReferenceError):
                    target, target_file, target_path = self.follow(value, file, (*path, index))
                    fields = target if isinstance(target, dict) else {}
                    if (fields.get("in"), fields.get("name")) == (parameter.location, parameter.name):
                        return target, target_file, target_path
        return None, file, start
