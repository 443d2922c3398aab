"""Fields: the documented inputs and outputs of an operation as plain values, and the anchors of fields.

:mod:`.build_fields` builds them, and every output format renders them in its own way. Nothing here imports Sphinx.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ..spec.model import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..spec.model import ExternalDocs, Json, Missing


OUTPUTS: Final = ("response", "schema", "payload")
"""Places of fields that are not part of a request: responses, shared schemas, payloads of webhooks and callbacks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A documented input or output with its nested fields: a parameter, a header, a property, a whole body."""

    name: str
    place: str
    """``path``, ``query``, ``header``, ``cookie`` or ``body``, or one of :data:`OUTPUTS`."""
    slug: str
    """The last part of the anchor, such as ``role`` in ``body-messages-role``; :func:`walk` yields complete anchors.
    A field does not know its parents, so that one object can be used wherever the content is the same."""
    type: str
    """As it is displayed: ``string``, ``object[]``, ``string | null``, ``file``."""
    required: bool = False
    description: str = ""
    """CommonMark."""
    default: Json | Missing = MISSING
    example: Json | Missing = MISSING
    """:data:`.MISSING` in a body where there is a default, and wherever nested fields have examples of their own."""
    examples: tuple[Json, ...] = ()
    """Further examples."""
    values: tuple[Json, ...] = ()
    """The values of ``enum`` or ``const``; empty if the schema has neither."""
    value_descriptions: tuple[str, ...] = ()
    """CommonMark, one for each of ``values``; empty if no value has a description."""
    format: str = ""
    """JSON Schema's ``format``, such as ``date-time``."""
    limits: tuple[str, ...] = ()
    """Limits in words, such as ``0 to 2`` and ``at most 4096 characters``."""
    constraints: tuple[tuple[str, str], ...] = ()
    """Other JSON Schema keywords that restrict the value, with their values as JSON."""
    deprecated: bool = False
    read_only: bool = False
    write_only: bool = False
    external_docs: ExternalDocs | None = None
    same_as: int = 0
    """In a recursive schema, how many levels up the field is that this one repeats: 1 is the parent. Else 0."""
    see: str = ""
    """Name of the shared schema whose own page has the nested fields, where they are too many for this page."""
    aside: bool = False
    """Whether the field belongs to a variant of the body, to a body of another media type, or to a list's items."""
    children: tuple[Field, ...] = ()
    variants: tuple[Variant, ...] = ()
    has_repeats: bool = False
    """Whether this field or one nested in it has ``same_as``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One branch of ``oneOf`` or ``anyOf``."""

    title: str
    slug: str
    """The part between a field's anchor and those of the fields in this variant."""
    description: str
    fields: tuple[Field, ...]
    type: str = ""
    when: tuple[str, tuple[str, ...]] = ("", ())
    """Name of the discriminator property, and its values for this variant."""
    shape: Field | None = None
    """What is known about the value itself: enum, limits, default, a shared schema with a page of its own."""


def is_list(shape: Field) -> bool:
    """Return whether a body is an array, or may be one; its fields are then those of each item."""
    return any(kind.endswith("[]") for kind in shape.type.split(" | "))


def join(*slugs: str) -> str:
    """Return the anchor of a field, from the anchor of its parent (empty at the top) and its slug."""
    return "-".join(filter(None, slugs))


def walk(fields: Iterable[Field], parent: str = "") -> Iterator[tuple[str, Field]]:
    """Yield fields and their nested fields, outer ones first, each with its anchor.

    :param parent: the anchor of the field that holds them.
    """
    for field_ in fields:
        anchor = join(parent, field_.slug)
        yield anchor, field_
        yield from walk(field_.children, anchor)
        for variant in field_.variants:
            yield from walk(variant.fields, join(anchor, variant.slug))


def get_tops(shapes: Iterable[Field]) -> set[str]:
    """Return the anchors of the outermost fields.

    A body has no name and is not displayed as a field, so its outermost fields are its children and those of its
    variants.
    """
    anchors: set[str] = set()
    for shape in shapes:
        if shape.name:
            anchors.add(shape.slug)
            continue
        anchors |= {join(shape.slug, child.slug) for child in shape.children}
        for variant in shape.variants:
            anchors |= {join(shape.slug, variant.slug, child.slug) for child in variant.fields}
    return anchors


def get_repeated(fields: Iterable[Field], parent: str = "", parents: tuple[str, ...] = ()) -> set[str]:
    """Return the anchors of fields that a nested field repeats (``same_as``): pages link to these.

    :param parent: the anchor that those of the fields begin with: the field's that holds them, with the variant's slug.
    :param parents: the anchors of all enclosing fields, outer ones first.
    """
    repeated: set[str] = set()
    for field_ in fields:
        if field_.has_repeats:
            anchor = join(parent, field_.slug)
            repeated |= {parents[-field_.same_as]} if field_.same_as else set()
            repeated |= get_repeated(field_.children, anchor, (*parents, anchor))
            for variant in field_.variants:
                repeated |= get_repeated(variant.fields, join(anchor, variant.slug), (*parents, anchor))
    return repeated
