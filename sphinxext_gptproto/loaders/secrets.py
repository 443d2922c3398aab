"""Keys that were left in a file by mistake: found, masked, and reported."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from ..errors import SpecError

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..models import Json, Source

_KEY: Final = re.compile(
    r"""\b(?:
        sk-(?=[\w-]*\d)[A-Za-z0-9_-]{12,}            # OpenAI and those that imitate it
      | (?:sk|rk|pk)_live_[A-Za-z0-9]{10,}           # Stripe
      | AKIA[0-9A-Z]{16}                             # Amazon
      | AIza[0-9A-Za-z_-]{35}                        # Google
      | gh[pousr]_[A-Za-z0-9]{30,}                   # GitHub
      | xox[abprs]-[A-Za-z0-9-]{10,}                 # Slack
      | eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}   # JSON Web Token (RFC 7519)
    )""",
    re.VERBOSE,
)
_MARKS: Final = ("sk-", "k_live_", "AKIA", "AIza", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "xox", "eyJ")
"""Every key has one of these."""
MASK: Final = "YOUR_API_KEY"


def may_hold_secret(text: str) -> bool:
    """Tell whether a file's text has anything that :func:`mask_secrets` would find, at low cost."""
    for mark in _MARKS:
        at = text.find(mark)
        while at >= 0:
            if _KEY.search(text, max(0, at - 3), at + 200):
                return True
            at = text.find(mark, at + 1)
    return False


def mask_secrets(value: Json, source: Callable[..., Source]) -> tuple[Json, list[SpecError]]:
    """Return the value with what looks like a live key replaced, and a fault for each place.

    :param source: returns the place of the value at a path.
    """
    faults: list[SpecError] = []

    def mask(value: Json, path: tuple[str | int, ...]) -> Json:
        if isinstance(value, str):
            masked = _KEY.sub(MASK, value) if any(mark in value for mark in _MARKS) else value
            if masked != value:
                reason = "holds what looks like a live API key, which is not shown"
                hint = f"replace it by {MASK}, and revoke the key if it is real"
                faults.append(SpecError(source(*path), reason, hint))
            return masked
        if isinstance(value, list):
            return [mask(item, (*path, index)) for index, item in enumerate(value)]
        if isinstance(value, dict):
            return {key: mask(item, (*path, key)) for key, item in value.items()}
        return value

    return mask(value, ()), faults
