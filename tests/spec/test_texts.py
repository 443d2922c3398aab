"""The texts of a specification: which they are, and that nothing else is touched."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass

import pytest

from sphinxext_gptproto.spec import model as models
from sphinxext_gptproto.spec.model import (
    CodeSample,
    Endpoint,
    ErrorEntry,
    Example,
    Level,
    MediaType,
    Operation,
    Parameter,
    RequestBody,
    Response,
    Schema,
    Service,
)
from sphinxext_gptproto.spec.specification import Specification
from sphinxext_gptproto.spec.texts import PARTS, TEXTS, list_messages, translate_specification

NO_TEXT = {  # what programs read, names, and addresses
    *("id", "name", "ref", "format", "pattern", "style", "content_type", "type", "method", "path", "operation_id"),
    *("operation", "address", "expression", "scheme", "location", "bearer_format", "status", "language", "code"),
    *(
        "url",
        "template",
        "relative",
        "openid_url",
        "metadata_url",
        "authorization_url",
        "token_url",
        "refresh_url",
        "terms",
        "version",
    ),
    *("discriminator", "content_media_type", "key_variable", "model", "source_title", "file", "pointer", "default"),
    *("service", "level"),
}
NO_PARTS = ("code_samples", "streaming")
DECIDED = {  # texts that stay, with the reason
    (models.ErrorEntry, "message"): "the service sends it",
    (models.Service, "title"): "a name",
    (models.Endpoint, "title"): "made of the model's and the endpoint's",
    (models.CodeSample, "label"): "names a language",
    (models.Streaming, "text"): "a pointer",
    (models.Streaming, "when"): "a field",
}


def upper(text: str) -> str:
    return text.upper()


def make(**changes) -> Specification:
    operation = Operation(id="draw", method="POST", path="/draw", **changes)
    return Specification(operations={"draw": operation})


def changed(specification: Specification) -> Operation:
    return translate_specification(specification, upper).operations["draw"]


def test_every_field_of_the_models_is_decided():
    all_models = [model for model in vars(models).values() if is_dataclass(model) and model is not models.Source]
    for model in [*all_models, Specification]:
        for item in fields(model):
            type_names = set(re.findall(r"\w+", item.type))
            text = item.type == "str" and item.name not in NO_TEXT and (model, item.name) not in DECIDED
            assert not text or item.name in TEXTS[model], f"{model.__name__}.{item.name}: a text or not?"
            holds = not type_names.isdisjoint(other.__name__ for other in all_models) and item.name not in NO_PARTS
            assert not holds or item.name in PARTS[model], f"{model.__name__}.{item.name}: are there texts in it?"


def test_texts_are_replaced_and_values_are_not():
    schema = Schema(
        title="Size",
        description="How large.",
        default="small",
        examples=("small",),
        enum=("small", "large"),
        enum_descriptions={"small": "a bit", "large": "a lot"},
        properties={"width": Schema(description="in pixels", pattern="[a-z]+")},
    )
    operation = changed(
        make(
            summary="Draw",
            description="Draws.",
            tags=("Pictures",),
            parameters=(Parameter(name="seed", location="query", description="luck", example="seven"),),
            body=RequestBody(
                description="what to draw",
                content=(
                    MediaType(
                        type="application/json",
                        schema=schema,
                        examples=(Example(name="cat", summary="A cat", value={"title": "cat"}),),
                    ),
                ),
            ),
            responses=(Response(status="200", description="the picture"),),
            code_samples=(CodeSample(language="go", label="Go", code="draw()"),),
        )
    )
    assert (operation.summary, operation.description, operation.tags) == ("DRAW", "DRAWS.", ("Pictures",))
    assert operation.parameters[0] == Parameter(name="seed", location="query", description="LUCK", example="seven")
    media = operation.body.content[0]
    assert media.examples == (Example(name="cat", summary="A CAT", value={"title": "cat"}),)
    assert media.schema == Schema(
        title="SIZE",
        source_title="Size",
        description="HOW LARGE.",
        default="small",
        examples=("small",),
        enum=("small", "large"),
        enum_descriptions={"small": "A BIT", "large": "A LOT"},
        properties={"width": Schema(description="IN PIXELS", pattern="[a-z]+")},
    )
    assert operation.responses[0].description == "THE PICTURE"
    assert operation.code_samples == (CodeSample(language="go", label="Go", code="draw()"),)


def test_titles_of_endpoints_are_made_of_those_of_models():
    operation = Operation(id="draw", method="POST", path="/draw")
    specification = Specification(
        service=Service(title="Acme", description="draws"),
        levels={"acme": Level(id="acme", title="makers")},
        errors={"no": ErrorEntry(id="no", status=400, title="No", message="No", body="No", when="now", action="wait")},
        endpoints={
            "acme/draw": Endpoint(
                id="acme/draw", title="Draw 1: Text: pictures", short_title="Text: pictures", operation=operation
            ),
            "acme/other": Endpoint(id="acme/other", title="Other", short_title="Other", operation=operation),
        },
    )
    translations = {
        "{model}: {title}": "{title} ({model})",
        "Text: pictures": "Text zu Bild",
        "Draw 1": "Malerin 1",
        "Other": "Anderes",
    }
    translated = translate_specification(specification, lambda text: translations.get(text, text))
    assert [e.title for e in translated.endpoints.values()] == ["Text zu Bild (Malerin 1)", "Anderes"]
    assert translated.endpoints["acme/draw"].short_title == "Text zu Bild"
    loud = translate_specification(specification, lambda text: text if "{" in text else text.upper())
    assert loud.levels["acme"] == Level(id="acme", title="MAKERS", source_title="makers")
    assert loud.errors["no"] == ErrorEntry(
        id="no", status=400, title="NO", source_title="No", message="No", body="No", when="NOW", action="WAIT"
    )
    assert (loud.service.title, loud.service.description) == ("Acme", "DRAWS")


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ("One.\n\nTwo\nlines.\n", ["One.", "Two\nlines."]),
        ("One.\n\n```json\n{}\n\n{}\n```\n\nTwo.", ["One.", "Two."]),
        ("- one\n\n  more\n\n\n- two", ["- one", "  more", "- two"]),
        ("", []),
    ],
)
def test_paragraphs_are_messages_and_code_is_none(text, messages):
    assert list_messages(make(description=text)) == messages
    assert changed(make(description=text)).description.lower() == text.lower()
    if messages:
        assert messages[0].upper() in changed(make(description=text)).description


def test_what_stands_in_many_places_stays_one_value():
    schema = Schema(description="shared")
    operation = Operation(
        id="draw",
        method="POST",
        path="/draw",
        parameters=tuple(Parameter(name=name, location="query", schema=schema) for name in "ab"),
    )
    held = Specification(
        operations={"draw": operation},
        endpoints={"draw": Endpoint(id="draw", title="Draw", short_title="Draw", operation=operation)},
    )
    translated = translate_specification(held, upper)
    one, other = translated.operations["draw"].parameters
    assert one.schema is other.schema
    assert translated.endpoints["draw"].operation is translated.operations["draw"]
    kept = translate_specification(held, lambda text: text)
    assert kept is held
