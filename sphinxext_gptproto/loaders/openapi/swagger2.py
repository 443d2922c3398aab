"""Swagger 2.0 files rewritten as OpenAPI 3.0, as plain values.

Sources: https://spec.openapis.org/oas/v2.0.html and https://spec.openapis.org/oas/v3.0.3.html. Schemas are not
rewritten, since :mod:`.schemas` reads the older dialect, too, nor is ``definitions``, because references point to it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from ...spec.memo import IdentityMemo
from ...spec.model import HTTP_METHODS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ...spec.model import Json

_FORM_TYPES: Final = ("multipart/form-data", "application/x-www-form-urlencoded")
_STYLES: Final = {"ssv": "spaceDelimited", "pipes": "pipeDelimited"}
_FLOWS: Final = {"application": "clientCredentials", "accessCode": "authorizationCode"}
_NOT_SCHEMA_KEYS: Final = ("name", "in", "description", "required", "collectionFormat", "allowEmptyValue", "deprecated")
_COPIED_KEYS: Final = (
    *("info", "tags", "externalDocs", "security", "definitions"),
    *("x-tagGroups", "x-webhooks", "x-key-variable"),
)
"""Keys of the top level that mean the same in both versions."""
_JSON: Final = "application/json"


def upgrade(data: dict[str, Json]) -> dict[str, Json]:
    """Return the value of a Swagger 2.0 file as one of OpenAPI 3.0.

    :param data: the value, in which references outside of schemas are followed.
    """
    upgraded: dict[str, Any] = {"openapi": "3.0.3", **{key: data[key] for key in _COPIED_KEYS if key in data}}
    upgraded["servers"] = [{"url": url} for url in _list_addresses(data)]
    consumes, produces = _as_texts(data.get("consumes")), _as_texts(data.get("produces"))
    memo = IdentityMemo()
    upgraded["components"] = {
        "securitySchemes": {n: _upgrade_scheme(s) for n, s in _get_items(data.get("securityDefinitions"))}
    }
    upgraded["paths"] = {
        path: _upgrade_path_item(item, memo, consumes, produces) for path, item in _get_items(data.get("paths"))
    }
    return upgraded


def _list_addresses(data: dict[str, Json]) -> Iterable[str]:
    host, base = data.get("host"), str(data.get("basePath") or "").rstrip("/")
    schemes = _as_texts(data.get("schemes")) or ["https"]
    if not host:
        return [base] if base else []
    return [f"{scheme}://{host}{base}" for scheme in sorted(schemes, key=lambda scheme: scheme != "https")]


def _as_texts(value: Json) -> list[str]:
    return list(map(str, value)) if isinstance(value, list) else []


def _get_items(value: Json) -> Iterable[tuple[str, Json]]:
    return value.items() if isinstance(value, dict) else ()


def _upgrade_path_item(item: Json, memo: IdentityMemo, consumes: list[str], produces: list[str]) -> Json:
    if not isinstance(item, dict):
        return item
    shared, shared_body = _split_parameters(item.get("parameters"), memo)
    upgraded: dict[str, Json] = {key: value for key, value in item.items() if key not in (*HTTP_METHODS, "parameters")}
    upgraded["parameters"] = shared
    for method, operation in item.items():
        if method in HTTP_METHODS and isinstance(operation, dict):
            upgraded[method] = _upgrade_operation(operation, shared_body, memo, consumes, produces)
        elif method in HTTP_METHODS:
            upgraded[method] = operation
    return upgraded


def _upgrade_operation(
    operation: dict[str, Json],
    shared_body: list[dict[str, Any]],
    memo: IdentityMemo,
    consumes: list[str],
    produces: list[str],
) -> dict[str, Json]:
    upgraded = {
        key: value for key, value in operation.items() if key not in ("parameters", "consumes", "produces", "schemes")
    }
    upgraded["parameters"], body = _split_parameters(operation.get("parameters"), memo)
    body = body or shared_body
    if body:
        upgraded["requestBody"] = _make_body(body, _as_texts(operation.get("consumes")) or consumes)
    media_types = _as_texts(operation.get("produces")) or produces or [_JSON]
    responses = operation.get("responses")
    if isinstance(responses, dict):
        upgraded["responses"] = {
            status: memo.get("response", response, (*media_types,), partial(_upgrade_response, response, media_types))
            for status, response in responses.items()
        }
    return upgraded


def _split_parameters(values: Json, memo: IdentityMemo) -> tuple[list[Json], list[dict[str, Any]]]:
    """Return the upgraded parameters, and apart from them those that OpenAPI 3 describes as the request body.

    :param memo: has the upgraded parameters, so that one that is shared stays one.
    """
    upgraded: list[Json] = []
    body: list[dict[str, Any]] = []
    for parameter in values if isinstance(values, list) else ():
        if isinstance(parameter, dict) and parameter.get("in") in ("body", "formData"):
            body.append(parameter)
        else:
            upgraded.append(memo.get("parameter", parameter, None, partial(_upgrade_parameter, parameter)))
    return upgraded, body


def _upgrade_parameter(parameter: Json) -> Json:
    """Return a parameter with the keywords that Swagger has beside ``name`` and ``in`` moved into a schema."""
    if not isinstance(parameter, dict) or "$ref" in parameter:
        return parameter
    upgraded: dict[str, Json] = {
        key: value for key, value in parameter.items() if key in _NOT_SCHEMA_KEYS or key.startswith("x-")
    }
    upgraded.pop("collectionFormat", None)
    upgraded["schema"] = _get_schema(parameter)
    collection_format = parameter.get("collectionFormat")
    if collection_format == "multi":
        upgraded["explode"] = True
    elif parameter.get("type") == "array":
        upgraded["explode"] = False
        if collection_format in _STYLES:
            upgraded["style"] = _STYLES[str(collection_format)]
    return upgraded


def _get_schema(parameter: dict[str, Json]) -> Json:
    if "schema" in parameter:
        return parameter["schema"]
    return {key: field for key, field in parameter.items() if key not in _NOT_SCHEMA_KEYS and not key.startswith("x-")}


def _make_body(parameters: list[dict[str, Any]], consumes: list[str]) -> Json:
    body_parameter = next((parameter for parameter in parameters if parameter.get("in") == "body"), None)
    if body_parameter is not None:
        media_type = {"schema": body_parameter.get("schema", {})}
        if "x-example" in body_parameter:
            media_type["example"] = body_parameter["x-example"]
        content: dict[str, Json] = dict.fromkeys(consumes or [_JSON], media_type)
        body: dict[str, Json] = {"required": body_parameter.get("required") is True, "content": content}
        return body | ({"description": body_parameter["description"]} if body_parameter.get("description") else {})
    properties: dict[str, Json] = {
        str(parameter.get("name")): {
            **_as_mapping(_get_schema(parameter)),
            "description": parameter.get("description", ""),
        }
        for parameter in parameters
    }
    files = any(parameter.get("type") == "file" for parameter in parameters)
    media_types = [name for name in consumes if name in _FORM_TYPES] or [_FORM_TYPES[0] if files else _FORM_TYPES[1]]
    required: list[Json] = [str(parameter.get("name")) for parameter in parameters if parameter.get("required") is True]
    schema: Json = {"type": "object", "properties": properties, "required": required}
    return {"required": bool(required), "content": {name: {"schema": schema} for name in media_types}}


def _as_mapping(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _upgrade_response(response: Json, produces: list[str]) -> Json:
    if not isinstance(response, dict) or "$ref" in response:
        return response
    upgraded = {key: field for key, field in response.items() if key not in ("schema", "examples", "headers")}
    values = response.get("examples")
    examples = values if isinstance(values, dict) else {}
    media_types = list(examples)
    if "schema" in response:
        media_types = [*produces, *(media_type for media_type in examples if media_type not in produces)]
    content: dict[str, Json] = {}
    for media_type in media_types:
        media: dict[str, Json] = {"schema": response["schema"]} if "schema" in response else {}
        content[media_type] = media | ({"example": examples[media_type]} if media_type in examples else {})
    if content:
        upgraded["content"] = content
    headers = {name: _upgrade_parameter(header) for name, header in _get_items(response.get("headers"))}
    return upgraded | ({"headers": headers} if headers else {})


def _upgrade_scheme(scheme: Json) -> Json:
    if not isinstance(scheme, dict):
        return scheme
    scheme_type = scheme.get("type")
    description = {"description": scheme["description"]} if "description" in scheme else {}
    if scheme_type == "basic":
        return {"type": "http", "scheme": "basic", **description}
    if scheme_type == "oauth2":
        keys = ("authorizationUrl", "tokenUrl", "scopes")
        flow: dict[str, Json] = {key: scheme[key] for key in keys if key in scheme}
        name = str(scheme.get("flow") or "implicit")
        return {"type": "oauth2", "flows": {_FLOWS.get(name, name): flow}, **description}
    return scheme
