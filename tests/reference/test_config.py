"""Values of ``conf.py``, and the sources that it names."""

from __future__ import annotations

from dataclasses import fields

import pytest
from reference.sites import CHAT
from sphinx.errors import ExtensionError

from sphinxext_gptproto.config import PREFIX, GptprotoConfig

HOME = {"index.rst": "Home\n====\n"}


@pytest.mark.parametrize("item", fields(GptprotoConfig), ids=lambda item: item.name)
def test_every_value_is_declared_whole(item):
    assert item.metadata["doc"].endswith(".")
    assert item.metadata["types"]
    assert item.metadata["check"](getattr(GptprotoConfig(), item.name)) is None


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("registry", 3, "expected the path of a file or folder, or a list of paths"),
        ("registry", [3], "expected the path"),
        ("languages", {"curl"}, "expected a list of curl, python, javascript, go"),
        ("languages", ["curl", "pyton"], "'pyton' is not one of curl, python, javascript, go; did you mean 'python'?"),
        ("parts", ["error"], "'error' is not one of overview, authentication"),
        ("mdx_default", "atribute", "'atribute' is not one of description, attribute, both"),
        ("pages", "/docs", "expected a folder inside the source folder, such as 'docs/api'"),
    ],
)
def test_bad_values_fall_back(site, name, value, reason):
    config = {"gptproto_registry": "registry", PREFIX + name: value}
    if name == "registry":
        config["gptproto_parts"] = ["overview"]
    built = site(HOME).build("dummy", strict=False, **config)
    assert built.warnings.count("WARNING") == 1
    assert built.subtypes == ["config"]
    assert f"{PREFIX}{name}: {reason}" in built.warnings
    assert getattr(built.app.config, PREFIX + name) == getattr(GptprotoConfig(), name)


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


def test_two_sources_with_one_name(site):
    trial = site(HOME)
    files = {f"other/{path.name}": path.read_text(encoding="utf-8") for path in (trial.source / "registry").iterdir()}
    built = trial.write(files).build("dummy", strict=False, gptproto_registry=["registry", "other"])
    assert built.subtypes == ["spec"]
    assert "is defined more than once; nothing of this source is used" in built.warnings
    assert "/other: scheme 'bearer'" in built.warnings


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
