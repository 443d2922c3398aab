"""What a page says about an operation, as plain values: every output format shows these facts, each in its own way.

Sphinx-free. A :class:`Field` is one row of a parameter table; its nested fields stand in it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from .models import MISSING, Schema
from .wording import MAX_DEPTH, key_of, limits_of, show_value, slug, type_label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .models import ExternalDocs, Json, MediaType, Missing, Operation, Parameter, SecurityScheme
    from .registry import SpecRegistry
    from .schemas import Resolver

MAX_INLINE: Final = 80
"""Values whose JSON is longer stand in a block of their own."""
_NOTHING: Final = Schema()
"""One for all, since resolvers remember every schema that they were asked for."""
MAX_REQUEST: Final = 5_000
MAX_RESPONSE: Final = 1_000
"""Fields of a body up to which all stand on the page; of a larger one, shared schemas have pages of their own."""
MAX_SHARED: Final = 100
"""Fields that such a shared schema has at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One documented input or output."""

    name: str
    place: str
    """``path``, ``query``, ``header``, ``cookie``, ``body`` or ``response``."""
    anchor: str
    """Readable and stable, such as ``body-messages-role``."""
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
    same_as: str = ""
    """Anchor of the field above that this one repeats, where a schema holds itself."""
    see: str = ""
    """Name of the shared schema that says what is nested, where that is too much to stand here."""
    children: tuple[Field, ...] = ()
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One of several shapes that a field may have (``oneOf``, ``anyOf``)."""

    title: str
    description: str
    fields: tuple[Field, ...]
    type: str = ""
    when: tuple[str, tuple[str, ...]] = ("", ())
    """Name of the field that tells the variants apart, and its values for this one."""
    shape: Field | None = None
    """What is said of the value itself, where anything is: values, limits, default, a schema to see."""


def walk(fields: Iterable[Field]) -> Iterator[Field]:
    """Yield fields and all that stand in them, outer ones first."""
    for field_ in fields:
        yield field_
        yield from walk(field_.children)
        for variant in field_.variants:
            yield from walk(variant.fields)


def get_repeated(fields: Iterable[Field]) -> set[str]:
    """Return the anchors of fields that others in them repeat, and so link to."""
    found = set()
    for field_ in walk(fields):
        found.add(field_.same_as)
        found.update(variant.shape.same_as for variant in field_.variants if variant.shape)
    return found - {""}


# -- fields -----------------------------------------------------------------------------------------------------------


def security_fields(operation: Operation, schemes: dict[str, SecurityScheme]) -> tuple[Field, ...]:
    """Return the credentials of an operation as fields: where they go and what they look like."""
    names = dict.fromkeys(name for requirement in operation.security for name in requirement)
    optional = {} in operation.security or len(operation.security) > 1
    fields: dict[str, Field] = {}
    for scheme in (schemes[name] for name in names if name in schemes):
        if scheme.type == "mutualTLS":
            continue  # a certificate is no field of a request
        if scheme.type == "apiKey":
            name, place = scheme.name, scheme.location
        else:
            name, place = "Authorization", "header"
        anchor = f"{place}-{slug(name)}"
        words = "\n\n".join(_scheme_words(scheme))
        if anchor in fields:  # two schemes for the same header
            known = fields[anchor]
            fields[anchor] = replace(known, description=f"{known.description}\n\n{words}")
            continue
        fields[anchor] = Field(
            name=name, place=place, anchor=anchor, type="string", required=not optional, description=words
        )
    return tuple(fields.values())


_DEFAULT_SCHEME_WORDS: Final = {
    "bearer": "The API key or token, sent as `Bearer YOUR_TOKEN`.",
    "basic": "User name and password in HTTP's Basic scheme (RFC 7617).",
}


def _scheme_words(scheme: SecurityScheme) -> Iterator[str]:
    """Yield paragraphs of CommonMark: what the scheme's source says of it, and where tokens come from."""
    kind = "bearer" if scheme.type in ("oauth2", "openIdConnect") else scheme.scheme.lower()
    said = scheme.description or _DEFAULT_SCHEME_WORDS.get(kind, "")
    if said:
        yield said
    if scheme.bearer_format:
        yield f"Format: {scheme.bearer_format}."
    if scheme.openid_url:
        yield f"OpenID Connect: <{scheme.openid_url}>"
    for flow in scheme.flows:
        addresses = (
            ("authorization", flow.authorization_url),
            ("token", flow.token_url),
            ("refresh", flow.refresh_url),
        )
        listed = ", ".join(f"{name} <{address}>" for name, address in addresses if address)
        yield f"OAuth 2 flow `{flow.name}`: {listed}" if listed else f"OAuth 2 flow `{flow.name}`"


def parameter_fields(operation: Operation, location: str, resolve: Resolver) -> tuple[Field, ...]:
    """Return the parameters in one location, in the order of the source."""
    return _with_unique_anchors(_parameter_field(p, resolve) for p in operation.parameters if p.location == location)


def _parameter_field(parameter: Parameter, resolve: Resolver) -> Field:
    made = _field(
        parameter.name,
        parameter.schema,
        place=parameter.location,
        path=(parameter.name,),
        required=parameter.required,
        example=parameter.example,
        resolve=resolve,
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
    limit = MAX_REQUEST if place == "body" else MAX_RESPONSE
    cut = exceeds(media.schema, limit, resolve)
    made = _make_field(media.schema, place, example, _Below(place=place, path=(), resolve=resolve, above={}, cut=cut))
    (made,) = _with_unique_anchors((made,))
    return made


def get_schemas_to_see(registry: SpecRegistry) -> list[str]:
    """Return the names of the shared schemas that pages refer to instead of showing them, those of their pages too."""
    resolve, names = registry.resolve, dict[str, None]()
    for endpoint in registry:
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
    for field_ in (shape, *inside(shape)):
        for inner in walk([field_]) if field_ is not None else ():
            if inner.see:
                yield inner.see
            yield from (variant.shape.see for variant in inner.variants if variant.shape and variant.shape.see)


def schema_shape(name: str, resolve: Resolver) -> Field:
    """Return a shared schema as a field: what stands on a page of its own."""
    schema = resolve.get(name)
    anchor = f"schema-{slug(name.rpartition(':')[2])}"
    at = _Below(place="schema", path=(), resolve=resolve, above={name: anchor}, cut=True)
    made = _make_field(schema, anchor, MISSING, at)
    (made,) = _with_unique_anchors((made,))
    return made


def inside(shape: Field | None) -> tuple[Field, ...]:
    """Return the fields of a body, those of its variants too."""
    if shape is None:
        return ()
    return (*shape.children, *(field for variant in shape.variants for field in variant.fields))


def exceeds(schema: Schema, limit: int, resolve: Resolver) -> bool:
    """Return whether a schema has more fields than that, nested ones included, once it is written out."""
    key = ("exceeds", id(schema), limit)
    if key not in resolve.derived:
        resolve.derived[key] = _count(schema, limit, frozenset(), resolve) > limit, schema
    return bool(resolve.derived[key][0])


def _count(schema: Schema, limit: int, above: frozenset[str], resolve: Resolver) -> int:
    """Return the number of fields in a schema, or one more than the limit where there are more."""
    names = _names_of(schema, resolve)
    if not above.isdisjoint(names):
        return 0
    above = above.union(names)
    whole = _inner_of(schema, resolve)
    parts = [*whole.properties.values(), *whole.pattern_properties.values(), *whole.prefix_items]
    parts += [whole.additional_properties] if whole.additional_properties is not None else []
    count = len(parts)
    for part in (*parts, *whole.one_of, *whole.any_of):
        if count > limit:
            break
        count += _count(part, limit - count, above, resolve)
    return count


def _inner_of(schema: Schema, resolve: Resolver) -> Schema:
    """Return the schema of what an array of arrays holds in the end, or the schema itself."""
    whole = resolve(schema)
    for _ in range(MAX_DEPTH):  # an array may hold itself
        if whole.items is None or whole.properties:
            break
        whole = resolve(whole.items)
    return whole


def header_fields(headers: Iterable[Parameter], anchor: str, resolve: Resolver) -> tuple[Field, ...]:
    """Return the headers of a response."""
    fields = (replace(_parameter_field(header, resolve), place="response", anchor="") for header in headers)
    return tuple(replace(field, anchor=f"{anchor}-{slug(field.name)}") for field in fields)


def _with_unique_anchors(
    fields: Iterable[Field], taken: set[str] | None = None, renamed: Mapping[str, str] | None = None
) -> tuple[Field, ...]:
    """Number the anchors that fields would share, such as those of ``a_b`` and ``b`` in ``a``.

    :param renamed: the new anchors of the fields above.
    """
    fields = tuple(fields)
    if taken is None:
        anchors = [field.anchor for field in walk(fields)]
        if len(set(anchors)) == len(anchors):
            return fields
    taken, renamed = set() if taken is None else taken, renamed or {}
    made = []
    for field in fields:
        anchor, number = field.anchor, 1
        while anchor in taken:
            number += 1
            anchor = f"{field.anchor}-{number}"
        taken.add(anchor)
        below = {**renamed, field.anchor: anchor}
        variants = tuple(replace(v, fields=_with_unique_anchors(v.fields, taken, below)) for v in field.variants)
        children = _with_unique_anchors(field.children, taken, below)
        same_as = renamed.get(field.same_as, field.same_as)
        made.append(replace(field, anchor=anchor, children=children, variants=variants, same_as=same_as))
    return tuple(made)


def _field(
    name: str,
    schema: Schema,
    *,
    place: str,
    path: tuple[str, ...],
    required: bool,
    example: Json | Missing,
    resolve: Resolver,
    above: Mapping[str, str] = MappingProxyType({}),
    cut: bool = False,
    description: str = "",
    deprecated: bool = False,
) -> Field:
    """Return the same field for the same facts: endpoints share the schemas of their operation."""
    own = (name, path, place, required, cut, description, deprecated)
    key = ("field", id(schema), *own, repr(example), tuple(above.items()))
    known = resolve.derived.get(key)
    if known is None:
        anchor = "-".join((place, *(slug(part) for part in path)))
        given: dict[str, Any] = {"name": name, "required": required}
        given |= {"description": description} if description else {}
        given |= {"deprecated": True} if deprecated else {}
        below = _Below(place=place, path=path, resolve=resolve, above=above, cut=cut)
        made = _make_field(schema, anchor, example, below, given)
        known = resolve.derived[key] = (made, schema)  # the schema too: its id must not be used again
    field: Field = known[0]
    return field


def _make_field(
    schema: Schema, anchor: str, example: Json | Missing, at: _Below, given: Mapping[str, Any] = MappingProxyType({})
) -> Field:
    """Return what the schema itself says.

    :param at: where it stands.
    :param given: what is known better there.
    """
    resolve, above = at.resolve, at.above
    names = _names_of(schema, resolve)
    same_as = next((above[ref] for ref in names if ref in above), "") if above else ""
    see = names[-1] if at.cut and at.path and names and exceeds(schema, MAX_SHARED, resolve) else ""
    whole = inner = resolve(schema)
    inner_example = example
    for _ in range(MAX_DEPTH):  # an array may hold itself
        if inner.items is None or inner.properties:
            break
        inner, inner_example = resolve(inner.items), _first_item(inner_example)
    children: tuple[Field, ...] = ()
    variants: tuple[Variant, ...] = ()
    if not same_as and not see:
        below = replace(at, above={**above, **dict.fromkeys(names, anchor)}) if names else at
        children = _children(inner, inner_example, below)
        variants = _variants(inner, inner_example, below)
    default = whole.default
    said = example if example is not MISSING else whole.examples[0] if whole.examples else MISSING
    if default is not MISSING and (example is not MISSING or said == default):
        said = MISSING
    if children or any(variant.fields for variant in variants):
        said = MISSING
    own = {
        **_own_facts(schema, whole, inner, resolve),
        "place": at.place,
        "anchor": anchor,
        "example": said,
        "examples": whole.examples[1:] if said is not MISSING and example is MISSING else (),
        "same_as": same_as,
        "see": "" if same_as else see,
        "children": children,
        "variants": variants,
    }
    return Field(**{"name": "", **own, **given})


def _own_facts(schema: Schema, whole: Schema, inner: Schema, resolve: Resolver) -> Mapping[str, Any]:
    """Return what a schema says wherever it stands, as fields of :class:`Field`."""
    known = resolve.derived.get(("own", id(schema)))
    if known is None:
        enum = whole.enum or (inner.enum if inner is not whole else ())
        if whole.const is not MISSING:
            enum = (whole.const,)
        words = whole.enum_descriptions or inner.enum_descriptions
        limits = [*limits_of(whole), *(f"each {limit}" for limit in (limits_of(inner) if inner is not whole else ()))]
        facts = {
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
        known = resolve.derived["own", id(schema)] = facts, schema
    facts_: Mapping[str, Any] = known[0]
    return facts_


@dataclass(frozen=True, slots=True, kw_only=True)
class _Below:
    """What fields that stand in another need to know of it."""

    place: str
    path: tuple[str, ...]
    resolve: Resolver
    above: Mapping[str, str]
    """Anchors of the fields that hold them, by the names of their schemas."""
    cut: bool

    def field(self, name: str, schema: Schema, example: Json | Missing, *, required: bool = False) -> Field:
        """Return a field in it."""
        path = (*self.path, name)
        return _field(
            name,
            schema,
            place=self.place,
            path=path,
            required=required,
            example=example,
            resolve=self.resolve,
            above=self.above,
            cut=self.cut,
        )


def _names_of(schema: Schema, resolve: Resolver) -> list[str]:
    """Return the names of the schemas that this one, or its items, refer to."""
    names = [schema.ref] if schema.ref else []
    names += [member.ref for member in schema.all_of if member.ref]
    whole = resolve(schema)
    if whole.items is not None:
        names += [whole.items.ref] if whole.items.ref else []
    return names


def _children(schema: Schema, example: Json | Missing, below: _Below) -> tuple[Field, ...]:
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


def _variants(schema: Schema, example: Json | Missing, below: _Below) -> tuple[Variant, ...]:
    """Return the shapes that say more than their type; a shape that is itself a choice counts as its own shapes."""
    variants: list[Variant] = []
    resolve = below.resolve
    anchor = "-".join((below.place, *map(slug, below.path)))
    for number, choice in enumerate(schema.one_of or schema.any_of, start=1):
        names = _names_of(choice, resolve)
        if any(name in below.above for name in names):
            continue
        whole, inner = resolve(choice), _inner_of(choice, resolve)
        value = example
        for _ in range(MAX_DEPTH):
            if not isinstance(value, list) or inner is whole:
                break
            value = _first_item(value)
        own = choice.ref.rpartition("/")[2].rpartition(":")[2]
        title = whole.title or inner.title or own or f"Variant {number}"
        within = replace(below, path=(*below.path, title), above={**below.above, **dict.fromkeys(names, anchor)})
        values = tuple(key for key, ref in schema.discriminator_values.items() if ref == choice.ref)
        told_by = resolve(inner.properties.get(schema.discriminator, _NOTHING))
        if values == (own,) and (told_by.enum or told_by.const is not MISSING):
            values = ()  # no mapping says so, and the field itself knows better
        when = (schema.discriminator, values) if values else ("", ())
        see = names[-1] if below.cut and names and exceeds(choice, MAX_SHARED, resolve) else ""
        if see:
            linked = Field(name="", place=below.place, anchor=anchor, type=type_label(choice, resolve), see=see)
            variants.append(Variant(title=title, description="", fields=(), type=linked.type, when=when, shape=linked))
            continue
        fields = _children(inner, value, within)
        plain = None if fields else _plain_shape(choice, whole, inner, within)
        description = inner.description or (whole.description if plain else "")
        if fields or when[1] or (plain and (description or whole.title or _says_more(plain))):
            if plain is not None and not whole.title and not own:
                title = ""
            shape = plain if plain and _says_more(plain) else None
            kind = type_label(choice, resolve)
            made = Variant(title=title, description=description, fields=fields, type=kind, when=when, shape=shape)
            variants.append(made)
        variants += _variants(inner, value, within)
    return tuple(variants)


def _plain_shape(choice: Schema, whole: Schema, inner: Schema, below: _Below) -> Field:
    """Return what a variant without fields says of its value."""
    anchor = "-".join((below.place, *map(slug, below.path)))
    facts = dict(_own_facts(choice, whole, inner, below.resolve))
    examples = {"example": whole.examples[0], "examples": whole.examples[1:]} if whole.examples else {}
    return Field(name="", place=below.place, anchor=anchor, **{**facts, **examples})


def _says_more(field_: Field) -> bool:
    """Return whether a field says more than its type."""
    facts = (field_.values, field_.limits, field_.format, field_.constraints, field_.same_as, field_.see)
    return any(facts) or field_.default is not MISSING or field_.example is not MISSING
