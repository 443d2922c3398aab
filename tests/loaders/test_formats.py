"""The table of formats: a format is one row, and every file is asked for by the rows alone."""

from __future__ import annotations

import json

import pytest
from reference.sites import CONF, make_site

from sphinxext_gptproto.loaders import formats, load, load_each, name_sources, source_files
from sphinxext_gptproto.loaders.native import loader as native
from sphinxext_gptproto.loaders.native_format import get_json_schema
from sphinxext_gptproto.loaders.openapi import loader as openapi
from sphinxext_gptproto.loaders.postman import loader as postman
from sphinxext_gptproto.spec.errors import UnreadableSourceError
from sphinxext_gptproto.spec.model import Endpoint, Operation, Source
from sphinxext_gptproto.spec.specification import Specification

OPENAPI = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nservers: [{url: https://e.x}]\npaths: {/a: {get: {operationId: getA}}}\n"


class Lines:
    """A format whose files have a method and a path on each line."""

    def detect(self, file):
        return file.path.suffix == ".lines" and file.text.startswith("#!lines")

    def load(self, files, *, namespace="", prefix="", notes=False, marks=()):
        endpoints = {}
        for file in files:
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines()[1:], start=2):
                method, path = line.split()
                source = Source(file=str(file), line=number)
                name = "/".join(filter(None, (prefix, path.strip("/"))))
                operation = Operation(id=name, method=method, path=path)
                endpoints[name] = Endpoint(id=name, operation=operation, title=name, short_title=name, source=source)
        operations = {name: endpoint.operation for name, endpoint in endpoints.items()}
        return Specification(operations=operations, endpoints=endpoints), []


@pytest.fixture
def lines(monkeypatch):
    row = formats.Format(title="file of lines", loader=Lines(), suffixes=(".lines",))
    monkeypatch.setattr(formats, "FORMATS", (*formats.FORMATS, row))


@pytest.mark.usefixtures("lines")
def test_a_format_is_one_row(tmp_path):
    (tmp_path / "one.lines").write_text("#!lines\nGET /things\n", encoding="utf-8")
    (tmp_path / "api.yaml").write_text(OPENAPI, encoding="utf-8")
    assert [file.name for file in source_files(tmp_path)] == ["api.yaml", "one.lines"]
    assert name_sources([tmp_path]) == {tmp_path / "one.lines": "one", tmp_path / "api.yaml": "api"}
    specification, faults = load(tmp_path)
    assert faults == []
    assert list(specification.endpoints) == ["api/get-a", "one/things"]
    with pytest.raises(UnreadableSourceError, match=r"Postman collection 2\.x or file of lines"):
        load(write(tmp_path, "[]"))


@pytest.mark.parametrize(
    ("files", "names"),
    [
        (["a.yaml", "b.yaml"], ["a", "b"]),
        (["v1/openapi.yaml", "v2/openapi.yaml", "c.yaml"], ["v1-openapi", "v2-openapi", "c"]),
        (["x/v1/a.json", "x/v1/a.yaml", "x/v2/a.json"], ["v1-a-json", "v1-a-yaml", "v2-a"]),
        (["v1.0/a.b.yaml", "v1.0/a-b.yaml"], ["a-b", "a-b-2"]),
    ],
)
def test_names_hold_nothing_of_where_the_project_is(tmp_path, files, names):
    paths = [tmp_path / file for file in files]
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"openapi": "3.1.0", "info": {}, "paths": {}}), encoding="utf-8")
    assert [*name_sources(paths).values()] == names


@pytest.mark.usefixtures("lines")
@pytest.mark.filterwarnings("ignore:.*myst_parser")
def test_a_format_of_a_row_is_built(tmp_path):
    page = "Home\n====\n\n.. api-endpoint:: things\n   :parts: overview\n"
    site = make_site(tmp_path, {"index.rst": page, "conf.py": CONF + 'gptproto_registry = "api.lines"\n'})
    (site.source / "api.lines").write_text("#!lines\nPUT /things\n", encoding="utf-8")
    assert "PUT" in site.build("text").text("index.txt")


def test_native_files_are_one_description_and_others_one_each(tmp_path):
    for name in ("a.yaml", "z.yaml"):
        (tmp_path / name).write_text("gptproto: 1\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text(OPENAPI, encoding="utf-8")
    (tmp_path / "part.yaml").write_text("Thing: {}\n", encoding="utf-8")
    descriptions = formats.find_descriptions(tmp_path)
    assert [(row.format.loader, row.path, [file.name for file in row.files]) for row in descriptions] == [
        (native, tmp_path, ["a.yaml", "z.yaml"]),
        (openapi, tmp_path / "b.yaml", ["b.yaml"]),
    ]
    assert [part.name for part in load_each(tmp_path)[0]] == [tmp_path.name.replace("_", "-"), "b"]


def test_a_native_folder_holds_nothing_else(tmp_path):
    (tmp_path / "a.yaml").write_text("gptproto: 1\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("operations: {}\n", encoding="utf-8")
    with pytest.raises(
        UnreadableSourceError, match=r"b\.yaml:1:1: has an unknown format, expected an OpenAPI or Swagger file"
    ):
        load(tmp_path)


SCHEMA_COMMENTS = [
    "# yaml-language-server: $schema=registry.schema.json\n",
    "# Our registry.\n#yaml-language-server: $schema=./registry.schema.json\n",
    "# $schema: ../registry/registry.schema.json\n",
    "",  # the settings of the editor name it
]


@pytest.mark.parametrize("comment", SCHEMA_COMMENTS)
def test_the_schema_of_a_registry_is_not_read_as_one_of_its_files(tmp_path, comment):
    folder = tmp_path / "registry"
    folder.mkdir()
    write(folder, json.dumps(get_json_schema()), "registry.schema.json")
    operation = {"method": "GET", "path": "/a", "summary": "A", "responses": {"200": {"description": "OK"}}}
    write(folder, f"{comment}gptproto: 1\noperations: {json.dumps({'a': operation})}\n", "a.yaml")
    (folder / ".vscode").mkdir()
    write(folder / ".vscode", '{"yaml.schemas": {"registry.schema.json": "*.yaml"}}', "settings.json")
    specification, faults = load(folder)
    assert (list(specification.operations), faults) == (["a"], [])


def test_a_file_may_name_a_schema_of_any_title(tmp_path):
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}
    write(tmp_path, json.dumps(schema), "ours.schema.json")
    write(tmp_path, '{"$schema": "ours.schema.json", "gptproto": 1}', "a.json")
    assert load(tmp_path)[1] == []


def test_other_schemas_in_a_registry_are_refused(tmp_path):
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}
    write(tmp_path, json.dumps(schema), "song.json")
    write(tmp_path, "# yaml-language-server: $schema=https://example.com/song.json\ngptproto: 1\n", "a.yaml")
    with pytest.raises(UnreadableSourceError, match=r"song\.json: is a JSON Schema, which is not read"):
        load(tmp_path)
    (tmp_path / "song.json").unlink()
    write(tmp_path, json.dumps(get_json_schema()), "registry.schema.json")
    (tmp_path / "a.yaml").unlink()
    with pytest.raises(UnreadableSourceError, match=r"registry\.schema\.json: is a JSON Schema, which is not read"):
        load(tmp_path)


def write(folder, text, name="api.json"):
    (folder / name).write_text(text, encoding="utf-8")
    return folder / name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('[{\n"openapi": "3.1.0"}]\n', "api.json"),
        ('[{"openapi": "3.1.0"}]\n', "api.json"),
        ('- "openapi": 3.1.0\n', "api.yaml"),
        ('"openapi: 3.1.0"\n', "api.yaml"),
        ("'swagger: 2.0'\n", "api.yaml"),
        ("--- |\n x\nopenapi: 1\n", "api.yaml"),
        ('"gptproto: 1"\n', "api.yaml"),
        ('"openapi: 3.1.0"', "api.json"),
        ("null", "api.json"),
        ("null\n", "api.yaml"),
        ('"text"', "api.json"),
        ("7", "api.json"),
        ("{}", "api.json"),
        ("info: {_postman_id: '1'}\nitem: []\n", "api.yaml"),
        ('{"info": {"_postman_id": "1"}, "item": [],', "api.json"),
        ('{"item": [NaN], "info": 1, "info": {"_postman_id": "1"}}', "api.json"),  # YAML takes the first of the two
        ('{"x": {"openapi": "3.1.0"}, }', "api.json"),
    ],
)
def test_what_is_no_description_is_one_error(tmp_path, text, name):
    with pytest.raises(UnreadableSourceError) as caught:
        load(write(tmp_path, text, name))
    assert caught.value.source.file.endswith(name)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        (native, "is not a registry file: expected a mapping with the key 'gptproto'"),
        (openapi, "is not an OpenAPI file: expected a mapping with the key 'openapi' or 'swagger'"),
        (postman, "is not a Postman collection: expected an object with the keys 'info' and 'item'"),
    ],
)
@pytest.mark.parametrize("value", [None, [], ["openapi"], "openapi", 3, {}, {"info": []}, {"collection": {}}])
def test_loaders_refuse_what_is_not_theirs(tmp_path, kind, reason, value):
    with pytest.raises(UnreadableSourceError) as caught:
        kind.load([write(tmp_path, json.dumps(value))])
    assert caught.value.reason == reason
