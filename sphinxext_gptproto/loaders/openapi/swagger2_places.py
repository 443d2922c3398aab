"""Paths and words of Swagger 2.0 for what :mod:`.swagger2` rewrote: messages speak of the file that the author has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from .servers import ADD_HOST, ADD_SERVER

if TYPE_CHECKING:
    from ...spec.json_path import JsonPath
    from ...spec.model import Json

_WORDS: Final = (
    (ADD_SERVER, "add 'host: api.example.com'"),
    (ADD_HOST, "add 'host: api.example.com'"),
    ("components.securitySchemes", "securityDefinitions"),
    ("components.schemas", "definitions"),
    ("'components'", "'definitions'"),
)


def use_swagger_words(text: str) -> str:
    """Return a message with the keys of Swagger 2.0 in place of those of OpenAPI 3."""
    for word, swagger_word in _WORDS:
        text = text.replace(word, swagger_word)
    return text


def restore_path(path: JsonPath, data: dict[str, Json]) -> JsonPath:
    """Return the path in a Swagger 2.0 file of a path in its value as OpenAPI 3.

    :param data: the value of the Swagger file, in which references outside of schemas are followed.
    """
    match path:
        case ("servers", *_):
            return ("host",) if "host" in data else ("basePath",) if data.get("basePath") else ()
        case ("components", "securitySchemes", *rest):
            return ("securityDefinitions", *rest)
        case ("paths", url, "parameters", int(index), *rest):
            item = _get(data, ("paths", url))
            return ("paths", url, "parameters", *_restore_parameter(_get(item, ("parameters",)), index, rest))
        case ("paths", url, method, "parameters", int(index), *rest):
            parameters = _get(data, ("paths", url, method, "parameters"))
            return (*path[:4], *_restore_parameter(parameters, index, rest))
        case ("paths", url, method, "requestBody", *rest):
            parameters = _get(data, ("paths", url, method, "parameters"))
            return (*path[:3], "parameters", *_restore_body(parameters, rest))
        case ("paths", _, _, "responses", _, *rest):
            return (*path[:5], *_restore_response(rest))
    return path


def _restore_parameter(parameters: Any, index: int, rest: list[str | int]) -> JsonPath:
    """Return the rest of a path from the list of parameters on, which also has those that became the body."""
    kept = [position for position, value in enumerate(_as_list(parameters)) if not _is_body(value)]
    position = kept[index] if index < len(kept) else index
    is_moved = rest[:1] == ["schema"] and "schema" not in (_get(parameters, (position,)) or {})
    return (position, *(rest[1:] if is_moved else rest))


def _restore_body(parameters: Any, rest: list[str | int]) -> JsonPath:
    """Return the rest of a path in a request body, from the list of parameters on."""
    values = _as_list(parameters)
    match rest:
        case ["content", _, "schema", "properties", name, *more] if not any(_get(v, ("in",)) == "body" for v in values):
            for position, value in enumerate(values):
                if _is_body(value) and _get(value, ("name",)) == name:
                    return (position, *more)
            return ()
        case ["content", _, *more]:
            positions = [position for position, value in enumerate(values) if _get(value, ("in",)) == "body"]
            return (*positions[:1], *more) if positions else ()
    return ()


def _restore_response(rest: list[str | int]) -> list[str | int]:
    match rest:
        case ["content", _, "schema", *more]:
            return ["schema", *more]
        case ["content", media_type, "example", *more]:
            return ["examples", media_type, *more]
        case ["headers", name, "schema", *more]:
            return ["headers", name, *more]
    return rest


def _is_body(parameter: Any) -> bool:
    return _get(parameter, ("in",)) in ("body", "formData")


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _get(value: Any, path: JsonPath) -> Any:
    """Return the value at a path, or ``None`` if there is none."""
    for key in path:
        try:
            value = value[key]
        except (KeyError, IndexError, TypeError):
            return None
    return value
