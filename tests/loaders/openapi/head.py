"""The head of the OpenAPI files in tests."""

from __future__ import annotations

HEAD = "openapi: 3.1.0\ninfo: {title: Trial, version: '1'}\nservers: [{url: https://api.example.com}]\n"
