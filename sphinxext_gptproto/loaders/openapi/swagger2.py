"""Swagger 2.0 to OpenAPI 3.0, as plain values: https://spec.openapis.org/oas/v2.0.html beside v3.0.

Schemas stay as they are: their reader knows the older dialect. References are followed by their old addresses where
those still exist, so ``definitions``, ``parameters`` and ``responses`` stay at the top level, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from ...spec.model import HTTP_METHODS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...spec.model import Json

_FORMS: Final = ("multipart/form-data", "application/x-www-form-urlencoded")
_STYLES: Final = {"ssv": "spaceDelimited", "pipes": "pipeDelimited"}
_FLOWS: Final = {"application": "clientCredentials", "accessCode": "authorizationCode"}
_NOT_SCHEMA: Final = ("name", "in", "description", "required", "collectionFormat", "allowEmptyValue", "deprecated")
_JSON: Final = "application/json"


def upgrade(data: dict[str, Json]) -> dict[str, Json]:
    """Return a Swagger 2.0 file's value as OpenAPI 3.0 has it; what it does not know is kept."""
    kept = ("info", "tags", "externalDocs", "security", "definitions", "x-tagGroups", "x-webhooks", "x-key-variable")
    made: dict[str, Any] = {"openapi": "3.0.3", **{key: data[key] for key in kept if key in data}}
    made["servers"] = [{"url": url} for url in _servers(data)]
    shared = {key: data.get(key) for key in ("parameters", "responses")}
    consumes, produces = _types(data.get("consumes")), _types(data.get("produces"))
    for name, response in _items(shared["responses"]):
        made.setdefault("responses", {})[name] = _response(response, produces or [_JSON])
    parameters = {f"#/parameters/{name}": value for name, value in _items(shared["parameters"])}
    made["parameters"] = {
        name: _parameter(value)
        for name, value in _items(shared["parameters"])
        if isinstance(value, dict) and value.get("in") not in ("body", "formData")
    }
    made["components"] = {"securitySchemes": {n: _scheme(s) for n, s in _items(data.get("securityDefinitions"))}}
    made["paths"] = {path: _path_item(item, parameters, consumes, produces) for path, item in _items(data.get("paths"))}
    return made


def _servers(data: dict[str, Json]) -> Iterable[str]:
    host, base = data.get("host"), str(data.get("basePath") or "").rstrip("/")
    schemes = _types(data.get("schemes")) or ["https"]
    if not host:
        return [base] if base else []
    return [f"{scheme}://{host}{base}" for scheme in sorted(schemes, key=lambda scheme: scheme != "https")]


def _types(value: Json) -> list[str]:
    return list(map(str, value)) if isinstance(value, list) else []


def _items(value: Json) -> Iterable[tuple[str, Json]]:
    return value.items() if isinstance(value, dict) else ()


def _path_item(item: Json, parameters: dict[str, Json], consumes: list[str], produces: list[str]) -> Json:
    if not isinstance(item, dict):
        return item
    shared, body = _split(item.get("parameters"), parameters)
    made: dict[str, Json] = {key: value for key, value in item.items() if key not in (*HTTP_METHODS, "parameters")}
    made["parameters"] = shared
    for method, operation in item.items():
        if method in HTTP_METHODS and isinstance(operation, dict):
            made[method] = _operation(operation, body, parameters, consumes, produces)
        elif method in HTTP_METHODS:
            made[method] = operation
    return made


def _operation(
    operation: dict[str, Json],
    shared: list[dict[str, Any]],
    parameters: dict[str, Json],
    consumes: list[str],
    produces: list[str],
) -> dict[str, Json]:
    made = {
        key: value for key, value in operation.items() if key not in ("parameters", "consumes", "produces", "schemes")
    }
    made["parameters"], body = _split(operation.get("parameters"), parameters)
    body = body or shared
    if body:
        made["requestBody"] = _body(body, _types(operation.get("consumes")) or consumes)
    media = _types(operation.get("produces")) or produces or [_JSON]
    responses = operation.get("responses")
    if isinstance(responses, dict):
        made["responses"] = {status: _response(response, media) for status, response in responses.items()}
    return made


def _split(given: Json, parameters: dict[str, Json]) -> tuple[list[Json], list[dict[str, Any]]]:
    """Return the parameters that stay some, and those that are the body."""
    plain: list[Json] = []
    body: list[dict[str, Any]] = []
    for value in given if isinstance(given, list) else ():
        target = parameters.get(str(value.get("$ref")), value) if isinstance(value, dict) else value
        if isinstance(target, dict) and target.get("in") in ("body", "formData"):
            body.append(target)
        else:
            plain.append(_parameter(value))
    return plain, body


def _parameter(value: Json) -> Json:
    """Return a parameter with what says its type in a schema."""
    if not isinstance(value, dict) or "$ref" in value:
        return value
    made: dict[str, Json] = {k: part for k, part in value.items() if k in _NOT_SCHEMA or k.startswith("x-")}
    made.pop("collectionFormat", None)
    made["schema"] = _schema_of(value)
    style = value.get("collectionFormat")
    if style == "multi":
        made["explode"] = True
    elif value.get("type") == "array":
        made["explode"] = False
        if style in _STYLES:
            made["style"] = _STYLES[str(style)]
    return made


def _schema_of(value: dict[str, Json]) -> Json:
    if "schema" in value:
        return value["schema"]
    return {key: part for key, part in value.items() if key not in _NOT_SCHEMA and not key.startswith("x-")}


def _body(parts: list[dict[str, Any]], consumes: list[str]) -> Json:
    whole = next((part for part in parts if part.get("in") == "body"), None)
    if whole is not None:
        media = {"schema": whole.get("schema", {})}
        if "x-example" in whole:
            media["example"] = whole["x-example"]
        content: dict[str, Json] = dict.fromkeys(consumes or [_JSON], media)
        made: dict[str, Json] = {"required": whole.get("required") is True, "content": content}
        return made | ({"description": whole["description"]} if whole.get("description") else {})
    properties: dict[str, Json] = {
        str(part.get("name")): {**_as_mapping(_schema_of(part)), "description": part.get("description", "")}
        for part in parts
    }
    files = any(part.get("type") == "file" for part in parts)
    kinds = [kind for kind in consumes if kind in _FORMS] or [_FORMS[0] if files else _FORMS[1]]
    required: list[Json] = [str(part.get("name")) for part in parts if part.get("required") is True]
    schema: Json = {"type": "object", "properties": properties, "required": required}
    return {"required": bool(required), "content": {kind: {"schema": schema} for kind in kinds}}


def _as_mapping(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _response(value: Json, produces: list[str]) -> Json:
    if not isinstance(value, dict) or "$ref" in value:
        return value
    made = {key: part for key, part in value.items() if key not in ("schema", "examples", "headers")}
    given = value.get("examples")
    examples = given if isinstance(given, dict) else {}
    kinds = [*(produces if "schema" in value else ()), *(kind for kind in examples if kind not in produces)]
    if "schema" not in value:
        kinds = list(examples)
    content: dict[str, Json] = {}
    for kind in kinds:
        media: dict[str, Json] = {"schema": value["schema"]} if "schema" in value else {}
        content[kind] = media | ({"example": examples[kind]} if kind in examples else {})
    if content:
        made["content"] = content
    headers = {name: _parameter(header) for name, header in _items(value.get("headers"))}
    return made | ({"headers": headers} if headers else {})


def _scheme(value: Json) -> Json:
    if not isinstance(value, dict):
        return value
    kind = value.get("type")
    described = {"description": value["description"]} if "description" in value else {}
    if kind == "basic":
        return {"type": "http", "scheme": "basic", **described}
    if kind == "oauth2":
        flow: dict[str, Json] = {key: value[key] for key in ("authorizationUrl", "tokenUrl", "scopes") if key in value}
        name = str(value.get("flow") or "implicit")
        return {"type": "oauth2", "flows": {_FLOWS.get(name, name): flow}, **described}
    return value
