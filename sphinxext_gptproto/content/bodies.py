"""Group what an operation accepts and returns: media types with the same schema, and the representations of responses.

Nothing here imports Sphinx.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from ..spec.names import make_anchor
from .build_fields import body_shape
from .fields import is_list
from .i18n import gettext as _
from .labels import status_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ..spec.model import MediaType, Response, Schema
    from ..spec.resolver import Resolver
    from .fields import Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Media types with the same schema."""

    media: tuple[MediaType, ...]
    shape: Field | None
    """The body, as a field without a name; none if there is no schema."""
    anchor: str

    @property
    def has_fields(self) -> bool:
        """Whether any fields are nested in it."""
        return self.shape is not None and bool(self.shape.children or any(v.fields for v in self.shape.variants))


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One representation of a response."""

    response: Response
    content: Content | None
    title: str
    anchor: str
    is_first: bool
    """Whether it is the first of its response, which shows the description and the headers."""


def get_contents(media: Iterable[MediaType], place: str, resolve: Resolver) -> list[Content]:
    """Return the alternatives of a body: media types with the same schema are one of them.

    Anchors of fields begin with the place; only those of further alternatives have the media type in them.
    """
    contents: list[Content] = []
    for kind in media:
        same = next((n for n, c in enumerate(contents) if _is_same(c.media[0].schema, kind.schema)), None)
        if same is not None:
            contents[same] = replace(contents[same], media=(*contents[same].media, kind))
            continue
        shape = body_shape(kind, resolve, place=place)
        anchor = place if not contents else f"{place}-{make_anchor(kind.type)}"
        if contents and shape is not None:
            shape = replace(shape, slug=anchor)
        if shape is not None and place == "body" and (contents or shape.variants or is_list(shape)):
            shape = _set_aside(shape, fields=bool(contents) or is_list(shape))
        contents.append(Content(media=(kind,), shape=shape, anchor=anchor))
    return contents


def _is_same(one: Schema | None, other: Schema | None) -> bool:
    return one is not None and (one is other or one == other)


def _set_aside(shape: Field, *, fields: bool) -> Field:
    """Return a body with ``aside`` set on the fields of its variants, which not every request has.

    :param fields: whether to set it on the outermost fields, too.
    """
    children = tuple(replace(child, aside=True) for child in shape.children) if fields else shape.children
    variants = tuple(
        replace(variant, fields=tuple(replace(field, aside=True) for field in variant.fields))
        for variant in shape.variants
    )
    return replace(shape, children=children, variants=variants)


def get_answers(responses: Iterable[Response], resolve: Resolver) -> list[Answer]:
    """Return the representations of all responses, in the order of display.

    Those of a response that several operations share are the same objects each time.
    """
    answers: list[Answer] = []
    for response in responses:
        make = partial(_get_answers_of, response, resolve, is_first=not answers)
        answers += resolve.memo.get("answers", response, not answers, make)
    return answers


def _get_answers_of(response: Response, resolve: Resolver, *, is_first: bool) -> list[Answer]:
    """Return the representations of a response.

    :param is_first: whether it is the first of the operation: fields of its first representation have short anchors.
    """
    answers: list[Answer] = []
    contents = _by_stream(get_contents(response.content, "response", resolve))
    for number, content in enumerate(contents or [None]):
        anchor, anchored = "response", content
        if number or not is_first:
            anchor = f"response-{make_anchor(response.status)}-{number + 1}"
            if content is not None and content.shape is not None:
                anchored = replace(content, shape=replace(content.shape, slug=anchor), anchor=anchor)
        title = status_title(response.status)
        if content is not None and content.media[0].type == "text/event-stream":
            title = f"{response.status} - " + _("Stream")
        answers.append(Answer(response=response, content=anchored, title=title, anchor=anchor, is_first=number == 0))
    return answers


def _by_stream(contents: Sequence[Content]) -> list[Content]:
    """Return contents in which event streams are separate from other media types with the same schema."""
    separate: list[Content] = []
    for content in contents:
        streams = tuple(media for media in content.media if media.type == "text/event-stream")
        others = tuple(media for media in content.media if media not in streams)
        separate += [replace(content, media=media) for media in (others, streams) if media]
    return separate


def get_shapes(contents: Iterable[Content | None]) -> tuple[Field, ...]:
    """Return the bodies, without those that have no schema."""
    return tuple(content.shape for content in contents if content and content.shape)
