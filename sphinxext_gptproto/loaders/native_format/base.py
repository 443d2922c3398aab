"""The base class of all parts of a native file, and the patterns of names."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.alias_generators import to_camel

# Lower-case letters, digits, and everything outside of ASCII. The character class is written without \w or \p, which
# Python, pydantic's Rust and the JavaScript of editors interpret differently.
WORD = r"[^\x00-/:-`{-\x7f]+"
SLUG = rf"{WORD}(-{WORD})*"
Slug = Annotated[str, Field(pattern=f"^{SLUG}$")]
"""Lower-case words joined by hyphens: one segment of an endpoint id."""
SlugPath = Annotated[str, Field(pattern=f"^{SLUG}(/{SLUG})*$")]
"""Slugs joined by ``/``: an endpoint id, or the last segments of one."""
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]+$")]
"""The name of a component."""
# A segment between slashes: not '.' or '..', and without backslashes, white space and control characters.
_STEP = r"\.{0,2}[^\s./\\\x00-\x1f\x7f][^\s/\\\x00-\x1f\x7f]*"
OPERATION_NAME = rf"{_STEP}(/{_STEP})*"
OperationName = Annotated[str, Field(pattern=f"^{OPERATION_NAME}$")]
"""The name of an operation. Pages are named after it, so it must not be a path out of their folder."""


class Part(BaseModel):
    """Base of every part: unknown keys are faults, but those that start with ``x-`` are left alone."""

    model_config = ConfigDict(
        defer_build=True,  # build validators on first use: OpenAPI files and cached registries need none
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
    def _ignore_extensions(cls, data: Any) -> Any:
        if isinstance(data, dict) and any(key.startswith("x-") for key in data):
            aliases = {field.alias for field in cls.model_fields.values()}
            return {key: value for key, value in data.items() if not key.startswith("x-") or key in aliases}
        return data


class ExternalDocsPart(Part):
    """A link to further documentation."""

    url: str = Field(min_length=1)
    """URL of the documentation."""
    description: str = ""
    """Text of the link."""
