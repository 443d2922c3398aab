"""Entries of ``gptproto_registry`` with options."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys

import pytest
from reference.test_sources import HOME, POSTMAN, build_pages, check_own, get_pages, native, openapi
from samples.stub_server import COMMANDS, StubServer, missing_program

from sphinxext_gptproto.reference.registry_entries import RegistryEntry, find_fault, read_entries

FENCE = re.compile(r"^( *)```\w+ (cURL|Python|JavaScript)\n(.*?)^\1```", re.MULTILINE | re.DOTALL)


# -- what an entry may be ---------------------------------------------------------------------------------------------


def test_a_path_is_an_entry_without_options():
    assert read_entries("a.yaml") == read_entries({"source": "a.yaml"}) == [RegistryEntry(source="a.yaml")]
    assert read_entries(("a.yaml", {"source": "b", "prefix": "x/y/"})) == [
        RegistryEntry(source="a.yaml"),
        RegistryEntry(source="b", prefix="x/y", number=1),
    ]


def test_versions_are_entries_with_one_number():
    versions = {"2": {"source": "b.yaml", "server": "https://b.example"}, "1": "a.yaml"}
    assert read_entries(["c.yaml", {"versions": versions, "name": "x", "server": "https://x.example"}]) == [
        RegistryEntry(source="c.yaml"),
        RegistryEntry(source="b.yaml", label="2", number=1, name="x", server="https://b.example"),
        RegistryEntry(source="a.yaml", label="1", number=1, name="x", server="https://x.example"),
    ]


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ({"sorce": "a.yaml"}, "there is no option 'sorce'; did you mean 'source'?"),
        ({"source": "a.yaml", "Prefix ": "x"}, "there is no option 'Prefix '; did you mean 'prefix'?"),
        ({"source": "a.yaml", 1: "x"}, "there is no option 1; the options are 'source', 'name', 'server', "),
        ({"name": "a"}, "'source' is missing, the path of a file or folder"),
        ({}, "'source' is missing"),
        ({"source": ["a.yaml"]}, "'source' is ['a.yaml'], expected the path of a file or folder"),
        ({"source": " "}, "names no file or folder"),
        ({"source": "https://a.example/a.yaml"}, "'https://a.example/a.yaml' is a URL, and nothing is fetched"),
        ({"source": "a.yaml", "name": 1}, "'name' is 1, expected a short name of letters"),
        ({"source": "a.yaml", "name": "a:b"}, "'name' is 'a:b', expected a short name of letters"),
        ({"source": "a.yaml", "name": "a/b"}, "'name' is 'a/b', expected a short name of letters"),
        ({"source": "a.yaml", "name": ""}, "'name' is '', expected a short name of letters"),
        ({"source": "a.yaml", "server": "api.example.com"}, "'server' is 'api.example.com', expected the address of"),
        ({"source": "a.yaml", "server": "https://{host}"}, "'server' is 'https://{host}', expected the address of"),
        ({"source": "a.yaml", "server": "ftp://a.example"}, "'server' is 'ftp://a.example', expected the address of"),
        ({"source": "a.yaml", "server": "https://me:pw@a.example"}, "expected the address of"),
        ({"source": "a.yaml", "key_variable": "MY-KEY"}, "'key_variable' is 'MY-KEY', expected the name of an"),
        ({"source": "a.yaml", "key_variable": "$KEY"}, "'key_variable' is '$KEY', expected the name of an"),
        ({"source": "a.yaml", "prefix": "../x"}, "'prefix' is '../x', expected '' or a level such as 'public/v1'"),
        ({"source": "a.yaml", "prefix": "/x"}, "'prefix' is '/x', expected '' or a level"),
        ({"source": "a.yaml", "prefix": "x//y"}, "'prefix' is 'x//y', expected '' or a level"),
        ({"source": "a.yaml", "prefix": None}, "'prefix' is None, expected '' or a level"),
        (["a.yaml", {"source": "b.yaml", "nmae": "b"}], "in entry 2, there is no option 'nmae'; did you mean 'name'?"),
        ([{"source": f, "name": "x"} for f in ("a.yaml", "b.yaml")], "two entries have the name 'x'"),
        ({"source": "a.yaml", "versions": {"1": "b.yaml"}}, "'source' and 'versions' exclude each other"),
        ({"versions": {}}, "'versions' is {}, expected a dictionary such as {'2.0': 'api-2.yaml', "),
        ({"versions": ["a.yaml"]}, "'versions' is ['a.yaml'], expected a dictionary such as"),
        ({"versions": {1.0: "a.yaml"}}, "'versions' has the version 1.0, expected text such as '1.0'"),
        ({"versions": {"1": None}}, "the version '1' is None, expected a path, or a dictionary with its options"),
        ({"versions": {"1": {"sorce": "a"}}}, "in the version '1', there is no option 'sorce'; did you mean 'source'?"),
        ({"versions": {"1": {"source": "a", "name": "a"}}}, "in the version '1', there is no option 'name'; the"),
        ({"versions": {"1": {"server": "https://a.example"}}}, "in the version '1', 'source' is missing"),
        ({"versions": {"1": "https://a.example/a.yaml"}}, "in the version '1', 'https://a.example/a.yaml' is a URL"),
        (["a.yaml", ["b.yaml"]], "expected the path of a file or folder, a dictionary such as"),
    ],
)
def test_a_wrong_entry_has_one_message(value, reason):
    assert reason in find_fault(value)


def test_a_wrong_entry_reads_nothing_and_warns_once(site):
    value = [{"source": "one.yaml", "server": "one.example"}]
    built = build_pages(site, {"one.yaml": openapi("one")}, registry=value, strict=False)
    assert built.subtypes == ["config"]
    assert "gptproto_registry: 'server' is 'one.example'" in built.warnings
    assert "; no registry is read" in built.warnings
    assert get_pages(built) == {}


def test_a_misspelt_option_that_holds_entries(site):
    conf = 'extensions = ["sphinxext_gptproto"]\ngptproto_source = {"source": "one.yaml"}\nshow_warning_types = True\n'
    trial = site({"index.rst": "Home\n====\n", "conf.py": conf, "one.yaml": openapi("one")})
    built = trial.build("dummy", strict=False)
    assert "gptproto_registry is not set, so no registry is read" in built.warnings


# -- names and levels -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [native, openapi])
@pytest.mark.parametrize(
    ("prefix", "page"),
    [("", "list"), ("public", "public/list"), ("public/v1", "public/v1/list"), ("public/v1/", "public/v1/list")],
)
def test_the_level_of_a_source_can_be_chosen(site, make, prefix, page):
    registry = [{"source": "one.yaml", "prefix": prefix}, "two.yaml"]
    pages = get_pages(build_pages(site, {"one.yaml": make("one"), "two.yaml": openapi("two")}, registry=registry))
    assert [*pages] == [page, "two/list"]
    check_own(pages[page], "one")


def test_a_second_file_need_not_change_an_address(site):
    alone = get_pages(build_pages(site, {"one.yaml": openapi("one")}))
    registry = [{"source": "one.yaml", "prefix": ""}, "two.yaml"]
    both = get_pages(build_pages(site, {"one.yaml": openapi("one"), "two.yaml": openapi("two")}, registry=registry))
    assert both["list"] == alone["list"]


def test_a_collection_below_a_level(site):
    registry = {"source": "mail.json", "prefix": "post/v2"}
    built = build_pages(site, {"mail.json": json.dumps(POSTMAN)}, registry=registry)
    assert [*get_pages(built)] == ["post/v2/list"]
    assert "title: 'Mail'" in built.text("api/post/v2/index.mdx")


def test_a_catalogue_below_a_level(site):
    catalogue = "levels: {{a: {{title: Area}}}}\nendpoints: {{a/x: {{operation: list, title: X}}}}\n".format()
    built = build_pages(
        site, {"one.yaml": native("one") + catalogue}, registry={"source": "one.yaml", "prefix": "public"}
    )
    assert [*get_pages(built)] == ["public/a/x"]
    assert "title: 'One'" in built.text("api/public/index.mdx")
    assert "title: 'Area'" in built.text("api/public/a/index.mdx")


@pytest.mark.parametrize(
    ("prefix", "pages"), [("x", ["x/list", "x/two/list", "x/mail/list"]), ("", ["list", "two/list", "mail/list"])]
)
def test_the_descriptions_of_a_folder_below_a_level(site, prefix, pages):
    """With no level at all, only what meets another endpoint's address is moved."""
    sources = {"v/two.yaml": openapi("two"), "v/mail.json": json.dumps(POSTMAN), "v/one.yaml": native("one")}
    built = build_pages(site, sources, registry=[{"source": "v", "prefix": prefix}])
    assert sorted(get_pages(built)) == sorted(pages)


def test_two_sources_below_one_level(site):
    registry = [{"source": f"{name}.yaml", "prefix": "public"} for name in ("one", "two")]
    sources = {"one.yaml": openapi("one", "4.7.1"), "two.yaml": openapi("two", "9.2.0").replace("list", "listTwo")}
    built = build_pages(site, sources, registry=registry)
    assert {*get_pages(built)} == {"public/list", "public/list-two"}
    text = built.text("api/public/index.mdx")
    assert "title: 'Public'" in text
    assert text.index("**One**") < text.index("4.7.1") < text.index("**Two**") < text.index("9.2.0")


def test_an_endpoint_that_two_sources_have_below_one_level(site):
    registry = [{"source": f"{name}.yaml", "prefix": "public"} for name in ("one", "two")]
    pages = get_pages(build_pages(site, {f"{name}.yaml": openapi(name) for name in ("one", "two")}, registry=registry))
    assert [*pages] == ["public/list", "public/two/list"]
    check_own(pages["public/two/list"], "two")


def test_a_chosen_name_is_that_of_no_other_source(site):
    home = HOME + "\n:api:endpoint:`two:list` and :api:endpoint:`two-yaml:list`\n"
    sources = {"one.yaml": openapi("one"), "two.yaml": openapi("two")}
    registry = [{"source": "one.yaml", "name": "two"}, "two.yaml"]
    built = build_pages(site, sources, registry=registry, home=home)
    assert sorted(get_pages(built)) == ["two-yaml/list", "two/list"]
    check_own(get_pages(built)["two/list"], "one")


def test_the_only_source_can_have_a_name(site):
    home = HOME + "\n:api:endpoint:`shop:list`\n"
    registry = {"source": "one.yaml", "name": "shop"}
    assert [*get_pages(build_pages(site, {"one.yaml": openapi("one")}, registry=registry, home=home))] == ["list"]


def test_a_folder_of_several_descriptions_has_no_name(site):
    sources = {"v/one.yaml": openapi("one"), "v/two.yaml": openapi("two")}
    built = build_pages(site, sources, registry=[{"source": "v", "name": "x"}], strict=False)
    assert built.subtypes == ["config"]
    assert "gptproto_registry: 'v' has 2 API descriptions, so the name 'x' is not used" in built.warnings
    assert sorted(get_pages(built)) == ["one/list", "two/list"]


def test_a_source_with_two_kinds_of_options_is_read_once(site):
    registry = ["one.yaml", {"source": "one.yaml", "server": "https://test.example"}]
    built = build_pages(site, {"one.yaml": openapi("one")}, registry=registry, strict=False)
    assert built.subtypes == ["config"]
    assert "'one.yaml' is listed twice with different options; the second entry is not read" in built.warnings
    check_own(get_pages(built)["list"], "one")


# -- addresses and keys -----------------------------------------------------------------------------------------------


def test_a_changed_option_is_seen_in_the_next_build(site):
    sources = {"one.yaml": openapi("one")}
    build_pages(site, sources, registry={"source": "one.yaml"})
    options = {"source": "one.yaml", "server": "https://new.example/v2/", "key_variable": "NEW"}
    text = get_pages(build_pages(site, sources, registry=options))["list"]
    assert "https://new.example/v2/orders" in text
    assert "$NEW" in text
    check_own(get_pages(build_pages(site, sources, registry={"source": "one.yaml"}))["list"], "one")


def test_a_file_without_servers_gets_one(site):
    text = openapi("one").replace('servers: [{url: "https://one.example"}]\n', "")
    built = build_pages(site, {"one.yaml": text}, registry={"source": "one.yaml", "server": "https://one.example"})
    check_own(get_pages(built)["list"], "one")
    assert "https://one.example" in built.text("api/index.mdx")


def test_the_build_says_what_it_reads(site):
    trial = site({"index.rst": "Home\n====\n", "one.yaml": openapi("one"), "two.yaml": openapi("two")})
    conf = (
        'extensions = ["sphinxext_gptproto"]\ngptproto_registry = [{"source": "one.yaml", "name": "x"}, "two.yaml"]\n'
    )
    trial.write({"conf.py": conf})
    command = [sys.executable, "-m", "sphinx", "-b", "dummy", str(trial.source), str(trial.root / "out")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "gptproto: reading one.yaml, two.yaml (2 endpoints)" in said


@pytest.fixture(scope="module")
def echo():
    server = StubServer()
    yield server
    server.close()


def test_each_sample_goes_to_its_own_host_with_its_own_key(site, echo, tmp_path):
    """Sources of every format, two of OpenAPI and two of ours, each with a base URL and a key of its own."""
    key = {"key": "auth", "value": [{"key": "key", "value": "X-mail"}, {"key": "in", "value": "header"}]}
    mail = POSTMAN | {"auth": {"type": "apikey", "apikey": key["value"]}}
    sources = {
        "one.yaml": openapi("one"),
        "two.yaml": openapi("two").replace('servers: [{url: "https://two.example"}]\n', ""),
        "mail.json": json.dumps(mail),
        "kept.yaml": native("kept"),
        "more.yaml": native("more"),
    }
    names = {"one.yaml": "one", "two.yaml": "two", "mail.json": "mail", "kept.yaml": "kept", "more.yaml": "more"}
    port = echo.http_server.server_port
    registry = [
        {
            "source": source,
            "name": name,
            "prefix": f"all/{name}",
            "server": f"http://127.0.0.1:{port}/{name}",
            "key_variable": f"KEY_OF_{name.upper()}",
        }
        for source, name in names.items()
    ]
    pages = get_pages(build_pages(site, sources, registry=registry))
    assert sorted(pages) == sorted(f"all/{name}/list" for name in names.values())
    keys = {f"KEY_OF_{name.upper()}": f"key-of-{name}" for name in names.values()}
    environment = {**os.environ, **keys, "no_proxy": "127.0.0.1"}
    for name in names.values():
        samples = {language.lower(): code for _, language, code in FENCE.findall(pages[f"all/{name}/list"])}
        assert [*samples] == ["curl", "python", "javascript"]
        for language, code in samples.items():
            if missing_program(language):
                continue
            file, command, _ = COMMANDS[language]
            (tmp_path / file).write_text(re.sub("^  ", "", code, flags=re.MULTILINE), encoding="utf-8")
            subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True, timeout=60)
            request = echo.received.pop(name)[0]
            assert (request.path, request.headers[f"x-{name}"]) == ("/orders", f"key-of-{name}"), language
            assert echo.received == {}
