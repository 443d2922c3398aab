"""Request bodies and responses to nodes: media types, fields, examples, headers, links."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from docutils import nodes
from sphinx.locale import get_translation

from ...content.build_fields import body_shape, header_fields
from ...content.labels import show_block, status_title
from ...samples import make_response_value
from ...samples.serialize import is_json
from ...spec.model import MISSING, Example
from ...spec.names import make_anchor
from .. import nodes as ours
from .fields import FieldComposer, is_list
from .sentences import enumerate_nodes, phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ...content.fields import Field
    from ...spec.model import Json, Link, MediaType, RequestBody, Response, Schema
    from ...spec.registry import SpecRegistry
    from ...spec.resolver import Resolver

_: Final = get_translation("sphinxext_gptproto")
_LEXERS: Final = {"application/xml": "xml", "text/xml": "xml", "text/html": "html"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Media types that carry the same value, and what is said of it."""

    media: tuple[MediaType, ...]
    shape: Field | None
    anchor: str

    @property
    def has_fields(self) -> bool:
        """Whether anything is nested in it."""
        return self.shape is not None and bool(self.shape.children or any(v.fields for v in self.shape.variants))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One representation of a response."""

    response: Response
    content: Content | None
    title: str
    anchor: str
    is_first: bool
    """Of its response, whose description and headers it shows."""


def get_contents(media: Iterable[MediaType], place: str, resolve: Resolver) -> list[Content]:
    """Return what a body may be: media types with the same schema count as one.

    The fields of the first have anchors that begin with the place alone.
    """
    found: list[Content] = []
    for kind in media:
        same = next((n for n, c in enumerate(found) if _is_same(c.media[0].schema, kind.schema)), None)
        if same is not None:
            found[same] = replace(found[same], media=(*found[same].media, kind))
            continue
        shape = body_shape(kind, resolve, place=place)
        anchor = place if not found else f"{place}-{make_anchor(kind.type)}"
        if found and shape is not None:
            shape = replace(shape, slug=anchor)
        if shape is not None and place == "body" and (found or shape.variants or is_list(shape)):
            shape = _set_aside(shape, fields=bool(found) or is_list(shape))
        found.append(Content(media=(kind,), shape=shape, anchor=anchor))
    return found


def _is_same(one: Schema | None, other: Schema | None) -> bool:
    return one is not None and (one is other or one == other)


def _set_aside(shape: Field, *, fields: bool) -> Field:
    """Return a body whose variants' fields are marked as those that not every request has.

    :param fields: whether its own are, too.
    """
    children = tuple(replace(child, aside=True) for child in shape.children) if fields else shape.children
    variants = tuple(
        replace(variant, fields=tuple(replace(field, aside=True) for field in variant.fields))
        for variant in shape.variants
    )
    return replace(shape, children=children, variants=variants)


def get_answers(responses: Iterable[Response], resolve: Resolver) -> list[Answer]:
    """Return what may come back, in the order of display; the same for a response that several operations share."""
    found: list[Answer] = []
    for response in responses:
        make = partial(_get_answers_of, response, resolve, is_first=not found)
        found += resolve.memo.get("answers", response, not found, make)
    return found


def _get_answers_of(response: Response, resolve: Resolver, *, is_first: bool) -> list[Answer]:
    """Return the representations of a response.

    :param is_first: of the operation's responses: the first representation has fields whose anchors are the shortest.
    """
    made: list[Answer] = []
    contents = _by_stream(get_contents(response.content, "response", resolve))
    for number, content in enumerate(contents or [None]):
        anchor, shown = "response", content
        if number or not is_first:
            anchor = f"response-{make_anchor(response.status)}-{number + 1}"
            if content is not None and content.shape is not None:
                shown = replace(content, shape=replace(content.shape, slug=anchor), anchor=anchor)
        title = status_title(response.status)
        if content is not None and content.media[0].type == "text/event-stream":
            title = f"{response.status} - " + _("Stream")
        made.append(Answer(response=response, content=shown, title=title, anchor=anchor, is_first=number == 0))
    return made


def _by_stream(contents: Sequence[Content]) -> list[Content]:
    """Return contents with streams of events apart from other media types, even of the same schema."""
    found: list[Content] = []
    for content in contents:
        streams = tuple(media for media in content.media if media.type == "text/event-stream")
        others = tuple(media for media in content.media if media not in streams)
        found += [replace(content, media=media) for media in (others, streams) if media]
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyComposer(FieldComposer):
    """Makes the nodes of bodies."""

    registry: SpecRegistry

    def body(self, body: RequestBody, contents: Sequence[Content]) -> list[nodes.Element]:
        """Return a request body's description and what may be sent."""
        made = self.prose(body.description)
        for number, content in enumerate(contents):
            types = enumerate_nodes((nodes.literal("", media.type) for media in content.media), last=_("or"))
            message = _("Or sent as {types}.") if number else _("Sent as {types}.")
            made.append(nodes.paragraph("", "", *phrase(message, types=types)))
            if any(media.inferred for media in content.media):
                made.append(note_inferred(optional=True))
            if content.shape is not None:
                described = content.shape.description not in ("", body.description)
                made += self.shape(content.shape, described=described)
            made += self._encodings(content.media)
            made += self._request_examples(content.media)
        return made

    def _encodings(self, media: Iterable[MediaType]) -> Iterator[nodes.Element]:
        parts = {name: kind for one in media for name, kind in one.encoding.items()}
        if parts:
            listing = nodes.bullet_list(bullet="*")
            for name, kind in parts.items():
                words = [nodes.literal("", name), nodes.Text(": "), nodes.literal("", kind)]
                listing += nodes.list_item("", nodes.paragraph("", "", *words))
            yield nodes.paragraph("", _("Media types of the parts:"))
            yield listing

    def _request_examples(self, media: Iterable[MediaType]) -> Iterator[nodes.Element]:
        """Yield the examples where there are several; samples send the first."""
        for one in media:
            for example in one.examples if len(one.examples) > 1 or any(e.serialized for e in one.examples) else ():
                yield from self.example(one, example, words := example.summary or example.name, words)
            if len(one.examples) == 1:
                yield from self.prose(one.examples[0].description)

    def example(self, media: MediaType, example: Example, title: str, named: str = "") -> Iterator[nodes.Element]:
        """Yield what is said of an example, and the example; :func:`make_sample` says what is given."""
        for block in self.prose(example.description):
            block["classes"].append("gp-example")
            yield block
        is_json = media.type.partition(";")[0].endswith("json") and not example.serialized
        if is_json:
            code, lexer = self._json(example.value), "json"
        else:
            text = example.value if isinstance(example.value, str) else show_block(example.value)
            code, lexer = text.rstrip("\n"), _LEXERS.get(media.type, "text")
        yield make_sample(title, code, lexer, named=named)

    def response(self, answer: Answer, *, several: bool) -> ours.api_response:
        """Return one representation of a response.

        :param several: whether the operation has others.
        """
        make = partial(self._response, answer, several=several)
        return self.keep("response", answer, (several, self.prefix, self.base), make)

    def _response(self, answer: Answer, *, several: bool) -> ours.api_response:
        response, content, title, anchor = answer.response, answer.content, answer.title, answer.anchor
        media = content.media[0] if content else None
        node = ours.api_response(
            status=response.status,
            title=title,
            media_type=media.type if media else "",
            success=response.is_success,
            several=several,
            classes=["gp-response"],
            ids=[
                f"{self.prefix}{anchor}-{make_anchor(response.status)}"
                if anchor == "response"
                else self.prefix + anchor
            ],
        )
        heading = nodes.paragraph("", "", nodes.strong("", title), classes=["gp-block-title"])
        for number, kind in enumerate(content.media if content else ()):
            heading += [nodes.Text(", " if number else " "), nodes.literal("", kind.type)]
        node += heading
        if answer.is_first:
            if not response.description.startswith(response.summary):
                node += self.prose(response.summary)
            node += self.prose(response.description)
            if response.headers:
                node += nodes.paragraph("", _("Headers of the response:"))
                node += self.listed(header_fields(response.headers, f"{anchor}-header", self.resolver), "response")
        if content is not None and content.shape is not None:
            if any(kind.inferred for kind in content.media):
                node += note_inferred(optional=False)
            if content.has_fields and media is not None and media.type == "text/event-stream":
                node += nodes.paragraph("", _("Each event's data is a JSON object with these fields:"))
            node += self.shape(content.shape, described=content.shape.description not in ("", response.description))
        kinds = content.media if content else ()
        given = [(kind, example) for kind in kinds for example in kind.examples]
        made = [] if given else [(kind, example) for kind in kinds for example in self.made_examples(kind)][:1]
        for kind, example in (*given, *made):
            named = example.name if len(kind.examples) > 1 else ""
            words = str(_("from the schema")) if made else example.summary or named
            label = f"{title} ({words})" if words else title
            node += list(self.example(kind, example, label, words))
        if answer.is_first and response.links:
            node += self._links(response.links)
        return node

    def _json(self, value: Json) -> str:
        """Return a value as a block, made once where operations share it."""
        return self.resolver.memo.get("block", value, None, partial(show_block, value))

    def made_examples(self, media: MediaType) -> list[Example]:
        """Return an example of what the service sends, for JSON without one; none where the schema says too little."""
        schema = media.schema
        if schema is None or not is_json(media.type):
            return []

        def make() -> list[Example]:
            value = make_response_value(schema, self.resolver)
            return [] if value is MISSING or value in ({}, [], None) else [Example(name="", value=value)]

        return self.resolver.memo.get("answer", schema, None, make)

    def _links(self, links: Iterable[Link]) -> list[nodes.Element]:
        listing = nodes.bullet_list(bullet="*")
        for link in links:
            given = enumerate_nodes(nodes.literal("", f"{name} = {value}") for name, value in link.parameters.items())
            message = "{link}"
            if link.operation and given:
                message = _("{link} calls {operation} with {parameters}")
            elif link.operation:
                message = _("{link} calls {operation}")
            elif given:
                message = _("{link} with {parameters}")
            name, operation = nodes.literal("", link.name), nodes.literal("", link.operation)
            words = phrase(message, link=name, operation=operation, parameters=given)
            words += [nodes.Text(": "), *self.line(link.description)] if link.description else []
            listing += nodes.list_item("", nodes.paragraph("", "", *words))
        return [nodes.paragraph("", _("What to call next:")), listing]

    @property
    def resolver(self) -> Resolver:
        """What follows the references of schemas."""
        return self.registry.resolve


def note_inferred(*, optional: bool) -> nodes.paragraph:
    """Return the note that stands once above fields of which only examples are known.

    :param optional: whether nobody knows which of them are required.
    """
    words = _("Types are inferred from examples.")
    if optional:
        words = " ".join([words, _("Which fields are required is not known.")])
    return nodes.paragraph("", words, classes=["gp-inferred"])


def make_sample(title: str, code: str, lexer: str, *, fence: str = "", named: str = "") -> ours.api_sample:
    """Return a titled block of code.

    :param fence: the language of a Markdown fence, where it is not the lexer's name.
    :param named: what tells it from others of its kind; HTML must show the title then, since nothing near says it.
    """
    block = nodes.literal_block(code, code, language=lexer, force=True)
    wrapper = nodes.container("", nodes.caption("", title), block, literal_block=True)
    wrapper["classes"].append("literal-block-wrapper")
    made = ours.api_sample("", wrapper, title=title, fence=fence or lexer)
    if named:
        made["named"] = named
    return made


def get_shapes(contents: Iterable[Content | None]) -> tuple[Field, ...]:
    """Return the bodies themselves, for the domain."""
    return tuple(content.shape for content in contents if content and content.shape)
