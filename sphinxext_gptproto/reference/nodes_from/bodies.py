"""Makes the nodes of request bodies and responses: media types, fields, examples, headers, links."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from docutils import nodes
from sphinx.locale import get_translation

from ...content.build_fields import header_fields
from ...content.labels import show_block
from ...samples import make_response_value
from ...samples.serialize import is_json
from ...spec.links import find_linked_endpoint
from ...spec.model import MISSING, Example
from ...spec.names import make_anchor
from .. import nodes as ours
from .commonmark import make_link
from .fields import FieldComposer
from .sentences import enumerate_nodes, phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ...content.bodies import Answer, Content
    from ...spec.model import Json, Link, MediaType, RequestBody
    from ...spec.registry import SpecRegistry
    from ...spec.resolver import Resolver

_: Final = get_translation("sphinxext_gptproto")
_LEXERS: Final = {"application/xml": "xml", "text/xml": "xml", "text/html": "html"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyComposer(FieldComposer):
    """Makes the nodes of bodies."""

    registry: SpecRegistry

    def body(self, body: RequestBody, contents: Sequence[Content]) -> list[nodes.Element]:
        """Return a request body's description and what may be sent."""
        blocks = self.prose(body.description)
        for number, content in enumerate(contents):
            types = enumerate_nodes((nodes.literal("", media.type) for media in content.media), last=_("or"))
            message = _("Or sent as {types}.") if number else _("Sent as {types}.")
            blocks.append(nodes.paragraph("", "", *phrase(message, types=types)))
            if any(media.inferred for media in content.media):
                blocks.append(note_inferred(optional=True))
            if content.shape is not None:
                described = content.shape.description not in ("", body.description)
                blocks += self.shape(content.shape, described=described)
            blocks += self._encodings(content.media)
            blocks += self._request_examples(content.media)
        return blocks

    def _encodings(self, media: Iterable[MediaType]) -> Iterator[nodes.Element]:
        parts = {name: kind for one in media for name, kind in one.encoding.items()}
        if parts:
            listing = nodes.bullet_list(bullet="*")
            for name, kind in parts.items():
                line = [nodes.literal("", name), nodes.Text(": "), nodes.literal("", kind)]
                listing += nodes.list_item("", nodes.paragraph("", "", *line))
            yield nodes.paragraph("", _("Media types of the parts:"))
            yield listing

    def _request_examples(self, media: Iterable[MediaType]) -> Iterator[nodes.Element]:
        """Yield examples that the request samples do not show: those send the first one, unless it is serialized."""
        for one in media:
            for example in one.examples if len(one.examples) > 1 or any(e.serialized for e in one.examples) else ():
                title = example.summary or example.name
                yield from self.example(one, example, title, title)
            if len(one.examples) == 1:
                yield from self.prose(one.examples[0].description)

    def example(self, media: MediaType, example: Example, title: str, named: str = "") -> Iterator[nodes.Element]:
        """Yield the description of an example, and the example; ``named`` is as of :func:`make_sample`."""
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

    def response(self, answer: Answer, service: str, *, several: bool) -> ours.api_response:
        """Return one representation of a response.

        :param service: the API that it belongs to; see :attr:`.model.Operation.service`.
        :param several: whether the operation has other responses, or other representations.
        """
        make = partial(self._response, answer, service, several=several)
        return self.share("response", answer, (service, several, self.prefix, self.base), make)

    def _response(self, answer: Answer, service: str, *, several: bool) -> ours.api_response:
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
        examples = [(kind, example) for kind in kinds for example in kind.examples]
        is_derived = not examples
        if is_derived:
            examples = [(kind, example) for kind in kinds for example in self.derive_examples(kind)][:1]
        for kind, example in examples:
            example_name = example.name if len(kind.examples) > 1 else ""
            named = str(_("from the schema")) if is_derived else example.summary or example_name
            label = f"{title} ({named})" if named else title
            node += list(self.example(kind, example, label, named))
        if answer.is_first and response.links:
            node += self._links(response.links, service)
        return node

    def _json(self, value: Json) -> str:
        """Return a value as indented JSON, which is made once for all operations that share the value."""
        return self.resolver.memo.get("block", value, None, partial(show_block, value))

    def derive_examples(self, media: MediaType) -> list[Example]:
        """Return an example made from the schema of JSON, or none where that would be empty."""
        schema = media.schema
        if schema is None or not is_json(media.type):
            return []

        def make() -> list[Example]:
            value = make_response_value(schema, self.resolver)
            return [] if value is MISSING or value in ({}, [], None) else [Example(name="", value=value)]

        return self.resolver.memo.get("answer", schema, None, make)

    def _links(self, links: Iterable[Link], service: str) -> list[nodes.Element]:
        listing = nodes.bullet_list(bullet="*")
        for link in links:
            parameters = enumerate_nodes(
                nodes.literal("", f"{name} = {value}") for name, value in link.parameters.items()
            )
            message = "{link}"
            if link.operation and parameters:
                message = _("{link} calls {operation} with {parameters}")
            elif link.operation:
                message = _("{link} calls {operation}")
            elif parameters:
                message = _("{link} with {parameters}")
            name, operation = nodes.literal("", link.name), self._link_to_operation(link, service)
            line = phrase(message, link=name, operation=operation, parameters=parameters)
            line += [nodes.Text(": "), *self.line(link.description)] if link.description else []
            listing += nodes.list_item("", nodes.paragraph("", "", *line))
        return [nodes.paragraph("", _("What to call next:")), listing]

    def _link_to_operation(self, link: Link, service: str) -> nodes.Node:
        label = nodes.literal("", link.operation)
        if link.address:
            return make_link(link.address, [label], base=self.base)[0]
        endpoint = find_linked_endpoint(self.registry, link, service)
        return self.refer_to_endpoint(endpoint.id, label) if endpoint else label

    @property
    def resolver(self) -> Resolver:
        """Resolves the references of schemas."""
        return self.registry.resolve


def note_inferred(*, optional: bool) -> nodes.paragraph:
    """Return the note above fields that are inferred from examples.

    :param optional: whether to say that some of them may be required.
    """
    text = _("Types are inferred from examples.")
    if optional:
        text = " ".join([text, _("Which fields are required is not known.")])
    return nodes.paragraph("", text, classes=["gp-inferred"])


def make_sample(title: str, code: str, lexer: str, *, fence: str = "", named: str = "") -> ours.api_sample:
    """Return a titled block of code.

    :param fence: the language of a Markdown fence, where it is not the lexer's name.
    :param named: what distinguishes it from other samples of its block; then HTML shows the title.
    """
    block = nodes.literal_block(code, code, language=lexer, force=True)
    wrapper = nodes.container("", nodes.caption("", title), block, literal_block=True)
    wrapper["classes"].append("literal-block-wrapper")
    sample = ours.api_sample("", wrapper, title=title, fence=fence or lexer)
    if named:
        sample.named = named
    return sample
