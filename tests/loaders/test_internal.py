"""What sources mark as internal is left out when they are loaded, whatever it is and whatever refers to it."""

from __future__ import annotations

import json
import textwrap
from dataclasses import replace

import pytest

from sphinxext_gptproto.loaders import get_marks, load
from sphinxext_gptproto.loaders.files.internal import INTERNAL_MARKS
from sphinxext_gptproto.spec.specification import LeftOut

HEAD = "openapi: 3.1.0\ninfo: {title: Trial, version: '1'}\nservers: [{url: https://api.example.com}]\n"
OK = "responses: {'204': {description: Done.}}"


@pytest.fixture
def load_text(tmp_path):
    """Load a file with a text, and others beside it."""

    def make(text, marks=INTERNAL_MARKS, name="api.yaml", notes=True, **others):
        for other, content in others.items():
            (tmp_path / f"{other}.yaml").write_text(textwrap.dedent(content), encoding="utf-8")
        (tmp_path / name).write_text(text, encoding="utf-8")
        specification, faults = load(tmp_path / name, marks=marks, notes=notes)
        return specification, [str(fault).replace(f"{tmp_path}/", "") for fault in faults]

    return make


@pytest.fixture
def load_clean(load_text):
    """Load a file without a fault, in which ``zq`` marks all that is internal; check that nothing of it is left."""

    def make(text, **others):
        specification, faults = load_text(HEAD + textwrap.dedent(text), **others)
        assert faults == []
        assert "zq" not in repr(replace(specification, endpoints={}))
        assert "zq" not in repr(specification.endpoints).replace("api.yaml", "")
        return specification

    return make


def count(specification):
    return specification.left_out.operations, specification.left_out.parts


@pytest.mark.parametrize("mark", INTERNAL_MARKS)
def test_every_mark_hides_an_operation(load_clean, mark):
    specification = load_clean(
        f"""
        paths:
          /a:
            get: {{operationId: a, {OK}}}
            post: {{operationId: zqA, {mark}: true, {OK}}}
        """
    )
    assert list(specification.operations) == ["a"]
    assert count(specification) == (1, 0)


@pytest.mark.parametrize(("value", "shown"), [("true", False), ("'true'", False), ("false", True), ("null", True)])
def test_a_mark_may_be_false(load_text, value, shown):
    specification, _ = load_text(f"{HEAD}paths: {{/a: {{get: {{operationId: a, x-internal: {value}, {OK}}}}}}}\n")
    assert ("a" in specification.operations) is shown


def test_path_items_webhooks_and_callbacks(load_clean):
    specification = load_clean(
        f"""
        paths:
          /zq/b:
            x-internal: true
            get: {{operationId: zqGet, {OK}}}
            put: {{operationId: zqPut, {OK}}}
          /a:
            get:
              operationId: a
              callbacks:
                done: {{'{{$request.query.u}}': {{post: {{{OK}}}}}}}
                zqDone: {{'{{$request.query.zq}}': {{x-internal: true, post: {{{OK}}}}}}}
              {OK}
        webhooks:
          paid: {{post: {{operationId: onPaid, {OK}}}}}
          zqPaid: {{post: {{operationId: onZqPaid, x-hidden: true, {OK}}}}}
        """
    )
    assert list(specification.operations) == ["a", "onPaid"]
    assert [callback.name for callback in specification.operations["a"].callbacks] == ["done"]
    assert count(specification) == (4, 0)


def test_tags_hide_their_operations(load_clean):
    specification = load_clean(
        f"""
        tags:
        - {{name: Shop}}
        - {{name: zqStaff, x-internal: true}}
        - {{name: zqNight, parent: zqStaff, description: zq}}
        - {{name: zqUnused, description: Only of an internal operation.}}
        x-tagGroups:
        - {{name: All, tags: [Shop]}}
        - {{name: zqGroup, tags: [zqStaff, zqOther], x-internal: true}}
        paths:
          /a: {{get: {{operationId: a, tags: [Shop], {OK}}}}}
          /b: {{get: {{operationId: zqB, tags: [Shop, zqStaff], {OK}}}}}
          /c: {{get: {{operationId: zqC, tags: [zqNight], {OK}}}}}
          /d: {{get: {{operationId: zqD, tags: [zqOther], {OK}}}}}
          /e: {{get: {{operationId: zqE, tags: [zqUnused], x-internal: true, {OK}}}}}
        """
    )
    assert list(specification.endpoints) == ["all/shop/a"]
    assert specification.left_out.operations == 4


def test_parameters_headers_responses_and_servers(load_clean):
    specification = load_clean(
        f"""
        paths:
          /a:
            parameters:
            - {{name: zqShared, in: query, schema: {{type: string}}, x-internal: true}}
            - {{name: c, in: query, schema: {{type: string}}}}
            get:
              operationId: a
              servers: [{{url: https://zq.example.com, x-internal: true}}, {{url: https://eu.example.com}}]
              parameters:
              - {{name: zqA, in: query, schema: {{type: string}}, x-internal: true}}
              - {{$ref: '#/components/parameters/zqP'}}
              - {{name: b, in: query, schema: {{type: string}}}}
              responses:
                '200':
                  description: Fine.
                  headers: {{X-A: {{schema: {{type: string}}}}, X-Zq: {{schema: {{type: string}}, x-internal: true}}}}
                  links:
                    next: {{operationId: a}}
                    zqNext: {{operationId: zqB}}
                    zqLast: {{operationRef: '#/paths/~1b/get'}}
                '418': {{description: zq, x-internal: true}}
                '419': {{$ref: '#/components/responses/zqR'}}
          /b: {{get: {{operationId: zqB, x-internal: true, {OK}}}}}
        components:
          parameters: {{zqP: {{name: zqP, in: query, schema: {{type: string}}, x-internal: true}}}}
          responses: {{zqR: {{description: zq, x-internal: true}}}}
        """.replace("X-Zq", "zq-header")
    )
    operation = specification.operations["a"]
    assert [parameter.name for parameter in operation.parameters] == ["c", "b"]
    assert [server.url for server in operation.servers] == ["https://eu.example.com"]
    (response,) = operation.responses
    assert [link.name for link in response.links] == ["next"]
    assert [header.name for header in response.headers] == ["X-A"]


SCHEMAS = """
paths:
  /a:
    post:
      operationId: a
      requestBody:
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Thing'}
            examples:
              one: {value: {name: n, zqA: 1, zqB: 2, part: {x: 1, zqX: 2}, parts: [{zqX: 1}], more: {k: {zqX: 3}}}}
              two: {$ref: '#/components/examples/two'}
          text/plain:
            schema: {$ref: '#/components/schemas/Thing'}
            example: '{"name": "n", "zqA": 1}'
          application/x-zq:
            schema: {$ref: '#/components/schemas/zqSecret'}
            example: zq
      responses: {'204': {description: Done.}}
components:
  examples: {two: {value: {name: m, zqA: 2}}}
  schemas:
    Base:
      required: [id, zqA]
      properties: {id: {type: integer}}
    Thing:
      allOf:
      - $ref: '#/components/schemas/Base'
      - required: [name]
        properties:
          name: {type: string}
          zqA: {type: integer, x-internal: true}
          zqB: {$ref: '#/components/schemas/zqSecret'}
          part: {$ref: '#/components/schemas/Part'}
          parts: {type: array, items: {$ref: '#/components/schemas/Part'}}
          more: {type: object, additionalProperties: {$ref: '#/components/schemas/Part'}}
          kind:
            oneOf: [{$ref: '#/components/schemas/Part'}, {$ref: '#/components/schemas/zqSecret'}]
            discriminator: {propertyName: x, mapping: {p: Part, zq: zqSecret}}
      required: [id, name, zqA, zqB]
      example: {id: 1, name: n, zqA: 1}
      default: {id: 1, name: n, zqB: 1}
    Part:
      properties: {x: {type: integer}, zqX: {type: integer, x-internal: true}}
      required: [zqX]
    zqSecret: {type: integer, x-internal: true}
"""


def test_fields_with_their_names_and_values(load_text):
    specification, _ = load_text(HEAD + SCHEMAS)
    assert "zq" not in repr(specification).replace("application/x-zq", "")
    body = specification.operations["a"].body
    one, two = (example.value for example in body.content[0].examples)
    assert one == {"name": "n", "part": {"x": 1}, "parts": [{}], "more": {"k": {}}}
    assert two == {"name": "m"}
    assert body.content[1].examples[0].value == '{\n  "name": "n"\n}'
    assert body.content[2].schema is None
    assert specification.schemas["Thing"].required == {"id", "name"}
    assert specification.schemas["Base"].required == {"id"}


def test_all_is_shown_without_marks(load_text):
    specification, _ = load_text(HEAD + SCHEMAS, marks=get_marks(show=True))
    assert "zqSecret" in specification.schemas
    assert not specification.left_out


def test_further_marks(load_text):
    text = f"{HEAD}paths: {{/a: {{get: {{operationId: a, x-staff: true, {OK}}}}}}}\n"
    assert list(load_text(text)[0].operations) == ["a"]
    specification, _ = load_text(text, marks=get_marks(show=False, further=["x-staff"]))
    assert count(specification) == (1, 0)


@pytest.mark.parametrize(("mark", "shown"), [("x-scalar-ignore", True), ("x-internal", False)])
def test_a_mark_that_only_hides_schemas_from_lists(load_text, mark, shown):
    """Files for Scalar have it on the schemas of errors, which all operations show."""
    specification, _ = load_text(
        f"""{HEAD}
paths:
  /a: {{get: {{responses: {{'400': {{description: d, content: {{application/json: {{schema: {{$ref: '#/components/schemas/Error'}}}}}}}}}}}}}}
components: {{schemas: {{Error: {{type: object, {mark}: true, properties: {{code: {{type: integer}}, inner: {{type: string, x-scalar-ignore: true}}}}}}}}}}
"""
    )
    assert ("Error" in specification.schemas) is shown
    if shown:
        assert list(specification.schemas["Error"].properties) == ["code"]


def test_names_and_values_are_no_marks(load_text):
    """A property may be called ``x-internal``, and an example may have one."""
    specification, faults = load_text(
        HEAD
        + textwrap.dedent(
            """
            paths:
              /a:
                post:
                  operationId: a
                  requestBody:
                    content:
                      application/json:
                        schema: {properties: {x-internal: {type: boolean}, default: {type: string}}}
                        example: {x-internal: true, default: d}
                  responses: {default: {description: Done.}}
            """
        )
    )
    assert faults == []
    (media_type,) = specification.operations["a"].body.content
    assert list(media_type.schema.properties) == ["x-internal", "default"]
    assert media_type.examples[0].value == {"x-internal": True, "default": "d"}


def test_in_several_files(load_clean):
    specification = load_clean(
        """
        paths:
          /a: {$ref: 'paths.yaml#/a'}
          /zq/b: {$ref: 'paths.yaml#/b'}
          /zq/c: {$ref: 'whole.yaml'}
        """,
        paths="""
        a:
          get: {operationId: a, parameters: [{$ref: 'parts.yaml#/zqP'}, {$ref: 'parts.yaml#/list/1'}], responses: {'204': {description: d}}}
          put: {operationId: zqPut, x-internal: true, responses: {'204': {description: d}}}
        b: {x-internal: true, get: {operationId: zqB, responses: {'204': {description: d}}}}
        """,
        parts="""
        zqP: {name: zqP, in: query, schema: {type: string}, x-internal: true}
        list:
        - {name: zqQ, in: query, schema: {type: string}, x-internal: true}
        - {name: q, in: query, schema: {type: string}}
        """,
        whole="x-internal: true\nget: {operationId: zqC, responses: {'204': {description: d}}}\n",
    )
    assert list(specification.operations) == ["a"]
    assert [parameter.name for parameter in specification.operations["a"].parameters] == ["q"]
    assert specification.left_out.operations == 3


def test_faults_keep_their_places(load_text):
    _, faults = load_text(
        f"""{HEAD}paths:
  /a:
    get:
      operationId: a
      parameters:
      - {{name: zq, in: query, x-internal: true}}
      - {{name: b, in: nowhere}}
      {OK}
"""
    )
    assert [fault.partition(": the")[0] for fault in faults] == ["api.yaml:10:19: $.paths['/a'].get.parameters[1].in"]


def test_swagger(load_text):
    text = """
swagger: "2.0"
info: {title: Trial, version: '1'}
host: api.example.com
paths:
  /a:
    post:
      operationId: a
      consumes: [application/x-www-form-urlencoded]
      parameters:
      - {name: zqA, in: formData, type: string, x-internal: true}
      - {name: b, in: formData, type: string}
      responses: {200: {description: d, schema: {$ref: '#/definitions/T'}, examples: {application/json: {a: 1, zqB: 2}}}}
definitions:
  T: {required: [zqB], properties: {a: {type: integer}, zqB: {type: integer, x-internal: true}}}
"""
    specification, faults = load_text(text)
    assert faults == []
    assert "zq" not in repr(specification)
    assert count(specification) == (0, 2)


def test_registry_files(load_text):
    text = """
gptproto: 1
components:
  schemas:
    zqS: {type: string, x-internal: true}
operations:
  create:
    method: POST
    path: /a
    parameters:
    - {name: zqQ, in: query, x-internal: true}
    requestBody:
      content:
        application/json:
          schema: {type: object, properties: {model: {type: string}, zqA: {type: string, x-internal: true}, zqB: {$ref: '#/components/schemas/zqS'}}}
          examples: {one: {value: {model: m, zqA: a}}}
    responses: {'200': {description: Fine.}}
  zqHidden: {method: GET, path: /zq, x-internal: true, responses: {}}
catalogue:
- provider: acme
  title: Acme
  models:
  - model: one
    title: One
    name: one
    endpoints:
      make: {operation: create, title: Make, parameters: {zqA: {description: zq}, zqQ: {description: zq}, model: {description: m}}, omit: [zqB], request: {zqA: b}}
      zq-look: {operation: zqHidden, title: zq}
  - {model: zq-two, title: zqTwo, x-internal: true, endpoints: {make: {operation: create}}}
  - {model: zq-three, title: zqThree, endpoints: {look: {operation: zqHidden}}}
- {provider: zq-other, title: zqOther, models: [{model: zq, title: zq, endpoints: {look: {operation: zqHidden}}}]}
"""
    specification, faults = load_text(text)
    assert faults == []
    assert "zq" not in repr(specification)
    assert list(specification.endpoints) == ["acme/one/make"]
    assert specification.left_out.operations == 1


def test_collections(load_text):
    def request(name, **more):
        return {"name": name, "request": {"method": "GET", "url": f"https://api.example.com/{name}"}, **more}

    collection = {
        "info": {
            "name": "Trial",
            "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json",
        },
        "item": [
            request("zqA", **{"x-internal": True}),
            {"name": "zqFolder", "x-internal": True, "item": [request("zqB"), request("zqC")]},
            request("d"),
        ],
    }
    specification, _ = load_text(json.dumps(collection), name="c.json")
    assert "zq" not in repr(specification)
    assert list(specification.endpoints) == ["d"]
    assert specification.endpoints["d"].source.pointer == "$.item[0]"
    assert count(specification) == (3, 0)


def test_security_schemes(load_clean):
    specification = load_clean(
        f"""
        security: [{{zqStaff: []}}, {{key: []}}]
        paths:
          /a: {{get: {{operationId: a, {OK}}}}}
          /b: {{get: {{operationId: b, security: [{{zqStaff: []}}], {OK}}}}}
        components:
          securitySchemes:
            key: {{type: http, scheme: bearer}}
            zqStaff: {{type: http, scheme: basic, x-internal: true}}
        """
    )
    assert specification.service.security == ({"key": ()},)


def test_references_in_circles(load_text):
    specification, _ = load_text(
        HEAD
        + """
paths: {/a: {get: {operationId: a, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}}
components:
  schemas:
    A: {properties: {b: {$ref: '#/components/schemas/B'}}, example: {b: {a: {}, zq: 1}}}
    B: {properties: {a: {$ref: '#/components/schemas/A'}, zq: {type: integer, x-internal: true}}}
    C: {$ref: '#/components/schemas/D'}
    D: {$ref: '#/components/schemas/C'}
"""
    )
    assert "zq" not in repr(specification)


def test_how_it_is_said():
    assert str(LeftOut(operations=1, parts=2)) == "1 operation and 2 other parts"
    assert str(LeftOut(operations=1200)) == "1,200 operations"
    assert str(LeftOut(parts=1)) == "1 other part"
    assert not LeftOut()


@pytest.mark.parametrize(
    "reference",
    [
        "$ref: parts.yaml#/R",
        "{$ref: 'parts.yaml#/R'}",
        "$ref:\n            'parts.yaml#/R'",
        "$ref: >-\n            parts.yaml#/R",
        '"$ref" : "./parts.yaml#/R"',
    ],
)
def test_marks_in_other_files_only(load_clean, reference):
    """However a reference is written, marks in its file are found."""
    text = """
        paths:
          /a:
            get:
              operationId: a
              parameters:
              - PARAMETER
              responses: {'204': {description: d}}
        """
    parts = "R: {name: zqR, in: query, schema: {type: string}, x-internal: true}\n"
    specification = load_clean(textwrap.dedent(text).replace("PARAMETER", reference), parts=parts)
    assert specification.operations["a"].parameters == ()
    assert count(specification) == (0, 1)


def test_a_mark_behind_a_mapping_of_a_discriminator(load_text):
    text = f"""{HEAD}paths: {{/a: {{get: {{responses: {{'200': {{description: d, content: {{application/json: {{schema: {{$ref: '#/components/schemas/A'}}}}}}}}}}}}}}}}
components:
  schemas:
    A: {{type: object, discriminator: {{propertyName: k, mapping: {{b: b.yaml}}}}, properties: {{k: {{type: string}}}}}}
"""
    specification, _ = load_text(text, b="properties: {k: {type: string}, zqB: {type: string, x-internal: true}}\n")
    assert "zqB" not in repr(specification)


def test_whole_sections_in_other_files(load_clean):
    specification = load_clean(
        """
        tags: {$ref: tags.yaml}
        paths: {$ref: paths.yaml}
        components: {$ref: parts.yaml}
        """,
        tags="""
        - {name: zqT, x-internal: true}
        - {$ref: 'tag.yaml'}
        - {name: Shop}
        """,
        tag="{name: zqU, x-internal: true}",
        paths="""
        /a:
          get:
            operationId: a
            tags: [Shop]
            responses: {'200': {description: d, content: {$ref: content.yaml}}}
          put: {operationId: zqPut, tags: [zqT], responses: {'204': {description: d}}}
          post: {operationId: zqPost, tags: [zqU], responses: {'204': {description: d}}}
        """,
        content="application/json: {schema: {$ref: 'api.yaml#/components/schemas/A'}}",
        parts="""
        schemas:
          A: {type: object, properties: {a: {type: string}, zqA: {type: string, x-internal: true}}}
        """,
    )
    assert [*specification.operations] == ["a"]
    assert [*specification.levels] == ["shop"]
