"""Find API keys that were left in a file by mistake, mask them, and report them."""

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
        sk-(?!ssh-|ecdsa-)(?=[\w-]*\d)[A-Za-z0-9_-]{12,}   # OpenAI and services that imitate it; not SSH's key types
      | (?:sk|rk|pk)_live_[A-Za-z0-9]{10,}           # Stripe
      | AKIA[0-9A-Z]{16}                             # Amazon
      | AIza[0-9A-Za-z_-]{35}                        # Google
      | gh[pousr]_[A-Za-z0-9]{30,}                   # GitHub
      | xox[abprs]-[A-Za-z0-9-]{10,}                 # Slack
      | eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}   # JSON Web Token (RFC 7519)
    )(?!\.\.|…|\*)""",  # a key that is followed by dots or asterisks is already shortened
    re.VERBOSE,
)
_MARKERS: Final = ("sk-", "k_live_", "AKIA", "AIza", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "xox", "eyJ")
"""Every key that :data:`_KEY` matches contains one of these; searching for fixed strings is much faster."""
_MARKER: Final = re.compile("|".join(_MARKERS))
_PREFIX: Final = re.compile(r"(sk|rk|pk)[-_]((live|proj|admin|svcacct)[-_])?|AKIA|AIza|gh[pousr]_|xox[abprs]-")
_PLACEHOLDER: Final = re.compile(r"xxxx|(?:\b|_)your[-_]|example|placeholder|redacted|dummy", re.IGNORECASE)
_EXPIRED: Final = 1_735_689_600
"""2025-01-01 as Unix time; tokens that expired earlier are not reported. The date is fixed, so that the same file gives
the same result every day."""
MASK: Final = "YOUR_API_KEY"


def may_hold_secret(text: str) -> bool:
    """Return whether :func:`mask_secrets` may find a key in a text; fast, since most files contain none."""
    for marker in _MARKERS:
        offset = text.find(marker)
        while offset >= 0:
            match = _KEY.search(text, max(0, offset - 3), offset + (4000 if marker == "eyJ" else 200))
            if match is not None and _can_be_live(match[0]):
                return True
            offset = text.find(marker, offset + 1)
    return False


def mask_secrets(value: Json, source: Callable[..., Source]) -> tuple[Json, list[SpecError]]:
    """Mask what looks like a live key in a value, which is changed in place.

    :param source: a function that returns the place of the value at a path.
    :return: the value, and a fault for each masked key.
    """
    faults: list[SpecError] = []

    def mask(container: list[Json] | dict[str, Json], path: JsonPath) -> None:
        members: Iterable[tuple[Any, Json]] = container.items() if isinstance(container, dict) else enumerate(container)
        for key, part in members:
            if isinstance(part, str):
                if _MARKER.search(part) and (masked := _mask_text(part)) != part:
                    container[key] = masked
                    # export/report.py finds these faults by "live API key".
                    reason = "contains what looks like a live API key, which is masked"
                    hint = f"replace it with {MASK}, and revoke the key if it is real"
                    faults.append(SpecError(source(*path[1:], *((key,) if path else ())), reason, hint))
            elif isinstance(part, (dict, list)):
                mask(part, (*path, key))

    root: list[Json] = [value]
    mask(root, ())
    return root[0], faults


def _mask_text(text: str) -> str:
    return _KEY.sub(lambda match: MASK if _can_be_live(match[0]) else match[0], text)


def _can_be_live(key: str) -> bool:
    """Return whether a service may have issued the key. Issued keys are random; invented ones, such as
    ``sk-1234567890abcd``, have placeholder words or long runs of characters.
    """
    if key.startswith("eyJ"):
        return _can_be_live_token(key)
    random_part = key[match.end() :] if (match := _PREFIX.match(key)) else key
    return not _PLACEHOLDER.search(random_part) and _count_in_runs(random_part) * 2 < len(random_part)


def _count_in_runs(text: str) -> int:
    """Count the characters that are in runs of four or more, such as ``1234``, ``abcd`` or ``0000``."""
    steps = groupby(ord(after) - ord(before) for before, after in pairwise(text))
    lengths = [1 + sum(1 for _ in run) for step, run in steps if step in (0, 1)]
    return sum(length for length in lengths if length >= 4)


def _can_be_live_token(token: str) -> bool:
    """Return whether a JSON Web Token may still be valid: jwt.io's example is not, nor is one that has expired."""
    part = token.split(".")[1]
    try:
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except ValueError:
        return True
    if not isinstance(claims, dict):
        return True
    expiry = claims.get("exp")
    return claims.get("sub") != "1234567890" and not (isinstance(expiry, (int, float)) and expiry < _EXPIRED)
