"""Fixtures that write a collection and load it."""

from __future__ import annotations

import json

import pytest
from loaders.postman.parts import SCHEMA, URL

from sphinxext_gptproto.loaders import load


@pytest.fixture
def read(tmp_path):
    """Load a collection with these items."""

    def make(*items, **more):
        data = {"info": {"name": "Trial", "schema": SCHEMA}, "item": list(items), **more}
        (tmp_path / "trial.json").write_text(json.dumps(data, indent=1), encoding="utf-8")
        return load(tmp_path / "trial.json")

    return make


@pytest.fixture
def load_operation(read):
    """Load one request; return its operation, the specification and the messages of its faults."""

    def make(collection=None, item=None, **request):
        request_item = {"name": "Make thing", "request": {"method": "POST", "url": URL} | request, **(item or {})}
        specification, faults = read(request_item, **(collection or {}))
        (endpoint,) = specification.endpoints.values()
        return endpoint.operation, specification, [str(fault) for fault in faults]

    return make
