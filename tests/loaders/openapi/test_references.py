"""References in OpenAPI and Swagger files: wherever a value may be, over several files, broken and circular ones."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import PurePosixPath

import pytest
import yaml
from loaders.openapi.head import HEAD

from sphinxext_gptproto.loaders import load, source_files
from sphinxext_gptproto.spec.model import Source
from sphinxext_gptproto.spec.resolver import Resolver

BASE = """
openapi: 3.1.1
info: {title: Shop, version: '1', description: All about shops., contact: {name: Us, url: https://e.x/us}}
servers: [{url: 'https://{region}.e.x', variables: {region: {default: eu, enum: [eu, us]}}}]
security: [{key: []}]
externalDocs: {url: https://e.x/docs, description: More.}
tags: [{name: Orders, description: All about orders., externalDocs: {url: https://e.x/orders}}]
paths:
  /orders/{id}:
    summary: One order
    parameters: [{$ref: '#/components/parameters/Id'}]
    get:
      operationId: readOrder
      tags: [Orders]
      description: Reads an order.
      parameters:
      - {name: fields, in: query, description: Which fields., schema: {type: string}, examples: {one: {value: a}}}
      responses:
        '200':
          description: The order.
          headers: {X-Left: {description: What is left., schema: {type: integer}}}
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Order'}
              examples: {small: {summary: A small one, value: {id: 1}}}
          links: {pay: {operationId: payOrder, description: Pays it.}}
        '404': {$ref: '#/components/responses/Missing'}
    put:
      operationId: payOrder
      tags: [Orders]
      servers: [{url: https://pay.e.x}]
      security: []
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Order'}, example: {id: 2}}}
      responses: {'204': {description: Paid.}, '404': {$ref: '#/components/responses/Missing'}}
      callbacks:
        onPaid:
          '{$request.body#/url}':
            post: {operationId: paid, responses: {'200': {description: Thanks.}}}
webhooks:
  closed: {post: {summary: The shop closes, responses: {'200': {description: Seen.}}}}
components:
  parameters:
    Id: {name: id, in: path, required: true, description: The number., schema: {type: integer}}
  responses:
    Missing: {description: There is none., content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}}
  schemas:
    Error: {type: object, properties: {code: {type: integer}}}
    Order: {type: object, properties: {id: {type: integer}, error: {$ref: '#/components/schemas/Error'}, parts: {type: array, items: {$ref: '#/components/schemas/Part'}}}}
    Part: {type: object, properties: {name: {type: string}, parts: {type: array, items: {$ref: '#/components/schemas/Part'}}}}
    Thing: {$ref: '#/components/schemas/Part'}
  securitySchemes:
    key: {type: apiKey, name: X-Key, in: header, description: Ask us.}
"""
KEYWORDS = ("schema", "properties", "items")


class Splitter:
    """Writes every mapping, list and description of a file to a file of its own, each in a folder by its place."""

    def __init__(self, folder):
        self.folder = folder
        self.count = 0

    def split(self, value):
        """Write the files."""
        top = {key: self._split(part, PurePosixPath("."), (key,)) for key, part in value.items()}
        self._write("openapi.yaml", top)

    def _split(self, value, base, keys):
        """Return what stands for a value in a file that is in the folder ``base``."""
        if isinstance(value, str) and keys[-1] == "description":
            return self._refer(f"texts/{self.count}.md", value, base)
        if not isinstance(value, (dict, list)):
            return value
        if "$ref" in value:
            return {"$ref": os.path.relpath("openapi.yaml", base) + value["$ref"]}
        name = "/".join(key.strip("/").replace("/", "_").translate({ord(c): None for c in "{}$#"}) for key in keys)
        folder = PurePosixPath(name).parent
        if keys[-1] in KEYWORDS or keys[-2:-1] == ("properties",):  # a schema in a file of its own gets a name
            return self._split_members(value, base, keys)
        return self._refer(f"{name}.yaml", self._split_members(value, folder, keys), base)

    def _split_members(self, value, base, keys):
        if isinstance(value, list):
            return [self._split(item, base, (*keys, str(index))) for index, item in enumerate(value)]
        is_data = keys[-1] in ("example", "value")
        return {key: part if is_data else self._split(part, base, (*keys, key)) for key, part in value.items()}

    def _refer(self, name, value, base):
        self._write(name, value)
        return {"$ref": os.path.relpath(name, base)}

    def _write(self, name, value):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(value if isinstance(value, str) else yaml.safe_dump(value), encoding="utf-8")
        self.count += 1


def without_places(specification):
    nowhere = Source(file="")
    endpoints = {name: replace(endpoint, source=nowhere) for name, endpoint in specification.endpoints.items()}
    return replace(specification, endpoints=endpoints)


def test_a_description_in_many_files_is_the_same_as_in_one(tmp_path):
    data = yaml.safe_load(BASE)
    (tmp_path / "one").mkdir()
    (tmp_path / "one" / "openapi.yaml").write_text(BASE, encoding="utf-8")
    Splitter(tmp_path / "many").split(data)
    one, faults = load(tmp_path / "one" / "openapi.yaml")
    assert faults == []
    many, faults = load(tmp_path / "many" / "openapi.yaml")
    assert faults == []
    assert without_places(many) == without_places(one)
    assert len(source_files(tmp_path / "many" / "openapi.yaml")) >= 40
    assert {*one.schemas} == {"Error", "Order", "Part"}
    assert one.endpoints["orders/read-order"].operation.responses[1].description == "There is none."


# -- where references may be ------------------------------------------------------------------------------------------


@pytest.fixture
def read_operation(read):
    """Load a file with one operation, and return that."""

    def make(text, **files):
        specification, faults = read(text, **files)
        assert [str(fault) for fault in faults] == []
        (endpoint,) = specification.endpoints.values()
        return endpoint.operation, specification

    return make


def in_operation(text):
    return HEAD + f"paths: {{/a: {{get: {text}}}}}\n"


def test_an_operation(read_operation):
    text = HEAD + "paths: {/a: {get: {$ref: '#/x-operations/a'}}}\nx-operations: {a: {operationId: readA}}\n"
    assert read_operation(text)[0].operation_id == "readA"


def test_paths_with_further_paths_beside_the_reference(read):
    text = HEAD + "paths: {$ref: paths.yaml, /b: {get: {operationId: b}}}\n"
    specification, faults = read(text, paths__yaml="/a: {get: {operationId: a}}\n")
    assert faults == []
    assert {*specification.endpoints} == {"a", "b"}


def test_tags(read_operation):
    text = HEAD + "tags: [{$ref: tag.yaml}]\npaths: {/a: {get: {tags: {$ref: 'tag.yaml#/x-tags'}}}}\n"
    tag = "name: First\nx-displayName: {$ref: '#/x-title'}\nx-title: The first\ndescription: {$ref: intro.md}\nx-tags: [First]\n"
    _, specification = read_operation(text, tag__yaml=tag, intro__md="# All\n\nof: it\n")
    level = specification.levels["first"]
    assert (level.title, level.description) == ("The first", "# All\n\nof: it\n")


def test_texts(read_operation):
    text = HEAD.replace("info: {", "info: {description: {$ref: intro.md}, ") + (
        "paths: {/a: {get: {summary: {$ref: 'texts.json#/summary'}, description: {$ref: 'texts.json#/text'}}}}\n"
    )
    texts = json.dumps({"summary": "In short", "text": {"$ref": "more.txt"}})
    operation, specification = read_operation(text, texts__json=texts, intro__md="Hello.", more__txt="At length")
    assert specification.service.description == "Hello."
    assert (operation.summary, operation.description) == ("In short", "At length")


@pytest.mark.parametrize(
    "examples",
    ["{one: {$ref: one.yaml}}", "{one: {value: {$ref: 'one.yaml#/value'}}}", "{$ref: 'one.yaml#/x-all'}"],
)
def test_examples(read_operation, examples):
    text = in_operation(f"{{responses: {{200: {{description: d, content: {{a/b: {{examples: {examples}}}}}}}}}}}")
    one = "value: {a: 1}\nx-all: {one: {$ref: '#'}}\n"
    operation, _ = read_operation(text, one__yaml=one)
    (example,) = operation.responses[0].content[0].examples
    assert (example.name, example.value) == ("one", {"a": 1})


def test_an_example_that_is_the_value_of_another_file(read_operation):
    text = in_operation("{requestBody: {content: {a/b: {example: {$ref: a.json}}}}}")
    operation, _ = read_operation(text, a__json='{"$ref": "b.json"}', b__json="[1, 2]")
    assert operation.body.content[0].examples[0].value == [1, 2]


def test_a_value_that_refers_to_a_shared_example(read_operation):
    text = in_operation("{requestBody: {content: {a/b: {examples: {a: {value: {$ref: '#/components/examples/A'}}}}}}}")
    operation, _ = read_operation(
        text + "components: {examples: {A: {summary: Shared, value: {$ref: a.json}}}}\n", a__json="[1]"
    )
    assert operation.body.content[0].examples[0].value == [1]


def test_reference_as_data_in_an_example(read_operation):
    text = in_operation("{requestBody: {content: {a/b: {example: {of: {$ref: nothing}, $ref: 'x', y: 1}}}}}")
    operation, _ = read_operation(text)
    assert operation.body.content[0].examples[0].value == {"of": {"$ref": "nothing"}, "$ref": "x", "y": 1}


def test_content_media_types_and_headers(read_operation):
    text = in_operation("{responses: {$ref: responses.yaml}}")
    responses = (
        "200: {description: d, headers: {$ref: headers.yaml}, content: {$ref: '#/x-content'}}\n"
        "x-content: {a/b: {$ref: '#/x-media'}}\nx-media: {schema: {$ref: '#/x-schema'}}\nx-schema: {type: string}\n"
    )
    headers = "X-A: {$ref: '#/x-a'}\nx-a: {schema: {type: integer}}\n"
    operation, specification = read_operation(text, responses__yaml=responses, headers__yaml=headers)
    resolve = Resolver(specification.schemas)
    response = operation.responses[0]
    assert resolve(response.content[0].schema).types == ("string",)
    assert response.headers[0].name == "X-A"
    assert resolve(response.headers[0].schema).types == ("integer",)


def test_servers_security_and_parameters(read_operation):
    text = "openapi: 3.1.0\nservers: {$ref: 'parts.yaml#/servers'}\nsecurity: {$ref: 'parts.yaml#/security'}\n"
    text += "components: {$ref: components.yaml}\npaths: {/a: {get: {parameters: {$ref: 'parts.yaml#/parameters'}}}}\n"
    parts = "servers: [{$ref: '#/eu'}]\neu: {url: https://e.x}\nsecurity: [{$ref: '#/keys'}]\nkeys: {k: []}\n"
    parts += "parameters: [{$ref: 'components.yaml#/parameters/A'}]\n"
    components = "securitySchemes: {k: {$ref: '#/x-k'}}\nx-k: {type: http, scheme: bearer}\nparameters: {A: {name: a, in: query}}\n"
    operation, specification = read_operation(text, parts__yaml=parts, components__yaml=components)
    assert operation.servers[0].url == "https://e.x"
    assert operation.security == ({"k": ()},)
    assert specification.schemes["k"].scheme == "bearer"
    assert operation.parameters[0].name == "a"


def test_pointers_lead_through_references(read_operation):
    text = HEAD + "components: {schemas: {$ref: schemas.yaml}, responses: {$ref: 'all.yaml#/responses'}}\n"
    text += "paths: {/a: {get: {responses: {200: {$ref: '#/components/responses/A'}}}}}\n"
    responses = "responses: {A: {description: d, content: {a/b: {schema: {$ref: 'api.yaml#/components/schemas/A'}}}}}\n"
    operation, specification = read_operation(text, schemas__yaml="A: {type: string}\n", all__yaml=responses)
    assert operation.responses[0].content[0].schema.ref == "A"
    assert specification.schemas["A"].types == ("string",)


def test_shared_objects_stay_shared(read):
    text = HEAD + (
        "components: {parameters: {P: {name: p, in: query}}, responses: {R: {description: d}}}\n"
        "paths: {/a: {get: &a {parameters: [{$ref: '#/components/parameters/P'}], responses: {200: {$ref: '#/components/responses/R'}}}},"
        " /b: {get: {parameters: [{$ref: '#/components/parameters/P'}], responses: {200: {$ref: '#/components/responses/R'}}}}}\n"
    )
    specification, faults = read(text)
    assert faults == []
    one, two = (endpoint.operation for endpoint in specification.endpoints.values())
    assert one.parameters[0] is two.parameters[0]
    assert one.responses[0] is two.responses[0]


def test_swagger(read_operation):
    text = "swagger: '2.0'\ninfo: {title: T, version: '1'}\nhost: e.x\npaths: {/a: {$ref: parts/a.yaml}}\n"
    text += (
        "parameters: {B: {in: body, name: b, schema: {$ref: '#/definitions/B'}}}\ndefinitions: {B: {type: string}}\n"
    )
    files = {
        "parts/a.yaml": "post: {$ref: 'deep/post.yaml'}\n",
        "parts/deep/post.yaml": "parameters: [{$ref: ../../api.yaml#/parameters/B}, {$ref: p.yaml}]\n"
        "responses: {200: {$ref: ../r.yaml}}\n",
        "parts/deep/p.yaml": "{in: query, name: p, type: array, items: {type: string}, collectionFormat: pipes}\n",
        "parts/r.yaml": "{description: d, schema: {$ref: deep/s.yaml}}\n",
        "parts/deep/s.yaml": "{type: object, properties: {b: {$ref: '../../api.yaml#/definitions/B'}}}\n",
    }
    operation, specification = read_operation(text, **files)
    assert operation.body.content[0].schema.ref == "B"
    assert (operation.parameters[0].name, operation.parameters[0].style) == ("p", "pipeDelimited")
    assert operation.responses[0].content[0].schema.ref == "s"
    assert specification.schemas["s"].properties["b"].ref == "B"


def test_a_component_in_another_file_keeps_its_name(read_operation):
    text = HEAD + "components: {schemas: {Pet: {$ref: models/pet_model.yaml}}}\n"
    text += "paths: {/a: {get: {responses: {200: {$ref: models/r.yaml}}}}}\n"
    files = {
        "models/r.yaml": "{description: d, content: {a/b: {schema: {$ref: pet_model.yaml}}}}\n",
        "models/pet_model.yaml": "{properties: {mother: {$ref: '../api.yaml#/components/schemas/Pet'}}}\n",
    }
    operation, specification = read_operation(text, **files)
    assert operation.responses[0].content[0].schema.ref == "Pet"
    assert {*specification.schemas} == {"Pet"}
    assert specification.schemas["Pet"].properties["mother"].ref == "Pet"


# -- faults -----------------------------------------------------------------------------------------------------------


def test_a_dangling_reference_is_one_fault_however_often_it_is_used(read):
    text = HEAD + (
        "paths:\n"
        "  /a: {get: {operationId: a, responses: {200: {description: d}, 404: {$ref: parts/gone.yaml}}}}\n"
        "  /b: {get: {$ref: parts/b.yaml}}\n"
    )
    files = {"parts/b.yaml": "{operationId: b, responses: {200: {description: d}, 404: {$ref: gone.yaml}}}\n"}
    specification, (fault,) = read(text, **files)
    assert fault.reason.startswith("'parts/gone.yaml' cannot be read: No such file or directory; 404 is skipped")
    assert (fault.source.line, fault.source.pointer) == (5, "$.paths['/a'].get.responses.404['$ref']")
    statuses = [[response.status for response in e.operation.responses] for e in specification.endpoints.values()]
    assert statuses == [["200"], ["200"]]


@pytest.mark.parametrize(
    "operation",
    [
        "{$ref: '#/gone'}",
        "{responses: {$ref: '#/gone'}}",
        "{responses: {200: {$ref: '#/gone'}}}",
        "{responses: {200: {description: {$ref: '#/gone'}}}}",
        "{responses: {200: {description: d, content: {$ref: '#/gone'}}}}",
        "{responses: {200: {description: d, content: {a/b: {$ref: '#/gone'}}}}}",
        "{responses: {200: {description: d, content: {a/b: {schema: {$ref: '#/gone'}}}}}}",
        "{responses: {200: {description: d, content: {a/b: {example: {$ref: '#/gone'}}}}}}",
        "{responses: {200: {description: d, content: {a/b: {examples: {a: {$ref: '#/gone'}}}}}}}",
        "{responses: {200: {description: d, headers: {X-A: {$ref: '#/gone'}}}}}",
        "{responses: {200: {description: d, links: {a: {$ref: '#/gone'}}}}}",
        "{requestBody: {$ref: '#/gone'}}",
        "{parameters: {$ref: '#/gone'}}",
        "{parameters: [{$ref: '#/gone'}]}",
        "{tags: {$ref: '#/gone'}}",
        "{tags: [{$ref: '#/gone'}]}",
        "{servers: [{$ref: '#/gone'}]}",
        "{security: {$ref: '#/gone'}}",
        "{externalDocs: {$ref: '#/gone'}}",
        "{callbacks: {a: {$ref: '#/gone'}}}",
        "{callbacks: {a: {b: {$ref: '#/gone'}}}}",
        "{callbacks: {a: {b: {post: {$ref: '#/gone'}}}}}",
    ],
)
def test_a_dangling_reference_is_the_only_fault(read, operation):
    text = HEAD + f"paths:\n  /a/{{id}}:\n    parameters: [{{$ref: '#/gone'}}]\n    get: {operation}\n"
    _, (fault,) = read(text + "    post: {operationId: other}\n")
    assert fault.reason.startswith("'#/gone' does not exist: there is no 'gone'")


@pytest.mark.parametrize("key", ["info", "tags", "paths", "webhooks", "externalDocs", "security"])
def test_a_dangling_reference_at_the_top_level(read, key):
    data = yaml.safe_load(HEAD) | {"paths": {"/a": {"get": {}}}} | {key: {"$ref": "gone.yaml"}}
    specification, (fault,) = read(yaml.safe_dump(data))
    assert "'gone.yaml' cannot be read" in fault.reason
    assert len(specification.endpoints) == (key != "paths")


@pytest.mark.parametrize(
    "cycle",
    [
        "x-a: {$ref: '#/x-b'}\nx-b: {$ref: '#/x-a'}\n",
        "x-a: {$ref: '#/x-b'}\nx-b: {$ref: '#/x-c'}\nx-c: {$ref: '#/x-b'}\n",
        "x-a: {$ref: '#/x-b'}\nx-b: {$ref: '#/x-b'}\n",
        "x-a: {$ref: '#/x-b/deeper'}\nx-b: {$ref: '#/x-a/deeper'}\n",
        "x-a: {$ref: x.yaml}\nx-b: {$ref: x.yaml}\n",
    ],
)
def test_a_cycle_is_one_fault(read, cycle):
    text = HEAD + "paths: {/a: {get: {$ref: '#/x-a'}, put: {$ref: '#/x-b'}, post: {operationId: c}}}\n" + cycle
    specification, (fault,) = read(text, x__yaml="{$ref: './y.yaml'}\n", y__yaml="{$ref: './x.yaml'}\n")
    assert "is circular" in fault.reason
    assert {*specification.endpoints} == {"c"}


def test_schemas_that_are_only_references_to_one_another(read):
    text = in_operation("{responses: {200: {description: d, content: {a/b: {schema: {$ref: x.yaml}}}}}}")
    specification, (fault,) = read(text, x__yaml="{$ref: y.yaml}", y__yaml="{$ref: x.yaml}")
    assert "is circular" in fault.reason
    assert len(specification.endpoints) == 1


def test_a_referenced_file_that_cannot_be_parsed(read):
    text = HEAD + "paths: {/a: {get: {$ref: a.yaml}}, /b: {$ref: 'a.yaml#/b'}, /c: {get: {}}}\n"
    specification, (fault,) = read(text, a__yaml="a: 1\nb: [1\n")
    assert fault.reason.startswith("'a.yaml', line 3, is not valid YAML")
    assert fault.reason.endswith("; get is skipped")
    assert len(specification.endpoints) == 1


def test_a_callback_that_is_its_own_path_item(read):
    text = HEAD + (
        "paths: {/a: {get: {operationId: a, callbacks: {again: {x: {$ref: '#/paths/~1a'}}}}}, /b: {$ref: '#/paths/~1a'}}\n"
    )
    specification, faults = read(text)
    assert ["is circular" in fault.reason for fault in faults if "operationId" not in fault.reason] == [True]
    assert len(specification.endpoints) == 2


def test_a_long_chain(read):
    chain = "".join(f"x-{number}: {{$ref: '#/x-{number + 1}'}}\n" for number in range(2000))
    _, (fault,) = read(HEAD + "paths: {/a: {get: {$ref: '#/x-0'}, put: {}}}\n" + chain + "x-2000: {}\n")
    assert "is at the end of a chain of more than" in fault.reason


def test_nothing_outside_of_the_folder_is_read(read, tmp_path):
    (tmp_path.parent / "outside.md").write_text("Secret", encoding="utf-8")
    specification, (fault,) = read(
        HEAD + "tags: [{name: A, description: {$ref: ../outside.md}}]\npaths: {/a: {get: {tags: [A]}}}\n"
    )
    assert "is outside of" in fault.reason
    assert specification.levels["a"].description == ""


def test_a_text_file_is_searched_for_keys(read):
    text = HEAD + "tags: [{name: A, description: {$ref: intro.md}}]\npaths: {/a: {get: {tags: [A]}}}\n"
    key = "sk-" + "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY"
    specification, (fault,) = read(text, intro__md=f"Use {key}.")
    assert "live API key" in fault.reason
    assert key not in specification.levels["a"].description


def test_faults_name_the_file_that_has_the_object(read):
    text = HEAD + "paths: {/a: {$ref: a.yaml}, /b: {$ref: b.yaml}}\n"
    operation = "get:\n  operationId: same\n  parameters: [{name: q, in: nowhere}]\n"
    _, faults = read(text, a__yaml=operation, b__yaml=operation)
    places = [(fault.source.file.rpartition("/")[2], fault.source.line, fault.source.pointer) for fault in faults]
    assert places == [
        ("a.yaml", 3, "$.get.parameters[0].in"),
        ("b.yaml", 2, "$.get.operationId"),
        ("b.yaml", 3, "$.get.parameters[0].in"),
    ]


def test_notes_name_the_file_that_has_the_value(tmp_path):
    (tmp_path / "api.yaml").write_text(HEAD + "paths: {/a: {$ref: parts/a.yaml}}\n", encoding="utf-8")
    (tmp_path / "parts").mkdir()
    text = (
        "parameters:\n- {$ref: q.yaml}\npost:\n  requestBody:\n    content:\n"
        "      application/json:\n        schema: {$ref: s.yaml}\n        example: {n: text}\n"
    )
    (tmp_path / "parts" / "a.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "parts" / "q.yaml").write_text(
        "{name: q, in: query,\n schema: {type: string}, example: 1}\n", encoding="utf-8"
    )
    (tmp_path / "parts" / "s.yaml").write_text(
        "type: object\nproperties:\n  n: {type: integer, default: x}\n", encoding="utf-8"
    )
    _, faults = load(tmp_path / "api.yaml", notes=True)
    places = {(fault.source.file.rpartition("/")[2], fault.source.line) for fault in faults}
    assert places == {("a.yaml", 8), ("q.yaml", 2), ("s.yaml", 3)}


def test_the_extension_of_an_operation_in_another_file(read):
    text = (
        HEAD + "x-gptproto: {operationIds: true}\npaths: {/a: {$ref: a.yaml}, /b: {get: {operationId: b}, post: 1}}\n"
    )
    operation = "get: {operationId: a, x-gptproto: {id: first, wrong: 1}}\nput: {operationId: b}\nparameters: []\n"
    _, faults = read(text, a__yaml=operation)
    messages = {(fault.source.file.rpartition("/")[2], fault.reason) for fault in faults}
    assert ("a.yaml", "unknown key 'wrong'") in messages
    assert any(file == "api.yaml" and "duplicate operation 'b'" in message for file, message in messages)
