"""Keys that were left in a file by mistake: found, masked, and reported."""

from __future__ import annotations

import base64
import json
import re
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, Final

from ...spec.errors import SpecError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ...spec.json_path import JsonPath
    from ...spec.model import Json, Source

_KEY: Final = re.compile(
    r"""\b(?>
        sk-(?!ssh-|ecdsa-)(?=[\w-]*\d)[A-Za-z0-9_-]{12,}   # OpenAI and those that imitate it; not SSH's types of keys
      | (?:sk|rk|pk)_live_[A-Za-z0-9]{10,}           # Stripe
      | AKIA[0-9A-Z]{16}                             # Amazon
      | AIza[0-9A-Za-z_-]{35}                        # Google
      | gh[pousr]_[A-Za-z0-9]{30,}                   # GitHub
      | xox[abprs]-[A-Za-z0-9-]{10,}                 # Slack
      | eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}   # JSON Web Token (RFC 7519)
    )(?!\.\.|…|\*)""",  # what goes on with dots or stars was cut short
    re.VERBOSE,
)
_MARKS: Final = ("sk-", "k_live_", "AKIA", "AIza", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "xox", "eyJ")
"""Every key has one of these."""
_MARK: Final = re.compile("|".join(_MARKS))
_PREFIX: Final = re.compile(r"(sk|rk|pk)[-_]((live|proj|admin|svcacct)[-_])?|AKIA|AIza|gh[pousr]_|xox[abprs]-")
_PLACEHOLDER: Final = re.compile(r"xxxx|(?:\b|_)your[-_]|example|placeholder|redacted|dummy", re.IGNORECASE)
_EXPIRED: Final = 1_735_689_600
"""Tokens that ended before 2025 began are no longer live. Fixed, so that a file reads the same on every day."""
MASK: Final = "YOUR_API_KEY"


def may_hold_secret(text: str) -> bool:
    """Tell whether a file's text has anything that :func:`mask_secrets` would find, at low cost."""
    for mark in _MARKS:
        at = text.find(mark)
        while at >= 0:
            match = _KEY.search(text, max(0, at - 3), at + (4000 if mark == "eyJ" else 200))
            if match is not None and _can_be_live(match[0]):
                return True
            at = text.find(mark, at + 1)
    return False


def mask_secrets(value: Json, source: Callable[..., Source]) -> tuple[Json, list[SpecError]]:
    """Return the value, changed in place, with what looks like a live key replaced, and a fault for each place.

    :param source: returns the place of the value at a path.
    """
    faults: list[SpecError] = []

    def mask(holder: list[Json] | dict[str, Json], path: JsonPath) -> None:
        pairs: Iterable[tuple[Any, Json]] = holder.items() if isinstance(holder, dict) else enumerate(holder)
        for key, part in pairs:
            if isinstance(part, str):
                if _MARK.search(part) and (masked := _mask_text(part)) != part:
                    holder[key] = masked
                    reason = "holds what looks like a live API key, which is not shown"
                    hint = f"replace it by {MASK}, and revoke the key if it is real"
                    faults.append(SpecError(source(*path[1:], *((key,) if path else ())), reason, hint))
            elif isinstance(part, (dict, list)):
                mask(part, (*path, key))

    top: list[Json] = [value]
    mask(top, ())
    return top[0], faults


def _mask_text(text: str) -> str:
    return _KEY.sub(lambda match: MASK if _can_be_live(match[0]) else match[0], text)


def _can_be_live(key: str) -> bool:
    """Return whether a service may have issued the key: what it issues is random, what people make up seldom is."""
    if key.startswith("eyJ"):
        return _can_be_live_token(key)
    body = key[match.end() :] if (match := _PREFIX.match(key)) else key
    return not _PLACEHOLDER.search(body) and _count_in_runs(body) * 2 < len(body)


def _count_in_runs(text: str) -> int:
    """Return how many characters stand in a run of four or more such as ``1234``, ``abcd`` or ``0000``."""
    steps = groupby(ord(after) - ord(before) for before, after in pairwise(text))
    lengths = [1 + sum(1 for _ in same) for step, same in steps if step in (0, 1)]
    return sum(length for length in lengths if length >= 4)


def _can_be_live_token(token: str) -> bool:
    """Return whether a JSON Web Token may still be accepted: jwt.io's example is not, nor is one that has ended."""
    part = token.split(".")[1]
    try:
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        return True
    if not isinstance(claims, dict):
        return True
    ends = claims.get("exp")
    return claims.get("sub") != "1234567890" and not (isinstance(ends, (int, float)) and ends < _EXPIRED)
