"""Makes the nodes of fields: lists of parameters, what is nested in them, and the facts of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import get_translation

from ...content.build_fields import MAX_INLINE
from ...content.fields import Field, Variant, is_list, join
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
"""Anchors of the sections of bodies, where they differ from the body's own anchor."""


def refer_to_schema(name: str) -> nodes.Element:
    """Return a cross-reference to where a shared schema is documented, which Sphinx resolves later."""
    label = nodes.literal("", short_name(name))
    return addnodes.pending_xref(
        "", label, refdomain="api", reftype="schema", reftarget=name, refexplicit=True, refwarn=True
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldComposer:
    """Makes the nodes of fields.

    :param prefix: put before every anchor; empty for the first endpoint of a page.
    :param source: file and line that the nodes come from.
    :param base: address that relative links in descriptions start from.
    :param shared_nodes: a cache for the nodes of errors and responses, which later pages share. It is only for writers
        that finish a page before the next one begins, and do not change it: the parent of a shared node is on the last
        page.
    :param refer: returns a link to the page of a shared schema.
    :param refer_to_endpoint: returns a link with a label to the page of an endpoint, or the label if it has no page.
    :param lazy: whether lists of fields have no children, but the fields themselves and this composer as attributes,
        for the MDX writer.
    """

    prefix: str = ""
    source: tuple[str, int] = ("", 0)
    base: str = ""
    shared_nodes: IdentityMemo | None = None
    lazy: bool = False
    refer: Callable[[str], nodes.Element] = refer_to_schema
    refer_to_endpoint: Callable[[str, nodes.Element], nodes.Element] = lambda _name, label: label

    def share(self, kind: str, value: object, key: Hashable, make: Callable[[], T]) -> T:
        """Return the node of an object from the cache, or make it; parameters are as of :meth:`.IdentityMemo.get`."""
        if self.shared_nodes is None:
            return make()

        def make_shared() -> T:
            node = make()
            node.kept = True
            return node

        return self.shared_nodes.get(kind, value, key, make_shared)

    def prose(self, text: str) -> list[nodes.Element]:
        """Return the blocks of a description."""
        return parse_blocks(text, source=self.source[0], line=self.source[1], base=self.base) if text else []

    def line(self, text: str) -> list[nodes.Node]:
        """Return a description of one paragraph as nodes of a line."""
        return parse_inline(text, source=self.source[0], line=self.source[1], base=self.base)

    def listed(
        self, fields: Iterable[Field], place: str, parents: ours.Parents = (), parent_id: str = ""
    ) -> ours.api_parameter_list:
        """Return a list of fields.

        :param parent_id: id of the field or variant that they are nested in.
        """
        node = ours.api_parameter_list(place=place)
        if self.lazy:
            node.fields, node.composer, node.parents, node.parent_id = tuple(fields), self, parents, parent_id
            return node
        node += [self._field(field_, parents, parent_id) for field_ in fields]
        return node

    def place(self, field_: Field, parent_id: str) -> str:
        """Return the id of a field.

        :param parent_id: id of the field or variant that it is nested in, if any.
        """
        return join(parent_id, field_.slug) if parent_id else self.prefix + field_.slug

    def shape(self, shape: Field, *, described: bool, root: tuple[str, str] = ("", "")) -> list[nodes.Element]:
        """Return the nodes of a body: its type, facts, fields and variants.

        :param described: whether to include the description of its schema.
        :param root: id and name that links to the body as a whole have, if not those of the body's own section.
        """
        blocks: list[nodes.Element] = []
        if is_list(shape) or (not shape.children and not shape.variants and shape.type != "any"):
            line = phrase(_("Type: {type}."), type=nodes.literal("", shape.type))
            blocks.append(nodes.paragraph("", "", *line))
        blocks += self.prose(shape.description) if described else []
        blocks += self.facts(shape, ())
        if is_list(shape) and shape.children:
            blocks.append(nodes.paragraph("", _("Fields of each item:")))
        top = root if root[0] else (self.prefix + _ROOTS.get(shape.slug, shape.slug), shape.slug)
        return blocks + self._nested(shape, (top,), self.prefix + shape.slug)

    def _field(self, field_: Field, parents: ours.Parents, parent_id: str) -> ours.api_parameter:
        """Return a field with all that is nested in it."""
        identifier = self.place(field_, parent_id)
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
        facts = list(self.facts(field_, parents))
        for fact in facts:  # formats read parts of the sentence
            cast("nodes.Element", fact[0])["translatable"] = False
        definition = nodes.definition("", *self.prose(field_.description), *facts)
        definition += self._nested(field_, (*parents, (identifier, field_.name)), identifier)
        node += [term, definition]
        return node

    def _nested(self, field_: Field, parents: ours.Parents, parent_id: str) -> list[nodes.Element]:
        plain = [variant for variant in field_.variants if not variant.fields]
        blocks: list[nodes.Element] = [self.plain_variants(plain)] if plain else []
        blocks += [self.listed(field_.children, field_.place, parents, parent_id)] if field_.children else []
        return blocks + [
            self._variant(variant, field_.place, parents, parent_id) for variant in field_.variants if variant.fields
        ]

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
        """Yield the value of a discriminator that selects a variant."""
        name, values = variant.when
        if values:
            listed = enumerate_nodes((nodes.literal("", show_value(value)) for value in values), last=_("or"))
            line = phrase(_("Where {field} is {values}."), field=nodes.literal("", name), values=listed)
            yield nodes.paragraph("", "", *line)

    def _variant(self, variant: Variant, place: str, parents: ours.Parents, parent_id: str) -> ours.api_variant:
        shape = ours.api_variant(title=variant.title, classes=["gp-variant"])
        shape += nodes.paragraph("", "", nodes.strong("", variant.title))
        shape += self.prose(variant.description)
        shape += list(self.when(variant))
        if variant.shape is not None:
            shape += list(self.facts(variant.shape, ()))
        if variant.fields:
            shape += self.listed(variant.fields, place, parents, join(parent_id, variant.slug))
        return shape

    # -- facts --------------------------------------------------------------------------------------------------------

    def facts(self, field_: Field, parents: ours.Parents) -> Iterator[ours.api_fact]:
        """Yield the facts of a field, each as a sentence or a block; variants are not among them.

        :param parents: the fields that it is nested in, for a link to the one whose fields it repeats.
        """
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
            constraint = nodes.literal("", f"{keyword}: {restriction}")
            yield _fact("constraint", *phrase(_("Must also fit {restriction}."), restriction=constraint))
        if field_.same_as:
            identifier, name = parents[-field_.same_as]
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
            values = enumerate_nodes(nodes.literal("", show_value(value)) for value in field_.values)
            return _listed_fact("values", phrase(_("Allowed values: {values}."), values=values), values)
        fact = ours.api_fact(kind="values")
        listing = nodes.bullet_list(bullet="*")
        for value, description in zip(field_.values, field_.value_descriptions, strict=True):
            line: list[nodes.Node] = [nodes.literal("", show_value(value))]
            line += [nodes.Text(": "), *self.line(description)] if description else []
            listing += nodes.list_item("", nodes.paragraph("", "", *line))
        fact += [nodes.paragraph("", _("Allowed values:")), listing]
        return fact


def link_to_docs(docs: ExternalDocs, base: str, source: tuple[str, int]) -> list[nodes.Node]:
    """Return a link to external documentation, with its description.

    :param base: address that relative links start from.
    :param source: file and line, for a warning.
    """
    text = parse_inline(docs.description, source=source[0], line=source[1], base=base) or [nodes.Text(docs.url)]
    if any(isinstance(node, nodes.reference) for node in text):  # links do not nest
        address: list[nodes.Node] = [nodes.Text(docs.url)]
        link = make_named_link(docs.url, address, base=base)
        return [*text, nodes.Text(" ("), *link, nodes.Text(")")]
    return make_named_link(docs.url, text, base=base)


def _fact(kind: str, *sentence: str | nodes.Node) -> ours.api_fact:
    line = [part if isinstance(part, nodes.Node) else nodes.Text(str(part)) for part in sentence]
    return ours.api_fact("", nodes.paragraph("", "", *line), kind=kind)


def _listed_fact(kind: str, sentence: Sequence[nodes.Node], listed: Sequence[nodes.Node]) -> ours.api_fact:
    """Return a fact with a list in its sentence, and where that is: a translation decides what is before and after."""
    fact = _fact(kind, *sentence)
    start = next(position for position, node in enumerate(sentence) if node is listed[0])
    fact.listed = start, start + len(listed)
    return fact


def _value_fact(kind: str, label: str, value: Json) -> ours.api_fact:
    """Return a fact with a JSON value in its sentence, or as a block if it is long."""
    text = show_value(value)
    if len(text) <= MAX_INLINE:
        line = nodes.paragraph("", "", nodes.Text(label + " "), nodes.literal("", text))
        return ours.api_fact("", line, kind=kind, value=text)
    block = show_block(value)
    return ours.api_fact(
        "",
        nodes.paragraph("", label),
        nodes.literal_block(block, block, language="json", force=True),
        kind=kind,
        value=text,
    )
