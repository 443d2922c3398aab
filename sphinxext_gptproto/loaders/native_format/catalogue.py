"""The catalogue: providers, their models, and operations as each model offers them."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from .base import Part, Slug, SlugPath


class OverridePart(Part):
    """Changes that an endpoint makes to one parameter."""

    description: str = ""
    """CommonMark, in place of the operation's."""
    default: Any = None
    """Value that the server assumes for this endpoint if the request has none."""
    example: Any = None
    """Example value for this endpoint."""
    enum: list[Any] | None = Field(default=None, min_length=1)
    """The only values that this endpoint allows."""
    enum_descriptions: dict[str, str] = Field(default={}, alias="x-enum-descriptions")
    """Meaning of each value of ``enum``, by value."""
    minimum: int | float | None = None
    """Smallest number that this endpoint allows."""
    maximum: int | float | None = None
    """Largest number that this endpoint allows."""
    max_length: int | None = Field(default=None, ge=0)
    """Maximum number of characters for this endpoint."""
    min_items: int | None = Field(default=None, ge=0)
    """Minimum number of items for this endpoint."""
    max_items: int | None = Field(default=None, ge=0)
    """Maximum number of items for this endpoint."""
    required: bool | None = None
    """Whether this endpoint requires it."""
    deprecated: bool = False
    """Whether new code should not send it to this endpoint."""


class EndpointPart(Part):
    """An operation as one model offers it."""

    operation: str
    """An operationId."""
    title: str = ""
    """The task, such as "Text to image"; by default the operation's summary, or else the words of its name."""
    description: str = ""
    """CommonMark, in place of the operation's."""
    example: str = ""
    """Name of the example to show, of the request and of the response; by default the first."""
    request: dict[str, Any] = {}
    """Values that replace those of the request example, by top-level key."""
    response: dict[str, Any] = {}
    """Values that replace those of the response example, by top-level key."""
    all_examples: bool = False
    """Whether the page shows all examples of the operation and not only one."""
    parameters: dict[str, OverridePart] = {}
    """Changes to parameters and body fields, by name; a nested field by its path, such as ``messages.content``."""
    omit: list[str] = []
    """Parameters and body fields of the operation that this endpoint does not have."""
    errors: list[str] | None = None
    """Ids of entries in the error catalogue, in place of the operation's."""
    model: str = ""
    """The model's name in requests to this endpoint, if it differs from the model's ``name``."""
    deprecated: bool = False
    """Whether new code should not call it for this model."""


class LevelPart(Part):
    """Title and description of a level of the endpoint ids."""

    title: str = ""
    """Title of the level, for readers."""
    description: str = ""
    """CommonMark, shown on the level's index page."""


class ModelPart(Part):
    """A model of a provider."""

    model: Slug
    """Second segment of its endpoints' ids."""
    title: str = Field(min_length=1)
    """Name of the model, for readers."""
    name: str = ""
    """Value of ``model`` in requests; empty if requests have no such field."""
    description: str = ""
    """CommonMark: what the model is good at. Shown on all its pages."""
    endpoints: dict[SlugPath, EndpointPart] = {}
    """Endpoints by the rest of their id, such as ``official-format/text-to-image``."""


class ProviderPart(Part):
    """A provider, its models and their endpoints."""

    provider: Slug
    """First segment of all its endpoints' ids."""
    title: str = Field(min_length=1)
    """Name of the provider, for readers."""
    description: str = ""
    """CommonMark, shown on the provider's index page."""
    endpoints: dict[SlugPath, EndpointPart] = {}
    """Endpoints that belong to no model, by the rest of their id."""
    models: list[ModelPart] = []
    """In the order of display."""
    levels: dict[SlugPath, LevelPart] = {}
    """Titles and descriptions of levels between provider and endpoint, by the rest of their id."""
