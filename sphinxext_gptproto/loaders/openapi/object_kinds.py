"""The kinds of objects in an OpenAPI or Swagger file: which field holds which kind of value.

:mod:`.dereferencing` needs this to know where ``$ref`` is a reference. In a schema, references stay names, and in an
example or under an extension of somebody else, ``$ref`` may be data.

Sources: https://spec.openapis.org/oas/v3.2.0.html and https://spec.openapis.org/oas/v2.0.html. Versions are not
distinguished: no field is of one kind in one version and of another kind in another.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from ...spec.model import HTTP_METHODS
from .gptproto_extension import SAME_PATH

if TYPE_CHECKING:
    from collections.abc import Iterable


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kind:
    """A kind of value: an object, a mapping of objects, a list of objects, or something that is read as a whole.

    What is neither in ``fields`` nor covered by ``others`` and ``items`` is read as a whole, and no reference in it is
    followed.
    """

    fields: dict[str, Kind] = field(default_factory=dict)
    """The kinds of the fields of an object."""
    others: Kind | None = None
    """The kind of the values of a mapping, or of the fields of an object that are not in ``fields``."""
    items: Kind | None = None
    """The kind of the items of a list."""
    is_extensible: bool = False
    """Whether keys of the mapping that start with ``x-`` are extensions, not names."""
    is_schema: bool = False
    is_text: bool = False
    """Whether a reference may lead to a text file."""
    is_data: bool = False
    """Whether ``$ref`` is a reference only if it is the only key."""
    keeps_broken: bool = False
    """Whether an object whose reference is broken stays in its list or mapping."""
    keeps_siblings: bool = False
    """Whether the object exists without the target of its reference, with its further keys only."""

    def get(self, key: str) -> Kind | None:
        """Return the kind of the value under a key."""
        if key in self.fields:
            return self.fields[key]
        return None if self.is_extensible and key.startswith("x-") else self.others


SCHEMA: Final = Kind(is_schema=True)
TEXT: Final = Kind(is_text=True)
"""A text, a number or a boolean."""
DATA: Final = Kind(is_data=True, keeps_broken=True)
"""A value in an example."""


def _make_object(fields: dict[str, Kind] | None = None) -> Kind:
    """Return a kind of object; fields that are not named are texts, numbers or booleans."""
    return Kind(fields=fields or {}, others=TEXT, is_extensible=True)


def _make_map(kind: Kind, *, is_extensible: bool = False) -> Kind:
    return Kind(others=kind, is_extensible=is_extensible, keeps_siblings=True)


def _make_list(kind: Kind) -> Kind:
    return Kind(items=kind)


def _select(names: Iterable[str], kind: Kind) -> dict[str, Kind]:
    return dict.fromkeys(names, kind)


_OBJECT: Final = _make_object()
_TEXTS: Final = _make_list(TEXT)
_SERVER: Final = _make_object({"variables": _make_map(_make_object({"enum": _TEXTS}))})
_SECURITY: Final = _make_list(Kind(others=_TEXTS))  # no map: without its target it would mean that nothing is needed
_EXAMPLE: Final = Kind(
    fields=_select(("value", "dataValue", "serializedValue"), DATA)
    | _select(("summary", "description", "externalValue"), TEXT)
)
_EXAMPLES: Final = Kind(others=_EXAMPLE, items=DATA, keeps_siblings=True)
_MEDIA_TYPE: Final = _make_object(
    _select(("schema", "itemSchema"), SCHEMA) | _select(("example", "x-example"), DATA) | {"examples": _EXAMPLES}
)
_HEADER: Final = _make_object(
    {**_MEDIA_TYPE.fields, "content": _make_map(_MEDIA_TYPE), "items": SCHEMA, "enum": _TEXTS, "default": DATA}
)
_PARAMETER: Final = replace(_HEADER, keeps_broken=True)
_HEADERS: Final = _make_map(_HEADER)
_MEDIA_TYPE.fields["encoding"] = _make_map(_make_object({"headers": _HEADERS}))
_BODY: Final = _make_object({"content": _make_map(_MEDIA_TYPE)})
_LINK: Final = _make_object({"parameters": _make_map(DATA), "requestBody": DATA, "server": _SERVER})
_RESPONSE: Final = _make_object(
    {
        "headers": _HEADERS,
        "content": _make_map(_MEDIA_TYPE),
        "links": _make_map(_LINK),
        "schema": SCHEMA,  # this and the next are Swagger 2.0's
        "examples": _make_map(DATA),
    }
)
_CODE_SAMPLES: Final = _make_list(_OBJECT)
_OPERATION: Final = _make_object(
    {
        **_select(("tags", "consumes", "produces", "schemes"), _TEXTS),
        **_select(("x-codeSamples", "x-code-samples", "x-codesamples", "x-samples"), _CODE_SAMPLES),
        "externalDocs": _OBJECT,
        "parameters": _make_list(_PARAMETER),
        "requestBody": _BODY,
        "responses": _make_map(_RESPONSE, is_extensible=True),
        "security": _SECURITY,
        "servers": _make_list(_SERVER),
    }
)
_PATH_ITEM: Final = replace(
    _make_object(
        {
            **_select(HTTP_METHODS, _OPERATION),
            "additionalOperations": _make_map(_OPERATION),
            SAME_PATH: _make_list(_OPERATION),
            "parameters": _make_list(_PARAMETER),
            "servers": _make_list(_SERVER),
        }
    ),
    keeps_siblings=True,
)
_PATHS: Final = _make_map(_PATH_ITEM, is_extensible=True)
_OPERATION.fields["callbacks"] = _make_map(_PATHS)
_SECURITY_SCHEME: Final = _make_object(
    {"flows": _make_map(_make_object({"scopes": _make_map(TEXT)})), "scopes": _make_map(TEXT)}
)
DESCRIPTION: Final = _make_object(
    {
        **_select(("consumes", "produces", "schemes"), _TEXTS),
        "info": _make_object({"contact": _OBJECT, "license": _OBJECT}),
        "servers": _make_list(_SERVER),
        "paths": _PATHS,
        "webhooks": _make_map(_PATH_ITEM),
        "x-webhooks": _make_map(_PATH_ITEM),
        "security": _SECURITY,
        "securityDefinitions": _make_map(_SECURITY_SCHEME),
        "tags": _make_list(_make_object({"externalDocs": _OBJECT, "x-displayName": TEXT})),
        "x-tagGroups": _make_list(_make_object({"tags": _TEXTS})),
        "externalDocs": _OBJECT,
        # What else is shared is read where a reference leads to it, so unused parts cause no warnings.
        "components": Kind(
            fields={"securitySchemes": _make_map(_SECURITY_SCHEME), "schemas": _make_map(SCHEMA)}, keeps_siblings=True
        ),
        **_select(("definitions", "parameters", "responses"), Kind()),
    }
)
"""A whole file."""
