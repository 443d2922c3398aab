"""Attributes of our nodes: typed for readers, and in docutils' dictionary for everything else."""

from __future__ import annotations

import pickle

import pytest
from docutils import nodes

from sphinxext_gptproto.reference import nodes as ours


def make_parameter() -> ours.api_parameter:
    return ours.api_parameter(name="model", place="body", type="string", required=True, deprecated=False, ids=["m"])


def test_attributes_are_entries_of_the_dictionary():
    node = make_parameter()
    assert (node.name, node.required) == (node["name"], node["required"]) == ("model", True)
    node.name = "engine"
    assert node.attributes["name"] == "engine"
    assert "engine" in node.pformat()
    assert "name" not in vars(node)


@pytest.mark.parametrize(
    "copy", [nodes.Element.copy, nodes.Element.deepcopy, lambda node: pickle.loads(pickle.dumps(node))]
)
def test_attributes_are_copied_and_pickled(copy):
    node = make_parameter()
    node.aside = True
    assert (copy(node).name, copy(node).aside, copy(node)["ids"]) == ("model", True, ["m"])


def test_attributes_that_are_missing():
    assert make_parameter().aside is False
    with pytest.raises(KeyError, match="title"):
        print(ours.api_sample().title)
    head = ours.api_endpoint(pending=1)
    del head.pending
    assert head.pending is None
    assert "pending" not in head


@pytest.mark.parametrize("node_class", ours.NODES)
def test_no_attribute_hides_a_member_of_docutils(node_class):
    declared = {
        name for base in node_class.__mro__ for name, value in vars(base).items() if isinstance(value, ours.Attribute)
    }
    base = next(base for base in node_class.__mro__ if base.__module__ == "docutils.nodes")
    assert not [name for name in declared if hasattr(base, name) or name in vars(base())]
