"""What a page says about an operation, as plain values: every output format shows these facts, each in its own way.

Sphinx-free. What is said is a :class:`.fields.Field`: one row of a parameter table, with its nested fields in it.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from ..spec.memo import IdentityMemo
from ..spec.model import MISSING, Schema
from ..spec.names import make_anchor
from .fields import Field, Variant, join, walk
from .i18n import gettext as _
from .labels import MAX_DEPTH, key_of, limits_of, show_value, type_label
from .schema_size import exceeds, inner_of, names_of, reachable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..spec.model import Endpoint, Json, MediaType, Missing, Operation, Parameter
    from ..spec.registry import SpecRegistry
    from ..spec.resolver import Resolver

MAX_INLINE: Final = 80
"""Values whose JSON is longer stand in a block of their own."""
_NOTHING: Final = Schema()
"""One for all, since resolvers remember every schema that they were asked for."""
MAX_REQUEST: Final = 5_000
MAX_RESPONSE: Final = 1_000
"""Fields of a body up to which all stand on the page; of a larger one, shared schemas have pages of their own."""
MAX_SHARED: Final = 100
"""Fields that such a shared schema has at least."""


def parameter_fields(operation: Operation, location: str, resolve: Resolver) -> tuple[Field, ...]:
    """Return the parameters in one location, in the order of the source."""
    return _with_unique_slugs(_parameter_field(p, resolve) for p in operation.parameters if p.location == location)


def _parameter_field(parameter: Parameter, resolve: Resolver) -> Field:
    at = _At(place=parameter.location, depth=0, resolve=resolve, above={}, cut=False)
    made = _field(
        parameter.name,
        parameter.schema,
        parameter.example,
        at,
        slug=f"{parameter.location}-{make_anchor(parameter.name)}",
        required=parameter.required,
        description=parameter.description,
        deprecated=parameter.deprecated,
    )
    if parameter.content_type or parameter.examples or (parameter.example is not MISSING and made.example is MISSING):
        said = parameter.example if not made.children and not made.variants else made.example
        said = MISSING if said is not MISSING and said == made.default else said
        more = parameter.examples
        if parameter.example is MISSING and said is MISSING and more:
            said, *rest = more
            more = tuple(rest)
        form = f"{parameter.content_type} {made.format}".strip() if parameter.content_type else made.format
        made = replace(made, example=said, examples=more, format=form)
    return made


def body_shape(media: MediaType, resolve: Resolver, *, place: str) -> Field | None:
    """Return a request's or response's body as a field without a name, with values from its first example.

    Of a body that is an array, the nested fields are those of its items.
    """
    if media.schema is None:
        return None
    example = media.examples[0].value if media.examples and media.type != "text/event-stream" else MISSING
    schema = media.schema

    def make() -> Field:
        limit = MAX_REQUEST if place == "body" else MAX_RESPONSE
        cut = exceeds(schema, limit, resolve)
        at = _At(place=place, depth=0, resolve=resolve, above={}, cut=cut)
        (made,) = _with_unique_slugs((_make_field(schema, example, at, {"name": "", "slug": place}),))
        return made

    # Of two objects: a memo in a memo. An example may be large, and endpoints that share one share the object.
    bodies = resolve.memo.get("bodies", schema, place, IdentityMemo)
    return bodies.get("body", example, None, make)


def get_schemas_to_see(registry: SpecRegistry, endpoints: Iterable[Endpoint]) -> list[str]:
    """Return the names of the shared schemas that pages refer to instead of showing them, those of their pages too."""
    resolve, names = registry.resolve, dict[str, None]()
    for endpoint in endpoints:
        operation = endpoint.operation
        bodies = [("body", media) for media in (operation.body.content if operation.body else ())]
        bodies += [("response", media) for response in operation.responses for media in response.content]
        for place, media in bodies:
            limit = MAX_REQUEST if place == "body" else MAX_RESPONSE
            if media.schema is not None and exceeds(media.schema, limit, resolve):
                names.update(dict.fromkeys(_seen_in(body_shape(media, resolve, place=place))))
    todo = list(names)
    while todo:
        more = [name for name in _seen_in(schema_shape(todo.pop(), resolve)) if name not in names]
        names.update(dict.fromkeys(more))
        todo += more
    return list(names)


def _seen_in(shape: Field | None) -> Iterator[str]:
    for _anchor, inner in walk([shape] if shape is not None else ()):
        if inner.see:
            yield inner.see
        yield from (variant.shape.see for variant in inner.variants if variant.shape and variant.shape.see)


def schema_shape(name: str, resolve: Resolver) -> Field:
    """Return a shared schema as a field: what stands on a page of its own."""
    at = _At(place="schema", depth=0, resolve=resolve, above={name: 0}, cut=True)
    (made,) = _with_unique_slugs((_make_field(resolve.get(name), MISSING, at, {"name": "", "slug": "schema"}),))
    return made


def header_fields(headers: Iterable[Parameter], anchor: str, resolve: Resolver) -> tuple[Field, ...]:
    """Return the headers of a response."""
    fields = (replace(_parameter_field(header, resolve), place="response") for header in headers)
    return tuple(replace(field, slug=f"{anchor}-{make_anchor(field.name)}") for field in fields)


def _with_unique_slugs(fields: Iterable[Field], at: str = "", taken: set[str] | None = None) -> tuple[Field, ...]:
    """Number the anchors that fields would share, such as those of ``a_b`` and ``b`` in ``a``.

    :param taken: anchors that other fields have.
    """
    fields = tuple(fields)
    if taken is None:
        anchors = [anchor for anchor, _field in walk(fields)]
        if len(set(anchors)) == len(anchors):
            return fields
        taken = set()
    made = []
    for field in fields:
        own, number = field.slug, 1
        while join(at, own) in taken:
            number += 1
            own = f"{field.slug}-{number}"
        anchor = join(at, own)
        taken.add(anchor)
        children = _with_unique_slugs(field.children, anchor, taken)
        inner = [_with_unique_slugs(v.fields, f"{anchor}-{v.slug}", taken) for v in field.variants]
        same = own == field.slug and children is field.children
        if same and all(v.fields is fields for v, fields in zip(field.variants, inner, strict=True)):
            made.append(field)  # what is shared stays shared
            continue
        variants = tuple(replace(v, fields=fields) for v, fields in zip(field.variants, inner, strict=True))
        made.append(replace(field, slug=own, children=children, variants=variants))
    return fields if all(map(operator.is_, fields, made)) else tuple(made)


def _field(
    name: str,
    schema: Schema,
    example: Json | Missing,
    at: _At,
    *,
    slug: str,
    required: bool,
    description: str = "",
    deprecated: bool = False,
) -> Field:
    """Return the same field for the same facts, wherever it stands: schemas are shared, and endpoints share operations.

    :param slug: its part of the anchor.
    :param required: whether it must be there. This, description and deprecation are known where it stands.
    """
    above: tuple[tuple[str, int], ...] = ()
    if at.above and (within := reachable(schema, at.resolve)):
        above = tuple((ref, at.depth - depth) for ref, depth in at.above.items() if ref in within)

    def make() -> Field:
        given: dict[str, Any] = {"name": name, "slug": slug, "required": required}
        given |= {"description": description} if description else {}
        given |= {"deprecated": True} if deprecated else {}
        return _make_field(schema, example, at, given)

    # The key holds all that the field depends on, and nothing that would keep equal ones apart:
    # - what is said where the schema stands: name, anchor, whether it must be there, description and deprecation;
    # - the place, since a body shows no read-only fields as required, and a response no write-only ones;
    # - whether large schemas are cut: they are a link then;
    # - the example by its text: fields take theirs out of it, and 1, 1.0 and True are equal but shown otherwise;
    # - of the schemas that hold it only those that it leads back to, as distances: fields that repeat one of them are
    #   shown as "the same as" the one so many levels up. The depth itself does not matter, nor do other holders.
    own = (name, slug, at.place, required, at.cut, description, deprecated)
    key = (*own, "" if example is MISSING else repr(example), above)
    return at.resolve.memo.get("field", schema, key, make)


def _make_field(schema: Schema, example: Json | Missing, at: _At, given: Mapping[str, Any]) -> Field:
    """Return what the schema itself says.

    :param at: where it stands.
    :param given: name, slug, and what else is known better there.
    """
    resolve, above = at.resolve, at.above
    names = names_of(schema, resolve)
    same_as = next((at.depth - above[ref] for ref in names if ref in above), 0) if above else 0
    see = names[-1] if at.cut and at.depth and names and exceeds(schema, MAX_SHARED, resolve) else ""
    whole = inner = resolve(schema)
    inner_example = example
    for _depth in range(MAX_DEPTH):  # an array may hold itself
        if inner.items is None or inner.properties:
            break
        inner, inner_example = resolve(inner.items), _first_item(inner_example)
    children: tuple[Field, ...] = ()
    variants: tuple[Variant, ...] = ()
    if not same_as and not see:
        below = replace(at, above={**above, **dict.fromkeys(names, at.depth)}) if names else at
        children = _children(inner, inner_example, below)
        variants = _variants(inner, inner_example, below)
    nested = (*children, *(field for variant in variants for field in variant.fields))
    default = whole.default
    said = example if example is not MISSING else whole.examples[0] if whole.examples else MISSING
    if default is not MISSING and (example is not MISSING or said == default):
        said = MISSING
    if children or any(variant.fields for variant in variants):
        said = MISSING
    own = {
        **_own_facts(schema, whole, inner, resolve),
        "place": at.place,
        "example": said,
        "examples": whole.examples[1:] if said is not MISSING and example is MISSING else (),
        "same_as": same_as,
        "see": "" if same_as else see,
        "children": children,
        "variants": variants,
        "has_repeats": bool(same_as) or any(field.has_repeats for field in nested),
    }
    if own["read_only"] if at.place == "body" else own["write_only"] and at.place == "response":
        given = {**given, "required": False}  # of the other direction only (OpenAPI, Schema Object, readOnly)
    return Field(**{**own, **given})


def _own_facts(schema: Schema, whole: Schema, inner: Schema, resolve: Resolver) -> Mapping[str, Any]:
    """Return what a schema says wherever it stands, as fields of :class:`Field`."""

    def make() -> Mapping[str, Any]:
        enum = whole.enum or (inner.enum if inner is not whole else ())
        if whole.const is not MISSING:
            enum = (whole.const,)
        words = whole.enum_descriptions or inner.enum_descriptions
        limits = [*limits_of(whole), *map(_each, limits_of(inner) if inner is not whole else ())]
        return {
            "type": type_label(schema, resolve),
            "description": whole.description,
            "default": whole.default,
            "values": tuple(enum),
            "value_descriptions": tuple(words.get(key_of(value), "") for value in enum) if words else (),
            "limits": tuple(limits),
            "format": "" if inner.is_file else whole.format or (inner.format if inner is not whole else ""),
            "constraints": tuple((name, show_value(value)) for name, value in whole.constraints.items()),
            "deprecated": whole.deprecated,
            "read_only": whole.read_only,
            "write_only": whole.write_only,
            "external_docs": whole.external_docs,
        }

    return resolve.memo.get("own", schema, None, make)


def _each(limit: str) -> str:
    """Return a limit of an array's items."""
    return _("each {limit}").format(limit=limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class _At:
    """Where a field stands, as far as what is said of it depends on that."""

    place: str
    depth: int
    """Number of fields that hold it."""
    resolve: Resolver
    above: Mapping[str, int]
    """Depths of the fields that hold it, by the names of their schemas."""
    cut: bool
    """Whether large shared schemas have pages of their own."""
    variant: str = ""
    """Slug of the variant of it that is looked at."""

    def field(self, name: str, schema: Schema, example: Json | Missing, *, required: bool = False) -> Field:
        """Return a field that stands here."""
        return _field(name, schema, example, self, slug=make_anchor(name), required=required)


def _children(schema: Schema, example: Json | Missing, holder: _At) -> tuple[Field, ...]:
    below = replace(holder, depth=holder.depth + 1, variant="")
    values = example if isinstance(example, dict) else {}
    fields = [
        below.field(name, child, values.get(name, MISSING), required=name in schema.required)
        for name, child in schema.properties.items()
    ]
    items = example if isinstance(example, list) else []
    fields += [
        below.field(f"[{number}]", child, items[number] if number < len(items) else MISSING)
        for number, child in enumerate(schema.prefix_items)
    ]
    fields += [below.field(f"<{pattern}>", child, MISSING) for pattern, child in schema.pattern_properties.items()]
    extra = schema.additional_properties
    if extra is not None and extra != Schema():
        rest = [v for k, v in values.items() if k not in schema.properties]
        fields.append(below.field("<name>", extra, rest[0] if rest else MISSING))
    return tuple(fields)


def _first_item(example: Json | Missing) -> Json | Missing:
    """Return an array's first item; of objects, also the fields that only later ones have."""
    if not isinstance(example, list) or not example:
        return MISSING
    objects = [item for item in example if isinstance(item, dict)]
    if not objects:
        return example[0]
    merged: dict[str, Json] = {}
    for item in objects:
        for name, value in item.items():
            merged.setdefault(name, value)
    return merged


def _variants(schema: Schema, example: Json | Missing, below: _At) -> tuple[Variant, ...]:
    """Return the shapes that say more than their type; a shape that is itself a choice counts as its own shapes."""
    variants: list[Variant] = []
    resolve = below.resolve
    for number, choice in enumerate(schema.one_of or schema.any_of, start=1):
        names = names_of(choice, resolve)
        if any(name in below.above for name in names):
            continue
        whole, inner = resolve(choice), inner_of(choice, resolve)
        value = example
        for _depth in range(MAX_DEPTH):
            if not isinstance(value, list) or inner is whole:
                break
            value = _first_item(value)
        own = choice.ref.rpartition("/")[2].rpartition(":")[2]
        title = whole.title or inner.title or own or _("Variant {number}").format(number=number)
        named = whole.source_title or whole.title or inner.source_title or inner.title or own or f"Variant {number}"
        own_slug = join(below.variant, make_anchor(named))
        within = replace(below, variant=own_slug, above={**below.above, **dict.fromkeys(names, below.depth)})
        values = tuple(key for key, ref in schema.discriminator_values.items() if ref == choice.ref)
        told_by = resolve(inner.properties.get(schema.discriminator, _NOTHING))
        if values == (own,) and (told_by.enum or told_by.const is not MISSING):
            values = ()  # no mapping says so, and the field itself knows better
        when = (schema.discriminator, values) if values else ("", ())
        see = names[-1] if below.cut and names and exceeds(choice, MAX_SHARED, resolve) else ""
        if see:
            kind = type_label(choice, resolve)
            shape = Field(name="", place=below.place, slug="", type=kind, see=see)
            variants.append(
                Variant(title=title, slug=own_slug, description="", fields=(), type=kind, when=when, shape=shape)
            )
            continue
        fields = _children(inner, value, within)
        plain = None if fields else _plain_shape(choice, whole, inner, within)
        description = inner.description or (whole.description if plain else "")
        if fields or when[1] or (plain and (description or whole.title or _says_more(plain))):
            if plain is not None and not whole.title and not own:
                title = ""
            variants.append(
                Variant(
                    title=title,
                    slug=own_slug,
                    description=description,
                    fields=fields,
                    type=type_label(choice, resolve),
                    when=when,
                    shape=plain if plain and _says_more(plain) else None,
                )
            )
        variants += _variants(inner, value, within)
    return tuple(variants)


def _plain_shape(choice: Schema, whole: Schema, inner: Schema, below: _At) -> Field:
    """Return what a variant without fields says of its value."""
    facts = dict(_own_facts(choice, whole, inner, below.resolve))
    examples = {"example": whole.examples[0], "examples": whole.examples[1:]} if whole.examples else {}
    return Field(name="", place=below.place, slug="", **{**facts, **examples})


def _says_more(field_: Field) -> bool:
    """Return whether a field says more than its type."""
    facts = (field_.values, field_.limits, field_.format, field_.constraints, field_.see)
    return any(facts) or field_.default is not MISSING or field_.example is not MISSING
