"""Postman requests to operations: method, address, parameters, credentials, body and saved responses."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ...spec.model import Operation, Parameter
from ..checks import repeated_parameter
from .auth import AuthReader, holds_key
from .body import BodyReader
from .responses import ResponseReader
from .tables import gather, group, read_description, read_entries
from .url import AddressReader

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ...spec.json_path import JsonPath
    from ...spec.model import Json, SecurityRequirement
    from .auth import Place
    from .tables import Entry, Facts, Note
    from .variables import Variables

_HEADER_NAME: Final = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)
_NO_PARAMETERS: Final = frozenset({
    "accept", "accept-encoding", "connection", "content-length", "content-type", "cookie", "host",
    "postman-token",
})  # fmt: skip
"""Headers that are no parameters: the body and the credentials stand for them, or the client sets them."""


class RequestReader:
    """Reads the requests of one collection.

    :param note: records a fault.
    """

    def __init__(self, namespace: str, note: Note) -> None:
        self.auth = AuthReader(namespace, note)
        self._note = note
        self._addresses = AddressReader(note)
        self._bodies = BodyReader(note)
        self._responses = ResponseReader(self._bodies, note)

    def read(
        self,
        item: Mapping[str, Json],
        path: JsonPath,
        trail: str,
        variables: Variables,
        inherited: tuple[SecurityRequirement, ...],
    ) -> Operation | None:
        """Return what an item's request says, or nothing and a fault where it says too little.

        :param path: where the item stands.
        :param trail: the item's name behind those of its folders, for messages.
        :param inherited: the credentials that its folder asks for.
        """
        request, where = item.get("request"), (*path, "request")
        if isinstance(request, str):
            request = {"url": request}
        if not isinstance(request, dict):
            self._note(where, f"the request {trail!r} is empty; it is left out", "fill it in, or remove it")
            return None
        address = self._addresses.read(request.get("url"), (*where, "url"), variables, trail)
        if address is None:
            return None
        headers = read_entries(request.get("header"), variables, self._note, (*where, "header"))
        credentials = list(_find_credentials(headers, address.query))
        own = self.auth.read(request.get("auth"), (*where, "auth"), variables)
        media_type = next((e.text for e in headers if e.name.lower() == "content-type" and e.enabled and e.text), "")
        method = request.get("method")
        title = item.get("name")
        return Operation(
            id="",
            method=method.strip().upper() if isinstance(method, str) and method.strip() else "GET",
            path=address.path,
            summary=" ".join(title.split()) if isinstance(title, str) else "",
            description=read_description(request.get("description")) or read_description(item.get("description")),
            parameters=(
                *address.parameters,
                *_query_parameters(_others(address.query, credentials)),
                *self._header_parameters(_others(headers, credentials), where),
            ),
            body=self._bodies.read(request.get("body"), media_type, (*where, "body"), variables, trail),
            responses=tuple(self._responses.read(item.get("response"), (*path, "response"), variables, trail)),
            security=self._security(own, inherited, credentials),
            servers=(address.server,),
        )

    # -- credentials --------------------------------------------------------------------------------------------------

    def _security(
        self,
        own: tuple[SecurityRequirement, ...] | None,
        inherited: tuple[SecurityRequirement, ...],
        rows: Iterable[tuple[Place, Entry]],
    ) -> tuple[SecurityRequirement, ...]:
        """Return the alternatives of a request.

        :param rows: headers and query parameters that hold a key.
        """
        security = inherited if own is None else own
        needed: dict[str, tuple[str, ...]] = {}
        optional: list[SecurityRequirement] = []
        for place, entry in rows:
            if entry.name.lower() != "authorization":
                requirement = self.auth.read_key(entry.name, place, entry.description)
            elif any(self._is_authorization(name) for one in (*(own or ()), needed) for name in one):
                continue
            else:
                requirement = self.auth.read_header(_raw(entry), entry.description)
                security = self._without_authorization(security) if entry.enabled else security
            if entry.enabled:
                needed.update(requirement)
            else:
                optional.append(requirement)
        if needed:
            security = tuple({**one, **needed} for one in security or ({},))
        optional = [one for one in optional if not any(one.keys() <= other.keys() for other in security)]
        return (*(security or (({},) if optional else ())), *optional)

    def _without_authorization(self, security: tuple[SecurityRequirement, ...]) -> tuple[SecurityRequirement, ...]:
        return tuple(
            {name: scopes for name, scopes in one.items() if not self._is_authorization(name)} for one in security
        )

    def _is_authorization(self, scheme: str) -> bool:
        """Return whether a scheme's credentials go into the header ``Authorization``."""
        known = self.auth.schemes[scheme]
        return known.type != "apiKey" or (known.location == "header" and known.name.lower() == "authorization")

    # -- parameters ---------------------------------------------------------------------------------------------------

    def _header_parameters(self, headers: Iterable[Entry], where: JsonPath) -> Iterator[Parameter]:
        for name, entries in group(headers, fold=True).items():
            if name.lower() == "cookie":
                yield from _cookies(entries)
            if name.lower() in _NO_PARAMETERS:
                continue
            if not _HEADER_NAME.fullmatch(name):
                words = f"the header {name!r} is left out: its name has characters that no header's has"
                self._note((*where, "header"), words, "")
                continue
            parameter = _parameter(name, "header", gather(_once(entries), empty=False))
            if sum(entry.enabled for entry in entries) > 1:
                self._note((*where, "header"), *repeated_parameter(parameter), severity="note")
            yield parameter


def _once(entries: Iterable[Entry]) -> list[Entry]:
    """Return the rows of a header without those that would send it again."""
    rows = sorted(entries, key=lambda entry: not entry.enabled)
    return [row for number, row in enumerate(rows) if number == 0 or not row.enabled]


def _raw(entry: Entry) -> str:
    """Return a row's value as it is written: variables have names that tell what they hold."""
    value = entry.given.get("value", entry.text)
    return value if isinstance(value, str) else ""


def _find_credentials(headers: Iterable[Entry], query: Iterable[Entry]) -> Iterator[tuple[Place, Entry]]:
    """Yield the rows that hold a key, those that are sent first."""
    rows: list[tuple[Place, Entry]] = [
        ("header", entry)
        for entry in headers
        if entry.name.lower() == "authorization" or holds_key(entry.name, _raw(entry), "header")
    ]
    rows += [("query", entry) for entry in query if holds_key(entry.name, _raw(entry), "query")]
    return iter(sorted(rows, key=lambda row: not row[1].enabled))


def _others(entries: Iterable[Entry], credentials: Iterable[tuple[Place, Entry]]) -> list[Entry]:
    """Return the rows that hold no key."""
    keys = {id(entry) for _, entry in credentials}
    return [entry for entry in entries if id(entry) not in keys]


def _query_parameters(query: Iterable[Entry]) -> Iterator[Parameter]:
    for name, entries in group(query).items():
        yield _parameter(name, "query", gather(entries))


def _parameter(name: str, location: Place, facts: Facts) -> Parameter:
    """Return a parameter that rows of one name tell of."""
    return Parameter(
        name=name,
        location=location,
        description=facts.description,
        schema=facts.schema,
        example=facts.example,
        examples=facts.examples,
        inferred=True,
    )


def _cookies(entries: Iterable[Entry]) -> Iterator[Parameter]:
    """Yield the cookies of ``Cookie`` headers, without their values: those are of somebody's session."""
    names = {pair.partition("=")[0].strip() for entry in entries for pair in (entry.text or "").split(";")}
    for name in sorted(names - {""}):
        yield Parameter(name=name, location="cookie", schema=gather([]).schema, inferred=True)
