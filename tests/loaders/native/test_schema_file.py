"""``registry.schema.json``, which editors complete registry files by. ``--force-regen`` writes it anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import sphinxext_gptproto
from sphinxext_gptproto.loaders.files.yaml_json import read_document
from sphinxext_gptproto.loaders.native_format import get_json_schema

PACKAGE = Path(sphinxext_gptproto.__file__).parent
FILE = PACKAGE / "registry.schema.json"
HERE = Path(__file__).parent
FILES = [*sorted((PACKAGE / "bundled").rglob("*.yaml")), *sorted((HERE / "good").glob("*[a-z].[yj][as]*"))]


@pytest.fixture(scope="module")
def validator():
    return Draft202012Validator(json.loads(FILE.read_text(encoding="utf-8")))


def test_it_is_in_step_with_the_models(file_regression):
    text = json.dumps(get_json_schema(), indent=2, ensure_ascii=False) + "\n"
    file_regression.check(text, fullpath=FILE, newline="\n")


def test_it_is_valid(validator):
    Draft202012Validator.check_schema(validator.schema)


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_it_accepts_good_files(path, validator):
    assert [error.json_path for error in validator.iter_errors(read_document(path).value)] == []


@pytest.mark.parametrize(
    "kind",
    [
        "bad-endpoint-slug", "bad-error-id", "bad-method", "bad-operation-id", "bad-provider-slug", "bad-server-url",
        "bad-status", "bad-type", "empty-enum", "key-of-another-part", "missing-method", "no-gptproto-key",
        "number-for-text", "path-without-slash", "text-for-list", "unknown-key-endpoint", "unknown-key-schema",
        "unknown-key-top", "wrong-version",
    ],
)  # fmt: skip
def test_it_refuses_bad_files(kind, validator):
    assert not validator.is_valid(read_document(HERE / "bad" / f"{kind}.yaml").value)
