"""Variables of a Postman collection: the values of ``{{name}}``, and what pages have in place of those without one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ...spec.model import Json

VARIABLE: Final = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
SECRET_NAME: Final = re.compile(
    r"(?:(?:^|[\W_\d])(?i:key|token|secret|password|passwd|pwd|credential|bearer)"
    r"|(?<=[a-z\d])(?:Key|Token|Secret|Password|Credential)"
    r"|(?i:(?:api|access|auth|client|bearer|refresh)(?:key|token|secret)))s?$"
)
"""Names of variables whose values are never filled in, because they are secrets."""

MAX_LENGTH: Final = 0x10000
"""How many characters variables may add to one text. Variables in the values of others could multiply exponentially."""

_GUID: Final = "611c2e81-2ccb-42d8-9ddc-2d0bfa65c1b4"
_LOREM: Final = "Lorem ipsum dolor sit amet, consectetur adipiscing elit."
_IMAGE: Final = "https://example.com/images/sample.png"
_FAMILIES: Final[tuple[Mapping[str, str], ...]] = (
    # https://learning.postman.com/docs/tests-and-scripts/write-scripts/variables-list/, in its order
    {
        "guid": _GUID, "timestamp": "1735732800", "isoTimestamp": "2025-01-01T12:00:00.000Z", "randomUUID": _GUID,
        "randomAlphaNumeric": "7", "randomBoolean": "true", "randomInt": "42", "randomColor": "teal",
        "randomHexColor": "#1f9e8b", "randomAbbreviation": "HTTP",
    },
    {
        "randomIP": "192.0.2.17", "randomIPV6": "2001:db8::17", "randomMACAddress": "02:00:5e:10:00:17",
        "randomPassword": "correct-horse-42", "randomLocale": "en", "randomUserAgent": "Mozilla/5.0",
        "randomProtocol": "https", "randomSemver": "1.2.3",
    },
    {
        "randomFirstName": "Ada", "randomLastName": "Lovelace", "randomFullName": "Ada Lovelace",
        "randomNamePrefix": "Ms.", "randomNameSuffix": "PhD", "randomJobArea": "Research",
        "randomJobDescriptor": "Senior", "randomJobTitle": "Senior Research Engineer", "randomJobType": "Engineer",
    },
    {
        "randomPhoneNumber": "555-0117", "randomPhoneNumberExt": "1-555-0117", "randomCity": "London",
        "randomStreetName": "Station Road", "randomStreetAddress": "17 Station Road", "randomCountry": "Iceland",
        "randomCountryCode": "IS", "randomLatitude": "51.5074", "randomLongitude": "-0.1278",
    },
    {
        **dict.fromkeys((
            "randomAvatarImage", "randomImageUrl", "randomAbstractImage", "randomAnimalsImage", "randomBusinessImage",
            "randomCatsImage", "randomCityImage", "randomFoodImage", "randomNightlifeImage", "randomFashionImage",
            "randomPeopleImage", "randomNatureImage", "randomSportsImage", "randomTransportImage",
            "randomTechnicsImage",
        ), _IMAGE),
        "randomImageDataUri": "data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAAC",
    },
    {
        "randomBankAccount": "65653440", "randomBankAccountName": "Savings Account", "randomCreditCardMask": "4242",
        "randomBankAccountBic": "EXAMGB2L", "randomBankAccountIban": "GB33BUKB20201555555555",
        "randomTransactionType": "payment", "randomCurrencyCode": "EUR", "randomCurrencyName": "Euro",
        "randomCurrencySymbol": "\N{EURO SIGN}", "randomBitcoin": "1BoatSLRHtKNngkdXEeobR76b53LETtpyT",
    },
    {
        "randomCompanyName": "Example Ltd", "randomCompanySuffix": "Ltd", "randomBs": "deliver reliable services",
        "randomBsAdjective": "reliable", "randomBsBuzz": "deliver", "randomBsNoun": "services",
        "randomCatchPhrase": "Simple shared toolkit", "randomCatchPhraseAdjective": "Simple",
        "randomCatchPhraseDescriptor": "shared", "randomCatchPhraseNoun": "toolkit",
    },
    {
        "randomDatabaseColumn": "createdAt", "randomDatabaseType": "varchar",
        "randomDatabaseCollation": "utf8_general_ci", "randomDatabaseEngine": "InnoDB",
    },
    {
        "randomDateFuture": "2030-06-15T09:30:00.000Z", "randomDatePast": "2020-06-15T09:30:00.000Z",
        "randomDateRecent": "2025-01-01T09:30:00.000Z", "randomWeekday": "Monday", "randomMonth": "January",
    },
    {
        "randomDomainName": "example.com", "randomDomainSuffix": "com", "randomDomainWord": "example",
        "randomEmail": "ada@example.com", "randomExampleEmail": "ada@example.com", "randomUserName": "ada.lovelace",
        "randomUrl": "https://example.com",
    },
    {
        "randomFileName": "report.pdf", "randomFileType": "application", "randomFileExt": "pdf",
        "randomCommonFileName": "report.pdf", "randomCommonFileType": "application", "randomCommonFileExt": "pdf",
        "randomFilePath": "/home/report.pdf", "randomDirectoryPath": "/home", "randomMimeType": "application/pdf",
    },
    {
        "randomPrice": "19.99", "randomProduct": "Chair", "randomProductAdjective": "Handmade",
        "randomProductMaterial": "Wooden", "randomProductName": "Handmade Wooden Chair", "randomDepartment": "Garden",
    },
    {
        "randomNoun": "system", "randomVerb": "parse", "randomIngverb": "parsing", "randomAdjective": "digital",
        "randomWord": "system", "randomWords": "digital system parsing",
        "randomPhrase": "Parse the digital system first.",
    },
    {
        "randomLoremWord": "lorem", "randomLoremWords": "lorem ipsum dolor", "randomLoremSentence": _LOREM,
        "randomLoremSentences": _LOREM, "randomLoremParagraph": _LOREM, "randomLoremParagraphs": _LOREM,
        "randomLoremText": _LOREM, "randomLoremSlug": "lorem-ipsum-dolor", "randomLoremLines": _LOREM,
    },
)  # fmt: skip
DYNAMIC: Final = {f"${name}": value for family in _FAMILIES for name, value in family.items()}
"""Example values of the variables that Postman generates anew for each request, such as ``{{$randomCity}}``."""

TYPE_WORDS: Final[Mapping[str, Json]] = {
    "<integer>": 1, "<long>": 1, "<number>": 1, "<float>": 1.5, "<double>": 1.5, "<boolean>": True,
    "<uuid>": _GUID, "<dateTime>": "2025-01-01T12:00:00Z", "<date-time>": "2025-01-01T12:00:00Z",
    "<date>": "2025-01-01", "<email>": "ada@example.com", "<uri>": "https://example.com", "<url>": "https://example.com",
}  # fmt: skip
"""Placeholders that Postman writes when it generates a collection from an OpenAPI file, with a value for each."""


class Variables:
    """The variables in one scope: the collection, a folder or an item.

    :param values: texts by name.
    :param report_long: called with the name of a variable that makes a text too long.
    """

    def __init__(self, values: Mapping[str, str] | None = None, *, report_long: Callable[[str], None]) -> None:
        self._values = dict(values or {})
        self._report_long = report_long
        self._resolved: dict[str, str] = {}
        self._too_long: set[str] = set()

    def within(self, rows: Json) -> Variables:
        """Return the variables of an inner scope, which override these.

        :param rows: the table of the inner scope's variables, if it has one.
        """
        values: dict[str, str] = {}
        for row in rows if isinstance(rows, list) else ():
            if not isinstance(row, dict) or row.get("disabled") is True:
                continue
            name, value = row.get("key", row.get("id")), row.get("value")
            if isinstance(name, str) and name:
                values[name] = "" if row.get("type") == "secret" else text_of(value)
        return Variables({**self._values, **values}, report_long=self._report_long) if values else self

    def get(self, name: str) -> str:
        """Return the text of a variable, or an empty one when it has no value, is a secret, is circular or too long."""
        if name not in DYNAMIC and name not in self._resolved:
            self._resolve(name)
        return self._get_resolved(name)

    def resolve(self, text: str) -> str:
        """Return a text with the variables that have a value filled in; the others stay as they are."""
        names: list[str] = VARIABLE.findall(text) if "{{" in text else []
        for name in names:
            self.get(name)
        if not self._fits(names):
            self._report_long(names[0])
            return text
        return self._replace(text) if names else text

    def fill(self, text: str) -> str:
        """Return a text with variables filled in, and ``<name>`` in place of those that have no value."""
        return VARIABLE.sub(lambda match: f"<{match[1].lstrip('$')}>", self.resolve(text))

    def _resolve(self, name: str) -> None:
        """Find the text of a variable, after the texts of the variables in its value: each once, without recursion.

        This is Tarjan's algorithm for strongly connected components, with an explicit stack since a chain of variables
        may be longer than Python's recursion limit. A variable that is on the stack already closes a circle;
        ``reaches`` is the algorithm's low link. All members of a circle get an empty text.
        """
        open_variables = [_Open(name, iter(self._get_names(name)), 1)]
        positions = {name: 0}
        while open_variables:
            current = open_variables[-1]
            next_name = next((referenced for referenced in current.names if referenced not in self._resolved), None)
            if next_name in positions:
                current.reaches = min(current.reaches, positions[next_name])
            elif next_name is not None:
                positions[next_name] = len(open_variables)
                open_variables.append(_Open(next_name, iter(self._get_names(next_name)), len(open_variables) + 1))
            else:
                open_variables.pop()
                del positions[current.name]
                is_circular = current.reaches <= len(open_variables)
                self._resolved[current.name] = "" if is_circular else self._fill_in(current.name)
                if open_variables and current.reaches < len(open_variables):
                    open_variables[-1].reaches = min(open_variables[-1].reaches, current.reaches)

    def _fill_in(self, name: str) -> str:
        """Return the text of a variable, when all variables in its value are resolved."""
        names = self._get_names(name)
        if not self._too_long.isdisjoint(names):  # reported for the inner one already
            self._too_long.add(name)
            return ""
        if not self._fits(names):
            self._too_long.add(name)
            self._report_long(name)
            return ""
        return self._replace(self._values.get(name, "")) if not SECRET_NAME.search(name) else ""

    def _get_names(self, name: str) -> list[str]:
        """Return the names of the variables in a variable's value, without those that Postman generates."""
        text = "" if SECRET_NAME.search(name) else self._values.get(name, "")
        return (
            [referenced for referenced in VARIABLE.findall(text) if referenced not in DYNAMIC] if "{{" in text else []
        )

    def _fits(self, names: Iterable[str]) -> bool:
        """Return whether the texts of some variables together are within the limit."""
        return sum(len(self._get_resolved(name)) for name in names) <= MAX_LENGTH

    def _get_resolved(self, name: str) -> str:
        return DYNAMIC[name] if name in DYNAMIC else self._resolved.get(name, "")

    def _replace(self, text: str) -> str:
        return VARIABLE.sub(lambda match: self._get_resolved(match[1]) or match[0], text)


@dataclass(slots=True)
class _Open:
    """A variable on the stack, whose text is not known yet."""

    name: str
    names: Iterator[str]
    """Variables in its value that have not been looked at."""
    reaches: int
    """Lowest position on the stack that it leads back to; one after its own position when it leads back to none."""


def text_of(value: Json) -> str:
    """Return a value as the text that Postman puts into a request."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None or isinstance(value, (dict, list)) else str(value)
