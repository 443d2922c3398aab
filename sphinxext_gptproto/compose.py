"""An endpoint to nodes: what a page says, in the classes of :mod:`.nodes`, with real children for every writer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeVar, cast

from docutils import nodes
from sphinx.locale import get_translation

from . import nodes as ours
from .facts import (
    MAX_INLINE,
    Field,
    body_fields,
    parameter_fields,
    security_fields,
    show_block,
    show_value,
    slug,
    status_title,
    walk,
)
from .markdown import parse_blocks, parse_inline, summarize
from .models import MISSING
from .samples import LANGUAGES, make_request

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from .models import Endpoint, ErrorEntry, Json, MediaType, Parameter, Response
    from .registry import SpecRegistry

_: Final = get_translation("sphinxext_gptproto")
T = TypeVar("T", bound=nodes.Element)

PARTS: Final = ("overview", "authentication", "parameters", "body", "samples", "responses", "errors")
"""What a page can show, in the order of display."""
_LOCATION_TITLES: Final = {
    "path": _("Path parameters"),
    "query": _("Query parameters"),
    "header": _("Header parameters"),
    "cookie": _("Cookie parameters"),
}
_LEXERS: Final = {"text/event-stream": "text", "application/xml": "xml", "text/html": "html", "text/csv": "text"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section of an endpoint: its nodes are made only when :attr:`make` is called."""

    name: str
    title: str
    make: Callable[[], list[nodes.Element]]
    fields: tuple[Field, ...] = ()
    """The fields that it documents, for the domain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Composer:
    """Makes the nodes of endpoints and errors.

    :param prefix: put before every anchor; empty for the first endpoint of a page.
    :param sections: whether parts may be sections; elsewhere (in a note, in a table) they are rubrics.
    :param source: place that the nodes are said to come from: file and line.
    :param kept: where to keep the nodes of fields and errors, to use the same ones on the next page that says the same.
        For writers that take pages one by one and only read them: a node knows the parent it was given last.
    """

    registry: SpecRegistry
    languages: Sequence[str] = tuple(LANGUAGES)
    prefix: str = ""
    sections: bool = True
    source: tuple[str, int] = ("", 0)
    kept: dict[Hashable, tuple[nodes.Element, object]] | None = None

    def endpoint(
        self, endpoint: Endpoint, names: Sequence[str], parts: Sequence[Part], *, filled: bool
    ) -> tuple[ours.api_endpoint, list[nodes.Element]]:
        """Return an endpoint's head and the parts behind it.

        :param parts: what :meth:`parts` returned for these names.
        :param filled: whether the nodes have their content; without it they are what a table of contents needs.
        """
        operation = endpoint.operation
        head = ours.api_endpoint(
            endpoint=endpoint.id,
            method=operation.method,
            path=operation.path,
            title=endpoint.title,
            short_title=endpoint.short_title,
            description=summarize(endpoint.description),
            deprecated=operation.deprecated,
            classes=["gp-endpoint"],
            ids=[f"{self.prefix}endpoint-{slug(endpoint.id)}"],
        )
        made = [(self._part(part), part) for part in parts]
        if filled:
            self._fill(endpoint, names, head, made)
        self._place(head, *(node for node, _part in made))
        return head, [node for node, _part in made]

    def fill(
        self, endpoint: Endpoint, names: Sequence[str], head: ours.api_endpoint, shown: Sequence[nodes.Element]
    ) -> None:
        """Give the nodes that :meth:`endpoint` made their content."""
        parts = self.parts(endpoint, names)
        self._fill(endpoint, names, head, list(zip(shown, parts, strict=True)))
        self._place(head, *shown)

    def _fill(
        self,
        endpoint: Endpoint,
        names: Sequence[str],
        head: ours.api_endpoint,
        shown: Sequence[tuple[nodes.Element, Part]],
    ) -> None:
        if "overview" in names:
            head[:0] = list(self._overview(endpoint))
        for node, part in shown:
            node += part.make()
        repeated = {field_.same_as for _node, part in shown for field_ in walk(part.fields)} - {""}
        head["repeated"] = sorted(self.prefix + anchor for anchor in repeated)

    def _place(self, *tops: nodes.Element) -> None:
        """Say where nodes without a place come from."""
        for top in tops:
            for node in top.findall(nodes.Element) if self.kept is None else (top,):
                if node.source is None:
                    node.source, node.line = self.source[0] or None, self.source[1] or None

    def _keep(self, key: Hashable, holder: object, make: Callable[[], T]) -> T:
        """Return what is kept under a key, or keep what is made now.

        :param holder: the object whose id is in the key: the id must not be used again.
        """
        if self.kept is None:
            return make()
        if key not in self.kept:
            node = make()
            node["kept"] = True
            self.kept[key] = node, holder
        return cast("T", self.kept[key][0])

    def parts(self, endpoint: Endpoint, names: Sequence[str]) -> list[Part]:
        """Return the parts of these names that have something to show, in this order.

        :raises RequestError: when samples are asked for and no request can be made.
        """
        makers: dict[str, Callable[[Endpoint], Iterable[Part]]] = {
            "authentication": self._authentication,
            "parameters": self._parameters,
            "body": self._body,
            "samples": self._samples,
            "responses": self._responses,
            "errors": self._errors,
        }
        return [part for name in names if name in makers for part in makers[name](endpoint)]

    # -- parts --------------------------------------------------------------------------------------------------------

    def _overview(self, endpoint: Endpoint) -> Iterable[nodes.Element]:
        operation = endpoint.operation
        servers = operation.servers or self.registry.service.servers
        signature = ours.api_signature(
            method=operation.method,
            path=operation.path,
            server=servers[0].url if servers else "",
            translatable=False,
            classes=["gp-signature"],
        )
        method = nodes.strong("", operation.method, classes=["gp-method", f"gp-{operation.method.lower()}"])
        signature += [method, nodes.Text(" "), nodes.literal("", operation.path, classes=["gp-path"])]
        yield signature
        if operation.deprecated:
            yield nodes.warning("", nodes.paragraph("", _("This endpoint is deprecated.")))
        yield from self._prose(endpoint.description)
        if len(servers) > 1:
            listing = nodes.bullet_list(bullet="*")
            for server in servers:
                words: list[nodes.Node] = [nodes.literal("", server.url)]
                words += [nodes.Text(": "), *parse_inline(server.description)] if server.description else []
                listing += nodes.list_item("", nodes.paragraph("", "", *words))
            yield nodes.paragraph("", _("Servers:"))
            yield listing

    def _authentication(self, endpoint: Endpoint) -> Iterable[Part]:
        fields = security_fields(endpoint.operation, self.registry.schemes)
        if fields:
            yield self._fields_part("authentication", _("Authentication"), fields, "header")

    def _parameters(self, endpoint: Endpoint) -> Iterable[Part]:
        for location, title in _LOCATION_TITLES.items():
            fields = parameter_fields(endpoint.operation, location, self.registry.resolve)
            if fields:
                yield self._fields_part(f"{location}-parameters", title, fields, location)

    def _fields_part(self, name: str, title: str, fields: tuple[Field, ...], place: str) -> Part:
        return Part(name=name, title=str(title), make=lambda: [self._list(fields, place)], fields=fields)

    def _body(self, endpoint: Endpoint) -> Iterable[Part]:
        body = endpoint.operation.body
        if body is None:
            return
        media = body.content[0]
        fields = body_fields(media, self.registry.resolve, place="body")

        def make() -> list[nodes.Element]:
            words = [nodes.Text(_("Sent as") + " "), nodes.literal("", media.type), nodes.Text(".")]
            listing = [self._list(fields, "body")] if fields else []
            return [*self._prose(body.description), nodes.paragraph("", "", *words), *listing]

        yield Part(name="request-body", title=_("Request body"), make=make, fields=fields)

    def _samples(self, endpoint: Endpoint) -> Iterable[Part]:
        registry = self.registry
        request = make_request(endpoint, service=registry.service, schemes=registry.schemes, resolve=registry.resolve)

        def make() -> list[nodes.Element]:
            holder = ours.api_samples()
            for name in self.languages:
                language = LANGUAGES[name]
                holder += self._sample(language.title, language.render(request).rstrip("\n"), language.lexer)
            return [holder]

        yield Part(name="request-samples", title=_("Request samples"), make=make)

    def _responses(self, endpoint: Endpoint) -> Iterable[Part]:
        shown: list[tuple[Response, MediaType | None, str, str, tuple[Field, ...]]] = []
        for response in endpoint.operation.responses:
            for number, media in enumerate(response.content or (None,)):
                title = status_title(response.status)
                if media is not None and media.type == "text/event-stream":
                    title = f"{response.status} - {_('Stream')}"
                anchor = "response" if not shown else f"response-{slug(response.status)}-{number + 1}"
                fields = body_fields(media, self.registry.resolve, place="response") if media else ()
                if shown:  # the fields of the first have the short anchors
                    fields = tuple(_reanchor(f, "response", anchor) for f in fields)
                shown.append((response, media, title, anchor, fields))

        def make() -> list[nodes.Element]:
            made: list[nodes.Element] = []
            described: set[str] = set()
            for response, media, title, anchor, fields in shown:
                first = response.status not in described
                node = self._response(response, media, title, anchor, fields, first=first, several=len(shown) > 1)
                described.add(response.status)
                made.append(node)
            return made

        if shown:
            fields = tuple(f for *_rest, found in shown for f in found)
            yield Part(name="response", title=_("Response"), make=make, fields=fields)

    def _errors(self, endpoint: Endpoint) -> Iterable[Part]:
        entries = [self.registry.get_error(name) for name in endpoint.operation.errors]
        if entries:
            yield Part(name="errors", title=_("Errors"), make=lambda: self.errors(entries))

    def _response(
        self,
        response: Response,
        media: MediaType | None,
        title: str,
        anchor: str,
        fields: tuple[Field, ...],
        *,
        first: bool,
        several: bool,
    ) -> ours.api_response:
        node = ours.api_response(
            status=response.status,
            title=title,
            media_type=media.type if media else "",
            success=response.is_success,
            several=several,
            classes=["gp-response"],
            ids=[f"{self.prefix}{anchor}-{slug(response.status)}" if anchor == "response" else self.prefix + anchor],
        )
        heading = nodes.paragraph("", "", nodes.strong("", title), classes=["gp-block-title"])
        if media is not None:
            heading += [nodes.Text(" "), nodes.literal("", media.type)]
        node += heading
        if first:
            node += self._prose(response.description)
            headers = tuple(_response_header(header) for header in response.headers)
            if headers:
                node += nodes.paragraph("", _("Headers of the response:"))
                node += self._list(headers, "response")
        if fields:
            if media is not None and media.type == "text/event-stream":
                node += nodes.paragraph("", _("Each event's data is a JSON object with these fields:"))
            node += self._list(fields, "response")
        if media is not None and media.examples:
            node += self._body_example(media, title)
        return node

    def _body_example(self, media: MediaType, title: str) -> ours.api_sample:
        value = media.examples[0].value
        if media.type.endswith("json"):
            return self._sample(title, show_block(value), "json")
        text = value if isinstance(value, str) else show_block(value)
        return self._sample(title, text.rstrip("\n"), _LEXERS.get(media.type, "text"))

    def errors(self, entries: Iterable[ErrorEntry]) -> list[nodes.Element]:
        """Return a block for each entry."""
        return [self._keep(("error", id(entry), self.prefix), entry, partial(self._error, entry)) for entry in entries]

    def _error(self, entry: ErrorEntry) -> ours.api_error:
        title = f"{entry.status} - {entry.title}"
        anchor = f"{self.prefix}error-{slug(entry.id)}"
        classes = ["gp-error", f"gp-status-{str(entry.status)[:1]}"]
        node = ours.api_error(error=entry.id, status=entry.status, title=title, ids=[anchor], classes=classes)
        node += nodes.paragraph("", "", nodes.strong("", title), classes=["gp-block-title"])
        for label, text in ((_("When:"), entry.when), (_("What to do:"), entry.action)):
            if text:
                node += self._labelled(str(label), text)
        node += self._sample(title, show_block(entry.body), "json")
        return node

    # -- parameters ---------------------------------------------------------------------------------------------------

    def _list(
        self, fields: Iterable[Field], place: str, above: Mapping[str, str] = MappingProxyType({})
    ) -> ours.api_parameter_list:
        node = ours.api_parameter_list(place=place)
        for field_ in fields:
            key = ("field", id(field_), self.prefix, *above.items())
            node += self._keep(key, field_, partial(self._field, field_, above))
        return node

    def _field(self, field_: Field, above: Mapping[str, str]) -> ours.api_parameter:
        """Return a field with all that it holds.

        :param above: names of the fields that hold it, by anchor.
        """
        node = ours.api_parameter(
            name=field_.name,
            place=field_.place,
            type=field_.type,
            required=field_.required,
            deprecated=field_.deprecated,
            ids=[self.prefix + field_.anchor],
        )
        marks = [field_.type] + ([str(_("required"))] if field_.required else [])
        term = nodes.term("", "", nodes.literal("", field_.name), nodes.Text(f" ({', '.join(marks)})"))
        term["translatable"] = False
        facts = list(self._facts(field_, above))
        for fact in facts:  # writers take them apart
            cast("nodes.Element", fact[0])["translatable"] = False
        definition = nodes.definition("", *self._prose(field_.description), *facts)
        above = {**above, field_.anchor: field_.name}
        if field_.children:
            definition += self._list(field_.children, field_.place, above)
        for variant in field_.variants:
            shape = ours.api_variant(title=variant.title, classes=["gp-variant"])
            shape += nodes.paragraph("", "", nodes.strong("", variant.title))
            shape += self._prose(variant.description)
            if variant.fields:
                shape += self._list(variant.fields, field_.place, above)
            definition += shape
        node += [term, definition]
        return node

    def _facts(self, field_: Field, above: Mapping[str, str]) -> Iterable[ours.api_fact]:
        if field_.deprecated:
            yield ours.api_fact("", nodes.paragraph("", _("Deprecated: do not use it in new code.")), kind="deprecated")
        if field_.values:
            yield self._values(field_)
        if field_.limits:
            words: list[nodes.Node] = [nodes.Text(_("Allowed:") + " ")]
            for number, limit in enumerate(field_.limits):
                words += [nodes.Text("; ")] if number else []
                words += parse_inline(limit)
            yield ours.api_fact("", nodes.paragraph("", "", *words, nodes.Text(".")), kind="limits")
        if field_.format:
            words = [nodes.Text(_("Format:") + " "), nodes.literal("", field_.format), nodes.Text(".")]
            yield ours.api_fact("", nodes.paragraph("", "", *words), kind="format")
        if field_.same_as:
            name = nodes.literal("", above.get(field_.same_as, field_.same_as))
            target = nodes.reference("", "", name, refid=self.prefix + field_.same_as)
            words = [nodes.Text(_("Has the same fields as") + " "), target, nodes.Text(".")]
            yield ours.api_fact("", nodes.paragraph("", "", *words), kind="same-as")
        if field_.default is not MISSING:
            yield _value_fact("default", str(_("Default:")), field_.default)
        elif field_.example is not MISSING and field_.type != "file":
            yield _value_fact("example", str(_("Example:")), field_.example)

    def _values(self, field_: Field) -> ours.api_fact:
        fact = ours.api_fact(kind="values")
        if not any(field_.value_descriptions):
            words: list[nodes.Node] = [nodes.Text(_("Allowed values:") + " ")]
            for number, value in enumerate(field_.values):
                words += [nodes.Text(", ")] if number else []
                words.append(nodes.literal("", show_value(value)))
            fact += nodes.paragraph("", "", *words, nodes.Text("."))
            return fact
        listing = nodes.bullet_list(bullet="*")
        for value, description in zip(field_.values, field_.value_descriptions, strict=True):
            words = [nodes.literal("", show_value(value))]
            words += [nodes.Text(": "), *parse_inline(description)] if description else []
            listing += nodes.list_item("", nodes.paragraph("", "", *words))
        fact += [nodes.paragraph("", _("Allowed values:")), listing]
        return fact

    # -- small parts --------------------------------------------------------------------------------------------------

    def _prose(self, text: str) -> list[nodes.Element]:
        return parse_blocks(text, source=self.source[0], line=self.source[1]) if text else []

    def _labelled(self, label: str, text: str) -> nodes.Element:
        blocks = self._prose(text)
        first = blocks[0] if blocks else nodes.paragraph()
        if not isinstance(first, nodes.paragraph):
            first = nodes.paragraph()
            blocks.insert(0, first)
        first.insert(0, [nodes.emphasis("", label), nodes.Text(" ")])
        return first if len(blocks) == 1 else nodes.container("", *blocks)

    def _part(self, part: Part) -> nodes.Element:
        identifier = self.prefix + part.name
        if not self.sections:
            return nodes.container("", nodes.rubric("", part.title, ids=[identifier]))
        return ours.api_part("", nodes.title("", part.title), ids=[identifier], part=part.name)

    def _sample(self, title: str, code: str, language: str) -> ours.api_sample:
        block = nodes.literal_block(code, code, language=language, force=True)
        wrapper = nodes.container("", nodes.caption("", title), block, literal_block=True)
        wrapper["classes"].append("literal-block-wrapper")
        return ours.api_sample("", wrapper, title=title, language=language)


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


def _response_header(header: Parameter) -> Field:
    return Field(
        name=header.name,
        place="response",
        anchor=f"response-header-{slug(header.name)}",
        type="string",
        required=header.required,
        description=header.description,
        example=header.example,
    )


def _reanchor(field_: Field, old: str, new: str) -> Field:
    return replace(
        field_,
        anchor=new + field_.anchor.removeprefix(old),
        same_as=new + field_.same_as.removeprefix(old) if field_.same_as else "",
        children=tuple(_reanchor(child, old, new) for child in field_.children),
        variants=tuple(
            replace(v, fields=tuple(_reanchor(child, old, new) for child in v.fields)) for v in field_.variants
        ),
    )
