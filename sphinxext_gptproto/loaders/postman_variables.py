"""Variables of a Postman collection: what ``{{name}}`` stands for, and what readers see where nobody knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ..models import Json

VARIABLE: Final = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
SECRET_NAME: Final = re.compile(
    r"(?:(?:^|[\W_\d])(?i:key|token|secret|password|passwd|pwd|credential|bearer)"
    r"|(?<=[a-z\d])(?:Key|Token|Secret|Password|Credential)"
    r"|(?i:(?:api|access|auth|client|bearer|refresh)(?:key|token|secret)))s?$"
)
"""Names of variables whose values are for nobody's eyes."""

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
"""What Postman makes up for each request, here the same for all."""

TYPE_WORDS: Final[Mapping[str, Json]] = {
    "<integer>": 1, "<long>": 1, "<number>": 1, "<float>": 1.5, "<double>": 1.5, "<boolean>": True,
    "<uuid>": _GUID, "<dateTime>": "2025-01-01T12:00:00Z", "<date-time>": "2025-01-01T12:00:00Z",
    "<date>": "2025-01-01", "<email>": "ada@example.com", "<uri>": "https://example.com", "<url>": "https://example.com",
}  # fmt: skip
"""What Postman writes in the place of a value when it makes a collection of an OpenAPI file."""


class Variables:
    """The variables that a part of the collection sees.

    :param values: texts by name.
    """

    def __init__(self, values: Mapping[str, str] | None = None) -> None:
        self._values = dict(values or {})

    def within(self, given: Json) -> Variables:
        """Return these variables with those of an inner scope, which count before them."""
        found: dict[str, str] = {}
        for variable in given if isinstance(given, list) else ():
            if not isinstance(variable, dict) or variable.get("disabled") is True:
                continue
            name, value = variable.get("key", variable.get("id")), variable.get("value")
            if isinstance(name, str) and name:
                found[name] = "" if variable.get("type") == "secret" else text_of(value)
        return Variables({**self._values, **found}) if found else self

    def get(self, name: str, *, above: tuple[str, ...] = ()) -> str:
        """Return a variable's text, or nothing where it has none, is a secret, or is made of itself."""
        if name in DYNAMIC:
            return DYNAMIC[name]
        if name in above or SECRET_NAME.search(name):
            return ""
        text = self._replace(self._values.get(name, ""), lambda inner: self.get(inner, above=(*above, name)))
        return "" if name in VARIABLE.findall(text) else text

    def resolve(self, text: str) -> str:
        """Return a text with the variables that have a value filled in; the others stay as they are."""
        return self._replace(text, self.get)

    def fill(self, text: str) -> str:
        """Return a text for readers: with ``<name>`` for each variable without a value."""
        return VARIABLE.sub(lambda match: f"<{match[1].lstrip('$')}>", self.resolve(text))

    @staticmethod
    def _replace(text: str, get: Callable[[str], str]) -> str:
        return VARIABLE.sub(lambda match: get(match[1]) or match[0], text) if "{{" in text else text


def text_of(value: Json) -> str:
    """Return a value as text, as Postman puts it into a request."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None or isinstance(value, (dict, list)) else str(value)
