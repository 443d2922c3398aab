"""Code samples: build one concrete request for an endpoint, and render it as a program in each language."""

from __future__ import annotations

from .languages import LANGUAGES, Language, find_language, get_sample_languages, get_title
from .request import Request, make_request
from .values import RequestError, make_response_value

__all__ = [
    "LANGUAGES",
    "Language",
    "Request",
    "RequestError",
    "find_language",
    "get_sample_languages",
    "get_title",
    "make_request",
    "make_response_value",
]
