"""One documented input or output as a plain value, with all that stands in it; and the anchors that fields have.

Sphinx-free. :mod:`.build_fields` makes them, and every output format shows them in its own way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ..spec.model import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ..spec.model import ExternalDocs, Json, Missing


OUTPUTS: Final = ("response", "schema", "payload")
"""Places of fields that the reader is sent, and of those that are shared: none of them is typed into a request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One documented input or output."""

    name: str
    place: str
    """``path``, ``query``, ``header``, ``cookie`` or ``body``, or one of :data:`OUTPUTS`."""
    slug: str
    """Its part of the anchor, such as ``role`` of ``body-messages-role``: see :func:`walk`. A field does not know where
    it stands, so that one is made for all places that say the same."""
    type: str
    """As readers know it: ``string``, ``object[]``, ``string | null``, ``file``."""
    required: bool = False
    description: str = ""
    """CommonMark."""
    default: Json | Missing = MISSING
    example: Json | Missing = MISSING
    """Absent where a body's example says no more than a default, or where nested fields show theirs."""
    examples: tuple[Json, ...] = ()
    """Further ones."""
    values: tuple[Json, ...] = ()
    """The only values allowed, or none when others are too."""
    value_descriptions: tuple[str, ...] = ()
    """CommonMark, one for each of ``values``; empty when none is described."""
    format: str = ""
    """JSON Schema's ``format``, such as ``date-time``."""
    limits: tuple[str, ...] = ()
    """Such as ``0 to 2``, ``at most 4096 characters``."""
    constraints: tuple[tuple[str, str], ...] = ()
    """JSON Schema keywords that restrict the value and have no words here, with their values as JSON."""
    deprecated: bool = False
    read_only: bool = False
    write_only: bool = False
    external_docs: ExternalDocs | None = None
    same_as: int = 0
    """How far up the field stands that this one repeats, where a schema holds itself: 1 is the one that holds it."""
    see: str = ""
    """Name of the shared schema that says what is nested, where that is too much to stand here."""
    aside: bool = False
    """Whether it belongs to a variant of the body, to a body of another media type, or to the items of a list."""
    children: tuple[Field, ...] = ()
    variants: tuple[Variant, ...] = ()
    has_repeats: bool = False
    """Whether it, or one in it, has ``same_as``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One of several shapes that a field may have (``oneOf``, ``anyOf``)."""

    title: str
    slug: str
    """Stands in the anchors of its fields, behind that of the field."""
    description: str
    fields: tuple[Field, ...]
    type: str = ""
    when: tuple[str, tuple[str, ...]] = ("", ())
    """Name of the field that tells the variants apart, and its values for this one."""
    shape: Field | None = None
    """What is said of the value itself, where anything is: values, limits, default, a schema to see."""


def join(at: str, slug: str) -> str:
    """Return the anchor of what stands in something, by that one's anchor."""
    return f"{at}-{slug}" if at else slug


def walk(fields: Iterable[Field], at: str = "") -> Iterator[tuple[str, Field]]:
    """Yield fields and all that stand in them, outer ones first, with their anchors.

    :param at: anchor of what they stand in.
    """
    for field_ in fields:
        anchor = join(at, field_.slug)
        yield anchor, field_
        yield from walk(field_.children, anchor)
        for variant in field_.variants:
            yield from walk(variant.fields, f"{anchor}-{variant.slug}")


def get_tops(shapes: Iterable[Field]) -> set[str]:
    """Return the anchors of the outermost fields: of a body, which has no name, those right in it or its variants."""
    found: set[str] = set()
    for shape in shapes:
        if shape.name:
            found.add(shape.slug)
            continue
        found |= {join(shape.slug, child.slug) for child in shape.children}
        for variant in shape.variants:
            found |= {f"{shape.slug}-{variant.slug}-{child.slug}" for child in variant.fields}
    return found


def get_repeated(fields: Iterable[Field], at: str = "", above: tuple[str, ...] = ()) -> set[str]:
    """Return the anchors of fields that others in them repeat, and so link to.

    :param above: anchors of the fields that hold them, outer ones first.
    """
    found: set[str] = set()
    for field_ in fields:
        if field_.has_repeats:
            anchor = join(at, field_.slug)
            found |= {above[-field_.same_as]} if field_.same_as else set()
            found |= get_repeated(field_.children, anchor, (*above, anchor))
            for variant in field_.variants:
                found |= get_repeated(variant.fields, f"{anchor}-{variant.slug}", (*above, anchor))
    return found
