"""Files and names that are no source: each is refused by one sentence that says what it is and what to do."""

from __future__ import annotations

import json

import pytest

from sphinxext_gptproto.cli.main import main
from sphinxext_gptproto.loaders import load
from sphinxext_gptproto.loaders.foreign_formats import FOREIGN_FORMATS
from sphinxext_gptproto.spec.errors import UnreadableSourceError

ENTRIES = [{"request": {"method": "GET", "url": "https://a.example"}, "response": {}}]
FILES = {
    "an HTML page": ("page.yaml", "<!DOCTYPE html>\n<html>\n<body>\nopenapi: 3.1.0\n</body></html>\n"),
    "an AsyncAPI file": ("events.yaml", "asyncapi: 3.0.0\ninfo: {title: Events, version: '1'}\nchannels: {}\n"),
    "a RAML file": ("api.raml", "#%RAML 1.0\ntitle: Songs\n/songs:\n  get:\n"),
    "a WSDL file": ("api.wsdl", '<?xml version="1.0"?>\n<!-- made by hand -->\n<wsdl:definitions name="A"/>\n'),
    "a WADL file": ("api.wadl", '<application xmlns="http://wadl.dev.java.net/2009/02"/>\n'),
    "an XML file": ("api.xml", "<methods><method/></methods>\n"),
    "a GraphQL schema": ("api.graphql", '# Songs\n"""A song."""\ntype Song implements Node @key {\n  id: ID!\n}\n'),
    "an API Blueprint file": ("api.apib", "FORMAT: 1A\n\n# Songs\n"),
    "a Protocol Buffers file": ("api.proto", '// Songs\nsyntax = "proto3";\npackage songs;\n'),
    "a HAR file, a recording of requests": ("rec.har", json.dumps({"log": {"version": "1.2", "entries": ENTRIES}})),
    "a Postman environment": (
        "env.json",
        json.dumps({"id": "1", "name": "Test", "values": [], "_postman_variable_scope": "environment"}),
    ),
    "a Postman collection of version 1": ("v1.json", json.dumps({"id": "1", "name": "A", "order": [], "requests": []})),
    "an Insomnia export": ("rest.json", json.dumps({"_type": "export", "__export_format": 4, "resources": []})),
    "a Swagger 1 file": ("api.json", json.dumps({"swaggerVersion": "1.2", "apis": []})),
    "an OpenRPC file": ("rpc.json", json.dumps({"openrpc": "1.2.6", "methods": []})),
    "an OpenAPI Overlay": ("over.yaml", "overlay: 1.0.0\nactions: []\n"),
    "an Arazzo file": ("flow.yaml", "arazzo: 1.0.1\nworkflows: []\n"),
    "a Google API discovery document": ("disc.json", json.dumps({"discoveryVersion": "v1", "resources": {}})),
    "a JSON Schema": (
        "s.json",
        json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object"}),
    ),
}


def refuse(path):
    """Return the message with which a source is refused, without its name."""
    with pytest.raises(UnreadableSourceError) as caught:
        load(path)
    assert caught.value.source.file == str(path)
    return caught.value.reason


def test_every_format_has_a_file():
    assert list(FILES) == [row.title for row in FOREIGN_FORMATS]


@pytest.mark.parametrize("row", FOREIGN_FORMATS, ids=[row.title for row in FOREIGN_FORMATS])
def test_a_format_is_refused_by_its_name(tmp_path, row):
    name, text = FILES[row.title]
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert refuse(tmp_path / name) == f"is {row.title}, which is not read; {row.hint}"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ('{"asyncapi": "2.6.0", "channels": {}}', "an AsyncAPI file"),
        ("\n\n<html lang='en'><head>", "an HTML page"),
        ("schema {\n  query: Query\n}\n", "a GraphQL schema"),
        ("extend type Query {\n  songs: [Song!]!\n}\n", "a GraphQL schema"),
        ("scalar Date\n\ntype Query {\n  now: Date\n}\n", "a GraphQL schema"),
        (json.dumps({"data": {"__schema": {"types": []}}}), "a GraphQL schema"),
        (json.dumps({"name": "Globals", "values": []}), "a Postman environment"),
        ("type: collection.insomnia.rest/5.0\nname: A\n", "an Insomnia export"),
    ],
)
def test_other_files_of_a_format(tmp_path, text, title):
    (tmp_path / "file.yaml").write_text(text, encoding="utf-8")
    assert refuse(tmp_path / "file.yaml").startswith(f"is {title}, which is not read; ")


@pytest.mark.parametrize(
    "text", ["type: object\n", "interface: eth0\n", "scalar: 1\n", "input: a\nunion: b\n", "<<: {a: 1}\n", "a: 1\n"]
)
def test_other_yaml_has_an_unknown_format(tmp_path, text):
    (tmp_path / "file.yaml").write_text(text, encoding="utf-8")
    assert refuse(tmp_path / "file.yaml").startswith("has an unknown format, expected an OpenAPI or Swagger file")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04\x14\x00\xff", "is a ZIP archive; unpack it, and name a file or folder of it"),
        (b"\x1f\x8b\x08\x00", "is a gzip archive; unpack it, and name a file or folder of it"),
        (b"%PDF-1.7\n%\xe2\xe3", "is a PDF file; name the description that it was made from"),
        ("openapi: 3.1.0".encode("utf-16"), "is UTF-16 text; save it as UTF-8"),
        (b"openapi: \xe9", "is not UTF-8 text: found the byte 0xE9; save it as UTF-8"),
    ],
)
def test_binary_files(tmp_path, data, reason):
    (tmp_path / "api.yaml").write_bytes(data)
    assert refuse(tmp_path / "api.yaml") == reason


def test_a_missing_file(tmp_path):
    assert refuse(tmp_path / "api.yaml") == "there is no such file or folder"
    (tmp_path / "api.yml").write_text("openapi: 3.1.0\n", encoding="utf-8")
    assert refuse(tmp_path / "api.yaml") == "there is no such file or folder; did you mean 'api.yml'?"


@pytest.mark.parametrize("command", ["check", "convert", "messages"])
@pytest.mark.parametrize(
    ("source", "message"),
    [
        (
            "https://api.example.com/openapi.yaml",
            (
                "https://api.example.com/openapi.yaml: is a URL, and nothing is fetched from the network; download the "
                "file, and name that"
            ),
        ),
        ("nowhere.yaml", "nowhere.yaml: there is no such file or folder"),
        ("events.yaml", "events.yaml: is an AsyncAPI file, which is not read; "),
    ],
)
def test_commands_refuse_in_one_line(tmp_path, monkeypatch, capsys, command, source, message):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "events.yaml").write_text(FILES["an AsyncAPI file"][1], encoding="utf-8")
    try:
        status = main([command, source])
    except SystemExit as end:
        status = end.code
    out, err = capsys.readouterr()
    assert (status, out, len(err.splitlines())) == (2, "", 1)
    assert message in err
