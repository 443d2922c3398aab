"""Faults in a collection: only the part with the fault is skipped."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from loaders.postman.parts import URL

from sphinxext_gptproto.loaders import load
from sphinxext_gptproto.spec.errors import UnreadableSourceError


@pytest.mark.parametrize(
    ("item", "message"),
    [
        ({"name": "Lost", "request": {"method": "POST", "url": {"raw": "", "host": ["{{b}}"], "path": []}}}, "the request 'Lost' has no URL"),
        ({"name": "Lost", "request": {"method": "GET", "url": None}}, "the request 'Lost' has no URL"),
        ({"name": "Lost", "request": {"method": "GET", "url": ""}}, "the request 'Lost' has no URL"),
        ({"name": "Lost", "request": None}, "the request 'Lost' is empty"),
        ({"name": "Lost"}, "the request 'Lost' is empty"),
        ({"name": "Socket", "request": {"url": "wss://e.org/a"}}, "the request 'Socket' is skipped: expected an address of HTTP or HTTPS"),
        ("text", "expected a request or a folder, found 'text'"),
        ({"name": "Odd", "item": {"a": 1}}, "expected a list of requests and folders"),
    ],
)  # fmt: skip
def test_requests_with_faults_are_skipped(read, item, message):
    valid = {"name": "Fine", "request": URL}
    specification, (fault,) = read(valid, item)
    assert list(specification.endpoints) == ["fine"]
    assert message in str(fault)
    assert fault.source.line > 1
    assert "$.item[1]" in fault.source.pointer


def test_limits(read):
    folder = {"name": "f", "item": [{"name": "r", "request": URL}]}
    for _ in range(60):
        folder = {"name": "f", "item": [folder]}
    specification, (fault,) = read({"name": "Fine", "request": URL}, folder)
    assert list(specification.endpoints) == ["fine"]
    assert "is nested in 50 others and is skipped" in str(fault)
    for _ in range(60):
        folder = {"name": "f", "item": [folder]}
    with pytest.raises(
        UnreadableSourceError, match="is nested more than 200 levels deep; put its folders side by side"
    ):
        read(folder)


WHOLE = {
    "info": {"name": "Trial", "_postman_id": "1", "description": {"content": "x"}, "version": "1"},
    "variable": [{"key": "base", "value": "https://e.org"}],
    "auth": {"type": "oauth2", "oauth2": [{"key": "scope", "value": "a"}]},
    "item": [
        {
            "name": "f",
            "auth": {"type": "bearer", "bearer": {"token": "x"}},
            "item": [
                {
                    "name": "r",
                    "request": {
                        "method": "POST",
                        "header": [{"key": "A", "value": "b"}],
                        "url": {"raw": "{{base}}/a?b=c", "host": ["{{base}}"], "path": ["a", ":id"], "query": [{"key": "b", "value": "c"}], "variable": [{"key": "id"}]},
                        "body": {"mode": "formdata", "formdata": [{"key": "k", "src": ["a"], "type": "file"}], "options": {"raw": {"language": "json"}}},
                    },
                    "response": [{"name": "n", "code": 200, "header": [{"key": "C", "value": "d"}], "body": '{"a": 1}'}],
                }
            ],
        }
    ],
}  # fmt: skip
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["{{x}}", "raw", "://", "a:b"]),
    lambda children: (
        st.lists(children, max_size=3)
        | st.dictionaries(st.sampled_from(["key", "value", "type", "a"]), children, max_size=3)
    ),
    max_leaves=6,
)


def places(value, path=()):
    yield path
    for key, part in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(part, (*path, key))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(st.sampled_from([path for path in places(WHOLE) if len(path) > 1]), JSON)
def test_any_collection_can_be_loaded(tmp_path, path, value):
    data = copy.deepcopy(WHOLE)
    target = data
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    (tmp_path / "any.json").write_text(json.dumps(data), encoding="utf-8")
    specification, faults = load(tmp_path / "any.json")
    assert specification.endpoints or faults or not data["item"] or data["item"][0].get("item") == []
    assert all(str(fault) for fault in faults)
