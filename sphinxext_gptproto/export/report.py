"""The report of a conversion: what a person has to look at, with all places of each matter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ..spec.model import MISSING, Schema, Service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ..spec.errors import SpecError
    from ..spec.model import MediaType, Operation
    from ..spec.specification import Specification

MAX_PLACES: Final = 8
"""How many places of a matter are shown on a screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportItem:
    """Something that a person has to look at."""

    title: str
    advice: str
    places: tuple[str, ...]


def list_faults(faults: Sequence[SpecError], recovered: Iterable[str]) -> Iterator[ReportItem]:
    """Yield the faults of the source: API keys in it, requests without a URL, repaired bodies, and all others.

    Kinds of faults are told from their reasons, as loaders write them.

    :param recovered: places of bodies that are not valid JSON and were repaired.
    """
    masked = [fault for fault in faults if "live API key" in fault.reason]
    unaddressed = [fault for fault in faults if "has no URL" in fault.reason]
    others = [fault for fault in faults if fault not in masked and fault not in unaddressed]
    yield from _make_matter("API keys in the source, masked", "Revoke each key that is real.", masked)
    yield from _make_matter("requests without a URL, skipped", "Add the method and path of each.", unaddressed)
    yield from _make_matter("bodies that are not valid JSON, repaired", "Compare each with the result.", recovered)
    yield from _make_matter("other faults in the source", "Fix them there and convert again.", others)


def list_lost_services(specifications: Sequence[Specification]) -> Iterator[ReportItem]:
    """Yield the APIs of a source after the first one: a converted file describes only one service."""
    titles = [s.service.title or s.name for s in specifications if s.service != Service()]
    yield from _make_matter(
        "further APIs in the source, whose version, contact and key variable are lost",
        "Convert each API separately to keep them.",
        titles[1:],
    )


def list_remaining_faults(faults: Sequence[SpecError]) -> Iterator[ReportItem]:
    """Yield the faults that remain in the converted files."""
    yield from _make_matter("faults that remain in the files", "Fix them there.", (fault.message for fault in faults))


def list_gaps(specification: Specification) -> Iterator[ReportItem]:
    """Yield what is missing or uncertain in the specification."""
    operations = specification.operations
    yield from _make_matter(
        "operations with inferred types",
        "Check types, formats and required fields, then remove the mark 'inferred'.",
        (name for name, operation in operations.items() if _is_inferred(operation)),
    )
    yield from _make_matter(
        "operations with bodies that are not valid JSON, kept as text",
        "Write each body as JSON, or correct its media type.",
        (name for name, operation in operations.items() if any(_has_text(media) for media in _get_media(operation))),
    )
    yield from _make_matter(
        "operations whose required fields are unknown",
        "List them under 'required'.",
        (name for name, operation in operations.items() if _is_inferred(operation) and operation.body is not None),
    )
    yield from _make_matter(
        "endpoints without a description",
        "Describe what each does; lists show the first sentence alone.",
        (name for name, endpoint in specification.endpoints.items() if not endpoint.description),
    )
    yield from _make_matter(
        "operations with parameters or fields without a description",
        "Describe them.",
        (
            _shorten_list(name, undescribed)
            for name, operation in operations.items()
            if (undescribed := _list_undescribed(operation, specification))
        ),
    )
    yield from _make_matter(
        "operations without a successful response",
        "Add the response, with an example.",
        (
            name
            for name, operation in operations.items()
            if not operation.is_webhook and not any(response.is_success for response in operation.responses)
        ),
    )
    yield from _make_matter(
        "successful responses without an example",
        "Add one under 'examples'.",
        (
            f"{name}: {status}"
            for name, operation in operations.items()
            for status in _list_without_example(operation, specification)
        ),
    )


def list_changes(
    *,
    renamed: dict[str, str],
    unshared: dict[str, str],
    set_aside: Sequence[tuple[str, str]],
    same_path: dict[tuple[str, str], list[str]],
    missing: Sequence[str],
) -> Iterator[ReportItem]:
    """Yield the differences between the source and the file.

    :param renamed: new names of operations, by the old ones.
    :param unshared: why an endpoint does not share the operation of others with its method and path, by its id.
    :param set_aside: places in the file that were set aside, each with the reason.
    :param same_path: names of operations with the same method and path, by these.
    :param missing: endpoints of the source that the file does not have.
    """
    yield from _make_matter("endpoints that were skipped", "Fix the faults above.", missing)
    yield from _make_matter(
        "parts set aside because they contradict others",
        "Find the keys that start with 'x-', correct the values, and remove the 'x-'.",
        (f"{place}: {reason}" for place, reason in set_aside),
    )
    yield from _make_matter(
        "requests that share a path with others and were not merged",
        "Merge those that are the same operation.",
        (f"{name}: {reason}" for name, reason in unshared.items()),
    )
    yield from _make_matter(
        "operations with a new name",
        "Choose better names if programs use them.",
        (f"{old} is now {new}" for old, new in renamed.items()),
    )
    yield from _make_matter(
        "paths with several operations of the same method, which OpenAPI cannot describe",
        "Other tools see only the first one.",
        (f"{method} {path}: {', '.join(names)}" for (method, path), names in same_path.items()),
    )


def write(matters: Iterable[ReportItem], *, limit: int | None = None) -> Iterator[str]:
    """Yield the lines of a report.

    :param limit: how many places of a matter are listed; all by default.
    """
    for matter in matters:
        yield ""
        yield f"{matter.title[:1].upper()}{matter.title[1:]} ({len(matter.places)}). {matter.advice}"
        places = matter.places[:limit]
        yield from (f"  {place}" for place in places)
        if len(places) < len(matter.places):
            yield f"  and {len(matter.places) - len(places)} more"


def _make_matter(title: str, advice: str, places: Iterable[object]) -> Iterator[ReportItem]:
    texts = tuple(map(str, places))
    if texts:
        yield ReportItem(title=title, advice=advice, places=texts)


def _shorten_list(name: str, names: list[str]) -> str:
    rest = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return f"{name}: {', '.join(names[:5])}{rest}"


# -- facts of operations ----------------------------------------------------------------------------------------------


def _get_media(operation: Operation) -> Iterator[MediaType]:
    yield from operation.body.content if operation.body else ()
    for response in operation.responses:
        yield from response.content


def _is_inferred(operation: Operation) -> bool:
    return any(p.inferred for p in operation.parameters) or any(media.inferred for media in _get_media(operation))


def _has_text(media: MediaType) -> bool:
    return any(example.serialized for example in media.examples)


def _list_undescribed(operation: Operation, specification: Specification) -> list[str]:
    """Return the names of the parameters and of the body's top-level fields that have no description."""
    names = [p.name for p in operation.parameters if not (p.description or p.schema.description or p.schema.ref)]
    for media in operation.body.content if operation.body else ():
        schema = media.schema or Schema()
        schema = specification.schemas.get(schema.ref, schema)
        names += [
            name
            for name, field in schema.properties.items()
            if not (field.description or field.ref or field.all_of or field.const is not MISSING)
        ]
    return list(dict.fromkeys(names))


def _list_without_example(operation: Operation, specification: Specification) -> Iterator[str]:
    for response in operation.responses:
        if (
            response.is_success
            and response.content
            and not any(
                media.examples or (media.schema and _shows_example(media.schema, specification))
                for media in response.content
            )
        ):
            yield response.status


def _shows_example(schema: Schema, specification: Specification) -> bool:
    """Return whether a schema has an example, or each of its properties has an example or a default."""
    resolved = specification.schemas.get(schema.ref, schema)
    has: Callable[[Schema], bool] = lambda part: bool(part.examples) or part.default is not MISSING  # noqa: E731
    return has(resolved) or (bool(resolved.properties) and all(map(has, resolved.properties.values())))
