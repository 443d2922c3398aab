"""Schemas: the keywords of JSON Schema (draft 2020-12) that documentation shows."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from .base import ExternalDocsPart, Part

TypeName = Literal["string", "integer", "number", "boolean", "object", "array", "null"]


def _is_flag(data: Any) -> str:
    return "a flag" if isinstance(data, bool) else "a schema"


def _is_list(data: Any) -> str:
    return "several types" if isinstance(data, list) else "one type"


class DiscriminatorPart(Part):
    """The property that tells variants apart."""

    property_name: str = Field(min_length=1)
    """Name of the property."""
    mapping: dict[str, str] = {}
    """References to the variants, ``#/components/schemas/<Name>``, by the property's value."""


class SchemaPart(Part):
    """A JSON Schema object (draft 2020-12), with the keywords that documentation shows."""

    ref: str | None = Field(default=None, alias="$ref")
    """Reference to a schema, ``#/components/schemas/<Name>``. Other keys override those of that schema."""
    type: (
        Annotated[
            Annotated[TypeName, Tag("one type")] | Annotated[list[TypeName], Tag("several types")],
            Discriminator(_is_list),
        ]
        | None
    ) = None
    """The JSON type, or a list of them."""
    format: str = ""
    """What a string means, such as ``date-time``, ``uri`` or ``binary`` (a file)."""
    title: str = ""
    """Name of the schema, shown if it is a variant."""
    description: str = ""
    """CommonMark."""
    default: Any = None
    """Value that the server assumes if the request has none."""
    examples: list[Any] = []
    """Example values; the first is shown if the request example has no value."""
    enum: list[Any] | None = Field(default=None, min_length=1)
    """The only values allowed."""
    enum_descriptions: dict[str, str] = Field(default={}, alias="x-enum-descriptions")
    """Meaning of each value of ``enum``, by value."""
    const: Any = None
    """The only value allowed."""
    minimum: int | float | None = None
    """Smallest number allowed."""
    maximum: int | float | None = None
    """Largest number allowed."""
    exclusive_minimum: int | float | None = None
    """The number must be larger than this."""
    exclusive_maximum: int | float | None = None
    """The number must be smaller than this."""
    multiple_of: int | float | None = Field(default=None, gt=0)
    """The number must be a multiple of this."""
    min_length: int | None = Field(default=None, ge=0)
    """Minimum number of characters."""
    max_length: int | None = Field(default=None, ge=0)
    """Maximum number of characters."""
    pattern: str = ""
    """Regular expression (ECMA-262) that the string must match."""
    min_items: int | None = Field(default=None, ge=0)
    """Minimum number of items of an array."""
    max_items: int | None = Field(default=None, ge=0)
    """Maximum number of items of an array."""
    unique_items: bool = False
    """Whether the items of an array must be unique."""
    min_properties: int | None = Field(default=None, ge=0)
    """Minimum number of fields of an object."""
    max_properties: int | None = Field(default=None, ge=0)
    """Maximum number of fields of an object."""
    properties: dict[str, SchemaPart] = {}
    """Schemas of an object's fields, by name."""
    pattern_properties: dict[str, SchemaPart] = {}
    """Schemas of the fields whose names match a regular expression, by that expression."""
    required: list[str] = []
    """Names of the required fields."""
    items: SchemaPart | None = None
    """Schema of an array's items."""
    prefix_items: list[SchemaPart] = []
    """Schemas of an array's first items, one each; ``items`` is the schema of the remaining items."""
    additional_properties: (
        Annotated[Annotated[bool, Tag("a flag")] | Annotated[SchemaPart, Tag("a schema")], Discriminator(_is_flag)]
        | None
    ) = None
    """Schema of fields with other names; ``false`` if there are none."""
    all_of: list[SchemaPart] = []
    """Schemas that all have to match; their fields are merged."""
    one_of: list[SchemaPart] = []
    """Schemas of which exactly one has to match; each is shown as a variant."""
    any_of: list[SchemaPart] = []
    """Schemas of which at least one has to match; each is shown as a variant."""
    deprecated: bool = False
    """Whether new code should not use it."""
    read_only: bool = False
    """Whether it occurs in responses only."""
    write_only: bool = False
    """Whether it occurs in requests only."""
    content_media_type: str = ""
    """Media type of a string that contains a file."""
    discriminator: DiscriminatorPart | None = None
    """The property that tells the variants of ``oneOf`` or ``anyOf`` apart."""
    nullable: bool = False
    """Whether ``null`` is allowed, for schemas with ``$ref`` or variants; for others, add ``null`` to ``type``."""
    external_docs: ExternalDocsPart | None = None
    """Link to further documentation."""
    not_: Any = Field(default=None, alias="not")
    """Schema that must not match. This keyword and those below are shown as JSON."""
    if_: Any = Field(default=None, alias="if")
    """Schema that decides between ``then`` and ``else``."""
    then: Any = None
    """Schema that has to match if ``if`` matches."""
    else_: Any = Field(default=None, alias="else")
    """Schema that has to match if ``if`` does not."""
    contains: Any = None
    """Schema that at least one item of an array has to match."""
    min_contains: Any = None
    """Minimum number of items that match ``contains``."""
    max_contains: Any = None
    """Maximum number of items that match ``contains``."""
    property_names: Any = None
    """Schema of the names of an object's fields."""
    dependent_required: Any = None
    """Fields that are required if another field is present, by that field's name."""
    dependent_schemas: Any = None
    """Schemas that have to match if a field is present, by that field's name."""
    dependencies: Any = None
    """The same two, as written in older drafts of JSON Schema."""
    unevaluated_properties: Any = None
    """Schema of the fields that no other keyword describes."""
    unevaluated_items: Any = None
    """Schema of the items that no other keyword describes."""
