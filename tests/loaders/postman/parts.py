"""Parts of collections for tests."""

from __future__ import annotations

SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
URL = "https://api.example.org/things"


def raw(text, language=None):
    return {"mode": "raw", "raw": text} | ({"options": {"raw": {"language": language}}} if language else {})


def media_of(operation):
    (media,) = operation.body.content
    return media


def pairs(**settings):
    return [{"key": key, "value": value, "type": "string"} for key, value in settings.items()]
