"""Escape strings for MDX source, so that Mintlify displays exactly the text and runs none of it.

What has to be escaped depends on the context: prose within a line, the start of a line, code, a URL, an attribute. Each
has a function here. Characters are escaped only where they would have a meaning, so that pages remain readable.
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from .tree import AttributeValue, Json

CONTROL: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]",
)
"""Control characters, unpaired surrogates and noncharacters."""
SPACE: Final = re.compile("[ \t\r\n\f\v\x85\u2028\u2029]+")
LINE_END: Final = re.compile("\r\n?|[\f\v\x85]")
REFERENCE: Final = re.compile(r"&(?=#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{0,31};)")
"""The ampersand of a character reference."""
SMART: Final = re.compile(r"(?<!-)--(?!-)|\.{3,}|''")
"""Text that Mintlify's smart punctuation would turn into a dash, an ellipsis or a quotation mark."""
SIGNS: Final = re.compile(r"[\\`*_~${}<\[\]|&.':-]")
"""Characters that may need an escape, because of Markdown, smart punctuation or links that Markdown makes of URLs."""
_RISKY: Final = re.compile(r"[\\`*_~${}<\[\]|&]|--|\.\.\.|''|://|[wW][wW][wW]\.")
"""Matches somewhere in every text that :func:`prose` changes."""
PUNCTUATION: Final = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
"""Characters that a backslash can escape (CommonMark 0.31, section 2.4)."""
SCRIPTS: Final = re.compile(r"\s*(?:javascript|vbscript|data)\s*:", re.IGNORECASE)
"""Schemes of URLs that run a script or contain a document."""


def clean(value: str) -> str:
    """Return the text without control characters and surrogates, which pages cannot contain."""
    return CONTROL.sub("", value)


def collapse(value: str) -> str:
    """Return the text with each run of white space as one space, as HTML displays it."""
    if value.isprintable() and "  " not in value:
        return value
    return SPACE.sub(" ", clean(value))


def is_plain(value: str) -> bool:
    """Return whether a text certainly needs no escapes within a line; a fast check that may miss some."""
    return _RISKY.search(value) is None


# ----------------------------------------------------------------------------------------------------------- prose


@dataclass(frozen=True, slots=True)
class Place:
    """The context of prose, as far as escapes depend on it."""

    special: frozenset[str] = frozenset("$~*_[")
    """Those of these characters that could have a meaning together with another one in the same line."""
    cell: bool = False
    """Whether it is in a cell of a GFM table, which ``|`` ends."""
    label: bool = False
    """Whether it is the text of a link, which ``]`` ends."""
    heading: bool = False
    title: bool = False
    """Whether it is an attribute that Mintlify reads as Markdown, without JSX and expressions."""
    mdx: bool = True
    """Whether the page is MDX. Else it is CommonMark, without expressions and smart punctuation."""


HTML: Final = re.compile(r"<(?=[A-Za-z/!?]|$)")
"""A character that could begin a tag or an autolink in CommonMark."""
EARLY: Final = re.compile(r"</?MDX|\{\s*#")
"""A tag of Mintlify's and the id of a heading, which it finds before Markdown is parsed: backslashes do not help."""
BARE_URL: Final = re.compile(r"(?i)(?=((?:https?(?=://)|www(?=\.))\S*))")
"""URLs that Markdown makes links of. A lookahead, because matches may overlap."""


def prose(value: str, place: Place, *, followed: bool = False) -> str:
    """Return Markdown that displays a text. Escapes for the start of a line are added by :func:`line_start`.

    :param followed: whether other nodes follow on the line, which would become part of a URL at the end of the text.
    """
    value = collapse(value)
    if not SIGNS.search(value):
        return value
    literal = place.title or not place.mdx
    smart = set() if literal else {match.start() for match in SMART.finditer(value)}
    urls = set() if literal else _find_urls(value, place, followed=followed)
    out, end = [], 0
    for match in SIGNS.finditer(value):
        position, char = match.start(), match[0]
        if position in smart:
            # smart punctuation ignores backslashes, but not an element between the characters
            escaped = f"{char}<span />"
        elif (char == "<" or place.heading) and not literal and EARLY.match(value, position):
            escaped = f"&#{ord(char)};"
        elif position in urls or _needs_escape(value, position, place):
            escaped = "\\" + char
        else:
            continue
        out += [value[end:position], escaped]
        end = position + 1
    out.append(value[end:])
    return "".join(out)


def _needs_escape(value: str, position: int, place: Place) -> bool:
    """Return whether a character has a meaning in Markdown or MDX at a position of the text."""
    char = value[position]
    match char:
        case "\\":
            return value[position + 1 : position + 2] in PUNCTUATION or not value[position + 1 :].strip()
        case "`":
            return not place.title or value.count("`") > 1
        case "*" | "_":
            return char in place.special and not _is_literal(value, position)
        case "~" | "$":
            return char in place.special
        case "{" | "}":
            return place.mdx and not place.title
        case "<" if not place.mdx:
            return HTML.match(value, position) is not None
        case "<":
            return not place.title and not (value.startswith(" ", position + 1) and value[position + 1 :].strip())
        case "[" | "]":
            return place.label or "[" in place.special
        case "|":
            return place.cell
        case "&":
            return REFERENCE.match(value, position) is not None
    return False


def _find_urls(value: str, place: Place, *, followed: bool) -> set[int]:
    """Return the positions of the ``:`` or ``.`` to escape in URLs, so that Markdown does not make links of them.

    In such a link, backslashes would be part of the URL. So it is prevented where the URL needs escapes, where it has
    characters of emphasis, and where what follows it would become a part of it.
    """
    positions = set()
    for match in BARE_URL.finditer(value):
        position = match.start() + (3 if match[1][0] in "wW" else match[1].index(":"))
        rest = value[position + 1 : match.end(1)]
        if (followed and not value[match.end(1) :].strip()) or prose(rest, place) != rest or "_" in rest or "*" in rest:
            positions.add(position)
    return positions


def _is_literal(value: str, position: int) -> bool:
    """Return whether a ``*`` or ``_`` can neither open nor close emphasis at its position."""
    before, after = value[position - 1 : position] or " ", value[position + 1 : position + 2] or " "
    if value[position] == "_" and before.isalnum() and after.isalnum():
        return True
    # only within the text: spaces at its ends may be removed or end up outside of emphasis
    return before == after == " " and bool(value[:position].strip()) and bool(value[position + 1 :].strip())


MARKS: Final = frozenset("*_~")
"""Characters of emphasis."""


def special(texts: str, *, emphasis: bool, math: bool, strike: bool) -> frozenset[str]:
    """Return the characters of a line that could have a meaning together: for :attr:`Place.special`.

    :param texts: the text of the line, with U+FFFC for every other inline node.
    :param emphasis: whether the line contains emphasis.
    :param math: whether it contains formulas.
    :param strike: whether it contains text that is struck through.
    """
    characters = set()
    if math or texts.count("$") > 1:
        characters.add("$")
    if strike or len(re.findall("~+", texts)) > 1:
        characters.add("~")
    if re.search(r"\]\(|\[\^", texts) or ("]:" in texts and re.search("(?:^|\ufffc) *\\[", texts)):
        characters.add("[")  # a link, a footnote reference, or at the start of a line the definition of either
    for char in "*_":
        if (emphasis and char in texts) or _pairs(texts, char):
            characters.add(char)
    return frozenset(characters)


def _pairs(texts: str, char: str) -> bool:
    """Return whether a run of the character could open emphasis and a later one close it (CommonMark 0.31, 6.2)."""
    opened = False
    for run in re.finditer(re.escape(char) + "+", texts):
        previous, following = texts[run.start() - 1 : run.start()], texts[run.end() : run.end() + 1]
        before, after = classify(previous), classify(following)
        # next to another mark, micromark allows both
        left = (after != "space" and (after != "punctuation" or before != "word")) or following in MARKS
        right = (before != "space" and (before != "punctuation" or after != "word")) or previous in MARKS
        if char == "_":
            left, right = (
                left and (not right or before == "punctuation"),
                right and (not left or after == "punctuation"),
            )
        if right and opened:
            return True
        opened = opened or left
    return False


def classify(char: str) -> str:
    """Return the class of a character in CommonMark's rules of emphasis. The edge of a line counts as white space."""
    if not char or char.isspace():
        return "space"
    if ord(char) > 0xFFFF:
        return "word"
    return "punctuation" if unicodedata.category(char)[0] in "PS" or char == "\ufffc" else "word"


STARTS: Final = re.compile(
    r"""
    (?P<before> [#]{1,6}(?=[ ]|$) | [-+*](?=[ ]|$) | > | (?:=+|-+)(?=[ ]*$)
              | (?P<rule>[-_*])(?:[ ]*(?P=rule)){2,}[ ]*$ | ~{3}
              | [-:|][-:| ]+$ )
    | (?P<number> [0-9]{1,9} ) (?=[.)](?:[ ]|$))
    | (?P<word> import | export ) (?=[ ])
    """,
    re.VERBOSE,
)
"""Starts of lines that begin a block: a heading, list, quotation, rule, fence or table, or an ESM statement of MDX."""


def line_start(line: str, *, edge: bool = True) -> str:
    """Return a line of Markdown, escaped so that it does not begin a heading, list, rule, import or another block.

    :param edge: whether the line is not indented: MDX knows imports and exports only there.
    """
    match = STARTS.match(line)
    if match is None:
        return line
    if match["number"]:
        return f"{match['number']}\\{line[match.end() :]}"
    if match["word"] and not edge:
        return line
    if match["word"]:  # a backslash does not escape letters
        return f"&#{ord(line[0])};{line[1:]}"
    return "\\" + line


# ------------------------------------------------------------------------------------------------------------ code


def code_span(value: str, *, cell: bool = False) -> str:
    """Return a code span, or a ``code`` element for code that a span cannot express."""
    code = collapse(value)
    if cell and re.search(r"\\\|", code):
        return f"<code>{entities(code)}</code>"
    if not code:
        return ""
    if not code.strip():
        return f"<code>{code}</code>"
    runs = {len(run) for run in re.findall("`+", code)}
    ticks = "`" * next(length for length in range(1, len(code) + 2) if length not in runs)
    if code.startswith("`") or code.endswith("`") or (code.startswith(" ") and code.endswith(" ")):
        code = f" {code} "
    return ticks + (code.replace("|", "\\|") if cell else code) + ticks


def entities(value: str) -> str:
    """Return the text with character references for all characters that have a meaning in MDX."""
    return re.sub(r"[&<>{}|`*_~$\[\]\\\"]", lambda match: f"&#{ord(match[0])};", value)


RESERVED: Final = re.compile(
    r"(?i)\b(?:title|icon|lang|lines|wrap|expandable|highlight|focus|theme|twoslash|nocopy)\b",
)
"""Words in the info string of a fence that are options of Mintlify; a title with one of them has to be quoted."""


def fence(code: str, *, language: str = "", title: str = "", meta: str = "") -> str:
    """Return a fenced code block, with a fence that is longer than any run of backticks in the code."""
    code = clean(LINE_END.sub("\n", code)).rstrip("\n")
    ticks = "`" * max(3, 1 + max((len(run) for run in re.findall("`{3,}", code)), default=0))
    info = [language if re.fullmatch(r"[\w+#.-]+", language) else "text"]
    if title := collapse(title).strip().replace("`", "'"):
        if re.fullmatch(r"[\w .,:;()+@-]+", title) and not RESERVED.search(title):
            info.append(title)
        else:
            quoted = title.replace('"', "'").replace("\\", "\\\\")
            info.append('title="' + REFERENCE.sub("&amp;", quoted) + '"')
    if meta:
        info.append(meta)
    return f"{ticks}{' '.join(info)}\n{code}\n{ticks}"


# -------------------------------------------------------------------------------------------------------- URLs, JSX


def url(value: str) -> str:
    """Return a URL for the parentheses of a link, with characters that Markdown or MDX would read percent-encoded."""
    value = clean(value).strip()
    value = re.sub(r'[\s<>{}"\\`|^]', lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), value)
    if value.count("(") != value.count(")") or re.search(r"\)[^(]*\(", value):
        value = value.replace("(", "%28").replace(")", "%29")
    return REFERENCE.sub("&amp;", value)


def is_script(value: str) -> bool:
    """Return whether a URL would run a script or has content of its own (``data:``)."""
    return SCRIPTS.match(CONTROL.sub("", value)) is not None


def attribute(name: str, value: AttributeValue, *, cell: bool = False) -> str:
    """Return a JSX attribute: a string in quotes, ``None`` as the name alone, anything else as JSON in braces."""
    if value is None:
        return name
    if isinstance(value, Json):
        value = value.value if isinstance(value.value, str) else value
    if isinstance(value, str):
        if not value.isprintable():
            value = re.sub("[\u2028\u2029]", "\n", LINE_END.sub("\n", clean(value)))
        quoted = REFERENCE.sub("&amp;", value).replace('"', "&quot;").replace("\n", "&#10;")
        return f'{name}="{quoted.replace("|", "&#124;") if cell else quoted}"'
    literal = json_literal(value.value if isinstance(value, Json) else value)
    return f"{name}={{{literal.replace('|', chr(92) + 'u007c') if cell else literal}}}"


def json_literal(value: object) -> str:
    """Return a JavaScript expression for a JSON value."""
    text = json.dumps(_finite(value), ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    # in a JavaScript object literal this key would set the prototype
    return clean(re.sub(r'(?<!\\)"__proto__":', '["__proto__"]:', text))


def _finite(value: object) -> object:
    match value:
        case float() if value != value or value in (float("inf"), float("-inf")):
            return str(value)
        case dict():
            return {str(key): _finite(item) for key, item in value.items()}
        case list() | tuple():
            return [_finite(item) for item in value]
        case str():
            return clean(value)
    return value
