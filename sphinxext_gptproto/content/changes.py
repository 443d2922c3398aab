"""Compare an endpoint in two versions of an API: what was added, removed and changed for those who call it.

Compared is what a program depends on: the request, credentials, parameters, bodies and responses, each field with its
type, default and limits. Texts and examples are not. Fields correspond by their names, bodies by their media types,
responses by their status. Nothing here imports Sphinx.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, TypeVar

from ..spec.names import short_name
from .bodies import get_answers, get_contents
from .build_fields import header_fields, parameter_fields, schema_shape
from .changed_facts import Fact, compare_facts, compare_switch
from .credentials import security_fields
from .fields import join

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Iterator, Sequence

    from ..spec.model import Endpoint, Operation
    from ..spec.registry import SpecRegistry
    from ..spec.resolver import Resolver
    from ..spec.versions import ApiVersion
    from .bodies import Answer, Content
    from .fields import Field, Variant

T = TypeVar("T")
Kind: TypeAlias = Literal["added", "removed", "changed"]
Place: TypeAlias = Literal[
    "endpoint",
    "request",
    "credentials",
    "credential",
    "path",
    "query",
    "header",
    "cookie",
    "body",
    "media",
    "response",
    "response-media",
    "response-header",
    "response-field",
    "callback",
    "error",
]
_PARAMETER: Final = re.compile(r"\{([^{}]*)\}")
_LOCATIONS: Final[tuple[Literal["path", "query", "header", "cookie"], ...]] = ("path", "query", "header", "cookie")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A part of an operation that only one version has, or that is not the same in both."""

    kind: Kind
    place: Place
    name: str = ""
    """Of a field with those that it is nested in, such as ``tickets[].price``; empty for a whole body."""
    status: str = ""
    """Of the response that it belongs to."""
    callback: str = ""
    """Name of the callback that it belongs to."""
    media: str = ""
    """Media types of the body that it belongs to, if it is not the same in all of them."""
    variants: tuple[str, ...] = ()
    """Titles of the variants that it is nested in, outermost first."""
    is_variant: bool = False
    """Whether it is the last of ``variants`` itself."""
    type: str = ""
    required: bool = False
    """Of what was added."""
    anchor: str = ""
    """Of the field on the page of the newer version; empty where it has none."""
    facts: tuple[Fact, ...] = ()
    """Of what was changed."""


def find_changes(registry: SpecRegistry, old: Endpoint, new: Endpoint) -> tuple[Change, ...]:
    """Return what is different in a newer version of an endpoint, in the order of its page."""

    def make() -> tuple[Change, ...]:
        return tuple(_Comparison(registry).compare_operations(old.operation, new.operation))

    return registry.resolve.memo.get("changes", new, old.id, make)


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionChanges:
    """The differences between two versions of an API, each in the order of the version that has the endpoint."""

    added: tuple[Endpoint, ...]
    removed: tuple[Endpoint, ...]
    changed: tuple[tuple[Endpoint, tuple[Change, ...]], ...]
    """The endpoints of the newer version, with their changes."""


def find_version_changes(registry: SpecRegistry, old: ApiVersion, new: ApiVersion) -> VersionChanges:
    """Compare all endpoints of two versions of an API."""
    endpoints: dict[str, list[Endpoint]] = {old.source: [], new.source: []}
    for endpoint in registry:
        if endpoint.operation.service in endpoints:
            endpoints[endpoint.operation.service].append(endpoint)

    def find(endpoint: Endpoint, version: ApiVersion) -> Endpoint | None:
        return next((i.endpoint for i in registry.get_endpoint_versions(endpoint) if i.version == version), None)

    previous = [(endpoint, find(endpoint, old)) for endpoint in endpoints[new.source]]
    changed = ((new_one, find_changes(registry, old_one, new_one)) for new_one, old_one in previous if old_one)
    return VersionChanges(
        added=tuple(endpoint for endpoint, other in previous if other is None),
        removed=tuple(endpoint for endpoint in endpoints[old.source] if find(endpoint, new) is None),
        changed=tuple((endpoint, changes) for endpoint, changes in changed if changes),
    )


@dataclass(frozen=True, slots=True)
class _Position:
    """Where a field is."""

    place: Place
    status: str = ""
    callback: str = ""
    name: str = ""
    variants: tuple[str, ...] = ()
    anchor: str = ""
    has_anchor: bool = True

    def make(
        self,
        kind: Kind,
        *,
        type_: str = "",
        required: bool = False,
        facts: tuple[Fact, ...] = (),
        is_variant: bool = False,
    ) -> Change:
        return Change(
            kind=kind,
            place=self.place,
            name=self.name,
            status=self.status,
            callback=self.callback,
            variants=self.variants,
            is_variant=is_variant,
            type=type_,
            required=required,
            anchor=self.anchor if self.has_anchor and kind != "removed" else "",
            facts=facts,
        )


@dataclass(frozen=True, slots=True)
class _Comparison:
    """Compares two operations."""

    registry: SpecRegistry
    seen: dict[tuple[str, str], bool] = field(default_factory=dict)
    """Pairs of shared schemas with pages of their own that were compared, and whether they differ: their changes are
    listed once."""

    @property
    def resolve(self) -> Resolver:
        return self.registry.resolve

    def compare_operations(self, old: Operation, new: Operation, callback: str = "") -> Iterator[Change]:
        """Yield all changes.

        :param callback: the name of the callback that the operations belong to.
        """
        yield from self._compare_requests(old, new, callback)
        if not callback:
            yield from self._compare_credentials(old, new)
        for location in _LOCATIONS:
            position = _Position(location, callback=callback, has_anchor=not callback)
            olds, news = (parameter_fields(operation, location, self.resolve) for operation in (old, new))
            new_names = _find_new_names(old.path, new.path) if location == "path" else {}
            for name, new_name in new_names.items():
                yield replace(position, name=new_name).make("changed", facts=(Fact("name", (name,), (new_name,)),))
            renamed = (replace(field_, name=new_names.get(field_.name, field_.name)) for field_ in olds)
            yield from self.compare_fields(renamed, news, position)
        yield from self._compare_bodies(old, new, callback)
        yield from self._compare_responses(old, new, callback)
        yield from self._compare_callbacks(old, new)
        for kind, names in _compare_names(old.errors, new.errors):
            yield from (Change(kind=kind, place="error", name=short_name(name)) for name in names)

    def _compare_requests(self, old: Operation, new: Operation, callback: str) -> Iterator[Change]:
        if facts := compare_switch("deprecated", old.deprecated, new.deprecated):
            yield Change(kind="changed", place="endpoint", callback=callback, facts=facts)
        before, after = (f"{operation.method} {operation.path}" for operation in (old, new))
        if before != after and not _find_new_names(old.path, new.path):
            yield Change(
                kind="changed", place="request", callback=callback, facts=(Fact("request", (before,), (after,)),)
            )

    def _compare_credentials(self, old: Operation, new: Operation) -> Iterator[Change]:
        """Yield changes of where credentials are sent, and which are needed together and with which scopes."""
        olds, news = (security_fields(operation, self.registry.schemes) for operation in (old, new))
        yield from self.compare_fields(olds, news, _Position("credential"))
        before, after = (_describe_security(operation) for operation in (old, new))
        if sorted(before) != sorted(after):
            yield Change(kind="changed", place="credentials", facts=(Fact("credentials", before, after),))

    # -- bodies -------------------------------------------------------------------------------------------------------

    def _compare_bodies(self, old: Operation, new: Operation, callback: str) -> Iterator[Change]:
        whole = _Position("body", callback=callback, has_anchor=False)
        if old.body is None or new.body is None:
            if new.body is not None:
                yield whole.make("added", required=new.body.required)
            elif old.body is not None:
                yield whole.make("removed")
            return
        if facts := compare_switch("required", old.body.required, new.body.required):
            yield whole.make("changed", facts=facts)
        place = "payload" if callback or new.is_webhook else "body"
        olds, news = (get_contents(body.content, place, self.resolve) for body in (old.body, new.body))
        position = _Position("body", callback=callback, has_anchor=not callback)
        yield from self._compare_contents(olds, news, position, _Position("media", callback=callback))

    def _compare_contents(
        self, olds: Sequence[Content], news: Sequence[Content], position: _Position, media_position: _Position
    ) -> Iterator[Change]:
        """Yield changes of the media types of a body, and of the fields of those that both versions have.

        :param position: of the fields.
        :param media_position: of the media types.
        """
        old_types, new_types = (
            [media.type for content in contents for media in content.media] for contents in (olds, news)
        )
        for kind, names in _compare_names(old_types, new_types):
            for name in names:
                yield replace(media_position, name=name, has_anchor=False).make(kind)
        pairs = [
            (old, new)
            for new in news
            for old in olds
            if {media.type for media in old.media} & {media.type for media in new.media}
        ]
        changes_by_pair: list[tuple[str, list[Change]]] = []
        for old, new in pairs:
            if old.shape is not None and new.shape is not None:
                types = ", ".join(media.type for media in new.media)
                changes = [*self._compare_shapes(old.shape, new.shape, replace(position, anchor=new.shape.slug))]
                changes_by_pair.append((types, changes))
        keys = [{_make_key(change) for change in changes} for _types, changes in changes_by_pair]
        common = set.intersection(*keys) if keys else set()
        for number, (types, changes) in enumerate(changes_by_pair):
            for change in changes:
                if _make_key(change) not in common:
                    yield replace(change, media=types)
                elif number == 0:
                    yield change

    def _compare_shapes(self, old: Field, new: Field, position: _Position) -> Iterator[Change]:
        """Yield changes of a body as a whole, and of its fields."""
        if facts := compare_facts(old, new):
            yield replace(position, has_anchor=False).make("changed", facts=facts)
        yield from self._compare_nested(old, new, position)

    def _compare_responses(self, old: Operation, new: Operation, callback: str) -> Iterator[Change]:
        whole = _Position("response", callback=callback, has_anchor=False)
        olds, news = ({response.status: response for response in operation.responses} for operation in (old, new))
        for kind, statuses in _compare_names(olds, news):
            yield from (replace(whole, status=status).make(kind) for status in statuses)
        old_answers, new_answers = (get_answers(operation.responses, self.resolve) for operation in (old, new))
        for status in (status for status in news if status in olds):
            old_headers, new_headers = (
                header_fields(responses[status].headers, "", self.resolve) for responses in (olds, news)
            )
            at = _Position("response-header", status=status, callback=callback, has_anchor=False)
            yield from self.compare_fields(old_headers, new_headers, at)
            old_contents, new_contents = (_get_contents(answers, status) for answers in (old_answers, new_answers))
            at = _Position("response-field", status=status, callback=callback, has_anchor=not callback)
            yield from self._compare_contents(old_contents, new_contents, at, replace(at, place="response-media"))

    def _compare_callbacks(self, old: Operation, new: Operation) -> Iterator[Change]:
        olds, news = (
            {(callback.name, callback.operation.method): callback for callback in operation.callbacks}
            for operation in (old, new)
        )
        for kind, keys in _compare_names(olds, news):
            yield from (Change(kind=kind, place="callback", name=name) for name, _method in keys)
        for key, callback in news.items():
            if key in olds:
                yield from self.compare_operations(olds[key].operation, callback.operation, callback.name)

    # -- fields -------------------------------------------------------------------------------------------------------

    def compare_fields(self, olds: Iterable[Field], news: Iterable[Field], position: _Position) -> Iterator[Change]:
        """Yield changes of fields that are nested in the same place: those of the newer version, then removed ones."""
        old_by_name, new_by_name = ({field_.name: field_ for field_ in fields} for fields in (olds, news))
        for name, new in new_by_name.items():
            at = replace(position, name=_nest(position.name, name), anchor=join(position.anchor, new.slug))
            old = old_by_name.get(name)
            if old is None:
                yield at.make("added", type_=new.type, required=new.required)
                continue
            if facts := compare_facts(old, new):
                yield at.make("changed", facts=facts)
            yield from self._compare_nested(old, new, at)
        for name in (name for name in old_by_name if name not in new_by_name):
            yield replace(position, name=_nest(position.name, name)).make("removed")

    def _compare_nested(self, old: Field, new: Field, position: _Position) -> Iterator[Change]:
        """Yield changes of what is nested in a field, also where shared schemas have pages of their own."""
        if old.see or new.see:
            pair = old.see, new.see
            if pair in self.seen:
                if self.seen[pair]:
                    yield replace(position, has_anchor=False).make(
                        "changed", facts=(Fact("fields", (short_name(old.see),), (short_name(new.see),)),)
                    )
                return
            self.seen[pair] = False  # while it is compared: a schema may contain itself
            old = schema_shape(old.see, self.resolve) if old.see else old
            new = schema_shape(new.see, self.resolve) if new.see else new
            changes = [*self._compare_nested(old, new, replace(position, has_anchor=False))]
            self.seen[pair] = bool(changes)
            yield from changes
            return
        inner = replace(position, name=f"{position.name}[]") if new.type.endswith("[]") and position.name else position
        yield from self.compare_fields(old.children, new.children, inner)
        yield from self._compare_variants(old.variants, new.variants, inner)

    def _compare_variants(
        self, olds: Sequence[Variant], news: Sequence[Variant], position: _Position
    ) -> Iterator[Change]:
        old_by_key, new_by_key = _number(olds), _number(news)
        for key, new in new_by_key.items():
            at = replace(position, variants=(*position.variants, new.title), anchor=join(position.anchor, new.slug))
            old = old_by_key.get(key)
            if old is None:
                yield replace(at, has_anchor=False).make("added", is_variant=True, type_=new.type)
                continue
            old_shape, new_shape = old.shape, new.shape
            if old_shape is not None and new_shape is not None:
                yield from self._compare_shapes(old_shape, new_shape, at)
            elif old.type != new.type:
                facts = (Fact("type", (old.type,), (new.type,)),)
                yield replace(at, has_anchor=False).make("changed", facts=facts, is_variant=True)
            yield from self.compare_fields(old.fields, new.fields, at)
        for key in (key for key in old_by_key if key not in new_by_key):
            at = replace(position, variants=(*position.variants, old_by_key[key].title))
            yield at.make("removed", is_variant=True)


def _find_new_names(old: str, new: str) -> dict[str, str]:
    """Return the new names of path parameters, by the old ones, if two paths differ in nothing else."""
    before, after = _PARAMETER.findall(old), _PARAMETER.findall(new)
    if old == new or _PARAMETER.sub("{}", old) != _PARAMETER.sub("{}", new):
        return {}
    names = {one: other for one, other in zip(before, after, strict=True) if one != other}
    return names if set(names.values()).isdisjoint(before) else {}


def _describe_security(operation: Operation) -> tuple[str, ...]:
    """Return the alternatives of credentials, each as the names that are needed together, with their scopes."""
    return tuple(
        " + ".join(
            f"{short_name(name)} ({', '.join(sorted(scopes))})" if scopes else short_name(name)
            for name, scopes in requirement.items()
        )
        for requirement in operation.security
    )


def _make_key(change: Change) -> Hashable:
    """Return what is equal for the same change in bodies of different media types."""
    return replace(change, anchor="")


def _get_contents(answers: Iterable[Answer], status: str) -> list[Content]:
    return [answer.content for answer in answers if answer.response.status == status and answer.content is not None]


def _compare_names(olds: Iterable[T], news: Iterable[T]) -> Iterator[tuple[Kind, list[T]]]:
    """Yield what only the newer version has, and what only the older one has, each in its order and once."""
    old_names, new_names = dict.fromkeys(olds), dict.fromkeys(news)
    yield "added", [name for name in new_names if name not in old_names]
    yield "removed", [name for name in old_names if name not in new_names]


def _nest(parent: str, name: str) -> str:
    """Return the name of a field with those that it is nested in."""
    return f"{parent}.{name}" if parent and not name.startswith("[") else parent + name


def _number(variants: Iterable[Variant]) -> dict[tuple[str, int], Variant]:
    """Return variants by title; those with the same title are numbered."""
    counts: dict[str, int] = {}
    numbered = {}
    for variant in variants:
        title = variant.title or variant.type
        counts[title] = counts.get(title, 0) + 1
        numbered[title, counts[title]] = variant
    return numbered
