"""Numbers that no program could read back are faults of the source, and cost no more than themselves."""

from __future__ import annotations

import json

import pytest
import yaml

from sphinxext_gptproto.loaders import load
from sphinxext_gptproto.loaders.files.tolerant_json import RecoveryError, recover

PARAMETER = {"name": "n", "in": "query", "required": True, "schema": {"type": "integer", "minimum": 7}}
OPENAPI = {
    "openapi": "3.1.0",
    "info": {"title": "T", "version": "1"},
    "servers": [{"url": "https://a.example"}],
    "paths": {"/a": {"get": {"operationId": "a", "parameters": [PARAMETER], "responses": {"200": {"description": ""}}}}},
}  # fmt: skip
LONG = "1" * 400


@pytest.mark.parametrize("number", ["1e999", "-1e999", "NaN", "Infinity", LONG, "1" * 5_000])
@pytest.mark.parametrize("write", [json.dumps, yaml.safe_dump])
def test_in_openapi(tmp_path, write, number):
    path = tmp_path / "openapi"
    path.write_text(write(OPENAPI).replace(": 7", f": {number}"), encoding="utf-8")
    specification, (fault,) = load(path)
    assert fault.source.pointer == "$.paths['/a'].get.parameters[0].schema.minimum"
    assert number[:30] in fault.reason
    (endpoint,) = specification.endpoints.values()
    (parameter,) = endpoint.operation.parameters
    assert parameter.schema.minimum is None
    assert parameter.schema.types == ("integer",)


@pytest.mark.parametrize("number", ['"1e999"', '"NaN"', '"inf"'])
def test_as_texts(tmp_path, number):
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(OPENAPI).replace(": 7", f": {number}"), encoding="utf-8")
    specification, (fault,) = load(path)
    assert fault.reason.startswith("expected a number, found ")
    (endpoint,) = specification.endpoints.values()
    assert endpoint.operation.parameters[0].schema.minimum is None


@pytest.mark.parametrize("number", ["1e999", LONG])
def test_in_bodies(number):
    for text in (f'{{"n": {number}}}', f"{{n: {number}}}"):
        with pytest.raises(RecoveryError):
            recover(text)
