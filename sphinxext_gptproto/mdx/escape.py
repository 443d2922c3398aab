"""Strings to MDX source: what goes in as text is what Mintlify shows, and only what needs it is escaped.

The places differ: prose in a line, the start of a line, code, an address, an attribute. Each has one function here.
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
SPACE: Final = re.compile("[ \t\r\n\f\v\x85\u2028\u2029]+")
LINE_END: Final = re.compile("\r\n?|[\f\v\x85]")
REFERENCE: Final = re.compile(r"&(?=#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{0,31};)")
SMART: Final = re.compile(r"(?<!-)--(?!-)|\.{3,}|''")
"""What Mintlify's smart punctuation would turn into a dash, an ellipsis or a quotation mark."""
SIGNS: Final = re.compile(r"[\\`*_~${}<\[\]|&.':-]")
"""What may need an escape, also since it begins what smart punctuation looks for, or stands in an address."""
_RISKY: Final = re.compile(r"[\\`*_~${}<\[\]|&]|--|\.\.\.|''|://|[wW][wW][wW]\.")
"""What a text holds that :func:`prose` may change."""
PUNCTUATION: Final = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
SCRIPTS: Final = re.compile(r"\s*(?:javascript|vbscript|data)\s*:", re.IGNORECASE)


def clean(value: str) -> str:
    """Return the text without control characters, which no page can hold."""
    return CONTROL.sub("", value)


def collapse(value: str) -> str:
    """Return the text with each run of white space as one blank, as HTML shows it."""
    if value.isprintable() and "  " not in value:
        return value
    return SPACE.sub(" ", clean(value))


def is_plain(value: str) -> bool:
    """Return whether a text is its own Markdown wherever it stands in a line; not for each that is so."""
    return _RISKY.search(value) is None


# ----------------------------------------------------------------------------------------------------------- prose


@dataclass(frozen=True, slots=True)
class Place:
    """Where prose stands."""

    special: frozenset[str] = frozenset("$~*_[")
    """Which of these characters could pair up with another one of the same line."""
    cell: bool = False
    """In a GFM table's cell, where ``|`` ends it."""
    label: bool = False
    """In a link's words, where ``]`` ends them."""
    heading: bool = False
    title: bool = False
    """In an attribute that Mintlify reads as Markdown, where JSX is not known and nothing can run."""
    mdx: bool = True
    """In a page of MDX; else in one of CommonMark, where braces are words and punctuation stays what it is."""


HTML: Final = re.compile(r"<(?=[A-Za-z/!?]|$)")
"""What could begin a tag or an address in CommonMark."""
EARLY: Final = re.compile(r"</?MDX|\{\s*#")
"""What Mintlify looks for before it reads any Markdown, escapes included: a tag of its own, a heading's id."""
BARE_URL: Final = re.compile(r"(?i)(?=((?:https?(?=://)|www(?=\.))\S*))")
"""What Markdown links by itself; they overlap."""


def prose(value: str, place: Place, *, followed: bool = False) -> str:
    """Return Markdown that shows the words of the value. What the start of a line needs is up to :func:`line_start`.

    :param followed: Whether more stands on the line, which a bare address at the value's end would swallow.
    """
    value = collapse(value)
    if not SIGNS.search(value):
        return value
    literal = place.title or not place.mdx
    smart = set() if literal else {match.start() for match in SMART.finditer(value)}
    addresses = set() if literal else _addresses(value, place, followed=followed)
    out, done = [], 0
    for match in SIGNS.finditer(value):
        position, char = match.start(), match[0]
        if position in smart:
            # an element between them is the one thing that smart punctuation does not look across
            written = f"{char}<span />"
        elif (char == "<" or place.heading) and not literal and EARLY.match(value, position):
            written = f"&#{ord(char)};"
        elif position in addresses or _needs_escape(value, position, place):
            written = "\\" + char
        else:
            continue
        out += [value[done:position], written]
        done = position + 1
    out.append(value[done:])
    return "".join(out)


def _needs_escape(value: str, position: int, place: Place) -> bool:
    """Return whether a character means something to Markdown or MDX where it stands."""
    char = value[position]
    match char:
        case "\\":
            return value[position + 1 : position + 2] in PUNCTUATION or not value[position + 1 :].strip()
        case "`":
            return not place.title or value.count("`") > 1
        case "*" | "_":
            return char in place.special and not _harmless(value, position)
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


def _addresses(value: str, place: Place, *, followed: bool) -> set[int]:
    """Return where addresses need an escape, since Markdown's own link would take escapes for a part of them."""
    found = set()
    for match in BARE_URL.finditer(value):
        sign = match.start() + (3 if match[1][0] in "wW" else match[1].index(":"))
        shown = value[sign + 1 : match.end(1)]
        if (
            (followed and not value[match.end(1) :].strip())
            or prose(shown, place) != shown
            or "_" in shown
            or "*" in shown
        ):
            found.add(sign)
    return found


def _harmless(value: str, position: int) -> bool:
    """Return whether a ``*`` or ``_`` can neither open nor close emphasis where it stands."""
    before, after = value[position - 1 : position] or " ", value[position + 1 : position + 2] or " "
    if value[position] == "_" and before.isalnum() and after.isalnum():
        return True
    # blanks at the value's ends may go elsewhere
    return before == after == " " and bool(value[:position].strip()) and bool(value[position + 1 :].strip())


MARKS: Final = frozenset("*_~")


def special(texts: str, *, emphasis: bool, math: bool, strike: bool) -> frozenset[str]:
    """Return the characters of a line's texts that could pair up there.

    :param texts: The line's text, with any other inline node as U+FFFC.
    :param emphasis: Whether the line has emphasis of its own, and so on.
    """
    found = set()
    if math or texts.count("$") > 1:
        found.add("$")
    if strike or len(re.findall("~+", texts)) > 1:
        found.add("~")
    if re.search(r"\]\(|\[\^", texts) or ("]:" in texts and re.search("(?:^|\ufffc) *\\[", texts)):
        found.add("[")  # a link, a footnote's mark, or at a line's start the definition of either
    for char in "*_":
        if (emphasis and char in texts) or _pairs(texts, char):
            found.add(char)
    return frozenset(found)


def _pairs(texts: str, char: str) -> bool:
    """Return whether a run of the character could open emphasis and a later one close it (CommonMark 0.31, 6.2)."""
    opened = False
    for run in re.finditer(re.escape(char) + "+", texts):
        previous, following = texts[run.start() - 1 : run.start()], texts[run.end() : run.end() + 1]
        before, after = kind(previous), kind(following)
        # next to another mark anything goes, in micromark
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


def kind(char: str) -> str:
    """Return what a character is to CommonMark's rules of emphasis; the edge of a line counts as space."""
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


def line_start(line: str, *, edge: bool = True) -> str:
    """Return a line of Markdown so that its first characters are prose and not a heading, list, rule or import.

    :param edge: Whether it stands at the page's edge: an import anywhere else is prose to MDX.
    """
    match = STARTS.match(line)
    if match is None:
        return line
    if match["number"]:
        return f"{match['number']}\\{line[match.end() :]}"
    if match["word"] and not edge:
        return line
    if match["word"]:  # a letter has no backslash escape
        return f"&#{ord(line[0])};{line[1:]}"
    return "\\" + line


# ------------------------------------------------------------------------------------------------------------ code


def code_span(value: str, *, cell: bool = False) -> str:
    """Return an inline code span, or a ``code`` element where a table leaves no other way."""
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
    """Return text with every character that means something to MDX as a reference."""
    return re.sub(r"[&<>{}|`*_~$\[\]\\\"]", lambda match: f"&#{ord(match[0])};", value)


RESERVED: Final = re.compile(
    r"(?i)\b(?:title|icon|lang|lines|wrap|expandable|highlight|focus|theme|twoslash|nocopy)\b",
)


def fence(code: str, *, language: str = "", title: str = "", meta: str = "") -> str:
    """Return a fenced code block that is longer than any run of backticks inside."""
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


# --------------------------------------------------------------------------------------------------- addresses, JSX


def url(value: str) -> str:
    """Return an address for a link's parentheses: what Markdown or MDX would read is percent-encoded."""
    value = clean(value).strip()
    value = re.sub(r'[\s<>{}"\\`|^]', lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode()), value)
    if value.count("(") != value.count(")") or re.search(r"\)[^(]*\(", value):
        value = value.replace("(", "%28").replace(")", "%29")
    return REFERENCE.sub("&amp;", value)


def is_script(value: str) -> bool:
    """Return whether an address would run something."""
    return SCRIPTS.match(CONTROL.sub("", value)) is not None


def attribute(name: str, value: AttributeValue, *, cell: bool = False) -> str:
    """Return a JSX attribute: strings quoted, everything else a JSON literal in braces, ``None`` a bare flag."""
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
    """Return a JSON value as JavaScript that means the same."""
    text = json.dumps(_finite(value), ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    # the one key that a JavaScript object literal takes for something else
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
