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
    """How a value tells which of the variants it is."""

    property_name: str = Field(min_length=1)
    """Name of the property that tells."""
    mapping: dict[str, str] = {}
    """The variant's reference, ``#/components/schemas/<Name>``, by the property's value."""


class SchemaPart(Part):
    """A JSON Schema object (draft 2020-12), the part of it that documentation shows."""

    ref: str | None = Field(default=None, alias="$ref")
    """Name of a schema, ``#/components/schemas/<Name>``. Keys beside it override the named schema's."""
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
    """Name of a variant, shown where several are allowed."""
    description: str = ""
    """CommonMark."""
    default: Any = None
    """What the server uses when the value is left out."""
    examples: list[Any] = []
    """Values worth showing; the first is shown where the request example has none."""
    enum: list[Any] | None = Field(default=None, min_length=1)
    """The only values allowed."""
    enum_descriptions: dict[str, str] = Field(default={}, alias="x-enum-descriptions")
    """What each value of ``enum`` means, keyed by the value."""
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
    """Least number of characters."""
    max_length: int | None = Field(default=None, ge=0)
    """Greatest number of characters."""
    pattern: str = ""
    """Regular expression (ECMA-262) that the string must match."""
    min_items: int | None = Field(default=None, ge=0)
    """Least number of items of an array."""
    max_items: int | None = Field(default=None, ge=0)
    """Greatest number of items of an array."""
    unique_items: bool = False
    """Whether no item of an array may stand twice."""
    min_properties: int | None = Field(default=None, ge=0)
    """Least number of fields of an object."""
    max_properties: int | None = Field(default=None, ge=0)
    """Greatest number of fields of an object."""
    properties: dict[str, SchemaPart] = {}
    """Schemas of an object's fields, by name."""
    pattern_properties: dict[str, SchemaPart] = {}
    """Schemas of the fields whose names match a regular expression, by that."""
    required: list[str] = []
    """Names of the fields that must be there."""
    items: SchemaPart | None = None
    """Schema of an array's items."""
    prefix_items: list[SchemaPart] = []
    """Schemas of an array's first items, one for each; ``items`` is that of the rest."""
    additional_properties: (
        Annotated[Annotated[bool, Tag("a flag")] | Annotated[SchemaPart, Tag("a schema")], Discriminator(_is_flag)]
        | None
    ) = None
    """Schema of fields under other names; ``false`` where there are none."""
    all_of: list[SchemaPart] = []
    """Schemas that hold all at once; their fields are merged."""
    one_of: list[SchemaPart] = []
    """Schemas of which exactly one holds; each is shown as a variant."""
    any_of: list[SchemaPart] = []
    """Schemas of which at least one holds; each is shown as a variant."""
    deprecated: bool = False
    """Whether new code should leave it out."""
    read_only: bool = False
    """Whether it stands in answers only."""
    write_only: bool = False
    """Whether it stands in requests only."""
    content_media_type: str = ""
    """Media type of a string that holds a file's bytes."""
    discriminator: DiscriminatorPart | None = None
    """Which property tells the variants of ``oneOf`` or ``anyOf`` apart."""
    nullable: bool = False
    """Whether ``null`` is allowed beside a ``$ref`` or variants; elsewhere ``type`` says so."""
    external_docs: ExternalDocsPart | None = None
    """More to read elsewhere."""
    not_: Any = Field(default=None, alias="not")
    """Schema that must not hold. This keyword and those below are shown as they stand."""
    if_: Any = Field(default=None, alias="if")
    """Schema that chooses between ``then`` and ``else``."""
    then: Any = None
    """Schema that holds where ``if`` does."""
    else_: Any = Field(default=None, alias="else")
    """Schema that holds where ``if`` does not."""
    contains: Any = None
    """Schema that at least one item of an array fits."""
    min_contains: Any = None
    """Least number of such items."""
    max_contains: Any = None
    """Greatest number of such items."""
    property_names: Any = None
    """Schema of the names of an object's fields."""
    dependent_required: Any = None
    """Fields that must be there where another one is, by its name."""
    dependent_schemas: Any = None
    """Schemas that hold where a field is there, by its name."""
    dependencies: Any = None
    """Both of these, as older drafts of JSON Schema write them."""
    unevaluated_properties: Any = None
    """Schema of the fields that no other keyword describes."""
    unevaluated_items: Any = None
    """Schema of the items that no other keyword describes."""
