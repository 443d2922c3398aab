"""Remove internal fields from ``required`` and from examples; see :mod:`.internal`."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from ...spec.json_path import JsonPath
    from ...spec.model import Json

FileT = TypeVar("FileT")
_COMPOSITIONS: Final = ("allOf", "oneOf", "anyOf")
_VALUE_KEYS: Final = ("example", "x-example", "default", "const")
_EXAMPLE_VALUES: Final = ("value", "dataValue", "serializedValue")


@dataclass(slots=True)
class _Shape(Generic[FileT]):
    """What a schema says about the parts of a value, its references followed and its variants joined."""

    schemas: list[dict[str, Any]] = field(default_factory=list)
    """The schema, and those that it consists of."""
    public: dict[str, list[tuple[Json, FileT]]] = field(default_factory=dict)
    """Schemas of the fields that are shown, by name."""
    internal: set[str] = field(default_factory=set)
    """Names of the internal fields."""
    items: list[tuple[Json, FileT]] = field(default_factory=list)
    """Schemas of items, or of fields without a schema of their own."""
    has_internal_items: bool = False

    @property
    def hidden(self) -> set[str]:
        """Names of the fields that no schema shows."""
        return self.internal - self.public.keys()


class ValueStripper(Generic[FileT]):
    """Removes the internal fields from values that are described by schemas.

    :param follow: returns the target of a reference; see :class:`.internal.InternalParts`.
    :param is_removed: whether a key of a mapping or list is internal.
    """

    def __init__(
        self,
        follow: Callable[[str, FileT], tuple[FileT, JsonPath, Json] | None],
        is_removed: Callable[[object, str | int], bool],
    ) -> None:
        self._follow, self._is_removed = follow, is_removed
        self._noted: list[tuple[dict[str, Any], FileT]] = []
        self._endpoints: list[tuple[dict[str, Any], dict[str, Any], FileT]] = []

    def resolve(self, value: Json, file: FileT) -> tuple[Json, FileT]:
        """Return an object at the end of a chain of references, and its file."""
        visited: set[int] = set()
        while isinstance(value, dict) and isinstance(reference := value.get("$ref"), str) and id(value) not in visited:
            visited.add(id(value))
            target = self._follow(reference, file)
            if target is None:
                break
            file, _, value = target
        return value, file

    def note(self, value: dict[str, Any], file: FileT) -> None:
        """Note an object that may be a schema or have one."""
        is_described = any(key in value for key in ("schema", "properties", "items", "additionalProperties"))
        refers = "$ref" in value and any(key in value for key in (*_VALUE_KEYS, "examples"))
        if is_described or refers or any(key in value for key in _COMPOSITIONS):
            self._noted.append((value, file))

    def note_endpoint(self, endpoint: dict[str, Any], operation: dict[str, Any], file: FileT) -> None:
        """Note an endpoint of a catalogue, which has values for parameters and fields of its operation."""
        self._endpoints.append((endpoint, operation, file))

    def strip(self) -> None:
        """Remove the internal fields from all values that were noted."""
        for value, file in self._noted:
            if "schema" in value:
                if self._is_removed(value, "schema"):  # its examples show the internal schema
                    for key in (*_VALUE_KEYS, "examples"):
                        value.pop(key, None)
                else:
                    self._strip_examples(value, value["schema"], file)
            else:
                shape = self._get_shape([(value, file)])
                for schema in shape.schemas if shape.hidden else ():
                    if isinstance(required := schema.get("required"), list):
                        required[:] = [name for name in required if name not in shape.hidden]
                self._strip_examples(value, value, file)
        for endpoint, operation, file in self._endpoints:
            self._strip_endpoint(endpoint, operation, file)

    def _get_shape(self, schemas: Iterable[tuple[Json, FileT]]) -> _Shape[FileT]:
        """Return what schemas say about one value."""
        shape: _Shape[FileT] = _Shape()
        visited: set[int] = set()
        stack = [(schema, file, False) for schema, file in schemas]
        while stack:
            schema, file, is_internal = stack.pop()
            if not isinstance(schema, dict) or id(schema) in visited:
                continue
            visited.add(id(schema))
            shape.schemas.append(schema)
            if isinstance(reference := schema.get("$ref"), str) and (target := self._follow(reference, file)):
                stack.append((target[2], target[0], is_internal))
            properties = schema.get("properties")
            for name, child in properties.items() if isinstance(properties, dict) else ():
                if is_internal or self._is_removed(properties, name):
                    shape.internal.add(name)
                else:
                    shape.public.setdefault(name, []).append((child, file))
            for key in _COMPOSITIONS:
                members = schema.get(key)
                for index, member in enumerate(members if isinstance(members, list) else ()):
                    stack.append((member, file, is_internal or self._is_removed(members, index)))
            for key in ("items", "additionalProperties", "prefixItems"):
                shape.has_internal_items |= self._is_removed(schema, key)
                children = schema.get(key)
                shape.items += [(child, file) for child in (children if isinstance(children, list) else [children])]
        return shape

    def _strip_examples(self, holder: dict[str, Any], schema: Json, file: FileT) -> None:
        for container, key, value_file in self._list_values(holder, file):
            value = container[key]
            if isinstance(value, dict) and value.keys() == {"$ref"}:
                value, _ = self.resolve(value, value_file)
            if not isinstance(value, str):
                self._strip_value(value, [(schema, file)])
                continue
            if value.lstrip()[:1] not in ("{", "["):
                continue
            try:  # the text of a body
                parsed = json.loads(value)
            except (ValueError, RecursionError):
                continue
            if self._strip_value(parsed, [(schema, file)]):
                container[key] = json.dumps(parsed, indent=2, ensure_ascii=False)

    def _list_values(self, holder: dict[str, Any], file: FileT) -> Iterator[tuple[Any, Any, FileT]]:
        """Yield each example and default of an object, as a mapping or list and a key in it, with their file."""
        for key in _VALUE_KEYS:
            if key in holder:
                yield holder, key, file
        examples = holder.get("examples")
        if isinstance(examples, list):
            yield from ((examples, index, file) for index in range(len(examples)))
        for name, example in examples.items() if isinstance(examples, dict) else ():
            target, target_file = self.resolve(example, file)
            keys = [key for key in _EXAMPLE_VALUES if isinstance(target, dict) and key in target]
            yield from ((target, key, target_file) for key in keys)
            if not keys:
                yield examples, name, file

    def _strip_value(self, value: Json, schemas: list[tuple[Json, FileT]]) -> bool:
        """Remove the internal fields from a value, and return whether there were any."""
        if not isinstance(value, (dict, list)):
            return False
        shape = self._get_shape(schemas)
        is_changed = False
        if isinstance(value, list):
            if shape.has_internal_items and not any(isinstance(schema, dict) for schema, _ in shape.items):
                is_changed = bool(value)
                value.clear()
            for child in value:
                is_changed |= self._strip_value(child, shape.items)
            return is_changed
        for name in shape.hidden & value.keys():
            del value[name]
            is_changed = True
        for name, child in value.items():
            is_changed |= self._strip_value(child, shape.public.get(name, shape.items))
        return is_changed

    # -- catalogues ---------------------------------------------------------------------------------------------------

    def _strip_endpoint(self, endpoint: dict[str, Any], operation: dict[str, Any], file: FileT) -> None:
        """Remove what an endpoint of a catalogue says about internal parameters and fields."""
        body = self._list_schemas(operation.get("requestBody"), file)
        responses = operation.get("responses")
        answers = [
            schema
            for response in (responses.values() if isinstance(responses, dict) else ())
            for schema in self._list_schemas(response, file)
        ]
        self._strip_value(endpoint.get("request"), body)
        self._strip_value(endpoint.get("response"), answers)
        internal = set(self._list_internal_parameters(operation, file))
        hidden = [
            name
            for name in (*_as_names(endpoint.get("parameters")), *_as_names(endpoint.get("omit")))
            if name in internal or self._is_field_hidden(str(name).split("."), body)
        ]
        if isinstance(overrides := endpoint.get("parameters"), dict):
            for name in hidden:
                overrides.pop(name, None)
        if isinstance(omitted := endpoint.get("omit"), list):
            omitted[:] = [name for name in omitted if name not in hidden]

    def _list_schemas(self, value: Json, file: FileT) -> list[tuple[Json, FileT]]:
        """Return the schemas of a body or response, one for each media type."""
        target, file = self.resolve(value, file)
        content = target.get("content") if isinstance(target, dict) else None
        media_types = content.values() if isinstance(content, dict) else ()
        return [(media["schema"], file) for media in media_types if isinstance(media, dict) and "schema" in media]

    def _list_internal_parameters(self, operation: dict[str, Any], file: FileT) -> Iterator[str]:
        parameters = operation.get("parameters")
        for index, parameter in enumerate(parameters if isinstance(parameters, list) else ()):
            if self._is_removed(parameters, index):
                target, _ = self.resolve(parameter, file)
                if isinstance(target, dict) and isinstance(name := target.get("name"), str):
                    yield name

    def _is_field_hidden(self, names: list[str], schemas: list[tuple[Json, FileT]]) -> bool:
        """Return whether a field is internal, or in an internal field.

        :param names: the path of the field; items of arrays have no name in it.
        """
        for name in names:
            shape = self._get_shape(schemas)
            while shape.items and name not in shape.public and name not in shape.internal:
                visited = len(shape.schemas)
                schemas = [*schemas, *shape.items]
                shape = self._get_shape(schemas)
                if len(shape.schemas) == visited:
                    break
            if name in shape.hidden:
                return True
            schemas = shape.public.get(name, [])
        return False


def _as_names(value: Json) -> Iterable[Any]:
    return value if isinstance(value, (dict, list)) else ()
