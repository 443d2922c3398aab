"""A page is read again when what it shows of the registry is not what it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sphinxext_gptproto.spec.fingerprints import DIGESTS
from sphinxext_gptproto.spec.model import Endpoint, Level, Operation
from sphinxext_gptproto.spec.registry import SpecRegistry
from sphinxext_gptproto.spec.selectors import Selection
from sphinxext_gptproto.spec.specification import Specification

OPERATION = Operation(id="run", method="POST", path="/run", tags=("Run",))
ENDPOINT = Endpoint(id="acme/one/run", title="One: Run", short_title="Run", model="one", operation=OPERATION)
LEVELS = {
    "acme": Level(id="acme", title="Acme", kind="provider"),
    "acme/one": Level(id="acme/one", title="One", kind="model"),
}


def digest(endpoint=ENDPOINT, levels=LEVELS):
    registry = SpecRegistry()
    operations, endpoints = {endpoint.operation.id: endpoint.operation}, {endpoint.id: endpoint}
    registry.add(Specification(operations=operations, endpoints=endpoints, levels=levels))
    registry.seal()
    return DIGESTS["catalog"](registry, Selection().name)


@pytest.mark.parametrize(
    "changed",
    [
        {"levels": LEVELS | {"acme/one": replace(LEVELS["acme/one"], kind="format")}},
        {"levels": LEVELS | {"acme/one": replace(LEVELS["acme/one"], title="Two")}},
        {"levels": {"acme": LEVELS["acme"]}},
        {"endpoint": replace(ENDPOINT, operation=replace(OPERATION, tags=()))},
        {"endpoint": replace(ENDPOINT, model="two")},
    ],
)
def test_what_a_catalogue_shows(changed):
    assert digest() == digest()
    assert digest(**changed) != digest()


def test_what_a_catalogue_does_not_show():
    assert digest(endpoint=replace(ENDPOINT, operation=replace(OPERATION, summary="Other words"))) == digest()
