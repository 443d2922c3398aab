"""Objects of an OpenAPI file by the rules that all of them share: mappings and texts are checked, and the place of each
part is looked up where a fault asks for it. References in them are already followed, by :mod:`.dereferencing`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ...spec.json_path import JsonPath
    from ...spec.model import Json, Operation, Parameter, Source
    from ..files.raw_file import RawFile
    from .dereferencing import DereferencedFile
    from .schemas import ReportFault


class ObjectLookup:
    """Looks up the objects of one source, also those in files beside the first one.

    :param report: records a fault.
    """

    def __init__(self, dereferenced: DereferencedFile, report: ReportFault) -> None:
        self.root = dereferenced.file
        self.report = report
        self._dereferenced = dereferenced

    def read_object(self, value: Json, file: RawFile, path: JsonPath, expected: str) -> dict[str, Any] | None:
        """Return the fields of an object.

        :param expected: what the object is, with its article, for the fault.
        :return: ``None``, with a fault recorded, when the value is not a mapping.
        """
        if isinstance(value, dict):
            return value
        self.report(file, path, f"expected {expected}, found {value!r:.60}", "")
        return None

    def read_text(self, fields: Mapping[str, Json], key: str, file: RawFile, path: JsonPath) -> str:
        """Return the text of a field, or an empty one when it is absent.

        A number is taken as its text, with a fault: YAML reads an unquoted version or title as one.
        """
        value = fields.get(key)
        if value is None or isinstance(value, str):
            return value or ""
        self.report(file, (*path, key), f"expected text, found {value!r:.60}", "write it in quotes")
        return str(value) if isinstance(value, (int, float)) else ""

    def find_schema(self, schema: Json, path: JsonPath) -> tuple[RawFile, JsonPath]:
        """Return the file and path of a schema; see :meth:`.DereferencedFile.find_schema`."""
        return self._dereferenced.find_schema(schema, path)

    # -- places -------------------------------------------------------------------------------------------------------

    def locate(self, file: RawFile, start: JsonPath, path: JsonPath, operation: Operation | None) -> Source:
        """Return the place in the files of a part of the model, or of its nearest parent that the files have.

        The model and the file differ in three ways, which this bridges: parameters of a path item are in the file
        above the operation, the model has one list of examples where the file may have ``example``, and the model has
        no references between the two.

        :param start: the path of the operation in the dereferenced file, or of the shared schema in its own file.
        :param operation: the operation, if it is one.
        """
        if operation is not None:
            match path:
                case ("parameters", int(index), *parameter_path):
                    start, path = self._find_parameter(operation.parameters[index], start), tuple(parameter_path)
            value: Any = self._dereferenced.get(start)
            while path:
                key, rest = _take_key(value, path)
                try:
                    value = value[key]
                except (KeyError, IndexError, TypeError):
                    break
                start, path = (*start, key), rest
            file, start = self._dereferenced.find_place(start)
        value = file.get(start)
        while path:
            value, file, start = self._dereferenced.enter(value, path[0], file, start)
            key, path = _take_key(value, path)
            try:
                value, start = value[key], (*start, key)
            except (KeyError, IndexError, TypeError):
                break
        return file.source(*start)

    def _find_parameter(self, parameter: Parameter, start: JsonPath) -> JsonPath:
        """Return the path of the Parameter Object of a parameter: in its operation, or in the path item around that."""
        for path in ((*start, "parameters"), (*start[:-1], "parameters")):
            parameters = self._dereferenced.get(path)
            for index, fields in enumerate(parameters if isinstance(parameters, list) else ()):
                names = (fields.get("in"), fields.get("name")) if isinstance(fields, dict) else None
                if names == (parameter.location, parameter.name):
                    return (*path, index)
        return start


def _take_key(value: Any, path: JsonPath) -> tuple[str | int, JsonPath]:
    """Return the key of a value that a path in the model starts with, and the rest of the path."""
    key, *rest = path
    if key == "examples" and isinstance(value, dict) and key not in value and "example" in value:
        return "example", tuple(rest[1 if isinstance(rest[0], int) else 2 :])  # without an index, or name and ``value``
    return key, tuple(rest)
