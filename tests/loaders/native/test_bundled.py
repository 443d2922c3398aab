"""The registry of GPTProto, which is part of the package."""

from __future__ import annotations

import pickle
from collections import Counter
from pathlib import Path

import pytest

import sphinxext_gptproto
from sphinxext_gptproto.loaders import load
from sphinxext_gptproto.samples import LANGUAGES, get_sample_languages, make_request
from sphinxext_gptproto.spec.digests import digest_endpoint
from sphinxext_gptproto.spec.registry import SpecRegistry

BUNDLED = Path(sphinxext_gptproto.__file__).parent / "bundled"


@pytest.fixture(scope="module")
def loaded():
    return load(BUNDLED)


@pytest.fixture(scope="module")
def registry(loaded):
    registry = SpecRegistry()
    registry.add(loaded[0])
    registry.seal()
    return registry


def test_it_has_no_faults(loaded):
    assert [str(fault) for fault in loaded[1]] == []


def test_it_has_all_endpoints(registry):
    assert len(registry) == 385
    assert "openai/gpt-4o-image/official-format/text-to-image" in registry.endpoints


def test_digests_are_the_same_once_it_is_read_from_the_cache(loaded, registry):
    cached = SpecRegistry()
    cached.add(pickle.loads(pickle.dumps(loaded[0])))
    for endpoint in registry:
        assert digest_endpoint(cached, cached.get(endpoint.id)) == digest_endpoint(registry, endpoint), endpoint.id


@pytest.mark.parametrize(
    "language", [LANGUAGES[name] for name in get_sample_languages()], ids=lambda language: language.name
)
def test_every_endpoint_has_a_sample(language, registry):
    for endpoint in registry:
        request = make_request(
            endpoint,
            service=registry.get_service(endpoint.operation),
            schemes=registry.schemes,
            resolve=registry.resolve,
        )
        assert language.render(request).endswith("\n"), endpoint.id


def test_titles_of_a_model_differ(registry):
    titles = Counter(("/".join(endpoint.id.split("/")[:2]), endpoint.title) for endpoint in registry)
    assert [title for title, count in titles.items() if count > 1] == []


def test_every_operation_is_used(registry):
    assert registry.operations.keys() == {endpoint.operation.id for endpoint in registry}


@pytest.fixture(scope="module")
def lines():
    return [
        (path.name, number, line)
        for path in sorted(BUNDLED.rglob("*.yaml"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
    ]


def test_lines_are_short(lines):
    assert [(name, number) for name, number, line in lines if len(line) > 120] == []


def test_lines_are_few(lines):
    assert len(lines) < 6_000
