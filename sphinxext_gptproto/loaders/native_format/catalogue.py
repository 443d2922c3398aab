"""The catalogue: providers, their models, and operations as each model offers them."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from .base import Part, Slug, SlugPath


class OverridePart(Part):
    """What an endpoint says differently of one parameter."""

    description: str = ""
    """CommonMark, in place of the operation's."""
    default: Any = None
    """What this endpoint's server uses when the value is left out."""
    example: Any = None
    """A value worth showing here."""
    enum: list[Any] | None = Field(default=None, min_length=1)
    """The only values allowed here."""
    enum_descriptions: dict[str, str] = Field(default={}, alias="x-enum-descriptions")
    """What each of them means."""
    minimum: int | float | None = None
    """Smallest number allowed here."""
    maximum: int | float | None = None
    """Largest number allowed here."""
    max_length: int | None = Field(default=None, ge=0)
    """Greatest number of characters here."""
    min_items: int | None = Field(default=None, ge=0)
    """Least number of items here."""
    max_items: int | None = Field(default=None, ge=0)
    """Greatest number of items here."""
    required: bool | None = None
    """Whether it is required here."""
    deprecated: bool = False
    """Whether new code should leave it out here."""


class EndpointPart(Part):
    """An operation as one model offers it."""

    operation: str
    """An operationId."""
    title: str = ""
    """The task, such as "Text to image"; left out, the operation's summary."""
    description: str = ""
    """CommonMark, in place of the operation's."""
    example: str = ""
    """Name of the request's and response's example; left out, the first."""
    request: dict[str, Any] = {}
    """Values laid over the example's, key by key."""
    response: dict[str, Any] = {}
    """Values laid over the answer's example, key by key."""
    all_examples: bool = False
    """Whether the page shows all examples of the operation, in place of one."""
    parameters: dict[str, OverridePart] = {}
    """By name; a nested one by its path, such as ``messages.content``."""
    omit: list[str] = []
    """Parameters of the operation that this endpoint does not take."""
    errors: list[str] | None = None
    """Ids of the error catalogue, in place of the operation's."""
    model: str = ""
    """The model's name as this endpoint's requests send it, where it is not the model's usual one."""
    deprecated: bool = False
    """Whether new code should not call it for this model."""


class LevelPart(Part):
    """Words about a level of the endpoint ids."""

    title: str = ""
    """As people write it."""
    description: str = ""
    """CommonMark, shown on the level's index page."""


class ModelPart(Part):
    """A model of a provider."""

    model: Slug
    """Second part of its endpoints' ids."""
    title: str = Field(min_length=1)
    """As people write it."""
    name: str = ""
    """What requests send as ``model``; left out where they name none."""
    description: str = ""
    """CommonMark: what the model is good at. Shown on all its pages."""
    endpoints: dict[SlugPath, EndpointPart] = {}
    """By the rest of the id, such as ``official-format/text-to-image``."""


class ProviderPart(Part):
    """A provider, its models and their endpoints."""

    provider: Slug
    """First part of all its ids."""
    title: str = Field(min_length=1)
    """As people write it."""
    description: str = ""
    """CommonMark, shown on the provider's index page."""
    endpoints: dict[SlugPath, EndpointPart] = {}
    """Endpoints that stand under no model."""
    models: list[ModelPart] = []
    """In the order of display."""
    levels: dict[SlugPath, LevelPart] = {}
    """Titles of levels between provider and endpoint, by their path."""
