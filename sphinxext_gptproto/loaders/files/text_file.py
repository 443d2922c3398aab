"""The text of a file, with cheap checks that the formats use to detect whether a file is theirs."""

from __future__ import annotations

import json
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .yaml_json import decode

if TYPE_CHECKING:
    from pathlib import Path


class TextFile:
    """A file of a source, read once for the detection of all formats."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def text(self) -> str:
        """The whole text.

        :raises UnreadableSourceError: when it cannot be read, is too large, or is not UTF-8.
        """
        return decode(self.path)

    @cached_property
    def json_object(self) -> dict[str, Any] | None:
        """The parsed text if it is a JSON object, otherwise ``None``."""
        if not self._opens_with("{"):
            return None
        try:
            value: dict[str, Any] = json.loads(self.text)
        except (ValueError, RecursionError):
            return None
        return value

    def has_key(self, *keys: str) -> bool:
        """Return whether the text is a mapping in YAML or JSON that has one of these keys at its top level.

        YAML is searched by line, since parsing it is slow. In invalid JSON, a key at any depth counts.
        """
        if self._opens_with("["):
            return False
        has_key = self._has_json_key if self._opens_with("{") else self._has_yaml_key
        return any(has_key(key) for key in keys)

    def _opens_with(self, bracket: str) -> bool:
        return re.match(rf"\s*{re.escape(bracket)}", self.text) is not None

    def _has_json_key(self, key: str) -> bool:
        if f'"{key}"' not in self.text:
            return False
        if re.match(rf'\s*\{{\s*"{key}"\s*:', self.text):  # usually it is the first key, which saves parsing
            return True
        if self.json_object is not None:
            return key in self.json_object
        return re.search(rf'[{{,]\s*"{key}"\s*:', self.text) is not None

    def _has_yaml_key(self, key: str) -> bool:
        text = self.text
        for match in re.finditer(rf"""{key}["']?[ \t]*:""", text):  # a fixed prefix is found faster than "^"
            line_start = text.rfind("\n", 0, match.start()) + 1
            if text[line_start : match.start()] in ("", "'", '"', "\ufeff"):
                return True
        return False
