"""Keys that were left in a file by mistake: found, masked, and reported."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ..errors import SpecError

if TYPE_CHECKING:
    from ..models import Json
    from .document import Document

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
MASK: Final = "YOUR_API_KEY"


def mask_secrets(document: Document) -> tuple[Document, list[SpecError]]:
    """Return the document with what looks like a live key replaced, and a fault for each place."""
    faults: list[SpecError] = []

    def mask(value: Json, path: tuple[str | int, ...]) -> Json:
        if isinstance(value, str):
            masked = _KEY.sub(MASK, value)
            if masked != value:
                reason = "holds what looks like a live API key, which is not shown"
                hint = f"replace it by {MASK}, and revoke the key if it is real"
                faults.append(SpecError(document.source(*path), reason, hint))
            return masked
        if isinstance(value, list):
            return [mask(item, (*path, index)) for index, item in enumerate(value)]
        if isinstance(value, dict):
            return {key: mask(item, (*path, key)) for key, item in value.items()}
        return value

    return replace(document, value=mask(document.value, ())), faults
