"""Postman requests to operations: method, address, parameters, credentials, body and saved responses."""

from __future__ import annotations

import re
from itertools import chain
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
    from .auth import KeyLocation
    from .tables import Entry, Facts, ReportFault
    from .variables import Variables

_HEADER_NAME: Final = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)
_ADDRESS: Final = re.compile(r"(https?://|\{\{[^{}]*\}\})\S*", re.IGNORECASE)
"""A name that is none: Postman uses the URL for a request that nobody has named."""
_IGNORED_HEADERS: Final = frozenset({
    "accept", "accept-encoding", "connection", "content-length", "content-type", "cookie", "host",
    "postman-token",
})  # fmt: skip
"""Headers that are not parameters: they follow from the body or the credentials, or the client sets them."""


class RequestReader:
    """Reads the requests of one collection.

    :param namespace: put before the ids of security schemes.
    :param report: records a fault.
    """

    def __init__(self, namespace: str, report: ReportFault) -> None:
        self.auth = AuthReader(namespace, report)
        self._report = report
        self._addresses = AddressReader(report)
        self._bodies = BodyReader(report)
        self._responses = ResponseReader(self._bodies, report)

    def read(
        self,
        item: Mapping[str, Json],
        path: JsonPath,
        full_name: str,
        variables: Variables,
        inherited: tuple[SecurityRequirement, ...],
    ) -> Operation | None:
        """Return the operation of a request, or ``None`` with a fault when it has no usable address.

        :param item: the item of the collection that has the request.
        :param path: the path of the item in the file.
        :param full_name: the name of the request after those of its folders, for messages.
        :param inherited: the credentials that its folder asks for.
        """
        request, request_path = item.get("request"), (*path, "request")
        if isinstance(request, str):
            request = {"url": request}
        if not isinstance(request, dict):
            reason = f"the request {full_name!r} is empty and is skipped"
            self._report(request_path, reason, "fill it in, or remove it")
            return None
        address = self._addresses.read(request.get("url"), (*request_path, "url"), variables, full_name)
        if address is None:
            return None
        headers = read_entries(request.get("header"), variables, self._report, (*request_path, "header"))
        credentials = list(_find_credentials(headers, address.query))
        request_security = self.auth.read(request.get("auth"), (*request_path, "auth"), variables)
        content_types = (entry.text for entry in headers if entry.name.lower() == "content-type" and entry.enabled)
        media_type = next((text for text in content_types if text), "")
        method = request.get("method")
        name = item.get("name")
        title = " ".join(name.split()) if isinstance(name, str) else ""
        return Operation(
            id="",
            method=method.strip().upper() if isinstance(method, str) and method.strip() else "GET",
            path=address.path,
            summary="" if _ADDRESS.fullmatch(title) else title,
            description=read_description(request.get("description")) or read_description(item.get("description")),
            parameters=(
                *address.parameters,
                *_read_query(_without_keys(address.query, credentials)),
                *self._read_headers(_without_keys(headers, credentials), request_path),
            ),
            body=self._bodies.read(request.get("body"), media_type, (*request_path, "body"), variables, full_name),
            responses=tuple(self._responses.read(item.get("response"), (*path, "response"), variables, full_name)),
            security=self._make_security(request_security, inherited, credentials),
            servers=(address.server,),
        )

    # -- credentials --------------------------------------------------------------------------------------------------

    def _make_security(
        self,
        request_security: tuple[SecurityRequirement, ...] | None,
        inherited: tuple[SecurityRequirement, ...],
        key_entries: Iterable[tuple[KeyLocation, Entry]],
    ) -> tuple[SecurityRequirement, ...]:
        """Return the alternative credentials of a request.

        Keys in enabled rows are needed beside the credentials of the request or its folder. A key in a disabled row is
        an alternative of its own. An enabled ``Authorization`` header replaces inherited credentials for that header.

        :param request_security: the credentials of the request's auth helper, or ``None`` when it inherits.
        :param key_entries: headers and query parameters that hold a key, enabled ones first.
        """
        security = inherited if request_security is None else request_security
        needed: dict[str, tuple[str, ...]] = {}
        optional: list[SecurityRequirement] = []
        for location, entry in key_entries:
            if entry.name.lower() != "authorization":
                requirement = self.auth.read_key(entry.name, location, entry.description)
            elif any(map(self._is_authorization, (*chain.from_iterable(request_security or ()), *needed))):
                continue
            else:
                requirement = self.auth.read_header(_get_raw_value(entry), entry.description)
                security = self._without_authorization(security) if entry.enabled else security
            if entry.enabled:
                needed.update(requirement)
            else:
                optional.append(requirement)
        if needed:
            security = tuple({**requirement, **needed} for requirement in security or ({},))
        optional = [
            requirement for requirement in optional if not any(requirement.keys() <= other.keys() for other in security)
        ]
        return (*(security or (({},) if optional else ())), *optional)

    def _without_authorization(self, security: tuple[SecurityRequirement, ...]) -> tuple[SecurityRequirement, ...]:
        return tuple(
            {name: scopes for name, scopes in requirement.items() if not self._is_authorization(name)}
            for requirement in security
        )

    def _is_authorization(self, scheme: str) -> bool:
        """Return whether the credentials of a scheme are in the header ``Authorization``."""
        definition = self.auth.schemes[scheme]
        is_header = definition.location == "header" and definition.name.lower() == "authorization"
        return definition.type != "apiKey" or is_header

    # -- parameters ---------------------------------------------------------------------------------------------------

    def _read_headers(self, headers: Iterable[Entry], request_path: JsonPath) -> Iterator[Parameter]:
        for name, entries in group(headers, ignore_case=True).items():
            if name.lower() == "cookie":
                yield from _read_cookies(entries)
            if name.lower() in _IGNORED_HEADERS:
                continue
            if not _HEADER_NAME.fullmatch(name):
                reason = f"the header {name!r} is skipped: its name has characters that HTTP does not allow there"
                self._report((*request_path, "header"), reason, "rename or remove it")
                continue
            parameter = _make_parameter(name, "header", gather(_drop_repeated(entries), allow_empty=False))
            if sum(entry.enabled for entry in entries) > 1:
                self._report((*request_path, "header"), *repeated_parameter(parameter), severity="note")
            yield parameter


def _drop_repeated(entries: Iterable[Entry]) -> list[Entry]:
    """Return the rows of a header with at most one enabled row, which is first; disabled rows are kept."""
    rows = sorted(entries, key=lambda entry: not entry.enabled)
    return [row for index, row in enumerate(rows) if index == 0 or not row.enabled]


def _get_raw_value(entry: Entry) -> str:
    """Return a row's value before variables are filled in: their names tell that they hold a key."""
    value = entry.row.get("value", entry.text)
    return value if isinstance(value, str) else ""


def _find_credentials(headers: Iterable[Entry], query: Iterable[Entry]) -> Iterator[tuple[KeyLocation, Entry]]:
    """Yield the rows that hold a key, enabled ones first."""
    rows: list[tuple[KeyLocation, Entry]] = [
        ("header", entry)
        for entry in headers
        if entry.name.lower() == "authorization" or holds_key(entry.name, _get_raw_value(entry), "header")
    ]
    rows += [("query", entry) for entry in query if holds_key(entry.name, _get_raw_value(entry), "query")]
    return iter(sorted(rows, key=lambda row: not row[1].enabled))


def _without_keys(entries: Iterable[Entry], credentials: Iterable[tuple[KeyLocation, Entry]]) -> list[Entry]:
    """Return the rows that do not hold a key."""
    key_entries = {id(entry) for _, entry in credentials}
    return [entry for entry in entries if id(entry) not in key_entries]


def _read_query(query: Iterable[Entry]) -> Iterator[Parameter]:
    for name, entries in group(query).items():
        yield _make_parameter(name, "query", gather(entries))


def _make_parameter(name: str, location: KeyLocation, facts: Facts) -> Parameter:
    """Return a parameter from the facts of its rows."""
    return Parameter(
        name=name,
        location=location,
        description=facts.description,
        schema=facts.schema,
        example=facts.example,
        examples=facts.examples,
        inferred=True,
    )


def _read_cookies(entries: Iterable[Entry]) -> Iterator[Parameter]:
    """Yield the cookies of ``Cookie`` headers, without their values, which belong to somebody's session."""
    names = {pair.partition("=")[0].strip() for entry in entries for pair in (entry.text or "").split(";")}
    for name in sorted(names - {""}):
        yield Parameter(name=name, location="cookie", schema=gather([]).schema, inferred=True)
