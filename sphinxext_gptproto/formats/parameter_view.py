"""A parameter as plain typed values, for every format: only this module takes its node apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from docutils import nodes

from ..content.fields import OUTPUTS
from ..reference import nodes as ours

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Parameter(Protocol):
    """What a :class:`.content.fields.Field` and a :class:`ParameterView` have in common."""

    @property
    def name(self) -> str:
        """The name, as requests and responses have it."""

    @property
    def place(self) -> str:
        """``path``, ``query``, ``header``, ``cookie``, ``body``, ``response``, ``schema`` or ``payload``."""

    @property
    def type(self) -> str:
        """The type, as readers know it, such as ``object[]``."""

    @property
    def required(self) -> bool:
        """Whether it must be present."""

    @property
    def deprecated(self) -> bool:
        """Whether new code should not use it."""

    @property
    def aside(self) -> bool:
        """Whether it belongs to a body that samples do not send, or to the items of a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterView:
    """What a page says of one parameter."""

    anchor: str
    """The id that links go to."""
    name: str
    place: str
    type: str
    required: bool
    deprecated: bool
    aside: bool
    description: tuple[nodes.Node, ...]
    """The blocks of its description."""
    facts: tuple[ours.api_fact, ...]
    """In the order of the node: default, limits, format and so on. There may be several of a kind."""
    nested: tuple[ours.api_parameter_list | ours.api_variant, ...]
    """Fields nested in it, and its variants that have fields."""

    @classmethod
    def of(cls, node: ours.api_parameter) -> ParameterView:
        """Take a node apart."""
        children = _get_definition(node).children
        return cls(
            anchor=node["ids"][0],
            name=node.name,
            place=node.place,
            type=node.type,
            required=node.required,
            deprecated=node.deprecated,
            aside=node.aside,
            description=tuple(
                child
                for child in children
                if not isinstance(child, (ours.api_fact, ours.api_parameter_list, ours.api_variant))
            ),
            facts=tuple(get_facts(node)),
            nested=tuple(child for child in children if isinstance(child, (ours.api_parameter_list, ours.api_variant))),
        )

    @property
    def is_output(self) -> bool:
        """Whether readers are sent it, and do not send it."""
        return self.place in OUTPUTS

    @property
    def default(self) -> ours.api_fact | None:
        """The fact that says the default."""
        return self._get_fact("default")

    @property
    def example(self) -> ours.api_fact | None:
        """The fact that has the first example."""
        return self._get_fact("example")

    @property
    def values(self) -> ours.api_fact | None:
        """The fact that lists the only values allowed."""
        return self._get_fact("values")

    @property
    def limits(self) -> ours.api_fact | None:
        """The fact that says limits, such as the largest number allowed."""
        return self._get_fact("limits")

    @property
    def variants(self) -> list[ours.api_variant]:
        """The variants that have fields."""
        return [child for child in self.nested if isinstance(child, ours.api_variant)]

    @property
    def field_count(self) -> int:
        """How many fields are nested directly in it."""
        return sum(len(child.children) for child in self.nested if isinstance(child, ours.api_parameter_list))

    def sort_facts(self, kinds: Sequence[str]) -> list[ours.api_fact]:
        """Return the facts of these kinds, in the order of the kinds."""
        return sorted((fact for fact in self.facts if fact.kind in kinds), key=lambda fact: kinds.index(fact.kind))

    def _get_fact(self, kind: str) -> ours.api_fact | None:
        return next((fact for fact in self.facts if fact.kind == kind), None)


def get_facts(node: ours.api_parameter) -> Iterator[ours.api_fact]:
    """Yield the facts of a parameter."""
    return (child for child in _get_definition(node).children if isinstance(child, ours.api_fact))


def is_nested(node: nodes.Element) -> bool:
    """Return whether a list of parameters or a variant is nested in a parameter, directly or in a variant of it."""
    parent = node.parent.parent if isinstance(node.parent, ours.api_variant) else node.parent
    return isinstance(parent, nodes.definition)


def _get_definition(node: ours.api_parameter) -> nodes.definition:
    definition = node[1]
    assert isinstance(definition, nodes.definition)
    return definition
