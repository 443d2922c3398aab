"""Build the fields of an operation from its parameters, headers, bodies and shared schemas.

Fields (:class:`.fields.Field`) are plain values that every output format renders in its own way. One field is one row
of a parameter table, with its nested fields inside. Nothing here imports Sphinx.
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
from .schema_size import exceeds, get_element, get_reachable, get_references

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ..spec.model import Endpoint, Json, MediaType, Missing, Operation, Parameter
    from ..spec.registry import SpecRegistry
    from ..spec.resolver import Resolver

MAX_INLINE: Final = 80
"""Values whose JSON is longer than this are rendered as code blocks instead of inline."""
_NOTHING: Final = Schema()
"""The schema without keywords. It is one object because resolvers remember every schema that they are asked for."""
MAX_BODY: Final = 1_000
"""Fields of a body up to which all are on its page; the shared schemas of a larger one get their own pages."""
_MAX_SHARED: Final = (100, 30, 10, 3)
"""A shared schema with more fields than this gets its own page where the body that refers to it is too large. Smaller
numbers are for bodies that have many schemas of medium size."""


def parameter_fields(operation: Operation, location: str, resolve: Resolver) -> tuple[Field, ...]:
    """Return the parameters in one location, in the order of the source."""
    return _with_unique_slugs(_parameter_field(p, resolve) for p in operation.parameters if p.location == location)


def _parameter_field(parameter: Parameter, resolve: Resolver) -> Field:
    """Return a parameter or a header as a field, from its schema and what OpenAPI has beside the schema."""
    context = _Context(place=parameter.location, depth=0, resolve=resolve, parents={}, max_shared=0)
    field = _field(
        parameter.name,
        parameter.schema,
        parameter.example,
        context,
        slug=f"{parameter.location}-{make_anchor(parameter.name)}",
        required=parameter.required,
        description=parameter.description,
        deprecated=parameter.deprecated,
    )
    if parameter.content_type or parameter.examples or (parameter.example is not MISSING and field.example is MISSING):
        # Fields of a body have no example if they have a default; parameters have both, unless they are equal.
        example = parameter.example if not field.children and not field.variants else field.example
        example = MISSING if example is not MISSING and example == field.default else example
        examples = parameter.examples
        if parameter.example is MISSING and example is MISSING and examples:
            example, *others = examples
            examples = tuple(others)
        format_ = f"{parameter.content_type} {field.format}".strip() if parameter.content_type else field.format
        field = replace(field, example=example, examples=examples, format=format_)
    return field


def body_shape(media: MediaType, resolve: Resolver, *, place: str) -> Field | None:
    """Return the body of a request or a response as a field without a name, with values from its first example.

    If the body is an array, the nested fields are those of its items.

    :param place: ``body``, ``response`` or another value of :attr:`.fields.Field.place`.
    """
    if media.schema is None:
        return None
    example = media.examples[0].value if media.examples and media.type != "text/event-stream" else MISSING
    schema = media.schema

    def make() -> Field:
        max_shared = _choose_max_shared(schema, resolve) if exceeds(schema, MAX_BODY, resolve) else 0
        context = _Context(place=place, depth=0, resolve=resolve, parents={}, max_shared=max_shared)
        (field,) = _with_unique_slugs((_make_field(schema, example, context, {"name": "", "slug": place}),))
        return field

    # The result depends on two objects, schema and example, hence a memo within a memo. Examples are compared by
    # identity because they may be large, and endpoints with the same example share the object.
    bodies = resolve.memo.get("bodies", schema, place, IdentityMemo)
    return bodies.get("body", example, None, make)


def get_schemas_to_see(registry: SpecRegistry, endpoints: Iterable[Endpoint]) -> list[str]:
    """Return the names of the shared schemas that pages link to instead of showing their fields.

    These schemas get pages of their own, which may link to further schemas: those are in the list, too.
    """
    resolve, names = registry.resolve, dict[str, None]()
    for endpoint in endpoints:
        bodies = [*_list_bodies(endpoint.operation, "body")]
        for callback in endpoint.operation.callbacks:
            bodies += _list_bodies(callback.operation, "payload")
        for place, media in bodies:
            if media.schema is not None and exceeds(media.schema, MAX_BODY, resolve):
                names.update(dict.fromkeys(_find_links(body_shape(media, resolve, place=place))))
    pending = list(names)
    while pending:
        new_names = [name for name in _find_links(schema_shape(pending.pop(), resolve)) if name not in names]
        names.update(dict.fromkeys(new_names))
        pending += new_names
    return list(names)


def _list_bodies(operation: Operation, place: str) -> Iterator[tuple[str, MediaType]]:
    """Yield the bodies of a request and of its responses, each with the ``place`` of its fields.

    :param place: that of the request's fields.
    """
    yield from ((place, media) for media in (operation.body.content if operation.body else ()))
    yield from (("response", media) for response in operation.responses for media in response.content)


def _choose_max_shared(schema: Schema, resolve: Resolver) -> int:
    """Return the number of :data:`_MAX_SHARED` for a page with the fields of a schema."""
    limits = (MAX_BODY, 2 * MAX_BODY)  # where no number is enough for the first: what remains is not in shared schemas
    choices = ((limit, size) for limit in limits for size in _MAX_SHARED)
    return next(
        (size for limit, size in choices if not exceeds(schema, limit, resolve, max_shared=size)), _MAX_SHARED[-1]
    )


def _find_links(shape: Field | None) -> Iterator[str]:
    """Yield the names of the schemas that a field, its nested fields and their variants link to."""
    for _anchor, field in walk([shape] if shape is not None else ()):
        if field.see:
            yield field.see
        yield from (variant.shape.see for variant in field.variants if variant.shape and variant.shape.see)


def schema_shape(name: str, resolve: Resolver) -> Field:
    """Return a shared schema as a field, for its own page."""
    schema = resolve.get(name)
    max_shared = _choose_max_shared(schema, resolve)
    context = _Context(place="schema", depth=0, resolve=resolve, parents={name: 0}, max_shared=max_shared)
    (field,) = _with_unique_slugs((_make_field(schema, MISSING, context, {"name": "", "slug": "schema"}),))
    return field


def header_fields(headers: Iterable[Parameter], anchor: str, resolve: Resolver) -> tuple[Field, ...]:
    """Return the headers of a response.

    :param anchor: the anchor of the response, with which those of its headers begin.
    """
    fields = (replace(_parameter_field(header, resolve), place="response") for header in headers)
    return tuple(replace(field, slug=join(anchor, make_anchor(field.name))) for field in fields)


def _with_unique_slugs(fields: Iterable[Field], parent: str = "", used: set[str] | None = None) -> tuple[Field, ...]:
    """Return the fields with a number added to slugs whose anchors would be equal, such as ``a_b`` and ``b`` in ``a``.

    Fields without such slugs are returned as the same objects, since other bodies share them.

    :param parent: the anchor of the field that holds these.
    :param used: the anchors of other fields; new ones are added. ``None`` at the outermost level.
    """
    fields = tuple(fields)
    if used is None:
        anchors = [anchor for anchor, _field in walk(fields)]
        if len(set(anchors)) == len(anchors):
            return fields
        used = set()
    numbered = []
    for field in fields:
        slug, number = field.slug, 1
        while join(parent, slug) in used:
            number += 1
            slug = f"{field.slug}-{number}"
        anchor = join(parent, slug)
        used.add(anchor)
        children = _with_unique_slugs(field.children, anchor, used)
        by_variant = [_with_unique_slugs(v.fields, join(anchor, v.slug), used) for v in field.variants]
        is_same = slug == field.slug and children is field.children
        if is_same and all(v.fields is nested for v, nested in zip(field.variants, by_variant, strict=True)):
            numbered.append(field)
            continue
        variants = tuple(replace(v, fields=nested) for v, nested in zip(field.variants, by_variant, strict=True))
        numbered.append(replace(field, slug=slug, children=children, variants=variants))
    return fields if all(map(operator.is_, fields, numbered)) else tuple(numbered)


def _field(
    name: str,
    schema: Schema,
    example: Json | Missing,
    context: _Context,
    *,
    slug: str,
    required: bool,
    description: str = "",
    deprecated: bool = False,
) -> Field:
    """Return a field, the same object for the same content wherever it is used.

    Schemas are shared by bodies, and operations by endpoints, so most fields of a large specification are needed many
    times. Formats recognise them by identity and render them once.

    :param slug: the field's part of the anchor.
    :param required: what the object schema or the parameter around the schema says, as do the next two.
    """
    parents: tuple[tuple[str, int], ...] = ()
    if context.parents and (references := get_reachable(schema, context.resolve)):
        parents = tuple((ref, context.depth - depth) for ref, depth in context.parents.items() if ref in references)

    def make() -> Field:
        overrides: dict[str, Any] = {"name": name, "slug": slug, "required": required}
        overrides |= {"description": description} if description else {}
        overrides |= {"deprecated": True} if deprecated else {}
        return _make_field(schema, example, context, overrides)

    # The key holds everything besides the schema that the field depends on, and nothing else, so that equal fields
    # have equal keys:
    # - what is said outside of the schema: name, slug, required, description, deprecated;
    # - the place: in a request body no read-only field is required, in a response no write-only one;
    # - from which size on shared schemas are links to pages of their own;
    # - the example as text: nested fields take their examples from it, and 1, 1.0 and True are equal as keys of a
    #   dictionary but are displayed differently;
    # - the enclosing schemas that this one refers back to, and how many levels up they are: such a reference is
    #   displayed as "same as" the field that many levels up. Other enclosing schemas and the depth do not matter.
    content = (name, slug, context.place, required, context.max_shared, description, deprecated)
    key = (*content, "" if example is MISSING else repr(example), parents)
    return context.resolve.memo.get("field", schema, key, make)


def _make_field(schema: Schema, example: Json | Missing, context: _Context, overrides: Mapping[str, Any]) -> Field:
    """Return a field with what its schema says.

    :param overrides: attributes of the field that take precedence: name, slug, and what is said outside of the schema.
    """
    resolve, parents = context.resolve, context.parents
    references = get_references(schema, resolve)
    same_as = next((context.depth - parents[ref] for ref in references if ref in parents), 0) if parents else 0
    see = references[-1] if context.depth and references and context.is_large(schema) else ""
    resolved = element = resolve(schema)
    element_example = example
    for _depth in range(MAX_DEPTH):  # an array may be its own item
        if element.items is None or element.properties:
            break
        element, element_example = resolve(element.items), _first_item(element_example)
    children: tuple[Field, ...] = ()
    variants: tuple[Variant, ...] = ()
    if not same_as and not see:
        nested_context = context
        if references:
            nested_context = replace(context, parents={**parents, **dict.fromkeys(references, context.depth)})
        children = _children(element, element_example, nested_context)
        variants = _variants(element, element_example, nested_context)
    descendants = (*children, *(field for variant in variants for field in variant.fields))
    default = resolved.default
    own_example = example if example is not MISSING else resolved.examples[0] if resolved.examples else MISSING
    if default is not MISSING and (example is not MISSING or own_example == default):
        own_example = MISSING
    if children or any(variant.fields for variant in variants):
        own_example = MISSING
    attributes = {
        **_schema_attributes(schema, resolved, element, resolve),
        "place": context.place,
        "example": own_example,
        "examples": resolved.examples[1:] if own_example is not MISSING and example is MISSING else (),
        "same_as": same_as,
        "see": "" if same_as else see,
        "children": children,
        "variants": variants,
        "has_repeats": bool(same_as) or any(field.has_repeats for field in descendants),
    }
    if attributes["read_only"] if context.place == "body" else attributes["write_only"] and context.place == "response":
        # Required applies to the other direction only (OpenAPI 3.0, Schema Object, readOnly and writeOnly).
        overrides = {**overrides, "required": False}
    return Field(**{**attributes, **overrides})


def _schema_attributes(schema: Schema, resolved: Schema, element: Schema, resolve: Resolver) -> Mapping[str, Any]:
    """Return the attributes of a :class:`Field` that depend on its schema only, not on where it is used.

    :param resolved: the schema with ``$ref`` and ``allOf`` followed.
    :param element: what :func:`.get_element` returns for the schema: enum, limits and format of items are shown at
        the array.
    """

    def make() -> Mapping[str, Any]:
        is_array = element is not resolved
        enum = resolved.enum or (element.enum if is_array else ())
        if resolved.const is not MISSING:
            enum = (resolved.const,)
        descriptions = resolved.enum_descriptions or element.enum_descriptions
        limits = [*limits_of(resolved), *map(_each, limits_of(element) if is_array else ())]
        return {
            "type": type_label(schema, resolve),
            "description": resolved.description,
            "default": resolved.default,
            "values": tuple(enum),
            "value_descriptions": tuple(descriptions.get(key_of(v), "") for v in enum) if descriptions else (),
            "limits": tuple(limits),
            "format": "" if element.is_file else resolved.format or (element.format if is_array else ""),
            "constraints": tuple((name, show_value(value)) for name, value in resolved.constraints.items()),
            "deprecated": resolved.deprecated,
            "read_only": resolved.read_only,
            "write_only": resolved.write_only,
            "external_docs": resolved.external_docs,
        }

    return resolve.memo.get("attributes", schema, None, make)


def _each(limit: str) -> str:
    """Return a limit of an array's items."""
    return _("each {limit}").format(limit=limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Context:
    """The position of a field in its operation: everything outside of the schema that its content may depend on."""

    place: str
    depth: int
    """Number of enclosing fields."""
    resolve: Resolver
    parents: Mapping[str, int]
    """Shared schemas of the enclosing fields, each with the depth of its field."""
    max_shared: int
    """Shared schemas with more fields have pages of their own; 0 where none has one."""
    variant: str = ""
    """Slug of the variant whose fields are built, within its field."""

    def field(self, name: str, schema: Schema, example: Json | Missing, *, required: bool = False) -> Field:
        """Return a field at this position."""
        return _field(name, schema, example, self, slug=make_anchor(name), required=required)

    def is_large(self, schema: Schema) -> bool:
        """Return whether a schema has too many fields for this page, if it is a shared one."""
        return self.max_shared > 0 and exceeds(schema, self.max_shared, self.resolve)


def _children(schema: Schema, example: Json | Missing, parent: _Context) -> tuple[Field, ...]:
    """Return the nested fields: properties, then items of a tuple, then names that the schema describes only.

    :param parent: the position of the field that holds them.
    """
    context = replace(parent, depth=parent.depth + 1, variant="")
    values = example if isinstance(example, dict) else {}
    fields = [
        context.field(name, child, values.get(name, MISSING), required=name in schema.required)
        for name, child in schema.properties.items()
    ]
    items = example if isinstance(example, list) else []
    fields += [
        context.field(f"[{number}]", child, items[number] if number < len(items) else MISSING)
        for number, child in enumerate(schema.prefix_items)
    ]
    fields += [context.field(f"<{pattern}>", child, MISSING) for pattern, child in schema.pattern_properties.items()]
    additional = schema.additional_properties
    if additional is not None and additional != Schema():
        others = [v for k, v in values.items() if k not in schema.properties]
        fields.append(context.field("<name>", additional, others[0] if others else MISSING))
    return tuple(fields)


def _first_item(example: Json | Missing) -> Json | Missing:
    """Return the first item of an array; if items are objects, one with the properties of all of them.

    A property that only a later item has is then shown with an example, too.
    """
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


def _variants(schema: Schema, example: Json | Missing, context: _Context) -> tuple[Variant, ...]:
    """Return the branches of ``oneOf`` or ``anyOf`` that say more than their type.

    A branch that consists of branches itself is followed by these, in one flat sequence. A branch that refers back to
    an enclosing schema is skipped: its fields are on the page already.

    :param context: the position of the field that has the variants; its parents include that field's own schema.
    """
    variants: list[Variant] = []
    resolve = context.resolve
    for number, branch in enumerate(schema.one_of or schema.any_of, start=1):
        references = get_references(branch, resolve)
        if any(ref in context.parents for ref in references):
            continue
        resolved, element = resolve(branch), get_element(branch, resolve)
        branch_example = example
        for _depth in range(MAX_DEPTH):
            if not isinstance(branch_example, list) or element is resolved:
                break
            branch_example = _first_item(branch_example)
        ref_name = branch.ref.rpartition("/")[2].rpartition(":")[2]
        title = resolved.title or element.title or ref_name or _("Variant {number}").format(number=number)
        # Slugs are made from titles as the source has them, so that anchors are the same in every language.
        source_titles = (resolved.source_title, resolved.title, element.source_title, element.title, ref_name)
        slug = join(context.variant, make_anchor(next(filter(None, source_titles), f"Variant {number}")))
        parents = {**context.parents, **dict.fromkeys(references, context.depth)}
        branch_context = replace(context, variant=slug, parents=parents)
        values = tuple(key for key, ref in schema.discriminator_values.items() if ref == branch.ref)
        discriminator = resolve(element.properties.get(schema.discriminator, _NOTHING))
        if values == (ref_name,) and (discriminator.enum or discriminator.const is not MISSING):
            values = ()  # the implicit mapping; the values that the discriminator property itself allows are more exact
        when = (schema.discriminator, values) if values else ("", ())
        see = references[-1] if references and context.is_large(branch) else ""
        if see:
            type_ = type_label(branch, resolve)
            shape = Field(name="", place=context.place, slug="", type=type_, see=see)
            variants.append(
                Variant(title=title, slug=slug, description="", fields=(), type=type_, when=when, shape=shape)
            )
            continue
        fields = _children(element, branch_example, branch_context)
        value_shape = None if fields else _value_shape(branch, resolved, element, branch_context)
        description = element.description or (resolved.description if value_shape else "")
        has_text = value_shape and (description or resolved.title or _says_more(value_shape))
        if fields or when[1] or has_text:
            if value_shape is not None and not resolved.title and not ref_name:
                title = ""
            variants.append(
                Variant(
                    title=title,
                    slug=slug,
                    description=description,
                    fields=fields,
                    type=type_label(branch, resolve),
                    when=when,
                    shape=value_shape if value_shape and _says_more(value_shape) else None,
                )
            )
        variants += _variants(element, branch_example, branch_context)
    return tuple(variants)


def _value_shape(branch: Schema, resolved: Schema, element: Schema, context: _Context) -> Field:
    """Return what a variant without fields says about its value: limits, enum, examples."""
    attributes = dict(_schema_attributes(branch, resolved, element, context.resolve))
    examples = {"example": resolved.examples[0], "examples": resolved.examples[1:]} if resolved.examples else {}
    return Field(name="", place=context.place, slug="", **{**attributes, **examples})


def _says_more(field: Field) -> bool:
    """Return whether a field says more than its type."""
    facts = (field.values, field.limits, field.format, field.constraints, field.see)
    return any(facts) or field.default is not MISSING or field.example is not MISSING
