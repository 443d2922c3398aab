"""Values of ``conf.py``, and the sources that it names."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from reference.sites import CHAT, CONF
from sphinx.errors import ExtensionError

from sphinxext_gptproto.mdx.options import MdxOptions
from sphinxext_gptproto.reference.config import PREFIX, GptprotoConfig

HOME = {"index.rst": "Home\n====\n"}


@pytest.mark.parametrize(
    "value", [*GptprotoConfig.get_declarations(), *MdxOptions.get_declarations()], ids=lambda value: value.name
)
def test_every_value_is_declared_in_full(value):
    assert value.doc.endswith(".")
    assert value.types
    assert value.check(value.default) is None


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("languages", {"curl"}, "expected a list of curl, python, javascript, go"),
        ("languages", ["curl", "pyton"], "'pyton' is not one of curl, python, javascript, go; did you mean 'python'?"),
        ("parts", ["error"], "'error' is not one of overview, authentication"),
        ("mdx_default", "atribute", "'atribute' is not one of description, attribute, both"),
        ("parts", ["body", "samples", "body"], "'body' is listed more than once"),
        ("pages", "docs\0api", "expected a folder inside the source folder, such as 'docs/api'"),
        ("pages", "/docs", "expected a folder inside the source folder, such as 'docs/api'"),
    ],
)
def test_bad_values_fall_back(site, name, value, reason):
    built = site(HOME).build("dummy", strict=False, **{PREFIX + name: value})
    assert built.warnings.count("WARNING") == 1
    assert built.subtypes == ["config"]
    assert f"{PREFIX}{name}: {reason}" in built.warnings
    assert getattr(built.app.config, PREFIX + name) == getattr(GptprotoConfig(), name)


@pytest.mark.parametrize(
    "value", [3, [3], None, {"a": "api.yaml"}, [], "", ["registry", ""], "https://api.example.com/openapi.yaml"]
)
def test_a_wrong_registry_is_never_that_of_another_api(site, value):
    pages = {"index.rst": "Home\n====\n"}
    built = site(pages).build("mdx", strict=False, gptproto_registry=value, gptproto_pages="api")
    assert re.search(
        r"gptproto_registry: (expected the path|there is no option|names no file|.* is a URL).*; no registry is read",
        built.warnings,
    )
    assert len(built.app.env.get_domain("api").registry) == 0
    assert [*(built.out / "api").rglob("*.mdx")] == [built.out / "api" / "index.mdx"]


@pytest.mark.parametrize("value", ["bundled", ["bundled"]])
def test_the_bundled_registry_is_read_where_it_is_asked_for(site, value):
    assert len(site(HOME).build("dummy", gptproto_registry=value).app.env.get_domain("api").registry) == 385


@pytest.mark.parametrize(
    ("line", "words", "count"),
    [
        ("gptproto_registery = ['registry']", "did you mean 'gptproto_registry'?; gptproto_registry is not set", 0),
        ("gptproto_source = 'registry'", "there is no such option; gptproto_registry is not set", 0),
        ("gptproto_openapi = [srcdir / 'registry']", "there is no such option; gptproto_registry is not set", 0),
        ("gptproto_mdx_defualt = 'both'", "did you mean 'gptproto_mdx_default'", 385),
        (f"gptproto_llms_sumary = {'words ' * 200!r}", "did you mean 'gptproto_llms_summary'", 385),
        ("gptproto_tone = 'formal'", "gptproto_tone: there is no such option", 385),
        ("gptproto_registery = 'x'\ngptproto_registry = 'registry'", "did you mean 'gptproto_registry'?", 6),
    ],
)
def test_names_that_are_no_option(site, line, words, count):
    conf = CONF.replace('gptproto_registry = "registry"\n', "")
    start = "from pathlib import Path\nsrcdir = Path(__file__).parent\n"
    built = site({**HOME, "conf.py": f"{start}{conf}{line}\n"}).build("dummy", strict=False)
    assert built.subtypes == ["config"]
    assert words in built.warnings
    assert f"{built.app.confdir / 'conf.py'}:{(start + conf).count(chr(10)) + 1}: WARNING: gptproto_" in built.warnings
    assert len(built.app.env.get_domain("api").registry) == count


def test_a_misspelt_name_on_the_command_line(site):
    conf = CONF.replace('gptproto_registry = "registry"\n', "")
    built = site({**HOME, "conf.py": conf}).build("dummy", strict=False, gptproto_registy="registry")
    assert "gptproto_registy: there is no such option; did you mean 'gptproto_registry'?" in built.warnings
    assert len(built.app.env.get_domain("api").registry) == 0


def test_a_file_in_a_folder_that_is_named_too(site):
    built = site(HOME).build("dummy", strict=False, gptproto_registry=["registry/operations.yaml", "registry"])
    assert (
        "gptproto_registry: 'registry/operations.yaml' is skipped, since it is in 'registry', of which all files are "
        "read; list only one of the two" in built.warnings
    )
    assert len(built.app.env.get_domain("api").registry) == 6


def test_names_that_conf_py_only_uses_are_left_alone(site):
    line = "import os as gptproto_os\n\n\ndef gptproto_helper():\n    return 1\n"
    site({**HOME, "conf.py": CONF + line}).build("dummy")


def test_the_build_says_which_registry_it_reads(site, capsys):
    trial = site(HOME)
    command = [sys.executable, "-m", "sphinx", "-b", "dummy", str(trial.source), str(trial.root / "out")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "gptproto: reading registry (6 endpoints)" in said
    said = subprocess.run([*command, "-D", "gptproto_registry=bundled"], capture_output=True, text=True, check=True)
    assert "gptproto: reading the bundled GPTProto registry (385 endpoints)" in said.stdout


@pytest.mark.parametrize("value", ["registry", ["registry"], ("registry",)])
def test_good_values(site, value):
    built = site(HOME).build("dummy", gptproto_registry=value, gptproto_languages=("go",), gptproto_parts=("body",))
    assert CHAT in built.app.env.get_domain("api").registry.endpoints


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("nowhere", None, "there is no such file or folder"),
        ("empty.yaml", "", "empty.yaml"),
        ("prose.yaml", "just words", "prose.yaml"),
        ("bad.yaml", "gptproto: 1\nservice: {", "bad.yaml:"),
        ("other.yaml", "swagger: '1.0'", "other.yaml"),
    ],
)
def test_a_source_that_cannot_be_read_stops_the_build(site, name, content, reason):
    trial = site(HOME)
    if content is not None:
        trial.write({name: content})
    with pytest.raises(ExtensionError, match="gptproto_registry: ") as caught:
        trial.build("dummy", gptproto_registry=name)
    assert reason in str(caught.value)
    assert name in str(caught.value)


def test_a_key_in_a_registry_is_masked(site):
    trial = site({"index.rst": f"Home\n====\n\n.. api-endpoint:: {CHAT}\n"})
    key = "sk-" + "proj4Zk9QmX2vT7bL1wR8nYc5" * 2
    trial.edit("operations.yaml", "Whether to stream the response.", f"Such as {key}.")
    for builder in ("html", "mdx"):
        built = trial.build(builder, strict=False)
        assert set(built.subtypes) == {"spec"}
        written = [path for path in (*built.out.rglob("*"), *built.app.doctreedir.rglob("*")) if path.is_file()]
        assert not [path for path in written if key.encode() in path.read_bytes()]
        assert key not in built.warnings


def test_no_network_and_nothing_outside(site, monkeypatch, tmp_path):
    def refuse(*args, **kwargs):
        raise AssertionError("the network is not to be used")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)
    trial = site({"index.rst": f"Home\n====\n\n.. api-endpoint:: {CHAT}\n"})
    before = {path for path in tmp_path.rglob("*") if path.is_file()}
    for builder in ("html", "mdx"):
        trial.build(builder)
    after = {path for path in tmp_path.rglob("*") if path.is_file()}
    outside = {
        path
        for path in after - before
        if path.relative_to(tmp_path).parts[0].removesuffix("-doctrees") not in ("html", "mdx")
    }
    assert outside == set()
