"""Fields to nodes: lists of parameters, what is nested in them, and every fact that is known of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import get_translation

from ...content.build_fields import MAX_INLINE
from ...content.fields import Field, Variant, join
from ...content.labels import show_block, show_value
from ...spec.model import MISSING
from ...spec.names import short_name
from .. import nodes as ours
from .commonmark import make_named_link, parse_blocks, parse_inline
from .sentences import enumerate_nodes, phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

    from ...spec.memo import IdentityMemo
    from ...spec.model import ExternalDocs, Json

_: Final = get_translation("sphinxext_gptproto")
T = TypeVar("T", ours.api_response, ours.api_error)
_ROOTS: Final = {"body": "request-body"}
"""Anchors of the sections that hold a body, where they are not the body's own."""


def is_list(shape: Field) -> bool:
    """Return whether a body is, or may be, an array: its fields are those of each item."""
    return any(kind.endswith("[]") for kind in shape.type.split(" | "))


def refer_to_schema(name: str) -> nodes.Element:
    """Return a cross-reference to where a shared schema is documented, for a page that is still to be resolved."""
    words = nodes.literal("", short_name(name))
    return addnodes.pending_xref(
        "", words, refdomain="api", reftype="schema", reftarget=name, refexplicit=True, refwarn=True
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldComposer:
    """Makes the nodes of fields.

    :param prefix: put before every anchor; empty for the first endpoint of a page.
    :param source: place that the nodes are said to come from: file and line.
    :param base: address that relative links in descriptions start from.
    :param kept: where to keep the nodes of errors and responses, for the next page that says the same.
        For writers that take pages one by one and only read them: a node knows the parent it was given last.
    :param refer: makes a link to the page of a shared schema.
    :param lazy: whether lists of fields have no children, but the fields themselves and this composer, as attributes:
        for the MDX writer.
    """

    prefix: str = ""
    source: tuple[str, int] = ("", 0)
    base: str = ""
    kept: IdentityMemo | None = None
    lazy: bool = False
    refer: Callable[[str], nodes.Element] = refer_to_schema

    def keep(self, kind: str, holder: object, key: Hashable, make: Callable[[], T]) -> T:
        """Return the node that is kept of an object, as :meth:`.IdentityMemo.get` does, or make one."""
        if self.kept is None:
            return make()

        def make_kept() -> T:
            node = make()
            node.kept = True
            return node

        return self.kept.get(kind, holder, key, make_kept)

    def prose(self, text: str) -> list[nodes.Element]:
        """Return the blocks of a description."""
        return parse_blocks(text, source=self.source[0], line=self.source[1], base=self.base) if text else []

    def line(self, text: str) -> list[nodes.Node]:
        """Return a description of one paragraph as what is in a line."""
        return parse_inline(text, source=self.source[0], line=self.source[1], base=self.base)

    def listed(
        self, fields: Iterable[Field], place: str, above: ours.Parents = (), at: str = ""
    ) -> ours.api_parameter_list:
        """Return a list of fields.

        :param at: id of what they stand in.
        """
        node = ours.api_parameter_list(place=place)
        if self.lazy:
            node.fields, node.composer, node.above, node.at = tuple(fields), self, above, at
            return node
        node += [self._field(field_, above, at) for field_ in fields]
        return node

    def place(self, field_: Field, at: str) -> str:
        """Return the id of a field that stands in something, or right on the page."""
        return join(at, field_.slug) if at else self.prefix + field_.slug

    def shape(self, shape: Field, *, described: bool, root: tuple[str, str] = ("", "")) -> list[nodes.Element]:
        """Return what is said of a body as a whole: its facts, its fields and its variants.

        :param described: whether the description of its schema is wanted, too.
        :param root: id and name of what links to the body as a whole go to, where it is not the body's own section.
        """
        made: list[nodes.Element] = []
        if is_list(shape) or (not shape.children and not shape.variants and shape.type != "any"):
            words = phrase(_("Type: {type}."), type=nodes.literal("", shape.type))
            made.append(nodes.paragraph("", "", *words))
        made += self.prose(shape.description) if described else []
        made += self.facts(shape, ())
        if is_list(shape) and shape.children:
            made.append(nodes.paragraph("", _("Fields of each item:")))
        top = root if root[0] else (self.prefix + _ROOTS.get(shape.slug, shape.slug), shape.slug)
        return made + self._nested(shape, (top,), self.prefix + shape.slug)

    def _field(self, field_: Field, above: ours.Parents, at: str) -> ours.api_parameter:
        """Return a field with all that it holds."""
        identifier = self.place(field_, at)
        node = ours.api_parameter(
            name=field_.name,
            place=field_.place,
            type=field_.type,
            required=field_.required,
            deprecated=field_.deprecated,
            ids=[identifier],
        )
        if field_.aside:
            node.aside = True
        marks = [field_.type] + ([str(_("required"))] if field_.required else [])
        term = nodes.term("", "", nodes.literal("", field_.name), nodes.Text(f" ({', '.join(marks)})"))
        term["translatable"] = False
        facts = list(self.facts(field_, above))
        for fact in facts:  # writers take them apart
            cast("nodes.Element", fact[0])["translatable"] = False
        definition = nodes.definition("", *self.prose(field_.description), *facts)
        definition += self._nested(field_, (*above, (identifier, field_.name)), identifier)
        node += [term, definition]
        return node

    def _nested(self, field_: Field, above: ours.Parents, at: str) -> list[nodes.Element]:
        plain = [variant for variant in field_.variants if not variant.fields]
        made: list[nodes.Element] = [self.plain_variants(plain)] if plain else []
        made += [self.listed(field_.children, field_.place, above, at)] if field_.children else []
        return made + [self._variant(variant, field_.place, above, at) for variant in field_.variants if variant.fields]

    def plain_variants(self, variants: Iterable[Variant]) -> ours.api_fact:
        """Return a list of the variants that have no fields."""
        listing = nodes.bullet_list(bullet="*")
        for variant in variants:
            line = nodes.paragraph("", "", nodes.literal("", variant.type))
            if variant.title:
                line[:0] = [nodes.strong("", variant.title), nodes.Text(" ")]
            item = nodes.list_item("", line)
            blocks = self.prose(variant.description)
            if blocks and isinstance(blocks[0], nodes.paragraph):
                line += [nodes.Text(": "), *blocks.pop(0).children]
            item += [*blocks, *self.when(variant)]
            for fact in self.facts(variant.shape, ()) if variant.shape else ():
                item += fact.children
            listing += item
        return ours.api_fact("", nodes.paragraph("", _("One of:")), listing, kind="variants")

    def when(self, variant: Variant) -> Iterator[nodes.Element]:
        """Yield which value of which field tells that it is this variant."""
        name, values = variant.when
        if values:
            shown = enumerate_nodes((nodes.literal("", show_value(value)) for value in values), last=_("or"))
            words = phrase(_("Where {field} is {values}."), field=nodes.literal("", name), values=shown)
            yield nodes.paragraph("", "", *words)

    def _variant(self, variant: Variant, place: str, above: ours.Parents, at: str) -> ours.api_variant:
        shape = ours.api_variant(title=variant.title, classes=["gp-variant"])
        shape += nodes.paragraph("", "", nodes.strong("", variant.title))
        shape += self.prose(variant.description)
        shape += list(self.when(variant))
        if variant.shape is not None:
            shape += list(self.facts(variant.shape, ()))
        if variant.fields:
            shape += self.listed(variant.fields, place, above, join(at, variant.slug))
        return shape

    # -- facts --------------------------------------------------------------------------------------------------------

    def facts(self, field_: Field, above: ours.Parents) -> Iterator[ours.api_fact]:
        """Yield what is known of a field, each fact in words; its variants are not among them."""
        if field_.deprecated:
            yield _fact("deprecated", _("Deprecated: do not use it in new code."))
        if field_.read_only:
            yield _fact("access", _("Read-only: the service sets it, and ignores what requests say."))
        if field_.write_only:
            yield _fact("access", _("Write-only: requests send it, responses leave it out."))
        if field_.values:
            yield self._values(field_)
        if field_.limits:
            limits: list[nodes.Node] = []
            for number, limit in enumerate(field_.limits):
                limits += [nodes.Text("; ")] if number else []
                limits += self.line(limit)
            yield _listed_fact("limits", phrase(_("Allowed: {limits}."), limits=limits), limits)
        if field_.format:
            yield _fact("format", *phrase(_("Format: {format}."), format=nodes.literal("", field_.format)))
        for keyword, restriction in field_.constraints:
            shown = nodes.literal("", f"{keyword}: {restriction}")
            yield _fact("constraint", *phrase(_("Must also fit {restriction}."), restriction=shown))
        if field_.same_as:
            identifier, name = above[-field_.same_as]
            target = nodes.reference("", "", nodes.literal("", name), refid=identifier)
            yield _fact("same-as", *phrase(_("Has the same fields as {field}."), field=target))
        if field_.see:
            yield _fact("see", *phrase(_("Has the fields of {schema}."), schema=self.refer(field_.see)))
        if field_.external_docs is not None:
            yield _fact(
                "docs", *phrase(_("See {link}."), link=link_to_docs(field_.external_docs, self.base, self.source))
            )
        if field_.default is not MISSING:
            yield _value_fact("default", str(_("Default:")), field_.default)
        if field_.example is not MISSING and field_.type != "file":
            yield _value_fact("example", str(_("Example:")), field_.example)
        for value in field_.examples:
            yield _value_fact("more-examples", str(_("Another example:")), value)

    def _values(self, field_: Field) -> ours.api_fact:
        if not any(field_.value_descriptions):
            shown = enumerate_nodes(nodes.literal("", show_value(value)) for value in field_.values)
            return _listed_fact("values", phrase(_("Allowed values: {values}."), values=shown), shown)
        fact = ours.api_fact(kind="values")
        listing = nodes.bullet_list(bullet="*")
        for value, description in zip(field_.values, field_.value_descriptions, strict=True):
            words: list[nodes.Node] = [nodes.literal("", show_value(value))]
            words += [nodes.Text(": "), *self.line(description)] if description else []
            listing += nodes.list_item("", nodes.paragraph("", "", *words))
        fact += [nodes.paragraph("", _("Allowed values:")), listing]
        return fact


def link_to_docs(docs: ExternalDocs, base: str, source: tuple[str, int]) -> list[nodes.Node]:
    """Return a link to documentation elsewhere, with its description.

    :param base: address that relative links start from.
    :param source: place that a warning names: file and line.
    """
    words = parse_inline(docs.description, source=source[0], line=source[1], base=base) or [nodes.Text(docs.url)]
    if any(isinstance(word, nodes.reference) for word in words):
        address: list[nodes.Node] = [nodes.Text(docs.url)]
        link = make_named_link(docs.url, address, base=base)
        return [*words, nodes.Text(" ("), *link, nodes.Text(")")]
    return make_named_link(docs.url, words, base=base)


def _fact(kind: str, *words: str | nodes.Node) -> ours.api_fact:
    made = [nodes.Text(str(word)) if not isinstance(word, nodes.Node) else word for word in words]
    return ours.api_fact("", nodes.paragraph("", "", *made), kind=kind)


def _listed_fact(kind: str, words: Sequence[nodes.Node], listed: Sequence[nodes.Node]) -> ours.api_fact:
    """Return a fact that says what it lists in a sentence, whose words stand before or behind that."""
    fact = _fact(kind, *words)
    start = next(place for place, word in enumerate(words) if word is listed[0])
    fact.listed = start, start + len(listed)
    return fact


def _value_fact(kind: str, label: str, value: Json) -> ours.api_fact:
    text = show_value(value)
    if len(text) <= MAX_INLINE:
        words = nodes.paragraph("", "", nodes.Text(label + " "), nodes.literal("", text))
        return ours.api_fact("", words, kind=kind, value=text)
    block = show_block(value)
    return ours.api_fact(
        "",
        nodes.paragraph("", label),
        nodes.literal_block(block, block, language="json", force=True),
        kind=kind,
        value=text,
    )
