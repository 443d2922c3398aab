"""Fixtures that write an OpenAPI file and load it."""

from __future__ import annotations

import textwrap

import pytest
from loaders.openapi.head import HEAD

from sphinxext_gptproto.loaders import load
from sphinxext_gptproto.spec.resolver import Resolver


@pytest.fixture
def read(tmp_path):
    """Write a file with the given text, and others beside it, and load it."""

    def make(text, *, name="api.yaml", **others):
        for other, content in others.items():
            path = tmp_path / other.replace("__", ".")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(content), encoding="utf-8")
        (tmp_path / name).write_text(text, encoding="utf-8")
        return load(tmp_path / name)

    return make


@pytest.fixture
def load_operation(read):
    """Load one operation; return it, the specification and the messages of its faults."""

    def make(text, head=HEAD, path="/things", method="get"):
        body = textwrap.indent(textwrap.dedent(text), "      ")
        specification, faults = read(f"{head}paths:\n  {path}:\n    {method}:\n{body}")
        (endpoint,) = specification.endpoints.values()
        return endpoint.operation, specification, [str(fault) for fault in faults]

    return make


@pytest.fixture
def load_schema(read):
    """Load a shared schema named A; return it resolved, and the messages of the faults."""

    def make(text, head=HEAD, **others):
        body = textwrap.indent(textwrap.dedent(text), "      ")
        use = "paths:\n  /x:\n    get:\n      responses:\n        200: {description: d, content: {a/b: {schema: {$ref: '#/components/schemas/A'}}}}\n"
        specification, faults = read(f"{head}{use}components:\n  schemas:\n    A:\n{body}", **others)
        return Resolver(specification.schemas)(specification.schemas["A"]), specification, [str(f) for f in faults]

    return make
