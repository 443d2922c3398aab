"""What a page says about an operation, as plain values: every output format shows these facts, each in its own way.

Sphinx-free. A :class:`Field` is one row of a parameter table; its nested fields stand in it.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from .models import MISSING, Schema
from .schemas import type_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from .models import Json, MediaType, Missing, Operation, Parameter, SecurityScheme
    from .schemas import Resolver

MAX_INLINE: Final = 80
"""Values whose JSON is longer stand in a block of their own."""
_LOCATIONS: Final = ("path", "query", "header", "cookie")


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
    """Absent where there is a default, or where nested fields show theirs."""
    values: tuple[Json, ...] = ()
    """The only values allowed, or none when others are too."""
    value_descriptions: tuple[str, ...] = ()
    """CommonMark, one for each of ``values``; empty when none is described."""
    format: str = ""
    """JSON Schema's ``format``, such as ``date-time``."""
    limits: tuple[str, ...] = ()
    """Such as ``0 to 2``, ``at most 4096 characters``."""
    deprecated: bool = False
    same_as: str = ""
    """Anchor of the field above that this one repeats, where a schema holds itself."""
    children: tuple[Field, ...] = ()
    variants: tuple[Variant, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One of several shapes that a field may have (``oneOf``, ``anyOf``)."""

    title: str
    description: str
    fields: tuple[Field, ...]


def show_value(value: Json) -> str:
    """Return a value as JSON on one line."""
    return json.dumps(value, ensure_ascii=False)


def show_block(value: Json) -> str:
    """Return a value as indented JSON."""
    return json.dumps(value, ensure_ascii=False, indent=2)


def status_title(status: str) -> str:
    """Return a status as pages title it, such as ``200 - OK``."""
    try:
        return f"{status} - {HTTPStatus(int(status)).phrase}"
    except ValueError:
        return {"default": "Any other status"}.get(status, status)


def slug(text: str) -> str:
    """Return a name as a part of an anchor: lower case, hyphens between words."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "value"


def walk(fields: Iterable[Field]) -> Iterator[Field]:
    """Yield fields and all that stand in them, outer ones first."""
    for field_ in fields:
        yield field_
        yield from walk(field_.children)
        for variant in field_.variants:
            yield from walk(variant.fields)


# -- fields -----------------------------------------------------------------------------------------------------------


def security_fields(operation: Operation, schemes: dict[str, SecurityScheme]) -> tuple[Field, ...]:
    """Return the credentials of an operation as fields: where they go and what they look like."""
    names = dict.fromkeys(name for requirement in operation.security for name in requirement)
    optional = {} in operation.security or len(operation.security) > 1
    fields = []
    for scheme in (schemes[name] for name in names if name in schemes):
        if scheme.type == "apiKey":
            name, place = scheme.name, scheme.location
        else:
            name, place = "Authorization", "header"
        fields.append(
            Field(
                name=name,
                place=place,
                anchor=f"{place}-{slug(name)}",
                type="string",
                required=not optional,
                description=scheme.description or _DEFAULT_SCHEME_WORDS.get(scheme.scheme.lower(), ""),
            )
        )
    return tuple(fields)


_DEFAULT_SCHEME_WORDS: Final = {
    "bearer": "The API key or token, sent as `Bearer YOUR_TOKEN`.",
    "basic": "User name and password in HTTP's Basic scheme (RFC 7617).",
}


def parameter_fields(operation: Operation, location: str, resolve: Resolver) -> tuple[Field, ...]:
    """Return the parameters in one location, in the order of the source."""
    return _with_unique_anchors(_parameter_field(p, resolve) for p in operation.parameters if p.location == location)


def _parameter_field(parameter: Parameter, resolve: Resolver) -> Field:
    return _field(
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


def body_fields(media: MediaType, resolve: Resolver, *, place: str) -> tuple[Field, ...]:
    """Return the fields of a request's or response's body, with values from its first example."""
    if media.schema is None:
        return ()
    example = media.examples[0].value if media.examples and media.type != "text/event-stream" else MISSING
    schema = resolve(media.schema)
    if schema.items is not None and not schema.properties:  # a body that is an array: its items' fields
        schema = resolve(schema.items)
        example = _first_item(example)
    fields = _children(schema, place=place, path=(), example=example, resolve=resolve, above={})
    return _with_unique_anchors(fields)


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
    description: str = "",
    deprecated: bool = False,
) -> Field:
    """Return the same field for the same facts: endpoints share the schemas of their operation."""
    own = (name, path, place, required, description, deprecated)
    key = ("field", id(schema), *own, repr(example), tuple(above.items()))
    known = resolve.derived.get(key)
    if known is None:
        anchor = "-".join((place, *(slug(part) for part in path)))
        made = _make_field(schema, anchor, path=path, place=place, example=example, resolve=resolve, above=above)
        made = replace(
            made,
            name=name,
            required=required,
            description=description or made.description,
            deprecated=deprecated or made.deprecated,
        )
        known = resolve.derived[key] = (made, schema)  # the schema too: its id must not be used again
    field: Field = known[0]
    return field


def _make_field(
    schema: Schema,
    anchor: str,
    *,
    path: tuple[str, ...],
    place: str,
    example: Json | Missing,
    resolve: Resolver,
    above: Mapping[str, str],
) -> Field:
    """Return what the schema itself says."""
    names = _names_of(schema, resolve)
    same_as = next((above[ref] for ref in names if ref in above), "")
    above = {**above, **dict.fromkeys(names, anchor)}
    whole = resolve(schema)
    inner, inner_example = whole, example
    while inner.items is not None and not inner.properties:
        inner, inner_example = resolve(inner.items), _first_item(inner_example)
    children: tuple[Field, ...] = ()
    variants: tuple[Variant, ...] = ()
    if not same_as:
        children = _children(inner, place=place, path=path, example=inner_example, resolve=resolve, above=above)
        variants = _variants(inner, place=place, path=path, example=inner_example, resolve=resolve, above=above)
    default = whole.default
    if example is MISSING and whole.examples:
        example = whole.examples[0]
    if default is not MISSING or children or variants:
        example = MISSING
    enum = whole.enum or (inner.enum if inner is not whole else ())
    if whole.const is not MISSING:
        enum = (whole.const,)
    words = whole.enum_descriptions or inner.enum_descriptions
    return Field(
        name="",
        place=place,
        anchor=anchor,
        type=type_label(schema, resolve),
        description=whole.description,
        default=default,
        example=example,
        values=tuple(enum),
        value_descriptions=tuple(words.get(_key(value), "") for value in enum) if words else (),
        limits=tuple(_limits(whole))
        + (tuple(f"each {limit}" for limit in _limits(inner)) if inner is not whole else ()),
        format="" if whole.is_file else whole.format,
        deprecated=whole.deprecated,
        same_as=same_as,
        children=children,
        variants=variants,
    )


def _names_of(schema: Schema, resolve: Resolver) -> list[str]:
    """Return the names of the schemas that this one, or its items, refer to."""
    names = [schema.ref] if schema.ref else []
    names += [member.ref for member in schema.all_of if member.ref]
    whole = resolve(schema)
    if whole.items is not None:
        names += [whole.items.ref] if whole.items.ref else []
    return names


def _children(
    schema: Schema,
    *,
    place: str,
    path: tuple[str, ...],
    example: Json | Missing,
    resolve: Resolver,
    above: Mapping[str, str],
) -> tuple[Field, ...]:
    values = example if isinstance(example, dict) else {}
    fields = [
        _field(
            name,
            child,
            place=place,
            path=(*path, name),
            required=name in schema.required,
            example=values.get(name, MISSING),
            resolve=resolve,
            above=above,
        )
        for name, child in schema.properties.items()
    ]
    extra = schema.additional_properties
    if extra is not None and extra != Schema():
        name = "<name>"
        rest = [v for k, v in values.items() if k not in schema.properties]
        value = rest[0] if rest else MISSING
        fields.append(
            _field(
                name,
                extra,
                place=place,
                path=(*path, name),
                required=False,
                example=value,
                resolve=resolve,
                above=above,
            )
        )
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


def _variants(
    schema: Schema,
    *,
    place: str,
    path: tuple[str, ...],
    example: Json | Missing,
    resolve: Resolver,
    above: Mapping[str, str],
) -> tuple[Variant, ...]:
    """Return the shapes that have fields; a shape that is itself a choice counts as its own shapes."""
    variants: list[Variant] = []
    for number, choice in enumerate(schema.one_of or schema.any_of, start=1):
        names = _names_of(choice, resolve)
        if any(name in above for name in names):
            continue
        below = {**above, **dict.fromkeys(names, "-".join((place, *map(slug, path))))}
        whole = inner = resolve(choice)
        value = example
        while inner.items is not None and not inner.properties:
            inner, value = resolve(inner.items), _first_item(value)
        title = whole.title or inner.title or choice.ref.rpartition("/")[2].rpartition(":")[2] or f"Variant {number}"
        fields = _children(inner, place=place, path=(*path, title), example=value, resolve=resolve, above=below)
        if fields:
            variants.append(Variant(title=title, description=inner.description, fields=fields))
        variants += _variants(inner, place=place, path=path, example=value, resolve=resolve, above=below)
    return tuple(variants)


# -- words ------------------------------------------------------------------------------------------------------------


def type_label(schema: Schema, resolve: Resolver) -> str:
    """Return a schema's type as readers know it."""
    schema = resolve(schema)
    if schema.is_file:
        return "file"
    labels = []
    for kind in schema.types or _guess_types(schema):
        if kind == "array":
            inner = type_label(schema.items, resolve) if schema.items is not None else ""
            labels.append("array" if not inner or " | " in inner else f"{inner}[]")
        else:
            labels.append(str(kind))
    for variant in (*schema.one_of, *schema.any_of) if not labels else ():
        labels += type_label(variant, resolve).split(" | ")
    return " | ".join(dict.fromkeys(labels)) or "any"


def _guess_types(schema: Schema) -> tuple[str, ...]:
    if schema.properties:
        return ("object",)
    if schema.items is not None:
        return ("array",)
    known = schema.enum or (() if schema.const is MISSING else (schema.const,))
    return tuple(dict.fromkeys(type_of(value) for value in known))


def _key(value: Json) -> str:
    return value if isinstance(value, str) else show_value(value)


def _limits(schema: Schema) -> Iterator[str]:
    """Yield what is allowed beside the enum, in words."""
    low, high = schema.minimum, schema.maximum
    if low is not None and high is not None:
        yield f"{_number(low)} to {_number(high)}"
    elif low is not None:
        yield f"at least {_number(low)}"
    elif high is not None:
        yield f"at most {_number(high)}"
    if schema.exclusive_minimum is not None:
        yield f"more than {_number(schema.exclusive_minimum)}"
    if schema.exclusive_maximum is not None:
        yield f"less than {_number(schema.exclusive_maximum)}"
    if schema.multiple_of is not None:
        yield f"a multiple of {_number(schema.multiple_of)}"
    yield from _counted(schema.min_length, schema.max_length, "character")
    yield from _counted(schema.min_items, schema.max_items, "item")
    if schema.unique_items:
        yield "no item twice"
    if schema.pattern:
        yield f"matching `{schema.pattern}`"


def _counted(low: int | None, high: int | None, noun: str) -> Iterator[str]:
    plural = noun if (high if high is not None else low) == 1 else f"{noun}s"
    if low is not None and high is not None:
        yield f"{low:,} {plural}" if low == high else f"{low:,} to {high:,} {plural}"
    elif low is not None:
        yield f"at least {low:,} {plural}"
    elif high is not None:
        yield f"at most {high:,} {plural}"


def _number(value: float) -> str:
    return f"{int(value)}" if float(value).is_integer() else f"{value:g}"


def join_or(words: Sequence[str]) -> str:
    """Return ``a, b or c``."""
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else "".join(words)
