"""What an endpoint says differently of its operation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sphinxext_gptproto.content.build_fields import body_shape
from sphinxext_gptproto.loaders.catalogue.overrides import Binding, BindingError, Override, bind
from sphinxext_gptproto.spec.model import (
    MISSING,
    Example,
    MediaType,
    Operation,
    Parameter,
    RequestBody,
    Response,
    Schema,
    Streaming,
)
from sphinxext_gptproto.spec.resolver import Resolver

STRING = Schema(types=("string",))
SCHEMAS = {
    "Part": Schema(types=("object",), properties={"text": STRING, "kind": STRING}, required=frozenset({"text"})),
    "Image": Schema(types=("object",), properties={"url": STRING}),
    "Tree": Schema(types=("object",), properties={"name": STRING}, one_of=(Schema(ref="Tree"), Schema(ref="Part"))),
}
CONTENT = Schema(
    one_of=(STRING, Schema(types=("array",), items=Schema(any_of=(Schema(ref="Part"), Schema(ref="Image")))))
)
MESSAGE = Schema(types=("object",), properties={"role": STRING, "content": CONTENT}, required=frozenset({"role"}))
BODY = Schema(
    types=("object",),
    properties={
        "model": Schema(types=("string",), enum=("any", "other")),
        "size": Schema(types=("string",), enum=("small", "large"), default="small"),
        "messages": Schema(types=("array",), items=MESSAGE),
        "tree": Schema(ref="Tree"),
    },
    required=frozenset({"model"}),
)
EXAMPLES = (
    Example(name="text", value={"size": "large", "messages": [{"role": "user", "content": "Hello"}]}),
    Example(
        name="parts", value={"messages": [{"role": "user", "content": [{"text": "Hi", "kind": "a"}, {"url": "u"}]}]}
    ),
)
RESPONSE_SCHEMA = Schema(properties={"id": STRING, "model": STRING})
EVENTS = 'data: {"model": "any", "n": 1}\n\nevent: ping\ndata: {"n": 2}\n\ndata: {"model": cut\n\ndata: [DONE]\n'
OPERATION = Operation(
    id="send",
    method="POST",
    path="/send/{id}",
    parameters=(
        Parameter(name="id", location="path", required=True, schema=STRING, example="a"),
        Parameter(name="n", location="query", schema=Schema(types=("integer",), maximum=4)),
    ),
    body=RequestBody(content=(MediaType(type="application/json", schema=BODY, examples=EXAMPLES),)),
    responses=(
        Response(
            status="200",
            content=(
                MediaType(
                    type="application/json",
                    schema=RESPONSE_SCHEMA,
                    examples=(Example(name="text", value={"id": "1", "model": "any"}), Example(name="parts", value={"id": "2"})),
                ),
                MediaType(type="text/event-stream", schema=RESPONSE_SCHEMA, examples=(Example(name="text", value=EVENTS),)),
            ),
        ),
        Response(status="400", content=(MediaType(type="application/json", examples=(Example(name="text", value={"id": 0}),)),)),
    ),
    errors=("a", "b"),
    streaming=Streaming(text="/text"),
)  # fmt: skip


@pytest.fixture
def resolve():
    return Resolver(SCHEMAS)


@pytest.fixture
def bound(resolve):
    """Bind and return the operation, its body's schema, and the request's example."""

    def make(**binding):
        operation = bind(OPERATION, Binding(**binding), resolve)
        (media,) = operation.body.content
        return operation, resolve(media.schema), media.examples[0].value

    return make


def test_nothing_said_changes_only_the_examples(bound):
    operation, schema, value = bound()
    assert (operation.parameters, schema, operation.errors) == (OPERATION.parameters, BODY, OPERATION.errors)
    assert value == EXAMPLES[0].value


def test_model(bound):
    operation, schema, value = bound(model="gpt-x")
    assert schema.properties["model"].default == "gpt-x"
    assert schema.properties["model"].enum == ()
    assert list(value) == ["model", "size", "messages"]
    assert value["model"] == "gpt-x"
    answers = {media.type: media.examples[0].value for media in operation.responses[0].content}
    assert answers["application/json"] == {"id": "1", "model": "gpt-x"}
    assert answers["text/event-stream"] == EVENTS.replace('"any"', '"gpt-x"')


def test_model_in_the_path(resolve):
    parameters = (Parameter(name="model", location="path", required=True, schema=STRING, example="any"),)
    operation = bind(
        Operation(id="a", method="GET", path="/{model}", parameters=parameters), Binding(model="x"), resolve
    )
    assert (operation.parameters[0].schema.default, operation.parameters[0].example) == ("x", "x")


def test_example_is_chosen_for_request_and_response(bound):
    operation, _, value = bound(example="parts")
    assert value == EXAMPLES[1].value
    assert [media.examples[0].value for media in operation.responses[0].content] == [{"id": "2"}, EVENTS]


def test_request_is_laid_over_the_example(bound):
    assert bound(request={"size": "small", "tree": {}})[2] == {**EXAMPLES[0].value, "size": "small", "tree": {}}


def test_response_is_laid_over_the_successful_example(bound):
    operation = bound(response={"id": "9", "more": 1})[0]
    assert operation.responses[0].content[0].examples[0].value == {"id": "9", "model": "any", "more": 1}
    assert operation.responses[1].content[0].examples[0].value == {"id": 0}


@pytest.mark.parametrize(("value", "first"), [(True, "text/event-stream"), (False, "application/json")])
def test_what_the_request_asks_for_comes_first(value, first, resolve):
    schema = Schema(properties={**BODY.properties, "stream": Schema(types=("boolean",))})
    media = MediaType(type="application/json", schema=schema, examples=EXAMPLES)
    operation = replace(OPERATION, body=RequestBody(content=(media,)))
    assert bind(operation, Binding(request={"stream": value}), resolve).responses[0].content[0].type == first


def test_errors_and_deprecated(bound):
    operation = bound(errors=("b",), deprecated=True)[0]
    assert (operation.errors, operation.deprecated) == (("b",), True)
    assert bound(errors=())[0].errors == ()


# -- overrides --------------------------------------------------------------------------------------------------------


def test_override_of_a_parameter(bound):
    operation = bound(overrides={"n": Override(schema={"default": 1}, description="Many.", required=True, example=2)})[
        0
    ]
    parameter = operation.parameters[1]
    assert (parameter.schema.default, parameter.schema.maximum) == (1, 4)
    assert (parameter.description, parameter.required, parameter.example) == ("Many.", True, 2)


def test_override_of_a_field(bound):
    changes = Override(schema={"default": "large"}, description="How big.", required=True, deprecated=True)
    _, schema, _ = bound(overrides={"size": changes})
    size = schema.properties["size"]
    assert (size.default, size.description, size.deprecated, size.enum) == (
        "large",
        "How big.",
        True,
        ("small", "large"),
    )
    assert schema.required == {"model", "size"}
    assert bound(overrides={"model": Override(required=False)})[1].required == set()


def test_override_reaches_into_choices(bound, resolve):
    _, schema, _ = bound(overrides={"messages.content.text": Override(description="What you say.", required=False)})
    parts = schema.properties["messages"].items.properties["content"].one_of[1].items
    part, image = parts.any_of
    assert part.properties["text"].description == "What you say."
    assert part.required == set()
    assert image == Schema(ref="Image")
    (field,) = [
        f
        for f in body_shape(MediaType(type="a/b", schema=schema), resolve, place="body").children
        if f.name == "messages"
    ]
    content = next(child for child in field.children if child.name == "content")
    assert [variant.title for variant in content.variants] == ["Part", "Image"]


def test_override_reaches_every_member_that_has_the_name(resolve):
    schema = Schema(one_of=(Schema(properties={"a": STRING}), Schema(properties={"a": STRING, "b": STRING}), STRING))
    operation = Operation(
        id="a", method="POST", path="/", body=RequestBody(content=(MediaType(type="application/json", schema=schema),))
    )
    changed = bind(operation, Binding(overrides={"a": Override(description="A.")}, omit=("b",)), resolve)
    one, two, text = changed.body.content[0].schema.one_of
    assert one.properties["a"].description == two.properties["a"].description == "A."
    assert (list(two.properties), text) == (["a"], STRING)


def test_a_schema_that_holds_itself_is_entered_once(bound):
    _, schema, _ = bound(overrides={"tree.kind": Override(description="Its kind.")})
    first, second = schema.properties["tree"].one_of
    assert first == Schema(ref="Tree")
    assert second.properties["kind"].description == "Its kind."


def test_the_operation_itself_stays(bound):
    before = repr(OPERATION)
    bound(overrides={"messages.content.text": Override(description="Changed.")}, omit=("messages.role",), model="x")
    assert repr(OPERATION) == before


# -- omit -------------------------------------------------------------------------------------------------------------


def test_omit(bound):
    operation, schema, value = bound(omit=("n", "size"))
    assert [parameter.name for parameter in operation.parameters] == ["id"]
    assert "size" not in schema.properties
    assert "size" not in value


def test_omit_reaches_into_choices_and_values(bound):
    _, schema, value = bound(omit=("messages.content.kind", "messages.role"), example="parts")
    message = schema.properties["messages"].items
    assert "role" not in message.properties
    assert "role" not in message.required
    assert list(message.properties["content"].one_of[1].items.any_of[0].properties) == ["text"]
    assert value == {"messages": [{"content": [{"text": "Hi"}, {"url": "u"}]}]}


# -- faults -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("binding", "path", "reason"),
    [
        ({"omit": ("size", "sise")}, ("omit", 1), "no parameter 'sise'; did you mean 'size'?"),
        ({"omit": ("messages.content.txt",)}, ("omit", 0), "did you mean 'messages.content.text'"),
        ({"overrides": {"messages.rle": Override()}}, ("parameters", "messages.rle"), "did you mean 'messages.role'"),
        ({"overrides": {"size": Override(schema={"default": 1})}}, ("parameters", "size", "default"), "not of type string"),
        ({"overrides": {"n": Override(schema={"default": 5})}}, ("parameters", "n", "default"), "more than the maximum 4"),
        ({"overrides": {"n": Override(example="a")}}, ("parameters", "n", "example"), "not of type integer"),
        ({"overrides": {"n": Override(schema={"minimum": 5})}}, ("parameters", "n", "minimum"), "minimum 5 is more than maximum 4"),
        ({"overrides": {"size": Override(schema={"enum": ("large",)})}}, ("parameters", "size"), '"small" is not one of "large"'),
        ({"example": "prts"}, ("example",), "no example 'prts'; did you mean 'parts'"),
        ({"request": {"sizes": 1}}, ("request", "sizes"), "no field 'sizes'; did you mean 'size'"),
    ],
)  # fmt: skip
def test_faults(binding, path, reason, bound):
    with pytest.raises(BindingError) as caught:
        bound(**binding)
    assert caught.value.path == path
    assert reason in caught.value.reason


def test_absent_is_not_null(bound):
    """An override whose default is null says so; one without a default says nothing."""
    nullable = {"size": Override(schema={"default": None, "enum": (None, "small")})}
    with pytest.raises(BindingError, match="null is not of type string"):
        bound(overrides=nullable)
    assert bound(overrides={"messages": Override(description="All.")})[1].properties["messages"].default is MISSING


@pytest.mark.parametrize("shown", [{"example": "x"}, {"request": {"size": "small"}}, {"response": {"a": 1}}])
def test_examples_that_are_kept_are_not_changed(shown):
    operation = Operation(id="o", method="POST", path="/o", responses=(Response(status="200"),))
    with pytest.raises(BindingError) as caught:
        bind(operation, Binding(keeps_examples=True, **shown), Resolver({}))
    assert caught.value.path == (*shown,)
    assert caught.value.reason == "has no effect with 'allExamples', which shows all examples unchanged"
    assert caught.value.hint == "remove one of the two"
