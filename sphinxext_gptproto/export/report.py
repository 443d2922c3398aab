"""What a conversion leaves to people: each matter once, with all its places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ..spec.model import MISSING, Schema, Service

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from ..spec.errors import SpecError
    from ..spec.model import MediaType, Operation
    from ..spec.registry import Specification

MAX_PLACES: Final = 8
"""Of a matter, where the report is read on a screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """Something that a person has to look at."""

    title: str
    advice: str
    places: tuple[str, ...]


def list_faults(faults: Sequence[SpecError], recovered: Iterable[str]) -> Iterator[Matter]:
    """Yield what is wrong with the source: keys in it, requests without an address, and the rest.

    :param recovered: places of bodies that are no strict JSON and were read all the same.
    """
    masked = [fault for fault in faults if "live API key" in fault.reason]
    unaddressed = [fault for fault in faults if "has no URL" in fault.reason]
    others = [fault for fault in faults if fault not in masked and fault not in unaddressed]
    yield from _matter("keys in the source, masked", "Revoke each key that is real.", masked)
    yield from _matter("requests without an address, left out", "Add the method and path of each.", unaddressed)
    yield from _matter(
        "bodies that are no strict JSON, read as what they mean", "Compare each with what it became.", recovered
    )
    yield from _matter("other faults of the source", "Mend them there and convert again.", others)


def list_lost_services(specifications: Sequence[Specification]) -> Iterator[Matter]:
    """Yield the APIs of a source that holds several, but for the first: one file has room for one."""
    titles = [s.service.title or s.name for s in specifications if s.service != Service()]
    yield from _matter(
        "further APIs in the source, whose version, contact and key variable the output has no room for",
        "Convert each API on its own to keep what it says of itself.",
        titles[1:],
    )


def list_left(faults: Sequence[SpecError]) -> Iterator[Matter]:
    """Yield the faults that the files still have."""
    yield from _matter("faults that the files still have", "Mend them there.", (fault.message for fault in faults))


def list_gaps(specification: Specification) -> Iterator[Matter]:
    """Yield what readers of the pages will miss."""
    operations = specification.operations
    yield from _matter(
        "operations with inferred types",
        "Check types, formats and what is required, then take the mark 'inferred' away.",
        (name for name, operation in operations.items() if _is_inferred(operation)),
    )
    yield from _matter(
        "bodies that are not JSON, kept as text",
        "Write each as JSON that fits its media type.",
        (name for name, operation in operations.items() if any(_has_text(media) for media in _media(operation))),
    )
    yield from _matter(
        "operations that do not say what is required",
        "List the fields under 'required'.",
        (name for name, o in operations.items() if _is_inferred(o) and o.body is not None),
    )
    yield from _matter(
        "endpoints without a description",
        "Say what each does; the first sentence stands alone.",
        (name for name, endpoint in specification.endpoints.items() if not endpoint.description),
    )
    yield from _matter(
        "operations with parameters or fields without a description",
        "Describe them.",
        (_count(name, found) for name, o in operations.items() if (found := _undescribed(o, specification))),
    )
    yield from _matter(
        "operations without a successful response",
        "Add the answer, with an example.",
        (name for name, o in operations.items() if not o.is_webhook and not any(r.is_success for r in o.responses)),
    )
    yield from _matter(
        "successful responses without an example",
        "Add one under 'examples'.",
        (f"{name}: {status}" for name, o in operations.items() for status in _without_example(o, specification)),
    )


def list_changes(
    *,
    renamed: dict[str, str],
    apart: dict[str, str],
    aside: Sequence[tuple[str, str]],
    same_path: dict[tuple[str, str], list[str]],
    lost: Sequence[str],
) -> Iterator[Matter]:
    """Yield what the file says otherwise than the source.

    :param renamed: new names by the old ones.
    :param apart: why endpoints have operations of their own that others of their path share.
    :param aside: places in the file, and why they hold what is not read.
    :param same_path: operations that OpenAPI cannot tell apart, by method and path.
    :param lost: endpoints of the source that the file does not have.
    """
    yield from _matter("endpoints that were left out", "Mend the faults above.", lost)
    yield from _matter(
        "parts set aside, since they contradict others",
        "Look for the keys that start with 'x-', say what is true, and take the 'x-' away.",
        (f"{place}: {reason}" for place, reason in aside),
    )
    yield from _matter(
        "requests that share a path with others and were not merged",
        "Describe them once if they are the same operation.",
        (f"{name}: {reason}" for name, reason in apart.items()),
    )
    yield from _matter(
        "operations with a new name",
        "Choose better ones where programs know them by name.",
        (f"{old} is now {new}" for old, new in renamed.items()),
    )
    yield from _matter(
        "paths whose operations OpenAPI cannot tell apart",
        "Other tools see the first one only.",
        (f"{method} {path}: {', '.join(names)}" for (method, path), names in same_path.items()),
    )


def write(matters: Iterable[Matter], *, limit: int | None = None) -> Iterator[str]:
    """Yield the lines of a report.

    :param limit: how many places of a matter are shown, or all.
    """
    for matter in matters:
        yield ""
        yield f"{matter.title[:1].upper()}{matter.title[1:]} ({len(matter.places)}). {matter.advice}"
        shown = matter.places[:limit]
        yield from (f"  {place}" for place in shown)
        if len(shown) < len(matter.places):
            yield f"  and {len(matter.places) - len(shown)} more"


def _matter(title: str, advice: str, places: Iterable[object]) -> Iterator[Matter]:
    found = tuple(map(str, places))
    if found:
        yield Matter(title=title, advice=advice, places=found)


def _count(name: str, names: list[str]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return f"{name}: {', '.join(names[:5])}{more}"


# -- facts of operations ----------------------------------------------------------------------------------------------


def _media(operation: Operation) -> Iterator[MediaType]:
    yield from operation.body.content if operation.body else ()
    for response in operation.responses:
        yield from response.content


def _is_inferred(operation: Operation) -> bool:
    return any(p.inferred for p in operation.parameters) or any(media.inferred for media in _media(operation))


def _has_text(media: MediaType) -> bool:
    return any(example.serialized for example in media.examples)


def _undescribed(operation: Operation, specification: Specification) -> list[str]:
    """Return the parameters, and the fields of the body's first level, that nothing is said of."""
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


def _without_example(operation: Operation, specification: Specification) -> Iterator[str]:
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
    """Return whether a schema has an example itself, or one at each field that it requires."""
    found = specification.schemas.get(schema.ref, schema)
    has: Callable[[Schema], bool] = lambda part: bool(part.examples) or part.default is not MISSING  # noqa: E731
    return has(found) or (bool(found.properties) and all(map(has, found.properties.values())))
