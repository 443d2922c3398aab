"""``docs.json``: the project's own file as its base, the navigation, and settings of the configuration."""

from __future__ import annotations

import json

import pytest
from mdx.projects import FILES

from sphinxext_gptproto.build_warnings import BuildStoppedError


def test_the_own_docs_json_is_the_base(project):
    own = {
        "$schema": "https://mintlify.com/docs.json",
        "theme": "maple",
        "name": "Mine",
        "colors": {"primary": "#000000"},
        "navbar": {"links": []},
    }
    data = project({**FILES, "docs.json": json.dumps(own)}).build().docs_json()
    assert {key: data[key] for key in own} == own
    assert data["navigation"]["groups"][0]["group"] == "Trial"


def test_a_faulty_docs_json_stops_the_build(project):
    with pytest.raises(BuildStoppedError, match=r"docs\.json:2:1: not JSON"):
        project({**FILES, "docs.json": "{\n"}).build()


def test_orphans_are_hidden(project):
    built = project({**FILES, "lone.rst": ":orphan:\n\nLone\n====\n"}).build()
    assert "hidden: true" in built.page("lone")
    assert "lone" not in json.dumps(built.docs_json()["navigation"])


def test_toctrees_of_titles_only_give_the_same_navigation(project):
    page = "P\n=\n\n.. toctree::\n{options}\n   q\n\nSection\n-------\n\nText.\n"
    sites = []
    for options in ("", "   :titlesonly:\n", "   :maxdepth: 1\n   :hidden:\n"):
        files = {"index.rst": "I\n=\n\n.. toctree::\n" + options + "\n   p\n", "p.rst": page.format(options=options)}
        files["q.rst"] = "Q\n=\n\nOne\n---\n\nText.\n"
        sites.append(project(files).build(out=f"site{len(sites)}").docs_json()["navigation"])
    assert sites[0]["groups"][0]["pages"] == ["index", {"group": "P", "root": "p", "pages": ["q"]}]
    assert sites[1] == sites[2] == sites[0]  # a page's sections are in its own table of contents


def test_tabs_and_redirects_come_from_the_configuration(project):
    trial = project(FILES)
    built = trial.build(gptproto_mdx_tabs={"Everything": ["All"]}, gptproto_mdx_redirects={"old/b": "sub/b#x"})
    assert [tab["tab"] for tab in built.docs_json()["navigation"]["tabs"]] == ["Trial", "Everything"]
    assert built.docs_json()["redirects"] == [{"source": "/old/b", "destination": "/sub/b#x"}]


@pytest.mark.parametrize(
    ("config", "warning"),
    [
        ({"gptproto_mdx_theme": "mnit"}, "gptproto_mdx_theme: 'mnit' is not one of mint, maple"),
        ({"gptproto_mdx_color": "green"}, "gptproto_mdx_color: 'green' is not a colour such as '#0D9373'"),
        ({"gptproto_mdx_orphans": "gone"}, "gptproto_mdx_orphans: 'gone' is not one of hidden, listed"),
        ({"gptproto_mdx_tabs": {"A": "index"}}, "gptproto_mdx_tabs: 'A': expected a list of captions or pages"),
        ({"gptproto_mdx_tabs": {"A": ["al"]}}, "gptproto_mdx_tabs: 'al' is neither a caption nor a page"),
        ({"gptproto_mdx_redirects": {"a": "sub/b"}}, "gptproto_mdx_redirects: 'a' is a page"),
        ({"gptproto_mdx_redirects": {"x": "sub/c"}}, "there is no page 'sub/c'; did you mean 'sub/b'?"),
        ({"gptproto_mdx_redirects": {"x": ""}}, "expected a dictionary of old addresses to pages"),
    ],
)
def test_invalid_options_are_reported_once(project, config, warning):
    built = project(FILES).build(strict=False, show_warning_types=True, **config)
    assert built.warnings.count("WARNING") == 1
    assert warning in built.warnings
    assert "[gptproto.config]" in built.warnings
    assert f"{built.app.confdir / 'conf.py'}:1: WARNING" in built.warnings
    assert built.page("a")


def test_an_invalid_option_is_reported_at_its_last_assignment(project):
    trial = project(FILES)
    conf = (trial.source / "conf.py").read_text(encoding="utf-8")
    lines = ["gptproto_mdx_theme = 'mint'", "if True:", "    gptproto_mdx_theme, other = 'mnit', 1"]
    lines += ["gptproto_mdx_redirects = {'a': 'sub/b'}", "html_extra_path = ['extra.txt']"]
    trial.write({"conf.py": conf + "\n".join(lines) + "\n", "docs.json": '{"navbr": {}}', "extra.txt": ""})

    def lose(app):
        app.connect("env-updated", lambda app, env: app.builder._extra_files and (trial.source / "extra.txt").unlink())

    warnings = trial.build(strict=False, show_warning_types=True, setup=lose).warnings
    path, start = trial.source / "conf.py", conf.count("\n")
    assert f"{path}:{start + 3}: WARNING: gptproto_mdx_theme" in warnings
    assert f"{path}:{start + 4}: WARNING: gptproto_mdx_redirects" in warnings
    assert f"{path}:{start + 5}: WARNING: cannot copy {trial.source / 'extra.txt'}" in warnings
    assert f"{trial.source / 'docs.json'}:1:2: WARNING: unknown key 'navbr'" in warnings
    assert warnings.count("WARNING") == 4


def test_an_image_that_cannot_be_copied_is_reported_at_its_page(project):
    trial = project({**FILES, "a.rst": "A\n=\n\n.. image:: a.png\n   :alt: A\n", "a.png": b""})
    lose = lambda app: app.connect("env-updated", lambda app, env: (trial.source / "a.png").unlink())  # noqa: E731
    warnings = trial.build(strict=False, show_warning_types=True, setup=lose).warnings
    assert f"{trial.source / 'a.rst'}: WARNING: cannot copy" in warnings
    assert "[gptproto.mdx_asset]" in warnings
