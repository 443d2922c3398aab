"""Samples: one concrete request for an endpoint, and one pure function of it for each language."""

from __future__ import annotations

from .languages import LANGUAGES, Language, find_language, get_title, list_made
from .request import Request, make_request
from .values import RequestError, make_answer

__all__ = [
    "LANGUAGES",
    "Language",
    "Request",
    "RequestError",
    "find_language",
    "get_title",
    "list_made",
    "make_answer",
    "make_request",
]
