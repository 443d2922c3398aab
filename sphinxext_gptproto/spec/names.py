"""Make ids, titles, anchors and file names from the names in a source.

Every loader uses the functions here, so a name leads to the same id in every format.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Collection

MAX_NAME_BYTES: Final = 120
"""Limit of a file's name without its suffix. Suffixes take up to 20 bytes, and the tightest limit of a common file
system is 143 (eCryptfs)."""
_SPELLED: Final = """
    2FA 3DS ACL ACLs AI API APIs AWS B2B B2C CDN CIDR CLI CORS CPU CPUs CSS CSV DNS FAQ FAQs GIF GPT GPU GPUs GUID GUIDs
    HMAC HTML HTTP HTTPS IAM IBAN IBANs ID IDs IP IPs IPv4 IPv6 ISO JPEG JSON JWT JWTs KYC LDAP LLM LLMs MCP MFA MIME
    MP3 MP4 NFT NFTs OTP P2P PCI PDF PDFs PNG QR RPC RSS S3 SAML SCIM SDK SDKs SEO SKU SKUs SMS SMTP SNS SQL SQS SSH SSL
    SSO SVG TCP TLS TOTP TTL TTS UDP UI URI URIs URL URLs USD UTC UTF UUID UUIDs VAT VM VMs VoIP VPC VPCs VPN WAF XML
    YAML
    ByteDance ChatGPT DeepSeek DynamoDB eBay FastAPI GitHub GitLab GraphQL HubSpot iOS iPad iPhone JavaScript LinkedIn
    macOS MiniMax MongoDB MySQL NodeJS OAuth OAuth1 OAuth2 OpenAI OpenAPI OpenRouter PayPal PostgreSQL SendGrid TikTok
    TypeScript WeChat WebRTC WebSocket WebSockets WhatsApp WiFi WordPress YouTube
"""
_SPELLINGS: Final = {word.lower(): word for word in _SPELLED.split()}
"""The usual spelling of abbreviations and proper names, by their lower-case form."""
_UNDIVIDED: Final = re.compile(
    "(?=[A-Z0-9eim])(?:{})(?![a-z])".format(  # the first characters again, since alternatives are slow
        "|".join(sorted((w for w in _SPELLINGS.values() if re.search(r"[a-rt-z]|\d\D", w)), key=len, reverse=True))
    )
)
"""The names among these that are one word, although they have capitals or digits inside."""
_WORD: Final = re.compile(r"[^ ](?:(?!(?<=[lsd])U|(?<=U)U(?:l|s[ls]))[^ ])*")
"""A word in the text that :func:`_classify` returns. The next one begins with the capital of ``userID`` and with the
last one of ``HTTPResponse``, but not inside of ``URLs``."""
_MAX_SYMBOLS: Final = 4
"""How many symbols an id names if it has no letters."""


def split_words(name: str) -> list[str]:
    """Return the words of a name in any style, as they are written: ``listAPIKeys`` has the words list, API and Keys.

    Words end at spaces and punctuation, before a capital after a small letter or digit, and before the last capital of
    several if a small letter follows. Letters, accents, vowel signs and digits of all scripts belong to words.
    """
    name = unicodedata.normalize("NFC", name)
    return [name[match.start() : match.end()] for match in _WORD.finditer(_classify(name))]


class _Classes(dict[str, str]):
    """The class of each character, as :func:`_classify` returns it; M for one that belongs to the one before it."""

    def __missing__(self, char: str) -> str:
        category = unicodedata.category(char)
        by_category = {"Lu": "U", "Lt": "U", "Ll": "s" if char == "s" else "l", "L": "o", "N": "d", "M": "M"}
        self[char] = by_category.get(category) or by_category.get(category[0], " ")
        return self[char]


_CLASSES: Final = _Classes()


def _classify(name: str) -> str:
    """Return a text with the class of each character of a name.

    The classes are U for a capital, s for "s", l for other small letters, o for letters without case, d for digits,
    and a space for everything else. An accent or a vowel sign has the class of the character before it.
    """
    classes = "".join([_CLASSES[char] for char in name])
    if "M" in classes:
        classes = re.sub("(^|[^M])(M+)", lambda match: match[1] + len(match[2]) * (match[1] or " "), classes)
    for match in () if name.islower() else _UNDIVIDED.finditer(name):
        classes = f"{classes[: match.start()]}U{'l' * (len(match[0]) - 1)}{classes[match.end() :]}"
    return classes


def make_id(name: str) -> str:
    """Return a name as lower-case words joined by hyphens: ``createChatCompletion`` is ``create-chat-completion``.

    Letters of all scripts are kept: ids become file names and parts of URLs, and both may contain them.
    """
    return "-".join(split_words(name)).lower() or "-".join(_name_symbols(name)) or "unnamed"


def _name_symbols(name: str) -> list[str]:
    """Return the words of the Unicode names of the first symbols in a text, such as emoji."""
    symbols = [char for char in name if unicodedata.category(char) in ("So", "Sm", "Sc")][:_MAX_SYMBOLS]
    return [word for symbol in symbols for word in split_words(unicodedata.name(symbol, "").lower())]


def make_request_id(method: str, path: str) -> str:
    """Return an id for a request without a name: ``GET /users/{id}`` is ``get-users-by-id``."""
    return make_id(f"{method} {path}".replace("{", " by ").replace("}", ""))


def make_title(name: str) -> str:
    """Return a name as words of a title: ``listAPIKeys``, ``list_api_keys`` and ``LIST_API_KEYS`` are "List API keys".

    :return: an empty string if the name has no words.
    """
    words = [_spell(word, keeps_capitals=not name.isupper()) for word in split_words(name)]
    if words and words[0] not in _SPELLINGS.values():
        words[0] = words[0][:1].title() + words[0][1:]  # of a ligature such as ﬁ, only the first letter
    return " ".join(words)


def _spell(word: str, *, keeps_capitals: bool) -> str:
    """Return a word as it is written in a sentence.

    :param keeps_capitals: whether capitals mean that a word is an abbreviation.
    """
    letters = [char for char in word.removesuffix("s") if char.isalpha()]
    if word.lower() in _SPELLINGS:
        return _SPELLINGS[word.lower()]
    return word if keeps_capitals and len(letters) > 1 and all(map(str.isupper, letters)) else word.lower()


def make_anchor(text: str) -> str:
    """Return a name as part of an anchor: lower-case ASCII letters and digits, with hyphens between words."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "value"


def short_name(schema: str) -> str:
    """Return a shared schema's name without the namespace of its source."""
    return schema.rpartition(":")[2]


def unused(name: str, used: Collection[str]) -> str:
    """Return the name, with a number appended where it is already used."""
    candidate, number = name, 1
    while candidate in used:
        number += 1
        candidate = f"{name}-{number}"
    return candidate


def cut_name(name: str, size: int = MAX_NAME_BYTES, *, of: str = "", is_whole: bool = True) -> str:
    """Cut a name to a number of bytes; a name that is cut ends in a hash, so that two long names stay different.

    :param of: the text to hash, from which the name was made; by default the name.
    :param is_whole: whether the name alone identifies its object. Otherwise it always gets a hash.
    """
    if is_whole and len(name.encode()) <= size:
        return name
    mark = hashlib.sha256((of or name).encode("utf-8", "surrogatepass")).hexdigest()[:8]
    start = name.encode()[: size - len(mark) - 1].decode(errors="ignore").rstrip("-.")
    return f"{start}-{mark}" if start else mark
