"""What all parts of a native file have in common: how their names are spelled, and that unknown keys are faults."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

# Lower-case letters, digits, and whatever is not ASCII: three languages' regular expressions agree on this alone.
WORD = r"[^\x00-/:-`{-\x7f]+"
SLUG = rf"{WORD}(-{WORD})*"
Slug = Annotated[str, Field(pattern=f"^{SLUG}$")]
"""Lower-case words joined by hyphens: one part of an endpoint id."""
SlugPath = Annotated[str, Field(pattern=f"^{SLUG}(/{SLUG})*$")]
"""Slugs joined by ``/``: an endpoint id, or the rest of one."""
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]+$")]
"""Of a shared part."""
# Between slashes: something that is not '.' or '..', without backslashes, spaces and control characters.
_STEP = r"\.{0,2}[^\s./\\\x00-\x1f\x7f][^\s/\\\x00-\x1f\x7f]*"
OPERATION_NAME = rf"{_STEP}(/{_STEP})*"
OperationName = Annotated[str, Field(pattern=f"^{OPERATION_NAME}$")]
"""Of an operation. Pages are named after it, so it must not be a path that leads elsewhere."""


class Part(BaseModel):
    """Base of every part: unknown keys are faults, but those that start with ``x-`` are left alone."""

    model_config = ConfigDict(
        defer_build=True,  # until a file needs it: OpenAPI files and remembered registries do not
        extra="forbid",
        strict=True,
        frozen=True,
        alias_generator=to_camel,
        populate_by_name=False,
        use_attribute_docstrings=True,
        json_schema_extra={"patternProperties": {"^x-": {}}},
    )

    @model_validator(mode="before")
    @classmethod
    def _leave_extensions_alone(cls, data: Any) -> Any:
        if isinstance(data, dict) and any(key.startswith("x-") for key in data):
            known = {field.alias for field in cls.model_fields.values()}
            return {key: value for key, value in data.items() if not key.startswith("x-") or key in known}
        return data


class ExternalDocsPart(Part):
    """More to read elsewhere."""

    url: str = Field(min_length=1)
    """Its address."""
    description: str = ""
    """What it is."""
