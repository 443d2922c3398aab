"""What conversions infer from several requests of a collection: merged, or reported where they contradict each other."""

from __future__ import annotations

import pytest

from sphinxext_gptproto.export.merge_inferred import ContradictionError, merge_parameters, merge_schemas
from sphinxext_gptproto.spec.model import Parameter, Schema


def test_schemas_that_differ_in_what_nothing_infers():
    with pytest.raises(ContradictionError, match=r"^the schemas differ in min length$"):
        merge_schemas(Schema(types=("string",), min_length=1), Schema(types=("string",)))


def test_parameters_that_are_sent_in_different_ways():
    parameters = [
        (Parameter(name="ids", location="query", explode=explode, schema=Schema(types=("array",))),)
        for explode in (True, False)
    ]
    with pytest.raises(ContradictionError, match=r"^the query parameter 'ids' is serialized in different ways$"):
        merge_parameters(parameters)


def test_a_parameter_is_required_if_all_requests_that_have_it_require_it():
    parameter = Parameter(name="id", location="query", required=True, schema=Schema(types=("integer",)))
    optional = Parameter(name="id", location="query", schema=Schema(types=("integer",)))
    assert merge_parameters([(parameter,), ()])[0].required
    assert not merge_parameters([(parameter,), (optional,)])[0].required
